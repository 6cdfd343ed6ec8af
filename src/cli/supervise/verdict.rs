//! Why a run was stopped, in the reader's language: what it was doing, what was too much, what can be done.

use super::super::{console::Console, panics::Panic};
use crate::{
    journal::Task,
    limits::Limit,
    report::{Ink, Notice, visible},
};

/// Why a run was stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Cause {
    /// It asked for more memory than it may have.
    Memory,
    /// It called itself too deep.
    Depth,
    /// It took longer than this limit gives it: so many seconds.
    Time { limit: Limit, seconds: u64 },
    /// The system ended it, most often for want of memory.
    Killed,
    /// It wrote a file larger than the session allows.
    FileSize,
    /// It is badly made.
    Defect,
}

impl Cause {
    /// What the last words of Rust's runtime mean.
    pub(super) fn of(words: &str) -> Self {
        let says = |phrases: &[&str]| phrases.iter().any(|phrase| words.contains(phrase));
        match () {
            () if says(&[
                "memory allocation of",
                "capacity overflow",
                "failed to spawn thread",
            ]) =>
            {
                Self::Memory
            }
            () if says(&["overflowed its stack"]) => Self::Depth,
            () => Self::Defect,
        }
    }

    /// The names of its message and of its help.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Memory => ("stopped-memory", "stopped-memory-help"),
            Self::Depth => ("stopped-depth", "stopped-depth-help"),
            Self::Time { .. } => ("stopped-time", "stopped-time-help"),
            Self::Killed => ("stopped-killed", "stopped-killed-help"),
            Self::FileSize => ("stopped-file-size", "stopped-file-size-help"),
            Self::Defect => ("stopped-defect", "stopped-defect-help"),
        }
    }
}

/// A run that was stopped.
#[derive(Debug)]
pub(in crate::cli) struct Stopped {
    pub(super) cause: Cause,
    /// What each thread was at.
    pub(super) doing: Vec<Vec<Task>>,
    /// What is to be reported of a defect.
    pub(super) detail: String,
}

impl From<Panic> for Stopped {
    fn from(panic: Panic) -> Self {
        Self {
            cause: Cause::of(&panic.detail),
            doing: vec![panic.doing],
            detail: panic.detail,
        }
    }
}

impl Stopped {
    /// The limit that was passed, or may have been.
    fn limit(&self) -> Limit {
        // Before anything else is begun, a run has the memory of reading.
        let mut doing = self.doing.iter().flatten().peekable();
        let is_read = doing.peek().is_none() || doing.any(|task| matches!(task, Task::Reading(_)));
        match self.cause {
            Cause::Time { limit, .. } => limit,
            _ if is_read => Limit::ReadMemory,
            _ => Limit::Memory,
        }
    }
}

impl Console {
    /// Says why a run was stopped.
    pub(in crate::cli) fn stopped(&self, stopped: &Stopped) -> String {
        let limit = stopped.limit();
        let seconds = if let Cause::Time { seconds, .. } = stopped.cause {
            seconds
        } else {
            0
        };
        let args = [
            ("limit", limit.name().to_owned()),
            ("value", self.limits.of(limit).to_string()),
            ("seconds", seconds.to_string()),
            ("version", env!("CARGO_PKG_VERSION").to_owned()),
        ];
        let (message, help) = stopped.cause.names();
        let (label, message) = (
            self.locale.plain("severity-error"),
            self.locale.text(message, &args),
        );
        let mut notice = Notice::new(
            &self.locale,
            self.messages,
            Ink::Error,
            &label,
            "",
            &message,
        );
        let chains = stopped.doing.iter().filter(|chain| !chain.is_empty());
        let doing: Vec<String> = chains.map(|chain| self.chain(chain)).collect();
        if !doing.is_empty() {
            notice = notice.listed("note-doing", &doing);
        }
        if stopped.cause == Cause::Defect && !stopped.detail.is_empty() {
            notice = notice.note("note-detail", &stopped.detail);
        }
        notice
            .note("note-help", &self.locale.text(help, &args))
            .finish()
    }

    /// A task and its parts, down to the smallest: `reading input, file budget.xlsx`. A thread that laid
    /// out the annexes makes other documents of their pages: only the last of them counts.
    fn chain(&self, chain: &[Task]) -> String {
        let last = chain
            .iter()
            .rposition(|task| matches!(task, Task::Document { .. }))
            .unwrap_or(0);
        chain[last..]
            .iter()
            .map(|task| self.task(task))
            .collect::<Vec<_>>()
            .join(", ")
    }

    fn task(&self, task: &Task) -> String {
        let named = |id: &str, name: &str| self.locale.text(id, &[("name", visible(name))]);
        match task {
            Task::Reading(name) => named("task-reading", name),
            Task::File(name) => named("task-file", name),
            Task::Document { name, .. } => named("task-document", name),
            Task::Auditing => self.locale.plain("task-auditing"),
            Task::Comparing(_) => self.locale.plain("task-comparing"),
            Task::Workbook(_) => self.locale.plain("task-workbook"),
            Task::Export => self.locale.plain("task-export"),
            Task::Publishing => self.locale.plain("task-publishing"),
        }
    }
}
