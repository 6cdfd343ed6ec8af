use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use crate::{
    model::{ColumnKind, FunderId},
    money::{Amount, Step, apportion},
};

/// A cost and who pays it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Split {
    /// The cost.
    pub total: Amount,
    /// One a funder, in the order of [`crate::model::Funders`].
    pub shares: Vec<Amount>,
    /// What no rule funds.
    pub unallocated: Amount,
}

impl Split {
    pub(super) fn zero(funders: usize) -> Self {
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
    pub(super) fn over(years: Vec<Split>, funders: usize) -> Self {
        let mut all = Split::zero(funders);
        years.iter().for_each(|year| all += year);
        Self { years, all }
    }

    pub(super) fn sum<'a>(
        parts: impl Iterator<Item = &'a Self>,
        years: usize,
        funders: usize,
    ) -> Self {
        let mut sums = vec![Split::zero(funders); years];
        for part in parts {
            let years = sums.iter_mut().zip(&part.years);
            years.for_each(|(sum, year)| *sum += year);
        }
        Self::over(sums, funders)
    }

    /// Of a year by index, or over all years.
    pub fn of(&self, year: Option<usize>) -> &Split {
        year.map_or(&self.all, |year| &self.years[year])
    }
}
