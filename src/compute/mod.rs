//! What everyone pays: the shares of each fiche and year, their sums by axis and over all, the advance.
//!
//! Pure functions from the model to figures. Shares are computed exactly by line, summed by fiche and year, and rounded
//! once there. What no rule funds is a separate share, never spread over the funders; it is negative when the rules
//! promise more than the cost, so that shares always add up to the cost. What the parties decided is applied last, once
//! the audit has accepted it.

mod payments;
mod split;
mod unread;

pub(crate) use payments::Paid;
pub use split::{Known, Split, Splits};
pub(crate) use split::{as_drafted, changes, unfunded};

use std::collections::BTreeMap;

use crate::{
    model::{Base, Claim, CostLine, Dossier, Fiche, FunderId, Funders, FundingRule, Terms},
    money::Amount,
};

/// Every figure that follows from the model.
#[derive(Clone, Debug)]
pub struct Figures {
    /// One per fiche, in the order of the annexes.
    pub fiches: Vec<Splits>,
    /// One per axis.
    pub axes: Vec<Splits>,
    /// Over all fiches.
    pub total: Splits,
    /// The advance, when the agreement has one.
    pub advance: Option<Amount>,
    /// Whether a decision changed the split, by fiche and year.
    pub decided: Vec<Vec<bool>>,
}

impl Figures {
    /// What a stated amount should be; `None` for the advance of an agreement without one, or where it depends on
    /// something that could not be read.
    pub fn claimed(&self, claim: Claim, funders: &Funders) -> Option<Amount> {
        match claim.column() {
            Some((kind, year)) => self.total.of(year).known_part(kind, funders.all()),
            None => self.advance,
        }
    }
}

/// The splits that the parties decided, by fiche and year.
pub(crate) type Decided = BTreeMap<(usize, usize), Split>;

/// The figures with the decided splits in place of those that the rules give.
pub(crate) fn decided(dossier: &Dossier, ruled: &Figures, decided: &Decided) -> Figures {
    let mut fiches = ruled.fiches.clone();
    let mut changed = vec![vec![false; dossier.years().len()]; fiches.len()];
    for ((fiche, year), split) in decided {
        changed[*fiche][*year] = *split != ruled.fiches[*fiche].years[*year];
        fiches[*fiche].years[*year].clone_from(split);
    }
    let over = |splits: Splits| Splits::over(splits.years, dossier.funders.len());
    let fiches = fiches.into_iter().map(over).collect();
    Figures {
        decided: changed,
        ..figures(dossier, fiches)
    }
}

/// Computes what follows from the costs and the funding rules alone.
pub(crate) fn by_rules(dossier: &Dossier) -> Figures {
    let fiches = dossier.fiches.iter().zip(unread::incomplete(dossier));
    let fiches = fiches.map(|(fiche, max_known)| ruled(dossier, fiche, max_known));
    figures(dossier, fiches.collect())
}

/// The splits of a budget by its rules; no more than `max_known` of them is known.
pub(crate) fn ruled(dossier: &Dossier, budget: &Fiche, max_known: Known) -> Splits {
    let (step, funders) = (dossier.convention.step, dossier.funders.len());
    let split = |year| {
        let (total, exact) = exact_shares(budget, year, funders);
        let known = unread::known(budget, year).min(max_known);
        Split::rounded(total, &exact, step, known)
    };
    Splits::over((0..dossier.years().len()).map(split).collect(), funders)
}

fn figures(dossier: &Dossier, fiches: Vec<Splits>) -> Figures {
    let size = (dossier.years().len(), dossier.funders.len());
    // A row whose code could not be read may belong to any axis.
    let known = Known::unless(unread::lost_rows(dossier).next().is_some());
    let of_axis = |axis: usize| {
        let all = dossier.fiches.iter().zip(&fiches);
        let is_of_axis = |fiche: &Fiche| dossier.convention.is_within(fiche.axis, axis);
        let within = all.filter(|(fiche, _)| is_of_axis(fiche));
        Splits::sum(within.map(|(_, splits)| splits), size, known)
    };
    let axes = (0..dossier.convention.axes.len()).map(of_axis).collect();
    let total = Splits::sum(fiches.iter(), size, known);
    let mut figures = Figures {
        fiches,
        axes,
        total,
        advance: None,
        decided: Vec::new(),
    };
    figures.advance = dossier.convention.advance.as_ref().and_then(|advance| {
        let base = figures.claimed(advance.resolved, &dossier.funders)?;
        let decimals = dossier.convention.step.decimals();
        Some(base.at(advance.rate.value).rounded(decimals))
    });
    figures
}

/// The cost of a fiche in a year and its exact shares: one per funder, then what no rule funds.
pub(crate) fn exact_shares(fiche: &Fiche, year: usize, funders: usize) -> (Amount, Vec<Amount>) {
    let total = fiche.cost(year);
    let cost = |nature: Option<&str>| fiche.cost_of(nature, year);
    (total, shares_of(total, cost, fiche, year, funders))
}

/// The exact shares of any total; `cost` gives what the lines of a nature cost, or all lines.
fn shares_of(
    total: Amount,
    cost: impl Fn(Option<&str>) -> Amount,
    fiche: &Fiche,
    year: usize,
    funders: usize,
) -> Vec<Amount> {
    let mut exact = vec![Amount::ZERO; funders];
    let terms: Vec<Terms<'_>> = fiche.rules.iter().map(|rule| rule.terms(year)).collect();
    for (rule, paid) in fiche.rules.iter().zip(Terms::all_paid(&terms, cost)) {
        exact[rule.funder.0] += paid;
    }
    exact.push(total - exact.iter().copied().sum());
    exact
}

/// What a funder pays exactly of some lines of a fiche in a year; `None` if a rule has a fixed amount, base or ceiling.
pub(crate) fn exact_share_of(
    fiche: &Fiche,
    lines: &[&CostLine],
    year: usize,
    funder: FunderId,
    funders: usize,
) -> Option<Amount> {
    let of_all = |rule: &FundingRule| {
        rule.fixed(year).is_some() || rule.base.is_some() || rule.ceiling.is_some()
    };
    let is_of_fiche = |line: &&CostLine| fiche.lines.iter().any(|other| other.place == line.place);
    if fiche.rules.iter().any(of_all) || !lines.iter().all(is_of_fiche) {
        return None;
    }
    let cost = |nature: Option<&str>| {
        let covered = lines
            .iter()
            .filter(|line| nature.is_none() || line.nature_key.as_deref() == nature);
        covered.map(|line| line.amount(year)).sum()
    };
    let shares = shares_of(cost(None), cost, fiche, year, funders);
    shares.get(funder.0).copied()
}

/// The split of another total by the same rules, where none names a nature or a fixed amount.
pub(crate) fn scaled(
    dossier: &Dossier,
    fiche: &Fiche,
    split: &Split,
    total: Amount,
    year: usize,
) -> Split {
    let names_nature = |rule: &FundingRule| {
        let base = rule.base.as_deref();
        rule.nature.is_some() || matches!(base, Some(Base::Natures(_)))
    };
    if fiche.rules.iter().any(names_nature) || fiche.has_fixed(year) {
        let unallocated = split.unallocated + total - split.total;
        return Split {
            total,
            unallocated,
            ..split.clone()
        };
    }
    let exact = shares_of(total, |_| total, fiche, year, dossier.funders.len());
    Split::rounded(total, &exact, dossier.convention.step, split.known)
}
