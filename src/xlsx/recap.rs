//! The sheet `Récapitulatif`, laid out as the agreement's annex is: a row a fiche, a subtotal an axis, the total,
//! for each year and over all years. Every figure refers to the sheet of shares.

use std::{collections::BTreeSet, ops::Range};

use super::{
    book::{ALL_HOLD, Book},
    shares::Shares,
    sheet::{At, Cell, Col, Column, Row, Sheet, added, cell, col, down, on},
    styles::{Kind, Level},
};
use crate::{
    compute::Splits,
    model::{ColumnKind, RowKind},
    record::FicheRecord,
    source::{free_name, without_accents},
};

/// The recap.
pub(super) struct Recap {
    pub(super) sheet: Sheet,
    /// The columns of figures: the year, or all years, and what they hold.
    columns: Vec<(Option<usize>, ColumnKind)>,
    pub(super) fiches: Vec<Row>,
    /// The subtotal of each axis, and the rows of its fiches; none for an axis without fiches.
    pub(super) axes: Vec<Option<(Row, Range<Row>)>>,
    pub(super) total: Row,
}

/// The first column of figures.
const FIRST: Col = 2;

impl Recap {
    /// A column of figures; the first, if there is no such column.
    pub(super) fn col(&self, year: Option<usize>, column: ColumnKind) -> Col {
        self.find(year, column).unwrap_or(FIRST)
    }

    fn find(&self, year: Option<usize>, column: ColumnKind) -> Option<Col> {
        // A single year is all years.
        let year = year.or(self.columns.last()?.0);
        let rank = self.columns.iter().position(|own| *own == (year, column))?;
        Some(FIRST + col(rank))
    }

    /// The cell of a figure, if the recap shows it.
    pub(super) fn at(&self, row: &RowKind, year: Option<usize>, column: ColumnKind) -> Option<At> {
        let row = match row {
            RowKind::Fiche(fiche) => *self.fiches.get(*fiche)?,
            RowKind::Subtotal(axis) => self.axes.get(*axis)?.as_ref()?.0,
            RowKind::GrandTotal => self.total,
            RowKind::UnknownFiche(_) | RowKind::Unknown => return None,
        };
        Some((row, self.find(year, column)?))
    }

    /// A cell of the last row, as formulas of other sheets name it.
    pub(super) fn total(&self, year: Option<usize>, column: ColumnKind) -> String {
        self.sheet.cell((self.total, self.col(year, column)))
    }

    /// The columns of a row in a year, its total left out, added up.
    pub(super) fn parts(&self, row: Row, year: Option<usize>) -> String {
        let total = self.col(year, ColumnKind::Total);
        let first = self.col(year, self.columns[0].1);
        let last = (total - 1).max(first);
        let cells = format!("{}:{}", cell((row, first)), cell((row, last)));
        format!("SUM({})", on(&self.sheet.name, &cells))
    }
}

pub(super) fn recap(book: &Book<'_>, shares: &Shares) -> Recap {
    let record = book.record;
    let mut sheet = book.sheet("recap", (3, 4), FIRST);
    sheet.columns = vec![
        book.column("xlsx-fiche", Kind::Label),
        book.column("xlsx-title", Kind::Prose),
    ];
    let groups = book.groups().into_iter();
    let columns = groups.flat_map(|year| book.columns.iter().map(move |kind| (year, *kind)));
    let columns: Vec<(Option<usize>, ColumnKind)> = columns.collect();
    for &(year, kind) in &columns {
        let payer = record.label(kind);
        let header = match kind {
            ColumnKind::Funder(_) => book.text_of("xlsx-share-of", "funder", payer),
            _ => payer.to_owned(),
        };
        let mut column = Column::new(header, Kind::Amount);
        column.over = Some(book.year_name(year));
        if kind == ColumnKind::Total {
            column.level = Level::Subtotal;
        }
        sheet.columns.push(column);
    }
    let holds = book.text("xlsx-recap-true");
    let fails = book.text("xlsx-recap-false");
    let state = format!("IF({ALL_HOLD},\"{holds}\",\"{fails}\")");
    sheet.set((2, FIRST), Cell::formula(state, holds).kind(Kind::Aside));

    // A row of sums. Subtotals within the rows are not counted twice: that is what `SUBTOTAL` is for.
    let sums = |label: String, rows: &Range<Row>, splits: &Splits| {
        let figures = (FIRST..).zip(&columns).map(|(col, &(year, column))| {
            let amount = record.part(splits.of(year), column);
            if rows.is_empty() {
                return amount.into();
            }
            Cell::formula(format!("SUBTOTAL(9,{})", down(rows, col)), amount)
        });
        let label = Cell::new(Kind::Text, label).spanning(FIRST);
        [label].into_iter().chain(figures).collect::<Vec<_>>()
    };
    let (mut fiches, mut axes) = (Vec::new(), vec![None; record.axes.len()]);
    // The record's fiches stand axis by axis.
    for group in record.fiches.chunk_by(|a, b| a.axis == b.axis) {
        let first = sheet.next;
        for fiche in group {
            let mut title = Cell::from(fiche.title.as_str());
            title.note = mentions(book, fiche);
            let mut cells = vec![fiche.code.spelling().into(), title];
            for (rank, &(year, column)) in columns.iter().enumerate() {
                let formula = if let Some(year) = year {
                    shares.part(record, fiches.len(), year, column)
                } else {
                    // The same column of every year.
                    let own = rank % book.columns.len();
                    let years = (own..).step_by(book.columns.len()).take(book.years().len());
                    let row = sheet.next;
                    Some(added(years.map(|rank| cell((row, FIRST + col(rank))))))
                };
                let amount = record.part(fiche.splits.of(year), column);
                cells.push(match formula {
                    Some(formula) => Cell::formula(formula, amount),
                    None => amount.into(),
                });
            }
            fiches.push(sheet.push(Level::Body, cells));
        }
        let (axis, rows) = (group[0].axis, first..sheet.next);
        let title = record.convention.axes.get(axis);
        let title = title.map_or("", |axis| &axis.title);
        let label = book.text_of("xlsx-total-of", "axis", title);
        let row = sums(label, &rows, &record.axes[axis]);
        axes[axis] = Some((sheet.push(Level::Subtotal, row), rows));
    }
    let row = sums(book.text("xlsx-total"), &sheet.rows(), &record.total);
    let total = sheet.push(Level::Total, row);
    let mut recap = Recap {
        sheet,
        columns,
        fiches,
        axes,
        total,
    };
    name_totals(book, &mut recap);
    recap
}

/// Names the cells of the last row: the total of each year, then everyone's over all years.
fn name_totals(book: &Book<'_>, recap: &mut Recap) {
    let all = book.all_years();
    let mut taken = BTreeSet::new();
    let years = book.years().iter().enumerate();
    let years = years.filter(|_| all.is_none()).map(|(rank, year)| {
        let meaning = book.text_of("xlsx-name-total-of", "year", &year.to_string());
        (
            format!("Total_{year}"),
            Some(rank),
            ColumnKind::Total,
            meaning,
        )
    });
    let payers = book.columns.iter().map(|&column| {
        let payer = book.record.label(column);
        let (name, id) = match column {
            ColumnKind::Total => ("Total_general".to_owned(), "xlsx-name-total"),
            _ => (format!("Part_{}", plain(payer)), "xlsx-name-share"),
        };
        let args = [("payer", payer.to_owned()), ("years", book.year_name(None))];
        (name, all, column, book.texts.text(id, &args))
    });
    for (name, year, column, meaning) in years.chain(payers) {
        let at = (recap.total, recap.col(year, column));
        let name = free_name(&name, '_', &mut taken);
        recap.sheet.name(name, at, meaning);
    }
}

/// What is said about a fiche's funding instead of an amount.
fn mentions(book: &Book<'_>, fiche: &FicheRecord) -> Option<String> {
    let lines = fiche.mentions.iter().map(|mention| {
        let whom = mention.funder.map(|funder| book.funder(funder));
        let about = whom.into_iter().chain(mention.nature.as_deref());
        let about = about.collect::<Vec<_>>().join(", ");
        if about.is_empty() {
            return mention.text.clone();
        }
        let args = [("about", about), ("mention", mention.text.clone())];
        book.texts.text("xlsx-mention-about", &args)
    });
    let lines = lines.collect::<Vec<_>>().join("\n");
    (!fiche.mentions.is_empty()).then_some(lines)
}

/// A text as a part of a name: ASCII letters and digits, words joined by `_`.
fn plain(text: &str) -> String {
    let letters: String = without_accents(text)
        .map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' })
        .collect();
    let joined = letters.split_whitespace().collect::<Vec<_>>().join("_");
    joined.chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_plain_and_unique() {
        assert_eq!(plain("CCI Côte-d’Or"), "CCI_Cote_d_Or");
        assert_eq!(plain("=\"Métro\"!$A$1"), "Metro_A_1");
        assert_eq!(plain("東京"), "");
        let mut taken = BTreeSet::new();
        assert_eq!(free_name("Part_A", '_', &mut taken), "Part_A");
        assert_eq!(free_name("part_a", '_', &mut taken), "part_a_2");
    }
}
