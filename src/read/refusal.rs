//! What is refused: a finding in the place of a value.

use crate::{
    finding::Finding,
    limits::{Limit, Limits},
    source::Place,
};

/// Why something is not read.
pub(crate) type Refusal = Box<Finding>;

/// Refuses this much when it is more than the limit: what was met, what is allowed, how to allow more.
pub(crate) fn within(
    limits: &Limits,
    limit: Limit,
    met: u64,
    place: impl FnOnce() -> Place,
) -> Result<(), Refusal> {
    if !limits.refuse(limit, met) {
        return Ok(());
    }
    let (allowed, shown) = (limits.of(limit), limit.shown(met));
    // Twice the limit, unless what was met says how much it takes.
    let enough = shown.saturating_add(1).max(allowed.saturating_mul(2));
    let finding = Finding::error("limit-exceeded", place())
        .variant(limit.name())
        .arg("limit", limit.name())
        .arg("met", shown.to_string())
        .arg("allowed", allowed.to_string())
        .arg("enough", enough.to_string());
    Err(Box::new(finding))
}

/// What was read; what was refused goes to the findings.
pub(crate) fn reported<T>(read: Result<T, Refusal>, findings: &mut Vec<Finding>) -> Option<T> {
    read.map_err(|refusal| findings.push(*refusal)).ok()
}

/// A workbook's name, and the limits that what it holds is checked against.
#[derive(Clone, Copy)]
pub(crate) struct Bounds<'a> {
    pub(crate) file: &'a str,
    pub(crate) limits: &'a Limits,
}

impl Bounds<'_> {
    /// The file is refused for the reason that this variant gives; `what` is what the message names.
    pub(crate) fn unreadable(&self, variant: &'static str, what: &str) -> Refusal {
        let finding = Finding::error("workbook-unreadable", Place::file(self.file));
        Box::new(finding.variant(variant).arg("what", what))
    }

    /// Refuses the file when this much is more than the limit.
    pub(crate) fn check(&self, limit: Limit, met: u64) -> Result<(), Refusal> {
        within(self.limits, limit, met, || Place::file(self.file))
    }
}
