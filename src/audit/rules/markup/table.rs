//! What Markdown leaves out of a table, and cells that would be merged with none.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::Mark;
use crate::read::{Joins, merged};

/// A table while it is read.
#[derive(Default)]
pub(super) struct Table {
    columns: usize,
    rows: Vec<Vec<Joins>>,
    cells: Vec<Range<usize>>,
}

impl Table {
    pub(super) fn read(
        &mut self,
        event: &Event<'_>,
        range: &Range<usize>,
        body: &str,
        marks: &mut Vec<Mark>,
    ) {
        match event {
            Event::Start(Tag::Table(columns)) => {
                *self = Self {
                    columns: columns.len(),
                    ..Self::default()
                }
            }
            Event::Start(Tag::TableHead | Tag::TableRow) => {
                self.rows.push(Vec::new());
                let line = body[range.start..].lines().next().unwrap_or_default();
                if cells(line) > self.columns {
                    marks.push((range.start..range.start + line.trim_end().len(), "cell"));
                }
            }
            Event::Start(Tag::TableCell) => {
                self.cells.push(range.clone());
                if let Some(row) = self.rows.last_mut() {
                    row.push(Joins::of(body, range));
                }
            }
            Event::End(TagEnd::Table) => {
                let mut cells = self.cells.iter();
                for (row, owners) in merged(&self.rows).into_iter().enumerate() {
                    for (column, owner) in owners.into_iter().enumerate() {
                        let is_alone = owner == (row, column);
                        let is_joined = self.rows[row][column] != Joins::Nothing;
                        let cell = cells.next().filter(|_| is_joined && is_alone);
                        marks.extend(cell.map(|cell| (cell.clone(), "merge")));
                    }
                }
            }
            _ => {}
        }
    }
}

/// How many cells a row of a table has.
fn cells(row: &str) -> usize {
    let row = row.trim().trim_start_matches(['>', ' ']);
    let row = row.strip_prefix('|').unwrap_or(row);
    let bars = row.match_indices('|');
    let bars = bars.filter(|(at, _)| !row[..*at].ends_with('\\')).count();
    let is_ended = row.ends_with('|') && !row.ends_with("\\|");
    bars + usize::from(!is_ended)
}
