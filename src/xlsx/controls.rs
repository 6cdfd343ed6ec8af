//! The sheet `Contrôles`: formulas that are TRUE when all adds up, a line a check, and one over them all.
//!
//! Each line compares two ways to the same figure: what it finds, what it expects, and the gap, which is that of
//! every year added up without its sign, so that no two errors cancel out. They hold whatever costs and rates are
//! typed; what they catch is a formula typed over, a text where a number should be, a row that no sum covers.

use std::{collections::BTreeSet, ops::Range};

use rust_decimal::Decimal;

use super::{
    book::{ADVANCE, ALL_HOLD, Book},
    inputs::{COST_NATURE, Inputs, RULE_RATE, base_col, cost_col, cost_total, fixed_col},
    recap::Recap,
    schedule::{BALANCE, PAID, Schedule, payer_name},
    shares::Shares,
    sheet::{At, Cell, Col, Kind, Level, Row, Sheet, added, cell, col_fixed, down, fixed},
};
use crate::{
    model::{BALANCE_LABEL, ColumnKind::Total},
    money::Amount,
};

/// The header of the checks; whether all of them hold stands above.
pub(super) const HEADER: Row = 5;
/// How many rows below the last total are looked at for lines that no total covers.
const BELOW: Row = 500;
/// The columns.
const COLUMNS: [(&str, Kind, usize); 7] = [
    ("number", Kind::Label, 0),
    ("sheet", Kind::Text, 0),
    ("what", Kind::Prose, 56),
    ("found", Kind::Amount, 0),
    ("expected", Kind::Amount, 0),
    ("gap", Kind::Amount, 0),
    ("result", Kind::Truth, 9),
];
const FOUND: Col = 3;
const EXPECTED: Col = 4;
const GAP: Col = 5;
const RESULT: Col = 6;
const ALL: At = (3, RESULT);

/// Two formulas that must give the same.
type Pair = (String, String);

/// The sheet, and what its checks look at.
pub(super) struct Controls<'a> {
    pub(super) sheet: Sheet,
    pub(super) book: &'a Book<'a>,
    pub(super) costs: &'a Inputs,
    pub(super) funding: &'a Inputs,
    pub(super) shares: &'a Shares,
    pub(super) recap: &'a Recap,
    pub(super) schedule: &'a Schedule<'a>,
}

fn truth(holds: bool) -> &'static str {
    if holds { "TRUE" } else { "FALSE" }
}

impl Controls<'_> {
    pub(super) fn checked(mut self) -> Sheet {
        let book = self.book;
        self.sheet.is_filtered = true;
        self.sheet.columns = book.headed("xlsx-control", &COLUMNS);
        self.sheet.remark(book.text("xlsx-controls-about"));
        self.inputs();
        self.fiches();
        self.off_total();
        self.axes();
        self.total();
        self.payments();
        let mut sheet = self.sheet;
        let rows = sheet.rows();
        let all = Cell::text(book.text("xlsx-controls-all")).spanning(RESULT);
        sheet.set((ALL.0, 0), all.level(Level::Total));
        let all = format!("AND({})", down(&rows, RESULT));
        let all = Cell::formula(all, truth(book.holds()));
        sheet.set(ALL, all.kind(Kind::Truth).level(Level::Total));
        sheet.name(ALL_HOLD, ALL, book.text("xlsx-name-controls"));
        // A check that fails must be seen. The rules look at the gaps: LibreOffice 7.4 prints no sheet whose rules
        // look at truth values that it has not calculated itself.
        let (first, last) = (fixed((rows.start, GAP)), fixed((rows.end - 1, GAP)));
        let any = format!("=SUM({first}:{last})<>0");
        let own = format!("={}<>0", col_fixed((rows.start, GAP)));
        for (rows, rule) in [(ALL.0..ALL.0 + 1, any), (rows, own)] {
            sheet.alarms.push((rule, rows, RESULT));
        }
        sheet
    }

    /// A check: of which sheet, and of what; the pairs that must be equal, of which the last is shown, with the figure
    /// that is both found and expected. Says where it stands.
    fn check(&mut self, of: &Sheet, what: String, figure: Amount, mut pairs: Vec<Pair>) -> Row {
        let at = |col| cell((self.sheet.next, col));
        let (found, expected) = pairs.pop().unwrap_or_default();
        let pairs = pairs.into_iter().chain([(at(FOUND), at(EXPECTED))]);
        let gaps = added(pairs.map(|(a, b)| format!("ABS({a}-{b})")));
        let cells = [
            Decimal::from(self.sheet.next - HEADER).into(),
            of.name.as_str().into(),
            what.into(),
            Cell::formula(found, figure),
            Cell::formula(expected, figure),
            Cell::formula(format!("ROUND({gaps},4)"), Decimal::ZERO),
            Cell::formula(format!("{}=0", at(GAP)), "TRUE"),
        ];
        self.sheet.push(Level::Body, cells)
    }

    fn years(&self) -> Range<usize> {
        0..self.book.years().len()
    }

    /// Every cost line is in the total of its year: a row that no fiche's sum covers is not. Inputs are numbers, and
    /// rates are rates.
    fn inputs(&mut self) {
        let (book, costs, funding) = (self.book, &self.costs.sheet, &self.funding.sheet);
        let rows = costs.rows().start..costs.next + BELOW;
        let natures = costs.down(&rows, COST_NATURE);
        let total = book.text("xlsx-total");
        for (year, split) in book.record.total.years.iter().enumerate() {
            let what = book.text_of("xlsx-check-costs", "year", &book.year_name(Some(year)));
            let amounts = costs.down(&rows, cost_col(year));
            let mut lines = format!("SUMIF({natures},\"<>{total}\",{amounts})");
            if let Some(row) = self.recap.off_total {
                let off = (row, self.recap.col(Some(year), Total));
                lines = format!("{lines}-{}", self.recap.sheet.cell(off));
            }
            let pair = (self.recap.total(Some(year), Total), lines);
            self.check(costs, what, split.total, vec![pair]);
        }
        let texts = |sheet: &Sheet, col| {
            let cells = sheet.down(&sheet.rows(), col);
            format!("COUNTA({cells})-COUNT({cells})")
        };
        let record = book.record;
        let lines = record.budgets().flat_map(|budget| &budget.lines);
        let said = lines
            .flat_map(|line| &line.years)
            .filter_map(|year| year.said.as_deref());
        // Spreadsheets count without regard to capitals.
        let said: BTreeSet<String> = said.map(str::to_lowercase).collect();
        let amounts = self.years().map(|year| {
            let cells = costs.down(&costs.rows(), cost_col(year));
            // What is said instead of an amount is no mistake.
            let said = said
                .iter()
                .map(|said| format!("-COUNTIF({cells},\"{}\")", said.replace('"', "\"\"")));
            texts(costs, cost_col(year)) + &said.collect::<String>()
        });
        let ceilings = book.has_terms.then(|| base_col(book) + 1);
        let rules = [RULE_RATE].into_iter().chain(self.years().map(fixed_col));
        let rules = rules.chain(ceilings).map(|col| texts(funding, col));
        let rates = funding.down(&funding.rows(), RULE_RATE);
        // The word for what the others leave is a good rate.
        let balances = format!("COUNTIF({rates},\"{BALANCE_LABEL}\")");
        let mut rules = added(rules);
        let mut all = book.record.budgets().flat_map(|budget| &budget.funding);
        if all.any(|rule| rule.is_balance) {
            rules = format!("{rules}-{balances}");
        }
        let bounds = format!("COUNTIF({rates},\"<0\")+COUNTIF({rates},\">1\")");
        for (of, id, count) in [
            (costs, "amounts", added(amounts)),
            (funding, "rates", rules),
            (funding, "bounds", bounds),
        ] {
            let what = book.text(&format!("xlsx-check-{id}"));
            let row = self.check(of, what, Amount::ZERO, vec![(count, "0".to_owned())]);
            for (_, cell) in self.sheet.cells.range_mut((row, FOUND)..(row, RESULT)) {
                // A count is no amount.
                cell.kind = Some(Kind::Number);
            }
        }
    }

    /// From the costs of a fiche, through its rules and the rounding, to its row of the recap.
    fn fiches(&mut self) {
        let (book, recap) = (self.book, self.recap);
        for (rank, fiche) in book.record.fiches.iter().enumerate() {
            if self.shares.blocks[rank].is_none() {
                continue;
            }
            let row = recap.fiches[rank];
            let cost = |year| self.cost(rank, year);
            let pair = |year| (recap.parts(row, Some(year)), cost(year));
            let all = (recap.parts(row, None), added(self.years().map(cost)));
            let pairs = self.years().map(pair).chain([all]).collect();
            let what = book.text_of("xlsx-check-fiche", "fiche", fiche.code.spelling());
            self.check(&recap.sheet, what, fiche.splits.all.total, pairs);
        }
    }

    /// What a budget costs in a year.
    fn cost(&self, rank: usize, year: usize) -> String {
        let total = cost_total(self.costs, rank, year);
        total.map_or_else(|| "0".to_owned(), |at| self.costs.sheet.cell(at))
    }

    /// What a fiche uses outside the total is brought by someone.
    fn off_total(&mut self) {
        let book = self.book;
        let counted = book.record.fiches.len();
        for (rank, budget) in book.record.budgets().enumerate().skip(counted) {
            let paid: Option<Vec<String>> = self
                .years()
                .map(|year| self.shares.paid(rank, year))
                .collect();
            let Some(paid) = paid else { continue };
            let cost = |year| self.cost(rank, year);
            let all = (added(paid.iter().cloned()), added(self.years().map(cost)));
            let pairs = paid.into_iter().zip(self.years().map(cost)).chain([all]);
            let what = book.text_of("xlsx-check-off-total", "fiche", budget.code.spelling());
            let splits = &budget.splits;
            let row = self.check(&self.shares.sheet, what, splits.all.total, pairs.collect());
            let gaps = splits.years.iter().chain([&splits.all]);
            let gap: Amount = gaps.map(|split| split.unallocated.abs()).sum();
            let paid = splits.all.total - splits.all.unallocated;
            let results: [(Col, Cell); 3] = [
                (FOUND, paid.into()),
                (GAP, gap.into()),
                (RESULT, truth(gap.is_zero()).into()),
            ];
            for (col, result) in results {
                if let Some(cell) = self.sheet.cells.get_mut(&(row, col)) {
                    cell.value = result.value;
                }
            }
        }
    }

    /// The total of each year, and the columns of the recap over all years, each with what sums it up.
    fn sums(&self, row: Row, sum: impl Fn(Col) -> String) -> Vec<Pair> {
        let years = self.years().map(|year| (Some(year), Total));
        let all = self.book.columns.iter().map(|column| (None, *column));
        let pair = |(year, kind)| {
            let col = self.recap.col(year, kind);
            (self.recap.sheet.cell((row, col)), sum(col))
        };
        years.chain(all).map(pair).collect()
    }

    /// The subtotal of an axis is the sum of its fiches and of the axes within it.
    fn axes(&mut self) {
        let (book, recap) = (self.book, self.recap);
        let axes = book.record.convention.axes.iter().zip(&book.record.axes);
        for ((axis, splits), rows) in axes.zip(&recap.axes) {
            let Some((row, parts)) = rows else { continue };
            let sum = |col| format!("SUM({})", recap.sheet.downs(parts, col));
            let what = book.text_of("xlsx-check-axis", "axis", &axis.title);
            let pairs = self.sums(*row, sum);
            self.check(&recap.sheet, what, splits.all.total, pairs);
        }
    }

    /// The grand total is the sum of the axes, its shares add up to it in every year, and the columns over all years
    /// are the sums of those of each year.
    fn total(&mut self) {
        let (book, recap) = (self.book, self.recap);
        let figure = book.record.total.all.total;
        let axes = book.record.convention.axes.iter().zip(&recap.axes);
        let outermost = axes.filter(|(axis, _)| axis.within.is_none());
        let axes: Vec<Row> = outermost
            .filter_map(|(_, rows)| Some(rows.as_ref()?.0))
            .collect();
        if !axes.is_empty() {
            let sum = |col| added(axes.iter().map(|row| recap.sheet.cell((*row, col))));
            let pairs = self.sums(recap.total, |col| format!("({})", sum(col)));
            self.check(&recap.sheet, book.text("xlsx-check-axes"), figure, pairs);

            let parts = |year| (recap.parts(recap.total, year), recap.total(year, Total));
            let pairs = book.record.groups().into_iter().map(parts).collect();
            self.check(&recap.sheet, book.text("xlsx-check-shares"), figure, pairs);
        }
        if book.all_years().is_none() {
            let years = self.years();
            let sum = |column| {
                let years = years.clone().map(|year| recap.total(Some(year), column));
                (recap.total(None, column), format!("({})", added(years)))
            };
            let pairs = book.columns.iter().copied().map(sum).collect();
            self.check(&recap.sheet, book.text("xlsx-check-years"), figure, pairs);
        }
    }

    /// What everyone pays in advance and later is what they have committed to; all of the advance is in it.
    fn payments(&mut self) {
        let (book, schedule) = (self.book, self.schedule);
        let sheet = &schedule.sheet;
        for (payer, &column) in book.columns.iter().enumerate() {
            let paid = |year| {
                let row = schedule.row(book, payer, year);
                added([PAID, BALANCE].map(|col| sheet.cell((row, col))))
            };
            let pair = |year| (format!("({})", paid(year)), self.recap.total(year, column));
            let pairs = book.record.groups().into_iter().map(pair).collect();
            let figure = book.record.part(&book.record.total.all, column);
            let name = payer_name(book, column);
            let what = book.text_of("xlsx-check-payer", "payer", &name);
            self.check(sheet, what, figure, pairs);
        }
        if let Some(advance) = &schedule.advance {
            let all = schedule.row(book, book.columns.len() - 1, None);
            let pair = (sheet.cell((all, PAID)), ADVANCE.to_owned());
            let what = book.text("xlsx-check-advance");
            self.check(sheet, what, advance.amount, vec![pair]);
        }
    }
}
