//! Who is who among those that pay: a party by its id, anyone by name, and a funder that was renamed by what
//! it pays.

use std::collections::BTreeMap;

use super::{FichePair, FunderPair, pairing::Pairing};
use crate::{
    money::Amount,
    record::{FicheRecord, FundingRecord, Record},
    source::fold,
};

/// Two names, or two lists of what is paid, alike enough to be one funder's; in thousandths.
const SAME_FUNDER: u64 = 600;

/// What is compared of a name, in characters.
const LONGEST_NAME: usize = 100;

/// The funders of both sides in one list, and where those of each side stand in it.
pub(super) struct Funders {
    /// Everyone: the later side's order first.
    pub(super) all: Vec<FunderPair>,
    /// The place in `all` of each funder before.
    pub(super) before: Vec<usize>,
    /// The place in `all` of each funder after.
    pub(super) after: Vec<usize>,
}

impl Funders {
    /// Recognises them.
    pub(super) fn of(before: &Record, after: &Record, fiches: &[FichePair]) -> Self {
        let mut pairing = Pairing::new(before.funders.len(), after.funders.len());
        let id = |record: &Record, rank: usize| {
            record
                .convention
                .parties
                .get(rank)
                .map(|party| fold(&party.id))
        };
        pairing.by_key(|rank| id(before, rank), |rank| id(after, rank));
        pairing.by_key(
            |rank| Some(fold(&before.funders[rank].name)),
            |rank| Some(fold(&after.funders[rank].name)),
        );
        pairing.by_likeness(1, |b, a| {
            let (b, a) = (aliases(before, b), aliases(after, a));
            u64::from(b.iter().any(|name| a.contains(name)))
        });
        if !pairing.free_before().is_empty() && !pairing.free_after().is_empty() {
            let (paid_before, paid_after) =
                (paid(before, fiches, true), paid(after, fiches, false));
            pairing.by_likeness(SAME_FUNDER, |b, a| {
                let names = name_likeness(&before.funders[b].name, &after.funders[a].name);
                names.max(common(&paid_before[b], &paid_after[a]))
            });
        }
        Self::listed(before, after, &pairing)
    }

    fn listed(before: &Record, after: &Record, pairing: &Pairing) -> Self {
        let mut all = Vec::new();
        for (rank, funder) in after.funders.iter().enumerate() {
            let former = pairing
                .before(rank)
                .map(|rank| before.funders[rank].clone());
            all.push(FunderPair {
                before: former,
                after: Some(funder.clone()),
            });
        }
        let mut places = Vec::new();
        for (rank, funder) in before.funders.iter().enumerate() {
            places.push(pairing.after(rank).unwrap_or(all.len()));
            if pairing.after(rank).is_none() {
                all.push(FunderPair {
                    before: Some(funder.clone()),
                    after: None,
                });
            }
        }
        Self {
            all,
            before: places,
            after: (0..after.funders.len()).collect(),
        }
    }
}

/// Every name a funder goes by: a bare workbook knows one of them only.
fn aliases(record: &Record, rank: usize) -> Vec<String> {
    let funder = &record.funders[rank];
    let id = record.convention.parties.get(rank).map(|party| &party.id);
    [&funder.name, &funder.column]
        .into_iter()
        .chain(id)
        .map(|name| fold(name))
        .collect()
}

/// How much two names are alike, in thousandths.
fn name_likeness(before: &str, after: &str) -> u64 {
    let (before, after) = (fold(before), fold(after));
    let longest = before
        .chars()
        .count()
        .max(after.chars().count())
        .min(LONGEST_NAME);
    let distance = strsim::levenshtein(&shortened(&before), &shortened(&after));
    (longest.saturating_sub(distance) * 1000)
        .checked_div(longest)
        .unwrap_or(0) as u64
}

/// Names are short; a whole text given as one must not take a minute.
fn shortened(name: &str) -> String {
    name.chars().take(LONGEST_NAME).collect()
}

/// What someone pays: the terms of each rule, and how many times they stand in a fiche.
type Paid<'a> = BTreeMap<(usize, Terms<'a>), usize>;
/// The nature, rate and fixed amounts of a rule, as text.
type Terms<'a> = (Option<&'a str>, String);

/// What each funder of a side pays of the fiches that both sides have.
fn paid<'a>(record: &'a Record, fiches: &[FichePair], is_before: bool) -> Vec<Paid<'a>> {
    let mut paid = vec![Paid::new(); record.funders.len()];
    for (place, pair) in fiches.iter().enumerate() {
        let (Some(before), Some(after)) = (pair.before, pair.after) else {
            continue;
        };
        let fiche: &FicheRecord = &record.fiches[if is_before { before } else { after }];
        for rule in fiche.drafted_rules() {
            *paid[rule.funder].entry((place, terms(rule))).or_default() += 1;
        }
    }
    paid
}

fn terms(rule: &FundingRecord) -> Terms<'_> {
    let fixed = rule
        .fixed
        .iter()
        .map(|amount| amount.map_or_else(|| "-".to_owned(), Amount::plain));
    let rate = rule
        .rate
        .map(|rate| rate.percents().to_string())
        .unwrap_or_default();
    (
        rule.nature.as_deref(),
        format!("{rate} {}", fixed.collect::<Vec<_>>().join(" ")),
    )
}

/// What two lists have in common, in thousandths; someone who pays nothing is like nobody.
fn common(before: &Paid<'_>, after: &Paid<'_>) -> u64 {
    let both: usize = before
        .iter()
        .map(|(terms, count)| after.get(terms).copied().unwrap_or(0).min(*count))
        .sum();
    let all = before.values().sum::<usize>() + after.values().sum::<usize>() - both;
    (both * 1000).checked_div(all).unwrap_or(0) as u64
}
