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
    if let Some((given, wanted)) = wrong_type(message) {
        return finding
            .variant("type")
            .arg("given", given)
            .arg("wanted", wanted);
    }
    match variants
        .iter()
        .find(|(beginning, _)| message.starts_with(beginning))
    {
        Some((_, variant)) => finding.variant(variant),
        None => finding.arg("detail", message),
    }
}

/// What was given and what was wanted, as the catalogue names them: `invalid type: integer `3`, expected a string`.
fn wrong_type(message: &str) -> Option<(&'static str, &'static str)> {
    let (given, wanted) = message
        .strip_prefix("invalid type: ")?
        .split_once(", expected ")?;
    let kinds = [
        ("integer", "number"),
        ("floating point", "decimal"),
        ("boolean", "truth"),
        ("string", "text"),
        ("sequence", "list"),
        ("map", "table"),
    ];
    let given = kinds.iter().find(|(word, _)| given.starts_with(word))?.1;
    let wanted = match wanted {
        "a string" | "a text between quotes" => "text",
        "i32" | "i64" | "u32" => "number",
        "a sequence" => "list",
        _ => "table",
    };
    Some((given, wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_parser_expected_is_named() {
        assert_eq!(
            wrong_type("invalid type: integer `3`, expected a string"),
            Some(("number", "text"))
        );
        assert_eq!(
            wrong_type("invalid type: string \"x\", expected struct RawSignatory"),
            Some(("text", "table"))
        );
        assert_eq!(wrong_type("duplicate key"), None);
    }
}
