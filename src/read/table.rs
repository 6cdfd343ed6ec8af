//! A sheet of rows under one header, as `Dépenses` and `Cofinancement` are: which of its columns is which, in any
//! order, and what the cells of a row say.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use rust_decimal::Decimal;

use super::{
    names::{Names, SheetRole},
    refusal::{reported, within},
    workbook::{Cell, Sheet},
};
use crate::{
    finding::Finding,
    limits::Limit,
    model::CellAmount,
    money::{Amount, Rate, UnreadableAmount, parse_amount, parse_days, parse_rate},
    source::{self, Code, Head, Located, Place, fold},
};

/// A sheet, its header and which of its columns is which.
pub(super) struct Header<'a> {
    pub(super) sheet: &'a Sheet,
    pub(super) row: usize,
    /// By usual title, and year if the column comes once a year.
    pub(super) columns: BTreeMap<(&'static str, Option<i32>), usize>,
}

impl Header<'_> {
    /// The rows and columns that name its cells.
    pub(super) fn head(&self) -> Head {
        let is_year = |cell: &Cell| parse_year(&cell.shown()).is_some();
        let has_years = |row: &usize| self.sheet.row(*row).iter().any(is_year);
        let above = self.row.checked_sub(1).filter(has_years);
        let names = ["Fiche", "Financeur", "Nature", "Libellé"];
        let column = |title| self.columns.get(&(title, None)).copied();
        Head {
            rows: above.into_iter().chain([self.row]).collect(),
            columns: names.into_iter().filter_map(column).collect(),
        }
    }

    pub(super) fn row<'a>(&'a self, index: usize, findings: &'a mut Vec<Finding>) -> Row<'a> {
        Row {
            header: self,
            index,
            findings,
        }
    }

    /// The rows under the header that hold anything in a column that is read.
    pub(super) fn rows(&self) -> impl Iterator<Item = usize> {
        (self.row + 1..self.sheet.rows.len()).filter(|row| {
            let mut columns = self.columns.values();
            columns.any(|col| !self.sheet.cell(*row, *col).is_blank())
        })
    }
}

/// The row with a cell that heads the column of fiches; of several (`Fiche :` in a title), the one with the most known
/// headers.
pub(super) fn header_row(sheet: &Sheet, role: SheetRole, names: &Names) -> Option<usize> {
    let key_of = |title: &&'static str| header_key(&names.header(role, title, None));
    let known: BTreeSet<String> = role.columns().iter().map(key_of).collect();
    let fiche = key_of(&"Fiche");
    let keys = |row: usize| {
        let texts = sheet.row(row).iter();
        texts.filter_map(|cell| match cell {
            Cell::Text(text) => Some(header_key(text)),
            _ => None,
        })
    };
    let rows = (0..sheet.rows.len()).filter(|row| keys(*row).any(|key| key == fiche));
    let score = |row: &usize| keys(*row).filter(|key| known.contains(key)).count();
    rows.max_by_key(|row| (score(row), Reverse(*row)))
}

/// The years that a sheet of costs has amounts of, in order.
pub(super) fn years(sheet: &Sheet, names: &Names) -> Vec<i32> {
    const COSTS: SheetRole = SheetRole::Costs;
    let headers = |row| header_names(sheet, row, |name| names.takes_year(COSTS, name)).1;
    let headers = header_row(sheet, COSTS, names)
        .map(headers)
        .unwrap_or_default();
    let year = |name: &String| parse_year(fold(name).strip_prefix("montant")?);
    let years: BTreeSet<i32> = headers.iter().filter_map(year).collect();
    years.into_iter().collect()
}

/// What headers are compared by; one without a letter or digit, as `%`, is taken as it stands.
pub(super) fn header_key(name: &str) -> String {
    let folded = fold(name);
    if folded.is_empty() {
        name.trim().to_owned()
    } else {
        folded
    }
}

/// The last row of the header that `row` belongs to, and the names of its columns. Years may stand in the row of the
/// other names, over a second row that says `Jours` and `Montant`.
pub(super) fn header_names(
    sheet: &Sheet,
    row: usize,
    takes_year: impl Fn(&str) -> bool,
) -> (usize, Vec<String>) {
    let is_year = |cell: &Cell| parse_year(&cell.shown()).is_some();
    let is_under_year = |cell: &Cell| !cell.is_blank() && takes_year(cell.shown().trim());
    let has_years = sheet.row(row).iter().any(is_year);
    if !(has_years && sheet.row(row + 1).iter().any(is_under_year)) {
        return (row, names_under_years(sheet, row, takes_year));
    }
    let mut names = names_under_years(sheet, row + 1, takes_year);
    for (col, name) in names.iter_mut().enumerate() {
        let above = sheet.cell(row, col);
        if name.is_empty() && !is_year(above) {
            *name = above.shown().trim().to_owned();
        }
    }
    (row + 1, names)
}

/// The names of a row; one without a year takes the one merged above it (`2018` over `Jours`, `Montant`), and an empty
/// one the year right above it.
fn names_under_years(
    sheet: &Sheet,
    row: usize,
    takes_year: impl Fn(&str) -> bool,
) -> Vec<String> {
    let mut year_above = None;
    let mut names = Vec::new();
    for col in 0..sheet.width() {
        let above = row
            .checked_sub(1)
            .map(|above| sheet.cell(above, col).shown());
        let above = above.filter(|above| !above.trim().is_empty());
        if let Some(above) = &above {
            year_above = parse_year(above);
        }
        let name = sheet.cell(row, col).shown().trim().to_owned();
        let takes_year = takes_year(&name) && (above.is_some() || !name.is_empty());
        names.push(match year_above {
            Some(year) if takes_year => format!("{name} {year}").trim().to_owned(),
            _ => name,
        });
    }
    names
}

/// A year, as a header writes it: `2018`, `Année 2018`, or the first day of a year, which may be shown as the year.
pub(super) fn parse_year(text: &str) -> Option<i32> {
    let text = text.trim();
    let year = match text.split_once(char::is_whitespace) {
        Some((word, year)) if matches!(fold(word).as_str(), "annee" | "exercice") => year.trim(),
        _ => text.strip_prefix("01/01/").unwrap_or(text),
    };
    source::parse_year(year)
}

/// What a spreadsheet writes into a cell that it cannot calculate, be it copied as a text: `#N/A`, `#REF!`, `Err:502`.
fn is_error(cell: &Cell) -> bool {
    match cell {
        Cell::Error(_) => true,
        Cell::Text(text) => {
            let text = text.trim();
            let is_named = text.starts_with('#') && text.ends_with(['!', '?']);
            is_named || matches!(text, "#N/A" | "#N/D") || text.starts_with("Err:5")
        }
        _ => false,
    }
}

/// The variant of the message about a cell whose content is no value at all.
fn no_value(cell: &Cell) -> Option<&'static str> {
    match cell {
        Cell::Uncalculated => Some("uncalculated"),
        Cell::Date(_) => Some("date"),
        cell => is_error(cell).then_some("error"),
    }
}

/// One row under the header, read column by column.
pub(super) struct Row<'a> {
    header: &'a Header<'a>,
    index: usize,
    pub(super) findings: &'a mut Vec<Finding>,
}

impl Row<'_> {
    /// Its first cell.
    pub(super) fn place(&self) -> Place {
        self.header.sheet.place_of(self.index, 0)
    }

    /// A cell and its place. A column that is not there holds nothing; its place is never shown.
    fn cell(&self, title: &'static str, year: Option<i32>) -> (Cell, Place) {
        let sheet = self.header.sheet;
        let col = self.header.columns.get(&(title, year)).copied();
        let cell = col.map(|col| sheet.cell(self.index, col).clone());
        let place = sheet.place_of(self.index, col.unwrap_or_default());
        (cell.unwrap_or_default(), place)
    }

    /// The text of a column; a number is taken as it is shown.
    pub(super) fn text(&mut self, title: &'static str) -> Option<Located<String>> {
        let (cell, place) = self.cell(title, None);
        // A date is as good a text as any other.
        if let Some(variant) = no_value(&cell).filter(|variant| *variant != "date") {
            let finding = Finding::error("cell-unreadable", place).variant(variant);
            self.findings.push(finding.drafted(cell.shown()));
            return None;
        }
        let text = cell.shown().trim().to_owned();
        let letters = text.chars().count() as u64;
        let limits = &self.header.sheet.limits;
        let checked = within(limits, Limit::NameLength, letters, || place.clone());
        reported(checked, self.findings)?;
        (!cell.is_blank()).then(|| Located::new(text, place))
    }

    /// The amount of a column, and the days written under it.
    pub(super) fn amount(
        &mut self,
        title: &'static str,
        year: i32,
    ) -> (Located<CellAmount>, Option<Decimal>) {
        let (cell, place) = self.cell(title, Some(year));
        let (amount, days) = read_amount(&cell, &place, self.findings);
        (Located::new(amount, place), days)
    }

    /// The days of a column.
    pub(super) fn days(&mut self, title: &'static str, year: i32) -> Option<Located<Decimal>> {
        let (cell, place) = self.cell(title, Some(year));
        self.number(&cell, place, parse_days, "days")
    }

    /// The rate of a column.
    pub(super) fn rate(&mut self, title: &'static str) -> Option<Located<Rate>> {
        let (cell, place) = self.cell(title, None);
        let percents = Decimal::ZERO..=Decimal::ONE_HUNDRED;
        let expected = match &cell {
            Cell::Number(number) if percents.contains(number) => "rate-too-fine",
            _ => "rate",
        };
        self.number(&cell, place, parse_rate, expected)
    }

    /// The number in a cell, if one is written; what cannot be read is a finding that says what was expected.
    fn number<T>(
        &mut self,
        cell: &Cell,
        place: Place,
        parse: impl FnOnce(&str) -> Option<T>,
        expected: &'static str,
    ) -> Option<Located<T>> {
        let (value, variant) = match cell {
            _ if cell.is_blank() => return None,
            Cell::Text(text) if matches!(text.trim(), "/" | "-") => return None,
            Cell::Text(text) if !is_error(cell) => (parse(text), expected),
            Cell::Number(number) => (parse(&number.to_string()), expected),
            _ => (None, no_value(cell).unwrap_or(expected)),
        };
        if value.is_none() {
            let finding = Finding::error("cell-unreadable", place.clone()).variant(variant);
            self.findings.push(finding.drafted(cell.shown()));
        }
        value.map(|value| Located::new(value, place))
    }
}

/// The code that a row of cells stands under: its own, or the last one above it.
#[derive(Default)]
pub(super) struct CodeColumn {
    last: Option<Located<Code>>,
    /// How many rows each code has.
    rows: BTreeMap<String, u64>,
    /// Whether there are too many, which is reported once.
    is_full: bool,
}

impl CodeColumn {
    /// The code of this row; none for those that follow too many. A row above the first code, or under a text that is
    /// no code, is a finding.
    pub(super) fn of(&mut self, row: &mut Row<'_>) -> Option<Located<Code>> {
        if let Some(text) = row.text("Fiche") {
            let code = Code::parse(&text).filter(|code| !code.numbers().is_empty());
            if code.is_none() {
                let finding = Finding::error("code-unreadable", text.place.clone());
                row.findings.push(finding.drafted(text.value.as_str()));
            }
            self.last = code.map(|code| Located::new(code, text.place));
        } else if self.last.is_none() {
            let finding = Finding::error("row-without-code", row.place());
            row.findings.push(finding);
        }
        let code = self.last.clone().filter(|_| !self.is_full)?;
        let count = self.rows.entry(code.key().to_owned()).or_default();
        *count += 1;
        let check = |limit, met| within(&row.header.sheet.limits, limit, met, || row.place());
        let checked = check(Limit::Entries, *count)
            .and_then(|()| check(Limit::Fiches, self.rows.len() as u64));
        if let Err(refusal) = checked {
            self.is_full = true;
            let refusal = refusal.fiche(&code).arg("part", code.spelling());
            row.findings.push(refusal);
            return None;
        }
        Some(code)
    }
}

/// The amount in a cell; what cannot be read is a finding that says what was expected.
pub(super) fn read_amount(
    cell: &Cell,
    place: &Place,
    findings: &mut Vec<Finding>,
) -> (CellAmount, Option<Decimal>) {
    let parsed = match cell {
        _ if cell.is_blank() => return (CellAmount::Blank, None),
        Cell::Number(number) => Amount::bounded(*number).map(|amount| (Some(amount), None)),
        Cell::Text(text) => parse_amount(text),
        _ => Err(UnreadableAmount::NotANumber),
    };
    let variant = match parsed {
        Ok((Some(amount), days)) => return (CellAmount::Amount(amount), days),
        Ok((None, days)) => return (CellAmount::Nothing, days),
        Err(UnreadableAmount::NotANumber) => no_value(cell).unwrap_or("amount"),
        Err(UnreadableAmount::Ambiguous) => "ambiguous",
        Err(UnreadableAmount::TooLarge) => "too-large",
        Err(UnreadableAmount::TooFine) => "too-fine",
    };
    let finding = Finding::error("cell-unreadable", place.clone()).variant(variant);
    findings.push(finding.drafted(cell.shown()));
    (CellAmount::Unreadable, None)
}
