//! What the sheets `Dépenses` and `Cofinancement` have in common: a header row that names the columns, in
//! any order, and cells of amounts, days and rates.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::{
    names::{SheetNames, SheetRole, column_absent},
    refusal::beyond,
    workbook::{Cell, Sheet},
};
use crate::{
    finding::{Finding, Severity},
    limits::Limit,
    model::CellAmount,
    money::{Amount, Rate, UnreadableAmount, parse_amount, parse_days, parse_rate},
    source::{self, Code, Head, Located, Place, fold},
};

/// A sheet of rows under one header, and which of its columns is which.
pub(super) struct List<'a> {
    pub(super) sheet: &'a Sheet,
    /// The header.
    row: usize,
    /// By usual title and year.
    columns: BTreeMap<ColumnKey, usize>,
}

/// The usual title of a column, and its year if it comes once a year.
type ColumnKey = (&'static str, Option<i32>);

impl<'a> List<'a> {
    /// The header is the first row that holds a cell `Fiche`, or what `names` puts in its place.
    pub(super) fn find(
        sheet: &'a Sheet,
        role: SheetRole,
        years: &[i32],
        names: &SheetNames,
        findings: &mut Vec<Finding>,
    ) -> Option<Self> {
        let fiche = names.header("Fiche", None);
        let Some(row) = header_row(sheet, names) else {
            let named = names.given("Fiche").map(|name| name.place.clone());
            let place = named.unwrap_or_else(|| sheet.place());
            let finding = Finding::new("header-missing", Severity::Error, place);
            findings.push(finding.arg("column", fiche));
            return None;
        };
        let known = role.columns().iter().flat_map(|column| {
            let years = years.iter().copied().map(Some).filter(|_| column.is_yearly);
            let years = years.chain((!column.is_yearly).then_some(None));
            years.map(|year| ((column.title, year), column.is_needed))
        });
        let known: Vec<(ColumnKey, bool)> = known.collect();
        let columns = columns(sheet, row, &known, names, findings);
        let has = |title: &str| columns.keys().any(|key| key.0 == title);
        let absent: Vec<_> = names.columns().filter(|(title, _)| !has(title)).collect();
        // A column that `convention.toml` names is reported there.
        let is_absent = |title: &str| absent.iter().any(|(named, _)| *named == title);
        let is_missing = |key: &ColumnKey| !columns.contains_key(key) && !is_absent(key.0);
        let missing = known
            .iter()
            .filter(|(key, is_needed)| *is_needed && is_missing(key));
        let missing = missing.map(|((title, year), _)| names.header(title, *year));
        let missing: Vec<String> = missing.collect();
        let is_whole = missing.is_empty() && absent.is_empty();
        findings.extend(absent.into_iter().map(|(_, name)| column_absent(name)));
        if !missing.is_empty() {
            let finding = Finding::new("column-missing", Severity::Error, sheet.place());
            findings.push(finding.arg("columns", missing.join(", ")));
        }
        is_whole.then_some(Self {
            sheet,
            row,
            columns,
        })
    }

    /// What tells the meaning of its cells.
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

    /// The rows under the header that hold anything in a column that is read.
    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        let is_filled = |index: &usize| {
            let mut columns = self.columns.values();
            columns.any(|col| !self.sheet.cell(*index, *col).is_blank())
        };
        let rows = (self.row + 1..self.sheet.rows.len()).filter(is_filled);
        rows.map(|index| Row { list: self, index })
    }
}

/// The first row with a cell that heads the column of fiches.
pub(super) fn header_row(sheet: &Sheet, names: &SheetNames) -> Option<usize> {
    let fiche = header_key(&names.header("Fiche", None));
    let is_fiche = |cell: &Cell| matches!(cell, Cell::Text(text) if header_key(text) == fiche);
    sheet
        .rows
        .iter()
        .position(|cells| cells.iter().any(is_fiche))
}

/// The years that a sheet has amounts of, in order.
pub(super) fn years(sheet: &Sheet, names: &SheetNames) -> Vec<i32> {
    let headers = |row| header_names(sheet, row, |name| names.takes_year(name));
    let headers = header_row(sheet, names).map(headers).unwrap_or_default();
    let year = |name: &String| parse_year(fold(name).strip_prefix("montant")?);
    let years: BTreeSet<i32> = headers.iter().filter_map(year).collect();
    years.into_iter().collect()
}

/// What headers are compared by; one without a letter or digit, as `%`, is taken as it stands.
fn header_key(name: &str) -> String {
    let folded = fold(name);
    if folded.is_empty() {
        name.trim().to_owned()
    } else {
        folded
    }
}

/// The columns of the header row that are read.
fn columns(
    sheet: &Sheet,
    row: usize,
    known: &[(ColumnKey, bool)],
    names: &SheetNames,
    findings: &mut Vec<Finding>,
) -> BTreeMap<ColumnKey, usize> {
    let wanted = known
        .iter()
        .map(|((title, year), _)| (header_key(&names.header(title, *year)), (*title, *year)));
    let wanted: BTreeMap<String, ColumnKey> = wanted.collect();
    let mut columns = BTreeMap::new();
    let headers = header_names(sheet, row, |name| names.takes_year(name));
    for (col, name) in headers.into_iter().enumerate() {
        let (rule, severity) = match wanted.get(&header_key(&name)) {
            None if fold(&name).is_empty() => continue,
            None => ("column-unknown", Severity::Info),
            Some(known) if columns.insert(*known, col).is_some() => {
                ("column-twice", Severity::Error)
            }
            Some(_) => continue,
        };
        let finding = Finding::new(rule, severity, sheet.place_of(row, col));
        findings.push(finding.arg("column", name));
    }
    columns
}

/// The names of the header row; a name without a year takes the one merged above it (`2018` over `Jours`,
/// `Montant`), and an empty one the year right above it.
pub(super) fn header_names(
    sheet: &Sheet,
    row: usize,
    takes_year: impl Fn(&str) -> bool,
) -> Vec<String> {
    let mut year_above: Option<String> = None;
    let mut names = Vec::new();
    for col in 0..sheet.width() {
        let above = row
            .checked_sub(1)
            .map(|above| sheet.cell(above, col).shown())
            .unwrap_or_default();
        let starts_here = !above.trim().is_empty();
        if starts_here {
            year_above = parse_year(&above).map(|year| year.to_string());
        }
        let name = sheet.cell(row, col).shown().trim().to_owned();
        let takes_year = takes_year(&name) && (starts_here || !name.is_empty());
        names.push(match &year_above {
            Some(year) if takes_year => format!("{name} {year}").trim().to_owned(),
            _ => name,
        });
    }
    names
}

/// A year, as a header writes it: `2018`, `Année 2018`.
pub(super) fn parse_year(text: &str) -> Option<i32> {
    let year = match text.trim().split_once(char::is_whitespace) {
        Some((word, year)) if matches!(fold(word).as_str(), "annee" | "exercice") => year,
        _ => text,
    };
    source::parse_year(year.trim())
}

/// One row under the header, read column by column.
pub(super) struct Row<'a> {
    list: &'a List<'a>,
    index: usize,
}

impl Row<'_> {
    /// Its first cell.
    pub(super) fn place(&self) -> Place {
        self.list.sheet.place_of(self.index, 0)
    }

    /// A cell and its place. A column that is not there holds nothing; its place is never shown.
    fn cell(&self, title: &'static str, year: Option<i32>) -> (&Cell, Place) {
        let col = self.list.columns.get(&(title, year));
        let sheet = self.list.sheet;
        let cell = col.map_or(&Cell::Empty, |col| sheet.cell(self.index, *col));
        (
            cell,
            sheet.place_of(self.index, col.copied().unwrap_or_default()),
        )
    }

    /// The text of a column; a number is taken as it is shown.
    pub(super) fn text(
        &self,
        title: &'static str,
        findings: &mut Vec<Finding>,
    ) -> Option<Located<String>> {
        let (cell, place) = self.cell(title, None);
        if *cell == Cell::Uncalculated {
            let finding = Finding::new("cell-unreadable", Severity::Error, place);
            findings.push(finding.variant("uncalculated"));
            return None;
        }
        let text = cell.shown();
        if let Some(finding) = self.list.sheet.too_long(&text, &place) {
            findings.push(finding);
            return None;
        }
        (!cell.is_blank()).then(|| Located::new(text.trim().to_owned(), place))
    }

    /// The amount of a column, and the days written under it.
    pub(super) fn amount(
        &self,
        title: &'static str,
        year: i32,
        findings: &mut Vec<Finding>,
    ) -> (Located<CellAmount>, Option<Decimal>) {
        let (cell, place) = self.cell(title, Some(year));
        let (amount, days) = read_amount(cell, &place, findings);
        (Located::new(amount, place), days)
    }

    /// The days of a column.
    pub(super) fn days(
        &self,
        title: &'static str,
        year: i32,
        findings: &mut Vec<Finding>,
    ) -> Option<Located<Decimal>> {
        let (cell, place) = self.cell(title, Some(year));
        number(cell, place, parse_days, "days", findings)
    }

    /// The rate of a column.
    pub(super) fn rate(
        &self,
        title: &'static str,
        findings: &mut Vec<Finding>,
    ) -> Option<Located<Rate>> {
        let (cell, place) = self.cell(title, None);
        let is_percentage =
            |number: &Decimal| (Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(number);
        let expected = match cell {
            Cell::Number(number) if is_percentage(number) => "rate-too-fine",
            _ => "rate",
        };
        number(cell, place, parse_rate, expected, findings)
    }
}

/// The number in a cell, if one is written; what cannot be read is a finding that says what was expected.
fn number<T>(
    cell: &Cell,
    place: Place,
    parse: impl FnOnce(&str) -> Option<T>,
    expected: &'static str,
    findings: &mut Vec<Finding>,
) -> Option<Located<T>> {
    let (value, variant) = match cell {
        _ if cell.is_blank() => return None,
        Cell::Text(text) if matches!(text.trim(), "/" | "-") => return None,
        Cell::Text(text) => (parse(text), expected),
        Cell::Number(number) => (parse(&number.to_string()), expected),
        Cell::Uncalculated => (None, "uncalculated"),
        _ => (None, expected),
    };
    if value.is_none() {
        let finding = Finding::new("cell-unreadable", Severity::Error, place.clone());
        findings.push(finding.variant(variant).drafted(cell.shown()));
    }
    value.map(|value| Located::new(value, place))
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
    pub(super) fn of(
        &mut self,
        row: &Row<'_>,
        findings: &mut Vec<Finding>,
    ) -> Option<Located<Code>> {
        let code = self.read(row, findings).filter(|_| !self.is_full)?;
        let count = self.rows.entry(code.key().to_owned()).or_default();
        *count += 1;
        let met = [
            (Limit::Entries, *count),
            (Limit::Fiches, self.rows.len() as u64),
        ];
        let refusal = met
            .into_iter()
            .find_map(|(limit, met)| beyond(limit, met, || row.place(), &row.list.sheet.limits));
        self.is_full = refusal.is_some();
        findings.extend(refusal.map(|refusal| refusal.fiche(&code).arg("part", code.spelling())));
        (!self.is_full).then_some(code)
    }

    fn read(&mut self, row: &Row<'_>, findings: &mut Vec<Finding>) -> Option<Located<Code>> {
        if let Some(text) = row.text("Fiche", findings) {
            let code = Code::parse(&text).filter(|code| !code.numbers().is_empty());
            if code.is_none() {
                let finding = Finding::new("code-unreadable", Severity::Error, text.place.clone());
                findings.push(finding.drafted(text.value.as_str()));
            }
            self.last = code.map(|code| Located::new(code, text.place));
        } else if self.last.is_none() {
            findings.push(Finding::new(
                "row-without-code",
                Severity::Error,
                row.place(),
            ));
        }
        self.last.clone()
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
        Cell::Text(text) => parse_amount(text).map(|typed| (typed.amount, typed.days)),
        _ => Err(UnreadableAmount::NotANumber),
    };
    match parsed {
        Ok((Some(amount), days)) => (CellAmount::Amount(amount), days),
        Ok((None, days)) => (CellAmount::Nothing, days),
        Err(error) => {
            let variant = match error {
                _ if *cell == Cell::Uncalculated => "uncalculated",
                UnreadableAmount::NotANumber => "amount",
                UnreadableAmount::Ambiguous => "ambiguous",
                UnreadableAmount::TooLarge => "too-large",
                UnreadableAmount::TooFine => "too-fine",
            };
            let finding = Finding::new("cell-unreadable", Severity::Error, place.clone());
            findings.push(finding.variant(variant).drafted(cell.shown()));
            (CellAmount::Unreadable, None)
        }
    }
}
