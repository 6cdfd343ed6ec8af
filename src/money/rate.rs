use std::{fmt, iter::Sum};

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// A funder's rate: the exact fraction of a cost that it pays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rate(Decimal);

impl Rate {
    /// The whole cost.
    pub const FULL: Self = Self(Decimal::ONE);
    /// How many decimals a percentage read from a file may have.
    pub const MAX_DECIMALS: u32 = 6;

    /// A rate from a percentage between 0 and 100 with at most six decimals; `None` outside.
    pub fn percent(value: Decimal) -> Option<Self> {
        let value = value.normalize();
        let in_range = value >= Decimal::ZERO && value <= Decimal::ONE_HUNDRED;
        (in_range && value.scale() <= Self::MAX_DECIMALS)
            .then(|| Self(value / Decimal::ONE_HUNDRED))
    }

    /// Between 0 and 1.
    pub fn fraction(self) -> Decimal {
        self.0
    }

    /// As many percents, without the sign: `43.85`.
    pub fn percents(self) -> Decimal {
        (self.0 * Decimal::ONE_HUNDRED).normalize()
    }
}

/// A number with a comma, and no zero after the last decimal: `62,5`.
pub(crate) fn french_decimal(number: Decimal) -> String {
    number.normalize().to_string().replace('.', ",")
}

/// French text: `43,85 %`.
impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\u{a0}%", french_decimal(self.percents()))
    }
}

/// Percents as plain text: `"43.85"`.
impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.percents().to_string())
    }
}

/// From percents as plain text.
impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let percents = Decimal::from_str_exact(&text).map_err(D::Error::custom)?;
        Self::percent(percents).ok_or_else(|| D::Error::custom("a rate out of bounds"))
    }
}

impl Sum for Rate {
    fn sum<I: Iterator<Item = Self>>(rates: I) -> Self {
        Self(rates.map(|rate| rate.0).sum())
    }
}
