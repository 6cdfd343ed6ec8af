//! The common layout of findings and failures at a terminal: a title, a place, and notes below.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::{
    cells::Extract,
    screen::{Ink, Screen, display_width, visible},
};
use crate::{
    locale::Locale,
    source::{Place, is_unprintable, is_word, join},
};

/// A message under construction, line by line.
#[derive(Debug)]
pub(crate) struct Notice<'a> {
    locale: &'a Locale,
    screen: Screen,
    /// How many columns the row numbers take.
    margin: usize,
    /// Whether it already has a note.
    has_notes: bool,
    text: String,
}

impl<'a> Notice<'a> {
    /// Begins with `label: message`, the label in `ink`.
    pub(crate) fn new(
        locale: &'a Locale,
        screen: Screen,
        ink: Ink,
        label: &str,
        message: &str,
    ) -> Self {
        // In French, a space comes before a colon.
        let colon = format!("{} ", locale.plain("colon"));
        let start = display_width(label) + display_width(&colon);
        let message = screen.wrap(&visible(message), start, 2).join("\n  ");
        let mut notice = Self {
            locale,
            screen,
            margin: 1,
            has_notes: false,
            text: screen.paint(ink, label),
        };
        for line in (colon + &message).lines() {
            notice.line(&screen.paint(Ink::Strong, line));
        }
        notice
    }

    /// Adds the place as a separate line: `--> budget.xlsx · Récapitulatif!F9`.
    pub(crate) fn origin(mut self, place: &str) -> Self {
        let arrow = self.screen.paint(Ink::Frame, "-->");
        let edge = " ".repeat(self.margin);
        self.line(&format!("{edge}{arrow} {}", visible(place)));
        self
    }

    /// Adds the line of `text` with the place underlined in `ink`; only the place if it is not in a text.
    pub(crate) fn quoted(mut self, place: &Place, text: &str, ink: Ink) -> Self {
        let Some((number, parts)) = line(place, text) else {
            return self.origin(&place.to_string());
        };
        let mut drawn = draw(&self.screen, ink, place.file_name(), number, parts);
        self.margin = number.to_string().len();
        if is_word(place.file_name()) {
            let rest = drawn.split_once('\n').unwrap_or_default().1.to_owned();
            self = self.origin(&place.to_string());
            drawn = rest;
        }
        self.line(&drawn);
        self
    }

    /// Adds the place and the cells around it, with the marked cell in `ink`.
    pub(super) fn cells(mut self, place: &Place, extract: &Extract, ink: Ink) -> Self {
        self.margin = extract.margin();
        let mut notice = self.origin(&place.to_string());
        notice.line(&extract.draw(&notice.screen, ink));
        notice
    }

    /// Adds `= label: text`, wrapped beside its label.
    pub(crate) fn note(self, label: &str, text: &str) -> Self {
        self.listed(label, &[visible(text)])
    }

    /// Adds `= label: …` with one item per line.
    pub(crate) fn listed(mut self, label: &str, items: &[String]) -> Self {
        let (lead, indent) = self.lead(label);
        let deeper = if items.len() > 1 { indent + 2 } else { indent };
        let edge = format!("\n{}", " ".repeat(deeper));
        let wrap = |item: &String| self.screen.wrap(item, indent, deeper).join(&edge);
        let items = join(items.iter().map(wrap), &format!("\n{}", " ".repeat(indent)));
        self.line(&format!("{lead} {items}"));
        self
    }

    /// Adds `= label:` and, below, lines to be copied, which are faint and never wrapped.
    pub(crate) fn block(mut self, label: &str, text: &str) -> Self {
        let (lead, _) = self.lead(label);
        self.line(&lead);
        let edge = " ".repeat(self.margin + 3);
        for line in text.lines() {
            let line = self.screen.paint(Ink::Faint, &visible(line));
            self.line(&format!("{edge}{line}"));
        }
        self
    }

    /// The message, which ends in a newline.
    pub(crate) fn finish(self) -> String {
        self.text
    }

    /// `= label:` and the column after it; adds an empty line before the first label.
    fn lead(&mut self, label: &str) -> (String, usize) {
        let edge = " ".repeat(self.margin + 1);
        if !self.has_notes {
            let bar = self.screen.paint(Ink::Frame, "|");
            self.line(&format!("{edge}{bar}"));
            self.has_notes = true;
        }
        let label = self.locale.plain(label) + &self.locale.plain("colon");
        let sign = self.screen.paint(Ink::Frame, "=");
        let lead = format!("{edge}{sign} {}", self.screen.paint(Ink::Strong, &label));
        (lead, self.margin + 3 + display_width(&label) + 1)
    }

    fn line(&mut self, line: &str) {
        self.text.extend([line, "\n"]);
    }
}

/// The number of the line of `text` in which a place begins, and this line, split where the place begins and ends.
/// Of a place over several lines, only the first one is given.
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

/// Draws a split line and its place, with a margin as wide as the line number.
fn draw(screen: &Screen, ink: Ink, file: &str, number: u32, parts: [&str; 3]) -> String {
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
    // The crate makes ASCII control characters of the line visible; the others are replaced here.
    drawn.replace(is_unprintable, "�")
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
