//! The cells of a workbook that was checked: the only user of calamine, and the first of the two places where a
//! float is allowed: it becomes a decimal at once, by its shortest decimal writing.

use std::{
    collections::BTreeMap,
    fmt::Display,
    io::{Cursor, Read, Seek},
};

use calamine::{
    CellType, Data, Ods, Range, Reader, SheetType, SheetVisible, Xls, Xlsb, Xlsx, XlsxError,
};
use rust_decimal::Decimal;

use super::{
    bounds::Bounds,
    kind::Format,
    sheet::{Cell, Sheet},
};
use crate::{
    finding::Finding,
    limits::Limit,
    read::refusal::{Refusal, within},
    source::Place,
};

/// As many digits as a spreadsheet shows and keeps.
const SPREADSHEET_DIGITS: usize = 15;

/// The sheets of the workbook in these bytes.
pub(super) fn read(
    format: Format,
    bytes: Vec<u8>,
    bounds: Bounds<'_>,
) -> Result<Vec<Sheet>, Refusal> {
    let mut cells = Cells {
        bounds,
        sheets: Vec::new(),
        area: 0,
        text: 0,
    };
    let failed = |error: &dyn Display| refused(error, Place::file(bounds.file));
    let bytes = Cursor::new(bytes);
    match format {
        Format::Xlsx => cells.xlsx(&mut Xlsx::new(bytes).map_err(|error| failed(&error))?)?,
        Format::Xlsb => cells.xlsb(&mut Xlsb::new(bytes).map_err(|error| failed(&error))?)?,
        Format::Ods => cells.ranges(&mut Ods::new(bytes).map_err(|error| failed(&error))?)?,
        Format::Xls => cells.ranges(&mut Xls::new(bytes).map_err(|error| failed(&error))?)?,
    }
    Ok(cells.sheets)
}

/// A workbook that calamine refuses: its common sentences, in English, become variants of our own message, the
/// others are quoted.
fn refused(error: &dyn Display, place: Place) -> Refusal {
    let message = error.to_string();
    let says = |words: &[&str]| words.iter().any(|word| message.contains(word));
    let finding = Finding::error("workbook-unreadable", place);
    let damaged = [
        "Zip error",
        "Cfb error",
        "Xml",
        "xml",
        "File not found",
        "damaged file",
    ];
    Box::new(if says(&["password", "Password"]) {
        finding.variant("password")
    } else if says(&damaged) {
        finding.variant("damaged")
    } else {
        finding.variant("failed").arg("detail", message)
    })
}

/// What was read so far.
struct Cells<'a> {
    bounds: Bounds<'a>,
    sheets: Vec<Sheet>,
    /// The cells that rows take room for, empty ones left of a filled one included.
    area: u64,
    text: u64,
}

impl Cells<'_> {
    fn xlsx<RS: Read + Seek>(&mut self, reader: &mut Xlsx<RS>) -> Result<(), Refusal> {
        self.each(reader, |own, reader, sheet| {
            let mut cells = match reader.worksheet_cells_reader(&sheet.name) {
                // Charts and dialogs have no cells.
                Err(XlsxError::NotAWorksheet(_)) => return Ok(()),
                cells => cells.map_err(|error| refused(&error, sheet.place()))?,
            };
            while let Some(cell) = cells
                .next_cell_with_formula()
                .map_err(|error| refused(&error, sheet.place()))?
            {
                own.put(sheet, cell.pos, cell_of(cell.value.into()))?;
                own.put_formula(sheet, cell.pos, cell.formula.unwrap_or_default())?;
            }
            Ok(())
        })
    }

    fn xlsb<RS: Read + Seek>(&mut self, reader: &mut Xlsb<RS>) -> Result<(), Refusal> {
        self.each(reader, |own, reader, sheet| {
            let name = sheet.name.clone();
            let place = sheet.place();
            let failed = |error| refused(&error, place.clone());
            let mut cells = reader.worksheet_cells_reader(&name).map_err(failed)?;
            while let Some(cell) = cells.next_cell().map_err(failed)? {
                let value = cell_of(cell.get_value().clone().into());
                own.put(sheet, cell.get_position(), value)?;
            }
            drop(cells);
            let mut formulas = reader.worksheet_cells_reader(&name).map_err(failed)?;
            // A formula that calamine cannot spell is no reason to refuse the values.
            while let Ok(Some(formula)) = formulas.next_formula() {
                own.put_formula(sheet, formula.get_position(), formula.get_value().clone())?;
            }
            Ok(())
        })
    }

    /// The sheets of a format that calamine lays out whole.
    fn ranges<R>(&mut self, reader: &mut R) -> Result<(), Refusal>
    where
        R: Reader<Cursor<Vec<u8>>>,
        R::Error: Display,
    {
        self.each(reader, |own, reader, sheet| {
            let values = reader.worksheet_range(&sheet.name);
            let values = values.map_err(|error| refused(&error, sheet.place()))?;
            for (pos, value) in placed(&values) {
                own.put(sheet, pos, cell_of(value.clone()))?;
            }
            let formulas = reader.worksheet_formula(&sheet.name).unwrap_or_default();
            for (pos, formula) in placed(&formulas) {
                own.put_formula(sheet, pos, formula.clone())?;
            }
            Ok(())
        })
    }

    /// Fills every sheet in turn. A chart's own data that cannot be read leaves it empty.
    fn each<RS, R>(
        &mut self,
        reader: &mut R,
        fill: impl Fn(&mut Self, &mut R, &mut Sheet) -> Result<(), Refusal>,
    ) -> Result<(), Refusal>
    where
        RS: Read + Seek,
        R: Reader<RS>,
    {
        let sheets = reader.sheets_metadata().to_vec();
        self.bounds.check(Limit::Definitions, sheets.len() as u64)?;
        for own in sheets {
            let mut sheet = Sheet {
                file: self.bounds.file.into(),
                name: own.name.as_str().into(),
                is_hidden: own.visible != SheetVisible::Visible,
                rows: Vec::new(),
                formulas: BTreeMap::new(),
                limits: *self.bounds.limits,
            };
            match fill(self, reader, &mut sheet) {
                Err(refusal)
                    if own.typ == SheetType::WorkSheet || refusal.rule == "limit-exceeded" =>
                {
                    return Err(refusal);
                }
                _ => self.sheets.push(sheet),
            }
        }
        Ok(())
    }

    fn put(&mut self, sheet: &mut Sheet, pos: (u32, u32), cell: Cell) -> Result<(), Refusal> {
        if cell == Cell::Empty {
            return Ok(());
        }
        let (row, col) = (pos.0 as usize, pos.1 as usize);
        let width = sheet.row(row).len();
        let new_rows = (row + 1).saturating_sub(sheet.rows.len());
        self.area += (new_rows + (col + 1).saturating_sub(width)) as u64;
        let place = || sheet.place_of(row, col);
        within(self.bounds.limits, Limit::Cells, self.area, place)?;
        if let Cell::Text(text) | Cell::Other(text) = &cell {
            self.count_text(text, sheet, (row, col))?;
        }
        if new_rows > 0 {
            sheet.rows.resize_with(row + 1, Vec::new);
        }
        if width <= col {
            sheet.rows[row].resize(col + 1, Cell::Empty);
        }
        sheet.rows[row][col] = cell;
        Ok(())
    }

    /// A formula; where it has no value, no program has calculated it yet.
    fn put_formula(
        &mut self,
        sheet: &mut Sheet,
        pos: (u32, u32),
        formula: String,
    ) -> Result<(), Refusal> {
        if formula.is_empty() {
            return Ok(());
        }
        let at = (pos.0 as usize, pos.1 as usize);
        self.count_text(&formula, sheet, at)?;
        if *sheet.cell(at.0, at.1) == Cell::Empty {
            self.put(sheet, pos, Cell::Uncalculated)?;
        }
        sheet.formulas.insert(at, formula);
        Ok(())
    }

    fn count_text(
        &mut self,
        text: &str,
        sheet: &Sheet,
        (row, col): (usize, usize),
    ) -> Result<(), Refusal> {
        let (limits, place) = (self.bounds.limits, || sheet.place_of(row, col));
        self.text += text.len() as u64;
        within(limits, Limit::DossierSize, self.text, place)?;
        within(limits, Limit::TextSize, text.len() as u64, place)
    }
}

/// The cells at their true places: calamine's ranges begin at the first used cell.
fn placed<T: CellType>(range: &Range<T>) -> impl Iterator<Item = ((u32, u32), &T)> {
    let (top, left) = range.start().unwrap_or_default();
    let at = |start: u32, n: usize| start.saturating_add(u32::try_from(n).unwrap_or(u32::MAX - 1));
    range
        .used_cells()
        .map(move |(row, col, value)| ((at(top, row), at(left, col)), value))
}

fn cell_of(value: Data) -> Cell {
    match value {
        Data::Empty => Cell::Empty,
        Data::Int(number) => Cell::Number(number.into()),
        Data::Float(number) => decimal_of(&format!("{number:e}"), &format!("{number:.14e}")),
        Data::String(text) => Cell::Text(text),
        Data::Bool(truth) => Cell::Other(if truth { "VRAI" } else { "FAUX" }.to_owned()),
        Data::Error(error) => Cell::Other(error.to_string()),
        Data::DateTime(date) => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            Cell::Other(format!("{day:02}/{month:02}/{year}"))
        }
        Data::DateTimeIso(text) | Data::DurationIso(text) => Cell::Other(text),
    }
}

/// The decimal that the spreadsheet shows: the shortest writing of the float, or its first fifteen digits
/// when the shortest is longer (`0.1+0.2` is shown as 0.3).
fn decimal_of(shortest: &str, fifteen_digits: &str) -> Cell {
    let mantissa = shortest.split('e').next().unwrap_or_default();
    let digits = mantissa.bytes().filter(u8::is_ascii_digit).count();
    let is_longer = digits > SPREADSHEET_DIGITS;
    let text = if is_longer { fifteen_digits } else { shortest };
    Decimal::from_scientific(text).map_or_else(
        |_| Cell::Other(shortest.to_owned()),
        |number| Cell::Number(number.normalize()),
    )
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
