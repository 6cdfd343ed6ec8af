//! A workbook as stable text, for `git diff`.

use std::path::Path;

use super::screen::visible;
use crate::{
    error::Error,
    limits::Limits,
    read,
    source::{column_name, join},
};

/// The name of each sheet of a workbook, then one line per row: `A = EA 1.1 | F = 1234,5 | G = 1234,5 (=SUM(F2:F3))`.
/// Rows are not numbered, so that an inserted row changes no other line. Control characters are replaced.
///
/// # Errors
/// [`Error::Input`] when the workbook cannot be read.
pub fn workbook_text(path: &Path, limits: &Limits) -> Result<String, Error> {
    let workbook = read::open_workbook(path, limits)?;
    let mut sheets = Vec::new();
    for sheet in &workbook.sheets {
        let mut text = format!("[{}]\n", visible(&sheet.name));
        for (row, cells) in sheet.rows.iter().enumerate() {
            let cells = cells.iter().enumerate();
            let cells = cells.filter(|(_, cell)| !cell.is_blank());
            let cells = cells.map(|(col, cell)| {
                let formula = sheet.formulas.get(&(row, col));
                let formula = formula.map(|formula| format!(" (={})", visible(formula)));
                let (column, formula) = (column_name(col), formula.unwrap_or_default());
                format!("{column} = {}{formula}", visible(&cell.shown()))
            });
            let line = join(cells, " | ");
            text.extend((!line.is_empty()).then_some(line + "\n"));
        }
        sheets.push(text);
    }
    Ok(sheets.join("\n"))
}
