//! Money: exact amounts, rates, the French text they are typed and printed as, in figures and in words, and
//! the one way a total is split into shares.
//!
//! Nothing here knows a cell, a fiche or a party. There is no float in this module: both float edges of the
//! program (the workbook it reads and the one it writes) convert before and after.
//!
//! Operators on [`Amount`] cannot overflow: a parsed amount is bounded by [`Amount::LIMIT`] and four
//! decimals, a rate by 100 % and eight decimals, so that sums over millions of lines fit in 28 digits.

mod amount;
mod apportion;
mod french;
mod prose;
mod words;

pub use amount::{Amount, Rate};
pub(crate) use amount::{UnreadableAmount, french_decimal};
pub(crate) use apportion::{Rounded, largest_remainders};
pub use apportion::{Step, apportion};
pub(crate) use french::{
    is_not_costed, multiple_in, parse_calculated_rate, unit_in, without_units,
};
pub use french::{parse_amount, parse_days, parse_rate};
pub(crate) use prose::{Written, amounts_in};
pub use words::cardinal;
pub(crate) use words::read::{is_numeral, number};
