//! Comparisons: what differs between two drafts in, one text a format out.
//!
//! `told` puts every change into the same few words and figures, once; the formats only lay them out, so that
//! all of them say the same.

mod html;
mod json;
mod markdown;
mod pdf;
mod table;
mod text;
mod told;
mod view;
mod workbook;

pub use html::comparison_html;
pub use json::comparison_json;
pub use markdown::comparison_markdown;
pub use pdf::comparison_pdf;
pub use text::ComparisonText;
pub use told::{Figure, Mark, Part, ShareRow, Teller, TextTold, Told};
pub use workbook::comparison_tables;
