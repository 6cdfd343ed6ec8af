//! Long tasks, such as publishing or comparing. They run in the background; pages ask for their progress.

use std::{
    panic::{self, AssertUnwindSafe},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
};

use crate::error::Error;

/// How many results are kept.
const MOST: usize = 8;

/// What a job makes.
pub(super) enum Made {
    /// A stage: its name, and whether it was there already.
    Stage { name: String, was_current: bool },
    /// The page of a comparison.
    Page(String),
}

/// The progress of a job.
#[derive(Default)]
pub(super) struct Progress {
    /// Increased by each step.
    pub(super) version: u64,
    /// How many documents are done, and how many there are in all.
    pub(super) done: usize,
    pub(super) all: usize,
    /// What is being done, in words.
    pub(super) line: String,
}

pub(super) struct Job {
    pub(super) number: usize,
    /// The kind of task, as the page that started it calls it.
    pub(super) kind: &'static str,
    progress: Mutex<Progress>,
    result: Mutex<Option<Result<Made, Error>>>,
}

impl Job {
    pub(super) fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records one more step.
    pub(super) fn step(&self, change: impl FnOnce(&mut Progress)) {
        let mut progress = self.progress();
        change(&mut progress);
        progress.version += 1;
    }

    /// What it made, once it is over.
    pub(super) fn result(&self) -> MutexGuard<'_, Option<Result<Made, Error>>> {
        self.result.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn is_over(&self) -> bool {
        self.result().is_some()
    }
}

/// The jobs of a dossier, the latest last.
#[derive(Default)]
pub(super) struct Jobs(Mutex<(usize, Vec<Arc<Job>>)>);

impl Jobs {
    /// Starts a job, unless one of its kind is under way, which is returned instead.
    pub(super) fn start(
        &self,
        kind: &'static str,
        work: impl FnOnce(&Job) -> Result<Made, Error> + Send + 'static,
    ) -> Arc<Job> {
        let mut jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (count, all) = &mut *jobs;
        if let Some(job) = all.iter().find(|job| job.kind == kind && !job.is_over()) {
            return Arc::clone(job);
        }
        *count += 1;
        let job = Arc::new(Job {
            number: *count,
            kind,
            progress: Mutex::default(),
            result: Mutex::default(),
        });
        if all.len() == MOST {
            all.remove(0);
        }
        all.push(Arc::clone(&job));
        let running = Arc::clone(&job);
        thread::spawn(move || {
            let made = panic::catch_unwind(AssertUnwindSafe(|| work(&running)));
            let made = made.unwrap_or_else(|_| Err(Error::refused("atelier-defect", [])));
            *running.result() = Some(made);
            running.step(|_| {});
        });
        job
    }

    pub(super) fn find(&self, number: &str) -> Option<Arc<Job>> {
        let number: usize = number.parse().ok()?;
        let jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.1.iter().find(|job| job.number == number).cloned()
    }

    /// Whether one is under way.
    pub(super) fn is_busy(&self) -> bool {
        let jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.1.iter().any(|job| !job.is_over())
    }

    /// The last one of a kind.
    pub(super) fn last(&self, kind: &str) -> Option<Arc<Job>> {
        let jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.1.iter().rfind(|job| job.kind == kind).cloned()
    }
}
