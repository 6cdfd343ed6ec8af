//! A part of an article's text, cut into what rules look for in it: words, amounts, who pays, years, rates, fiches.

use std::ops::Range;

use crate::{
    model::{Dossier, FunderId},
    money::{Rate, parse_rate},
    source::{fold, is_word_of, month_of, parse_year},
};

/// What a sentence is made of.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    /// In lower case without accents; a number as its digits.
    Word(String),
    Sign(char),
    /// The rank of an amount among those of the text.
    Amount(usize),
    Payer(FunderId),
    /// A year that is no part of a date.
    Year(i32),
    Rate(Rate),
    /// A fiche.
    Fiche,
}

impl Token {
    pub(super) fn word(&self) -> Option<&str> {
        match self {
            Self::Word(word) => Some(word),
            _ => None,
        }
    }

    pub(super) fn payer(&self) -> Option<FunderId> {
        match self {
            Self::Payer(id) => Some(*id),
            _ => None,
        }
    }

    pub(super) fn is_amount(&self) -> bool {
        matches!(self, Self::Amount(_))
    }

    /// Whether it is one of these words.
    pub(super) fn is_any_of(&self, words: &str) -> bool {
        self.word().is_some_and(|word| is_word_of(words, word))
    }

    /// Whether it is a word that begins with one of these stems.
    pub(super) fn begins_with(&self, stems: &str) -> bool {
        let word = self.word().unwrap_or_default();
        stems
            .split_ascii_whitespace()
            .any(|stem| word.starts_with(stem))
    }
}

/// The word at this place; empty where there is none.
pub(super) fn word_at(tokens: &[Token], at: usize) -> &str {
    tokens.get(at).and_then(Token::word).unwrap_or_default()
}

/// Whether one of these words stands among the tokens.
pub(super) fn has_any(tokens: &[Token], words: &str) -> bool {
    tokens.iter().any(|token| token.is_any_of(words))
}

/// What may stand before a name.
pub(super) const ARTICLES: &str = "le la les l du des";

/// The names that articles give those who pay, as words, the longest first.
pub(super) struct Names(pub(super) Vec<(Vec<String>, FunderId)>);

impl Names {
    pub(super) fn of(dossier: &Dossier) -> Self {
        let mut names = Vec::new();
        let mut first_words: Vec<(String, FunderId)> = Vec::new();
        for (id, funder) in dossier.funders.iter() {
            let party = dossier.convention.parties.get(id.0);
            let party = party.filter(|_| funder.is_party);
            let key = party.map_or(funder.column.as_str(), |party| party.id.as_str());
            names.extend([key, &funder.name, &funder.column].map(|name| (words(name), id)));
            let called = party.and_then(|party| called(party.description.as_deref()?));
            names.extend(called.map(|name| (words(name), id)));
            first_words.extend(
                words(&funder.column)
                    .into_iter()
                    .next()
                    .map(|word| (word, id)),
            );
        }
        // « La CCI » for « CCI Côte-d’Or », where nobody else is called so.
        for (word, id) in &first_words {
            let mut others = first_words.iter().filter(|(_, other)| other != id);
            if word.len() > 2
                && !is_word_of(ARTICLES, word)
                && others.all(|(other, _)| other != word)
            {
                names.push((vec![word.clone()], *id));
            }
        }
        names.retain(|(name, _)| !name.is_empty());
        names.sort_by(|(one, id), (other, of)| (other.len(), id).cmp(&(one.len(), of)));
        names.dedup();
        Self(names)
    }

    /// Puts names in place of the words that they are.
    fn put(&self, tokens: &[Token]) -> Vec<Token> {
        let mut named = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            // « Côte-d’Or » is as « Côte d’Or ».
            let end_of = |name: &[String]| {
                let mut end = at;
                for word in name {
                    let is_link = end > at && tokens.get(end) == Some(&Token::Sign('-'));
                    end += usize::from(is_link);
                    if word_at(tokens, end) != word {
                        return None;
                    }
                    end += 1;
                }
                Some(end)
            };
            let mut here = self
                .0
                .iter()
                .filter_map(|(name, id)| Some((end_of(name)?, id)));
            let (token, end) = match here.next() {
                Some((end, id)) => (Token::Payer(*id), end),
                None => (tokens[at].clone(), at + 1),
            };
            named.push(token);
            at = end;
        }
        named
    }
}

/// « Ci-après dénommée « la Région » »: what a party is called, without its article.
fn called(designation: &str) -> Option<&str> {
    let words = ["dénommé", "désigné", "appelé"];
    let (_, rest) = words.iter().find_map(|word| designation.split_once(word))?;
    let (_, rest) = rest.split_once(['«', '“', '"'])?;
    let (name, _) = rest.split_once(['»', '”', '"'])?;
    let name = name.trim();
    let articles = [
        "le ", "la ", "les ", "l’", "l'", "Le ", "La ", "Les ", "L’", "L'",
    ];
    let plain = articles
        .iter()
        .find_map(|article| name.strip_prefix(article));
    Some(plain.unwrap_or(name)).filter(|name| name.chars().count() > 2)
}

fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words.map(fold).filter(|word| !word.is_empty()).collect()
}

/// The tokens of a part of a text, with names, years, rates and what is known of it in the place
/// of words.
pub(super) fn named(
    text: &str,
    range: Range<usize>,
    known: &[(Range<usize>, Token)],
    names: &Names,
) -> Vec<Token> {
    names.put(&dated(&tokens(text, range, known)))
}

/// The words and signs of a part of a text, with what is known of it in the place of its words.
fn tokens(text: &str, range: Range<usize>, known: &[(Range<usize>, Token)]) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = range.start;
    while let Some(c) = text[at..range.end].chars().next() {
        if let Some((span, token)) = known.iter().find(|(span, _)| span.start == at) {
            tokens.push(token.clone());
            at = span.end.min(range.end);
            continue;
        }
        let rest = &text[at..range.end];
        let is_same = |other: char| match c {
            '0'..='9' => other.is_ascii_digit(),
            _ => other.is_alphabetic(),
        };
        let length = rest
            .find(|c| !is_same(c))
            .unwrap_or(rest.len())
            .max(c.len_utf8());
        // What is known may begin within: « l’EA 1.1 ».
        let mut starts = known.iter().map(|(span, _)| span.start);
        let next = starts.find(|start| (at + 1..at + length).contains(start));
        let end = next.unwrap_or(at + length);
        if c.is_alphanumeric() {
            tokens.push(Token::Word(fold(&text[at..end])));
        } else if matches!(
            c,
            '%' | ':' | ',' | '|' | '(' | ')' | '/' | '=' | '–' | '—' | '-'
        ) {
            tokens.push(Token::Sign(c));
        }
        at = end;
    }
    tokens
}

/// Rates and years in the place of their digits.
fn dated(tokens: &[Token]) -> Vec<Token> {
    let mut dated: Vec<Token> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let place = |back: usize| dated.len().wrapping_sub(back);
        let word = |back: usize| word_at(&dated, place(back));
        let sign = |back: usize| dated.get(place(back));
        match token {
            Token::Sign('%') if is_number(word(1)) => {
                let is_decimal = sign(2) == Some(&Token::Sign(',')) && is_number(word(3));
                let (typed, length) = if is_decimal {
                    (format!("{},{} %", word(3), word(1)), 3)
                } else {
                    (format!("{} %", word(1)), 1)
                };
                if let Some(rate) = parse_rate(&typed) {
                    dated.truncate(dated.len() - length);
                    dated.push(Token::Rate(rate));
                } else {
                    dated.push(token.clone());
                }
            }
            Token::Word(digits) => {
                // « Loi n° 2000-321 »
                let number = word_at(tokens, at + 2);
                let is_numbered = tokens.get(at + 1) == Some(&Token::Sign('-'))
                    && is_number(number)
                    && parse_year(number).is_none();
                let is_date = month_of(word(1)).is_some()
                    || sign(1) == Some(&Token::Sign('/')) && is_number(word(2));
                let year = parse_year(digits).filter(|_| !is_date && !is_numbered);
                dated.push(year.map_or_else(|| token.clone(), Token::Year));
            }
            token => dated.push(token.clone()),
        }
    }
    dated
}

fn is_number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}
