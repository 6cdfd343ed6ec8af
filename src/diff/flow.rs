//! Markdown with one line a paragraph: where an editor broke a line says nothing, and is no change.

use pulldown_cmark::{Event, Parser};

use crate::read::markdown_options;

/// The text with every soft line break made a space; what follows it on the next line (an indent, a `>`) goes.
pub(super) fn flowed(markdown: &str) -> String {
    let mut text = String::with_capacity(markdown.len());
    let mut copied = 0;
    let mut events = Parser::new_ext(markdown, markdown_options())
        .into_offset_iter()
        .peekable();
    while let Some((event, range)) = events.next() {
        let next = events.peek().map(|(_, next)| next.start);
        if let (Event::SoftBreak, Some(next)) = (
            event,
            next.filter(|next| *next >= range.end && range.start >= copied),
        ) {
            text.push_str(markdown[copied..range.start].trim_end_matches(' '));
            text.push(' ');
            copied = next;
        }
    }
    text.push_str(&markdown[copied..]);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_breaks_that_say_nothing_go() {
        assert_eq!(flowed("un\ndeux\n\ntrois"), "un deux\n\ntrois");
        assert_eq!(
            flowed("- un\n  deux\n- trois\nquatre"),
            "- un deux\n- trois quatre"
        );
        assert_eq!(flowed("> un\n> deux"), "> un deux");
        assert_eq!(flowed("un  \ndeux\\\ntrois"), "un  \ndeux\\\ntrois");
        assert_eq!(flowed("```\na\nb\n```\n"), "```\na\nb\n```\n");
        assert_eq!(
            flowed("| a | b |\n| - | - |\n| 1 | 2 |"),
            "| a | b |\n| - | - |\n| 1 | 2 |"
        );
        assert_eq!(
            flowed("un **deux\ntrois** quatre"),
            "un **deux trois** quatre"
        );
    }
}
