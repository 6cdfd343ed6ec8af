//! What the fuzz target `markdown` uses of this private module; only cargo-fuzz compiles it,
//! by `cfg(fuzzing)`.

use super::{evaluate, markdown};

/// Markdown under a second-level heading, as Typst source.
pub fn to_typst(markdown: &str) -> String {
    markdown::to_typst(markdown, 2, false, &markdown::Pictures::new())
}

/// Plain text as Typst source.
pub fn escape(text: &str) -> String {
    super::escape::escape(text)
}

/// The text of Typst source, and whether it contains nothing but text.
///
/// # Errors
/// Typst's message, where it refuses the source.
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
