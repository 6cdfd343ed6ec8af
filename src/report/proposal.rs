use crate::{
    audit::{self, Family, Rule},
    finding::Finding,
};

/// The decision that would settle an open finding, ready to paste. What cannot be read is put right, not decided.
pub(super) fn proposal(finding: &Finding) -> Option<String> {
    let is_read = Rule::named(finding.rule).is_none_or(|rule| rule.family == Family::Reading);
    if is_read { None } else { audit::proposal(finding) }
}
