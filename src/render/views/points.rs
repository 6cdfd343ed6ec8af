use std::cmp::Reverse;

use serde_json::{Value, json};

use super::figures::sentence;
use crate::{
    finding::{Fact, Finding, Severity},
    locale::Locale,
    record::{FicheRecord, Record},
    render::typst::can_print,
    source::Code,
};

/// What is still to be settled, the first page of a draft's annexes: the agreement first, then fiche by fiche, the
/// gravest first; none when there is nothing to do.
pub(in crate::render) fn points(
    record: &Record,
    findings: &[&Finding],
    locale: &Locale,
) -> Option<Value> {
    let count = |severity| {
        let of = findings
            .iter()
            .filter(|finding| finding.severity == severity);
        of.count()
    };
    let mut listed: Vec<&Finding> = findings.to_vec();
    listed.retain(|finding| finding.severity > Severity::Info);
    // A stable sort: within a severity, cells and lines keep their order.
    listed.sort_by_key(|finding| (Group::of(record, finding), Reverse(finding.severity)));
    let groups = listed.chunk_by(|a, b| Group::of(record, a) == Group::of(record, b));
    let view = |findings: &[&Finding]| {
        let group = Group::of(record, findings[0]);
        let fiche = group.fiche(record);
        json!({
            "kind": group.kind(),
            "code": fiche.map(|fiche| fiche.code.to_string()),
            "title": fiche.map(|fiche| &fiche.title),
            "points": findings
                .iter()
                .map(|finding| point(finding, locale))
                .collect::<Vec<_>>(),
        })
    };
    (!listed.is_empty()).then(|| {
        json!({
            "errors": count(Severity::Error),
            "warnings": count(Severity::Warning),
            "infos": count(Severity::Info),
            "groups": groups.map(view).collect::<Vec<_>>(),
        })
    })
}

/// What findings are about, in the order of the page.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    Convention,
    /// A fiche, by rank.
    Fiche(usize),
    Workbook,
    Decisions,
}

impl Group {
    fn of(record: &Record, finding: &Finding) -> Self {
        let rank = |code: &Code| record.fiches.iter().position(|fiche| fiche.code == *code);
        match (
            finding.fiche.as_ref().and_then(rank),
            &**finding.place.file_name(),
        ) {
            (Some(rank), _) => Self::Fiche(rank),
            (None, "convention.toml") => Self::Convention,
            (None, "arbitrages.toml") => Self::Decisions,
            (None, _) => Self::Workbook,
        }
    }

    fn kind(self) -> &'static str {
        match self {
            Self::Convention => "convention",
            Self::Fiche(_) => "fiche",
            Self::Workbook => "workbook",
            Self::Decisions => "decisions",
        }
    }

    fn fiche(self, record: &Record) -> Option<&FicheRecord> {
        match self {
            Self::Fiche(rank) => record.fiches.get(rank),
            _ => None,
        }
    }
}

fn point(finding: &Finding, locale: &Locale) -> Value {
    let fact = |fact: &Fact| printable(&fact.shown());
    // A drafted text that nothing is expected of stands in the message.
    let expected = finding.expected.as_ref();
    let drafted = finding.drafted.as_ref().filter(|_| expected.is_some());
    json!({
        "severity": finding.severity.name(),
        "message": own_sentence(&printable(&finding.message(locale))),
        "place": printable(&finding.place.to_string()),
        "drafted": drafted.map(fact),
        "expected": expected.map(fact),
        "help": finding.help(locale).as_deref().map(own_sentence),
        // Whether the parties may settle it by a decision rather than a correction.
        "can_be_decided": !finding.choices.is_empty(),
    })
}

/// What the catalogue says in the middle of a line, as a sentence that stands alone.
fn own_sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first: String = chars
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    sentence(&(first + chars.as_str()))
}

/// The text with the code of each character that the font lacks: a finding may quote what no document prints, such
/// as a row of the drafted recap.
fn printable(text: &str) -> String {
    let shown = |c: char| {
        if can_print(c) {
            c.to_string()
        } else {
            format!("U+{:04X}", u32::from(c))
        }
    };
    text.chars().map(shown).collect()
}
