//! Findings that opened or closed, and decisions that changed. No change is listed as both.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::{
    aligned::Aligned,
    change::{Change, Figure, Mark, changed, joined},
    comparison::Control,
    pairing::{Pairing, Ranks},
};
use crate::{
    finding::{Severity, place_in_words},
    locale::args,
    model::Decision,
    source::{Code, Period, capital, fold, join, name_of, visible},
};

/// What became of the findings, if both sides know theirs, and of the decisions.
pub(super) fn changes(
    aligned: &Aligned<'_>,
    controls: Option<[&[Control]; 2]>,
) -> (Vec<Change>, Vec<Change>) {
    let code =
        |side: usize, ranks: &Ranks| Some(&aligned.originals[side].fiches[ranks[side]?].code);
    let fiches = aligned.fiches.iter();
    let later = fiches.filter_map(|ranks| Some((code(0, ranks)?.key(), code(1, ranks)?)));
    let later: BTreeMap<&str, &Code> = later.collect();
    let recode = |fiche: &mut Option<Code>| {
        let code = fiche.as_ref().and_then(|code| later.get(code.key()));
        if let Some(code) = code.copied() {
            *fiche = Some(code.clone());
        }
    };
    let [before, after] = controls.unwrap_or_default();
    let mut before = before.to_vec();
    before.iter_mut().for_each(|one| recode(&mut one.fiche));
    let [former, latter] = aligned.sides.each_ref().map(|side| &side.decisions);
    let mut former = former.clone();
    former.iter_mut().for_each(|one| recode(&mut one.fiche));

    let mut decisions = decision_pairs([&former, latter]);
    let mut findings = Vec::new();
    for (_, sides) in finding_pairs([&before, after]).items() {
        if let (Some(state), Some(latest)) = (state(sides), sides[1].or(sides[0]))
            && !is_explained(state, latest, &mut decisions)
        {
            findings.push(finding(aligned, state, latest, sides[0]));
        }
    }
    // Open findings come first, by severity.
    findings.sort_by_key(|finding: &Change| finding.mark);
    let decisions = decisions.into_iter();
    let decisions = decisions.filter_map(|one| decision(aligned, one)).collect();
    (findings, decisions)
}

/// A finding that opened, closed or has other figures.
fn finding(
    aligned: &Aligned<'_>,
    state: &str,
    finding: &Control,
    former: Option<&Control>,
) -> Change {
    let message = Some(finding.message.as_str());
    let former = former.filter(|_| state == "restated");
    let former = former.map(|former| former.message.as_str());
    let (mark, sides) = match (state, finding.severity) {
        ("closed" | "settled", _) => (Mark::Settled, [message, None]),
        ("restated", _) => (Mark::Changed, [former, message]),
        (_, Severity::Error) => (Mark::Error, [None, message]),
        (_, Severity::Warning) => (Mark::Warning, [None, message]),
        (_, Severity::Info) => (Mark::Info, [None, message]),
    };
    let facts = json!({
        "state": state,
        "rule": finding.rule,
        "severity": finding.severity,
        "fiche": finding.fiche,
        "year": finding.year,
        "place": finding.place.to_string(),
        "message": message,
        "message_before": former,
    });
    let severity = format!("severity-{}", finding.severity.name());
    let severity = aligned.locale.plain(&severity);
    let subject = rule(aligned, &finding.rule);
    let mut change = aligned.change(&format!("finding-{state}"), mark, &subject, facts);
    change.fiche = visible(finding.fiche.as_ref().map_or("", Code::spelling));
    let place = place_in_words(&finding.place, aligned.locale);
    change.notes.push(visible(&format!("{severity}, {place}")));
    change.with([Figure::new("", sides.map(|side| side.map(capital)))])
}

/// A rule by its title, then its name.
fn rule(aligned: &Aligned<'_>, name: &str) -> String {
    let title = aligned.locale.title(name);
    title.map_or_else(|| name.to_owned(), |title| format!("{title} ({name})"))
}

/// Pairs the findings by the surest criteria first: the rule, the fiche and the year stay, the figures mostly do,
/// while the cell may move and the message may change.
fn finding_pairs<'a>(sides: [&'a [Control]; 2]) -> Pairing<'a, Control> {
    let about = |one: &'a Control| (&one.rule, one.fiche.as_ref().map(Code::key), &one.year);
    let figures = |one: &'a Control| (&one.variant, &one.drafted, &one.expected);
    Pairing::new(sides)
        .by(|one| Some((about(one), figures(one), &one.message)))
        .by(|one| Some((about(one), figures(one), &one.place)))
        .by(|one| Some((about(one), &one.drafted, &one.place)))
        .by(|one| Some((about(one), &one.drafted, &one.expected)))
        .by(|one| Some((about(one), &one.place)))
        .by(|one| Some(about(one)))
}

/// What became of a finding; none when nothing did. A `settled` one is settled now and was open or absent before, a
/// `reopened` one is open now and was settled, a `restated` one has other figures.
fn state<'a>(sides: [Option<&'a Control>; 2]) -> Option<&'static str> {
    match sides {
        [None, None] => None,
        [None, Some(new)] if new.is_open => Some("opened"),
        [None, Some(_)] => Some("settled"),
        [Some(_), None] => Some("closed"),
        [Some(old), Some(new)] => match (old.is_open, new.is_open) {
            (true, false) => Some("settled"),
            (false, true) => Some("reopened"),
            _ => {
                let content = |one: &'a Control| (&one.severity, &one.drafted, &one.expected);
                (content(old) != content(new)).then_some("restated")
            }
        },
    }
}

/// A decision on both sides, then the messages of the findings that it settles and of those that reopened without it.
/// These findings are not listed again.
type Decided<'a> = ([Option<&'a Decision>; 2], [Vec<String>; 2]);

/// Whether a changed decision explains the state of a finding, which is then listed with that decision.
fn is_explained(state: &str, finding: &Control, decisions: &mut [Decided<'_>]) -> bool {
    let is_about = |decision: &Decision| {
        decision.rule == finding.rule
            && decision.fiche == finding.fiche
            && (decision.year.is_none() || decision.year == finding.year)
    };
    for ([before, after], [settles, reopens]) in decisions {
        let messages = match state {
            "settled" if after.is_some_and(is_about) => settles,
            "reopened" if before.is_some_and(is_about) => reopens,
            _ => continue,
        };
        messages.push(finding.message.clone());
        return true;
    }
    false
}

/// The decisions that were taken, withdrawn or changed.
fn decision_pairs<'a>(sides: [&'a [Decision]; 2]) -> Vec<Decided<'a>> {
    let key = |one: &'a Decision| {
        let texts = [&one.nature, &one.article].map(|text| text.as_deref().map(fold));
        let code = one.fiche.as_ref().map(Code::key);
        Some((&one.rule, code, &one.year, texts))
    };
    let pairing = Pairing::new(sides)
        .by(|one| Some((key(one), one.drafted)))
        .by(key);
    let pairs = pairing.items().into_iter().map(|(_, sides)| sides);
    let changed = pairs.filter(|sides| content_of(sides[0]) != content_of(sides[1]));
    changed.map(|sides| (sides, Default::default())).collect()
}

/// A decision that was taken, withdrawn or changed, in words.
fn decision(aligned: &Aligned<'_>, (sides, [settles, reopens]): Decided<'_>) -> Option<Change> {
    let mark = Mark::of(&sides);
    let state = match mark {
        Mark::Added => "taken",
        Mark::Removed => "withdrawn",
        _ => "changed",
    };
    let facts = json!({
        "state": state,
        "before": sides[0],
        "after": sides[1],
        "settles": settles,
        "reopens": reopens,
    });
    // `recapitulatif` and the like in words, or the shares that the decision sets.
    let choice_of = |decision: &Decision| {
        if decision.parts.is_empty() {
            return aligned.word(&format!("keep-{}", name_of(&decision.keep)));
        }
        let parts = decision.parts.iter();
        let parts = parts.map(|part| format!("{} {}", aligned.funder(part.funder.0), part.amount));
        join(parts, ", ")
    };
    let latest = sides[1].or(sides[0])?;
    let year = latest.year.as_ref().map(Period::to_string);
    let (article, nature) = (latest.article.as_deref(), latest.nature.as_deref());
    let rule = rule(aligned, &latest.rule);
    let about = [Some(&*rule), article, nature, year.as_deref()];
    let subject = joined(about);
    let mut change = aligned.change(&format!("decision-{state}"), mark, &subject, facts);
    change.fiche = visible(latest.fiche.as_ref().map_or("", Code::spelling));
    let choice = changed(aligned.word("kept"), sides.map(|side| side.map(choice_of)));
    let drafted = changed(aligned.word("drafted"), sides.map(|side| side?.drafted));
    let expected = changed(aligned.word("expected"), sides.map(|side| side?.expected));
    let id = match latest.date {
        Some(_) => "diff-decided-dated",
        None => "diff-decided",
    };
    let date = aligned.date(latest.date.as_deref().unwrap_or_default());
    let args = args! { who: latest.decided_by, date: date, why: latest.reason };
    change.notes.push(visible(&aligned.locale.text(id, &args)));
    change.notes.extend(aligned.messages("settles", &settles));
    change.notes.extend(aligned.messages("reopens", &reopens));
    Some(change.with(choice).with(drafted).with(expected))
}

/// What two equal decisions have in common: neither the fiche's code nor the order of the shares counts.
fn content_of(one: Option<&Decision>) -> Option<impl PartialEq + use<'_>> {
    let one = one?;
    let parts = one.parts.iter().map(|part| (part.funder, part.amount));
    let parts: BTreeSet<_> = parts.collect();
    let words = [&one.reason, &one.decided_by];
    let figures = [one.drafted, one.expected];
    Some((one.keep, words, figures, &one.date, parts))
}
