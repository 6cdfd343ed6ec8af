//! The workbook's cells, whatever its format. The only user of calamine, and the first of the two places
//! where a float is allowed: it becomes a decimal at once, by its shortest decimal writing.

use std::{
    collections::BTreeMap,
    io::Cursor,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::Arc,
};

use calamine::{Data, Ods, Range, Reader, SheetVisible, Xls, Xlsb, Xlsx};
use rust_decimal::Decimal;

use super::{
    extras::{self, Extra},
    folder::Folder,
    foreign::unreadable_workbook,
};
use crate::{
    finding::{Finding, Severity},
    journal::{self, Task},
    source::{CellRef, Grid, Place, fold},
};

/// The file formats read, by extension.
const EXTENSIONS: [&str; 5] = ["xlsx", "xlsm", "xlsb", "xls", "ods"];
/// As many digits as a spreadsheet shows and keeps.
const SPREADSHEET_DIGITS: usize = 15;

/// What a cell holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Cell {
    #[default]
    Empty,
    Text(String),
    Number(Decimal),
    /// A formula that no program has calculated yet.
    Uncalculated,
    /// A date, a truth value, `#REF!` …: as it would be shown.
    Other(String),
}

impl Cell {
    /// As a message shows it.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) | Self::Other(text) => text.clone(),
            Self::Number(number) => number.normalize().to_string().replace('.', ","),
            Self::Uncalculated => "=…".to_owned(),
        }
    }

    pub(super) fn is_blank(&self) -> bool {
        matches!(self, Self::Empty) || matches!(self, Self::Text(text) if text.trim().is_empty())
    }
}

/// A worksheet, its cells at their true rows and columns.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) file: Arc<str>,
    pub(super) name: Arc<str>,
    pub(super) is_hidden: bool,
    pub(super) rows: Vec<Vec<Cell>>,
    /// The formulas behind values, by row and column.
    pub(super) formulas: BTreeMap<(usize, usize), String>,
}

impl Sheet {
    pub(super) fn place(&self) -> Place {
        Place::Sheet { file: Arc::clone(&self.file), sheet: Arc::clone(&self.name) }
    }

    pub(super) fn place_of(&self, row: usize, col: usize) -> Place {
        let index = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Place::Cell {
            file: Arc::clone(&self.file),
            sheet: Arc::clone(&self.name),
            cell: CellRef::new(index(row), index(col)),
        }
    }

    pub(super) fn cell(&self, row: usize, col: usize) -> &Cell {
        static EMPTY: Cell = Cell::Empty;
        self.rows.get(row).and_then(|cells| cells.get(col)).unwrap_or(&EMPTY)
    }

    pub(super) fn width(&self) -> usize {
        self.rows.iter().map(Vec::len).max().unwrap_or(0)
    }
}

/// The dossier's workbook.
#[derive(Debug)]
pub(super) struct Workbook {
    pub(super) file: Arc<str>,
    pub(super) sheets: Vec<Sheet>,
    /// What the file holds besides cells.
    pub(super) extras: Vec<Extra>,
}

impl Workbook {
    /// The sheets of that name, without regard to case, accents, punctuation or space.
    pub(super) fn sheets_named(&self, name: &str) -> impl Iterator<Item = &Sheet> {
        let wanted = fold(name);
        self.sheets.iter().filter(move |sheet| fold(&sheet.name) == wanted)
    }

    /// The cells as messages show them.
    pub(super) fn grids(&self) -> BTreeMap<(Arc<str>, Arc<str>), Grid> {
        let shown = |sheet: &Sheet| sheet.rows.iter().map(|row| row.iter().map(Cell::shown).collect()).collect();
        self.sheets.iter().map(|sheet| ((Arc::clone(&sheet.file), Arc::clone(&sheet.name)), shown(sheet))).collect()
    }
}

/// Whether a file is named as a workbook is.
pub fn is_workbook(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default().to_lowercase();
    EXTENSIONS.contains(&extension.as_str())
}

/// Reads the dossier's one workbook.
pub(super) fn read(folder: &mut Folder, findings: &mut Vec<Finding>) -> Option<Workbook> {
    let is_budget = |name: &str| EXTENSIONS.iter().any(|ext| name.to_lowercase() == format!("budget.{ext}"));
    let names = folder.list("", is_budget);
    let [name] = names.as_slice() else {
        let variant = if names.is_empty() { "missing" } else { "several" };
        let place = Place::file("budget.xlsx");
        findings.push(
            Finding::new("workbook-unreadable", Severity::Error, place).variant(variant).arg("found", names.join(", ")),
        );
        return None;
    };
    read_named(folder, name, findings)
}

/// Reads a workbook of the folder.
pub(super) fn read_named(folder: &mut Folder, name: &str, findings: &mut Vec<Finding>) -> Option<Workbook> {
    let bytes = folder.bytes(name, findings)?;
    open(name, bytes, findings)
}

/// The workbook in these bytes; `name` tells its format.
pub(super) fn open(name: &str, bytes: Vec<u8>, findings: &mut Vec<Finding>) -> Option<Workbook> {
    let _parsing = journal::begin(|| Task::File(name.to_owned()));
    if !EXTENSIONS.contains(&extension(name).as_str()) {
        let finding = Finding::new("workbook-unreadable", Severity::Error, Place::file(name)).variant("format");
        findings.push(finding.arg("formats", EXTENSIONS.map(|extension| format!(".{extension}")).join(", ")));
        return None;
    }
    match parse(name, bytes) {
        Ok(workbook) => Some(workbook),
        Err(detail) => {
            findings.push(unreadable_workbook(&detail, Place::file(name)));
            None
        }
    }
}

/// What a file name ends in, in lower case: `xlsx`.
pub(super) fn extension(name: &str) -> String {
    Path::new(name).extension().and_then(|ext| ext.to_str()).unwrap_or_default().to_lowercase()
}

/// A parser that panics on a damaged file is a parser that cannot read it.
fn parse(name: &str, bytes: Vec<u8>) -> Result<Workbook, String> {
    let parsed = catch_unwind(AssertUnwindSafe(|| {
        let extras = extras::of_package(name, &bytes);
        parse_format(name, Cursor::new(bytes)).map(|workbook| Workbook { extras, ..workbook })
    }));
    parsed.unwrap_or_else(|_| Err("damaged file".to_owned()))
}

fn parse_format(name: &str, bytes: Cursor<Vec<u8>>) -> Result<Workbook, String> {
    match extension(name).as_str() {
        "xls" => sheets_of(name, Xls::new(bytes)),
        "xlsb" => sheets_of(name, Xlsb::new(bytes)),
        "ods" => sheets_of(name, Ods::new(bytes)),
        _ => sheets_of(name, Xlsx::new(bytes)),
    }
}

fn sheets_of<R>(name: &str, reader: Result<R, R::Error>) -> Result<Workbook, String>
where
    R: Reader<Cursor<Vec<u8>>>,
    R::Error: std::fmt::Display,
{
    let mut reader = reader.map_err(|error| error.to_string())?;
    let file: Arc<str> = name.into();
    let mut sheets = Vec::new();
    for sheet in reader.sheets_metadata().to_vec() {
        // Chart sheets and the like have no cells.
        let Ok(values) = reader.worksheet_range(&sheet.name) else { continue };
        let formulas = reader.worksheet_formula(&sheet.name).unwrap_or_default();
        sheets.push(Sheet {
            file: Arc::clone(&file),
            name: sheet.name.as_str().into(),
            is_hidden: sheet.visible != SheetVisible::Visible,
            rows: rows_of(&values, &formulas),
            formulas: by_cell(&formulas),
        });
    }
    Ok(Workbook { file, sheets, extras: Vec::new() })
}

/// The cells at their true places: calamine's ranges begin at the first used cell.
fn rows_of(values: &Range<Data>, formulas: &Range<String>) -> Vec<Vec<Cell>> {
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let (top, left) = values.start().unwrap_or_default();
    for (row, col, value) in values.used_cells() {
        put(&mut rows, top as usize + row, left as usize + col, cell_of(value));
    }
    let (top, left) = formulas.start().unwrap_or_default();
    for (row, col, formula) in formulas.used_cells() {
        let (row, col) = (top as usize + row, left as usize + col);
        let has_value = rows.get(row).and_then(|cells| cells.get(col)).is_some_and(|cell| *cell != Cell::Empty);
        if !formula.is_empty() && !has_value {
            put(&mut rows, row, col, Cell::Uncalculated);
        }
    }
    rows
}

fn by_cell(formulas: &Range<String>) -> BTreeMap<(usize, usize), String> {
    let (top, left) = formulas.start().unwrap_or_default();
    let written = formulas.used_cells().filter(|(_, _, formula)| !formula.is_empty());
    written.map(|(row, col, formula)| ((top as usize + row, left as usize + col), formula.clone())).collect()
}

fn put(rows: &mut Vec<Vec<Cell>>, row: usize, col: usize, cell: Cell) {
    if rows.len() <= row {
        rows.resize_with(row + 1, Vec::new);
    }
    if rows[row].len() <= col {
        rows[row].resize(col + 1, Cell::Empty);
    }
    rows[row][col] = cell;
}

fn cell_of(value: &Data) -> Cell {
    match value {
        Data::Empty => Cell::Empty,
        Data::Int(number) => Cell::Number((*number).into()),
        Data::Float(number) => decimal_of(&format!("{number:e}"), &format!("{number:.14e}")),
        Data::String(text) => Cell::Text(text.clone()),
        Data::Bool(truth) => Cell::Other(if *truth { "VRAI" } else { "FAUX" }.to_owned()),
        Data::Error(error) => Cell::Other(error.to_string()),
        Data::DateTime(date) => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            Cell::Other(format!("{day:02}/{month:02}/{year}"))
        }
        Data::DateTimeIso(_) | Data::DurationIso(_) => Cell::Other(value.to_string()),
    }
}

/// The decimal that the spreadsheet shows: the shortest writing of the float, or its first fifteen digits
/// when the shortest is longer (`0.1+0.2` is shown as 0.3).
fn decimal_of(shortest: &str, fifteen_digits: &str) -> Cell {
    let digits = shortest.split('e').next().unwrap_or_default().chars().filter(char::is_ascii_digit).count();
    let text = if digits > SPREADSHEET_DIGITS { fifteen_digits } else { shortest };
    Decimal::from_scientific(text)
        .map_or_else(|_| Cell::Other(shortest.to_owned()), |number| Cell::Number(number.normalize()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_float_is_the_decimal_that_the_spreadsheet_shows() {
        let number = |text: &str| Cell::Number(text.parse().expect("a number"));
        assert_eq!(decimal_of("3.0000000000000004e-1", "3.00000000000000e-1"), number("0.3"));
        assert_eq!(decimal_of("1.05e1", "1.05000000000000e1"), number("10.5"));
        assert_eq!(decimal_of("1e300", "1.00000000000000e300"), Cell::Other("1e300".into()));
    }
}
