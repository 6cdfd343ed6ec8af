//! What passes a limit, as a finding.

use crate::{
    finding::{Finding, Severity},
    limits::{Limit, Limits},
    source::Place,
};

/// The finding about this much, when it is more than the limit: what was met, what is allowed, how to allow more.
pub(crate) fn beyond(
    limit: Limit,
    met: u64,
    place: impl FnOnce() -> Place,
    limits: &Limits,
) -> Option<Finding> {
    if !limits.refuse(limit, met) {
        return None;
    }
    let (allowed, shown) = (limits.of(limit), limit.shown(met));
    // Twice the limit, unless what was met says how much it takes.
    let enough = shown.saturating_add(1).max(allowed.saturating_mul(2));
    let finding = Finding::new("limit-exceeded", Severity::Error, place())
        .variant(limit.name())
        .arg("limit", limit.name())
        .arg("met", shown.to_string())
        .arg("allowed", allowed.to_string())
        .arg("enough", enough.to_string());
    Some(finding)
}
