//! The look that findings and failures share: a title, a place, and notes in the margin.

use super::{
    excerpt,
    screen::{Ink, Screen, display_width, visible},
};
use crate::{locale::Locale, source::Place};

/// A message under construction, line by line.
#[derive(Debug)]
pub struct Notice<'a> {
    locale: &'a Locale,
    screen: Screen,
    /// How many columns the row numbers take.
    margin: usize,
    /// Whether a note stands in it already.
    has_notes: bool,
    text: String,
}

impl<'a> Notice<'a> {
    /// Begins with `label[name]: message`, the label in `ink`.
    pub fn new(
        locale: &'a Locale,
        screen: Screen,
        ink: Ink,
        label: &str,
        name: &str,
        message: &str,
    ) -> Self {
        let label = if name.is_empty() {
            label.to_owned()
        } else {
            format!("{label}[{name}]")
        };
        // French wants a space before its colons.
        let colon = format!("{} ", locale.plain("colon"));
        let lines = screen.wrap(
            &visible(message),
            display_width(&label) + display_width(&colon),
            2,
        );
        let mut text = screen.paint(ink, &label);
        for (index, line) in lines.iter().enumerate() {
            let lead = if index == 0 { &colon } else { "  " };
            text.extend([&screen.paint(Ink::Strong, &format!("{lead}{line}")), "\n"]);
        }
        Self {
            locale,
            screen,
            margin: 1,
            has_notes: false,
            text,
        }
    }

    /// Sets how many columns the row numbers of the extract take.
    #[must_use]
    pub(super) fn margin(mut self, columns: usize) -> Self {
        self.margin = columns.max(1);
        self
    }

    /// Adds the place as a line of its own: `--> budget.xlsx · Récapitulatif!F9`.
    #[must_use]
    pub fn origin(mut self, place: &str) -> Self {
        let arrow = self.screen.paint(Ink::Frame, "-->");
        self.text += &format!("{}{arrow} {}\n", " ".repeat(self.margin), visible(place));
        self
    }

    /// Adds the line of `text` that the place is in, underlined in `ink`; the place alone when it is in no text.
    #[must_use]
    pub fn quoted(self, place: &Place, text: &str, ink: Ink) -> Self {
        match place {
            Place::Text {
                file,
                line,
                start,
                end,
                ..
            } if text.get(*start..*end).is_some() => {
                let drawn = excerpt::draw(&self.screen, ink, file, text, *line, *start..*end);
                self.margin(line.to_string().len()).extract(&drawn)
            }
            _ => self.origin(&place.to_string()),
        }
    }

    /// Adds an extract that is drawn already, its own margin included.
    #[must_use]
    pub(super) fn extract(mut self, drawn: &str) -> Self {
        self.text.extend([drawn, "\n"]);
        self
    }

    /// Adds `= label: text`, wrapped beside its label.
    #[must_use]
    pub fn note(self, label: &str, text: &str) -> Self {
        self.listed(label, &[visible(text)])
    }

    /// Adds `= label: …` with one item a line.
    #[must_use]
    pub fn listed(mut self, label: &str, items: &[String]) -> Self {
        let (lead, indent) = self.lead(label);
        let deeper = if items.len() > 1 { 2 } else { 0 };
        let mut lines = Vec::new();
        for item in items {
            let wrapped = self.screen.wrap(item, indent, indent + deeper);
            let edges = std::iter::once(0).chain(std::iter::repeat(deeper));
            lines.extend(
                edges
                    .zip(wrapped)
                    .map(|(edge, line)| format!("{:edge$}{line}", "")),
            );
        }
        let edge = format!("\n{}", " ".repeat(indent));
        self.text += &format!("{lead} {}\n", lines.join(&edge));
        self
    }

    /// Adds `= label:` and, below, lines to be copied as they stand: never wrapped, faint.
    #[must_use]
    pub fn block(mut self, label: &str, text: &str) -> Self {
        let (lead, _) = self.lead(label);
        self.text += &lead;
        let edge = " ".repeat(self.margin + 3);
        for line in text.lines() {
            self.text += &format!("\n{edge}{}", self.screen.paint(Ink::Faint, &visible(line)));
        }
        self.text.push('\n');
        self
    }

    /// The message, its last line ended.
    pub fn finish(self) -> String {
        self.text
    }

    /// `= label:`, below a line of its own when it is the first one, and the column after it.
    fn lead(&mut self, label: &str) -> (String, usize) {
        let edge = " ".repeat(self.margin + 1);
        if !self.has_notes {
            self.text += &format!("{edge}{}\n", self.screen.paint(Ink::Frame, "|"));
            self.has_notes = true;
        }
        let label = self.locale.plain(label) + &self.locale.plain("colon");
        let sign = self.screen.paint(Ink::Frame, "=");
        let lead = format!("{edge}{sign} {}", self.screen.paint(Ink::Strong, &label));
        (lead, self.margin + 3 + display_width(&label) + 1)
    }
}
