use std::cmp::Reverse;

use crate::{
    error::Error,
    finding::{Finding, Severity},
    model::Dossier,
    source::{Code, fold},
};

/// A code that differs by more is no suggestion.
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
    /// [`Error::UnknownFiche`] and [`Error::UnknownAxis`]: a filter that nothing can match would pass for a
    /// dossier without findings.
    pub fn apply<'a>(&self, findings: &'a [Finding], dossier: &Dossier) -> Result<Vec<&'a Finding>, Error> {
        let axes = self.axes.iter().map(|axis| axis_index(axis, dossier)).collect::<Result<Vec<_>, _>>()?;
        let fiches = self.fiches.iter().map(|code| fiche_index(code, dossier)).collect::<Result<Vec<_>, _>>()?;
        let keeps = |finding: &&Finding| {
            let fiche = finding.fiche.as_ref().and_then(|code| dossier.fiche_index(code));
            self.keeps_kind(finding)
                && (fiches.is_empty() || fiche.is_some_and(|fiche| fiches.contains(&fiche)))
                && (axes.is_empty() || fiche.is_some_and(|fiche| axes.contains(&dossier.fiches[fiche].axis)))
        };
        Ok(findings.iter().filter(keeps).collect())
    }

    /// Whether rule and severity suit it, for findings of a dossier that cannot be read.
    pub fn keeps_kind(&self, finding: &Finding) -> bool {
        let by_rule = self.rules.is_empty() || self.rules.iter().any(|rule| rule == finding.rule);
        by_rule && self.severity.is_none_or(|least| finding.severity >= least)
    }
}

/// The fiche of this code, in any spelling, by index.
///
/// # Errors
/// [`Error::UnknownFiche`] with the code that looks most like it.
pub fn fiche_index(text: &str, dossier: &Dossier) -> Result<usize, Error> {
    let code = Code::parse(text);
    code.as_ref().and_then(|code| dossier.fiche_index(code)).ok_or_else(|| {
        let key = code.as_ref().map_or("", Code::key);
        let near = dossier.fiches.iter().map(|fiche| &fiche.code).min_by_key(|other| unlikeness(key, other.key()));
        let near = near.filter(|other| unlikeness(key, other.key()).0 <= MOST_SLIPS);
        Error::UnknownFiche { code: text.to_owned(), nearest: near.map(|code| code.spelling().to_owned()) }
    })
}

/// How many slips part two codes; among equals, the one that begins alike comes first.
fn unlikeness(asked: &str, known: &str) -> (usize, Reverse<usize>) {
    let alike = asked.chars().zip(known.chars()).take_while(|(a, b)| a == b).count();
    (strsim::damerau_levenshtein(asked, known), Reverse(alike))
}

fn axis_index(text: &str, dossier: &Dossier) -> Result<usize, Error> {
    let axes = &dossier.convention.axes;
    let wanted = fold(text);
    axes.iter().position(|axis| fold(&axis.prefix) == wanted || fold(&axis.title) == wanted).ok_or_else(|| {
        let known = axes.iter().map(|axis| axis.prefix.clone()).collect();
        Error::UnknownAxis { axis: text.to_owned(), known }
    })
}
