//! The sheet `Corrections`: what the received workbook says, what this one says, and why.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::{
    Correction, Received,
    formula::{cell, on},
    layout::{CORRECTIONS, HEADER_ROW, Row},
    page::{Book, Page},
    styles::{Kind, Level},
};
use crate::money::Amount;

/// Excel follows no more links in a sheet than this; later corrections name the cell without one.
const MOST_LINKS: usize = 60_000;

pub(super) fn sheet(
    book: &Book<'_>,
    corrections: &[Correction],
    received: &Received<'_>,
) -> Result<Worksheet, XlsxError> {
    let mut page = Page::new(book, CORRECTIONS, "xlsx-corrections-title")?;
    page.put(2, 0, &remark(book, corrections, received), &book.styles.subtitle)?;
    let ids = ["number", "sheet", "cell", "subject", "drafted", "corrected", "difference", "rule", "reason", "link"];
    for (id, col) in ids.into_iter().zip(0..) {
        page.header(HEADER_ROW, col, &book.text(&format!("xlsx-correction-{id}")))?;
    }
    for ((rank, correction), row) in corrections.iter().enumerate().zip(HEADER_ROW + 1..) {
        correction_row(&mut page, row, rank, correction)?;
        link(&mut page, book, row, rank)?;
    }
    page.align_widths(4..7);
    page.finish((HEADER_ROW, HEADER_ROW), (0, 4))
}

fn remark(book: &Book<'_>, corrections: &[Correction], received: &Received<'_>) -> String {
    let mut args = vec![("file", received.file.to_owned()), ("count", corrections.len().to_string())];
    let mut remark = book.texts.text("xlsx-corrections-received", &args);
    if !received.other_sheets.is_empty() {
        args.push(("sheets", received.other_sheets.join(", ")));
        remark.push(' ');
        remark.push_str(&book.texts.text("xlsx-corrections-left-out", &args));
    }
    remark
}

fn correction_row(page: &mut Page<'_>, row: Row, rank: usize, correction: &Correction) -> Result<(), XlsxError> {
    let level = Level::Body;
    page.number((row, 0), (rank + 1).into(), Kind::Label, level)?;
    page.text((row, 1), &correction.sheet, Kind::Text, level)?;
    page.text((row, 2), &correction.cell, Kind::Label, level)?;
    page.text((row, 3), &correction.subject, Kind::Prose, level)?;
    page.amount((row, 4), correction.drafted, level)?;
    page.amount((row, 5), correction.expected, level)?;
    match (correction.drafted, correction.expected) {
        (Some(drafted), Some(expected)) => {
            let formula = format!("=ROUND({}-{},4)", cell(row, 5), cell(row, 4));
            let difference: Amount = expected - drafted;
            page.formula((row, 6), &formula, difference.decimal(), (Kind::Difference, level))?;
        }
        _ => page.blank((row, 6), level)?,
    }
    page.text((row, 7), &correction.rule, Kind::Text, level)?;
    page.text((row, 8), &correction.reason, Kind::Prose, level)
}

fn link(page: &mut Page<'_>, book: &Book<'_>, row: Row, rank: usize) -> Result<(), XlsxError> {
    match book.remarks.cell(rank) {
        Some((sheet, target_row, target_col)) => {
            let name = cell(target_row, target_col);
            let shown = format!("{sheet}!{name}");
            if rank < MOST_LINKS {
                page.link((row, 9), &on(sheet, &name), &shown)
            } else {
                page.text((row, 9), &shown, Kind::Label, Level::Body)
            }
        }
        None => page.blank((row, 9), Level::Body),
    }
}
