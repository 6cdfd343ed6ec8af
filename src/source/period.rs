use std::fmt;

use serde::{Deserialize, Serialize};

use super::fold;

/// What a column of amounts is for: a year, or a period that the agreement names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Period {
    /// A calendar year.
    Year(i32),
    /// A name of the agreement's own: `Phase 1 (2021-2023)`.
    Named(String),
}

impl Period {
    /// The calendar year, if it is one.
    pub fn year(&self) -> Option<i32> {
        match self {
            Self::Year(year) => Some(*year),
            Self::Named(_) => None,
        }
    }

    /// Whether a text is its name, in any spelling.
    pub fn is_named(&self, text: &str) -> bool {
        fold(&self.to_string()) == fold(text)
    }
}

impl From<i32> for Period {
    fn from(year: i32) -> Self {
        Self::Year(year)
    }
}

impl From<&Self> for Period {
    fn from(period: &Self) -> Self {
        period.clone()
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(year) => write!(f, "{year}"),
            Self::Named(name) => f.write_str(name),
        }
    }
}
