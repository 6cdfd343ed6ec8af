//! The simple slips that explain a wrong figure: a digit, a zero, a sign, a neighbour's amount.

use crate::{finding::Slip, money::Amount};

/// The slip of the keyboard that turns `expected` into `drafted`, when exactly one does.
pub(super) fn of_keys(drafted: Amount, expected: Amount) -> Option<Slip> {
    if drafted == expected || expected.is_zero() || drafted.is_zero() {
        return None;
    }
    let mut slips = Vec::new();
    if drafted == -expected {
        slips.push(Slip::Sign);
    }
    for factor in [10u32, 100, 1000] {
        if drafted == expected.times(factor.into()) {
            slips.push(Slip::TooLarge(factor));
        }
        if expected == drafted.times(factor.into()) {
            slips.push(Slip::TooSmall(factor));
        }
    }
    if slips.is_empty() && is_transposition(&drafted.plain(), &expected.plain()) {
        slips.push(Slip::Transposition);
    }
    only(slips)
}

/// The one element of a list that has just one.
pub(super) fn only<T>(mut found: Vec<T>) -> Option<T> {
    if found.len() == 1 { found.pop() } else { None }
}

/// Whether two neighbouring digits have changed places.
fn is_transposition(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let different: Vec<usize> = (0..a.len().min(b.len()))
        .filter(|&i| a[i] != b[i])
        .collect();
    let [first, second] = different.as_slice() else {
        return false;
    };
    a.len() == b.len() && first + 1 == *second && a[*first] == b[*second] && a[*second] == b[*first]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn simple_slips_are_named() {
        let slip = |drafted, expected| of_keys(Amount::whole(drafted), Amount::whole(expected));
        assert_eq!(slip(21_000, 12_000), Some(Slip::Transposition));
        assert_eq!(slip(12_000, 1_200), Some(Slip::TooLarge(10)));
        assert_eq!(slip(12, 12_000), Some(Slip::TooSmall(1000)));
        assert_eq!(slip(-500, 500), Some(Slip::Sign));
        assert_eq!(slip(7_900, 9_240), None);
        assert_eq!(slip(12_000, 12_000), None);
    }
}
