//! The sheet `Cofinancement`: who pays what of each fiche, as typed values: the rules that the shares follow.

use rust_xlsxwriter::{ConditionalFormatFormula, Worksheet, XlsxError};

use super::{
    formula::{cell, fixed},
    layout::{FUNDING, HEADER_ROW, Layout, Row, col, loose_mentions, mention_of},
    page::{Book, Page},
    splits::spellings,
    styles::{Kind, Level},
};
use crate::{record::FicheRecord, source::fold};

/// The column of rates.
pub(super) const RATE: super::layout::Col = 3;
/// The column of natures.
pub(super) const NATURE: super::layout::Col = 2;

pub(super) fn sheet(book: &Book<'_>) -> Result<Worksheet, XlsxError> {
    let mut page = Page::new(book, FUNDING, "xlsx-funding-title")?;
    let mention = col(4 + book.layout.years);
    header(&mut page, book)?;
    let mut last = HEADER_ROW;
    for (fiche, block) in book.record.fiches.iter().zip(&book.layout.fiches) {
        let natures = spellings(fiche);
        let spelling = |nature: &Option<String>| {
            let nature = nature.as_deref().unwrap_or_default();
            natures.get(&fold(nature)).map_or_else(|| nature.to_owned(), |known| (*known).to_owned())
        };
        for (rank, row) in block.rules.clone().enumerate() {
            let rule = &fiche.funding[rank];
            let text = mention_of(fiche, rank).map(|mention| fiche.mentions[mention].text.as_str());
            start(&mut page, book, row, fiche, Some(rule.funder))?;
            page.text((row, NATURE), &spelling(&rule.nature), Kind::Text, Level::Body)?;
            match rule.rate {
                Some(rate) => page.number((row, RATE), rate.fraction(), Kind::Rate, Level::Body)?,
                None => page.blank((row, RATE), Level::Body)?,
            }
            for (year, amount) in rule.fixed.iter().enumerate() {
                page.amount((row, Layout::fixed_amount(year)), *amount, Level::Body)?;
            }
            page.text((row, mention), text.unwrap_or_default(), Kind::Prose, Level::Body)?;
        }
        for (rank, row) in loose_mentions(fiche).zip(block.mentions.clone()) {
            let own = &fiche.mentions[rank];
            start(&mut page, book, row, fiche, own.funder)?;
            page.text((row, NATURE), &spelling(&own.nature), Kind::Text, Level::Body)?;
            (RATE..mention).try_for_each(|col| page.blank((row, col), Level::Body))?;
            page.text((row, mention), &own.text, Kind::Prose, Level::Body)?;
        }
        last = last.max(block.mentions.end.saturating_sub(1));
    }
    whole_rates(&mut page, book, last)?;
    page.align_widths((0..book.layout.years).map(Layout::fixed_amount));
    page.finish((HEADER_ROW, HEADER_ROW), 1)
}

fn header(page: &mut Page<'_>, book: &Book<'_>) -> Result<(), XlsxError> {
    for (id, col) in ["xlsx-fiche", "xlsx-funder", "xlsx-nature", "xlsx-rate"].into_iter().zip(0..) {
        page.header(HEADER_ROW, col, &book.text(id))?;
    }
    for (year, &name) in book.record.convention.years.iter().enumerate() {
        page.header(HEADER_ROW, Layout::fixed_amount(year), &book.of_year("xlsx-amount", name))?;
    }
    page.header(HEADER_ROW, col(4 + book.layout.years), &book.text("xlsx-mention"))
}

fn start(
    page: &mut Page<'_>,
    book: &Book<'_>,
    row: Row,
    fiche: &FicheRecord,
    funder: Option<usize>,
) -> Result<(), XlsxError> {
    let name = funder.and_then(|funder| book.record.funders.get(funder)).map(|funder| funder.column.as_str());
    page.text((row, 0), fiche.code.spelling(), Kind::Label, Level::Body)?;
    page.text((row, 1), name.unwrap_or_default(), Kind::Text, Level::Body)
}

/// `80 %` rather than `80,00 %`, and `43,85 %` as soon as one is typed: hidden decimals would mislead.
fn whole_rates(page: &mut Page<'_>, book: &Book<'_>, last: Row) -> Result<(), XlsxError> {
    let first = HEADER_ROW + 1;
    if last < first {
        return Ok(());
    }
    let rate = format!("{}*100", cell(first, RATE).replacen('D', "$D", 1));
    let rule = format!("=AND(ISNUMBER({}),ROUND({rate},6)=ROUND({rate},0))", fixed((first, RATE)).replace("$5", "5"));
    let format = ConditionalFormatFormula::new().set_rule(rule.as_str()).set_format(&book.styles.whole_rate);
    page.sheet.add_conditional_format(first, RATE, last, RATE, &format)?;
    Ok(())
}
