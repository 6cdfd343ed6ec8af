//! The sheet `Répartition`: how shares are computed, in formulas over the costs and what the rules pay.
//!
//! Each fiche has a block: its funders, what no rule funds, the total. For each year, it has the exact part, the same
//! rounded down, the remainder, the rank of the remainder, and the share: the largest remainders get a step more. This
//! is the method of `money::apportion`, including negative totals and totals that are no multiple of the step. Binary
//! numbers are rounded before they are compared, truncated or ranked.
//!
//! Results are computed here from the record's costs and rules, and compared with the record's shares.

use std::{collections::BTreeSet, ops::Range};

use rust_decimal::Decimal;

use super::{
    book::{Book, FUNDERS, STEP, listed},
    inputs::{COST_NATURE, Inputs, cost_where, counted},
    rules::{OFF_TOTAL, Rules},
    sheet::{
        At, Cell, Col, Kind, Level, Row, Sheet, added, all_fixed, cell, col, col_fixed, down,
        down_fixed, fixed, on, quoted, row_fixed, sum_where,
    },
};
use crate::{
    error::Error,
    locale::args,
    model::{ColumnKind, FunderId, TOTAL_LABEL, Terms},
    money::{Amount, Rounded, Step, largest_remainders},
    record::{FicheRecord, Record},
};

/// The rows of headers.
const HEAD: (Row, Row) = (4, 5);
/// The cell of the step that shares are rounded to.
const STEP_CELL: At = (3, 2);
/// The columns of a year.
const COLUMNS: [(&str, Kind); 5] = [
    ("xlsx-exact", Kind::Exact),
    ("xlsx-floor", Kind::Amount),
    ("xlsx-remainder", Kind::Remainder),
    ("xlsx-rank", Kind::Label),
    ("xlsx-share", Kind::Amount),
];
/// How many significant digits the numbers of a spreadsheet have.
const DIGITS: u32 = 15;

/// The sheet of shares.
pub(super) struct Shares {
    pub(super) sheet: Sheet,
    /// The rows of each budget; `None` for further ones with the same code.
    pub(super) blocks: Vec<Option<Block>>,
    /// The rows of budgets that totals count.
    counted: Range<Row>,
    /// How many decimals an exact share has.
    decimals: u32,
}

/// The rows of a fiche.
pub(super) struct Block {
    /// The funders that have a row.
    funders: Vec<usize>,
    /// Their rows, which are followed by what no rule funds, then the total.
    rows: Range<Row>,
}

/// The columns of a year, in the order of `COLUMNS`.
fn columns(year: usize) -> [Col; 5] {
    let first = 2 + 5 * col(year);
    [first, first + 1, first + 2, first + 3, first + 4]
}

/// The column of a year's shares.
pub(super) fn share_col(year: usize) -> Col {
    columns(year)[4]
}

impl Shares {
    /// The formula of what all funders of a budget pay in a year.
    pub(super) fn paid(&self, budget: usize, year: usize) -> Option<String> {
        let rows = &self.blocks.get(budget)?.as_ref()?.rows;
        let paid = || format!("SUM({})", self.sheet.down(rows, share_col(year)));
        Some(if rows.is_empty() {
            "0".to_owned()
        } else {
            paid()
        })
    }

    /// The cell of what no rule funds of a budget in a year.
    pub(super) fn unallocated(&self, budget: usize, year: usize) -> Option<String> {
        let block = self.blocks.get(budget)?.as_ref()?;
        Some(self.sheet.cell((block.rows.end, share_col(year))))
    }

    /// The cell of the cost of a budget in a year.
    pub(super) fn cost(&self, budget: usize, year: usize) -> Option<At> {
        let block = self.blocks.get(budget)?.as_ref()?;
        Some((block.rows.end + 1, columns(year)[0]))
    }

    /// The formula of a fiche's part in a column of the recap, if it has one.
    pub(super) fn part(
        &self,
        record: &Record,
        fiche: usize,
        year: usize,
        column: ColumnKind,
    ) -> Option<String> {
        let Block { funders, rows } = self.blocks[fiche].as_ref()?;
        let col = share_col(year);
        let mut funder_rows = funders.iter().zip(rows.clone());
        let row = match column {
            ColumnKind::Funder(FunderId(rank)) => {
                funder_rows.find(|(funder, _)| **funder == rank)?.1
            }
            ColumnKind::Hand(_) => return None,
            ColumnKind::Unallocated => rows.end,
            ColumnKind::Total => rows.end + 1,
            ColumnKind::Others => {
                // Funders without a separate column come last.
                let (_, first) =
                    funder_rows.find(|(funder, _)| !record.funders[**funder].has_column)?;
                let others = self.sheet.down(&(first..rows.end), col);
                return Some(format!("SUM({others})"));
            }
        };
        Some(self.sheet.cell((row, col)))
    }

    fn all(&self, col: Col) -> String {
        on(&self.sheet.name, &all_fixed(&self.counted, col))
    }

    /// The name in a column's heading of the recap, as a formula.
    fn name(book: &Book<'_>, column: ColumnKind) -> String {
        match column {
            ColumnKind::Funder(funder) => listed(FUNDERS, funder.0),
            column => quoted(book.record.label(column)),
        }
    }

    /// The formula of the shares of a funder in a year.
    pub(super) fn of_funder(&self, funder: usize, year: usize) -> String {
        let is_of_funder = format!("{}={}", self.all(1), listed(FUNDERS, funder));
        sum_where(&[is_of_funder], Some(&self.all(share_col(year))))
    }

    /// The formula of the shares in a column of the recap, in a year.
    pub(super) fn of_column(&self, book: &Book<'_>, column: ColumnKind, year: usize) -> String {
        let name = |column: &ColumnKind| Self::name(book, *column);
        let conditions = if column == ColumnKind::Others {
            let shown = book.columns.iter().filter(|other| **other != column);
            let none = [ColumnKind::Unallocated, ColumnKind::Total];
            let shown: BTreeSet<String> = shown.chain(&none).map(name).collect();
            let is_other = shown
                .iter()
                .map(|shown_name| format!("{}<>{shown_name}", self.all(1)));
            is_other.collect()
        } else {
            vec![format!("{}={}", self.all(1), name(&column))]
        };
        sum_where(&conditions, Some(&self.all(share_col(year))))
    }

    /// The formula of the exact parts of all funders in a year, even of what no total counts.
    pub(super) fn exact(&self, book: &Book<'_>, year: usize) -> String {
        let rows = self.sheet.rows();
        let all = |col| on(&self.sheet.name, &all_fixed(&rows, col));
        let none = [book.record.label(ColumnKind::Unallocated), TOTAL_LABEL];
        let is_funder = none.map(|none| format!("{}<>{}", all(1), quoted(none)));
        sum_where(&is_funder, Some(&all(columns(year)[0])))
    }

    /// The formula of the largest exact amount, and the limit above which it is too large for the decimals in use.
    pub(super) fn largest(&self, book: &Book<'_>) -> [String; 2] {
        let rows = self.sheet.rows();
        let years = 0..book.years().len();
        let all = years.map(|year| self.sheet.down(&rows, columns(year)[0]));
        let all: Vec<String> = all.collect();
        let all = all.join(",");
        // Binary numbers have slightly more precision than these digits.
        let limit = Decimal::from(9 * 10_u64.pow(DIGITS.saturating_sub(self.decimals)));
        [format!("MAX(MAX({all}),-MIN({all}))"), limit.to_string()]
    }
}

/// What the rows of a fiche are made from.
struct Writing<'a> {
    book: &'a Book<'a>,
    costs: &'a Inputs,
    rules: &'a Rules<'a>,
    /// Whether totals count it.
    is_counted: bool,
    block: Block,
    /// How many decimals an exact share has.
    decimals: u32,
}

/// The sheet. Its formulas follow the rules: if the record's shares came from elsewhere, recalculation would change
/// them. The error names the first share that does not follow from the rules.
pub(super) fn shares(book: &Book<'_>, costs: &Inputs, rules: &Rules<'_>) -> Result<Shares, Error> {
    let record = book.record;
    let mut sheet = book.sheet("shares", HEAD, 2);
    sheet.columns = vec![
        book.column("xlsx-fiche", Kind::Code),
        book.column("xlsx-funder", Kind::Text),
    ];
    for year in book.years() {
        for (id, kind) in COLUMNS {
            let mut column = book.column(id, kind);
            column.over = Some(year.to_string());
            sheet.columns.push(column);
        }
    }
    sheet.remark(book.text("xlsx-shares-method"));
    sheet.set((3, 0), Cell::new(Kind::Aside, book.text("xlsx-step")));
    let step = Cell::new(Kind::Amount, record.convention.step.amount());
    sheet.set(STEP_CELL, step.level(Level::Subtotal));
    sheet.name(STEP, STEP_CELL, book.text("xlsx-name-step"));
    let decimals = decimals(record)?;
    let mut blocks: Vec<Option<Block>> = Vec::new();
    let mut counted = sheet.next..sheet.next;
    let budgets: Vec<&FicheRecord> = record.budgets().collect();
    for (rank, &fiche) in budgets.iter().enumerate() {
        let is_counted = rank < record.fiches.len();
        let mark = if is_counted { "" } else { OFF_TOTAL };
        let code = format!("{}{mark}", fiche.code.spelling());
        let funders = funders(record, fiche);
        let payers = funders.iter().map(|funder| book.funder(*funder));
        let payers = payers.chain([record.label(ColumnKind::Unallocated)]);
        let payers: Vec<&str> = payers.collect();
        let mut splits = Vec::new();
        for (year, record_split) in book.years().iter().zip(&fiche.splits.years) {
            let (total, parts) = split(record, fiche, &funders, splits.len());
            let shares = funders.iter().map(|funder| record_split.shares[*funder]);
            let shares = shares.chain([record_split.unallocated]);
            for ((name, (_, found)), share) in payers.iter().zip(&parts).zip(shares) {
                if found.share != share {
                    let detail = format!("{code} · {name} · {year}: {} ≠ {share}", found.share);
                    return Err(Error::refused("error-xlsx", args! { detail: detail }));
                }
            }
            splits.push((total, in_decimals(&parts, decimals, record.convention.step)));
        }
        let before = &budgets[..rank.min(record.fiches.len())];
        if is_counted && before.iter().any(|earlier| earlier.code == fiche.code) {
            blocks.push(None);
            continue;
        }
        let rows = sheet.next..sheet.next + Row::from(col(funders.len()));
        let writing = Writing {
            book,
            costs,
            rules,
            is_counted,
            block: Block { funders, rows },
            decimals,
        };
        for (rank, name) in payers.into_iter().enumerate() {
            let mut cells: Vec<Cell> = vec![code.as_str().into(), name.into()];
            for (year, (_, parts)) in splits.iter().enumerate() {
                cells.extend(writing.part(year, rank, sheet.next, &parts[rank]));
            }
            sheet.push(Level::Body, cells);
        }
        let mut cells: Vec<Cell> = vec![code.as_str().into(), TOTAL_LABEL.into()];
        for (year, (total, parts)) in splits.iter().enumerate() {
            cells.extend(writing.total(year, *total, parts));
        }
        sheet.push(Level::Subtotal, cells);
        blocks.push(Some(writing.block));
        if is_counted {
            counted.end = sheet.next;
        }
    }
    Ok(Shares {
        sheet,
        blocks,
        counted,
        decimals,
    })
}

impl Writing<'_> {
    /// The cells of a funder's part, or of what nobody funds: the exact amount and its rounding.
    fn part(&self, year: usize, rank: usize, row: Row, part: &(Amount, Rounded)) -> [Cell; 5] {
        let (amount, rounded) = part;
        let [exact, floor, remainder, place, _] = columns(year);
        let Block { funders, rows } = &self.block;
        let (first, total) = (rows.start, rows.end + 1);
        let (decimals, step) = (self.decimals, fixed(STEP_CELL));
        let here = [0, 1].map(|col| col_fixed((row, col)));
        let owed = match funders.get(rank) {
            Some(_) => self.rules.paid_by(&here[0], &here[1], year),
            None if rows.is_empty() => cell((total, exact)),
            None => format!("{}-SUM({})", cell((total, exact)), down(rows, exact)),
        };
        let formula = format!("ROUND({owed},{decimals})");
        let owed = Cell::formula(formula, *amount);
        let negative = format!("{}<0", row_fixed((total, exact)));
        let whole = self.steps((row, exact));
        let whole = format!("ROUND(IF({negative},-INT(-{whole}),INT({whole}))*{step},2)");
        let remainder_cell = cell((row, remainder));
        let ranked = format!(
            "RANK({remainder_cell},{})+COUNTIF({}:{remainder_cell},{remainder_cell})-1",
            down_fixed(&(first..total), remainder),
            row_fixed((first, remainder)),
        );
        let (undistributed, given) = (row_fixed((total, remainder)), row_fixed((total, place)));
        let (down, place_cell) = (cell((row, floor)), cell((row, place)));
        let steps = format!(
            "IF({place_cell}<={given},{step},0)+IF({place_cell}=1,{undistributed}-{given}*{step},0)"
        );
        let share = format!("ROUND({down}+IF({negative},-1,1)*({steps}),4)");
        let left = rounded.remainder.rounded(decimals);
        [
            owed,
            Cell::formula(whole, rounded.floor),
            Cell::formula(self.left(year, row), left),
            Cell::formula(ranked, Decimal::from(rounded.rank)),
            Cell::formula(share, rounded.share),
        ]
    }

    /// The cells of the total: the cost, the sum of remainders, and how many steps it makes.
    fn total(&self, year: usize, total: Amount, parts: &[(Amount, Rounded)]) -> [Cell; 5] {
        let [_, floor, remainder, _, share] = columns(year);
        let row = self.block.rows.end + 1;
        let rows = self.block.rows.start..row;
        let floors: Amount = parts.iter().map(|(_, rounded)| rounded.floor).sum();
        let left = (total - floors).abs();
        let step = self.book.record.convention.step.amount().decimal();
        let cost = Cell::formula(self.cost(year, row), total);
        let steps = format!("INT({})", self.steps((row, remainder)));
        let sum = |col| format!("SUM({})", down(&rows, col));
        [
            cost,
            Cell::formula(sum(floor), floors),
            Cell::formula(self.left(year, row), left),
            Cell::formula(steps, (left.decimal() / step).floor()),
            Cell::formula(sum(share), total),
        ]
    }

    /// The formula of a cell's amount in steps, rounded before it is truncated.
    fn steps(&self, at: At) -> String {
        let step = self.book.record.convention.step;
        let decimals = self.decimals.saturating_sub(step.decimals());
        format!("ROUND({}/{},{decimals})", cell(at), fixed(STEP_CELL))
    }

    /// The formula of the remainder.
    fn left(&self, year: usize, row: Row) -> String {
        let [exact, floor, ..] = columns(year).map(|col| cell((row, col)));
        format!("ROUND(ABS({exact}-{floor}),{})", self.decimals)
    }

    /// The formula of the cost of a budget in a year.
    fn cost(&self, year: usize, row: Row) -> String {
        let (costs, code) = (self.costs, col_fixed((row, 0)));
        let is_of = |code: &str| format!("{}={code}", costs.all(0));
        if self.is_counted {
            let conditions = [vec![is_of(&code)], counted(self.book, costs)].concat();
            return cost_where(costs, &conditions, year);
        }
        let code = format!("SUBSTITUTE({code},{},\"\")", quoted(OFF_TOTAL));
        added(self.book.off_total.iter().map(|nature| {
            let nature = format!("{}={nature}", costs.all(COST_NATURE));
            cost_where(costs, &[is_of(&code), nature], year)
        }))
    }
}

/// Every party, and every other funder that has a rule, in the order of the record. A funder without a rule pays
/// nothing: leaving it out does not affect rounding.
pub(super) fn funders(record: &Record, fiche: &FicheRecord) -> Vec<usize> {
    let has_rule = |rank| fiche.funding.iter().any(|rule| rule.funder == rank);
    let ranks = 0..record.funders.len();
    let ranks = ranks.filter(|&rank| record.funders[rank].is_party || has_rule(rank));
    ranks.collect()
}

/// The cost of a fiche in a year, and the exact parts of these funders, then of what no rule funds, each with its
/// rounding.
pub(super) fn split(
    record: &Record,
    fiche: &FicheRecord,
    funders: &[usize],
    year: usize,
) -> (Amount, Vec<(Amount, Rounded)>) {
    let total = fiche.cost_of(None, year);
    let terms: Vec<Terms<'_>> = fiche.funding.iter().map(|rule| rule.terms(year)).collect();
    let paid = Terms::all_paid(&terms, |nature| fiche.cost_of(nature, year));
    let owed = |funder: &usize| {
        let rules = fiche.funding.iter().zip(&paid);
        let rules = rules.filter(|(rule, _)| rule.funder == *funder);
        rules.map(|(_, paid)| *paid).sum()
    };
    let mut exact: Vec<Amount> = funders.iter().map(owed).collect();
    let funded: Amount = exact.iter().copied().sum();
    exact.push(total - funded);
    let rounded = largest_remainders(&exact, record.convention.step);
    (total, exact.into_iter().zip(rounded).collect())
}

/// How many decimals exact parts have: as many as the digits of a spreadsheet allow for the largest part, from 4 to 10.
/// Two digits are reserved for larger amounts, if shares are the same with fewer decimals.
fn decimals(record: &Record) -> Result<u32, Error> {
    let step = record.convention.step;
    let mut all = Vec::new();
    for fiche in record.budgets() {
        let funders = funders(record, fiche);
        let years = 0..record.convention.years.len();
        all.extend(years.map(|year| split(record, fiche, &funders, year).1));
    }
    let largest = all.iter().flatten().map(|(exact, _)| exact.abs()).max();
    let whole = largest.unwrap_or_default().decimal().trunc().to_string();
    let digits = u32::from(col(whole.len()));
    let decimals = [DIGITS - 2, DIGITS - 1, DIGITS]
        .map(|available| available.saturating_sub(digits).clamp(4, 10));
    let has_same_shares = |parts: &Vec<(Amount, Rounded)>, decimals| {
        let shortened = in_decimals(parts, decimals, step);
        let mut pairs = shortened.iter().zip(parts);
        pairs.all(|((_, shortened), (_, rounded))| shortened.share == rounded.share)
    };
    let is_enough = |decimals: &u32| all.iter().all(|parts| has_same_shares(parts, *decimals));
    let enough = decimals.into_iter().find(is_enough);
    enough.ok_or_else(|| Error::refused("error-xlsx-fine", []))
}

/// Exact parts with this many decimals, and their rounding; the last part is what the others leave.
fn in_decimals(parts: &[(Amount, Rounded)], decimals: u32, step: Step) -> Vec<(Amount, Rounded)> {
    let total: Amount = parts.iter().map(|(exact, _)| *exact).sum();
    let shortened = parts.iter().map(|(exact, _)| exact.rounded(decimals));
    let mut exact: Vec<Amount> = shortened.collect();
    exact.pop();
    let funded: Amount = exact.iter().copied().sum();
    exact.push((total - funded).rounded(decimals));
    let rounded = largest_remainders(&exact, step);
    exact.into_iter().zip(rounded).collect()
}
