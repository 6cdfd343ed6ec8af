//! The sheet `Cofinancement`: who pays what of each fiche, as typed values: the rules that the shares follow.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::{
    layout::{Col, FUNDING, HEADER_ROW, Layout, Row, loose_mentions, mention_of},
    page::{Book, Page},
    splits::spellings,
    styles::{Kind, Level},
    validation::{Held, held},
};
use crate::{
    record::{FicheRecord, FundingRecord},
    source::fold,
};

/// The column of rates.
pub(super) const RATE: Col = 3;
/// The column of natures.
pub(super) const NATURE: Col = 2;

pub(super) fn sheet(book: &Book<'_>) -> Result<Worksheet, XlsxError> {
    let mut page = Page::new(book, FUNDING, "xlsx-funding-title")?;
    header(&mut page, book)?;
    let mut last = HEADER_ROW;
    for (fiche, block) in book.record.fiches.iter().zip(&book.layout.fiches) {
        let natures = spellings(fiche);
        for ((rank, rule), row) in fiche.funding.iter().enumerate().zip(block.rules.clone()) {
            let mention = mention_of(fiche, rank).and_then(|mention| fiche.mentions.get(mention));
            let text = mention.map(|mention| mention.text.as_str());
            start(&mut page, book, row, fiche, Some(rule.funder))?;
            nature(&mut page, row, rule.nature.as_deref(), &natures)?;
            pays(&mut page, book, row, Some(rule))?;
            page.text(
                (row, mention_column(book)),
                text.unwrap_or_default(),
                Kind::Prose,
                Level::Typed,
            )?;
        }
        for (rank, row) in loose_mentions(fiche).zip(block.mentions.clone()) {
            let mention = &fiche.mentions[rank];
            start(&mut page, book, row, fiche, mention.funder)?;
            nature(&mut page, row, mention.nature.as_deref(), &natures)?;
            pays(&mut page, book, row, None)?;
            page.text(
                (row, mention_column(book)),
                &mention.text,
                Kind::Prose,
                Level::Typed,
            )?;
        }
        last = last.max(block.mentions.end.saturating_sub(1));
    }
    page.whole_rates((HEADER_ROW + 1, last), RATE)?;
    typed(&mut page, book, last)?;
    page.align_widths((0..book.layout.years).map(Layout::fixed_amount));
    page.finish((HEADER_ROW, HEADER_ROW), (1, 3))
}

/// What may be typed under the header.
fn typed(page: &mut Page<'_>, book: &Book<'_>, last: Row) -> Result<(), XlsxError> {
    let rows = HEADER_ROW + 1..last + 1;
    held(page, book, &rows, (NATURE, Held::Nature))?;
    held(page, book, &rows, (RATE, Held::Rate))?;
    (0..book.layout.years).try_for_each(|year| {
        held(
            page,
            book,
            &rows,
            (Layout::fixed_amount(year), Held::Amount),
        )
    })
}

fn mention_column(book: &Book<'_>) -> Col {
    Layout::fixed_amount(book.layout.years)
}

fn header(page: &mut Page<'_>, book: &Book<'_>) -> Result<(), XlsxError> {
    for (id, col) in ["xlsx-fiche", "xlsx-funder", "xlsx-nature", "xlsx-rate"]
        .into_iter()
        .zip(0..)
    {
        page.header(HEADER_ROW, col, &book.text(id))?;
    }
    for (year, &name) in book.record.convention.years.iter().enumerate() {
        page.header(
            HEADER_ROW,
            Layout::fixed_amount(year),
            &book.of_year("xlsx-amount", name),
        )?;
    }
    page.header(HEADER_ROW, mention_column(book), &book.text("xlsx-mention"))
}

fn start(
    page: &mut Page<'_>,
    book: &Book<'_>,
    row: Row,
    fiche: &FicheRecord,
    funder: Option<usize>,
) -> Result<(), XlsxError> {
    let name = funder
        .and_then(|funder| book.record.funders.get(funder))
        .map(|funder| funder.column.as_str());
    page.text((row, 0), fiche.code.spelling(), Kind::Label, Level::Body)?;
    page.text((row, 1), name.unwrap_or_default(), Kind::Text, Level::Body)
}

/// The lines that are covered, spelled as they are.
fn nature(
    page: &mut Page<'_>,
    row: Row,
    nature: Option<&str>,
    natures: &BTreeMap<String, &str>,
) -> Result<(), XlsxError> {
    let spelling = nature.map(|nature| natures.get(&fold(nature)).copied().unwrap_or(nature));
    page.text(
        (row, NATURE),
        spelling.unwrap_or_default(),
        Kind::Text,
        Level::Typed,
    )
}

/// The rate and the fixed amounts of a rule; empty cells beside a mere mention.
fn pays(
    page: &mut Page<'_>,
    book: &Book<'_>,
    row: Row,
    rule: Option<&FundingRecord>,
) -> Result<(), XlsxError> {
    match rule.and_then(|rule| rule.rate) {
        Some(rate) => page.number((row, RATE), rate.fraction(), Kind::Rate, Level::Typed)?,
        None => page.blank((row, RATE), Level::Typed)?,
    }
    (0..book.layout.years).try_for_each(|year| {
        let fixed = rule.and_then(|rule| rule.fixed.get(year).copied().flatten());
        page.amount((row, Layout::fixed_amount(year)), fixed, Level::Typed)
    })
}
