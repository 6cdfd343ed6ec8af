//! The cells around a finding as a small table: its row and its neighbours, the headers above, the columns that
//! name the line and those beside it, under the letters and numbers that the spreadsheet gives them.

use std::collections::BTreeSet;

use serde::Serialize;

use super::screen::{Ink, Screen, display_width, visible};
use crate::source::{CellRef, Grid, fold, parse_year};

/// A longer text is cut; where there is little room, so are those that name the line, down to the other width.
const MAX_CELL: usize = 26;
const MIN_CELL: usize = 8;
/// Between two columns.
const GAP: usize = 2;

/// Part of a sheet, ready to be drawn.
pub(super) struct Extract<'a> {
    grid: &'a Grid,
    at: (usize, usize),
    /// The row of years and the row of labels, as far as they are known.
    headers: Vec<usize>,
    rows: Vec<usize>,
}

impl<'a> Extract<'a> {
    pub(super) fn around(grid: &'a Grid, cell: CellRef) -> Self {
        let at = (cell.row as usize, cell.col as usize);
        let headers = grid.head.rows.iter().copied().filter(|row| *row < at.0);
        let mut extract = Self {
            grid,
            at,
            headers: headers.collect(),
            rows: Vec::new(),
        };
        let is_filled = |row: &usize| {
            extract
                .cells(*row)
                .iter()
                .any(|text| !text.trim().is_empty())
        };
        let beside = [at.0.saturating_sub(1), at.0 + 1]
            .into_iter()
            .filter(is_filled);
        let mut rows: BTreeSet<usize> = extract.headers.iter().copied().chain(beside).collect();
        rows.insert(at.0);
        // A blank code continues the one above.
        if let Some(code) = grid.head.columns.first()
            && extract.text(at.0, *code).is_empty()
        {
            let first = extract.headers.last().map_or(0, |row| row + 1);
            let mut above = (first..at.0).rev();
            rows.extend(above.find(|row| !extract.text(*row, *code).is_empty()));
        }
        extract.rows = rows.into_iter().collect();
        extract
    }

    /// How many digits the row numbers take.
    pub(super) fn margin(&self) -> usize {
        self.rows
            .last()
            .map_or(1, |row| (row + 1).to_string().len())
    }

    /// The table, its margin included, without a line end after the last line.
    pub(super) fn draw(&self, screen: &Screen, ink: Ink) -> String {
        let columns: Vec<Column> = self.columns(screen.width.saturating_sub(self.margin() + 3));
        let bar = screen.paint(Ink::Frame, "|");
        let blank = " ".repeat(self.margin());
        let mut lines = vec![format!("{blank} {bar}")];
        let letters: Vec<String> = columns
            .iter()
            .map(|column| column.aligned(&column.letters))
            .collect();
        lines.push(format!(
            "{blank} {bar} {}",
            screen.paint(Ink::Frame, letters.join(&" ".repeat(GAP)).trim_end())
        ));
        for (index, row) in self.rows.iter().enumerate() {
            if index > 0 && self.rows[index - 1] + 1 < *row {
                lines.push(screen.paint(Ink::Frame, "..."));
            }
            let number = screen.paint(
                Ink::Frame,
                &format!("{:>width$}", row + 1, width = self.margin()),
            );
            lines.push(format!(
                "{number} {bar} {}",
                self.row(*row, &columns, screen, ink)
            ));
            if *row == self.at.0 {
                lines.push(format!(
                    "{blank} {bar} {}",
                    self.underline(&columns, screen, ink)
                ));
            }
        }
        lines
            .iter()
            .map(|line| line.trim_end())
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// The same table for a page: what is drawn when a line has room for `width` columns of text.
    pub(super) fn table(&self, width: usize) -> Table {
        let columns = self.columns(width);
        let rows = self.rows.iter().enumerate().map(|(index, row)| TableRow {
            number: row + 1,
            is_header: self.headers.contains(row),
            follows_gap: index > 0 && self.rows[index - 1] + 1 < *row,
            cells: columns
                .iter()
                .map(|column| self.table_cell(*row, column))
                .collect(),
        });
        Table {
            letters: columns
                .iter()
                .map(|column| column.letters.clone())
                .collect(),
            rows: rows.collect(),
        }
    }

    fn table_cell(&self, row: usize, column: &Column) -> TableCell {
        let is_marked = (row, column.index) == self.at;
        TableCell {
            text: self.shown(row, column),
            is_number: column.right,
            is_marked,
        }
    }

    fn row(&self, row: usize, columns: &[Column], screen: &Screen, ink: Ink) -> String {
        let cells = columns.iter().map(|column| {
            let aligned = column.aligned(&self.shown(row, column));
            match () {
                () if (row, column.index) == self.at => screen.paint(ink, &aligned),
                () if self.headers.contains(&row) => screen.paint(Ink::Faint, &aligned),
                () => aligned,
            }
        });
        cells.collect::<Vec<_>>().join(&" ".repeat(GAP))
    }

    fn underline(&self, columns: &[Column], screen: &Screen, ink: Ink) -> String {
        let before = columns
            .iter()
            .take_while(|column| column.index != self.at.1);
        let before: usize = before.map(|column| column.width + GAP).sum();
        let Some(column) = columns.iter().find(|column| column.index == self.at.1) else {
            return String::new();
        };
        let width = match display_width(&self.shown(self.at.0, column)) {
            0 => column.width,
            width => width,
        };
        let inside = if column.right {
            column.width - width
        } else {
            0
        };
        format!(
            "{}{}",
            " ".repeat(before + inside),
            screen.paint(ink, &"^".repeat(width))
        )
    }

    /// The marked column, those that name the line, then the neighbours that find room.
    fn columns(&self, room: usize) -> Vec<Column> {
        let at = self.at.1;
        let last = self
            .rows
            .iter()
            .map(|row| self.cells(*row).len())
            .max()
            .unwrap_or(0);
        let mut chosen = vec![self.column(at, MAX_CELL)];
        let used =
            |chosen: &[Column]| -> usize { chosen.iter().map(|column| column.width + GAP).sum() };
        let names = self
            .grid
            .head
            .columns
            .iter()
            .copied()
            .filter(|index| *index != at);
        let names: Vec<usize> = names.collect();
        for (rank, index) in names.iter().enumerate() {
            let left = room.saturating_sub(used(&chosen)) / (names.len() - rank);
            let column = self.column(*index, left.saturating_sub(GAP).clamp(MIN_CELL, MAX_CELL));
            chosen.extend((!column.is_empty).then_some(column));
        }
        let near = [
            at.checked_sub(1),
            Some(at + 1),
            at.checked_sub(2),
            Some(at + 2),
            at.checked_sub(3),
        ];
        for index in near.into_iter().flatten().filter(|index| *index < last) {
            let column = self.column(index, MAX_CELL);
            let is_known = chosen.iter().any(|other| other.index == index);
            if !is_known && !column.is_empty && used(&chosen) + column.width <= room {
                chosen.push(column);
            }
        }
        chosen.sort_by_key(|column| column.index);
        chosen
    }

    fn column(&self, index: usize, most: usize) -> Column {
        // A column of numbers stays one when the marked cell is no number.
        let body = self
            .rows
            .iter()
            .filter(|row| !self.headers.contains(row) && (**row, index) != self.at);
        let body: Vec<&str> = body
            .map(|row| self.text(*row, index))
            .filter(|text| !text.is_empty())
            .collect();
        let mut column = Column {
            index,
            letters: CellRef::new(0, u32::try_from(index).unwrap_or(u32::MAX)).column_name(),
            width: 0,
            most,
            right: !body.is_empty() && body.iter().all(|text| is_number(text)),
            is_empty: true,
        };
        let widths = self
            .rows
            .iter()
            .map(|row| display_width(&self.shown(*row, &column)));
        let width = widths.max().unwrap_or(0);
        column.is_empty = width == 0;
        column.width = width.max(column.letters.len());
        column
    }

    fn cells(&self, row: usize) -> &[String] {
        self.grid
            .rows
            .get(row)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    fn text(&self, row: usize, col: usize) -> &str {
        self.cells(row).get(col).map_or("", |text| text.trim())
    }

    /// The text of a cell as it is drawn; under a merged year, every column shows it.
    fn shown(&self, row: usize, column: &Column) -> String {
        let (own, col) = (self.text(row, column.index), column.index);
        let over_label = self.headers.first() == Some(&row) && self.headers.len() > 1;
        let text = if own.is_empty() && over_label {
            self.year_above(row, col)
        } else {
            own
        };
        let text = visible(text);
        if display_width(&text) <= column.most {
            return text;
        }
        let mut cut = String::new();
        for c in text.chars() {
            if display_width(&cut) + 2 > column.most {
                break;
            }
            cut.push(c);
        }
        format!("{}…", cut.trim_end())
    }

    /// The year merged over a column: the nearest one on its left, unless a total ends it in between.
    fn year_above(&self, row: usize, col: usize) -> &str {
        let ends = |between: usize| fold(self.text(row + 1, between)) == "total";
        let start = (0..col)
            .rev()
            .find(|left| !self.text(row, *left).is_empty());
        match start {
            Some(left) if parse_year(self.text(row, left)).is_some() && !(left..col).any(ends) => {
                self.text(row, left)
            }
            _ => "",
        }
    }
}

/// Cells around a finding, for a page.
#[derive(Debug, Serialize)]
pub(super) struct Table {
    /// The columns' letters.
    letters: Vec<String>,
    rows: Vec<TableRow>,
}

#[derive(Debug, Serialize)]
struct TableRow {
    /// As the spreadsheet numbers it.
    number: usize,
    is_header: bool,
    /// Whether rows are left out above it.
    follows_gap: bool,
    cells: Vec<TableCell>,
}

#[derive(Debug, Serialize)]
struct TableCell {
    text: String,
    /// Whether it stands in a column of numbers.
    is_number: bool,
    /// Whether it is the one that the finding is about.
    is_marked: bool,
}

/// A column of the drawing.
struct Column {
    index: usize,
    letters: String,
    width: usize,
    /// A text that takes more is cut.
    most: usize,
    right: bool,
    is_empty: bool,
}

impl Column {
    fn aligned(&self, text: &str) -> String {
        let space = " ".repeat(self.width.saturating_sub(display_width(text)));
        if self.right {
            format!("{space}{text}")
        } else {
            format!("{text}{space}")
        }
    }
}

/// Whether a text is aligned as numbers are.
fn is_number(text: &str) -> bool {
    let nothing = matches!(text, "/" | "-" | "–" | "—");
    nothing
        || text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '\u{2212}'))
            && !text.contains(|c: char| c.is_alphabetic() && c != 'j')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Head;

    const SCREEN: Screen = Screen {
        width: 60,
        colour: false,
    };

    fn draw(text: &str, head: Head, row: u32, col: u32) -> String {
        let rows = text
            .lines()
            .map(|line| line.split(';').map(str::to_owned).collect());
        let grid = Grid {
            rows: rows.collect(),
            head,
        };
        Extract::around(&grid, CellRef::new(row, col)).draw(&SCREEN, Ink::Error)
    }

    fn head(rows: &[usize], columns: &[usize]) -> Head {
        Head {
            rows: rows.to_vec(),
            columns: columns.to_vec(),
        }
    }

    #[test]
    fn the_cell_is_marked_among_its_neighbours() {
        let sheet = ";2018;;;2019\nFiche;% A;% B;Total;% A\nEA 1;1;2;3;4\nEA 2;10;20;30;40\nEA 3;5;5;10;5\nEA 4;;;;";
        insta::assert_snapshot!(draw(sheet, head(&[0, 1], &[0]), 3, 2), @r"
          |
          | A         B     C      D     E
        1 |        2018  2018   2018  2019
        2 | Fiche   % A   % B  Total   % A
        3 | EA 1      1     2      3     4
        4 | EA 2     10    20     30    40
          |                ^^
        5 | EA 3      5     5     10     5
        ");
    }

    #[test]
    fn the_fiche_above_a_blank_cell_is_shown() {
        let sheet = "Fiche;Nature;Montant 2018\nEA 1;a;1\n;b;2\n;c;3\n;d;x";
        insta::assert_snapshot!(draw(sheet, head(&[0], &[0, 1]), 4, 2), @r"
          |
          | A      B                  C
        1 | Fiche  Nature  Montant 2018
        2 | EA 1   a                  1
        ...
        4 |        c                  3
        5 |        d                  x
          |                           ^
        ");
    }

    #[test]
    fn a_cell_outside_the_sheet_is_marked_too() {
        insta::assert_snapshot!(draw("Fiche;Montant 2018\nEA 1", head(&[0], &[0]), 1, 1), @r"
          |
          | A      B
        1 | Fiche  Montant 2018
        2 | EA 1
          |        ^^^^^^^^^^^^
        ");
        assert!(draw("", Head::default(), 7, 30).contains('^'));
    }
}
