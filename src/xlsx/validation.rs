//! What may be typed where: a spreadsheet refuses a rate of 250 % and a text in the place of an amount at once,
//! and warns of a nature that no other line has.

use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, Formula, XlsxError,
};

use super::{
    layout::{Col, Row},
    names,
    page::{Book, Page},
};
use std::ops::Range;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Held {
    /// An amount.
    Amount,
    /// Days.
    Days,
    /// A rate.
    Rate,
    /// A nature.
    Nature,
    /// `HT` or `TTC`.
    Tax,
}

/// Says what the column holds in these rows.
pub(super) fn held(
    page: &mut Page<'_>,
    book: &Book<'_>,
    rows: &Range<Row>,
    (col, held): (Col, Held),
) -> Result<(), XlsxError> {
    if rows.is_empty() || held == Held::Nature && !book.has_natures() {
        return Ok(());
    }
    let number = |text: &str| Formula::new(text);
    let between = |low: &str, high: &str| {
        DataValidation::new()
            .allow_decimal_number_formula(DataValidationRule::Between(number(low), number(high)))
    };
    let (id, validation) = match held {
        // As far as an amount of a dossier may go.
        Held::Amount => ("amount", between("-99999999999", "99999999999")),
        Held::Days => ("days", between("0", "99999999999")),
        Held::Rate => ("rate", between("0", "1")),
        Held::Nature => (
            "nature",
            DataValidation::new().allow_list_formula(Formula::new(format!("={}", names::NATURES))),
        ),
        Held::Tax => (
            "tax",
            DataValidation::new().allow_list_strings(&["HT", "TTC"])?,
        ),
    };
    let style = match held {
        Held::Nature => DataValidationErrorStyle::Warning,
        _ => DataValidationErrorStyle::Stop,
    };
    let validation = validation
        .set_error_style(style)
        .set_error_title(book.text(&format!("xlsx-held-{id}")))?
        .set_error_message(book.text(&format!("xlsx-held-{id}-refused")))?;
    page.sheet.add_data_validation(
        rows.start,
        col,
        rows.end.saturating_sub(1),
        col,
        &validation,
    )?;
    Ok(())
}
