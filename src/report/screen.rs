//! The screen that findings are drawn on: its width, its colours, and the characters that must not reach it.

use std::ops::Range;

use annotate_snippets::renderer::{AnsiColor, Style};
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, Width, presets};
use unicode_width::UnicodeWidthStr;

pub(crate) use crate::source::visible;

/// The space between the columns of a table.
const GUTTER: usize = 2;
/// The greatest width of a word in a table; longer ones are broken.
const LONGEST_WORD: usize = 20;

/// A terminal, or a file written in place of one.
#[derive(Clone, Copy, Debug)]
pub struct Screen {
    /// The greatest width of a line, in columns.
    pub width: usize,
    /// Whether it shows colours.
    pub colour: bool,
}

/// The role of a piece of text, which determines its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// A finding of severity *error*, or a failure.
    Error,
    /// A finding of severity *warning*.
    Warning,
    /// A finding of severity *info*.
    Info,
    /// Something that is settled or done.
    Settled,
    /// Lines, arrows, row numbers and column letters.
    Frame,
    /// What should be read first.
    Strong,
    /// What may be skipped.
    Faint,
    /// What only the later draft has.
    Added,
    /// What only the former draft has.
    Removed,
    /// Literal text: names of rules and files, values.
    Code,
}

impl Ink {
    /// Its colour and emphasis.
    pub fn style(self) -> Style {
        let bold = Style::new().bold();
        match self {
            Self::Error => bold.fg_color(Some(AnsiColor::BrightRed.into())),
            Self::Warning => bold.fg_color(Some(AnsiColor::Yellow.into())),
            Self::Info => bold.fg_color(Some(AnsiColor::Cyan.into())),
            Self::Settled => bold.fg_color(Some(AnsiColor::Green.into())),
            Self::Frame => Style::new().fg_color(Some(AnsiColor::BrightBlue.into())),
            Self::Strong => bold,
            Self::Faint => Style::new().dimmed(),
            Self::Added => Style::new()
                .fg_color(Some(AnsiColor::Green.into()))
                .underline(),
            Self::Removed => Style::new()
                .fg_color(Some(AnsiColor::Red.into()))
                .strikethrough(),
            Self::Code => Style::new().fg_color(Some(AnsiColor::Cyan.into())),
        }
    }
}

impl Screen {
    /// `text` in its colour.
    pub fn paint(&self, ink: Ink, text: &str) -> String {
        if self.colour && !text.is_empty() {
            let style = ink.style();
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }

    /// Wraps `text` into lines, the first of which begins at column `first` and the others at `rest`. No-break spaces
    /// do not break; a word longer than a line exceeds it.
    pub fn wrap(&self, text: &str, first: usize, rest: usize) -> Vec<String> {
        let words = text.split(' ');
        let words = words.map(|word| (word.to_owned(), display_width(word)));
        let mut lines = self.fill(words, first, rest);
        if lines.is_empty() {
            lines.push(String::new());
        }
        lines
    }

    /// Wraps a text of several inks into lines, with `first` before the first line and `rest` before the others; all
    /// lines have the room that `rest` leaves.
    pub(super) fn flow(
        &self,
        runs: &[(Option<Ink>, impl AsRef<str>)],
        first: &str,
        rest: &str,
    ) -> Vec<String> {
        // A word may have several inks: `(`, `recap-share` and `)`.
        let mut words = vec![(String::new(), 0)];
        for (ink, text) in runs {
            for (index, part) in visible(text.as_ref()).split(' ').enumerate() {
                if index > 0 {
                    words.push((String::new(), 0));
                }
                if let Some((word, width)) = words.last_mut() {
                    *word += &ink.map_or_else(|| part.to_owned(), |ink| self.paint(ink, part));
                    *width += display_width(part);
                }
            }
        }
        let column = display_width(rest);
        let lines = self.fill(words.into_iter(), column, column);
        let edges = std::iter::once(first).chain(std::iter::repeat(rest));
        let lines = edges.zip(lines);
        lines.map(|(edge, line)| edge.to_owned() + &line).collect()
    }

    /// Puts words, each with its width, into lines that begin at these columns.
    fn fill(
        &self,
        words: impl Iterator<Item = (String, usize)>,
        first: usize,
        rest: usize,
    ) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let mut column = first;
        for (word, width) in words.filter(|(word, _)| !word.is_empty()) {
            match lines.last_mut() {
                Some(line) if column + 1 + width <= self.width => {
                    line.extend([" ", &word]);
                    column += 1 + width;
                }
                last => {
                    column = width + if last.is_none() { first } else { rest };
                    lines.push(word);
                }
            }
        }
        lines
    }

    /// The lines of a table without borders. The first `labels` columns are texts, the others figures, aligned to the
    /// right. A table that is too wide is split by columns into as few tables as possible, each with all labels.
    pub(crate) fn tables(
        &self,
        rows: &[Vec<String>],
        labels: usize,
        indent: usize,
    ) -> Vec<Vec<String>> {
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        let labels = labels.min(columns);
        let figures = (columns - labels).max(1);
        let min_width = |column: usize| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            cells
                .map(|cell| least_width(cell, column < labels))
                .max()
                .unwrap_or(0)
                + GUTTER
        };
        let min_widths: Vec<usize> = (0..columns).map(min_width).collect();
        let room = self.width.saturating_sub(indent);
        let parts = |tables: usize| {
            let each = figures.div_ceil(tables);
            let first = (0..figures).step_by(each);
            let part = first.map(move |first| labels + first..columns.min(labels + first + each));
            part.collect::<Vec<_>>()
        };
        let width =
            |figures_width: usize| min_widths.iter().take(labels).sum::<usize>() + figures_width;
        let fits = |parts: &Vec<Range<usize>>| {
            let sum = |part: &Range<usize>| min_widths[part.clone()].iter().sum::<usize>();
            parts.iter().all(|part| width(sum(part)) <= room + GUTTER)
        };
        let folded = (1..figures).map(parts).find(fits);
        let folded = folded.unwrap_or_else(|| parts(figures)).into_iter();
        let part = folded.map(|part| {
            let row = |row: &Vec<String>| {
                let cells = row.iter().enumerate();
                let cells = cells.filter(|(at, _)| *at < labels || part.contains(at));
                cells.map(|(_, cell)| cell.clone()).collect()
            };
            self.table(&rows.iter().map(row).collect::<Vec<_>>(), labels, indent)
        });
        part.collect()
    }

    fn table(&self, rows: &[Vec<String>], labels: usize, indent: usize) -> Vec<String> {
        let mut table = Table::new();
        table
            .load_style(presets::NOTHING)
            .set_content_arrangement(ContentArrangement::Dynamic);
        let width = self.width.saturating_sub(indent);
        table.set_width(u16::try_from(width).unwrap_or(u16::MAX));
        table.add_rows(rows);
        for (index, column) in table.column_iter_mut().enumerate() {
            column.set_padding((0, 2));
            // Neither words nor amounts are broken.
            let cells = rows.iter().filter_map(|row| row.get(index));
            let min_width = cells.map(|cell| least_width(cell, index < labels)).max();
            let min_width = min_width.unwrap_or(0) + GUTTER;
            let width = Width::Fixed(u16::try_from(min_width).unwrap_or(u16::MAX));
            column.set_constraint(ColumnConstraint::LowerBoundary(width));
            if index >= labels {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        let margin = " ".repeat(indent);
        let lines = table.lines().map(|line| margin.clone() + line.trim_end());
        lines.collect()
    }
}

/// The smallest width of a cell: that of the longest word of a text, or of a whole figure.
fn least_width(cell: &str, is_text: bool) -> usize {
    let words = cell.split(' ').map(display_width);
    if is_text {
        words.max().unwrap_or(0).min(LONGEST_WORD)
    } else {
        display_width(cell)
    }
}

/// The width of `text` in a terminal, in columns.
pub fn display_width(text: &str) -> usize {
    text.width()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_shown_instead_of_obeyed() {
        assert_eq!(visible("a\u{1b}[31mb"), "a␛[31mb");
        assert_eq!(visible("28 800 €\n(48 j)"), "28 800 €⏎(48 j)");
        assert_eq!(
            visible("x\u{202e}y\u{9b}z\u{7f}\r"),
            "x<U+202E>y<U+009B>z␡␍"
        );
        assert_eq!(visible("1\u{202f}234\u{a0}€"), "1\u{202f}234\u{a0}€");
    }

    #[test]
    fn lines_break_at_plain_spaces_only() {
        let screen = Screen {
            width: 12,
            colour: false,
        };
        assert_eq!(screen.wrap("un deux trois", 0, 0), ["un deux", "trois"]);
        assert_eq!(
            screen.wrap("un deux\u{a0}trois quatre", 0, 4),
            ["un", "deux\u{a0}trois", "quatre"]
        );
        assert_eq!(screen.wrap("", 0, 0), [""]);
    }

    #[test]
    fn colours_are_left_out_when_the_screen_has_none() {
        let plain = Screen {
            width: 80,
            colour: false,
        };
        assert_eq!(plain.paint(Ink::Error, "x"), "x");
        assert!(
            Screen {
                colour: true,
                ..plain
            }
            .paint(Ink::Error, "x")
            .starts_with('\u{1b}')
        );
    }

    #[test]
    fn a_table_folds_between_its_columns() {
        let rows = ["an un deux trois", "2026 1\u{a0}000 20 3", "2027 1 200 30"];
        let rows = rows.map(|row| row.split(' ').map(str::to_owned).collect::<Vec<_>>());
        let drawn = |width| {
            let screen = Screen {
                width,
                colour: false,
            };
            let tables = screen.tables(&rows, 1, 0).into_iter();
            tables
                .map(|table| table.join("\n"))
                .collect::<Vec<_>>()
                .join("\n\n")
        };
        assert_eq!(
            drawn(24),
            "an       un  deux  trois\n2026  1\u{a0}000    20      3\n2027      1   200     30"
        );
        assert_eq!(
            drawn(23),
            "an       un  deux\n2026  1\u{a0}000    20\n2027      1   200\n\nan    trois\n2026      3\n2027     30"
        );
    }
}
