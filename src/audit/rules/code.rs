//! The codes of fiches: the same on two of them, written two ways, or missing from a numbering.

use std::collections::BTreeMap;

use crate::audit::{prelude::*, row::rows};

/// Two fiches have the same code.
pub(super) static DUPLICATE: Rule = Rule::error("code-duplicate", Family::Codes, duplicates);

/// A fiche and its file.
type Written<'a> = (&'a Fiche, &'a Prose);

fn duplicates(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let fiches = context.fiches();
    let written = fiches.filter_map(|(_, fiche)| Some((fiche, fiche.prose.as_ref()?)));
    let written: Vec<Written<'_>> = written.collect();
    for (rank, later) in written.iter().enumerate() {
        let mut earlier = written[..rank].iter();
        findings.extend(earlier.find_map(|earlier| duplicate(*earlier, *later)));
    }
}

/// The finding about two fiches, if one code is written in both, as that of the fiche or as the drafted one.
fn duplicate(earlier: Written<'_>, later: Written<'_>) -> Option<Finding> {
    if earlier.0.code == later.0.code {
        // The file that is named after another code is the one that was mistyped.
        let (mut right, mut wrong) = (earlier, later);
        if later.0.is_named_after_code() && !earlier.0.is_named_after_code() {
            (right, wrong) = (later, earlier);
        }
        let finding = finding(&wrong.0.code, wrong, &right.0.code, right);
        // Until they have two codes, whose the rows of the workbook are is unknown.
        return Some(Finding {
            settled_by: Choices::Nothing,
            ..finding
        });
    }
    let renumbered = |one: Written<'_>, other: Written<'_>| {
        let drafted = one.1.drafted_code.as_ref()?;
        let mut theirs = std::iter::once(&other.0.code).chain(&other.1.drafted_code);
        let theirs = theirs.find(|code| *code == drafted)?;
        Some(finding(drafted, one, theirs, other).variant("renumbered"))
    };
    renumbered(later, earlier).or_else(|| renumbered(earlier, later))
}

fn finding(
    code: &Located<Code>,
    (fiche, prose): Written<'_>,
    first: &Located<Code>,
    (other, other_prose): Written<'_>,
) -> Finding {
    DUPLICATE
        .of(fiche, &code.place)
        .drafted(&code.value)
        .terms([(&first.value, &first.place)])
        .arg("first", other.code.spelling())
        .arg("first-title", other_prose.title.as_str())
        .arg("title", prose.title.as_str())
        .arg("file", prose.file.as_ref())
        .arg("first-file", other_prose.file.as_ref())
}

/// A number is missing between two codes of one numbering.
pub(super) static GAP: Rule = Rule::info("code-gap", Family::Codes, missing);

/// Codes that differ by their last number alone are one numbering, whatever their axis. The number of a group of fiches
/// (2.1 where there is 2.1.1) is taken, but no code.
fn missing(context: &Context<'_>, findings: &mut Vec<Finding>) {
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
            let finding = GAP.at(&later.place).fiche(later);
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
    Some(ranks)
        .filter(|_| all < numbers.len())
        .unwrap_or_default()
}

/// A code with another last number, spelled as this one is.
fn spelled(code: &Code, number: u32) -> String {
    let spelling = code.spelling();
    let spelling = spelling.trim_end_matches(|c: char| !c.is_ascii_digit());
    let (stem, digits) = last_number(spelling);
    let is_padded = digits.starts_with('0');
    let width = if is_padded { digits.len() } else { 0 };
    format!("{stem}{number:0width$}")
}

/// One code written two ways.
pub(super) static SPELLING: Rule = Rule::warning("code-spelling", Family::Codes, spellings);

/// One finding a code and other spelling, at its first place.
fn spellings(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let labels = rows(context.dossier).filter_map(|row| {
        let label = &row.draft.label;
        Some(Located::new(Code::parse(label)?, label.place.clone()))
    });
    let mut spellings: BTreeMap<String, Vec<Located<Code>>> = BTreeMap::new();
    for code in context.dossier.codes.iter().cloned().chain(labels) {
        let known = spellings.entry(code.key().to_owned()).or_default();
        let is_new = |other: &Located<Code>| other.spelling() != code.spelling();
        if known.iter().all(is_new) {
            known.push(code);
        }
    }
    for (first, others) in spellings.values().filter_map(|known| known.split_first()) {
        findings.extend(others.iter().map(|other| {
            let finding = SPELLING.at(&other.place).fiche(first);
            let finding = finding.drafted(&other.value).expected(&first.value);
            finding.arg("first", first.place.to_string())
        }));
    }
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
