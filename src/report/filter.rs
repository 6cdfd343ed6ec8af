use std::cmp::Reverse;

use crate::{
    audit::{Family, RULES, Rule, rule_named},
    error::Error,
    finding::{Finding, Severity},
    locale::args,
    model::{Axis, Dossier, Fiche, Prose, RowKind},
    source::{Code, Place, fold, join},
};

/// The greatest edit distance of a suggested code or name.
const MOST_SLIPS: usize = 3;

/// Selects the findings to report. An empty list selects everything.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    /// Rules, by name.
    pub rules: Vec<String>,
    /// The lowest severity.
    pub severity: Option<Severity>,
    /// Axes, by prefix.
    pub axes: Vec<String>,
    /// Fiches, by code in any spelling.
    pub fiches: Vec<String>,
}

impl Filter {
    /// The selected findings, in their order.
    ///
    /// # Errors
    /// [`Error::Refused`] if nothing can match: the dossier would seem to have no findings.
    pub(crate) fn apply<'a>(
        &self,
        findings: &'a [Finding],
        dossier: &Dossier,
    ) -> Result<Vec<&'a Finding>, Error> {
        let axes = self.axes.iter().map(|axis| axis_index(axis, dossier));
        let axes = axes.collect::<Result<Vec<_>, _>>()?;
        let fiches = self.fiches.iter().map(|code| fiche_index(code, dossier));
        let fiches = fiches.collect::<Result<Vec<_>, _>>()?;
        let keeps_all = fiches.is_empty() && axes.is_empty();
        let keeps_axis = |fiche: usize| {
            let fiche_axis = dossier.fiches[fiche].axis;
            let mut wanted = axes.iter();
            axes.is_empty() || wanted.any(|axis| dossier.convention.is_within(fiche_axis, *axis))
        };
        let keeps = |fiche| (fiches.is_empty() || fiches.contains(&fiche)) && keeps_axis(fiche);
        let keeps_fiche = |finding: &Finding| {
            let fiche = fiche_of(finding, dossier);
            fiche.map_or_else(|| may_be_any(finding), keeps)
        };
        let findings = findings.iter().filter(|finding| self.keeps_kind(finding));
        let findings = findings.filter(|finding| keeps_all || keeps_fiche(finding));
        Ok(findings.collect())
    }

    /// Whether rule and severity match; for a dossier that cannot be read, only these are known.
    pub(crate) fn keeps_kind(&self, finding: &Finding) -> bool {
        let by_rule = self.rules.is_empty() || self.rules.iter().any(|rule| rule == finding.rule);
        by_rule && self.severity.is_none_or(|least| finding.severity >= least)
    }
}

/// The rule of this name.
///
/// # Errors
/// [`Error::Refused`] with the most similar name.
pub(crate) fn known_rule(name: &str) -> Result<&'static Rule, Error> {
    rule_named(name).ok_or_else(|| {
        let asked = name.to_lowercase().replace(['_', ' '], "-");
        let near = nearest(&asked, RULES.iter().map(|rule| (rule.name, rule.name)));
        unknown("error-unknown-rule", name, near)
    })
}

/// The fiche that a finding is about: the one it names, else the one of its file or row.
pub(crate) fn fiche_of(finding: &Finding, dossier: &Dossier) -> Option<usize> {
    let place = &finding.place;
    if let Some(code) = &finding.fiche {
        return dossier.fiche_index(code);
    }
    let mut fiches = dossier.fiches.iter();
    if place.cell().is_none() {
        let is_in_file = |prose: &Prose| prose.file == *place.file_name();
        return fiches.position(|fiche| fiche.prose.as_ref().is_some_and(is_in_file));
    }
    let has_row =
        |fiche: &Fiche| row_places(fiche).any(|row_place| row_of(row_place) == row_of(place));
    fiches.position(has_row).or_else(|| {
        let mut rows = dossier.recap.as_ref()?.rows.iter();
        let row = rows.find(|row| row_of(&row.label.place) == row_of(place))?;
        match row.kind {
            RowKind::Fiche(fiche) => Some(fiche),
            _ => None,
        }
    })
}

/// A place in every row of the workbook with costs or funding of a fiche.
fn row_places(fiche: &Fiche) -> impl Iterator<Item = &Place> {
    let lines = fiche.lines.iter().chain(&fiche.drafted_totals);
    let lines = lines.map(|line| &line.place);
    let rules = fiche.rules.iter().map(|rule| &rule.place);
    let mentions = fiche.mentions.iter().map(|mention| &mention.text.place);
    lines.chain(rules).chain(mentions)
}

fn row_of(place: &Place) -> Option<(&str, u32)> {
    place.cell().map(|(sheet, cell)| (&**sheet, cell.row))
}

/// Whether a finding without a known fiche may be about any: a filter never hides what cannot be read.
fn may_be_any(finding: &Finding) -> bool {
    let is_read = rule_named(finding.rule).is_some_and(|rule| rule.family == Family::Reading);
    is_read && finding.severity == Severity::Error
}

/// The fiche of this code, in any spelling, by index.
///
/// # Errors
/// [`Error::Refused`] with the most similar code.
pub(crate) fn fiche_index(text: &str, dossier: &Dossier) -> Result<usize, Error> {
    let code = Code::parse(text);
    let found = code.as_ref().and_then(|code| dossier.fiche_index(code));
    found.ok_or_else(|| {
        let known = dossier.fiches.iter().map(|fiche| &fiche.code);
        let known = known.map(|code| (code.key(), code.spelling()));
        let near = nearest(code.as_ref().map_or("", Code::key), known);
        unknown("error-unknown-fiche", text, near)
    })
}

fn unknown(message: &'static str, asked: &str, nearest: Option<String>) -> Error {
    let args = args! { code: asked, nearest: nearest.unwrap_or_default() };
    Error::refused(message, args)
}

/// The shown form of the known name that is most similar to the one asked for, unless that differs too much; if
/// several are equally similar, the one with the longest common beginning.
fn nearest<'a>(asked: &str, known: impl Iterator<Item = (&'a str, &'a str)>) -> Option<String> {
    let unlikeness = |known: &str| {
        let both = asked.chars().zip(known.chars());
        let alike = both.take_while(|(a, b)| a == b).count();
        (strsim::damerau_levenshtein(asked, known), Reverse(alike))
    };
    let (key, shown) = known.min_by_key(|(key, _)| unlikeness(key))?;
    (unlikeness(key).0 <= MOST_SLIPS).then(|| shown.to_owned())
}

fn axis_index(text: &str, dossier: &Dossier) -> Result<usize, Error> {
    let axes = &dossier.convention.axes;
    let wanted = fold(text);
    let is_wanted = |axis: &Axis| fold(&axis.prefix) == wanted || fold(&axis.title) == wanted;
    axes.iter().position(is_wanted).ok_or_else(|| {
        let known = join(axes.iter().map(|axis| &axis.prefix), ", ");
        Error::refused("error-unknown-axis", args! { axis: text, known: known })
    })
}
