//! The sheet `Échéancier`: year by year what everyone has committed to pay, what of it is paid in advance, and
//! the balance.
//!
//! Commitments are the totals of the recap. An agreement pays its advance when it is notified and does not say
//! which years it is for: it is set against the commitments in the order of the years, each as far as it goes, so
//! that no balance is negative; an advance on the share of one year is that year's. Only whoever pays the share
//! that the advance is a rate of pays it; on the whole cost, nobody in particular does.

use std::ops::Range;

use rust_decimal::Decimal;

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
    money::Amount,
    record::{AdvanceRecord, BaseRecord},
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

/// The schedule.
pub(super) struct Schedule {
    pub(super) sheet: Sheet,
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
struct Advance<'a> {
    record: &'a AdvanceRecord,
    amount: Amount,
    /// The column of the recap of whoever pays it.
    bearer: ColumnKind,
    /// The year that it is for; in the order of the years when none is named.
    year: Option<usize>,
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

fn advance_of<'a>(book: &Book<'a>) -> Option<Advance<'a>> {
    let record = book.record.convention.advance.as_ref()?;
    let amount = record.amount?;
    let (bearer, year) = match record.resolved {
        BaseRecord::Share { funder, year } => (book.column_of_funder(funder), year),
        BaseRecord::Total { year } => (ColumnKind::Total, year),
        BaseRecord::Others => (ColumnKind::Others, None),
    };
    let years = book.record.total.years.iter();
    let commitments: Vec<Amount> = years.map(|split| book.record.part(split, bearer)).collect();
    let advance = Advance {
        record,
        amount,
        bearer,
        year,
        paid: set_against(&commitments, amount, year),
    };
    // Nothing is paid in advance on the shares of others when there are none.
    book.columns.contains(&bearer).then_some(advance)
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
    let row = advance.as_ref().map_or(BEARER.0, |_| AMOUNT.0 + 2);
    let mut sheet = book.sheet(SCHEDULE, "xlsx-schedule-title", (row, row));
    sheet.frozen = 2;
    book.add_columns(&mut sheet, "xlsx-schedule", &COLUMNS);
    let mut schedule = Schedule {
        sheet,
        payers: Vec::new(),
        advance: advance.as_ref().map(|advance| advance.amount),
    };
    if let Some(advance) = &advance {
        head(book, &mut schedule.sheet, advance, recap, shares);
    } else {
        let text = book.text("xlsx-schedule-no-advance");
        Book::remark(&mut schedule.sheet, 2, text);
    }
    for &column in &book.columns {
        let payer = schedule.rows(book, recap, column, advance.as_ref());
        schedule.payers.push(payer);
    }
    book.subtitle(&mut schedule.sheet);
    schedule
}

/// What the advance is, as values and formulas that the table refers to.
fn head(book: &Book<'_>, sheet: &mut Sheet, advance: &Advance<'_>, recap: &Recap, shares: &Shares) {
    Book::remark(sheet, 2, book.text("xlsx-schedule-method"));
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
    let split = book.record.total.of(advance.year);
    let bearer = advance.bearer;
    let (bearer, base, amount) = match advance.record.resolved {
        // A funder who does not sign has no column in the recap.
        BaseRecord::Share { funder, .. } if bearer == ColumnKind::Others => {
            let rows = shares.sheet.rows();
            let funders = shares.sheet.down(&rows, 1);
            let years = shares.years.iter().enumerate();
            let years = years.filter(|(year, _)| advance.year.is_none_or(|own| own == *year));
            let base = added(years.map(|(_, &col)| {
                let parts = shares.sheet.down(&rows, col);
                format!("SUMPRODUCT(--({funders}={}),{parts})", cell(BEARER))
            }));
            let share = split.shares.get(funder).copied();
            (
                book.funder(funder).to_owned(),
                base,
                share.unwrap_or_default(),
            )
        }
        resolved => {
            let name = match resolved {
                BaseRecord::Total { .. } => book.text("xlsx-schedule-unsaid"),
                _ => book.record.label(bearer).to_owned(),
            };
            let base = recap.total(advance.year, bearer);
            (name, base, book.record.part(split, bearer))
        }
    };
    sheet.set(BEARER, Cell::text(bearer));
    let base = Cell::formula(&base, amount.decimal());
    sheet.set(BASE, base.kind(Kind::Amount));
    sheet.set(RATE, Cell::rate(advance.record.rate).level(Level::Input));
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
        advance: Option<&Advance<'_>>,
    ) -> Payer {
        let is_total = column == ColumnKind::Total;
        let (name, levels) = if is_total {
            let name = book.text("xlsx-schedule-all");
            (name, (Level::Subtotal, Level::Total))
        } else {
            let name = book.record.label(column).to_owned();
            (name, (Level::Body, Level::Subtotal))
        };
        let advance = advance.filter(|advance| is_total || advance.bearer == column);
        let first = self.sheet.next;
        let mut years = first..first;
        for year in book.groups() {
            let row = self.sheet.next;
            let owed = book.record.part(book.record.total.of(year), column);
            let paid = advance.map(|advance| match year {
                Some(year) => advance.paid[year],
                None => advance.paid.iter().copied().sum(),
            });
            let sum = |col| format!("SUM({})", down(&years, col));
            let (level, commitment, advanced) = match year {
                Some(_) => {
                    let paid = advance.map(|advance| self.paid(book, advance, column, first));
                    (levels.0, recap.total(year, column), paid)
                }
                None => (levels.1, sum(COMMITMENT), Some(sum(PAID))),
            };
            let paid = paid.unwrap_or_default();
            let left = [COMMITMENT, PAID].map(|col| cell((row, col))).join("-");
            let cells = vec![
                name.as_str().into(),
                match year {
                    Some(year) => Decimal::from(book.years()[year]).into(),
                    None => book.year_name(None).into(),
                },
                Cell::formula(&commitment, owed.decimal()),
                advanced
                    .map(|formula| Cell::formula(&formula, paid.decimal()))
                    .into(),
                Cell::formula(&format!("ROUND({left},4)"), (owed - paid).decimal()),
            ];
            self.sheet.push(level, cells);
            years.end += Row::from(year.is_some());
        }
        let total = self.sheet.next - 1;
        Payer {
            column,
            name,
            years,
            total,
        }
    }

    /// What of the advance is set against the commitment of the next row's year: see the head of this file.
    fn paid(
        &self,
        book: &Book<'_>,
        advance: &Advance<'_>,
        column: ColumnKind,
        first: Row,
    ) -> String {
        let row = self.sheet.next;
        let year = row - first;
        if column != advance.bearer {
            // Everyone together: what whoever pays the advance pays.
            let mut payers = self.payers.iter();
            let bearer = payers.find(|other| other.column == advance.bearer);
            return cell((bearer.map_or(row, |bearer| bearer.years.start + year), PAID));
        }
        let is_year = |own: usize| Row::try_from(own) == Ok(year);
        match advance.year {
            Some(own) if is_year(own) => return ADVANCE.to_owned(),
            Some(_) => return "0".to_owned(),
            None => {}
        }
        let before = match year {
            0 => String::new(),
            _ => format!(
                "-SUM({}:{})",
                row_fixed((first, PAID)),
                cell((row - 1, PAID))
            ),
        };
        let left = format!("{ADVANCE}{before}");
        if is_year(book.years().len() - 1) {
            format!("ROUND({left},4)")
        } else {
            format!("ROUND(MAX(0,MIN({},{left})),4)", cell((row, COMMITMENT)))
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
