//! Who is who among those that pay: a party by its id, anyone by a name, by one that is nearly the same, or by what
//! is paid.

use super::pairing::{Pairing, Ranks};
use crate::{
    model::Funder,
    money::{Amount, Rate},
    record::Record,
    source::fold,
};

/// Two names alike enough to be one funder's, in thousandths.
const SAME_FUNDER: u64 = 600;
/// How much of a name is compared, in characters: a whole text given as one must not take a minute.
const LONGEST_NAME: usize = 100;

/// A funder as each side knows it.
type Pair = [Option<Funder>; 2];

/// What tells a funder from the others.
#[derive(Debug)]
struct Payer {
    /// Of a party.
    id: Option<String>,
    /// In full, and in columns.
    names: [String; 2],
    pays: Vec<Paid>,
}

/// The fiche, by its place among those of both sides, and what a rule says: nature, rate, amounts by year.
type Paid = (usize, Option<String>, Option<Rate>, Vec<(i32, Amount)>);

/// The funders of both sides in one list, the later side's order first, and the place in it of each funder of a
/// side.
pub(super) fn funders(records: [&Record; 2], fiches: &[Ranks]) -> (Vec<Pair>, [Vec<usize>; 2]) {
    let [former, later] = [0, 1].map(|side: usize| payers(records[side], fiches, side));
    let pairing = Pairing::new([&former, &later])
        .by(|payer| payer.id.as_ref())
        .by(|payer| payer.names.first())
        // A workbook on its own knows one of the names only.
        .by_likeness(1, |old, new| {
            u64::from(old.names.iter().any(|name| new.names.contains(name)))
        })
        .by_likeness(SAME_FUNDER, |old, new| {
            likeness(&old.names[0], &new.names[0])
        })
        .by(|payer| Some(&payer.pays).filter(|pays| !pays.is_empty()));
    let mut places = [vec![0; former.len()], vec![0; later.len()]];
    let mut ranks = pairing.ranks();
    ranks.sort_by_key(|ranks| ranks[1].is_none());
    for (place, ranks) in ranks.iter().enumerate() {
        for (places, rank) in places.iter_mut().zip(ranks) {
            rank.iter().for_each(|rank| places[*rank] = place);
        }
    }
    let pair =
        |ranks: Ranks| [0, 1].map(|side: usize| Some(records[side].funders[ranks[side]?].clone()));
    (ranks.into_iter().map(pair).collect(), places)
}

fn payers(record: &Record, fiches: &[Ranks], side: usize) -> Vec<Payer> {
    let parties = record.convention.parties.iter();
    let ids = parties.map(|party| Some(fold(&party.id.value)));
    let funders = record.funders.iter();
    let funders = funders.zip(ids.chain(std::iter::repeat(None)));
    let mut payers: Vec<Payer> = funders
        .map(|(funder, id)| Payer {
            id,
            names: [&funder.name, &funder.column].map(|name| fold(name)),
            pays: Vec::new(),
        })
        .collect();
    for (place, ranks) in fiches.iter().enumerate() {
        let fiche = ranks[side].map(|rank| &record.fiches[rank]);
        for rule in fiche.iter().flat_map(|fiche| fiche.drafted_rules()) {
            let years = record.convention.years.iter().zip(&rule.fixed);
            let fixed = years.filter_map(|(year, fixed)| Some((*year, (*fixed)?)));
            let nature = rule.nature.as_deref().map(fold);
            if let Some(payer) = payers.get_mut(rule.funder) {
                payer.pays.push((place, nature, rule.rate, fixed.collect()));
            }
        }
    }
    payers
}

/// How much two names are alike, in thousandths.
fn likeness(before: &str, after: &str) -> u64 {
    let cut = |name: &str| name.chars().take(LONGEST_NAME).collect::<String>();
    let (before, after) = (cut(before), cut(after));
    let longest = before.chars().count().max(after.chars().count());
    let same = longest - strsim::levenshtein(&before, &after);
    (same * 1000).checked_div(longest).unwrap_or(0) as u64
}
