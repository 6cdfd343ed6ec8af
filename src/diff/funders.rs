//! Who is who among those that pay: a party by its id, anyone by a name, or by one that is nearly the same.

use super::pairing::Pairing;
use crate::{model::Funder, record::Record, source::fold};

/// Two names alike enough to be one funder's, in thousandths.
const SAME_FUNDER: u64 = 600;
/// How much of a name is compared, in characters: a whole text given as one must not take a minute.
const LONGEST_NAME: usize = 100;

/// A funder as each side knows it.
type Pair = [Option<Funder>; 2];

/// The funders of both sides in one list, the later side's order first, and the place in it of each funder of a
/// side.
pub(super) fn funders(records: [&Record; 2]) -> (Vec<Pair>, [Vec<usize>; 2]) {
    let [former, later] = records.map(names);
    let pairing = Pairing::new([&former, &later])
        .by(|names| names.get(2))
        .by(|names| names.first())
        // A workbook on its own knows one of the names only.
        .by_likeness(1, |old, new| {
            u64::from(old.iter().any(|name| new.contains(name)))
        })
        .by_likeness(SAME_FUNDER, |old, new| likeness(&old[0], &new[0]));
    let mut places = [vec![0; former.len()], vec![0; later.len()]];
    let mut ranks = pairing.ranks();
    ranks.sort_by_key(|ranks| ranks[1].is_none());
    for (place, ranks) in ranks.iter().enumerate() {
        for (places, rank) in places.iter_mut().zip(ranks) {
            rank.iter().for_each(|rank| places[*rank] = place);
        }
    }
    let pair = |ranks: [Option<usize>; 2]| {
        [0, 1].map(|side: usize| Some(records[side].funders[ranks[side]?].clone()))
    };
    (ranks.into_iter().map(pair).collect(), places)
}

/// The names of each funder: in full, in columns, and the id of a party.
fn names(record: &Record) -> Vec<Vec<String>> {
    let parties = record.convention.parties.iter();
    let ids = parties.map(|party| Some(&*party.id.value));
    let funders = record.funders.iter();
    let funders = funders.zip(ids.chain(std::iter::repeat(None)));
    funders
        .map(|(funder, id)| {
            let names = [Some(&*funder.name), Some(&*funder.column), id];
            names.into_iter().flatten().map(fold).collect()
        })
        .collect()
}

/// How much two names are alike, in thousandths.
fn likeness(before: &str, after: &str) -> u64 {
    let cut = |name: &str| name.chars().take(LONGEST_NAME).collect::<String>();
    let (before, after) = (cut(before), cut(after));
    let longest = before.chars().count().max(after.chars().count());
    let same = longest - strsim::levenshtein(&before, &after);
    (same * 1000).checked_div(longest).unwrap_or(0) as u64
}
