//! How much two fiches are alike, in thousandths, and which ones are worth comparing.
//!
//! A fiche is taken as a set of features: the words of its title, those of its text, its cost lines and their
//! amounts. A feature counts for less the more fiches have it, so that a phrase that every fiche repeats tells
//! none of them from another. Whole numbers only: the same drafts are matched alike on any machine.

use std::{
    collections::BTreeMap,
    hash::{DefaultHasher, Hash, Hasher},
};

use crate::{record::FicheRecord, source::fold};

/// Two fiches as alike as can be.
pub(super) const ALIKE: u64 = 1000;
/// What a feature of one single fiche counts for.
const UNIT: u64 = 1 << 20;
/// A feature that more fiches have proposes none of them.
const MOST_HOLDERS: usize = 40;
/// How many fiches are compared with one.
const MOST_CANDIDATES: usize = 8;
/// Title, text and lines, and what each counts for.
const WEIGHTS: [u64; 3] = [2, 3, 3];

/// The features of a fiche, by group, sorted.
#[derive(Debug)]
struct Features([Vec<u64>; 3]);

impl Features {
    fn of(fiche: &FicheRecord) -> Self {
        let mut title: Vec<u64> = words(&fiche.title).map(|word| hash(&word)).collect();
        title.push(hash(&("title", fold(&fiche.title))));
        let people = fiche
            .leader
            .iter()
            .chain(&fiche.calendar)
            .chain(&fiche.partners);
        let texts = fiche
            .sections
            .iter()
            .flat_map(|section| [&section.heading, &section.markdown])
            .chain(people);
        let text = texts
            .flat_map(|text| words(text))
            .map(|word| hash(&word))
            .collect();
        let lines = fiche.lines.iter().flat_map(|line| {
            let name = [&line.nature, &line.label].map(|text| text.as_deref().map(fold));
            let amounts = line
                .years
                .iter()
                .enumerate()
                .filter_map(|(year, cost)| Some((year, cost.amount?)));
            let amounts: Vec<u64> = amounts.map(|amount| hash(&amount)).collect();
            amounts.into_iter().chain([hash(&name)])
        });
        Self([title, text, lines.collect()].map(|mut group: Vec<u64>| {
            group.sort_unstable();
            group.dedup();
            group
        }))
    }
}

/// The words of a text in lower case.
fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
}

fn hash(value: &impl Hash) -> u64 {
    // Without random keys: the same on every run.
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// The fiches of both sides, ready to be held against each other.
pub(super) struct Likeness {
    before: Vec<Features>,
    after: Vec<Features>,
    /// The features of all fiches of a side, by group, sorted: how many fiches have one.
    holders: [[Vec<u64>; 3]; 2],
}

impl Likeness {
    pub(super) fn new(before: &[FicheRecord], after: &[FicheRecord]) -> Self {
        let [before, after] =
            [before, after].map(|side| side.iter().map(Features::of).collect::<Vec<_>>());
        let holders = [&before, &after].map(|side| {
            [0, 1, 2].map(|group: usize| {
                let mut all: Vec<u64> = side
                    .iter()
                    .flat_map(|features| features.0[group].iter().copied())
                    .collect();
                all.sort_unstable();
                all
            })
        });
        Self {
            before,
            after,
            holders,
        }
    }

    /// How much the fiches of these ranks are alike, out of [`ALIKE`].
    pub(super) fn of(&self, before: usize, after: usize) -> u64 {
        let (before, after) = (&self.before[before], &self.after[after]);
        let (mut sum, mut weights) = (0u64, 0u64);
        for (group, weight) in WEIGHTS.into_iter().enumerate() {
            if let Some(likeness) = self.of_group(group, &before.0[group], &after.0[group]) {
                sum += weight * likeness;
                weights += weight;
            }
        }
        sum.checked_div(weights).unwrap_or(0)
    }

    /// What the features in common count for among all of them; none when there are none.
    fn of_group(&self, group: usize, before: &[u64], after: &[u64]) -> Option<u64> {
        let weigh = |feature: u64| {
            UNIT / u64::try_from(self.held(group, feature))
                .unwrap_or(u64::MAX)
                .max(1)
        };
        let (mut common, mut all) = (0, 0);
        let (mut left, mut right) = (before.iter().peekable(), after.iter().peekable());
        loop {
            let (feature, is_common) = match (left.peek(), right.peek()) {
                (None, None) => break,
                (Some(a), Some(b)) if a == b => (**a, true),
                (Some(a), Some(b)) => (*(*a).min(*b), false),
                (Some(only), None) | (None, Some(only)) => (**only, false),
            };
            left.next_if(|own| **own == feature);
            right.next_if(|own| **own == feature);
            all += weigh(feature);
            common += if is_common { weigh(feature) } else { 0 };
        }
        (common * ALIKE).checked_div(all)
    }

    /// How many fiches of a side have a feature, on the side where more do.
    fn held(&self, group: usize, feature: u64) -> usize {
        let count = |side: &[Vec<u64>; 3]| {
            let all = &side[group];
            all.partition_point(|own| *own <= feature) - all.partition_point(|own| *own < feature)
        };
        self.holders.iter().map(count).max().unwrap_or(0)
    }

    /// The pairs of these fiches that have rare features in common, with their likeness.
    pub(super) fn candidates(&self, before: &[usize], after: &[usize]) -> Vec<(u64, usize, usize)> {
        let mut holders: BTreeMap<(usize, u64), Vec<usize>> = BTreeMap::new();
        for &rank in before {
            for feature in self.rare(&self.before[rank]) {
                holders.entry(feature).or_default().push(rank);
            }
        }
        let of_one = |&after: &usize| {
            let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
            let holders = self
                .rare(&self.after[after])
                .filter_map(|feature| holders.get(&feature));
            holders
                .flatten()
                .for_each(|before| *shared.entry(*before).or_default() += 1);
            let mut shared: Vec<(usize, usize)> = shared.into_iter().collect();
            shared.sort_by_key(|(before, count)| (std::cmp::Reverse(*count), *before));
            let best: Vec<usize> = shared
                .into_iter()
                .take(MOST_CANDIDATES)
                .map(|(before, _)| before)
                .collect();
            best.into_iter()
                .map(move |before| (self.of(before, after), before, after))
        };
        after.iter().flat_map(of_one).collect()
    }

    fn rare<'a>(&'a self, features: &'a Features) -> impl Iterator<Item = (usize, u64)> + 'a {
        let all = features
            .0
            .iter()
            .enumerate()
            .flat_map(|(group, own)| own.iter().map(move |one| (group, *one)));
        all.filter(|(group, feature)| self.held(*group, *feature) <= MOST_HOLDERS)
    }
}
