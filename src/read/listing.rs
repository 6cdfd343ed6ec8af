//! A workbook cell by cell, whatever it means.

use std::{collections::BTreeMap, path::Path};

use super::{
    folder::Folder,
    workbook::{self, Cell, Sheet},
};
use crate::{error::Error, limits::Limits, source::CellRef};

/// A sheet: its name, and the rows that hold anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedSheet {
    /// Its name.
    pub name: String,
    /// Row by row, the cells that are not blank.
    pub rows: Vec<Vec<ListedCell>>,
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedCell {
    /// The letters of its column.
    pub column: String,
    /// Its value, as messages show it.
    pub value: String,
    /// Its formula, without the sign before it.
    pub formula: Option<String>,
}

/// Reads every sheet of a workbook of any name.
///
/// # Errors
/// [`Error::Input`] when it cannot be read.
pub fn list_workbook(path: &Path, limits: &Limits) -> Result<Vec<ListedSheet>, Error> {
    let (mut folder, name) = Folder::beside(path, limits)?;
    let mut findings = Vec::new();
    if let Some(workbook) = workbook::read_named(&mut folder, &name, &mut findings) {
        return Ok(workbook.sheets.iter().map(listed).collect());
    }
    Err(Error::Input {
        findings,
        sources: folder.into_sources(BTreeMap::new()).0,
    })
}

fn listed(sheet: &Sheet) -> ListedSheet {
    let mut rows = Vec::new();
    for (row, cells) in sheet.rows.iter().enumerate() {
        let filled = cells
            .iter()
            .enumerate()
            .filter(|(_, cell)| !cell.is_blank());
        let cell = |(col, cell): (usize, &Cell)| ListedCell {
            column: CellRef::new(0, u32::try_from(col).unwrap_or(u32::MAX - 1)).column_name(),
            value: cell.shown(),
            formula: sheet.formulas.get(&(row, col)).cloned(),
        };
        let listed: Vec<ListedCell> = filled.map(cell).collect();
        if !listed.is_empty() {
            rows.push(listed);
        }
    }
    ListedSheet {
        name: sheet.name.to_string(),
        rows,
    }
}
