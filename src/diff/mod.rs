//! Compares two drafts and lists what changed between them.
//!
//! A [`Comparison`] has three levels: amounts, texts and pages. Each change is listed once, as what it is: a
//! recoded fiche is not a removal and an addition, and a share that changed because a cost line did is an effect, not
//! a change. What could not be compared is listed too, never dropped. Each change has facts for the JSON and words
//! for every other format; another module finds which documents changed.

mod agreement;
mod aligned;
mod canonical;
mod change;
mod compare;
mod comparison;
mod controls;
mod fiche;
mod identity;
mod lines;
mod pages;
mod pairing;
mod printed;
mod texts;

pub(crate) use change::{
    Change, Figure, Mark, ShareTable, difference, joined, move_facts, percent,
};
pub(crate) use compare::{compare, compare_clauses};
pub use comparison::Comparison;
pub(crate) use comparison::{
    Control, Documents, Draft, Reason, Side, SideKind, Subject, Uncompared, Which, is_restated,
};
pub(crate) use lines::{Line, LineKind, lines, paired};
pub(crate) use pages::{Document, Page, PageState, Picture, compare_pages};
