//! The sheet `Points ouverts`: the findings of the audit that were not settled at publication.

use super::{
    book::Book,
    sheet::{Cell, Kind, Level, Sheet},
};
use crate::finding::{Fact, Finding, place_in_words};

/// The header row.
const HEADER: u32 = 3;
/// The columns.
const COLUMNS: [(&str, Kind, usize); 8] = [
    ("number", Kind::Label, 0),
    ("severity", Kind::Label, 0),
    ("rule", Kind::Prose, 20),
    ("place", Kind::Prose, 20),
    ("message", Kind::Prose, 46),
    ("drafted", Kind::Prose, 13),
    ("expected", Kind::Prose, 13),
    ("help", Kind::Prose, 42),
];

pub(super) fn open(book: &Book<'_>) -> Sheet {
    let mut sheet = book.sheet("open", (HEADER, HEADER), 0);
    sheet.is_filtered = true;
    sheet.columns = book.headed("xlsx-open", &COLUMNS);
    let open = book.open();
    let about = if open.is_empty() {
        "xlsx-open-none"
    } else {
        "xlsx-open-about"
    };
    sheet.remark(book.text(about));
    for (finding, number) in open.into_iter().zip(1_u32..) {
        let texts = &book.texts;
        let severity = texts.plain(&format!("severity-{}", finding.severity.name()));
        let cells = [
            rust_decimal::Decimal::from(number).into(),
            severity.into(),
            texts.title(finding.rule).into(),
            place_in_words(&finding.place, texts).into(),
            finding.message(texts).into(),
            fact(finding, finding.drafted.as_ref()),
            fact(finding, finding.expected.as_ref()),
            finding.help(texts).into(),
        ];
        sheet.push(Level::Body, cells);
    }
    sheet
}

/// A figure of a finding; as a number, if it is one, so that it can be sorted and added up.
fn fact(finding: &Finding, fact: Option<&Fact>) -> Cell {
    match fact {
        None => "".into(),
        Some(Fact::Amount(amount)) => Cell::new(Kind::Amount, *amount),
        Some(Fact::Rate(rate)) => Cell::new(Kind::Rate, rate.fraction()),
        Some(Fact::Number(number)) => Cell::number(*number),
        Some(fact @ Fact::Text(_)) => finding.shown(fact).into(),
    }
}
