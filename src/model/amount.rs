use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::money::Amount;

/// The content of an amount cell.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum CellAmount {
    /// Nothing was written.
    #[default]
    Blank,
    /// `/`, `-` or a mention: there is no amount, on purpose.
    Nothing,
    /// A text that could not be read; there is a finding about it.
    Unreadable,
    /// An amount.
    Amount(Amount),
}

impl CellAmount {
    /// The amount, if one was written.
    pub fn amount(self) -> Option<Amount> {
        match self {
            Self::Amount(amount) => Some(amount),
            Self::Blank | Self::Nothing | Self::Unreadable => None,
        }
    }
}

/// A cell of a column that the budget does not need, published as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carried {
    /// The column's header.
    pub column: String,
    /// What the cell holds.
    pub text: String,
    /// Whether that is a number and not a text that looks like one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_number: bool,
}

impl Carried {
    /// The separator between several texts of one column.
    pub const BETWEEN: &'static str = " ; ";

    /// Adds the cells of another row of the same line or rule: different texts of a column are joined.
    pub fn add(cells: &mut Vec<Self>, others: Vec<Self>) {
        for cell in others {
            match cells.iter_mut().find(|known| known.column == cell.column) {
                None => cells.push(cell),
                Some(known)
                    if known
                        .text
                        .split(Self::BETWEEN)
                        .any(|text| text == cell.text) => {}
                Some(known) => {
                    known.text = [known.text.as_str(), &cell.text].join(Self::BETWEEN);
                    known.is_number = false;
                }
            }
        }
    }

    /// The number that the cell holds.
    pub fn number(&self) -> Option<Decimal> {
        let number = self.text.parse().ok();
        number.filter(|_| self.is_number)
    }
}
