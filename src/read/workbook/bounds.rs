//! What one workbook may cost, and how it is refused.

use crate::{
    finding::Finding,
    limits::{Limit, Limits},
    read::refusal::{Refusal, within},
    source::Place,
};

/// No more comments or shapes of a part are listed.
pub(super) const MOST_COMMENTS: usize = 5_000;

/// A workbook's name, and the limits that what it holds is checked against.
#[derive(Clone, Copy)]
pub(super) struct Bounds<'a> {
    pub(super) file: &'a str,
    pub(super) limits: &'a Limits,
}

impl Bounds<'_> {
    /// The file is refused for the reason that this variant gives; `what` is what the message names.
    pub(super) fn unreadable(&self, variant: &'static str, what: &str) -> Refusal {
        let finding = Finding::error("workbook-unreadable", Place::file(self.file));
        Box::new(finding.variant(variant).arg("what", what))
    }

    /// Refuses the file when this much is more than the limit.
    pub(super) fn check(&self, limit: Limit, met: u64) -> Result<(), Refusal> {
        within(self.limits, limit, met, || Place::file(self.file))
    }
}
