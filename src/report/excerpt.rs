//! The line of a text file that a finding speaks of, underlined. The only user of annotate-snippets.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::screen::{Ink, Screen, visible};
use crate::source::{Place, is_unprintable};

/// The number of the line of `text` that a place begins in, and the line, parted where the place begins and ends.
/// What goes on over several lines is shown by its first one.
pub(super) fn line<'a>(place: &Place, text: &'a str) -> Option<(u32, [&'a str; 3])> {
    let Place::Text {
        line, start, end, ..
    } = place
    else {
        return None;
    };
    text.get(*start..*end)?;
    let (before, rest) = text.split_at(*start);
    let before = before.rsplit('\n').next()?;
    let rest = rest.split('\n').next()?;
    let (marked, after) = rest.split_at(rest.len().min(end - start));
    Some((*line, [before, marked, after]))
}

/// A parted line and its place, drawn with a margin of as many columns as its number has digits.
pub(super) fn draw(screen: &Screen, ink: Ink, file: &str, number: u32, parts: [&str; 3]) -> String {
    let [before, marked, _] = parts;
    let snippet = Snippet::source(parts.concat())
        .path(visible(file))
        .line_start(number as usize)
        .annotation(AnnotationKind::Primary.span(before.len()..before.len() + marked.len()));
    let group = Group::with_level(Level::ERROR).element(snippet);
    let renderer = if screen.colour {
        Renderer::styled()
            .error(ink.style())
            .line_num(Ink::Frame.style())
            .emphasis(Ink::Strong.style())
    } else {
        Renderer::plain()
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

    fn drawn(screen: Screen, file: &str, text: &str, start: usize, end: usize) -> String {
        let place = Place::in_text(&file.into(), text, start..end);
        let (number, parts) = line(&place, text).expect("a line");
        draw(&screen, Ink::Error, file, number, parts)
    }

    #[test]
    fn the_line_is_underlined() {
        let drawn = drawn(SCREEN, "a.toml", "un = 1\ndeux = 2\n", 7, 11);
        assert_eq!(drawn, " --> a.toml:2:1\n  |\n2 | deux = 2\n  | ^^^^");
    }

    #[test]
    fn a_file_name_is_shown_instead_of_obeyed() {
        let colours = Screen {
            colour: true,
            ..SCREEN
        };
        for screen in [SCREEN, colours] {
            let drawn = drawn(screen, "a\u{1b}[35m\u{202e}\n.md", "un", 0, 2);
            assert!(drawn.contains("a␛[35m<U+202E>⏎.md"), "{drawn}");
            assert!(!drawn.contains("\u{1b}[35m"), "{drawn}");
        }
    }

    #[test]
    fn odd_spans_are_drawn_all_the_same() {
        for (text, start, end) in [
            ("", 0, 0),
            ("a\nb\n", 4, 4),
            ("a\nb", 0, 3),
            ("é\u{1b}[31m\u{9b}", 2, 3),
        ] {
            let drawn = drawn(SCREEN, "a", text, start, end);
            assert!(!drawn.contains(['\u{1b}', '\u{9b}']), "{drawn}");
        }
    }
}
