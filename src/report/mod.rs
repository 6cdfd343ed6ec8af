//! Reports: findings in, one text a format out.
//!
//! `text` is for people at a terminal, `json` for programs and for `controle.json`. Both say the same
//! facts; sentences come from the catalogues. Nothing is written anywhere here, and no text of the dossier
//! reaches a terminal with a control character in it.

mod cells;
mod counts;
mod excerpt;
mod filter;
mod frame;
mod json;
mod screen;
mod text;

pub use counts::Counts;
pub use filter::{Filter, fiche_index};
pub use frame::Notice;
pub use json::{JsonReport, SCHEMA};
pub use screen::{Ink, Screen, display_width, visible};
pub use text::TextReport;
