//! The text of an article, cut into sentences, and each sentence into what rules look for in it: words, amounts, who
//! pays, years, rates, fiches.

use std::ops::Range;

use crate::{
    money::{Amount, Written, amounts_in, parse_amount},
    source::{Code, is_word_of, parse_year},
};

use super::{
    slip::only,
    tables::{self, Cell},
    tokens::{Names, Token, named},
};

/// A sentence, an item of a list or a row of a table.
pub(super) struct Sentence {
    /// Its bytes in the text.
    pub(super) range: Range<usize>,
    pub(super) tokens: Vec<Token>,
    /// The tokens of the sentence that opens its list.
    pub(super) lead: Vec<Token>,
}

/// A text as rules look at it.
pub(super) struct Reading {
    pub(super) amounts: Vec<Written>,
    /// Those of them that the column and the row of a table name.
    pub(super) cells: Vec<(usize, Cell)>,
    pub(super) sentences: Vec<Sentence>,
    pub(super) citations: Vec<Citation>,
}

/// A code in a text, perhaps that of no fiche.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Citation {
    pub(super) range: Range<usize>,
    pub(super) code: Code,
    /// Whether the text calls it a fiche: « fiche-action n° EP 1.3 ».
    pub(super) is_named: bool,
    /// Whether it ends a range: « EA 1.1 à EA 1.4 ».
    pub(super) ends_range: bool,
}

impl Reading {
    /// Reads a text; codes are those of fiches.
    pub(super) fn of(text: &str, names: &Names, codes: &[&Code]) -> Self {
        let (amounts, cells) = with_cells(amounts_in(text), tables::cells(text, names), text);
        let mut citations = citations(text, codes);
        citations.retain(|citation| {
            let is_apart = |amount: &Written| {
                let (one, other) = (&amount.range, &citation.range);
                one.end <= other.start || other.end <= one.start
            };
            amounts.iter().all(is_apart)
        });
        let ranked = amounts.iter().enumerate();
        let ranked = ranked.map(|(rank, amount)| (amount.range.clone(), Token::Amount(rank)));
        let cited = citations
            .iter()
            .map(|citation| (citation.range.clone(), Token::Fiche));
        let known: Vec<(Range<usize>, Token)> = ranked.chain(cited).collect();
        let mut lead: Vec<Token> = Vec::new();
        let sentences = parts(text, &amounts).into_iter().map(|(range, is_item)| {
            let tokens = named(text, range.clone(), &known, names);
            if !is_item {
                let opens_list = tokens.last() == Some(&Token::Sign(':'));
                lead = if opens_list {
                    tokens.clone()
                } else {
                    Vec::new()
                };
            }
            Sentence {
                range,
                tokens,
                lead: if is_item { lead.clone() } else { Vec::new() },
            }
        });
        Self {
            sentences: sentences.collect(),
            amounts,
            cells,
            citations,
        }
    }
}

/// The amounts of a text with those of its tables that have their unit at the head, and which cell each is.
fn with_cells(
    mut amounts: Vec<Written>,
    cells: Vec<Cell>,
    text: &str,
) -> (Vec<Written>, Vec<(usize, Cell)>) {
    for cell in cells.iter().filter(|cell| cell.is_in_euros) {
        let is_within = |written: &Written| {
            written.range.start < cell.range.end && cell.range.start < written.range.end
        };
        let typed = text[cell.range.clone()].trim_matches('*');
        let start = cell.range.start + text[cell.range.clone()].find(typed).unwrap_or_default();
        if let Ok((Some(amount), None)) = parse_amount(typed)
            && !amounts.iter().any(is_within)
        {
            amounts.push(Written {
                range: start..start + typed.len(),
                figures: Some(amount),
                words: None,
                step: Amount::ZERO,
            });
        }
    }
    amounts.sort_by_key(|amount| amount.range.start);
    let rank = |cell: &Cell| {
        let ranked = amounts.iter().enumerate();
        let mut here = ranked.filter(|(_, amount)| cell.range.contains(&amount.range.start));
        Some(only(&mut here)?.0)
    };
    let cells = cells.into_iter();
    let cells = cells.filter_map(|cell| Some((rank(&cell)?, cell)));
    let cells = cells.collect();
    (amounts, cells)
}

/// The sentences of a text, and whether each stands in a list or a table.
fn parts(text: &str, amounts: &[Written]) -> Vec<(Range<usize>, bool)> {
    let is_within = |at: usize| {
        amounts
            .iter()
            .any(|amount| amount.range.start < at && at < amount.range.end)
    };
    let mut parts = Vec::new();
    let (mut start, mut is_item) = (0, false);
    let mut cut = |range: Range<usize>, is_item: bool| {
        if !text[range.clone()].trim().is_empty() {
            parts.push((range, is_item));
        }
    };
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        if is_within(end) || end < start {
            continue;
        }
        let rest = &text[end..];
        if c == '\n' {
            let line = rest.trim_start_matches([' ', '\t', '>']);
            let next_item = opens_item(line);
            let is_row = line.starts_with('|');
            if next_item || is_row || line.starts_with(['\n', '#']) || line.is_empty() {
                cut(start..at, is_item);
                start = end;
                // A list goes on after a blank line.
                is_item = next_item || is_row;
            }
        } else if matches!(c, ';' | '!' | '?' | '.') && ends_sentence(&text[start..at], c, rest) {
            cut(start..end, is_item);
            start = end;
        }
    }
    cut(start..text.len(), is_item);
    parts
}

fn opens_item(line: &str) -> bool {
    let after = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let after = match line.len() - after.len() {
        0 => line.strip_prefix(['-', '*', '+', '•', '–']),
        _ => after.strip_prefix(['.', ')']),
    };
    after.is_some_and(|after| after.starts_with([' ', '\t', '\u{a0}']))
}

/// Whether a sign ends a sentence: not behind an initial or an abbreviation, nor within a number.
fn ends_sentence(before: &str, sign: char, after: &str) -> bool {
    if sign == ';' {
        return true;
    }
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next();
    let word = word.unwrap_or_default().to_lowercase();
    let is_abbreviation = word.chars().count() == 1 && word.chars().all(char::is_alphabetic)
        || is_word_of("art cf mm al st", &word);
    let goes_on = after.trim_start().starts_with(char::is_lowercase);
    let is_apart = after.is_empty()
        || after.starts_with(|c: char| c.is_whitespace() || matches!(c, '»' | ')' | '*' | '['));
    is_apart && !(sign == '.' && is_abbreviation) && !goes_on
}

/// The codes that a text cites: those of fiches wherever they stand, others where the text calls them fiches.
fn citations(text: &str, codes: &[&Code]) -> Vec<Citation> {
    let has_letters = codes.iter().all(|code| !code.prefix().is_empty());
    let is_of_prefix = |code: &Code| {
        let mut codes = codes.iter();
        codes.any(|known_code| known_code.prefix() == code.prefix())
    };
    let mut found: Vec<Citation> = Vec::new();
    let (mut at, mut named_until) = (0, None);
    while let Some(c) = text[at..].chars().next() {
        let is_start = !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '.');
        if is_start && let Some(end) = fiche_word(&text[at..]) {
            at += end;
            named_until = Some(at);
            continue;
        }
        let is_named = named_until.is_some_and(|until| at <= until);
        if is_start && let Some((length, code)) = code_at(&text[at..], is_named && !has_letters) {
            let is_dotted =
                code.key().contains('.') && !code.prefix().is_empty() && is_of_prefix(&code);
            let is_known = codes.contains(&&code);
            if is_known || is_named || is_dotted {
                let end = found.last().map_or(at, |last| last.range.end);
                let ends_range = matches!(text[end..at].trim(), "à" | "a" | "–" | "-");
                found.push(Citation {
                    range: at..at + length,
                    code,
                    is_named: is_named || is_dotted,
                    ends_range,
                });
                at += length;
                named_until = Some(at + until_next(&text[at..]));
                continue;
            }
        }
        at += c.len_utf8();
    }
    found
}

/// How long « fiche », « fiches-actions n° » is, the space behind it included.
fn fiche_word(text: &str) -> Option<usize> {
    let lower = text.get(..5)?.to_lowercase();
    let mut end = (lower == "fiche").then_some(5)?;
    for words in ["s", "actions action", "n° nº no numéros numéro nos"] {
        let rest = text[end..]
            .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '\u{2011}'));
        let word = words.split(' ').find(|word| {
            let Some((head, after)) = rest.split_at_checked(word.len()) else {
                return false;
            };
            let is_cut = word.ends_with(char::is_alphabetic) && !word.ends_with('º');
            head.to_lowercase() == **word && !(is_cut && after.starts_with(char::is_alphabetic))
        });
        if let Some(word) = word {
            end = text.len() - rest.len() + word.len();
        }
    }
    let rest = &text[end..];
    let is_sign = text[..end].ends_with(['°', 'º']);
    if rest.starts_with(char::is_alphanumeric) && !is_sign {
        return None;
    }
    Some(end + until_code(rest))
}

fn until_code(text: &str) -> usize {
    text.len()
        - text
            .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '°' | '*' | ':' | '«'))
            .len()
}

/// What stands between two codes of a list.
fn until_next(text: &str) -> usize {
    let mut rest = text.trim_start_matches(|c: char| {
        c.is_whitespace() || matches!(c, ',' | '/' | '–' | '-' | '*')
    });
    for word in ["et ", "ou ", "à ", "et\u{a0}", "ainsi que "] {
        rest = rest.strip_prefix(word).unwrap_or(rest);
    }
    text.len() - rest.len()
}

/// A code at the head of a text: one to four letters, perhaps with points between them, then numbers with points.
fn code_at(text: &str, takes_numbers: bool) -> Option<(usize, Code)> {
    let bytes = text.as_bytes();
    let upper = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_uppercase);
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let (mut at, mut letters) = (0, 0);
    while upper(at) && letters < 4 {
        letters += 1;
        at += 1;
        if bytes.get(at) == Some(&b'.')
            && (upper(at + 1) || matches!(bytes.get(at + 1), Some(b' ')) || digit(at + 1))
        {
            at += 1;
        }
    }
    if letters == 0 && !takes_numbers {
        return None;
    }
    if letters > 0 {
        let rest = &text[at..];
        let spaces = rest.len()
            - rest
                .trim_start_matches([' ', '\u{a0}', '\u{202f}', '-', '\u{2011}'])
                .len();
        at += if spaces <= 6 { spaces } else { return None };
    }
    if !digit(at) {
        return None;
    }
    while digit(at) || matches!(bytes.get(at), Some(b'.' | b'-')) && digit(at + 1) {
        at += 1;
    }
    let is_whole = !text[at..].starts_with(|c: char| c.is_alphabetic() || c == '%');
    let code = Code::parse(&text[..at])?;
    let is_year = letters == 0 && parse_year(&text[..at]).is_some();
    (is_whole && !is_year).then_some((at, code))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::audit::statement::{self, Years};
    use crate::model::FunderId;

    fn cited(text: &str) -> Vec<String> {
        let codes: Vec<Code> = ["EA 1.1", "EA 1.2.1", "EP 1.3", "EC 1.2"]
            .iter()
            .filter_map(|code| Code::parse(code))
            .collect();
        let codes: Vec<&Code> = codes.iter().collect();
        citations(text, &codes)
            .into_iter()
            .map(|citation| citation.code.to_string())
            .collect()
    }

    #[test]
    fn codes_are_found_wherever_a_text_cites_them() {
        assert_eq!(cited("Fiche action N° E.P 1.3"), ["E.P 1.3"]);
        assert_eq!(
            cited("fiches-actions EA 1.1, EA 1.2.1 et EC 9.9."),
            ["EA 1.1", "EA 1.2.1", "EC 9.9"]
        );
        assert_eq!(
            cited("l’étude (EA 1.1) et celle d’EP\u{a0}1.3"),
            ["EA 1.1", "EP\u{a0}1.3".replace('\u{a0}', " ").as_str()]
        );
        assert_eq!(cited("la fiche n°XX 4"), ["XX 4"]);
        assert_eq!(cited("la fiche « EA 1.9 » et EA 1.8"), ["EA 1.9", "EA 1.8"]);
        for text in [
            "la CCI 21 et ISO 9001",
            "fiches de 2018",
            "une fiche par action",
            "la fiche 12",
            "EA 1",
            "affiche A 3",
        ] {
            assert!(cited(text).is_empty(), "{text}: {:?}", cited(text));
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_through(
            text in "\\PC{0,80}",
            mix in "(fiche|fiches|-actions| n°|EA|E.A|1.1|, | et | à |€|\n|- |\\| |12 000 €|Métropole|%|20|2018|\\.|;){0,30}",
        ) {
            let codes: Vec<Code> = ["EA 1.1", "EP 2.2"].iter().filter_map(|code| Code::parse(code)).collect();
            let codes: Vec<&Code> = codes.iter().collect();
            for text in [text, mix] {
                let reading = Reading::of(&text, &Names(vec![(vec!["metropole".into()], FunderId(0))]), &codes);
                let amounts = reading.sentences.iter().flat_map(|sentence| &sentence.tokens);
                let amounts = amounts.filter(|token| matches!(token, Token::Amount(_)));
                prop_assert_eq!(amounts.count(), reading.amounts.len(), "{}", text);
                let years = Years { budget: vec![2018], paid: BTreeSet::new() };
                let statements = statement::all(&reading, &years);
                prop_assert_eq!(statements.len(), reading.amounts.len());
            }
        }
    }

    #[test]
    fn a_text_is_cut_into_sentences_items_and_rows() {
        let text = "M. Martin verse 3.000 €. Il paie :\n\n- 1 000 € ; puis\n- 2 000 €.\n\n| a | b |\n| c | d |\n";
        let parts: Vec<(&str, bool)> = parts(text, &amounts_in(text))
            .into_iter()
            .map(|(range, is_item)| (text[range].trim(), is_item))
            .collect();
        assert_eq!(
            parts,
            [
                ("M. Martin verse 3.000 €.", false),
                ("Il paie :", false),
                ("- 1 000 € ;", true),
                ("puis", true),
                ("- 2 000 €.", true),
                ("| a | b |", true),
                ("| c | d |", true),
            ]
        );
    }
}
