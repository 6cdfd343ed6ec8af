//! A worksheet before it is written: what its columns hold, then its cells. How it is laid out, formatted, filled in
//! and printed follows from this description (`writer`).

use std::{collections::BTreeMap, ops::Range};

use rust_decimal::Decimal;
use rust_xlsxwriter::{DataValidation, Format};
use serde::Serialize;

use super::{
    formula::{At, Col, Row, cell, down, on},
    styles::{Kind, Level},
};
use crate::money::{Amount, Rate};

/// A worksheet.
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) columns: Vec<Column>,
    pub(super) cells: BTreeMap<At, Cell>,
    /// The rows of headers, first and last, which stay in sight and are repeated on every page.
    pub(super) head: (Row, Row),
    /// The row that is filled next.
    pub(super) next: Row,
    /// How many columns stay in sight.
    pub(super) frozen: Col,
    /// The last row that is to be filled in, if it is below the rows.
    pub(super) last_input: Row,
    /// Formats that depend on a formula, with the cells that they apply to.
    pub(super) conditions: Vec<(String, Range<Row>, Col, Format)>,
    /// The name of the rows as a table that Excel filters and sorts.
    pub(super) table: Option<&'static str>,
    pub(super) footer: String,
    /// Whether only inputs may be changed; the pages to print are set then too.
    pub(super) is_protected: bool,
    /// Whether the headers have filters.
    pub(super) is_filtered: bool,
}

/// A column.
pub(super) struct Column {
    pub(super) header: String,
    /// A header over this column and its neighbours of the same one.
    pub(super) over: Option<String>,
    /// A comment on the header.
    pub(super) note: Option<String>,
    pub(super) kind: Kind,
    /// The level of its cells in rows of level body.
    pub(super) level: Level,
    /// Its least width, in characters.
    pub(super) least: usize,
    /// Columns of one group are equally wide.
    pub(super) group: Option<usize>,
    /// What may be typed.
    pub(super) allowed: Option<DataValidation>,
}

impl Column {
    pub(super) fn new(header: impl Into<String>, kind: Kind) -> Self {
        Self {
            header: header.into(),
            over: None,
            note: None,
            kind,
            level: Level::Body,
            least: 0,
            group: None,
            allowed: None,
        }
    }

    pub(super) fn input(self) -> Self {
        let level = Level::Input;
        Self { level, ..self }
    }

    pub(super) fn allow(self, allowed: Option<DataValidation>) -> Self {
        Self { allowed, ..self }
    }

    pub(super) fn over(self, over: String) -> Self {
        let over = Some(over);
        Self { over, ..self }
    }

    pub(super) fn group(self, group: usize) -> Self {
        let group = Some(group);
        Self { group, ..self }
    }

    pub(super) fn least(self, least: usize) -> Self {
        Self { least, ..self }
    }
}

/// A cell. Where it names no kind or level, those of its column and row stand.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    pub(super) value: Value,
    pub(super) kind: Option<Kind>,
    pub(super) level: Option<Level>,
    /// How many columns it takes.
    pub(super) span: Col,
    /// A comment.
    pub(super) note: Option<String>,
    /// Whether its figure differs from the received workbook's.
    pub(super) is_corrected: bool,
    /// The line of the sheet of corrections about it, and what a link to that line says.
    pub(super) correction: Option<(String, String)>,
}

/// What a cell says. A text is never a formula, whatever it begins with.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Blank,
    Text(String),
    Number(Decimal),
    /// A formula, and the result that it has in this workbook.
    Formula(String, Box<Value>),
    /// A cell of the workbook, and the text of the link to it.
    Link(String, String),
    Redline(Vec<Run>),
}

/// A run of text; with those before and after it, a text that was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Run {
    /// What became of it.
    pub kind: RunKind,
    /// The text, spaces and line ends included.
    pub text: String,
}

/// What became of a run of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RunKind {
    /// It was there, and is.
    Kept,
    /// It was inserted.
    Inserted,
    /// It was deleted.
    Deleted,
}

impl Cell {
    fn new(value: Value, kind: Option<Kind>) -> Self {
        Self {
            value,
            kind,
            level: None,
            span: 1,
            note: None,
            is_corrected: false,
            correction: None,
        }
    }

    /// An empty cell.
    pub(crate) fn blank() -> Self {
        Self::new(Value::Blank, Some(Kind::Text))
    }

    /// A text in one line.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::from(text.into()).kind(Kind::Text)
    }

    /// A text that may take several lines.
    pub(crate) fn prose(text: impl Into<String>) -> Self {
        Self::from(text.into()).kind(Kind::Prose)
    }

    /// A text with what was inserted and deleted.
    pub(crate) fn redline(runs: Vec<Run>) -> Self {
        Self::new(Value::Redline(runs), Some(Kind::Prose))
    }

    /// A bare number.
    pub(crate) fn number(number: Decimal) -> Self {
        Self::from(number).kind(Kind::Label)
    }

    /// Money.
    pub(crate) fn amount(amount: Amount) -> Self {
        Self::from(amount).kind(Kind::Amount)
    }

    /// A difference of money.
    pub(crate) fn difference(amount: Amount) -> Self {
        Self::from(amount).kind(Kind::Difference)
    }

    /// A rate.
    pub(crate) fn rate(rate: Rate) -> Self {
        Self::from(rate.fraction()).kind(Kind::Rate)
    }

    /// A difference in percents.
    pub(crate) fn percent(percent: Decimal) -> Self {
        Self::from(percent / Decimal::ONE_HUNDRED).kind(Kind::Percent)
    }

    /// The same, standing out.
    pub(crate) fn strong(self) -> Self {
        self.level(Level::Subtotal)
    }

    /// A formula, without its `=`, and the figure that it gives.
    pub(super) fn formula(formula: &str, result: impl Into<Decimal>) -> Self {
        let result = Value::Number(result.into());
        Self::new(Value::Formula(format!("={formula}"), result.into()), None)
    }

    /// A formula and the text or truth value that it gives.
    pub(super) fn verdict(formula: &str, result: &str) -> Self {
        let result = Value::Text(result.to_owned());
        Self::new(Value::Formula(format!("={formula}"), result.into()), None)
    }

    pub(super) fn link(sheet: &str, cells: &str, text: String) -> Self {
        Self::new(Value::Link(on(sheet, cells), text), Some(Kind::Link))
    }

    pub(super) fn kind(self, kind: Kind) -> Self {
        let kind = Some(kind);
        Self { kind, ..self }
    }

    pub(super) fn level(self, level: Level) -> Self {
        let level = Some(level);
        Self { level, ..self }
    }

    pub(super) fn spanning(self, span: Col) -> Self {
        Self { span, ..self }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::new(Value::Text(text), None)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<Decimal> for Cell {
    fn from(number: Decimal) -> Self {
        Self::new(Value::Number(number), None)
    }
}

impl From<Amount> for Cell {
    fn from(amount: Amount) -> Self {
        amount.decimal().into()
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or_else(Self::blank, Into::into)
    }
}

impl Sheet {
    pub(super) fn new(name: &str, title: String, head: (Row, Row)) -> Self {
        let mut sheet = Self {
            name: name.to_owned(),
            columns: Vec::new(),
            cells: BTreeMap::new(),
            head,
            next: head.1 + 1,
            frozen: 0,
            last_input: 0,
            conditions: Vec::new(),
            table: None,
            footer: String::new(),
            is_protected: false,
            is_filtered: false,
        };
        sheet.set((0, 0), Cell::from(title).kind(Kind::Title));
        sheet
    }

    /// Adds a column, and says where it stands.
    pub(super) fn column(&mut self, column: Column) -> Col {
        self.columns.push(column);
        self.width() - 1
    }

    /// How many columns there are.
    pub(super) fn width(&self) -> Col {
        Col::try_from(self.columns.len()).unwrap_or(Col::MAX)
    }

    /// A cell outside of the rows.
    pub(super) fn set(&mut self, at: At, cell: Cell) {
        self.cells.insert(at, cell);
    }

    /// Adds a row, and says where it stands.
    pub(super) fn push(&mut self, level: Level, cells: Vec<Cell>) -> Row {
        let row = self.next;
        let mut col = 0;
        for mut cell in cells {
            if let Some(column) = self.columns.get(usize::from(col)) {
                let body = if level == Level::Body {
                    column.level
                } else {
                    level
                };
                cell.kind = cell.kind.or(Some(column.kind));
                cell.level = cell.level.or(Some(body));
            }
            let span = cell.span;
            self.cells.insert((row, col), cell);
            col += span;
        }
        self.next += 1;
        row
    }

    /// Every row under the headers.
    pub(super) fn rows(&self) -> Range<Row> {
        self.head.1 + 1..self.next
    }

    /// A cell, as formulas of other sheets name it: `'Dépenses'!F9`.
    pub(super) fn cell(&self, at: At) -> String {
        on(&self.name, &cell(at))
    }

    /// A range of one column, as formulas of other sheets name it.
    pub(super) fn down(&self, rows: &Range<Row>, col: Col) -> String {
        on(&self.name, &down(rows, col))
    }
}
