use serde::{Deserialize, Serialize};

use super::funder::{ColumnKind, FunderId};

/// What a stated amount claims to be, or what the advance is a rate of. Years are ranks; over all of them when
/// none is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "kebab-case")]
pub enum Claim {
    /// `part:<id>`, perhaps with `@<annee>`: what a funder pays.
    Share {
        /// Who pays.
        funder: FunderId,
        /// When.
        year: Option<usize>,
    },
    /// The same, of all funders of one hand.
    Hand {
        /// One of them.
        funder: FunderId,
        /// When.
        year: Option<usize>,
    },
    /// `total`, perhaps with `@<annee>`: what everything costs.
    Total {
        /// When.
        year: Option<usize>,
    },
    /// `autres`: what those who do not sign pay.
    Others,
    /// `avance`.
    Advance,
}

impl Claim {
    /// The column of the recap that adds up to it, and its year; none for the advance.
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
