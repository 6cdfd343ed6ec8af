//! The drafted amounts, held against the figures once, for all rules that look at costs and the recap.
//!
//! Here causes are separated. A cost line that is wrong upsets its fiche's total, the recap's row
//! and every sum above it: when the draft's other figures agree with each other and not with the line, they
//! are taken as what the line should have made them (the *hypothesis*), and no rule counts them again.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::{
    names::Doubt,
    row::{Row, WrongRow, completed, parts},
    slip::only,
};
use crate::{
    compute::{Figures, Known, Split, exact_shares, scaled},
    model::{CellAmount, ColumnKind, CostAmount, Dossier, Fiche, FunderId},
    money::Amount,
    source::{Located, Period, Place},
};

/// A fiche in a year of the agreement, and what is drafted of it.
pub(super) struct FicheYear<'a> {
    pub(super) fiche: &'a Fiche,
    /// The fiche's rank.
    pub(super) index: usize,
    pub(super) year: &'a Period,
    /// The year's rank.
    pub(super) rank: usize,
    /// What the costs and funding rules alone give.
    pub(super) split: &'a Split,
    /// Whether a drafted total is that of the lines: where days give another amount, the days are wrong.
    pub(super) is_borne_out: bool,
    /// Whether the drafted total differs from the lines and no wrong line explains it.
    pub(super) wrong_total: bool,
    /// What the cost and the shares are if the draft's totals are right and a line or a rate is wrong.
    pub(super) hypothesis: Option<Split>,
    /// The funder whose rate or amount is wrong if that is so.
    pub(super) suspect: Option<FunderId>,
    /// What is wrong with the recap's row.
    pub(super) row: Option<WrongRow<'a>>,
}

/// Holds the draft against the figures that follow from costs and rules alone, fiche by fiche and year by year.
///
/// Of the fiches in `settled`, costs and rates were decided to be right as drafted: nothing is supposed.
pub(super) fn fiche_years<'a>(
    dossier: &'a Dossier,
    ruled: &'a Figures,
    doubts: &[Doubt],
    settled: &BTreeSet<usize>,
) -> Vec<FicheYear<'a>> {
    let mut all = Vec::new();
    for (index, fiche) in dossier.fiches.iter().enumerate() {
        let row = Row::of_fiche(dossier, index);
        let may_suppose = !settled.contains(&index);
        for (rank, split) in ruled.fiches[index].years.iter().enumerate() {
            let mut at = FicheYear {
                fiche,
                index,
                year: &dossier.years()[rank],
                rank,
                split,
                is_borne_out: false,
                wrong_total: false,
                hypothesis: None,
                suspect: None,
                row: None,
            };
            let respelt = respelt(dossier, fiche, doubts, (rank, split)).filter(|_| may_suppose);
            at.check(dossier, row, respelt.as_ref(), may_suppose);
            all.push(at);
        }
    }
    all
}

impl<'a> FicheYear<'a> {
    /// The costs of its lines.
    pub(super) fn costs(&self) -> impl Iterator<Item = &'a CostAmount> + use<'a> {
        let rank = self.rank;
        self.fiche.lines.iter().map(move |line| &line.years[rank])
    }

    /// Every drafted amount, as the terms of a sum.
    pub(super) fn cost_terms(&self) -> impl Iterator<Item = (Amount, &'a Place)> + use<'a> {
        filled(self.costs())
    }

    /// The costs whose days give another amount: the cost, its days and what they give.
    pub(super) fn wrong_days(
        &self,
        rate: Amount,
    ) -> impl Iterator<Item = (&'a CostAmount, &'a Located<Decimal>, Amount)> + use<'a> {
        self.costs().filter_map(move |cost| {
            // Zero days are as no days: a purchase beside lines by the day.
            let days = cost.days.as_ref().filter(|days| !days.value.is_zero())?;
            let by_days = rate.times(days.value);
            let is_right = match cost.amount.value {
                CellAmount::Unreadable => true,
                CellAmount::Amount(amount) => amount == by_days,
                CellAmount::Blank | CellAmount::Nothing => by_days.is_zero(),
            };
            (!is_right).then_some((cost, days, by_days))
        })
    }

    /// `respelt` is what the rules give once misspelt funders are put right, if there are any.
    fn check(
        &mut self,
        dossier: &Dossier,
        row: Option<Row<'a>>,
        respelt: Option<&Split>,
        may_suppose: bool,
    ) {
        // Nothing can be held against a cost that could not be read.
        if self.split.known == Known::Nothing {
            return;
        }
        let (fiche, year) = (self.fiche, self.rank);
        let split = respelt.unwrap_or(self.split);
        let totals = fiche.drafted_totals.iter();
        let totals = totals.map(|total| &total.years[year].amount);
        let in_fiche: Vec<Amount> = totals.filter_map(|cell| cell.amount()).collect();
        let in_recap = row.and_then(|row| row.drafted(year, ColumnKind::Total));
        let stated: Vec<Amount> = in_fiche.iter().copied().chain(in_recap).collect();
        self.is_borne_out = stated.contains(&split.total);
        let rate = &dossier.convention.day_rate;
        let gained = rate.iter().flat_map(|rate| self.wrong_days(rate.value));
        let gained = gained.map(|(cost, _, by_days)| match cost.amount.amount() {
            Some(_) if self.is_borne_out => Amount::ZERO,
            amount => by_days - amount.unwrap_or_default(),
        });
        let corrected = split.total + gained.sum();
        self.wrong_total = in_fiche.iter().any(|total| *total != corrected);
        // The total that the draft was made with, when it is not what the lines add up to: the one that the days
        // give, or the one that fiche and recap agree on.
        let borne_out = Some(corrected).filter(|total| stated.contains(total));
        let agreed = in_fiche.first().copied();
        let agreed = agreed.filter(|total| in_recap.is_none_or(|recap| recap == *total));
        let mut believed = borne_out.into_iter().chain(agreed);
        let believed = believed.find(|total| may_suppose && *total != split.total);
        let hypothesis = believed.map(|total| scaled(dossier, fiche, split, total, year));
        self.hypothesis = hypothesis.or_else(|| respelt.cloned());

        let Some(row) = row else { return };
        if (fiche.is_silent() || fiche.lacks_costs()) && may_suppose {
            self.hypothesis = Some(stated_split(dossier, row, year));
            return;
        }
        let supposed = self.hypothesis.as_ref().unwrap_or(split);
        if !row.states(year) && supposed.total.is_zero() {
            return;
        }
        let parts = parts(dossier, row, year, supposed);
        let step = dossier.convention.step.amount();
        let completed = completed(&parts, supposed, step, dossier.parties());
        match completed.filter(|_| may_suppose) {
            Some(completed) => {
                let shares = supposed.shares.iter().zip(&completed.shares).enumerate();
                let moved = shares.map(|(rank, (before, after))| (rank, (*after - *before).abs()));
                let moved: Vec<_> = moved.filter(|(_, by)| !by.is_zero()).collect();
                let by_more_than_rounding = moved.iter().filter(|(_, by)| *by > step);
                let suspect = only(&moved).or_else(|| only(by_more_than_rounding));
                self.suspect = suspect.map(|(rank, _)| FunderId(*rank));
                self.hypothesis = Some(completed);
            }
            None => self.row = WrongRow::new(parts, dossier, fiche, supposed, year),
        }
    }
}

/// The costs that are an amount other than zero, as the terms of a sum.
pub(super) fn filled<'a>(
    costs: impl Iterator<Item = &'a CostAmount>,
) -> impl Iterator<Item = (Amount, &'a Place)> {
    let amounts = costs.filter_map(|cost| Some((cost.amount.amount()?, &cost.amount.place)));
    amounts.filter(|(amount, _)| !amount.is_zero())
}

/// The split with the shares of funders that are misspelt given to those they are meant for; a name that is only near
/// another's may be right, and hides nothing.
fn respelt(
    dossier: &Dossier,
    fiche: &Fiche,
    doubts: &[Doubt],
    (year, split): (usize, &Split),
) -> Option<Split> {
    let (total, mut exact) = exact_shares(fiche, year, dossier.funders.len());
    let mut moved = false;
    for doubt in doubts.iter().filter(|doubt| doubt.is_error) {
        let share = std::mem::take(&mut exact[doubt.funder.0]);
        exact[doubt.meant.0] += share;
        moved |= !share.is_zero();
    }
    moved.then(|| Split::rounded(total, &exact, dossier.convention.step, split.known))
}

/// The split that a row states, where the fiche has no costs to compute it from.
fn stated_split(dossier: &Dossier, row: Row<'_>, year: usize) -> Split {
    let stated = |kind| row.drafted(year, kind).unwrap_or_default();
    let mut cells = row.cells_of(year);
    let is_unread = cells.any(|cell| cell.value == CellAmount::Unreadable);
    let kinds = dossier.funders.iter().map(|(id, _)| ColumnKind::Funder(id));
    let shares: Vec<Amount> = kinds.map(stated).collect();
    let total = stated(ColumnKind::Total);
    Split {
        total,
        unallocated: total - shares.iter().copied().sum(),
        shares,
        known: Known::unless(is_unread),
    }
}
