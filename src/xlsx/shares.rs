//! The sheet `Répartition`: how every share comes about, in formulas over the costs and the rules.
//!
//! A block a fiche: its funders, what no rule funds, the total. For each year the exact part, the same rounded
//! down, what was rounded off, the rank of that remainder, and the share: a step more for the largest
//! remainders. It is the method of `money::apportion`, negative totals and odd parts of a total included.
//! Binary numbers are rounded before they are compared, cut or ranked.
//!
//! The results are worked out here from the record's costs and rules, and held against the record's shares.

use std::{collections::BTreeSet, ops::Range};

use rust_decimal::Decimal;

use super::{
    book::{Book, STEP},
    inputs::{
        BETWEEN, COST_NATURE, Inputs, MOST, RULE_NATURE, RULE_RATE, base_col, cost_total, fixed_col,
    },
    sheet::{
        At, Cell, Col, Kind, Level, Row, Sheet, added, cell, col, col_fixed, down, down_fixed,
        fixed, on, row_fixed,
    },
};
use crate::{
    compute::Split,
    error::Error,
    locale::args,
    model::{ColumnKind, FunderId, Terms},
    money::{Amount, Rounded, largest_remainders},
    record::{FicheRecord, FundingRecord, Record},
    source::fold,
};

/// The rows of headers; the step that shares are rounded to stands above.
const HEAD: (Row, Row) = (4, 5);
const STEP_CELL: At = (3, 2);
/// The columns of a year.
const COLUMNS: [(&str, Kind); 5] = [
    ("xlsx-exact", Kind::Exact),
    ("xlsx-floor", Kind::Amount),
    ("xlsx-remainder", Kind::Remainder),
    ("xlsx-rank", Kind::Label),
    ("xlsx-share", Kind::Amount),
];
/// How many spaces stand between the natures of a base where they are cut out of it.
const APART: usize = 999;
/// Longer formulas are refused by spreadsheets.
const LONGEST: usize = 8_000;

/// The sheet of shares.
pub(super) struct Shares {
    pub(super) sheet: Sheet,
    /// The rows of each fiche; none where there is nothing to share.
    pub(super) blocks: Vec<Option<Block>>,
}

/// The rows of a fiche.
pub(super) struct Block {
    /// The funders that have a row.
    funders: Vec<usize>,
    /// Their rows; what no rule funds stands under them, then the total.
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
    /// What all funders of a budget pay in a year, without what no rule funds.
    pub(super) fn paid(&self, budget: usize, year: usize) -> Option<String> {
        let rows = &self.blocks[budget].as_ref()?.rows;
        let paid = || format!("SUM({})", self.sheet.down(rows, share_col(year)));
        Some(if rows.is_empty() {
            "0".to_owned()
        } else {
            paid()
        })
    }

    /// Where a fiche's part of a column of the recap stands, if it has any there.
    pub(super) fn part(
        &self,
        record: &Record,
        fiche: usize,
        year: usize,
        column: ColumnKind,
    ) -> Option<String> {
        let Block { funders, rows } = self.blocks[fiche].as_ref()?;
        let col = share_col(year);
        let mut own = funders.iter().zip(rows.clone());
        let row = match column {
            ColumnKind::Funder(FunderId(rank)) => own.find(|(funder, _)| **funder == rank)?.1,
            ColumnKind::Hand(_) => return None,
            ColumnKind::Unallocated => rows.end,
            ColumnKind::Total => rows.end + 1,
            ColumnKind::Others => {
                // Those without a column of their own come last among the funders.
                let (_, first) = own.find(|(funder, _)| !record.funders[**funder].has_column)?;
                let others = self.sheet.down(&(first..rows.end), col);
                return Some(format!("SUM({others})"));
            }
        };
        Some(self.sheet.cell((row, col)))
    }
}

/// A fiche, while its rows are written.
struct Writing<'a> {
    book: &'a Book<'a>,
    costs: &'a Inputs,
    funding: &'a Inputs,
    /// Its rank among all budgets.
    rank: usize,
    budget: &'a FicheRecord,
    block: Block,
    /// How many decimals an exact share has.
    decimals: u32,
}

/// The formulas follow the rules: should the record's shares have another source, they would recalculate to something
/// else than what is cached. The error names the first such share.
pub(super) fn shares(book: &Book<'_>, costs: &Inputs, funding: &Inputs) -> Result<Shares, Error> {
    let record = book.record;
    let mut sheet = book.sheet("shares", HEAD, 2);
    sheet.columns = vec![
        book.column("xlsx-fiche", Kind::Label),
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
    sheet.set(STEP_CELL, step.level(Level::Input));
    sheet.name(STEP, STEP_CELL, book.text("xlsx-name-step"));
    let decimals = decimals(record);
    let mut blocks = Vec::new();
    for (rank, fiche) in record.budgets().enumerate() {
        let code = fiche.code.spelling();
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
            splits.push((total, parts));
        }
        if fiche.lines.is_empty() && fiche.funding.is_empty() {
            blocks.push(None);
            continue;
        }
        let rows = sheet.next..sheet.next + Row::from(col(funders.len()));
        let writing = Writing {
            book,
            costs,
            funding,
            rank,
            budget: fiche,
            block: Block { funders, rows },
            decimals,
        };
        for (rank, name) in payers.into_iter().enumerate() {
            let mut cells: Vec<Cell> = vec![code.into(), name.into()];
            for (year, (_, parts)) in splits.iter().enumerate() {
                cells.extend(writing.part(year, rank, sheet.next, &parts[rank]));
            }
            sheet.push(Level::Body, cells);
        }
        let mut cells: Vec<Cell> = vec![code.into(), book.text("xlsx-total").into()];
        for (year, (total, parts)) in splits.iter().enumerate() {
            cells.extend(writing.total(year, *total, parts));
        }
        sheet.push(Level::Subtotal, cells);
        blocks.push(Some(writing.block));
    }
    Ok(Shares { sheet, blocks })
}

impl Writing<'_> {
    /// What is owed by a funder, or by nobody, and how it is rounded.
    fn part(&self, year: usize, rank: usize, row: Row, part: &(Amount, Rounded)) -> [Cell; 5] {
        let (amount, rounded) = part;
        let [exact, floor, remainder, place, _] = columns(year);
        let Block { funders, rows } = &self.block;
        let (first, total) = (rows.start, rows.end + 1);
        let (decimals, step) = (self.decimals, fixed(STEP_CELL));
        let owed = match funders.get(rank) {
            Some(&funder) => self.rules_of(funder, year, row),
            None if rows.is_empty() => cell((total, exact)),
            None => format!("{}-SUM({})", cell((total, exact)), down(rows, exact)),
        };
        let amount = amount.rounded(decimals);
        let formula = format!("ROUND({owed},{decimals})");
        // One character of a formula is its `=`.
        let owed = match owed.as_str() {
            "" => amount.into(),
            _ if formula.len() >= LONGEST => amount.into(),
            _ => Cell::formula(formula, amount),
        };
        let negative = format!("{}<0", row_fixed((total, exact)));
        let whole = self.steps((row, exact));
        let whole = format!("ROUND(IF({negative},-INT(-{whole}),INT({whole}))*{step},2)");
        let own = cell((row, remainder));
        let ranked = format!(
            "RANK({own},{})+COUNTIF({}:{own},{own})-1",
            down_fixed(&(first..total), remainder),
            row_fixed((first, remainder)),
        );
        let (over, given) = (row_fixed((total, remainder)), row_fixed((total, place)));
        let (down, own) = (cell((row, floor)), cell((row, place)));
        let steps = format!("IF({own}<={given},{step},0)+IF({own}=1,{over}-{given}*{step},0)");
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

    /// The cost, what was rounded off in all, and how many steps that makes.
    fn total(&self, year: usize, total: Amount, parts: &[(Amount, Rounded)]) -> [Cell; 5] {
        let [_, floor, remainder, _, share] = columns(year);
        let row = self.block.rows.end + 1;
        let rows = self.block.rows.start..row;
        let floors: Amount = parts.iter().map(|(_, rounded)| rounded.floor).sum();
        let left = (total - floors).abs();
        let step = self.book.record.convention.step.amount().decimal();
        let cost = match cost_total(self.costs, self.rank, year) {
            Some(at) => Cell::formula(self.costs.sheet.cell(at), total),
            None => Decimal::ZERO.into(),
        };
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

    /// A cell's amount in steps, rounded before it is cut.
    fn steps(&self, at: At) -> String {
        let step = self.book.record.convention.step;
        let decimals = self.decimals.saturating_sub(step.decimals());
        format!("ROUND({}/{},{decimals})", cell(at), fixed(STEP_CELL))
    }

    /// What was rounded off.
    fn left(&self, year: usize, row: Row) -> String {
        let [exact, floor, ..] = columns(year).map(|col| cell((row, col)));
        format!("ROUND(ABS({exact}-{floor}),{})", self.decimals)
    }

    /// What a funder's rules pay, added up; nothing when it has no rule. Its row is that of its exact part.
    fn rules_of(&self, funder: usize, year: usize, row: Row) -> String {
        let own = self.rules().filter(|(rule, _)| rule.funder == funder);
        added(own.map(|own| self.rule(own, year, row)))
    }

    /// The rules of the fiche and their rows.
    fn rules(&self) -> impl Iterator<Item = (&FundingRecord, Row)> {
        let rules = self.budget.funding.iter();
        rules.zip(self.funding.rows[self.rank].clone())
    }

    /// What a rule pays: a fixed amount, else the rate of the lines that it covers or of its base, up to its ceiling, or
    /// what the others leave.
    fn rule(&self, (rule, row): (&FundingRecord, Row), year: usize, part: Row) -> String {
        let (costs, funding) = (&self.costs.sheet, &self.funding.sheet);
        let of_rule = |col| on(&funding.name, &col_fixed((row, col)));
        let (rate, nature) = (of_rule(RULE_RATE), of_rule(RULE_NATURE));
        let amount = funding.cell((row, fixed_col(year)));
        let Some(total) = cost_total(self.costs, self.rank, year) else {
            return format!("N({amount})");
        };
        let lines = &self.costs.rows[self.rank];
        let of_lines = |col| on(&costs.name, &down_fixed(lines, col));
        let (natures, lines) = (of_lines(COST_NATURE), of_lines(total.1));
        let total = costs.cell(total);
        let covered = format!("SUMPRODUCT(--({natures}={nature}),{lines})");
        let covered = format!("IF({nature}=\"\",{total},{covered})");
        let mut paid = format!("{rate}*{covered}");
        if self.book.has_terms {
            let base_col = base_col(self.book);
            let (base, ceiling) = (of_rule(base_col), of_rule(base_col + 1));
            // Not every engine looks for a list of texts in a text: the natures of a base are cut out of it one by one.
            let apart = format!("SUBSTITUTE({base},\"{BETWEEN}\",REPT(\" \",{APART}))");
            let own: BTreeSet<_> = self
                .budget
                .lines
                .iter()
                .map(|line| line.nature.as_deref().map(fold))
                .collect();
            let named = added((0..own.len()).map(|rank| {
                let name = format!("TRIM(MID({apart},{},{APART}))", 1 + rank * APART);
                format!("SUMPRODUCT(--({natures}={name}),--({natures}<>\"\"),{lines})")
            }));
            let base = format!(
                "IF(ISNUMBER({base}),MIN({base},{covered}),IF({base}=\"\",{covered},{named}))"
            );
            paid = format!("MIN({rate}*{base},IF(ISNUMBER({ceiling}),{ceiling},{MOST}))");
        }
        if rule.is_balance {
            let others = self.beside(rule, row, year, (part, &covered));
            let left = format!("MEDIAN(0,{covered},{covered}-({others}))");
            paid = format!("IF(ISNUMBER({rate}),{paid},{left})");
        }
        format!("IF(ISNUMBER({amount}),{amount},{paid})")
    }

    /// What the others pay of what a balance covers: the other funders' exact parts, or the rules of its nature and the
    /// rates of all lines.
    fn beside(
        &self,
        balance: &FundingRecord,
        row: Row,
        year: usize,
        (part, covered): (Row, &str),
    ) -> String {
        let is_other = |(rule, own): &(&FundingRecord, Row)| {
            let is_same = balance.nature.is_some()
                && rule.nature.as_deref().map(fold) == balance.nature.as_deref().map(fold);
            let is_own = balance.nature.is_none() && rule.funder == balance.funder;
            let is_second = rule.is_balance && rule.nature == balance.nature;
            *own != row && (is_same || is_own) && !is_second
        };
        let rules = self.rules().filter(is_other);
        let rules = rules.map(|own| self.rule(own, year, part));
        let [exact, ..] = columns(year);
        let Block { rows, .. } = &self.block;
        let around = [rows.start..part, part + 1..rows.end].into_iter();
        let around = around.filter(|rows| !rows.is_empty() && balance.nature.is_none());
        let parts = around.map(|rows| format!("SUM({})", down(&rows, exact)));
        let of_all = self.rules().filter(|(rule, _)| {
            balance.nature.is_some() && rule.terms(year).rate_of_all().is_some()
        });
        let of_all = of_all.map(|(_, own)| {
            let of_rule = |col| on(&self.funding.sheet.name, &col_fixed((own, col)));
            let (rate, nature) = (of_rule(RULE_RATE), of_rule(RULE_NATURE));
            let mut are_blank = vec![
                format!("{nature}=\"\""),
                format!("{}=\"\"", of_rule(fixed_col(year))),
            ];
            if self.book.has_terms {
                let base = base_col(self.book);
                are_blank.extend([base, base + 1].map(|col| format!("{}=\"\"", of_rule(col))));
            }
            format!("IF(AND({}),{rate}*{covered},0)", are_blank.join(","))
        });
        added(parts.chain(rules).chain(of_all).chain(["0".to_owned()]))
    }
}

/// Every party, and every other funder that has a rule, in the order of the record. A funder without a rule is owed
/// nothing: leaving it out moves no step.
pub(super) fn funders(record: &Record, fiche: &FicheRecord) -> Vec<usize> {
    let has_rule = |rank| fiche.funding.iter().any(|rule| rule.funder == rank);
    let ranks = 0..record.funders.len();
    let own = ranks.filter(|&rank| record.funders[rank].is_party || has_rule(rank));
    own.collect()
}

/// What a fiche costs in a year; the exact parts of these funders, then what no rule funds, each with how it is
/// rounded.
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
        let own = rules.filter(|(rule, _)| rule.funder == *funder);
        own.map(|(_, paid)| *paid).sum()
    };
    let mut exact: Vec<Amount> = funders.iter().map(owed).collect();
    let funded: Amount = exact.iter().copied().sum();
    exact.push(total - funded);
    let rounded = largest_remainders(&exact, record.convention.step);
    (total, exact.into_iter().zip(rounded).collect())
}

/// As many as the largest amount leaves within the fifteen digits that a spreadsheet's numbers keep, at most ten: those
/// of cents at the finest rate.
fn decimals(record: &Record) -> u32 {
    let splits = record.budgets().flat_map(|budget| &budget.splits.years);
    let others = |split: &Split| [split.total, split.unallocated];
    let figures = splits.flat_map(|split| split.shares.iter().copied().chain(others(split)));
    let largest = figures.map(Amount::abs).max();
    let whole = largest.unwrap_or_default().decimal().trunc().to_string();
    let digits = u32::from(col(whole.len()));
    15_u32.saturating_sub(digits).clamp(4, 10)
}
