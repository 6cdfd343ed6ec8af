//! Publishing: names and bytes in, a folder on disk out, whole or not at all; and back, for comparisons.
//!
//! A stage is written into a folder beside its place (`stage`), the former one is set aside, the new one takes its place,
//! and the former one goes. Runs take turns, and each puts right what a killed one left: a stage set aside
//! comes back. Only what paraphe published, as it published it, is replaced (`former`). Nothing here knows what the
//! files say, except that each stage holds its manifest.

mod files;
mod former;
mod manifest;
mod stage;

pub(crate) use files::{file_of, inner_path, replace, stages};
pub(crate) use former::{PublishedFile, published_as};
pub(crate) use manifest::{Agreement, MANIFEST, Manifest, ManifestFile, Options};
pub(crate) use stage::{Incident, NewFile, current, publish};
