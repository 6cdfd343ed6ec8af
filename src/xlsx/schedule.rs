//! The sheet `Échéancier`: year by year what everyone has committed to pay, what of it is paid in advance, and
//! the balance.
//!
//! Commitments are the totals of the recap. An agreement pays its advance when it is notified and does not say
//! which years it is for: it is set against the commitments in the order of the years, each as far as it goes, so
//! that no balance is negative; an advance on the share of one year is that year's. Only whoever pays the share
//! that the advance is a rate of pays it; on the whole cost, nobody in particular does.

use super::{
    book::{ADVANCE, ADVANCE_BASE, ADVANCE_RATE, Book, STEP},
    recap::Recap,
    shares::{Shares, share_col},
    sheet::{At, Cell, Col, Kind, Level, Row, Sheet, added, cell, col, down, row_fixed},
};
use crate::{
    model::{self, Claim, ColumnKind},
    money::Amount,
};

/// What describes the advance, above the table: who pays it, what it is a rate of, the rate, and the advance.
const BEARER: At = (3, 2);
const BASE: At = (4, 2);
const RATE: At = (5, 2);
const AMOUNT: At = (6, 2);

/// The columns.
const COLUMNS: [(&str, Kind, usize); 5] = [
    // Room for the labels of the advance.
    ("payer", Kind::Text, 30),
    ("year", Kind::Label, 0),
    ("commitment", Kind::Amount, 0),
    ("advance", Kind::Amount, 0),
    ("balance", Kind::Amount, 0),
];
const COMMITMENT: Col = 2;
pub(super) const PAID: Col = 3;
pub(super) const BALANCE: Col = 4;

/// The advance.
pub(super) struct Advance<'a> {
    record: &'a model::Advance,
    pub(super) amount: Amount,
    /// The column of the recap of whoever pays it.
    bearer: ColumnKind,
    /// The year that it is for; in the order of the years when none is named.
    year: Option<usize>,
    /// What of it is set against the commitment of each year.
    paid: Vec<Amount>,
}

/// The schedule: the rows of each column of the recap, last everyone together; a row a year, then the sum.
pub(super) struct Schedule<'a> {
    pub(super) sheet: Sheet,
    pub(super) advance: Option<Advance<'a>>,
}

impl Schedule<'_> {
    /// The row of a year, or of all years, of whoever pays.
    pub(super) fn row(&self, book: &Book<'_>, payer: usize, year: Option<usize>) -> Row {
        let years = book.record.groups().len();
        let year = year.unwrap_or(years - 1);
        self.sheet.rows().start + Row::from(col(payer * years + year))
    }
}

/// The name of whoever pays.
pub(super) fn payer_name(book: &Book<'_>, column: ColumnKind) -> String {
    match column {
        ColumnKind::Total => book.text("xlsx-schedule-all"),
        _ => book.record.label(column).to_owned(),
    }
}

fn advance_of<'a>(book: &Book<'a>) -> Option<Advance<'a>> {
    let record = book.record.convention.advance.as_ref()?;
    let amount = record.amount?;
    let (base, year) = record.resolved.column()?;
    let bearer = book.shown_column(base);
    let years = book.record.total.years.iter();
    let commitments: Vec<Amount> = years.map(|split| book.record.part(split, bearer)).collect();
    let paid = set_against(&commitments, amount, year);
    // Nothing is paid in advance on the shares of others when there are none.
    book.columns.contains(&bearer).then_some(Advance {
        record,
        amount,
        bearer,
        year,
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

pub(super) fn schedule<'a>(book: &Book<'a>, recap: &Recap, shares: &Shares) -> Schedule<'a> {
    let advance = advance_of(book);
    let row = advance.as_ref().map_or(BEARER.0, |_| AMOUNT.0 + 2);
    let mut sheet = book.sheet("schedule", (row, row), 2);
    sheet.columns = book.headed("xlsx-schedule", &COLUMNS);
    if let Some(advance) = &advance {
        sheet.remark(book.text("xlsx-schedule-method"));
        head(book, &mut sheet, advance, recap, shares);
    } else {
        sheet.remark(book.text("xlsx-schedule-no-advance"));
    }
    let mut schedule = Schedule { sheet, advance };
    for payer in 0..book.columns.len() {
        schedule.add(book, recap, payer);
    }
    schedule
}

/// What the advance is, as values and formulas that the table refers to.
fn head(book: &Book<'_>, sheet: &mut Sheet, advance: &Advance<'_>, recap: &Recap, shares: &Shares) {
    let split = book.record.total.of(advance.year);
    let column = advance.bearer;
    let (bearer, base) = match advance.record.resolved {
        // A funder who does not sign has no column in the recap.
        Claim::Share { funder, .. } if column == ColumnKind::Others => {
            let rows = shares.sheet.rows();
            let funders = shares.sheet.down(&rows, 1);
            let years = 0..book.years().len();
            let years = years.filter(|year| advance.year.is_none_or(|own| own == *year));
            let formula = added(years.map(|year| {
                let parts = shares.sheet.down(&rows, share_col(year));
                format!("SUMPRODUCT(--({funders}={}),{parts})", cell(BEARER))
            }));
            let share = split.shares.get(funder.0).copied();
            let bearer = book.funder(funder.0).to_owned();
            (bearer, Cell::formula(formula, share))
        }
        resolved => {
            let bearer = match resolved {
                Claim::Total { .. } => book.text("xlsx-schedule-unsaid"),
                _ => book.record.label(column).to_owned(),
            };
            let amount = book.record.part(split, column);
            let base = recap.total(advance.year, column);
            (bearer, Cell::formula(base, amount))
        }
    };
    // Binary numbers are rounded to what they stand for before halves are rounded up.
    let formula = format!("ROUND(ROUND(ROUND({ADVANCE_RATE}*{ADVANCE_BASE},8)/{STEP},6),0)*{STEP}");
    let amount = Cell::formula(formula, advance.amount).kind(Kind::Amount);
    let rate = Cell::new(Kind::Rate, advance.record.rate.fraction());
    let years = book.year_name(advance.year);
    let label = |id: &str| book.text(&format!("xlsx-schedule-{id}"));
    let of_years = book.text_of("xlsx-schedule-base", "years", &years);
    for (at, label, value) in [
        (BEARER, label("bearer"), Cell::text(bearer)),
        (BASE, of_years, base.kind(Kind::Amount)),
        (RATE, label("rate"), rate.level(Level::Input)),
        (AMOUNT, label("amount"), amount.level(Level::Subtotal)),
    ] {
        sheet.set((at.0, 0), Cell::text(label).spanning(at.1));
        sheet.set(at, value);
    }
    sheet.name(ADVANCE_BASE, BASE, book.text("xlsx-name-advance-base"));
    sheet.name(ADVANCE_RATE, RATE, book.text("xlsx-name-advance-rate"));
    sheet.name(ADVANCE, AMOUNT, book.text("xlsx-name-advance"));
}

impl Schedule<'_> {
    /// The commitments of whoever pays, what is paid in advance and what is left.
    fn add(&mut self, book: &Book<'_>, recap: &Recap, payer: usize) {
        let column = book.columns[payer];
        let is_total = column == ColumnKind::Total;
        let advance = self.advance.as_ref();
        let advance = advance.filter(|advance| is_total || advance.bearer == column);
        let name = payer_name(book, column);
        let first = self.sheet.next;
        for (year, row) in book.record.groups().into_iter().zip(first..) {
            let owed = book.record.part(book.record.total.of(year), column);
            let sum = |col| format!("SUM({})", down(&(first..row), col));
            let (of, commitment, advanced, paid) = if let Some(rank) = year {
                let advanced = advance.map(|advance| self.paid(book, advance, payer, rank));
                let paid = advance.map(|advance| advance.paid[rank]);
                let of = Cell::from(&book.years()[rank]);
                (of, recap.total(year, column), advanced, paid)
            } else {
                let paid = advance.map(|advance| advance.paid.iter().copied().sum());
                let of = book.year_name(None).into();
                (of, sum(COMMITMENT), Some(sum(PAID)), paid)
            };
            let paid = paid.unwrap_or_default();
            let left = [COMMITMENT, PAID].map(|col| cell((row, col))).join("-");
            let advanced = advanced.map(|formula| Cell::formula(formula, paid));
            let cells = [
                name.as_str().into(),
                of,
                Cell::formula(commitment, owed),
                advanced.unwrap_or_default(),
                Cell::formula(format!("ROUND({left},4)"), owed - paid),
            ];
            let level = match (year, is_total) {
                (Some(_), false) => Level::Body,
                (None, true) => Level::Total,
                _ => Level::Subtotal,
            };
            self.sheet.push(level, cells);
        }
    }

    /// What of the advance is set against the commitment of a year: see the head of this file.
    fn paid(&self, book: &Book<'_>, advance: &Advance<'_>, payer: usize, year: usize) -> String {
        let row = self.row(book, payer, Some(year));
        if book.columns[payer] != advance.bearer {
            // Everyone together: what whoever pays the advance pays.
            let mut payers = book.columns.iter();
            let bearer = payers.position(|column| *column == advance.bearer);
            return cell((self.row(book, bearer.unwrap_or(payer), Some(year)), PAID));
        }
        match advance.year {
            Some(own) if own == year => return ADVANCE.to_owned(),
            Some(_) => return "0".to_owned(),
            None => {}
        }
        let mut left = ADVANCE.to_owned();
        if year > 0 {
            let first = row_fixed((self.row(book, payer, Some(0)), PAID));
            left = format!("{ADVANCE}-SUM({first}:{})", cell((row - 1, PAID)));
        }
        if year + 1 < book.years().len() {
            left = format!("MAX(0,MIN({},{left}))", cell((row, COMMITMENT)));
        }
        format!("ROUND({left},4)")
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
