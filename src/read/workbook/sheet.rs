//! The sheets of a workbook, whatever its format.

use std::{collections::BTreeMap, sync::Arc};

use rust_decimal::Decimal;

use crate::{
    finding::Finding,
    limits::{Limit, Limits},
    model::Extra,
    money::french_decimal,
    read::refusal::beyond,
    source::{CellRef, Grid, Place, fold},
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
        let index = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Place::Cell {
            file: Arc::clone(&self.file),
            sheet: Arc::clone(&self.name),
            cell: CellRef::new(index(row), index(col)),
        }
    }

    pub(crate) fn cell(&self, row: usize, col: usize) -> &Cell {
        static EMPTY: Cell = Cell::Empty;
        self.row(row).get(col).unwrap_or(&EMPTY)
    }

    /// The cells of a row up to its last one, which may stand well before the sheet's last column.
    pub(crate) fn row(&self, row: usize) -> &[Cell] {
        self.rows.get(row).map(Vec::as_slice).unwrap_or_default()
    }

    /// The finding about a name that is longer than one.
    pub(crate) fn too_long(&self, name: &str, place: &Place) -> Option<Finding> {
        let letters = name.chars().count() as u64;
        beyond(Limit::NameLength, letters, || place.clone(), &self.limits)
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
        self.sheets
            .iter()
            .filter(move |sheet| fold(&sheet.name) == wanted)
    }

    /// The cells as messages show them.
    pub(crate) fn grids(&self) -> BTreeMap<(Arc<str>, Arc<str>), Grid> {
        let grid = |sheet: &Sheet| {
            let rows = sheet.rows.iter();
            let shown = rows.map(|row| row.iter().map(Cell::shown).collect());
            let name = (Arc::clone(&sheet.file), Arc::clone(&sheet.name));
            let grid = Grid {
                rows: shown.collect(),
                ..Grid::default()
            };
            (name, grid)
        };
        self.sheets.iter().map(grid).collect()
    }
}
