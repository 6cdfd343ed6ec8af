//! Text with words of several inks, wrapped as one.

use super::screen::{Ink, Screen, display_width, visible};

/// A run of text; a word may be of several pieces (`(` and `recap-share` and `)`).
#[derive(Clone, Debug, Default)]
pub(super) struct Inline {
    pieces: Vec<(Option<Ink>, String)>,
    /// How many stresses are open.
    stressed: usize,
}

impl Inline {
    /// Adds text in the ink in force.
    pub(super) fn push(&mut self, text: &str) {
        let ink = (self.stressed > 0).then_some(Ink::Strong);
        self.pieces.push((ink, visible(text)));
    }

    /// Adds text in this ink.
    pub(super) fn push_in(&mut self, ink: Ink, text: &str) {
        self.pieces.push((Some(ink), visible(text)));
    }

    /// Adds another run.
    pub(super) fn append(&mut self, other: &Self) {
        self.pieces.extend(other.pieces.iter().cloned());
    }

    /// Begins or ends a stress.
    pub(super) fn stress(&mut self, begins: bool) {
        self.stressed = if begins {
            self.stressed + 1
        } else {
            self.stressed.saturating_sub(1)
        };
    }

    pub(super) fn is_empty(&self) -> bool {
        self.pieces.iter().all(|(_, text)| text.trim().is_empty())
    }

    /// Without inks.
    pub(super) fn plain(&self) -> String {
        self.pieces.iter().map(|(_, text)| text.as_str()).collect()
    }

    /// On one line.
    pub(super) fn painted(&self, screen: &Screen) -> String {
        let paint = |(ink, text): &(Option<Ink>, String)| {
            ink.map_or_else(|| text.clone(), |ink| screen.paint(ink, text))
        };
        self.pieces.iter().map(paint).collect()
    }

    /// The lines it takes when each begins at column `indent`.
    pub(super) fn wrap(&self, screen: &Screen, indent: usize) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let mut used = 0;
        for word in self.words() {
            let width: usize = word.iter().map(|(_, text)| display_width(text)).sum();
            let drawn = Self {
                pieces: word,
                stressed: 0,
            }
            .painted(screen);
            match lines.last_mut() {
                Some(line) if indent + used + 1 + width <= screen.width => {
                    line.extend([" ", &drawn]);
                    used += 1 + width;
                }
                _ => {
                    lines.push(drawn);
                    used = width;
                }
            }
        }
        lines
    }

    /// The lines it takes, all in one ink.
    pub(super) fn wrap_in(&self, ink: Ink, screen: &Screen, indent: usize) -> Vec<String> {
        let lines = screen.wrap(&self.plain(), indent, indent);
        lines.iter().map(|line| screen.paint(ink, line)).collect()
    }

    /// What stands between spaces that may break.
    fn words(&self) -> Vec<Vec<(Option<Ink>, String)>> {
        let mut words = vec![Vec::new()];
        for (ink, text) in &self.pieces {
            for (index, part) in text.split(' ').enumerate() {
                if index > 0 {
                    words.push(Vec::new());
                }
                if let Some(word) = words.last_mut().filter(|_| !part.is_empty()) {
                    word.push((*ink, part.to_owned()));
                }
            }
        }
        words.retain(|word| !word.is_empty());
        words
    }
}
