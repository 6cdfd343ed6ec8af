//! Plain tables as a workbook: a sheet a table, typed figures, filters on the headers, texts that are never
//! formulas.

use rust_decimal::Decimal;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatUnderline, Workbook, Worksheet, XlsxError,
};

use super::{
    layout::{Col, Row},
    page::{shortened, shown_width, write_decimal},
    print::column_width,
    styles::{Kind, Level, Styles},
};
use crate::{
    error::Error,
    money::{Amount, Rate},
};

/// The header row; the title stands above it.
const HEADER: Row = 2;
/// What a page shows legibly across, in characters; the columns of texts share it.
const PAGE_WIDTH: usize = 170;
/// No column of texts is narrower than this when they have to share, in characters.
const LEAST_TEXT: usize = 24;
/// Excel shows no row higher, in points.
const HIGHEST: usize = 409;
const INSERTED: Color = Color::RGB(0x0000_6100);
const DELETED: Color = Color::RGB(0x009C_0006);

/// A sheet.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its name; Excel allows 31 characters.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Its headers.
    pub columns: Vec<String>,
    /// Its rows, a cell a column.
    pub rows: Vec<Vec<TableCell>>,
}

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub enum TableCell {
    /// Nothing.
    Blank,
    /// A short text.
    Text(String),
    /// A text that may take several lines.
    Prose(String),
    /// A text with what was inserted and deleted.
    Redline(Vec<Piece>),
    /// A bare number.
    Number(Decimal),
    /// Money.
    Amount(Amount),
    /// A difference of money, whose sign matters.
    Difference(Amount),
    /// A rate.
    Rate(Rate),
    /// A difference in percents, whose sign matters.
    Percent(Decimal),
    /// A cell that stands out.
    Strong(Box<TableCell>),
}

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// What was not changed.
    Kept(String),
    /// What was inserted.
    Inserted(String),
    /// What was deleted.
    Deleted(String),
}

impl Piece {
    fn text(&self) -> &str {
        match self {
            Self::Kept(text) | Self::Inserted(text) | Self::Deleted(text) => text,
        }
    }
}

impl TableCell {
    /// A short text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A text that may take several lines.
    pub fn prose(text: impl Into<String>) -> Self {
        Self::Prose(text.into())
    }

    /// The same, standing out.
    pub fn strong(self) -> Self {
        Self::Strong(Box::new(self))
    }

    /// Whether it may take several lines.
    fn is_text(&self) -> bool {
        match self {
            Self::Prose(_) | Self::Redline(_) => true,
            Self::Strong(cell) => cell.is_text(),
            _ => false,
        }
    }

    /// How many characters it takes on one line.
    fn width(&self) -> usize {
        match self {
            Self::Blank => 0,
            Self::Text(text) | Self::Prose(text) => longest_line(text),
            Self::Redline(pieces) => pieces
                .iter()
                .map(|piece| piece.text().chars().count())
                .sum(),
            Self::Number(number) => shown_width(*number, Kind::Number),
            Self::Amount(amount) | Self::Difference(amount) => {
                shown_width(amount.decimal(), Kind::Difference)
            }
            Self::Rate(_) | Self::Percent(_) => 9,
            Self::Strong(cell) => cell.width() + 1,
        }
    }

    /// How many lines it takes in a column of this width.
    fn lines(&self, width: usize) -> usize {
        let text: String = match self {
            Self::Prose(text) => text.clone(),
            Self::Redline(pieces) => pieces.iter().map(Piece::text).collect(),
            _ => return 1,
        };
        // A letter is on average nine tenths as wide as a digit, which columns are measured in.
        text.split('\n')
            .map(|line| {
                (line.chars().count() * 9)
                    .div_ceil(width.max(1) * 10)
                    .max(1)
            })
            .sum()
    }
}

fn longest_line(text: &str) -> usize {
    text.split('\n')
        .map(|line| line.chars().count())
        .max()
        .unwrap_or(0)
}

/// The bytes of a workbook of these tables: the same for the same tables.
///
/// # Errors
/// [`Error::Xlsx`] when they do not fit in worksheets.
pub fn write_tables(tables: &[Table], title: &str) -> Result<Vec<u8>, Error> {
    workbook(tables, title).map_err(|error| Error::Xlsx {
        detail: error.to_string(),
    })
}

fn workbook(tables: &[Table], title: &str) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // No hour of the day: the same comparison gives the same bytes.
    let date = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let title: String = title.chars().take(250).collect();
    workbook.set_properties(
        &DocProperties::new()
            .set_title(title)
            .set_creation_datetime(&date),
    );
    let styles = Styles::new();
    for table in tables {
        workbook.push_worksheet(sheet(table, &styles)?);
    }
    workbook.save_to_buffer()
}

fn sheet(table: &Table, styles: &Styles) -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(&table.name)?;
    sheet.write_string_with_format(0, 0, shortened(&table.title), &styles.title)?;
    let widths = widths(table);
    for ((header, width), col) in table.columns.iter().zip(&widths).zip(0..) {
        sheet.write_string_with_format(HEADER, col, header, &styles.header)?;
        sheet.set_column_width(
            col,
            u16::try_from(column_width(*width, *width)).unwrap_or(u16::MAX),
        )?;
    }
    for (row, cells) in (HEADER + 1..).zip(&table.rows) {
        let lines = cells
            .iter()
            .zip(&widths)
            .map(|(cell, width)| cell.lines(*width))
            .max()
            .unwrap_or(1);
        if lines > 1 {
            sheet.set_row_height(
                row,
                u16::try_from((lines * 13 + 3).min(HIGHEST)).unwrap_or(u16::MAX),
            )?;
        }
        for (col, cell) in (0..).zip(cells) {
            put(&mut sheet, (row, col), cell, Level::Body, styles)?;
        }
    }
    let last_row = HEADER + u32::try_from(table.rows.len()).unwrap_or(u32::MAX - HEADER);
    let last_col = Col::try_from(table.columns.len())
        .unwrap_or(Col::MAX)
        .saturating_sub(1);
    sheet.autofilter(HEADER, 0, last_row.max(HEADER + 1), last_col)?;
    sheet
        .set_landscape()
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0);
    sheet
        .set_repeat_rows(HEADER, HEADER)?
        .set_freeze_panes(HEADER + 1, 0)?;
    sheet.set_footer("&C&A&RPage &P / &N");
    Ok(sheet)
}

/// How wide the columns are, in characters: as their longest cells want, texts no wider than the page allows.
fn widths(table: &Table) -> Vec<usize> {
    let wanted = |col: usize, is_text: bool| {
        let cells = table.rows.iter().filter_map(move |row| row.get(col));
        cells
            .filter(|cell| cell.is_text() == is_text)
            .map(TableCell::width)
            .max()
            .unwrap_or(0)
    };
    // The arrow of the filter takes the room of three characters.
    let header = |col: usize| table.columns[col].chars().count() + 3;
    let least: Vec<usize> = (0..table.columns.len())
        .map(|col| header(col).max(wanted(col, false)))
        .collect();
    let texts = (0..least.len())
        .filter(|col| wanted(*col, true) > least[*col])
        .count();
    let room = PAGE_WIDTH.saturating_sub(least.iter().sum()) / texts.max(1);
    let width = |(col, least): (usize, &usize)| {
        (*least).max(wanted(col, true).min((least + room).max(LEAST_TEXT)))
    };
    least.iter().enumerate().map(width).collect()
}

fn put(
    sheet: &mut Worksheet,
    at: (Row, Col),
    cell: &TableCell,
    level: Level,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let format = |kind| styles.of(kind, level);
    match cell {
        TableCell::Blank => sheet.write_blank(at.0, at.1, format(Kind::Text)).map(drop),
        TableCell::Text(text) => put_text(sheet, at, text, format(Kind::Text)),
        TableCell::Prose(text) => put_text(sheet, at, text, format(Kind::Prose)),
        TableCell::Redline(pieces) => redline(sheet, at, pieces, format(Kind::Prose)),
        TableCell::Number(number) => write_decimal(sheet, at, *number, format(Kind::Label)),
        TableCell::Amount(amount) => {
            write_decimal(sheet, at, amount.decimal(), format(Kind::Amount))
        }
        TableCell::Difference(amount) => {
            write_decimal(sheet, at, amount.decimal(), format(Kind::Difference))
        }
        TableCell::Rate(rate) => write_decimal(sheet, at, rate.fraction(), format(Kind::Rate)),
        TableCell::Percent(percent) => write_decimal(
            sheet,
            at,
            *percent / Decimal::ONE_HUNDRED,
            format(Kind::Percent),
        ),
        TableCell::Strong(cell) => put(sheet, at, cell, Level::Subtotal, styles),
    }
}

/// A text as it is: never a formula, whatever it begins with.
fn put_text(
    sheet: &mut Worksheet,
    at: (Row, Col),
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    let text = shortened(text);
    if text.is_empty() {
        sheet.write_blank(at.0, at.1, format)?;
    } else {
        sheet.write_string_with_format(at.0, at.1, text, format)?;
    }
    Ok(())
}

/// Inserted words in green and underlined, deleted ones in red and struck.
fn redline(
    sheet: &mut Worksheet,
    at: (Row, Col),
    pieces: &[Piece],
    format: &Format,
) -> Result<(), XlsxError> {
    let length: usize = pieces.iter().map(|piece| piece.text().len()).sum();
    let plain: String = pieces.iter().map(Piece::text).collect();
    let pieces: Vec<&Piece> = pieces
        .iter()
        .filter(|piece| !piece.text().is_empty())
        .collect();
    let kept = Format::new();
    let inserted = Format::new()
        .set_font_color(INSERTED)
        .set_underline(FormatUnderline::Single);
    let deleted = Format::new()
        .set_font_color(DELETED)
        .set_font_strikethrough();
    let inked = |piece: &Piece| match piece {
        Piece::Kept(_) => kept.clone(),
        Piece::Inserted(_) => inserted.clone(),
        Piece::Deleted(_) => deleted.clone(),
    };
    match pieces.as_slice() {
        // Excel has no cell longer than this, and no rich text of a single piece.
        [_, _, ..] if length < 32_000 => {
            let inks: Vec<Format> = pieces.iter().map(|piece| inked(piece)).collect();
            let segments: Vec<(&Format, &str)> = inks
                .iter()
                .zip(&pieces)
                .map(|(ink, piece)| (ink, piece.text()))
                .collect();
            sheet.write_rich_string_with_format(at.0, at.1, &segments, format)?;
            Ok(())
        }
        [only] => {
            let format = match only {
                Piece::Kept(_) => format.clone(),
                Piece::Inserted(_) => format
                    .clone()
                    .set_font_color(INSERTED)
                    .set_underline(FormatUnderline::Single),
                Piece::Deleted(_) => format
                    .clone()
                    .set_font_color(DELETED)
                    .set_font_strikethrough(),
            };
            put_text(sheet, at, &plain, &format)
        }
        _ => put_text(sheet, at, &plain, format),
    }
}
