//! The tables of a comparison as a workbook: a sheet a table, with filters on the headers.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::{
    sheet::{Cell, Column, Sheet},
    styles::{Kind, Level},
    writer,
};
use crate::error::Error;

/// A sheet.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    /// Its name; Excel allows 31 characters.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Its headers.
    pub columns: Vec<String>,
    /// Its rows, a cell a column.
    pub rows: Vec<Vec<Cell>>,
}

/// The bytes of a workbook of these tables: the same for the same tables.
///
/// # Errors
/// [`Error::Xlsx`] when they do not fit in worksheets.
pub(crate) fn write_tables(tables: &[Table], title: &str) -> Result<Vec<u8>, Error> {
    let write = || -> Result<Vec<u8>, XlsxError> {
        let mut workbook = Workbook::new();
        workbook.set_properties(&writer::properties(title, None)?);
        let sheets: Vec<Sheet> = tables.iter().map(sheet).collect();
        writer::save(workbook, &sheets)
    };
    write().map_err(|error| Error::Xlsx {
        detail: error.to_string(),
    })
}

fn sheet(table: &Table) -> Sheet {
    let mut sheet = Sheet::new(&table.name, table.title.clone(), (2, 2));
    sheet.is_filtered = true;
    "&C&A&RPage &P / &N".clone_into(&mut sheet.footer);
    for (col, header) in table.columns.iter().enumerate() {
        let mut cells = table.rows.iter().filter_map(|row| row.get(col));
        let is_prose = cells.any(|cell| cell.kind == Some(Kind::Prose));
        let kind = if is_prose { Kind::Prose } else { Kind::Text };
        sheet.column(Column::new(header, kind));
    }
    for row in &table.rows {
        sheet.push(Level::Body, row.clone());
    }
    sheet
}
