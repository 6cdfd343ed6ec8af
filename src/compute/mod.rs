//! What everyone pays: the shares of each fiche and year, their sums by axis and over all, the advance.
//!
//! Pure: model in, figures out. A share is computed exactly by line, summed by fiche and year, and rounded
//! once there. What no rule funds is a share of its own, never spread by guess; when the rules promise more
//! than the cost it is negative, so that the sum still holds. What the parties
//! decided is applied last, once the audit has accepted it.

mod decisions;

pub use decisions::{as_drafted, changes};

use std::{collections::BTreeMap, ops::AddAssign};

use serde::{Deserialize, Serialize};

use crate::{
    model::{Claim, ColumnKind, Dossier, Fiche, FunderId},
    money::{Amount, Step, apportion},
};

/// A cost and who pays it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Split {
    /// The cost.
    pub total: Amount,
    /// One a funder, in the order of [`Funders`].
    pub shares: Vec<Amount>,
    /// What no rule funds.
    pub unallocated: Amount,
}

impl Split {
    fn zero(funders: usize) -> Self {
        Self {
            total: Amount::ZERO,
            shares: vec![Amount::ZERO; funders],
            unallocated: Amount::ZERO,
        }
    }

    /// The split of exact shares, the last of which is what no rule funds.
    pub fn rounded(total: Amount, exact: &[Amount], step: Step) -> Self {
        let mut shares = apportion(exact, step);
        let unallocated = shares.pop().unwrap_or_default();
        Self {
            total,
            shares,
            unallocated,
        }
    }

    /// A funder's share.
    pub fn share(&self, funder: FunderId) -> Amount {
        self.shares[funder.0]
    }

    /// What a column of this kind shows, where the first funders, so many, are the parties.
    pub fn part(&self, kind: ColumnKind, parties: usize) -> Amount {
        match kind {
            ColumnKind::Funder(id) => self.share(id),
            ColumnKind::Others => self.shares[parties..].iter().copied().sum(),
            ColumnKind::Unallocated => self.unallocated,
            ColumnKind::Total => self.total,
        }
    }
}

impl AddAssign<&Split> for Split {
    fn add_assign(&mut self, other: &Split) {
        self.total += other.total;
        self.unallocated += other.unallocated;
        for (share, added) in self.shares.iter_mut().zip(&other.shares) {
            *share += *added;
        }
    }
}

/// The splits of something, year by year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Splits {
    /// One a year.
    pub years: Vec<Split>,
    /// Over all years.
    pub all: Split,
}

impl Splits {
    fn over(years: Vec<Split>, funders: usize) -> Self {
        let mut all = Split::zero(funders);
        years.iter().for_each(|year| all += year);
        Self { years, all }
    }

    fn sum<'a>(parts: impl Iterator<Item = &'a Self>, years: usize, funders: usize) -> Self {
        let mut sums = vec![Split::zero(funders); years];
        for part in parts {
            sums.iter_mut()
                .zip(&part.years)
                .for_each(|(sum, year)| *sum += year);
        }
        Self::over(sums, funders)
    }

    /// Of a year by index, or over all years.
    pub fn of(&self, year: Option<usize>) -> &Split {
        year.map_or(&self.all, |year| &self.years[year])
    }
}

/// Every figure that follows from the model.
#[derive(Clone, Debug)]
pub struct Figures {
    /// One a fiche, in the order of the annexes.
    pub fiches: Vec<Splits>,
    /// One an axis.
    pub axes: Vec<Splits>,
    /// Over all fiches.
    pub total: Splits,
    /// The advance, when the agreement has one.
    pub advance: Option<Amount>,
    /// Whether a decision changed the split, by fiche and year.
    pub decided: Vec<Vec<bool>>,
}

impl Figures {
    /// What a stated amount should be; `None` for the advance of an agreement that has none.
    pub fn claimed(&self, claim: Claim, parties: usize) -> Option<Amount> {
        match claim {
            Claim::Column(kind, year) => Some(self.total.of(year).part(kind, parties)),
            Claim::Advance => self.advance,
        }
    }
}

/// The splits that the parties decided, by fiche and year.
pub type Decided = BTreeMap<(usize, usize), Split>;

/// The figures once these splits stand in the place of those that the rules give.
pub fn decided(dossier: &Dossier, ruled: &Figures, decided: &Decided) -> Figures {
    let mut changed: Vec<Vec<bool>> = ruled
        .fiches
        .iter()
        .map(|splits| vec![false; splits.years.len()])
        .collect();
    let mut fiches = ruled.fiches.clone();
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
pub fn by_rules(dossier: &Dossier) -> Figures {
    figures(
        dossier,
        dossier
            .fiches
            .iter()
            .map(|fiche| splits(fiche, dossier))
            .collect(),
    )
}

fn figures(dossier: &Dossier, fiches: Vec<Splits>) -> Figures {
    let (years, funders) = (dossier.years().len(), dossier.funders.len());
    let of_axis = |axis: usize| {
        let own = dossier
            .fiches
            .iter()
            .zip(&fiches)
            .filter(move |(fiche, _)| fiche.axis == axis);
        Splits::sum(own.map(|(_, splits)| splits), years, funders)
    };
    let axes = (0..dossier.convention.axes.len()).map(of_axis).collect();
    let total = Splits::sum(fiches.iter(), years, funders);
    let mut figures = Figures {
        fiches,
        axes,
        total,
        advance: None,
        decided: Vec::new(),
    };
    figures.advance = dossier.convention.advance.as_ref().and_then(|advance| {
        let base = figures.claimed(advance.base, dossier.parties())?;
        let decimals = dossier.convention.settings.step.decimals();
        Some(base.at(advance.rate.value).rounded(decimals))
    });
    figures
}

fn splits(fiche: &Fiche, dossier: &Dossier) -> Splits {
    let split = |year| {
        let (total, exact) = exact_shares(fiche, year, dossier.funders.len());
        Split::rounded(total, &exact, dossier.convention.settings.step)
    };
    let years = (0..dossier.years().len()).map(split).collect();
    Splits::over(years, dossier.funders.len())
}

/// The exact shares of a fiche in a year, one a funder, then what no rule funds.
pub fn exact_shares(fiche: &Fiche, year: usize, funders: usize) -> (Amount, Vec<Amount>) {
    let mut exact = vec![Amount::ZERO; funders];
    for rule in &fiche.rules {
        exact[rule.funder.0] += match (rule.fixed(year), &rule.rate) {
            (Some(fixed), _) => fixed,
            (None, Some(rate)) => {
                let covered = fiche.covered_by(rule).map(|line| line.amount(year));
                covered.sum::<Amount>().at(rate.value)
            }
            (None, None) => Amount::ZERO,
        };
    }
    let total = fiche.cost(year);
    exact.push(total - exact.iter().copied().sum());
    (total, exact)
}

/// The split of another total by the same rules, when plain rates alone decide it.
pub fn scaled(
    dossier: &Dossier,
    fiche: &Fiche,
    split: &Split,
    total: Amount,
    year: usize,
) -> Split {
    let has_nature = fiche.rules.iter().any(|rule| rule.nature.is_some());
    if has_nature || fiche.has_fixed(year) {
        let unallocated = split.unallocated + total - split.total;
        return Split {
            total,
            unallocated,
            ..split.clone()
        };
    }
    let mut exact = vec![Amount::ZERO; dossier.funders.len()];
    for rule in &fiche.rules {
        let rate = rule.rate.as_ref();
        exact[rule.funder.0] += rate.map(|rate| total.at(rate.value)).unwrap_or_default();
    }
    exact.push(total - exact.iter().copied().sum());
    Split::rounded(total, &exact, dossier.convention.settings.step)
}
