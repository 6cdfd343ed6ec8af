//! TOML text into structures, with the place of every value that a finding may speak of.

use std::{ops::Range, sync::Arc};

use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{refusal::beyond, toml_error::invalid_toml};
use crate::{
    finding::{Finding, Severity},
    limits::{Limit, Limits},
    money::{Amount, parse_amount, parse_rate},
    source::{Located, Place},
};

/// No more unknown keys of a text are told: a file with more of them is another file.
const MOST_UNKNOWN: usize = 20;
/// No longer word is looked for among known ones.
const LONGEST_WORD: usize = 64;

/// A TOML text and where it begins in its file (after `+++` in a fiche).
pub(super) struct Document<'a> {
    pub(super) file: &'a Arc<str>,
    pub(super) text: &'a str,
    pub(super) toml: Range<usize>,
    pub(super) limits: &'a Limits,
}

impl Document<'_> {
    /// Deserializes; a key that nothing reads is a warning, a text that can't be read an error.
    pub(super) fn parse<T: DeserializeOwned>(
        &self,
        known: &[&str],
        findings: &mut Vec<Finding>,
    ) -> Option<T> {
        let source = &self.text[self.toml.clone()];
        let mut unknown = Vec::new();
        let parsed = DeTable::parse(source).and_then(|table| {
            let before = findings.len();
            self.measure(table.get_ref().values(), findings);
            let is_fine = findings.len() == before;
            let value = serde_ignored::deserialize(toml::Deserializer::from(table), |path| {
                if unknown.len() < MOST_UNKNOWN {
                    unknown.push(path.to_string());
                }
            })?;
            Ok(is_fine.then_some(value))
        });
        match parsed {
            Ok(value) => {
                findings.extend(unknown.into_iter().map(|key| self.unknown_key(&key, known)));
                value
            }
            Err(error) => {
                let place = self.place(error.span().unwrap_or(0..0));
                findings.push(invalid_toml(error.message(), place));
                None
            }
        }
    }

    /// Refuses values that are longer than any name or sentence. The parser bounds how deep they stand.
    fn measure<'v>(
        &self,
        values: impl Iterator<Item = &'v Spanned<DeValue<'v>>>,
        findings: &mut Vec<Finding>,
    ) {
        for value in values {
            match value.get_ref() {
                DeValue::String(text) => {
                    let length = text.chars().count() as u64;
                    findings.extend(
                        self.passed(Limit::NameLength, length, || self.place(value.span())),
                    );
                }
                DeValue::Array(values) => self.measure(values.iter(), findings),
                DeValue::Table(table) => self.measure(table.values(), findings),
                _ => {}
            }
        }
    }

    /// The finding about this much, when it is more than the limit.
    pub(super) fn passed(
        &self,
        limit: Limit,
        met: u64,
        place: impl FnOnce() -> Place,
    ) -> Option<Finding> {
        beyond(limit, met, place, self.limits)
    }

    /// The place of a span that the parser gave.
    pub(super) fn place(&self, span: Range<usize>) -> Place {
        let shift = self.toml.start;
        Place::in_text(self.file, self.text, span.start + shift..span.end + shift)
    }

    /// A value with its place.
    pub(super) fn located<T>(&self, value: Spanned<T>) -> Located<T> {
        let place = self.place(value.span());
        Located::new(value.into_inner(), place)
    }

    /// A value that must be there.
    pub(super) fn required<T>(
        &self,
        key: &str,
        value: Option<T>,
        findings: &mut Vec<Finding>,
    ) -> Option<T> {
        self.required_in(&Place::file(self.file), key, value, findings)
    }

    /// A value that must be there, in the block at `place`.
    #[expect(clippy::unused_self, reason = "reads like its neighbours")]
    pub(super) fn required_in<T>(
        &self,
        place: &Place,
        key: &str,
        value: Option<T>,
        findings: &mut Vec<Finding>,
    ) -> Option<T> {
        if value.is_none() {
            let place = place.clone();
            findings.push(Finding::new("key-missing", Severity::Error, place).arg("key", key));
        }
        value
    }

    /// A value that `parse` must understand; otherwise the finding says what is.
    pub(super) fn checked<T>(
        &self,
        key: &str,
        value: Spanned<Scalar>,
        allowed: &str,
        parse: impl FnOnce(&str) -> Option<T>,
        findings: &mut Vec<Finding>,
    ) -> Option<Located<T>> {
        let value = self.located(value);
        let parsed = parse(&value.0);
        if parsed.is_none() {
            let finding = Finding::new("value-invalid", Severity::Error, value.place.clone());
            findings.push(
                finding
                    .drafted(value.0.as_str())
                    .arg("key", key)
                    .arg("allowed", allowed),
            );
        }
        parsed.map(|parsed| Located::new(parsed, value.place))
    }

    fn unknown_key(&self, path: &str, known: &[&str]) -> Finding {
        let key = path.rsplit('.').next().unwrap_or(path);
        let source = &self.text[self.toml.clone()];
        let start = source
            .match_indices(key)
            .find(|(at, _)| is_key_at(source, *at, key.len()))
            .map_or(0, |(at, _)| at);
        self.unknown_at(self.place(start..start + key.len()), key, known)
    }

    /// A key that nothing reads, and the known one that may be meant.
    #[expect(clippy::unused_self, reason = "reads like its neighbours")]
    pub(super) fn unknown_at(&self, place: Place, key: &str, known: &[&str]) -> Finding {
        let finding = Finding::new("key-unknown", Severity::Warning, place);
        let begun = known
            .iter()
            .copied()
            .find(|known| key.len() >= 4 && known.starts_with(key));
        let nearest = begun.or_else(|| nearest(key, known.iter().copied()));
        let variant = if nearest.is_some() { "near" } else { "" };
        finding
            .variant(variant)
            .arg("key", key)
            .arg("nearest", nearest.unwrap_or_default())
    }
}

/// Whether the word at `at` stands where a key or a table name does.
fn is_key_at(source: &str, at: usize, len: usize) -> bool {
    let after = source[at + len..].trim_start();
    let before = source[..at].trim_end_matches(' ');
    (after.starts_with('=') || after.starts_with(']'))
        && (before.is_empty() || before.ends_with(['\n', '{', ',', '[', '.']))
}

/// The candidate that a mistyped word most looks like.
pub fn nearest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let candidates = candidates.filter(|_| word.len() <= LONGEST_WORD);
    let scored =
        candidates.map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate));
    scored
        .filter(|(distance, candidate)| *distance <= candidate.len() / 3)
        .min()
        .map(|(_, candidate)| candidate)
}

/// A text, or a whole number written without quotes. A number with a point is refused: it would be a float.
#[derive(Clone, Debug)]
pub(super) struct Scalar(pub(super) String);

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = Scalar;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a text between quotes")
            }
            fn visit_str<E>(self, text: &str) -> Result<Scalar, E> {
                Ok(Scalar(text.to_owned()))
            }
            fn visit_i64<E>(self, number: i64) -> Result<Scalar, E> {
                Ok(Scalar(number.to_string()))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

/// An amount in TOML: as officers type it in a cell, but never nothing.
pub(super) fn amount(text: &str) -> Option<Amount> {
    parse_amount(text).ok().and_then(|typed| typed.amount)
}

/// A percentage in TOML: `"20"` or `"20 %"`.
pub(super) fn percentage(text: &str) -> Option<crate::money::Rate> {
    let text = text.trim().trim_end_matches('%').trim_end();
    parse_rate(&format!("{text} %"))
}
