use std::{cmp::Reverse, collections::BTreeMap};

use serde_json::{Value, json};

use crate::{
    finding::{Fact, Finding, Severity},
    locale::{Locale, args},
    record::Record,
    render::typst::can_print,
    source::{Code, Place, join, sentence},
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
        let is_blank =
            |finding: &&&Finding| finding.rule == "text-blank" && finding.variant.is_empty();
        let (open, others): (Vec<&Finding>, Vec<_>) = findings.iter().partition(is_blank);
        let points = others.iter().map(|finding| point(finding, locale));
        let points = points.chain((!open.is_empty()).then(|| blanks(&open, locale)));
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
    let message = sentence(&printable(&finding.message(locale)));
    // What the sentence says is not said again.
    let fact = |fact: &Fact| {
        let shown = printable(&finding.shown(fact));
        (!message.contains(&shown)).then_some(shown)
    };
    // A drafted text that nothing is expected of stands in the message.
    let expected = finding.expected.as_ref();
    let drafted = finding.drafted.as_ref().filter(|_| expected.is_some());
    json!({
        "severity": finding.severity.name(),
        "message": message,
        // Partners read this page: their workbook they know, but no file of the dossier.
        "place": place(&finding.place, locale).as_deref().map(printable),
        "drafted": drafted.and_then(fact),
        "expected": expected.and_then(fact),
        // Whether the parties may settle it by a decision rather than a correction.
        "can_be_decided": !finding.choices.is_empty(),
    })
}

/// A cell or a sheet, without its file.
fn place(place: &Place, locale: &Locale) -> Option<String> {
    match place {
        Place::Cell { sheet, cell, .. } => {
            Some(locale.text("points-cell", &args![sheet: sheet, cell: cell]))
        }
        Place::Sheet { sheet, .. } => Some(locale.text("points-sheet", &args![sheet: sheet])),
        _ => None,
    }
}

/// Some blanks as one point: how many, and in which articles.
fn blanks(findings: &[&Finding], locale: &Locale) -> Value {
    let mut counts: Vec<(String, usize)> = Vec::new();
    for article in findings
        .iter()
        .filter_map(|finding| article(&finding.place))
    {
        match counts.last_mut().filter(|(last, _)| *last == article) {
            Some((_, count)) => *count += 1,
            None => counts.push((article, 1)),
        }
    }
    let counts = counts.into_iter().map(|(article, count)| match count {
        1 => article,
        _ => format!("{article} ({count})"),
    });
    let articles = Some(join(counts, ", ")).filter(|articles| !articles.is_empty());
    let articles = articles.unwrap_or_else(|| "none".to_owned());
    let args = args! { count: findings.len(), articles: articles };
    let severity = findings.iter().map(|finding| finding.severity).max();
    json!({
        "severity": severity.unwrap_or(Severity::Warning).name(),
        "message": sentence(&printable(&locale.text("points-blanks", &args))),
        "place": null,
        "drafted": null,
        "expected": null,
        "can_be_decided": false,
    })
}

/// Which article a place is in, as its file is called: `article 2`, `préambule`.
fn article(place: &Place) -> Option<String> {
    let name = place.file_name().strip_prefix("articles/")?;
    let name = name.rsplit_once('.').map_or(name, |(name, _)| name);
    Some(match name {
        "preambule" => "préambule".to_owned(),
        name => name.replace('-', " "),
    })
}

/// The text with the code of each character that the font lacks: a finding may quote what no document prints, such
/// as a row of the drafted recap.
fn printable(text: &str) -> String {
    let code = |c: char| format!("U+{:04X}", u32::from(c));
    let shown = |c: char| if can_print(c) { c.to_string() } else { code(c) };
    text.chars().map(shown).collect()
}
