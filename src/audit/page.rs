//! What is written about the rules: a page a rule and a language, and what rules go by.
//!
//! The pages are Markdown files under `locales/<language>/rules/`, embedded. Their first heading is the
//! rule's title; a test holds the others against the four that every page has.

use include_dir::{Dir, include_dir};

use super::{
    rule::{Family, Rule},
    rules::RULES,
};

static FRENCH: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/locales/fr/rules");
static ENGLISH: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/locales/en/rules");

/// The page about a rule, in Markdown: what it checks, why it matters, an example, how to settle it.
/// French is the language of every tag but `en`.
pub fn page(rule: &str, language: &str) -> Option<&'static str> {
    let pages = if language == "en" { &ENGLISH } else { &FRENCH };
    pages.get_file(format!("{rule}.md"))?.contents_utf8()
}

/// The rule in a line: its page's first heading.
pub fn title(rule: &str, language: &str) -> Option<&'static str> {
    page(rule, language)?
        .lines()
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
