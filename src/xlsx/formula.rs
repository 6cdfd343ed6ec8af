//! The text of formulas: names of cells and ranges. English function names and commas, as the file format wants; a
//! spreadsheet shows them in the reader's language.

use std::ops::Range;

use crate::source::{CellRef, column_name};

/// A zero-based row.
pub(super) type Row = u32;
/// A zero-based column.
pub(super) type Col = u16;
/// A cell of a sheet.
pub(super) type At = (Row, Col);

/// Longer formulas are refused by spreadsheets.
pub(super) const LONGEST: usize = 8_000;

/// `F9`
pub(super) fn cell((row, col): At) -> String {
    CellRef::new(row, col.into()).to_string()
}

/// `F$9`: the row stays when the formula is copied.
pub(super) fn row_fixed((row, col): At) -> String {
    format!("{}${}", letters(col), row + 1)
}

/// `$F9`
pub(super) fn col_fixed(at: At) -> String {
    format!("${}", cell(at))
}

/// `$F$9`
pub(super) fn fixed(at: At) -> String {
    format!("${}", row_fixed(at))
}

/// `F5:F9`, of one column.
pub(super) fn down(rows: &Range<Row>, col: Col) -> String {
    range(rows, col, cell)
}

/// `F$5:F$9`
pub(super) fn down_fixed(rows: &Range<Row>, col: Col) -> String {
    range(rows, col, row_fixed)
}

/// `C9:F9`, of one row.
pub(super) fn across(row: Row, (first, last): (Col, Col)) -> String {
    format!("{}:{}", cell((row, first)), cell((row, last)))
}

/// `'Dépenses'!` before a cell or range; a sheet's name may hold an apostrophe.
pub(super) fn on(sheet: &str, cells: &str) -> String {
    format!("'{}'!{cells}", sheet.replace('\'', "''"))
}

/// `A+B+C`
pub(super) fn added(terms: impl IntoIterator<Item = String>) -> String {
    terms.into_iter().collect::<Vec<_>>().join("+")
}

fn letters(col: Col) -> String {
    column_name(col.into())
}

fn range(rows: &Range<Row>, col: Col, name: fn(At) -> String) -> String {
    let last = rows.end.saturating_sub(1);
    if last <= rows.start {
        name((rows.start, col))
    } else {
        format!("{}:{}", name((rows.start, col)), name((last, col)))
    }
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
