//! A small table of a page: columns aligned, a line under the header. One too wide for the screen is given
//! row by row instead.

use pulldown_cmark::Alignment;

use super::super::{
    inline::Inline,
    screen::{Ink, Screen, display_width},
};

/// Between two columns.
const GAP: &str = "   ";

/// A table under construction; its first row is its header.
pub(super) struct Table {
    right: Vec<bool>,
    rows: Vec<Vec<Inline>>,
    row: Vec<Inline>,
}

impl Table {
    pub(super) fn new(alignments: &[Alignment]) -> Self {
        let right = alignments
            .iter()
            .map(|alignment| *alignment == Alignment::Right)
            .collect();
        Self {
            right,
            rows: Vec::new(),
            row: Vec::new(),
        }
    }

    pub(super) fn cell(&mut self, cell: Inline) {
        self.row.push(cell);
    }

    pub(super) fn end_row(&mut self) {
        self.rows.push(std::mem::take(&mut self.row));
    }

    /// Its lines.
    pub(super) fn draw(&self, screen: &Screen) -> Vec<String> {
        let widths: Vec<usize> = (0..self.right.len())
            .map(|column| self.width(column))
            .collect();
        let whole: usize =
            widths.iter().sum::<usize>() + GAP.len() * widths.len().saturating_sub(1);
        if whole + 2 > screen.width {
            return self.draw_as_list(screen);
        }
        let mut lines = Vec::new();
        for (index, row) in self.rows.iter().enumerate() {
            let is_header = index == 0;
            if is_header && row.iter().all(Inline::is_empty) {
                continue;
            }
            let cells: Vec<String> = row
                .iter()
                .enumerate()
                .map(|(column, cell)| self.aligned(column, widths[column], cell, is_header, screen))
                .collect();
            lines.push(cells.join(GAP).trim_end().to_owned());
            if is_header {
                lines.push(screen.paint(Ink::Faint, &"─".repeat(whole)));
            }
        }
        lines
    }

    fn aligned(
        &self,
        column: usize,
        width: usize,
        cell: &Inline,
        is_header: bool,
        screen: &Screen,
    ) -> String {
        let plain = cell.plain();
        let space = " ".repeat(width.saturating_sub(display_width(&plain)));
        let drawn = if is_header {
            screen.paint(Ink::Strong, &plain)
        } else {
            cell.painted(screen)
        };
        if self.right[column] {
            format!("{space}{drawn}")
        } else {
            format!("{drawn}{space}")
        }
    }

    /// `header: cell`, a line each, rows parted by a blank line.
    fn draw_as_list(&self, screen: &Screen) -> Vec<String> {
        let mut lines = Vec::new();
        let Some((header, rows)) = self.rows.split_first() else {
            return lines;
        };
        for row in rows {
            if !lines.is_empty() {
                lines.push(String::new());
            }
            for (head, cell) in header.iter().zip(row).filter(|(_, cell)| !cell.is_empty()) {
                let mut line = Inline::default();
                if !head.is_empty() {
                    line.push_in(Ink::Strong, &head.plain());
                    line.push(" — ");
                }
                line.append(cell);
                lines.extend(line.wrap(screen, 2));
            }
        }
        lines
    }

    fn width(&self, column: usize) -> usize {
        let cells = self.rows.iter().filter_map(|row| row.get(column));
        cells
            .map(|cell| display_width(&cell.plain()))
            .max()
            .unwrap_or(0)
    }
}
