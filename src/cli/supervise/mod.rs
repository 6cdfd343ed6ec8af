//! A run that reads other people's files, in a process of its own that another one watches.
//!
//! Some inputs make a process abort: an allocation that no machine grants, a stack that overflows. No thread of
//! that process can tell what happened; its parent can. So `paraphe check` starts itself again with the same
//! arguments (`parent`); the child works within bounds of memory (`memory`) and time (`watchdog`), and notes what it
//! is at in a journal; when it ends by a signal, the parent tells what the journal says (`verdict`). A build of
//! several dossiers takes a child each. Where no child can be started the run goes on unwatched.

mod memory;
mod parent;
mod verdict;
mod watchdog;
mod worker;

pub(super) use parent::watch_over;
pub(super) use worker::{Worker, share};

use std::{ffi::OsString, path::PathBuf};

use serde::{Deserialize, Serialize};

/// The variable that makes a process a child of ours, and gives it its orders. Nobody else sets it.
const VARIABLE: &str = "PARAPHE_SUPERVISED";

/// The commands that read other people's files.
const WATCHED: [&str; 6] = ["check", "build", "diff", "textconv", "init", "watch"];

/// What a parent tells its child, in JSON.
#[derive(Debug, Serialize, Deserialize)]
struct Orders {
    /// The parent's number.
    parent: u32,
    /// Where the child notes what it is at; none when no file could be made.
    journal: Option<PathBuf>,
    /// Which of the dossiers to build is the child's.
    rank: usize,
    /// The folders that dossiers before it have filled.
    taken: Vec<String>,
}

/// Whether a command is to be watched. Arguments are not understood yet: a word that only looks like one of
/// these commands costs some milliseconds.
pub(super) fn is_watched(arguments: &[OsString]) -> bool {
    arguments
        .iter()
        .skip(1)
        .any(|word| WATCHED.iter().any(|command| word == command))
}
