use serde::Serialize;

use super::{Figures, MentionView, mentions, width::ems};
use crate::{
    compute::{Split, Splits},
    model::ColumnKind,
    record::Record,
};

/// The recap: one row a fiche, for each year one column a party; the years over several tables when one
/// page is not wide enough for all of them.
#[derive(Debug, Serialize)]
pub(in crate::render) struct RecapView {
    years: Vec<i32>,
    /// The size of its type, in tenths of a point.
    size: u32,
    /// The columns of a year.
    columns: Vec<ColumnView>,
    tables: Vec<TableView>,
    mentions: Vec<FicheMentionsView>,
}

#[derive(Clone, Debug, Serialize)]
struct ColumnView {
    /// `party`, `others`, `unallocated` or `total`.
    kind: &'static str,
    /// The label of a party.
    label: Option<String>,
}

#[derive(Debug, Serialize)]
struct TableView {
    /// The years it shows; none stands for all of them together.
    blocks: Vec<Option<i32>>,
    rows: Vec<RowView>,
}

#[derive(Debug, Serialize)]
struct RowView {
    /// `fiche`, `axis` or `total`.
    kind: &'static str,
    /// The code of a fiche.
    code: Option<String>,
    /// The title of a fiche or an axis.
    title: String,
    /// Block by block, column by column.
    blocks: Vec<Vec<Option<String>>>,
}

/// The remarks of a fiche, under the table.
#[derive(Debug, Serialize)]
struct FicheMentionsView {
    code: String,
    mentions: Vec<MentionView>,
}

impl RecapView {
    /// The recap of the record.
    pub(in crate::render) fn new(record: &Record, figures: Figures) -> Self {
        let years = &record.convention.years;
        let columns = columns(record);
        let widest = record
            .total
            .years
            .iter()
            .chain([&record.total.all])
            .map(|split| cells(record, split, figures));
        let widths = block_widths(&columns, &widest.collect::<Vec<_>>());
        let (size, tables) = fit(&widths);
        let blocks: Vec<Option<usize>> = (0..years.len()).map(Some).chain([None]).collect();
        let each = blocks.len().div_ceil(tables);
        let table = |blocks: &[Option<usize>]| TableView {
            blocks: blocks
                .iter()
                .map(|block| block.map(|year| years[year]))
                .collect(),
            rows: rows(record, blocks, figures),
        };
        let mentions = record
            .fiches
            .iter()
            .filter(|fiche| !fiche.mentions.is_empty())
            .map(|fiche| FicheMentionsView {
                code: fiche.code.to_string(),
                mentions: mentions(record, &fiche.mentions),
            });
        Self {
            years: years.clone(),
            size,
            columns,
            tables: blocks.chunks(each).map(table).collect(),
            mentions: mentions.collect(),
        }
    }
}

fn columns(record: &Record) -> Vec<ColumnView> {
    let view = |column: ColumnKind| ColumnView {
        kind: column.key(),
        label: matches!(column, ColumnKind::Funder(_)).then(|| record.label(column).to_owned()),
    };
    record.columns().into_iter().map(view).collect()
}

/// The cells of one block of a row, in the order of [`columns`].
fn cells(record: &Record, split: &Split, figures: Figures) -> Vec<Option<String>> {
    let amounts = record
        .columns()
        .into_iter()
        .map(|column| record.part(split, column));
    amounts
        .map(|amount| figures.number_or_nothing(amount))
        .collect()
}

fn rows(record: &Record, blocks: &[Option<usize>], figures: Figures) -> Vec<RowView> {
    let row = |kind, code, title: &str, splits: &Splits| RowView {
        kind,
        code,
        title: title.to_owned(),
        blocks: blocks
            .iter()
            .map(|block| cells(record, splits.of(*block), figures))
            .collect(),
    };
    let mut rows = Vec::new();
    let axes: Vec<usize> = (0..record.axes.len())
        .filter(|axis| record.fiches.iter().any(|fiche| fiche.axis == *axis))
        .collect();
    for axis in &axes {
        let own = record.fiches.iter().filter(|fiche| fiche.axis == *axis);
        rows.extend(own.map(|fiche| {
            row(
                "fiche",
                Some(fiche.code.to_string()),
                &fiche.title,
                &fiche.splits,
            )
        }));
        // The subtotal of a single axis would be the total over again.
        if axes.len() > 1 {
            rows.push(row(
                "axis",
                None,
                &record.convention.axes[*axis].title,
                &record.axes[*axis],
            ));
        }
    }
    rows.push(row("total", None, "", &record.total));
    rows
}

/// What a page holds beside the code and a title of readable width, in thousandths of a point.
const ROOM: u32 = 600_000;
/// The space at both sides of a cell, in thousandths of a point.
const INSET: u32 = 3_600;
/// From the size that reads best to the smallest bearable, in tenths of a point.
const SIZES: [u32; 3] = [75, 70, 65];
/// When a single year is too wide for any of them.
const LAST_RESORT: u32 = 60;

/// The size of type, and over how many tables the blocks are spread.
fn fit(blocks: &[(u32, u32)]) -> (u32, usize) {
    let width = |size: u32, blocks: &[(u32, u32)]| -> u32 {
        blocks
            .iter()
            .map(|(ems, columns)| ems * size / 10 + columns * INSET)
            .sum()
    };
    for tables in 1..=blocks.len() {
        let each = blocks.len().div_ceil(tables);
        let fits = |size: &&u32| {
            blocks
                .chunks(each)
                .all(|table| width(**size, table) <= ROOM)
        };
        if let Some(size) = SIZES.iter().find(fits) {
            return (*size, tables);
        }
    }
    (LAST_RESORT, blocks.len().max(1))
}

/// For each block, how wide its columns are in thousandths of an em, and how many there are.
fn block_widths(columns: &[ColumnView], blocks: &[Vec<Option<String>>]) -> Vec<(u32, u32)> {
    let width = |(column, cell): (&ColumnView, &Option<String>)| {
        let longest_word = match column.kind {
            "others" => 5_000,
            "unallocated" => 3_600,
            _ => column
                .label
                .as_deref()
                .unwrap_or_default()
                .split(' ')
                .map(ems)
                .max()
                .unwrap_or_default(),
        };
        // Labels are set a little smaller than figures.
        cell.as_deref().map_or(0, ems).max(longest_word * 9 / 10)
    };
    let count = u32::try_from(columns.len()).unwrap_or(u32::MAX);
    blocks
        .iter()
        .map(|cells| (columns.iter().zip(cells).map(width).sum(), count))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_spread_over_tables_only_when_they_must_be() {
        let block = |columns: u32| (4_000 * columns, columns);
        assert_eq!(fit(&[block(3); 3]), (75, 1));
        assert_eq!(fit(&[block(5); 4]).1, 1);
        assert_eq!(fit(&[block(5); 7]).1, 2);
        assert_eq!(fit(&[block(30); 2]), (60, 2));
    }
}
