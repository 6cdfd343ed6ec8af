//! The time that a task may take: a thread that ends the process when one takes longer.
//!
//! Nothing is published then: publication comes last, and is not timed.

use std::{
    io, thread,
    time::{Duration, Instant},
};

use super::{
    super::console::{self, Console},
    verdict::{Cause, Stopped},
    worker,
};
use crate::{
    journal::{self, Task},
    limits::{Limit, Limits},
};

/// How often tasks are looked at.
const TICK: Duration = Duration::from_millis(100);
/// A document of so many fiches may take twice as long as one without any.
const FICHES: u64 = 50;

/// Watches the tasks of this process as long as it lives; it ends with the parent of this number.
pub(super) fn start(console: Console, parent: u32) -> io::Result<()> {
    let watch = move || {
        let mut last = Instant::now();
        loop {
            thread::sleep(TICK);
            // A process that was halted did not work meanwhile.
            let time = last.elapsed().min(2 * TICK);
            last = Instant::now();
            if worker::is_orphan(parent) {
                end();
            }
            let limits = &console.limits;
            let allowed = |task: &Task| {
                allowed(task, limits).map(|(_, seconds)| Duration::from_secs(seconds))
            };
            if let Some(chain) = journal::pass(time, &allowed) {
                let _ = console::tell_last(&console.stopped(&late(chain, limits)));
                end();
            }
        }
    };
    thread::Builder::new()
        .name("watchdog".to_owned())
        .spawn(watch)
        .map(drop)
}

#[expect(
    clippy::exit,
    reason = "other threads may never come back to where they could be asked to end"
)]
pub(super) fn end() -> ! {
    std::process::exit(2)
}

/// The limit on a task, and the seconds that it gives this one.
fn allowed(task: &Task, limits: &Limits) -> Option<(Limit, u64)> {
    let limit = match task {
        Task::Reading(_) | Task::Comparing(_) => Limit::ReadTime,
        Task::Document { .. } => Limit::LayoutTime,
        Task::File(_) | Task::Auditing | Task::Workbook(_) | Task::Export | Task::Publishing => {
            return None;
        }
    };
    let fiches = if let Task::Document { fiches, .. } = task {
        *fiches as u64
    } else {
        0
    };
    let base = limits.of(limit);
    Some((
        limit,
        base.saturating_add(base.saturating_mul(fiches) / FICHES),
    ))
}

/// What is to be said of the task at the end of this chain, which takes too long.
fn late(chain: Vec<Task>, limits: &Limits) -> Stopped {
    let bound = chain.last().and_then(|task| allowed(task, limits));
    let cause = bound.map_or(Cause::Defect, |(limit, seconds)| Cause::Time {
        limit,
        seconds,
    });
    Stopped {
        cause,
        doing: vec![chain],
        detail: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_has_more_time_for_more_fiches() {
        let limits = Limits::default()
            .with(Limit::LayoutTime, 10)
            .with(Limit::ReadTime, 3);
        let seconds = |fiches| {
            allowed(
                &Task::Document {
                    name: String::new(),
                    fiches,
                    of: fiches,
                },
                &limits,
            )
        };
        assert_eq!(seconds(0), Some((Limit::LayoutTime, 10)));
        assert_eq!(seconds(1), Some((Limit::LayoutTime, 10)));
        assert_eq!(seconds(5_000), Some((Limit::LayoutTime, 1_010)));
        assert_eq!(
            allowed(&Task::Reading(String::new()), &limits),
            Some((Limit::ReadTime, 3))
        );
        assert_eq!(allowed(&Task::Publishing, &limits), None);
    }
}
