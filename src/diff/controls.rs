//! Findings that opened and closed, and decisions taken: one is never told as the other.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    DecisionChange, DecisionState, FindingChange, FindingState, ground::Ground, pairing::Pairing,
};
use crate::{
    record::{DecisionRecord, PartRecord},
    source::{Code, fold},
};

/// A finding as `controle.json` tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Control {
    /// The rule's name.
    pub rule: String,
    /// Which of the rule's messages applies.
    pub variant: Option<String>,
    /// `error`, `warning` or `info`.
    pub severity: String,
    /// Whether no decision settles it.
    pub is_open: bool,
    /// What the audit says, in French.
    pub message: String,
    /// Where it stands: `budget.xlsx · Récapitulatif!F9`.
    pub place: String,
    /// The fiche concerned.
    pub fiche: Option<Code>,
    /// The year concerned.
    pub year: Option<i32>,
    /// What the draft says.
    pub drafted: Option<String>,
    /// What it should say.
    pub expected: Option<String>,
}

/// What became of the findings and of the decisions.
#[derive(Debug, Default)]
pub(super) struct ControlChanges {
    pub(super) findings: Vec<FindingChange>,
    pub(super) decisions: Vec<DecisionChange>,
    /// What the audit said of fiches that went, by their place among the pairs.
    pub(super) gone: BTreeMap<usize, Vec<String>>,
}

impl ControlChanges {
    /// Compares them; of the findings, what both sides know.
    pub(super) fn of(ground: &Ground<'_>, controls: Option<(&[Control], &[Control])>) -> Self {
        let mut changes = Self {
            decisions: decisions(ground),
            ..Self::default()
        };
        if let Some((before, after)) = controls {
            changes.compare(ground, before, after);
        }
        changes
    }

    fn compare(&mut self, ground: &Ground<'_>, before: &[Control], after: &[Control]) {
        let pairing = finding_pairs(ground, before, after);
        for (old, new) in pairing.all() {
            let (old, new) = (old.map(|rank| &before[rank]), new.map(|rank| &after[rank]));
            let (Some(state), Some(latest)) = (state(old, new), new.or(old)) else {
                continue;
            };
            if let Some(place) = gone_with(latest, state, ground) {
                self.gone
                    .entry(place)
                    .or_default()
                    .push(latest.message.clone());
            } else if !is_told(state, latest, &mut self.decisions) {
                self.findings.push(finding_change(state, latest, old));
            }
        }
    }
}

/// The pair of the fiche that a closed finding went with.
fn gone_with(finding: &Control, state: FindingState, ground: &Ground<'_>) -> Option<usize> {
    match Subject::of(finding.fiche.as_ref(), ground, true)? {
        Subject::Pair(place) if state == FindingState::Closed => {
            ground.fiches[place].after.is_none().then_some(place)
        }
        _ => None,
    }
}

fn finding_change(
    state: FindingState,
    finding: &Control,
    before: Option<&Control>,
) -> FindingChange {
    FindingChange {
        state,
        rule: finding.rule.clone(),
        severity: finding.severity.clone(),
        fiche: finding.fiche.clone(),
        year: finding.year,
        place: finding.place.clone(),
        message: finding.message.clone(),
        message_before: before
            .filter(|_| state == FindingState::Restated)
            .map(|before| before.message.clone()),
    }
}

/// A fiche as both sides know it: by its pair, or by its code when there is no such fiche.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Subject {
    Pair(usize),
    Code(String),
}

impl Subject {
    fn of(code: Option<&Code>, ground: &Ground<'_>, is_before: bool) -> Option<Self> {
        let code = code?;
        let record = if is_before {
            ground.before
        } else {
            ground.after
        };
        let is_it = |pair: &super::FichePair| {
            let rank = if is_before { pair.before } else { pair.after };
            rank.is_some_and(|rank| record.fiches[rank].code == *code)
        };
        let pair = ground.fiches.iter().position(is_it);
        Some(pair.map_or_else(|| Self::Code(code.key().to_owned()), Self::Pair))
    }
}

/// What became of a finding; none when nothing did.
fn state(before: Option<&Control>, after: Option<&Control>) -> Option<FindingState> {
    match (before, after) {
        (None, Some(new)) => Some(if new.is_open {
            FindingState::Opened
        } else {
            FindingState::Settled
        }),
        (Some(_), None) => Some(FindingState::Closed),
        (Some(old), Some(new)) => match (old.is_open, new.is_open) {
            (true, false) => Some(FindingState::Settled),
            (false, true) => Some(FindingState::Reopened),
            _ if said(old) != said(new) => Some(FindingState::Restated),
            _ => None,
        },
        (None, None) => None,
    }
}

fn said(control: &Control) -> (&str, Option<&str>, Option<&str>) {
    (
        &control.severity,
        control.drafted.as_deref(),
        control.expected.as_deref(),
    )
}

/// Whether a change of decision tells it; it then does.
fn is_told(state: FindingState, finding: &Control, decisions: &mut [DecisionChange]) -> bool {
    let is_about = |decision: &DecisionRecord| {
        decision.rule == finding.rule
            && decision.fiche == finding.fiche
            && decision.year.is_none_or(|year| finding.year == Some(year))
    };
    let message = finding.message.clone();
    for change in decisions {
        match state {
            FindingState::Settled if change.after.as_ref().is_some_and(is_about) => {
                change.settles.push(message);
                return true;
            }
            FindingState::Reopened if change.before.as_ref().is_some_and(is_about) => {
                change.reopens.push(message);
                return true;
            }
            _ => {}
        }
    }
    false
}

/// What a finding is recognised by, beside its rule, fiche and year.
type Marks = fn(&Control) -> Vec<Option<&str>>;

/// The surest marks first: a finding keeps its rule, its fiche and its year, and most often its figures; its
/// cell may move, and its message change with what explains it.
fn finding_pairs(ground: &Ground<'_>, before: &[Control], after: &[Control]) -> Pairing {
    let named =
        |controls: &[Control], is_before: bool| -> Vec<(String, Option<Subject>, Option<i32>)> {
            let subject = |one: &Control| Subject::of(one.fiche.as_ref(), ground, is_before);
            controls
                .iter()
                .map(|one| (one.rule.clone(), subject(one), one.year))
                .collect()
        };
    let (old, new) = (named(before, true), named(after, false));
    let mut pairing = Pairing::new(before.len(), after.len());
    let marks: [Marks; 6] = [
        |one| {
            vec![
                one.variant.as_deref(),
                one.drafted.as_deref(),
                one.expected.as_deref(),
                Some(&one.message),
            ]
        },
        |one| {
            vec![
                one.variant.as_deref(),
                one.drafted.as_deref(),
                one.expected.as_deref(),
                Some(&one.place),
            ]
        },
        |one| vec![one.drafted.as_deref(), Some(&one.place)],
        |one| vec![one.drafted.as_deref(), one.expected.as_deref()],
        |one| vec![Some(&one.place)],
        |_| Vec::new(),
    ];
    for mark in marks {
        pairing.by_key(
            |rank| Some((&old[rank], mark(&before[rank]))),
            |rank| Some((&new[rank], mark(&after[rank]))),
        );
    }
    pairing
}

fn decisions(ground: &Ground<'_>) -> Vec<DecisionChange> {
    let (before, after) = (&ground.before.decisions, &ground.after.decisions);
    let key = |one: &DecisionRecord, is_before: bool| {
        let fiche = Subject::of(one.fiche.as_ref(), ground, is_before);
        (
            one.rule.clone(),
            fiche,
            one.year,
            one.nature.as_deref().map(fold),
            one.article.as_deref().map(fold),
        )
    };
    let mut pairing = Pairing::new(before.len(), after.len());
    let whole = |one: &DecisionRecord, is_before: bool| Some((key(one, is_before), one.drafted));
    pairing.by_key(
        |rank| whole(&before[rank], true),
        |rank| whole(&after[rank], false),
    );
    pairing.by_key(
        |rank| Some(key(&before[rank], true)),
        |rank| Some(key(&after[rank], false)),
    );
    let mut changes = Vec::new();
    for (old, new) in pairing.all() {
        let state = match (old, new) {
            (None, _) => DecisionState::Taken,
            (_, None) => DecisionState::Withdrawn,
            (Some(old), Some(new)) if is_same(&before[old], &after[new], ground) => continue,
            _ => DecisionState::Changed,
        };
        let before = old.map(|rank| placed(&before[rank], &ground.funders.before));
        let after = new.map(|rank| placed(&after[rank], &ground.funders.after));
        changes.push(DecisionChange {
            state,
            before,
            after,
            settles: Vec::new(),
            reopens: Vec::new(),
        });
    }
    changes
}

/// The decision, its funders by their places on the common ground.
fn placed(decision: &DecisionRecord, places: &[usize]) -> DecisionRecord {
    let part = |part: &PartRecord| PartRecord {
        funder: places.get(part.funder).copied().unwrap_or_default(),
        ..*part
    };
    DecisionRecord {
        parts: decision.parts.iter().map(part).collect(),
        ..decision.clone()
    }
}

/// Whether two decisions about one thing say the same, whatever the fiche's code and the funders' ranks.
fn is_same(before: &DecisionRecord, after: &DecisionRecord, ground: &Ground<'_>) -> bool {
    let parts = |decision: &DecisionRecord, places: &[usize]| -> BTreeSet<_> {
        placed(decision, places)
            .parts
            .iter()
            .map(|part| (part.funder, part.amount))
            .collect()
    };
    let own = |one: &DecisionRecord| {
        (
            one.keep.clone(),
            one.drafted,
            one.reason.clone(),
            one.decided_by.clone(),
            one.date.clone(),
        )
    };
    own(before) == own(after)
        && parts(before, &ground.funders.before) == parts(after, &ground.funders.after)
}
