//! Amounts in running French text, in figures (`430 370 €`, `1,2 M€`), in words, or in both.
//!
//! A number is an amount when a unit of money stands with it. What can be read in two ways is left out, so that no right
//! amount is taken for a wrong one.

use std::ops::Range;

use rust_decimal::Decimal;

use super::{
    amount::Amount,
    french::{parse_grouped, unit_in},
    words::read,
};

/// An amount that a text states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Written {
    /// Where it stands, its unit included, and both where it is given twice.
    pub(crate) range: Range<usize>,
    /// The amount in figures.
    pub(crate) figures: Option<Amount>,
    /// The amount in words.
    pub(crate) words: Option<Amount>,
    /// What the last digit of the figures is worth: 100 000 for `1,2 M€`.
    pub(crate) step: Amount,
}

impl Written {
    /// The amount, in figures where both are given.
    pub(crate) fn amount(&self) -> Amount {
        self.figures.or(self.words).unwrap_or_default()
    }

    /// Whether another amount may be written so.
    pub(crate) fn stands_for(&self, exact: Amount) -> bool {
        let distance = (self.amount() - exact).abs();
        distance.is_zero() || self.step > Amount::whole(1) && distance < self.step
    }

    /// Whether figures and words are different amounts.
    pub(crate) fn is_at_odds(&self) -> bool {
        self.figures.is_some() && self.words.is_some_and(|words| !self.stands_for(words))
    }
}

/// Every amount that a text states, in order.
pub(crate) fn amounts_in(text: &str) -> Vec<Written> {
    let mut found = Vec::new();
    let mut part = 0..0;
    for line in text.split_inclusive('\n') {
        part.end += line.len();
        // No amount goes on after a blank line, and there is none where no unit is named.
        if line.trim().is_empty() || part.end == text.len() {
            let piece = &text[part.clone()];
            if names_unit(piece) {
                found.extend(amounts_in_part(piece).into_iter().map(|written| Written {
                    range: part.start + written.range.start..part.start + written.range.end,
                    ..written
                }));
            }
            part.start = part.end;
        }
    }
    found
}

/// Whether a text may name a unit of money: `€`, `EUR`, `k€`, `keuros`, « centimes ».
fn names_unit(text: &str) -> bool {
    let bytes = text.as_bytes();
    let begins = |at: usize, word: &str| {
        let slice = bytes.get(at..at + word.len());
        slice.is_some_and(|slice| slice.eq_ignore_ascii_case(word.as_bytes()))
    };
    // Many words end as « valeur » does.
    let is_apart = |at: usize| {
        let before = text[..at].chars().next_back();
        before.is_none_or(|c| !c.is_alphabetic() || "kKmM".contains(c))
    };
    (0..text.len())
        .any(|at| begins(at, "€") || begins(at, "centime") || begins(at, "eur") && is_apart(at))
}

fn amounts_in_part(text: &str) -> Vec<Written> {
    let tokens = Tokens {
        text,
        all: tokens(text),
    };
    let numbers = tokens.numbers();
    let mut found = Vec::new();
    let mut numbers = numbers.iter().peekable();
    while let Some(number) = numbers.next() {
        let pair = numbers.peek().and_then(|next| tokens.pair(number, next));
        if let Some(pair) = pair {
            numbers.next();
            found.push(pair);
        } else if number.has_unit && !tokens.is_symbolic(number.tokens.end) {
            let amount = Some(number.amount);
            found.push(Written {
                range: tokens.bytes(&number.tokens),
                figures: amount.filter(|_| !number.is_in_words),
                words: amount.filter(|_| number.is_in_words),
                step: number.step,
            });
        }
    }
    found
}

/// A number, and whether a unit of money stands beside it.
struct Number {
    tokens: Range<usize>,
    amount: Amount,
    is_in_words: bool,
    has_unit: bool,
    /// Whether its thousands are set apart, so that it is no year and no article.
    is_grouped: bool,
    step: Amount,
}

#[derive(Debug)]
struct Token {
    kind: Kind,
    range: Range<usize>,
}

#[derive(Debug, PartialEq)]
enum Kind {
    /// Letters, in lower case, or a euro sign with its thousands: `k€`.
    Word(String),
    Digits,
    Space,
    Sign(char),
}

/// Spaces as Markdown may name them.
const ENTITIES: [&str; 6] = [
    "&nbsp;", "&#160;", "&#xa0;", "&#8239;", "&#x202f;", "&thinsp;",
];

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let while_is = |is: fn(char) -> bool| rest.find(|c| !is(c)).unwrap_or(rest.len());
        let (length, kind) = match c {
            '&' => match ENTITIES.iter().find(|entity| rest.starts_with(**entity)) {
                Some(entity) => (entity.len(), Kind::Space),
                None => (c.len_utf8(), Kind::Sign(c)),
            },
            '€' => (c.len_utf8(), Kind::Word("€".to_owned())),
            '0'..='9' => (while_is(|c| c.is_ascii_digit()), Kind::Digits),
            // Emphasis and invisible signs part nothing.
            '*' | '_' | '\\' | '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' => {
                at += c.len_utf8();
                continue;
            }
            c if c.is_whitespace() => (while_is(char::is_whitespace), Kind::Space),
            c if c.is_alphabetic() => {
                let letters = while_is(char::is_alphabetic);
                let is_thousands = matches!(&rest[..letters], "k" | "K" | "m" | "M");
                let sign = rest[letters..].starts_with('€') && is_thousands;
                let length = letters + if sign { '€'.len_utf8() } else { 0 };
                let word = rest[..length].to_lowercase().replace('é', "e");
                (length, Kind::Word(word))
            }
            c => (c.len_utf8(), Kind::Sign(c)),
        };
        let range = at..at + length;
        at = range.end;
        match tokens.last_mut() {
            Some(last) if kind == Kind::Space && last.kind == Kind::Space => {
                last.range.end = range.end;
            }
            _ => tokens.push(Token { kind, range }),
        }
    }
    tokens
}

/// What makes another amount of the one that follows.
const WORKED_OUT: &str =
    "sur pourcent moitie tiers quart quarts solde reste restant acompte avance tranche";

/// The tokens of a text.
struct Tokens<'t> {
    text: &'t str,
    all: Vec<Token>,
}

impl Tokens<'_> {
    fn kind(&self, at: usize) -> Option<&Kind> {
        self.all.get(at).map(|token| &token.kind)
    }

    /// The word here; empty where there is none.
    fn word(&self, at: usize) -> &str {
        match self.kind(at) {
            Some(Kind::Word(word)) => word,
            _ => "",
        }
    }

    fn sign(&self, at: usize) -> Option<char> {
        match self.kind(at) {
            Some(Kind::Sign(sign)) => Some(*sign),
            _ => None,
        }
    }

    fn is_digits(&self, at: usize) -> bool {
        self.kind(at) == Some(&Kind::Digits)
    }

    fn is_space(&self, at: usize) -> bool {
        self.kind(at) == Some(&Kind::Space)
    }

    /// The next token that is no space.
    fn after_space(&self, at: usize) -> usize {
        at + usize::from(self.is_space(at))
    }

    fn bytes(&self, tokens: &Range<usize>) -> Range<usize> {
        self.all[tokens.start].range.start..self.all[tokens.end - 1].range.end
    }

    /// How many euros the unit here is worth, and where it ends.
    fn unit(&self, at: usize) -> Option<(Decimal, usize)> {
        let at = self.after_space(at);
        let word = self.word(at);
        let is_unit = is_any_of(word, "€ k€ m€ eur euro euros keur keuros meur meuros");
        Some((is_unit.then(|| unit_in(word))??, at + 1))
    }

    /// The same behind « d’ » or « de ».
    fn unit_of(&self, at: usize) -> Option<(Decimal, usize)> {
        let link = self.after_space(at);
        match self.word(link) {
            "d" if matches!(self.sign(link + 1), Some('\'' | '’' | '‘')) => self.unit(link + 2),
            "d" | "de" => self.unit(link + 1),
            _ => self.unit(at),
        }
    }

    fn is_symbolic(&self, at: usize) -> bool {
        self.word(self.after_space(at)).starts_with("symbolique")
    }

    fn numbers(&self) -> Vec<Number> {
        let mut numbers: Vec<Number> = Vec::new();
        let mut at = 0;
        while at < self.all.len() {
            let (number, end) = if let Some(end) = self.misspelt_hundreds(at) {
                (None, end)
            } else if self.is_digits(at) {
                self.figures(at)
            } else if read::is_numeral(self.word(at)) {
                self.in_words(at)
            } else if let Some((worth, end)) = self.unit(at).filter(|_| !self.is_space(at)) {
                self.behind_unit(worth, at..end)
            } else {
                (None, at + 1)
            };
            numbers.extend(number);
            at = end;
        }
        numbers
    }

    /// A number in figures, with its unit if there is one, and where to go on.
    fn figures(&self, start: usize) -> (Option<Number>, usize) {
        let end = self.end_of_figures(start);
        let Some((mut value, decimals, from)) = self.value(start..end) else {
            return (None, end);
        };
        let link = self.after_space(end);
        let unit = match multiple(self.word(link)) {
            Some(multiple) => self
                .unit_of(link + 1)
                .map(|(worth, end)| (worth * multiple, end)),
            None => self.unit(end),
        };
        let (worth, mut after) = unit.unwrap_or((Decimal::ONE, end));
        if unit.is_some()
            && worth == Decimal::ONE
            && let Some((cents, end)) = self.cents(after)
        {
            value += cents;
            after = end;
        }
        let number = scaled(value, decimals, worth).map(|(amount, step)| Number {
            tokens: from..after,
            amount,
            is_in_words: false,
            has_unit: unit.is_some(),
            is_grouped: end - from > 1,
            step,
        });
        let number = number.filter(|number| number.has_unit || !number.amount.is_zero());
        (number, after)
    }

    /// `€ 28 800`.
    fn behind_unit(&self, worth: Decimal, unit: Range<usize>) -> (Option<Number>, usize) {
        let start = self.after_space(unit.end);
        if !self.is_digits(start) {
            return (None, unit.end);
        }
        let end = self.end_of_figures(start);
        let value = self.value(start..end);
        let value = value.filter(|(_, _, from)| *from == start);
        let scaled = value.and_then(|(value, decimals, _)| scaled(value, decimals, worth));
        // « 3 € 2 fiches » : the unit belongs to what stands before it, and is then not looked at here.
        let number = scaled.map(|(amount, step)| Number {
            tokens: unit.start..end,
            amount,
            is_in_words: false,
            has_unit: true,
            is_grouped: end - start > 1,
            step,
        });
        (number, end)
    }

    /// Where digits and what may part them end.
    fn end_of_figures(&self, start: usize) -> usize {
        let is_inner = |at: usize| matches!(self.sign(at), Some('.' | ',' | '\'' | '’'));
        let mut end = start + 1;
        while self.is_digits(end + 1) && (self.is_space(end) || is_inner(end)) {
            end += 2;
        }
        end
    }

    /// The number that ends these tokens, how many decimals it has, and where it begins: behind a year, a code or a
    /// number that ends with a comma, there is another.
    fn value(&self, tokens: Range<usize>) -> Option<(Decimal, u32, usize)> {
        let length = |at: usize| self.all[at].range.len();
        let mut from = tokens.end - 1;
        let sign = |at: usize| self.sign(at.checked_sub(1)?).filter(|_| at > tokens.start);
        let is_decimal = match sign(from) {
            Some(',') => true,
            Some('.') => length(from) != 3,
            _ => false,
        };
        if is_decimal {
            from -= 2;
        }
        // Thousands are all set apart alike.
        let mut between = None;
        while from > tokens.start && length(from) == 3 && length(from - 2) <= 3 {
            let separator = self.kind(from - 1);
            if self.sign(from - 1) == Some(',')
                || between.is_some_and(|between| separator != between)
            {
                break;
            }
            between = Some(separator);
            from -= 2;
        }
        // The end of a code is no thousands: `1.3 430`.
        let is_of_code = |at: usize| sign(at).is_some() && length(at) < 3;
        if between == Some(Some(&Kind::Space)) && is_of_code(from) {
            from += 2;
        }
        let is_apart = |at: usize| {
            at == tokens.start || sign(at).is_none() && (length(at - 2) > 3 || is_of_code(at - 2))
        };
        if !is_apart(from) {
            return None;
        }
        let parts = self.all[from..tokens.end]
            .iter()
            .map(|token| match token.kind {
                Kind::Space => " ",
                _ => &self.text[token.range.clone()],
            });
        let number: String = parts.collect();
        let decimals = number
            .split_once(',')
            .map_or(0, |(_, decimals)| decimals.len());
        let decimals = u32::try_from(decimals).ok()?;
        Some((parse_grouped(&number).ok()?, decimals, from))
    }

    /// « et 12 centimes », « et douze centimes », « douze » that ends an amount in words.
    fn cents(&self, at: usize) -> Option<(Decimal, usize)> {
        let link = self.after_space(at);
        let is_joined = self.word(link) == "et";
        let start = if is_joined {
            self.after_space(link + 1)
        } else {
            link
        };
        let (value, end) = if self.is_digits(start) {
            let digits = &self.text[self.all[start].range.clone()];
            (digits.parse().ok()?, start + 1)
        } else {
            let (words, end) = self.numerals(start)?;
            (read::number(&words)?, end)
        };
        let value = i64::try_from(value).ok().filter(|value| *value < 100)?;
        let noun = self.after_space(end);
        let end = match self.word(noun) {
            "centime" | "centimes" => noun + 1,
            _ if !is_joined && !self.is_digits(start) && self.sign(noun) == Some(')') => end,
            _ => return None,
        };
        Some((Decimal::new(value, 2), end))
    }

    fn is_hyphen(&self, at: usize) -> bool {
        matches!(self.sign(at), Some('-' | '\u{2010}' | '\u{2011}'))
    }

    /// The words of a number from here on, and where they end.
    fn numerals(&self, start: usize) -> Option<(Vec<&str>, usize)> {
        let numeral = |at: usize| Some(self.word(at)).filter(|word| read::is_numeral(word));
        let is_between = |at: usize| self.is_space(at) || self.is_hyphen(at);
        let mut words = vec![numeral(start)?];
        let mut end = start + 1;
        while is_between(end) {
            if let Some(word) = numeral(end + 1) {
                words.push(word);
                end += 2;
            } else if self.word(end + 1) == "et"
                && is_between(end + 2)
                && let Some(word) = numeral(end + 3)
            {
                words.extend(["et", word]);
                end += 4;
            } else {
                break;
            }
        }
        Some((words, end))
    }

    /// Where « trois-cens mille » ends: a number in words whose hundreds are misspelt.
    fn misspelt_hundreds(&self, start: usize) -> Option<usize> {
        let (_, end) = self.numerals(start)?;
        let is_hundred = self.is_hyphen(end) && self.word(end + 1).starts_with("cen");
        let next = is_hundred.then(|| self.after_space(end + 2))?;
        Some(self.numerals(next)?.1)
    }

    /// A number in words, with its unit if there is one, and where to go on.
    fn in_words(&self, start: usize) -> (Option<Number>, usize) {
        let Some((words, end)) = self.numerals(start) else {
            return (None, start + 1);
        };
        let value = read::number(&words).and_then(|value| i64::try_from(value).ok());
        let Some(value) = value else {
            return (None, end);
        };
        let noun = self.after_space(end);
        let unit = self
            .unit_of(end)
            .filter(|(worth, _)| *worth == Decimal::ONE);
        let is_cents = matches!(self.word(noun), "centime" | "centimes");
        let (value, after) = if is_cents {
            (Decimal::new(value, 2), noun + 1)
        } else {
            let after = unit.map_or(end, |(_, after)| after);
            let cents = unit.and_then(|_| self.cents(after));
            let (cents, after) = cents.unwrap_or((Decimal::ZERO, after));
            (Decimal::from(value) + cents, after)
        };
        let number = Amount::bounded(value).ok().map(|amount| Number {
            tokens: start..after,
            amount,
            is_in_words: true,
            has_unit: is_cents || unit.is_some(),
            is_grouped: false,
            step: Amount::ZERO,
        });
        (number, after)
    }

    /// Whether the words before a number in its sentence make « soit » the result of a sum.
    fn is_worked_out(&self, number: usize) -> bool {
        let before = (0..number).rev();
        let mut before =
            before.take_while(|at| !matches!(self.sign(*at), Some('.' | ';' | '!' | '?')));
        before.any(|at| match self.kind(at) {
            Some(Kind::Sign(sign)) => matches!(sign, '%' | '×' | '+'),
            Some(Kind::Word(word)) if word == "cent" => self.word(at.wrapping_sub(2)) == "pour",
            Some(Kind::Word(word)) => is_any_of(word, WORKED_OUT),
            _ => false,
        })
    }

    /// One amount that is given in figures and in words: the second in brackets, or announced « en lettres ».
    fn pair(&self, first: &Number, second: &Number) -> Option<Written> {
        const QUALIFIERS: &str = "ttc ht net nets maximum";
        if first.is_in_words == second.is_in_words {
            return None;
        }
        let (mut is_bracketed, mut is_named, mut is_equal) = (false, false, false);
        for token in &self.all[first.tokens.end..second.tokens.start] {
            match &token.kind {
                Kind::Space | Kind::Sign(',' | ':' | '«' | '–' | '—' | '-' | '=') => {}
                Kind::Sign('(' | '[') if !is_bracketed => is_bracketed = true,
                Kind::Sign('/') => is_equal = true,
                Kind::Word(word) => match word.as_str() {
                    "lettres" | "chiffres" => is_named = true,
                    "soit" => is_equal = true,
                    "en" | "toute" | "toutes" => {}
                    word if is_any_of(word, QUALIFIERS) => {}
                    _ => return None,
                },
                _ => return None,
            }
        }
        let mut end = self.after_space(second.tokens.end);
        while is_any_of(self.word(end), QUALIFIERS) {
            end = self.after_space(end + 1);
        }
        // « 3 000 €, soit mille euros par an »
        let goes_on = is_any_of(
            self.word(end),
            "par chaque pour en au de d l la le chacun chacune dont",
        );
        let is_closed = matches!(self.sign(end), Some(')' | ']'));
        // « 20 % de 50 000 €, soit dix mille euros » and « 3 000 € HT, soit trois mille six cents euros TTC » are two.
        let has_tax = |tax: &str| (first.tokens.end..end).any(|at| self.word(at) == tax);
        let is_other = (has_tax("ht") && has_tax("ttc")
            || is_equal && self.is_worked_out(first.tokens.start))
            && first.amount != second.amount;
        let unit_behind = self
            .unit_of(end + 1)
            .filter(|(worth, _)| is_closed && *worth == Decimal::ONE);
        let (words, figures) = if first.is_in_words {
            (first, second)
        } else {
            (second, first)
        };
        let has_unit = first.has_unit || second.has_unit;
        let is_plain = figures.has_unit
            || unit_behind.is_some()
            || figures.is_grouped && figures.amount >= Amount::whole(1_000);
        let is_pair = (has_unit || unit_behind.is_some())
            && is_plain
            && !is_other
            && (is_bracketed && is_closed
                || is_named && second.has_unit
                || is_equal && !is_bracketed && first.has_unit && second.has_unit && !goes_on);
        let end = match unit_behind {
            Some((_, end)) if !has_unit => end,
            _ if is_bracketed => end + 1,
            _ => second.tokens.end,
        };
        is_pair.then(|| Written {
            range: self.bytes(&(first.tokens.start..end)),
            figures: Some(figures.amount),
            words: Some(words.amount),
            step: figures.step,
        })
    }
}

fn is_any_of(word: &str, words: &str) -> bool {
    words.split(' ').any(|known| known == word)
}

/// So many units, and what their last decimal is worth, in euros.
fn scaled(value: Decimal, decimals: u32, worth: Decimal) -> Option<(Amount, Amount)> {
    let amount = Amount::bounded(value.checked_mul(worth)?).ok()?;
    let step = Amount::bounded(Decimal::new(1, decimals) * worth).ok()?;
    Some((amount, step))
}

fn multiple(word: &str) -> Option<Decimal> {
    let multiple = match word {
        "mille" | "millier" | "milliers" => 1_000,
        "million" | "millions" => 1_000_000,
        "milliard" | "milliards" => 1_000_000_000,
        _ => return None,
    };
    Some(Decimal::from(multiple))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Each amount, its figures and its words, as plain text.
    fn found(text: &str) -> Vec<String> {
        let shown = |written: Written| {
            let parts = [written.figures, written.words];
            let parts = parts.map(|amount| amount.map_or_else(|| "-".to_owned(), Amount::plain));
            format!("{}/{}", parts[0], parts[1])
        };
        amounts_in(text).into_iter().map(shown).collect()
    }

    #[test]
    fn amounts_are_found_in_figures() {
        for (text, expected) in [
            ("Une somme de 430 370 € maximum.", "430370/-"),
            ("est de 430.370 euros.", "430370/-"),
            ("390.370 € (à préciser)", "390370/-"),
            ("430\u{202f}370,00\u{a0}€ TTC", "430370/-"),
            ("430&nbsp;370&nbsp;€", "430370/-"),
            ("**430 370** €", "430370/-"),
            ("430\n370 EUR", "430370/-"),
            ("430'370.50 €", "430370.5/-"),
            ("soit 1,2 M€ sur trois ans", "1200000/-"),
            ("86 k€", "86000/-"),
            ("2 millions d’euros", "2000000/-"),
            ("1,5 million d'euros", "1500000/-"),
            ("12 milliers d’euros", "12000/-"),
            ("EUR 430 370", "430370/-"),
            ("3 000 euros et 12 centimes", "3000.12/-"),
            ("en 2018 430 370 €", "430370/-"),
            ("fiche EA 1.3 430 €", "430/-"),
            ("fiche EA 1.3.1 16 430 €", "16430/-"),
            ("à l’article 3, 430 €", "430/-"),
            ("10800€", "10800/-"),
            ("600€/j", "600/-"),
        ] {
            assert_eq!(found(text), [expected], "{text}");
        }
        for text in [
            "22 fiches en 2018",
            "le 12 34 €",
            "1.234 567 €",
            "1,234 €",
            "20 % du total",
            "0.500 €",
            "un euro symbolique",
            "l’euro",
            "12 345 habitants",
            "en 2018\n\n€",
            "un certain nombre d’euros",
            "millions d’euros",
            "les deux euros symboliques",
            "01/02/2018",
            "art. L. 1611-4",
        ] {
            assert!(found(text).is_empty(), "{text}: {:?}", found(text));
        }
        assert_eq!(found("300 € en 2018, 400 € en 2019"), ["300/-", "400/-"]);
    }

    #[test]
    fn amounts_are_found_in_words_and_beside_their_figures() {
        for (text, expected) in [
            (
                "quatre cent trente mille trois cent soixante-dix euros et douze centimes",
                "-/430370.12",
            ),
            ("DEUX MILLIONS D’EUROS", "-/2000000"),
            ("un euro par habitant", "-/1"),
            (
                "430 370 € (quatre cent trente mille trois cent soixante-dix euros)",
                "430370/430370",
            ),
            (
                "430 370 € TTC (quatre cent trente mille trois cent soixante-dix euros TTC)",
                "430370/430370",
            ),
            ("430 370 € (quatre cent trente mille)", "430370/430000"),
            (
                "430 370 (quatre cent trente mille trois cent soixante-dix) euros",
                "430370/430370",
            ),
            (
                "quatre cent trente mille trois cent soixante-dix euros (430 370 €)",
                "430370/430370",
            ),
            (
                "quatre cent trente mille trois cent soixante-dix (430 370) euros",
                "430370/430370",
            ),
            (
                "**430 370 €** (*quatre-cent-trente-mille-trois-cent-soixante-dix euros*)",
                "430370/430370",
            ),
            (
                "430 370 €, en toutes lettres : quatre cent mille euros",
                "430370/400000",
            ),
            ("12,50 € (douze euros cinquante)", "12.5/12.5"),
            ("3 000 € / trois mille euros", "3000/3000"),
            ("3 000 €, soit deux mille euros.", "3000/2000"),
            ("nonante mille euros", "-/90000"),
            ("trois euros et 12 centimes", "-/3.12"),
            ("mille euros 12 fois", "-/1000"),
        ] {
            assert_eq!(found(text), [expected], "{text}");
        }
        for (text, expected) in [
            ("12 000 € (trois ans)", vec!["12000/-"]),
            (
                "3 000 €, deux mille euros étant versés",
                vec!["3000/-", "-/2000"],
            ),
            ("en 2018 (deux mille euros)", vec!["-/2000"]),
            ("article 3 (mille euros)", vec!["-/1000"]),
            (
                "3 000 € (soit mille euros par an)",
                vec!["3000/-", "-/1000"],
            ),
            (
                "20 % de 50 000 €, soit dix mille euros",
                vec!["50000/-", "-/10000"],
            ),
            (
                "la moitié de 50 000 € (soit vingt-cinq mille euros)",
                vec!["50000/-", "-/25000"],
            ),
            (
                "3 000 € HT, soit trois mille six cents euros TTC",
                vec!["3000/-", "-/3600"],
            ),
            (
                "20 % de 50 000 €. Elle est de 3 000 €, soit deux mille euros",
                vec!["50000/-", "3000/2000"],
            ),
            ("trois et quatre mille euros", vec![]),
            ("3 000 €, soit mille euros par an", vec!["3000/-", "-/1000"]),
            ("300 € (trois-cens mille euros)", vec!["300/-"]),
            ("un seul", vec![]),
            ("les uns et les autres, cent fois", vec![]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn a_rounded_amount_stands_for_what_it_rounds() {
        let [written] = &amounts_in("1,2 M€")[..] else {
            panic!("one")
        };
        assert!(
            written.stands_for(Amount::whole(1_234_567))
                && !written.stands_for(Amount::whole(1_300_000))
        );
        let [written] = &amounts_in("1 200 €")[..] else {
            panic!("one")
        };
        assert!(!written.stands_for(Amount::whole(1_201)));
    }

    proptest! {
        #[test]
        fn an_amount_is_found_as_documents_print_it(cents in 1i64..9_999_999_999_999, before in "[a-zé,;:( ]{0,12}", after in "[.;)]? [a-z ]{0,8}") {
            let amount = Amount::computed(Decimal::new(cents, 2));
            let text = format!("{before} |{amount} {after}");
            let written = amounts_in(&text);
            prop_assert_eq!(written.len(), 1, "{}", text);
            prop_assert_eq!(written[0].figures, Some(Amount::computed(amount.decimal())));
            prop_assert_eq!(&text[written[0].range.clone()], amount.to_string());
        }

        #[test]
        fn an_amount_in_words_is_read_as_itself(cents in 0i64..9_999_999_999_999, upper: bool, joined: bool) {
            let amount = Amount::computed(Decimal::new(cents, 2).normalize());
            let mut words = amount.in_words();
            if joined {
                words = words.replace(" et un m", "-et-un m");
            }
            if upper {
                words = words.to_uppercase();
            }
            let text = format!("soit {words}, payés");
            let written = amounts_in(&text);
            prop_assert_eq!(written.len(), 1, "{}", text);
            prop_assert_eq!(written[0].words, Some(amount));
            prop_assert_eq!(&text[written[0].range.clone()], words.as_str());
            let both = format!("{amount} ({words})");
            let written = amounts_in(&both);
            prop_assert_eq!(written.len(), 1, "{}", both);
            prop_assert!(!written[0].is_at_odds());
            prop_assert_eq!(written[0].range.clone(), 0..both.len());
        }

        #[test]
        fn any_text_is_read_through(text in "\\PC{0,60}", mix in "[0-9., €\n'()et-]{0,40}(mille|cent|un|euros| d’)*") {
            for text in [text, mix] {
                for written in amounts_in(&text) {
                    prop_assert!(!text[written.range.clone()].is_empty());
                }
            }
        }
    }
}
