//! The sheet `Lisez-moi`: what this file is, with its fingerprint; what its sheets and colours mean; what may be
//! changed; and which content of the received workbook was left out, because it is not the budget.

use super::{
    book::{ALL_HOLD, Book, FUNDERS, NATURES, SECTIONS},
    inputs::{COST_NATURE, Inputs},
    sheet::{Cell, Column, Kind, Level, Row, Sheet, cell, down, fixed, on, sum_where},
};
use rust_decimal::Decimal;

use crate::{
    locale::args,
    model::{Extra, ExtraKind, SHEETS},
    source::{fold, join},
};

/// The width of the column of texts, in characters.
const WIDTH: usize = 112;
/// How many left-out items are listed one by one.
const MOST_EXTRAS: usize = 500;
/// How many characters of such an item are quoted.
const LONGEST_QUOTE: usize = 1_000;

/// The sheet; `names` are those of cells of other sheets. It ends with the entries of drop-down lists.
pub(super) fn readme(book: &Book<'_>, names: Vec<&[String; 3]>, costs: &Inputs) -> Sheet {
    let mut sheet = book.sheet("readme", (0, 1), 0);
    sheet.columns = vec![Column::new("", Kind::Prose), Column::new("", Kind::Prose)];
    sheet.columns[1].min_width = WIDTH;
    sheet.next = 3;
    let label = |id: &str| Cell::from(book.text(&format!("xlsx-readme-{id}-label")));
    let text = |id: &str| book.text(&format!("xlsx-readme-{id}"));
    let convention = &book.record.convention;
    let dossier = book.received.dossier;
    let digest = dossier.inputs.get(&dossier.workbook).cloned();
    let origin = args! { file: dossier.workbook, digest: digest.unwrap_or_default() };
    let origin = book.texts.text("xlsx-readme-origin", &origin);
    let identity = [
        (label("object"), text("object")),
        (label("stage"), convention.stage.value.clone()),
        (label("status"), status(book)),
        (label("fingerprint"), book.record.fingerprint()),
        ("".into(), text("fingerprint")),
        (label("origin"), origin),
    ];
    let first = section(book, &mut sheet, "identity", identity);
    sheet.name("Etape", (first + 1, 1), book.text("xlsx-name-stage"));
    let meaning = book.text("xlsx-name-fingerprint");
    sheet.name("Empreinte", (first + 3, 1), meaning);
    let is_amendment = book.record.amendment.is_some();
    let sheets = SHEETS.iter();
    let sheets = sheets.filter(|(id, _)| is_amendment || *id != "amendment");
    let sheets = sheets.map(|&(id, name)| {
        let mut link = Cell::new(Kind::Link, name);
        link.link = Some((on(name, "A1"), String::new()));
        (link, text(&format!("sheet-{id}")))
    });
    section(book, &mut sheet, "sheets", sheets);
    let sample = |level| Cell::new(Kind::Amount, text("sample")).level(level);
    let mut corrected = sample(Level::Body);
    corrected.is_corrected = true;
    let colours = [
        (corrected, text("corrected")),
        (sample(Level::Input), text("typed")),
        (sample(Level::Body), text("computed")),
        (sample(Level::Subtotal), text("sum")),
        (Cell::new(Kind::Truth, text("true")), text("holds")),
        (Cell::new(Kind::Untrue, text("false")), text("untrue")),
        (Cell::new(Kind::Doubtful, text("doubtful")), text("doubt")),
    ];
    section(book, &mut sheet, "colours", colours);
    let uses = [
        "change",
        "insert",
        "sort",
        "rounding",
        "recalculate",
        "protection",
    ];
    let uses = uses.map(|id| (label(id), text(id)));
    section(book, &mut sheet, "use", uses);
    section(book, &mut sheet, "extras", extras(book, &dossier.extras));
    let named = names.into_iter().chain(&sheet.names);
    let named = named.filter(|[.., meaning]| !meaning.is_empty());
    let named = named.map(|[name, _, meaning]| (name.into(), meaning.clone()));
    let controls = (ALL_HOLD.into(), book.text("xlsx-name-controls"));
    let named: Vec<(Cell, String)> = named.chain([controls]).collect();
    section(book, &mut sheet, "names", named);
    let funders = book.record.funders.iter();
    let funders = funders.map(|funder| ("".into(), funder.column.clone()));
    section_named(book, &mut sheet, "funders", FUNDERS, funders);
    let sections = book.record.sections();
    if !sections.is_empty() {
        let sections = sections.into_iter();
        let sections = sections.map(|(name, _)| ("".into(), name.to_owned()));
        section_named(book, &mut sheet, "sections", SECTIONS, sections);
    }
    // Each nature, and how many lines have it.
    let first = sheet.next + 1;
    let all = costs.all(COST_NATURE);
    let lines = || book.record.budgets().flat_map(|budget| &budget.lines);
    let natures = book.natures.values().zip(first..).map(|(nature, row)| {
        let condition = format!("{all}={}", cell((row, 1)));
        let count = lines().filter(|line| line.is_of_nature(nature)).count();
        let count = Cell::formula(sum_where(&[condition], None), Decimal::from(count));
        (count.kind(Kind::Number), (*nature).to_owned())
    });
    let natures: Vec<_> = natures.collect();
    if !natures.is_empty() {
        section_named(book, &mut sheet, "natures", NATURES, natures);
    }
    sheet
}

/// The formula of how many cost lines have one of the listed natures.
pub(super) fn known_natures(book: &Book<'_>, readme: &Sheet) -> Option<String> {
    let count = Row::try_from(book.natures.len()).unwrap_or(Row::MAX);
    let last = readme.next - 1;
    let counts = last - count..last;
    (count > 0).then(|| format!("SUM({})", on(&readme.name, &down(&counts, 0))))
}

/// A section whose column of texts is a named range.
fn section_named(
    book: &Book<'_>,
    sheet: &mut Sheet,
    id: &str,
    name: &str,
    lines: impl IntoIterator<Item = (Cell, String)>,
) {
    let first = section(book, sheet, id, lines);
    let cells = [first, sheet.next - 2].map(|row| fixed((row, 1))).join(":");
    let cells = on(&sheet.name, &cells);
    sheet.names.push([name.to_owned(), cells, String::new()]);
}

/// Whether the stage is final or a draft, in words.
pub(super) fn status(book: &Book<'_>) -> String {
    let is_final = book.record.convention.purpose.is_final();
    let status = if is_final { "final" } else { "draft" };
    book.text(&format!("xlsx-readme-{status}"))
}

/// Adds a title, one row per line and an empty row. Returns the row of the first line.
fn section(
    book: &Book<'_>,
    sheet: &mut Sheet,
    id: &str,
    lines: impl IntoIterator<Item = (Cell, String)>,
) -> Row {
    let title = Cell::new(Kind::Text, book.text(&format!("xlsx-readme-{id}")));
    let first = sheet.push(Level::Subtotal, [title.spanning(2)]) + 1;
    for (label, text) in lines {
        sheet.push(Level::Body, [label, text.into()]);
    }
    sheet.next += 1;
    first
}

/// The content of the received workbook that is not the budget.
fn extras(book: &Book<'_>, extras: &[Extra]) -> Vec<(Cell, String)> {
    let mut lines: Vec<(Cell, String)> = Vec::new();
    for extra in extras.iter().take(MOST_EXTRAS) {
        let is_replaced = SHEETS
            .iter()
            .any(|(_, name)| fold(name) == fold(&extra.place));
        let id = match extra.kind {
            ExtraKind::Sheet if is_replaced => "xlsx-extra-replaced".to_owned(),
            kind => kind.id(),
        };
        let quote: String = extra.text.chars().take(LONGEST_QUOTE).collect();
        let parts = [extra.place.as_str(), quote.as_str()];
        let parts = parts.into_iter().filter(|part| !part.is_empty());
        let mut text = join(parts, &book.text("xlsx-extra-colon"));
        if text.is_empty() {
            let about = book.texts.optional_text(&format!("{id}-about"), &[]);
            text = about.unwrap_or_default();
        }
        lines.push((book.text(&id).into(), text));
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
