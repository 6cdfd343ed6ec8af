//! A comparison as the tables of a workbook, for the finance department: a sheet a level, what everyone pays on
//! one of its own, and a first one that says what was compared. Always in French, as every workbook.

use super::told::{Figure, Teller, Told, heading};
use crate::{
    diff::{Comparison, PageState, RunKind, Shares, Side},
    finding::Fact,
    locale::Locale,
    money::Amount,
    xlsx::{Cell, Piece, Table},
};

/// The tables, in the order of the sheets.
pub fn comparison_tables(comparison: &Comparison) -> Vec<Table> {
    let locale = Locale::french();
    let writer = Writer {
        comparison,
        teller: Teller::new(comparison, &locale),
        locale: &locale,
    };
    vec![
        writer.summary(),
        writer.amounts(),
        writer.shares(),
        writer.texts(),
        writer.pages(),
    ]
}

struct Writer<'a> {
    comparison: &'a Comparison,
    teller: Teller<'a>,
    locale: &'a Locale,
}

impl Writer<'_> {
    fn table(&self, name: &str, columns: &[&str], rows: Vec<Vec<Cell>>) -> Table {
        let sides =
            [&self.comparison.before, &self.comparison.after].map(|side| side.label.clone());
        let columns = columns
            .iter()
            .map(|column| self.locale.plain(&format!("diff-column-{column}")))
            .collect();
        Table {
            name: self.locale.plain(&format!("diff-sheet-{name}")),
            title: self
                .locale
                .text("diff-sheet-title", &[("sides", sides.join(" → "))]),
            columns,
            rows,
        }
    }

    /// What was compared, how many changes there are, and what could not be compared.
    fn summary(&self) -> Table {
        let row = |label: String, text: String| vec![Cell::text(label), Cell::prose(text)];
        let side = |side: &Side| {
            let stage = side
                .stage
                .as_ref()
                .map(|stage| self.locale.text("diff-stage", &[("stage", stage.clone())]));
            let print = side.fingerprint.as_ref();
            let print = print.map(|text| {
                self.locale
                    .text("diff-fingerprint", &[("fingerprint", text.clone())])
            });
            [Some(side.label.clone()), side.title.clone(), stage, print]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(", ")
        };
        let mut rows = vec![
            row(
                self.locale.plain("diff-before"),
                side(&self.comparison.before),
            ),
            row(
                self.locale.plain("diff-after"),
                side(&self.comparison.after),
            ),
            row(self.locale.plain("diff-result"), self.teller.summary()),
        ];
        let restated = self.teller.restated().len();
        rows.extend((restated > 0).then(|| {
            row(
                self.locale.plain("diff-title-findings"),
                self.locale
                    .text("diff-restated", &[("count", restated.to_string())]),
            )
        }));
        let uncompared = self.locale.plain("diff-title-uncompared");
        rows.extend(
            self.teller
                .uncompared()
                .into_iter()
                .map(|text| row(uncompared.clone(), text)),
        );
        self.table("summary", &["subject", "text"], rows)
    }

    /// A row a figure; what belongs to one change repeats its number, so that rows may be sorted.
    fn amounts(&self) -> Table {
        let columns = [
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
        let changes = self.teller.amounts();
        let rows = changes
            .iter()
            .zip(1..)
            .flat_map(|(told, number)| change_rows(told, number))
            .collect();
        self.table("amounts", &columns, rows)
    }

    /// What everyone pays: of the whole agreement, of each axis, of each fiche.
    fn shares(&self) -> Table {
        let amounts = &self.comparison.amounts;
        let mut rows = Vec::new();
        let total = amounts
            .total
            .as_ref()
            .map(|shares| (self.locale.plain("diff-whole"), shares));
        let axes = amounts
            .axes
            .iter()
            .map(|axis| (format!("{} – {}", axis.prefix, axis.title), &axis.shares));
        let fiches = amounts.fiches.iter().filter_map(|fiche| {
            Some((
                fiche
                    .after
                    .as_ref()
                    .or(fiche.before.as_ref())
                    .map(heading)?,
                fiche.shares.as_ref()?,
            ))
        });
        for (name, shares) in total.into_iter().chain(axes).chain(fiches) {
            rows.extend(self.share_rows(&name, shares));
        }
        let advance = amounts.advance.map(|moved| {
            let cells = [
                Cell::text(self.locale.plain("diff-advance")),
                Cell::blank(),
                Cell::blank(),
            ];
            cells
                .into_iter()
                .chain(moved_cells(moved.before, moved.after))
                .collect()
        });
        rows.extend(advance);
        self.table(
            "shares",
            &[
                "of",
                "year",
                "who",
                "before",
                "after",
                "difference",
                "percent",
            ],
            rows,
        )
    }

    fn share_rows(&self, name: &str, shares: &Shares) -> Vec<Vec<Cell>> {
        let row = |row: super::told::ShareRow| {
            let year = row.year.map_or_else(
                || Cell::text(self.locale.plain("totals-all")),
                |year| Cell::number(year.into()),
            );
            let head = [Cell::text(name), year, Cell::text(row.who)];
            let figures = moved_cells(row.moved.before, row.moved.after);
            let cells = head.into_iter().chain(figures);
            cells
                .map(|cell| if row.is_total { cell.strong() } else { cell })
                .collect()
        };
        self.teller.shares(shares).into_iter().map(row).collect()
    }

    fn texts(&self) -> Table {
        let mut rows = Vec::new();
        for fiche in &self.comparison.texts.fiches {
            for told in self.teller.texts(fiche) {
                let pieces = told.runs.iter().map(|run| match run.kind {
                    RunKind::Kept => Piece::Kept(run.text.clone()),
                    RunKind::Inserted => Piece::Inserted(run.text.clone()),
                    RunKind::Deleted => Piece::Deleted(run.text.clone()),
                });
                let head =
                    [told.fiche.clone(), told.label.clone(), told.part.clone()].map(Cell::text);
                rows.push(
                    head.into_iter()
                        .chain([Cell::redline(pieces.collect())])
                        .collect(),
                );
            }
        }
        self.table("texts", &["fiche", "change", "section", "text"], rows)
    }

    /// A row a page that changed.
    fn pages(&self) -> Table {
        let mut rows = Vec::new();
        for document in &self.comparison.pages.documents {
            let name = document
                .after
                .as_ref()
                .or(document.before.as_ref())
                .cloned()
                .unwrap_or_default();
            for page in document
                .pages
                .iter()
                .filter(|page| page.state != PageState::Same)
            {
                let state = match page.state {
                    PageState::Inserted => "page-inserted",
                    PageState::Deleted => "page-deleted",
                    _ => "page-changed",
                };
                let number = |page: Option<usize>| {
                    page.map_or_else(Cell::blank, |page| Cell::number(page.into()))
                };
                let label = self.locale.plain(&format!("diff-{state}"));
                rows.push(vec![
                    Cell::text(&name),
                    Cell::text(label),
                    number(page.before),
                    number(page.after),
                ]);
            }
        }
        self.table(
            "pages",
            &["document", "change", "page-before", "page-after"],
            rows,
        )
    }
}

fn change_rows(told: &Told, number: i32) -> Vec<Vec<Cell>> {
    let none = Figure {
        label: String::new(),
        before: None,
        after: None,
    };
    let figures = if told.figures.is_empty() {
        std::slice::from_ref(&none)
    } else {
        &told.figures
    };
    let row = |(rank, figure): (usize, &Figure)| {
        let remark = if rank == 0 {
            told.notes.join("\n")
        } else {
            String::new()
        };
        let mut cells = vec![Cell::number(number.into())];
        cells.extend([&told.fiche, &told.label].map(Cell::text));
        cells.push(Cell::prose(&told.subject));
        cells.push(Cell::text(&figure.label));
        cells.extend([figure.before.as_ref(), figure.after.as_ref()].map(fact_cell));
        cells.push(
            figure
                .difference()
                .map_or_else(Cell::blank, Cell::difference),
        );
        cells.push(
            figure
                .percent()
                .map_or_else(Cell::blank, |percent| Cell::percent(percent.decimal())),
        );
        cells.push(Cell::prose(remark));
        cells
    };
    figures.iter().enumerate().map(row).collect()
}

fn fact_cell(fact: Option<&Fact>) -> Cell {
    match fact {
        None => Cell::blank(),
        Some(Fact::Amount(amount)) => Cell::amount(*amount),
        Some(Fact::Rate(rate)) => Cell::rate(*rate),
        Some(Fact::Number(number)) => Cell::number(*number),
        Some(Fact::Text(text)) => Cell::prose(text),
    }
}

fn moved_cells(before: Option<Amount>, after: Option<Amount>) -> [Cell; 4] {
    let moved = crate::diff::Move { before, after };
    let amount = |amount: Option<Amount>| amount.map_or_else(Cell::blank, Cell::amount);
    let percent = moved
        .percent()
        .map_or_else(Cell::blank, |percent| Cell::percent(percent.decimal()));
    [
        amount(before),
        amount(after),
        Cell::difference(moved.difference()),
        percent,
    ]
}
