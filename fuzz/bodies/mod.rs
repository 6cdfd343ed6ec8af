//! What the fuzz targets do with their bytes, in plain Rust: `tests/suite/fuzz.rs` does the same with every file of
//! the corpora, so that neither they nor these bodies can rot where nobody fuzzes.
//!
//! A body panics when something does not hold. `folder` is an empty folder that it may write to.

pub(crate) mod amounts;
pub(crate) mod dossier;
mod parts;
pub(crate) mod record;
mod told;
pub(crate) mod workbook;
