//! Amounts in French words, as a signed page gives them beside the figures: if they differed, the words would
//! prevail (Code civil, art. 1376), so both come from one [`Amount`], rounded to the cent.
//!
//! The spelling is the traditional one, which parties and accountants still write: hyphens below a hundred only
//! and none around « et » (« vingt et un », « soixante et onze »). « vingt » and « cent » take an s when they
//! are multiplied and end the number, or stand before million and milliard, which are nouns; never before
//! « mille ». The crates for this were tried: they write « un million euros » and « zéro euros ».

use super::amount::Amount;

pub(super) mod read;

const UP_TO_NINETEEN: [&str; 20] = [
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze",
    "douze", "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf",
];
/// From twenty on; seventy has no name, and counts on from sixty.
const TENS: [&str; 7] = [
    "vingt",
    "trente",
    "quarante",
    "cinquante",
    "soixante",
    "",
    "quatre-vingt",
];

const MILLION: u128 = 1_000_000;

impl Amount {
    /// `deux cent un euros et quatre-vingts centimes`; euros are left out when there are only cents.
    pub fn in_words(self) -> String {
        let rounded = self.rounded(2);
        let mut hundredths = rounded.abs().decimal();
        hundredths.rescale(2);
        let hundredths = hundredths.mantissa().unsigned_abs();
        let (euros, cents) = (hundredths / 100, hundredths % 100);
        let euros = (euros > 0 || cents == 0).then(|| counted(euros, "euro"));
        let cents = (cents > 0).then(|| counted(cents, "centime"));
        let parts: Vec<String> = euros.into_iter().chain(cents).collect();
        let sign = if rounded.is_negative() { "moins " } else { "" };
        format!("{sign}{}", parts.join(" et "))
    }
}

/// `deux euros`, `un million d’euros`.
fn counted(number: u128, noun: &str) -> String {
    let is_round = number >= MILLION && number.is_multiple_of(MILLION);
    let link = if is_round { "d’" } else { "" };
    let plural = if number >= 2 { "s" } else { "" };
    format!("{} {link}{noun}{plural}", cardinal(number))
}

/// A whole number, masculine: `vingt et un`.
pub fn cardinal(number: u128) -> String {
    spelled(number, true)
}

/// `is_last`: whether no « mille » follows, so that « cents » and « quatre-vingts » take their s.
fn spelled(number: u128, is_last: bool) -> String {
    let (unit, name) = match number {
        0..20 => return small(number).to_owned(),
        20..100 => return below_hundred(number, is_last),
        100..1_000 => (100, "cent"),
        1_000..MILLION => (1_000, "mille"),
        MILLION..1_000_000_000 => (MILLION, "million"),
        _ => (1_000_000_000, "milliard"),
    };
    let (count, rest) = (number / unit, number % unit);
    let is_noun = unit >= MILLION;
    let has_plural = count > 1 && (is_noun || unit == 100 && rest == 0 && is_last);
    let mut words = Vec::new();
    if count > 1 || is_noun {
        words.push(spelled(count, is_noun));
    }
    words.push(format!("{name}{}", if has_plural { "s" } else { "" }));
    if rest > 0 {
        words.push(spelled(rest, is_last));
    }
    words.join(" ")
}

/// From twenty on; seventy and ninety count on from the ten before.
fn below_hundred(number: u128, is_last: bool) -> String {
    let (ten, unit) = match number / 10 {
        ten @ (7 | 9) => (ten - 1, number % 10 + 10),
        ten => (ten, number % 10),
    };
    let name = usize::try_from(ten - 2).map_or("", |index| TENS[index]);
    match unit {
        0 if ten == 8 && is_last => format!("{name}s"),
        0 => name.to_owned(),
        1 | 11 if ten < 8 => format!("{name} et {}", small(unit)),
        _ => format!("{name}-{}", small(unit)),
    }
}

fn small(number: u128) -> &'static str {
    usize::try_from(number).map_or("", |index| UP_TO_NINETEEN[index])
}

#[cfg(test)]
mod tests;
