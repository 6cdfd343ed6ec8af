//! TOML tables, read key by key: a key that must be there and is not, a value of another type or form, and a key
//! that is never looked up are findings, each at its place.

use std::ops::Range;

use serde::Serialize;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
    value::Datetime,
};

use super::{
    folder::TextFile,
    refusal::{reported, within},
};
use crate::{
    finding::{Finding, Severity},
    limits::Limit,
    money::{Amount, Rate, parse_amount, parse_rate},
    source::{Located, Place, fold, is_word, name_of},
};

/// No more unknown keys of a text are listed: a file with more of them is another file.
const MOST_UNKNOWN: usize = 20;
/// No longer word is looked for among known ones.
const LONGEST_WORD: usize = 64;
/// How the sentences of the parser begin that a variant puts in the reader's language; of any other, only the place is
/// shown.
const MESSAGES: [(&str, &str); 9] = [
    ("duplicate", "duplicate key|cannot extend"),
    (
        "equals",
        "key with no value|missing assignment|missing value",
    ),
    (
        "quotes",
        "string values must be quoted|missing opening quote|invalid basic string|invalid literal string|\
         invalid multi-line|invalid string|missing escaped value|too few unicode",
    ),
    // An equal sign within a list that does not end is extra.
    (
        "bracket",
        "unclosed|extra `=`|extra assignment|unexpected `=`|missing array opening|\
         missing inline table opening|missing table open|invalid table",
    ),
    ("comma", "missing comma|extra comma"),
    (
        "key",
        "invalid unquoted key|unquoted keys|invalid key|missing key",
    ),
    (
        "date",
        "invalid date|invalid year|invalid month|invalid day|invalid hour|invalid minute|invalid second|\
         invalid time|invalid offset",
    ),
    (
        "number",
        "invalid integer|invalid float|invalid mantissa|invalid fraction|invalid exponent|\
         unexpected leading zero|unexpected sign|redundant|integers with a radix|`_` may only",
    ),
    ("deep", "recursion limit|cannot recurse"),
];

/// What `read` makes of the TOML in these bytes of a text (a fiche has more than that).
pub(super) fn read<T>(
    text: &TextFile,
    bytes: Range<usize>,
    findings: &mut Vec<Finding>,
    read: impl FnOnce(&mut Table<'_>) -> Option<T>,
) -> Option<T> {
    let start = bytes.start;
    match DeTable::parse(&text.text[bytes]) {
        Ok(values) => Table {
            text,
            start,
            place: Place::file(&text.file),
            values: values.get_ref(),
            known: Vec::new(),
            before: findings.len(),
            findings,
        }
        .read(read),
        Err(error) => {
            let span = error.span().unwrap_or(0..0);
            let place = text.place(span.start + start..span.end + start);
            let finding = Finding::error("toml-invalid", place);
            let message = error.message();
            let begins = |starts: &str| starts.split('|').any(|start| message.starts_with(start));
            let known = MESSAGES.iter().find(|(_, starts)| begins(starts));
            let is_date = looks_like_date(text.text.get(span.start + start..).unwrap_or_default());
            let variant = if is_date {
                "date"
            } else {
                known.map_or("", |(variant, _)| variant)
            };
            findings.push(finding.variant(variant));
            None
        }
    }
}

/// Whether a text begins with three numbers parted as those of a date: `20/11/2026`.
fn looks_like_date(text: &str) -> bool {
    let word = text.split(|c: char| c.is_whitespace() || c == ',').next();
    let numbers: Vec<&str> = word.unwrap_or_default().split(['/', '.', '-']).collect();
    let is_number =
        |text: &&str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    numbers.len() == 3 && numbers.iter().all(is_number)
}

type Value<'a> = Spanned<DeValue<'a>>;

/// A table, and the keys that were looked up in it.
pub(super) struct Table<'a> {
    text: &'a TextFile,
    /// Where the TOML begins in the text.
    start: usize,
    /// Where the table begins; the file as a whole for the outermost one.
    pub(super) place: Place,
    values: &'a DeTable<'a>,
    known: Vec<String>,
    findings: &'a mut Vec<Finding>,
    /// How many findings there were before it.
    before: usize,
}

impl<'a> Table<'a> {
    fn read<T>(mut self, read: impl FnOnce(&mut Table<'_>) -> Option<T>) -> Option<T> {
        let value = read(&mut self);
        self.report_unknown();
        value
    }

    /// Whether everything that was looked up so far could be read.
    pub(super) fn is_sound(&self) -> bool {
        let mut findings = self.findings[self.before..].iter();
        findings.all(|finding| finding.severity != Severity::Error)
    }

    /// Every key there is.
    pub(super) fn keys(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.values.keys().map(|key| key.get_ref().as_ref())
    }

    /// Reports those of these keys that are not there.
    pub(super) fn require(&mut self, keys: &[&'static str]) {
        for key in keys.iter().filter(|key| !self.values.contains_key(**key)) {
            let finding = Finding::error("key-missing", self.place.clone());
            self.findings.push(finding.arg("key", *key));
        }
    }

    fn value(&mut self, key: &str) -> Option<&'a Value<'a>> {
        self.known.push(key.to_owned());
        self.values.get(key)
    }

    /// A text.
    pub(super) fn text(&mut self, key: &str) -> Option<Located<String>> {
        let value = self.value(key)?;
        self.as_text(value, false)
    }

    /// A text, or a list of texts.
    pub(super) fn text_or_texts(&mut self, key: &str) -> Vec<Located<String>> {
        let Some(value) = self.value(key) else {
            return Vec::new();
        };
        let list = value.get_ref().as_array();
        let values = list.map_or(std::slice::from_ref(value), |list| &list[..]);
        let texts = values.iter().filter_map(|value| self.as_text(value, false));
        texts.collect()
    }

    /// A list of texts.
    pub(super) fn texts(&mut self, key: &str) -> Vec<String> {
        let texts = self
            .list(key)
            .iter()
            .filter_map(|value| self.as_text(value, false));
        texts.map(|text| text.value).collect()
    }

    /// Some texts, which may be written as numbers.
    pub(super) fn texts_or_numbers(&mut self, key: &str) -> Vec<Located<String>> {
        self.list(key)
            .iter()
            .filter_map(|value| self.as_text(value, true))
            .collect()
    }

    /// Whether the value is `true`.
    pub(super) fn flag(&mut self, key: &str) -> bool {
        let Some(value) = self.value(key) else {
            return false;
        };
        let flag = self.expected(value.get_ref().as_bool(), value, "boolean");
        flag.unwrap_or_default()
    }

    /// A whole number.
    pub(super) fn number(&mut self, key: &str) -> Option<i64> {
        let value = self.value(key)?;
        self.as_number(value)
    }

    /// A list of whole numbers.
    pub(super) fn numbers(&mut self, key: &str) -> Option<Located<Vec<i64>>> {
        let place = self.place_of(self.values.get(key)?);
        let values = self.list(key).iter();
        let numbers = values.filter_map(|value| self.as_number(value));
        Some(Located::new(numbers.collect(), place))
    }

    /// A date, or a date and time, in quotes or not, as it is written.
    pub(super) fn date(&mut self, key: &str) -> Option<Located<String>> {
        self.date_or(key, |_| false)
    }

    /// A date, or a text that stands for one as long as it is not known.
    pub(super) fn date_or(
        &mut self,
        key: &str,
        is_open: impl FnOnce(&str) -> bool,
    ) -> Option<Located<String>> {
        let value = self.value(key)?;
        let place = self.place_of(value);
        if let Some(date) = value.get_ref().as_datetime() {
            return Some(Located::new(date.to_string(), place));
        }
        let text = self.expected(value.get_ref().as_str(), value, "datetime")?;
        let text = text.trim();
        let date: Option<Datetime> = text.parse().ok();
        let is_dated = date.is_some_and(|date| date.date.is_some()) || is_open(text);
        if !is_dated {
            self.invalid(key, self.place_of(value), text.to_owned(), "2018-11-15");
        }
        is_dated.then(|| Located::new(text.to_owned(), place))
    }

    /// A text, or a whole number without quotes, that `parse` understands; otherwise the finding has what is
    /// allowed. A number with a point is refused: it would be a float.
    pub(super) fn parsed<T>(
        &mut self,
        key: &str,
        allowed: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<Located<T>> {
        let value = self.value(key)?;
        let text = self.as_text(value, true)?;
        let parsed = parse(&text);
        if parsed.is_none() {
            self.invalid(key, text.place.clone(), text.value, allowed);
        }
        parsed.map(|parsed| Located::new(parsed, text.place))
    }

    /// Whether the value is `other`, in any spelling, and not the one that is meant when there is none.
    pub(super) fn is(&mut self, key: &str, [usual, other]: [&str; 2]) -> bool {
        let parse = |text: &str| {
            let text = fold(text);
            let is_other = text == fold(other);
            (is_other || text == fold(usual)).then_some(is_other)
        };
        let chosen = self.parsed(key, &format!("{usual}, {other}"), parse);
        chosen.is_some_and(|chosen| chosen.value)
    }

    /// One of these, by its name.
    pub(super) fn one_of<T: Copy + Serialize>(&mut self, key: &str, all: &[T]) -> Option<T> {
        let names: Vec<String> = all.iter().map(name_of).collect();
        let chosen = self.parsed(key, &names.join(", "), |text| {
            let rank = names.iter().position(|name| fold(name) == fold(text));
            rank.map(|rank| all[rank])
        });
        chosen.map(|chosen| chosen.value)
    }

    /// What `read` makes of the table under a key.
    pub(super) fn table<T>(
        &mut self,
        key: &str,
        read: impl FnOnce(&mut Table<'_>) -> Option<T>,
    ) -> Option<T> {
        let value = self.value(key)?;
        self.as_table(value, read)
    }

    /// What `read` makes of the table under a key, or of each table of a list.
    pub(super) fn table_or_tables<T>(
        &mut self,
        key: &str,
        read: impl Fn(&mut Table<'_>) -> Option<T>,
    ) -> Vec<T> {
        let is_table = |value: &Value<'_>| value.get_ref().as_table().is_some();
        if self.values.get(key).is_some_and(is_table) {
            return self.table(key, read).into_iter().collect();
        }
        self.tables(key, read)
    }

    /// What `read` makes of each table of a list.
    pub(super) fn tables<T>(
        &mut self,
        key: &str,
        read: impl Fn(&mut Table<'_>) -> Option<T>,
    ) -> Vec<T> {
        let values = self.list(key);
        let (limits, met) = (&self.text.limits, values.len() as u64);
        if let Err(refusal) = within(limits, Limit::Entries, met, || self.place.clone()) {
            self.findings.push(refusal.arg("part", key));
            return Vec::new();
        }
        values
            .iter()
            .filter_map(|value| self.as_table(value, &read))
            .collect()
    }

    /// Reports this much where it is more than the limit.
    pub(super) fn within(&mut self, limit: Limit, met: usize, place: &Place) -> Option<()> {
        let checked = within(&self.text.limits, limit, met as u64, || place.clone());
        reported(checked, self.findings)
    }

    pub(super) fn report(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// A value of another form than the one that is allowed.
    pub(super) fn invalid(&mut self, key: &str, place: Place, drafted: String, allowed: &str) {
        // The code is the only value of a Word file that must have some form.
        let variant = if is_word(place.file_name()) {
            "word"
        } else {
            ""
        };
        let finding = Finding::error("value-invalid", place).drafted(drafted);
        let finding = finding.variant(variant);
        self.report(finding.arg("key", key).arg("allowed", allowed));
    }

    fn place_of<T>(&self, value: &Spanned<T>) -> Place {
        let span = value.span();
        self.text
            .place(span.start + self.start..span.end + self.start)
    }

    fn list(&mut self, key: &str) -> &'a [Value<'a>] {
        let Some(value) = self.value(key) else {
            return &[];
        };
        let list = value.get_ref().as_array().map(|list| &list[..]);
        self.expected(list, value, "array").unwrap_or_default()
    }

    fn as_table<T>(
        &mut self,
        value: &Value<'_>,
        read: impl FnOnce(&mut Table<'_>) -> Option<T>,
    ) -> Option<T> {
        let values = self.expected(value.get_ref().as_table(), value, "table")?;
        let table = Table {
            text: self.text,
            start: self.start,
            place: self.place_of(value),
            values,
            known: Vec::new(),
            before: self.findings.len(),
            findings: self.findings,
        };
        table.read(read)
    }

    fn as_text(&mut self, value: &Value<'_>, or_number: bool) -> Option<Located<String>> {
        let text = match value.get_ref() {
            DeValue::String(text) => Some(text.to_string()),
            DeValue::Integer(_) if or_number => Some(self.as_number(value)?.to_string()),
            _ => None,
        };
        let text = Located::new(self.expected(text, value, "string")?, self.place_of(value));
        let length = text.chars().count();
        self.within(Limit::NameLength, length, &text.place)?;
        Some(text)
    }

    fn as_number(&mut self, value: &Value<'_>) -> Option<i64> {
        let number = value.get_ref().as_integer();
        let number =
            number.and_then(|number| i64::from_str_radix(number.as_str(), number.radix()).ok());
        self.expected(number, value, "integer")
    }

    /// The value as the type that is wanted, or the finding that it is of another.
    fn expected<T>(&mut self, typed: Option<T>, value: &Value<'_>, wanted: &str) -> Option<T> {
        if typed.is_none() {
            let finding = Finding::error("toml-invalid", self.place_of(value)).variant("type");
            let given = value.get_ref().type_str();
            self.report(finding.arg("given", given).arg("wanted", wanted));
        }
        typed
    }

    /// Reports the keys that were not looked up, each with the known one that may be meant.
    fn report_unknown(&mut self) {
        let is_listed = |finding: &&Finding| {
            finding.rule == "key-unknown" && *finding.place.file_name() == self.text.file
        };
        let listed = self.findings.iter().filter(is_listed).count();
        let keys = self.values.keys().map(|key| (key, key.get_ref().as_ref()));
        let known: Vec<&str> = self.known.iter().map(String::as_str).collect();
        let unknown = keys.filter(|(_, name)| !known.contains(name));
        for (key, name) in unknown.take(MOST_UNKNOWN.saturating_sub(listed)) {
            let is_begun = |known: &&str| name.len() >= 4 && known.starts_with(name);
            let begun = known.iter().copied().find(is_begun);
            let meant = begun.or_else(|| nearest(name, known.iter().copied()));
            let finding = Finding::new("key-unknown", Severity::Warning, self.place_of(key));
            let finding = finding.variant(if meant.is_some() { "near" } else { "" });
            let finding = finding.arg("nearest", meant.unwrap_or_default());
            self.findings.push(finding.arg("key", name));
        }
    }
}

/// The candidate that a mistyped word most looks like.
pub(crate) fn nearest<'a>(
    word: &str,
    candidates: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    if word.len() > LONGEST_WORD {
        return None;
    }
    let scored = candidates.map(|known| (strsim::damerau_levenshtein(word, known), known));
    let near = scored.filter(|(distance, known)| *distance <= known.len() / 3);
    near.min().map(|(_, known)| known)
}

/// An amount in TOML: as officers type it in a cell, but never nothing.
pub(super) fn amount(text: &str) -> Option<Amount> {
    parse_amount(text).ok().and_then(|typed| typed.0)
}

/// A percentage in TOML: `"20"` or `"20 %"`.
pub(super) fn percentage(text: &str) -> Option<Rate> {
    let text = text.trim().trim_end_matches('%').trim_end();
    parse_rate(&format!("{text} %"))
}
