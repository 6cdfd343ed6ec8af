//! Publishing: names and bytes in, a folder on disk out, whole or not at all; and back, for comparisons.
//!
//! A stage is written into a folder beside its place and renamed into it; the former stage is kept aside
//! until then, and comes back if anything fails. What a killed run left behind is put right by the next
//! one. Nothing here knows what the files say, except that each stage holds its manifest.

mod current;
mod manifest;
mod published;
mod stage;

pub use manifest::{Manifest, ManifestInput, ManifestOutput};
pub use published::{file_of, stages};
pub use stage::publish;

/// The name of the manifest, by which a published stage is told from any other folder.
pub const MANIFEST: &str = "manifeste.json";
