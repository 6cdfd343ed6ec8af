//! Findings as a page for people who have no terminal: `controle.html`, and what `watch` shows beside the pages.
//!
//! What keeps the documents from being signed comes first, what is settled last. Each finding has the cells
//! or the line it is about, the figures behind it, and the decision that would settle it, ready to be copied.
//! Works without its script too: the filters alone are then missing.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{
    cells::{Extract, Table},
    counts::Counts,
    filter::fiche_of,
    notes::{Notes, beside},
    screen::visible,
};
use crate::{
    audit,
    error::Error,
    finding::{Finding, Severity},
    locale::Locale,
    model::{Axis, Dossier},
    render::HtmlTemplates,
    source::{Place, Sources},
};

/// How many characters of a row an extract may take before columns are left out.
const EXTRACT_WIDTH: usize = 96;

/// What findings quote, and the language they are told in.
#[derive(Clone, Copy, Debug)]
pub struct Quoted<'a> {
    /// The dossier; none when it cannot be read.
    pub dossier: Option<&'a Dossier>,
    /// What its files say.
    pub sources: &'a Sources,
    /// The language.
    pub locale: &'a Locale,
}

/// A dossier and what was found in it.
#[derive(Debug)]
pub struct CheckedDossier<'a> {
    /// How it was named on the command line; none in a published stage, which knows no folder.
    pub name: Option<&'a str>,
    /// The dossier.
    pub quoted: Quoted<'a>,
    /// The findings to show, in their order.
    pub findings: Vec<&'a Finding>,
    /// How many others a filter keeps out.
    pub hidden: usize,
}

/// The findings of one or more dossiers as one self-contained HTML file.
#[derive(Debug)]
pub struct FindingsPage<'a> {
    locale: &'a Locale,
    dossiers: Vec<CheckedDossier<'a>>,
}

/// Findings that matter alike: those that block signature, say.
#[derive(Debug, Serialize)]
pub struct FindingGroup {
    /// `blocking`, `warning`, `info` or `settled`.
    name: &'static str,
    findings: Vec<FindingView>,
}

#[derive(Debug, Serialize)]
struct FindingView {
    /// Its number on the page, for links.
    number: usize,
    rule: &'static str,
    /// The rule in a line.
    rule_title: &'static str,
    severity: &'static str,
    open: bool,
    message: String,
    place: String,
    fiche: Option<String>,
    axis: Option<String>,
    year: Option<i32>,
    table: Option<Table>,
    line: Option<Line>,
    notes: Vec<NoteView>,
    slip: Option<String>,
    consequences: Vec<ConsequenceView>,
    settlement: Option<String>,
    help: Option<String>,
    /// The `[[arbitrage]]` to copy.
    decision: Option<String>,
}

/// The line of a text file, parted where the finding begins and ends.
#[derive(Debug, Serialize)]
struct Line {
    number: u32,
    before: String,
    marked: String,
    after: String,
}

#[derive(Debug, Serialize)]
struct NoteView {
    label: String,
    text: String,
}

#[derive(Debug, Serialize)]
struct ConsequenceView {
    place: String,
    drafted: String,
    expected: String,
}

#[derive(Debug, Serialize)]
struct PageView<'a> {
    dossiers: Vec<DossierView<'a>>,
    /// What can be chosen from: the rules, the fiches and the axes of which something is said.
    rules: Vec<Choice>,
    fiches: Vec<String>,
    axes: Vec<Choice>,
}

/// A choice of a filter.
#[derive(Debug, Serialize, PartialEq, Eq, PartialOrd, Ord)]
struct Choice {
    value: String,
    label: String,
}

#[derive(Debug, Serialize)]
struct DossierView<'a> {
    name: Option<String>,
    title: Option<String>,
    stage: Option<String>,
    counts: Counts,
    hidden: usize,
    groups: &'a [FindingGroup],
}

impl<'a> FindingsPage<'a> {
    /// An empty page in this language.
    pub fn new(locale: &'a Locale) -> Self {
        Self {
            locale,
            dossiers: Vec::new(),
        }
    }

    /// Adds what was found in a dossier.
    pub fn add(&mut self, checked: CheckedDossier<'a>) {
        self.dossiers.push(checked);
    }

    /// The page.
    ///
    /// # Errors
    /// [`Error::Template`], which would be a defect of this program.
    pub fn to_html(&self) -> Result<String, Error> {
        let mut number = 0;
        let mut groups = Vec::new();
        for checked in &self.dossiers {
            groups.push(finding_groups(&checked.findings, checked.quoted, number));
            number += checked.findings.len();
        }
        let view = self.view(&groups);
        HtmlTemplates::new(self.locale)?.render(
            "controle.html",
            &view,
            &["page.css"],
            &["commun.js", "controle.js"],
        )
    }

    fn view<'v>(&self, groups: &'v [Vec<FindingGroup>]) -> PageView<'v> {
        let views = || groups.iter().flatten().flat_map(|group| &group.findings);
        let rules = views().map(|view| Choice {
            value: view.rule.to_owned(),
            label: view.rule_title.to_owned(),
        });
        let fiches = views().filter_map(|view| view.fiche.clone());
        let dossiers = self
            .dossiers
            .iter()
            .filter_map(|checked| checked.quoted.dossier);
        let axis = |axis: &Axis| Choice {
            value: visible(&axis.prefix),
            label: visible(&axis.title),
        };
        let axes = dossiers
            .flat_map(|dossier| &dossier.convention.axes)
            .map(axis);
        let is_found = |axis: &Choice| views().any(|view| view.axis.as_ref() == Some(&axis.value));
        PageView {
            dossiers: self
                .dossiers
                .iter()
                .zip(groups)
                .map(|(checked, groups)| dossier_view(checked, groups))
                .collect(),
            rules: rules.collect::<BTreeSet<_>>().into_iter().collect(),
            fiches: fiches.collect::<BTreeSet<_>>().into_iter().collect(),
            axes: axes
                .filter(is_found)
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect(),
        }
    }
}

fn dossier_view<'a>(checked: &CheckedDossier<'_>, groups: &'a [FindingGroup]) -> DossierView<'a> {
    let settings = checked
        .quoted
        .dossier
        .map(|dossier| &dossier.convention.settings);
    DossierView {
        name: checked.name.map(visible),
        title: settings.map(|settings| visible(&settings.title)),
        stage: settings.map(|settings| visible(&settings.stage)),
        counts: Counts::of(checked.findings.iter().copied()),
        hidden: checked.hidden,
        groups,
    }
}

/// The findings, gathered by how much they matter; numbered from `after` + 1. Empty groups are left out.
pub fn finding_groups(
    findings: &[&Finding],
    quoted: Quoted<'_>,
    after: usize,
) -> Vec<FindingGroup> {
    let name = |finding: &Finding| match finding.severity {
        _ if !finding.is_open() => "settled",
        Severity::Error => "blocking",
        Severity::Warning => "warning",
        Severity::Info => "info",
    };
    let mut number = after;
    let mut groups = Vec::new();
    for group in ["blocking", "warning", "info", "settled"] {
        let mut views = Vec::new();
        for finding in findings.iter().filter(|finding| name(finding) == group) {
            number += 1;
            views.push(finding_view(number, finding, quoted));
        }
        if !views.is_empty() {
            groups.push(FindingGroup {
                name: group,
                findings: views,
            });
        }
    }
    groups
}

fn finding_view(number: usize, finding: &Finding, quoted: Quoted<'_>) -> FindingView {
    let Quoted {
        dossier,
        sources,
        locale,
    } = quoted;
    let fiche = dossier.and_then(|dossier| Some(&dossier.fiches[fiche_of(finding, dossier)?]));
    let axis = fiche.and_then(|fiche| dossier?.convention.axes.get(fiche.axis));
    let own = || finding.fiche.as_ref().map(ToString::to_string);
    let code = fiche.map(|fiche| fiche.code.value.to_string()).or_else(own);
    let open = finding.is_open();
    let notes = Notes {
        locale,
        complete: true,
    }
    .figures(finding)
    .into_iter();
    let consequences = finding
        .consequences
        .iter()
        .map(|consequence| ConsequenceView {
            place: visible(&beside(&consequence.place)),
            drafted: visible(&consequence.drafted.shown()),
            expected: visible(&consequence.expected.shown()),
        });
    FindingView {
        number,
        rule: finding.rule,
        rule_title: audit::title(finding.rule, locale.tag()).unwrap_or_default(),
        severity: finding.severity.name(),
        open,
        message: visible(&finding.message(locale)),
        place: visible(&finding.place.to_string()),
        fiche: code.as_deref().map(visible),
        axis: axis.map(|axis| visible(&axis.prefix)),
        year: finding.year,
        table: table(&finding.place, sources),
        line: line(&finding.place, sources),
        notes: notes
            .map(|(label, text)| NoteView {
                label: locale.plain(label),
                text: visible(&text),
            })
            .collect(),
        slip: finding
            .slip
            .as_ref()
            .map(|slip| visible(&slip.message(locale))),
        consequences: consequences.collect(),
        settlement: finding
            .settlement
            .as_ref()
            .map(|settlement| visible(&settlement.message(locale))),
        help: finding
            .help(locale)
            .filter(|_| open)
            .map(|help| visible(&help)),
        decision: audit::proposal(finding)
            .map(|text| text.lines().map(visible).collect::<Vec<_>>().join("\n")),
    }
}

fn table(place: &Place, sources: &Sources) -> Option<Table> {
    let Place::Cell { file, sheet, cell } = place else {
        return None;
    };
    let grid = sources.sheets.get(&(file.clone(), sheet.clone()))?;
    Some(Extract::around(grid, *cell).table(EXTRACT_WIDTH))
}

fn line(place: &Place, sources: &Sources) -> Option<Line> {
    let Place::Text {
        file,
        line,
        start,
        end,
        ..
    } = place
    else {
        return None;
    };
    let text = sources.texts.get(file)?;
    text.get(*start..*end)?;
    let begin = text[..*start].rfind('\n').map_or(0, |newline| newline + 1);
    let finish = text[*start..]
        .find('\n')
        .map_or(text.len(), |newline| start + newline);
    // What goes on over several lines is shown by its first one.
    let end = (*end).min(finish);
    Some(Line {
        number: *line,
        before: visible(&text[begin..*start]),
        marked: visible(&text[*start..end]),
        after: visible(&text[end..finish]),
    })
}
