//! The cells around a finding as a small table: its row and the neighbouring ones, the headers, the columns that name
//! the line and those beside the cell, with the column letters and row numbers of the spreadsheet.

use std::collections::BTreeSet;

use serde::Serialize;

use super::screen::{Ink, Screen, display_width, visible};
use crate::source::{CellRef, Grid, Place, Sources, column_name, join, parse_year};

/// The greatest width of a text; longer ones are cut.
const MAX_CELL: usize = 26;
/// The width to which columns that name the line may be cut where there is little room.
const MIN_CELL: usize = 8;
/// The space between two columns.
const GAP: &str = "  ";

/// The table, for a screen or for a page.
#[derive(Debug, Serialize)]
pub(super) struct Extract {
    columns: Vec<Column>,
    rows: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    /// Its number in the spreadsheet.
    number: usize,
    is_header: bool,
    /// Whether rows are left out above it.
    follows_gap: bool,
    is_marked: bool,
}

#[derive(Debug, Serialize)]
struct Column {
    #[serde(skip)]
    index: usize,
    letters: String,
    /// One text per row.
    texts: Vec<String>,
    #[serde(skip)]
    width: usize,
    is_number: bool,
    is_marked: bool,
}

impl Extract {
    /// The cells around a place, as many as fit in lines of this width; `None` if the place is no cell.
    pub(super) fn of(place: &Place, sources: &Sources, width: usize) -> Option<Self> {
        let Place::Cell { file, sheet, cell } = place else {
            return None;
        };
        let grid = sources.sheets.get(&(file.clone(), sheet.clone()))?;
        Some(Self::around(grid, *cell, width))
    }

    fn around(grid: &Grid, cell: CellRef, width: usize) -> Self {
        let part = Part::around(grid, cell);
        let mut previous = None;
        let row = |row: &usize| Row {
            number: row + 1,
            is_header: part.headers.contains(row),
            follows_gap: previous
                .replace(*row)
                .is_some_and(|previous| previous + 1 < *row),
            is_marked: *row == part.at.0,
        };
        let mut extract = Self {
            columns: Vec::new(),
            rows: part.rows.iter().map(row).collect(),
        };
        extract.columns = part.columns(width.saturating_sub(extract.margin() + 3));
        extract
    }

    /// How many digits the row numbers take.
    pub(super) fn margin(&self) -> usize {
        let last = self.rows.last();
        last.map_or(1, |row| row.number.to_string().len())
    }

    /// The table with its margin, without a newline at the end.
    pub(super) fn draw(&self, screen: &Screen, ink: Ink) -> String {
        let margin = self.margin();
        let bar = screen.paint(Ink::Frame, "|");
        let line = |number: &str, cell: &dyn Fn(&Column) -> String| {
            let number = screen.paint(Ink::Frame, &format!("{number:>margin$}"));
            let cells = join(self.columns.iter().map(cell), GAP);
            format!("{number} {bar} {cells}").trim_end().to_owned()
        };
        let letters = |column: &Column| screen.paint(Ink::Frame, &column.aligned(&column.letters));
        let mut lines = vec![line("", &|_| String::new()), line("", &letters)];
        for (index, row) in self.rows.iter().enumerate() {
            if row.follows_gap {
                lines.push(screen.paint(Ink::Frame, "..."));
            }
            let cell = |column: &Column| {
                let text = column.aligned(&column.texts[index]);
                match (row.is_marked && column.is_marked, row.is_header) {
                    (true, _) => screen.paint(ink, &text),
                    (false, true) => screen.paint(Ink::Faint, &text),
                    (false, false) => text,
                }
            };
            lines.push(line(&row.number.to_string(), &cell));
            let mark = |column: &Column| match display_width(&column.texts[index]) {
                _ if !column.is_marked => " ".repeat(column.width),
                0 => screen.paint(ink, &"^".repeat(column.width)),
                width => screen.paint(ink, &column.aligned(&"^".repeat(width))),
            };
            if row.is_marked {
                lines.push(line("", &mark));
            }
        }
        lines.join("\n")
    }
}

impl Column {
    fn aligned(&self, text: &str) -> String {
        let space = " ".repeat(self.width.saturating_sub(display_width(text)));
        if self.is_number {
            return space + text;
        }
        text.to_owned() + &space
    }
}

/// The part of a sheet that is shown.
struct Part<'a> {
    grid: &'a Grid,
    at: (usize, usize),
    headers: Vec<usize>,
    rows: Vec<usize>,
}

impl<'a> Part<'a> {
    /// The headers, the row, its neighbours unless blank, and the row with the code that it continues.
    fn around(grid: &'a Grid, cell: CellRef) -> Self {
        let at = (cell.row as usize, cell.col as usize);
        let mut headers = grid.head.rows.clone();
        headers.retain(|row| *row < at.0);
        let mut rows: BTreeSet<usize> = headers.iter().copied().chain([at.0]).collect();
        let is_filled = |row: &usize| {
            let mut cells = grid.rows.get(*row).into_iter().flatten();
            cells.any(|text| !text.trim().is_empty())
        };
        let neighbours = [at.0.saturating_sub(1), at.0 + 1].into_iter();
        rows.extend(neighbours.filter(is_filled));
        let mut part = Self {
            grid,
            at,
            headers,
            rows: Vec::new(),
        };
        // A row with a blank code continues the one above.
        if let Some(code) = grid.head.columns.first() {
            let first = part.headers.last().map_or(0, |row| row + 1);
            let mut above = (first..=at.0).rev();
            rows.extend(above.find(|row| !part.text(*row, *code).is_empty()));
        }
        part.rows = rows.into_iter().collect();
        part
    }

    /// The texts of a column below the headers.
    fn body(&self, index: usize) -> impl Iterator<Item = &str> {
        let rows = self.rows.iter().filter(|row| !self.headers.contains(row));
        let texts = rows.map(move |row| self.text(*row, index));
        texts.filter(|text| !text.is_empty())
    }

    /// The marked column, those that name the line unless they are blank in these rows, then as many neighbours as
    /// fit.
    fn columns(&self, room: usize) -> Vec<Column> {
        let at = self.at.1;
        let used = |chosen: &[Column]| {
            let widths = chosen.iter().map(|column| column.width + GAP.len());
            widths.sum::<usize>()
        };
        let mut chosen = vec![self.column(at, MAX_CELL)];
        let mut names = self.grid.head.columns.clone();
        names.retain(|index| *index != at && self.body(*index).next().is_some());
        for (rank, index) in names.iter().enumerate() {
            let left = room.saturating_sub(used(&chosen)) / (names.len() - rank);
            let max_width = left.saturating_sub(GAP.len()).clamp(MIN_CELL, MAX_CELL);
            chosen.push(self.column(*index, max_width));
        }
        let near = (1..=3).flat_map(|step| [at.checked_sub(step), Some(at + step)]);
        for index in near.take(5).flatten() {
            let column = self.column(index, MAX_CELL);
            let is_known = chosen.iter().any(|other| other.index == index);
            let mut rows = self.rows.iter();
            let is_filled = rows.any(|row| !self.text(*row, index).is_empty());
            if !is_known && is_filled && used(&chosen) + column.width <= room {
                chosen.push(column);
            }
        }
        chosen.sort_by_key(|column| column.index);
        chosen
    }

    fn column(&self, index: usize, max_width: usize) -> Column {
        let rows = self.rows.iter();
        let texts: Vec<String> = rows
            .map(|row| cut(self.shown(*row, index), max_width))
            .collect();
        let letters = column_name(index);
        let widths = texts.iter().map(|text| display_width(text));
        let (numbers, others): (Vec<_>, Vec<_>) =
            self.body(index).partition(|text| is_number(text));
        Column {
            index,
            width: widths.chain([letters.len()]).max().unwrap_or(0),
            letters,
            // The majority decides: one remark among amounts does not change the alignment.
            is_number: !numbers.is_empty() && numbers.len() >= others.len(),
            is_marked: index == self.at.1,
            texts,
        }
    }

    fn text(&self, row: usize, col: usize) -> &str {
        let text = self.grid.rows.get(row).and_then(|cells| cells.get(col));
        text.map_or("", |text| text.trim())
    }

    /// The text of a cell as it is drawn: a year merged over several columns is repeated in each of them.
    fn shown(&self, row: usize, col: usize) -> &str {
        let text = self.text(row, col);
        if !text.is_empty() || self.headers.len() < 2 || row != self.headers[0] {
            return text;
        }
        let mut before = (0..col).rev().map(|left| self.text(row, left));
        let year = before.find(|text| !text.is_empty());
        year.filter(|year| parse_year(year).is_some()).unwrap_or("")
    }
}

/// A text no wider than `max_width`.
fn cut(text: &str, max_width: usize) -> String {
    let text = visible(text);
    if display_width(&text) <= max_width {
        return text;
    }
    let mut cut = String::new();
    for c in text.chars() {
        if display_width(&cut) + 2 > max_width {
            break;
        }
        cut.push(c);
    }
    format!("{}…", cut.trim_end())
}

/// Whether a text is aligned like numbers: `12 000 €`, `-5`, `48 j`, `/`.
fn is_number(text: &str) -> bool {
    let is_figure = |c: char| c.is_ascii_digit() || matches!(c, '/' | '-' | '–' | '—');
    text.contains(is_figure) && !text.contains(|c: char| c.is_alphabetic() && c != 'j')
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
        Extract::around(&grid, CellRef::new(row, col), SCREEN.width).draw(&SCREEN, Ink::Error)
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
    fn a_column_is_aligned_as_most_of_its_cells_are() {
        let sheet = "Fiche;Remarque;Montant\nEA 1;à voir;à voir\nEA 2;/;1\nEA 3;vu;12";
        insta::assert_snapshot!(draw(sheet, head(&[0], &[0]), 2, 1), @r"
          |
          | A      B               C
        1 | Fiche  Remarque  Montant
        2 | EA 1   à voir     à voir
        3 | EA 2   /               1
          |        ^
        4 | EA 3   vu             12
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
