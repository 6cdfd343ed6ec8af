//! The sheet `Avant-après`: the amounts of each fiche and payer before and after an amendment, and the difference, year
//! by year, as published.

use super::{
    book::Book,
    sheet::{Cell, Kind, Level, Sheet},
};
use crate::{
    record::{Amendment, Fate, Moved},
    source::{Period, name_of},
};

/// The header row.
const HEADER: u32 = 3;
/// The columns.
const COLUMNS: [(&str, Kind, usize); 8] = [
    ("fiche", Kind::Label, 0),
    ("name", Kind::Prose, 40),
    ("fate", Kind::Label, 0),
    ("payer", Kind::Prose, 18),
    ("year", Kind::Label, 8),
    ("before", Kind::Amount, 0),
    ("added", Kind::Difference, 0),
    ("after", Kind::Amount, 0),
];

pub(super) fn amendment(book: &Book<'_>, amendment: &Amendment) -> Sheet {
    let mut sheet = book.sheet("amendment", (HEADER, HEADER), 2);
    sheet.is_filtered = true;
    sheet.columns = book.headed("xlsx-amendment", &COLUMNS);
    let number = amendment.number.to_string();
    sheet.remark(book.text_of("xlsx-amendment-about", "number", &number));
    let fate = |fate: Fate| {
        let name = match fate {
            // The plain name is that of a column.
            Fate::Added => "added-fiche".to_owned(),
            fate => name_of(&fate),
        };
        book.text(&format!("xlsx-amendment-{name}"))
    };
    for fiche in &amendment.fiches {
        let head = [
            fiche.code.to_string(),
            fiche.title.clone(),
            fate(fiche.fate),
        ];
        for moved in &fiche.amounts {
            rows(book, &mut sheet, amendment, &head, moved);
        }
    }
    let head = [
        book.text("xlsx-amendment-all"),
        String::new(),
        String::new(),
    ];
    for moved in &amendment.totals {
        rows(book, &mut sheet, amendment, &head, moved);
    }
    sheet
}

/// One row per year, then one of all years; years without amounts are left out.
fn rows(
    book: &Book<'_>,
    sheet: &mut Sheet,
    amendment: &Amendment,
    head: &[String; 3],
    moved: &Moved,
) {
    let cost = || book.text("xlsx-amendment-cost");
    let payer = moved.payer.clone().unwrap_or_else(cost);
    let all = match (amendment.years.first(), amendment.years.last()) {
        (Some(Period::Year(first)), Some(Period::Year(last))) => format!("{first}-{last}"),
        _ => book.text("xlsx-all-years"),
    };
    let years = amendment.years.iter().map(ToString::to_string).chain([all]);
    let last = amendment.years.len();
    for (rank, (year, [before, after])) in years.zip(&moved.years).enumerate() {
        // With a single year, the row of all years would repeat it.
        let is_again = rank == last && last == 1;
        if is_again || before.is_zero() && after.is_zero() {
            continue;
        }
        let texts = head.iter().chain([&payer, &year]);
        let cells = texts.map(|text| Cell::from(text.as_str()));
        let amounts = [
            Cell::new(Kind::Amount, *before),
            Cell::new(Kind::Difference, *after - *before),
            Cell::new(Kind::Amount, *after),
        ];
        sheet.push(Level::Body, cells.chain(amounts));
    }
}
