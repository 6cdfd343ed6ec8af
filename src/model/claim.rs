use serde::{Deserialize, Serialize};

use super::funder::{ColumnKind, FunderId};

/// What a stated amount claims to be, or what the advance is a rate of. Years are ranks; without one, it is over all
/// years.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "kebab-case")]
pub enum Claim {
    /// `part:<id>`, perhaps with `@<annee>`: what a funder pays.
    Share {
        /// Who pays.
        funder: FunderId,
        /// The year.
        year: Option<usize>,
    },
    /// The same for all funders whose money comes from one hand.
    Hand {
        /// One of them.
        funder: FunderId,
        /// The year.
        year: Option<usize>,
    },
    /// `total`, perhaps with `@<annee>`: what everything costs.
    Total {
        /// The year.
        year: Option<usize>,
    },
    /// `autres`: what those who do not sign pay.
    Others,
    /// `avance`.
    Advance,
}

impl Claim {
    /// The column of the recap whose total it is, and its year; `None` for the advance.
    pub fn column(self) -> Option<(ColumnKind, Option<usize>)> {
        match self {
            Self::Share { funder, year } => Some((ColumnKind::Funder(funder), year)),
            Self::Hand { funder, year } => Some((ColumnKind::Hand(funder), year)),
            Self::Total { year } => Some((ColumnKind::Total, year)),
            Self::Others => Some((ColumnKind::Others, None)),
            Self::Advance => None,
        }
    }
}
