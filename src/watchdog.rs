//! Running tasks and their time: one thread ends the process when a task exceeds its time limit.
//!
//! A file or a template can make a parser or Typst run forever, and no thread can stop another. Ending the process
//! loses nothing, as a stage is published in one step after all of these tasks. Without [`start`], in a test or a
//! program that uses this library, tasks are recorded but never ended.

use std::{
    io,
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
    thread::{self, ThreadId},
    time::{Duration, Instant},
};

use crate::limits::{Limit, Limits};

/// How often tasks are checked.
const TICK: Duration = Duration::from_millis(100);
/// A document of this many fiches may take twice as long as one without any.
const FICHES: u64 = 50;

/// A task that an input may make endless, with its name in messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Task {
    /// One of several dossiers is built; not timed.
    Building(String),
    /// A dossier, a stage or a single workbook is read and audited.
    Reading(String),
    /// One of its files is parsed; timed only as part of the reading.
    File(String),
    /// Two drafts are compared.
    Comparing,
    /// A document is laid out and exported.
    Document {
        /// The document or its source, as messages name it.
        name: String,
        /// The fiches in it.
        fiches: usize,
    },
}

impl Task {
    /// The limit on this task, and the seconds that it allows.
    fn allowed(&self, limits: &Limits) -> Option<(Limit, u64)> {
        let (limit, fiches) = match self {
            Self::Building(_) | Self::File(_) => return None,
            Self::Reading(_) | Self::Comparing => (Limit::ReadTime, 0),
            Self::Document { fiches, .. } => (Limit::LayoutTime, *fiches as u64),
        };
        let base = limits.of(limit);
        let more = base.saturating_mul(fiches) / FICHES;
        Some((limit, base.saturating_add(more)))
    }
}

struct UnderWay {
    thread: ThreadId,
    task: Task,
    spent: Duration,
}

/// In the order in which they began; tasks of the same thread are nested.
static UNDER_WAY: Mutex<Vec<UnderWay>> = Mutex::new(Vec::new());

fn under_way() -> MutexGuard<'static, Vec<UnderWay>> {
    UNDER_WAY.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The innermost task of its thread, which ends when this is dropped.
#[must_use = "the task is over when this goes"]
#[derive(Debug)]
pub(crate) struct Guard(());

impl Drop for Guard {
    fn drop(&mut self) {
        let (mut all, thread) = (under_way(), thread::current().id());
        let last = all.iter().rposition(|one| one.thread == thread);
        last.map(|last| all.remove(last));
    }
}

/// Begins a task on this thread.
pub(crate) fn begin(task: Task) -> Guard {
    under_way().push(UnderWay {
        thread: thread::current().id(),
        task,
        spent: Duration::ZERO,
    });
    Guard(())
}

/// Begins to read a dossier, a stage or a workbook.
pub(crate) fn reading(path: &Path) -> Guard {
    begin(Task::Reading(path.display().to_string()))
}

/// The tasks of this thread, from the outermost to the innermost.
pub(crate) fn here() -> Vec<Task> {
    chain(&under_way(), thread::current().id())
}

/// The tasks of a thread, after the dossier that is being built.
fn chain(all: &[UnderWay], thread: ThreadId) -> Vec<Task> {
    let is_included =
        |one: &&UnderWay| one.thread == thread || matches!(one.task, Task::Building(_));
    let tasks = all.iter().filter(is_included);
    tasks.map(|one| one.task.clone()).collect()
}

/// A task that takes too long.
#[derive(Debug)]
pub(crate) struct Late {
    /// The tasks of its thread, from the outermost to the innermost.
    pub tasks: Vec<Task>,
    /// The limit that it exceeds.
    pub limit: Limit,
    /// The seconds that the limit allows it.
    pub seconds: u64,
}

/// Ends the process, with exit code 2, as soon as a task takes too long; `report` is called first.
///
/// # Errors
/// When the system cannot start a thread.
#[expect(
    clippy::exit,
    clippy::disallowed_methods,
    reason = "a limit of time needs a clock, and other threads may never come back to where they could end"
)]
pub(crate) fn start(limits: Limits, report: impl Fn(&Late) + Send + 'static) -> io::Result<()> {
    let watch = move || {
        let mut last = Instant::now();
        loop {
            thread::sleep(TICK);
            // A suspended process did no work meanwhile.
            let time = last.elapsed().min(2 * TICK);
            last = Instant::now();
            let late = advance(&mut under_way(), time, &limits);
            if let Some(late) = late {
                report(&late);
                std::process::exit(2);
            }
        }
    };
    let thread = thread::Builder::new().name("watchdog".to_owned());
    thread.spawn(watch).map(drop)
}

/// Adds elapsed time, and returns the first task over its limit. In each thread, time counts only for the innermost
/// timed task: the thread that lays out the annexes also makes other documents from their pages.
fn advance(all: &mut [UnderWay], time: Duration, limits: &Limits) -> Option<Late> {
    let mut late = None;
    for index in 0..all.len() {
        let (outer, inner) = all[index..].split_first_mut()?;
        let Some((limit, seconds)) = outer.task.allowed(limits) else {
            continue;
        };
        let is_timed_inside =
            |one: &UnderWay| one.thread == outer.thread && one.task.allowed(limits).is_some();
        if !inner.iter().any(is_timed_inside) {
            outer.spent += time;
        }
        if outer.spent > Duration::from_secs(seconds) {
            late = late.or(Some((limit, seconds, outer.thread)));
        }
    }
    let (limit, seconds, thread) = late?;
    Some(Late {
        tasks: chain(all, thread),
        limit,
        seconds,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(name: &str, fiches: usize) -> Task {
        Task::Document {
            name: name.to_owned(),
            fiches,
        }
    }

    fn started(task: Task) -> UnderWay {
        UnderWay {
            thread: thread::current().id(),
            task,
            spent: Duration::ZERO,
        }
    }

    #[test]
    fn a_document_has_more_time_for_more_fiches() {
        let limits = Limits::default()
            .with(Limit::LayoutTime, 10)
            .with(Limit::ReadTime, 3);
        let seconds = |fiches| document("", fiches).allowed(&limits);
        assert_eq!(seconds(0), Some((Limit::LayoutTime, 10)));
        assert_eq!(seconds(1), Some((Limit::LayoutTime, 10)));
        assert_eq!(seconds(5_000), Some((Limit::LayoutTime, 1_010)));
        assert_eq!(Task::Comparing.allowed(&limits), Some((Limit::ReadTime, 3)));
        assert_eq!(Task::File(String::new()).allowed(&limits), None);
    }

    #[test]
    fn only_the_innermost_timed_task_gets_older() {
        let limits = Limits::default().with(Limit::LayoutTime, 10);
        let second = Duration::from_secs(1);
        let mut all = vec![
            started(Task::Building("b".to_owned())),
            started(document("annexes", 0)),
            started(document("EA-1.1", 0)),
        ];
        for _ in 0..10 {
            assert!(advance(&mut all, second, &limits).is_none());
        }
        assert_eq!(all[1].spent, Duration::ZERO);
        let late = advance(&mut all, second, &limits).expect("late");
        assert_eq!((late.limit, late.seconds), (Limit::LayoutTime, 10));
        let names = [document("annexes", 0), document("EA-1.1", 0)];
        assert_eq!(late.tasks[1..], names);
    }
}
