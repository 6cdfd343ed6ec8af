//! A comparison as text for a terminal or a pager.

use super::tree::{ComparisonTree, Section, describe};
use crate::{
    diff::{Change, Comparison, Figure, Mark, ShareTable, Side, joined},
    locale::Locale,
    report::screen::{Ink, Screen, display_width},
    source::join,
    xlsx::{Run, RunKind},
};

/// The indentation of a change, of its further lines, and of its figures and texts.
const EDGES: [&str; 3] = ["  ", "    ", "      "];
/// Two texts whose total width is at most this are on one line.
const SHORT: usize = 60;

/// The whole comparison as text that ends in a newline. If `complete`, it lists effects one by one, and shows
/// paragraphs without a change.
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

/// One line per change; empty when nothing differs.
pub(crate) fn comparison_lines(comparison: Comparison, screen: Screen) -> String {
    let tree = describe(comparison);
    let colon = format!("{} ", tree.locale.plain("colon"));
    let mut text = String::new();
    for section in &tree.sections {
        for change in section.changes.iter().chain(&section.texts) {
            let (ink, sign) = drawn(change.mark);
            let figures = change.figures.iter().map(|figure| {
                let cells = figure_cells(figure).into_iter();
                join(cells.filter(|cell| !cell.is_empty()), " ")
            });
            let mut parts = vec![
                screen.paint(ink, &format!("{sign} {}", change.label)),
                joined([Some(&change.fiche), Some(&change.subject)]),
                join(figures, ", "),
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
        let lines = self.screen.wrap(text, 0, 0);
        let lines = lines.iter().map(|line| self.screen.paint(ink, line));
        self.lines.extend(lines);
    }

    fn flow(&mut self, runs: &[(Option<Ink>, impl AsRef<str>)], first: &str, rest: &str) {
        self.lines.extend(self.screen.flow(runs, first, rest));
    }

    fn section(&mut self, section: &Section) {
        self.title(Ink::Strong, &section.title);
        for change in &section.changes {
            self.change(change, section);
        }
        if let Some(table) = section.shares.first() {
            self.shares(table, section.kind == "fiche");
        }
        let figures: Vec<_> = section.figures.iter().map(figure_cells).collect();
        self.table(&figures, 1, EDGES[0]);
        for text in &section.texts {
            self.change(text, section);
        }
        let colon = self.locale.plain("colon");
        for document in &section.documents {
            let text = format!("{}{colon} {}", document.name, document.summary);
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

    /// What everyone pays. For a fiche, year by year below the lead of the table; else with a header, and all years
    /// together as well. Only the first row of a year is labelled.
    fn shares(&mut self, table: &ShareTable, is_fiche: bool) {
        let mut rows = Vec::new();
        if is_fiche {
            self.flow(&[(Some(Ink::Faint), &table.lead)], EDGES[0], EDGES[0]);
        } else {
            let ids = "totals-year diff-who diff-before diff-after diff-difference diff-percent";
            rows.push(ids.split(' ').map(|id| self.locale.plain(id)).collect());
        }
        for period in &table.periods {
            let mut label = period.label.as_str();
            for row in &period.rows {
                if period.year.is_some() || !is_fiche {
                    rows.push(share_cells(std::mem::take(&mut label), row));
                }
            }
        }
        self.table(&rows, 2, if is_fiche { EDGES[2] } else { EDGES[0] });
    }

    fn table(&mut self, rows: &[Vec<String>], labels: usize, edge: &str) {
        let tables = self.screen.tables(rows, labels, edge.len());
        self.lines.extend(tables.join(&String::new()));
    }

    /// A change: its kind and subject, then its figures, its text and its notes.
    fn change(&mut self, change: &Change, section: &Section) {
        let (ink, sign) = drawn(change.mark);
        let (colon, subject) = (self.locale.plain("colon"), section.subject(change));
        let strong = Some(Ink::Strong);
        let mut head = vec![(Some(ink), sign), (None, " "), (strong, &*change.label)];
        if !subject.is_empty() {
            head.extend([(strong, &*colon), (None, " "), (None, &*subject)]);
        }
        self.flow(&head, EDGES[0], EDGES[1]);
        let (short, long): (Vec<&Figure>, Vec<&Figure>) =
            change.figures.iter().partition(|figure| is_short(figure));
        let first = usize::from(short.iter().all(|figure| figure.label.is_empty()));
        let cells = |figure: &&Figure| figure_cells(figure).split_off(first);
        let rows: Vec<Vec<String>> = short.iter().map(cells).collect();
        let are_amounts = short.iter().all(|figure| figure.amounts().is_some());
        let first_amount = if are_amounts { 1 - first } else { usize::MAX };
        self.table(&rows, first_amount, EDGES[2]);
        for figure in long {
            self.long(figure);
        }
        for paragraph in &change.paragraphs {
            let is_whole = self.complete || change.kind == "text-passage-moved";
            if is_whole || paragraph.iter().any(|run| run.kind != RunKind::Kept) {
                self.redline(paragraph);
            }
        }
        for note in &change.notes {
            self.noted(Ink::Faint, note);
        }
    }

    /// A long text before and after, each starting on a new line.
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

    /// A paragraph with what was deleted and inserted, in colour, or between signs on a screen without colours.
    fn redline(&mut self, runs: &[Run]) {
        let has_colour = self.screen.colour;
        let drawn = runs.iter().map(|run| match run.kind {
            RunKind::Kept => (None, run.text.clone()),
            RunKind::Deleted if has_colour => (Some(Ink::Removed), run.text.clone()),
            RunKind::Deleted => (Some(Ink::Removed), format!("[-{}-]", run.text)),
            RunKind::Inserted if has_colour => (Some(Ink::Added), run.text.clone()),
            RunKind::Inserted => (Some(Ink::Added), format!("{{+{}+}}", run.text)),
        });
        let drawn: Vec<_> = drawn.collect();
        self.flow(&drawn, EDGES[2], EDGES[2]);
    }
}

/// The label of a draft, with its stage and, if `has_print`, its fingerprint.
pub(super) fn side_text(side: &Side, locale: &Locale, has_print: bool) -> String {
    let fact = |id, name, text: &String| locale.text(id, &[(name, text.clone())]);
    let stage = side.stage.iter();
    let stage = stage.map(|text| fact("diff-stage", "stage", text));
    let print = side.fingerprint.iter().filter(|_| has_print);
    let print = print.map(|text| fact("diff-fingerprint", "fingerprint", text));
    match &*join(stage.chain(print), ", ") {
        "" => side.label.clone(),
        facts => format!("{} ({facts})", side.label),
    }
}

/// The colour and the sign of a mark.
fn drawn(mark: Mark) -> (Ink, &'static str) {
    match mark {
        Mark::Added => (Ink::Added, "+"),
        Mark::Removed => (Ink::Removed, "−"),
        Mark::Changed => (Ink::Warning, "~"),
        Mark::Error => (Ink::Error, "+"),
        Mark::Warning => (Ink::Warning, "+"),
        Mark::Info => (Ink::Info, "+"),
        Mark::Settled => (Ink::Settled, "−"),
    }
}

/// Whether a figure fits on one line of a table.
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

/// A row of a table of shares: year, funder, before, after, difference, percent.
fn share_cells(label: &str, row: &Figure) -> Vec<String> {
    let sides = [&row.before, &row.after].map(|side| side.as_deref().unwrap_or_default());
    let cells = [label, &row.label].into_iter().chain(sides);
    let cells = cells.chain([&*row.difference, &row.percent]);
    cells.map(str::to_owned).collect()
}
