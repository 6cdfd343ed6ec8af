//! The sheet `Répartition`: how every share comes about, in formulas over the costs and the rules.
//!
//! A block a fiche: its funders, what no rule funds, the total. For each year the exact part, the same rounded
//! down, what was rounded off, the rank of that remainder, and the share: a step more for the largest
//! remainders. It is the method of `money::apportion`, negative totals and odd parts of a total included.
//! Binary numbers are rounded before they are compared, cut or ranked.
//!
//! The results are worked out here from the record's costs and rules, and held against the record's shares.

use std::ops::Range;

use rust_decimal::Decimal;

use super::{
    book::{Book, SHARES},
    formula::{
        At, Col, LONGEST, Row, added, cell, col_fixed, down, down_fixed, fixed, on, row_fixed,
    },
    inputs::{Costs, Funding, covered},
    sheet::{Cell, Sheet},
    styles::{Kind, Level},
};
use crate::{
    model::{ColumnKind, FunderId},
    money::{Amount, Rounded, largest_remainders},
    record::{FicheRecord, Record},
};

/// The rows of headers; the step that shares are rounded to stands above.
const HEAD: (Row, Row) = (4, 5);
const STEP: At = (3, 2);
/// The columns of a year.
const COLUMNS: [(&str, Kind); 5] = [
    ("xlsx-exact", Kind::Exact),
    ("xlsx-floor", Kind::Amount),
    ("xlsx-remainder", Kind::Remainder),
    ("xlsx-rank", Kind::Label),
    ("xlsx-share", Kind::Amount),
];

/// The sheet of shares.
pub(super) struct Shares {
    pub(super) sheet: Sheet,
    pub(super) step: At,
    /// The column of shares of each year.
    pub(super) years: Vec<Col>,
    /// The rows of each fiche; none where there is nothing to share.
    pub(super) blocks: Vec<Option<Block>>,
}

/// The rows of a fiche.
pub(super) struct Block {
    /// The funders that have a row.
    pub(super) funders: Vec<usize>,
    /// Their rows; what no rule funds stands under them.
    pub(super) rows: Range<Row>,
    pub(super) total: Row,
}

impl Shares {
    /// Where a fiche's part of a column of the recap stands, if it has any there.
    pub(super) fn part(
        &self,
        book: &Book<'_>,
        fiche: usize,
        year: usize,
        column: ColumnKind,
    ) -> Option<String> {
        let block = self.blocks.get(fiche)?.as_ref()?;
        let col = *self.years.get(year)?;
        let mut rows = block.funders.iter().zip(block.rows.clone());
        let row = match column {
            ColumnKind::Funder(FunderId(rank)) => rows.find(|(funder, _)| **funder == rank)?.1,
            ColumnKind::Unallocated => block.rows.end,
            ColumnKind::Total => block.total,
            ColumnKind::Others => {
                // Those who do not sign come last among the funders.
                let is_party = |funder: usize| book.record.funders[funder].is_party;
                let (_, first) = rows.find(|(funder, _)| !is_party(**funder))?;
                let others = self.sheet.down(&(first..block.rows.end), col);
                return Some(format!("SUM({others})"));
            }
        };
        Some(self.sheet.cell((row, col)))
    }
}

/// A fiche and a year, while their columns are written.
struct Year<'a> {
    book: &'a Book<'a>,
    costs: &'a Costs,
    funding: &'a Funding,
    fiche: usize,
    rank: usize,
    /// The columns, in the order of `COLUMNS`.
    columns: [Col; 5],
    /// How many decimals an exact share has.
    decimals: u32,
    /// The exact parts of the funders and of what no rule funds, and how they are rounded.
    parts: Vec<(Amount, Rounded)>,
    total: Amount,
}

/// The error names the first share that is not the record's.
pub(super) fn shares(book: &Book<'_>, costs: &Costs, funding: &Funding) -> Result<Shares, String> {
    let mut sheet = book.sheet(SHARES, "xlsx-shares-title", HEAD);
    sheet.frozen = 2;
    sheet.column(book.column("xlsx-fiche", Kind::Label));
    sheet.column(book.column("xlsx-funder", Kind::Text));
    let mut years = Vec::new();
    for year in book.years() {
        let mut group = 0;
        years.push(COLUMNS.map(|(id, kind)| {
            group += 1;
            let column = book.column(id, kind).over(year.to_string());
            sheet.column(column.group(group))
        }));
    }
    Book::remark(&mut sheet, 2, book.text("xlsx-shares-method"));
    let step = book.record.convention.step.amount();
    sheet.set(
        (STEP.0, 0),
        Cell::from(book.text("xlsx-step")).kind(Kind::Aside),
    );
    sheet.set(STEP, Cell::amount(step).level(Level::Input));
    let decimals = decimals(book.record);
    let mut blocks = Vec::new();
    for (rank, fiche) in book.record.fiches.iter().enumerate() {
        let funders = funders(book.record, fiche);
        let of_year = |(year, &columns): (usize, &[Col; 5])| {
            let (total, parts) = split(book.record, fiche, &funders, year);
            Year {
                book,
                costs,
                funding,
                fiche: rank,
                rank: year,
                columns,
                decimals,
                parts,
                total,
            }
        };
        let of_years: Vec<Year<'_>> = years.iter().enumerate().map(of_year).collect();
        of_years.iter().try_for_each(|year| year.check(&funders))?;
        let is_shared = !fiche.lines.is_empty() || !fiche.funding.is_empty();
        blocks.push(is_shared.then(|| block(book, &mut sheet, &of_years, funders)));
    }
    book.subtitle(&mut sheet);
    Ok(Shares {
        sheet,
        step: STEP,
        years: years.iter().map(|columns| columns[4]).collect(),
        blocks,
    })
}

fn block(book: &Book<'_>, sheet: &mut Sheet, years: &[Year<'_>], funders: Vec<usize>) -> Block {
    let first = sheet.next;
    let rows = first..first + Row::try_from(funders.len()).unwrap_or(Row::MAX);
    let total = rows.end + 1;
    let fiche = years
        .first()
        .and_then(|year| book.record.fiches.get(year.fiche));
    let code = fiche.map_or("", |fiche| fiche.code.spelling());
    let unallocated = book.record.label(ColumnKind::Unallocated);
    let names = funders.iter().map(|funder| book.funder(*funder));
    for (rank, name) in names.chain([unallocated]).enumerate() {
        let mut cells: Vec<Cell> = vec![code.into(), name.into()];
        for year in years {
            cells.extend(year.part(rank, sheet.next, (&funders, &rows)));
        }
        sheet.push(Level::Body, cells);
    }
    let mut cells: Vec<Cell> = vec![code.into(), book.text("xlsx-total").into()];
    cells.extend(years.iter().flat_map(|year| year.total(&(first..total))));
    sheet.push(Level::Subtotal, cells);
    Block {
        funders,
        rows,
        total,
    }
}

impl Year<'_> {
    /// What is owed by a funder, or by nobody, and how it is rounded.
    fn part(&self, rank: usize, row: Row, (funders, rows): (&[usize], &Range<Row>)) -> [Cell; 5] {
        let [exact, floor, remainder, place, _] = self.columns;
        let (amount, rounded) = self.parts[rank];
        let (decimals, step, steps) = (self.decimals, fixed(STEP), self.step_decimals());
        let total = rows.end + 1;
        let negative = format!("{}<0", row_fixed((total, exact)));
        let owed = match funders.get(rank) {
            Some(&funder) => self.rules_of(funder),
            None if rows.is_empty() => Some(cell((total, exact))),
            None => Some(format!(
                "{}-SUM({})",
                cell((total, exact)),
                down(rows, exact)
            )),
        };
        let owed = owed.map(|owed| format!("ROUND({owed},{decimals})"));
        let amount = amount.rounded(decimals).decimal();
        // One character of a formula is its `=`.
        let owed = match owed.filter(|formula| formula.len() < LONGEST) {
            Some(formula) => Cell::formula(&formula, amount),
            None => amount.into(),
        };
        let whole = format!("ROUND({}/{step},{steps})", cell((row, exact)));
        let whole = format!("ROUND(IF({negative},-INT(-{whole}),INT({whole}))*{step},2)");
        let left = self.left(row);
        let own = cell((row, remainder));
        let (first, all) = (rows.start, rows.start..total);
        let ranked = format!(
            "RANK({own},{})+COUNTIF({}:{own},{own})-1",
            down_fixed(&all, remainder),
            row_fixed((first, remainder)),
        );
        let (over, given) = (row_fixed((total, remainder)), row_fixed((total, place)));
        let own = cell((row, place));
        let share = format!(
            "ROUND({}+IF({negative},-1,1)*(IF({own}<={given},{step},0)+IF({own}=1,{over}-{given}*{step},0)),4)",
            cell((row, floor))
        );
        [
            owed,
            Cell::formula(&whole, rounded.floor.decimal()),
            Cell::formula(&left, rounded.remainder.rounded(decimals).decimal()),
            Cell::formula(&ranked, Decimal::from(rounded.rank)),
            Cell::formula(&share, rounded.share.decimal()),
        ]
    }

    /// The cost, what was rounded off in all, and how many steps that makes.
    fn total(&self, rows: &Range<Row>) -> [Cell; 5] {
        let [_, floor, remainder, _, share] = self.columns;
        let row = rows.end;
        let floors: Amount = self.parts.iter().map(|(_, rounded)| rounded.floor).sum();
        let left = (self.total - floors).abs().decimal();
        let step = self.book.record.convention.step.amount().decimal();
        let cost = match self.costs.total(self.fiche, self.rank) {
            Some(at) => Cell::formula(&self.costs.sheet.cell(at), self.total.decimal()),
            None => Decimal::ZERO.into(),
        };
        let steps = format!(
            "INT(ROUND({}/{},{}))",
            cell((row, remainder)),
            fixed(STEP),
            self.step_decimals()
        );
        let sum = |col| format!("SUM({})", down(rows, col));
        [
            cost,
            Cell::formula(&sum(floor), floors.decimal()),
            Cell::formula(&self.left(row), left),
            Cell::formula(&steps, (left / step).floor()),
            Cell::formula(&sum(share), self.total.decimal()),
        ]
    }

    /// What was rounded off.
    fn left(&self, row: Row) -> String {
        let [exact, floor, ..] = self.columns.map(|col| cell((row, col)));
        format!("ROUND(ABS({exact}-{floor}),{})", self.decimals)
    }

    /// What a funder's rules pay, added up; none when it has no rule.
    fn rules_of(&self, funder: usize) -> Option<String> {
        let fiche = self.book.record.fiches.get(self.fiche)?;
        let rows = self.funding.rules.get(self.fiche)?.clone();
        let rules = fiche.funding.iter().zip(rows);
        let own = rules.filter(|(rule, _)| rule.funder == funder);
        let sum = added(own.map(|(_, row)| self.rule(row)));
        (!sum.is_empty()).then_some(sum)
    }

    /// What a rule pays: a fixed amount, else the rate of the lines that it covers.
    fn rule(&self, row: Row) -> String {
        let (costs, funding) = (self.costs, self.funding);
        let rate = on(&funding.sheet.name, &col_fixed((row, funding.rate)));
        let nature = on(&funding.sheet.name, &col_fixed((row, funding.nature)));
        let amount = funding.sheet.cell((row, funding.fixed[self.rank]));
        let Some(total) = costs.total(self.fiche, self.rank) else {
            return format!("N({amount})");
        };
        let lines = &costs.lines[self.fiche];
        let natures = on(&costs.sheet.name, &down_fixed(lines, costs.nature));
        let lines = on(&costs.sheet.name, &down_fixed(lines, total.1));
        let total = costs.sheet.cell(total);
        let covered =
            format!("IF({nature}=\"\",{total},SUMPRODUCT(--({natures}={nature}),{lines}))");
        format!("IF(ISNUMBER({amount}),{amount},{rate}*{covered})")
    }

    /// How many decimals a number of steps is rounded to before it is cut.
    fn step_decimals(&self) -> u32 {
        let step = self.book.record.convention.step;
        self.decimals.saturating_sub(step.decimals())
    }

    /// The formulas follow the rules: should the record's shares have another source, they would recalculate to
    /// something else than what is cached.
    fn check(&self, funders: &[usize]) -> Result<(), String> {
        let record = self.book.record;
        let fiche = &record.fiches[self.fiche];
        let mut shares = vec![Amount::ZERO; record.funders.len()];
        for (&funder, (_, rounded)) in funders.iter().zip(&self.parts) {
            shares[funder] = rounded.share;
        }
        let split = &fiche.splits.years[self.rank];
        let names = record.funders.iter().map(|funder| funder.column.as_str());
        let found = shares.into_iter().chain([self.total]);
        // The shares and the total settle what is left.
        let expected = split.shares.iter().copied().chain([split.total]);
        let mut figures = names.chain(["Total"]).zip(found.zip(expected));
        match figures.find(|(_, (found, expected))| found != expected) {
            None => Ok(()),
            Some((name, (found, expected))) => {
                let year = self.book.years()[self.rank];
                Err(format!(
                    "{} · {name} · {year}: {found} ≠ {expected}",
                    fiche.code
                ))
            }
        }
    }
}

/// Every party, and every other funder that has a rule, in the order of the record. A funder without a rule is owed
/// nothing: leaving it out moves no step.
pub(super) fn funders(record: &Record, fiche: &FicheRecord) -> Vec<usize> {
    let has_rule = |rank| fiche.funding.iter().any(|rule| rule.funder == rank);
    (0..record.funders.len())
        .filter(|&rank| record.funders[rank].is_party || has_rule(rank))
        .collect()
}

/// What a fiche costs in a year; the exact parts of these funders, then what no rule funds, each with how it is
/// rounded.
pub(super) fn split(
    record: &Record,
    fiche: &FicheRecord,
    funders: &[usize],
    year: usize,
) -> (Amount, Vec<(Amount, Rounded)>) {
    let total = covered(fiche, None, year);
    let owed = |funder: &usize| {
        let rules = fiche.funding.iter().filter(|rule| rule.funder == *funder);
        let part = rules.map(|rule| match (rule.fixed[year], rule.rate) {
            (Some(fixed), _) => fixed,
            (None, Some(rate)) => covered(fiche, rule.nature.as_deref(), year).at(rate),
            (None, None) => Amount::ZERO,
        });
        part.sum()
    };
    let mut exact: Vec<Amount> = funders.iter().map(owed).collect();
    let funded: Amount = exact.iter().copied().sum();
    exact.push(total - funded);
    let rounded = largest_remainders(&exact, record.convention.step);
    (total, exact.into_iter().zip(rounded).collect())
}

/// Eight decimals hold cents at a rate with six; more when rates are finer, fewer when the largest amount leaves
/// less than that within the fifteen digits that a spreadsheet's numbers keep.
fn decimals(record: &Record) -> u32 {
    let lines = record.fiches.iter().flat_map(|fiche| &fiche.lines);
    let costs = lines.flat_map(|line| line.years.iter().filter_map(|year| year.amount));
    let rules = || record.fiches.iter().flat_map(|fiche| &fiche.funding);
    let fixed = rules().flat_map(|rule| rule.fixed.iter().flatten().copied());
    let amounts: Vec<Amount> = costs.chain(fixed).collect();
    let scales = amounts.iter().map(|amount| amount.decimal().scale());
    let rates = rules().filter_map(|rule| rule.rate);
    let rates = rates.map(|rate| rate.fraction().normalize().scale());
    let wanted = scales.max().unwrap_or(0) + rates.max().unwrap_or(0);
    let splits = record.fiches.iter().flat_map(|fiche| &fiche.splits.years);
    let figures = splits.flat_map(|split| {
        let others = [&split.total, &split.unallocated];
        split.shares.iter().chain(others)
    });
    let largest = figures.chain(&amounts).map(|amount| amount.abs()).max();
    let digits = largest
        .unwrap_or_default()
        .decimal()
        .trunc()
        .to_string()
        .len();
    let room = 15_u32.saturating_sub(u32::try_from(digits).unwrap_or(15));
    wanted.max(8).min(room).max(4)
}
