//! The child: what it does before it works, so that its parent knows how it ended.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use super::{
    super::{console::Console, voice},
    Orders, VARIABLE,
    memory::Memory,
    watchdog,
};
use crate::journal;

/// The orders of this process, if it has any.
static ORDERS: OnceLock<Orders> = OnceLock::new();

/// This process, as a child of ours.
pub(in crate::cli) struct Worker {
    parent: u32,
    journal: Option<File>,
}

impl Worker {
    /// The child that this process is, if it is one. It ends when its parent is gone.
    pub(in crate::cli) fn of_environment() -> Option<Self> {
        let orders: Orders = serde_json::from_str(&std::env::var(VARIABLE).ok()?).ok()?;
        end_with_parent(true);
        let journal = orders.journal.as_ref().and_then(|path| taken(path).ok());
        if is_orphan(orders.parent) {
            if journal.is_some() {
                // Nobody is left to answer to.
                watchdog::end();
            }
            // The orders were another process's: a browser inherits them, and whatever is started from it.
            end_with_parent(false);
            return None;
        }
        let parent = orders.parent;
        let _ = ORDERS.set(orders);
        Some(Self { parent, journal })
    }

    /// Begins to note and to bound what the run does. `asks` tells whether it asks questions, for which it needs
    /// stderr as it is.
    pub(in crate::cli) fn begin(self, console: &Console, asks: bool) -> io::Result<()> {
        if let Some(journal) = self.journal.as_ref().filter(|_| !asks) {
            voice::turn(journal)?;
        }
        let memory = Memory::new(console.limits);
        journal::open(self.journal, Box::new(move |task| memory.suit(task)));
        watchdog::start(console.same(), self.parent)
    }
}

/// The dossiers that this process builds, of all that were asked for, and the folders that others have filled.
pub(in crate::cli) fn share(all: &[PathBuf]) -> (&[PathBuf], Vec<String>) {
    let Some(orders) = ORDERS.get() else {
        return (all, Vec::new());
    };
    let own = all.get(orders.rank..=orders.rank).unwrap_or_default();
    own.iter()
        .for_each(|dossier| journal::dossier(&dossier.display().to_string(), all.len()));
    (own, orders.taken.clone())
}

/// The journal, open for appending. Its name goes at once: nothing is left behind, however the two processes end.
fn taken(path: &Path) -> io::Result<File> {
    let file = File::options().append(true).open(path)?;
    let _ = fs::remove_file(path);
    Ok(file)
}

/// Has the system kill this process when its parent dies, or not.
#[cfg(target_os = "linux")]
fn end_with_parent(is_wanted: bool) {
    let signal = is_wanted.then_some(rustix::process::Signal::KILL);
    let _ = rustix::process::set_parent_process_death_signal(signal);
}

/// Elsewhere the watchdog sees to that, where it can.
#[cfg(not(target_os = "linux"))]
fn end_with_parent(_: bool) {}

/// Whether the parent of this number is gone.
pub(super) fn is_orphan(parent: u32) -> bool {
    #[cfg(unix)]
    let is_other = std::os::unix::process::parent_id() != parent;
    // Nothing tells it elsewhere.
    #[cfg(not(unix))]
    let is_other = parent == std::process::id();
    is_other
}
