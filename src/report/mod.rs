//! Reports of findings as text in one of several formats.
//!
//! `text` is for people at a terminal, `json` for programs and for `controle.json`. All formats have the same facts;
//! sentences come from the catalogues. Nothing is written to files here, and control characters in texts of the dossier
//! never reach a terminal.

mod cell_text;
mod cells;
pub(crate) mod comparison;
mod counts;
mod filter;
mod findings_page;
mod frame;
mod json;
mod notes;
mod page;
mod screen;
mod text;

pub use cell_text::workbook_text;
pub(crate) use counts::Counts;
pub(crate) use filter::{Filter, fiche_index, fiche_of, known_rule};
pub(crate) use findings_page::{CheckedDossier, finding_groups, findings_page};
pub(crate) use frame::Notice;
pub(crate) use json::controls;
pub use json::{json_report, json_text};
pub(crate) use page::draw_page;
pub(crate) use screen::{Ink, visible};
pub use screen::{Screen, display_width};
pub use text::TextReport;
pub(crate) use text::ink_of;
