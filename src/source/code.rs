use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use unicode_normalization::UnicodeNormalization;

/// Lower case, without accents, punctuation or space: how sheet names, headers, codes and natures are matched.
pub(crate) fn fold(text: &str) -> String {
    // Most texts of a workbook are ASCII, and the tables for the rest are slow.
    if text.is_ascii() {
        let letters = text.chars().filter(char::is_ascii_alphanumeric);
        return letters.map(|c| c.to_ascii_lowercase()).collect();
    }
    let letters = text.nfkd().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// The words of a text, folded.
pub(crate) fn folded_words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).map(fold);
    words.filter(|word| !word.is_empty())
}

/// The code of a fiche. Two spellings of one code are equal: `E.A 1.1` is `EA 1.1`.
///
/// Dots between digits count (`EA 1.21` is not `EA 12.1`); every other sign does not.
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub struct Code {
    spelling: String,
    #[serde(skip)]
    key: String,
}

impl Code {
    /// Keeps the spelling for documents and a key for comparison; `None` without a letter or digit.
    pub fn parse(text: &str) -> Option<Self> {
        let spelling = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let key = key(&spelling);
        (!key.is_empty()).then_some(Self { spelling, key })
    }

    /// As it was written, inner spaces made single.
    pub fn spelling(&self) -> &str {
        &self.spelling
    }

    /// The letters it begins with, which name its axis: `ea`.
    pub fn prefix(&self) -> &str {
        let rest = self.key.trim_start_matches(char::is_alphabetic);
        &self.key[..self.key.len() - rest.len()]
    }

    /// The numbers it ends with: 1, 2, 1 for `EA 1.2.1`; numbers too long to count are left out.
    pub fn numbers(&self) -> Vec<u32> {
        let numbers = self.key.split(|c: char| !c.is_ascii_digit());
        numbers.filter_map(|number| number.parse().ok()).collect()
    }

    /// Whether it begins with these whole letters and numbers: `1.1.2` begins with `1.1`, but `11.2` not with `1`.
    pub fn begins_with(&self, prefix: &Self) -> bool {
        let continues = |last: char, next: char| {
            last.is_ascii_digit() == next.is_ascii_digit() && last.is_alphanumeric() && next != '.'
        };
        let rest = self.key.strip_prefix(&prefix.key);
        rest.is_some_and(|rest| {
            let ends = prefix.key.chars().next_back().zip(rest.chars().next());
            ends.is_none_or(|(last, next)| !continues(last, next))
        })
    }

    /// The beginnings of its key: `ea` and `ea1` for `EA 1.2`.
    pub fn beginnings(&self) -> impl Iterator<Item = &str> {
        let ends = self.key.char_indices().zip(self.key.chars().skip(1));
        let ends = ends
            .filter(|((_, c), next)| *next == '.' || c.is_alphabetic() && next.is_ascii_digit());
        ends.map(|((at, c), _)| &self.key[..at + c.len_utf8()])
    }

    /// What all spellings of one code share.
    pub fn key(&self) -> &str {
        &self.key
    }
}

/// Folds the text; a run of signs between two digits becomes one dot.
fn key(text: &str) -> String {
    let mut key = String::new();
    let mut is_separated = false;
    for c in text.nfkd() {
        if c.is_alphanumeric() {
            let between_digits =
                c.is_ascii_digit() && key.ends_with(|last: char| last.is_ascii_digit());
            if is_separated && between_digits {
                key.push('.');
            }
            is_separated = false;
            key.extend(c.to_lowercase());
        } else {
            is_separated = true;
        }
    }
    key
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for Code {}

impl PartialOrd for Code {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Code {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key.cmp(&other.key)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.spelling)
    }
}

/// From its spelling.
impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spelling = String::deserialize(deserializer)?;
        Self::parse(&spelling).ok_or_else(|| D::Error::custom("a code without letter or digit"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Code {
        Code::parse(text).expect("a code")
    }

    #[test]
    fn spellings_of_one_code_are_equal() {
        for text in ["E.A 1.1", "ea1.1", "EA  1 . 1", "É.A. 1-1"] {
            assert_eq!(code(text), code("EA 1.1"), "{text}");
        }
        assert_ne!(code("EA 1.21"), code("EA 12.1"));
        assert_ne!(code("EA 1.1"), code("EA 11"));
        assert_eq!(Code::parse(" … "), None);
    }

    #[test]
    fn beginnings_are_whole_letters_and_numbers() {
        for (text, expected) in [
            ("EA 1.2", &["ea", "ea1"][..]),
            ("1.12.3", &["1", "1.12"]),
            ("A", &[]),
            ("12", &[]),
        ] {
            assert_eq!(
                code(text).beginnings().collect::<Vec<_>>(),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn a_code_begins_with_whole_letters_and_numbers() {
        let begins = |text: &str, prefix: &str| code(text).begins_with(&code(prefix));
        for (text, prefix) in [
            ("EA 1.2", "EA"),
            ("EA 1.2", "E.A 1"),
            ("1.1.2", "1.1"),
            ("1", "1"),
        ] {
            assert!(begins(text, prefix), "{text} {prefix}");
        }
        for (text, prefix) in [("EA 1", "E"), ("1.12", "1.1"), ("12", "1"), ("EA 1", "EC")] {
            assert!(!begins(text, prefix), "{text} {prefix}");
        }
    }

    #[test]
    fn a_code_names_its_axis_and_its_rank() {
        assert_eq!(code("E.A 1.2.1").prefix(), "ea");
        assert_eq!(code("E.A 1.2.1").numbers(), [1, 2, 1]);
    }

    #[test]
    fn headers_are_compared_without_accents_or_punctuation() {
        assert_eq!(fold(" Libellé : "), "libelle");
        assert_eq!(fold("% CCI Côte d'Or"), fold("CCI Côte-d’Or"));
    }
}
