//! A comparison at a terminal, or in a pager: the totals first, then change by change.

use super::{
    table,
    told::{Figure, Mark, Part, ShareRow, Teller, TextTold, Told, heading},
};
use crate::{
    diff::{Comparison, PageState, Run, RunKind, Side},
    finding::Fact,
    locale::Locale,
    report::{
        inline::Inline,
        screen::{Ink, Screen, display_width, visible},
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
        let mut blocks = vec![self.head(comparison)];
        if !comparison.is_same() {
            blocks.push(self.totals(comparison));
            blocks.extend(self.amounts(comparison));
            blocks.push(self.effects(comparison));
            blocks.push(self.texts(comparison));
            blocks.push(self.pages(comparison));
        }
        blocks.push(self.uncompared(comparison));
        blocks.retain(|block| !block.is_empty());
        blocks
            .iter()
            .map(|block| block.join("\n") + "\n")
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// A line a change, and nothing when nothing differs.
    pub fn concise(&self, comparison: &Comparison) -> String {
        let teller = Teller::new(comparison, self.locale);
        let colon = self.locale.plain("colon");
        let line = |mark: Mark, label: &str, facts: [String; 2]| {
            let facts = facts
                .into_iter()
                .filter(|fact| !fact.is_empty())
                .collect::<Vec<_>>()
                .join(&format!("{colon} "));
            let head = self
                .screen
                .paint(ink_of(mark), &format!("{} {label}", mark.sign()));
            if facts.is_empty() {
                format!("{head}\n")
            } else {
                format!("{head}{colon} {}\n", visible(&facts))
            }
        };
        let amounts = teller.amounts();
        let amounts = amounts.iter().map(|told| {
            let figure = |figure: &Figure| {
                figure_cells(figure)
                    .into_iter()
                    .filter(|cell| !cell.is_empty())
                    .collect::<Vec<_>>()
                    .join(" ")
            };
            let figures = told
                .figures
                .iter()
                .map(figure)
                .collect::<Vec<_>>()
                .join(", ");
            line(
                told.mark,
                &told.label,
                [place_of(&told.fiche, &told.subject), figures],
            )
        });
        let texts = comparison
            .texts
            .fiches
            .iter()
            .flat_map(|fiche| teller.texts(fiche));
        let texts = texts.map(|told| {
            line(
                told.mark,
                &told.label,
                [place_of(&told.fiche, &told.part), String::new()],
            )
        });
        amounts.chain(texts).collect()
    }

    /// What is compared, and how many changes there are.
    fn head(&self, comparison: &Comparison) -> Vec<String> {
        let title = format!(
            "{} → {}",
            self.side(&comparison.before),
            self.side(&comparison.after)
        );
        let mut lines: Vec<String> = self.strong(&title);
        let summary = self
            .screen
            .wrap(&Teller::new(comparison, self.locale).summary(), 0, 0);
        let ink = if comparison.is_same() {
            Ink::Settled
        } else {
            Ink::Strong
        };
        lines.extend(summary.iter().map(|line| self.screen.paint(ink, line)));
        lines
    }

    fn side(&self, side: &Side) -> String {
        let fact = |id: &str, name: &'static str, text: &String| {
            self.locale.text(id, &[(name, text.clone())])
        };
        let stage = side.stage.as_ref().filter(|stage| **stage != side.label);
        let stage = stage.map(|stage| fact("diff-stage", "stage", stage));
        let fingerprint = side.fingerprint.as_ref().filter(|_| self.complete);
        let fingerprint = fingerprint.map(|text| fact("diff-fingerprint", "fingerprint", text));
        let facts: Vec<String> = stage.into_iter().chain(fingerprint).collect();
        let label = visible(&side.label);
        if facts.is_empty() {
            label
        } else {
            format!("{label} ({})", visible(&facts.join(", ")))
        }
    }

    /// What everyone pays of the whole agreement, and the advance on it.
    fn totals(&self, comparison: &Comparison) -> Vec<String> {
        let teller = Teller::new(comparison, self.locale);
        let mut lines = Vec::new();
        if let Some(shares) = &comparison.amounts.total {
            lines.extend(self.title("totals"));
            lines.extend(self.share_table(&teller.share_header(), &teller.shares(shares)));
        }
        let advance: Vec<Vec<String>> = teller.advance().iter().map(figure_cells).collect();
        lines.extend(table::lines(&advance, 1, self.screen, STEP));
        lines
    }

    /// A table of shares under its header; a year is told once.
    fn share_table(&self, header: &[String], shares: &[ShareRow]) -> Vec<String> {
        let mut rows = vec![header.to_vec()];
        for (index, row) in shares.iter().enumerate() {
            let is_new = index == 0 || shares[index - 1].year != row.year;
            let period = if is_new {
                self.period(row)
            } else {
                String::new()
            };
            rows.push(std::iter::once(period).chain(share_cells(row)).collect());
        }
        let drawn = table::lines(&rows, 2, self.screen, STEP);
        // Totals stand out where nothing had to be wrapped.
        let is_whole = drawn.len() == rows.len();
        let is_strong = |index: usize| index == 0 || is_whole && shares[index - 1].is_total;
        let paint = |(index, line): (usize, String)| {
            if is_strong(index) {
                self.screen.paint(Ink::Strong, &line)
            } else {
                line
            }
        };
        drawn.into_iter().enumerate().map(paint).collect()
    }

    fn period(&self, row: &ShareRow) -> String {
        row.year
            .map_or_else(|| self.locale.plain("totals-all"), |year| year.to_string())
    }

    /// The changes of the first level, part by part and fiche by fiche.
    fn amounts(&self, comparison: &Comparison) -> Vec<Vec<String>> {
        let teller = Teller::new(comparison, self.locale);
        let mut blocks = vec![self.part("agreement", &teller.agreement())];
        for fiche in &comparison.amounts.fiches {
            let Some(name) = fiche.after.as_ref().or(fiche.before.as_ref()) else {
                continue;
            };
            let mut lines = self.strong(&visible(&heading(name)));
            lines.extend(
                teller
                    .fiche(fiche)
                    .iter()
                    .flat_map(|change| self.change(change)),
            );
            let title = if fiche.changes.is_empty() {
                "diff-effect-elsewhere"
            } else {
                "diff-effect"
            };
            lines.extend(
                fiche
                    .shares
                    .iter()
                    .flat_map(|shares| self.shares(title, &teller.shares(shares))),
            );
            blocks.push(lines);
        }
        blocks.push(self.part("decisions", &teller.decisions()));
        blocks.push(self.part("findings", &teller.findings()));
        blocks
    }

    fn part(&self, title: &str, changes: &[Told]) -> Vec<String> {
        let lines: Vec<String> = changes
            .iter()
            .flat_map(|change| self.change(change))
            .collect();
        if lines.is_empty() {
            lines
        } else {
            self.title(title).into_iter().chain(lines).collect()
        }
    }

    /// A change: its kind and subject, then its figures, then its notes.
    fn change(&self, told: &Told) -> Vec<String> {
        let mut head = Inline::default();
        head.push_in(ink_of(told.mark), told.mark.sign());
        head.push(" ");
        head.push_in(Ink::Strong, &told.label);
        let place = if told.part == Part::Fiche {
            ""
        } else {
            told.fiche.as_str()
        };
        let subject = place_of(place, &told.subject);
        if !subject.is_empty() {
            head.push_in(Ink::Strong, &self.locale.plain("colon"));
            head.push(&format!(" {subject}"));
        }
        let mut lines = self.set_in(&head, STEP, 2 * STEP);
        let (amounts, texts): (Vec<&Figure>, Vec<&Figure>) =
            told.figures.iter().partition(|one| is_short(one));
        let is_labelled = amounts.iter().any(|figure| !figure.label.is_empty());
        let are_figures = amounts.iter().all(|figure| figure.difference().is_some());
        let cells = amounts.into_iter().map(figure_cells);
        let rows: Vec<Vec<String>> = cells
            .map(|cells| cells[usize::from(!is_labelled)..].to_vec())
            .collect();
        let first_figure = if are_figures {
            usize::from(is_labelled)
        } else {
            usize::MAX
        };
        lines.extend(table::lines(&rows, first_figure, self.screen, 3 * STEP));
        lines.extend(texts.into_iter().flat_map(|figure| self.long(figure)));
        let notes = told
            .notes
            .iter()
            .flat_map(|note| self.noted(Ink::Faint, note));
        lines.extend(notes);
        lines
    }

    /// A long text before and after, each on lines of its own.
    fn long(&self, figure: &Figure) -> Vec<String> {
        let label = if figure.label.is_empty() {
            String::new()
        } else {
            format!("{}{} ", figure.label, self.locale.plain("colon"))
        };
        let side = |ink, sign: &str, fact: &Option<Fact>| {
            fact.iter()
                .flat_map(|fact| self.noted(ink, &format!("{sign} {label}{}", fact.shown())))
                .collect::<Vec<_>>()
        };
        let is_alone = figure.before.is_none() || figure.after.is_none();
        let ink = |ink| if is_alone { Ink::Faint } else { ink };
        let sign = |sign| if is_alone { "" } else { sign };
        let mut lines = side(ink(Ink::Removed), sign("−"), &figure.before);
        lines.extend(side(ink(Ink::Added), sign("+"), &figure.after));
        lines
    }

    fn noted(&self, ink: Ink, text: &str) -> Vec<String> {
        let mut inline = Inline::default();
        inline.push_in(ink, text.trim_start());
        self.set_in(&inline, 3 * STEP, 3 * STEP)
    }

    /// What the changes of a fiche mean for those who pay.
    fn shares(&self, title: &str, rows: &[ShareRow]) -> Vec<String> {
        let years = rows.iter().filter(|row| row.year.is_some());
        let cells = years.map(|row| {
            std::iter::once(self.period(row))
                .chain(share_cells(row))
                .collect()
        });
        let cells: Vec<Vec<String>> = cells.collect();
        let title = format!(
            "{:STEP$}{}",
            "",
            self.screen.paint(Ink::Faint, &self.locale.plain(title))
        );
        std::iter::once(title)
            .chain(table::lines(&cells, 2, self.screen, 3 * STEP))
            .collect()
    }

    /// Findings that are still there with other figures: how many, and which when all is asked for.
    fn effects(&self, comparison: &Comparison) -> Vec<String> {
        let effects = Teller::new(comparison, self.locale).restated();
        if effects.is_empty() {
            return Vec::new();
        }
        let count = self
            .locale
            .text("diff-restated", &[("count", effects.len().to_string())]);
        let lines = self
            .screen
            .wrap(&count, 0, 0)
            .into_iter()
            .map(|line| self.screen.paint(Ink::Faint, &line));
        let listed = effects
            .iter()
            .filter(|_| self.complete)
            .flat_map(|one| self.change(one));
        lines.chain(listed).collect()
    }

    fn texts(&self, comparison: &Comparison) -> Vec<String> {
        let teller = Teller::new(comparison, self.locale);
        let mut lines = Vec::new();
        for fiche in &comparison.texts.fiches {
            lines.extend(if lines.is_empty() {
                self.title("texts")
            } else {
                vec![String::new()]
            });
            lines.extend(self.strong(&visible(&heading(&fiche.after))));
            lines.extend(teller.texts(fiche).iter().flat_map(|one| self.text(one)));
        }
        lines
    }

    fn text(&self, told: &TextTold) -> Vec<String> {
        let mut head = Inline::default();
        head.push_in(ink_of(told.mark), told.mark.sign());
        head.push(" ");
        head.push_in(Ink::Strong, &told.label);
        head.push_in(Ink::Strong, &self.locale.plain("colon"));
        head.push(&format!(" {}", told.part));
        let mut lines = self.set_in(&head, STEP, 2 * STEP);
        for paragraph in paragraphs(&told.runs) {
            if paragraph.iter().any(|run| run.kind != RunKind::Kept) || self.complete {
                lines.extend(self.set_in(&self.redline(&paragraph), 3 * STEP, 3 * STEP));
            }
        }
        lines
    }

    /// A paragraph with what was deleted and inserted; without colours, between signs.
    fn redline(&self, runs: &[Run]) -> Inline {
        let mut inline = Inline::default();
        for (index, run) in runs.iter().enumerate() {
            let text = run.text.clone();
            let (ink, open, close) = match run.kind {
                RunKind::Kept => {
                    let shown = if self.complete {
                        text
                    } else {
                        shortened(&text, index > 0, index + 1 < runs.len())
                    };
                    inline.push(&shown);
                    continue;
                }
                RunKind::Deleted => (Ink::Removed, "[-", "-]"),
                RunKind::Inserted => (Ink::Added, "{+", "+}"),
            };
            inline.push_in(
                ink,
                &if self.screen.colour {
                    text
                } else {
                    format!("{open}{text}{close}")
                },
            );
        }
        inline
    }

    /// How many pages of each document changed.
    fn pages(&self, comparison: &Comparison) -> Vec<String> {
        let teller = Teller::new(comparison, self.locale);
        let documents = comparison.pages.documents.iter();
        let changed = documents.filter(|document| {
            document
                .pages
                .iter()
                .any(|page| page.state != PageState::Same)
        });
        let lines: Vec<String> = changed
            .flat_map(|document| {
                let mut inline = Inline::default();
                inline.push(&teller.pages(document));
                self.set_in(&inline, STEP, 2 * STEP)
            })
            .collect();
        if lines.is_empty() {
            lines
        } else {
            self.title("pages").into_iter().chain(lines).collect()
        }
    }

    fn uncompared(&self, comparison: &Comparison) -> Vec<String> {
        let mut lines = Vec::new();
        for sentence in Teller::new(comparison, self.locale).uncompared() {
            let mut inline = Inline::default();
            inline.push_in(Ink::Warning, "!");
            inline.push(&format!(" {sentence}"));
            lines.extend(self.set_in(&inline, STEP, 2 * STEP));
        }
        if lines.is_empty() {
            lines
        } else {
            self.title("uncompared").into_iter().chain(lines).collect()
        }
    }

    fn title(&self, name: &str) -> Vec<String> {
        self.strong(&self.locale.plain(&format!("diff-title-{name}")))
    }

    fn strong(&self, text: &str) -> Vec<String> {
        self.screen
            .wrap(text, 0, 0)
            .iter()
            .map(|line| self.screen.paint(Ink::Strong, line))
            .collect()
    }

    fn set_in(&self, inline: &Inline, first: usize, rest: usize) -> Vec<String> {
        let lines = inline.wrap(&self.screen, rest);
        let edge = |index: usize| " ".repeat(if index == 0 { first } else { rest });
        lines
            .into_iter()
            .enumerate()
            .map(|(index, line)| format!("{}{line}", edge(index)))
            .collect()
    }
}

/// `EA 1.1 · Études`.
fn place_of(fiche: &str, subject: &str) -> String {
    [fiche, subject]
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join(" · ")
}

fn ink_of(mark: Mark) -> Ink {
    match mark {
        Mark::Added => Ink::Added,
        Mark::Removed => Ink::Removed,
        Mark::Changed => Ink::Warning,
    }
}

/// Whether a figure stands on one line of a table.
fn is_short(figure: &Figure) -> bool {
    let width = |fact: &Option<Fact>| {
        fact.as_ref()
            .map_or(0, |fact| display_width(&visible(&fact.shown())))
    };
    width(&figure.before) + width(&figure.after) <= SHORT
}

/// Label, before → after, difference, percent.
fn figure_cells(figure: &Figure) -> Vec<String> {
    let shown = |fact: &Option<Fact>| fact.as_ref().map_or_else(|| "—".to_owned(), Fact::shown);
    let moved = match (&figure.before, &figure.after) {
        (None, Some(fact)) | (Some(fact), None) => fact.shown(),
        (before, after) => format!("{} → {}", shown(before), shown(after)),
    };
    let is_both = figure.before.is_some() && figure.after.is_some();
    let difference = figure
        .difference()
        .filter(|_| is_both)
        .map(signed)
        .unwrap_or_default();
    let percent = figure
        .percent()
        .filter(|_| is_both)
        .map(|percent| percent.to_string())
        .unwrap_or_default();
    vec![figure.label.clone(), moved, difference, percent]
}

pub(super) fn share_cells(row: &ShareRow) -> [String; 5] {
    let amount = |amount: Option<crate::money::Amount>| amount.unwrap_or_default().to_string();
    let percent = row.moved.percent().filter(|_| row.moved.is_change());
    let percent = percent
        .map(|percent| percent.to_string())
        .unwrap_or_default();
    let moved = &row.moved;
    [
        row.who.clone(),
        amount(moved.before),
        amount(moved.after),
        signed(moved.difference()),
        percent,
    ]
}

/// An amount with its sign: `+500 €`, `−500 €`.
pub(super) fn signed(amount: crate::money::Amount) -> String {
    match amount {
        amount if amount.is_zero() => "=".to_owned(),
        amount if amount.is_negative() => format!("−{}", amount.abs()),
        amount => format!("+{amount}"),
    }
}

/// The runs of each paragraph, which is a line.
pub(super) fn paragraphs(runs: &[Run]) -> Vec<Vec<Run>> {
    let mut paragraphs = vec![Vec::new()];
    for run in runs {
        for (index, part) in run.text.split('\n').enumerate() {
            if index > 0 {
                paragraphs.push(Vec::new());
            }
            if let Some(last) = paragraphs.last_mut().filter(|_| !part.is_empty()) {
                last.push(Run {
                    kind: run.kind,
                    text: part.to_owned(),
                });
            }
        }
    }
    paragraphs
}

/// Kept words near a change: the first ones after it, the last ones before the next.
fn shortened(text: &str, follows: bool, precedes: bool) -> String {
    let words: Vec<&str> = text.split_inclusive(' ').collect();
    let head = if follows { CONTEXT } else { 0 };
    let tail = if precedes { CONTEXT } else { 0 };
    if words.len() <= head + tail + 1 {
        return text.to_owned();
    }
    format!(
        "{}… {}",
        words[..head].concat(),
        words[words.len() - tail..].concat()
    )
}
