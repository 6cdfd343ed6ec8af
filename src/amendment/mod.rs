//! An amendment: what changes between the signed agreement and the dossier, and what is wrong with it.
//!
//! The comparison of drafts finds the changes; here they become clauses of a text to be signed, with every amount
//! before and after. *An amendment carries the whole new budget: what it adds is the new amount less the old one, and
//! must never be added to anything. Earlier decisions count as drafted, and how a document is made is no clause.*

mod base;
mod between;
mod clause;
mod findings;
mod spot;

pub(crate) use base::Base;
pub(crate) use between::between;
pub(crate) use findings::{findings, is_recital, not_published};
