//! The look that findings and failures share: a title, a place, and notes in the margin.

use super::{
    cells::Extract,
    excerpt,
    screen::{Ink, Screen, display_width, visible},
};
use crate::{locale::Locale, source::Place};

/// A message under construction, line by line.
#[derive(Debug)]
pub(crate) struct Notice<'a> {
    locale: &'a Locale,
    screen: Screen,
    /// How many columns the row numbers take.
    margin: usize,
    /// Whether a note stands in it already.
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
        // French wants a space before its colons.
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

    /// Adds the place as a line of its own: `--> budget.xlsx · Récapitulatif!F9`.
    pub(crate) fn origin(mut self, place: &str) -> Self {
        let arrow = self.screen.paint(Ink::Frame, "-->");
        let edge = " ".repeat(self.margin);
        self.line(&format!("{edge}{arrow} {}", visible(place)));
        self
    }

    /// Adds the line of `text` that the place is in, underlined in `ink`; the place alone when it is in no text.
    pub(crate) fn quoted(mut self, place: &Place, text: &str, ink: Ink) -> Self {
        let Some((number, parts)) = excerpt::line(place, text) else {
            return self.origin(&place.to_string());
        };
        let drawn = excerpt::draw(&self.screen, ink, place.file_name(), number, parts);
        self.margin = number.to_string().len();
        self.line(&drawn);
        self
    }

    /// Adds the place and the cells around it, the one that is meant in `ink`.
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

    /// Adds `= label: …` with one item a line.
    pub(crate) fn listed(mut self, label: &str, items: &[String]) -> Self {
        let (lead, indent) = self.lead(label);
        let deeper = if items.len() > 1 { indent + 2 } else { indent };
        let edge = format!("\n{}", " ".repeat(deeper));
        let wrap = |item: &String| self.screen.wrap(item, indent, deeper).join(&edge);
        let items: Vec<String> = items.iter().map(wrap).collect();
        let edge = format!("\n{}", " ".repeat(indent));
        self.line(&format!("{lead} {}", items.join(&edge)));
        self
    }

    /// Adds `= label:` and, below, lines to be copied as they stand: never wrapped, faint.
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

    /// The message, its last line ended.
    pub(crate) fn finish(self) -> String {
        self.text
    }

    /// `= label:`, below a line of its own when it is the first one, and the column after it.
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
