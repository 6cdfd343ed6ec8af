//! Who pays what of a cost, and how the decisions of the parties change it.

use std::{collections::BTreeMap, ops::AddAssign};

use serde::{Deserialize, Serialize};

use crate::{
    finding::Keep,
    model::{CellAmount, ColumnKind, Decision, Dossier, Funder, FunderId, Part, RowKind},
    money::{Amount, Step, apportion},
    source::fold,
};

/// A cost and who pays it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Split {
    /// The cost.
    pub total: Amount,
    /// One per funder, in the order of the `Funders`.
    pub shares: Vec<Amount>,
    /// What no rule funds.
    pub unallocated: Amount,
    /// How much of it is known; what is published is known completely.
    #[serde(skip)]
    pub known: Known,
}

/// How much of a split is known: an unreadable amount does not count as 0, so figures that depend on it are unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Known {
    /// Neither the cost nor the shares.
    Nothing,
    /// The cost alone.
    Cost,
    /// All of it.
    #[default]
    All,
}

impl Known {
    /// All, unless something could not be read.
    pub fn unless(is_unread: bool) -> Self {
        if is_unread { Self::Nothing } else { Self::All }
    }
}

impl Split {
    /// A split of nothing, with a share for each of `funders` funders.
    pub fn zero(funders: usize, known: Known) -> Self {
        Self {
            total: Amount::ZERO,
            shares: vec![Amount::ZERO; funders],
            unallocated: Amount::ZERO,
            known,
        }
    }

    /// Rounds exact shares, the last of which is what no rule funds.
    pub fn rounded(total: Amount, exact: &[Amount], step: Step, known: Known) -> Self {
        let mut shares = apportion(exact, step);
        let unallocated = shares.pop().unwrap_or_default();
        Self {
            total,
            shares,
            unallocated,
            known,
        }
    }

    /// Whether the amount in a column of this kind is known.
    pub fn knows(&self, kind: ColumnKind) -> bool {
        match kind {
            ColumnKind::Total => self.known >= Known::Cost,
            _ => self.known == Known::All,
        }
    }

    /// The amount in a column of this kind, if it is known.
    pub fn known_part(&self, kind: ColumnKind, funders: &[Funder]) -> Option<Amount> {
        self.knows(kind).then(|| self.part(kind, funders))
    }

    /// A funder's share.
    pub fn share(&self, funder: FunderId) -> Amount {
        self.shares[funder.0]
    }

    /// The amount in a column of this kind.
    pub fn part(&self, kind: ColumnKind, funders: &[Funder]) -> Amount {
        let sum_of = |is_counted: &dyn Fn(&Funder) -> bool| {
            let shares = self.shares.iter().zip(funders);
            let counted = shares.filter(|(_, funder)| is_counted(funder));
            counted.map(|(share, _)| *share).sum()
        };
        match kind {
            ColumnKind::Funder(id) => self.share(id),
            ColumnKind::Hand(id) => sum_of(&|funder| funder.is_of_hand(&funders[id.0])),
            ColumnKind::Others => sum_of(&|funder| !funder.has_column),
            ColumnKind::Unallocated => self.unallocated,
            ColumnKind::Total => self.total,
        }
    }
}

impl AddAssign<&Split> for Split {
    fn add_assign(&mut self, other: &Split) {
        self.total += other.total;
        self.unallocated += other.unallocated;
        self.known = self.known.min(other.known);
        for (share, added) in self.shares.iter_mut().zip(&other.shares) {
            *share += *added;
        }
    }
}

/// The splits of something, year by year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Splits {
    /// One per year.
    pub years: Vec<Split>,
    /// Over all years.
    pub all: Split,
}

impl Splits {
    pub(super) fn over(years: Vec<Split>, funders: usize) -> Self {
        let mut all = Split::zero(funders, Known::All);
        years.iter().for_each(|year| all += year);
        Self { years, all }
    }

    /// The sum of splits of this many years between this many funders.
    pub fn sum<'a>(
        parts: impl Iterator<Item = &'a Self>,
        (years, funders): (usize, usize),
        known: Known,
    ) -> Self {
        let mut sums = vec![Split::zero(funders, known); years];
        for part in parts {
            let years = sums.iter_mut().zip(&part.years);
            years.for_each(|(sum, year)| *sum += year);
        }
        Self::over(sums, funders)
    }

    /// The split of a year by index, or that of all years.
    pub fn of(&self, year: Option<usize>) -> &Split {
        year.map_or(&self.all, |year| &self.years[year])
    }
}

/// A split as a decision changes it; `None` when it changes nothing there, or does not add up. Where the decision
/// `completes` the split, its parts pay what is unfunded.
pub(crate) fn changes(
    dossier: &Dossier,
    decision: &Decision,
    completes: bool,
    (fiche, year): (usize, usize),
    split: &Split,
) -> Option<Split> {
    match decision.keep {
        Keep::Fiche | Keep::Convention => return None,
        Keep::Recap => return as_drafted(dossier, fiche, year, split),
        Keep::Parts => {}
    }
    let parts = &decision.parts;
    let is_negative = split.total.is_negative();
    let mut signs = parts.iter().map(|part| part.amount.is_negative());
    if signs.any(|sign| sign != is_negative) {
        return None;
    }
    if completes {
        let unfunded = unfunded(dossier, fiche, year, decision.nature.as_deref());
        let mut unfunded = unfunded.into_iter();
        return unfunded.find_map(|unfunded| completed(split, parts, unfunded));
    }
    let mut decided = Split {
        shares: vec![Amount::ZERO; split.shares.len()],
        unallocated: Amount::ZERO,
        ..split.clone()
    };
    for part in parts {
        decided.shares[part.funder.0] += part.amount;
    }
    balanced(decided)
}

/// The shares that the recap's row states; those of funders without a column stay as computed.
pub(crate) fn as_drafted(
    dossier: &Dossier,
    fiche: usize,
    year: usize,
    split: &Split,
) -> Option<Split> {
    let recap = dossier.recap.as_ref()?;
    let mut rows = recap.rows.iter();
    let row = rows.find(|row| row.kind == RowKind::Fiche(fiche))?;
    let mut decided = Split {
        unallocated: Amount::ZERO,
        ..split.clone()
    };
    for (FunderId(rank), _) in dossier.funders.iter() {
        if let Some(column) = recap.column(Some(year), ColumnKind::Funder(FunderId(rank))) {
            decided.shares[rank] = match row.amount(column) {
                CellAmount::Unreadable => return None,
                stated => stated.amount().unwrap_or_default(),
            };
        }
    }
    balanced(decided)
}

/// The split once `parts` pay the `unfunded` cost of a nature, if they add up to it.
fn completed(split: &Split, parts: &[Part], unfunded: Amount) -> Option<Split> {
    let sum: Amount = parts.iter().map(|part| part.amount).sum();
    let is_left = sum.is_negative() == split.unallocated.is_negative()
        && sum.abs() <= split.unallocated.abs();
    if sum.is_zero() || sum != unfunded || !is_left {
        return None;
    }
    let mut decided = split.clone();
    for part in parts {
        decided.shares[part.funder.0] += part.amount;
    }
    decided.unallocated = split.unallocated - sum;
    Some(decided)
}

/// The costs that no rate covers: of the named nature; if none is named, of each nature, then of all.
pub(crate) fn unfunded(
    dossier: &Dossier,
    fiche: usize,
    year: usize,
    named: Option<&str>,
) -> Vec<Amount> {
    let fiche = &dossier.fiches[fiche];
    let mut natures: BTreeMap<Option<String>, Amount> = BTreeMap::new();
    for line in fiche.lines.iter().filter(|line| !fiche.is_rated(line)) {
        let nature = line.nature.as_ref().map(|nature| fold(nature));
        *natures.entry(nature).or_default() += line.amount(year);
    }
    if let Some(named) = named {
        return natures.remove(&Some(fold(named))).into_iter().collect();
    }
    let all = natures.values().copied().sum();
    natures.into_values().chain([all]).collect()
}

/// The split, if its shares add up to its cost, and this is not 0.
fn balanced(split: Split) -> Option<Split> {
    let sum: Amount = split.shares.iter().copied().sum();
    (sum == split.total && !split.total.is_zero()).then_some(split)
}
