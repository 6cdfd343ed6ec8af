//! What templates get: the record's texts, and its figures already written in French.
//!
//! A view decides which rows and columns there are and formats every amount with one number of decimals;
//! words, order on the page and style are the templates'. Field names are those of `donnees.json` where
//! both say the same thing; docs/modeles.md lists them all.

mod amendment;
mod articles;
mod contents;
mod convention;
mod fiche;
mod figures;
mod height;
mod payments;
mod points;
mod recap;
mod summary;

pub(super) use amendment::{amended_recap, amendment};
pub(super) use articles::articles;
pub(super) use contents::{contents, nest};
pub(super) use convention::{convention, file_date, own_fingerprint, set_title, signatures};
pub(super) use fiche::fiche;
pub(super) use figures::{COLUMN, Figures, PAGE, SIZES, ems};
pub(super) use payments::payments;
pub(super) use points::{count as points_of, points};
pub(super) use recap::recap;
pub(super) use summary::summary;
