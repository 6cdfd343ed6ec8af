//! A comparison at a terminal, or in a pager.

use super::{
    blocks::{Change, ComparisonTree, Figure, Mark, Section, ShareTable, joined},
    words::describe,
};
use crate::{
    diff::{Comparison, Run, RunKind, Side},
    locale::Locale,
    report::{
        inline::Inline,
        screen::{Ink, Screen, display_width},
    },
};

/// How far a change is set in, and what belongs to it.
const STEP: usize = 2;
/// How many words that both drafts have are shown on each side of a changed one.
const CONTEXT: usize = 8;
/// Two texts no longer than this together stand on one line.
const SHORT: usize = 60;

/// A comparison as people read it.
#[derive(Clone, Copy, Debug)]
pub struct ComparisonText<'a> {
    /// The language.
    pub locale: &'a Locale,
    /// What it is drawn on.
    pub screen: Screen,
    /// Whether effects are listed one by one and kept words are all shown.
    pub complete: bool,
}

impl ComparisonText<'_> {
    /// The whole comparison, its last line ended.
    pub fn render(&self, comparison: &Comparison) -> String {
        let tree = describe(comparison, self.locale);
        let sections = tree.sections.iter().map(|section| self.section(section));
        let blocks = [self.head(&tree)].into_iter().chain(sections);
        let blocks: Vec<String> = blocks.map(|lines| lines.join("\n") + "\n").collect();
        blocks.join("\n")
    }

    /// A line a change, and nothing when nothing differs.
    pub fn concise(&self, comparison: &Comparison) -> String {
        let colon = format!("{} ", self.locale.plain("colon"));
        let mut text = String::new();
        for section in &describe(comparison, self.locale).sections {
            for one in section.changes.iter().chain(&section.texts) {
                let (ink, sign) = drawn(one.mark);
                let head = self.screen.paint(ink, &format!("{sign} {}", one.label));
                let mut figures = Vec::new();
                for figure in &one.figures {
                    let mut cells = figure_cells(figure);
                    cells.retain(|cell| !cell.is_empty());
                    figures.push(cells.join(" "));
                }
                let subject = joined(&[&one.fiche, &one.subject]);
                let mut parts = vec![head, subject, figures.join(", ")];
                parts.retain(|part| !part.is_empty());
                text += &(parts.join(&colon) + "\n");
            }
        }
        text
    }

    /// What is compared, and how many changes there are.
    fn head(&self, tree: &ComparisonTree) -> Vec<String> {
        let title = format!("{} → {}", self.side(&tree.before), self.side(&tree.after));
        let mut lines = self.painted(Ink::Strong, &title);
        let ink = if tree.is_same {
            Ink::Settled
        } else {
            Ink::Strong
        };
        lines.extend(self.painted(ink, &tree.summary));
        lines
    }

    fn side(&self, side: &Side) -> String {
        let fact = |id: &str, name, text: &String| self.locale.text(id, &[(name, text.clone())]);
        let stage = side
            .stage
            .as_ref()
            .map(|text| fact("diff-stage", "stage", text));
        let print = side.fingerprint.as_ref().filter(|_| self.complete);
        let print = print.map(|text| fact("diff-fingerprint", "fingerprint", text));
        let facts: Vec<String> = stage.into_iter().chain(print).collect();
        if facts.is_empty() {
            side.label.clone()
        } else {
            format!("{} ({})", side.label, facts.join(", "))
        }
    }

    fn section(&self, section: &Section) -> Vec<String> {
        let mut lines = self.painted(Ink::Strong, &section.title);
        for change in &section.changes {
            lines.extend(self.change(change, section));
        }
        match section.shares.first() {
            Some(table) if section.kind == "fiche" => lines.extend(self.effect(table)),
            Some(table) => lines.extend(self.share_table(table)),
            None => {}
        }
        let figures: Vec<Vec<String>> = section.figures.iter().map(figure_cells).collect();
        lines.extend(self.screen.table(&figures, 1, STEP));
        for text in &section.texts {
            lines.extend(self.change(text, section));
        }
        let colon = self.locale.plain("colon");
        for one in &section.documents {
            let mut inline = Inline::default();
            inline.push(&format!("{}{colon} {}", one.name, one.summary));
            lines.extend(self.set_in(&inline, STEP, 2 * STEP));
        }
        for note in &section.notes {
            let mut inline = Inline::default();
            if section.kind == "uncompared" {
                inline.push_in(Ink::Warning, "!");
                inline.push(&format!(" {note}"));
            } else {
                inline.push_in(Ink::Faint, note);
            }
            lines.extend(self.set_in(&inline, STEP, 2 * STEP));
        }
        for effect in section.effects.iter().filter(|_| self.complete) {
            lines.extend(self.change(effect, section));
        }
        lines
    }

    /// A table of shares under its header; a year is said once.
    fn share_table(&self, table: &ShareTable) -> Vec<String> {
        let mut rows = vec![share_header(self.locale)];
        let mut totals = vec![true];
        for period in &table.periods {
            for (index, row) in period.rows.iter().enumerate() {
                let label = if index == 0 {
                    period.label.as_str()
                } else {
                    ""
                };
                rows.push(share_cells(label, row));
                totals.push(row.is_total);
            }
        }
        let lines = self.screen.table(&rows, 2, STEP);
        // Totals stand out where nothing had to be wrapped.
        let is_whole = lines.len() == rows.len();
        let paint = |(index, line): (usize, String)| match totals.get(index) {
            Some(true) if is_whole || index == 0 => self.screen.paint(Ink::Strong, &line),
            _ => line,
        };
        lines.into_iter().enumerate().map(paint).collect()
    }

    /// What the changes of a fiche mean for those who pay, year by year.
    fn effect(&self, table: &ShareTable) -> Vec<String> {
        let mut rows = Vec::new();
        for period in table.periods.iter().filter(|period| period.year.is_some()) {
            rows.extend(
                period
                    .rows
                    .iter()
                    .map(|row| share_cells(&period.label, row)),
            );
        }
        let lead = self.screen.paint(Ink::Faint, &table.lead);
        let mut lines = vec![format!("{:STEP$}{lead}", "")];
        lines.extend(self.screen.table(&rows, 2, 3 * STEP));
        lines
    }

    /// A change: its kind and subject, then its figures, its text and its notes.
    fn change(&self, change: &Change, section: &Section) -> Vec<String> {
        let (ink, sign) = drawn(change.mark);
        let mut head = Inline::default();
        head.push_in(ink, sign);
        head.push(" ");
        head.push_in(Ink::Strong, &change.label);
        let subject = change.subject_in(section);
        if !subject.is_empty() {
            head.push_in(Ink::Strong, &self.locale.plain("colon"));
            head.push(&format!(" {subject}"));
        }
        let mut lines = self.set_in(&head, STEP, 2 * STEP);
        let figures = change.figures.iter();
        let (short, long): (Vec<&Figure>, Vec<&Figure>) = figures.partition(|one| is_short(one));
        let first = usize::from(short.iter().all(|figure| figure.label.is_empty()));
        let cells = |figure: &&Figure| figure_cells(figure).split_off(first);
        let rows: Vec<Vec<String>> = short.iter().map(cells).collect();
        let are_amounts = short.iter().all(|figure| figure.difference().is_some());
        let first_amount = if are_amounts { 1 - first } else { usize::MAX };
        lines.extend(self.screen.table(&rows, first_amount, 3 * STEP));
        for figure in long {
            lines.extend(self.long(figure));
        }
        for paragraph in &change.paragraphs {
            if self.complete || paragraph.iter().any(|run| run.kind != RunKind::Kept) {
                lines.extend(self.set_in(&self.redline(paragraph), 3 * STEP, 3 * STEP));
            }
        }
        for note in &change.notes {
            lines.extend(self.noted(Ink::Faint, note));
        }
        lines
    }

    /// A long text before and after, each on lines of its own.
    fn long(&self, figure: &Figure) -> Vec<String> {
        let label = if figure.label.is_empty() {
            String::new()
        } else {
            format!("{}{} ", figure.label, self.locale.plain("colon"))
        };
        match (&figure.before, &figure.after) {
            (Some(before), Some(after)) => {
                let mut lines = self.noted(Ink::Removed, &format!("− {label}{before}"));
                lines.extend(self.noted(Ink::Added, &format!("+ {label}{after}")));
                lines
            }
            (Some(only), None) | (None, Some(only)) => {
                self.noted(Ink::Faint, &format!("{label}{only}"))
            }
            (None, None) => Vec::new(),
        }
    }

    fn noted(&self, ink: Ink, text: &str) -> Vec<String> {
        let mut inline = Inline::default();
        inline.push_in(ink, text);
        self.set_in(&inline, 3 * STEP, 3 * STEP)
    }

    /// A paragraph with what was deleted and inserted; without colours, between signs.
    fn redline(&self, runs: &[Run]) -> Inline {
        let mut inline = Inline::default();
        for (index, run) in runs.iter().enumerate() {
            let (text, colour) = (&run.text, self.screen.colour);
            match run.kind {
                RunKind::Kept if self.complete => inline.push(text),
                RunKind::Kept => inline.push(&shortened(text, index > 0, index + 1 < runs.len())),
                RunKind::Deleted if colour => inline.push_in(Ink::Removed, text),
                RunKind::Deleted => inline.push_in(Ink::Removed, &format!("[-{text}-]")),
                RunKind::Inserted if colour => inline.push_in(Ink::Added, text),
                RunKind::Inserted => inline.push_in(Ink::Added, &format!("{{+{text}+}}")),
            }
        }
        inline
    }

    fn painted(&self, ink: Ink, text: &str) -> Vec<String> {
        let lines = self.screen.wrap(text, 0, 0);
        lines
            .iter()
            .map(|line| self.screen.paint(ink, line))
            .collect()
    }

    fn set_in(&self, inline: &Inline, first: usize, rest: usize) -> Vec<String> {
        let lines = inline.wrap(&self.screen, rest).into_iter().enumerate();
        let edge = |index: usize| " ".repeat(if index == 0 { first } else { rest });
        lines
            .map(|(index, line)| format!("{}{line}", edge(index)))
            .collect()
    }
}

/// How a mark is drawn before a line.
fn drawn(mark: Mark) -> (Ink, &'static str) {
    match mark {
        Mark::Added => (Ink::Added, "+"),
        Mark::Removed => (Ink::Removed, "−"),
        Mark::Changed => (Ink::Warning, "~"),
    }
}

/// Whether a figure stands on one line of a table.
fn is_short(figure: &Figure) -> bool {
    let texts = [&figure.before, &figure.after].into_iter().flatten();
    texts.map(|text| display_width(text)).sum::<usize>() <= SHORT
}

/// Label, before → after, difference, percent.
fn figure_cells(figure: &Figure) -> Vec<String> {
    let moved = match (&figure.before, &figure.after) {
        (None, None) => "— → —".to_owned(),
        (None, Some(only)) | (Some(only), None) => only.clone(),
        (Some(before), Some(after)) => format!("{before} → {after}"),
    };
    vec![
        figure.label.clone(),
        moved,
        figure.difference.clone(),
        figure.percent.clone(),
    ]
}

/// The headers of a table of shares.
pub(super) fn share_header(locale: &Locale) -> Vec<String> {
    let ids = [
        "totals-year",
        "diff-who",
        "diff-before",
        "diff-after",
        "diff-difference",
        "diff-percent",
    ];
    ids.map(|id| locale.plain(id)).to_vec()
}

/// A row of a table of shares: year, funder, before, after, difference, percent.
pub(super) fn share_cells(label: &str, row: &Figure) -> Vec<String> {
    let amount = |amount: &Option<String>| amount.clone().unwrap_or_default();
    vec![
        label.to_owned(),
        row.label.clone(),
        amount(&row.before),
        amount(&row.after),
        row.difference.clone(),
        row.percent.clone(),
    ]
}

/// Kept words near a change: the first ones after it, the last ones before the next.
fn shortened(text: &str, follows: bool, precedes: bool) -> String {
    let words: Vec<&str> = text.split_inclusive(' ').collect();
    let head = if follows { CONTEXT } else { 0 };
    let tail = if precedes { CONTEXT } else { 0 };
    if words.len() <= head + tail + 1 {
        return text.to_owned();
    }
    let (head, tail) = (words[..head].concat(), words[words.len() - tail..].concat());
    format!("{head}… {tail}")
}
