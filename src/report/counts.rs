use std::collections::BTreeMap;

use serde::Serialize;

use crate::finding::{Finding, Severity};

/// How many findings there are, settled ones apart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Open findings of severity *error*: those that keep the documents from being signed.
    pub error: usize,
    /// Open findings of severity *warning*.
    pub warning: usize,
    /// Open findings of severity *info*.
    pub info: usize,
    /// Findings that a decision settles, whatever their severity.
    pub settled: usize,
    /// Every finding, by rule.
    pub rules: BTreeMap<&'static str, usize>,
}

impl Counts {
    /// Counts `findings`.
    pub fn of<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Self {
        let mut counts = Self::default();
        for finding in findings {
            *counts.rules.entry(finding.rule).or_default() += 1;
            *match finding.severity {
                _ if !finding.is_open() => &mut counts.settled,
                Severity::Error => &mut counts.error,
                Severity::Warning => &mut counts.warning,
                Severity::Info => &mut counts.info,
            } += 1;
        }
        counts
    }

    /// The open findings of this severity.
    pub fn open(&self, severity: Severity) -> usize {
        match severity {
            Severity::Error => self.error,
            Severity::Warning => self.warning,
            Severity::Info => self.info,
        }
    }

    /// All findings.
    pub fn total(&self) -> usize {
        self.error + self.warning + self.info + self.settled
    }

    /// The rules, the most frequent first.
    pub fn by_frequency(&self) -> Vec<(&'static str, usize)> {
        let mut rules: Vec<(&'static str, usize)> = self
            .rules
            .iter()
            .map(|(rule, count)| (*rule, *count))
            .collect();
        rules.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        rules
    }
}
