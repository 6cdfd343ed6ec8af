//! Amounts, days and rates as French officers type them, and amounts as French documents print them.

use rust_decimal::Decimal;

use super::amount::{Amount, Rate, UnreadableAmount};

type Typed = (Option<Amount>, Option<Decimal>);

/// Reads a typed amount: `3.000 €`, `16 200 €`, `10 800€`, `1 234,56`, `28 800 €⏎(48 j)`, `/`, `-`, blank; `None` for
/// the last three. The days typed under it come with it.
///
/// # Errors
/// Anything else: a budget cell is never guessed at, and never taken as 0.
pub fn parse_amount(text: &str) -> Result<Typed, UnreadableAmount> {
    let (text, days) = split_days(text.trim())?;
    if matches!(text, "" | "/" | "-" | "–" | "—") {
        return Ok((None, days));
    }
    let mut units = ["€", "EUR", "euros", "euro"].iter();
    let number = units.find_map(|unit| text.strip_suffix(unit));
    let number = number.unwrap_or(text).trim_end();
    let value = match number.strip_prefix(['-', '\u{2212}']) {
        Some(number) => -parse_grouped(number.trim_start())?,
        None => parse_grouped(number)?,
    };
    Ok((Some(Amount::bounded(value)?), days))
}

/// Reads a number of days: `16.5`, `62,5`, `12 j`.
pub fn parse_days(text: &str) -> Option<Decimal> {
    let text = text.trim();
    let number = text
        .strip_suffix("jours")
        .or_else(|| text.strip_suffix('j'));
    let days = parse_plain(number.unwrap_or(text).trim_end())?;
    (days < Decimal::from(100_000) && days.scale() <= 4).then_some(days)
}

/// Reads a typed rate: `80 %`, `43,85%`, `80`, `0,8`. A bare number up to 1 is a fraction.
pub fn parse_rate(text: &str) -> Option<Rate> {
    let text = text.trim();
    if let Some(percents) = text.strip_suffix('%') {
        return Rate::percent(parse_plain(percents.trim_end())?);
    }
    let number = parse_plain(text)?;
    let is_fraction = number <= Decimal::ONE;
    Rate::percent(if is_fraction {
        number * Decimal::ONE_HUNDRED
    } else {
        number
    })
}

/// Digits with at most one comma or point, nothing else.
fn parse_plain(text: &str) -> Option<Decimal> {
    let is_plain = |c: char| c.is_ascii_digit() || c == '.' || c == ',';
    let is_number = !text.is_empty() && text.len() <= 20 && text.chars().all(is_plain);
    text.replace(',', ".").parse().ok().filter(|_| is_number)
}

/// Takes `(48 j)` off the end of `28 800 € (48 j)`.
fn split_days(text: &str) -> Result<(&str, Option<Decimal>), UnreadableAmount> {
    let inside = text
        .strip_suffix(')')
        .and_then(|rest| rest.rsplit_once('('));
    let Some((before, inside)) = inside else {
        return Ok((text, None));
    };
    let has_unit = inside.trim_end().ends_with(['j', 's']);
    match parse_days(inside).filter(|_| has_unit) {
        Some(days) => Ok((before.trim_end(), Some(days))),
        None => Err(UnreadableAmount::NotANumber),
    }
}

/// Groups of thousands by spaces or points, decimals after a comma. A single point is decimal too when other than
/// three digits follow it.
fn parse_grouped(text: &str) -> Result<Decimal, UnreadableAmount> {
    let is_digit = |c: char| c.is_ascii_digit();
    let is_allowed = |c: char| is_digit(c) || c.is_whitespace() || c == '.' || c == ',';
    if !text.starts_with(is_digit) || !text.chars().all(is_allowed) {
        return Err(UnreadableAmount::NotANumber);
    }
    let is_decimal =
        |(_, after): &(&str, &str)| matches!(after.len(), 1 | 2) && !after.contains('.');
    let by_point = || text.split_once('.').filter(is_decimal);
    let (whole, decimals) = text.split_once(',').or_else(by_point).unwrap_or((text, ""));
    let groups = whole.split(|c: char| c == '.' || c.is_whitespace());
    let groups: Vec<&str> = groups.collect();
    // A group of other than three digits is a slip, not a number.
    let is_well_formed = match groups.split_first() {
        Some((first, [])) => !first.is_empty(),
        Some((first, rest)) => {
            (1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3)
        }
        None => false,
    };
    if decimals.len() > 2 || !is_well_formed {
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

    #[test]
    fn amounts_are_read_as_officers_type_them() {
        let cases = [
            ("3.000 €", "3000"),
            ("16 200 €", "16200"),
            ("16\u{202f}200\u{a0}€", "16200"),
            ("10 800€", "10800"),
            ("1 234,56", "1234.56"),
            ("1.234,5 €", "1234.5"),
            ("1234.56", "1234.56"),
            ("-120 €", "-120"),
            ("\u{2212}120", "-120"),
            ("28 800 €\n(48 j)", "28800"),
            ("600 (1 j)", "600"),
            ("24.000 € (40j)", "24000"),
            ("36 000 euros", "36000"),
            ("0 €", "0"),
            ("/", "nothing"),
            (" - ", "nothing"),
            ("", "nothing"),
        ];
        for (text, expected) in cases {
            assert_eq!(amount(text).as_deref(), Some(expected), "{text:?}");
        }
        assert_eq!(
            parse_amount("37 500 € (62,5 j)").map(|typed| typed.1),
            Ok(Some(Decimal::new(625, 1)))
        );
    }

    #[test]
    fn what_can_be_read_in_two_ways_is_refused() {
        for text in [
            "1,234", "12 34", "1234.567", "1.23.456", "1,234.56", "1 2345",
        ] {
            assert!(
                matches!(
                    parse_amount(text),
                    Err(UnreadableAmount::Ambiguous | UnreadableAmount::NotANumber)
                ),
                "{text:?}"
            );
        }
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in [
            "Sur devis",
            "idem",
            "€",
            "12 €/j",
            "1e5",
            "(48)",
            "12 (2 €)",
            "٣٠٠",
        ] {
            assert_eq!(amount(text), None, "{text:?}");
        }
        assert_eq!(
            parse_amount("999 999 999 999").map(|typed| typed.0),
            Err(UnreadableAmount::TooLarge)
        );
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
            assert_eq!(
                parse_rate(text)
                    .map(|rate| rate.percents().to_string())
                    .as_deref(),
                Some(expected),
                "{text:?}"
            );
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
