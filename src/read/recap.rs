//! The sheet `Récapitulatif`: a row of years over a row of labels, then a row a fiche, subtotals and totals.

use std::collections::BTreeSet;

use super::{
    names::{SheetNames, column_absent},
    table::{parse_year, read_amount},
    workbook::{Cell, Sheet},
};
use crate::{
    finding::{Finding, Severity},
    model::{CellAmount, DraftColumn, DraftRecap, DraftRow, RowKind},
    source::{Head, Located, fold},
};

/// A column of amounts, and where it stands in the sheet.
struct Column {
    index: usize,
    year: Option<i32>,
    label: Located<String>,
}

/// Reads the sheet; what its columns and rows stand for is decided later. `mentions` are the folded mentions that may
/// stand in the place of an amount.
pub(super) fn read(
    sheet: &Sheet,
    years: &[i32],
    mentions: &BTreeSet<String>,
    names: &SheetNames,
    findings: &mut Vec<Finding>,
) -> Option<(DraftRecap, Head)> {
    let has_year = |row: &Vec<Cell>| row.iter().any(|cell| is_year(cell, years));
    let Some(years_row) = sheet.rows.iter().position(has_year) else {
        let finding = Finding::new("header-missing", Severity::Error, sheet.place());
        findings.push(finding.variant("years"));
        return None;
    };
    let columns = columns(sheet, years_row, years, findings);
    let first_column = label_column(sheet, years_row + 2, &columns);
    let code_column = match names.given("Fiche") {
        None => first_column,
        Some(name) => named_column(sheet, years_row, name, findings)?,
    };
    let mut rows = Vec::new();
    for row in years_row + 2..sheet.rows.len() {
        let is_blank = |column: &Column| sheet.cell(row, column.index).is_blank();
        if columns.iter().all(is_blank) {
            continue;
        }
        let label_column = total_column(sheet, row, &columns).unwrap_or(code_column);
        let label = sheet.cell(row, label_column);
        let place = sheet.place_of(row, label_column);
        if label.is_blank() {
            findings.push(Finding::new("row-without-code", Severity::Error, place));
            continue;
        }
        let mut cell = |column: &Column| cell(sheet, row, column.index, mentions, findings);
        rows.push(DraftRow {
            kind: RowKind::Unknown,
            label: Located::new(label.shown().trim().to_owned(), place),
            cells: columns.iter().map(&mut cell).collect(),
        });
    }
    let drafted = |column: Column| DraftColumn {
        year: column
            .year
            .and_then(|year| years.iter().position(|known| *known == year)),
        kind: None,
        label: column.label,
    };
    let recap = DraftRecap {
        place: sheet.place(),
        columns: columns.into_iter().map(drafted).collect(),
        rows,
    };
    // Totals may have their labels beside the codes.
    let mut names = vec![code_column, first_column];
    names.dedup();
    let head = Head {
        rows: vec![years_row, years_row + 1],
        columns: names,
    };
    Some((recap, head))
}

/// Whether a cell names one of the agreement's years.
pub(super) fn is_year(cell: &Cell, years: &[i32]) -> bool {
    parse_year(&cell.shown()).is_some_and(|year| years.contains(&year))
}

/// The columns under each year; those right of the last year's total hold the totals over all years.
fn columns(
    sheet: &Sheet,
    years_row: usize,
    years: &[i32],
    findings: &mut Vec<Finding>,
) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    let mut group: Option<Option<i32>> = None;
    for index in 0..sheet.width() {
        let above = sheet.cell(years_row, index);
        let label = sheet.cell(years_row + 1, index).shown().trim().to_owned();
        if !above.is_blank() {
            let year = parse_year(&above.shown());
            // Titles left of the first year head no amounts.
            group = (year.is_some() || group.is_some()).then_some(year);
            if let Some(year) = year.filter(|year| !years.contains(year)) {
                let place = sheet.place_of(years_row, index);
                findings.push(Finding::new("year-unknown", Severity::Warning, place).year(year));
            }
        }
        let after_total = columns
            .last()
            .is_some_and(|last| last.year.is_some() && fold(&last.label) == "total");
        if after_total && above.is_blank() && fold(&label) == "total" {
            group = Some(None);
        }
        let Some(year) = group else { continue };
        let heading = [label, above.shown().trim().to_owned()];
        if let Some(heading) = heading.into_iter().find(|heading| !heading.is_empty()) {
            let label = Located::new(heading, sheet.place_of(years_row + 1, index));
            columns.push(Column { index, year, label });
        }
    }
    columns.retain(|column| column.year.is_none_or(|year| years.contains(&year)));
    columns
}

/// The first column left of the amounts that holds anything.
fn label_column(sheet: &Sheet, first_row: usize, columns: &[Column]) -> usize {
    let end = columns.first().map_or(0, |column| column.index);
    let filled = |row: usize| {
        let mut cells = sheet.row(row).iter().take(end);
        cells.position(|cell| !cell.is_blank())
    };
    let rows = first_row..sheet.rows.len();
    rows.filter_map(filled).min().unwrap_or(0)
}

/// The column of codes that `convention.toml` names.
fn named_column(
    sheet: &Sheet,
    years: usize,
    name: &Located<String>,
    findings: &mut Vec<Finding>,
) -> Option<usize> {
    let is_named = |row: usize, col: usize| fold(&sheet.cell(row, col).shown()) == fold(name);
    let heads = |col: &usize| is_named(years, *col) || is_named(years + 1, *col);
    let found = (0..sheet.width()).find(heads);
    if found.is_none() {
        findings.push(column_absent(name));
    }
    found
}

/// Where a row left of the amounts says that it is a total, be it beside the column of codes.
fn total_column(sheet: &Sheet, row: usize, columns: &[Column]) -> Option<usize> {
    let end = columns.first().map_or(0, |column| column.index);
    let filled = (0..end).find(|col| !sheet.cell(row, *col).is_blank())?;
    let label = fold(&sheet.cell(row, filled).shown());
    (label.starts_with("total") || label.starts_with("soustotal")).then_some(filled)
}

/// An amount, or a mention in its place.
fn cell(
    sheet: &Sheet,
    row: usize,
    col: usize,
    mentions: &BTreeSet<String>,
    findings: &mut Vec<Finding>,
) -> Located<CellAmount> {
    let (cell, place) = (sheet.cell(row, col), sheet.place_of(row, col));
    let amount = match cell {
        Cell::Text(text) if mentions.contains(&fold(text)) => CellAmount::Nothing,
        _ => read_amount(cell, &place, findings).0,
    };
    Located::new(amount, place)
}
