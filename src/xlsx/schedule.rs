//! The sheet `Échéancier`: year by year what everyone has committed to pay, what of it is paid in advance, and
//! the balance.
//!
//! Commitments are the totals of the recap. An agreement pays its advance when it is notified and does not say
//! which years it is for: it is set against the commitments in the order of the years, each as far as it goes, so
//! that no balance is negative; an advance on the share of one year is that year's. Only whoever pays the share
//! that the advance is a rate of pays it; on the whole cost, nobody in particular does.

use std::ops::Range;

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::{
    RecapColumn,
    formula::{cell, down, on, row_fixed},
    layout::{Col, Layout, RECAP, Row, SCHEDULE, SHARES, SHARES_YEARS_ROW},
    names,
    page::{Book, Page},
    recap,
    shares::SHARE,
    styles::{Kind, Level},
};
use crate::{
    money::Amount,
    record::{AdvanceRecord, BaseRecord, Record},
};

/// Who pays the advance, what it is a rate of, the rate, and the advance.
const BEARER: (Row, Col) = (3, 2);
pub(super) const BASE: (Row, Col) = (4, 2);
pub(super) const RATE: (Row, Col) = (5, 2);
pub(super) const ADVANCE: (Row, Col) = (6, 2);
/// What is owed, what of it is paid in advance, what is left.
pub(super) const COMMITMENT: Col = 2;
pub(super) const PAID: Col = 3;
pub(super) const BALANCE: Col = 4;

/// Room for the labels of the advance.
const LEAST_WIDTH: usize = 30;

/// Where everything stands in the sheet, and what the advance comes to.
pub(super) struct Schedule {
    header: Row,
    /// One a column of the recap: the parties, the others, what no rule funds, and last everyone together.
    pub(super) payers: Vec<Payer>,
    pub(super) advance: Option<Advance>,
}

/// The rows of whoever pays.
pub(super) struct Payer {
    /// The column of the recap.
    pub(super) column: RecapColumn,
    /// A row a year.
    pub(super) years: Range<Row>,
    /// The row of the sum; the only year's own when there is but one.
    pub(super) total: Row,
}

/// The advance.
pub(super) struct Advance {
    record: AdvanceRecord,
    /// The rows that it stands in.
    bearer: RecapColumn,
    base: Amount,
    pub(super) amount: Amount,
    /// What of it is set against the commitment of each year.
    paid: Vec<Amount>,
}

impl Schedule {
    /// Works out the rows and the advance.
    pub(super) fn of(record: &Record, layout: &Layout) -> Self {
        let advance = record
            .convention
            .advance
            .clone()
            .and_then(|advance| Advance::of(advance, record));
        // Nothing is paid in advance on the shares of others when there are none.
        let advance = advance.filter(|advance| layout.columns.contains(&advance.bearer));
        let header = if advance.is_some() {
            ADVANCE.0 + 2
        } else {
            BEARER.0
        };
        let mut next = header + 1;
        let count = Row::try_from(layout.years).unwrap_or(Row::MAX);
        let payers = layout.columns.iter().map(|&column| {
            let years = next..next.saturating_add(count);
            let total = if layout.has_all_years() {
                years.end
            } else {
                years.start
            };
            next = total.saturating_add(1);
            Payer {
                column,
                years,
                total,
            }
        });
        Self {
            header,
            payers: payers.collect(),
            advance,
        }
    }

    /// What of a payer's commitments is paid in advance, year by year.
    fn paid(&self, column: RecapColumn) -> Option<&[Amount]> {
        let bears = |advance: &&Advance| column == advance.bearer || column == RecapColumn::Total;
        self.advance
            .as_ref()
            .filter(bears)
            .map(|advance| advance.paid.as_slice())
    }
}

impl Advance {
    fn of(record: AdvanceRecord, of: &Record) -> Option<Self> {
        let amount = record.amount?;
        let (bearer, year) = match record.resolved {
            BaseRecord::Share { funder, year } => {
                let is_party = of.funders.get(funder)?.is_party;
                (
                    if is_party {
                        RecapColumn::Funder(funder)
                    } else {
                        RecapColumn::Others
                    },
                    year,
                )
            }
            BaseRecord::Total { year } => (RecapColumn::Total, year),
            BaseRecord::Others => (RecapColumn::Others, None),
        };
        let base = match record.resolved {
            BaseRecord::Share { funder, year } => of.total.of(year).shares.get(funder).copied()?,
            BaseRecord::Total { .. } | BaseRecord::Others => {
                recap::figure(of, of.total.of(year), bearer)
            }
        };
        let commitments: Vec<Amount> = of
            .total
            .years
            .iter()
            .map(|split| recap::figure(of, split, bearer))
            .collect();
        Some(Self {
            record,
            bearer,
            base,
            amount,
            paid: set_against(&commitments, amount, year),
        })
    }

    fn year(&self) -> Option<usize> {
        match self.record.resolved {
            BaseRecord::Share { year, .. } | BaseRecord::Total { year } => year,
            BaseRecord::Others => None,
        }
    }
}

/// An advance set against commitments in their order; that on a single year, against that year's.
fn set_against(commitments: &[Amount], advance: Amount, only: Option<usize>) -> Vec<Amount> {
    let mut left = advance;
    let mut paid = Vec::new();
    for (year, &commitment) in commitments.iter().enumerate() {
        let part = match only {
            Some(own) if own != year => Amount::ZERO,
            Some(_) => left,
            None if year + 1 == commitments.len() => left,
            None => commitment.min(left).max(Amount::ZERO),
        };
        left = left - part;
        paid.push(part);
    }
    paid
}

pub(super) fn sheet(book: &Book<'_>) -> Result<Worksheet, XlsxError> {
    let mut page = Page::new(book, SCHEDULE, "xlsx-schedule-title")?;
    match &book.schedule.advance {
        Some(advance) => head(&mut page, book, advance)?,
        None => page.remark(2, book.text("xlsx-schedule-no-advance")),
    }
    let header = book.schedule.header;
    for (id, col) in ["payer", "year", "commitment", "advance", "balance"]
        .into_iter()
        .zip(0..)
    {
        page.header(header, col, &book.text(&format!("xlsx-schedule-{id}")))?;
    }
    book.schedule
        .payers
        .iter()
        .try_for_each(|payer| rows(&mut page, book, payer))?;
    page.align_widths(COMMITMENT..=BALANCE);
    page.fit(0, LEAST_WIDTH);
    page.finish((header, header), (2, 2))
}

/// What the advance is, as values and formulas that the table refers to.
fn head(page: &mut Page<'_>, book: &Book<'_>, advance: &Advance) -> Result<(), XlsxError> {
    page.remark(2, book.text("xlsx-schedule-method"));
    let years = advance
        .year()
        .and_then(|year| book.record.convention.years.get(year))
        .map(i32::to_string);
    let base = book.texts.text(
        "xlsx-schedule-base",
        &[("years", years.unwrap_or_else(|| recap::all_years(book)))],
    );
    let labels = [
        (BEARER.0, book.text("xlsx-schedule-bearer")),
        (BASE.0, base),
        (RATE.0, book.text("xlsx-schedule-rate")),
        (ADVANCE.0, book.text("xlsx-schedule-amount")),
    ];
    for (row, label) in labels {
        page.over(row, (0, 1), &label, Level::Body)?;
    }
    page.text(BEARER, &bearer(book, advance), Kind::Text, Level::Body)?;
    page.formula(
        BASE,
        &base_formula(book, advance),
        advance.base.decimal(),
        (Kind::Amount, Level::Body),
    )?;
    page.number(
        RATE,
        advance.record.rate.fraction(),
        Kind::Rate,
        Level::Typed,
    )?;
    page.whole_rates((RATE.0, RATE.0), RATE.1)?;
    let (rate, base, step) = (names::ADVANCE_RATE, names::ADVANCE_BASE, names::STEP);
    // Binary numbers are rounded to what they stand for before halves are rounded up.
    let formula = format!("=ROUND(ROUND(ROUND({rate}*{base},8)/{step},6),0)*{step}");
    page.formula(
        ADVANCE,
        &formula,
        advance.amount.decimal(),
        (Kind::Amount, Level::Subtotal),
    )
}

/// Who pays the advance, by name.
fn bearer(book: &Book<'_>, advance: &Advance) -> String {
    match advance.record.resolved {
        BaseRecord::Share { funder, .. } => book
            .record
            .funders
            .get(funder)
            .map(|funder| funder.column.clone())
            .unwrap_or_default(),
        BaseRecord::Others => book.text("xlsx-others"),
        BaseRecord::Total { .. } => book.text("xlsx-schedule-unsaid"),
    }
}

/// The cell of the recap, or the sum of the shares of a funder who has no column there.
fn base_formula(book: &Book<'_>, advance: &Advance) -> String {
    let year = advance.year();
    match advance.record.resolved {
        BaseRecord::Share { funder, .. } if !book.record.funders[funder].is_party => {
            let years: Vec<usize> =
                year.map_or_else(|| (0..book.layout.years).collect(), |year| vec![year]);
            let rows = SHARES_YEARS_ROW + 2..book.layout.shares_end();
            let funders = on(SHARES, &down(&rows, 1));
            let of_year = |year| {
                let shares = on(SHARES, &down(&rows, Layout::shares_year(year) + SHARE));
                format!(
                    "SUMPRODUCT(--({funders}={}),{shares})",
                    cell(BEARER.0, BEARER.1)
                )
            };
            format!(
                "={}",
                years.into_iter().map(of_year).collect::<Vec<_>>().join("+")
            )
        }
        _ => format!("={}", total_of(book, advance.bearer, year)),
    }
}

/// The cell of the recap's last row.
pub(super) fn total_of(book: &Book<'_>, column: RecapColumn, year: Option<usize>) -> String {
    on(
        RECAP,
        &cell(
            book.layout.total,
            book.layout.recap_col(year, column).unwrap_or_default(),
        ),
    )
}

fn rows(page: &mut Page<'_>, book: &Book<'_>, payer: &Payer) -> Result<(), XlsxError> {
    let all = payer.column == RecapColumn::Total;
    let name = if all {
        book.text("xlsx-schedule-all")
    } else {
        recap::payer(book, payer.column)
    };
    let level = if all { Level::Subtotal } else { Level::Body };
    for ((year, row), split) in payer
        .years
        .clone()
        .enumerate()
        .zip(&book.record.total.years)
    {
        let owed = recap::figure(book.record, split, payer.column);
        let paid = book
            .schedule
            .paid(payer.column)
            .and_then(|paid| paid.get(year).copied());
        page.text((row, 0), &name, Kind::Text, level)?;
        page.number(
            (row, 1),
            book.record.convention.years[year].into(),
            Kind::Label,
            level,
        )?;
        let formula = format!("={}", total_of(book, payer.column, Some(year)));
        page.formula(
            (row, COMMITMENT),
            &formula,
            owed.decimal(),
            (Kind::Amount, level),
        )?;
        match paid {
            Some(paid) => {
                let formula = paid_formula(book, payer, year, row);
                page.formula((row, PAID), &formula, paid.decimal(), (Kind::Amount, level))?;
            }
            None => page.blank((row, PAID), level)?,
        }
        balance(page, row, owed - paid.unwrap_or_default(), level)?;
    }
    if book.layout.has_all_years() {
        sums(page, book, payer, &name)
    } else {
        Ok(())
    }
}

/// What of the advance is set against a year's commitment: see the head of this file.
fn paid_formula(book: &Book<'_>, payer: &Payer, year: usize, row: Row) -> String {
    let Some(advance) = &book.schedule.advance else {
        return String::new();
    };
    if payer.column != advance.bearer {
        // Everyone together: what whoever pays the advance pays.
        let bearer = book
            .schedule
            .payers
            .iter()
            .find(|other| other.column == advance.bearer);
        let own = bearer
            .and_then(|bearer| bearer.years.clone().nth(year))
            .unwrap_or(row);
        return format!("={}", cell(own, PAID));
    }
    let name = names::ADVANCE;
    match advance.year() {
        Some(own) if own == year => return format!("={name}"),
        Some(_) => return "=0".to_owned(),
        None => {}
    }
    let before = format!(
        "SUM({}:{})",
        row_fixed(payer.years.start, PAID),
        cell(row.saturating_sub(1), PAID)
    );
    let left = if year == 0 {
        name.to_owned()
    } else {
        format!("{name}-{before}")
    };
    if year + 1 == book.layout.years {
        format!("=ROUND({left},4)")
    } else {
        format!("=ROUND(MAX(0,MIN({},{left})),4)", cell(row, COMMITMENT))
    }
}

fn balance(page: &mut Page<'_>, row: Row, left: Amount, level: Level) -> Result<(), XlsxError> {
    let formula = format!("=ROUND({}-{},4)", cell(row, COMMITMENT), cell(row, PAID));
    page.formula(
        (row, BALANCE),
        &formula,
        left.decimal(),
        (Kind::Amount, level),
    )
}

fn sums(page: &mut Page<'_>, book: &Book<'_>, payer: &Payer, name: &str) -> Result<(), XlsxError> {
    let level = if payer.column == RecapColumn::Total {
        Level::Total
    } else {
        Level::Subtotal
    };
    let owed = recap::figure(book.record, &book.record.total.all, payer.column);
    let paid: Amount = book
        .schedule
        .paid(payer.column)
        .into_iter()
        .flatten()
        .copied()
        .sum();
    page.text((payer.total, 0), name, Kind::Text, level)?;
    page.text(
        (payer.total, 1),
        &recap::all_years(book),
        Kind::Label,
        level,
    )?;
    for (col, sum) in [(COMMITMENT, owed), (PAID, paid)] {
        let formula = format!("=SUM({})", down(&payer.years, col));
        page.formula(
            (payer.total, col),
            &formula,
            sum.decimal(),
            (Kind::Amount, level),
        )?;
    }
    balance(page, payer.total, owed - paid, level)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_advance_is_set_against_the_years_in_order() {
        let amounts = |euros: &[i32]| euros.iter().copied().map(Amount::whole).collect::<Vec<_>>();
        let paid =
            |owed: &[i32], advance, only| set_against(&amounts(owed), Amount::whole(advance), only);
        assert_eq!(paid(&[100, 200, 300], 80, None), amounts(&[80, 0, 0]));
        assert_eq!(paid(&[100, 200, 300], 250, None), amounts(&[100, 150, 0]));
        assert_eq!(paid(&[100, -50, 300], 120, None), amounts(&[100, 0, 20]));
        assert_eq!(paid(&[100, 200, 300], 40, Some(1)), amounts(&[0, 40, 0]));
        assert_eq!(paid(&[100], 120, None), amounts(&[120]));
    }
}
