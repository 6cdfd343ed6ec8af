use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::amount::Amount;

/// The step that shares are rounded to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// `arrondi = "0.01"`.
    #[default]
    #[serde(rename = "0.01")]
    Cent,
    /// `arrondi = "1"`.
    #[serde(rename = "1")]
    Euro,
}

impl Step {
    /// The step in euros.
    pub fn amount(self) -> Amount {
        Amount::computed(Decimal::new(1, self.decimals()))
    }

    /// How many decimals a rounded amount has.
    pub fn decimals(self) -> u32 {
        match self {
            Self::Cent => 2,
            Self::Euro => 0,
        }
    }

    /// Whether the amount is a whole number of steps.
    pub fn divides(self, amount: Amount) -> bool {
        (amount.decimal() % self.amount().decimal()).is_zero()
    }
}

/// How an exact share is rounded by the largest-remainder method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rounded {
    /// The share rounded down to the step (towards zero for the shares of a negative sum).
    pub floor: Amount,
    /// What was rounded off, as a distance.
    pub remainder: Amount,
    /// Its place when the steps left over are handed out, from 1.
    pub rank: usize,
    /// What is paid.
    pub share: Amount,
}

/// Rounds exact shares to `step` by the largest-remainder method: the result adds up to their exact sum.
///
/// Every share is first rounded down; the steps left over go one by one to the largest remainders, equal
/// remainders to the first in order. A negative sum is split as its opposite is. When the sum is no
/// multiple of the step, the odd part goes to the share that the method serves first.
pub fn apportion(exact: &[Amount], step: Step) -> Vec<Amount> {
    let rounded = largest_remainders(exact, step).into_iter();
    rounded.map(|rounded| rounded.share).collect()
}

/// [`apportion`] in the open: how each share comes about, for those who check it.
pub(crate) fn largest_remainders(exact: &[Amount], step: Step) -> Vec<Rounded> {
    let sum: Amount = exact.iter().copied().sum();
    if sum.is_negative() {
        let mirrored: Vec<Amount> = exact.iter().map(|&share| -share).collect();
        let back = |rounded: Rounded| Rounded {
            floor: -rounded.floor,
            share: -rounded.share,
            ..rounded
        };
        let rounded = largest_remainders(&mirrored, step).into_iter();
        return rounded.map(back).collect();
    }
    let unit = step.amount();
    let down = |share: &Amount| {
        let floor = floor(*share, unit);
        Rounded {
            floor,
            remainder: *share - floor,
            rank: 0,
            share: floor,
        }
    };
    let mut rounded: Vec<Rounded> = exact.iter().map(down).collect();
    let mut left: Amount = rounded.iter().map(|rounded| rounded.remainder).sum();
    let mut served: Vec<&mut Rounded> = rounded.iter_mut().collect();
    // A stable sort leaves equal remainders in the order of the funders.
    served.sort_by_key(|rounded| std::cmp::Reverse(rounded.remainder));
    for (rounded, rank) in served.iter_mut().zip(1..) {
        rounded.rank = rank;
        if left >= unit {
            rounded.share += unit;
            left = left - unit;
        }
    }
    if let Some(first) = served.first_mut() {
        first.share += left;
    }
    rounded
}

fn floor(share: Amount, unit: Amount) -> Amount {
    Amount::computed((share.decimal() / unit.decimal()).floor() * unit.decimal())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cents(value: i64) -> Amount {
        Amount::computed(Decimal::new(value, 2))
    }

    fn split(total: Decimal, percents: &[Decimal]) -> Vec<Amount> {
        let exact: Vec<Amount> = percents
            .iter()
            .map(|p| Amount::computed(total * p / Decimal::ONE_HUNDRED))
            .collect();
        apportion(&exact, Step::Cent)
    }

    #[test]
    fn spare_cents_go_to_the_largest_remainders() {
        // 74.9925 and 24.9975: order would give 75.00/24.99 (moneyphp/money#492).
        let shares = split(
            Decimal::new(9999, 2),
            &[Decimal::from(75), Decimal::from(25)],
        );
        assert_eq!(shares, [cents(7499), cents(2500)]);
        // 0.013 0.014 0.0145 0.0585
        let percents = [
            Decimal::from(13),
            Decimal::from(14),
            Decimal::new(145, 1),
            Decimal::new(585, 1),
        ];
        assert_eq!(
            split(Decimal::new(10, 2), &percents),
            [cents(1), cents(1), cents(2), cents(6)]
        );
    }

    #[test]
    fn equal_remainders_go_to_the_first_in_order() {
        let third = Amount::computed(Decimal::new(33_335, 3));
        assert_eq!(
            apportion(&[third, third], Step::Cent),
            [cents(3334), cents(3333)]
        );
    }

    #[test]
    fn the_odd_part_of_a_total_goes_to_the_first_served() {
        let half = cents(5025);
        assert_eq!(
            apportion(&[half, half], Step::Euro),
            [cents(5050), cents(5000)]
        );
        assert_eq!(
            apportion(&[cents(5020), cents(5080)], Step::Euro),
            [cents(5000), cents(5100)]
        );
    }

    #[test]
    fn a_negative_sum_is_rounded_towards_zero_first() {
        let third = Amount::computed(Decimal::new(-33_335, 3));
        let rounded = largest_remainders(&[third, third], Step::Cent);
        assert_eq!(
            rounded
                .iter()
                .map(|r| (r.floor, r.rank))
                .collect::<Vec<_>>(),
            [(cents(-3333), 1), (cents(-3333), 2)]
        );
        assert_eq!(rounded[0].remainder, Amount::computed(Decimal::new(5, 3)));
    }

    #[test]
    fn nobody_to_pay_is_nothing_to_split() {
        assert_eq!(apportion(&[], Step::Cent), []);
    }

    prop_compose! {
        /// Exact shares with up to six decimals whose sum is a multiple of a cent: rates over a total.
        fn shares()(total in -1_000_000_00i64..1_000_000_00, weights in prop::collection::vec(0u32..10_000, 1..7))
            -> Vec<Amount>
        {
            let whole: u32 = weights.iter().sum();
            let mut rest = Decimal::new(total, 2);
            let mut parts: Vec<Decimal> = weights
                .iter()
                .map(|&w| (Decimal::new(total, 2) * Decimal::from(w) / Decimal::from(whole.max(1))).round_dp(6))
                .collect();
            for part in &parts { rest -= part; }
            *parts.last_mut().expect("at least one") += rest;
            parts.into_iter().map(Amount::computed).collect()
        }
    }

    proptest! {
        #[test]
        fn parts_add_up_each_within_a_step_of_its_exact_share(exact in shares()) {
            let given = apportion(&exact, Step::Cent);
            let sum = |shares: &[Amount]| -> Amount { shares.iter().copied().sum() };
            prop_assert_eq!(sum(&given), sum(&exact));
            for (given, exact) in given.iter().zip(&exact) {
                prop_assert!((*given - *exact).abs() < cents(1), "{given} for {exact}");
                prop_assert!(!exact.is_zero() || given.is_zero());
            }
            let opposite: Vec<Amount> = exact.iter().map(|&share| -share).collect();
            let mirrored: Vec<Amount> = given.into_iter().map(|share| -share).collect();
            prop_assert_eq!(apportion(&opposite, Step::Cent), mirrored);
        }

        #[test]
        fn without_ties_order_changes_nothing(exact in shares()) {
            let fraction = |a: &Amount| *a - floor(*a, cents(1));
            let mut fractions: Vec<Amount> = exact.iter().map(fraction).collect();
            fractions.sort();
            fractions.dedup();
            prop_assume!(fractions.len() == exact.len());
            let mut reversed: Vec<Amount> = exact.clone();
            reversed.reverse();
            let mut given = apportion(&reversed, Step::Cent);
            given.reverse();
            prop_assert_eq!(given, apportion(&exact, Step::Cent));
        }
    }
}
