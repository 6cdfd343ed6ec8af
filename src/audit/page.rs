//! What is written about the rules: a page a rule and a language, and what rules go by.
//!
//! The first heading of a page is the rule's title; a test holds the others against the four that every page has.

use super::{
    rule::{Family, Rule},
    rules::RULES,
};
use crate::locale::Locale;

/// The page about a rule, in Markdown: what it checks, why it matters, an example, how to settle it.
pub fn page(rule: &str, language: &str) -> Option<&'static str> {
    Locale::from_tag(language).page(rule)
}

/// The rule in a line: its page's first heading.
pub fn title(rule: &str, language: &str) -> Option<&'static str> {
    let mut lines = page(rule, language)?.lines();
    lines
        .find_map(|line| line.strip_prefix("# "))
        .map(str::trim)
}

impl Family {
    /// Every family, in the order in which a dossier is gone through.
    pub const ALL: [Self; 8] = [
        Self::Reading,
        Self::Codes,
        Self::Lines,
        Self::Funding,
        Self::Recap,
        Self::Articles,
        Self::Texts,
        Self::Decisions,
    ];

    /// The name used in reports for programs and in message identifiers.
    pub fn name(self) -> &'static str {
        match self {
            Self::Reading => "reading",
            Self::Lines => "lines",
            Self::Funding => "funding",
            Self::Recap => "recap",
            Self::Codes => "codes",
            Self::Articles => "articles",
            Self::Texts => "texts",
            Self::Decisions => "decisions",
        }
    }
}

impl Rule {
    /// The rule of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        RULES.iter().copied().find(|rule| rule.name == name)
    }
}
