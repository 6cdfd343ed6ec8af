//! Findings that opened and closed, and decisions taken: one is never listed as the other.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    aligned::Aligned,
    changes::{DecisionChange, DecisionState, FindingChange, FindingState},
    draft::Control,
    pairing::Pairing,
};
use crate::{
    record::DecisionRecord,
    source::{Code, fold},
};

/// What became of the findings and of the decisions.
#[derive(Debug, Default)]
pub(super) struct ControlChanges {
    pub(super) findings: Vec<FindingChange>,
    pub(super) decisions: Vec<DecisionChange>,
    /// What the audit said of fiches that went, by their place among the pairs.
    pub(super) gone: BTreeMap<usize, Vec<String>>,
}

/// Compares them; of the findings, what both sides know.
pub(super) fn changes(
    aligned: &Aligned<'_>,
    controls: Option<(&[Control], &[Control])>,
) -> ControlChanges {
    let mut changes = ControlChanges {
        decisions: decisions(aligned),
        ..ControlChanges::default()
    };
    let (before, after) = controls.unwrap_or_default();
    let sides = [placed(aligned, 0, before), placed(aligned, 1, after)];
    for (old, new) in finding_pairs(&sides).items() {
        let Some((subject, latest)) = new.or(old) else {
            continue;
        };
        let (old, new) = (old.map(|one| one.1), new.map(|one| one.1));
        let Some(state) = state(old, new) else {
            continue;
        };
        let went =
            |place: &usize| state == FindingState::Closed && aligned.fiches[*place].1.is_none();
        if let Some(Subject::Pair(place)) = subject
            && went(place)
        {
            changes
                .gone
                .entry(*place)
                .or_default()
                .push(latest.message.clone());
        } else if !is_said(state, latest, &mut changes.decisions) {
            let former = old.filter(|_| state == FindingState::Restated);
            changes.findings.push(FindingChange {
                state,
                rule: latest.rule.clone(),
                severity: latest.severity.clone(),
                fiche: latest.fiche.clone(),
                year: latest.year,
                place: latest.place.clone(),
                message: latest.message.clone(),
                message_before: former.map(|former| former.message.clone()),
            });
        }
    }
    changes
}

/// A fiche as both sides know it: by its pair, or by its code when there is no such fiche.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Subject {
    Pair(usize),
    Code(String),
}

/// A finding and the fiche that it is about.
type Placed<'a> = (Option<Subject>, &'a Control);

/// The fiches of a side by the key of their code, for their subjects.
fn subjects(aligned: &Aligned<'_>, side: usize) -> BTreeMap<String, usize> {
    let pairs = aligned.fiches.iter().enumerate();
    let ranks = pairs.map(|(place, pair)| (place, if side == 0 { pair.0 } else { pair.1 }));
    let key = |rank: usize| aligned.sides[side].fiches[rank].code.key().to_owned();
    ranks
        .filter_map(|(place, rank)| Some((key(rank?), place)))
        .collect()
}

fn subject(code: Option<&Code>, subjects: &BTreeMap<String, usize>) -> Option<Subject> {
    let key = code?.key();
    let pair = subjects.get(key).copied().map(Subject::Pair);
    Some(pair.unwrap_or_else(|| Subject::Code(key.to_owned())))
}

fn placed<'a>(aligned: &Aligned<'_>, side: usize, controls: &'a [Control]) -> Vec<Placed<'a>> {
    let subjects = subjects(aligned, side);
    let placed = |one: &'a Control| (subject(one.fiche.as_ref(), &subjects), one);
    controls.iter().map(placed).collect()
}

/// What tells a finding from others: the more of it is the same, the surer.
type Marks = fn(&Control) -> Vec<Option<&String>>;

/// The surest marks first: a finding keeps its rule, its fiche and its year, and most often its figures; its
/// cell may move, and its message change with what explains it.
fn finding_pairs<'a>([before, after]: &'a [Vec<Placed<'a>>; 2]) -> Pairing<'a, Placed<'a>> {
    let marks: [Marks; 6] = [
        |one| {
            let message = Some(&one.message);
            vec![
                one.variant.as_ref(),
                one.drafted.as_ref(),
                one.expected.as_ref(),
                message,
            ]
        },
        |one| {
            let place = Some(&one.place);
            vec![
                one.variant.as_ref(),
                one.drafted.as_ref(),
                one.expected.as_ref(),
                place,
            ]
        },
        |one| vec![one.drafted.as_ref(), Some(&one.place)],
        |one| vec![one.drafted.as_ref(), one.expected.as_ref()],
        |one| vec![Some(&one.place)],
        |_| Vec::new(),
    ];
    marks
        .into_iter()
        .fold(Pairing::new(before, after), |pairing, mark| {
            pairing.by(|(subject, one)| Some((&one.rule, subject, one.year, mark(one))))
        })
}

/// What became of a finding; none when nothing did.
fn state(before: Option<&Control>, after: Option<&Control>) -> Option<FindingState> {
    let said = |one: &Control| {
        (
            one.severity.clone(),
            one.drafted.clone(),
            one.expected.clone(),
        )
    };
    match (before, after) {
        (None, Some(new)) if new.is_open => Some(FindingState::Opened),
        (None, Some(_)) => Some(FindingState::Settled),
        (Some(_), None) => Some(FindingState::Closed),
        (Some(old), Some(new)) => match (old.is_open, new.is_open) {
            (true, false) => Some(FindingState::Settled),
            (false, true) => Some(FindingState::Reopened),
            _ => (said(old) != said(new)).then_some(FindingState::Restated),
        },
        (None, None) => None,
    }
}

/// Whether a change of decision explains it; it is then listed there.
fn is_said(state: FindingState, finding: &Control, decisions: &mut [DecisionChange]) -> bool {
    let is_about = |decision: &Option<DecisionRecord>| {
        decision.as_ref().is_some_and(|decision| {
            decision.rule == finding.rule
                && decision.fiche == finding.fiche
                && decision.year.is_none_or(|year| finding.year == Some(year))
        })
    };
    for change in decisions {
        let messages = match state {
            FindingState::Settled if is_about(&change.after) => &mut change.settles,
            FindingState::Reopened if is_about(&change.before) => &mut change.reopens,
            _ => continue,
        };
        messages.push(finding.message.clone());
        return true;
    }
    false
}

fn decisions(aligned: &Aligned<'_>) -> Vec<DecisionChange> {
    let sides = [0, 1].map(|side| {
        let subjects = subjects(aligned, side);
        let all = aligned.sides[side].decisions.iter();
        let placed = all.map(|one| (subject(one.fiche.as_ref(), &subjects), one));
        placed.collect::<Vec<(Option<Subject>, &DecisionRecord)>>()
    });
    let text = |text: &Option<String>| text.as_deref().map(fold);
    let key = |(subject, one): &(Option<Subject>, &DecisionRecord)| {
        let about = (text(&one.nature), text(&one.article));
        Some((one.rule.clone(), subject.clone(), one.year, about))
    };
    let pairing = Pairing::new(&sides[0], &sides[1])
        .by(|one| Some((key(one), one.1.drafted)))
        .by(key);
    let change = |old: Option<&DecisionRecord>, new: Option<&DecisionRecord>| {
        let state = match (old, new) {
            (None, _) => DecisionState::Taken,
            (_, None) => DecisionState::Withdrawn,
            (Some(old), Some(new)) if is_same(old, new) => return None,
            _ => DecisionState::Changed,
        };
        Some(DecisionChange {
            state,
            before: old.cloned(),
            after: new.cloned(),
            settles: Vec::new(),
            reopens: Vec::new(),
        })
    };
    let pairs = pairing.items().into_iter();
    pairs
        .filter_map(|(old, new)| change(old.map(|one| one.1), new.map(|one| one.1)))
        .collect()
}

/// Whether two decisions about one thing say the same, whatever the fiche's code and the order of the shares.
fn is_same(before: &DecisionRecord, after: &DecisionRecord) -> bool {
    let parts = |one: &DecisionRecord| -> BTreeSet<_> {
        one.parts
            .iter()
            .map(|part| (part.funder, part.amount))
            .collect()
    };
    let own = |one: &DecisionRecord| {
        let one = one.clone();
        (one.keep, one.drafted, one.reason, one.decided_by, one.date)
    };
    own(before) == own(after) && parts(before) == parts(after)
}
