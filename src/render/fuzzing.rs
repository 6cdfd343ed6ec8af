//! The door of the fuzz target `markdown` to what is private here; only cargo-fuzz, which sets `cfg(fuzzing)`, has it.

use super::{evaluate, markdown};

/// Markdown under a second-level heading, as Typst source.
pub fn to_typst(markdown: &str) -> String {
    markdown::to_typst(markdown, 2, false, &markdown::Pictures::new())
}

/// Plain text as Typst source.
pub fn escape(text: &str) -> String {
    super::escape::escape(text)
}

/// The text that Typst source says, and whether it is nothing but text.
///
/// # Errors
/// What Typst says of it.
pub fn evaluate(source: &str) -> Result<(String, bool), String> {
    let evaluated = evaluate::evaluate(source);
    // Typst remembers what it evaluated; here nothing comes twice.
    ::typst::comemo::evict(0);
    evaluated
}

/// What this program reads in Markdown.
pub fn markdown_events(markdown: &str) -> Vec<pulldown_cmark::Event<'_>> {
    crate::read::markdown_events(markdown)
        .map(|(event, _)| event)
        .collect()
}
