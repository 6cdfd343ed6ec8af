//! The sheet `Récapitulatif`: a row of years over a row of labels, then a row a fiche, subtotals and totals.

use std::{collections::BTreeSet, ops::Range};

use rust_decimal::Decimal;

use super::{
    codes::code_of,
    costs::Entry,
    funding::Funding,
    headings::{Heading, is_figure, parse_year, years_in},
    labels::total_of,
    looks::{amount_unit, title_unit},
    names::{SheetRole, column_absent},
    sheets::Sheets,
    table::read_amount,
    workbook::{Cell, Look, Sheet},
};
use crate::{
    finding::{Finding, Severity},
    model::{CellAmount, ColumnKind, DraftColumn, DraftRecap, DraftRow, RowKind},
    money::Amount,
    source::{Head, Located, Place, fold},
};

const RECAP: SheetRole = SheetRole::Recap;

impl Sheets<'_> {
    /// Reads the recap, if there is one or `convention.toml` names it; what its columns and rows stand for is decided
    /// later. A mention may stand there in the place of an amount.
    pub(super) fn recap(&mut self, funding: &[Entry<Funding>]) -> Option<DraftRecap> {
        let is_named = !self.names.given_sheets(RECAP).is_empty();
        if !is_named && self.workbook.sheets_named(RECAP.title()).count() == 0 {
            return None;
        }
        let (sheet, years) = (*self.sheets(RECAP)?.first()?, self.years);
        let mentions = funding
            .iter()
            .filter_map(|(_, (_, mention))| mention.as_ref());
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
        let mut columns = columns(sheet, years_row, years, self.findings);
        columns.retain(|(_, column)| !self.workbook.repeats_in_recap(&column.label));
        let end = columns.first().map_or(0, |(index, _)| *index);
        // What stands first in a row, left of the amounts.
        let label_at = |row: usize| {
            let mut cells = sheet.row(row).iter().take(end);
            cells.position(|cell| !cell.is_blank())
        };
        let rows = years_row + 2..sheet.rows.len();
        let first_column = rows.clone().filter_map(label_at).min().unwrap_or(0);
        let code_column = self.recap_codes(sheet, years_row, first_column..end)?;
        let unit = title_unit(sheet, years_row + 2).filter(|unit| unit.is_given);
        let multiple = unit.as_ref().map(|unit| unit.multiple);
        if let Some(unit) = unit {
            self.findings.push(amount_unit(unit.multiple, unit.place));
        }
        let figures = |row: usize| {
            let columns = columns.iter().map(|(col, _)| *col);
            columns.filter(move |col| is_figure(sheet.cell(row, *col)))
        };
        let has_figure = |row: &usize| figures(*row).next().is_some();
        let last = rows.clone().rfind(has_figure);
        let mut drafted = Vec::new();
        for row in rows {
            let is_known = |col: usize| {
                let code = code_of(&sheet.cell(row, col).shown(), self.codes);
                code.is_some_and(|code| self.codes.contains(&code))
            };
            // A fiche's row may be blank; another one without figures is a title or a remark.
            if !has_figure(&row) && !is_known(code_column) {
                continue;
            }
            let label = label_at(row).map(|col| sheet.cell(row, col).shown());
            let is_rate = |col| is_rate(sheet, (row, col), label.as_deref());
            if !is_known(code_column) && figures(row).all(is_rate) {
                continue;
            }
            // A total may be named beside the column of codes.
            let is_total = |col: &usize| total_of(&sheet.cell(row, *col).shown()).is_some();
            let label_column = label_at(row).filter(is_total).unwrap_or(code_column);
            let label = sheet.cell(row, label_column);
            let place = sheet.place_of(row, label_column);
            if label.is_blank() && Some(row) != last {
                self.findings
                    .push(Finding::error("row-without-code", place));
                continue;
            }
            let cells = columns.iter().map(|(col, _)| {
                let place = sheet.place_of(row, *col);
                let amount = match sheet.cell(row, *col) {
                    Cell::Text(text) if mentions.contains(&fold(text)) => CellAmount::Nothing,
                    cell => {
                        let look = sheet.marks.look(row, *col);
                        share(cell, look, multiple, &place, self.findings)
                    }
                };
                Located::new(amount, place)
            });
            drafted.push(DraftRow {
                kind: RowKind::Unknown,
                cells: cells.collect(),
                label: Located::new(label.shown_as_code().trim().to_owned(), place),
            });
        }
        drafted.retain(|row| !self.workbook.repeats_in_recap(&row.label));
        self.take_over_years(&mut drafted, &columns);
        let recap = DraftRecap {
            place: sheet.place(),
            columns: columns.into_iter().map(|(_, column)| column).collect(),
            rows: drafted,
        };
        let mut names = vec![code_column, first_column];
        names.dedup();
        let rows = vec![years_row, years_row + 1];
        let columns = names;
        self.heads.push((RECAP, sheet, Head { rows, columns }));
        Some(recap)
    }

    /// Checks the last row where one cell is the sum of the totals over all years: « TOTAL 2027-2028 ».
    fn take_over_years(&mut self, drafted: &mut Vec<DraftRow>, columns: &[(usize, DraftColumn)]) {
        let is_total = |col: &usize| {
            columns[*col].1.year.is_some()
                && ColumnKind::labelled(&columns[*col].1.label) == Some(ColumnKind::Total)
        };
        let sum_of = |row: &DraftRow| -> Amount {
            let totals = (0..columns.len()).filter(is_total);
            totals.filter_map(|col| row.cells[col].amount()).sum()
        };
        let is_over_years = |row: &DraftRow| {
            let amounts = row.cells.iter().filter(|cell| cell.amount().is_some());
            years_in(&row.label).len() > 1 && total_of(&row.label).is_some() && amounts.count() == 1
        };
        let Some(row) = drafted.pop_if(|row| is_over_years(row)) else {
            return;
        };
        let is_of_all = |row: &&DraftRow| total_of(&row.label).is_some_and(|of| of.is_empty());
        let total = drafted.iter().rfind(is_of_all);
        let expected = total.or(drafted.last()).map(sum_of).unwrap_or_default();
        for cell in row.cells {
            if let Some(amount) = cell.amount().filter(|amount| *amount != expected) {
                let finding = Finding::error("cost-total", cell.place).variant("all");
                let finding = finding.drafted(amount).expected(expected);
                let finding = finding.arg("what", row.label.as_str());
                self.findings.push(finding.arg("gap", amount - expected));
            }
        }
    }

    /// The column of codes: the one that `convention.toml` names, else the first one, unless only another one has codes.
    fn recap_codes(
        &mut self,
        sheet: &Sheet,
        years_row: usize,
        columns: Range<usize>,
    ) -> Option<usize> {
        let Some(name) = self.names.given(RECAP, "Fiche") else {
            let has_codes = |col: &usize| {
                let texts = sheet.rows.iter().skip(years_row + 2);
                let texts = texts.filter_map(|row| Some(row.get(*col)?.shown()));
                let mut codes = texts.filter_map(|text| code_of(&text, self.codes));
                codes.any(|code| self.codes.contains(&code))
            };
            return Some(columns.clone().find(has_codes).unwrap_or(columns.start));
        };
        let is_named = |row, col| fold(&sheet.cell(row, col).shown()) == fold(name);
        let heads = |col: &usize| is_named(years_row, *col) || is_named(years_row + 1, *col);
        let named = (0..sheet.width()).find(heads);
        let absent = named.is_none().then(|| column_absent(name));
        self.findings.extend(absent);
        named
    }
}

/// Whether a rate stands in a cell: « 52 % » under the totals, a number of « Part de chaque financeur ».
fn is_rate(sheet: &Sheet, (row, col): (usize, usize), label: Option<&str>) -> bool {
    let label = Heading::new(label.unwrap_or_default());
    let is_of_rates = label.title(Some(true)) == Some("Taux");
    match sheet.cell(row, col) {
        Cell::Text(text) => text.trim().ends_with('%'),
        Cell::Number(number) => {
            let is_shown = sheet.marks.look(row, col).is_no_euro;
            is_shown && *number <= Decimal::ONE || is_of_rates && *number <= Decimal::ONE_HUNDRED
        }
        _ => false,
    }
}

/// The amount in a cell: what formulas leave beyond cents is not shown.
fn share(
    cell: &Cell,
    look: Look,
    multiple: Option<Decimal>,
    place: &Place,
    findings: &mut Vec<Finding>,
) -> CellAmount {
    let multiple = multiple.or(look.multiple).unwrap_or(Decimal::ONE);
    let is_no_euro = look.is_no_euro && matches!(cell, Cell::Number(_));
    let read = if is_no_euro {
        Err("currency")
    } else {
        read_amount(cell, multiple)
    };
    match read {
        Ok((CellAmount::Amount(amount), _)) => CellAmount::Amount(amount.rounded(2)),
        Ok((amount, _)) => amount,
        Err(variant) => {
            let finding = Finding::error("cell-unreadable", place.clone()).variant(variant);
            findings.push(finding.drafted(cell.shown()));
            CellAmount::Unreadable
        }
    }
}

/// The columns under each year, and where they stand; those right of the last year's total hold the totals over all
/// years.
pub(super) fn columns(
    sheet: &Sheet,
    years_row: usize,
    years: &[i32],
    findings: &mut Vec<Finding>,
) -> Vec<(usize, DraftColumn)> {
    let mut columns = Vec::new();
    let mut group: Option<Option<i32>> = None;
    let mut is_after_total = false;
    let is_total = |label: &str| ColumnKind::labelled(label) == Some(ColumnKind::Total);
    let labels = sheet.row(years_row + 1).iter();
    let totals = labels.filter(|cell| is_total(&cell.shown())).count();
    let is_only_total = totals == 1 && years.len() > 1;
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
        } else if group.is_some() && is_total(&below) {
            // « Total », « Total 2027-2029 »
            let is_over_years = is_after_total || is_only_total || years_in(&below).len() > 1;
            group = if is_over_years { Some(None) } else { group };
        }
        // « Total » over « 2027-2029 » is the total over all years.
        let is_over_years = group == Some(None) && is_total(&above);
        let is_over_years = is_over_years && below.starts_with(|c: char| c.is_ascii_digit());
        let label = if below.is_empty() || is_over_years {
            above
        } else {
            below
        };
        let Some(year) = group.filter(|_| !label.is_empty()) else {
            continue;
        };
        is_after_total = year.is_some() && is_total(&label);
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
