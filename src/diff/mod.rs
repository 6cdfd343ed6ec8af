//! Comparing drafts: two sides in, what changed between them out.
//!
//! A [`Comparison`] has three levels: amounts, texts and pages. Each change is listed once, as what it is: a
//! recoded fiche is no removal and addition, and a share that moved because a line did is not a change but
//! its effect. What could not be compared is listed beside, never dropped. A change is made once, as facts for
//! the JSON and in words for every other format; which documents changed comes from another module.

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
