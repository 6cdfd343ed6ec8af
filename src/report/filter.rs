use std::cmp::Reverse;

use crate::{
    audit::{Family, RULES, Rule},
    error::Error,
    finding::{Finding, Severity},
    model::{Dossier, Fiche, RowKind},
    source::{Code, Place, fold},
};

/// A code or a name that differs by more is no suggestion.
const MOST_SLIPS: usize = 3;

/// Which findings are reported. An empty list keeps everything.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Rules, by name.
    pub rules: Vec<String>,
    /// The least severity.
    pub severity: Option<Severity>,
    /// Axes, by prefix.
    pub axes: Vec<String>,
    /// Fiches, by code in any spelling.
    pub fiches: Vec<String>,
}

impl Filter {
    /// The findings that it keeps, in their order.
    ///
    /// # Errors
    /// [`Error::Refused`]: a filter that nothing can match would pass for a
    /// dossier without findings.
    pub fn apply<'a>(
        &self,
        findings: &'a [Finding],
        dossier: &Dossier,
    ) -> Result<Vec<&'a Finding>, Error> {
        let axes = self
            .axes
            .iter()
            .map(|axis| axis_index(axis, dossier))
            .collect::<Result<Vec<_>, _>>()?;
        let fiches = self
            .fiches
            .iter()
            .map(|code| fiche_index(code, dossier))
            .collect::<Result<Vec<_>, _>>()?;
        let suits = |fiche: &usize| {
            (fiches.is_empty() || fiches.contains(fiche))
                && (axes.is_empty() || axes.contains(&dossier.fiches[*fiche].axis))
        };
        let keeps = |finding: &&Finding| {
            self.keeps_kind(finding)
                && match fiche_of(finding, dossier) {
                    _ if fiches.is_empty() && axes.is_empty() => true,
                    Some(fiche) => suits(&fiche),
                    None => may_be_any(finding),
                }
        };
        Ok(findings.iter().filter(keeps).collect())
    }

    /// Refuses rules that are none.
    ///
    /// # Errors
    /// [`Error::Refused`], for the reason that [`Self::apply`] gives.
    pub fn require_known_rules(&self) -> Result<(), Error> {
        self.rules
            .iter()
            .try_for_each(|rule| known_rule(rule).map(|_| ()))
    }

    /// Whether rule and severity suit it, for findings of a dossier that cannot be read.
    pub fn keeps_kind(&self, finding: &Finding) -> bool {
        let by_rule = self.rules.is_empty() || self.rules.iter().any(|rule| rule == finding.rule);
        by_rule && self.severity.is_none_or(|least| finding.severity >= least)
    }
}

/// The rule of this name.
///
/// # Errors
/// [`Error::Refused`] with the name that looks most like it.
pub fn known_rule(name: &str) -> Result<&'static Rule, Error> {
    Rule::named(name).ok_or_else(|| {
        let asked = name.to_lowercase().replace(['_', ' '], "-");
        let near = RULES
            .iter()
            .map(|rule| rule.name)
            .min_by_key(|known| unlikeness(&asked, known));
        let near = near.filter(|known| unlikeness(&asked, known).0 <= MOST_SLIPS);
        let near = near.unwrap_or_default().to_owned();
        Error::refused(
            "error-unknown-rule",
            [("code", name.to_owned()), ("nearest", near)],
        )
    })
}

/// The fiche that a finding is about: the one it names, else the one whose file or row it stands in.
pub fn fiche_of(finding: &Finding, dossier: &Dossier) -> Option<usize> {
    match (&finding.fiche, &finding.place) {
        (Some(code), _) => dossier.fiche_index(code),
        (None, Place::Cell { .. }) => {
            let mut fiches = dossier.fiches.iter();
            let own = fiches.position(|fiche| {
                row_places(fiche).any(|place| is_same_row(place, &finding.place))
            });
            own.or_else(|| recap_fiche(finding, dossier))
        }
        (None, place) => dossier.fiches.iter().position(|fiche| {
            fiche
                .prose
                .as_ref()
                .is_some_and(|prose| prose.file == *place.file_name())
        }),
    }
}

/// The fiche of the recap's row that a finding stands in.
fn recap_fiche(finding: &Finding, dossier: &Dossier) -> Option<usize> {
    let rows = &dossier.recap.as_ref()?.rows;
    let row = rows
        .iter()
        .find(|row| is_same_row(&row.label.place, &finding.place))?;
    match row.kind {
        RowKind::Fiche(fiche) => Some(fiche),
        _ => None,
    }
}

/// A place in every row of the workbook that speaks of a fiche's costs and funding.
fn row_places(fiche: &Fiche) -> impl Iterator<Item = &Place> {
    let lines = fiche.lines.iter().map(|line| &line.place);
    let totals = fiche
        .drafted_totals
        .iter()
        .filter_map(|total| Some(&total.years.first()?.place));
    let rules = fiche.rules.iter().map(|rule| &rule.place);
    lines
        .chain(totals)
        .chain(rules)
        .chain(fiche.mentions.iter().map(|mention| &mention.text.place))
}

fn is_same_row(place: &Place, other: &Place) -> bool {
    match (place.cell(), other.cell()) {
        (Some((sheet, cell)), Some((other_sheet, other_cell))) => {
            sheet == other_sheet && cell.row == other_cell.row
        }
        _ => false,
    }
}

/// Whether a finding that no fiche is known of may be about any: what cannot be read is never kept back.
fn may_be_any(finding: &Finding) -> bool {
    let is_read = Rule::named(finding.rule).is_some_and(|rule| rule.family == Family::Reading);
    is_read && finding.severity == Severity::Error
}

/// The fiche of this code, in any spelling, by index.
///
/// # Errors
/// [`Error::Refused`] with the code that looks most like it.
pub fn fiche_index(text: &str, dossier: &Dossier) -> Result<usize, Error> {
    let code = Code::parse(text);
    code.as_ref()
        .and_then(|code| dossier.fiche_index(code))
        .ok_or_else(|| {
            let key = code.as_ref().map_or("", Code::key);
            let near = dossier
                .fiches
                .iter()
                .map(|fiche| &fiche.code)
                .min_by_key(|other| unlikeness(key, other.key()));
            let near = near.filter(|other| unlikeness(key, other.key()).0 <= MOST_SLIPS);
            let near = near.map_or("", |code| code.spelling()).to_owned();
            Error::refused(
                "error-unknown-fiche",
                [("code", text.to_owned()), ("nearest", near)],
            )
        })
}

/// How many slips part two codes; among equals, the one that begins alike comes first.
fn unlikeness(asked: &str, known: &str) -> (usize, Reverse<usize>) {
    let alike = asked
        .chars()
        .zip(known.chars())
        .take_while(|(a, b)| a == b)
        .count();
    (strsim::damerau_levenshtein(asked, known), Reverse(alike))
}

fn axis_index(text: &str, dossier: &Dossier) -> Result<usize, Error> {
    let axes = &dossier.convention.axes;
    let wanted = fold(text);
    axes.iter()
        .position(|axis| fold(&axis.prefix) == wanted || fold(&axis.title) == wanted)
        .ok_or_else(|| {
            let known: Vec<&str> = axes.iter().map(|axis| axis.prefix.as_str()).collect();
            let args = [("axis", text.to_owned()), ("known", known.join(", "))];
            Error::refused("error-unknown-axis", args)
        })
}
