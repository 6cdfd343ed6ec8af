//! The sheet `Récapitulatif`: a row of years over a row of labels, then a row a fiche, subtotals and totals.

use std::collections::BTreeSet;

use super::{
    lists::{Entry, Funding},
    names::{SheetRole, column_absent},
    sheets::Sheets,
    table::{parse_year, read_amount},
    workbook::{Cell, Sheet},
};
use crate::{
    finding::{Finding, Severity},
    model::{CellAmount, DraftColumn, DraftRecap, DraftRow, RowKind},
    source::{Head, Located, fold},
};

const RECAP: SheetRole = SheetRole::Recap;

impl Sheets<'_> {
    /// Reads the recap, if there is one or `convention.toml` says so; what its columns and rows stand for is decided
    /// later. A mention may stand there in the place of an amount.
    pub(super) fn recap(&mut self, funding: &[Entry<Funding>]) -> Option<DraftRecap> {
        let is_named = self.names.given(RECAP, RECAP.title()).is_some();
        let mut sheets = self.workbook.sheets_named(self.names.sheet(RECAP));
        if !is_named && sheets.next().is_none() {
            return None;
        }
        let (sheet, years) = (self.sheet(RECAP)?, self.years);
        let rows = funding.iter();
        let mentions = rows.filter_map(|(_, (_, mention))| mention.as_ref());
        let mentions: BTreeSet<String> = mentions.map(|mention| fold(&mention.text)).collect();
        let is_year = |cell: &Cell| {
            let year = parse_year(&cell.shown());
            year.is_some_and(|year| years.contains(&year))
        };
        let mut rows = sheet.rows.iter();
        let Some(years_row) = rows.position(|row| row.iter().any(is_year)) else {
            let finding = Finding::error("header-missing", sheet.place());
            self.findings.push(finding.variant("years"));
            return None;
        };
        let columns = columns(sheet, years_row, years, self.findings);
        let end = columns.first().map_or(0, |(index, _)| *index);
        // What stands first in a row, left of the amounts.
        let label_at = |row: usize| {
            let mut cells = sheet.row(row).iter().take(end);
            cells.position(|cell| !cell.is_blank())
        };
        let rows = years_row + 2..sheet.rows.len();
        let first_column = rows.clone().filter_map(label_at).min().unwrap_or(0);
        let code_column = match self.names.given(RECAP, "Fiche") {
            None => first_column,
            Some(name) => {
                let is_named = |row, col| fold(&sheet.cell(row, col).shown()) == fold(name);
                let heads =
                    |col: &usize| is_named(years_row, *col) || is_named(years_row + 1, *col);
                let named = (0..sheet.width()).find(heads);
                self.findings
                    .extend(named.is_none().then(|| column_absent(name)));
                named?
            }
        };
        let mut drafted = Vec::new();
        for row in rows {
            let mut cells = columns.iter().map(|(col, _)| sheet.cell(row, *col));
            if cells.all(Cell::is_blank) {
                continue;
            }
            // A total may be named beside the column of codes.
            let is_total = |col: &usize| {
                let label = fold(&sheet.cell(row, *col).shown());
                label.starts_with("total") || label.starts_with("soustotal")
            };
            let label_column = label_at(row).filter(is_total).unwrap_or(code_column);
            let label = sheet.cell(row, label_column);
            let place = sheet.place_of(row, label_column);
            if label.is_blank() {
                self.findings
                    .push(Finding::error("row-without-code", place));
                continue;
            }
            let cells = columns.iter().map(|(col, _)| {
                let (cell, place) = (sheet.cell(row, *col), sheet.place_of(row, *col));
                let amount = match cell {
                    Cell::Text(text) if mentions.contains(&fold(text)) => CellAmount::Nothing,
                    _ => read_amount(cell, &place, self.findings).0,
                };
                Located::new(amount, place)
            });
            drafted.push(DraftRow {
                kind: RowKind::Unknown,
                cells: cells.collect(),
                label: Located::new(label.shown().trim().to_owned(), place),
            });
        }
        let recap = DraftRecap {
            place: sheet.place(),
            columns: columns.into_iter().map(|(_, column)| column).collect(),
            rows: drafted,
        };
        let mut names = vec![code_column, first_column];
        names.dedup();
        let head = Head {
            rows: vec![years_row, years_row + 1],
            columns: names,
        };
        self.heads.push((RECAP, sheet, head));
        Some(recap)
    }
}

/// The columns under each year, and where they stand; those right of the last year's total hold the totals over all
/// years.
fn columns(
    sheet: &Sheet,
    years_row: usize,
    years: &[i32],
    findings: &mut Vec<Finding>,
) -> Vec<(usize, DraftColumn)> {
    let mut columns = Vec::new();
    let mut group: Option<Option<i32>> = None;
    let mut is_after_total = false;
    for col in 0..sheet.width() {
        let above = sheet.cell(years_row, col).shown().trim().to_owned();
        let below = sheet.cell(years_row + 1, col).shown().trim().to_owned();
        if !above.is_empty() {
            let year = parse_year(&above);
            // Titles left of the first year head no amounts.
            group = (year.is_some() || group.is_some()).then_some(year);
            if let Some(year) = year.filter(|year| !years.contains(year)) {
                let place = sheet.place_of(years_row, col);
                findings.push(Finding::new("year-unknown", Severity::Warning, place).year(year));
            }
        } else if is_after_total && fold(&below) == "total" {
            group = Some(None);
        }
        let label = if below.is_empty() { above } else { below };
        let Some(year) = group.filter(|_| !label.is_empty()) else {
            continue;
        };
        is_after_total = year.is_some() && fold(&label) == "total";
        let rank = year.map(|year| years.iter().position(|known| *known == year));
        // The columns of another year are no columns of the agreement.
        if rank != Some(None) {
            let column = DraftColumn {
                year: rank.flatten(),
                kind: None,
                label: Located::new(label, sheet.place_of(years_row + 1, col)),
            };
            columns.push((col, column));
        }
    }
    columns
}
