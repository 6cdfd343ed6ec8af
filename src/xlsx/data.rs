//! The sheet `Données`: the rows of `donnees.csv`, for filters, pivot tables and other programs.

use super::{
    book::Book,
    sheet::{Cell, Column, Kind, Level, Sheet},
};
use crate::finding::Fact;

/// The header row.
const HEADER: u32 = 3;

pub(super) fn data(book: &Book<'_>) -> Sheet {
    let mut sheet = book.sheet("data", (HEADER, HEADER), 1);
    sheet.is_filtered = true;
    sheet.remark(book.text("xlsx-data-about"));
    let rows = book.received.data;
    let headers = rows.first().map_or(&[][..], Vec::as_slice);
    let rows = rows.get(1..).unwrap_or_default();
    for (rank, header) in headers.iter().enumerate() {
        let mut cells = rows.iter().filter_map(|row| row.get(rank));
        let is_amount = cells.any(|fact| matches!(fact, Fact::Amount(_)));
        let kind = if is_amount { Kind::Amount } else { Kind::Prose };
        sheet.columns.push(Column::new(header.shown(), kind));
    }
    for row in rows {
        sheet.push(Level::Body, row.iter().map(cell));
    }
    sheet
}

fn cell(fact: &Fact) -> Cell {
    match fact {
        Fact::Amount(amount) => Cell::new(Kind::Amount, *amount),
        Fact::Rate(rate) => Cell::new(Kind::Rate, rate.fraction()),
        Fact::Number(number) => Cell::new(Kind::Number, *number),
        Fact::Text(text) => text.into(),
    }
}
