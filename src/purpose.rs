//! What documents are made for: a draft to discuss, or the set that is signed.

use serde::{Deserialize, Serialize};

/// What a version is for. In `donnees.json` it is the flag `is_final`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "bool", into = "bool")]
pub enum Purpose {
    /// To be discussed: it cannot be signed, and may still have blanks.
    #[default]
    Draft,
    /// To be signed: blanks and working notes block it, and it is published once.
    Final,
}

impl Purpose {
    /// Whether it is to be signed.
    pub fn is_final(self) -> bool {
        self == Self::Final
    }
}

impl From<bool> for Purpose {
    fn from(is_final: bool) -> Self {
        if is_final { Self::Final } else { Self::Draft }
    }
}

impl From<Purpose> for bool {
    fn from(purpose: Purpose) -> Self {
        purpose.is_final()
    }
}
