//! The rows of the recap, and its years: missing, there twice, or of no fiche.

use crate::{
    audit::{
        prelude::*,
        row::{Row, rows},
    },
    read::nearest,
};

/// A fiche that the recap has no row for.
pub(super) static MISSING: Rule = Rule::error("recap-row-missing", Family::Recap, missing);

fn missing(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let Some(recap) = &context.dossier.recap else {
        return;
    };
    for (index, fiche) in context.first_fiches() {
        let splits = &context.ruled.fiches[index];
        let Some(cost) = context.known_cost(index) else {
            continue;
        };
        let shows_all = |row: Row<'_>| {
            splits.years.iter().enumerate().all(|(year, split)| {
                let stated = row.drafted(year, ColumnKind::Total);
                stated.unwrap_or_default() == split.total
            })
        };
        // A row under another code, or an unreadable one, that shows exactly what the fiche costs is that of the fiche.
        let unnamed = rows(context.dossier).filter(|row| row.draft.kind == RowKind::Unknown);
        let mut others = context.orphans().map(|(row, _)| row).chain(unnamed);
        let has_row = Row::of_fiche(context.dossier, index).is_some();
        if !has_row && !others.any(shows_all) {
            let finding = MISSING.of(fiche, &recap.place).expected(cost);
            findings.push(finding.arg("file", fiche.code.place.to_string()));
        }
    }
}

/// A row of the recap whose code no fiche has.
pub(super) static ORPHAN: Rule = Rule::error("recap-row-orphan", Family::Recap, orphans);

fn orphans(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (row, code) in context.orphans() {
        let cells = context.years();
        let cells = cells.filter_map(|(rank, _)| row.cell(rank, ColumnKind::Total));
        let cells: Vec<CellAmount> = cells.map(|cell| cell.value).collect();
        if cells.contains(&CellAmount::Unreadable) {
            continue;
        }
        let total: Amount = cells.into_iter().filter_map(CellAmount::amount).sum();
        let codes = context.fiches().map(|(_, fiche)| fiche.code.spelling());
        let near = nearest(code.spelling(), codes).unwrap_or("none");
        let finding = ORPHAN.at(&row.draft.label.place).fiche(code).drafted(total);
        findings.push(finding.arg("nearest", near));
    }
}

/// A row that no fiche explains does not add up to its own total.
pub(super) static ORPHAN_SUM: Rule = Rule::error("recap-row-sum", Family::Recap, orphan_sums);

fn orphan_sums(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (row, code) in context.orphans() {
        for (rank, year) in context.years() {
            let mut cells = row.cells_of(rank);
            if cells.any(|cell| cell.value == CellAmount::Unreadable) {
                continue;
            }
            let cells = row.recap.columns.iter().zip(&row.draft.cells);
            let shares = cells.filter_map(|(column, cell)| {
                let is_share = column.kind? != ColumnKind::Total && column.year == Some(rank);
                Some((cell.amount().filter(|_| is_share)?, &cell.place))
            });
            let shares: Vec<(Amount, &Place)> = shares.collect();
            let sum: Amount = shares.iter().map(|(amount, _)| *amount).sum();
            let total = row.drafted(rank, ColumnKind::Total);
            let total = total.filter(|total| *total != sum && !shares.is_empty());
            let total = total.zip(row.cell(rank, ColumnKind::Total));
            findings.extend(total.map(|(total, cell)| {
                let finding = ORPHAN_SUM.at(&cell.place).fiche(code).year(year);
                finding.drafted(total).expected(sum).terms(shares)
            }));
        }
    }
}

/// A fiche that has two rows in the recap.
pub(super) static TWICE: Rule = Rule::error("recap-row-twice", Family::Recap, twice);

fn twice(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (index, fiche) in context.fiches() {
        let fiche_rows =
            rows(context.dossier).filter(|row| row.draft.kind == RowKind::Fiche(index));
        let mut labels = fiche_rows.map(|row| &row.draft.label.place);
        if let Some(first) = labels.next() {
            let twice = labels.map(|place| TWICE.of(fiche, place));
            findings.extend(twice.map(|finding| finding.arg("first", first.within_file())));
        }
    }
}

/// A year of the agreement that the recap has no column for.
pub(super) static YEAR_MISSING: Rule =
    Rule::error("recap-year-missing", Family::Recap, missing_years);

fn missing_years(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let Some(recap) = &context.dossier.recap else {
        return;
    };
    for (rank, year) in context.years() {
        if recap.columns.iter().all(|column| column.year != Some(rank)) {
            let total = context.ruled.total.years[rank].known_part(ColumnKind::Total, &[]);
            let finding = |total| YEAR_MISSING.at(&recap.place).year(year).expected(total);
            findings.extend(total.map(finding));
        }
    }
}
