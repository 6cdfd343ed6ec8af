//! Both sides made comparable: one list of years, one of funders, fiches and axes in pairs.

use super::{
    changes::{FunderPair, Shares, SplitMove},
    fiches,
    figures::Move,
    funders::funders,
    pairing::{Pairing, Ranks},
};
use crate::{
    compute::{Split, Splits},
    money::Amount,
    record::{CostRecord, FundingRecord, Record},
    source::fold,
};

/// Both sides and how they correspond.
pub(super) struct Aligned<'a> {
    /// The records as they were read: before, after.
    pub(super) own: [&'a Record; 2],
    /// The records, every figure of theirs by the common years and funders: before, after.
    pub(super) sides: [Record; 2],
    /// Every year of either side, in order.
    pub(super) years: Vec<i32>,
    pub(super) funders: Vec<FunderPair>,
    /// The place in `funders` of each funder of a side.
    pub(super) places: [Vec<usize>; 2],
    pub(super) fiches: Vec<Ranks>,
    pub(super) axes: Vec<Ranks>,
}

impl<'a> Aligned<'a> {
    pub(super) fn new(before: &'a Record, after: &'a Record) -> Self {
        let all = before
            .convention
            .years
            .iter()
            .chain(&after.convention.years);
        let mut years: Vec<i32> = all.copied().collect();
        years.sort_unstable();
        years.dedup();
        let fiches = fiches::pairs(&before.fiches, &after.fiches);
        let (funders, places) = funders(before, after, &fiches);
        let axes = Pairing::new(&before.convention.axes, &after.convention.axes)
            .by(|axis| Some(fold(&axis.prefix)))
            .by(|axis| Some(fold(&axis.title)))
            .ranks();
        Self {
            own: [before, after],
            sides: [
                aligned(before, &years, &places[0], funders.len()),
                aligned(after, &years, &places[1], funders.len()),
            ],
            years,
            funders,
            places,
            fiches,
            axes,
        }
    }

    /// What everyone pays of something, before and after; none when that did not move.
    pub(super) fn shares(&self, before: Option<&Splits>, after: Option<&Splits>) -> Option<Shares> {
        let zero = zero(self.funders.len());
        let none = Splits {
            years: vec![zero.clone(); self.years.len()],
            all: zero,
        };
        let (before, after) = (before.unwrap_or(&none), after.unwrap_or(&none));
        let years = before.years.iter().zip(&after.years);
        (before != after).then(|| Shares {
            years: years.map(|(old, new)| split_move(old, new)).collect(),
            all: split_move(&before.all, &after.all),
        })
    }
}

fn zero(funders: usize) -> Split {
    Split {
        total: Amount::ZERO,
        shares: vec![Amount::ZERO; funders],
        unallocated: Amount::ZERO,
    }
}

fn split_move(before: &Split, after: &Split) -> SplitMove {
    let moved = |before, after| Move::new(Some(before), Some(after));
    let shares = before.shares.iter().zip(&after.shares);
    SplitMove {
        total: moved(before.total, after.total),
        shares: shares.map(|(old, new)| moved(*old, *new)).collect(),
        unallocated: moved(before.unallocated, after.unallocated),
    }
}

/// The record with its figures by these years, and its funders at these places among so many.
fn aligned(record: &Record, years: &[i32], places: &[usize], funders: usize) -> Record {
    let own = |year: &i32| record.convention.years.iter().position(|own| own == year);
    let own: Vec<Option<usize>> = years.iter().map(own).collect();
    let place = |funder: usize| places.get(funder).copied().unwrap_or_default();
    let split = |split: &Split| {
        let mut shares = vec![Amount::ZERO; funders];
        for (share, place) in split.shares.iter().zip(places) {
            shares[*place] += *share;
        }
        Split { shares, ..*split }
    };
    let splits = |splits: &mut Splits| {
        let of_year = |year: &Option<usize>| splits.years.get((*year)?).map(split);
        let years = own
            .iter()
            .map(|year| of_year(year).unwrap_or_else(|| zero(funders)));
        *splits = Splits {
            years: years.collect(),
            all: split(&splits.all),
        };
    };
    let rule = |rule: &mut FundingRecord| {
        rule.funder = place(rule.funder);
        let fixed = |year: &Option<usize>| *rule.fixed.get((*year)?)?;
        rule.fixed = own.iter().map(fixed).collect();
    };
    let none = CostRecord {
        amount: None,
        days: None,
    };
    let mut record = record.clone();
    for fiche in &mut record.fiches {
        for line in &mut fiche.lines {
            let cost = |year: &Option<usize>| line.years.get((*year)?).cloned();
            line.years = own
                .iter()
                .map(|year| cost(year).unwrap_or(none.clone()))
                .collect();
        }
        fiche.funding.iter_mut().for_each(rule);
        fiche.drafted_funding.iter_mut().flatten().for_each(rule);
        for mention in &mut fiche.mentions {
            mention.funder = mention.funder.map(place);
        }
        splits(&mut fiche.splits);
    }
    record.axes.iter_mut().for_each(splits);
    splits(&mut record.total);
    for part in record
        .decisions
        .iter_mut()
        .flat_map(|decision| &mut decision.parts)
    {
        part.funder = place(part.funder);
    }
    record
}
