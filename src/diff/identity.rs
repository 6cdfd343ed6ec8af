//! Pairs the fiches of both sides: by code where the contents agree, else by title or by content, so that a recoded
//! fiche is not a removal and an addition. Pairs the funders too: a party by its id, any funder by its name, by a
//! similar name, or by what it pays.
//!
//! A fiche is compared as a set of features: the words of its title, those of its text, its cost lines and their
//! amounts. The more fiches of a side have a feature, the less it counts, so that a phrase found in every fiche
//! distinguishes none. Only integers are used, so that the same drafts are paired alike on any machine.

use std::collections::{BTreeMap, BTreeSet};

use super::pairing::{Pairing, Ranks};
use crate::{
    model::Funder,
    money::{Amount, Rate},
    record::{FicheRecord, Record},
    source::{Period, fold},
};

/// Fiches of one code are the same unless their contents are less alike than this, in thousandths, and another
/// fiche is more alike.
const SAME_CODE: u64 = 300;
/// Fiches of different codes are the same if their contents are at least this alike.
const SAME_CONTENT: u64 = 400;
/// The weight of a feature that only one fiche of a side has.
const UNIT: u64 = 1 << 20;

/// Pairs the fiches of both sides, in the order of the later side.
pub(super) fn fiches(sides: [&[FicheRecord]; 2]) -> Vec<Ranks> {
    let code = |fiche: &FicheRecord| Some(fiche.code.key().to_owned());
    let title = |fiche: &FicheRecord| Some(fold(&fiche.title));
    let pairing = Pairing::new(sides).by(|fiche| Some((code(fiche), title(fiche))));
    if pairing.free().iter().any(Vec::is_empty) {
        return pairing.ranks();
    }
    let described = sides.map(|side| -> BTreeMap<&str, Features> {
        let fiches = side.iter().map(|fiche| (&*fiche.slug, features(fiche)));
        fiches.collect()
    });
    // Counted for each side, so that a feature weighs the same whether one side has it or both.
    let mut holders: BTreeMap<&str, [u64; 2]> = BTreeMap::new();
    for (side, fiches) in described.iter().enumerate() {
        for feature in fiches.values().flatten().flatten() {
            holders.entry(feature).or_default()[side] += 1;
        }
    }
    // The weight of the common features among all features, in thousandths, averaged over the groups.
    let likeness = |old: &FicheRecord, new: &FicheRecord| {
        let weigh = |feature: &String| {
            let [before, after] = holders.get(&**feature).copied().unwrap_or_default();
            UNIT / before.max(after).max(1)
        };
        let [old, new] = [&described[0][&*old.slug], &described[1][&*new.slug]];
        let groups = old.iter().zip(new).filter_map(|(old, new)| {
            let common: u64 = old.intersection(new).map(weigh).sum();
            (common * 2000).checked_div(old.iter().chain(new).map(weigh).sum())
        });
        let groups: Vec<u64> = groups.collect();
        groups.iter().sum::<u64>() / groups.len().max(1) as u64
    };
    pairing
        .by_if(code, |old, new| likeness(old, new) >= SAME_CODE)
        .by(title)
        .by_likeness(SAME_CONTENT, likeness)
        // Remaining fiches of one code are the same, however much they changed.
        .by(code)
        .ranks()
}

/// The features of a fiche: of its title, its text and its lines.
type Features = [BTreeSet<String>; 3];

fn features(fiche: &FicheRecord) -> Features {
    let sections = fiche.sections.iter();
    let texts = sections.flat_map(|one| [&one.heading, &one.markdown]);
    let texts = texts.chain(&fiche.leader).chain(&fiche.calendar);
    let mut features = Features::default();
    features[0].extend(words(&fiche.title));
    features[1].extend(texts.chain(&fiche.partners).flat_map(|text| words(text)));
    for line in &fiche.lines {
        let name = [&line.nature, &line.label].map(|text| text.as_deref().map(fold));
        features[2].insert(format!("{name:?}"));
        let costs = line.years.iter().enumerate();
        let amounts = costs.filter_map(|(year, cost)| Some(format!("{year} {}", cost.amount?)));
        features[2].extend(amounts);
    }
    features
}

/// The words of a text in lower case.
fn words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_lowercase)
}

/// Two names at least this alike, in thousandths, are one funder's.
const SAME_FUNDER: u64 = 600;
/// The most characters of a name that are compared, so that a whole text given as a name is no burden.
const LONGEST_NAME: usize = 100;

/// A funder as each side knows it.
type Pair = [Option<Funder>; 2];

/// What identifies a funder.
#[derive(Debug)]
struct Payer {
    /// The id of a party; other funders have none.
    id: Option<String>,
    siret: Option<String>,
    /// The full name, and the name in columns.
    names: [String; 2],
    pays: Vec<Paid>,
}

/// The fiche, by its place among those of both sides, and the terms of a rule: nature, rate, amounts by year.
type Paid = (usize, Option<String>, Option<Rate>, Vec<(Period, Amount)>);

/// The funders of both sides in one list, the later side's order first, and the place in it of each funder of a
/// side. If the former side is signed, neither a similar name nor what is paid makes two funders one.
pub(super) fn funders(
    records: [&Record; 2],
    fiches: &[Ranks],
    is_signed: bool,
) -> (Vec<Pair>, [Vec<usize>; 2]) {
    let [former, later] = [0, 1].map(|side: usize| payers(records[side], fiches, side));
    let are_alike = |a: &Payer, b: &Payer| likeness_of_names(&a.names[0], &b.names[0]);
    let share_name = |a: &Payer, b: &Payer| a.names.iter().any(|name| b.names.contains(name));
    // Different SIRET numbers are different legal persons.
    let is_other = |a: &Payer, b: &Payer| {
        is_signed && a.siret.is_some() && b.siret.is_some() && a.siret != b.siret
    };
    let mut pairing = Pairing::new([&former, &later])
        .by_if(
            |payer| payer.id.as_ref(),
            |a, b| share_name(a, b) || !is_other(a, b),
        )
        .by_if(|payer| payer.names.first(), |a, b| !is_other(a, b))
        // A workbook alone has only one of the names.
        .by_likeness(1, |a, b| u64::from(share_name(a, b) && !is_other(a, b)));
    pairing = if is_signed {
        pairing.by(|payer| payer.siret.as_ref())
    } else {
        pairing
            .by_likeness(SAME_FUNDER, are_alike)
            .by(|payer| Some(&payer.pays).filter(|pays| !pays.is_empty()))
    };
    let mut places = [vec![0; former.len()], vec![0; later.len()]];
    let mut ranks = pairing.ranks();
    ranks.sort_by_key(|ranks| ranks[1].is_none());
    for (place, ranks) in ranks.iter().enumerate() {
        for (places, rank) in places.iter_mut().zip(ranks) {
            rank.iter().for_each(|rank| places[*rank] = place);
        }
    }
    let funder = |side: usize, ranks: Ranks| records[side].funders.get(ranks[side]?).cloned();
    let pair = |ranks| [funder(0, ranks), funder(1, ranks)];
    (ranks.into_iter().map(pair).collect(), places)
}

fn payers(record: &Record, fiches: &[Ranks], side: usize) -> Vec<Payer> {
    let parties = record.convention.parties.iter();
    let ids = parties.map(|party| Some(fold(&party.id.value)));
    let funders = record.funders.iter();
    let funders = funders.zip(ids.chain(std::iter::repeat(None)));
    let payers = funders.map(|(funder, id)| Payer {
        id,
        siret: funder.siret.clone(),
        names: [&funder.name, &funder.column].map(|name| fold(name)),
        pays: Vec::new(),
    });
    let mut payers: Vec<Payer> = payers.collect();
    for (place, ranks) in fiches.iter().enumerate() {
        let fiche = ranks[side].map(|rank| &record.fiches[rank]);
        for rule in fiche.iter().flat_map(|fiche| fiche.drafted_rules()) {
            let years = record.convention.years.iter().zip(&rule.fixed);
            let fixed = years.filter_map(|(year, fixed)| Some((year.clone(), (*fixed)?)));
            let nature = rule.nature.as_deref().map(fold);
            if let Some(payer) = payers.get_mut(rule.funder) {
                payer.pays.push((place, nature, rule.rate, fixed.collect()));
            }
        }
    }
    payers
}

/// How alike two names are, in thousandths.
fn likeness_of_names(before: &str, after: &str) -> u64 {
    let cut = |name: &str| name.chars().take(LONGEST_NAME).collect::<String>();
    let (before, after) = (cut(before), cut(after));
    let longest = before.chars().count().max(after.chars().count());
    let same = longest - strsim::levenshtein(&before, &after);
    (same * 1000).checked_div(longest).unwrap_or(0) as u64
}
