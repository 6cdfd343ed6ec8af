use super::{amount::CellAmount, funder::ColumnKind};
use crate::source::{Code, Located, Place};

/// The recap as drafted.
#[derive(Clone, Debug)]
pub struct DraftRecap {
    /// The sheet.
    pub place: Place,
    /// The columns of amounts, from left to right.
    pub columns: Vec<DraftColumn>,
    /// The rows, from top to bottom.
    pub rows: Vec<DraftRow>,
}

impl DraftRecap {
    /// The column of this kind in a year (`None`: over all years), by index.
    pub fn column(&self, year: Option<usize>, kind: ColumnKind) -> Option<usize> {
        let mut columns = self.columns.iter();
        columns.position(|column| column.year == year && column.kind == Some(kind))
    }
}

/// A column of amounts.
#[derive(Clone, Debug)]
pub struct DraftColumn {
    /// Its year, an index into the agreement's; `None` for all years.
    pub year: Option<usize>,
    /// What it holds; `None` when its label is unknown, which is a finding.
    pub kind: Option<ColumnKind>,
    /// Its label.
    pub label: Located<String>,
}

/// A row of the recap.
#[derive(Clone, Debug)]
pub struct DraftRow {
    /// Its label as written.
    pub label: Located<String>,
    /// What it is a row of.
    pub kind: RowKind,
    /// One per column.
    pub cells: Vec<Located<CellAmount>>,
}

impl DraftRow {
    /// The content of the cell in this column.
    pub fn amount(&self, column: usize) -> CellAmount {
        self.cells[column].value
    }
}

/// What a row of the recap is a row of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// A fiche, by index.
    Fiche(usize),
    /// A code that no fiche has.
    UnknownFiche(Code),
    /// The fiches of an axis, by index.
    Subtotal(usize),
    /// All fiches.
    GrandTotal,
    /// An unknown label, which is a finding.
    Unknown,
}

impl RowKind {
    /// Whether it is the row of one fiche, known or not.
    pub fn is_fiche(&self) -> bool {
        matches!(self, Self::Fiche(_) | Self::UnknownFiche(_))
    }

    /// Whether it is the row of an axis.
    pub fn is_subtotal(&self) -> bool {
        matches!(self, Self::Subtotal(_))
    }
}
