//! The amount of each payment: all that its payer owes by then, less what it has already paid. So no cent is lost or
//! paid twice, whatever the rates. No payment is negative or exceeds the rest of the share.

use std::collections::{BTreeMap, BTreeSet};

use super::Figures;
use crate::{
    model::{ColumnKind, Dossier, FunderId, Payment, PaymentTerms},
    money::{Amount, Step},
};

/// A payment: what its terms give, and what is paid of that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Paid {
    /// What its terms give, exactly; for a balance, what was left to pay.
    pub right: Amount,
    /// What is paid.
    pub amount: Amount,
}

/// What is owed and paid so far.
#[derive(Clone, Copy, Default)]
struct Account {
    owed: Amount,
    paid: Amount,
}

impl Figures {
    /// The payments in their order; `None` for one that depends on something that could not be read.
    pub(crate) fn payments(&self, dossier: &Dossier) -> Vec<Option<Paid>> {
        let convention = &dossier.convention;
        let share = |funder: FunderId, year: Option<usize>| {
            let column = ColumnKind::Funder(funder);
            self.total
                .of(year)
                .known_part(column, dossier.funders.all())
        };
        let right = |payment: &Payment| match &payment.terms {
            PaymentTerms::Rate { rate, resolved, .. } => {
                let base = self.claimed(*resolved, &dossier.funders)?;
                Some(Some(base.at(rate.value)))
            }
            PaymentTerms::Fixed { amount } => Some(Some(amount.value)),
            PaymentTerms::Balance => Some(None),
        };
        schedule(&convention.payments, right, share, convention.step)
    }
}

/// The payments in order. `right` is what a payment's terms give: `None` if unknown, `Some(None)` for a balance.
/// Once a payment is unknown, so are all later ones of its payer.
fn schedule(
    payments: &[Payment],
    right: impl Fn(&Payment) -> Option<Option<Amount>>,
    share: impl Fn(FunderId, Option<usize>) -> Option<Amount>,
    step: Step,
) -> Vec<Option<Paid>> {
    // Per payer: one account of all that it pays, and one of each year whose share is paid by itself.
    let mut accounts: BTreeMap<(FunderId, Option<usize>), Account> = BTreeMap::new();
    let mut lost: BTreeSet<FunderId> = BTreeSet::new();
    let mut paid = |payment: &Payment| {
        let (payer, year) = (payment.payer, payment.share_year());
        let (right, all, share_of_year) =
            (right(payment)?, share(payer, None)?, share(payer, year)?);
        let mut whole = accounts.remove(&(payer, None)).unwrap_or_default();
        let mut of_year =
            year.map(|year| accounts.remove(&(payer, Some(year))).unwrap_or_default());
        let before = of_year.unwrap_or(whole);
        let right = right.unwrap_or_else(|| (share_of_year - before.owed).max(Amount::ZERO));
        let owed = before.owed + right;
        whole.owed += right;
        // The payment that completes the whole share also pays what rounding left.
        let due = if whole.owed == all {
            all - whole.paid
        } else if payment.is_balance() {
            share_of_year - before.paid
        } else {
            owed.rounded(step.decimals()) - before.paid
        };
        let amount = due.min(all - whole.paid).max(Amount::ZERO);
        whole.paid += amount;
        accounts.insert((payer, None), whole);
        if let (Some(account), Some(year)) = (&mut of_year, year) {
            account.owed = owed;
            account.paid += amount;
            accounts.insert((payer, Some(year)), *account);
        }
        Some(Paid { right, amount })
    };
    let paid = payments.iter().map(|payment| {
        let known = paid(payment).filter(|_| !lost.contains(&payment.payer));
        if known.is_none() {
            lost.insert(payment.payer);
        }
        known
    });
    paid.collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    use super::*;
    use crate::{
        model::Claim,
        money::Rate,
        source::{Located, Place},
    };

    /// The terms of a payment in the tests: hundredths of a percent of its share, cents, or what is left.
    #[derive(Clone, Copy, Debug)]
    enum Draft {
        Rate(u32, Option<usize>),
        Cents(u32, Option<usize>),
        Balance(Option<usize>),
    }

    fn payment(draft: Draft) -> Payment {
        let at = || Place::default();
        let (terms, year) = match draft {
            Draft::Rate(hundredths, year) => (
                PaymentTerms::Rate {
                    rate: Located::new(rate(hundredths), at()),
                    base: Located::new(String::new(), at()),
                    resolved: Claim::Share {
                        funder: FunderId(0),
                        year,
                    },
                },
                None,
            ),
            Draft::Cents(cents, year) => (
                PaymentTerms::Fixed {
                    amount: Located::new(cents_of(cents), at()),
                },
                year,
            ),
            Draft::Balance(year) => (PaymentTerms::Balance, year),
        };
        Payment {
            label: Located::new(String::new(), at()),
            payer: FunderId(0),
            payer_name: None,
            year,
            terms,
            condition: None,
            due: None,
            amount: None,
            place: at(),
        }
    }

    fn rate(hundredths: u32) -> Rate {
        Rate::percent(Decimal::new(hundredths.into(), 2)).expect("a rate")
    }

    fn cents_of(cents: u32) -> Amount {
        Amount::bounded(Decimal::new(cents.into(), 2)).expect("an amount")
    }

    /// What is paid of these shares, given in cents, one per year.
    fn paid(drafts: &[Draft], shares: &[u32], step: Step) -> Vec<Paid> {
        let payments: Vec<Payment> = drafts.iter().copied().map(payment).collect();
        let share = |year: Option<usize>| match year {
            Some(year) => cents_of(shares[year]),
            None => shares.iter().copied().map(cents_of).sum(),
        };
        let right = |payment: &Payment| match &payment.terms {
            PaymentTerms::Rate { rate, .. } => {
                Some(Some(share(payment.share_year()).at(rate.value)))
            }
            PaymentTerms::Fixed { amount } => Some(Some(amount.value)),
            PaymentTerms::Balance => Some(None),
        };
        let paid = schedule(&payments, right, |_, year| Some(share(year)), step);
        paid.into_iter()
            .map(|payment| payment.expect("known"))
            .collect()
    }

    fn sum(paid: &[Paid]) -> Amount {
        paid.iter().map(|payment| payment.amount).sum()
    }

    #[test]
    fn an_instalment_and_a_balance_make_the_share() {
        let drafts = [Draft::Rate(2000, None), Draft::Balance(None)];
        let paid = paid(&drafts, &[24_832_000, 28_794_000, 29_988_000], Step::Cent);
        let amounts: Vec<String> = paid.iter().map(|payment| payment.amount.plain()).collect();
        assert_eq!(amounts, ["167228", "668912"]);
    }

    #[test]
    fn an_instalment_of_a_year_is_left_out_of_that_years_balance() {
        let (first, second) = (Some(0), Some(1));
        let drafts = [
            Draft::Rate(5000, first),
            Draft::Balance(first),
            Draft::Rate(3333, second),
            Draft::Balance(second),
        ];
        let paid = paid(&drafts, &[10_001, 10_000], Step::Cent);
        let amounts: Vec<String> = paid.iter().map(|payment| payment.amount.plain()).collect();
        assert_eq!(amounts, ["50.01", "50", "33.33", "66.67"]);
    }

    #[test]
    fn no_payment_passes_what_is_left() {
        let drafts = [Draft::Cents(8_000, None), Draft::Rate(5000, None)];
        let paid = paid(&drafts, &[10_000], Step::Cent);
        let amounts: Vec<String> = paid.iter().map(|payment| payment.amount.plain()).collect();
        assert_eq!(amounts, ["80", "20"]);
    }

    fn drafts() -> impl Strategy<Value = Vec<Draft>> {
        let year = || prop::option::of(0..3_usize);
        let draft = prop_oneof![
            (0..=10_000_u32, year()).prop_map(|(rate, year)| Draft::Rate(rate, year)),
            (1..2_000_000_u32, year()).prop_map(|(cents, year)| Draft::Cents(cents, year)),
            year().prop_map(Draft::Balance),
        ];
        prop::collection::vec(draft, 1..8)
    }

    proptest! {
        #[test]
        fn no_payment_is_negative_and_they_never_pass_the_share(
            drafts in drafts(),
            shares in prop::array::uniform3(0..2_000_000_u32),
            by_euro: bool,
        ) {
            let step = if by_euro { Step::Euro } else { Step::Cent };
            let all: Amount = shares.iter().copied().map(cents_of).sum();
            let paid = paid(&drafts, &shares, step);
            prop_assert!(paid.iter().all(|payment| !payment.amount.is_negative()));
            prop_assert!(sum(&paid) <= all);
        }

        #[test]
        fn a_balance_makes_the_share_to_the_cent(
            mut drafts in drafts(),
            shares in prop::array::uniform3(0..2_000_000_u32),
        ) {
            drafts.push(Draft::Balance(None));
            let all: Amount = shares.iter().copied().map(cents_of).sum();
            prop_assert_eq!(sum(&paid(&drafts, &shares, Step::Cent)), all);
        }

        /// The rates add up to 100 %, of all years or of each, in any order.
        #[test]
        fn rates_that_make_the_whole_make_the_share_to_the_cent(
            cuts in prop::collection::vec(0..=10_000_u32, 0..5),
            shares in prop::array::uniform3(0..2_000_000_u32),
            by_year: bool,
            order in any::<u64>(),
        ) {
            let mut cuts = cuts;
            cuts.extend([0, 10_000]);
            cuts.sort_unstable();
            let rates: Vec<u32> = cuts.windows(2).map(|pair| pair[1] - pair[0]).collect();
            let years: Vec<Option<usize>> =
                if by_year { (0..3).map(Some).collect() } else { vec![None] };
            let mut drafts: Vec<Draft> = years
                .iter()
                .flat_map(|year| rates.iter().map(|rate| Draft::Rate(*rate, *year)))
                .collect();
            let turn = usize::try_from(order % drafts.len() as u64).unwrap_or_default();
            drafts.rotate_left(turn);
            let all: Amount = shares.iter().copied().map(cents_of).sum();
            prop_assert_eq!(sum(&paid(&drafts, &shares, Step::Cent)), all);
        }
    }
}
