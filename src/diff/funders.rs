//! Who is who among those that pay: a party by its id, anyone by name, and a funder that was renamed by what
//! it pays.

use std::collections::BTreeMap;

use super::pairing::{Pairing, Ranks};
use crate::{
    model::Funder,
    money::{Amount, Rate},
    record::Record,
    source::fold,
};

/// Two names, or two lists of what is paid, alike enough to be one funder's; in thousandths.
const SAME_FUNDER: u64 = 600;
/// How much of a name is compared, in characters: a whole text given as one must not take a minute.
const LONGEST_NAME: usize = 100;

/// What a funder is recognised by.
struct Payer<'a> {
    id: Option<String>,
    name: String,
    /// How many times the terms of a rule stand in a fiche that both sides have.
    pays: BTreeMap<(usize, Terms<'a>), usize>,
    column: String,
}

/// The nature, rate and fixed amounts of a rule.
type Terms<'a> = (Option<&'a str>, Option<Rate>, &'a [Option<Amount>]);

/// A funder as each side knows it.
type Pair = [Option<Funder>; 2];

/// The funders of both sides in one list, the later side's order first, and the place in it of each funder of a
/// side.
pub(super) fn funders(records: [&Record; 2], fiches: &[Ranks]) -> (Vec<Pair>, [Vec<usize>; 2]) {
    let [former, later] = [0, 1].map(|side| payers(records[side], fiches, side));
    let pairing = Pairing::new([&former, &later])
        .by(|one| one.id.clone())
        .by(|one| Some(&one.name))
        .by_likeness(1, |old, new| {
            u64::from(old.names().any(|name| new.names().any(|own| own == name)))
        })
        .by_likeness(SAME_FUNDER, |old, new| {
            name_likeness(&old.name, &new.name).max(common(old, new))
        });
    let mut places = [vec![0; former.len()], vec![0; later.len()]];
    let mut ranks = pairing.ranks();
    ranks.sort_by_key(|ranks| ranks[1].is_none());
    for (place, ranks) in ranks.iter().enumerate() {
        for (places, rank) in places.iter_mut().zip(ranks) {
            rank.iter().for_each(|rank| places[*rank] = place);
        }
    }
    let own = |side: usize, ranks: Ranks| Some(records[side].funders[ranks[side]?].clone());
    let pairs = ranks
        .into_iter()
        .map(|ranks| [own(0, ranks), own(1, ranks)]);
    (pairs.collect(), places)
}

fn payers<'a>(record: &'a Record, fiches: &[Ranks], side: usize) -> Vec<Payer<'a>> {
    let parties = record.convention.parties.iter();
    let ids = parties.map(|party| Some(fold(&party.id)));
    let ids = ids.chain(std::iter::repeat(None));
    let payer = |(funder, id): (&Funder, Option<String>)| Payer {
        id,
        name: fold(&funder.name),
        column: fold(&funder.column),
        pays: BTreeMap::new(),
    };
    let mut payers: Vec<Payer<'_>> = record.funders.iter().zip(ids).map(payer).collect();
    for (place, ranks) in fiches.iter().enumerate() {
        let rules = ranks[side].map(|rank| record.fiches[rank].drafted_rules());
        for rule in rules.unwrap_or_default() {
            let terms = (rule.nature.as_deref(), rule.rate, rule.fixed.as_slice());
            *payers[rule.funder].pays.entry((place, terms)).or_default() += 1;
        }
    }
    payers
}

impl Payer<'_> {
    /// Every name it goes by: a workbook on its own knows one of them only.
    fn names(&self) -> impl Iterator<Item = &String> {
        [&self.name, &self.column].into_iter().chain(&self.id)
    }
}

/// How much two names are alike, in thousandths.
fn name_likeness(before: &str, after: &str) -> u64 {
    let cut = |name: &str| name.chars().take(LONGEST_NAME).collect::<String>();
    let (before, after) = (cut(before), cut(after));
    let longest = before.chars().count().max(after.chars().count());
    let same = longest - strsim::levenshtein(&before, &after);
    (same * 1000).checked_div(longest).unwrap_or(0) as u64
}

/// What two funders pay in common, in thousandths; someone who pays nothing is like nobody.
fn common(before: &Payer<'_>, after: &Payer<'_>) -> u64 {
    let in_both =
        |(terms, count): (_, &usize)| after.pays.get(terms).copied().unwrap_or(0).min(*count);
    let both: usize = before.pays.iter().map(in_both).sum();
    let all = before.pays.values().sum::<usize>() + after.pays.values().sum::<usize>() - both;
    (both * 1000).checked_div(all).unwrap_or(0) as u64
}
