//! Where the time of a run goes: phases in, how long each took out, summed over the threads that were at it.
//!
//! Nothing is counted unless it is asked for; a phase then costs two looks at a clock. A thread is at one phase at
//! a time: while it waits for others and takes over their work, that work is what it is at. What is counted here
//! is read by the command line alone: no published byte depends on it.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use cpu_time::{ProcessTime, ThreadTime};

/// A part of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Reading files, and making a dossier of what they say.
    Read,
    /// What everyone pays.
    Compute,
    /// Looking for what is wrong.
    Audit,
    /// Making the record, the findings' files and the checksums.
    Record,
    /// Views and templates: making Typst sources.
    Templates,
    /// Laying out documents.
    Layout,
    /// Making PDF files of laid out documents.
    Export,
    /// Making the corrected workbook.
    Workbook,
    /// Keeping what was made, and finding it again.
    Cache,
    /// Writing the stage.
    Publish,
    /// Telling people what was found or published.
    Report,
}

impl Phase {
    /// All of them, in the order of a run.
    pub const ALL: [Self; 11] = [
        Self::Read,
        Self::Compute,
        Self::Audit,
        Self::Record,
        Self::Templates,
        Self::Layout,
        Self::Export,
        Self::Workbook,
        Self::Cache,
        Self::Publish,
        Self::Report,
    ];

    /// Its name in the catalogues: `timings-read`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Compute => "compute",
            Self::Audit => "audit",
            Self::Record => "record",
            Self::Templates => "templates",
            Self::Layout => "layout",
            Self::Export => "export",
            Self::Workbook => "workbook",
            Self::Cache => "cache",
            Self::Publish => "publish",
            Self::Report => "report",
        }
    }
}

/// How long something took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spent {
    /// While at least one thread was at it.
    pub wall: Duration,
    /// What the threads that were at it worked.
    pub cpu: Duration,
}

/// Where the time of a run went.
#[derive(Clone, Debug)]
pub struct Timings {
    /// The phases that the run went through.
    pub phases: Vec<(Phase, Spent)>,
    /// What threads worked that were at no phase of ours: Typst and the workbook's writer share out their work.
    pub helpers: Duration,
    /// What the thread that was timed spent on none of the phases.
    pub rest: Spent,
    /// All of it.
    pub total: Spent,
}

static ON: AtomicBool = AtomicBool::new(false);
static LEDGER: Mutex<Ledger> = Mutex::new(Ledger::new());

thread_local! {
    static THREAD: RefCell<Option<Thread>> = const { RefCell::new(None) };
}

/// What was counted so far.
struct Ledger {
    phases: BTreeMap<Phase, Counted>,
    /// The same for any phase: what it leaves of the run is nobody's.
    any: Counted,
}

impl Ledger {
    const fn new() -> Self {
        Self {
            phases: BTreeMap::new(),
            any: Counted::new(),
        }
    }

    fn enter(&mut self, phase: Phase, now: Instant) {
        self.any.enter(now);
        self.phases
            .entry(phase)
            .or_insert_with(Counted::new)
            .enter(now);
    }

    fn leave(&mut self, phase: Phase, worked: Duration, now: Instant) {
        self.any.leave(worked, now);
        self.phases
            .entry(phase)
            .or_insert_with(Counted::new)
            .leave(worked, now);
    }
}

/// What is known of a phase.
struct Counted {
    spent: Spent,
    /// The threads that are at it.
    threads: usize,
    since: Option<Instant>,
}

/// What a thread is at.
struct Thread {
    phase: Option<Phase>,
    since: ThreadTime,
    /// What it worked in phases so far.
    in_phases: Duration,
}

impl Counted {
    const fn new() -> Self {
        Self {
            spent: Spent {
                wall: Duration::ZERO,
                cpu: Duration::ZERO,
            },
            threads: 0,
            since: None,
        }
    }

    fn enter(&mut self, now: Instant) {
        self.since.get_or_insert(now);
        self.threads += 1;
    }

    fn leave(&mut self, cpu: Duration, now: Instant) {
        self.spent.cpu += cpu;
        self.threads = self.threads.saturating_sub(1);
        if self.threads == 0 {
            self.spent.wall += self
                .since
                .take()
                .map_or(Duration::ZERO, |since| now - since);
        }
    }
}

/// Does this work as a part of `phase`.
pub fn timed<T>(phase: Phase, work: impl FnOnce() -> T) -> T {
    if !ON.load(Ordering::Relaxed) {
        return work();
    }
    let _back = Back(switch(Some(phase)));
    work()
}

/// Goes back to what the thread was at before, even when the work panics.
struct Back(Option<Phase>);

impl Drop for Back {
    fn drop(&mut self) {
        switch(self.0);
    }
}

/// Ends what this thread is at and begins the next; tells what it was at.
fn switch(next: Option<Phase>) -> Option<Phase> {
    THREAD.with_borrow_mut(|thread| {
        let thread = thread.get_or_insert_with(|| Thread {
            phase: None,
            since: ThreadTime::now(),
            in_phases: Duration::ZERO,
        });
        let (now, worked) = (Instant::now(), thread.since.elapsed());
        let mut ledger = ledger();
        if let Some(phase) = thread.phase {
            thread.in_phases += worked;
            ledger.leave(phase, worked, now);
        }
        if let Some(phase) = next {
            ledger.enter(phase, now);
        }
        thread.since = ThreadTime::now();
        std::mem::replace(&mut thread.phase, next)
    })
}

fn ledger() -> MutexGuard<'static, Ledger> {
    LEDGER.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A run that is being timed, on the thread that started it.
#[derive(Debug)]
pub struct Clock {
    wall: Instant,
    process: ProcessTime,
    thread: ThreadTime,
}

impl Clock {
    /// Starts to count, from nothing. There is one clock a program.
    pub fn start() -> Self {
        *ledger() = Ledger::new();
        THREAD.set(None);
        ON.store(true, Ordering::Relaxed);
        Self {
            wall: Instant::now(),
            process: ProcessTime::now(),
            thread: ThreadTime::now(),
        }
    }

    /// Stops, and tells.
    pub fn stop(self) -> Timings {
        let total = Spent {
            wall: self.wall.elapsed(),
            cpu: self.process.elapsed(),
        };
        let in_phases = THREAD
            .with_borrow(|thread| thread.as_ref().map_or(Duration::ZERO, |own| own.in_phases));
        let own = self.thread.elapsed().saturating_sub(in_phases);
        ON.store(false, Ordering::Relaxed);
        let Ledger { phases, any } = std::mem::replace(&mut *ledger(), Ledger::new());
        Timings {
            phases: phases
                .into_iter()
                .map(|(phase, counted)| (phase, counted.spent))
                .collect(),
            helpers: total.cpu.saturating_sub(any.spent.cpu + own),
            rest: Spent {
                wall: total.wall.saturating_sub(any.spent.wall),
                cpu: own,
            },
            total,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// There is one clock a program: what must hold of it is tried in one test.
    #[test]
    fn a_thread_is_at_one_phase_at_a_time() {
        let nap = || std::thread::sleep(Duration::from_millis(20));
        assert_eq!(timed(Phase::Read, || 1), 1, "nothing is counted yet");
        let clock = Clock::start();
        timed(Phase::Layout, || {
            nap();
            timed(Phase::Export, nap);
            std::thread::scope(|scope| {
                drop(
                    (0..2)
                        .map(|_| scope.spawn(|| timed(Phase::Audit, nap)))
                        .collect::<Vec<_>>(),
                );
            });
        });
        let panicked =
            std::panic::catch_unwind(|| timed(Phase::Compute, || panic!("as it should")));
        assert!(panicked.is_err());
        nap();
        let Timings {
            phases,
            rest,
            total,
            ..
        } = clock.stop();
        let names: Vec<Phase> = phases.iter().map(|(phase, _)| *phase).collect();
        assert_eq!(
            names,
            [Phase::Compute, Phase::Audit, Phase::Layout, Phase::Export]
        );
        let wall = |phase: Phase| {
            phases
                .iter()
                .find(|(own, _)| *own == phase)
                .expect("counted")
                .1
                .wall
        };
        let napped = Duration::from_millis(20);
        assert!(
            wall(Phase::Export) >= napped && rest.wall >= napped,
            "{phases:?} {rest:?}"
        );
        // Both naps of the audit at once, while the layout waited for them.
        assert!(
            wall(Phase::Layout) >= wall(Phase::Audit) + napped,
            "{phases:?}"
        );
        assert!(
            total.wall >= wall(Phase::Layout) + wall(Phase::Export) + rest.wall,
            "{total:?} {phases:?}"
        );
        assert!(total.cpu < total.wall * 4);
    }
}
