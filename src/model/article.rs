use std::{fmt, sync::Arc};

use crate::source::{Located, parse_roman};

use super::fiche::Section;

/// A part of the agreement's text: an article, or what stands before the first one.
#[derive(Clone, Debug)]
pub struct Article {
    /// Its number, at its heading; `None` for the preamble and for parts without a number.
    pub number: Option<Located<ArticleNumber>>,
    /// Its title, without the number; empty where it has none.
    pub title: String,
    /// Its text, with the heading as it is written.
    pub section: Section,
    /// Its file.
    pub file: Arc<str>,
    /// The whole file, for places within it; for a Word file, the equivalent Markdown.
    pub text: Arc<str>,
}

/// The number of an article. Two spellings of the same number are equal.
#[derive(Clone, Debug)]
pub struct ArticleNumber {
    /// `[4]`; for `23-1`, `[23, 1]`.
    pub parts: Vec<u32>,
    /// As it is written: `1er`, `premier`, `IV`.
    pub spelling: String,
}

/// Suffixes of articles inserted later: article 4 bis comes before 4-1.
const INSERTED: [&str; 9] = [
    "bis",
    "ter",
    "quater",
    "quinquies",
    "sexies",
    "septies",
    "octies",
    "nonies",
    "decies",
];

impl Article {
    /// The number and the title of a heading: `Article 4 – Montant`, `ARTICLE PREMIER : Objet`, `Art. 23-1`.
    pub fn parse_heading(heading: &str) -> Option<(ArticleNumber, &str)> {
        let heading = heading.trim();
        let (word, rest) = heading.split_once(char::is_whitespace)?;
        if !["article", "art."].contains(&&*word.to_lowercase()) {
            return None;
        }
        let (number, rest) = ArticleNumber::parse_start(rest.trim_start())?;
        let is_sign = |c: char| c.is_whitespace() || c.is_ascii_punctuation() && !"(\"".contains(c);
        let is_dash = |c: char| is_sign(c) || matches!(c, '\u{2010}'..='\u{2015}' | '−' | '·');
        Some((number, rest.trim_start_matches(is_dash)))
    }

    /// Its name: `Article 4`.
    pub fn name(&self) -> Option<String> {
        let number = self.number.as_ref()?;
        Some(format!("Article {}", number.value))
    }
}

impl ArticleNumber {
    /// The number that a text begins with, and the text behind it.
    fn parse_start(text: &str) -> Option<(Self, &str)> {
        let is_end = |rest: &str| !rest.starts_with(char::is_alphanumeric);
        let letters = text
            .find(|c: char| !c.is_alphabetic())
            .unwrap_or(text.len());
        let (word, rest) = text.split_at(letters);
        if !word.is_empty() {
            let first = word.to_lowercase() == "premier";
            let number = parse_roman(word).and_then(|number| u32::try_from(number).ok());
            let number = if first { Some(1) } else { number };
            let parts = vec![number.filter(|_| is_end(rest))?];
            let spelling = word.to_owned();
            return Some((Self { parts, spelling }, rest));
        }
        let (mut parts, mut end) = (Vec::new(), 0);
        loop {
            let rest = &text[end..];
            let rest = if parts.is_empty() {
                rest
            } else {
                rest.strip_prefix(['-', '.', '\u{2011}']).unwrap_or("")
            };
            let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let Ok(part) = rest[..digits].parse() else {
                break;
            };
            parts.push(part);
            end = text.len() - rest.len() + digits;
        }
        if let Some(rest) = text[end..].strip_prefix("er").filter(|rest| is_end(rest))
            && parts == [1]
        {
            end = text.len() - rest.len();
        }
        let behind = text[end..].trim_start();
        let word = behind.find(|c: char| !c.is_alphabetic());
        let word = &behind[..word.unwrap_or(behind.len())];
        let inserted = INSERTED
            .iter()
            .position(|known_word| *known_word == word.to_lowercase());
        if let Some(rank) = inserted {
            parts.extend([0, u32::try_from(rank).ok()?]);
            end = text.len() - behind.len() + word.len();
        }
        let (spelling, rest) = text.split_at(end);
        let is_number = !parts.is_empty() && is_end(rest);
        let spelling = spelling.to_owned();
        is_number.then_some((Self { parts, spelling }, rest))
    }
}

impl PartialEq for ArticleNumber {
    fn eq(&self, other: &Self) -> bool {
        self.parts == other.parts
    }
}

impl Eq for ArticleNumber {}

impl fmt::Display for ArticleNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.spelling)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_articles_are_read_in_many_forms() {
        for (heading, parts, spelling, title) in [
            ("Article 4 – Montant", &[4][..], "4", "Montant"),
            ("ARTICLE 10 : DURÉE", &[10], "10", "DURÉE"),
            ("Article 1er - Objet", &[1], "1er", "Objet"),
            ("Article premier — Objet", &[1], "premier", "Objet"),
            ("Art. 23-1. Suivi", &[23, 1], "23-1", "Suivi"),
            ("Article 4 bis – Acomptes", &[4, 0, 0], "4 bis", "Acomptes"),
            ("Article IV\u{a0}: Bilan", &[4], "IV", "Bilan"),
            ("Article 7", &[7], "7", ""),
            ("Article 3 « Durée »", &[3], "3", "« Durée »"),
        ] {
            let (number, rest) = Article::parse_heading(heading).expect(heading);
            assert_eq!(
                (&*number.parts, &*number.spelling, rest),
                (parts, spelling, title)
            );
        }
        for other in [
            "Articles 4",
            "Objet",
            "Article",
            "Article L. 1611",
            "Article 4e",
            "Article ici",
        ] {
            assert!(Article::parse_heading(other).is_none(), "{other}");
        }
    }
}
