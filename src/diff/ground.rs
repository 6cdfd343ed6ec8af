//! The ground that both sides are compared on: one list of years, one of funders, fiches and axes in pairs.

use rust_decimal::Decimal;

use super::{
    FichePair, Move, RuleTerms, Shares, SplitMove, fiches, funders::Funders, pairing::Pairing,
};
use crate::{
    compute::{Split, Splits},
    money::Amount,
    record::{FundingRecord, LineRecord, Record},
    source::fold,
};

/// Both sides and what is known of how they correspond.
pub(super) struct Ground<'a> {
    pub(super) before: &'a Record,
    pub(super) after: &'a Record,
    /// Every year of either side, in order.
    pub(super) years: Vec<i32>,
    pub(super) funders: Funders,
    pub(super) fiches: Vec<FichePair>,
    pub(super) axes: Pairing,
}

/// One side's record, and how its years and funders stand on the common ground.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) record: &'a Record,
    years: &'a [i32],
    funders: &'a [usize],
    everyone: usize,
}

impl<'a> Ground<'a> {
    pub(super) fn new(before: &'a Record, after: &'a Record) -> Self {
        let mut years: Vec<i32> = before
            .convention
            .years
            .iter()
            .chain(&after.convention.years)
            .copied()
            .collect();
        years.sort_unstable();
        years.dedup();
        let fiches = fiches::pairs(&before.fiches, &after.fiches);
        let funders = Funders::of(before, after, &fiches);
        Self {
            before,
            after,
            years,
            funders,
            fiches,
            axes: axes(before, after),
        }
    }

    pub(super) fn view_before(&self) -> View<'_> {
        let funders = &self.funders;
        View {
            record: self.before,
            years: &self.years,
            funders: &funders.before,
            everyone: funders.all.len(),
        }
    }

    pub(super) fn view_after(&self) -> View<'_> {
        let funders = &self.funders;
        View {
            record: self.after,
            years: &self.years,
            funders: &funders.after,
            everyone: funders.all.len(),
        }
    }

    /// What everyone pays of something, before and after; none when that did not move.
    pub(super) fn shares(&self, before: Option<&Splits>, after: Option<&Splits>) -> Option<Shares> {
        let (before, after) = (
            self.view_before().splits(before),
            self.view_after().splits(after),
        );
        (before != after).then(|| {
            let mut moves = before
                .iter()
                .zip(&after)
                .map(|(before, after)| split_move(before, after));
            let all = moves.next_back();
            Shares {
                years: moves.collect(),
                all: all.unwrap_or_else(|| split_move(&[], &[])),
            }
        })
    }
}

/// Parts in the order: total, unallocated, then the funders.
fn split_move(before: &[Amount], after: &[Amount]) -> SplitMove {
    let mut moves = before
        .iter()
        .zip(after)
        .map(|(before, after)| Move::between(*before, *after));
    let (total, unallocated) = (
        moves.next().unwrap_or_default(),
        moves.next().unwrap_or_default(),
    );
    SplitMove {
        total,
        unallocated,
        shares: moves.collect(),
    }
}

impl View<'_> {
    /// Where a year of the common ground stands on this side.
    fn own(&self, year: i32) -> Option<usize> {
        self.record
            .convention
            .years
            .iter()
            .position(|own| *own == year)
    }

    /// The amounts of a cost line, one for each common year.
    pub(super) fn costs(&self, line: Option<&LineRecord>) -> Vec<Option<Amount>> {
        let cost = |year: &i32| line?.years.get(self.own(*year)?)?.amount;
        self.years.iter().map(cost).collect()
    }

    /// The days of a cost line, one for each common year.
    pub(super) fn days(&self, line: Option<&LineRecord>) -> Vec<Option<Decimal>> {
        let days = |year: &i32| line?.years.get(self.own(*year)?)?.days;
        self.years.iter().map(days).collect()
    }

    /// What a rule says, its funder and its years on the common ground.
    pub(super) fn terms(&self, rule: &FundingRecord) -> RuleTerms {
        let fixed = |year: &i32| rule.fixed.get(self.own(*year)?).copied().flatten();
        let fixed = self.years.iter().map(fixed).collect();
        RuleTerms {
            funder: self.funder(rule.funder),
            nature: rule.nature.clone(),
            rate: rule.rate,
            fixed,
        }
    }

    /// A funder's place on the common ground.
    pub(super) fn funder(&self, rank: usize) -> usize {
        self.funders.get(rank).copied().unwrap_or_default()
    }

    /// One list a common year, and one over all years: total, unallocated, then the funders.
    fn splits(&self, splits: Option<&Splits>) -> Vec<Vec<Amount>> {
        let of_year = |year: &i32| splits?.years.get(self.own(*year)?);
        let years = self
            .years
            .iter()
            .map(of_year)
            .chain([splits.map(|splits| &splits.all)]);
        years.map(|split| self.parts(split)).collect()
    }

    fn parts(&self, split: Option<&Split>) -> Vec<Amount> {
        let mut parts = vec![Amount::ZERO; self.everyone + 2];
        if let Some(split) = split {
            parts[0] = split.total;
            parts[1] = split.unallocated;
            for (share, rank) in split.shares.iter().zip(self.funders) {
                parts[rank + 2] += *share;
            }
        }
        parts
    }
}

/// The axes of both sides: the same prefix, else the same title.
fn axes(before: &Record, after: &Record) -> Pairing {
    let (before, after) = (&before.convention.axes, &after.convention.axes);
    let mut pairing = Pairing::new(before.len(), after.len());
    pairing.by_key(
        |rank| Some(fold(&before[rank].prefix)),
        |rank| Some(fold(&after[rank].prefix)),
    );
    pairing.by_key(
        |rank| Some(fold(&before[rank].title)),
        |rank| Some(fold(&after[rank].title)),
    );
    pairing
}
