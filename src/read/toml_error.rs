//! What the TOML parser says, in English: its common sentences become variants of our own message, the others are
//! quoted.

use crate::finding::{Finding, Severity};
use crate::source::Place;

/// A TOML text that its parser refuses.
pub(super) fn invalid_toml(message: &str, place: Place) -> Finding {
    let finding = Finding::new("toml-invalid", Severity::Error, place);
    let variants = [
        ("duplicate key", "duplicate"),
        ("key with no value", "equals"),
        ("string values must be quoted", "quotes"),
        ("missing opening quote", "quotes"),
        ("invalid basic string", "quotes"),
        ("invalid literal string", "quotes"),
        ("unclosed", "bracket"),
        ("recursion limit", "deep"),
    ];
    match variants
        .iter()
        .find(|(beginning, _)| message.starts_with(beginning))
    {
        Some((_, variant)) => finding.variant(variant),
        None => finding.arg("detail", message),
    }
}
