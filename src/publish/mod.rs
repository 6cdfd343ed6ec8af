//! Publishing: names and bytes in, a folder on disk out, whole or not at all; and back, for comparisons.
//!
//! A stage is written into a folder beside its place, which it then takes in one step of the system: whoever
//! looks finds the former stage or the new one, each whole. Where the system has no such step, the former
//! stage is set aside for an instant. What a killed run left behind is put right by the next one, which says
//! so. Nothing here knows what the files say, except that each stage holds its manifest.

mod exchange;
mod former;
mod leftovers;
mod lock;
mod manifest;
mod published;
mod stage;
mod written;

pub use manifest::{Manifest, ManifestInput, ManifestOutput};
pub use published::{file_of, stages};
pub use stage::{NewStage, publish};

use std::{io, path::PathBuf};

/// The name of the manifest, by which a published stage is told from any other folder.
pub const MANIFEST: &str = "manifeste.json";

/// What a run meets that is no failure, and that whoever waits for it should know.
#[derive(Debug)]
pub enum Incident {
    /// Another run is publishing in the same folder; this one waits for it.
    Waiting {
        /// The folder.
        output: PathBuf,
    },
    /// A folder that an interrupted run left is gone.
    Removed {
        /// Where it was.
        path: PathBuf,
    },
    /// A stage that an interrupted run had set aside is back in its place.
    PutBack {
        /// Its place.
        path: PathBuf,
    },
    /// A folder that an interrupted run left cannot be removed; it harms nothing.
    Stuck {
        /// Where it is.
        path: PathBuf,
        /// What the system answered.
        source: io::Error,
    },
}
