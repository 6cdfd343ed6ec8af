//! A number is missing between two codes of one numbering.

use std::collections::BTreeMap;

use crate::audit::prelude::*;

pub(super) static RULE: Rule = Rule::info("code-gap", Family::Codes, check);

/// Codes that differ by their last number alone are one numbering, whatever their axis. The number of a group of fiches
/// (2.1 where there is 2.1.1) is taken, but no code.
fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let mut numberings: BTreeMap<&str, BTreeMap<u32, Option<&Located<Code>>>> = BTreeMap::new();
    for (_, fiche) in context.fiches() {
        let mut code = Some(&fiche.code);
        let (mut stem, mut number) = last_number(fiche.code.key());
        while let Ok(taken) = number.parse() {
            let known = numberings.entry(stem).or_default().entry(taken);
            let known = known.or_default();
            *known = known.or(code.take());
            (stem, number) = last_number(stem.trim_end_matches('.'));
        }
    }
    for codes in numberings.values() {
        let numbers: Vec<u32> = codes.keys().copied().collect();
        for after in gaps(&numbers) {
            let before = numbers[after - 1];
            let Some(later) = codes[&numbers[after]] else {
                continue;
            };
            let previous = codes[&before].map_or("none", |code| code.spelling());
            let finding = RULE.at(&later.place).fiche(later);
            let finding = finding.arg("missing", spelled(later, before.saturating_add(1)));
            findings.push(finding.arg("previous", previous));
        }
    }
}

/// A text, and the digits that it ends with.
fn last_number(text: &str) -> (&str, &str) {
    let stem = text.trim_end_matches(|c: char| c.is_ascii_digit());
    text.split_at(stem.len())
}

/// The numbers, by rank, before which some are missing. Most of a numbering is there: 101, 102, 201 and 10, 20, 30 miss
/// nothing.
fn gaps(numbers: &[u32]) -> Vec<usize> {
    let missing = |rank: usize| (numbers[rank] - numbers[rank - 1] - 1) as usize;
    let ranks = (1..numbers.len()).filter(|rank| (1..numbers.len()).contains(&missing(*rank)));
    let ranks: Vec<usize> = ranks.collect();
    let all: usize = ranks.iter().map(|rank| missing(*rank)).sum();
    if all < numbers.len() {
        ranks
    } else {
        Vec::new()
    }
}

/// A code with another last number, spelled as this one is.
fn spelled(code: &Code, number: u32) -> String {
    let spelling = code.spelling();
    let spelling = spelling.trim_end_matches(|c: char| !c.is_ascii_digit());
    let (stem, digits) = last_number(spelling);
    let width = if digits.starts_with('0') {
        digits.len()
    } else {
        0
    };
    format!("{stem}{number:0width$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_is_within_what_is_numbered() {
        for (numbers, expected) in [
            (&[1, 2, 5][..], &[2][..]),
            (&[3, 4, 6], &[2]),
            (&[1, 2, 3], &[]),
            (&[7], &[]),
            (&[1, 5], &[]),
            (&[101, 102, 201, 202], &[]),
            (&[10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120], &[]),
        ] {
            assert_eq!(gaps(numbers), expected, "{numbers:?}");
        }
    }

    #[test]
    fn a_missing_code_is_spelled_like_its_neighbours() {
        let missing = |spelling: &str| spelled(&Code::parse(spelling).expect("a code"), 3);
        assert_eq!(missing("E.A 2.5"), "E.A 2.3");
        assert_eq!(missing("FA 05"), "FA 03");
        assert_eq!(missing("1.1.12"), "1.1.3");
    }
}
