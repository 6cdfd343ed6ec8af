//! Markdown to Typst: any text becomes source that Typst takes, and says what it said; nothing in it is run. Both are
//! private to the product: whoever runs this hands them over.

use pulldown_cmark::{Event, Options, Parser, Tag};

/// The functions tried.
pub(crate) struct Door {
    /// How Markdown is read.
    pub(crate) options: fn() -> Options,
    /// Markdown in, Typst out.
    pub(crate) to_typst: fn(&str) -> String,
    /// Plain text in, Typst out.
    pub(crate) escape: fn(&str) -> String,
    /// Typst in, the text it says out, and whether it is nothing but text.
    pub(crate) evaluate: fn(&str) -> Result<(String, bool), String>,
}

/// The bytes are a text, tried as Markdown and as plain text.
pub(crate) fn run(bytes: &[u8], door: &Door) {
    let text = String::from_utf8_lossy(bytes);
    plain(&text, door);
    markdown(&text, door);
}

/// Plain text comes back as it was, whether markup or a string literal holds it.
fn plain(text: &str, door: &Door) {
    let escaped = (door.escape)(text);
    let (said, is_only_text) =
        (door.evaluate)(&escaped).unwrap_or_else(|problem| panic!("{problem}\n{escaped}"));
    assert_eq!(said, text, "{escaped}");
    assert!(is_only_text, "{escaped}");
    let literal = format!("#\"{escaped}\"");
    let (said, is_only_text) =
        (door.evaluate)(&literal).unwrap_or_else(|problem| panic!("{problem}\n{literal}"));
    assert_eq!(said, text, "{literal}");
    assert!(is_only_text, "{literal}");
}

/// Every letter of a Markdown text is said, in its order; nothing is added but the addresses of links.
fn markdown(text: &str, door: &Door) {
    let source = (door.to_typst)(text);
    let (said, _) =
        (door.evaluate)(&source).unwrap_or_else(|problem| panic!("{problem}\n{source}"));
    let (mut expected, mut most_added) = (String::new(), 0);
    for event in Parser::new_ext(text, (door.options)()) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                expected.push_str(&text);
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                most_added += "()".len() + letters(&dest_url).count();
            }
            _ => {}
        }
    }
    let mut left = letters(&said);
    let lost = letters(&expected).find(|&c| !left.any(|said| said == c));
    assert_eq!(lost, None, "{source}");
    let added = letters(&said).count() - letters(&expected).count();
    assert!(
        added <= most_added,
        "{added} letters more than written: {source}"
    );
}

/// What of a text is not space, and not lost on any page.
fn letters(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|c| !c.is_whitespace())
}
