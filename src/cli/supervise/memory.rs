//! The memory that a child may hold: what it held when it began, and what the limits grant.
//!
//! Linux counts it (`RLIMIT_DATA`: what is allocated, and not, as `RLIMIT_AS` would, the program's own file nor the
//! room that allocators reserve and never touch); on other systems there is no limit. The limit is a soft one: it
//! is low while files are read, and raised when documents are made.

use crate::journal::Task;

#[cfg(not(target_os = "linux"))]
pub(super) use elsewhere::Memory;
#[cfg(target_os = "linux")]
pub(super) use linux::Memory;

/// The fiches of the dossier that a task makes documents of; none for what only reads.
fn fiches(task: &Task) -> Option<usize> {
    match task {
        Task::Comparing(fiches) | Task::Workbook(fiches) | Task::Document { of: fiches, .. } => {
            Some(*fiches)
        }
        Task::Reading(_) | Task::File(_) | Task::Auditing | Task::Export | Task::Publishing => None,
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use std::{
        fs,
        sync::atomic::{AtomicU64, Ordering},
    };

    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    use crate::{
        journal::Task,
        limits::{Limit, Limits},
    };

    /// The bounds of this process.
    pub(in super::super) struct Memory {
        limits: Limits,
        /// What was held at first.
        start: u64,
        /// The limit that whoever started the program has set.
        own: Option<u64>,
        /// What documents may take: the most that any of them wants since the last dossier was read.
        documents: AtomicU64,
    }

    impl Memory {
        pub(in super::super) fn new(limits: Limits) -> Self {
            let own = getrlimit(Resource::Data).current;
            Self {
                limits,
                start: held(),
                own,
                documents: AtomicU64::new(0),
            }
        }

        /// Sets the limit that suits a task which begins.
        pub(in super::super) fn suit(&self, task: &Task) {
            if let Task::Reading(_) = task {
                self.documents.store(0, Ordering::Relaxed);
                self.set(held().saturating_add(self.limits.bytes(Limit::ReadMemory)));
            } else if let Some(fiches) = super::fiches(task) {
                let more = self
                    .limits
                    .bytes(Limit::MemoryPerFiche)
                    .saturating_mul(fiches as u64);
                let wanted = self
                    .start
                    .saturating_add(self.limits.bytes(Limit::Memory))
                    .saturating_add(more);
                if self.documents.fetch_max(wanted, Ordering::Relaxed) < wanted {
                    self.set(wanted);
                }
            }
        }

        fn set(&self, bytes: u64) {
            let current = Some(self.own.map_or(bytes, |own| own.min(bytes)));
            let maximum = getrlimit(Resource::Data).maximum;
            // Where it is refused, nothing is bounded but what the system bounds.
            let _ = setrlimit(Resource::Data, Rlimit { current, maximum });
        }
    }

    /// The bytes that count against the limit now.
    fn held() -> u64 {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmData:"));
        let kibibytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok());
        kibibytes.unwrap_or(0) << 10
    }
}

#[cfg(not(target_os = "linux"))]
mod elsewhere {
    use crate::{journal::Task, limits::Limits};

    /// No bounds.
    pub(in super::super) struct Memory;

    impl Memory {
        pub(in super::super) fn new(_: Limits) -> Self {
            Self
        }

        pub(in super::super) fn suit(&self, task: &Task) {
            let _ = super::fiches(task);
        }
    }
}
