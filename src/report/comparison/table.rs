//! Tables on a screen: words to the left, figures to the right, no wider than the screen.

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, Width, presets};

use crate::report::screen::{Screen, display_width, visible};

/// The lines of a table without borders; figures stand in the columns from `first_figure` on.
pub(super) fn lines(
    rows: &[Vec<String>],
    first_figure: usize,
    screen: Screen,
    indent: usize,
) -> Vec<String> {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic);
    let width = screen.width.saturating_sub(indent);
    table.set_width(u16::try_from(width).unwrap_or(u16::MAX));
    for row in rows {
        table.add_row(row.iter().map(|cell| visible(cell)));
    }
    let widest = |column: usize| {
        rows.iter()
            .filter_map(|row| row.get(column))
            .map(|cell| display_width(cell))
            .max()
    };
    for (index, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, 2));
        if index >= first_figure {
            // An amount is never broken.
            let width = u16::try_from(widest(index).unwrap_or(0) + 2).unwrap_or(u16::MAX);
            column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(width)));
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let margin = " ".repeat(indent);
    table
        .lines()
        .map(|line| format!("{margin}{}", line.trim_end()))
        .collect()
}
