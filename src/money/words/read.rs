//! The inverse of [`cardinal`](super::cardinal): the number that French words stand for.
//!
//! Words come in lower case without accents, cut at spaces and hyphens, so that both spellings are one. What is not
//! written as a grammar has it (« trois et quatre », « un mille », « millions ») is no number: nothing is guessed.

use super::{MILLION, UP_TO_NINETEEN};

/// The tens, those of Belgium and Switzerland included.
const TENS: [(&str, u128); 9] = [
    ("vingt", 20),
    ("trente", 30),
    ("quarante", 40),
    ("cinquante", 50),
    ("soixante", 60),
    ("septante", 70),
    ("huitante", 80),
    ("octante", 80),
    ("nonante", 90),
];

/// Whether a word may be a part of a number, « et » aside.
pub(crate) fn is_numeral(word: &str) -> bool {
    let word = singular(word);
    matches!(word, "zero" | "cent" | "mille" | "million" | "milliard")
        || TENS.iter().any(|(ten, _)| *ten == word)
        || small(word).is_some()
}

/// The number that all these words are.
pub(crate) fn number(words: &[&str]) -> Option<u128> {
    if words == ["zero"] {
        return Some(0);
    }
    let words: Vec<&str> = words.iter().map(|word| singular(word)).collect();
    let (mut total, mut rest) = (0, &words[..]);
    for (name, unit) in [("milliard", 1_000 * MILLION), ("million", MILLION)] {
        if let Some((count, after)) = parted(rest, name) {
            total += below_thousand(count)? * unit;
            rest = after;
        }
    }
    if let Some((count, after)) = parted(rest, "mille") {
        // « Un mille » is a mile.
        let count = match count {
            [] => 1,
            count => below_thousand(count).filter(|count| *count > 1)?,
        };
        total += count * 1_000;
        rest = after;
    }
    match rest {
        [] => Some(total).filter(|total| *total > 0),
        rest => Some(total + below_thousand(rest)?),
    }
}

fn below_thousand(words: &[&str]) -> Option<u128> {
    let Some((count, rest)) = parted(words, "cent") else {
        return below_hundred(words);
    };
    let count = match count {
        [] => 1,
        [count] => small(count).filter(|count| (2..10).contains(count))?,
        _ => return None,
    };
    let rest = match rest {
        [] => 0,
        rest => below_hundred(rest)?,
    };
    Some(count * 100 + rest)
}

fn below_hundred(words: &[&str]) -> Option<u128> {
    let (ten, rest) = match words {
        ["quatre", "vingt", rest @ ..] => (80, rest),
        [word, rest @ ..] => match TENS.iter().find(|(ten, _)| ten == word) {
            Some((_, ten)) => (*ten, rest),
            None => return below_twenty(words),
        },
        [] => return None,
    };
    let counts_on = words[0] == "soixante" || words[0] == "quatre";
    let (is_joined, rest) = match rest {
        [] => return Some(ten),
        ["et", rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    let unit = below_twenty(rest)?;
    let fits = (unit < 10 || counts_on) && (!is_joined || matches!(unit, 1 | 11));
    fits.then_some(ten + unit)
}

/// From one to nineteen.
fn below_twenty(words: &[&str]) -> Option<u128> {
    match words {
        [word] => small(word),
        ["dix", unit] => Some(10 + small(unit).filter(|unit| (7..10).contains(unit))?),
        _ => None,
    }
}

/// From one to sixteen.
fn small(word: &str) -> Option<u128> {
    let word = if word == "une" { "un" } else { word };
    let mut names = (1..).zip(&UP_TO_NINETEEN[1..17]);
    Some(names.find(|(_, name)| **name == word)?.0)
}

/// What stands before a word and after it.
fn parted<'w>(words: &'w [&'w str], at: &str) -> Option<(&'w [&'w str], &'w [&'w str])> {
    let rank = words.iter().position(|word| *word == at)?;
    Some((&words[..rank], &words[rank + 1..]))
}

fn singular(word: &str) -> &str {
    match word {
        "cents" | "vingts" | "milles" | "millions" | "milliards" => &word[..word.len() - 1],
        word => word,
    }
}
