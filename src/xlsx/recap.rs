//! The sheet `Récapitulatif`, laid out as the agreement's annex is: a row a fiche, a subtotal an axis, the total,
//! for each year and over all years. Every figure refers to the sheet of shares.

use std::{collections::BTreeSet, ops::Range};

use super::{
    book::{ALL_HOLD, Book, Name, RECAP},
    formula::{At, Col, Row, across, added, cell, down, fixed, on},
    shares::Shares,
    sheet::{Cell, Column, Sheet},
    styles::{Kind, Level},
};
use crate::{
    compute::Splits,
    model::{ColumnKind, RowKind},
    record::{FicheRecord, MentionRecord},
    source::{free_name, without_accents},
};

/// The recap.
pub(super) struct Recap {
    pub(super) sheet: Sheet,
    /// The columns of figures: the year, or all years, and what they hold.
    columns: Vec<(Option<usize>, ColumnKind)>,
    /// How many columns a year has; the last is the total.
    width: Col,
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
        Some(FIRST + Col::try_from(rank).ok()?)
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
        let first = total - (self.width - 1);
        let cells = across(row, (first, total.saturating_sub(1).max(first)));
        format!("SUM({})", on(&self.sheet.name, &cells))
    }

    /// The names of the last row: the total of each year, then everyone's over all years.
    pub(super) fn names(&self, book: &Book<'_>) -> Vec<Name> {
        let mut taken = BTreeSet::new();
        let mut names = Vec::new();
        let mut add = |name: &str, year, column, meaning| {
            let at = (self.total, self.col(year, column));
            names.push(Name {
                text: free_name(name, '_', &mut taken),
                cells: on(&self.sheet.name, &fixed(at)),
                meaning,
            });
        };
        let all = book.all_years();
        for (rank, year) in book.years().iter().enumerate().filter(|_| all.is_none()) {
            let year = year.to_string();
            let meaning = book.text_of("xlsx-name-total-of", "year", &year);
            add(
                &format!("Total_{year}"),
                Some(rank),
                ColumnKind::Total,
                meaning,
            );
        }
        for &column in &book.columns {
            let payer = book.record.label(column);
            let (name, id) = match column {
                ColumnKind::Total => ("Total_general".to_owned(), "xlsx-name-total"),
                _ => (format!("Part_{}", plain(payer)), "xlsx-name-share"),
            };
            let args = [("payer", payer.to_owned()), ("years", book.year_name(None))];
            add(&name, all, column, book.texts.text(id, &args));
        }
        names
    }
}

pub(super) fn recap(book: &Book<'_>, shares: &Shares) -> Recap {
    let mut sheet = book.sheet(RECAP, "xlsx-recap-title", (3, 4));
    sheet.frozen = FIRST;
    sheet.column(book.column("xlsx-fiche", Kind::Label));
    sheet.column(book.column("xlsx-title", Kind::Prose));
    let mut columns = Vec::new();
    for year in book.groups() {
        for (rank, &kind) in book.columns.iter().enumerate() {
            let payer = book.record.label(kind);
            let header = match kind {
                ColumnKind::Funder(_) => book.text_of("xlsx-share-of", "funder", payer),
                _ => payer.to_owned(),
            };
            let column = Column::new(header, Kind::Amount).over(book.year_name(year));
            let column = column.group(rank);
            sheet.column(match kind {
                ColumnKind::Total => Column {
                    level: Level::Subtotal,
                    ..column
                },
                _ => column,
            });
            columns.push((year, kind));
        }
    }
    let holds = book.text("xlsx-recap-true");
    let fails = book.text("xlsx-recap-false");
    let state = format!("IF({ALL_HOLD},\"{holds}\",\"{fails}\")");
    sheet.set((2, FIRST), Cell::verdict(&state, &holds).kind(Kind::Aside));
    let (mut fiches, mut axes) = (Vec::new(), vec![None; book.record.axes.len()]);
    // The record's fiches stand axis by axis.
    for group in book.record.fiches.chunk_by(|a, b| a.axis == b.axis) {
        let first = sheet.next;
        for fiche in group {
            let row = fiche_row(book, shares, (fiches.len(), fiche), &columns, sheet.next);
            fiches.push(sheet.push(Level::Body, row));
        }
        let (axis, rows) = (group[0].axis, first..sheet.next);
        let title = book.record.convention.axes.get(axis);
        let title = title.map_or("", |axis| &axis.title);
        let label = book.text_of("xlsx-total-of", "axis", title);
        let row = sums(book, label, &rows, &book.record.axes[axis]);
        axes[axis] = Some((sheet.push(Level::Subtotal, row), rows));
    }
    let row = sums(
        book,
        book.text("xlsx-total"),
        &sheet.rows(),
        &book.record.total,
    );
    let total = sheet.push(Level::Total, row);
    book.subtitle(&mut sheet);
    let width = Col::try_from(book.columns.len()).unwrap_or(Col::MAX);
    Recap {
        sheet,
        columns,
        width,
        fiches,
        axes,
        total,
    }
}

fn fiche_row(
    book: &Book<'_>,
    shares: &Shares,
    (rank, fiche): (usize, &FicheRecord),
    columns: &[(Option<usize>, ColumnKind)],
    row: Row,
) -> Vec<Cell> {
    let mut title = Cell::from(fiche.title.as_str());
    title.note = mentions(book, fiche);
    let mut cells = vec![fiche.code.spelling().into(), title];
    for (index, &(year, column)) in columns.iter().enumerate() {
        let formula = if let Some(year) = year {
            shares.part(book, rank, year, column)
        } else {
            // The same column of every year.
            let first = FIRST + Col::try_from(index % book.columns.len()).unwrap_or(Col::MAX);
            let years = (first..)
                .step_by(book.columns.len())
                .take(book.years().len());
            Some(added(years.map(|col| cell((row, col)))))
        };
        let amount = book.record.part(fiche.splits.of(year), column);
        cells.push(match formula {
            Some(formula) => Cell::formula(&formula, amount.decimal()),
            None => amount.into(),
        });
    }
    cells
}

/// A row of sums. Subtotals within the rows are not counted twice: that is what `SUBTOTAL` is for.
fn sums(book: &Book<'_>, label: String, rows: &Range<Row>, splits: &Splits) -> Vec<Cell> {
    let mut cells = vec![Cell::text(label).spanning(FIRST)];
    for year in book.groups() {
        for &column in &book.columns {
            let amount = book.record.part(splits.of(year), column);
            let col = FIRST + Col::try_from(cells.len() - 1).unwrap_or(Col::MAX);
            cells.push(if rows.is_empty() {
                amount.into()
            } else {
                Cell::formula(
                    &format!("SUBTOTAL(9,{})", down(rows, col)),
                    amount.decimal(),
                )
            });
        }
    }
    cells
}

/// What is said about a fiche's funding instead of an amount.
fn mentions(book: &Book<'_>, fiche: &FicheRecord) -> Option<String> {
    let line = |mention: &MentionRecord| {
        let whom = mention.funder.map(|funder| book.funder(funder));
        let about = [whom, mention.nature.as_deref()];
        let about: Vec<&str> = about.into_iter().flatten().collect();
        let args = [
            ("about", about.join(", ")),
            ("mention", mention.text.clone()),
        ];
        if about.is_empty() {
            mention.text.clone()
        } else {
            book.texts.text("xlsx-mention-about", &args)
        }
    };
    let lines: Vec<String> = fiche.mentions.iter().map(line).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
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
