//! What cannot be computed because something could not be read.

use std::collections::BTreeMap;

use crate::{
    finding::Severity,
    model::{CellAmount, CostLine, Dossier, Fiche},
    source::CellRef,
};

use super::split::Known;

/// Findings of the reader that a row of costs or funding was left out.
const LOSES_ROW: [&str; 3] = ["code-unreadable", "row-without-code", "limit-exceeded"];

/// How much is known of a fiche in a year, as far as its read rows go.
pub(super) fn known(fiche: &Fiche, year: usize) -> Known {
    let is_unread = |line: &CostLine| line.years[year].amount.value == CellAmount::Unreadable;
    let mut rules = fiche.rules.iter();
    if fiche.lines.iter().any(is_unread) {
        Known::Nothing
    } else if rules.any(|rule| rule.is_unreadable && rule.fixed(year).is_none()) {
        Known::Cost
    } else {
        Known::All
    }
}

/// The rows of costs and funding whose fiche could not be read.
pub(super) fn lost_rows(dossier: &Dossier) -> impl Iterator<Item = (&str, CellRef)> {
    let recap = dossier.recap.as_ref().map(|recap| &recap.place);
    let findings = dossier.findings.iter();
    let lost = findings.filter(move |finding| {
        LOSES_ROW.contains(&finding.rule)
            && finding.severity == Severity::Error
            && recap.is_none_or(|recap| !finding.place.is_in_sheet(recap))
    });
    lost.filter_map(|finding| {
        let (sheet, cell) = finding.place.cell()?;
        Some((&**sheet, cell))
    })
}

/// How much can be known of each fiche when rows may have been left out of it: rows under an unreadable code belong to
/// the fiche above, or to one that has no such rows.
pub(super) fn incomplete(dossier: &Dossier) -> Vec<Known> {
    let mut max_known = vec![Known::All; dossier.fiches.len()];
    let mut lost = lost_rows(dossier).peekable();
    if lost.peek().is_some() {
        for (fiche, max_known) in dossier.fiches.iter().zip(&mut max_known) {
            if fiche.lines.is_empty() {
                *max_known = Known::Nothing;
            } else if fiche.rules.is_empty() {
                *max_known = Known::Cost;
            }
        }
        let rows = rows(dossier);
        for (sheet, cell) in lost {
            let before = (sheet, 0)..(sheet, cell.row);
            if let Some((_, index)) = rows.range(before).next_back() {
                max_known[*index] = Known::Nothing;
            }
        }
    }
    let findings = dossier.findings.iter();
    let unnamed = findings.filter(|finding| finding.rule == "funder-missing");
    for code in unnamed.filter_map(|finding| finding.fiche.as_ref()) {
        if let Some(index) = dossier.fiche_index(code) {
            max_known[index] = max_known[index].min(Known::Cost);
        }
    }
    max_known
}

/// The fiche of each row of costs and funding, by sheet and row.
fn rows(dossier: &Dossier) -> BTreeMap<(&str, u32), usize> {
    let mut rows = BTreeMap::new();
    for (index, fiche) in dossier.fiches.iter().enumerate() {
        let budgets = || fiche.budgets();
        let lines = budgets().flat_map(|budget| budget.lines.iter().chain(&budget.drafted_totals));
        let rules = budgets().flat_map(|budget| &budget.rules);
        let places = lines.map(|line| &line.place);
        for place in places.chain(rules.map(|rule| &rule.place)) {
            if let Some((sheet, cell)) = place.cell() {
                rows.insert((&**sheet, cell.row), index);
            }
        }
    }
    rows
}
