//! Amounts in French words, as a signed page gives them beside the figures: if they differed, the words would
//! prevail (Code civil, art. 1376), so both come from one [`Amount`], rounded to the cent.
//!
//! The spelling is the traditional one, which parties and accountants still write: hyphens below a hundred only
//! and none around « et » (« vingt et un », « soixante et onze »). « vingt » and « cent » take an s when they
//! are multiplied and end the number, or stand before million and milliard, which are nouns; never before
//! « mille ». The crates for this were tried: they write « un million euros » and « zéro euros ».

use super::amount::Amount;

const UP_TO_NINETEEN: [&str; 20] = [
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze",
    "douze", "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf",
];
/// From twenty on; 70 and 90 count on from the ten before.
const TENS: [&str; 8] = [
    "vingt",
    "trente",
    "quarante",
    "cinquante",
    "soixante",
    "soixante",
    "quatre-vingt",
    "quatre-vingt",
];

const MILLION: u128 = 1_000_000;
const MILLIARD: u128 = 1_000_000_000;

impl Amount {
    /// `deux cent un euros et quatre-vingts centimes`; no euro is told when there are only cents.
    pub fn in_words(self) -> String {
        let rounded = self.rounded(2);
        let cents = rounded.cents();
        let (euros, cents) = (cents / 100, cents % 100);
        let mut parts = Vec::new();
        if euros > 0 || cents == 0 {
            parts.push(counted(euros, "euro"));
        }
        if cents > 0 {
            parts.push(counted(cents, "centime"));
        }
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
    let mut words = Vec::new();
    for (scale, noun) in [(MILLIARD, "milliard"), (MILLION, "million")] {
        let count = if scale == MILLIARD {
            number / scale
        } else {
            number % MILLIARD / scale
        };
        if count > 0 {
            words.push(format!(
                "{} {noun}{}",
                cardinal(count),
                if count >= 2 { "s" } else { "" }
            ));
        }
    }
    let (thousands, rest) = (number % MILLION / 1_000, number % 1_000);
    if thousands > 1 {
        words.push(below_thousand(thousands, false));
    }
    if thousands > 0 {
        words.push("mille".to_owned());
    }
    if rest > 0 || number == 0 {
        words.push(below_thousand(rest, true));
    }
    words.join(" ")
}

/// `has_plural`: whether the number ends here, so that « cents » and « quatre-vingts » take their s.
fn below_thousand(number: u128, has_plural: bool) -> String {
    let (hundreds, rest) = (number / 100, number % 100);
    let s = if hundreds > 1 && rest == 0 && has_plural {
        "s"
    } else {
        ""
    };
    match (hundreds, rest) {
        (0, _) => below_hundred(rest, has_plural),
        (1, 0) => "cent".to_owned(),
        (1, _) => format!("cent {}", below_hundred(rest, has_plural)),
        (_, 0) => format!("{} cent{s}", small(hundreds)),
        _ => format!(
            "{} cent {}",
            small(hundreds),
            below_hundred(rest, has_plural)
        ),
    }
}

fn below_hundred(number: u128, has_plural: bool) -> String {
    if number < 20 {
        return small(number).to_owned();
    }
    let ten = number / 10;
    let name = usize::try_from(ten - 2).map_or("", |index| TENS[index]);
    let unit = if matches!(ten, 7 | 9) {
        number % 10 + 10
    } else {
        number % 10
    };
    match unit {
        0 if ten == 8 && has_plural => format!("{name}s"),
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
