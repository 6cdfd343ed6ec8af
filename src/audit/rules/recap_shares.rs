//! The shares of a row of the recap: in another column, left out of its total, or wrong.

use std::collections::BTreeMap;

use crate::audit::{prelude::*, row::Row};

/// A share of the recap stands in another funder's column.
pub(super) static COLUMN: Rule = Rule::error("recap-column", Family::Recap, columns)
    .yearly()
    .settled_by(Choices::Recap);

fn columns(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (at, row) in context.wrong_rows() {
        let mut listed = Vec::new();
        for &(owner, column) in &row.misplaced {
            let cell = row.cell(column).filter(|_| !listed.contains(&column));
            let Some(cell) = cell else { continue };
            listed.extend([column, owner]);
            let name = context.column_name(owner);
            let is_swapped = row.misplaced.contains(&(column, owner));
            let slip = ["wrong-column", "swapped-columns"][usize::from(is_swapped)];
            let finding = COLUMN.cell(at, cell).slip(Slip::new(slip, name.clone()));
            let finding = finding.consequences(row.cell(owner)).arg("owner", name);
            let finding = finding.terms(context.share_terms(at, column));
            let finding = finding.arg("column", context.column_name(column));
            findings.push(context.with_rounding(finding, at));
        }
    }
}

/// A row's total leaves out funders that the fiche has.
pub(super) static FUNDERS_OMITTED: Rule =
    Rule::error("recap-funders-omitted", Family::Recap, omitted)
        .yearly()
        .settled_by(Choices::Recap);

fn omitted(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (at, row) in context.wrong_rows() {
        let cell = row.cell(ColumnKind::Total);
        let cell = cell.filter(|_| !row.omitted.is_empty());
        let Some(cell) = cell else { continue };
        let omitted = || row.omitted.iter().copied();
        let names = list(omitted().map(|kind| context.column_name(kind)));
        let lacking: Amount = omitted().map(|kind| row.expected(kind)).sum();
        let funders = context.dossier.funders.iter();
        let terms = funders.flat_map(|(id, _)| context.share_terms(at, ColumnKind::Funder(id)));
        let finding = FUNDERS_OMITTED.cell(at, cell).terms(terms);
        let finding = finding.arg("funders", names);
        findings.push(context.with_rounding(finding.arg("lacking", lacking), at));
    }
    without_column(context, findings);
}

/// The funders without a column whose shares right totals count: the rows do not add up as they are read.
fn without_column(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let funders = &context.dossier.funders;
    // Whose column an unknown one is has to be corrected first.
    let mut recap = context.dossier.recap.iter();
    if recap.any(|recap| recap.columns.iter().any(|column| column.kind.is_none())) {
        return;
    }
    let (mut first, mut lacking) = (None, BTreeMap::<_, Amount>::new());
    for at in context.fiche_years.iter().filter(|at| at.row.is_none()) {
        let Some(row) = Row::of_fiche(context.dossier, at.index) else {
            continue;
        };
        let has = |kind| row.cell(at.rank, kind).is_some();
        let has_funders = funders.iter().any(|(id, _)| has(ColumnKind::Funder(id)));
        let total = row.stated(at.rank, ColumnKind::Total);
        let total = total.filter(|(total, _)| *total == at.split.total);
        let Some((_, place)) = total.filter(|_| has_funders && !has(ColumnKind::Others)) else {
            continue;
        };
        // Who is misspelt may have a column.
        let is_clear = |id| context.doubts.iter().all(|doubt| doubt.funder != id);
        let kinds = funders.iter().filter(|(id, _)| is_clear(*id));
        for kind in kinds.map(|(id, _)| ColumnKind::Funder(id)) {
            let share = at.split.known_part(kind, funders.all()).unwrap_or_default();
            if !has(kind) && !share.is_zero() {
                first = first.or(Some(place));
                *lacking.entry(kind).or_default() += share;
            }
        }
    }
    findings.extend(first.map(|place| {
        let names = list(lacking.keys().map(|kind| context.column_name(*kind)));
        let finding = FUNDERS_OMITTED.at(place).variant("column");
        let finding = finding.arg("funders", names).severity(Severity::Warning);
        let finding = finding.arg("lacking", lacking.into_values().sum::<Amount>());
        Finding {
            settled_by: Choices::Nothing,
            ..finding
        }
    }));
}

/// A share of the recap is not the rate of the fiche's cost.
pub(super) static SHARE: Rule = Rule::error("recap-share", Family::Recap, shares)
    .yearly()
    .settled_by(Choices::Recap);

/// One finding a row and year, at its first wrong share.
fn shares(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (at, row) in context.wrong_rows() {
        let wrong = row.wrong_shares.iter();
        let mut wrong = wrong.filter_map(|kind| Some((*kind, row.cell(*kind)?)));
        let first = wrong.next();
        let Some((kind, cell)) = first else { continue };
        let slip = slip::of_keys(cell.1, cell.2);
        let slip = slip.or_else(|| wrong_year(context, at, kind, cell.1));
        let finding = SHARE.cell(at, cell).slip(slip);
        let finding = finding.consequences(wrong.map(|(_, cell)| cell));
        let finding = finding.terms(context.share_terms(at, kind));
        let finding = finding.arg("funder", context.column_name(kind));
        let finding = finding.arg("total", row.expected(ColumnKind::Total));
        findings.push(context.with_rounding(finding, at));
    }
}

/// The only other year of the fiche whose share this is.
fn wrong_year(
    context: &Context<'_>,
    at: &FicheYear<'_>,
    kind: ColumnKind,
    drafted: Amount,
) -> Option<Slip> {
    let funders = context.dossier.funders.all();
    let same = context.years_of(at.index).iter().filter(|other| {
        other.rank != at.rank && other.split.known_part(kind, funders) == Some(drafted)
    });
    let same = only(same).filter(|_| !drafted.is_zero());
    same.map(|other| Slip::new("wrong-year", other.year))
}
