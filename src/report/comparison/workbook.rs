//! A comparison as the tables of a workbook, for the finance department: a sheet that names what was compared, one per
//! level of changes, and one of what everyone pays. Always in French, like every workbook.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{
    text::side_text,
    tree::{ComparisonTree, Section, describe},
};
use crate::{
    diff::{Change, Comparison, Figure, Side, difference, percent},
    error::Error,
    finding::Fact,
    locale::{Locale, args},
    source::{Period, name_of},
    xlsx::{self, Cell, Kind, Level, Run, RunKind},
};

/// The comparison as a workbook.
///
/// # Errors
/// [`Error::Refused`] when it does not fit into worksheets.
pub fn comparison_workbook(comparison: Comparison) -> Result<Vec<u8>, Error> {
    let labels = comparison.sides.each_ref().map(|side| &*side.label);
    let title = labels.join(" → ");
    let has_unit = comparison.unit.is_some();
    let tree = describe(comparison);
    let (locale, sections) = (&tree.locale, &tree.sections);
    let sides = format!("{} → {}", tree.before.label, tree.after.label);
    let table = |name: &str, columns: &str, rows: Vec<Vec<Cell>>| {
        let name = locale.plain(&format!("diff-sheet-{name}"));
        let title = locale.text("diff-sheet-title", &args! { sides: sides });
        let header = |column| locale.plain(&format!("diff-column-{column}"));
        xlsx::list(&name, title, columns.split(' ').map(header).collect(), rows)
    };
    // Every row of a change has its number, so that rows may be sorted.
    let titles = sections
        .iter()
        .map(|section| code_and_title(&section.title));
    let titles: BTreeMap<&str, &str> = titles.filter(|(code, _)| !code.is_empty()).collect();
    let title_of = |change: &Change| titles.get(&*change.fiche).copied().unwrap_or_default();
    let changes = sections.iter().flat_map(|section| &section.changes);
    let changes = changes.zip(1..);
    let changes = changes.flat_map(|(change, number)| {
        let title = title_of(change);
        change_rows(change, title, number)
    });
    let shares = sections.iter().flat_map(share_rows).collect();
    let moved = "before after difference percent";
    let amounts = format!("number fiche title change subject figure {moved} remark");
    let texts = sections.iter().flat_map(|section| &section.texts);
    let texts = texts.map(|text| text_row(text, title_of(text)));
    let (texts, pages) = (texts.collect(), page_rows(sections, locale));
    let tables = vec![
        table("summary", "subject text", summary(&tree)),
        table("amounts", &amounts, changes.collect()),
        table("shares", &format!("of title year who {moved}"), shares),
        table(
            "texts",
            "fiche title change section before after text",
            texts,
        ),
        table("pages", "document change page-before page-after", pages),
    ];
    xlsx::write_lists(tables, &title, has_unit)
}

/// What was compared, how many changes there are, and what could not be compared.
fn summary(tree: &ComparisonTree) -> Vec<Vec<Cell>> {
    let locale = &tree.locale;
    let row = |label: &str, text: &str| vec![Cell::text(label), Cell::prose(text)];
    let side = |side: &Side| side_text(side, locale, true);
    let mut rows = vec![
        row(&locale.plain("diff-before"), &side(&tree.before)),
        row(&locale.plain("diff-after"), &side(&tree.after)),
        row(&locale.plain("diff-result"), &tree.summary),
    ];
    for section in &tree.sections {
        rows.extend(section.notes.iter().map(|note| row(&section.title, note)));
    }
    rows
}

/// One row per figure, or a single one for a change without figures.
fn change_rows(change: &Change, title: &str, number: i32) -> Vec<Vec<Cell>> {
    let none = [Figure::new("", [None::<Fact>, None])];
    let figures = match &change.figures[..] {
        [] => &none,
        figures => figures,
    };
    let mut remark = change.notes.join("\n");
    let rows = figures.iter().map(|figure| {
        let head = [
            Cell::number(number.into()),
            Cell::text(&change.fiche),
            Cell::prose(title),
            Cell::text(&change.label),
            Cell::prose(&change.subject),
            Cell::text(&figure.label),
        ];
        let remark = Cell::prose(std::mem::take(&mut remark));
        let cells = head.into_iter().chain(figure_cells(figure));
        cells.chain([remark]).collect()
    });
    rows.collect()
}

/// What everyone pays for the whole agreement, each axis and each fiche, then the advance.
fn share_rows(section: &Section) -> Vec<Vec<Cell>> {
    let mut rows = Vec::new();
    for table in &section.shares {
        for period in &table.periods {
            let all = || Cell::text(&period.label);
            let year = period.year.as_ref().and_then(Period::year);
            let year = year.map_or_else(all, |year| Cell::number(year.into()));
            for row in &period.rows {
                let (code, title) = code_and_title(&table.of);
                let (code, title) = (Cell::text(code), Cell::prose(title));
                let head = [code, title, year.clone(), Cell::text(&row.label)];
                let cells = head.into_iter().chain(figure_cells(row));
                let level = [Level::Body, Level::Subtotal][usize::from(row.is_total)];
                rows.push(cells.map(|cell| cell.level(level)).collect());
            }
        }
    }
    for figure in &section.figures {
        let none = || Cell::text("");
        let head = [none(), Cell::prose(&figure.label), none(), none()];
        rows.push(head.into_iter().chain(figure_cells(figure)).collect());
    }
    rows
}

/// A changed text: before, after, and with the changes marked.
fn text_row(text: &Change, title: &str) -> Vec<Cell> {
    let line_end = Run {
        kind: RunKind::Kept,
        text: "\n".to_owned(),
    };
    let runs = text.paragraphs.join(&line_end);
    let without = |kind: RunKind| {
        let runs = runs.iter().filter(|run| run.kind != kind);
        let text: String = runs.map(|run| run.text.as_str()).collect();
        Cell::prose(text)
    };
    let sides = [RunKind::Inserted, RunKind::Deleted].map(without);
    let [fiche, label, subject] = [&text.fiche, &text.label, &text.subject].map(Cell::text);
    let words = [fiche, Cell::prose(title), label, subject];
    words
        .into_iter()
        .chain(sides)
        .chain([Cell::prose(runs)])
        .collect()
}

/// The code and the title of a heading such as `EA 1.1 – Salon`; the code is empty if there is none.
fn code_and_title(heading: &str) -> (&str, &str) {
    heading.split_once(" – ").unwrap_or(("", heading))
}

/// One row per changed page.
fn page_rows(sections: &[Section], locale: &Locale) -> Vec<Vec<Cell>> {
    let number = |page: Option<usize>| page.map(|page| Cell::number(page.into()));
    let number = |page| number(page).unwrap_or_else(|| Cell::text(""));
    let mut rows = Vec::new();
    for document in sections.iter().flat_map(|section| &section.documents) {
        for page in &document.pages {
            let label = format!("diff-page-{}", name_of(&page.state));
            let label = Cell::text(locale.plain(&label));
            let name = Cell::text(&document.name);
            rows.push(vec![name, label, number(page.before), number(page.after)]);
        }
    }
    rows
}

/// Before, after, difference, percent.
fn figure_cells(figure: &Figure) -> [Cell; 4] {
    let [before, after] = figure.facts.each_ref().map(|fact| match fact {
        None => Cell::text(""),
        Some(Fact::Amount(amount)) => Cell::new(Kind::Amount, *amount),
        Some(Fact::Rate(rate)) => Cell::new(Kind::Rate, rate.fraction()),
        Some(Fact::Number(number)) => Cell::number(*number),
        Some(Fact::Text(text)) => Cell::prose(text),
    });
    let moved = figure.amounts();
    let share = moved.filter(|moved| moved[1].is_some());
    let percent = share.and_then(|moved| percent(moved, 2));
    let percent = percent.map(|percent| percent / Decimal::ONE_HUNDRED);
    let difference = Cell::new(Kind::Difference, moved.map(difference));
    [before, after, difference, Cell::new(Kind::Percent, percent)]
}
