//! Amounts and rates: no text makes the reader panic, no value that it accepts is out of bounds, and printed values are
//! read back.

use paraphe::{Amount, Rate, Step, apportion, cardinal, parse_amount, parse_days, parse_rate};
use rust_decimal::Decimal;

/// The bytes are a typed text, and numbers.
pub(crate) fn run(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    typed(&text);
    written(&text);
    let amounts: Vec<Amount> = bytes.chunks_exact(9).filter_map(number).collect();
    for &amount in &amounts {
        printed(amount);
    }
    for step in [Step::Cent, Step::Euro] {
        split(&amounts, step);
    }
    for pair in amounts.windows(2) {
        if let Some(rate) = pair[0].share_of(pair[1]) {
            is_rate(rate);
        }
    }
}

/// A cell's text.
fn typed(text: &str) {
    if let Ok((amount, days)) = parse_amount(text) {
        if let Some(amount) = amount {
            is_bounded(amount);
            printed(amount);
        }
        days.into_iter().for_each(are_days);
    }
    parse_days(text).into_iter().for_each(are_days);
    parse_rate(text).into_iter().for_each(is_rate);
}

/// A value in a file of a stage, which anyone may have edited.
fn written(text: &str) {
    let json = serde_json::to_string(text).expect("JSON");
    if let Ok(amount) = serde_json::from_str::<Amount>(&json) {
        assert!(
            amount.decimal().scale() <= Amount::MAX_DECIMALS,
            "{amount:?}"
        );
        let again = serde_json::to_string(&amount).expect("JSON");
        assert_eq!(serde_json::from_str::<Amount>(&again).ok(), Some(amount));
        assert!(!amount.in_words().is_empty());
    }
    if let Ok(rate) = serde_json::from_str::<Rate>(&json) {
        is_rate(rate);
    }
}

/// Eight bytes of digits, one of decimals.
fn number(bytes: &[u8]) -> Option<Amount> {
    let (digits, scale) = bytes.split_at(8);
    let digits = i64::from_le_bytes(digits.try_into().ok()?);
    cardinal(u128::from(digits.unsigned_abs()));
    // Most numbers of eight bytes are beyond any budget.
    let digits = digits % 10_i64.pow(3 + u32::from(scale[0] / 16));
    let amount = Amount::bounded(Decimal::new(digits, u32::from(scale[0] % 6))).ok()?;
    is_bounded(amount);
    Some(amount)
}

fn is_bounded(amount: Amount) {
    assert!(amount.decimal().abs() < Amount::LIMIT, "{amount:?}");
    assert!(
        amount.decimal().scale() <= Amount::MAX_DECIMALS,
        "{amount:?}"
    );
}

fn are_days(days: Decimal) {
    assert!(
        days >= Decimal::ZERO && days < Decimal::from(100_000) && days.scale() <= 4,
        "{days}"
    );
    assert_eq!(parse_days(&days.to_string()), Some(days));
}

fn is_rate(rate: Rate) {
    assert!(
        rate.fraction() >= Decimal::ZERO && rate.fraction() <= Decimal::ONE,
        "{rate:?}"
    );
    assert!(rate.percents().scale() <= Rate::MAX_DECIMALS, "{rate:?}");
    assert_eq!(parse_rate(&rate.to_string()), Some(rate));
    let json = serde_json::to_string(&rate).expect("JSON");
    assert_eq!(serde_json::from_str::<Rate>(&json).ok(), Some(rate));
}

/// A printed amount is read back unchanged, or refused: an amount finer than a cent is never misread.
fn printed(amount: Amount) {
    let read = parse_amount(&amount.to_string()).map(|typed| typed.0);
    if amount.decimal().scale() <= 2 {
        assert_eq!(read, Ok(Some(amount)), "{amount}");
    } else {
        assert!(read.is_err(), "{amount} is read as {read:?}");
    }
    let rounded = amount.rounded(2);
    if Amount::bounded(rounded.decimal()).is_ok() {
        assert_eq!(
            parse_amount(&amount.french(2)).map(|typed| typed.0),
            Ok(Some(rounded)),
            "{amount}"
        );
    }
    let json = serde_json::to_string(&amount).expect("JSON");
    assert_eq!(serde_json::from_str::<Amount>(&json).ok(), Some(amount));
    assert!(!amount.in_words().is_empty());
}

/// The parts add up to the whole, and each is within a step of its exact value.
fn split(exact: &[Amount], step: Step) {
    let parts = apportion(exact, step);
    assert_eq!(parts.len(), exact.len());
    let (sum, whole): (Amount, Amount) = (parts.iter().copied().sum(), exact.iter().copied().sum());
    assert_eq!(sum, whole, "{exact:?}");
    if step.divides(whole) {
        for (part, exact) in parts.iter().zip(exact) {
            assert!(
                (*part - *exact).abs() <= step.amount(),
                "{exact:?} became {part:?}"
            );
        }
    }
}
