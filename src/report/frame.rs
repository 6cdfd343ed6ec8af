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
    ruled: bool,
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
        let mut notice = Self {
            locale,
            screen,
            margin: 1,
            ruled: false,
            text: String::new(),
        };
        let label = if name.is_empty() {
            label.to_owned()
        } else {
            format!("{label}[{name}]")
        };
        let colon = notice.colon();
        let start = display_width(&label) + display_width(&colon) + 1;
        let lines = screen.wrap(&visible(message), start, 2);
        notice.text.push_str(&screen.paint(ink, &label));
        for (index, line) in lines.iter().enumerate() {
            let lead = if index == 0 {
                format!("{colon} ")
            } else {
                "  ".to_owned()
            };
            notice
                .text
                .push_str(&screen.paint(Ink::Strong, &format!("{lead}{line}")));
            notice.text.push('\n');
        }
        notice
    }

    /// Sets how many columns the row numbers of the extract take.
    #[must_use]
    pub fn margin(mut self, columns: usize) -> Self {
        self.margin = columns.max(1);
        self
    }

    /// Adds the place as a line of its own: `--> budget.xlsx · Récapitulatif!F9`.
    #[must_use]
    pub fn origin(mut self, place: &str) -> Self {
        let arrow = self.screen.paint(Ink::Frame, "-->");
        self.text.extend([
            " ".repeat(self.margin),
            arrow,
            " ".to_owned(),
            visible(place),
            "\n".to_owned(),
        ]);
        self
    }

    /// Adds a line of a text, underlined, under its place.
    #[must_use]
    pub fn quoted(self, place: &Place, text: &str) -> Self {
        match place {
            Place::Text {
                file,
                line,
                start,
                end,
                ..
            } if text.get(*start..*end).is_some() => {
                let drawn =
                    excerpt::draw(&self.screen, Ink::Error, file, text, *line, *start..*end);
                self.margin(line.to_string().len()).extract(&drawn)
            }
            _ => self.origin(&place.to_string()),
        }
    }

    /// Adds an extract that is drawn already, its own margin included.
    #[must_use]
    pub fn extract(mut self, drawn: &str) -> Self {
        self.text.push_str(drawn);
        if !drawn.is_empty() {
            self.text.push('\n');
        }
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
        let edge = " ".repeat(self.margin + 1);
        if !self.ruled {
            let bar = self.screen.paint(Ink::Frame, "|");
            self.text.extend([edge.as_str(), &bar, "\n"]);
            self.ruled = true;
        }
        let label = self.locale.plain(label);
        let colon = self.colon();
        let indent = self.margin + 3 + display_width(&label) + display_width(&colon) + 1;
        let lead = format!(
            "{edge}{} {}{} ",
            self.screen.paint(Ink::Frame, "="),
            self.screen.paint(Ink::Strong, &label),
            self.screen.paint(Ink::Strong, &colon)
        );
        let lines = items.iter().flat_map(|item| {
            let lines = self
                .screen
                .wrap(item, indent, indent + usize::from(items.len() > 1) * 2);
            let deeper = |(index, line): (usize, String)| {
                if index > 0 && items.len() > 1 {
                    format!("  {line}")
                } else {
                    line
                }
            };
            lines
                .into_iter()
                .enumerate()
                .map(deeper)
                .collect::<Vec<_>>()
        });
        for (index, line) in lines.collect::<Vec<_>>().iter().enumerate() {
            let lead = if index == 0 {
                lead.clone()
            } else {
                " ".repeat(indent)
            };
            self.text.extend([lead.as_str(), line, "\n"]);
        }
        self
    }

    /// Adds `= label:` and, below, lines to be copied as they stand: never wrapped, faint.
    #[must_use]
    pub fn block(self, label: &str, text: &str) -> Self {
        let margin = " ".repeat(self.margin + 3);
        let mut notice = self.listed(label, &[String::new()]);
        notice.text.truncate(notice.text.trim_end().len());
        for line in text.lines() {
            let line = notice.screen.paint(Ink::Faint, &visible(line));
            notice.text.extend(["\n", &margin, &line]);
        }
        notice.text.push('\n');
        notice
    }

    /// The message, its last line ended.
    pub fn finish(self) -> String {
        self.text
    }

    /// French wants a space before its colons.
    fn colon(&self) -> String {
        self.locale.plain("colon")
    }
}
