//! Amounts, days and rates as French officers type them, and amounts as French documents print them.

use rust_decimal::Decimal;

use super::amount::{Amount, Rate, UnreadableAmount};

type Typed = (Option<Amount>, Option<Decimal>);

/// Whether a text stands for no amount yet, or none to give: `NC`, `p.m.`, `pour mémoire`, `sans objet`.
pub(crate) fn is_not_costed(text: &str) -> bool {
    const WORDS: &str =
        "nc pm pourmémoire pourmemoire sansobjet so nonchiffré nonchiffrée nonévalué nonconcerné";
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    let letters: String = letters.flat_map(char::to_lowercase).collect();
    WORDS.split(' ').any(|word| word == letters)
}

/// Reads a typed amount: `3.000 €`, `16 200 €`, `10 800€`, `1 234,56`, `28 800 €⏎(48 j)`, `/`, `-`, `NC`, blank; `None` for
/// the last four. The days typed under it come with it.
///
/// # Errors
/// Anything else: a budget cell is never guessed at, and never taken as 0.
pub fn parse_amount(text: &str) -> Result<Typed, UnreadableAmount> {
    let (text, days) = split_days(text.trim())?;
    if matches!(text, "" | "/" | "-" | "–" | "—") || is_not_costed(text) {
        return Ok((None, days));
    }
    let (number, multiple) = without_unit(text);
    if matches!(number, "-" | "–" | "—") {
        return Ok((None, days));
    }
    let value = match number.strip_prefix(['-', '\u{2212}']) {
        Some(number) => -parse_grouped(number.trim_start())?,
        None => parse_grouped(number)?,
    };
    let value = value.checked_mul(multiple);
    let value = value.ok_or(UnreadableAmount::TooLarge)?;
    Ok((Some(Amount::bounded(value)?), days))
}

/// The number, and how many euros its unit is worth: `€ 28 800`, `28,8 k€`, `1,2 M€`.
fn without_unit(text: &str) -> (&str, Decimal) {
    let is_number = |c: char| !c.is_alphabetic() && c != '€';
    let before = text.trim_start_matches(|c: char| !is_number(c));
    let number = before.trim_end_matches(|c: char| !is_number(c));
    let units = [&text[..text.len() - before.len()], &before[number.len()..]];
    match units.map(str::to_lowercase).each_ref().map(String::as_str) {
        ["", unit] | [unit, ""] => match unit {
            "" | "€" | "eur" | "euro" | "euros" => (number.trim(), Decimal::ONE),
            unit => {
                multiple_in(unit).map_or((text, Decimal::ONE), |multiple| (number.trim(), multiple))
            }
        },
        _ => (text, Decimal::ONE),
    }
}

/// How many euros a unit is worth that a header, a title or a number format names: thousands (`k€`, `en milliers
/// d’euros`) or millions.
pub(crate) fn multiple_in(text: &str) -> Option<Decimal> {
    let text = text.to_lowercase().replace('\u{a0}', " ");
    let text = text.replace("k €", "k€").replace("m €", "m€");
    // « En euros, arrondis au k€ » names both.
    if text.contains("en €") || text.contains("en euros") {
        return None;
    }
    let has = |units: &str| units.split(" | ").any(|unit| text.contains(unit));
    if has(
        "en milliers | (milliers | kilo-euro | (k) | x1000 | x 1000 | x 1 000 | en 1 000 | (000 € | (000€ | (000)",
    ) {
        return Some(Decimal::from(1_000));
    }
    if has("en millions | (millions | (000 000") {
        return Some(Decimal::from(1_000_000));
    }
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '€');
    let words = words.filter(|word| !matches!(*word, "" | "d" | "de" | "en"));
    let words: Vec<&str> = words.collect();
    let is_euro = |word: &&str| matches!(*word, "€" | "eur" | "euro" | "euros");
    (0..words.len()).find_map(|rank| {
        let has_euro = words.get(rank + 1).is_some_and(is_euro);
        let multiple = match words[rank] {
            "k€" | "keur" | "keuro" | "keuros" => 1_000,
            "m€" | "meur" | "meuro" | "meuros" => 1_000_000,
            "millier" | "milliers" | "k" if has_euro => 1_000,
            "million" | "millions" | "m" if has_euro => 1_000_000,
            _ => return None,
        };
        // « Une enveloppe de 150 k€ », « deux millions d’euros » are amounts, no unit of others.
        let is_amount = rank > 0 && is_count(words[rank - 1]);
        (!is_amount).then(|| Decimal::from(multiple))
    })
}

/// Whether a word says how many: a number that is no year, in figures or in words.
fn is_count(word: &str) -> bool {
    const COUNTS: &str = "un deux trois quatre cinq six sept huit neuf dix vingt trente quarante cinquante soixante cent \
        mille plusieurs quelques demi";
    let number = word.parse::<u32>();
    number.is_ok_and(|number| !(1900..2200).contains(&number))
        || COUNTS.split(' ').any(|count| count == word)
}

/// How many euros a number in such a unit is worth: `k€`, `Montant (€)`, `euros`.
pub(crate) fn unit_in(text: &str) -> Option<Decimal> {
    let mut words = text.split(|c: char| !c.is_alphanumeric());
    let is_euro = |word: &str| matches!(&*word.to_lowercase(), "eur" | "euro" | "euros");
    let is_euro = text.contains('€') || words.any(is_euro);
    multiple_in(text).or_else(|| is_euro.then_some(Decimal::ONE))
}

/// A text without the unit of amounts: `Montant 2027` for « Montant 2027 (k€) », « Montant 2027 en milliers d’euros ».
pub(crate) fn without_units(text: &str) -> String {
    const UNITS: &str =
        "€ k€ m€ eur euro euros keur keuros meur k m millier milliers million millions d de en";
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '\'' | '’'));
    let is_unit = |word: &&str| UNITS.split(' ').any(|unit| unit == word.to_lowercase());
    let words: Vec<&str> = words.filter(|word| !is_unit(word)).collect();
    words.join(" ")
}

/// Reads a number of days: `16.5`, `62,5`, `12 j`, `1 jour`.
pub fn parse_days(text: &str) -> Option<Decimal> {
    let text = text.trim().to_lowercase();
    let mut units = ["jours", "jour", "j"].iter();
    let number = units.find_map(|unit| text.strip_suffix(unit));
    let days = parse_plain(number.unwrap_or(&text).trim_end())?;
    (days < Decimal::from(100_000) && days.scale() <= 4).then_some(days)
}

/// Reads a typed rate: `80 %`, `43,85%`, `80`, `0,8`. A number up to 1 without a sign is a fraction.
pub fn parse_rate(text: &str) -> Option<Rate> {
    Rate::percent(parse_percents(text)?)
}

/// The same of a rate that may have been calculated, with all its decimals.
pub(crate) fn parse_calculated_rate(text: &str) -> Option<Rate> {
    Rate::calculated(parse_percents(text)?)
}

fn parse_percents(text: &str) -> Option<Decimal> {
    let text = text.trim();
    if let Some(percents) = text.strip_suffix('%') {
        return parse_plain(percents.trim_end());
    }
    let number = parse_plain(text)?;
    let fraction = Some(number).filter(|number| *number <= Decimal::ONE);
    Some(fraction.map_or(number, |fraction| fraction * Decimal::ONE_HUNDRED))
}

/// Digits with at most one comma or point, nothing else.
fn parse_plain(text: &str) -> Option<Decimal> {
    let is_plain = |c: char| c.is_ascii_digit() || c == '.' || c == ',';
    let is_number = !text.is_empty() && text.len() <= 30 && text.chars().all(is_plain);
    text.replace(',', ".").parse().ok().filter(|_| is_number)
}

/// Takes `(48 j)` off the end of `28 800 € (48 j)`.
fn split_days(text: &str) -> Result<(&str, Option<Decimal>), UnreadableAmount> {
    let open = text.strip_suffix(')');
    let Some((before, inside)) = open.and_then(|open| open.rsplit_once('(')) else {
        return Ok((text, None));
    };
    let has_unit = inside.trim_end().ends_with(char::is_alphabetic);
    match parse_days(inside).filter(|_| has_unit) {
        Some(days) => Ok((before.trim_end(), Some(days))),
        None => Err(UnreadableAmount::NotANumber),
    }
}

/// Groups of thousands by spaces, points or apostrophes, decimals after a comma. A single point is decimal too when other than
/// three digits follow it.
pub(super) fn parse_grouped(text: &str) -> Result<Decimal, UnreadableAmount> {
    let is_digit = |c: char| c.is_ascii_digit();
    let is_between = |c: char| c.is_whitespace() || matches!(c, '.' | '\'' | '’');
    let is_allowed = |c: char| is_digit(c) || is_between(c) || c == ',';
    if !text.starts_with(is_digit) || !text.chars().all(is_allowed) {
        return Err(UnreadableAmount::NotANumber);
    }
    let is_decimal =
        |(_, after): &(&str, &str)| matches!(after.len(), 1 | 2) && !after.contains('.');
    let by_point = || text.split_once('.').filter(is_decimal);
    let (whole, decimals) = text.split_once(',').or_else(by_point).unwrap_or((text, ""));
    let groups: Vec<&str> = whole.split(is_between).collect();
    // A group of other than three digits is a slip, not a number; `0.500` is half a euro or five hundred.
    let is_well_formed = match groups.split_first() {
        Some((first, [])) => !first.is_empty(),
        Some((first, rest)) => {
            (1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3)
        }
        None => false,
    };
    let has_leading_zero = whole.len() > 1 && whole.starts_with('0');
    if decimals.len() > 2 || !is_well_formed || has_leading_zero {
        return Err(UnreadableAmount::Ambiguous);
    }
    let point = if decimals.is_empty() { "" } else { "." };
    let number = format!("{}{point}{decimals}", groups.concat());
    if number.len() > 24 {
        return Err(UnreadableAmount::TooLarge);
    }
    number.parse().map_err(|_| UnreadableAmount::NotANumber)
}

impl Amount {
    /// French text with a fixed number of decimals: `1 234,50 €`, narrow no-break spaces between thousands,
    /// a no-break space before the sign.
    pub fn french(self, decimals: u32) -> String {
        format!("{}\u{a0}€", self.french_number(decimals))
    }

    /// The same without the euro sign.
    pub fn french_number(self, decimals: u32) -> String {
        let shown = self.rounded(decimals);
        let text = format!("{:.*}", decimals as usize, shown.abs().decimal());
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let groups = whole.as_bytes().rchunks(3).rev();
        let groups: Vec<_> = groups.map(String::from_utf8_lossy).collect();
        let sign = if shown.is_negative() { "\u{2212}" } else { "" };
        let comma = if fraction.is_empty() { "" } else { "," };
        format!("{sign}{}{comma}{fraction}", groups.join("\u{202f}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn amount(text: &str) -> Option<String> {
        parse_amount(text)
            .ok()
            .map(|typed| typed.0.map_or_else(|| "nothing".into(), Amount::plain))
    }

    /// French, English, accounting and Swiss spellings, and what each is read as.
    const READ: [(&str, &str); 19] = [
        ("3000", "3.000 €"),
        (
            "16200",
            "16 200 €|16\u{202f}200\u{a0}€|16\u{2009}200\u{2009}€|16'200",
        ),
        ("10800", "10 800€"),
        ("1234.56", "1 234,56|1234.56"),
        ("1234.5", "1.234,5 €"),
        ("12345.67", "12 345.67 €"),
        ("-120", "-120 €|\u{2212}120"),
        ("28800", "28 800 €\n(48 j)|€ 28 800|€28800"),
        ("600", "600 (1 j)|600 (1 jour)"),
        ("24000", "24.000 € (40j)"),
        ("9900", "9,9 k€"),
        ("1200000", "1,2 M€"),
        ("16200.5", "16’200.50"),
        ("36000", "36 000 euros|36 000 Euros|36000EUR|EUR 36 000"),
        ("0", "0 €|0"),
        ("0.5", "0,50|0.5"),
        ("nothing", "/| - |–|- €|- €\u{a0}||NC|Pour mémoire"),
        ("150000", "150k€|150 K€|150 keuros|150 kEUR"),
        ("1234567.8", "1'234'567.80 €"),
    ];

    /// What can be read in two ways, and what is no amount.
    const REFUSED: &str = "1,234|12,000|16,200.50|1,234.56|12 34|1234.567|1.23.456|1 2345|0.500|0 500|000.250|012 500|\
        0.001.200|007|100,004|1,5 million d’euros|Sur devis|idem|€|12 €/j|1e5|(48)|(1 200)|1 200-|1 200.–|12 (2 €)|\
        12 000 € HT|env. 3 000 €|≈ 3 000|3 000 €*|3 000 $|2 x 1 500 €|1 500 + 500|100 %|#N/A|٣٠٠";

    #[test]
    fn each_spelling_is_read_right_or_refused() {
        for (expected, texts) in READ {
            for text in texts.split('|') {
                assert_eq!(amount(text).as_deref(), Some(expected), "{text:?}");
            }
        }
        for text in REFUSED.split('|') {
            assert_eq!(amount(text), None, "{text:?}");
        }
        let days = parse_amount("37 500 € (62,5 j)").map(|typed| typed.1);
        assert_eq!(days, Ok(Some(Decimal::new(625, 1))));
        let refused = |text| parse_amount(text).expect_err("refused");
        assert_eq!(refused("1,234"), UnreadableAmount::Ambiguous);
        assert_eq!(refused("0.500"), UnreadableAmount::Ambiguous);
        assert_eq!(refused("999 999 999 999"), UnreadableAmount::TooLarge);
    }

    #[test]
    fn units_of_thousands_and_millions_are_found_in_words() {
        let thousand = Some(Decimal::from(1_000));
        for text in "Budget 2027 (k€)|en k €|Montants en milliers d’euros|KEUR".split('|') {
            assert_eq!(multiple_in(text), thousand, "{text}");
        }
        assert_eq!(multiple_in("M€ HT"), Some(Decimal::from(1_000_000)));
        for text in "Montant 2027 (€)|10 km|Marché|milliers de visiteurs".split('|') {
            assert_eq!(multiple_in(text), None, "{text}");
        }
    }

    #[test]
    fn rates_are_read_as_fractions_or_percents() {
        for (text, expected) in [
            ("80 %", "80"),
            ("80", "80"),
            ("0,8", "80"),
            ("43,85%", "43.85"),
            ("1", "100"),
            ("0 %", "0"),
        ] {
            let rate = parse_rate(text).map(|rate| rate.percents().to_string());
            assert_eq!(rate.as_deref(), Some(expected), "{text:?}");
        }
        for text in ["", "120 %", "-5 %", "80 % env.", "1/3"] {
            assert_eq!(parse_rate(text), None, "{text:?}");
        }
    }

    #[test]
    fn amounts_are_printed_as_french_typography_asks() {
        let cases = [
            ("430370", "430\u{202f}370\u{a0}€"),
            ("1234.5", "1\u{202f}234,50\u{a0}€"),
            ("-0.4", "\u{2212}0,40\u{a0}€"),
            ("999", "999\u{a0}€"),
        ];
        for (plain, expected) in cases {
            let amount = Amount::bounded(plain.parse().expect("a number")).expect("bounded");
            assert_eq!(amount.to_string(), expected);
        }
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_back(cents in -9_999_999_999_999i64..9_999_999_999_999) {
            let amount = Amount::bounded(Decimal::new(cents, 2)).expect("bounded");
            prop_assert_eq!(parse_amount(&amount.to_string()).map(|typed| typed.0), Ok(Some(amount)));
        }

        #[test]
        fn a_rate_printed_is_read_back(hundredths in 0i64..=10_000, decimals in 0u32..3) {
            let percents = Decimal::new(hundredths * 10i64.pow(decimals), 2 + decimals);
            let rate = Rate::percent(percents).expect("a rate");
            prop_assert_eq!(parse_rate(&rate.to_string()), Some(rate));
            prop_assert_eq!(parse_rate(&format!("{} %", rate.percents())), Some(rate));
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in "\\PC{0,40}") {
            let _ = (parse_amount(&text), parse_rate(&text), parse_days(&text));
        }
    }
}
