//! Text with words of several inks, wrapped as one.

use super::screen::{Ink, Screen, display_width, visible};

/// A run of text; a word may be of several pieces (`(` and `recap-share` and `)`).
#[derive(Clone, Debug, Default)]
pub(super) struct Inline {
    pieces: Vec<(Option<Ink>, String)>,
}

impl Inline {
    /// Adds text without a colour.
    pub(super) fn push(&mut self, text: &str) {
        self.pieces.push((None, visible(text)));
    }

    /// Adds text in this ink.
    pub(super) fn push_in(&mut self, ink: Ink, text: &str) {
        self.pieces.push((Some(ink), visible(text)));
    }

    /// The lines it takes when each begins at column `indent`.
    pub(super) fn wrap(&self, screen: &Screen, indent: usize) -> Vec<String> {
        screen.fill(self.words(screen).into_iter(), indent, indent)
    }

    /// What stands between spaces that may break, painted, and how wide it is.
    fn words(&self, screen: &Screen) -> Vec<(String, usize)> {
        let mut words = vec![(String::new(), 0)];
        for (ink, text) in &self.pieces {
            for (index, part) in text.split(' ').enumerate() {
                if index > 0 {
                    words.push((String::new(), 0));
                }
                if let Some((word, width)) = words.last_mut() {
                    word.push_str(
                        &ink.map_or_else(|| part.to_owned(), |ink| screen.paint(ink, part)),
                    );
                    *width += display_width(part);
                }
            }
        }
        words
    }
}
