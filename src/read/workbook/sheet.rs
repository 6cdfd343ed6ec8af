//! The sheets of a workbook, whatever its format.

use std::{collections::BTreeMap, sync::Arc};

use rust_decimal::Decimal;

use crate::{
    limits::Limits,
    model::Extra,
    money::french_decimal,
    source::{Place, fold},
};

/// What a cell holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Cell {
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
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) | Self::Other(text) => text.clone(),
            Self::Number(number) => french_decimal(*number),
            Self::Uncalculated => "=…".to_owned(),
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
    pub(crate) limits: Limits,
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
}

impl Workbook {
    /// The sheets of that name, without regard to case, accents, punctuation or space.
    pub(crate) fn sheets_named(&self, name: &str) -> impl Iterator<Item = &Sheet> {
        let wanted = fold(name);
        let sheets = self.sheets.iter();
        sheets.filter(move |sheet| fold(&sheet.name) == wanted)
    }
}
