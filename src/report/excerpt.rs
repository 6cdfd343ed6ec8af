//! The line of a text file that a finding speaks of, underlined. The only user of annotate-snippets.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::screen::{Ink, Screen, visible};
use crate::source::is_unprintable;

/// The place and its line, drawn with a margin of as many columns as `line` has digits.
pub(super) fn draw(
    screen: &Screen,
    ink: Ink,
    file: &str,
    text: &str,
    line: u32,
    span: Range<usize>,
) -> String {
    let begin = text[..span.start]
        .rfind('\n')
        .map_or(0, |newline| newline + 1);
    let end = text[span.start..]
        .find('\n')
        .map_or(text.len(), |newline| span.start + newline);
    // What goes on over several lines is shown by its first one.
    let marked = span.start - begin..span.end.min(end) - begin;
    let snippet = Snippet::source(&text[begin..end])
        .path(visible(file))
        .line_start(line as usize)
        .annotation(AnnotationKind::Primary.span(marked));
    let group = Group::with_level(Level::ERROR).element(snippet);
    let renderer = if screen.colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let renderer = if screen.colour {
        renderer
            .error(ink.style())
            .line_num(Ink::Frame.style())
            .emphasis(Ink::Strong.style())
    } else {
        renderer
    };
    let drawn = renderer.term_width(screen.width).render(&[group]);
    // The crate shows the old control characters of the line; those beyond ASCII are shown here.
    drawn
        .chars()
        .map(|c| if is_unprintable(c) { '�' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCREEN: Screen = Screen {
        width: 80,
        colour: false,
    };

    #[test]
    fn the_line_is_underlined() {
        let drawn = draw(
            &SCREEN,
            Ink::Error,
            "a.toml",
            "un = 1\ndeux = 2\n",
            2,
            7..11,
        );
        assert_eq!(drawn, " --> a.toml:2:1\n  |\n2 | deux = 2\n  | ^^^^");
    }

    #[test]
    fn a_file_name_is_shown_instead_of_obeyed() {
        let colours = Screen {
            colour: true,
            ..SCREEN
        };
        for screen in [SCREEN, colours] {
            let drawn = draw(
                &screen,
                Ink::Error,
                "a\u{1b}[35m\u{202e}\n.md",
                "un",
                1,
                0..2,
            );
            assert!(drawn.contains("a␛[35m<U+202E>⏎.md"), "{drawn}");
            assert!(!drawn.contains("\u{1b}[35m"), "{drawn}");
        }
    }

    #[test]
    fn odd_spans_are_drawn_all_the_same() {
        for (text, span) in [
            ("", 0..0),
            ("a\nb\n", 4..4),
            ("a\nb", 0..3),
            ("é\u{1b}[31m\u{9b}", 2..3),
        ] {
            let drawn = draw(&SCREEN, Ink::Error, "a", text, 1, span);
            assert!(!drawn.contains(['\u{1b}', '\u{9b}']), "{drawn}");
        }
    }
}
