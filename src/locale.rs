//! Messages: a message id and its figures become a sentence in the reader's language.
//!
//! `locales/<language>/` is embedded: Fluent files, and one page per rule under `rules/`, which begins with the rule's
//! messages. Nothing here knows what a finding is.

use std::sync::LazyLock;

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use include_dir::{Dir, include_dir};

type Catalogue = FluentBundle<FluentResource>;

static FOLDERS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/locales");

/// Every language by its tag; the first one, that of the documents, is used for unknown tags.
static LANGUAGES: [(&str, LazyLock<Catalogue>); 2] = [
    ("fr", LazyLock::new(|| catalogue("fr"))),
    ("en", LazyLock::new(|| catalogue("en"))),
];

/// The messages of a language: those of its Fluent files, and those at the head of its pages.
fn catalogue(tag: &str) -> Catalogue {
    let mut catalogue = FluentBundle::new_concurrent(tag.parse().into_iter().collect());
    // Invisible isolation marks would end up in cells and in JSON.
    catalogue.set_use_isolating(false);
    let folders = [tag, &format!("{tag}/rules")].map(|path| FOLDERS.get_dir(path));
    let files = folders.into_iter().flatten().flat_map(Dir::files);
    for text in files.filter_map(|file| file.contents_utf8()) {
        let messages = split_page(text).map_or(text, |(messages, _)| messages);
        // A test checks that every catalogue has the messages that the program uses.
        let (Ok(messages) | Err((messages, _))) = FluentResource::try_new(messages.to_owned());
        catalogue.add_resource_overriding(messages);
    }
    catalogue
}

/// The messages at the head of a page, and the rest of it.
fn split_page(text: &str) -> Option<(&str, &str)> {
    let (messages, page) = text.strip_prefix("```fluent\n")?.split_once("```\n")?;
    Some((messages, page.trim_start()))
}

/// The language that messages are written in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Locale(usize);

impl Locale {
    /// French, the language of the documents and the default of the messages.
    pub fn french() -> Self {
        Self::from_tag("fr")
    }

    /// English.
    pub fn english() -> Self {
        Self::from_tag("en")
    }

    /// The tags of all languages.
    pub fn tags() -> impl Iterator<Item = &'static str> {
        LANGUAGES.iter().map(|(tag, _)| *tag)
    }

    /// The language of a tag such as `en-GB` or `fr_FR.UTF-8`; French for any that has no catalogue.
    pub fn from_tag(tag: &str) -> Self {
        let tag = tag.to_ascii_lowercase();
        let rank = LANGUAGES
            .iter()
            .position(|(known, _)| tag.starts_with(known));
        Self(rank.unwrap_or_default())
    }

    /// Two letters: `fr` or `en`.
    pub fn tag(&self) -> &'static str {
        LANGUAGES[self.0].0
    }

    /// The page of this name, in Markdown.
    pub fn page(&self, name: &str) -> Option<&'static str> {
        let file = FOLDERS.get_file(format!("{}/rules/{name}.md", self.tag()))?;
        Some(split_page(file.contents_utf8()?)?.1)
    }

    /// The first heading of a page: what it is about, in a line.
    pub fn title(&self, name: &str) -> Option<&'static str> {
        let mut lines = self.page(name)?.lines();
        Some(lines.find_map(|line| line.strip_prefix("# "))?.trim())
    }

    /// The sentence `id`, with its figures filled in. A missing sentence shows its id; a test checks the catalogues
    /// against the code.
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
        let catalogue = &LANGUAGES[self.0].1;
        let pattern = catalogue.get_message(id)?.value()?;
        let mut values = FluentArgs::with_capacity(args.len());
        for (name, text) in args {
            values.set(*name, fluent_value(text));
        }
        let sentence = catalogue.format_pattern(pattern, Some(&values), &mut Vec::new());
        Some(match self.tag() {
            "fr" => inner_quotes(&sentence),
            _ => sentence.into_owned(),
        })
    }
}

/// The arguments of a message, by their names in the catalogue: `args! { count: files.len(), folder: name }`.
macro_rules! args {
    ($($name:ident: $value:expr),+) => {
        [$((stringify!($name), $value.to_string())),+]
    };
}
pub(crate) use args;

/// The text with “ and ” for the « and » that stand within others: « l’axe “Vie locale” ».
pub(crate) fn inner_quotes(text: &str) -> String {
    let mut depth = 0_i32;
    let depths = text.chars().map(|c| {
        depth += i32::from(c == '«') - i32::from(c == '»');
        depth
    });
    let depths: Vec<i32> = depths.collect();
    let is_paired = depths.iter().all(|depth| *depth >= 0) && depth == 0;
    if !is_paired || depths.iter().all(|depth| *depth < 2) {
        return text.to_owned();
    }
    let mut inner = String::with_capacity(text.len());
    for c in text.chars() {
        depth += i32::from(c == '«');
        match c {
            '«' if depth > 1 => inner.push('“'),
            '»' if depth > 1 => {
                inner.truncate(inner.trim_end().len());
                inner.push('”');
            }
            c if c.is_whitespace() && inner.ends_with('“') => {}
            c => inner.push(c),
        }
        depth -= i32::from(c == '»');
    }
    inner
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
