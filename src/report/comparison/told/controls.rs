//! Findings and decisions in words.

use super::{Figure, Mark, Part, Teller, Told};
use crate::{
    diff::{DecisionChange, DecisionState, FindingChange, FindingState},
    finding::Fact,
    record::DecisionRecord,
    source::Code,
};

impl Teller<'_> {
    /// Findings that came or went.
    pub fn findings(&self) -> Vec<Told> {
        self.findings_where(|state| state != FindingState::Restated)
    }

    /// Findings that are still there with other figures: what changes come to, and none themselves.
    pub fn restated(&self) -> Vec<Told> {
        self.findings_where(|state| state == FindingState::Restated)
    }

    fn findings_where(&self, keeps: impl Fn(FindingState) -> bool) -> Vec<Told> {
        let findings = self.comparison.amounts.findings.iter();
        findings
            .filter(|one| keeps(one.state))
            .map(|one| self.finding(one))
            .collect()
    }

    fn finding(&self, change: &FindingChange) -> Told {
        let (kind, mark) = match change.state {
            FindingState::Opened => ("finding-opened", Mark::Added),
            FindingState::Reopened => ("finding-reopened", Mark::Added),
            FindingState::Closed => ("finding-closed", Mark::Removed),
            FindingState::Settled => ("finding-settled", Mark::Removed),
            FindingState::Restated => ("finding-restated", Mark::Changed),
        };
        let said = Some(Fact::Text(change.message.clone()));
        let (before, after) = match mark {
            Mark::Added => (None, said),
            Mark::Removed => (said, None),
            Mark::Changed => (change.message_before.clone().map(Fact::Text), said),
        };
        let severity = self.locale.plain(&format!("severity-{}", change.severity));
        Told {
            fiche: change
                .fiche
                .as_ref()
                .map(Code::spelling)
                .unwrap_or_default()
                .to_owned(),
            subject: format!("{severity} [{}] {}", change.rule, change.place),
            figures: vec![Figure {
                label: String::new(),
                before,
                after,
            }],
            ..self.told(kind, mark, Part::Findings)
        }
    }

    /// What the parties decided, revoked or decided otherwise.
    pub fn decisions(&self) -> Vec<Told> {
        self.comparison
            .amounts
            .decisions
            .iter()
            .filter_map(|change| self.decision(change))
            .collect()
    }

    fn decision(&self, change: &DecisionChange) -> Option<Told> {
        let (kind, mark) = match change.state {
            DecisionState::Taken => ("decision-taken", Mark::Added),
            DecisionState::Withdrawn => ("decision-withdrawn", Mark::Removed),
            DecisionState::Changed => ("decision-changed", Mark::Changed),
        };
        let (before, after) = (change.before.as_ref(), change.after.as_ref());
        let latest = after.or(before)?;
        let kept = |decision: &DecisionRecord| Fact::Text(self.kept(decision));
        let (old, new) = (before.map(kept), after.map(kept));
        let mut figures = vec![Figure {
            label: self.word("kept"),
            before: old,
            after: new,
        }];
        let drafted =
            |decision: Option<&DecisionRecord>| decision.and_then(|decision| decision.drafted);
        figures.push(Figure::new(
            self.word("drafted"),
            drafted(before),
            drafted(after),
        ));
        figures.retain(|figure| figure.before != figure.after);
        let mut notes = vec![self.signed(latest)];
        let messages = |name: &str, messages: &[String]| {
            messages
                .iter()
                .map(|message| {
                    self.locale
                        .text(&format!("diff-{name}"), &[("message", message.clone())])
                })
                .collect::<Vec<_>>()
        };
        notes.extend(messages("settles", &change.settles));
        notes.extend(messages("reopens", &change.reopens));
        let told = self.told(kind, mark, Part::Decisions);
        let fiche = latest
            .fiche
            .as_ref()
            .map(Code::spelling)
            .unwrap_or_default()
            .to_owned();
        Some(Told {
            fiche,
            subject: subject(latest),
            figures,
            notes,
            ..told
        })
    }

    /// What a decision keeps: `recapitulatif`, or the shares it gives.
    fn kept(&self, decision: &DecisionRecord) -> String {
        if decision.parts.is_empty() {
            return self.word(&format!("keep-{}", decision.keep));
        }
        let parts = decision
            .parts
            .iter()
            .map(|part| format!("{} {}", self.funder(part.funder), part.amount));
        parts.collect::<Vec<_>>().join(", ")
    }

    fn signed(&self, decision: &DecisionRecord) -> String {
        let args = [
            ("who", decision.decided_by.clone()),
            ("date", decision.date.clone().unwrap_or_default()),
            ("why", decision.reason.clone()),
        ];
        self.locale.text(
            if decision.date.is_some() {
                "diff-decided-dated"
            } else {
                "diff-decided"
            },
            &args,
        )
    }
}

/// What a decision is about: `recap-share · 2019`.
fn subject(decision: &DecisionRecord) -> String {
    let year = decision.year.map(|year| year.to_string());
    let parts = [
        Some(decision.rule.clone()),
        decision.article.clone(),
        decision.nature.clone(),
        year,
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}
