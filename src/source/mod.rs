//! Places: where a value was written, from when it is read until a message shows it.
//!
//! A place is made once, by the reader. Nothing else computes a cell name or a line number.

mod characters;
mod code;
mod period;
mod place;
mod slug;

pub(crate) use characters::{
    capital, full_stop, is_ignorable, is_invisible, is_unprintable, is_word_of, join, misleads,
    parse_roman, roman, sentence, visible,
};
pub use code::Code;
pub(crate) use code::{fold, folded_words};
pub(crate) use period::{MONTHS, Period, civil_date, date_in_words, month_of, parse_date};
pub(crate) use place::{CellRef, Located, Place, column_name, is_word};
pub(crate) use slug::{clean_file_name, free_name, is_portable, unique_slug, without_accents};

use std::{collections::BTreeMap, ops::Range, sync::Arc};

use serde::{
    Deserialize, Serialize,
    de::value::{self, BorrowedStrDeserializer},
};
use sha2::{Digest, Sha256};

/// The years that an agreement may cover.
pub(crate) const YEARS: Range<i32> = 1900..2200;

/// A year in four digits, and nothing beside it.
pub(crate) fn parse_year(text: &str) -> Option<i32> {
    let is_plain = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    let year = text.parse().ok();
    year.filter(|year| is_plain && YEARS.contains(year))
}

/// The text of a worksheet as a reader of messages should see it.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    /// One string per cell, row by row.
    pub rows: Vec<Vec<String>>,
    /// The rows and columns of headers.
    pub head: Head,
}

/// The rows and columns of headers of a sheet, where they are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The row of headers, and that of years above it if there is one.
    pub rows: Vec<usize>,
    /// The columns that name the lines: the code first, then what distinguishes the lines under it.
    pub columns: Vec<usize>,
}

/// What was read, so that messages can quote it.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// Text files (TOML, Markdown) by name.
    pub texts: BTreeMap<Arc<str>, Arc<str>>,
    /// Worksheets by file and sheet name.
    pub sheets: BTreeMap<(Arc<str>, Arc<str>), Grid>,
}

/// The name of a variant, as serde writes it.
pub(crate) fn name_of(variant: &impl Serialize) -> String {
    let name = serde_json::to_value(variant).unwrap_or_default();
    name.as_str().unwrap_or_default().to_owned()
}

/// The variant of that name, as serde reads it.
pub(crate) fn named<'a, T: Deserialize<'a>>(name: &'a str) -> Option<T> {
    let name: BorrowedStrDeserializer<'a, value::Error> = BorrowedStrDeserializer::new(name);
    T::deserialize(name).ok()
}

/// The SHA-256 of `bytes`, in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let hex = |byte: &u8| {
        [byte >> 4, byte & 15].map(|digit| char::from_digit(digit.into(), 16).unwrap_or('0'))
    };
    digest.iter().flat_map(hex).collect()
}
