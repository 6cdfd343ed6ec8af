//! What the program is at, told to whoever watches it: which dossier, file or document it works on.
//!
//! A task lasts as long as what [`begin`] returns. Begun and ended tasks are noted in a file, so that another
//! process can tell what this one was doing when it was killed; and kept in memory, so that a thread of this one
//! can tell what takes too long. Until [`open()`] is called nothing is noted and nothing is kept.

use std::{
    fs::File,
    io::{self, Seek, Write},
    sync::{
        Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use serde::{Deserialize, Serialize};

/// Beyond this many bytes the file is begun again as soon as nothing is under way.
const LONG: u64 = 64 << 10;

/// Something that takes time and memory, and that an input may make endless.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Task {
    /// A dossier, a stage or a workbook on its own is read and audited.
    Reading(String),
    /// A file of it is.
    File(String),
    /// What was read is audited.
    Auditing,
    /// Two drafts are compared, of so many fiches.
    Comparing(usize),
    /// The corrected workbook is written, of so many fiches.
    Workbook(usize),
    /// A document is made: its template, its layout, its PDF.
    Document {
        /// The document or its source, as messages name it.
        name: String,
        /// The fiches in it.
        fiches: usize,
        /// The fiches of the whole dossier, which other documents show meanwhile.
        of: usize,
    },
    /// It is laid out, and becomes a PDF.
    Export,
    /// A stage is written.
    Publishing,
}

/// A line of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Entry {
    /// A task begins on a thread.
    Begin {
        /// No other task has this number.
        id: u64,
        /// The thread's number.
        thread: u64,
        /// What begins.
        task: Task,
    },
    /// The task of this number is over.
    End(u64),
    /// Which of the dossiers that were asked for this process builds.
    Dossier {
        /// Its name.
        name: String,
        /// How many were asked for.
        of: usize,
    },
    /// A stage is published under this name.
    Published(String),
}

/// A task under way.
#[derive(Clone, Debug)]
struct Open {
    id: u64,
    thread: u64,
    task: Task,
    spent: Duration,
}

/// The tasks under way, in the order in which they began.
#[derive(Clone, Debug, Default)]
pub struct OpenTasks(Vec<Open>);

impl OpenTasks {
    /// Takes note of an entry.
    pub fn note(&mut self, entry: Entry) {
        match entry {
            Entry::Begin { id, thread, task } => self.0.push(Open {
                id,
                thread,
                task,
                spent: Duration::ZERO,
            }),
            Entry::End(id) => self.0.retain(|open| open.id != id),
            Entry::Dossier { .. } | Entry::Published(_) => {}
        }
    }

    /// What each thread is at: a task, then the part of it, down to the smallest.
    pub fn chains(&self) -> Vec<Vec<Task>> {
        let mut threads: Vec<u64> = self.0.iter().map(|open| open.thread).collect();
        threads.sort_unstable();
        threads.dedup();
        threads
            .into_iter()
            .map(|thread| self.chain(thread))
            .collect()
    }

    fn chain(&self, thread: u64) -> Vec<Task> {
        self.0
            .iter()
            .filter(|open| open.thread == thread)
            .map(|open| open.task.clone())
            .collect()
    }

    /// Lets time pass, and returns the first task that took more than `allowed` says. While a thread is at a
    /// bounded task that it began inside another one (laid out annexes, and a document made of their pages), only the
    /// inner one gets older.
    fn pass(
        &mut self,
        time: Duration,
        allowed: &dyn Fn(&Task) -> Option<Duration>,
    ) -> Option<Open> {
        let bounded: Vec<(u64, u64)> = self
            .0
            .iter()
            .filter(|open| allowed(&open.task).is_some())
            .map(|open| (open.thread, open.id))
            .collect();
        self.0.iter_mut().find_map(|open| {
            let most = allowed(&open.task)?;
            let is_inner = bounded
                .iter()
                .all(|(thread, id)| *thread != open.thread || *id <= open.id);
            open.spent += if is_inner { time } else { Duration::ZERO };
            (open.spent > most).then(|| open.clone())
        })
    }
}

/// Hears of each task that begins.
pub type OnBegin = Box<dyn Fn(&Task) + Send + Sync>;

struct Journal {
    state: Mutex<State>,
    on_begin: OnBegin,
}

struct State {
    /// Open for appending; none when only this process is to know.
    file: Option<File>,
    written: u64,
    open: OpenTasks,
    /// What stays true when the file is begun again.
    facts: Vec<Entry>,
}

static JOURNAL: OnceLock<Journal> = OnceLock::new();
static NEXT: AtomicU64 = AtomicU64::new(1);

thread_local! {
    static THREAD: u64 = NEXT.fetch_add(1, Ordering::Relaxed);
}

/// Notes tasks from now on, in `file` if there is one, which is open for appending.
pub fn open(file: Option<File>, on_begin: OnBegin) {
    let state = State {
        file,
        written: 0,
        open: OpenTasks::default(),
        facts: Vec::new(),
    };
    // A second journal is none: there is one run in a process.
    let _ = JOURNAL.set(Journal {
        state: Mutex::new(state),
        on_begin,
    });
}

/// Begins a task, which ends when the value returned goes.
pub fn begin(task: impl FnOnce() -> Task) -> Doing {
    let Some(journal) = JOURNAL.get() else {
        return Doing(None);
    };
    let (id, thread, task) = (
        NEXT.fetch_add(1, Ordering::Relaxed),
        THREAD.with(|thread| *thread),
        task(),
    );
    (journal.on_begin)(&task);
    journal.state().note(Entry::Begin { id, thread, task });
    Doing(Some(id))
}

/// Says which dossier this process builds, and of how many.
pub fn dossier(name: &str, of: usize) {
    fact(|| Entry::Dossier {
        name: name.to_owned(),
        of,
    });
}

/// Says that a stage is published.
pub fn published(name: &str) {
    fact(|| Entry::Published(name.to_owned()));
}

fn fact(entry: impl FnOnce() -> Entry) {
    if let Some(journal) = JOURNAL.get() {
        let (mut state, entry) = (journal.state(), entry());
        state.facts.push(entry.clone());
        state.note(entry);
    }
}

/// What this thread is at.
pub fn doing_here() -> Vec<Task> {
    JOURNAL
        .get()
        .map(|journal| journal.state().open.chain(THREAD.with(|thread| *thread)))
        .unwrap_or_default()
}

/// Lets time pass for all tasks under way. The first that took more than `allowed` says is returned, from its
/// thread's first task down to it.
pub fn pass(time: Duration, allowed: &dyn Fn(&Task) -> Option<Duration>) -> Option<Vec<Task>> {
    let mut state = JOURNAL.get()?.state();
    let late = state.open.pass(time, allowed)?;
    Some(
        state
            .open
            .0
            .iter()
            .filter(|open| open.thread == late.thread && open.id <= late.id)
            .map(|open| open.task.clone())
            .collect(),
    )
}

/// A task under way.
#[must_use = "the task is over when this goes"]
#[derive(Debug)]
pub struct Doing(Option<u64>);

impl Drop for Doing {
    fn drop(&mut self) {
        if let (Some(id), Some(journal)) = (self.0, JOURNAL.get()) {
            journal.state().note(Entry::End(id));
        }
    }
}

impl Journal {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn note(&mut self, entry: Entry) {
        // What cannot be noted is not known afterwards; the work itself goes on.
        let _ = self.write(&entry);
        self.open.note(entry);
        if self.written > LONG && self.open.0.is_empty() {
            let _ = self.begin_again();
        }
    }

    fn write(&mut self, entry: &Entry) -> io::Result<()> {
        let Some(file) = &mut self.file else {
            return Ok(());
        };
        let mut line = serde_json::to_vec(entry)?;
        line.push(b'\n');
        self.written += line.len() as u64;
        file.write_all(&line)
    }

    fn begin_again(&mut self) -> io::Result<()> {
        let Some(file) = &mut self.file else {
            return Ok(());
        };
        file.set_len(0)?;
        file.rewind()?;
        self.written = 0;
        let facts = self.facts.clone();
        facts.iter().try_for_each(|fact| self.write(fact))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(name: &str) -> Task {
        Task::Document {
            name: name.to_owned(),
            fiches: 1,
            of: 1,
        }
    }

    fn begin(open: &mut OpenTasks, id: u64, thread: u64, task: Task) {
        open.note(Entry::Begin { id, thread, task });
    }

    /// Documents have ten seconds, other tasks all the time they want.
    fn allowed(task: &Task) -> Option<Duration> {
        matches!(task, Task::Document { .. }).then_some(Duration::from_secs(10))
    }

    #[test]
    fn each_thread_has_its_tasks() {
        let mut open = OpenTasks::default();
        begin(&mut open, 1, 7, Task::Reading("input".to_owned()));
        begin(&mut open, 2, 9, document("annexes"));
        begin(&mut open, 3, 7, Task::Auditing);
        assert_eq!(
            open.chains(),
            [
                vec![Task::Reading("input".to_owned()), Task::Auditing],
                vec![document("annexes")]
            ]
        );
        open.note(Entry::End(3));
        open.note(Entry::End(2));
        assert_eq!(open.chains(), [vec![Task::Reading("input".to_owned())]]);
    }

    #[test]
    fn a_task_that_takes_too_long_is_told() {
        let mut open = OpenTasks::default();
        begin(&mut open, 1, 1, document("annexes"));
        begin(&mut open, 2, 1, Task::Export);
        assert!(open.pass(Duration::from_secs(10), &allowed).is_none());
        assert_eq!(
            open.pass(Duration::from_secs(1), &allowed)
                .map(|late| late.task),
            Some(document("annexes"))
        );
    }

    #[test]
    fn a_document_does_not_get_older_while_its_thread_makes_another() {
        let mut open = OpenTasks::default();
        begin(&mut open, 1, 1, document("fiches/EA-1.1"));
        begin(&mut open, 2, 1, document("annexes"));
        begin(&mut open, 3, 2, document("recapitulatif"));
        assert!(open.pass(Duration::from_secs(9), &allowed).is_none());
        open.note(Entry::End(2));
        open.note(Entry::End(3));
        assert!(open.pass(Duration::from_secs(10), &allowed).is_none());
        assert!(open.pass(Duration::from_secs(1), &allowed).is_some());
    }
}
