//! TOML tables, read key by key: a key that must be there and is not, a value of another type or form, and a key
//! that nothing reads are findings, each at its place.

use std::{
    cell::{Cell, RefCell},
    ops::Range,
};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{folder::TextFile, refusal::beyond, toml_error::invalid_toml};
use crate::{
    finding::{Finding, Severity},
    limits::Limit,
    money::{Amount, Rate, parse_amount, parse_rate},
    source::{Located, Place},
};

/// No more unknown keys of a text are listed: a file with more of them is another file.
const MOST_UNKNOWN: usize = 20;
/// No longer word is looked for among known ones.
const LONGEST_WORD: usize = 64;

/// Reads the TOML in these bytes of a text (a fiche has more than that). What `read` makes of it counts only when
/// every value is of the type that was asked for.
pub(super) fn read<T>(
    text: &TextFile,
    bytes: Range<usize>,
    findings: &mut Vec<Finding>,
    read: impl FnOnce(&mut Table<'_>) -> Option<T>,
) -> Option<T> {
    let source = &text.text[bytes.clone()];
    let document = Document {
        text,
        start: bytes.start,
        findings: RefCell::default(),
        unknown: Cell::new(0),
        is_refused: Cell::new(false),
    };
    let value = match DeTable::parse(source) {
        Ok(table) => {
            let mut root = Table::new(&document, Place::file(&text.file), table.get_ref());
            let value = read(&mut root);
            root.report_unknown();
            value
        }
        Err(error) => {
            let place = document.place(error.span().unwrap_or(0..0));
            document.report(invalid_toml(error.message(), place));
            None
        }
    };
    findings.append(&mut document.findings.borrow_mut());
    value.filter(|_| !document.is_refused.get())
}

struct Document<'a> {
    text: &'a TextFile,
    /// Where the TOML begins.
    start: usize,
    findings: RefCell<Vec<Finding>>,
    /// How many unknown keys were found.
    unknown: Cell<usize>,
    /// Whether a value was of another type, or too long.
    is_refused: Cell<bool>,
}

impl Document<'_> {
    fn place(&self, span: Range<usize>) -> Place {
        self.text
            .place(span.start + self.start..span.end + self.start)
    }

    fn report(&self, finding: Finding) {
        self.findings.borrow_mut().push(finding);
    }

    fn refuse(&self, finding: Finding) {
        self.report(finding);
        self.is_refused.set(true);
    }
}

type Value<'a> = Spanned<DeValue<'a>>;

/// A table, and the keys that were asked for.
pub(super) struct Table<'a> {
    document: &'a Document<'a>,
    /// Where it begins; the file as a whole for the outermost one.
    pub(super) place: Place,
    values: &'a DeTable<'a>,
    known: Vec<&'a str>,
    /// How many findings there were before it.
    before: usize,
}

impl<'a> Table<'a> {
    fn new(document: &'a Document<'a>, place: Place, values: &'a DeTable<'a>) -> Self {
        Self {
            document,
            place,
            values,
            known: Vec::new(),
            before: document.findings.borrow().len(),
        }
    }

    /// Whether everything that was asked for so far could be read.
    pub(super) fn is_sound(&self) -> bool {
        let findings = self.document.findings.borrow();
        findings[self.before..]
            .iter()
            .all(|finding| finding.severity != Severity::Error)
    }

    /// Every key there is.
    pub(super) fn keys(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.values.keys().map(|key| key.get_ref().as_ref())
    }

    /// Reports those of these keys that are not there.
    pub(super) fn require(&self, keys: &[&'static str]) {
        for key in keys.iter().filter(|key| !self.values.contains_key(**key)) {
            self.report("key-missing", self.place.clone(), |finding| {
                finding.arg("key", *key)
            });
        }
    }

    fn value(&mut self, key: &'a str) -> Option<&'a Value<'a>> {
        self.known.push(key);
        self.values.get(key)
    }

    /// A text.
    pub(super) fn text(&mut self, key: &'a str) -> Option<Located<String>> {
        let value = self.value(key)?;
        self.as_text(value, false)
    }

    /// A list of texts.
    pub(super) fn texts(&mut self, key: &'a str) -> Vec<String> {
        let values = self.list(key);
        let texts = values.iter().filter_map(|value| self.as_text(value, false));
        texts.map(|text| text.value).collect()
    }

    /// A whole number.
    pub(super) fn number(&mut self, key: &'a str) -> Option<i64> {
        let value = self.value(key)?;
        self.as_number(value)
    }

    /// A list of whole numbers.
    pub(super) fn numbers(&mut self, key: &'a str) -> Option<Located<Vec<i64>>> {
        let place = self.place_of(self.values.get(key)?);
        let values = self.list(key);
        let numbers = values.iter().filter_map(|value| self.as_number(value));
        Some(Located::new(numbers.collect(), place))
    }

    /// A date, or a date and time, as it is written.
    pub(super) fn date(&mut self, key: &'a str) -> Option<String> {
        let value = self.value(key)?;
        let date = value.get_ref().as_datetime().map(ToString::to_string);
        self.expected(date, value, "datetime")
    }

    /// A text, or a whole number without quotes, that `parse` understands; otherwise the finding says what is
    /// allowed. A number with a point is refused: it would be a float.
    pub(super) fn parsed<T>(
        &mut self,
        key: &'a str,
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

    /// Whether the value is `other`, and not the one that is meant when there is none.
    pub(super) fn is(&mut self, key: &'a str, [usual, other]: [&str; 2]) -> bool {
        let parse = |text: &str| [usual, other].contains(&text).then(|| text == other);
        let chosen = self.parsed(key, &format!("{usual}, {other}"), parse);
        chosen.is_some_and(|chosen| chosen.value)
    }

    /// What `read` makes of the table under a key.
    pub(super) fn table<T>(
        &mut self,
        key: &'a str,
        read: impl FnOnce(&mut Table<'a>) -> Option<T>,
    ) -> Option<T> {
        let value = self.value(key)?;
        self.as_table(value, read)
    }

    /// What `read` makes of each table of a list.
    pub(super) fn tables<T>(
        &mut self,
        key: &'a str,
        read: impl Fn(&mut Table<'a>) -> Option<T>,
    ) -> Vec<T> {
        let values = self.list(key);
        if let Some(finding) = self.passed(Limit::Entries, values.len(), &self.place) {
            self.document.refuse(finding.arg("part", key));
            return Vec::new();
        }
        values
            .iter()
            .filter_map(|value| self.as_table(value, &read))
            .collect()
    }

    /// Whether this much passes the limit, which is then a finding and refuses the text.
    pub(super) fn passes(&self, limit: Limit, met: usize, place: &Place) -> bool {
        let finding = self.passed(limit, met, place);
        finding
            .map(|finding| self.document.refuse(finding))
            .is_some()
    }

    fn passed(&self, limit: Limit, met: usize, place: &Place) -> Option<Finding> {
        let limits = &self.document.text.limits;
        beyond(limit, met as u64, || place.clone(), limits)
    }

    /// A value of another form than the one that is allowed.
    pub(super) fn invalid(&self, key: &str, place: Place, drafted: String, allowed: &str) {
        self.report("value-invalid", place, |finding| {
            finding
                .drafted(drafted)
                .arg("key", key)
                .arg("allowed", allowed)
        });
    }

    fn report(&self, rule: &'static str, place: Place, complete: impl FnOnce(Finding) -> Finding) {
        let finding = Finding::new(rule, Severity::Error, place);
        self.document.report(complete(finding));
    }

    fn place_of(&self, value: &Value<'_>) -> Place {
        self.document.place(value.span())
    }

    fn list(&mut self, key: &'a str) -> &'a [Value<'a>] {
        let Some(value) = self.value(key) else {
            return &[];
        };
        let list = value.get_ref().as_array().map(|list| &list[..]);
        self.expected(list, value, "array").unwrap_or_default()
    }

    fn as_table<T>(
        &self,
        value: &'a Value<'a>,
        read: impl FnOnce(&mut Table<'a>) -> Option<T>,
    ) -> Option<T> {
        let values = self.expected(value.get_ref().as_table(), value, "table")?;
        let mut table = Table::new(self.document, self.place_of(value), values);
        let read = read(&mut table);
        table.report_unknown();
        read
    }

    fn as_text(&self, value: &Value<'_>, or_number: bool) -> Option<Located<String>> {
        let text = match value.get_ref() {
            DeValue::String(text) => Some(text.to_string()),
            DeValue::Integer(_) if or_number => {
                self.as_number(value).map(|number| number.to_string())
            }
            _ => None,
        };
        let text = Located::new(self.expected(text, value, "string")?, self.place_of(value));
        let length = text.chars().count();
        let is_too_long = self.passes(Limit::NameLength, length, &text.place);
        (!is_too_long).then_some(text)
    }

    fn as_number(&self, value: &Value<'_>) -> Option<i64> {
        let number = value.get_ref().as_integer();
        let number =
            number.and_then(|number| i64::from_str_radix(number.as_str(), number.radix()).ok());
        self.expected(number, value, "integer")
    }

    /// The value as the type that is wanted, or the finding that it is of another.
    fn expected<T>(&self, typed: Option<T>, value: &Value<'_>, wanted: &str) -> Option<T> {
        if typed.is_none() {
            let given = value.get_ref().type_str();
            let finding = Finding::new("toml-invalid", Severity::Error, self.place_of(value));
            self.document.refuse(
                finding
                    .variant("type")
                    .arg("given", given)
                    .arg("wanted", wanted),
            );
        }
        typed
    }

    /// Reports the keys that nobody asked for, each with the known one that may be meant.
    fn report_unknown(&self) {
        for key in self.values.keys() {
            let name = key.get_ref().as_ref();
            let count = self.document.unknown.get();
            if count == MOST_UNKNOWN {
                break;
            }
            if self.known.contains(&name) {
                continue;
            }
            self.document.unknown.set(count + 1);
            let place = self.document.place(key.span());
            let known = || self.known.iter().copied();
            let begun = known().find(|known| name.len() >= 4 && known.starts_with(name));
            let nearest = begun.or_else(|| nearest(name, known()));
            let finding = Finding::new("key-unknown", Severity::Warning, place)
                .variant(if nearest.is_some() { "near" } else { "" });
            let nearest = nearest.unwrap_or_default();
            self.document
                .report(finding.arg("key", name).arg("nearest", nearest));
        }
    }
}

/// The candidate that a mistyped word most looks like.
pub(crate) fn nearest<'a>(
    word: &str,
    candidates: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    let candidates = candidates.filter(|_| word.len() <= LONGEST_WORD);
    let scored =
        candidates.map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate));
    scored
        .filter(|(distance, candidate)| *distance <= candidate.len() / 3)
        .min()
        .map(|(_, candidate)| candidate)
}

/// An amount in TOML: as officers type it in a cell, but never nothing.
pub(super) fn amount(text: &str) -> Option<Amount> {
    parse_amount(text).ok().and_then(|typed| typed.amount)
}

/// A percentage in TOML: `"20"` or `"20 %"`.
pub(super) fn percentage(text: &str) -> Option<Rate> {
    let text = text.trim().trim_end_matches('%').trim_end();
    parse_rate(&format!("{text} %"))
}
