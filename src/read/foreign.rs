//! What the parsers of TOML and of workbooks say, in English: the common sentences become variants of our own
//! messages, the others are quoted.

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

/// A workbook that its parser refuses.
pub(super) fn unreadable_workbook(message: &str, place: Place) -> Finding {
    let finding = Finding::new("workbook-unreadable", Severity::Error, place);
    let says = |words: &[&str]| words.iter().any(|word| message.contains(word));
    if says(&["password", "Password"]) {
        return finding.variant("password");
    }
    if says(&[
        "Zip error",
        "Cfb error",
        "Xml",
        "xml",
        "File not found",
        "damaged file",
    ]) {
        return finding.variant("damaged");
    }
    finding.variant("failed").arg("detail", message)
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
