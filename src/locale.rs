//! The language of messages: a message name and its figures in, a sentence out.
//!
//! The catalogues are Fluent files under `locales/`, embedded. Nothing here knows what a finding is.

use std::borrow::Cow;

use fluent_templates::{LanguageIdentifier, Loader, fluent_bundle::FluentValue, langid};

use catalogues::CATALOGUES;

#[expect(
    clippy::disallowed_types,
    reason = "the loader keeps its languages in a HashMap; its order never shows"
)]
mod catalogues {
    fluent_templates::static_loader! {
        pub(super) static CATALOGUES = {
            locales: "./locales",
            fallback_language: "fr",
            // Isolation marks would end up, unseen, in cells and in JSON.
            customise: |bundle| bundle.set_use_isolating(false),
        };
    }
}

/// The language that messages are written in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Locale {
    language: LanguageIdentifier,
}

impl Default for Locale {
    fn default() -> Self {
        Self::french()
    }
}

impl Locale {
    /// French, the language of the documents and the default of the messages.
    pub fn french() -> Self {
        Self {
            language: langid!("fr"),
        }
    }

    /// English.
    pub fn english() -> Self {
        Self {
            language: langid!("en"),
        }
    }

    /// The language of a tag such as `en-GB` or `fr_FR.UTF-8`; French for any that has no catalogue.
    pub fn from_tag(tag: &str) -> Self {
        if tag.to_ascii_lowercase().starts_with("en") {
            Self::english()
        } else {
            Self::french()
        }
    }

    /// Two letters: `fr` or `en`.
    pub fn tag(&self) -> &str {
        self.language.language.as_str()
    }

    /// The sentence `id`, with its figures put in. A sentence missing from both catalogues shows its name;
    /// a test holds the catalogues against the code.
    pub fn text(&self, id: &str, args: &[(&'static str, String)]) -> String {
        self.optional_text(id, args)
            .unwrap_or_else(|| id.to_owned())
    }

    /// The sentence `id` without figures.
    pub fn plain(&self, id: &str) -> String {
        self.text(id, &[])
    }

    /// The sentence `id`, if the catalogue has it.
    pub fn optional_text(&self, id: &str, args: &[(&'static str, String)]) -> Option<String> {
        let values = args
            .iter()
            .map(|(name, text)| (Cow::Borrowed(*name), fluent_value(text)));
        #[expect(
            clippy::disallowed_types,
            reason = "the loader takes a HashMap; its order never shows"
        )]
        let values: std::collections::HashMap<Cow<'static, str>, FluentValue<'_>> =
            values.collect();
        CATALOGUES.try_lookup_with_args(&self.language, id, &values)
    }
}

/// Small whole numbers stay numbers, so that a catalogue can choose singular or plural.
fn fluent_value(text: &str) -> FluentValue<'_> {
    match text.parse::<u16>() {
        Ok(number) if number < 1000 && number.to_string() == text => FluentValue::from(number),
        _ => FluentValue::from(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_choose_a_catalogue() {
        assert_eq!(Locale::from_tag("en_US.UTF-8"), Locale::english());
        assert_eq!(Locale::from_tag("C"), Locale::french());
    }
}
