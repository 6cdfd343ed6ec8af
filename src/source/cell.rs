use std::fmt;

/// A cell by zero-based row and column; shown as spreadsheets name it (`F9`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellRef {
    /// Zero-based row.
    pub row: u32,
    /// Zero-based column.
    pub col: u32,
}

impl CellRef {
    /// The cell at this zero-based row and column.
    pub fn new(row: u32, col: u32) -> Self {
        Self { row, col }
    }
}

/// The letters of a column by its zero-based index.
pub(crate) fn column_name(col: usize) -> String {
    // A file may state a column, or a row, as far away as its numbers go.
    let mut left = col.saturating_add(1);
    let mut name = String::new();
    while left > 0 {
        let letter = u8::try_from((left - 1) % 26).unwrap_or_default();
        name.insert(0, char::from(b'A' + letter));
        left = (left - 1) / 26;
    }
    name
}

impl fmt::Display for CellRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}{}",
            column_name(self.col as usize),
            u64::from(self.row) + 1
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_as_spreadsheets_do() {
        for ((row, col), name) in [
            ((0, 0), "A1"),
            ((8, 5), "F9"),
            ((0, 25), "Z1"),
            ((0, 26), "AA1"),
            ((1_048_575, 16_383), "XFD1048576"),
            ((u32::MAX, u32::MAX), "MWLQKWV4294967296"),
        ] {
            assert_eq!(CellRef::new(row, col).to_string(), name);
        }
    }
}
