//! Comparisons: what differs between two drafts in, one text a format out.
//!
//! `told` puts every change into the same few words and figures, once; the formats only lay them out, so that
//! all of them say the same.

mod json;
mod markdown;
mod table;
mod text;
mod told;
mod workbook;

pub use json::comparison_json;
pub use markdown::comparison_markdown;
pub use text::ComparisonText;
pub use told::{Figure, Mark, Part, ShareRow, Teller, TextTold, Told};
pub use workbook::comparison_tables;
