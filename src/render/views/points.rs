use std::{cmp::Reverse, collections::BTreeMap};

use serde::Serialize;

use crate::{
    finding::{Fact, Finding, Severity},
    locale::Locale,
    record::Record,
    render::Renderer,
    source::{Code, capital, full_stop},
};

/// What is still to be settled: the first page of a draft's annexes.
#[derive(Debug, Serialize)]
pub(in crate::render) struct PointsView {
    errors: usize,
    warnings: usize,
    /// What is only worth knowing, and not listed.
    infos: usize,
    groups: Vec<GroupView>,
}

/// The points about one fiche, or of one file.
#[derive(Debug, Serialize)]
struct GroupView {
    /// `convention`, `fiche`, `workbook` or `decisions`.
    kind: &'static str,
    /// The code of a fiche.
    code: Option<String>,
    /// The title of a fiche.
    title: Option<String>,
    points: Vec<PointView>,
}

#[derive(Debug, Serialize)]
struct PointView {
    /// `error` or `warning`.
    severity: &'static str,
    message: String,
    place: String,
    drafted: Option<String>,
    expected: Option<String>,
    help: Option<String>,
    /// Whether the parties may settle it by a decision rather than a correction.
    can_be_decided: bool,
}

impl PointsView {
    /// The findings of the draft that are to be settled, the agreement's first, then fiche by fiche, the gravest
    /// first; `None` when there is nothing to do.
    pub(in crate::render) fn new(
        record: &Record,
        findings: &[&Finding],
        locale: &Locale,
    ) -> Option<Self> {
        let count = |severity| {
            findings
                .iter()
                .filter(|finding| finding.severity == severity)
                .count()
        };
        let mut groups: BTreeMap<Group, Vec<&Finding>> = BTreeMap::new();
        for finding in findings
            .iter()
            .filter(|finding| finding.severity > Severity::Info)
        {
            groups
                .entry(Group::of(record, finding))
                .or_default()
                .push(finding);
        }
        let view = |(group, mut own): (Group, Vec<&Finding>)| {
            // A stable sort: within a severity, cells and lines keep their order.
            own.sort_by_key(|finding| Reverse(finding.severity));
            group.view(
                record,
                own.into_iter()
                    .map(|finding| point(finding, locale))
                    .collect(),
            )
        };
        (!groups.is_empty()).then(|| Self {
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            infos: count(Severity::Info),
            groups: groups.into_iter().map(view).collect(),
        })
    }
}

/// What a finding is about, in the order of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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

    fn view(self, record: &Record, points: Vec<PointView>) -> GroupView {
        let (kind, fiche) = match self {
            Self::Convention => ("convention", None),
            Self::Fiche(rank) => ("fiche", Some(&record.fiches[rank])),
            Self::Workbook => ("workbook", None),
            Self::Decisions => ("decisions", None),
        };
        let code = fiche.map(|fiche| fiche.code.to_string());
        GroupView {
            kind,
            code,
            title: fiche.map(|fiche| fiche.title.clone()),
            points,
        }
    }
}

/// What the catalogue says in the middle of a line, as a sentence that stands alone.
fn own_sentence(text: &str) -> String {
    full_stop(&capital(text))
}

/// The text with the code of each character that the font lacks: a finding may quote what no document prints, such
/// as a row of the drafted recap.
fn printable(text: &str) -> String {
    let shown = |c: char| {
        if Renderer::can_print(c) {
            c.to_string()
        } else {
            format!("U+{:04X}", u32::from(c))
        }
    };
    text.chars().map(shown).collect()
}

fn point(finding: &Finding, locale: &Locale) -> PointView {
    // A drafted text that nothing is expected of stands in the message.
    let drafted = finding
        .drafted
        .as_ref()
        .filter(|_| finding.expected.is_some());
    let fact = |fact: &Fact| printable(&fact.shown());
    PointView {
        severity: finding.severity.name(),
        message: own_sentence(&printable(&finding.message(locale))),
        place: printable(&finding.place.to_string()),
        drafted: drafted.map(fact),
        expected: finding.expected.as_ref().map(fact),
        help: finding.help(locale).as_deref().map(own_sentence),
        can_be_decided: !finding.choices.is_empty(),
    }
}
