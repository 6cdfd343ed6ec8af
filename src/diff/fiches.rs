//! Which fiche is which: by code where the contents agree, else by title or by content, so that a fiche with
//! another code is no removal and addition.
//!
//! A fiche is taken as a set of features: the words of its title, those of its text, its cost lines and their
//! amounts. A feature counts for less the more fiches of a side have it, so that a phrase that every fiche repeats sets
//! none of them apart. Whole numbers only: the same drafts are
//! matched alike on any machine.

use std::collections::{BTreeMap, BTreeSet};

use super::pairing::{Pairing, Ranks};
use crate::{record::FicheRecord, source::fold};

/// A fiche of the same code is the same unless its content is less alike than this, in thousandths, and
/// another one's is more.
const SAME_CODE: u64 = 300;
/// A fiche of another code is the same when its content is as alike as this.
const SAME_CONTENT: u64 = 400;
/// What a feature counts for that no two fiches of a side have.
const UNIT: u64 = 1 << 20;

/// Pairs the fiches of both sides, in the order of the later side.
pub(super) fn pairs(sides: [&[FicheRecord]; 2]) -> Vec<Ranks> {
    let code = |fiche: &FicheRecord| Some(fiche.code.key().to_owned());
    let title = |fiche: &FicheRecord| Some(fold(&fiche.title));
    let pairing = Pairing::new(sides).by(|fiche| Some((code(fiche), title(fiche))));
    if pairing.free().iter().any(Vec::is_empty) {
        return pairing.ranks();
    }
    let described = sides.map(|side| -> BTreeMap<&str, Features> {
        let fiches = side.iter();
        fiches
            .map(|fiche| (&*fiche.slug, features(fiche)))
            .collect()
    });
    // Side by side, so that a feature weighs the same whether one side has it or both.
    let mut holders: BTreeMap<&str, [u64; 2]> = BTreeMap::new();
    for (side, fiches) in described.iter().enumerate() {
        for feature in fiches.values().flatten().flatten() {
            holders.entry(feature).or_default()[side] += 1;
        }
    }
    // What the features in common count for among all of them, group by group, in thousandths.
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
        // However much it changed, nothing else is it.
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
