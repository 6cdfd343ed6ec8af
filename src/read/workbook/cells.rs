//! The cells of a workbook that was checked: the only user of calamine, and the first of the two places where a
//! float is allowed: it becomes a decimal at once, by its shortest decimal writing.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Display,
    io::Cursor,
    sync::Arc,
};

use calamine::{
    CellType, Data, Ods, Range, Reader, SheetType, SheetVisible, Xls, Xlsb, Xlsx, XlsxError,
};
use rust_decimal::Decimal;

use super::{kind::Format, marks::Marks};
use crate::{
    finding::Finding,
    limits::{Limit, Limits},
    model::Extra,
    money::{french_decimal, without_units},
    read::refusal::{Bounds, Refusal, within},
    source::{Place, fold},
};

/// As many digits as a spreadsheet shows and keeps.
const SPREADSHEET_DIGITS: usize = 15;

type Bytes = Cursor<Vec<u8>>;

/// What a cell holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Cell {
    #[default]
    Empty,
    Text(String),
    Number(Decimal),
    /// A formula that no program has calculated yet.
    Uncalculated,
    /// What a spreadsheet shows where it cannot calculate: `#REF!`.
    Error(String),
    /// A date or a time, as it would be shown.
    Date(String),
    /// A truth value, a number beyond all amounts …: as it would be shown.
    Other(String),
}

impl Cell {
    /// As a message shows it.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) | Self::Error(text) | Self::Date(text) | Self::Other(text) => {
                text.clone()
            }
            Self::Number(number) => french_decimal(*number),
            Self::Uncalculated => "=…".to_owned(),
        }
    }

    /// What it shows as a code: a number with a point, whatever the language.
    pub(crate) fn shown_as_code(&self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            cell => cell.shown(),
        }
    }

    pub(crate) fn number(&self) -> Option<Decimal> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    pub(crate) fn is_blank(&self) -> bool {
        matches!(self, Self::Empty) || matches!(self, Self::Text(text) if text.trim().is_empty())
    }
}

/// A worksheet, its cells at their true rows and columns.
#[derive(Debug)]
pub(crate) struct Sheet {
    pub(crate) file: Arc<str>,
    pub(crate) name: Arc<str>,
    pub(crate) is_hidden: bool,
    pub(crate) rows: Vec<Vec<Cell>>,
    /// The formulas behind values, by row and column.
    pub(crate) formulas: BTreeMap<(usize, usize), String>,
    pub(crate) marks: Marks,
    pub(crate) limits: Limits,
}

/// How the cells of a workbook look, by the name of their sheet.
#[derive(Default)]
pub(super) struct Looks {
    pub(super) marks: BTreeMap<String, Marks>,
    /// Whether formulas that are stored as 0 were never calculated.
    pub(super) asks_calculation: bool,
}

impl Sheet {
    pub(crate) fn place(&self) -> Place {
        Place::Sheet {
            file: Arc::clone(&self.file),
            sheet: Arc::clone(&self.name),
        }
    }

    pub(crate) fn place_of(&self, row: usize, col: usize) -> Place {
        Place::of_cell(&self.file, &self.name, row, col)
    }

    pub(crate) fn cell(&self, row: usize, col: usize) -> &Cell {
        static EMPTY: Cell = Cell::Empty;
        self.row(row).get(col).unwrap_or(&EMPTY)
    }

    /// The cells of a row up to its last one, which may stand well before the sheet's last column.
    pub(crate) fn row(&self, row: usize) -> &[Cell] {
        self.rows.get(row).map(Vec::as_slice).unwrap_or_default()
    }

    pub(crate) fn width(&self) -> usize {
        self.rows.iter().map(Vec::len).max().unwrap_or(0)
    }
}

/// The dossier's workbook.
#[derive(Debug)]
pub(crate) struct Workbook {
    pub(crate) file: Arc<str>,
    pub(crate) sheets: Vec<Sheet>,
    /// What the file holds besides cells.
    pub(crate) extras: Vec<Extra>,
    /// Whether what is hidden, struck through or merged is read from its format.
    pub(crate) has_looks: bool,
    /// Whether this program made it, to be corrected and sent back.
    pub(crate) is_ours: bool,
}

impl Workbook {
    /// The sheets of that name, without regard to case, accents, punctuation or space; where there is none, those that
    /// have their unit beside it.
    pub(crate) fn sheets_named(&self, name: &str) -> impl Iterator<Item = &Sheet> {
        let wanted = fold(name);
        let is_there = self.sheets.iter().any(|sheet| fold(&sheet.name) == wanted);
        self.sheets.iter().filter(move |sheet| {
            if is_there {
                fold(&sheet.name) == wanted
            } else {
                fold(&without_units(&sheet.name)) == wanted
            }
        })
    }
}

/// Whether most of the sheets are there that only this program makes, whichever of them were deleted.
pub(super) fn are_ours(sheets: &[Sheet]) -> bool {
    let names: BTreeSet<String> = sheets.iter().map(|sheet| fold(&sheet.name)).collect();
    let ours = "lisezmoi controles corrections regles repartition".split(' ');
    ours.filter(|name| names.contains(*name)).count() >= 3
}

/// The sheets of the workbook in these bytes.
pub(super) fn read(
    format: Format,
    bytes: Vec<u8>,
    bounds: Bounds<'_>,
    looks: Looks,
) -> Result<Vec<Sheet>, Refusal> {
    let bytes = Cursor::new(bytes);
    match format {
        Format::Xlsx => sheets(bounds, Xlsx::new(bytes), looks, xlsx),
        Format::Xlsb => sheets(bounds, Xlsb::new(bytes), looks, xlsb),
        Format::Ods => sheets(bounds, Ods::new(bytes), looks, ranges),
        Format::Xls => sheets(bounds, Xls::new(bytes), looks, ranges),
    }
}

/// Fills every sheet in turn. A chart's own data that cannot be read leaves it empty.
fn sheets<R: Reader<Bytes>>(
    bounds: Bounds<'_>,
    reader: Result<R, R::Error>,
    mut looks: Looks,
    fill: fn(&mut Cells, &mut R) -> Result<(), Refusal>,
) -> Result<Vec<Sheet>, Refusal>
where
    R::Error: Display,
{
    let mut reader = reader.map_err(|error| failed(error, Place::file(bounds.file)))?;
    let metadata = reader.sheets_metadata().to_vec();
    bounds.check(Limit::Definitions, metadata.len() as u64)?;
    let (mut sheets, mut area, mut text) = (Vec::new(), 0, 0);
    for entry in metadata {
        let sheet = Sheet {
            file: bounds.file.into(),
            name: entry.name.as_str().into(),
            is_hidden: entry.visible != SheetVisible::Visible,
            rows: Vec::new(),
            formulas: BTreeMap::new(),
            marks: looks.marks.remove(&entry.name).unwrap_or_default(),
            limits: *bounds.limits,
        };
        let mut cells = Cells {
            sheet,
            area,
            text,
            asks_calculation: looks.asks_calculation,
        };
        if let Err(refusal) = fill(&mut cells, &mut reader)
            && (refusal.rule == "limit-exceeded" || entry.typ == SheetType::WorkSheet)
        {
            return Err(refusal);
        }
        (area, text) = (cells.area, cells.text);
        sheets.push(cells.sheet);
    }
    Ok(sheets)
}

/// A workbook that calamine refuses: its common sentences, in English, become variants of our message, the others are
/// quoted.
fn failed(error: impl Display, place: Place) -> Refusal {
    const DAMAGED: &str = "zip error|cfb error|xml|file not found|damaged file|not found";
    let message = error.to_string();
    let lower = message.to_lowercase();
    let finding = Finding::error("workbook-unreadable", place);
    Box::new(match () {
        () if lower.contains("password") => finding.variant("password"),
        () if DAMAGED.split('|').any(|words| lower.contains(words)) => finding.variant("damaged"),
        () => finding.variant("failed").arg("detail", message),
    })
}

fn xlsx(cells: &mut Cells, reader: &mut Xlsx<Bytes>) -> Result<(), Refusal> {
    let mut cell_reader = match reader.worksheet_cells_reader(&cells.sheet.name) {
        // Charts and dialogs have no cells.
        Err(XlsxError::NotAWorksheet(_)) => return Ok(()),
        opened => opened.map_err(|error| failed(error, cells.sheet.place()))?,
    };
    // calamine stops at a value that it takes for none, and goes on when it is asked to.
    let odd = std::mem::take(&mut cells.sheet.marks.odd);
    let mut refused = 0;
    loop {
        match cell_reader.next_cell_with_formula() {
            Ok(None) => break,
            Ok(Some(cell)) => {
                let mut value = cell_of(cell.value.into());
                let is_formula = cell.formula.is_some();
                if is_formula && cells.asks_calculation && value == Cell::Number(Decimal::ZERO) {
                    value = Cell::Uncalculated;
                }
                cells.put(cell.pos, value)?;
                cells.put_formula(cell.pos, cell.formula.unwrap_or_default())?;
            }
            Err(_) if refused < odd.len() => refused += 1,
            Err(error) => return Err(failed(error, cells.sheet.place())),
        }
    }
    for ((row, col), text) in odd {
        let value = match text.trim().parse() {
            Ok(number) => cell_of(Data::Float(number)),
            Err(_) if text.starts_with('#') => Cell::Error(text),
            Err(_) => Cell::Other(text),
        };
        if let (Ok(row), Ok(col)) = (u32::try_from(row), u32::try_from(col)) {
            cells.put((row, col), value)?;
        }
    }
    Ok(())
}

fn xlsb(cells: &mut Cells, reader: &mut Xlsb<Bytes>) -> Result<(), Refusal> {
    let (name, place) = (cells.sheet.name.clone(), cells.sheet.place());
    let failed = |error| failed(error, place.clone());
    let mut cell_reader = reader.worksheet_cells_reader(&name).map_err(failed)?;
    while let Some(cell) = cell_reader.next_cell().map_err(failed)? {
        let value = cell_of(cell.get_value().clone().into());
        cells.put(cell.get_position(), value)?;
    }
    drop(cell_reader);
    let mut formulas = reader.worksheet_cells_reader(&name).map_err(failed)?;
    // A formula that calamine cannot spell is no reason to refuse the values.
    while let Ok(Some(formula)) = formulas.next_formula() {
        cells.put_formula(formula.get_position(), formula.get_value().clone())?;
    }
    Ok(())
}

/// A sheet of a format that calamine lays out whole.
fn ranges<R: Reader<Bytes>>(cells: &mut Cells, reader: &mut R) -> Result<(), Refusal>
where
    R::Error: Display,
{
    let values = reader.worksheet_range(&cells.sheet.name);
    let values = values.map_err(|error| failed(error, cells.sheet.place()))?;
    for (pos, value) in placed(&values) {
        cells.put(pos, cell_of(value.clone()))?;
    }
    let formulas = reader.worksheet_formula(&cells.sheet.name);
    for (pos, formula) in placed(&formulas.unwrap_or_default()) {
        cells.put_formula(pos, formula.clone())?;
    }
    Ok(())
}

/// A sheet, and what was read so far of it and those before.
struct Cells {
    sheet: Sheet,
    /// The cells that rows take room for, empty ones left of a filled one included.
    area: u64,
    text: u64,
    asks_calculation: bool,
}

impl Cells {
    fn put(&mut self, pos: (u32, u32), cell: Cell) -> Result<(), Refusal> {
        if cell == Cell::Empty {
            return Ok(());
        }
        let (row, col) = (pos.0 as usize, pos.1 as usize);
        let width = self.sheet.row(row).len();
        let new_rows = (row + 1).saturating_sub(self.sheet.rows.len());
        self.area += (new_rows + (col + 1).saturating_sub(width)) as u64;
        self.within(Limit::Cells, self.area, pos)?;
        if let Cell::Text(text) | Cell::Other(text) = &cell {
            self.count_text(text, pos)?;
        }
        let rows = &mut self.sheet.rows;
        if new_rows > 0 {
            rows.resize_with(row + 1, Vec::new);
        }
        if width <= col {
            rows[row].resize(col + 1, Cell::Empty);
        }
        rows[row][col] = cell;
        Ok(())
    }

    /// A formula; where it has no value, no program has calculated it yet.
    fn put_formula(&mut self, pos: (u32, u32), formula: String) -> Result<(), Refusal> {
        if formula.is_empty() {
            return Ok(());
        }
        let at = (pos.0 as usize, pos.1 as usize);
        self.count_text(&formula, pos)?;
        if *self.sheet.cell(at.0, at.1) == Cell::Empty {
            self.put(pos, Cell::Uncalculated)?;
        }
        self.sheet.formulas.insert(at, formula);
        Ok(())
    }

    fn count_text(&mut self, text: &str, pos: (u32, u32)) -> Result<(), Refusal> {
        self.text += text.len() as u64;
        self.within(Limit::DossierSize, self.text, pos)?;
        self.within(Limit::TextSize, text.len() as u64, pos)
    }

    fn within(&self, limit: Limit, met: u64, (row, col): (u32, u32)) -> Result<(), Refusal> {
        let place = || self.sheet.place_of(row as usize, col as usize);
        within(&self.sheet.limits, limit, met, place)
    }
}

/// The cells at their true places: calamine's ranges begin at the first used cell.
fn placed<T: CellType>(range: &Range<T>) -> impl Iterator<Item = ((u32, u32), &T)> {
    let (top, left) = range.start().unwrap_or_default();
    let at = |start: u32, n: usize| start.saturating_add(u32::try_from(n).unwrap_or(u32::MAX - 1));
    let cells = range.used_cells();
    cells.map(move |(row, col, value)| ((at(top, row), at(left, col)), value))
}

fn cell_of(value: Data) -> Cell {
    match value {
        Data::Empty => Cell::Empty,
        Data::Int(number) => Cell::Number(number.into()),
        Data::Float(number) => decimal_of(&format!("{number:e}"), &format!("{number:.14e}")),
        Data::String(text) => Cell::Text(text),
        Data::Bool(truth) => Cell::Other(if truth { "VRAI" } else { "FAUX" }.to_owned()),
        Data::Error(error) => Cell::Error(error.to_string()),
        Data::DateTime(date) => {
            let (year, month, day, hours, minutes, ..) = date.to_ymd_hms_milli();
            // Day 0 is that of a time alone.
            Cell::Date(match date.as_f64() {
                time if (0.0..1.0).contains(&time) => format!("{hours:02}:{minutes:02}"),
                _ => format!("{day:02}/{month:02}/{year}"),
            })
        }
        Data::DateTimeIso(text) | Data::DurationIso(text) => {
            let parts: Vec<&str> = text.split(['-', 'T']).collect();
            match parts[..] {
                [year, month, day, ..] => Cell::Date(format!("{day}/{month}/{year}")),
                _ => Cell::Date(text),
            }
        }
    }
}

/// The decimal that the spreadsheet shows: the shortest writing of the float, or its first fifteen digits
/// when the shortest is longer (`0.1+0.2` is shown as 0.3).
fn decimal_of(shortest: &str, fifteen_digits: &str) -> Cell {
    let mantissa = shortest.split('e').next().unwrap_or_default();
    let digits = mantissa.bytes().filter(u8::is_ascii_digit).count();
    let is_longer = digits > SPREADSHEET_DIGITS;
    let text = if is_longer { fifteen_digits } else { shortest };
    match Decimal::from_scientific(text) {
        Ok(number) => Cell::Number(number.normalize()),
        Err(_) => Cell::Other(shortest.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_float_is_the_decimal_that_the_spreadsheet_shows() {
        let number = |text: &str| Cell::Number(text.parse().expect("a number"));
        assert_eq!(
            decimal_of("3.0000000000000004e-1", "3.00000000000000e-1"),
            number("0.3")
        );
        assert_eq!(decimal_of("1.05e1", "1.05000000000000e1"), number("10.5"));
        assert_eq!(
            decimal_of("1e300", "1.00000000000000e300"),
            Cell::Other("1e300".into())
        );
    }
}
