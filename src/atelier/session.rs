//! The background work for an open dossier: reads it again when it changes, and lays out again what that changes.
//!
//! A save is shown once the dossier is audited and the displayed document laid out; other documents are laid out when
//! they are viewed. An error replaces only the former error: the pages stay.
//!
//! Programs save in many ways: some write in place, some write beside and rename, some do both several times. So every
//! change in the folder counts; if it concerns none of the dossier's files, reading them again changes nothing.

use std::{
    collections::BTreeMap,
    hash::{BuildHasher, RandomState},
    panic::{self, AssertUnwindSafe},
    path::{Path, PathBuf},
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        mpsc::{self, Receiver, Sender},
    },
    thread,
    time::Duration,
};

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher, event::ModifyKind};
use serde_json::Value;

use super::{
    job::Jobs,
    state::{FRONT, Shown, Signal, State},
};
use crate::{
    edit::Editor,
    error::Error,
    limits::Limits,
    pipeline::{self, Audited},
    purpose::Purpose,
    record::Record,
    render::{Document, Renderer},
    source::sha256,
};

/// A received workbook whose sheets and columns are still to be named.
#[derive(Clone)]
pub(super) struct Received {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
    /// Distinguishes it from one that another window sends.
    pub(super) digest: String,
}

/// Stores a workbook until its sheets and columns are named.
pub(super) fn store_received(open: &Open, name: String, bytes: Vec<u8>) {
    let digest = sha256(&bytes);
    *slot(open) = Some(Received {
        name,
        bytes,
        digest,
    });
}

/// The received workbook that waits, if there is one.
pub(super) fn slot(open: &Open) -> MutexGuard<'_, Option<Received>> {
    open.received.lock().unwrap_or_else(PoisonError::into_inner)
}

/// An open dossier, as its pages use it.
pub(super) struct Open {
    /// Its number in addresses.
    pub(super) number: usize,
    pub(super) root: PathBuf,
    /// The folder of its stages.
    pub(super) output: PathBuf,
    /// Its publications and comparisons.
    pub(super) jobs: Jobs,
    editor: Mutex<Editor>,
    /// The received workbook that waits, if there is one.
    pub(super) received: Mutex<Option<Received>>,
    /// What blocks its signature, in the state of this version.
    pub(super) blocking: Mutex<Option<(u64, Arc<Vec<Value>>)>>,
    signals: Sender<Signal>,
    state: Mutex<Arc<State>>,
    /// Notified of every new state.
    news: Condvar,
}

impl Open {
    /// Opens the dossier in `root`, read within these limits, and follows it as long as the program runs.
    ///
    /// # Errors
    /// [`Error::Io`] when the folder cannot be followed.
    pub(super) fn start(
        number: usize,
        root: &Path,
        output: PathBuf,
        limits: &Limits,
        date: Option<String>,
    ) -> Result<Arc<Self>, Error> {
        let root = root
            .canonicalize()
            .map_err(Error::io("open-dossier", root))?;
        let (signals, inbox) = mpsc::channel();
        let watcher = watch(&root, signals.clone())?;
        let open = Arc::new(Self {
            number,
            editor: Mutex::new(Editor::open(&root, limits)?),
            root,
            output,
            jobs: Jobs::default(),
            received: Mutex::default(),
            blocking: Mutex::default(),
            signals,
            state: Mutex::default(),
            news: Condvar::new(),
        });
        let session = Session {
            open: Arc::clone(&open),
            limits: *limits,
            date,
            inbox,
            _watcher: watcher,
            // A random start, so that a page left open notices a restart of the program.
            state: State {
                // 48 bits, which JavaScript counts exactly.
                version: RandomState::new().hash_one(0) >> 16,
                ..State::default()
            },
            inputs: BTreeMap::new(),
            drawn: None,
            front: FRONT.to_owned(),
        };
        thread::spawn(move || session.run());
        Ok(open)
    }

    /// The present state.
    pub(super) fn state(&self) -> Arc<State> {
        Arc::clone(&self.locked())
    }

    /// Has the document of this name laid out.
    pub(super) fn look(&self, document: &str) {
        let _ = self.signals.send(Signal::Look(document.to_owned()));
    }

    /// The editor of its files, for one caller at a time.
    pub(super) fn editor(&self) -> MutexGuard<'_, Editor> {
        self.editor.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has the files read again, and waits for it, so that the next page shows what was written here.
    pub(super) fn changed(&self) {
        let before = self.state().version;
        let _ = self.signals.send(Signal::Changed);
        self.wait_beyond(before, LONGEST_READING);
    }

    /// Waits, this long at most, until the state has another version.
    pub(super) fn wait_beyond(&self, version: u64, longest: Duration) {
        let is_same = |state: &mut Arc<State>| state.version == version;
        drop(
            self.news
                .wait_timeout_while(self.locked(), longest, is_same),
        );
    }

    fn locked(&self) -> MutexGuard<'_, Arc<State>> {
        // A state is replaced as a whole: a panic leaves none half done.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The background work for a dossier.
struct Session {
    open: Arc<Open>,
    limits: Limits,
    /// The day of documents whose stage is no date.
    date: Option<String>,
    inbox: Receiver<Signal>,
    /// Signals saves until it is dropped.
    _watcher: RecommendedWatcher,
    state: State,
    /// The digests of the dossier's files as they were last read.
    inputs: BTreeMap<String, String>,
    /// The last dossier that could be laid out, and its renderer.
    drawn: Option<(Record, Renderer)>,
    /// The document that is being viewed.
    front: String,
}

impl Session {
    /// Follows the dossier until the process ends.
    fn run(mut self) {
        self.guarded(Self::read);
        self.publish();
        while let Ok(signal) = self.inbox.recv() {
            let is_read = match signal {
                Signal::Changed => {
                    if let Some(front) = settle(&self.inbox) {
                        self.front = front;
                    }
                    self.guarded(Self::read)
                }
                Signal::Look(name) => {
                    self.front = name;
                    false
                }
            };
            if self.guarded(Self::lay_out_front) || is_read {
                self.publish();
            }
        }
    }

    /// Runs this work; if it panics, pages show a defect of the program.
    fn guarded(&mut self, work: fn(&mut Self) -> bool) -> bool {
        let done = panic::catch_unwind(AssertUnwindSafe(|| work(self)));
        done.unwrap_or_else(|_| {
            self.drawn = None;
            self.inputs.clear();
            self.state.trouble = Some(Arc::new(Error::refused("atelier-defect", [])));
            true
        })
    }

    /// Reads the dossier, and returns whether there is anything new to show.
    fn read(&mut self) -> bool {
        let outcome = match pipeline::check(&self.open.root, &self.limits) {
            // A file was saved without changes.
            Ok(audited)
                if self.state.trouble.is_none() && audited.dossier.inputs == self.inputs =>
            {
                return false;
            }
            Ok(audited) => {
                self.inputs.clone_from(&audited.dossier.inputs);
                let taken = pipeline::require_readable(&audited).and_then(|()| self.take(&audited));
                self.state.audited = Some(Arc::new(audited));
                taken
            }
            Err(error) => {
                self.inputs.clear();
                Err(error)
            }
        };
        self.state.trouble = outcome.err().map(Arc::new);
        true
    }

    /// Makes a dossier the source of the next pages.
    fn take(&mut self, audited: &Audited) -> Result<(), Error> {
        let dossier = &audited.dossier;
        let record = audited.record(Purpose::Draft, self.date.as_deref());
        let pictures = dossier.picture_files();
        let is_same =
            |(_, former): &(Record, Renderer)| former.is_of(&dossier.templates, &pictures);
        let renderer = match self.drawn.take_if(|drawn| is_same(drawn)) {
            Some((_, renderer)) => renderer,
            // The former pages stay when these templates do not parse.
            None => Renderer::new(&dossier.templates, &pictures)?,
        };
        let mut documents = std::mem::take(&mut self.state.documents);
        let shown = |document: Document| {
            let name = document.name(&record);
            let fiche = match document {
                Document::Fiche(rank) => record.fiches.get(rank),
                Document::Recap
                | Document::Convention
                | Document::Annexes
                | Document::Amendment => None,
            };
            let axis = fiche
                .and_then(|fiche| record.convention.axes.get(fiche.axis))
                .filter(|axis| axis.has_title());
            let former = documents.iter_mut().find(|former| former.name == name);
            let former = former.map(|former| std::mem::take(&mut former.edited));
            Shown {
                document,
                code: fiche.map(|fiche| fiche.code.clone()),
                title: fiche.map(|fiche| fiche.title.clone()),
                axis: axis.map(|axis| axis.title.clone()),
                edited: former.unwrap_or_default(),
                is_pending: true,
                failure: None,
                name,
            }
        };
        self.state.documents = Document::all(&record).map(shown).collect();
        self.drawn = Some((record, renderer));
        Ok(())
    }

    /// Lays out the document that is being viewed, and returns whether there was anything to do.
    fn lay_out_front(&mut self) -> bool {
        let mut documents = self.state.documents.iter_mut();
        let front = documents.find(|shown| shown.is_pending && shown.name == self.front);
        let Some(((record, renderer), shown)) = self.drawn.as_ref().zip(front) else {
            return false;
        };
        let laid_out = renderer.preview(record, &mut shown.edited, shown.document);
        shown.failure = laid_out.err().map(Arc::new);
        shown.is_pending = false;
        true
    }

    fn publish(&mut self) {
        self.state.version += 1;
        *self.open.locked() = Arc::new(self.state.clone());
        self.open.news.notify_all();
    }
}

/// A save is over after this long without events.
const QUIET: Duration = Duration::from_millis(10);
/// The longest wait until what was written here is read.
const LONGEST_READING: Duration = Duration::from_secs(3);
/// How many events to wait for, of a program that keeps writing.
const MOST_EVENTS: usize = 20;

/// Signals every event that may change the dossier in `root`, until the watcher is dropped.
fn watch(root: &Path, signals: Sender<Signal>) -> Result<RecommendedWatcher, Error> {
    let on_event = move |event: notify::Result<Event>| {
        match event.map(|event| event.kind) {
            // Reading the dossier causes these events too.
            Ok(EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(_))) => {}
            // An error means that events may have been lost. Sending fails only once the session is over.
            _ => drop(signals.send(Signal::Changed)),
        }
    };
    let start = || {
        let mut watcher = notify::recommended_watcher(on_event)?;
        watcher.watch(root, RecursiveMode::Recursive)?;
        Ok(watcher)
    };
    start().map_err(|error: notify::Error| {
        Error::io("watch-dossier", root)(std::io::Error::other(error))
    })
}

/// Waits until a save is over, and returns the document that was viewed meanwhile.
fn settle(inbox: &Receiver<Signal>) -> Option<String> {
    let mut looked_at = None;
    for _ in 0..MOST_EVENTS {
        match inbox.recv_timeout(QUIET) {
            Ok(Signal::Changed) => {}
            Ok(Signal::Look(name)) => looked_at = Some(name),
            Err(_) => break,
        }
    }
    looked_at
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[test]
    fn several_events_are_one_save() {
        let (sender, inbox) = mpsc::channel();
        for signal in [
            Signal::Changed,
            Signal::Look("annexes".to_owned()),
            Signal::Changed,
        ] {
            sender.send(signal).expect("sent");
        }
        assert_eq!(settle(&inbox).as_deref(), Some("annexes"));
        assert!(inbox.try_recv().is_err());
    }
}
