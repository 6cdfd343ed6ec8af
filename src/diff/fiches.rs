//! Which fiche is which: by code where the contents agree, else by content, so that a fiche with another code
//! is no removal and addition.
//!
//! A fiche is taken as a set of features: the words of its title, those of its text, its cost lines and their
//! amounts. A feature counts for less the more fiches have it, so that a phrase that every fiche repeats sets
//! none of them apart. Whole numbers only: the same drafts are matched alike on any machine.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    hash::{DefaultHasher, Hash, Hasher},
};

use super::pairing::{Pairing, Ranks};
use crate::{record::FicheRecord, source::fold};

/// A fiche of the same code is the same unless its content is less alike than this, in thousandths, and
/// another one's is more.
const SAME_CODE: u64 = 300;
/// A fiche of another code is the same when its content is as alike as this.
const SAME_CONTENT: u64 = 500;
/// What a feature of one single fiche counts for.
const UNIT: u64 = 1 << 20;
/// A feature that more fiches have proposes none of them.
const MOST_HOLDERS: u64 = 40;
/// How many fiches are compared with one.
const MOST_CANDIDATES: usize = 8;
/// Title, text and lines, and what each counts for.
const WEIGHTS: [u64; 3] = [2, 3, 3];

/// Pairs the fiches of both sides, in the order of the later side.
pub(super) fn pairs(sides: [&[FicheRecord]; 2]) -> Vec<Ranks> {
    let code = |fiche: &FicheRecord| Some(fiche.code.key().to_owned());
    let mut pairing = Pairing::new(sides).by(|fiche| Some((code(fiche), fold(&fiche.title))));
    if pairing.free().iter().all(|free| !free.is_empty()) {
        let likeness = Likeness::new(sides);
        pairing.by_if(code, |old, new| likeness.of(old, new) >= SAME_CODE);
        let candidates = likeness.candidates(&pairing.free());
        pairing.best_of(SAME_CONTENT, candidates);
        // However much it changed, nothing else is it.
        pairing.by_if(code, |_, _| true);
    }
    pairing.ranks()
}

/// The features of a fiche: of its title, its text and its lines.
type Features = [BTreeSet<u64>; 3];

fn features(fiche: &FicheRecord) -> Features {
    let mut features = Features::default();
    features[0].insert(hash(&("title", fold(&fiche.title))));
    features[0].extend(words(&fiche.title).map(|word| hash(&(0, word))));
    let sections = fiche.sections.iter();
    let texts = sections.flat_map(|one| [&one.heading, &one.markdown]);
    let texts = texts.chain(&fiche.leader).chain(&fiche.calendar);
    let text = texts.chain(&fiche.partners).flat_map(|text| words(text));
    features[1].extend(text.map(|word| hash(&(1, word))));
    for line in &fiche.lines {
        let name = [&line.nature, &line.label].map(|text| text.as_deref().map(fold));
        features[2].insert(hash(&name));
        let costs = line.years.iter().enumerate();
        let amounts = costs.filter_map(|(year, cost)| Some((year, cost.amount?)));
        features[2].extend(amounts.map(|amount| hash(&amount)));
    }
    features
}

/// The words of a text in lower case.
fn words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_lowercase)
}

fn hash(value: &impl Hash) -> u64 {
    // Without random keys: the same on every run.
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// The fiches of both sides, ready to be held against each other.
struct Likeness {
    sides: [Vec<Features>; 2],
    /// How many fiches of a side have a feature, on the side where more do.
    holders: BTreeMap<u64, u64>,
}

impl Likeness {
    fn new(sides: [&[FicheRecord]; 2]) -> Self {
        let sides = sides.map(|side| side.iter().map(features).collect::<Vec<_>>());
        let mut holders: BTreeMap<u64, u64> = BTreeMap::new();
        for side in &sides {
            let mut all: Vec<u64> = side.iter().flatten().flatten().copied().collect();
            all.sort_unstable();
            for same in all.chunk_by(|one, next| one == next) {
                let most = holders.entry(same[0]).or_default();
                *most = (*most).max(same.len() as u64);
            }
        }
        Self { sides, holders }
    }

    /// How much the fiches of these ranks are alike, in thousandths: what the features in common count for among
    /// all of them, group by group.
    fn of(&self, before: usize, after: usize) -> u64 {
        let weigh = |feature: &u64| UNIT / self.holders.get(feature).copied().unwrap_or(1);
        let (mut sum, mut weights) = (0, 0);
        let groups = self.sides[0][before].iter().zip(&self.sides[1][after]);
        for ((old, new), weight) in groups.zip(WEIGHTS) {
            let common: u64 = old.intersection(new).map(weigh).sum();
            let all: u64 = old.union(new).map(weigh).sum();
            if let Some(likeness) = (common * 1000).checked_div(all) {
                sum += weight * likeness;
                weights += weight;
            }
        }
        sum.checked_div(weights).unwrap_or(0)
    }

    /// The pairs of these fiches that have most rare features in common, with their likeness.
    fn candidates(&self, [before, after]: &[Vec<usize>; 2]) -> Vec<(u64, usize, usize)> {
        let is_rare = |feature: &&u64| self.holders.get(feature) <= Some(&MOST_HOLDERS);
        let mut holders: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
        for &rank in before {
            for feature in self.sides[0][rank].iter().flatten().filter(is_rare) {
                holders.entry(*feature).or_default().push(rank);
            }
        }
        let mut candidates = Vec::new();
        for &new in after {
            let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
            let rare = self.sides[1][new].iter().flatten().filter(is_rare);
            for old in rare.filter_map(|feature| holders.get(feature)).flatten() {
                *shared.entry(*old).or_default() += 1;
            }
            let mut shared: Vec<(usize, usize)> = shared.into_iter().collect();
            shared.sort_by_key(|(old, count)| (Reverse(*count), *old));
            let best = shared.into_iter().take(MOST_CANDIDATES);
            candidates.extend(best.map(|(old, _)| (self.of(old, new), old, new)));
        }
        candidates
    }
}
