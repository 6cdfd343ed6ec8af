//! The sheet `Récapitulatif`, laid out as the agreement's annex is: a row a fiche, a subtotal an axis, the total,
//! for each year and over all years. Every figure refers to the sheet of shares.

use std::ops::Range;

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::{
    RecapColumn,
    formula::{cell, down, on},
    layout::{Block, Col, Layout, RECAP, RECAP_YEARS_ROW, Row, SHARES, col},
    names,
    page::{Book, Page},
    shares::SHARE,
    styles::{Kind, Level},
};
use crate::{
    compute::{Split, Splits},
    money::Amount,
    record::{FicheRecord, Record},
};

pub(super) fn sheet(book: &Book<'_>) -> Result<Worksheet, XlsxError> {
    let mut page = Page::new(book, RECAP, "xlsx-recap-title")?;
    head(&mut page, book)?;
    for (fiche, block) in book.record.fiches.iter().zip(&book.layout.fiches) {
        fiche_row(&mut page, book, fiche, block)?;
    }
    for (axis, rows) in book.layout.axes.iter().enumerate() {
        let Some((row, fiches)) = rows else { continue };
        let title = book
            .record
            .convention
            .axes
            .get(axis)
            .map(|axis| axis.title.clone())
            .unwrap_or_default();
        let label = book.texts.text("xlsx-total-of", &[("axis", title)]);
        sums(
            &mut page,
            book,
            (*row, &label),
            (fiches, &book.record.axes[axis]),
            Level::Subtotal,
        )?;
    }
    let all = RECAP_YEARS_ROW + 2..book.layout.total;
    let label = book.text("xlsx-total");
    sums(
        &mut page,
        book,
        (book.layout.total, &label),
        (&all, &book.record.total),
        Level::Total,
    )?;

    for rank in 0..book.layout.columns.len() {
        page.align_widths(groups(book).map(|group| book.layout.recap_year(group) + col(rank)));
    }
    page.finish((RECAP_YEARS_ROW, RECAP_YEARS_ROW + 1), (2, 2))
}

/// The groups of columns: a year each, then all years.
pub(super) fn groups(book: &Book<'_>) -> impl Iterator<Item = Option<usize>> + Clone {
    (0..book.layout.years)
        .map(Some)
        .chain(book.layout.has_all_years().then_some(None))
}

fn head(page: &mut Page<'_>, book: &Book<'_>) -> Result<(), XlsxError> {
    let state = format!(
        "=IF({},\"{}\",\"{}\")",
        names::CONTROLS,
        book.text("xlsx-recap-true"),
        book.text("xlsx-recap-false")
    );
    page.verdict(
        (2, 2),
        &state,
        &book.text("xlsx-recap-true"),
        &book.styles.subtitle,
    )?;
    if book.remarks.any_on(RECAP) {
        page.put(2, 0, "", &book.styles.key)?;
        page.put(2, 1, &book.text("xlsx-key"), &book.styles.subtitle)?;
    }
    let row = RECAP_YEARS_ROW;
    let header = &book.styles.header;
    page.sheet
        .merge_range(row, 0, row + 1, 0, &book.text("xlsx-fiche"), header)?;
    page.sheet
        .merge_range(row, 1, row + 1, 1, &book.text("xlsx-title"), header)?;
    let width = col(book.layout.columns.len());
    for group in groups(book) {
        let first = book.layout.recap_year(group);
        let name = group.and_then(|year| book.record.convention.years.get(year));
        let name = name.map_or_else(|| all_years(book), i32::to_string);
        page.header_over(row, first, first + width - 1, &name)?;
        for (column, col) in book.layout.columns.iter().zip(first..) {
            page.header(row + 1, col, &column_label(book, *column))?;
        }
    }
    Ok(())
}

/// `2018-2020`
pub(super) fn all_years(book: &Book<'_>) -> String {
    let years = &book.record.convention.years;
    let text = |year: Option<&i32>| year.map(i32::to_string).unwrap_or_default();
    book.texts.text(
        "xlsx-all-years",
        &[("first", text(years.first())), ("last", text(years.last()))],
    )
}

fn column_label(book: &Book<'_>, column: RecapColumn) -> String {
    match column {
        RecapColumn::Funder(_) => book
            .texts
            .text("xlsx-share-of", &[("funder", payer(book, column))]),
        RecapColumn::Others | RecapColumn::Unallocated | RecapColumn::Total => payer(book, column),
    }
}

/// Whom a column is about.
pub(super) fn payer(book: &Book<'_>, column: RecapColumn) -> String {
    match column {
        RecapColumn::Funder(funder) => book
            .record
            .funders
            .get(funder)
            .map(|funder| funder.column.clone())
            .unwrap_or_default(),
        RecapColumn::Others => book.text("xlsx-others"),
        RecapColumn::Unallocated => book.text("xlsx-unallocated"),
        RecapColumn::Total => book.text("xlsx-total"),
    }
}

fn fiche_row(
    page: &mut Page<'_>,
    book: &Book<'_>,
    fiche: &FicheRecord,
    block: &Block,
) -> Result<(), XlsxError> {
    let row = block.recap;
    page.text((row, 0), fiche.code.spelling(), Kind::Label, Level::Body)?;
    page.text((row, 1), &fiche.title, Kind::Prose, Level::Body)?;
    if let Some(mentions) = mentions(book, fiche) {
        page.note((row, 1), &mentions)?;
    }
    for group in groups(book) {
        let first = book.layout.recap_year(group);
        for (&column, col) in book.layout.columns.iter().zip(first..) {
            let amount = figure(book.record, fiche.splits.of(group), column);
            let formula = match group {
                Some(year) => block.formula(book, column, year),
                None => over_years(book, row, col - first),
            };
            let level = if column == RecapColumn::Total {
                Level::Subtotal
            } else {
                Level::Body
            };
            page.figure((row, col), &formula, amount, level)?;
        }
    }
    Ok(())
}

impl Block {
    /// Where a fiche's shares stand; nothing for a fiche that has none to show.
    fn formula(&self, book: &Book<'_>, column: RecapColumn, year: usize) -> String {
        let Some((rows, unallocated, total)) = self.share_rows() else {
            return String::new();
        };
        let col = Layout::shares_year(year) + SHARE;
        let is_party = |funder: usize| book.record.funders[funder].is_party;
        let of_funder = |funder| {
            self.funders
                .iter()
                .zip(rows.clone())
                .find(|(own, _)| **own == funder)
        };
        match column {
            RecapColumn::Funder(funder) => of_funder(funder)
                .map(|(_, row)| format!("={}", on(SHARES, &cell(row, col))))
                .unwrap_or_default(),
            RecapColumn::Unallocated => format!("={}", on(SHARES, &cell(unallocated, col))),
            RecapColumn::Total => format!("={}", on(SHARES, &cell(total, col))),
            RecapColumn::Others => {
                // Those who do not sign come last among the funders.
                let first = self
                    .funders
                    .iter()
                    .zip(rows.clone())
                    .find(|(funder, _)| !is_party(**funder));
                first
                    .map(|(_, row)| format!("=SUM({})", on(SHARES, &down(&(row..rows.end), col))))
                    .unwrap_or_default()
            }
        }
    }
}

/// The same column of every year, added up.
fn over_years(book: &Book<'_>, row: Row, offset: Col) -> String {
    let years =
        (0..book.layout.years).map(|year| cell(row, book.layout.recap_year(Some(year)) + offset));
    format!("={}", years.collect::<Vec<_>>().join("+"))
}

/// A row of sums. Subtotals within the rows are not counted twice: that is what `SUBTOTAL` is for.
fn sums(
    page: &mut Page<'_>,
    book: &Book<'_>,
    (row, label): (Row, &str),
    (rows, splits): (&Range<Row>, &Splits),
    level: Level,
) -> Result<(), XlsxError> {
    page.sheet
        .merge_range(row, 0, row, 1, label, book.styles.of(Kind::Text, level))?;
    for group in groups(book) {
        for (&column, col) in book
            .layout
            .columns
            .iter()
            .zip(book.layout.recap_year(group)..)
        {
            let formula = if rows.is_empty() {
                String::new()
            } else {
                format!("=SUBTOTAL(9,{})", down(rows, col))
            };
            page.figure(
                (row, col),
                &formula,
                figure(book.record, splits.of(group), column),
                level,
            )?;
        }
    }
    Ok(())
}

/// What a column shows of a split.
pub(super) fn figure(record: &Record, split: &Split, column: RecapColumn) -> Amount {
    match column {
        RecapColumn::Funder(funder) => split.shares.get(funder).copied().unwrap_or_default(),
        RecapColumn::Others => record.others(split),
        RecapColumn::Unallocated => split.unallocated,
        RecapColumn::Total => split.total,
    }
}

/// What is said about a fiche's funding instead of an amount.
fn mentions(book: &Book<'_>, fiche: &FicheRecord) -> Option<String> {
    let funder = |rank: Option<usize>| rank.and_then(|rank| book.record.funders.get(rank));
    let line = |mention: &crate::record::MentionRecord| {
        let whom = funder(mention.funder).map(|funder| funder.column.as_str());
        let about: Vec<&str> = [whom, mention.nature.as_deref()]
            .into_iter()
            .flatten()
            .collect();
        let args = [
            ("about", about.join(", ")),
            ("mention", mention.text.clone()),
        ];
        if about.is_empty() {
            mention.text.clone()
        } else {
            book.texts.text("xlsx-mention-about", &args)
        }
    };
    let lines: Vec<String> = fiche.mentions.iter().map(line).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}
