//! Reports: findings in, one text a format out.
//!
//! `text` is for people at a terminal, `json` for programs and for `controle.json`. All say the same
//! facts; sentences come from the catalogues. Nothing is written anywhere here, and no text of the dossier reaches
//! a terminal with a control character in it.

mod cell_text;
mod cells;
pub mod comparison;
mod counts;
mod excerpt;
mod filter;
mod findings_page;
mod frame;
mod inline;
mod json;
mod notes;
mod page;
mod screen;
mod text;

pub use cell_text::workbook_text;
pub use counts::Counts;
pub use filter::{Filter, fiche_index, fiche_of, known_rule};
pub use findings_page::{CheckedDossier, finding_groups, findings_page};
pub use frame::Notice;
pub use json::{controls, json_report, json_text};
pub use page::draw_page;
pub use screen::{Ink, Screen, display_width, visible};
pub use text::{TextReport, ink_of};
