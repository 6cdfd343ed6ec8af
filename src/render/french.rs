//! French typography. Words stay as written; only quotes, apostrophes and spaces change. A space beside certain signs
//! becomes a no-break space of their usual width. Ordinals are raised by templates/charte.typ.

use crate::{locale::inner_quotes, source::MONTHS};

const NARROW: char = '\u{202f}';
const WIDE: char = '\u{a0}';

/// The text with French spaces, quotes and apostrophes.
pub(super) fn spaced(text: &str) -> String {
    let text = quoted(text);
    let chars: Vec<char> = text.chars().collect();
    let at = |rank: usize| chars.get(rank).copied();
    let before = |rank: usize| rank.checked_sub(1).and_then(at);
    let says_more = chars.iter().filter(|c| c.is_whitespace()).count() > 1;
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    let set = |(rank, sign): (usize, &char)| match sign {
        '\'' if is_letter(before(rank)) && is_letter(at(rank + 1)) => '’',
        ' ' | '\u{a0}' | '\u{202f}' => match (before(rank), at(rank + 1)) {
            // Several spaces in a row may be deliberate. At an end of this text, the next character may be in bold.
            (Some(other), _) | (_, Some(other)) if other.is_whitespace() => *sign,
            (_, Some(';' | '!' | '?')) => NARROW,
            (_, Some(':' | '»')) | (Some('«'), _) | (Some('0'..='9'), Some('%' | '€')) => WIDE,
            (Some('0'..='9'), Some('0'..='9')) if is_thousands(&chars, rank) => NARROW,
            _ if is_in_date(&chars, rank)
                || is_in_name(&chars, rank, says_more)
                || is_in_short_quote(&chars, rank) =>
            {
                WIDE
            }
            _ => *sign,
        },
        _ => *sign,
    };
    chars.iter().enumerate().map(set).collect()
}

/// The text with French quotes: « and », and “ and ” within them. Straight quotes stay where they do not enclose words,
/// and outside « » in a text that has them.
fn quoted(text: &str) -> String {
    let text = inner_quotes(text);
    let are_quotes = !text.contains(['«', '»']) && are_around_words(&text);
    let is_even = |part: &str| part.matches('"').count().is_multiple_of(2);
    let are_pairs = text.split(['«', '»', '“', '”']).all(is_even);
    let (mut depth, mut is_open, mut out) = (0_u32, false, String::with_capacity(text.len()));
    for c in text.chars() {
        match c {
            '«' => depth += 1,
            '»' => depth = depth.saturating_sub(1),
            '"' if depth > 0 && are_pairs || are_quotes => is_open = !is_open,
            _ => {}
        }
        match (c, depth, is_open) {
            ('"', 1.., true) if are_pairs => out.push('“'),
            ('"', 1.., false) if are_pairs => out.push('”'),
            ('"', 0, true) if are_quotes => out.extend(['«', WIDE]),
            ('"', 0, false) if are_quotes => out.extend([WIDE, '»']),
            _ => out.push(c),
        }
    }
    out
}

/// Whether all straight quotes of a text are pairs, each around words.
fn are_around_words(text: &str) -> bool {
    let mut parts = text.split('"').enumerate().peekable();
    let mut count = 0;
    while let Some((rank, part)) = parts.next() {
        let (is_inside, is_last) = (rank % 2 == 1, parts.peek().is_none());
        count = rank;
        let joins = |c: char| {
            if is_inside {
                c.is_whitespace()
            } else {
                c.is_alphanumeric()
            }
        };
        if rank > 0 && part.starts_with(joins) || !is_last && part.ends_with(joins) {
            return false;
        }
        if is_inside && part.is_empty() {
            return false;
        }
    }
    count.is_multiple_of(2)
}

/// Whether a space separates the day of a date from its month: `2 mai`, `1er mai`.
fn is_in_date(chars: &[char], space: usize) -> bool {
    let word = |chars: &mut dyn Iterator<Item = &char>| -> String {
        chars.take_while(|c| c.is_alphanumeric()).take(10).collect()
    };
    let day: String = word(&mut chars[..space].iter().rev());
    let is_day = day == "re1" || day.len() <= 2 && day.parse::<u8>().is_ok();
    let next = word(&mut chars[space + 1..].iter());
    let before: String = day.chars().rev().collect();
    let is_year = MONTHS.contains(&&*before) && next.len() == 4 && next.parse::<u16>().is_ok();
    is_year || is_day && MONTHS.contains(&&*next)
}

/// Whether a space stands behind what never ends a line: the letters of a code (`EA 1.2`) that is not all of the text,
/// the title of a person (`Mme Martin`), `n°`.
fn is_in_name(chars: &[char], space: usize, says_more: bool) -> bool {
    let before = chars[..space]
        .iter()
        .rev()
        .take_while(|c| !c.is_whitespace());
    let before: String = before.collect::<Vec<_>>().into_iter().rev().collect();
    let word = before.trim_start_matches(['(', '«', '’', '\'']);
    let next = chars.get(space + 1).copied();
    let is_digit = next.is_some_and(|c| c.is_ascii_digit());
    let letters = word.chars().filter(|c| *c != '.');
    let is_prefix =
        (1..=3).contains(&letters.clone().count()) && letters.clone().all(char::is_uppercase);
    let is_title =
        ["M.", "Mme", "MM.", "Mmes"].contains(&word) && next.is_some_and(char::is_uppercase);
    is_prefix && is_digit && says_more || word == "n°" && is_digit || is_title
}

/// Whether a space stands within a quote of two or three words: « Just Dijon ».
fn is_in_short_quote(chars: &[char], space: usize) -> bool {
    const MOST: usize = 20;
    let is_mark = |c: &char| "«»".contains(*c);
    let begin = chars[..space]
        .iter()
        .rposition(is_mark)
        .filter(|at| chars[*at] == '«');
    let end = chars[space..].iter().position(is_mark).map(|at| space + at);
    let Some((begin, end)) = begin.zip(end.filter(|at| chars[*at] == '»')) else {
        return false;
    };
    let quote: String = chars[begin + 1..end].iter().collect();
    let quote = quote.trim();
    quote.chars().count() <= MOST && quote.split_whitespace().count() <= 3
}

/// Whether a space separates the thousands of a number: one to three digits before it, three after it.
fn is_thousands(chars: &[char], space: usize) -> bool {
    let is_digit = |c: &&char| c.is_ascii_digit();
    let digits_before = chars[..space].iter().rev().take_while(is_digit).count();
    let digits_behind = chars[space + 1..].iter().take_while(is_digit).count();
    (1..=3).contains(&digits_before) && digits_behind == 3
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn spaces_follow_french_typography() {
        for (typed, set) in [
            (
                "Quoi ? Rien ; tout !",
                "Quoi\u{202f}? Rien\u{202f}; tout\u{202f}!",
            ),
            (
                "axe : « Just Dijon »",
                "axe\u{a0}: «\u{a0}Just\u{a0}Dijon\u{a0}»",
            ),
            (
                "« le \"plan\" local » et \"rien\"",
                "«\u{a0}le\u{a0}“plan”\u{a0}local\u{a0}» et \"rien\"",
            ),
            ("12 300 € à 80 %", "12\u{202f}300\u{a0}€ à 80\u{a0}%"),
            ("en 2018 300 personnes", "en 2018 300 personnes"),
            ("a  : b ;", "a  : b\u{202f};"),
            (" : a « ", "\u{a0}: a «\u{a0}"),
            ("l'écran de 24\" à l' 'est'", "l’écran de 24\" à l' 'est'"),
            (
                "du 1er mai au 12 juin 2019",
                "du 1er\u{a0}mai au 12\u{a0}juin\u{a0}2019",
            ),
            (
                "« l’axe « Jeune – Entreprise » »",
                "«\u{a0}l’axe “Jeune – Entreprise”\u{a0}»",
            ),
            (
                "voir EA 1.2.1, n° 3, Mme Martin",
                "voir EA\u{a0}1.2.1, n°\u{a0}3, Mme\u{a0}Martin",
            ),
            ("EA 1.2.1", "EA 1.2.1"),
        ] {
            assert_eq!(spaced(typed), set);
        }
    }

    proptest! {
        #[test]
        fn words_stay_as_they_are(text in "[a-z0-9 «»\";:!?\u{a0}%€]{0,40}") {
            let plain = |text: &str| -> String {
                let quotes = text.replace(['“', '”', '«', '»'], "\"");
                quotes.chars().filter(|c| !c.is_whitespace()).collect()
            };
            let set = spaced(&text);
            prop_assert_eq!(plain(&set), plain(&text));
            prop_assert_eq!(spaced(&set), set.clone());
        }
    }
}
