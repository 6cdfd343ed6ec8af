//! The sheet `Dépenses`: every cost line as a typed value, and under each fiche's lines their total.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::{
    formula::down,
    layout::{Block, COSTS, Col, HEADER_ROW, Layout, Row},
    page::{Book, Page},
    splits::spellings,
    styles::{Kind, Level},
    validation::{Held, held},
};
use crate::{
    model::Tax,
    record::{FicheRecord, LineRecord},
    source::fold,
};

/// The column of natures.
pub(super) const NATURE: Col = 1;
/// The column of taxes.
const TAX: Col = 3;

pub(super) fn sheet(book: &Book<'_>) -> Result<Worksheet, XlsxError> {
    let mut page = Page::new(book, COSTS, "xlsx-costs-title")?;
    header(&mut page, book)?;
    for (rank, (fiche, block)) in book
        .record
        .fiches
        .iter()
        .zip(&book.layout.fiches)
        .enumerate()
    {
        let natures = spellings(fiche);
        for (line, row) in fiche.lines.iter().zip(block.costs.clone()) {
            let nature = line
                .nature
                .as_ref()
                .and_then(|nature| natures.get(&fold(nature)).copied());
            cost_line(&mut page, row, fiche, line, nature)?;
        }
        if let Some(row) = block.cost_total() {
            total(&mut page, book, row, (rank, fiche, block))?;
        }
    }
    typed(&mut page, book)?;
    let years = 0..book.layout.years;
    page.align_widths(years.map(Layout::cost_amount));
    page.finish((HEADER_ROW, HEADER_ROW), (1, 4))
}

fn header(page: &mut Page<'_>, book: &Book<'_>) -> Result<(), XlsxError> {
    for (id, col) in ["xlsx-fiche", "xlsx-nature", "xlsx-label", "xlsx-tax"]
        .into_iter()
        .zip(0..)
    {
        page.header(HEADER_ROW, col, &book.text(id))?;
    }
    for (year, &name) in book.record.convention.years.iter().enumerate() {
        let col = Layout::cost_amount(year);
        page.header(HEADER_ROW, col - 1, &book.of_year("xlsx-days", name))?;
        page.header(HEADER_ROW, col, &book.of_year("xlsx-amount", name))?;
    }
    Ok(())
}

/// What may be typed in the lines; nothing is typed in the totals among them, which are locked.
fn typed(page: &mut Page<'_>, book: &Book<'_>) -> Result<(), XlsxError> {
    let rows = HEADER_ROW + 1..book.layout.costs_end();
    held(page, book, &rows, (NATURE, Held::Nature))?;
    held(page, book, &rows, (TAX, Held::Tax))?;
    (0..book.layout.years).try_for_each(|year| {
        let col = Layout::cost_amount(year);
        held(page, book, &rows, (col - 1, Held::Days))?;
        held(page, book, &rows, (col, Held::Amount))
    })
}

fn cost_line(
    page: &mut Page<'_>,
    row: Row,
    fiche: &FicheRecord,
    line: &LineRecord,
    nature: Option<&str>,
) -> Result<(), XlsxError> {
    let level = Level::Typed;
    // No formula looks at codes and days: typing over them would change nothing, so they are locked.
    page.text((row, 0), fiche.code.spelling(), Kind::Label, Level::Body)?;
    page.text((row, NATURE), nature.unwrap_or_default(), Kind::Text, level)?;
    page.text(
        (row, 2),
        line.label.as_deref().unwrap_or_default(),
        Kind::Prose,
        level,
    )?;
    page.text(
        (row, TAX),
        line.tax.map(Tax::label).unwrap_or_default(),
        Kind::Label,
        level,
    )?;
    for (year, cost) in line.years.iter().enumerate() {
        let col = Layout::cost_amount(year);
        match cost.days {
            Some(days) => page.number((row, col - 1), days, Kind::Number, Level::Body)?,
            None => page.blank((row, col - 1), Level::Body)?,
        }
        page.amount((row, col), cost.amount, level)?;
    }
    Ok(())
}

fn total(
    page: &mut Page<'_>,
    book: &Book<'_>,
    row: Row,
    (rank, fiche, block): (usize, &FicheRecord, &Block),
) -> Result<(), XlsxError> {
    page.text(
        (row, 0),
        fiche.code.spelling(),
        Kind::Label,
        Level::Subtotal,
    )?;
    page.text(
        (row, NATURE),
        &book.text("xlsx-total"),
        Kind::Text,
        Level::Subtotal,
    )?;
    page.blank((row, 2), Level::Subtotal)?;
    page.blank((row, TAX), Level::Subtotal)?;
    for (year, parts) in book.splits.of_fiche(rank).iter().enumerate() {
        let col: Col = Layout::cost_amount(year);
        page.blank((row, col - 1), Level::Subtotal)?;
        page.figure(
            (row, col),
            &format!("=SUM({})", down(&block.costs, col)),
            parts.total,
            Level::Subtotal,
        )?;
    }
    Ok(())
}
