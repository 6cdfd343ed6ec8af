//! A comparison as the tables of a workbook, for the finance department: a sheet a level, what everyone pays on
//! one of its own, and a first one that says what was compared. Always in French, as every workbook.

use rust_decimal::Decimal;

use super::{
    blocks::{Change, ComparisonTree, Figure, Section},
    words::describe,
};
use crate::{
    diff::{Comparison, PageState, Run, RunKind, Side},
    finding::Fact,
    locale::Locale,
    xlsx::{self, Cell, Kind, Level, Table},
};

/// The tables, in the order of the sheets.
pub fn comparison_tables(comparison: &Comparison) -> Vec<Table> {
    let locale = Locale::french();
    let tree = describe(comparison, &locale);
    let title = format!("{} → {}", tree.before.label, tree.after.label);
    let table = |name: &str, columns: &[&str], rows: Vec<Vec<Cell>>| {
        let header = |column: &&str| locale.plain(&format!("diff-column-{column}"));
        Table {
            name: locale.plain(&format!("diff-sheet-{name}")),
            title: locale.text("diff-sheet-title", &[("sides", title.clone())]),
            columns: columns.iter().map(header).collect(),
            rows,
        }
    };
    // What belongs to one change repeats its number, so that rows may be sorted.
    let changes = tree.sections.iter().flat_map(|section| &section.changes);
    let changes = changes
        .zip(1..)
        .flat_map(|(change, number)| change_rows(change, number));
    let amounts = [
        "number",
        "fiche",
        "change",
        "subject",
        "figure",
        "before",
        "after",
        "difference",
        "percent",
        "remark",
    ];
    let shares = [
        "of",
        "year",
        "who",
        "before",
        "after",
        "difference",
        "percent",
    ];
    let sections = &tree.sections;
    vec![
        table("summary", &["subject", "text"], summary(&tree, &locale)),
        table("amounts", &amounts, changes.collect()),
        table(
            "shares",
            &shares,
            sections.iter().flat_map(share_rows).collect(),
        ),
        table(
            "texts",
            &["fiche", "change", "section", "text"],
            sections.iter().flat_map(text_rows).collect(),
        ),
        table(
            "pages",
            &["document", "change", "page-before", "page-after"],
            page_rows(sections, &locale),
        ),
    ]
}

/// What was compared, how many changes there are, and what could not be compared.
fn summary(tree: &ComparisonTree, locale: &Locale) -> Vec<Vec<Cell>> {
    let row = |label: &str, text: &str| vec![Cell::text(label), Cell::prose(text)];
    let side = |side: &Side| {
        let fact = |id: &str, name, text: &Option<String>| {
            text.as_ref()
                .map(|text| locale.text(id, &[(name, text.clone())]))
        };
        let facts = [
            Some(side.label.clone()),
            side.title.clone(),
            fact("diff-stage", "stage", &side.stage),
            fact("diff-fingerprint", "fingerprint", &side.fingerprint),
        ];
        facts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    };
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

/// A row a figure.
fn change_rows(change: &Change, number: i32) -> Vec<Vec<Cell>> {
    let none = [Figure::new("", None::<Fact>, None::<Fact>)];
    let figures = if change.figures.is_empty() {
        &none[..]
    } else {
        &change.figures
    };
    let row = |(rank, figure): (usize, &Figure)| {
        let remark = if rank == 0 {
            change.notes.join("\n")
        } else {
            String::new()
        };
        let mut cells = vec![
            Cell::number(number.into()),
            Cell::text(&change.fiche),
            Cell::text(&change.label),
            Cell::prose(&change.subject),
            Cell::text(&figure.label),
        ];
        cells.extend(figure_cells(figure));
        cells.push(Cell::prose(remark));
        cells
    };
    figures.iter().enumerate().map(row).collect()
}

/// What everyone pays: of the whole agreement, of each axis, of each fiche.
fn share_rows(section: &Section) -> Vec<Vec<Cell>> {
    let mut rows = Vec::new();
    for table in &section.shares {
        for period in &table.periods {
            let year = period.year.map_or_else(
                || Cell::text(&period.label),
                |year| Cell::number(year.into()),
            );
            for row in &period.rows {
                let head = [Cell::text(&table.of), year.clone(), Cell::text(&row.label)];
                let cells = head.into_iter().chain(figure_cells(row));
                rows.push(if row.is_total {
                    cells.map(|cell| cell.level(Level::Subtotal)).collect()
                } else {
                    cells.collect()
                });
            }
        }
    }
    for figure in &section.figures {
        let head = [Cell::text(&figure.label), Cell::text(""), Cell::text("")];
        rows.push(head.into_iter().chain(figure_cells(figure)).collect());
    }
    rows
}

fn text_rows(section: &Section) -> Vec<Vec<Cell>> {
    let run = |kind, text: &str| xlsx::Run {
        kind,
        text: text.to_owned(),
    };
    let piece = |own: &Run| match own.kind {
        RunKind::Kept => run(xlsx::RunKind::Kept, &own.text),
        RunKind::Inserted => run(xlsx::RunKind::Inserted, &own.text),
        RunKind::Deleted => run(xlsx::RunKind::Deleted, &own.text),
    };
    let mut rows = Vec::new();
    for text in &section.texts {
        let mut pieces = Vec::new();
        for (rank, runs) in text.paragraphs.iter().enumerate() {
            pieces.extend((rank > 0).then(|| run(xlsx::RunKind::Kept, "\n")));
            pieces.extend(runs.iter().map(piece));
        }
        rows.push(vec![
            Cell::text(&text.fiche),
            Cell::text(&text.label),
            Cell::text(&text.subject),
            Cell::new(Kind::Prose, pieces),
        ]);
    }
    rows
}

/// A row a page that changed.
fn page_rows(sections: &[Section], locale: &Locale) -> Vec<Vec<Cell>> {
    let number =
        |page: Option<usize>| page.map_or_else(|| Cell::text(""), |page| Cell::number(page.into()));
    let documents = sections.iter().flat_map(|section| &section.documents);
    let mut rows = Vec::new();
    for (document, page) in documents.flat_map(|one| one.pages.iter().map(move |page| (one, page)))
    {
        let label = match page.state {
            PageState::Inserted => locale.plain("diff-page-inserted"),
            PageState::Deleted => locale.plain("diff-page-deleted"),
            _ => locale.plain("diff-page-changed"),
        };
        rows.push(vec![
            Cell::text(&document.name),
            Cell::text(label),
            number(page.before),
            number(page.after),
        ]);
    }
    rows
}

/// Before, after, difference, percent.
fn figure_cells(figure: &Figure) -> [Cell; 4] {
    let fact = |fact: &Option<Fact>| match fact {
        None => Cell::text(""),
        Some(Fact::Amount(amount)) => Cell::new(Kind::Amount, *amount),
        Some(Fact::Rate(rate)) => Cell::new(Kind::Rate, rate.fraction()),
        Some(Fact::Number(number)) => Cell::number(*number),
        Some(Fact::Text(text)) => Cell::prose(text),
    };
    let [before, after] = figure.facts.each_ref().map(fact);
    let difference = Cell::new(Kind::Difference, figure.difference());
    let percent = figure
        .percent()
        .map(|percent| percent.decimal() / Decimal::ONE_HUNDRED);
    [before, after, difference, Cell::new(Kind::Percent, percent)]
}
