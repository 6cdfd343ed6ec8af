//! The sheet `Échéancier`: year by year what everyone has committed to pay, what is paid in advance, and the balance.
//!
//! Commitments are the totals of the recap; for funders without a column there, their shares. The advance is paid when
//! the agreement is notified. It is deducted from the commitments in the order of the years, so that no balance is
//! negative; an advance on the share of one year is deducted from that year. It is paid by the funder whose share it is
//! a rate of; if it is a rate of the whole cost, by nobody in particular. Below, the amounts in the articles are
//! compared with the computed ones.
//!
//! If the agreement has payments, these are what is paid, each year and in all; they are listed below (`payments`).

use std::ops::Range;

use super::{
    book::{ADVANCE, ADVANCE_BASE, ADVANCE_RATE, Book, STEP},
    recap::Recap,
    shares::Shares,
    sheet::{
        Alarm, At, Cell, Col, Column, Kind, Level, Row, Sheet, added, cell, col, down, fixed,
        row_fixed,
    },
};
use crate::{
    compute::Split,
    locale::args,
    model::{self, Claim, ColumnKind, Payment, RowKind},
    money::Amount,
};

/// The cells of the advance, above the table: who pays it, the base of its rate, the rate, and its amount.
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
pub(super) const COMMITMENT: Col = 2;
pub(super) const PAID: Col = 3;
pub(super) const BALANCE: Col = 4;

/// The columns of the payments to the right of those of the commitments.
const PAYMENT_COLUMNS: [(&str, Kind, usize); 5] = [
    ("of", Kind::Text, 16),
    ("rate", Kind::Rate, 0),
    ("right", Kind::Exact, 0),
    ("condition", Kind::Prose, 36),
    ("due", Kind::Label, 12),
];

/// Who commits to an amount: a column of the recap, or a funder without one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Payer {
    Column(ColumnKind),
    Funder(usize),
}

impl Payer {
    /// The payer of a column, as it is listed among the commitments.
    pub(super) fn of(book: &Book<'_>, column: ColumnKind) -> Self {
        match column {
            ColumnKind::Funder(funder) if !book.record.funders[funder.0].has_column => {
                Self::Funder(funder.0)
            }
            column => Self::Column(column),
        }
    }

    /// All payers, in the order of the recap; funders without a column there are listed one by one.
    fn all(book: &Book<'_>) -> Vec<Self> {
        let advance = book.record.convention.advance.as_ref();
        let is_of_others = advance.is_some_and(|advance| advance.resolved == Claim::Others);
        let mut payers = Vec::new();
        for &column in &book.columns {
            let mut is_shown = true;
            if column == ColumnKind::Others {
                let others = book.record.funders.iter().enumerate();
                let others = others.filter(|(_, funder)| !funder.has_column);
                payers.extend(others.map(|(rank, _)| Self::Funder(rank)));
                is_shown = is_of_others;
            }
            payers.extend(is_shown.then_some(Self::Column(column)));
        }
        payers
    }

    pub(super) fn pays(self, book: &Book<'_>, payment: &Payment) -> bool {
        Self::of(book, ColumnKind::Funder(payment.payer)) == self
    }

    pub(super) fn name(self, book: &Book<'_>) -> String {
        match self {
            Self::Column(ColumnKind::Total) => book.text("xlsx-schedule-all"),
            Self::Column(column) => book.record.label(column).to_owned(),
            Self::Funder(rank) => book.funder(rank).to_owned(),
        }
    }

    pub(super) fn amount(self, book: &Book<'_>, split: &Split) -> Amount {
        match self {
            Self::Column(column) => book.record.part(split, column),
            Self::Funder(rank) => split.shares[rank],
        }
    }

    /// The formula of the commitment of a year.
    pub(super) fn of_year(self, recap: &Recap, shares: &Shares, year: usize) -> String {
        match self {
            Self::Column(column) => recap.total(Some(year), column),
            Self::Funder(rank) => shares.of_funder(rank, year),
        }
    }
}

/// The advance.
pub(super) struct Advance<'a> {
    record: &'a model::Advance,
    pub(super) amount: Amount,
    /// Who pays it.
    bearer: Payer,
    /// The year that it is for, if there is a single one.
    year: Option<usize>,
    /// The part of it that is deducted from the commitment of each year.
    paid: Vec<Amount>,
}

/// The schedule: for each payer, then for all together, one row per year and their sum.
pub(super) struct Schedule<'a> {
    pub(super) sheet: Sheet,
    pub(super) payers: Vec<Payer>,
    pub(super) advance: Option<Advance<'a>>,
    /// The row of the first payment.
    pub(super) payments: Row,
    /// The rows of what each payer commits: of its years, then of the whole, if given.
    pub(super) committed: Vec<Range<Row>>,
}

impl Schedule<'_> {
    /// The row of a payer for a year, or for all years.
    pub(super) fn row(&self, book: &Book<'_>, payer: usize, year: Option<usize>) -> Row {
        let years = book.record.groups().len();
        let year = year.unwrap_or(years - 1);
        self.sheet.rows().start + Row::from(col(payer * years + year))
    }
}

fn advance_of<'a>(book: &Book<'a>, payers: &[Payer]) -> Option<Advance<'a>> {
    // If the agreement has payments, the advance is the first of them.
    let has_payments = !book.record.convention.payments.is_empty();
    let advance = book.record.convention.advance.as_ref();
    let record = advance.filter(|_| !has_payments)?;
    let amount = record.amount?;
    let (base, year) = record.resolved.column()?;
    let bearer = Payer::of(book, base);
    let years = book.record.total.years.iter();
    let commitments: Vec<Amount> = years.map(|split| bearer.amount(book, split)).collect();
    let paid = deducted(&commitments, amount, year);
    // There is no advance on the shares of others if there are no others.
    payers.contains(&bearer).then_some(Advance {
        record,
        amount,
        bearer,
        year,
        paid,
    })
}

/// Deducts an advance from commitments in order, or only from that of a single year.
fn deducted(commitments: &[Amount], advance: Amount, only: Option<usize>) -> Vec<Amount> {
    let mut left = advance;
    let mut paid = Vec::new();
    for (year, &commitment) in commitments.iter().enumerate() {
        let part = match only {
            Some(single) if single != year => Amount::ZERO,
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
    let payers = Payer::all(book);
    let advance = advance_of(book, &payers);
    let row = advance.as_ref().map_or(BEARER.0, |_| AMOUNT.0 + 2);
    let mut sheet = book.sheet("schedule", (row, row), 2);
    sheet.columns = book.headed("xlsx-schedule", &COLUMNS);
    let has_payments = !book.record.convention.payments.is_empty();
    if has_payments {
        sheet.columns[usize::from(PAID)].header = book.text("xlsx-schedule-paid");
        sheet.columns[usize::from(BALANCE)].header = book.text("xlsx-schedule-left");
        let payment_columns = PAYMENT_COLUMNS.map(|(_, kind, min_width)| Column {
            min_width,
            ..Column::new("", kind)
        });
        sheet.columns.extend(payment_columns);
        sheet.remark(book.text("xlsx-schedule-payments"));
    } else if let Some(advance) = &advance {
        sheet.remark(book.text("xlsx-schedule-method"));
        head(book, &mut sheet, advance, recap, shares);
    } else {
        sheet.remark(book.text("xlsx-schedule-no-advance"));
    }
    // An empty row and a header follow the commitments.
    let rows = payers.len() * book.record.groups().len();
    let payments = sheet.next + Row::from(col(rows)) + 2;
    let mut schedule = Schedule {
        sheet,
        payers,
        advance,
        payments,
        committed: Vec::new(),
    };
    for payer in 0..schedule.payers.len() {
        schedule.add(book, (recap, shares), payer);
    }
    schedule.add_payments(book, (recap, shares));
    schedule.add_commitments(book);
    schedule.add_stated(book, recap);
    schedule
}

/// The values and formulas of the advance, to which the table refers.
fn head(book: &Book<'_>, sheet: &mut Sheet, advance: &Advance<'_>, recap: &Recap, shares: &Shares) {
    let years = 0..book.years().len();
    let years = years.filter(|year| advance.year.is_none_or(|single| single == *year));
    let base = added(years.map(|year| advance.bearer.of_year(recap, shares, year)));
    let base = Cell::formula(
        base,
        advance
            .bearer
            .amount(book, book.record.total.of(advance.year)),
    );
    let bearer = match advance.bearer {
        Payer::Column(ColumnKind::Total) => book.text("xlsx-schedule-unsaid"),
        bearer => bearer.name(book),
    };
    // First remove the error of binary numbers, so that halves are rounded up.
    let formula = format!("ROUND(ROUND(ROUND({ADVANCE_RATE}*{ADVANCE_BASE},8)/{STEP},6),0)*{STEP}");
    let amount = Cell::formula(formula, advance.amount).kind(Kind::Amount);
    let rate = Cell::new(Kind::Rate, advance.record.rate.fraction());
    let years = book.year_name(advance.year);
    let label = |id: &str| book.text(&format!("xlsx-schedule-{id}"));
    let of_years = book.text_of("xlsx-schedule-base", "years", &years);
    for (at, label, value) in [
        (BEARER, label("bearer"), Cell::text(bearer)),
        (BASE, of_years, base.kind(Kind::Amount)),
        (RATE, label("rate"), rate),
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
    /// Adds the commitments of a payer, what is paid in advance and what is left.
    fn add(&mut self, book: &Book<'_>, (recap, shares): (&Recap, &Shares), rank: usize) {
        let payer = self.payers[rank];
        let is_total = payer == Payer::Column(ColumnKind::Total);
        let advance = self.advance.as_ref();
        let advance = advance.filter(|advance| is_total || advance.bearer == payer);
        let name = payer.name(book);
        let first = self.sheet.next;
        for (year, row) in book.record.groups().into_iter().zip(first..) {
            let owed = payer.amount(book, book.record.total.of(year));
            let sum = |col| format!("SUM({})", down(&(first..row), col));
            let (period, commitment, mut advanced, mut paid) = if let Some(year) = year {
                let advanced = advance.map(|advance| self.paid(book, advance, rank, year));
                let paid = advance.map(|advance| advance.paid[year]);
                let period = Cell::from(&book.years()[year]);
                let commitment = payer.of_year(recap, shares, year);
                (period, commitment, advanced, paid)
            } else {
                let paid = advance.map(|advance| advance.paid.iter().copied().sum());
                let period = book.year_name(None).into();
                (period, sum(COMMITMENT), Some(sum(PAID)), paid)
            };
            if !book.record.convention.payments.is_empty() {
                // The sum also counts payments of no particular year.
                let is_all = year.is_none() || book.years().len() == 1;
                let (formula, sum) = paid_when(book, self.payments, |payment| {
                    let is_of_payer = is_total || payer.pays(book, payment);
                    is_of_payer && (is_all || payment.share_year() == year)
                });
                (advanced, paid) = (Some(formula), Some(sum));
            }
            let paid = paid.unwrap_or_default();
            let left = [COMMITMENT, PAID].map(|col| cell((row, col))).join("-");
            let advanced = advanced.map(|formula| Cell::formula(formula, paid));
            let cells = [
                name.as_str().into(),
                period,
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

    /// The formula of the part of the advance that is deducted from the commitment of a year.
    fn paid(&self, book: &Book<'_>, advance: &Advance<'_>, payer: usize, year: usize) -> String {
        let row = self.row(book, payer, Some(year));
        if self.payers[payer] != advance.bearer {
            // This is the row of all payers together.
            let mut payers = self.payers.iter();
            let bearer = payers.position(|payer| *payer == advance.bearer);
            return cell((self.row(book, bearer.unwrap_or(payer), Some(year)), PAID));
        }
        match advance.year {
            Some(single) if single == year => return ADVANCE.to_owned(),
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

    /// The cell of the first payment by the payer of the advance, if it is this amount.
    fn first_payment(&self, book: &Book<'_>, amount: Amount) -> Option<String> {
        let convention = &book.record.convention;
        let (base, _) = convention.advance.as_ref()?.resolved.column()?;
        let mut payments = convention.payments.iter().zip(self.payments..);
        let (first, row) =
            payments.find(|(payment, _)| ColumnKind::Funder(payment.payer) == base)?;
        (first.amount == Some(amount)).then(|| cell((row, PAID)))
    }

    /// Adds the amounts that the articles state, the computed ones, and the differences.
    fn add_stated(&mut self, book: &Book<'_>, recap: &Recap) {
        let stated = &book.record.convention.stated;
        let known = stated
            .iter()
            .filter_map(|amount| Some((amount, amount.expected?)));
        let known: Vec<_> = known.collect();
        if known.is_empty() {
            return;
        }
        self.sheet.next += 1;
        let header = |id: &str| Cell::new(Kind::Header, book.text(&format!("xlsx-stated-{id}")));
        let headers = [
            header("article").spanning(2),
            header("stated"),
            header("computed"),
            header("gap"),
        ];
        self.sheet.push(Level::Body, headers);
        for (amount, expected) in known {
            let row = self.sheet.next;
            let computed = match amount.meaning.map(|claim| (claim, claim.column())) {
                Some((_, Some((column, year)))) => {
                    let at = recap.at(&RowKind::GrandTotal, year, column);
                    at.map(|at| recap.sheet.cell(at))
                }
                Some((Claim::Advance, None)) if self.advance.is_some() => Some(ADVANCE.to_owned()),
                Some((Claim::Advance, None)) => self.first_payment(book, expected),
                _ => None,
            };
            let computed = computed.map(|computed| Cell::formula(computed, expected));
            let what = args! { article: amount.article, label: amount.label.value };
            let what = book.texts.text("xlsx-stated-what", &what);
            let gap = [COMMITMENT, PAID].map(|col| cell((row, col))).join("-");
            let drafted = amount.drafted.value;
            let cells = [
                Cell::prose(what).spanning(2),
                drafted.into(),
                computed.unwrap_or_else(|| expected.into()),
                Cell::formula(format!("ROUND({gap},4)"), drafted - expected).kind(Kind::Difference),
            ];
            self.sheet.push(Level::Body, cells);
            self.sheet.alarms.push(Alarm {
                rule: format!("={}<>0", fixed((row, BALANCE))),
                rows: row..row + 1,
                col: BALANCE,
                is_wrong: false,
            });
        }
    }
}

/// The sum of the payments that meet a condition: the formula and its result.
pub(super) fn paid_when(
    book: &Book<'_>,
    first: Row,
    is_counted: impl Fn(&Payment) -> bool,
) -> (String, Amount) {
    let payments = book.record.convention.payments.iter().zip(first..);
    let counted: Vec<(&Payment, Row)> = payments
        .filter(|(payment, _)| is_counted(payment))
        .collect();
    let sum = counted
        .iter()
        .filter_map(|(payment, _)| payment.amount)
        .sum();
    let cells = counted.iter().map(|(_, row)| cell((*row, PAID)));
    (sum_of(cells), sum)
}

pub(super) fn sum_of(cells: impl Iterator<Item = String>) -> String {
    let cells: Vec<String> = cells.collect();
    match cells[..] {
        [] => "0".to_owned(),
        _ => format!("({})", added(cells)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_advance_is_deducted_from_the_years_in_order() {
        let amounts = |euros: &[i32]| euros.iter().copied().map(Amount::whole).collect::<Vec<_>>();
        let paid =
            |owed: &[i32], advance, only| deducted(&amounts(owed), Amount::whole(advance), only);
        assert_eq!(paid(&[100, 200, 300], 80, None), amounts(&[80, 0, 0]));
        assert_eq!(paid(&[100, 200, 300], 250, None), amounts(&[100, 150, 0]));
        assert_eq!(paid(&[100, -50, 300], 120, None), amounts(&[100, 0, 20]));
        assert_eq!(paid(&[100, 200, 300], 40, Some(1)), amounts(&[0, 40, 0]));
        assert_eq!(paid(&[100], 120, None), amounts(&[120]));
    }
}
