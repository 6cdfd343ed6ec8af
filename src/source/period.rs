use std::{fmt, sync::LazyLock};

use serde::{Deserialize, Serialize};

use super::fold;

/// The months, as French writes them.
pub(crate) const MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

/// Which month a folded word is, from 0.
pub(crate) fn month_of(folded: &str) -> Option<usize> {
    static FOLDED: LazyLock<[String; 12]> = LazyLock::new(|| MONTHS.map(fold));
    FOLDED.iter().position(|month| month == folded)
}

/// What a column of amounts is for: a year, or a period that the agreement names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Period {
    /// A calendar year.
    Year(i32),
    /// A name that the agreement chooses: `Phase 1 (2021-2023)`.
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

/// A date as it is read: `31 décembre 2018` of `2018-12-31`; what is none stays as it is written.
pub(crate) fn date_in_words(date: &str) -> String {
    let Some((year, month, day)) = parse_date(date) else {
        return date.to_owned();
    };
    let month = MONTHS.get(usize::from(month) - 1).copied();
    let rank = if day == 1 { "er" } else { "" };
    let rest = date.get(10..).unwrap_or_default();
    format!("{day}{rank} {} {year}{rest}", month.unwrap_or_default())
}

/// The year, month and day that a text begins with, written `2018-12-31`.
pub(crate) fn parse_date(text: &str) -> Option<(i32, u8, u8)> {
    let date: toml::value::Datetime = text.get(..10)?.parse().ok()?;
    let date = date.date?;
    Some((date.year.into(), date.month, date.day))
}

/// The date this many days after 1 January 1970, by eras of 400 years that begin in March, leap days last.
pub(crate) fn civil_date(days: u64) -> String {
    let days = days + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    // January and February are in the calendar year after that March.
    let is_next = month >= 10;
    let month = if is_next { month - 9 } else { month + 3 };
    let year = era * 400 + year + u64::from(is_next);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_out() {
        assert_eq!(date_in_words("2018-12-31"), "31 décembre 2018");
        assert_eq!(date_in_words("2019-01-01"), "1er janvier 2019");
        assert_eq!(date_in_words("2019-01-01 bis"), "1er janvier 2019 bis");
        assert_eq!(date_in_words("2018-13-02"), "2018-13-02");
        assert_eq!(date_in_words("été 2018"), "été 2018");
    }
}
