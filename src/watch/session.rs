//! The work behind the preview: reads the dossier again when it changes, lays out again what that changes.
//!
//! What is looked at comes first: a save is shown once the dossier is audited and the document in front of
//! the reader laid out; the others follow. An error replaces nothing but the error before it.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{Arc, mpsc::Receiver},
};

use super::{
    changes::settle,
    server::Server,
    state::{FRONT, Shown, Signal, State, Trouble},
};
use crate::{
    error::Error,
    limits::Limits,
    pipeline::{self, Audited},
    purpose::Purpose,
    record::Record,
    render::{Document, Preview},
};

/// How a terminal would print an error.
pub(crate) type Describe = Box<dyn Fn(&Error) -> String + Send + Sync>;

/// The dossier at work.
pub(super) struct Session {
    root: PathBuf,
    limits: Limits,
    date: Option<String>,
    describe: Describe,
    server: Arc<Server>,
    state: State,
    /// The dossier's files as they were last read.
    inputs: BTreeMap<String, String>,
    /// What the pages are made from: the last dossier that could be laid out.
    record: Option<Record>,
    preview: Option<Preview>,
    /// The documents yet to be laid out.
    stale: Vec<Document>,
    /// The documents that failed, by name.
    failures: BTreeMap<String, String>,
    /// The document that is looked at.
    front: String,
}

impl Session {
    /// Nothing is read yet; states are numbered from that of `state` + 1.
    pub(super) fn new(
        root: PathBuf,
        limits: Limits,
        date: Option<String>,
        describe: Describe,
        server: Arc<Server>,
        state: State,
    ) -> Self {
        Self {
            root,
            limits,
            date,
            describe,
            server,
            state,
            inputs: BTreeMap::new(),
            record: None,
            preview: None,
            stale: Vec::new(),
            failures: BTreeMap::new(),
            front: FRONT.to_owned(),
        }
    }

    /// Works as long as there can be signals.
    pub(super) fn run(mut self, inbox: &Receiver<Signal>) {
        self.read();
        self.publish();
        loop {
            let next = self.unseen();
            let signal = match next {
                Some(_) => inbox.try_recv().ok(),
                None => inbox.recv().ok(),
            };
            let is_new = match (signal, next) {
                (Some(Signal::Changed), _) => {
                    self.front = settle(inbox).unwrap_or(self.front);
                    let is_read = self.read();
                    self.lay_out_front() || is_read
                }
                (Some(Signal::Look(name)), _) => {
                    self.front = name;
                    self.lay_out_front()
                }
                (None, Some(next)) => {
                    self.lay_out(next);
                    self.has_laid_out_all()
                }
                (None, None) => return,
            };
            if is_new {
                self.publish();
            }
        }
    }

    /// Reads the dossier, and returns whether there is anything new to show.
    fn read(&mut self) -> bool {
        let outcome = match pipeline::check(&self.root, &self.limits) {
            // A file saved as it was.
            Ok(audited)
                if self.state.trouble.is_none() && audited.dossier.inputs == self.inputs =>
            {
                return false;
            }
            Ok(audited) => {
                self.inputs.clone_from(&audited.dossier.inputs);
                let audited = Arc::new(audited);
                self.state.audited = Some(Arc::clone(&audited));
                pipeline::require_readable(&audited).and_then(|()| self.take(&audited))
            }
            Err(error) => {
                self.inputs.clear();
                Err(error)
            }
        };
        self.state.trouble = outcome.err().map(|error| match error {
            Error::Input { findings, sources } => Trouble {
                findings,
                sources,
                error: None,
            },
            error => Trouble {
                error: Some((self.describe)(&error)),
                ..Trouble::default()
            },
        });
        true
    }

    /// Makes a dossier the source of the next pages.
    fn take(&mut self, audited: &Audited) -> Result<(), Error> {
        let templates = &audited.dossier.templates;
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

    /// Lays out the document that is looked at, and returns whether there was anything to do.
    fn lay_out_front(&mut self) -> bool {
        let Some(record) = &self.record else {
            return false;
        };
        let mut stale = self.stale.iter();
        let front = stale.position(|document| document.name(record) == self.front);
        front.map(|front| self.lay_out(front)).is_some()
    }

    /// The next document to lay out although nobody looks at it. The annexes say nothing that the others do
    /// not, and take as long as all of them: they are laid out when they are looked at.
    fn unseen(&self) -> Option<usize> {
        self.stale
            .iter()
            .position(|document| *document != Document::Annexes)
    }

    /// Once no document is left that nobody looks at, what is out of use is forgotten.
    fn has_laid_out_all(&mut self) -> bool {
        if self.unseen().is_some() {
            return false;
        }
        if let (Some(preview), Some(record)) = (&mut self.preview, &self.record) {
            preview.forget_unused(record);
        }
        true
    }

    /// Lays out one of the stale documents.
    fn lay_out(&mut self, index: usize) {
        let document = self.stale.remove(index);
        if let (Some(preview), Some(record)) = (&mut self.preview, &self.record) {
            let name = document.name(record);
            match preview.lay_out(record, document) {
                Ok(_) => self.failures.remove(&name),
                Err(error) => self.failures.insert(name, (self.describe)(&error)),
            };
        }
    }

    fn publish(&mut self) {
        self.state.version += 1;
        if let (Some(preview), Some(record)) = (&self.preview, &self.record) {
            self.state.documents = Document::all(record)
                .map(|document| self.shown(document, record, preview))
                .collect();
        }
        self.server.show(self.state.clone());
    }

    fn shown(&self, document: Document, record: &Record, preview: &Preview) -> Shown {
        let name = document.name(record);
        let fiche = match document {
            Document::Fiche(rank) => record.fiches.get(rank),
            _ => None,
        };
        let axis = fiche.and_then(|fiche| record.convention.axes.get(fiche.axis));
        Shown {
            code: fiche.map(|fiche| fiche.code.clone()),
            title: fiche.map(|fiche| fiche.title.clone()),
            axis: axis.map(|axis| axis.title.clone()),
            pages: preview.pages(&name),
            is_pending: self.stale.contains(&document),
            failure: self.failures.get(&name).cloned(),
            name,
        }
    }
}
