//! Comparisons: what differs between two drafts in, one text a format out.
//!
//! `told` puts every change into the same few words and figures, once; the formats only lay them out, so that
//! all of them say the same.

mod json;
mod table;
mod text;
mod told;

pub use json::comparison_json;
pub use text::ComparisonText;
pub use told::{Figure, Mark, Part, ShareRow, Teller, TextTold, Told};
