//! The sheet `Récapitulatif`, laid out as the agreement's annex is: a row a fiche, a subtotal an axis, the total,
//! for each year and over all years. Every figure refers to the sheet of shares.

use std::{collections::BTreeSet, ops::Range};

use super::{
    book::{ALL_HOLD, Book},
    inputs::{COST_NATURE, Inputs, cost_col},
    shares::Shares,
    sheet::{At, Cell, Col, Column, Kind, Level, Row, Sheet, added, cell, col, down, on},
};
use crate::{
    compute::Splits,
    model::{ColumnKind, RowKind},
    money::Amount,
    record::FicheRecord,
    source::{free_name, join, without_accents},
};

/// The recap.
pub(super) struct Recap {
    pub(super) sheet: Sheet,
    /// The columns of figures: the year, or all years, and what they hold.
    columns: Vec<(Option<usize>, ColumnKind)>,
    pub(super) fiches: Vec<Row>,
    /// The subtotal of each axis, and what it adds up: its own fiches and the subtotals of the axes right within it;
    /// none for an axis without fiches.
    pub(super) axes: Vec<Option<(Row, Vec<Row>)>>,
    pub(super) total: Row,
    /// What no total counts, if there is any.
    pub(super) off_total: Option<Row>,
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

pub(super) fn recap(book: &Book<'_>, shares: &Shares, costs: &Inputs) -> Recap {
    let record = book.record;
    let groups = book.record.groups().into_iter();
    let columns = groups.flat_map(|year| book.columns.iter().map(move |kind| (year, *kind)));
    let mut recap = Recap {
        sheet: book.sheet("recap", (3, 4), FIRST),
        columns: columns.collect(),
        fiches: Vec::new(),
        axes: vec![None; record.axes.len()],
        total: 0,
        off_total: None,
    };
    recap.head(book);
    let mut added = vec![Vec::new(); record.axes.len()];
    let mut first = vec![None; record.axes.len()];
    for kind in record.rows() {
        let next = recap.sheet.next;
        match kind {
            RowKind::Fiche(rank) => {
                let fiche = &record.fiches[rank];
                for axis in record.convention.levels(fiche.axis) {
                    first[axis] = first[axis].or(Some(next));
                }
                added[fiche.axis].push(next);
                recap.add_fiche(book, shares, fiche);
            }
            RowKind::Subtotal(axis) => {
                let rows = first[axis].unwrap_or(next)..next;
                let own = &record.convention.axes[axis];
                let label = book.text_of("xlsx-total-of", "axis", &own.title);
                let row = recap.add_sums(book, Level::Subtotal, label, &rows, &record.axes[axis]);
                recap.axes[axis] = Some((row, std::mem::take(&mut added[axis])));
                if let Some(outer) = own.within {
                    added[outer].push(row);
                }
            }
            _ => {}
        }
    }
    let (label, rows) = (book.text("xlsx-total"), recap.sheet.rows());
    recap.total = recap.add_sums(book, Level::Total, label, &rows, &record.total);
    for ((name, amounts), at) in record.sections().into_iter().zip(&costs.sections) {
        recap.add_section(book, costs, *at, name, &amounts);
    }
    if let Some((natures, splits)) = record.off_total_sum() {
        recap.add_off_total(book, shares, &natures, &splits);
    }
    name_totals(book, &mut recap);
    recap
}

impl Recap {
    fn head(&mut self, book: &Book<'_>) {
        self.sheet.columns = vec![
            book.column("xlsx-fiche", Kind::Label),
            book.column("xlsx-title", Kind::Prose),
        ];
        for &(year, kind) in &self.columns {
            let payer = book.record.label(kind);
            let header = match kind {
                ColumnKind::Funder(_) => book.text_of("xlsx-share-of", "funder", payer),
                _ => payer.to_owned(),
            };
            let mut column = Column::new(header, Kind::Amount);
            column.over = Some(book.year_name(year));
            if kind == ColumnKind::Total {
                column.level = Level::Subtotal;
            }
            self.sheet.columns.push(column);
        }
        let [holds, fails] = ["true", "false"].map(|end| book.text(&format!("xlsx-recap-{end}")));
        let state = format!("IF({ALL_HOLD},\"{holds}\",\"{fails}\")");
        let result = if book.holds() { holds } else { fails };
        let state = Cell::formula(state, result).kind(Kind::Aside);
        self.sheet.set((2, FIRST), state);
    }

    /// A cell a column, each with its formula, if it has one.
    fn figures(
        &self,
        book: &Book<'_>,
        splits: &Splits,
        formula: impl Fn(usize) -> Option<String>,
    ) -> impl Iterator<Item = Cell> {
        let columns = self.columns.iter().enumerate();
        columns.map(move |(rank, &(year, column))| {
            let amount = book.record.part(splits.of(year), column);
            let formula = formula(rank).map(|formula| Cell::formula(formula, amount));
            formula.unwrap_or_else(|| amount.into())
        })
    }

    /// The sum of the same column of every year, in the row that comes next.
    fn over_years(&self, book: &Book<'_>, rank: usize) -> String {
        let width = book.columns.len();
        let years = (rank % width..).step_by(width).take(book.years().len());
        let row = self.sheet.next;
        added(years.map(|rank| cell((row, FIRST + col(rank)))))
    }

    fn add_fiche(&mut self, book: &Book<'_>, shares: &Shares, fiche: &FicheRecord) {
        let formula = |rank: usize| match self.columns[rank] {
            (Some(year), column) => shares.part(book.record, self.fiches.len(), year, column),
            _ => Some(self.over_years(book, rank)),
        };
        let mut title = Cell::from(fiche.title.as_str());
        title.note = mentions(book, fiche);
        let mut cells = vec![fiche.code.spelling().into(), title];
        cells.extend(self.figures(book, &fiche.splits, formula));
        self.fiches.push(self.sheet.push(Level::Body, cells));
    }

    fn add_off_total(&mut self, book: &Book<'_>, shares: &Shares, natures: &str, splits: &Splits) {
        let budgets = self.fiches.len()..book.record.budgets().count();
        let formula = |rank: usize| match self.columns[rank] {
            (Some(year), column) => {
                let parts = budgets.clone();
                let parts = parts.filter_map(|own| shares.part(book.record, own, year, column));
                Some(added(parts)).filter(|sum| !sum.is_empty())
            }
            _ => Some(self.over_years(book, rank)),
        };
        let label = book.text_of("xlsx-off-total", "natures", natures);
        let mut cells = vec![Cell::text(label).spanning(FIRST)];
        cells.extend(self.figures(book, splits, formula));
        self.off_total = Some(self.sheet.push(Level::Subtotal, cells));
    }

    /// A row of sums. Subtotals within the rows are not counted twice: that is what `SUBTOTAL` is for.
    fn add_sums(
        &mut self,
        book: &Book<'_>,
        level: Level,
        label: String,
        rows: &Range<Row>,
        splits: &Splits,
    ) -> Row {
        let formula = |rank| {
            let sum = || format!("SUBTOTAL(9,{})", down(rows, FIRST + col(rank)));
            (!rows.is_empty()).then(sum)
        };
        let mut cells = vec![Cell::text(label).spanning(FIRST)];
        cells.extend(self.figures(book, splits, formula));
        self.sheet.push(level, cells)
    }

    /// What a section of the budget costs: who pays it is not told apart.
    fn add_section(
        &mut self,
        book: &Book<'_>,
        costs: &Inputs,
        at: At,
        name: &str,
        amounts: &[Amount],
    ) {
        // What no total counts stands behind all fiches.
        let end = costs.rows.get(self.fiches.len());
        let mut rows = costs.sheet.rows();
        rows.end = end.map_or(rows.end, |off_total| off_total.start);
        let costs = &costs.sheet;
        let is_of = format!("--({}={})", costs.down(&rows, at.1), costs.cell(at));
        let natures = costs.down(&rows, COST_NATURE);
        let is_line = format!("--({natures}<>\"{}\")", book.text("xlsx-total"));
        let row = self.sheet.next;
        let label = book.text_of("xlsx-of-which", "section", name);
        let mut cells = vec![Cell::text(label).spanning(FIRST)];
        for &(year, column) in &self.columns {
            let formula = if let Some(year) = year {
                let amounts = costs.down(&rows, cost_col(year));
                format!("SUMPRODUCT({is_of},{is_line},{amounts})")
            } else {
                let years = 0..book.years().len();
                added(years.map(|year| cell((row, self.col(Some(year), column)))))
            };
            let amount = year.map_or(amounts.last(), |year| amounts.get(year));
            let amount = amount.filter(|_| column == ColumnKind::Total);
            cells.push(amount.map_or_else(|| "".into(), |amount| Cell::formula(formula, *amount)));
        }
        self.sheet.push(Level::Subtotal, cells);
    }
}

/// Names the cells of the last row: the total of each year, then everyone's over all years.
fn name_totals(book: &Book<'_>, recap: &mut Recap) {
    let all = book.all_years();
    let mut taken = BTreeSet::new();
    let mut name = |name: &str, year, column, meaning| {
        let at = (recap.total, recap.col(year, column));
        let name = free_name(name, '_', &mut taken);
        recap.sheet.name(&name, at, meaning);
    };
    for (rank, year) in book.years().iter().enumerate().filter(|_| all.is_none()) {
        let own = format!("Total_{}", plain(&year.to_string()));
        let meaning = book.text_of("xlsx-name-total-of", "year", &year.to_string());
        name(&own, Some(rank), ColumnKind::Total, meaning);
    }
    for &column in &book.columns {
        let payer = book.record.label(column);
        let (own, id) = match column {
            ColumnKind::Total => ("Total_general".to_owned(), "xlsx-name-total"),
            _ => (format!("Part_{}", plain(payer)), "xlsx-name-share"),
        };
        let args = [("payer", payer.to_owned()), ("years", book.year_name(None))];
        name(&own, all, column, book.texts.text(id, &args));
    }
}

/// What is said about a fiche's funding instead of an amount.
fn mentions(book: &Book<'_>, fiche: &FicheRecord) -> Option<String> {
    let lines = fiche.mentions.iter().map(|mention| {
        let whom = mention.funder.map(|funder| book.funder(funder.0));
        let nature = mention.nature.as_deref().map(String::as_str);
        let about = join(whom.into_iter().chain(nature), ", ");
        if about.is_empty() {
            return mention.text.value.clone();
        }
        let args = [("about", about), ("mention", mention.text.value.clone())];
        book.texts.text("xlsx-mention-about", &args)
    });
    (!fiche.mentions.is_empty()).then(|| join(lines, "\n"))
}

/// A text as a part of a name: ASCII letters and digits, words joined by `_`.
fn plain(text: &str) -> String {
    let letters: String = without_accents(text).collect();
    let words = letters.split(|c: char| !c.is_ascii_alphanumeric());
    let joined = join(words.filter(|word| !word.is_empty()), "_");
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
