//! The tree of blocks that a comparison is laid out from. Every text in it can be shown on a line: what would
//! act on a terminal or turn the direction of writing is spelled out. What is markup in a format is escaped by
//! that format.

use serde::Serialize;

use crate::{
    diff::{Move, PageState, Percent, Region, Run, Side},
    finding::Fact,
    money::Amount,
    report::screen::visible,
};

/// A comparison in words.
#[derive(Debug, Serialize)]
pub struct ComparisonTree {
    /// The former draft; its stage is left out when its label says it.
    pub before: Side,
    /// The later draft.
    pub after: Side,
    /// Whether nothing differs.
    pub is_same: bool,
    /// How many changes there are, by level.
    pub summary: String,
    /// The sections, in the order in which every format shows them.
    pub sections: Vec<Section>,
}

/// A heading and the blocks under it, shown in the order of these fields.
#[derive(Debug, Default, Serialize)]
pub struct Section {
    /// `totals`, `agreement`, `fiche`, `pages`, `decisions`, `findings` or `uncompared`.
    pub kind: &'static str,
    /// The heading.
    pub title: String,
    /// The code of the fiche that it is about; empty for the others.
    pub fiche: String,
    /// A name for links to it; empty for sections without a fiche.
    pub anchor: String,
    /// What changed in the figures.
    pub changes: Vec<Change>,
    /// What everyone pays, as far as it moved; of the whole agreement, then of each axis.
    pub shares: Vec<ShareTable>,
    /// What else moved: the advance.
    pub figures: Vec<Figure>,
    /// What changed in the words.
    pub texts: Vec<Change>,
    /// The documents of which pages changed.
    pub documents: Vec<Pages>,
    /// Sentences.
    pub notes: Vec<String>,
    /// Effects that are only counted in `notes`, unless everything is asked for.
    pub effects: Vec<Change>,
}

/// `Études · Salon`: the texts that there are.
pub(super) fn joined(parts: &[&str]) -> String {
    let mut parts = parts.to_vec();
    parts.retain(|part| !part.is_empty());
    parts.join(" · ")
}

impl Section {
    /// Whether it says nothing.
    pub(super) fn is_empty(&self) -> bool {
        let Self {
            changes,
            shares,
            figures,
            texts,
            documents,
            notes,
            ..
        } = self;
        changes.is_empty()
            && shares.is_empty()
            && figures.is_empty()
            && texts.is_empty()
            && documents.is_empty()
            && notes.is_empty()
    }
}

/// Whether something came, went or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// It came.
    Added,
    /// It went.
    Removed,
    /// It is another.
    Changed,
}

impl Mark {
    /// Of something that is there before, after or on both sides.
    pub(super) fn of(sides: [bool; 2]) -> Self {
        match sides {
            [false, _] => Self::Added,
            [_, false] => Self::Removed,
            _ => Self::Changed,
        }
    }
}

/// A change: what kind, of what, and its figures.
#[derive(Debug, Serialize)]
pub struct Change {
    /// What kind of change, in kebab-case: `line-changed`. The same in every language.
    pub kind: String,
    /// The kind in words.
    pub label: String,
    /// Whether something came, went or changed.
    pub mark: Mark,
    /// The fiche concerned, by its code; empty for the agreement.
    pub fiche: String,
    /// The anchor of that fiche's section; none when it has none, or when the change stands in it.
    pub anchor: Option<String>,
    /// What changed: a line's name, a funder, an article, a section of a text.
    pub subject: String,
    /// What it was and what it is.
    pub figures: Vec<Figure>,
    /// Of a text: its words, paragraph by paragraph, run by run; empty when only its heading or place changed.
    pub paragraphs: Vec<Vec<Run>>,
    /// What else is to be said: a reason, what a decision settles.
    pub notes: Vec<String>,
}

impl Change {
    /// What changed, after the fiche that it is about unless the section is.
    pub(super) fn subject_in(&self, section: &Section) -> String {
        let is_own = self.fiche.is_empty() || self.fiche == section.fiche;
        joined(&[if is_own { "" } else { &self.fiche }, &self.subject])
    }

    /// The same change with more figures.
    pub(super) fn with(mut self, figures: impl IntoIterator<Item = Figure>) -> Self {
        self.figures.extend(figures);
        self
    }
}

/// Something before and after.
#[derive(Clone, Debug, Serialize)]
pub struct Figure {
    /// What it is (a year, `taux`) or who pays it; empty when the heading above says it.
    pub label: String,
    /// What it was and what it is, for formats with numbers.
    #[serde(skip)]
    pub facts: [Option<Fact>; 2],
    /// What it was; none when there was nothing.
    pub before: Option<String>,
    /// What it is; none when there is nothing any more.
    pub after: Option<String>,
    /// The difference of two amounts with its sign; empty for anything else.
    pub difference: String,
    /// The difference in percents of the amount before; empty without one.
    pub percent: String,
    /// `more`, `less` or `same`.
    pub tone: &'static str,
    /// Whether it is the total of a table of shares.
    pub is_total: bool,
}

impl Figure {
    pub(super) fn new(
        label: impl AsRef<str>,
        before: Option<impl Into<Fact>>,
        after: Option<impl Into<Fact>>,
    ) -> Self {
        let facts = [before.map(Into::into), after.map(Into::into)];
        let [before, after] = facts
            .each_ref()
            .map(|fact| fact.as_ref().map(|fact| visible(&fact.shown())));
        let mut figure = Self {
            label: visible(label.as_ref()),
            facts,
            before,
            after,
            difference: String::new(),
            percent: String::new(),
            tone: "same",
            is_total: false,
        };
        let is_both = figure.before.is_some() && figure.after.is_some();
        if let Some(difference) = figure.difference().filter(|_| is_both) {
            let is_change = !difference.is_zero();
            (figure.difference, figure.tone) = match difference {
                _ if !is_change => ("=".to_owned(), "same"),
                less if less.is_negative() => (format!("−{}", less.abs()), "less"),
                more => (format!("+{more}"), "more"),
            };
            let percent = figure.percent().filter(|_| is_change);
            figure.percent = percent.map(|one| one.to_string()).unwrap_or_default();
        }
        figure
    }

    pub(super) fn moved(label: impl AsRef<str>, moved: &Move) -> Self {
        Self::new(label, moved.before, moved.after)
    }

    fn amounts(&self) -> Option<Move> {
        let amount = |fact: &Option<Fact>| match fact {
            Some(Fact::Amount(amount)) => Some(Some(*amount)),
            None => Some(None),
            _ => None,
        };
        let [before, after] = &self.facts;
        let (before, after) = (amount(before)?, amount(after)?);
        (before.is_some() || after.is_some()).then(|| Move::new(before, after))
    }

    /// The difference of two amounts, one of which may be nothing; none for anything else.
    pub fn difference(&self) -> Option<Amount> {
        self.amounts().map(|moved| moved.difference())
    }

    /// The difference in percents of the amount before.
    pub fn percent(&self) -> Option<Percent> {
        let moved = self.amounts().filter(|moved| moved.after.is_some());
        moved.and_then(|moved| moved.percent())
    }
}

/// What everyone pays of something, as far as it moved.
#[derive(Debug, Serialize)]
pub struct ShareTable {
    /// Of what.
    pub of: String,
    /// A sentence before the table.
    pub lead: String,
    /// All years together first, then year by year.
    pub periods: Vec<Period>,
}

/// The rows of a table of shares for a year: who pays, what no rule funds, the total.
#[derive(Debug, Serialize)]
pub struct Period {
    /// The year; none for all years together.
    pub year: Option<i32>,
    /// The year in words.
    pub label: String,
    /// What moved, and the total.
    pub rows: Vec<Figure>,
}

/// A document of which pages changed.
#[derive(Debug, Serialize)]
pub struct Pages {
    /// Its file's name.
    pub name: String,
    /// How many of its pages changed, came and went.
    pub summary: String,
    /// These pages.
    pub pages: Vec<ChangedPage>,
}

/// A page that changed, came or went.
#[derive(Debug, Serialize)]
pub struct ChangedPage {
    /// What became of it.
    pub state: PageState,
    /// Its number before.
    pub before: Option<usize>,
    /// Its number after.
    pub after: Option<usize>,
    /// Its picture before.
    pub picture_before: Option<Picture>,
    /// Its picture after.
    pub picture_after: Option<Picture>,
    /// The document that shows the same change: its file's name, and the anchor of its fiche's section.
    pub shown_by: Option<(String, Option<String>)>,
}

/// A picture of a page.
#[derive(Debug, Serialize)]
pub struct Picture {
    /// PNG in base64.
    pub png: String,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// Where the other page differs.
    pub regions: Vec<Region>,
}
