use std::{cmp::Reverse, collections::BTreeMap};

use serde_json::{Value, json};

use crate::{
    finding::{Fact, Finding, Severity, place_in_words},
    locale::Locale,
    record::Record,
    render::typst::can_print,
    source::{Code, sentence},
};

/// The findings still to be settled, the first page of a draft's annexes: the agreement first, then fiche by fiche, the
/// most severe first; none when there is nothing to do.
pub(crate) fn points(record: &Record, findings: &[&Finding], locale: &Locale) -> Option<Value> {
    let of = |severity| findings.iter().filter(move |one| one.severity == severity);
    let mut listed: Vec<&Finding> = findings.to_vec();
    listed.retain(|finding| finding.severity > Severity::Info);
    if listed.is_empty() {
        return None;
    }
    // A stable sort: within a severity, cells and lines keep their order.
    listed.sort_by_cached_key(|finding| (group(record, finding), Reverse(finding.severity)));
    let groups = listed.chunk_by(|a, b| group(record, a) == group(record, b));
    let groups = groups.map(|findings| {
        let (_, rank, kind) = group(record, findings[0]);
        let fiche = rank.map(|rank| &record.fiches[rank]);
        let points = findings.iter().map(|finding| point(finding, locale));
        json!({
            "kind": kind,
            "code": fiche.map(|fiche| fiche.code.to_string()),
            "title": fiche.map(|fiche| &fiche.title),
            "rank": rank,
            "points": points.collect::<Vec<_>>(),
        })
    });
    Some(json!({
        "errors": of(Severity::Error).count(),
        "warnings": of(Severity::Warning).count(),
        "infos": of(Severity::Info).count(),
        "has_blanks": findings.iter().any(|finding| finding.rule == "text-blank"),
        "groups": groups.collect::<Vec<_>>(),
    }))
}

/// How many points each fiche has to settle.
pub(crate) fn count<'a>(findings: &[&'a Finding]) -> BTreeMap<&'a Code, usize> {
    let mut counts = BTreeMap::new();
    let listed = findings.iter().filter(|one| one.severity > Severity::Info);
    for fiche in listed.filter_map(|finding| finding.fiche.as_ref()) {
        *counts.entry(fiche).or_default() += 1;
    }
    counts
}

/// The group of a finding on the page: its order, the rank of its fiche and its kind.
fn group(record: &Record, finding: &Finding) -> (u8, Option<usize>, &'static str) {
    let rank = |code: &Code| record.fiches.iter().position(|fiche| fiche.code == *code);
    let rank = finding.fiche.as_ref().and_then(rank);
    match &**finding.place.file_name() {
        _ if rank.is_some() => (1, rank, "fiche"),
        "convention.toml" => (0, None, "convention"),
        file if file.starts_with("articles/") => (0, None, "convention"),
        "arbitrages.toml" => (3, None, "decisions"),
        _ => (2, None, "workbook"),
    }
}

fn point(finding: &Finding, locale: &Locale) -> Value {
    let fact = |fact: &Fact| printable(&finding.shown(fact));
    // Without an expected value, the message quotes the drafted text.
    let expected = finding.expected.as_ref();
    let drafted = finding.drafted.as_ref().filter(|_| expected.is_some());
    json!({
        "severity": finding.severity.name(),
        "message": sentence(&printable(&finding.message(locale))),
        // Partners read this page, but not the TOML files.
        "place": (!finding.place.file_name().ends_with(".toml"))
            .then(|| printable(&place_in_words(&finding.place, locale))),
        "drafted": drafted.map(fact),
        "expected": expected.map(fact),
        "help": finding.help(locale).as_deref().map(sentence),
        // Whether the parties may settle it by a decision rather than a correction.
        "can_be_decided": !finding.choices.is_empty(),
    })
}

/// The text with the code of each character that the font lacks: a finding may quote what no document prints, such
/// as a row of the drafted recap.
fn printable(text: &str) -> String {
    let code = |c: char| format!("U+{:04X}", u32::from(c));
    let shown = |c: char| if can_print(c) { c.to_string() } else { code(c) };
    text.chars().map(shown).collect()
}
