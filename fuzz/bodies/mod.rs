//! The functions that the fuzz targets run on their bytes, in plain Rust: `tests/suite/fuzz.rs` runs them on every file
//! of the corpora, so that both stay valid where nobody fuzzes.
//!
//! A body panics when a property does not hold. `folder` is an empty folder that it may write to.

pub(crate) mod amounts;
pub(crate) mod dossier;
mod parts;
pub(crate) mod record;
mod findings;
pub(crate) mod workbook;
