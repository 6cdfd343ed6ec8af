//! The calendar names years that the budget does not fund, or the reverse.

use std::collections::BTreeSet;

use crate::{
    audit::{prelude::*, texts::fold_text},
    source::{Period, is_word_of, parse_year},
};

pub(super) static RULE: Rule = Rule::warning("calendar-years", Family::Texts, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    // No year is looked for inside a period that the agreement names.
    let years = context.dossier.years().iter();
    let funded_years: Vec<i32> = years.filter_map(Period::year).collect();
    for (index, fiche) in context.fiches() {
        let prose = fiche.prose.as_ref();
        let calendar = prose.and_then(|prose| prose.calendar.as_ref());
        let Some(calendar) = calendar else { continue };
        let named = named_years(calendar, &funded_years);
        if context.known_cost(index).is_none() {
            continue;
        }
        let years = context.years_of(index).iter();
        let paid: Vec<_> = years.filter(|at| !at.split.total.is_zero()).collect();
        let funded: BTreeSet<i32> = paid.iter().filter_map(|at| at.year.year()).collect();
        // A calendar without years, or a fiche without cost, contradicts nothing.
        if named.is_empty() || funded.is_empty() || named == funded {
            continue;
        }
        let unfunded = list(named.difference(&funded).copied());
        let unnamed = list(funded.difference(&named).copied());
        let variant = match (unfunded.is_empty(), unnamed.is_empty()) {
            (false, true) => "unfunded",
            (true, _) => "unnamed",
            (false, false) => "both",
        };
        let finding = RULE.of(fiche, &calendar.place).variant(variant);
        let finding = finding.drafted(list(named)).expected(list(funded));
        let finding = finding.terms(paid.iter().flat_map(|at| at.cost_terms()));
        findings.push(finding.arg("unfunded", unfunded).arg("unnamed", unnamed));
    }
}

/// The agreement's years that a calendar names: alone, in a range (`2018-2020`), up to (`jusqu’en 2020`) or
/// from (`à partir de 2019`) one of them.
fn named_years(calendar: &str, years: &[i32]) -> BTreeSet<i32> {
    let (Some(first), Some(last)) = (years.first(), years.last()) else {
        return BTreeSet::new();
    };
    let text = fold_text(calendar).0.replace('\n', " ");
    let mut named = BTreeSet::new();
    let mut previous: Option<(i32, usize)> = None;
    for (at, year) in written_years(&text) {
        let before = text[..at].trim_end();
        let follows = |words: [&str; 4]| words.iter().any(|word| before.ends_with(word));
        let open = follows(["jusqu'en", "jusqu'a", "jusqu'a fin", "avant fin"]);
        let from = follows(["a partir de", "a compter de", "des", "depuis"]);
        let range_from = previous.filter(|(_, end)| is_range(text[*end..at].trim()));
        let (low, high) = match range_from {
            Some((start, _)) => (start, year),
            None if goes_on(&text[at + 4..]) => (year, *last),
            None if open => (*first, year),
            None if from => (year, *last),
            None => (year, short_end(year, &text[at + 4..]).unwrap_or(year)),
        };
        named.extend(
            years
                .iter()
                .filter(|candidate| (low..=high).contains(*candidate)),
        );
        previous = Some((year, at + 4));
    }
    named
}

/// Whether what stands between two years makes them a range: « janvier 2027 à décembre 2029 », « 01/01/2027 – 31/12/2029 ».
fn is_range(between: &str) -> bool {
    const BESIDE: &str = "a au jusqu en fin debut mi courant le la l er trimestre semestre janvier fevrier mars avril mai \
        juin juillet aout septembre octobre novembre decembre";
    let words = between.split(|c: char| !c.is_alphanumeric());
    let mut words = words.filter(|word| !word.is_empty());
    let joins = |word: &str| matches!(word, "a" | "au" | "jusqu");
    let is_joined = between.starts_with(['-', '/']) || words.clone().any(joins);
    let is_day = |word: &str| {
        word.trim_end_matches("er")
            .parse::<u8>()
            .is_ok_and(|day| day < 32)
    };
    is_joined && words.all(|word| is_day(word) || is_word_of(BESIDE, word))
}

/// Whether a year is followed by those after it: « 2027 et suivantes ».
fn goes_on(after: &str) -> bool {
    let words = ["et suivant", "et les suivant", "et au-dela", "et apres"];
    words
        .iter()
        .any(|words| after.trim_start().starts_with(words))
}

/// The last year of `2027-29`.
fn short_end(year: i32, after: &str) -> Option<i32> {
    let digits = after.strip_prefix(['-', '/'])?;
    let end = digits
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(digits.len());
    let short: i32 = digits[..end].parse().ok().filter(|_| end == 2)?;
    let last = year - year % 100 + short;
    // « 2027-09 » is a month.
    (last > year && short > 12).then_some(last)
}

/// Runs of exactly four digits that can be years, and where they begin.
fn written_years(text: &str) -> Vec<(usize, i32)> {
    let bytes = text.as_bytes();
    let digit = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_digit);
    let starts = (0..bytes.len()).filter(|&i| digit(i) && (i == 0 || !digit(i - 1)));
    let four = starts.filter(|&i| (i..i + 4).all(digit) && !digit(i + 4));
    let years = four.filter_map(|i| Some((i, parse_year(&text[i..i + 4])?)));
    years.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calendars_name_years_in_many_ways() {
        let years = [2018, 2019, 2020];
        let named = |text: &str| named_years(text, &years).into_iter().collect::<Vec<_>>();
        assert_eq!(named("Sur l’année 2018."), [2018]);
        assert_eq!(named("2018 – 2020"), [2018, 2019, 2020]);
        assert_eq!(named("2018, 2020."), [2018, 2020]);
        assert_eq!(named("Suivi assuré jusqu’en 2019"), [2018, 2019]);
        assert_eq!(named("À partir de 2019"), [2019, 2020]);
        assert_eq!(
            named("Mise en place au 1er semestre 2018, poursuite en 2019 et 2020"),
            [2018, 2019, 2020]
        );
        for text in [
            "De janvier 2018 à décembre 2020",
            "Du 1er janvier 2018 au 31 décembre 2020",
            "01/01/2018 – 31/12/2020",
            "2018-20",
            "2018 et suivantes",
        ] {
            assert_eq!(named(text), [2018, 2019, 2020], "{text}");
        }
        assert_eq!(named("Réunions en mars 2018, avril 2020"), [2018, 2020]);
        assert_eq!(named("Créé en 2017, tél. 20181"), [0i32; 0]);
    }
}
