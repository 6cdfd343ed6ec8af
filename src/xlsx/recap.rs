//! The sheet `Récapitulatif`, laid out like the annex: one row per fiche, one subtotal per axis, the total, for each
//! year and over all years. Every figure refers to the sheet of shares.

use std::{collections::BTreeSet, ops::Range};

use super::{
    book::{Book, FICHES, SECTIONS, listed, sheet_name},
    inputs::{COST_TAX, Inputs, cost_where, counted, section_col},
    shares::Shares,
    sheet::{
        Alarm, At, Cell, Col, Column, Kind, Level, Row, Sheet, Value, added, all_fixed, cell, col,
        downs, fixed, on, quoted,
    },
};
use crate::{
    compute::Splits,
    finding::Severity,
    locale::args,
    model::{ColumnKind, RowKind, Tax},
    money::Amount,
    record::{FicheRecord, costs_of},
    source::{free_name, join, without_accents},
};

/// The recap.
pub(super) struct Recap {
    pub(super) sheet: Sheet,
    /// The columns of figures: their year, or all years, and what they hold.
    columns: Vec<(Option<usize>, ColumnKind)>,
    pub(super) fiches: Vec<Row>,
    /// The row of each axis's subtotal; `None` for an axis without fiches.
    axes: Vec<Option<Row>>,
    pub(super) total: Row,
    /// The row of what no total counts, if there is any.
    pub(super) off_total: Option<Row>,
    /// The rows that divide the total, by section or by tax, and the absolute difference between their sum and it.
    pub(super) divided: Vec<(&'static str, Range<Row>, Amount)>,
}

/// The first column of figures.
const FIRST: Col = 2;
/// The cell of whether all controls hold.
const STATE: At = (2, FIRST);
/// The cell of what is still open.
const OPEN: At = (0, FIRST);

impl Recap {
    /// A column of figures; the first one if there is no such column.
    pub(super) fn col(&self, year: Option<usize>, column: ColumnKind) -> Col {
        self.find(year, column).unwrap_or(FIRST)
    }

    fn find(&self, year: Option<usize>, column: ColumnKind) -> Option<Col> {
        // With a single year, there are no columns of all years.
        let year = year.or(self.columns.last()?.0);
        let rank = self
            .columns
            .iter()
            .position(|shown| *shown == (year, column))?;
        Some(FIRST + col(rank))
    }

    /// The cell of a figure, if the recap shows it.
    pub(super) fn at(&self, row: &RowKind, year: Option<usize>, column: ColumnKind) -> Option<At> {
        let row = match row {
            RowKind::Fiche(fiche) => *self.fiches.get(*fiche)?,
            RowKind::Subtotal(axis) => (*self.axes.get(*axis)?)?,
            RowKind::GrandTotal => self.total,
            RowKind::UnknownFiche(_) | RowKind::Unknown => return None,
        };
        Some((row, self.find(year, column)?))
    }

    /// A cell of the row of totals, as formulas of other sheets refer to it.
    pub(super) fn total(&self, year: Option<usize>, column: ColumnKind) -> String {
        self.sheet.cell((self.total, self.col(year, column)))
    }

    /// The sum of the columns of a row in a year, without its total.
    pub(super) fn parts(&self, row: Row, year: Option<usize>) -> String {
        let total = self.col(year, ColumnKind::Total);
        let first = self.col(year, self.columns[0].1);
        let last = (total - 1).max(first);
        let cells = format!("{}:{}", cell((row, first)), cell((row, last)));
        format!("SUM({})", on(&self.sheet.name, &cells))
    }

    /// Shows at the head whether all controls hold, given the formula and its result.
    pub(super) fn set_state(&mut self, formula: String, state: String) {
        let state = Cell::formula(formula, state).kind(Kind::Aside);
        self.sheet.set(STATE, state);
        // No check counts this formula: only this reveals that it is overwritten.
        self.sheet.alarms.push(Alarm {
            rule: format!("=NOT(_xlfn.ISFORMULA({}))", fixed(STATE)),
            rows: STATE.0..STATE.0 + 1,
            col: STATE.1,
            is_wrong: true,
        });
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
        divided: Vec::new(),
    };
    recap.head(book);
    let mut rows_within = vec![Vec::new(); record.axes.len()];
    let mut outermost = Vec::new();
    for kind in record.rows() {
        match kind {
            RowKind::Fiche(rank) => {
                let axis = record.fiches[rank].axis;
                let is_named = record.convention.axes[axis].has_title();
                let row = recap.add_fiche(book, shares, &record.fiches[rank]);
                if is_named {
                    &mut rows_within[axis]
                } else {
                    &mut outermost
                }
                .push(row);
            }
            RowKind::Subtotal(axis) => {
                let declared = &record.convention.axes[axis];
                let label = book.text_of("xlsx-total-of", "axis", &declared.title);
                let rows = std::mem::take(&mut rows_within[axis]);
                let row = recap.add_sums(book, Level::Subtotal, label, &rows, &record.axes[axis]);
                recap.axes[axis] = Some(row);
                declared
                    .within
                    .map_or(&mut outermost, |outer| &mut rows_within[outer])
                    .push(row);
            }
            _ => {}
        }
    }
    let codes = on(&recap.sheet.name, &all_fixed(&recap.sheet.rows(), 0));
    let codes = [FICHES.to_owned(), codes, String::new()];
    recap.sheet.names.push(codes);
    let label = book.text("xlsx-total");
    recap.total = recap.add_sums(book, Level::Total, label, &outermost, &record.total);
    recap.add_parts(book, shares, costs);
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
            let mut column = Column::new(book.record.label(kind), Kind::Amount);
            column.over = Some(book.year_name(year));
            if kind == ColumnKind::Total {
                column.level = Level::Subtotal;
            }
            if kind == self.columns[0].1 && self.sheet.columns.len() > usize::from(FIRST) {
                self.sheet.breaks.push(self.sheet.width());
            }
            self.sheet.columns.push(column);
        }
        let fiches = &book.record.fiches;
        if fiches.iter().any(|fiche| !fiche.mentions.is_empty()) {
            let mut mentions = book.column("xlsx-mentions", Kind::Prose);
            mentions.min_width = 30;
            self.sheet.columns.push(mentions);
        }
        let open = open_of(book);
        if !open.is_empty() {
            // Beside the title, within the first printed page.
            let end = self.sheet.breaks.first().copied();
            let end = end.unwrap_or(self.sheet.width());
            let open = Cell::new(Kind::Subtitle, open);
            let mut open = open.spanning(end - FIRST);
            let sheet = sheet_name("open");
            open.link = Some((on(sheet, "A1"), String::new()));
            self.sheet.set(OPEN, open);
        }
    }

    /// One cell per column, with a formula if `formula` gives one.
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

    /// The sum over years of a column, in the next row.
    fn over_years(&self, book: &Book<'_>, rank: usize) -> String {
        let width = book.columns.len();
        let years = (rank % width..).step_by(width).take(book.years().len());
        let row = self.sheet.next;
        added(years.map(|rank| cell((row, FIRST + col(rank)))))
    }

    fn add_fiche(&mut self, book: &Book<'_>, shares: &Shares, fiche: &FicheRecord) -> Row {
        let formula = |rank: usize| match self.columns[rank] {
            (Some(year), column) => shares.part(book.record, self.fiches.len(), year, column),
            _ => Some(self.over_years(book, rank)),
        };
        let mut cells = vec![fiche.code.spelling().into(), fiche.title.as_str().into()];
        cells.extend(self.figures(book, &fiche.splits, formula));
        if self.sheet.columns.len() > cells.len() {
            cells.push(mentions(book, fiche).into());
        }
        let row = self.sheet.push(Level::Body, cells);
        self.fiches.push(row);
        row
    }

    fn add_off_total(&mut self, book: &Book<'_>, shares: &Shares, natures: &str, splits: &Splits) {
        let budgets = self.fiches.len()..book.record.budgets().count();
        let formula = |rank: usize| match self.columns[rank] {
            (Some(year), column) => {
                let parts = budgets.clone();
                let parts =
                    parts.filter_map(|budget| shares.part(book.record, budget, year, column));
                Some(added(parts)).filter(|sum| !sum.is_empty())
            }
            _ => Some(self.over_years(book, rank)),
        };
        let label = book.text_of("xlsx-off-total", "natures", natures);
        let mut cells = vec![Cell::prose(label).spanning(FIRST)];
        cells.extend(self.figures(book, splits, formula));
        self.off_total = Some(self.sheet.push(Level::Subtotal, cells));
    }

    /// Adds a row of sums of these rows.
    fn add_sums(
        &mut self,
        book: &Book<'_>,
        level: Level,
        label: String,
        rows: &[Row],
        splits: &Splits,
    ) -> Row {
        let formula = |rank| (!rows.is_empty()).then(|| downs(rows, FIRST + col(rank)));
        let mut cells = vec![Cell::prose(label).spanning(FIRST)];
        cells.extend(self.figures(book, splits, formula));
        self.sheet.push(level, cells)
    }

    /// Adds the parts of the total: the sections of the budget, costs with and without tax, funders without a separate
    /// column.
    fn add_parts(&mut self, book: &Book<'_>, shares: &Shares, costs: &Inputs) {
        let record = book.record;
        let years = book.years().len();
        let counted = counted(book, costs);
        let cost = |col, value: String| {
            let condition = format!("{}={value}", costs.all(col));
            let conditions = [vec![condition], counted.clone()].concat();
            move |year| cost_where(costs, &conditions, year)
        };
        let first = self.sheet.next;
        for (rank, (name, amounts)) in record.sections().into_iter().enumerate() {
            let label = book.text_of("xlsx-of-which", "part", name);
            let formula = cost(section_col(book), listed(SECTIONS, rank));
            self.add_part(book, label, ColumnKind::Total, formula, &amounts);
        }
        self.divide(book, "sections", first);
        let first = self.sheet.next;
        let lines = || record.fiches.iter().flat_map(|fiche| &fiche.lines);
        if lines().any(|line| line.tax.is_some()) {
            for tax in [Some(Tax::Excluded), Some(Tax::Included), None] {
                let of_tax = lines().filter(|line| line.tax == tax);
                let amounts = costs_of(of_tax, years);
                let label = match tax {
                    Some(tax) => book.text_of("xlsx-of-which", "part", tax.label()),
                    None => book.text("xlsx-of-which-untaxed"),
                };
                let formula = cost(COST_TAX, quoted(tax.map_or("", Tax::label)));
                self.add_part(book, label, ColumnKind::Total, formula, &amounts);
            }
        }
        self.divide(book, "taxes", first);
        let others = record.funders.iter().enumerate();
        let others: Vec<_> = others.filter(|(_, funder)| !funder.has_column).collect();
        for (rank, funder) in others {
            let share_of = |splits: &Splits, year: Option<usize>| splits.of(year).shares[rank];
            let all = (0..years).map(Some).chain([None]);
            let amounts: Vec<Amount> = all.map(|year| share_of(&record.total, year)).collect();
            let label = book.text_of("xlsx-of-which", "part", &funder.column);
            let formula = |year| shares.of_funder(rank, year);
            self.add_part(book, label, ColumnKind::Others, formula, &amounts);
        }
    }

    /// Registers the rows from `first` on as those that divide the total.
    fn divide(&mut self, book: &Book<'_>, id: &'static str, first: Row) {
        let rows = first..self.sheet.next;
        if rows.is_empty() {
            return;
        }
        let gaps = book.record.groups().into_iter().map(|year| {
            let col = self.col(year, ColumnKind::Total);
            let parts = rows
                .clone()
                .filter_map(|row| self.sheet.cells.get(&(row, col)));
            let parts = parts.filter_map(|cell| match cell.value {
                Value::Number(number) => Amount::bounded(number).ok(),
                _ => None,
            });
            (book.record.total.of(year).total - parts.sum()).abs()
        });
        let gap = gaps.sum();
        self.divided.push((id, rows, gap));
    }

    /// Adds a row of a part of the total, year by year and over all, in the columns of kind `part_of`.
    fn add_part(
        &mut self,
        book: &Book<'_>,
        label: String,
        part_of: ColumnKind,
        formula: impl Fn(usize) -> String,
        amounts: &[Amount],
    ) {
        let row = self.sheet.next;
        let mut cells = vec![Cell::prose(label).spanning(FIRST)];
        for &(year, column) in &self.columns {
            let amount = year.map_or(amounts.last(), |year| amounts.get(year));
            let amount = amount.filter(|_| column == part_of);
            let formula = || {
                let years = 0..book.years().len();
                let over_years = years.map(|year| cell((row, self.col(Some(year), column))));
                year.map_or_else(|| added(over_years), &formula)
            };
            let cell = amount.map(|amount| Cell::formula(formula(), *amount));
            cells.push(cell.unwrap_or_else(|| "".into()));
        }
        self.sheet.push(Level::Subtotal, cells);
    }
}

/// How many findings are open at publication, and what nobody funds, in words.
fn open_of(book: &Book<'_>) -> String {
    let open = book.open();
    let count = |severity| {
        open.iter()
            .filter(|finding| finding.severity == severity)
            .count()
    };
    let mut parts = Vec::new();
    for (severity, id) in [
        (Severity::Error, "xlsx-open-errors"),
        (Severity::Warning, "xlsx-open-warnings"),
    ] {
        if count(severity) > 0 {
            parts.push(book.texts.text(id, &args! { count: count(severity) }));
        }
    }
    let unallocated = book.record.total.all.unallocated;
    if !unallocated.is_zero() {
        let amount = book.amount(unallocated);
        parts.push(book.text_of("xlsx-open-unallocated", "amount", &amount));
    }
    if parts.is_empty() {
        return String::new();
    }
    book.text_of("xlsx-open-all", "parts", &join(parts, ", "))
}

/// Names cells of the row of totals: the total of each year, then each column over all years.
fn name_totals(book: &Book<'_>, recap: &mut Recap) {
    let all = book.all_years();
    let mut taken = BTreeSet::new();
    let mut name = |name: &str, year, column, meaning| {
        let at = (recap.total, recap.col(year, column));
        let name = free_name(name, '_', &mut taken);
        recap.sheet.name(&name, at, meaning);
    };
    for (rank, year) in book.years().iter().enumerate().filter(|_| all.is_none()) {
        let cell_name = format!("Total_{}", plain(&year.to_string()));
        let meaning = book.text_of("xlsx-name-total-of", "year", &year.to_string());
        name(&cell_name, Some(rank), ColumnKind::Total, meaning);
    }
    for &column in &book.columns {
        let payer = book.record.label(column);
        let (cell_name, id) = match column {
            ColumnKind::Total => ("Total_general".to_owned(), "xlsx-name-total"),
            _ => (format!("Part_{}", plain(payer)), "xlsx-name-share"),
        };
        let args = [("payer", payer.to_owned()), ("years", book.year_name(None))];
        name(&cell_name, all, column, book.texts.text(id, &args));
    }
}

/// The remarks on a fiche's funding.
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

/// A text for use in the name of a cell: ASCII letters and digits, words joined by `_`.
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
