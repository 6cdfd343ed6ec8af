//! A part of an article's text, cut into what rules look for in it: words, amounts, who pays, years, rates, fiches.

use std::ops::Range;

use crate::{
    model::{Dossier, FunderId},
    money::{Rate, parse_rate},
    source::{fold, month_of, parse_year},
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

/// The names that articles give those who pay, as words, the longest first.
pub(super) struct Names(pub(super) Vec<(Vec<String>, FunderId)>);

impl Names {
    pub(super) fn of(dossier: &Dossier) -> Self {
        let mut names = Vec::new();
        for (id, funder) in dossier.funders.iter() {
            let party = dossier
                .convention
                .parties
                .get(id.0)
                .filter(|_| funder.is_party);
            let key = party.map_or(funder.column.as_str(), |party| party.id.as_str());
            names.extend([key, &funder.name, &funder.column].map(|name| (words(name), id)));
            let called = party.and_then(|party| called(party.description.as_deref()?));
            names.extend(called.map(|name| (words(name), id)));
        }
        // « La CCI » for « CCI Côte-d’Or », where nobody else is called so.
        let first: Vec<_> = dossier
            .funders
            .iter()
            .map(|(id, funder)| (words(&funder.column).into_iter().next(), id))
            .collect();
        for (word, id) in &first {
            let is_own = first.iter().all(|(other, of)| of == id || other != word);
            if let Some(word) = word
                && is_own
                && word.len() > 2
                && !ARTICLES.contains(&word.as_str())
            {
                names.push((vec![word.clone()], *id));
            }
        }
        names.retain(|(name, _)| !name.is_empty());
        names.sort_by(|(one, id), (other, of)| (other.len(), id).cmp(&(one.len(), of)));
        names.dedup();
        Self(names)
    }

    /// Names in place of the words that they are.
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
                    match tokens.get(end) {
                        Some(Token::Word(written)) if written == word => end += 1,
                        _ => return None,
                    }
                }
                Some(end)
            };
            let mut here = self.0.iter().map(|(name, id)| (end_of(name), id));
            if let Some((Some(end), id)) = here.find(|(end, _)| end.is_some()) {
                named.push(Token::Payer(*id));
                at = end;
            } else {
                named.push(tokens[at].clone());
                at += 1;
            }
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
    let name = name.trim_matches(|c: char| c.is_whitespace());
    let articles = [
        "le ", "la ", "les ", "l’", "l'", "Le ", "La ", "Les ", "L’", "L'",
    ];
    let bare = articles
        .iter()
        .find_map(|article| name.strip_prefix(article));
    Some(bare.unwrap_or(name)).filter(|name| name.chars().count() > 2)
}

/// What may stand before a name.
pub(super) const ARTICLES: [&str; 6] = ["le", "la", "les", "l", "du", "des"];

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
        let is_of = |of: fn(char) -> bool| rest.find(|c| !of(c)).unwrap_or(rest.len());
        let length = if c.is_ascii_digit() {
            is_of(|c| c.is_ascii_digit())
        } else if c.is_alphabetic() {
            is_of(char::is_alphabetic)
        } else {
            c.len_utf8()
        };
        // What is known may begin within: « l’EA 1.1 ».
        let next = known
            .iter()
            .map(|(span, _)| span.start)
            .find(|start| (at + 1..at + length).contains(start));
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
        // « Loi n° 2000-321 »
        let is_numbered = || {
            let number = tokens
                .get(at + 2)
                .filter(|_| tokens.get(at + 1) == Some(&Token::Sign('-')));
            matches!(number, Some(Token::Word(digits)) if is_number(digits) && parse_year(digits).is_none())
        };
        let word = |back: usize| match dated.len().checked_sub(back).map(|at| &dated[at]) {
            Some(Token::Word(word)) => Some(word.as_str()),
            _ => None,
        };
        let sign = |back: usize| dated.len().checked_sub(back).map(|at| &dated[at]);
        match token {
            Token::Sign('%') => {
                let is_decimal =
                    sign(2) == Some(&Token::Sign(',')) && word(3).is_some_and(is_number);
                let whole = word(1).filter(|word| is_number(word));
                let typed = match (whole, is_decimal) {
                    (Some(whole), true) => {
                        Some((format!("{},{whole} %", word(3).unwrap_or_default()), 3))
                    }
                    (Some(whole), false) => Some((format!("{whole} %"), 1)),
                    _ => None,
                };
                if let Some((typed, length)) = typed
                    && let Some(rate) = parse_rate(&typed)
                {
                    dated.truncate(dated.len() - length);
                    dated.push(Token::Rate(rate));
                } else {
                    dated.push(token.clone());
                }
            }
            Token::Word(digits) if digits.len() == 4 && is_number(digits) => {
                let is_date = word(1).is_some_and(|word| month_of(word).is_some())
                    || sign(1) == Some(&Token::Sign('/')) && word(2).is_some_and(is_number);
                let year = parse_year(digits).filter(|_| !is_date && !is_numbered());
                dated.push(year.map_or_else(|| token.clone(), Token::Year));
            }
            token => dated.push(token.clone()),
        }
    }
    dated
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}
