//! An amount before and after.

use std::fmt;

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Serialize, Serializer, ser::SerializeStruct};

use crate::money::{Amount, french_decimal};

/// An amount before and after. In JSON: `before`, `after`, `difference` and `percent`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Move {
    /// What it was; none when there was no such amount.
    pub before: Option<Amount>,
    /// What it is; none when there is no such amount any more.
    pub after: Option<Amount>,
}

/// A difference as a percentage of what was before, to the hundredth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Percent(Decimal);

impl Move {
    /// From one amount to the other.
    pub fn new(before: Option<Amount>, after: Option<Amount>) -> Self {
        Self { before, after }
    }

    /// Whether the two differ; nothing at all and zero do: a cell that says `0` is not blank.
    pub fn is_change(&self) -> bool {
        self.before != self.after
    }

    /// After less before, an absent amount counting for nothing.
    pub fn difference(&self) -> Amount {
        self.after.unwrap_or_default() - self.before.unwrap_or_default()
    }

    /// The difference in percents of the amount before; none when that was nothing.
    pub fn percent(&self) -> Option<Percent> {
        let before = self
            .before
            .filter(|before| !before.is_zero())?
            .decimal()
            .abs();
        let percents = (self.difference().decimal() * Decimal::ONE_HUNDRED).checked_div(before)?;
        let rounding = RoundingStrategy::MidpointAwayFromZero;
        Some(Percent(percents.round_dp_with_strategy(2, rounding)))
    }
}

impl Serialize for Move {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Move", 4)?;
        fields.serialize_field("before", &self.before)?;
        fields.serialize_field("after", &self.after)?;
        fields.serialize_field("difference", &self.difference())?;
        let percent = self.percent().map(|one| one.0.normalize().to_string());
        fields.serialize_field("percent", &percent)?;
        fields.end()
    }
}

impl Percent {
    /// The number of percents, to the hundredth.
    pub fn decimal(self) -> Decimal {
        self.0
    }
}

/// French text with its sign: `+3,5 %`, `−12,25 %`; `< 0,01 %` in size is `0 %`.
impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = match self.0 {
            number if number.is_zero() => "",
            number if number.is_sign_negative() => "−",
            _ => "+",
        };
        write!(f, "{sign}{}\u{a0}%", french_decimal(self.0.abs()))
    }
}
