use std::ops::Range;

use serde_json::{Value, json};

use super::{
    figures::{Figures, mentions},
    table::{ems, spread},
};
use crate::{
    compute::{Split, Splits},
    model::ColumnKind,
};

/// What a page holds beside the code and a title of readable width, in thousandths of a point.
const ROOM: u32 = 600_000;
/// The space at both sides of a cell, in thousandths of a point.
const INSET: u32 = 3_600;
/// From the size that reads best to the smallest bearable, in tenths of a point.
const SIZES: [u32; 3] = [75, 70, 65];
/// When a single year is too wide for any of them.
const LAST_RESORT: u32 = 60;

/// The recap: one row a fiche, for each year one column a party; the years over several tables when one page is not
/// wide enough for all of them.
pub(in crate::render) fn recap(figures: Figures<'_>) -> Value {
    let record = figures.record;
    let years = &record.convention.years;
    let columns = record.columns();
    let (size, each) = fit(&columns, figures);
    let blocks: Vec<Option<usize>> = (0..years.len()).map(Some).chain([None]).collect();
    let table = |blocks: &[Option<usize>]| {
        json!({
            "blocks": blocks.iter().map(|block| block.map(|year| years[year])).collect::<Vec<_>>(),
            "rows": rows(blocks, figures),
        })
    };
    let remarks = record
        .fiches
        .iter()
        .filter(|fiche| !fiche.mentions.is_empty());
    let remarks = remarks.map(
        |fiche| json!({ "code": fiche.code.to_string(), "mentions": mentions(record, fiche) }),
    );
    let column = |column: &ColumnKind| {
        let is_party = matches!(column, ColumnKind::Funder(_));
        json!({ "kind": column.key(), "label": is_party.then(|| record.label(*column)) })
    };
    json!({
        "years": years,
        "size": size,
        "columns": columns.iter().map(column).collect::<Vec<_>>(),
        "tables": blocks.chunks(each).map(table).collect::<Vec<_>>(),
        "mentions": remarks.collect::<Vec<_>>(),
    })
}

/// The cells of one block of a row, in the order of the columns.
fn cells(split: &Split, figures: Figures<'_>) -> Vec<Option<String>> {
    let shown = |column| figures.number_or_nothing(figures.record.part(split, column));
    figures.record.columns().into_iter().map(shown).collect()
}

fn rows(blocks: &[Option<usize>], figures: Figures<'_>) -> Vec<Value> {
    let record = figures.record;
    let row = |kind: &str, code: Option<String>, title: &str, splits: &Splits| {
        let cells = |block: &Option<usize>| cells(splits.of(*block), figures);
        json!({
            "kind": kind,
            "code": code,
            "title": title,
            "blocks": blocks.iter().map(cells).collect::<Vec<_>>(),
        })
    };
    let of_axis = |axis: usize| record.fiches.iter().filter(move |fiche| fiche.axis == axis);
    let axes: Vec<usize> = (0..record.axes.len())
        .filter(|axis| of_axis(*axis).next().is_some())
        .collect();
    let mut rows = Vec::new();
    for axis in &axes {
        rows.extend(of_axis(*axis).map(|fiche| {
            let code = Some(fiche.code.to_string());
            row("fiche", code, &fiche.title, &fiche.splits)
        }));
        // The subtotal of a single axis would be the total over again.
        if axes.len() > 1 {
            let title = &record.convention.axes[*axis].title;
            rows.push(row("axis", None, title, &record.axes[*axis]));
        }
    }
    rows.push(row("total", None, "", &record.total));
    rows
}

/// The size of type, and how many blocks each table has.
fn fit(columns: &[ColumnKind], figures: Figures<'_>) -> (u32, usize) {
    let record = figures.record;
    let width = |(column, cell): (&ColumnKind, Option<String>)| {
        let longest_word = match column {
            ColumnKind::Others => 5_000,
            ColumnKind::Unallocated => 3_600,
            ColumnKind::Total => 0,
            ColumnKind::Funder(_) => {
                let words = record.label(*column).split(' ');
                words.map(ems).max().unwrap_or_default()
            }
        };
        // Labels are set a little smaller than figures.
        cell.as_deref().map_or(0, ems).max(longest_word * 9 / 10)
    };
    // The totals are the widest figures of each block.
    let totals = record.total.years.iter().chain([&record.total.all]);
    let widths: Vec<u32> = totals
        .map(|split| columns.iter().zip(cells(split, figures)).map(width).sum())
        .collect();
    let insets = u32::try_from(columns.len()).unwrap_or(u32::MAX) * INSET;
    let fits = |blocks: Range<usize>, size: u32| {
        let width = |ems: &u32| ems * size / 10 + insets;
        widths[blocks].iter().map(width).sum::<u32>() <= ROOM
    };
    spread(widths.len(), &SIZES, fits).unwrap_or((LAST_RESORT, 1))
}
