use std::{
    fmt,
    iter::Sum,
    ops::{Add, AddAssign, Neg, Sub},
};

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// An exact sum of money, in euros.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(Decimal);

/// Why a text or a number is not taken for an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnreadableAmount {
    /// It is no number in French notation.
    NotANumber,
    /// It can be read in two ways, as `1,234` or `1 2345`.
    Ambiguous,
    /// Its absolute value is [`Amount::LIMIT`] or more.
    TooLarge,
    /// It has more than four decimals.
    TooFine,
}

impl Amount {
    /// No euro at all.
    pub const ZERO: Self = Self(Decimal::ZERO);
    /// What an amount read from a file must stay below, in absolute value: 100 billion euros.
    pub const LIMIT: Decimal = Decimal::from_parts(1_215_752_192, 23, 0, false, 0);
    /// What a computed amount read back must stay below: sums of a hundred thousand such amounts still fit.
    const SUM_LIMIT: Decimal = Decimal::from_parts(1_569_325_056, 23_283_064, 0, false, 0);
    /// How many decimals an amount read from a file may have.
    pub const MAX_DECIMALS: u32 = 4;

    /// Checks the bounds within which every later computation is exact.
    ///
    /// # Errors
    /// Which bound the number breaks.
    pub fn bounded(value: Decimal) -> Result<Self, UnreadableAmount> {
        let value = value.normalize();
        match value.scale() {
            _ if value.abs() >= Self::LIMIT => Err(UnreadableAmount::TooLarge),
            0..=Self::MAX_DECIMALS => Ok(Self(value)),
            _ => Err(UnreadableAmount::TooFine),
        }
    }

    /// A whole number of euros, as tests and constants write it.
    pub fn whole(euros: i32) -> Self {
        Self(Decimal::from(euros))
    }

    /// Wraps the result of a computation on bounded amounts.
    pub(super) fn computed(value: Decimal) -> Self {
        Self(value)
    }

    /// The number behind the amount, for the modules that write it to a file.
    pub fn decimal(self) -> Decimal {
        self.0.normalize()
    }

    /// The exact product, not rounded.
    pub fn at(self, rate: Rate) -> Self {
        Self(self.0 * rate.fraction())
    }

    /// `days × self`, when `self` is a day rate.
    pub fn times(self, days: Decimal) -> Self {
        Self(self.0 * days)
    }

    /// How many days this pays at a day rate, when that is a number of at most four decimals.
    pub fn over(self, day_rate: Self) -> Option<Decimal> {
        let days = self.0.checked_div(day_rate.0)?.normalize();
        (days.scale() <= Self::MAX_DECIMALS).then_some(days)
    }

    /// The rate that this is of a cost, to the hundredth of a percent; `None` beyond 0–100 %.
    pub fn share_of(self, cost: Self) -> Option<Rate> {
        let percents = (self.0 * Decimal::ONE_HUNDRED).checked_div(cost.0)?;
        Rate::percent(Self(percents).rounded(2).0)
    }

    /// Whether there is nothing.
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// Whether it is below zero.
    pub fn is_negative(self) -> bool {
        self.0 < Decimal::ZERO
    }

    /// Whether it is a whole number of euros.
    pub fn is_whole(self) -> bool {
        self.0.is_integer()
    }

    /// Rounded to `decimals`, halves away from zero, as accountants do.
    pub fn rounded(self, decimals: u32) -> Self {
        let halves = RoundingStrategy::MidpointAwayFromZero;
        Self(self.0.round_dp_with_strategy(decimals, halves))
    }

    /// In thousands, not rounded.
    pub fn in_thousands(self) -> Self {
        Self(self.0 * Decimal::new(1, 3))
    }

    /// The distance from zero.
    pub fn abs(self) -> Self {
        Self(self.0.abs())
    }

    /// French text: no decimals when whole, at least two otherwise, and never fewer than it has.
    pub fn number(self) -> String {
        let scale = self.decimal().scale();
        self.french_number(if scale == 0 { 0 } else { scale.max(2) })
    }

    /// The same with its unit.
    pub fn with_unit(self, unit: &str) -> String {
        format!("{}\u{a0}{unit}", self.number())
    }

    /// Plain text with a point and no grouping (`1234.5`), as JSON and TOML carry it.
    pub fn plain(self) -> String {
        self.decimal().to_string()
    }
}

/// French text in euros: `1 234,50 €` with the spaces French typography asks for.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.with_unit("€"))
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.plain())
    }
}

/// From the text that [`Amount::plain`] writes; sums larger than any dossier's are refused.
impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let value = Decimal::from_str_exact(&text).map_err(D::Error::custom)?;
        let value = value.normalize();
        if value.abs() >= Self::SUM_LIMIT || value.scale() > Self::MAX_DECIMALS {
            return Err(D::Error::custom("an amount out of bounds"));
        }
        Ok(Self(value))
    }
}

impl Add for Amount {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl AddAssign for Amount {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Sub for Amount {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Neg for Amount {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Sum for Amount {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

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

    /// The same of a percentage that was calculated: it may have more decimals, but for what floats leave over.
    pub(crate) fn calculated(value: Decimal) -> Option<Self> {
        const NOISE: Decimal = Decimal::from_parts(1, 0, 0, false, 10);
        let rounded = value.round_dp(Self::MAX_DECIMALS);
        let is_noise = (value - rounded).abs() < NOISE;
        let in_range = value >= Decimal::ZERO && value <= Decimal::ONE_HUNDRED;
        Self::percent(rounded).filter(|_| is_noise).or_else(|| {
            let rate = Self(value / Decimal::ONE_HUNDRED);
            in_range.then_some(rate)
        })
    }

    /// Whether it has more decimals than shares are calculated with.
    pub(crate) fn is_too_fine(self) -> bool {
        self.rounded() != self
    }

    /// With as many decimals as shares are calculated with.
    pub(crate) fn rounded(self) -> Self {
        Self(self.0.round_dp(Self::MAX_DECIMALS + 2))
    }

    /// Between 0 and 1.
    pub fn fraction(self) -> Decimal {
        self.0
    }

    /// As many percents, without the sign: `43.85`.
    pub fn percents(self) -> Decimal {
        (self.0 * Decimal::ONE_HUNDRED).normalize()
    }

    /// Half a unit of the last decimal that it is written with as a percentage, as a fraction of the whole.
    pub(crate) fn precision(self) -> Decimal {
        // Percents are written with two decimals less than fractions.
        Decimal::new(5, self.percents().scale() + 3)
    }
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

/// A number with a comma, and no zero after the last decimal: `62,5`.
pub(crate) fn french_decimal(number: Decimal) -> String {
    number.normalize().to_string().replace('.', ",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_is_one_hundred_billion() {
        assert_eq!(Amount::LIMIT.to_string(), "100000000000");
        assert_eq!(Amount::SUM_LIMIT.to_string(), "100000000000000000");
    }

    #[test]
    fn what_is_written_is_read_back() {
        for text in ["\"0\"", "\"-12.5\"", "\"99999999999999999.9999\""] {
            let amount: Amount = serde_json::from_str(text).expect("an amount");
            assert_eq!(serde_json::to_string(&amount).expect("JSON"), text);
        }
        for text in [
            "12",
            "\"1e3\"",
            "\"\"",
            "\"100000000000000000\"",
            "\"0.00001\"",
            "\"9999999999999999999999999999999\"",
        ] {
            assert!(serde_json::from_str::<Amount>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn bounds_are_checked() {
        assert_eq!(
            Amount::bounded(Amount::LIMIT),
            Err(UnreadableAmount::TooLarge)
        );
        assert_eq!(
            Amount::bounded(Decimal::new(1, 5)),
            Err(UnreadableAmount::TooFine)
        );
        assert_eq!(
            Amount::bounded(Decimal::new(100_000, 5)),
            Ok(Amount::whole(1))
        );
    }
}
