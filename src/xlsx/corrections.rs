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

pub(super) fn sheet(
    book: &Book<'_>,
    corrections: &[Correction],
    received: &Received<'_>,
) -> Result<Worksheet, XlsxError> {
    let mut page = Page::new(book, CORRECTIONS, "xlsx-corrections-title")?;
    page.remark(2, remark(book, corrections, received));
    page.set_prose(8, 80);
    let columns = [
        "number",
        "sheet",
        "cell",
        "subject",
        "drafted",
        "corrected",
        "difference",
        "rule",
        "reason",
    ];
    let columns = columns.into_iter().chain(["decision", "link"]);
    let headings: Vec<String> = columns
        .map(|id| book.text(&format!("xlsx-correction-{id}")))
        .collect();
    for (heading, col) in headings.iter().zip(0..) {
        page.header(HEADER_ROW, col, heading)?;
    }
    for ((rank, correction), row) in corrections.iter().enumerate().zip(HEADER_ROW + 1..) {
        correction_row(&mut page, row, rank, correction)?;
        corrected(&mut page, book, row, (rank, correction))?;
        link(&mut page, book, row, rank)?;
    }
    page.table("T_Corrections", HEADER_ROW, &headings)?;
    page.align_widths(4..7);
    page.finish((HEADER_ROW, HEADER_ROW), (0, 4))
}

fn remark(book: &Book<'_>, corrections: &[Correction], received: &Received<'_>) -> String {
    let args = [
        ("file", received.file.to_owned()),
        ("count", corrections.len().to_string()),
    ];
    book.texts.text("xlsx-corrections-received", &args)
}

fn correction_row(
    page: &mut Page<'_>,
    row: Row,
    rank: usize,
    correction: &Correction,
) -> Result<(), XlsxError> {
    let level = Level::Body;
    page.number((row, 0), (rank + 1).into(), Kind::Label, level)?;
    page.text((row, 1), &correction.sheet, Kind::Text, level)?;
    page.text((row, 2), &correction.cell, Kind::Label, level)?;
    page.text((row, 3), &correction.subject, Kind::Prose, level)?;
    page.amount((row, 4), correction.drafted, level)?;
    match (correction.drafted, correction.expected) {
        (Some(drafted), Some(expected)) => {
            let formula = format!("=ROUND({}-{},4)", cell(row, 5), cell(row, 4));
            let difference: Amount = expected - drafted;
            page.formula(
                (row, 6),
                &formula,
                difference.decimal(),
                (Kind::Difference, level),
            )?;
        }
        _ => page.blank((row, 6), level)?,
    }
    page.text((row, 7), &correction.rule, Kind::Text, level)?;
    page.text((row, 8), &correction.reason, Kind::Prose, level)?;
    page.text((row, 9), &correction.decision, Kind::Prose, level)
}

/// The corrected figure, where it stands.
fn corrected(
    page: &mut Page<'_>,
    book: &Book<'_>,
    row: Row,
    (rank, correction): (usize, &Correction),
) -> Result<(), XlsxError> {
    match (book.remarks.cell(rank), correction.expected) {
        (Some((sheet, target_row, target_col)), Some(expected)) => {
            let formula = format!("={}", on(sheet, &cell(target_row, target_col)));
            page.formula(
                (row, 5),
                &formula,
                expected.decimal(),
                (Kind::Amount, Level::Body),
            )
        }
        (_, expected) => page.amount((row, 5), expected, Level::Body),
    }
}

fn link(page: &mut Page<'_>, book: &Book<'_>, row: Row, rank: usize) -> Result<(), XlsxError> {
    match book.remarks.cell(rank) {
        Some((sheet, target_row, target_col)) => {
            let name = cell(target_row, target_col);
            let shown = format!("{sheet}!{name}");
            page.link((row, 10), &on(sheet, &name), &shown)
        }
        None => page.blank((row, 10), Level::Body),
    }
}
