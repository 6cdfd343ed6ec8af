//! The sheet `Lisez-moi`: what this file is and by which fingerprint it is known, what its sheets and colours
//! mean, what may be changed in it, and what the received workbook held that is not the budget: a reader who opens
//! nothing else knows what to trust and what was left behind.

use super::{
    book::{
        Book, CONTROLS, CORRECTIONS, COSTS, FUNDING, NATURES, Name, README, RECAP, Received,
        SCHEDULE, SHARES, natures,
    },
    formula::{Row, fixed},
    sheet::{Cell, Column, Sheet},
    styles::{Kind, Level},
};
use crate::{
    model::{Extra, ExtraKind},
    source::fold,
};

/// Every sheet, in order, and the end of the name of the text about it.
const SHEETS: [(&str, &str); 8] = [
    (RECAP, "recap"),
    (COSTS, "costs"),
    (FUNDING, "funding"),
    (SHARES, "shares"),
    (SCHEDULE, "schedule"),
    (CORRECTIONS, "corrections"),
    (CONTROLS, "controls"),
    (README, "readme"),
];
/// How wide the column of texts is, in characters.
const WIDTH: usize = 112;
/// How many things that were left behind are listed one by one.
const MOST_EXTRAS: usize = 500;
/// How much of one is quoted, in characters.
const LONGEST_QUOTE: usize = 1_000;

/// The sheet; the names of its cells are added to the workbook's.
pub(super) fn readme(book: &Book<'_>, names: &mut Vec<Name>, received: Received<'_>) -> Sheet {
    let mut sheet = book.sheet(README, "xlsx-readme-title", (0, 1));
    sheet.column(Column::new("", Kind::Prose));
    sheet.column(Column::new("", Kind::Prose).least(WIDTH));
    sheet.next = 3;
    let label = |id: &str| Cell::from(book.text(&format!("xlsx-readme-{id}-label")));
    let text = |id: &str| book.text(&format!("xlsx-readme-{id}"));
    let convention = &book.record.convention;
    let status = if convention.purpose.is_final() {
        "final"
    } else {
        "draft"
    };
    let raw = received.dossier;
    let digest = raw.inputs.get(&raw.workbook).cloned();
    let origin = [
        ("file", raw.workbook.clone()),
        ("digest", digest.unwrap_or_default()),
    ];
    let identity = [
        (label("object"), text("object")),
        (label("stage"), convention.stage.clone()),
        (label("status"), text(status)),
        (label("fingerprint"), book.record.fingerprint()),
        ("".into(), text("fingerprint")),
        (
            label("origin"),
            book.texts.text("xlsx-readme-origin", &origin),
        ),
    ];
    let first = section(book, &mut sheet, "identity", identity);
    names.push(book.name("Etape", "stage", &sheet, (first + 1, 1)));
    names.push(book.name("Empreinte", "fingerprint", &sheet, (first + 3, 1)));
    let sheets = SHEETS.map(|(name, id)| {
        let link = Cell::link(name, "A1", name.to_owned());
        (link, text(&format!("sheet-{id}")))
    });
    section(book, &mut sheet, "sheets", sheets);
    let sample = |level| Cell::from(text("sample")).kind(Kind::Amount).level(level);
    let mut corrected = sample(Level::Body);
    corrected.is_corrected = true;
    let colours = [
        (corrected, text("corrected")),
        (sample(Level::Input), text("typed")),
        (sample(Level::Body), text("computed")),
        (sample(Level::Subtotal), text("sum")),
        (Cell::from(text("true")).kind(Kind::Truth), text("holds")),
        (Cell::from(text("false")).kind(Kind::Untrue), text("untrue")),
    ];
    section(book, &mut sheet, "colours", colours);
    let uses = ["change", "insert", "rounding", "recalculate", "protection"];
    section(
        book,
        &mut sheet,
        "use",
        uses.map(|id| (label(id), text(id))),
    );
    section(book, &mut sheet, "extras", extras(book, &raw.extras));
    let named = names
        .iter()
        .map(|name| (name.text.as_str().into(), name.meaning.clone()));
    section(book, &mut sheet, "names", named);
    let natures = natures(book.record);
    if !natures.is_empty() {
        let lines = natures
            .iter()
            .map(|nature| ("".into(), (*nature).to_owned()));
        let first = section(book, &mut sheet, "natures", lines);
        let name = book.name(NATURES, "natures", &sheet, (first, 1));
        let last = fixed((sheet.next - 2, 1));
        let cells = format!("{}:{last}", name.cells);
        names.push(Name { cells, ..name });
    }
    book.subtitle(&mut sheet);
    sheet
}

/// A title, a row a line and an empty one. Says where the first line stands.
fn section(
    book: &Book<'_>,
    sheet: &mut Sheet,
    id: &str,
    lines: impl IntoIterator<Item = (Cell, String)>,
) -> Row {
    let title = Cell::text(book.text(&format!("xlsx-readme-{id}")));
    let first = sheet.push(Level::Subtotal, vec![title.spanning(2)]) + 1;
    for (label, text) in lines {
        sheet.push(Level::Body, vec![label, text.into()]);
    }
    sheet.next += 1;
    first
}

/// What the received workbook held that is not the budget.
fn extras(book: &Book<'_>, extras: &[Extra]) -> Vec<(Cell, String)> {
    let mut lines: Vec<(Cell, String)> = Vec::new();
    for extra in extras.iter().take(MOST_EXTRAS) {
        let is_ours = SHEETS
            .iter()
            .any(|(own, _)| fold(own) == fold(&extra.place));
        let id = match extra.kind {
            ExtraKind::Sheet if is_ours => "xlsx-extra-replaced".to_owned(),
            kind => kind.id(),
        };
        let quote: String = extra.text.chars().take(LONGEST_QUOTE).collect();
        let parts = [extra.place.as_str(), quote.as_str()];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let text = if parts.is_empty() {
            book.texts.optional_text(&format!("{id}-about"), &[])
        } else {
            Some(parts.join(&book.text("xlsx-extra-colon")))
        };
        lines.push((book.text(&id).into(), text.unwrap_or_default()));
    }
    let more = extras.len().saturating_sub(MOST_EXTRAS);
    if more > 0 {
        let more = book.text_of("xlsx-readme-more", "count", &more.to_string());
        lines.push(("".into(), more));
    }
    if lines.is_empty() {
        lines.push(("".into(), book.text("xlsx-readme-nothing")));
    }
    lines
}
