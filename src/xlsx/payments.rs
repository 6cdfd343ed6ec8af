//! Below the commitments of the sheet `Échéancier`: the payments of the agreement, each with what it is computed from,
//! and what payers commit in their budgets.
//!
//! A payment is all that its payer owes by then, less what it has already paid, as in `compute/payments`; the base of
//! its rate is computed from the shares. Commitments in budgets are figures of the dossier.

use super::{
    book::{Book, STEP},
    recap::Recap,
    schedule::{COMMITMENT, PAID, Payer, Schedule, paid_when, sum_of},
    shares::Shares,
    sheet::{Alarm, Cell, Col, Kind, Level, Row, added, cell, col, col_fixed},
};
use crate::{
    compute::Paid,
    locale::args,
    model::{ColumnKind, Commitment, Payment, PaymentTerms},
    money::Amount,
};

/// Columns of the payments, whose table shares its columns with the commitments.
const BASE: Col = 2;
const LEFT: Col = 4;
const RATE: Col = 6;
const RIGHT: Col = 7;

impl Schedule<'_> {
    /// Adds the payments, with a separate header.
    pub(super) fn add_payments(&mut self, book: &Book<'_>, (recap, shares): (&Recap, &Shares)) {
        let convention = &book.record.convention;
        if convention.payments.is_empty() {
            return;
        }
        self.sheet.next += 1;
        let header = |id: &str| Cell::new(Kind::Header, book.text(&format!("xlsx-payments-{id}")));
        let headers = [
            "label",
            "year",
            "base",
            "amount",
            "left",
            "of",
            "rate",
            "right",
            "condition",
            "due",
        ];
        self.sheet.push(Level::Body, headers.map(header));
        let first = self.sheet.next;
        let received = book.received;
        let paid = received.figures.payments(received.dossier);
        for (rank, payment) in convention.payments.iter().enumerate() {
            let figures = paid.get(rank).copied().flatten();
            let figures = figures.unwrap_or(Paid {
                right: Amount::ZERO,
                amount: Amount::ZERO,
            });
            let year = payment.share_year().map(|year| &book.years()[year]);
            let (base, rate) = self.base(book, payment, (recap, shares));
            let is_payer = |other: &&Payment| other.payer == payment.payer;
            let so_far = convention.payments[..=rank].iter();
            let so_far: Amount = so_far
                .filter(is_payer)
                .filter_map(|other| other.amount)
                .sum();
            let all = Payer::of(book, ColumnKind::Funder(payment.payer))
                .amount(book, &book.record.total.all);
            let [right, amount, left] = self.formulas(book, first, rank);
            let condition = payment.condition.as_ref().map(|text| &text.value);
            let due = payment.due.as_ref().map(|due| &due.value);
            let cells = [
                Cell::prose(&payment.label.value),
                year.map_or_else(Cell::default, Cell::from),
                base,
                Cell::formula(amount, figures.amount).level(Level::Subtotal),
                Cell::formula(left, all - so_far),
                Cell::text(Payer::of(book, ColumnKind::Funder(payment.payer)).name(book)),
                rate,
                match &payment.terms {
                    PaymentTerms::Fixed { amount } => amount.value.into(),
                    _ => Cell::formula(right, figures.right),
                },
                condition.map_or_else(Cell::default, Cell::from),
                due.map_or_else(Cell::default, Cell::from),
            ];
            self.sheet.push(Level::Body, cells);
        }
    }

    /// The base of a payment's rate, and the rate.
    fn base(
        &self,
        book: &Book<'_>,
        payment: &Payment,
        (recap, shares): (&Recap, &Shares),
    ) -> (Cell, Cell) {
        let PaymentTerms::Rate { rate, resolved, .. } = &payment.terms else {
            return (Cell::default(), Cell::default());
        };
        let (column, year) = resolved.column().unwrap_or((ColumnKind::Total, None));
        let payer = Payer::of(book, column);
        let years = (0..book.years().len()).filter(|rank| year.is_none_or(|year| year == *rank));
        let formula = if self.is_listed(book, payer) {
            added(years.map(|year| payer.of_year(recap, shares, year)))
        } else {
            "0".to_owned()
        };
        let base = payer.amount(book, book.record.total.of(year));
        (Cell::formula(formula, base), rate.value.fraction().into())
    }

    /// Whether the recap or the commitments have figures of a payer.
    fn is_listed(&self, book: &Book<'_>, payer: Payer) -> bool {
        match payer {
            Payer::Column(column) => book.columns.contains(&column),
            Payer::Funder(_) => self.payers.contains(&payer),
        }
    }

    /// The cell of a payer's share among the commitments, in a year or in all.
    fn share(&self, book: &Book<'_>, payment: &Payment, year: Option<usize>) -> String {
        let payer = Payer::of(book, ColumnKind::Funder(payment.payer));
        let rank = self.payers.iter().position(|listed| *listed == payer);
        let at = rank.map(|rank| cell((self.row(book, rank, year), COMMITMENT)));
        at.unwrap_or_else(|| "0".to_owned())
    }

    /// The formulas of what the terms of a payment give, of what is paid, and of what is then left of the share.
    fn formulas(&self, book: &Book<'_>, first: Row, rank: usize) -> [String; 3] {
        let payments = &book.record.convention.payments;
        let (payment, row) = (&payments[rank], first + Row::from(col(rank)));
        let year = payment.share_year();
        let sum_before = |is_counted: &dyn Fn(&Payment) -> bool, col: Col, last: usize| {
            let so_far = payments[..last].iter().zip(first..);
            let so_far =
                so_far.filter(|(other, _)| other.payer == payment.payer && is_counted(other));
            sum_of(so_far.map(|(_, row)| cell((row, col))))
        };
        let is_of_account = |other: &Payment| year.is_none() || other.share_year() == year;
        let all = |_: &Payment| true;
        let [share, whole] = [year, None].map(|year| self.share(book, payment, year));
        let [owed_before, paid_before] =
            [RIGHT, PAID].map(|col| sum_before(&is_of_account, col, rank));
        let (owed, paid) = (
            sum_before(&all, RIGHT, rank + 1),
            sum_before(&all, PAID, rank),
        );
        let right = if payment.is_balance() {
            format!("MAX(0,ROUND({share}-{owed_before},8))")
        } else {
            format!("ROUND({}*{},8)", cell((row, RATE)), cell((row, BASE)))
        };
        let due = if payment.is_balance() {
            format!("{share}-{paid_before}")
        } else {
            let owed = sum_before(&is_of_account, RIGHT, rank + 1);
            // First remove the error of binary numbers, so that halves are rounded up.
            format!("ROUND(ROUND({owed}/{STEP},6),0)*{STEP}-{paid_before}")
        };
        let due = format!("IF(ROUND({owed}-{whole},6)=0,{whole}-{paid},{due})");
        let amount = format!("MAX(0,ROUND(MIN({due},{whole}-{paid}),4))");
        let left = format!("ROUND({whole}-{},4)", sum_before(&all, PAID, rank + 1));
        [right, amount, left]
    }

    /// Adds what payers commit: one row per year, then the whole, compared with what is to be paid.
    pub(super) fn add_commitments(&mut self, book: &Book<'_>) {
        let convention = &book.record.convention;
        if convention.commitments.is_empty() {
            return;
        }
        self.sheet.next += 1;
        let header = |id: &str| Cell::new(Kind::Header, book.text(&format!("xlsx-credits-{id}")));
        let headers = ["payer", "year", "credit", "paid", "left"];
        self.sheet.push(Level::Body, headers.map(header));
        for commitment in &convention.commitments {
            self.add_commitment(book, commitment);
        }
    }

    fn add_commitment(&mut self, book: &Book<'_>, commitment: &Commitment) {
        let convention = &book.record.convention;
        let payer = Payer::of(book, ColumnKind::Funder(commitment.payer));
        let name = payer.name(book);
        let first = self.sheet.next;
        for (period, credit) in &commitment.years {
            let row = self.sheet.next;
            let (formula, sum) = paid_when(book, self.payments, |payment| {
                let is_of_payer = payment.payer == commitment.payer;
                is_of_payer && payment.paid_in(&convention.years).as_ref() == Some(period)
            });
            let (mut due, mut left) = (Cell::default(), Cell::default());
            if !convention.payments.is_empty() {
                due = Cell::formula(formula, sum);
                left = difference(row, credit.value - sum);
            }
            let credit = credit.value.into();
            let cells = [name.as_str().into(), period.into(), credit, due, left];
            self.sheet.push(Level::Body, cells);
        }
        if let Some(total) = &commitment.total {
            let rank = self.payers.iter().position(|listed| *listed == payer);
            let share = rank.map_or_else(
                || "0".to_owned(),
                |rank| cell((self.row(book, rank, None), COMMITMENT)),
            );
            let amount = payer.amount(book, &book.record.total.all);
            let row = self.sheet.next;
            let cells = [
                name.as_str().into(),
                book.text("xlsx-credits-total").into(),
                total.value.into(),
                Cell::formula(share, amount),
                difference(row, total.value - amount),
            ];
            self.sheet.push(Level::Subtotal, cells);
        }
        self.committed.push(first..self.sheet.next);
        let accounts = [
            ("nature", &commitment.nature),
            ("function", &commitment.function),
        ];
        let accounts = accounts.into_iter().filter_map(|(id, text)| {
            let account = args! { account: text.as_ref()?.value };
            Some(book.texts.text(&format!("xlsx-credits-{id}"), &account))
        });
        let accounts: Vec<String> = accounts.collect();
        if !accounts.is_empty() {
            let text = Cell::new(Kind::Aside, accounts.join(", ")).spanning(LEFT + 1);
            self.sheet.push(Level::Body, [text]);
        }
        self.sheet.alarms.push(Alarm {
            rule: format!("={}<0", col_fixed((first, LEFT))),
            rows: first..self.sheet.next,
            col: LEFT,
            is_wrong: false,
        });
    }
}

/// What a row commits minus what is to be paid.
fn difference(row: Row, result: Amount) -> Cell {
    let left = [COMMITMENT, PAID].map(|col| cell((row, col))).join("-");
    Cell::formula(format!("ROUND({left},4)"), result).kind(Kind::Difference)
}
