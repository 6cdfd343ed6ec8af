//! Findings that opened and closed, and decisions taken: one is never listed as the other.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::{
    aligned::Aligned,
    change::{Change, Figure, Mark, changed, joined},
    comparison::Control,
    pairing::Pairing,
};
use crate::{
    record::DecisionRecord,
    source::{Code, fold, visible},
};

/// What became of the findings and of the decisions.
#[derive(Debug, Default)]
pub(super) struct ControlChanges {
    pub(super) findings: Vec<Change>,
    pub(super) decisions: Vec<Change>,
    /// What the audit said of fiches that went, by their place among the pairs.
    pub(super) gone: BTreeMap<usize, Vec<String>>,
}

/// Compares them; of the findings, what both sides know.
pub(super) fn changes(aligned: &Aligned<'_>, controls: Option<[&[Control]; 2]>) -> ControlChanges {
    let controls = controls.unwrap_or_default();
    let sides = [0, 1].map(|side| placed(aligned, side, controls[side], |one| one.fiche.as_ref()));
    let mut decisions = decision_pairs(aligned);
    let mut changes = ControlChanges::default();
    for sides in finding_pairs(&sides).items() {
        let Some((subject, latest)) = sides[1].or(sides[0]) else {
            continue;
        };
        let sides = sides.map(|side| side.map(|(_, one)| *one));
        let Some(state) = state(sides) else {
            continue;
        };
        if let ("closed", Some(Subject::Pair(place))) = (state, subject)
            && aligned.fiches[*place][1].is_none()
        {
            let gone = changes.gone.entry(*place).or_default();
            gone.push(latest.message.clone());
        } else if !is_said(state, latest, &mut decisions) {
            changes
                .findings
                .push(finding(aligned, state, latest, sides[0]));
        }
    }
    let decisions = decisions.into_iter();
    changes.decisions = decisions.filter_map(|one| decision(aligned, one)).collect();
    changes
}

/// A finding that came, went or speaks of other figures.
fn finding(
    aligned: &Aligned<'_>,
    state: &str,
    finding: &Control,
    former: Option<&Control>,
) -> Change {
    let message = Some(finding.message.as_str());
    let former = former.filter(|_| state == "restated");
    let former = former.map(|former| former.message.as_str());
    let (mark, sides) = match state {
        "opened" | "reopened" => (Mark::Added, [None, message]),
        "closed" | "settled" => (Mark::Removed, [message, None]),
        _ => (Mark::Changed, [former, message]),
    };
    let facts = json!({
        "state": state,
        "rule": finding.rule,
        "severity": finding.severity,
        "fiche": finding.fiche,
        "year": finding.year,
        "place": finding.place,
        "message": message,
        "message_before": former,
    });
    let severity = aligned
        .locale
        .plain(&format!("severity-{}", finding.severity));
    let subject = format!("{severity} [{}] {}", finding.rule, finding.place);
    let mut change = aligned.change(&format!("finding-{state}"), mark, &subject, facts);
    change.fiche = visible(finding.fiche.as_ref().map_or("", Code::spelling));
    change.with([Figure::new("", sides)])
}

/// A fiche as both sides know it: by its pair, or by its code when there is no such fiche.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Subject {
    Pair(usize),
    Code(String),
}

/// A finding or a decision, and the fiche that it is about.
type Placed<'a, T> = (Option<Subject>, &'a T);

/// With the fiche that each is about.
fn placed<'a, T>(
    aligned: &Aligned<'_>,
    side: usize,
    all: &'a [T],
    code: fn(&T) -> Option<&Code>,
) -> Vec<Placed<'a, T>> {
    let places = aligned.fiches.iter().enumerate();
    let key = |rank: usize| aligned.sides[side].fiches[rank].code.key();
    let places = places.filter_map(|(place, ranks)| Some((key(ranks[side]?), place)));
    let places: BTreeMap<&str, usize> = places.collect();
    let subject = |code: &Code| match places.get(code.key()) {
        Some(place) => Subject::Pair(*place),
        None => Subject::Code(code.key().to_owned()),
    };
    all.iter()
        .map(|one| (code(one).map(subject), one))
        .collect()
}

/// What tells a finding from others: the more of it is the same, the surer.
type Marks = fn(&Control) -> Vec<Option<&String>>;

/// The surest marks first: a finding keeps its rule, its fiche and its year, and most often its figures; its
/// cell may move, and its message change with what explains it.
fn finding_pairs<'a>(
    [before, after]: &'a [Vec<Placed<'a, Control>>; 2],
) -> Pairing<'a, Placed<'a, Control>> {
    let marks: [Marks; 6] = [
        |one| {
            let figures = [
                one.variant.as_ref(),
                one.drafted.as_ref(),
                one.expected.as_ref(),
            ];
            [&figures[..], &[Some(&one.message)]].concat()
        },
        |one| {
            let figures = [
                one.variant.as_ref(),
                one.drafted.as_ref(),
                one.expected.as_ref(),
            ];
            [&figures[..], &[Some(&one.place)]].concat()
        },
        |one| vec![one.drafted.as_ref(), Some(&one.place)],
        |one| vec![one.drafted.as_ref(), one.expected.as_ref()],
        |one| vec![Some(&one.place)],
        |_| Vec::new(),
    ];
    let pairing = Pairing::new([before, after]);
    marks.into_iter().fold(pairing, |pairing, mark| {
        pairing.by(|(subject, one)| Some((&one.rule, subject, one.year, mark(one))))
    })
}

/// What became of a finding; none when nothing did. `settled` is one that a decision settles which stood already
/// and settled nothing, `reopened` the contrary, `restated` one that speaks of other figures.
fn state(sides: [Option<&Control>; 2]) -> Option<&'static str> {
    let said = |one: &Control| {
        let (drafted, expected) = (one.drafted.clone(), one.expected.clone());
        (one.severity.clone(), drafted, expected)
    };
    match sides {
        [None, None] => None,
        [None, Some(new)] if new.is_open => Some("opened"),
        [None, Some(_)] => Some("settled"),
        [Some(_), None] => Some("closed"),
        [Some(old), Some(new)] => match (old.is_open, new.is_open) {
            (true, false) => Some("settled"),
            (false, true) => Some("reopened"),
            _ => (said(old) != said(new)).then_some("restated"),
        },
    }
}

/// A decision on both sides, and what the audit says of the findings that it settles and reopens; these are not
/// listed again.
struct Decision {
    sides: [Option<DecisionRecord>; 2],
    settles: Vec<String>,
    reopens: Vec<String>,
}

/// Whether a change of decision explains it; it is then listed there.
fn is_said(state: &str, finding: &Control, decisions: &mut [Decision]) -> bool {
    let is_about = |decision: &Option<DecisionRecord>| {
        decision.as_ref().is_some_and(|decision| {
            decision.rule == finding.rule
                && decision.fiche == finding.fiche
                && decision.year.is_none_or(|year| finding.year == Some(year))
        })
    };
    for Decision {
        sides: [before, after],
        settles,
        reopens,
    } in decisions
    {
        let messages = match state {
            "settled" if is_about(after) => settles,
            "reopened" if is_about(before) => reopens,
            _ => continue,
        };
        messages.push(finding.message.clone());
        return true;
    }
    false
}

/// The decisions that were taken, withdrawn or changed.
fn decision_pairs(aligned: &Aligned<'_>) -> Vec<Decision> {
    let [before, after] = [0, 1].map(|side: usize| {
        let all = &aligned.sides[side].decisions;
        placed(aligned, side, all, |one| one.fiche.as_ref())
    });
    let text = |text: &Option<String>| text.as_deref().map(fold);
    let key = |(subject, one): &Placed<'_, DecisionRecord>| {
        let about = (text(&one.nature), text(&one.article));
        Some((one.rule.clone(), subject.clone(), one.year, about))
    };
    let pairing = Pairing::new([&before, &after])
        .by(|one| Some((key(one), one.1.drafted)))
        .by(key);
    let pairs = pairing.items().into_iter();
    let pairs = pairs.map(|sides| sides.map(|side| side.map(|(_, one)| *one)));
    let changed = pairs.filter(|sides| match sides {
        [Some(old), Some(new)] => !is_same(old, new),
        _ => true,
    });
    let decision = |sides: [Option<&DecisionRecord>; 2]| Decision {
        sides: sides.map(|side| side.cloned()),
        settles: Vec::new(),
        reopens: Vec::new(),
    };
    changed.map(decision).collect()
}

/// A decision that was taken, withdrawn or changed, in words.
fn decision(aligned: &Aligned<'_>, decision: Decision) -> Option<Change> {
    let Decision {
        sides,
        settles,
        reopens,
    } = decision;
    let mark = Mark::of(&sides);
    let state = match mark {
        Mark::Added => "taken",
        Mark::Removed => "withdrawn",
        Mark::Changed => "changed",
    };
    let facts = json!({
        "state": state,
        "before": sides[0],
        "after": sides[1],
        "settles": settles,
        "reopens": reopens,
    });
    // `recapitulatif`, or the shares that it gives.
    let keeps = |decision: &DecisionRecord| {
        if decision.parts.is_empty() {
            return aligned.word(&format!("keep-{}", decision.keep));
        }
        let parts = decision.parts.iter();
        let parts = parts.map(|part| format!("{} {}", aligned.funder(part.funder), part.amount));
        parts.collect::<Vec<_>>().join(", ")
    };
    let kept = sides.each_ref().map(|side| side.as_ref().map(keeps));
    let drafted = sides.each_ref().map(|side| side.as_ref()?.drafted);
    let [before, after] = sides;
    let latest = after.or(before)?;
    let year = latest.year.map(|year| year.to_string());
    let about = [Some(latest.rule), latest.article, latest.nature, year];
    let about = about.map(Option::unwrap_or_default);
    let subject = joined(&about.each_ref().map(String::as_str));
    let mut change = aligned.change(&format!("decision-{state}"), mark, &subject, facts);
    change.fiche = visible(latest.fiche.as_ref().map_or("", Code::spelling));
    change.figures.extend(changed(aligned.word("kept"), kept));
    change
        .figures
        .extend(changed(aligned.word("drafted"), drafted));
    let id = match latest.date {
        Some(_) => "diff-decided-dated",
        None => "diff-decided",
    };
    let args = [
        ("who", latest.decided_by),
        ("date", latest.date.unwrap_or_default()),
        ("why", latest.reason),
    ];
    change.notes.push(visible(&aligned.locale.text(id, &args)));
    change.notes.extend(aligned.messages("settles", &settles));
    change.notes.extend(aligned.messages("reopens", &reopens));
    Some(change)
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
