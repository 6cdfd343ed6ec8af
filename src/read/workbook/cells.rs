//! The cells of a workbook that was looked through: the only user of calamine, and the first of the two places
//! where a float is allowed: it becomes a decimal at once, by its shortest decimal writing.

use std::{
    collections::BTreeMap,
    fmt::Display,
    io::{Cursor, Read, Seek},
    sync::Arc,
};

use calamine::{
    Data, DataRef, Ods, Range, Reader, SheetType, SheetVisible, Xls, Xlsb, Xlsx, XlsxError,
};
use rust_decimal::Decimal;

use super::{
    Cell, Sheet,
    kind::Format,
    refusal::{Refusal, Spot},
};
use crate::limits::{Limit, Limits};

/// As many digits as a spreadsheet shows and keeps.
const SPREADSHEET_DIGITS: usize = 15;

/// The sheets of the workbook in these bytes.
pub(super) fn read(
    file: &str,
    format: Format,
    bytes: Vec<u8>,
    limits: &Limits,
) -> Result<Vec<Sheet>, Refusal> {
    let mut gathered = Gathered {
        file: file.into(),
        limits,
        sheets: Vec::new(),
        cells: 0,
        area: 0,
        text: 0,
    };
    let bytes = Cursor::new(bytes);
    match format {
        Format::Xml => gathered.xlsx(&mut opened(Xlsx::new(bytes))?)?,
        Format::Binary => gathered.xlsb(&mut opened(Xlsb::new(bytes))?)?,
        Format::Open => gathered.laid_out(&mut opened(Ods::new(bytes))?)?,
        Format::Old => gathered.laid_out(&mut opened(Xls::new(bytes))?)?,
    }
    Ok(gathered.sheets)
}

fn opened<R, E: Display>(reader: Result<R, E>) -> Result<R, Refusal> {
    reader.map_err(|error| Refusal::Parser(error.to_string(), Spot::File))
}

fn refused(error: &impl Display, sheet: &Sheet) -> Refusal {
    Refusal::Parser(error.to_string(), Spot::Sheet(sheet.name.to_string()))
}

/// What was read so far.
struct Gathered<'a> {
    file: Arc<str>,
    limits: &'a Limits,
    sheets: Vec<Sheet>,
    cells: u64,
    /// The cells that rows take room for, empty ones left of a filled one included.
    area: u64,
    text: u64,
}

impl Gathered<'_> {
    fn xlsx<RS: Read + Seek>(&mut self, reader: &mut Xlsx<RS>) -> Result<(), Refusal> {
        self.each(reader, |gathered, reader, sheet| {
            let mut cells = match reader.worksheet_cells_reader(&sheet.name) {
                // Charts and dialogs have no cells.
                Err(XlsxError::NotAWorksheet(_)) => return Ok(()),
                cells => cells.map_err(|error| refused(&error, sheet))?,
            };
            while let Some(cell) = cells
                .next_cell_with_formula()
                .map_err(|error| refused(&error, sheet))?
            {
                gathered.put(sheet, cell.pos, cell_of(cell.value))?;
                gathered.put_formula(sheet, cell.pos, cell.formula.unwrap_or_default())?;
            }
            Ok(())
        })
    }

    fn xlsb<RS: Read + Seek>(&mut self, reader: &mut Xlsb<RS>) -> Result<(), Refusal> {
        self.each(reader, |gathered, reader, sheet| {
            let name = Arc::clone(&sheet.name);
            let mut cells = reader
                .worksheet_cells_reader(&name)
                .map_err(|error| refused(&error, sheet))?;
            while let Some(cell) = cells.next_cell().map_err(|error| refused(&error, sheet))? {
                gathered.put(
                    sheet,
                    cell.get_position(),
                    cell_of(cell.get_value().clone()),
                )?;
            }
            drop(cells);
            let mut formulas = reader
                .worksheet_cells_reader(&name)
                .map_err(|error| refused(&error, sheet))?;
            // A formula that calamine cannot spell is no reason to refuse the values.
            while let Ok(Some(formula)) = formulas.next_formula() {
                gathered.put_formula(sheet, formula.get_position(), formula.get_value().clone())?;
            }
            Ok(())
        })
    }

    /// The sheets of a format that calamine lays out whole; how far they reach was looked at before.
    fn laid_out<R>(&mut self, reader: &mut R) -> Result<(), Refusal>
    where
        R: Reader<Cursor<Vec<u8>>>,
        R::Error: Display,
    {
        self.each(reader, |gathered, reader, sheet| {
            let values = reader
                .worksheet_range(&sheet.name)
                .map_err(|error| refused(&error, sheet))?;
            for (pos, value) in placed(&values) {
                gathered.put(sheet, pos, cell_of(borrowed(value)))?;
            }
            for (pos, formula) in placed(&reader.worksheet_formula(&sheet.name).unwrap_or_default())
            {
                gathered.put_formula(sheet, pos, formula.clone())?;
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
        Refusal::above(
            self.limits,
            Limit::Definitions,
            sheets.len() as u64,
            Spot::default,
        )?;
        for sheet in sheets {
            let mut own = self.sheet(&sheet);
            let filled = fill(self, reader, &mut own);
            if sheet.typ == SheetType::WorkSheet || matches!(filled, Err(Refusal::TooMuch { .. })) {
                filled?;
            }
            self.sheets.push(own);
        }
        Ok(())
    }

    fn sheet(&self, sheet: &calamine::Sheet) -> Sheet {
        Sheet {
            file: Arc::clone(&self.file),
            name: sheet.name.as_str().into(),
            is_hidden: sheet.visible != SheetVisible::Visible,
            rows: Vec::new(),
            formulas: BTreeMap::new(),
            limits: *self.limits,
        }
    }

    fn put(
        &mut self,
        sheet: &mut Sheet,
        (row, col): (u32, u32),
        cell: Cell,
    ) -> Result<(), Refusal> {
        if cell == Cell::Empty {
            return Ok(());
        }
        let at = || Spot::Cell(sheet.name.to_string(), row, col);
        self.cells += 1;
        Refusal::above(self.limits, Limit::Cells, self.cells, at)?;
        if let Cell::Text(text) | Cell::Other(text) = &cell {
            self.count_text(text, at)?;
        }
        let (row, col) = (row as usize, col as usize);
        let width = sheet.rows.get(row).map_or(0, Vec::len);
        self.area += (row + 1).saturating_sub(sheet.rows.len()) as u64
            + (col + 1).saturating_sub(width) as u64;
        Refusal::above(self.limits, Limit::Cells, self.area / 2, at)?;
        if sheet.rows.len() <= row {
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
        self.count_text(&formula, || {
            Spot::Cell(sheet.name.to_string(), pos.0, pos.1)
        })?;
        let at = (pos.0 as usize, pos.1 as usize);
        if *sheet.cell(at.0, at.1) == Cell::Empty {
            self.put(sheet, pos, Cell::Uncalculated)?;
        }
        sheet.formulas.insert(at, formula);
        Ok(())
    }

    fn count_text(&mut self, text: &str, at: impl Fn() -> Spot) -> Result<(), Refusal> {
        self.text += text.len() as u64;
        Refusal::above(self.limits, Limit::DossierSize, self.text, &at)?;
        Refusal::above(self.limits, Limit::TextSize, text.len() as u64, at)
    }
}

/// The cells at their true places: calamine's ranges begin at the first used cell.
fn placed<T: calamine::CellType>(range: &Range<T>) -> impl Iterator<Item = ((u32, u32), &T)> {
    let (top, left) = range.start().unwrap_or_default();
    let index = |n: usize| u32::try_from(n).unwrap_or(u32::MAX - 1);
    range.used_cells().map(move |(row, col, value)| {
        (
            (
                top.saturating_add(index(row)),
                left.saturating_add(index(col)),
            ),
            value,
        )
    })
}

/// The same value as a reader of streams hands it over.
fn borrowed(value: &Data) -> DataRef<'_> {
    match value {
        Data::Empty => DataRef::Empty,
        Data::Int(number) => DataRef::Int(*number),
        Data::Float(number) => DataRef::Float(*number),
        Data::String(text) => DataRef::SharedString(text),
        Data::Bool(truth) => DataRef::Bool(*truth),
        Data::Error(error) => DataRef::Error(error.clone()),
        Data::DateTime(date) => DataRef::DateTime(*date),
        Data::DateTimeIso(text) => DataRef::DateTimeIso(text.clone()),
        Data::DurationIso(text) => DataRef::DurationIso(text.clone()),
    }
}

fn cell_of(value: DataRef<'_>) -> Cell {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::Int(number) => Cell::Number(number.into()),
        DataRef::Float(number) => decimal_of(&format!("{number:e}"), &format!("{number:.14e}")),
        DataRef::String(text) => Cell::Text(text),
        DataRef::SharedString(text) => Cell::Text(text.to_owned()),
        DataRef::Bool(truth) => Cell::Other(if truth { "VRAI" } else { "FAUX" }.to_owned()),
        DataRef::Error(error) => Cell::Other(error.to_string()),
        DataRef::DateTime(date) => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            Cell::Other(format!("{day:02}/{month:02}/{year}"))
        }
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Cell::Other(text),
    }
}

/// The decimal that the spreadsheet shows: the shortest writing of the float, or its first fifteen digits
/// when the shortest is longer (`0.1+0.2` is shown as 0.3).
fn decimal_of(shortest: &str, fifteen_digits: &str) -> Cell {
    let digits = shortest
        .split('e')
        .next()
        .unwrap_or_default()
        .chars()
        .filter(char::is_ascii_digit)
        .count();
    let text = if digits > SPREADSHEET_DIGITS {
        fifteen_digits
    } else {
        shortest
    };
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
