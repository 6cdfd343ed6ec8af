use std::ops::Range;

use serde_json::{Value, json};

use super::figures::{Figures, ems, mentions, spread};
use crate::{
    compute::{Split, Splits},
    model::{ColumnKind, RowKind},
    record::Record,
};

/// What a page holds beside the code and a title of readable width, in thousandths of a point.
const ROOM: u32 = 600_000;
/// The space at both sides of a cell, in thousandths of a point.
const INSET: u32 = 3_600;
/// From the size that reads best to the smallest bearable, in tenths of a point.
const SIZES: [u32; 3] = [75, 70, 65];
/// When a single year is too wide for any of them.
const LAST_RESORT: u32 = 60;
/// Between the margins of a page, in thousandths of a point; the title of the recap has its height.
const PAGE_WIDTH: u32 = 785_000;
const PAGE_HEIGHT: u32 = 439_000;
/// What boxes for initials take of it.
const INITIALS: u32 = 17_000;

/// The recap: one row a fiche, for each year one column a party; the years over several tables when one page is not
/// wide enough for all of them.
pub(crate) fn recap(figures: Figures<'_>) -> Value {
    let record = figures.record;
    let years = &record.convention.years;
    let has_money = record.has_money();
    let mut columns = record.columns();
    let mut blocks = record.groups();
    if !has_money {
        // The actions alone, in one table.
        columns.clear();
        blocks.clear();
    }
    let widths = widths(&columns, figures);
    let (size, each) = fit(&widths, columns.len());
    let table = |(blocks, widths): (&[Option<usize>], &[u32])| {
        json!({
            "size": size_for_height(record, &columns, widths, size),
            "blocks": blocks.iter().map(|block| block.map(|year| &years[year])).collect::<Vec<_>>(),
            "rows": rows(blocks, &columns, figures),
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
    let tables = blocks.chunks(each).zip(widths.chunks(each)).map(table);
    json!({
        "years": years,
        "size": size,
        "columns": columns.iter().map(column).collect::<Vec<_>>(),
        "tables": if has_money { tables.collect() } else { vec![table((&[], &[]))] },
        "mentions": remarks.collect::<Vec<_>>(),
    })
}

/// The cells of one block of a row, in the order of the columns.
fn cells(split: &Split, columns: &[ColumnKind], figures: Figures<'_>) -> Vec<Option<String>> {
    let shown = |column: &ColumnKind| {
        let part = figures.record.part(split, *column);
        figures.number_or_nothing(part)
    };
    columns.iter().map(shown).collect()
}

fn rows(blocks: &[Option<usize>], columns: &[ColumnKind], figures: Figures<'_>) -> Vec<Value> {
    let record = figures.record;
    let row = |kind: &str, code: Option<String>, title: &str, splits: &Splits| {
        let cells = |block: &Option<usize>| cells(splits.of(*block), columns, figures);
        json!({
            "kind": kind,
            "code": code,
            "title": title,
            "blocks": blocks.iter().map(cells).collect::<Vec<_>>(),
        })
    };
    let holds_all = |axis: usize| {
        let mut fiches = record.fiches.iter();
        fiches.all(|fiche| record.convention.is_within(fiche.axis, axis))
    };
    let mut rows = Vec::new();
    for kind in record.rows() {
        rows.extend(match kind {
            RowKind::Subtotal(_) if blocks.is_empty() => None,
            RowKind::Fiche(rank) => {
                let fiche = &record.fiches[rank];
                let code = Some(fiche.code.to_string());
                Some(row("fiche", code, &fiche.title, &fiche.splits))
            }
            // The subtotal of what holds all would be the total over again.
            RowKind::Subtotal(axis) if !holds_all(axis) => {
                let title = &record.convention.axes[axis].title;
                let mut sum = row("axis", None, title, &record.axes[axis]);
                sum["level"] = record.convention.levels(axis).count().into();
                Some(sum)
            }
            _ => None,
        });
    }
    if blocks.is_empty() {
        return rows;
    }
    rows.push(row("total", None, "", &record.total));
    // Of a section only the cost is known: rules fund natures.
    rows.extend(record.sections().into_iter().map(|(name, costs)| {
        let cells = |block: &Option<usize>| {
            let cost = block.map_or(costs.last(), |year| costs.get(year));
            let shown = |column: &ColumnKind| {
                let cost = cost.filter(|_| *column == ColumnKind::Total);
                cost.and_then(|cost| figures.number_or_nothing(*cost))
            };
            columns.iter().map(shown).collect::<Vec<_>>()
        };
        json!({
            "kind": "section",
            "code": None::<String>,
            "title": name,
            "blocks": blocks.iter().map(cells).collect::<Vec<_>>(),
        })
    }));
    let off_total = record.off_total_sum();
    rows.extend(off_total.map(|(natures, splits)| row("off_total", None, &natures, &splits)));
    rows
}

/// How wide the amounts of each block are, in thousandths of an em.
fn widths(columns: &[ColumnKind], figures: Figures<'_>) -> Vec<u32> {
    let record = figures.record;
    let width = |(column, cell): (&ColumnKind, Option<String>)| {
        let longest_word = match column {
            ColumnKind::Others => 5_000,
            ColumnKind::Unallocated => 3_600,
            ColumnKind::Total => 0,
            ColumnKind::Funder(_) | ColumnKind::Hand(_) => {
                let words = record.label(*column).split(' ');
                words.map(ems).max().unwrap_or_default()
            }
        };
        // Labels are set a little smaller than figures.
        cell.as_deref().map_or(0, ems).max(longest_word * 9 / 10)
    };
    // The totals are the widest figures of each block.
    let totals = record
        .groups()
        .into_iter()
        .map(|block| record.total.of(block));
    let sum = |split| {
        let cells = columns.iter().zip(cells(split, columns, figures));
        cells.map(width).sum()
    };
    totals.map(sum).collect()
}

/// How wide blocks are in this size of type.
fn width(blocks: &[u32], columns: usize, size: u32) -> u32 {
    let insets = u32::try_from(columns).unwrap_or(u32::MAX) * INSET;
    blocks.iter().map(|ems| ems * size / 10 + insets).sum()
}

/// The size of type, and how many blocks each table has.
fn fit(widths: &[u32], columns: usize) -> (u32, usize) {
    let fits = |blocks: Range<usize>, size| width(&widths[blocks], columns, size) <= ROOM;
    spread(widths.len(), &SIZES, fits).unwrap_or((LAST_RESORT, 1))
}

/// The largest size up to `widest` at which a table fits its page with the remarks under it, else without them; if none
/// does, it runs over several pages in the widest.
fn size_for_height(record: &Record, columns: &[ColumnKind], blocks: &[u32], widest: u32) -> u32 {
    let lines = |text: &str, size: u32, room: u64| {
        let width = u64::from(ems(text)) * u64::from(size) / 10;
        width.div_ceil(room).max(1)
    };
    let row = |lines: u64, size: u32| (1_114 * lines - 400) * u64::from(size) / 10 + 5_600;
    let words = |column: &ColumnKind| record.label(*column).split(' ').count() as u64;
    let label_lines = columns.iter().map(words).max().unwrap_or(1);
    let fiches = || record.fiches.iter();
    let codes = fiches().map(|fiche| ems(&fiche.code.to_string()));
    let code = u64::from(codes.max().unwrap_or_default());
    let table = |size: u32| {
        let amounts = u64::from(width(blocks, columns.len(), size));
        let beside = code * u64::from(size) / 10 + amounts + u64::from(2 * INSET);
        let room = u64::from(PAGE_WIDTH).saturating_sub(beside).max(10_000);
        let titles = fiches().map(|fiche| row(lines(&fiche.title, size, room), size));
        let heads = row(1, size) + row(label_lines, size * 9 / 10);
        titles.sum::<u64>() + heads + (record.axes.len() as u64 + 1) * row(1, size)
    };
    // Remarks are set in 7.5 points, with 0.6 em between lines.
    let remark = |text: &str| lines(text, 75, u64::from(PAGE_WIDTH)) * 9_855;
    let remarks = fiches().flat_map(|fiche| &fiche.mentions);
    let remarks: u64 = remarks.map(|own| remark(&own.text)).sum();
    let is_by_hand = record.convention.signed_by_hand;
    let page = u64::from(PAGE_HEIGHT - if is_by_hand { INITIALS } else { 0 });
    let sizes = || SIZES.into_iter().filter(|size| *size <= widest);
    let size = sizes().find(|size| table(*size) + remarks <= page);
    let size = size.or_else(|| sizes().find(|size| table(*size) <= page));
    size.unwrap_or(widest)
}
