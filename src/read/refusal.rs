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
