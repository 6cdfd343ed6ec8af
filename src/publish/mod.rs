//! Publishing: writes named files as a folder, whole or not at all, and reads them back for comparisons.
//!
//! A stage is written into a folder beside its place (`stage`), the former one is set aside, the new one takes its
//! place, and the former one is deleted. Runs take turns, and each repairs what a killed one left: a stage set aside is
//! put back. Only what paraphe published, and nobody changed, is replaced (`former`). Nothing here knows what the files
//! contain, except that each stage has a manifest.

mod files;
mod former;
mod manifest;
mod stage;

pub(crate) use files::{file_of, inner_path, replace, stages};
pub(crate) use former::{PublishedFile, published_as};
pub(crate) use manifest::{Agreement, MANIFEST, Manifest, ManifestFile, Options};
pub(crate) use stage::{Incident, NewFile, current, publish};
