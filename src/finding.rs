//! Findings of the audit, as facts; the sentence is made last, in the reader's language.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize, Serializer};

use crate::{
    locale::{Locale, args},
    money::{Amount, Rate, french_decimal},
    source::{Code, Period, Place, date_in_words, is_word, join, name_of},
};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; nothing to do.
    Info,
    /// Probably a slip; does not block signature.
    Warning,
    /// The documents contradict each other; blocks signature until settled.
    Error,
}

impl Severity {
    /// Every severity, the gravest first.
    pub const ALL: [Self; 3] = [Self::Error, Self::Warning, Self::Info];

    /// The name used in JSON, in message identifiers and on the command line.
    pub fn name(self) -> String {
        name_of(&self)
    }
}

/// A figure or a text that a finding is about.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", content = "value", rename_all = "lowercase")]
pub enum Fact {
    /// Money, in euros.
    Amount(Amount),
    /// A rate, in percents.
    Rate(Rate),
    /// A plain number: days, a count, a year.
    #[serde(serialize_with = "plain")]
    Number(Decimal),
    /// A text of the dossier, or a name.
    Text(String),
}

fn plain<S: Serializer>(number: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&number.normalize())
}

impl Fact {
    /// As messages print it in either language; figures keep the documents' notation.
    pub fn shown(&self) -> String {
        self.shown_in(None)
    }

    /// Like [`Self::shown`], with amounts in this unit instead of euros.
    fn shown_in(&self, unit: Option<&str>) -> String {
        match self {
            Self::Amount(amount) if unit.is_some() => amount.with_unit(unit.unwrap_or_default()),
            Self::Amount(amount) => amount.to_string(),
            Self::Rate(rate) => rate.to_string(),
            Self::Number(number) => french_decimal(*number),
            Self::Text(text) => text.clone(),
        }
    }
}

/// Implements `From` for a type, from each of several types.
macro_rules! from_each {
    ($to:ty: $($from:ty => $make:expr;)*) => {
        $(impl From<$from> for $to {
            fn from(value: $from) -> Self {
                $make(value)
            }
        })*
    };
}
pub(crate) use from_each;

from_each! { Fact:
    Amount => Self::Amount;
    Rate => Self::Rate;
    Decimal => Self::Number;
    String => Self::Text;
    &str => |text| Self::Text(String::from(text));
    &Code => |code: &Code| Self::from(code.spelling());
    i32 => |number| Self::Number(Decimal::from(number));
    &Period => |period: &Period| match period {
        Period::Year(year) => Self::from(*year),
        Period::Named(name) => Self::from(name.as_str()),
    };
    usize => |number| Self::Number(Decimal::from(number));
}

/// One figure of the sum that gives an expected figure, and where it stands.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Term {
    /// The figure.
    pub value: Fact,
    /// The cell or line it comes from.
    pub place: Place,
}

impl<T: Into<Fact>> From<(T, &Place)> for Term {
    fn from((value, place): (T, &Place)) -> Self {
        Self {
            value: value.into(),
            place: place.clone(),
        }
    }
}

/// Another figure made wrong by the cause of a finding: corrected with it, not counted again.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Consequence {
    /// Where it stands.
    pub place: Place,
    /// The drafted figure.
    pub drafted: Fact,
    /// The expected figure.
    pub expected: Fact,
}

impl<D: Into<Fact>, E: Into<Fact>> From<(&Place, D, E)> for Consequence {
    fn from((place, drafted, expected): (&Place, D, E)) -> Self {
        Self {
            place: place.clone(),
            drafted: drafted.into(),
            expected: expected.into(),
        }
    }
}

/// The simple slip that explains a wrong figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Slip {
    /// Its name in JSON and in message identifiers.
    pub name: &'static str,
    /// The other funder or year, or the factor by which a figure is too large; empty for other slips.
    detail: Fact,
}

impl Slip {
    /// The slip of this name.
    pub fn new(name: &'static str, detail: impl Into<Fact>) -> Self {
        Self {
            name,
            detail: detail.into(),
        }
    }

    /// The sentence that explains it.
    pub fn message(&self, locale: &Locale) -> String {
        let detail = [("detail", self.detail.shown())];
        locale.text(&format!("slip-{}", self.name), &detail)
    }
}

/// Which figures the parties may choose to settle a finding without correcting the dossier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choices {
    /// Only a correction settles it.
    Nothing,
    /// The figure computed from the fiche's costs and rates.
    Fiche,
    /// The computed figure, or the recap's row where it adds up.
    Recap,
    /// The computed figure, or what the article states.
    Article,
    /// Shares of what nobody funds, the recap's row where it adds up, or the computed figure.
    Parts,
}

/// Which of the conflicting figures is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Keep {
    /// The figure computed from the fiche's costs and rates.
    Fiche,
    /// The figure of the drafted recap.
    #[serde(rename = "recapitulatif")]
    Recap,
    /// What the article states.
    Convention,
    /// The shares that the decision lists.
    Parts,
}

/// The decision of the parties that settles a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Settlement {
    /// The figure chosen.
    #[serde(rename = "kept")]
    pub keep: Keep,
    /// The shares decided, each with who pays it.
    #[serde(skip)]
    pub parts: Vec<(String, Amount)>,
    /// The entry in `arbitrages.toml`.
    pub place: Place,
    /// Who decided.
    pub decided_by: String,
    /// When, as `2018-11-15`.
    pub date: Option<String>,
    /// Why.
    pub reason: String,
}

impl Settlement {
    /// The figure chosen, in words.
    pub fn kept(&self, locale: &Locale) -> String {
        let parts = self.parts.iter();
        match self.keep {
            Keep::Parts => join(parts.map(|(who, amount)| format!("{who} {amount}")), ", "),
            choice => locale.plain(&format!("kept-{}", name_of(&choice))),
        }
    }

    /// A sentence with who decided, when, why, and where it is written.
    pub fn message(&self, locale: &Locale) -> String {
        let who = &self.decided_by;
        let date = self.date.as_deref().unwrap_or_default();
        let date = match locale.tag() {
            "fr" => date_in_words(date),
            _ => date.to_owned(),
        };
        let place = place_in_words(&self.place, locale);
        let args = args! { who: who, date: date, why: self.reason, place: place };
        let end = self.date.as_ref().map_or("", |_| "-dated");
        locale.text(&format!("settlement{end}"), &args)
    }
}

/// Something the audit found.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule's kebab-case name.
    pub rule: &'static str,
    /// Which of the rule's messages applies; empty for a rule with a single message.
    pub variant: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// Where it is.
    pub place: Place,
    /// The fiche concerned.
    pub fiche: Option<Code>,
    /// The year concerned.
    pub year: Option<Period>,
    /// The drafted value.
    pub drafted: Option<Fact>,
    /// The value that follows from the rules.
    pub expected: Option<Fact>,
    /// The sum that gives `drafted`, where that is a sum.
    pub drafted_terms: Vec<Term>,
    /// The sum that gives `expected`, and the cells it comes from. A rate, or a number of days, multiplies the
    /// amounts after it.
    pub terms: Vec<Term>,
    /// The simple slip that explains it, when exactly one does.
    pub slip: Option<Slip>,
    /// Figures upset by the same cause.
    pub consequences: Vec<Consequence>,
    /// What the parties may choose to settle it, in the words of `retenir`; `parts` for explicit shares. Empty when
    /// only a correction settles it.
    pub choices: Vec<&'static str>,
    /// The kind of choices that can settle it, before checking which of them add up.
    pub settled_by: Choices,
    /// The decision that settles it.
    pub settlement: Option<Settlement>,
    /// The unit of amounts, when it is not the euro.
    pub unit: Option<String>,
    /// Other figures and names of the message.
    pub args: BTreeMap<&'static str, Fact>,
}

impl Finding {
    /// A finding of `rule` at `place`, to be completed with the methods below.
    pub fn new(rule: &'static str, severity: Severity, place: Place) -> Self {
        Self {
            rule,
            variant: "",
            severity,
            place,
            fiche: None,
            year: None,
            drafted: None,
            expected: None,
            drafted_terms: Vec::new(),
            terms: Vec::new(),
            slip: None,
            consequences: Vec::new(),
            choices: Vec::new(),
            settled_by: Choices::Nothing,
            settlement: None,
            unit: None,
            args: BTreeMap::new(),
        }
    }

    /// A finding that is an error.
    pub fn error(rule: &'static str, place: Place) -> Self {
        Self::new(rule, Severity::Error, place)
    }

    /// Names which of the rule's messages applies.
    pub fn variant(mut self, variant: &'static str) -> Self {
        self.variant = variant;
        self
    }

    /// Names the fiche concerned.
    pub fn fiche(mut self, code: &Code) -> Self {
        self.fiche = Some(code.clone());
        self
    }

    /// Names the year concerned.
    pub fn year(mut self, year: impl Into<Period>) -> Self {
        self.year = Some(year.into());
        self
    }

    /// Sets the drafted value.
    pub fn drafted(mut self, fact: impl Into<Fact>) -> Self {
        self.drafted = Some(fact.into());
        self
    }

    /// Sets the expected value.
    pub fn expected(mut self, fact: impl Into<Fact>) -> Self {
        self.expected = Some(fact.into());
        self
    }

    /// Sets the sum behind `drafted`.
    pub fn drafted_terms(mut self, terms: impl IntoIterator<Item: Into<Term>>) -> Self {
        self.drafted_terms = terms.into_iter().map(Into::into).collect();
        self
    }

    /// Sets the sum behind `expected`.
    pub fn terms(mut self, terms: impl IntoIterator<Item: Into<Term>>) -> Self {
        self.terms = terms.into_iter().map(Into::into).collect();
        self
    }

    /// Names the slip that explains it.
    pub fn slip(mut self, slip: impl Into<Option<Slip>>) -> Self {
        self.slip = slip.into();
        self
    }

    /// Replaces the severity given by its rule.
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Adds figures upset by the same cause.
    pub fn consequences(mut self, upset: impl IntoIterator<Item: Into<Consequence>>) -> Self {
        self.consequences.extend(upset.into_iter().map(Into::into));
        self
    }

    /// Adds a figure or a name that the message needs.
    pub fn arg(mut self, name: &'static str, fact: impl Into<Fact>) -> Self {
        self.args.insert(name, fact.into());
        self
    }

    /// A fact of this finding as messages print it.
    pub fn shown(&self, fact: &Fact) -> String {
        fact.shown_in(self.unit.as_deref())
    }

    /// Whether it still has to be settled.
    pub fn is_open(&self) -> bool {
        self.settlement.is_none()
    }

    /// Whether the parties chose another figure than the expected one.
    pub fn is_overruled(&self) -> bool {
        let settlement = self.settlement.as_ref();
        settlement.is_some_and(|settlement| settlement.keep != Keep::Fiche)
    }

    /// Whether it blocks signature.
    pub fn blocks(&self) -> bool {
        self.severity == Severity::Error && self.is_open()
    }

    /// The one-line message. For an overruled finding, the `-overruled` variant where the catalogue has one, which
    /// leaves out the expected figure.
    pub fn message(&self, locale: &Locale) -> String {
        let (id, args) = (self.message_id(), self.message_args());
        let is_known = || locale.optional_text(&id, &args).is_some();
        debug_assert!(is_known(), "no message {id}");
        let overruled = || locale.optional_text(&format!("{id}-overruled"), &args);
        let overruled = self.is_overruled().then(overruled).flatten();
        overruled.unwrap_or_else(|| locale.text(&id, &args))
    }

    /// How to settle it: the help of the message, else that of the rule, if the catalogue has one.
    pub fn help(&self, locale: &Locale) -> Option<String> {
        self.help_where("", locale)
    }

    /// Like [`Self::help`], in the special wording for readers who do not see the files, where the catalogue has one.
    /// Its message ids begin with `prefix`.
    pub(crate) fn help_where(&self, prefix: &str, locale: &Locale) -> Option<String> {
        let args = self.message_args();
        let ids = [self.message_id(), self.rule.to_owned()];
        let mut ids = ids
            .iter()
            .flat_map(|id| [format!("{prefix}{id}-help"), format!("{id}-help")]);
        ids.find_map(|id| locale.optional_text(&id, &args))
    }

    /// The message in that special wording, where the catalogue has one.
    pub(crate) fn message_where(&self, prefix: &str, locale: &Locale) -> String {
        let id = format!("{prefix}{}", self.message_id());
        let special = locale.optional_text(&id, &self.message_args());
        special.unwrap_or_else(|| self.message(locale))
    }

    fn message_id(&self) -> String {
        let link = if self.variant.is_empty() { "" } else { "-" };
        format!("{}{link}{}", self.rule, self.variant)
    }

    fn message_args(&self) -> Vec<(&'static str, String)> {
        let args = self
            .args
            .iter()
            .map(|(name, fact)| (*name, self.shown(fact)));
        let named = [
            ("fiche", self.fiche.as_ref().map(ToString::to_string)),
            ("year", self.year.as_ref().map(ToString::to_string)),
            (
                "drafted",
                self.drafted.as_ref().map(|fact| self.shown(fact)),
            ),
            (
                "expected",
                self.expected.as_ref().map(|fact| self.shown(fact)),
            ),
        ];
        let named = named.into_iter();
        let named = named.filter_map(|(name, text)| Some((name, text?)));
        args.chain(named).collect()
    }
}

/// A place in words, for readers who cannot use `convention.toml:52:11`.
pub(crate) fn place_in_words(place: &Place, locale: &Locale) -> String {
    let file = place.file_name();
    match place {
        Place::Cell { sheet, cell, .. } => {
            locale.text("place-cell", &args![file: file, sheet: sheet, cell: cell])
        }
        Place::Sheet { sheet, .. } => locale.text("place-sheet", &args![file: file, sheet: sheet]),
        Place::Text { line, .. } if !is_word(file) => {
            locale.text("place-line", &args![file: file, line: line])
        }
        _ => place.to_string(),
    }
}
