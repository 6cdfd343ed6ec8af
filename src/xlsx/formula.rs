//! The text of formulas: cell names, sheet names, string literals. English function names and commas, as the
//! file format wants; a spreadsheet shows them in the reader's language.

use std::ops::Range;

use super::layout::{Col, Row};
use crate::source::CellRef;

/// Longer formulas are refused by spreadsheets.
pub(super) const LONGEST: usize = 8_000;

/// `F9`
pub(super) fn cell(row: Row, col: Col) -> String {
    CellRef::new(row, col.into()).to_string()
}

/// `F$9`: the row stays when the formula is copied sideways and down.
pub(super) fn row_fixed(row: Row, col: Col) -> String {
    format!(
        "{}${}",
        CellRef::new(row, col.into()).column_name(),
        row + 1
    )
}

/// `$F9`
pub(super) fn col_fixed(row: Row, col: Col) -> String {
    format!(
        "${}{}",
        CellRef::new(row, col.into()).column_name(),
        row + 1
    )
}

/// `$F$9`
pub(super) fn fixed((row, col): (Row, Col)) -> String {
    format!(
        "${}${}",
        CellRef::new(row, col.into()).column_name(),
        row + 1
    )
}

/// `F5:F9`, of one column.
pub(super) fn down(rows: &Range<Row>, col: Col) -> String {
    range(rows, col, cell)
}

/// `F$5:F$9`
pub(super) fn down_fixed(rows: &Range<Row>, col: Col) -> String {
    range(rows, col, row_fixed)
}

fn range(rows: &Range<Row>, col: Col, name: fn(Row, Col) -> String) -> String {
    let last = rows.end.saturating_sub(1);
    if last <= rows.start {
        name(rows.start, col)
    } else {
        format!("{}:{}", name(rows.start, col), name(last, col))
    }
}

/// `'Dépenses'!` before a cell or range; a sheet's name may hold an apostrophe.
pub(super) fn on(sheet: &str, cells: &str) -> String {
    format!("'{}'!{cells}", sheet.replace('\'', "''"))
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
