//! The simple slips that explain a wrong figure: a digit, a zero, a sign.

use crate::{finding::Slip, money::Amount, source::folded_words};

/// The slip of the keyboard that turns `expected` into `drafted`, when exactly one does.
pub(super) fn of_keys(drafted: Amount, expected: Amount) -> Option<Slip> {
    if drafted == expected || expected.is_zero() || drafted.is_zero() {
        return None;
    }
    let mut slips = Vec::new();
    if drafted == -expected {
        slips.push(Slip::new("sign", ""));
    }
    for factor in [10, 100, 1000] {
        if drafted == expected.times(factor.into()) {
            slips.push(Slip::new("too-large", factor));
        }
        if expected == drafted.times(factor.into()) {
            slips.push(Slip::new("too-small", factor));
        }
    }
    if slips.is_empty() && is_transposition(&drafted.plain(), &expected.plain()) {
        slips.push(Slip::new("transposition", ""));
    }
    only(slips)
}

/// Whether one of two folded names without a figure is a slip of the keyboard apart from the other, or two where it is long.
pub(super) fn is_typo<'t>(one: &'t str, other: &'t str) -> bool {
    let mut signs = one.bytes().chain(other.bytes());
    let has_digit = signs.any(|byte| byte.is_ascii_digit());
    // « Directes » and « indirectes », « internes » and « externes » are opposites.
    let stem = |name: &'t str| name.strip_prefix("in").or_else(|| name.strip_prefix("ex"));
    let is_opposite = stem(one) == Some(other)
        || stem(other) == Some(one)
        || stem(one).is_some() && stem(one) == stem(other);
    let slips = strsim::damerau_levenshtein(one, other);
    let letters = one.chars().count().max(other.chars().count());
    !has_digit && !is_opposite && (slips == 1 && letters >= 4 || slips == 2 && letters >= 8)
}

/// Whether one of two names is the other with a single word of it mistyped.
pub(super) fn is_typo_of_word(one: &str, other: &str) -> bool {
    let [one, other] = [one, other].map(|name| folded_words(name).collect::<Vec<_>>());
    has_one_typo(&one, &other)
}

/// The same of the folded words of both.
pub(super) fn has_one_typo<W: AsRef<str> + PartialEq>(one: &[W], other: &[W]) -> bool {
    let differing = one.iter().zip(other).filter(|(one, other)| one != other);
    let differing = only(differing).filter(|_| one.len() == other.len());
    differing.is_some_and(|(one, other)| is_typo(one.as_ref(), other.as_ref()))
}

/// The one item, when there is just one.
pub(super) fn only<T>(found: impl IntoIterator<Item = T>) -> Option<T> {
    let mut found = found.into_iter();
    let first = found.next();
    first.filter(|_| found.next().is_none())
}

/// Whether two neighbouring digits have changed places.
fn is_transposition(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let different = (0..a.len().min(b.len())).filter(|&i| a[i] != b[i]);
    let different: Vec<usize> = different.collect();
    let [first, second] = different[..] else {
        return false;
    };
    a.len() == b.len() && first + 1 == second && a[first] == b[second] && a[second] == b[first]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn simple_slips_are_named() {
        let slip = |drafted, expected| of_keys(Amount::whole(drafted), Amount::whole(expected));
        assert_eq!(slip(21_000, 12_000), Some(Slip::new("transposition", "")));
        assert_eq!(slip(12_000, 1_200), Some(Slip::new("too-large", 10)));
        assert_eq!(slip(12, 12_000), Some(Slip::new("too-small", 1000)));
        assert_eq!(slip(-500, 500), Some(Slip::new("sign", "")));
        assert_eq!(slip(7_900, 9_240), None);
        assert_eq!(slip(12_000, 12_000), None);
    }
}
