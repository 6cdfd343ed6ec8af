//! The description of a worksheet: its columns and cells. `writer` derives layout, formats, validation and printing
//! from it.
//!
//! Formulas have English function names and commas, as the file format requires; a spreadsheet shows them in the
//! reader's language.

use std::{collections::BTreeMap, ops::Range};

use rust_decimal::Decimal;
use rust_xlsxwriter::{
    DataValidation, cell_range, column_number_to_name, row_col_to_cell, row_col_to_cell_absolute,
};
use serde::Serialize;

use crate::{
    finding::from_each,
    money::Amount,
    source::{Period, join},
};

/// A zero-based row.
pub(super) type Row = u32;
/// A zero-based column.
pub(super) type Col = u16;
/// A cell of a sheet.
pub(super) type At = (Row, Col);

/// A worksheet.
#[derive(Default)]
pub(crate) struct Sheet {
    pub(super) name: String,
    pub(super) columns: Vec<Column>,
    pub(super) cells: BTreeMap<At, Cell>,
    /// The first and last row of headers, which are frozen and repeated on every page.
    pub(super) head: (Row, Row),
    /// The next row to add.
    pub(super) next: Row,
    /// How many columns are frozen.
    pub(super) frozen: Col,
    /// The last row for inputs, if it is below the rows; rows may be inserted then.
    pub(super) last_input: Row,
    /// How many of the last rows are blank ones for inputs, which are not printed.
    pub(super) spare: Row,
    /// Cells that are highlighted under a condition.
    pub(super) alarms: Vec<Alarm>,
    /// Names of cells, for users' formulas, since names stay valid when a sheet is rearranged. Each has the cells,
    /// as `'Récapitulatif'!$Q$32`, and their meaning.
    pub(super) names: Vec<[String; 3]>,
    pub(super) footer: String,
    /// Whether only inputs may be changed; the printed pages are set then, too.
    pub(super) is_protected: bool,
    /// The columns at which a page may begin, if one page does not show all columns legibly.
    pub(super) breaks: Vec<Col>,
    /// Whether amounts are in a unit that is not the euro.
    pub(super) has_unit: bool,
    /// Whether the headers have filters.
    pub(super) is_filtered: bool,
}

/// Cells that are highlighted where a formula is true: as an error, or as something that needs a look.
pub(super) struct Alarm {
    pub(super) rule: String,
    pub(super) rows: Range<Row>,
    pub(super) col: Col,
    pub(super) is_wrong: bool,
}

/// A column.
#[derive(Default)]
pub(super) struct Column {
    pub(super) header: String,
    /// A common header above this column and its neighbours with the same text.
    pub(super) over: Option<String>,
    /// A comment on the header.
    pub(super) note: Option<String>,
    pub(super) kind: Kind,
    /// The level of its cells in rows of level body.
    pub(super) level: Level,
    /// Its minimal width, in characters.
    pub(super) min_width: usize,
    /// Its maximal width if it holds prose; 0 for the default one.
    pub(super) max_width: usize,
    pub(super) allowed: Option<Allowed>,
}

/// What may be typed, and the title and text of the message when something else is.
pub(super) type Allowed = (DataValidation, [String; 2]);

impl Column {
    pub(super) fn new(header: impl Into<String>, kind: Kind) -> Self {
        Self {
            header: header.into(),
            kind,
            ..Self::default()
        }
    }
}

/// What a cell holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The title of a sheet.
    Title,
    /// A line under the title, over all columns.
    Subtitle,
    /// A line that may overflow into the next cells.
    Aside,
    /// A text over all columns.
    Remark,
    /// The header of a column.
    Header,
    /// A text in one line.
    #[default]
    Text,
    /// A text that may take several lines.
    Prose,
    /// A short, centred text or number: a rank, a tax.
    Label,
    /// A code, which is a text even if it looks like a number.
    Code,
    Amount,
    /// An amount before it is rounded.
    Exact,
    /// The remainder of rounding down.
    Remainder,
    Rate,
    Number,
    /// A difference between two amounts, whose sign matters.
    Difference,
    /// A difference in percents, whose sign matters.
    Percent,
    /// A link to a cell.
    Link,
    /// The result of a check.
    Truth,
    /// A check that fails.
    Untrue,
    /// A check that needs a look.
    Doubtful,
}

/// The emphasis of a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Level {
    #[default]
    Body,
    /// A value that may be changed.
    Input,
    Subtotal,
    Total,
}

/// A cell. Without a kind or level, it has that of its column and row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cell {
    pub(super) value: Value,
    /// The formula; `value` is then its result.
    pub(super) formula: Option<String>,
    pub(super) kind: Option<Kind>,
    pub(super) level: Option<Level>,
    /// How many columns it spans, if several; limited to those of the sheet.
    pub(super) span: Col,
    /// A comment.
    pub(super) note: Option<String>,
    /// Whether its figure differs from the received workbook's.
    pub(super) is_corrected: bool,
    /// The cell that it links to, and the tooltip of the link.
    pub(super) link: Option<(String, String)>,
}

/// The content of a cell. A text is never a formula, even if it begins with `=`.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Text(String),
    Number(Decimal),
    Redline(Vec<Run>),
}

/// A run of a text with changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Run {
    /// How it was changed.
    pub kind: RunKind,
    /// The text, spaces and line ends included.
    pub text: String,
}

/// How a run of text was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RunKind {
    /// It is unchanged.
    Kept,
    /// It was inserted.
    Inserted,
    /// It was deleted.
    Deleted,
}

impl Default for Value {
    fn default() -> Self {
        Self::Text(String::new())
    }
}

from_each! { Value:
    &str => |text| Self::Text(String::from(text));
    &String => |text| Self::Text(String::clone(text));
    String => Self::Text;
    Decimal => Self::Number;
    &Period => |period: &Period| match period {
        Period::Year(year) => Self::from(Decimal::from(*year)),
        Period::Named(name) => Self::from(name),
    };
    Amount => |amount| Self::Number(Amount::decimal(amount));
    Vec<Run> => Self::Redline;
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or_else(Self::default, Into::into)
    }
}

impl<T: Into<Value>> From<T> for Cell {
    fn from(value: T) -> Self {
        Self {
            value: value.into(),
            ..Self::default()
        }
    }
}

impl Cell {
    pub(crate) fn new(kind: Kind, value: impl Into<Value>) -> Self {
        Self::from(value).kind(kind)
    }

    /// A text in one line.
    pub(crate) fn text(text: impl Into<Value>) -> Self {
        Self::new(Kind::Text, text)
    }

    /// A text that may take several lines.
    pub(crate) fn prose(text: impl Into<Value>) -> Self {
        Self::new(Kind::Prose, text)
    }

    /// A plain number, without a unit.
    pub(crate) fn number(number: Decimal) -> Self {
        Self::new(Kind::Label, number)
    }

    /// A formula, without its `=`, and its result.
    pub(super) fn formula(formula: impl AsRef<str>, result: impl Into<Value>) -> Self {
        let formula = Some(format!("={}", formula.as_ref()));
        Self {
            formula,
            ..Self::from(result)
        }
    }

    pub(crate) fn kind(mut self, kind: Kind) -> Self {
        self.kind = Some(kind);
        self
    }

    pub(crate) fn level(mut self, level: Level) -> Self {
        self.level = Some(level);
        self
    }

    /// Whether its content is exactly this text.
    pub(super) fn has_text(&self, text: &str) -> bool {
        matches!(&self.value, Value::Text(content) if content == text)
    }

    pub(super) fn spanning(mut self, span: Col) -> Self {
        self.span = span;
        self
    }
}

impl Sheet {
    pub(super) fn new(name: &str, title: String, head: (Row, Row)) -> Self {
        let mut sheet = Self {
            name: name.to_owned(),
            head,
            next: head.1 + 1,
            ..Self::default()
        };
        sheet.set((0, 0), Cell::new(Kind::Title, title));
        sheet
    }

    /// Sets a cell at a given position.
    pub(super) fn set(&mut self, at: At, cell: Cell) {
        self.cells.insert(at, cell);
    }

    /// Sets the line over all columns, under the titles.
    pub(super) fn remark(&mut self, text: String) {
        self.set((2, 0), Cell::new(Kind::Remark, text).spanning(Col::MAX));
    }

    /// Adds a row and returns its index.
    pub(super) fn push(&mut self, level: Level, cells: impl IntoIterator<Item = Cell>) -> Row {
        let row = self.next;
        let mut col = 0;
        for mut cell in cells {
            if let Some(column) = self.columns.get(usize::from(col)) {
                let is_body = level == Level::Body;
                let level = if is_body { column.level } else { level };
                cell.kind.get_or_insert(column.kind);
                cell.level.get_or_insert(level);
            }
            let span = cell.span.max(1);
            self.cells.insert((row, col), cell);
            col += span;
        }
        self.next += 1;
        row
    }

    /// Names a cell.
    pub(super) fn name(&mut self, name: &str, at: At, meaning: String) {
        let cells = on(&self.name, &fixed(at));
        self.names.push([name.to_owned(), cells, meaning]);
    }

    /// The cells of the headers: one row of them and, above it, the common headers of several columns.
    pub(super) fn headers(&self) -> BTreeMap<At, Cell> {
        let (above, row) = self.head;
        let mut cells = BTreeMap::new();
        let mut first = 0;
        let is_under_one = |a: &Column, b: &Column| a.over.is_some() && a.over == b.over;
        for group in self.columns.chunk_by(is_under_one) {
            let span = col(group.len());
            if above < row && !group[0].header.is_empty() {
                let over = group[0].over.as_deref().unwrap_or_default();
                // A year is a number, as in the drafts.
                let year = over.parse().map(Value::Number);
                let over = Cell::new(Kind::Header, year.unwrap_or_else(|_| over.into()));
                cells.insert((above, first), over.spanning(span));
            }
            for (column, col) in group.iter().zip(first..) {
                if !column.header.is_empty() {
                    let mut cell = Cell::new(Kind::Header, &column.header);
                    cell.note.clone_from(&column.note);
                    cells.insert((row, col), cell);
                }
            }
            first += span;
        }
        cells
    }

    /// How many columns there are.
    pub(super) fn width(&self) -> Col {
        col(self.columns.len())
    }

    /// Every row under the headers.
    pub(super) fn rows(&self) -> Range<Row> {
        self.head.1 + 1..self.next
    }

    /// A cell, as formulas of other sheets refer to it: `'Dépenses'!F9`.
    pub(super) fn cell(&self, at: At) -> String {
        on(&self.name, &cell(at))
    }

    /// A range of one column, as formulas of other sheets refer to it.
    pub(super) fn down(&self, rows: &Range<Row>, col: Col) -> String {
        on(&self.name, &down(rows, col))
    }
}

/// The sum of the cells of one column in these rows, with as few ranges as possible.
pub(super) fn downs(rows: &[Row], col: Col) -> String {
    /// How many arguments every spreadsheet accepts in a function.
    const MOST: usize = 200;
    let ranges = rows.chunk_by(|row, next| row + 1 == *next);
    let ranges = ranges.map(|run| down(&(run[0]..run[run.len() - 1] + 1), col));
    let ranges: Vec<String> = ranges.collect();
    let sums = ranges.chunks(MOST);
    added(sums.map(|ranges| format!("SUM({})", ranges.join(","))))
}

/// A rank as a column.
pub(super) fn col(rank: usize) -> Col {
    Col::try_from(rank).unwrap_or(Col::MAX)
}

/// `F9`
pub(super) fn cell((row, col): At) -> String {
    row_col_to_cell(row, col)
}

/// `F$9`: the row stays the same when the formula is copied.
pub(super) fn row_fixed((row, col): At) -> String {
    format!("{}${}", column_number_to_name(col), row + 1)
}

/// `$F9`
pub(super) fn col_fixed(at: At) -> String {
    format!("${}", cell(at))
}

/// `$F$9`
pub(super) fn fixed((row, col): At) -> String {
    row_col_to_cell_absolute(row, col)
}

/// A text as a literal in a formula; it must not contain quotes, so it is never a user's text.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

/// `$F$4:$F$99`, of one column.
pub(super) fn all_fixed(rows: &Range<Row>, col: Col) -> String {
    format!("{}:{}", fixed((rows.start, col)), fixed((last(rows), col)))
}

/// `SUMPRODUCT(--(A=…),--(B=…),F)`: the sum of a range over the rows that meet the conditions; without a range, their
/// number. Texts count as 0, and there are no wildcards.
pub(super) fn sum_where(conditions: &[String], range: Option<&str>) -> String {
    let conditions = conditions
        .iter()
        .map(|condition| format!("--({condition})"));
    let all = conditions.chain(range.map(str::to_owned));
    format!("SUMPRODUCT({})", join(all, ","))
}

/// `F5:F9`, of one column.
pub(super) fn down(rows: &Range<Row>, col: Col) -> String {
    cell_range(rows.start, col, last(rows), col)
}

/// `F$5:F$9`
pub(super) fn down_fixed(rows: &Range<Row>, col: Col) -> String {
    let [first, last] = [rows.start, last(rows)].map(|row| row_fixed((row, col)));
    let others = (first != last).then(|| format!(":{last}"));
    first + &others.unwrap_or_default()
}

fn last(rows: &Range<Row>) -> Row {
    rows.start.max(rows.end.saturating_sub(1))
}

/// `'Dépenses'!` before a cell or range; apostrophes in the name are doubled.
pub(super) fn on(sheet: &str, cells: &str) -> String {
    format!("'{}'!{cells}", sheet.replace('\'', "''"))
}

/// `A+B+C`
pub(super) fn added(terms: impl IntoIterator<Item = String>) -> String {
    join(terms, "+")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_and_ranges_are_named() {
        assert_eq!(down(&(4..8), 5), "F5:F8");
        assert_eq!(down_fixed(&(4..5), 5), "F$5");
        assert_eq!(on("L'an 1", &fixed((3, 2))), "'L''an 1'!$C$4");
    }
}
