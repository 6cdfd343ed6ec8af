use std::collections::BTreeMap;

use serde::Serialize;

use crate::finding::{Finding, Severity};

/// How many findings there are; settled ones are counted separately.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Open findings of severity *error*, which prevent signing.
    pub error: usize,
    /// Open findings of severity *warning*.
    pub warning: usize,
    /// Open findings of severity *info*.
    pub info: usize,
    /// Findings settled by a decision, of any severity.
    pub settled: usize,
    /// Every finding, by rule.
    pub rules: BTreeMap<&'static str, usize>,
}

impl Counts {
    /// Counts `findings`.
    pub fn of<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Self {
        let mut counts = Self::default();
        findings.into_iter().for_each(|finding| counts.add(finding));
        counts
    }

    /// Counts another finding.
    pub fn add(&mut self, finding: &Finding) {
        *self.rules.entry(finding.rule).or_default() += 1;
        *match finding.severity {
            _ if !finding.is_open() => &mut self.settled,
            Severity::Error => &mut self.error,
            Severity::Warning => &mut self.warning,
            Severity::Info => &mut self.info,
        } += 1;
    }
}
