//! Findings that opened and closed, and decisions taken: one is never told as the other.

use std::collections::BTreeSet;

use super::{DecisionChange, DecisionState, FindingChange, FindingState, ground::Ground, pairing::Pairing};
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

/// What became of the findings, then of the decisions.
pub(super) fn changes(
    ground: &Ground<'_>,
    controls: Option<(&[Control], &[Control])>,
) -> (Vec<FindingChange>, Vec<DecisionChange>) {
    let mut decisions = decisions(ground);
    let findings = controls.map(|(before, after)| findings(ground, before, after, &mut decisions));
    (findings.unwrap_or_default(), decisions)
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
        let record = if is_before { ground.before } else { ground.after };
        let is_it = |pair: &super::FichePair| {
            let rank = if is_before { pair.before } else { pair.after };
            rank.is_some_and(|rank| record.fiches[rank].code == *code)
        };
        let pair = ground.fiches.iter().position(is_it);
        Some(pair.map_or_else(|| Self::Code(code.key().to_owned()), Self::Pair))
    }
}

fn findings(
    ground: &Ground<'_>,
    before: &[Control],
    after: &[Control],
    decisions: &mut [DecisionChange],
) -> Vec<FindingChange> {
    let pairing = finding_pairs(ground, before, after);
    let mut changes = Vec::new();
    for (old, new) in pairing.all() {
        let (old, new) = (old.map(|rank| &before[rank]), new.map(|rank| &after[rank]));
        let Some(state) = state(old, new) else { continue };
        let Some(latest) = new.or(old) else { continue };
        if !is_told(state, latest, decisions) {
            changes.push(FindingChange {
                state,
                rule: latest.rule.clone(),
                severity: latest.severity.clone(),
                fiche: latest.fiche.clone(),
                year: latest.year,
                place: latest.place.clone(),
                message: latest.message.clone(),
                message_before: old.filter(|_| state == FindingState::Restated).map(|old| old.message.clone()),
            });
        }
    }
    changes
}

/// What became of a finding; none when nothing did, or when it was settled and is gone or is settled from its
/// first appearance on and was never open.
fn state(before: Option<&Control>, after: Option<&Control>) -> Option<FindingState> {
    match (before, after) {
        (None, Some(new)) => Some(if new.is_open { FindingState::Opened } else { FindingState::Settled }),
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
    (&control.severity, control.drafted.as_deref(), control.expected.as_deref())
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

/// The surest marks first: a finding keeps its rule, its fiche and its year, and most often its figures; its
/// cell may move.
fn finding_pairs(ground: &Ground<'_>, before: &[Control], after: &[Control]) -> Pairing {
    type Key = (String, Option<String>, Option<Subject>, Option<i32>);
    let keys = |controls: &[Control], is_before: bool| -> Vec<Key> {
        let key = |one: &Control| {
            let subject = Subject::of(one.fiche.as_ref(), ground, is_before);
            (one.rule.clone(), one.variant.clone(), subject, one.year)
        };
        controls.iter().map(key).collect()
    };
    let (old, new) = (keys(before, true), keys(after, false));
    let mut pairing = Pairing::new(before.len(), after.len());
    let figures = |one: &Control| (one.drafted.clone(), one.expected.clone());
    let whole = |key: &Key, one: &Control| Some((key.clone(), figures(one), one.message.clone()));
    pairing.by_key(|rank| whole(&old[rank], &before[rank]), |rank| whole(&new[rank], &after[rank]));
    let placed = |key: &Key, one: &Control| Some((key.clone(), one.place.clone(), figures(one)));
    pairing.by_key(|rank| placed(&old[rank], &before[rank]), |rank| placed(&new[rank], &after[rank]));
    let drawn = |key: &Key, one: &Control| Some((key.clone(), figures(one)));
    pairing.by_key(|rank| drawn(&old[rank], &before[rank]), |rank| drawn(&new[rank], &after[rank]));
    let drafted = |key: &Key, one: &Control| Some((key.clone(), one.drafted.clone()));
    pairing.by_key(|rank| drafted(&old[rank], &before[rank]), |rank| drafted(&new[rank], &after[rank]));
    let spot = |key: &Key, one: &Control| Some((key.clone(), one.place.clone()));
    pairing.by_key(|rank| spot(&old[rank], &before[rank]), |rank| spot(&new[rank], &after[rank]));
    pairing.by_key(|rank| Some(old[rank].clone()), |rank| Some(new[rank].clone()));
    pairing
}

fn decisions(ground: &Ground<'_>) -> Vec<DecisionChange> {
    let (before, after) = (&ground.before.decisions, &ground.after.decisions);
    let key = |one: &DecisionRecord, is_before: bool| {
        let fiche = Subject::of(one.fiche.as_ref(), ground, is_before);
        (one.rule.clone(), fiche, one.year, one.nature.as_deref().map(fold), one.article.as_deref().map(fold))
    };
    let mut pairing = Pairing::new(before.len(), after.len());
    let whole = |one: &DecisionRecord, is_before: bool| Some((key(one, is_before), one.drafted));
    pairing.by_key(|rank| whole(&before[rank], true), |rank| whole(&after[rank], false));
    pairing.by_key(|rank| Some(key(&before[rank], true)), |rank| Some(key(&after[rank], false)));
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
        changes.push(DecisionChange { state, before, after, settles: Vec::new(), reopens: Vec::new() });
    }
    changes
}

/// The decision, its funders by their places on the common ground.
fn placed(decision: &DecisionRecord, places: &[usize]) -> DecisionRecord {
    let part = |part: &PartRecord| PartRecord { funder: places.get(part.funder).copied().unwrap_or_default(), ..*part };
    DecisionRecord { parts: decision.parts.iter().map(part).collect(), ..decision.clone() }
}

/// Whether two decisions about one thing say the same, whatever the fiche's code and the funders' ranks.
fn is_same(before: &DecisionRecord, after: &DecisionRecord, ground: &Ground<'_>) -> bool {
    let parts = |decision: &DecisionRecord, places: &[usize]| -> BTreeSet<_> {
        placed(decision, places).parts.iter().map(|part| (part.funder, part.amount)).collect()
    };
    let own = |one: &DecisionRecord| {
        (one.keep.clone(), one.drafted, one.reason.clone(), one.decided_by.clone(), one.date.clone())
    };
    own(before) == own(after) && parts(before, &ground.funders.before) == parts(after, &ground.funders.after)
}
