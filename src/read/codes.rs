//! Codes of fiches in cells, alone or with a title.

use std::collections::BTreeSet;

use super::{
    labels::{LONGEST_CODE, after_word, is_code, names_group, total_of, words},
    workbook::Cell,
};
use crate::source::{Code, fold, is_word_of};

/// The code that a cell holds: a known one, perhaps with a title behind it, else the whole text if it may be one.
pub(super) fn code_of(text: &str, known: &BTreeSet<Code>) -> Option<Code> {
    let code = |text: &str| {
        let text = text.trim_end_matches(|c: char| !c.is_alphanumeric());
        // `#DIV/0!` is what a spreadsheet could not calculate.
        let text = Some(text).filter(|text| !text.trim_start().starts_with('#'))?;
        Code::parse(text).filter(|code| !code.numbers().is_empty())
    };
    let whole = code(text)?;
    if known.contains(&whole) {
        return Some(whole);
    }
    let behind = after_word(text).and_then(|rest| code_of(rest, known));
    if let Some(code) = behind.filter(|code| known.contains(code)) {
        return Some(code);
    }
    let is_sign = |c: char| !c.is_alphanumeric();
    let ends = text
        .rmatch_indices(is_sign)
        .map(|(end, _)| text.split_at(end));
    let begins = ends.filter(|(_, rest)| !goes_on(rest));
    let mut begins = begins.filter_map(|(begun, rest)| Some((code(begun)?, rest)));
    if let Some((begun, rest)) = begins.find(|(code, _)| known.contains(code)) {
        // « A 1.1 / A 1.2 », « A 1.1 et A 1.2 »: the fiche is unknown.
        let begins_known = |rest: &str| {
            let ends = rest.char_indices().map(|(at, c)| at + c.len_utf8());
            let mut codes = ends.take(LONGEST_CODE).filter_map(|end| code(&rest[..end]));
            codes.any(|code| known.contains(&code))
        };
        let rest = rest.trim_start_matches(is_sign);
        let behind_and = rest.split_once(char::is_whitespace);
        let behind_and = behind_and.filter(|(word, _)| is_word_of("et a ou and", &fold(word)));
        let is_of_two = begins_known(rest)
            || behind_and.is_some_and(|(_, rest)| begins_known(rest.trim_start()));
        return (!is_of_two).then_some(begun);
    }
    // « Observatoire du commerce (A 1.1) »
    let within = text.trim_end().strip_suffix(')');
    let within = within.and_then(|text| text.rsplit_once('('));
    match within {
        Some((title, within))
            if is_code(within) && !title.contains(|c: char| c.is_ascii_digit()) =>
        {
            Some(code(within).unwrap_or(whole))
        }
        _ => Some(whole),
    }
}

/// Whether a code is made as none of the others is: « Budget 2026 », « TVA 20 » beside `A 1.1`.
pub(super) fn is_unlike<'c>(code: &Code, others: impl IntoIterator<Item = &'c Code>) -> bool {
    let shape = |code: &Code| {
        let numbers = code.numbers();
        let ends_in_year = numbers
            .last()
            .is_some_and(|last| (1990..2100).contains(last));
        (code.prefix().chars().count(), numbers.len(), ends_in_year)
    };
    let mut others = others.into_iter().peekable();
    others.peek().is_some() && others.all(|other| shape(other) != shape(code))
}

/// Whether a text behind a code makes it another code: « bis », « b ».
fn goes_on(rest: &str) -> bool {
    let first = words(rest).next().unwrap_or_default();
    let letters = first.chars().filter(|c| c.is_alphanumeric()).count();
    letters == 1 && first == rest.trim() || is_word_of("bis ter quater quinquies", &fold(first))
}

/// The code in a cell, without the word for a fiche before it, and the title behind it: a few letters, then numbers. A
/// total or the title of an axis is none.
pub(super) fn code_in(cell: &Cell) -> Option<(Code, &str)> {
    let Cell::Text(text) = cell else { return None };
    let text = text.trim();
    if total_of(text).is_some() || names_group(text) {
        return None;
    }
    let alone = |text: &str| Code::parse(text).filter(|_| is_code(text));
    let behind = after_word(text).unwrap_or(text);
    if !text.ends_with(')')
        && let Some(code) = alone(behind).or_else(|| alone(text))
    {
        return Some((code, ""));
    }
    let is_short = |(code, _): &(Code, &str)| {
        let mut letters = code.spelling().chars().filter(|c| c.is_alphabetic());
        letters.clone().count() <= 3 && letters.all(char::is_uppercase)
    };
    // « Observatoire (A 1.1) », « A 1.1 – Observatoire »
    let within = text
        .strip_suffix(')')
        .and_then(|text| text.rsplit_once('('));
    let within = within.and_then(|(title, code)| Some((alone(code)?, title)));
    // The longest, before what separates it from its title.
    let signs = [" – ", " — ", " - ", ":", "\n"];
    let end = signs.iter().filter_map(|sign| behind.find(sign)).min();
    let end = end.unwrap_or(behind.len());
    let begun = || {
        let shorter = behind[..end].rmatch_indices(|c: char| !c.is_alphanumeric());
        let mut ends = [end].into_iter().chain(shorter.map(|(end, _)| end));
        ends.find_map(|end| Some((alone(behind[..end].trim_end())?, &behind[end..])))
    };
    let (code, title) = within
        .filter(is_short)
        .or_else(|| begun().filter(is_short))?;
    Some((code, unsigned(title)))
}

/// A title without the signs around it.
fn unsigned(title: &str) -> &str {
    title.trim_matches(|c: char| !c.is_alphanumeric() && c != ')')
}

/// The code in a cell that holds nothing but numbers with points between them, `1.1.1`, `1`, or such a one with a title
/// behind it, `1.1.1 Habitat`.
pub(super) fn numeric_code(cell: &Cell) -> Option<(Code, &str)> {
    let number = cell.shown_as_code();
    let is_short = |part: &str| (1..=3).contains(&part.len()) && part.parse::<u16>().is_ok();
    let (number, title) = match cell {
        Cell::Number(_) => (number.as_str(), ""),
        Cell::Text(text) => {
            let text = text.trim();
            let is_inside = |c: char| c.is_ascii_digit() || c == '.';
            let end = text.find(|c| !is_inside(c)).unwrap_or(text.len());
            let (number, title) = text.split_at(end);
            let is_titled = number.contains('.') && title.starts_with([' ', ':', '\n']);
            (
                number.trim_end_matches('.'),
                Some(title).filter(|_| title.is_empty() || is_titled)?,
            )
        }
        _ => return None,
    };
    let code = Code::parse(number).filter(|_| number.split('.').all(is_short))?;
    Some((code, unsigned(title)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_numbers_are_no_codes() {
        let code = |text: &str| {
            let cell = Cell::Text(text.to_owned());
            let (code, title) = code_in(&cell).or_else(|| numeric_code(&cell))?;
            Some((code.spelling().to_owned(), title.to_owned()))
        };
        for (text, expected, title) in [
            ("EA 1.1", "EA 1.1", ""),
            ("E.C 1.2", "E.C 1.2", ""),
            ("A1", "A1", ""),
            ("ACT-04", "ACT-04", ""),
            ("Fiche B 1.1", "B 1.1", ""),
            ("Action n° B 1.1", "B 1.1", ""),
            ("A.1 – Boutique à l’essai", "A.1", "Boutique à l’essai"),
            ("EA 1.1 : Étude (phase 2)", "EA 1.1", "Étude (phase 2)"),
            ("A 1.1 – 2 salons", "A 1.1", "2 salons"),
            ("A 1.1 Boutique", "A 1.1", "Boutique"),
            ("Observatoire (A 1.1)", "A 1.1", "Observatoire"),
            ("1.1", "1.1", ""),
            ("1.1.2 Rénover", "1.1.2", "Rénover"),
        ] {
            let expected = Some((expected.to_owned(), title.to_owned()));
            assert_eq!(code(text), expected, "{text}");
        }
        let others = "Total EA | Total 1 | Axe 1 | Axe 1 – Habitat | 2018 | Études | Salon 2019 à Paris | 16 200 € | 3 j";
        for text in others.split(" | ") {
            assert_eq!(code(text), None, "{text}");
        }
    }

    #[test]
    fn a_title_may_follow_a_code() {
        let known = ["A 1.1", "A 1"].map(|code| Code::parse(code).expect("a code"));
        let [first, _] = known.clone();
        let known = BTreeSet::from(known);
        for text in [
            "A 1.1",
            "A 1.1 – Observatoire",
            "A 1.1 – Observatoire (phase 2)",
            "Observatoire (A 1.1)",
            "A1.1\nObservatoire 2027",
            "a 1-1 : x",
            "Fiche A 1.1",
            "Fiche n° A 1.1",
            "FA A 1.1 – Observatoire",
        ] {
            assert_eq!(code_of(text, &known).as_ref(), Some(&first), "{text}");
        }
        assert_eq!(code_of("B 2", &known), Code::parse("B 2"));
        let known =
            BTreeSet::from(["A 1.1", "A 1.2"].map(|code| Code::parse(code).expect("a code")));
        for text in [
            "A 1.1 / A 1.2",
            "A 1.1 et A 1.2",
            "A 1.1 à A 1.2",
            "A 1.1\nA 1.2",
        ] {
            assert_eq!(code_of(text, &known), None, "{text}");
        }
        assert_eq!(code_of("Observatoire", &known), None);
    }
}
