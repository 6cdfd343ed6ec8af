//! A comparison at a terminal, or in a pager.

use super::tree::{ComparisonTree, Section, describe};
use crate::{
    diff::{Change, Comparison, Figure, Mark, ShareTable, Side, joined},
    locale::Locale,
    report::screen::{Ink, Screen, display_width},
    xlsx::{Run, RunKind},
};

/// How far a change is set in, then what belongs to it goes on, then its figures and texts stand.
const EDGES: [&str; 3] = ["  ", "    ", "      "];
/// How many words that both drafts have are shown on each side of a changed one.
const CONTEXT: usize = 8;
/// Two texts no longer than this together stand on one line.
const SHORT: usize = 60;

/// The whole comparison for people, its last line ended; `complete` if effects are listed one by one and kept
/// words are all shown.
pub fn comparison_text(comparison: Comparison, screen: Screen, complete: bool) -> String {
    let tree = describe(comparison);
    let mut text = Text {
        locale: &tree.locale,
        screen,
        complete,
        lines: Vec::new(),
    };
    text.head(&tree);
    for section in &tree.sections {
        text.lines.push(String::new());
        text.section(section);
    }
    text.lines.join("\n") + "\n"
}

/// A line a change, and nothing when nothing differs.
pub(crate) fn comparison_lines(comparison: Comparison, screen: Screen) -> String {
    let tree = describe(comparison);
    let colon = format!("{} ", tree.locale.plain("colon"));
    let mut text = String::new();
    for section in &tree.sections {
        for one in section.changes.iter().chain(&section.texts) {
            let (ink, sign) = drawn(one.mark);
            let figures = one.figures.iter().map(|figure| {
                let mut cells = figure_cells(figure);
                cells.retain(|cell| !cell.is_empty());
                cells.join(" ")
            });
            let mut parts = vec![
                screen.paint(ink, &format!("{sign} {}", one.label)),
                joined([Some(&one.fiche), Some(&one.subject)]),
                figures.collect::<Vec<_>>().join(", "),
            ];
            parts.retain(|part| !part.is_empty());
            text += &(parts.join(&colon) + "\n");
        }
    }
    text
}

/// A comparison under construction, line by line.
struct Text<'a> {
    locale: &'a Locale,
    screen: Screen,
    complete: bool,
    lines: Vec<String>,
}

impl Text<'_> {
    /// What is compared, and how many changes there are.
    fn head(&mut self, tree: &ComparisonTree) {
        let sides = [&tree.before, &tree.after];
        let sides = sides.map(|side| side_text(side, self.locale, self.complete));
        self.title(Ink::Strong, &sides.join(" → "));
        let inks = [Ink::Strong, Ink::Settled];
        self.title(inks[usize::from(tree.is_same)], &tree.summary);
    }

    fn title(&mut self, ink: Ink, text: &str) {
        let lines = self.screen.wrap(text, 0, 0).into_iter();
        self.lines
            .extend(lines.map(|line| self.screen.paint(ink, &line)));
    }

    fn flow(&mut self, runs: &[(Option<Ink>, impl AsRef<str>)], first: &str, rest: &str) {
        self.lines.extend(self.screen.flow(runs, first, rest));
    }

    fn section(&mut self, section: &Section) {
        self.title(Ink::Strong, &section.title);
        for change in &section.changes {
            self.change(change, section);
        }
        match section.shares.first() {
            Some(table) if section.kind == "fiche" => self.effect(table),
            Some(table) => self.share_table(table),
            None => {}
        }
        let figures: Vec<_> = section.figures.iter().map(figure_cells).collect();
        self.lines
            .extend(self.screen.table(&figures, 1, EDGES[0].len()));
        for text in &section.texts {
            self.change(text, section);
        }
        let colon = self.locale.plain("colon");
        for one in &section.documents {
            let text = format!("{}{colon} {}", one.name, one.summary);
            self.flow(&[(None, &text)], EDGES[0], EDGES[1]);
        }
        for note in &section.notes {
            let runs = match section.kind {
                "uncompared" => &[(Some(Ink::Warning), "!"), (None, " "), (None, note)][..],
                _ => &[(Some(Ink::Faint), note.as_str())],
            };
            self.flow(runs, EDGES[0], EDGES[1]);
        }
        if self.complete {
            for effect in &section.effects {
                self.change(effect, section);
            }
        }
    }

    /// A table of shares under its header; a year is said once.
    fn share_table(&mut self, table: &ShareTable) {
        let (mut rows, mut totals) = (vec![share_header(self.locale)], vec![true]);
        for period in &table.periods {
            let mut label = period.label.as_str();
            for row in &period.rows {
                rows.push(share_cells(std::mem::take(&mut label), row));
                totals.push(row.is_total);
            }
        }
        let lines = self.screen.table(&rows, 2, EDGES[0].len());
        // Totals stand out where nothing had to be wrapped.
        let is_wrapped = lines.len() != rows.len();
        let paint = |(rank, line): (usize, String)| match rank {
            1.. if is_wrapped || !totals[rank] => line,
            _ => self.screen.paint(Ink::Strong, &line),
        };
        self.lines.extend(lines.into_iter().enumerate().map(paint));
    }

    /// What the changes of a fiche mean for those who pay, year by year.
    fn effect(&mut self, table: &ShareTable) {
        let lead = self.screen.paint(Ink::Faint, &table.lead);
        self.lines.push(format!("{}{lead}", EDGES[0]));
        let years = table.periods.iter().filter(|period| period.year.is_some());
        let rows = years.flat_map(|year| year.rows.iter().map(|row| share_cells(&year.label, row)));
        let rows: Vec<_> = rows.collect();
        self.lines
            .extend(self.screen.table(&rows, 2, EDGES[2].len()));
    }

    /// A change: its kind and subject, then its figures, its text and its notes.
    fn change(&mut self, change: &Change, section: &Section) {
        let (ink, sign) = drawn(change.mark);
        let (colon, subject) = (self.locale.plain("colon"), section.subject(change));
        let mut head = vec![
            (Some(ink), sign),
            (None, " "),
            (Some(Ink::Strong), &*change.label),
        ];
        if !subject.is_empty() {
            head.extend([(Some(Ink::Strong), &*colon), (None, " "), (None, &*subject)]);
        }
        self.flow(&head, EDGES[0], EDGES[1]);
        let (short, long): (Vec<&Figure>, Vec<&Figure>) =
            change.figures.iter().partition(|figure| is_short(figure));
        let first = usize::from(short.iter().all(|figure| figure.label.is_empty()));
        let cells = |figure: &&Figure| figure_cells(figure).split_off(first);
        let rows: Vec<Vec<String>> = short.iter().map(cells).collect();
        let are_amounts = short.iter().all(|figure| figure.amounts().is_some());
        let first_amount = if are_amounts { 1 - first } else { usize::MAX };
        self.lines
            .extend(self.screen.table(&rows, first_amount, EDGES[2].len()));
        for figure in long {
            self.long(figure);
        }
        for paragraph in &change.paragraphs {
            if self.complete || paragraph.iter().any(|run| run.kind != RunKind::Kept) {
                self.redline(paragraph);
            }
        }
        for note in &change.notes {
            self.noted(Ink::Faint, note);
        }
    }

    /// A long text before and after, each on lines of its own.
    fn long(&mut self, figure: &Figure) {
        let label = match &*figure.label {
            "" => String::new(),
            label => format!("{label}{} ", self.locale.plain("colon")),
        };
        match (&figure.before, &figure.after) {
            (Some(before), Some(after)) => {
                self.noted(Ink::Removed, &format!("− {label}{before}"));
                self.noted(Ink::Added, &format!("+ {label}{after}"));
            }
            (Some(only), _) | (_, Some(only)) => self.noted(Ink::Faint, &format!("{label}{only}")),
            (None, None) => {}
        }
    }

    fn noted(&mut self, ink: Ink, text: &str) {
        self.flow(&[(Some(ink), text)], EDGES[2], EDGES[2]);
    }

    /// A paragraph with what was deleted and inserted; without colours, between signs.
    fn redline(&mut self, runs: &[Run]) {
        let mut drawn = Vec::new();
        for (index, run) in runs.iter().enumerate() {
            let (text, has_colour) = (run.text.clone(), self.screen.colour);
            drawn.push(match run.kind {
                RunKind::Kept if self.complete => (None, text),
                RunKind::Kept => (None, shortened(&text, index > 0, index + 1 < runs.len())),
                RunKind::Deleted if has_colour => (Some(Ink::Removed), text),
                RunKind::Deleted => (Some(Ink::Removed), format!("[-{text}-]")),
                RunKind::Inserted if has_colour => (Some(Ink::Added), text),
                RunKind::Inserted => (Some(Ink::Added), format!("{{+{text}+}}")),
            });
        }
        self.flow(&drawn, EDGES[2], EDGES[2]);
    }
}

/// A draft as it was asked for, with its stage and, if wanted, its fingerprint.
fn side_text(side: &Side, locale: &Locale, has_print: bool) -> String {
    let fact = |id: &str, name, text: &String| locale.text(id, &[(name, text.clone())]);
    let stage = side
        .stage
        .iter()
        .map(|text| fact("diff-stage", "stage", text));
    let print = side.fingerprint.iter().filter(|_| has_print);
    let print = print.map(|text| fact("diff-fingerprint", "fingerprint", text));
    let facts: Vec<String> = stage.chain(print).collect();
    match &facts[..] {
        [] => side.label.clone(),
        facts => format!("{} ({})", side.label, facts.join(", ")),
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
    let [label, difference, percent] =
        [&figure.label, &figure.difference, &figure.percent].map(String::clone);
    vec![label, moved, difference, percent]
}

/// The headers of a table of shares.
fn share_header(locale: &Locale) -> Vec<String> {
    let ids = "totals-year diff-who diff-before diff-after diff-difference diff-percent";
    ids.split(' ').map(|id| locale.plain(id)).collect()
}

/// A row of a table of shares: year, funder, before, after, difference, percent.
fn share_cells(label: &str, row: &Figure) -> Vec<String> {
    let (before, after) = (row.before.as_deref(), row.after.as_deref());
    let cells = [
        label,
        &row.label,
        before.unwrap_or_default(),
        after.unwrap_or_default(),
        &row.difference,
        &row.percent,
    ];
    cells.map(str::to_owned).to_vec()
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
