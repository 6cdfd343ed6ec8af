//! The work behind the preview: reads the dossier again when it changes, lays out again what that changes.
//!
//! What is looked at comes first: a save is shown once the dossier is audited and the document in front of
//! the reader laid out; the others follow. An error replaces nothing but the error before it.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{
        Arc,
        mpsc::{Receiver, TryRecvError},
    },
};

use super::{
    Describe, Signal,
    changes::settle,
    shown::{FicheLabel, Shelf, Shown, Trouble},
};
use crate::{
    error::Error,
    limits::Limits,
    pipeline::{self, Audited},
    purpose::Purpose,
    read::InputFile,
    record::{FicheRecord, Record},
    render::{Document, Preview},
};

/// Shows a state.
pub(super) type Show = Box<dyn Fn(Shown) + Send>;

/// The dossier at work.
pub(super) struct Session {
    root: PathBuf,
    limits: Limits,
    date: Option<String>,
    describe: Describe,
    /// Where each new state is shown.
    show: Show,
    version: u64,
    /// The dossier's files as they were last read.
    inputs: Vec<InputFile>,
    audited: Option<Arc<Audited>>,
    /// What the pages are made from: the last dossier that could be laid out.
    record: Option<Record>,
    preview: Option<Preview>,
    /// The documents yet to be laid out.
    stale: Vec<Document>,
    /// The documents that failed, by name.
    failures: BTreeMap<String, String>,
    trouble: Option<Trouble>,
    /// The document that is looked at.
    front: String,
}

impl Session {
    /// Nothing is read yet; states are numbered from `version` + 1.
    pub(super) fn new(
        root: PathBuf,
        limits: Limits,
        date: Option<String>,
        version: u64,
        describe: Describe,
        show: Show,
    ) -> Self {
        Self {
            root,
            limits,
            date,
            describe,
            show,
            version,
            inputs: Vec::new(),
            audited: None,
            record: None,
            preview: None,
            stale: Vec::new(),
            failures: BTreeMap::new(),
            trouble: None,
            front: super::FRONT.to_owned(),
        }
    }

    /// Works until told to stop.
    pub(super) fn run(mut self, inbox: &Receiver<Signal>) {
        self.read();
        self.publish();
        loop {
            let signal = if self.another().is_none() {
                inbox.recv().map_err(|_| TryRecvError::Disconnected)
            } else {
                inbox.try_recv()
            };
            match signal {
                Ok(Signal::Stop) | Err(TryRecvError::Disconnected) => return,
                Ok(Signal::Changed) => {
                    let others = settle(inbox);
                    if others.contains(&Signal::Stop) {
                        return;
                    }
                    others.into_iter().for_each(|signal| self.look(signal));
                    let is_new = self.read();
                    if self.lay_out_front() || is_new {
                        self.publish();
                    }
                }
                Ok(look) => {
                    self.look(look);
                    if self.lay_out_front() {
                        self.publish();
                    }
                }
                Err(TryRecvError::Empty) => self.lay_out_another(),
            }
        }
    }

    fn look(&mut self, signal: Signal) {
        if let Signal::Look(name) = signal {
            self.front = name;
        }
    }

    /// Reads the dossier, and tells whether there is anything new to show.
    fn read(&mut self) -> bool {
        match pipeline::check(&self.root, &self.limits) {
            // A file saved as it was.
            Ok(audited) if self.trouble.is_none() && audited.dossier.raw.inputs == self.inputs => {
                false
            }
            Ok(audited) => {
                self.inputs.clone_from(&audited.dossier.raw.inputs);
                let unreadable = pipeline::require_readable(&audited).err();
                let audited = Arc::new(audited);
                self.audited = Some(Arc::clone(&audited));
                self.trouble = match unreadable.map_or_else(|| self.take(&audited), Err) {
                    Ok(()) => None,
                    Err(error) => Some(self.trouble(error)),
                };
                true
            }
            Err(error) => {
                self.inputs.clear();
                self.trouble = Some(self.trouble(error));
                true
            }
        }
    }

    /// Makes the pages' next source of a dossier.
    fn take(&mut self, audited: &Audited) -> Result<(), Error> {
        let templates = &audited.dossier.raw.templates;
        match &mut self.preview {
            Some(preview) => preview.take_templates(templates)?,
            None => self.preview = Some(Preview::new(templates)?),
        }
        let record = Record::new(
            &audited.dossier,
            &audited.figures,
            Purpose::Draft,
            self.date.as_deref(),
        );
        self.stale = Document::all(&record).collect();
        self.failures.clear();
        self.record = Some(record);
        Ok(())
    }

    fn trouble(&self, error: Error) -> Trouble {
        match error {
            Error::Input { findings, sources } => Trouble::Unreadable { findings, sources },
            error => Trouble::Failed((self.describe)(&error)),
        }
    }

    /// Lays out the document that is looked at, and tells whether there was anything to do.
    fn lay_out_front(&mut self) -> bool {
        let Some(record) = &self.record else {
            return false;
        };
        let front = self
            .stale
            .iter()
            .position(|document| document.name(record) == self.front);
        let front = front.map(|index| self.stale.remove(index));
        front.is_some_and(|document| self.lay_out(document))
    }

    /// The next document to lay out although nobody looks at it. The annexes say nothing that the others do
    /// not, and take as long as all of them: they are laid out when they are looked at.
    fn another(&self) -> Option<usize> {
        self.stale
            .iter()
            .position(|document| *document != Document::Annexes)
    }

    /// Lays out the next of the others; the last one shows them all.
    fn lay_out_another(&mut self) {
        let Some(next) = self.another() else { return };
        let document = self.stale.remove(next);
        self.lay_out(document);
        if self.another().is_none() {
            if let (Some(preview), Some(record)) = (&mut self.preview, &self.record) {
                preview.forget_unused(record);
            }
            self.publish();
        }
    }

    /// Lays out a document, and tells whether it was there.
    fn lay_out(&mut self, document: Document) -> bool {
        let (Some(preview), Some(record)) = (&mut self.preview, &self.record) else {
            return false;
        };
        let name = document.name(record);
        match preview.lay_out(record, document) {
            Ok(_) => self.failures.remove(&name),
            Err(error) => self.failures.insert(name, (self.describe)(&error)),
        };
        true
    }

    fn publish(&mut self) {
        self.version += 1;
        let record = self.record.iter();
        let documents = record
            .flat_map(|record| Document::all(record).map(|document| self.shelf(record, document)));
        (self.show)(Shown {
            version: self.version,
            audited: self.audited.clone(),
            documents: documents.collect(),
            trouble: self.trouble.clone(),
        });
    }

    fn shelf(&self, record: &Record, document: Document) -> Shelf {
        let name = document.name(record);
        let pages = self
            .preview
            .as_ref()
            .map(|preview| preview.pages(&name))
            .unwrap_or_default();
        let fiche = if let Document::Fiche(rank) = document {
            record.fiches.get(rank)
        } else {
            None
        };
        let label = |fiche: &FicheRecord| FicheLabel {
            code: fiche.code.clone(),
            title: fiche.title.clone(),
            axis: record
                .convention
                .axes
                .get(fiche.axis)
                .map(|axis| axis.title.clone())
                .unwrap_or_default(),
        };
        Shelf {
            fiche: fiche.map(label),
            pages,
            is_pending: self.stale.contains(&document),
            failure: self.failures.get(&name).cloned(),
            name,
        }
    }
}
