//! The figures behind an expected one, as a sum when they are one: `70 % (D13) × 13 200 € (H19) + 5 € (H20)`.

use rust_decimal::Decimal;

use crate::finding::{Fact, Term};

/// Terms in groups: a rate, or a number of days, applies to the amounts after it.
pub(super) fn groups(terms: &[Term]) -> impl Iterator<Item = &[Term]> {
    terms.chunk_by(|_, next| !is_factor(next))
}

/// Whether the terms make the expected amount, but for what rounding to a euro may change.
pub(super) fn makes(terms: &[Term], expected: &Fact) -> bool {
    let Fact::Amount(expected) = expected else {
        return false;
    };
    let values: Option<Vec<Decimal>> = groups(terms).map(value).collect();
    values.is_some_and(|values| {
        (values.iter().sum::<Decimal>() - expected.decimal()).abs() < Decimal::ONE
    })
}

/// A group of terms as it is written, each figure shown by `show`.
pub(super) fn written(group: &[Term], show: impl Fn(&Term) -> String) -> String {
    let figures: Vec<String> = group.iter().map(show).collect();
    match figures.split_first() {
        Some((rate, [amount])) if is_factor(&group[0]) => format!("{rate} × {amount}"),
        Some((rate, amounts @ [_, _, ..])) if is_factor(&group[0]) => {
            format!("{rate} × ({})", amounts.join(" + "))
        }
        _ => figures.join(" + "),
    }
}

fn value(group: &[Term]) -> Option<Decimal> {
    let (factor, amounts) = match group.split_first()? {
        (
            Term {
                value: Fact::Rate(rate),
                ..
            },
            amounts,
        ) => (rate.fraction(), amounts),
        (
            Term {
                value: Fact::Number(days),
                ..
            },
            amounts,
        ) => (*days, amounts),
        _ => (Decimal::ONE, group),
    };
    let amount = |term: &Term| {
        if let Fact::Amount(amount) = term.value {
            Some(amount.decimal())
        } else {
            None
        }
    };
    Some(factor * amounts.iter().map(amount).sum::<Option<Decimal>>()?)
}

fn is_factor(term: &Term) -> bool {
    matches!(term.value, Fact::Rate(_) | Fact::Number(_))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        money::{Amount, Rate},
        source::Place,
    };

    fn terms(facts: impl IntoIterator<Item = Fact>) -> Vec<Term> {
        facts
            .into_iter()
            .map(|value| Term {
                value,
                place: Place::file("x"),
            })
            .collect()
    }

    fn euros(amount: i32) -> Fact {
        Amount::whole(amount).into()
    }

    fn percent(rate: u32) -> Fact {
        Rate::percent(rate.into()).expect("a rate").into()
    }

    #[test]
    fn a_rate_is_a_factor_of_the_amounts_after_it() {
        let terms = terms([
            euros(5),
            percent(70),
            euros(10),
            percent(80),
            euros(20),
            euros(30),
        ]);
        let drawn: Vec<String> = groups(&terms)
            .map(|group| written(group, |term| term.value.shown().replace('\u{a0}', " ")))
            .collect();
        assert_eq!(drawn, ["5 €", "70 % × 10 €", "80 % × (20 € + 30 €)"]);
        assert!(makes(&terms, &euros(52)) && !makes(&terms, &euros(53)));
    }

    #[test]
    fn what_does_not_add_up_is_no_sum() {
        assert!(makes(&terms([percent(33), euros(100)]), &euros(33)));
        assert!(makes(&terms([percent(33), euros(101)]), &euros(33)));
        assert!(!makes(&terms([euros(20_000)]), &euros(19_088)));
        assert!(!makes(&terms([euros(1), "un texte".into()]), &euros(1)));
        assert!(!makes(&terms([euros(1)]), &"2018".into()));
    }
}
