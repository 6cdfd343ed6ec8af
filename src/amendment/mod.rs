//! An amendment: what was signed and the dossier in, what changes between them out, and what is wrong with it.
//!
//! What changed is what the comparison of drafts says; here it becomes clauses of a text to be signed, and every amount
//! before and after. *An amendment carries the whole new budget: what it adds is the new amount less the old one, and is
//! never to be added to anything. What was decided before counts as drafted, and how a document is made is no clause.*

mod base;
mod between;
mod clause;
mod findings;
mod spot;

pub(crate) use base::Base;
pub(crate) use between::between;
pub(crate) use findings::{findings, is_recital, not_published};
