//! What the sheets `Dépenses` and `Cofinancement` have in common: a header row that names the columns, in
//! any order, and cells of amounts, days and rates.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{
    names::{SheetNames, is_of},
    refusal::beyond,
    workbook::{Cell, Sheet},
};
use crate::{
    finding::{Fact, Finding, Severity},
    limits::Limit,
    money::{Amount, OutOfBounds, Rate, UnreadableAmount, parse_amount, parse_days, parse_rate},
    source::{Code, Located, fold},
};

/// What an amount cell says.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum CellAmount {
    /// Nothing was written.
    #[default]
    Blank,
    /// `/` or `-`: nothing is meant.
    Nothing,
    /// A text that could not be read; there is a finding about it.
    Unreadable,
    /// An amount.
    Amount(Amount),
}

impl CellAmount {
    /// The amount, if one was written.
    pub fn amount(self) -> Option<Amount> {
        match self {
            Self::Amount(amount) => Some(amount),
            Self::Blank | Self::Nothing | Self::Unreadable => None,
        }
    }
}

/// The columns found in a header row. Keys are folded: `montant2018`.
pub(super) struct Header {
    pub(super) row: usize,
    columns: BTreeMap<String, usize>,
}

impl Header {
    /// The first row that holds a cell `Fiche`, or what `names` puts in its place. `known` are the columns that
    /// are read; `required` those that must be there.
    pub(super) fn find(
        sheet: &Sheet,
        known: &[String],
        required: &[String],
        names: &SheetNames,
        findings: &mut Vec<Finding>,
    ) -> Option<Self> {
        let Some(row) = header_row(sheet, names) else {
            let place = names
                .given("Fiche")
                .map_or_else(|| sheet.place(), |name| name.place.clone());
            findings.push(
                Finding::new("header-missing", Severity::Error, place)
                    .arg("column", names.header("Fiche")),
            );
            return None;
        };
        let columns = columns(sheet, row, known, names, findings);
        let found: Vec<String> = known
            .iter()
            .filter(|name| columns.contains_key(&fold(name)))
            .cloned()
            .collect();
        let absent = names.absent(&found);
        // A column that `convention.toml` names is told there.
        let is_told = |name: &String| absent.iter().any(|(title, _)| is_of(name, title));
        let missing = required
            .iter()
            .filter(|name| !found.contains(name) && !is_told(name));
        let missing: Vec<String> = missing.map(|name| names.header(name)).collect();
        if missing.is_empty() && absent.is_empty() {
            return Some(Self { row, columns });
        }
        findings.extend(absent.into_iter().map(|(_, finding)| finding));
        if !missing.is_empty() {
            let finding = Finding::new("column-missing", Severity::Error, sheet.place());
            findings.push(finding.arg("columns", missing.join(", ")));
        }
        None
    }

    fn column(&self, name: &str) -> Option<usize> {
        self.columns.get(&fold(name)).copied()
    }
}

/// The first row with a cell that heads the column of fiches.
pub(super) fn header_row(sheet: &Sheet, names: &SheetNames) -> Option<usize> {
    let fiche = header_key(&names.header("Fiche"));
    let is_fiche = |cell: &Cell| matches!(cell, Cell::Text(text) if header_key(text) == fiche);
    sheet
        .rows
        .iter()
        .position(|cells| cells.iter().any(is_fiche))
}

/// The years that a sheet has amounts of, in order.
pub(super) fn years(sheet: &Sheet, names: &SheetNames) -> Vec<i32> {
    let headers =
        header_row(sheet, names).map(|row| header_names(sheet, row, |name| names.takes_year(name)));
    let headers = headers.unwrap_or_default();
    let mut years: Vec<i32> = headers
        .iter()
        .filter_map(|name| parse_year(fold(name).strip_prefix("montant")?))
        .collect();
    years.sort_unstable();
    years.dedup();
    years
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

/// The columns of the header row that are read, by their usual names, folded.
fn columns(
    sheet: &Sheet,
    row: usize,
    known: &[String],
    names: &SheetNames,
    findings: &mut Vec<Finding>,
) -> BTreeMap<String, usize> {
    let wanted: BTreeMap<String, &String> = known
        .iter()
        .map(|name| (header_key(&names.header(name)), name))
        .collect();
    let mut columns = BTreeMap::new();
    for (col, name) in header_names(sheet, row, |name| names.takes_year(name))
        .into_iter()
        .enumerate()
    {
        let place = sheet.place_of(row, col);
        match wanted.get(&header_key(&name)) {
            None if fold(&name).is_empty() => {}
            None => findings
                .push(Finding::new("column-unknown", Severity::Info, place).arg("column", name)),
            Some(known) => {
                if columns.insert(fold(known), col).is_some() {
                    findings.push(
                        Finding::new("column-twice", Severity::Error, place).arg("column", name),
                    );
                }
            }
        }
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

/// A year, as a header writes it.
pub(super) fn parse_year(text: &str) -> Option<i32> {
    let text = text.trim();
    let word = text
        .split_whitespace()
        .next()
        .map(fold)
        .filter(|word| matches!(word.as_str(), "annee" | "exercice"));
    let text = word.map_or(text, |_| {
        text.split_once(char::is_whitespace)
            .map_or("", |(_, year)| year.trim())
    });
    (text.len() == 4)
        .then(|| text.parse().ok())
        .flatten()
        .filter(|year| (1900..2200).contains(year))
}

/// One row under the header, read column by column.
pub(super) struct Row<'a> {
    pub(super) sheet: &'a Sheet,
    header: &'a Header,
    pub(super) index: usize,
}

impl<'a> Row<'a> {
    /// The rows under the header that hold anything in a column that is read.
    pub(super) fn all(sheet: &'a Sheet, header: &'a Header) -> impl Iterator<Item = Self> {
        let filled = |index: &usize| {
            header
                .columns
                .values()
                .any(|col| !sheet.cell(*index, *col).is_blank())
        };
        (header.row + 1..sheet.rows.len())
            .filter(filled)
            .map(move |index| Self {
                sheet,
                header,
                index,
            })
    }

    fn cell(&self, column: &str) -> (&'a Cell, usize) {
        let col = self.header.column(column);
        // A column that is not there holds nothing; its place is never shown.
        col.map_or((&Cell::Empty, 0), |col| {
            (self.sheet.cell(self.index, col), col)
        })
    }

    /// The text of a column; a number is taken as it is shown.
    pub(super) fn text(
        &self,
        column: &str,
        findings: &mut Vec<Finding>,
    ) -> Option<Located<String>> {
        let (cell, col) = self.cell(column);
        let place = self.sheet.place_of(self.index, col);
        if matches!(cell, Cell::Uncalculated) {
            findings.push(
                Finding::new("cell-unreadable", Severity::Error, place).variant("uncalculated"),
            );
            return None;
        }
        let text = cell.shown();
        if let Some(finding) = self.sheet.too_long(&text, &place) {
            findings.push(finding);
            return None;
        }
        (!cell.is_blank()).then(|| Located::new(text.trim().to_owned(), place))
    }

    /// The amount of a column, and the days written under it.
    pub(super) fn amount(
        &self,
        column: &str,
        findings: &mut Vec<Finding>,
    ) -> (Located<CellAmount>, Option<Decimal>) {
        let (cell, col) = self.cell(column);
        let place = self.sheet.place_of(self.index, col);
        let (amount, days) = read_amount(cell, &place, findings);
        (Located::new(amount, place), days)
    }

    /// The days of a column.
    pub(super) fn days(
        &self,
        column: &str,
        findings: &mut Vec<Finding>,
    ) -> Option<Located<Decimal>> {
        let (cell, col) = self.cell(column);
        let days = match cell {
            _ if cell.is_blank()
                || matches!(cell, Cell::Text(text) if matches!(text.trim(), "/" | "-")) =>
            {
                return None;
            }
            Cell::Number(number) => parse_days(&number.to_string()),
            Cell::Text(text) => parse_days(text),
            _ => None,
        };
        self.located(cell, col, days, "days", findings)
    }

    /// The rate of a column.
    pub(super) fn rate(&self, column: &str, findings: &mut Vec<Finding>) -> Option<Located<Rate>> {
        let (cell, col) = self.cell(column);
        let rate = match cell {
            _ if cell.is_blank()
                || matches!(cell, Cell::Text(text) if matches!(text.trim(), "/" | "-")) =>
            {
                return None;
            }
            Cell::Number(number) => parse_rate(&number.to_string()),
            Cell::Text(text) => parse_rate(text),
            _ => None,
        };
        let is_fine = matches!(cell, Cell::Number(number) if *number <= Decimal::ONE_HUNDRED && *number >= Decimal::ZERO);
        self.located(
            cell,
            col,
            rate,
            if is_fine { "rate-too-fine" } else { "rate" },
            findings,
        )
    }

    fn located<T>(
        &self,
        cell: &Cell,
        col: usize,
        value: Option<T>,
        expected: &'static str,
        findings: &mut Vec<Finding>,
    ) -> Option<Located<T>> {
        let place = self.sheet.place_of(self.index, col);
        if value.is_none() {
            let variant = if *cell == Cell::Uncalculated {
                "uncalculated"
            } else {
                expected
            };
            findings.push(
                Finding::new("cell-unreadable", Severity::Error, place.clone())
                    .variant(variant)
                    .drafted(cell.shown()),
            );
        }
        value.map(|value| Located::new(value, place))
    }
}

/// The code that a row of cells stands under: its own, or the last one above it.
pub(super) struct CodeColumn {
    last: Option<Located<Code>>,
    /// How many rows each code has.
    rows: BTreeMap<String, u64>,
    /// Whether there are too many, which is told once.
    is_full: bool,
}

impl CodeColumn {
    pub(super) fn new() -> Self {
        Self {
            last: None,
            rows: BTreeMap::new(),
            is_full: false,
        }
    }

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
            (Limit::FicheRows, *count),
            (Limit::Fiches, self.rows.len() as u64),
        ];
        let place = || row.sheet.place_of(row.index, 0);
        let refusal = met
            .into_iter()
            .find_map(|(limit, met)| beyond(limit, met, place, &row.sheet.limits));
        self.is_full = refusal.is_some();
        findings.extend(refusal.map(|refusal| refusal.fiche(&code)));
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
                row.sheet.place_of(row.index, 0),
            ));
        }
        self.last.clone()
    }
}

/// The amount in a cell; what cannot be read is a finding that says what was expected.
pub(super) fn read_amount(
    cell: &Cell,
    place: &crate::source::Place,
    findings: &mut Vec<Finding>,
) -> (CellAmount, Option<Decimal>) {
    let parsed = match cell {
        _ if cell.is_blank() => return (CellAmount::Blank, None),
        Cell::Number(number) => Amount::bounded(*number)
            .map(|amount| (Some(amount), None))
            .map_err(|bounds| out_of_bounds(bounds)),
        Cell::Text(text) => parse_amount(text)
            .map(|typed| (typed.amount, typed.days))
            .map_err(variant_of),
        Cell::Uncalculated => Err("uncalculated"),
        _ => Err("amount"),
    };
    match parsed {
        Ok((Some(amount), days)) => (CellAmount::Amount(amount), days),
        Ok((None, days)) => (CellAmount::Nothing, days),
        Err(variant) => {
            let finding = Finding::new("cell-unreadable", Severity::Error, place.clone());
            findings.push(finding.variant(variant).drafted(Fact::Text(cell.shown())));
            (CellAmount::Unreadable, None)
        }
    }
}

fn variant_of(error: UnreadableAmount) -> &'static str {
    match error {
        UnreadableAmount::NotANumber => "amount",
        UnreadableAmount::Ambiguous => "ambiguous",
        UnreadableAmount::OutOfBounds(bounds) => out_of_bounds(bounds),
    }
}

fn out_of_bounds(bounds: OutOfBounds) -> &'static str {
    match bounds {
        OutOfBounds::TooLarge => "too-large",
        OutOfBounds::TooFine => "too-fine",
    }
}
