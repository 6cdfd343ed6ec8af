//! Markdown to Typst: any text becomes source that Typst accepts and that prints the same text; nothing in it is run.
//! The functions are private to the product, so the caller passes them.

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

/// The tested functions.
pub(crate) struct Functions {
    /// Reads Markdown.
    pub(crate) events: fn(&str) -> Vec<Event<'_>>,
    /// Writes Markdown as Typst source.
    pub(crate) to_typst: fn(&str) -> String,
    /// Writes plain text as Typst source.
    pub(crate) escape: fn(&str) -> String,
    /// Evaluates Typst source to its text, and whether it contains nothing but text.
    pub(crate) evaluate: fn(&str) -> Result<(String, bool), String>,
}

/// The bytes are a text, tried as Markdown and as plain text.
pub(crate) fn run(bytes: &[u8], functions: &Functions) {
    let text = String::from_utf8_lossy(bytes);
    plain(&text, functions);
    markdown(&text, functions);
}

/// Plain text is unchanged after escaping and evaluation, in markup and in a string literal.
fn plain(text: &str, functions: &Functions) {
    let escaped = (functions.escape)(text);
    let (printed, is_only_text) =
        (functions.evaluate)(&escaped).unwrap_or_else(|problem| panic!("{problem}\n{escaped}"));
    assert_eq!(printed, text, "{escaped}");
    assert!(is_only_text, "{escaped}");
    let literal = format!("#\"{escaped}\"");
    let (printed, is_only_text) =
        (functions.evaluate)(&literal).unwrap_or_else(|problem| panic!("{problem}\n{literal}"));
    assert_eq!(printed, text, "{literal}");
    assert!(is_only_text, "{literal}");
}

/// Every letter of a Markdown text is printed: those of the text in their order, and those of each note in theirs.
/// Nothing is added except the addresses of links, the names and captions of pictures, and boxes.
fn markdown(text: &str, functions: &Functions) {
    let source = (functions.to_typst)(text);
    let (printed, _) =
        (functions.evaluate)(&source).unwrap_or_else(|problem| panic!("{problem}\n{source}"));
    // The text, then each note.
    let mut expected = vec![String::new()];
    let mut open = vec![0];
    let (mut most_added, mut begins_line, mut cell) = (0, true, None);
    for event in (functions.events)(text) {
        let (into, mut goes_on) = (open[open.len() - 1], false);
        match event {
            Event::Start(Tag::FootnoteDefinition(_)) => {
                open.push(expected.len());
                expected.push(String::new());
            }
            Event::End(TagEnd::FootnoteDefinition) => drop(open.pop()),
            Event::Start(Tag::TableCell) => cell = Some(expected[into].len()),
            Event::End(TagEnd::TableCell) => {
                let from = cell.take().unwrap_or_default();
                // Such a cell is merged with another.
                if ["^^", "<<"].contains(&expected[into][from..].trim()) {
                    expected[into].truncate(from);
                    most_added += 2;
                }
            }
            Event::InlineHtml(text) | Event::Html(text) if is_known(&text) => {
                goes_on = true;
                most_added += letters(&text).count();
            }
            Event::Text(text) => {
                // The numbers of a lettered list are printed, and are no part of the text.
                let number = if begins_line { number(&text) } else { 0 };
                most_added += number;
                expected[into].push_str(&text[number..]);
            }
            Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                expected[into].push_str(&text);
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                most_added += "()".len() + letters(&dest_url).count();
            }
            Event::Start(Tag::Image {
                dest_url, title, ..
            }) => {
                most_added += letters(&dest_url).count() + letters(&title).count();
            }
            Event::FootnoteReference(_) => most_added += "()".len(),
            Event::TaskListMarker(_) => most_added += 1,
            Event::Start(_) | Event::SoftBreak | Event::HardBreak => goes_on = true,
            _ => {}
        }
        begins_line = goes_on;
    }
    // Quotes and apostrophes are set as those of a French text.
    let plain = |text: &str| text.replace(['“', '”', '«', '»'], "\"").replace('’', "'");
    let printed = plain(&printed);
    for part in &expected {
        let part = &plain(part);
        let mut left = letters(&printed);
        let lost = letters(part).find(|&c| !left.any(|letter| letter == c));
        assert_eq!(lost, None, "{text:?}\n{source}");
    }
    let written: usize = expected.iter().map(|part| letters(part).count()).sum();
    let printed_count = letters(&printed).count();
    assert!(written <= printed_count, "{text:?}\n{source}");
    assert!(
        printed_count - written <= most_added,
        "{} letters more than written: {source}",
        printed_count - written
    );
}

/// Whether it is HTML with a meaning.
fn is_known(html: &CowStr<'_>) -> bool {
    let html = html.trim().to_ascii_lowercase();
    ["<br>", "<br/>", "<br />", "<u>", "</u>"].contains(&&*html)
}

/// The length of the number at the start of a line, as items of lettered lists have.
fn number(line: &str) -> usize {
    let letters = line.bytes().take_while(u8::is_ascii_alphabetic).count();
    let is_number = (1..=6).contains(&letters) && line[letters..].starts_with([')', '.']);
    if is_number { letters + 1 } else { 0 }
}

/// The characters of a text other than spaces, which layout may change.
fn letters(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|c| !c.is_whitespace())
}
