//! The sheet `Échéancier`: year by year what everyone has committed to pay, what of it is paid in advance, and
//! the balance.
//!
//! Commitments are the totals of the recap. An agreement pays its advance when it is notified and does not say
//! which years it is for: it is set against the commitments in the order of the years, each as far as it goes, so
//! that no balance is negative; an advance on the share of one year is that year's. Only whoever pays the share
//! that the advance is a rate of pays it; on the whole cost, nobody in particular does.

use std::ops::Range;

use super::{
    book::{ADVANCE, ADVANCE_BASE, ADVANCE_RATE, Book, Name, SCHEDULE, STEP},
    formula::{At, Col, Row, added, cell, down, row_fixed},
    inputs::whole_rates,
    recap::Recap,
    shares::Shares,
    sheet::{Cell, Sheet},
    styles::{Kind, Level},
};
use crate::{
    model::ColumnKind,
    money::{Amount, Rate},
    record::{AdvanceRecord, BaseRecord},
};

/// What describes the advance, above the table: who pays it, what it is a rate of, the rate, and the advance.
const BEARER: At = (3, 2);
const BASE: At = (4, 2);
const RATE: At = (5, 2);
const AMOUNT: At = (6, 2);

/// The schedule.
pub(super) struct Schedule {
    pub(super) sheet: Sheet,
    commitment: Col,
    pub(super) paid: Col,
    pub(super) balance: Col,
    /// One a column of the recap, last everyone together.
    pub(super) payers: Vec<Payer>,
    /// What the advance comes to, if there is one.
    pub(super) advance: Option<Amount>,
}

/// The rows of whoever pays.
pub(super) struct Payer {
    pub(super) column: ColumnKind,
    pub(super) name: String,
    /// A row a year.
    pub(super) years: Range<Row>,
    /// The row of the sum; the only year's own when there is but one.
    pub(super) total: Row,
}

/// The advance.
struct Advance {
    rate: Rate,
    resolved: BaseRecord,
    /// The column of the recap of whoever pays it.
    bearer: ColumnKind,
    /// The year that it is for; in the order of the years when none is named.
    year: Option<usize>,
    base: Amount,
    amount: Amount,
    /// What of it is set against the commitment of each year.
    paid: Vec<Amount>,
}

impl Schedule {
    /// The names of what describes the advance.
    pub(super) fn names(&self, book: &Book<'_>) -> Vec<Name> {
        let name = |name, id, at| book.name(name, id, &self.sheet, at);
        let names = [
            name(ADVANCE_BASE, "advance-base", BASE),
            name(ADVANCE_RATE, "advance-rate", RATE),
            name(ADVANCE, "advance", AMOUNT),
        ];
        names
            .into_iter()
            .filter(|_| self.advance.is_some())
            .collect()
    }
}

fn advance_of(book: &Book<'_>) -> Option<Advance> {
    let record = &book.record;
    let AdvanceRecord {
        rate,
        resolved,
        amount,
        ..
    } = record.convention.advance.clone()?;
    let (bearer, year) = match resolved {
        BaseRecord::Share { funder, year } => (book.column_of_funder(funder), year),
        BaseRecord::Total { year } => (ColumnKind::Total, year),
        BaseRecord::Others => (ColumnKind::Others, None),
    };
    // Nothing is paid in advance on the shares of others when there are none.
    if !book.columns.contains(&bearer) {
        return None;
    }
    let split = record.total.of(year);
    let base = match resolved {
        BaseRecord::Share { funder, .. } => split.shares.get(funder).copied()?,
        BaseRecord::Total { .. } | BaseRecord::Others => book.record.part(split, bearer),
    };
    let years = record.total.years.iter();
    let commitments: Vec<Amount> = years.map(|split| book.record.part(split, bearer)).collect();
    let amount = amount?;
    let paid = set_against(&commitments, amount, year);
    Some(Advance {
        rate,
        resolved,
        bearer,
        year,
        base,
        amount,
        paid,
    })
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

pub(super) fn schedule(book: &Book<'_>, recap: &Recap, shares: &Shares) -> Schedule {
    let advance = advance_of(book);
    let header = if advance.is_some() {
        AMOUNT.0 + 2
    } else {
        BEARER.0
    };
    let mut sheet = book.sheet(SCHEDULE, "xlsx-schedule-title", (header, header));
    sheet.frozen = 2;
    // Room for the labels of the advance.
    let payer = book.column("xlsx-schedule-payer", Kind::Text).least(30);
    sheet.column(payer);
    sheet.column(book.column("xlsx-schedule-year", Kind::Label));
    let [commitment, paid, balance] = ["commitment", "advance", "balance"].map(|id| {
        let column = book.column(&format!("xlsx-schedule-{id}"), Kind::Amount);
        sheet.column(column.group(0))
    });
    let mut schedule = Schedule {
        sheet,
        commitment,
        paid,
        balance,
        payers: Vec::new(),
        advance: advance.as_ref().map(|advance| advance.amount),
    };
    match &advance {
        Some(advance) => head(book, &mut schedule.sheet, advance, recap, shares),
        None => {
            let text = book.text("xlsx-schedule-no-advance");
            book.remark(&mut schedule.sheet, 2, text);
        }
    }
    for &column in &book.columns {
        let payer = schedule.rows(book, recap, column, advance.as_ref());
        schedule.payers.push(payer);
    }
    book.subtitle(&mut schedule.sheet);
    schedule
}

/// What the advance is, as values and formulas that the table refers to.
fn head(book: &Book<'_>, sheet: &mut Sheet, advance: &Advance, recap: &Recap, shares: &Shares) {
    book.remark(sheet, 2, book.text("xlsx-schedule-method"));
    let years = book.year_name(advance.year);
    let labels = [
        (BEARER, book.text("xlsx-schedule-bearer")),
        (BASE, book.text_of("xlsx-schedule-base", "years", &years)),
        (RATE, book.text("xlsx-schedule-rate")),
        (AMOUNT, book.text("xlsx-schedule-amount")),
    ];
    for ((row, col), label) in labels {
        sheet.set((row, 0), Cell::text(label).spanning(col));
    }
    let bearer = match advance.resolved {
        BaseRecord::Share { funder, .. } => book.funder(funder).to_owned(),
        BaseRecord::Others => book.record.label(ColumnKind::Others).to_owned(),
        BaseRecord::Total { .. } => book.text("xlsx-schedule-unsaid"),
    };
    sheet.set(BEARER, Cell::text(bearer));
    let base = match advance.resolved {
        // A funder who does not sign has no column in the recap.
        BaseRecord::Share { .. } if advance.bearer == ColumnKind::Others => {
            let rows = shares.sheet.rows();
            let funders = shares.sheet.down(&rows, 1);
            let years = shares.years.iter().enumerate();
            let years = years.filter(|(year, _)| advance.year.is_none_or(|own| own == *year));
            added(years.map(|(_, &col)| {
                let parts = shares.sheet.down(&rows, col);
                format!("SUMPRODUCT(--({funders}={}),{parts})", cell(BEARER))
            }))
        }
        _ => recap.total(advance.year, advance.bearer),
    };
    let base = Cell::formula(&base, advance.base.decimal());
    sheet.set(BASE, base.kind(Kind::Amount));
    sheet.set(RATE, Cell::rate(advance.rate).level(Level::Input));
    whole_rates(sheet, RATE.0..RATE.0 + 1, RATE.1);
    // Binary numbers are rounded to what they stand for before halves are rounded up.
    let formula = format!("ROUND(ROUND(ROUND({ADVANCE_RATE}*{ADVANCE_BASE},8)/{STEP},6),0)*{STEP}");
    let amount = Cell::formula(&formula, advance.amount.decimal());
    sheet.set(AMOUNT, amount.kind(Kind::Amount).level(Level::Subtotal));
}

impl Schedule {
    /// The commitments of whoever pays, what is paid in advance and what is left: a row a year, then the sum.
    fn rows(
        &mut self,
        book: &Book<'_>,
        recap: &Recap,
        column: ColumnKind,
        advance: Option<&Advance>,
    ) -> Payer {
        let is_total = column == ColumnKind::Total;
        let (name, level, sum) = if is_total {
            (
                book.text("xlsx-schedule-all"),
                Level::Subtotal,
                Level::Total,
            )
        } else {
            (
                book.record.label(column).to_owned(),
                Level::Body,
                Level::Subtotal,
            )
        };
        let advance = advance.filter(|advance| is_total || advance.bearer == column);
        let first = self.sheet.next;
        for (year, split) in book.record.total.years.iter().enumerate() {
            let row = self.sheet.next;
            let owed = book.record.part(split, column);
            let paid = advance.and_then(|advance| advance.paid.get(year).copied());
            let paid_cell = advance.zip(paid).map(|(advance, paid)| {
                let formula = self.paid(book, advance, column, (first, row));
                Cell::formula(&formula, paid.decimal())
            });
            let cells = vec![
                name.as_str().into(),
                Cell::number(book.years()[year].into()),
                Cell::formula(&recap.total(Some(year), column), owed.decimal()),
                paid_cell.into(),
                self.left(row, owed - paid.unwrap_or_default()),
            ];
            self.sheet.push(level, cells);
        }
        let years = first..self.sheet.next;
        let mut total = first;
        if book.all_years().is_none() {
            total = self.sheet.next;
            let owed = book.record.part(&book.record.total.all, column);
            let paid = advance.into_iter().flat_map(|advance| &advance.paid);
            let paid: Amount = paid.copied().sum();
            let sum_of = |col, amount: Amount| {
                Cell::formula(&format!("SUM({})", down(&years, col)), amount.decimal())
            };
            let cells = vec![
                name.as_str().into(),
                book.year_name(None).into(),
                sum_of(self.commitment, owed),
                sum_of(self.paid, paid),
                self.left(total, owed - paid),
            ];
            self.sheet.push(sum, cells);
        }
        Payer {
            column,
            name,
            years,
            total,
        }
    }

    fn left(&self, row: Row, left: Amount) -> Cell {
        let [owed, paid] = [self.commitment, self.paid].map(|col| cell((row, col)));
        Cell::formula(&format!("ROUND({owed}-{paid},4)"), left.decimal())
    }

    /// What of the advance is set against a year's commitment: see the head of this file.
    fn paid(
        &self,
        book: &Book<'_>,
        advance: &Advance,
        column: ColumnKind,
        (first, row): (Row, Row),
    ) -> String {
        let year = row - first;
        if column != advance.bearer {
            // Everyone together: what whoever pays the advance pays.
            let bearer = self
                .payers
                .iter()
                .find(|other| other.column == advance.bearer);
            let own = bearer.map_or(row, |bearer| bearer.years.start + year);
            return cell((own, self.paid));
        }
        let is_year = |own: usize| Row::try_from(own) == Ok(year);
        match advance.year {
            Some(own) if is_year(own) => return ADVANCE.to_owned(),
            Some(_) => return "0".to_owned(),
            None => {}
        }
        let left = if year == 0 {
            ADVANCE.to_owned()
        } else {
            let before = row_fixed((first, self.paid));
            format!("{ADVANCE}-SUM({before}:{})", cell((row - 1, self.paid)))
        };
        if is_year(book.years().len() - 1) {
            format!("ROUND({left},4)")
        } else {
            let owed = cell((row, self.commitment));
            format!("ROUND(MAX(0,MIN({owed},{left})),4)")
        }
    }
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
