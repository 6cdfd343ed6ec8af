//! The sheet `Répartition`: how every share comes about, in formulas over the costs and the rules.
//!
//! A block a fiche: its funders, what no rule funds, the total. For each year the exact part, the same rounded
//! down, what was rounded off, the rank of that remainder, and the share: a step more for the largest
//! remainders. It is the method of `money::apportion`, negative totals and odd parts of a total included.
//! Binary numbers are rounded before they are compared, cut or ranked.

use std::ops::Range;

use rust_decimal::Decimal;
use rust_xlsxwriter::{Worksheet, XlsxError};

use super::{
    formula::{LONGEST, cell, col_fixed, down, down_fixed, fixed, on, row_fixed},
    funding::{NATURE, RATE},
    layout::{
        Block, COSTS, Col, FUNDING, Layout, Row, SHARES, SHARES_WIDTH, SHARES_YEARS_ROW, STEP,
    },
    page::{Book, Page},
    splits::Parts,
    styles::{Kind, Level},
};
use crate::{
    money::{Amount, Rounded},
    record::FicheRecord,
};

/// The columns of a year, counted from its first.
const EXACT: Col = 0;
const FLOOR: Col = 1;
const REMAINDER: Col = 2;
const RANK: Col = 3;
/// The share, which the recap refers to.
pub(super) const SHARE: Col = 4;

pub(super) fn sheet(book: &Book<'_>) -> Result<Worksheet, XlsxError> {
    let mut page = Page::new(book, SHARES, "xlsx-shares-title")?;
    head(&mut page, book)?;
    for (rank, (fiche, block)) in book
        .record
        .fiches
        .iter()
        .zip(&book.layout.fiches)
        .enumerate()
    {
        if block.shares.is_none() {
            continue;
        }
        labels(&mut page, book, fiche, block)?;
        for (year, parts) in book.splits.of_fiche(rank).iter().enumerate() {
            FicheYear {
                book,
                fiche,
                block,
                parts,
                year,
                first: Layout::shares_year(year),
            }
            .write(&mut page)?;
        }
    }
    for offset in 0..SHARES_WIDTH {
        page.align_widths(
            (0..book.layout.years).map(move |year| Layout::shares_year(year) + offset),
        );
    }
    page.finish((SHARES_YEARS_ROW, SHARES_YEARS_ROW + 1), (2, 2))
}

fn head(page: &mut Page<'_>, book: &Book<'_>) -> Result<(), XlsxError> {
    page.remark(2, book.text("xlsx-shares-method"));
    page.put(STEP.0, 0, &book.text("xlsx-step"), &book.styles.subtitle)?;
    page.number(
        STEP,
        book.record.convention.step.amount().decimal(),
        Kind::Amount,
        Level::Typed,
    )?;

    let row = SHARES_YEARS_ROW;
    page.sheet.merge_range(
        row,
        0,
        row + 1,
        0,
        &book.text("xlsx-fiche"),
        &book.styles.header,
    )?;
    page.sheet.merge_range(
        row,
        1,
        row + 1,
        1,
        &book.text("xlsx-funder"),
        &book.styles.header,
    )?;
    let ids = [
        "xlsx-exact",
        "xlsx-floor",
        "xlsx-remainder",
        "xlsx-rank",
        "xlsx-share",
    ];
    for (year, name) in book.record.convention.years.iter().enumerate() {
        let first = Layout::shares_year(year);
        page.header_over(row, first, first + SHARE, &name.to_string())?;
        for (id, col) in ids.into_iter().zip(first..) {
            page.header(row + 1, col, &book.text(id))?;
        }
    }
    Ok(())
}

fn labels(
    page: &mut Page<'_>,
    book: &Book<'_>,
    fiche: &FicheRecord,
    block: &Block,
) -> Result<(), XlsxError> {
    let Some((rows, unallocated, total)) = block.share_rows() else {
        return Ok(());
    };
    let code = fiche.code.spelling();
    for (&funder, row) in block.funders.iter().zip(rows) {
        page.text((row, 0), code, Kind::Label, Level::Body)?;
        page.text(
            (row, 1),
            &book.record.funders[funder].column,
            Kind::Text,
            Level::Body,
        )?;
    }
    page.text((unallocated, 0), code, Kind::Label, Level::Body)?;
    page.text(
        (unallocated, 1),
        &book.text("xlsx-unallocated"),
        Kind::Text,
        Level::Body,
    )?;
    page.text((total, 0), code, Kind::Label, Level::Subtotal)?;
    page.text(
        (total, 1),
        &book.text("xlsx-total"),
        Kind::Text,
        Level::Subtotal,
    )
}

/// A fiche in a year.
struct FicheYear<'a> {
    book: &'a Book<'a>,
    fiche: &'a FicheRecord,
    block: &'a Block,
    parts: &'a Parts,
    year: usize,
    first: Col,
}

impl FicheYear<'_> {
    fn write(&self, page: &mut Page<'_>) -> Result<(), XlsxError> {
        let Some((rows, unallocated, total)) = self.block.share_rows() else {
            return Ok(());
        };
        let all = rows.start..total;
        let funders = self.block.funders.iter().zip(&self.parts.shares);
        for ((&funder, (exact, rounded)), row) in funders.zip(rows.clone()) {
            self.exact(
                page,
                (row, self.first + EXACT),
                self.rules_of(funder),
                *exact,
            )?;
            self.rounded(page, row, (&all, total), rounded)?;
        }
        if let Some((exact, rounded)) = self.parts.unallocated() {
            let total_cell = cell(total, self.first + EXACT);
            let left = if rows.is_empty() {
                total_cell
            } else {
                format!("{total_cell}-SUM({})", down(&rows, self.first + EXACT))
            };
            self.exact(page, (unallocated, self.first + EXACT), Some(left), *exact)?;
            self.rounded(page, unallocated, (&all, total), rounded)?;
        }
        self.total(page, total, &all)
    }

    /// An exact part; 0 when no rule gives any.
    fn exact(
        &self,
        page: &mut Page<'_>,
        at: (Row, Col),
        sum: Option<String>,
        exact: Amount,
    ) -> Result<(), XlsxError> {
        let decimals = self.book.splits.decimals;
        let result = exact.rounded(decimals).decimal();
        match sum
            .map(|sum| format!("=ROUND({sum},{decimals})"))
            .filter(|formula| formula.len() <= LONGEST)
        {
            Some(formula) => page.formula(at, &formula, result, (Kind::Exact, Level::Body)),
            None => page.number(at, result, Kind::Exact, Level::Body),
        }
    }

    /// What a funder's rules pay, added up: a fixed amount, else the rate of the lines that the rule covers.
    fn rules_of(&self, funder: usize) -> Option<String> {
        let rules = self.fiche.funding.iter().zip(self.block.rules.clone());
        let terms: Vec<String> = rules
            .filter(|(rule, _)| rule.funder == funder)
            .map(|(_, row)| self.rule(row))
            .collect();
        (!terms.is_empty()).then(|| terms.join("+"))
    }

    fn rule(&self, row: Row) -> String {
        let rate = on(FUNDING, &col_fixed(row, RATE));
        let nature = on(FUNDING, &col_fixed(row, NATURE));
        let amount = on(FUNDING, &cell(row, Layout::fixed_amount(self.year)));
        let Some(total) = self.block.cost_total() else {
            return format!("N({amount})");
        };
        let costs = Layout::cost_amount(self.year);
        let total = on(COSTS, &cell(total, costs));
        let lines = on(COSTS, &down_fixed(&self.block.costs, costs));
        let natures = on(COSTS, &down_fixed(&self.block.costs, 1));
        let covered =
            format!("IF({nature}=\"\",{total},SUMPRODUCT(--({natures}={nature}),{lines}))");
        format!("IF(ISNUMBER({amount}),{amount},{rate}*{covered})")
    }

    fn rounded(
        &self,
        page: &mut Page<'_>,
        row: Row,
        (all, total): (&Range<Row>, Row),
        rounded: &Rounded,
    ) -> Result<(), XlsxError> {
        let [exact, floor, remainder, rank, share] =
            [EXACT, FLOOR, REMAINDER, RANK, SHARE].map(|col| self.first + col);
        let decimals = self.book.splits.decimals;
        let step = fixed(STEP);
        let negative = format!("{}<0", row_fixed(total, exact));

        let steps = format!(
            "ROUND({}/{step},{})",
            cell(row, exact),
            self.step_decimals()
        );
        let formula = format!("=ROUND(IF({negative},-INT(-{steps}),INT({steps}))*{step},2)");
        page.formula(
            (row, floor),
            &formula,
            rounded.floor.decimal(),
            (Kind::Amount, Level::Body),
        )?;

        let formula = format!(
            "=ROUND(ABS({}-{}),{decimals})",
            cell(row, exact),
            cell(row, floor)
        );
        let result = rounded.remainder.rounded(decimals).decimal();
        page.formula(
            (row, remainder),
            &formula,
            result,
            (Kind::Remainder, Level::Body),
        )?;

        let own = cell(row, remainder);
        let above = row_fixed(all.start, remainder);
        let remainders = down_fixed(all, remainder);
        let formula = format!("=RANK({own},{remainders})+COUNTIF({above}:{own},{own})-1");
        page.formula(
            (row, rank),
            &formula,
            Decimal::from(rounded.rank),
            (Kind::Label, Level::Body),
        )?;

        let (left, given) = (row_fixed(total, remainder), row_fixed(total, rank));
        let own = cell(row, rank);
        let formula = format!(
            "=ROUND({}+IF({negative},-1,1)*(IF({own}<={given},{step},0)+IF({own}=1,{left}-{given}*{step},0)),4)",
            cell(row, floor)
        );
        page.formula(
            (row, share),
            &formula,
            rounded.share.decimal(),
            (Kind::Amount, Level::Body),
        )
    }

    /// The row of the total: the cost, what was rounded off in all, and how many steps that makes.
    fn total(&self, page: &mut Page<'_>, row: Row, all: &Range<Row>) -> Result<(), XlsxError> {
        let [exact, floor, remainder, rank, share] =
            [EXACT, FLOOR, REMAINDER, RANK, SHARE].map(|col| self.first + col);
        let decimals = self.book.splits.decimals;
        let step = self.book.record.convention.step.amount().decimal();
        let total = self.parts.total;
        let left = (total - self.parts.floor()).abs();
        match self.block.cost_total() {
            Some(costs) => {
                let formula = format!(
                    "={}",
                    on(COSTS, &cell(costs, Layout::cost_amount(self.year)))
                );
                page.formula(
                    (row, exact),
                    &formula,
                    total.decimal(),
                    (Kind::Exact, Level::Subtotal),
                )?;
            }
            None => page.number((row, exact), Decimal::ZERO, Kind::Exact, Level::Subtotal)?,
        }
        let sum = |col| format!("=SUM({})", down(all, col));
        page.formula(
            (row, floor),
            &sum(floor),
            self.parts.floor().decimal(),
            (Kind::Amount, Level::Subtotal),
        )?;
        let formula = format!(
            "=ROUND(ABS({}-{}),{decimals})",
            cell(row, exact),
            cell(row, floor)
        );
        page.formula(
            (row, remainder),
            &formula,
            left.decimal(),
            (Kind::Remainder, Level::Subtotal),
        )?;
        let formula = format!(
            "=INT(ROUND({}/{},{}))",
            cell(row, remainder),
            fixed(STEP),
            self.step_decimals()
        );
        let steps = (left.decimal() / step).floor();
        page.formula((row, rank), &formula, steps, (Kind::Label, Level::Subtotal))?;
        page.formula(
            (row, share),
            &sum(share),
            total.decimal(),
            (Kind::Amount, Level::Subtotal),
        )
    }

    /// How many decimals a number of steps is kept to.
    fn step_decimals(&self) -> u32 {
        self.book
            .splits
            .decimals
            .saturating_sub(self.book.record.convention.step.decimals())
    }
}
