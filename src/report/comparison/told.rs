//! Changes in words: one kind, one subject, figures before and after.

mod agreement;
mod controls;
mod fiche;

use crate::{
    diff::{
        Comparison, Document, FicheName, FicheTexts, Move, PageState, Percent, Reason, Run,
        SectionState, Shares, SplitMove, Subject, TextChange, TextPart, Uncompared, Which,
    },
    finding::Fact,
    locale::Locale,
    money::Amount,
};

/// Whether something came, went or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// It came.
    Added,
    /// It went.
    Removed,
    /// It is another.
    Changed,
}

impl Mark {
    /// As it stands before a line: `+`, `−` or `~`.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Added => "+",
            Self::Removed => "−",
            Self::Changed => "~",
        }
    }

    /// In one word, for a page's style: `added`, `removed` or `changed`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }

    fn of<T>(before: Option<&T>, after: Option<&T>) -> Self {
        match (before, after) {
            (None, _) => Self::Added,
            (_, None) => Self::Removed,
            _ => Self::Changed,
        }
    }
}

/// Where a change stands in a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The agreement's own terms.
    Agreement,
    /// A fiche.
    Fiche,
    /// What the audit finds.
    Findings,
    /// What the parties decided.
    Decisions,
}

/// A change, ready to be laid out. Its texts are those of the drafts: every format escapes them.
#[derive(Clone, Debug)]
pub struct Told {
    /// What kind of change, in kebab-case: `line-changed`. The same in every language.
    pub kind: &'static str,
    /// The kind in words.
    pub label: String,
    /// Whether something came, went or changed.
    pub mark: Mark,
    /// Where it stands.
    pub part: Part,
    /// The fiche it stands under, by its code after (before, when it was removed); empty for the agreement.
    pub fiche: String,
    /// What changed: a line's name, a funder, an article.
    pub subject: String,
    /// What it was and what it is.
    pub figures: Vec<Figure>,
    /// What else is to be said: a reason, what a decision settles.
    pub notes: Vec<String>,
}

/// Something before and after.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// What it is: a year, `taux`; empty when the subject says it.
    pub label: String,
    /// What it was; none when there was nothing.
    pub before: Option<Fact>,
    /// What it is; none when there is nothing any more.
    pub after: Option<Fact>,
}

impl Figure {
    fn new(
        label: impl Into<String>,
        before: Option<impl Into<Fact>>,
        after: Option<impl Into<Fact>>,
    ) -> Self {
        Self {
            label: label.into(),
            before: before.map(Into::into),
            after: after.map(Into::into),
        }
    }

    fn moved(label: impl Into<String>, moved: &Move) -> Self {
        Self::new(label, moved.before, moved.after)
    }

    fn amounts(&self) -> Option<Move> {
        let amount = |fact: &Option<Fact>| match fact {
            Some(Fact::Amount(amount)) => Some(Some(*amount)),
            None => Some(None),
            _ => None,
        };
        let (before, after) = (amount(&self.before)?, amount(&self.after)?);
        (before.is_some() || after.is_some()).then_some(Move { before, after })
    }

    /// The difference of two amounts; none for anything else.
    pub fn difference(&self) -> Option<Amount> {
        self.amounts().map(|moved| moved.difference())
    }

    /// The difference in percents of the amount before.
    pub fn percent(&self) -> Option<Percent> {
        self.amounts()
            .filter(|moved| moved.after.is_some())
            .and_then(|moved| moved.percent())
    }
}

/// What someone pays of something, before and after.
#[derive(Clone, Debug, PartialEq)]
pub struct ShareRow {
    /// The year; none for all years together.
    pub year: Option<i32>,
    /// Who pays; what no rule funds; or the total.
    pub who: String,
    /// The amounts.
    pub moved: Move,
    /// Whether this is the total.
    pub is_total: bool,
}

/// A text that changed, ready to be laid out.
#[derive(Clone, Debug)]
pub struct TextTold {
    /// `text-changed`, in kebab-case.
    pub kind: &'static str,
    /// The kind in words.
    pub label: String,
    /// Whether it came, went or changed.
    pub mark: Mark,
    /// The fiche, by its code after.
    pub fiche: String,
    /// The section's heading, or what else it is: `Maîtrise d’ouvrage`.
    pub part: String,
    /// The text, run by run; empty when only its heading or its place changed.
    pub runs: Vec<Run>,
}

/// A fiche as headings call it: `EA 1.1 – Salon`; its code alone when it has no title of its own.
pub(super) fn heading(name: &FicheName) -> String {
    let code = name.code.spelling();
    if name.title == code || name.title.is_empty() {
        code.to_owned()
    } else {
        format!("{code} – {}", name.title)
    }
}

/// Puts the changes of one comparison into words.
#[derive(Clone, Copy, Debug)]
pub struct Teller<'a> {
    comparison: &'a Comparison,
    locale: &'a Locale,
}

impl<'a> Teller<'a> {
    /// Tells this comparison in this language.
    pub fn new(comparison: &'a Comparison, locale: &'a Locale) -> Self {
        Self { comparison, locale }
    }

    /// The changes of the first level, each told once: the agreement, the fiches in order, decisions, findings.
    pub fn amounts(&self) -> Vec<Told> {
        let mut all = self.agreement();
        all.extend(
            self.comparison
                .amounts
                .fiches
                .iter()
                .flat_map(|fiche| self.fiche(fiche)),
        );
        all.extend(self.decisions());
        all.extend(self.findings());
        all
    }

    /// The texts of a fiche that changed.
    pub fn texts(&self, fiche: &FicheTexts) -> Vec<TextTold> {
        let code = fiche.after.code.spelling();
        fiche
            .changes
            .iter()
            .map(|change| self.text(code, change))
            .collect()
    }

    /// What everyone pays, as far as it moved: over all years first, then year by year.
    pub fn shares(&self, shares: &Shares) -> Vec<ShareRow> {
        let mut rows = self.split(None, &shares.all);
        for (year, split) in self.comparison.years.iter().zip(&shares.years) {
            rows.extend(self.split(Some(*year), split));
        }
        rows
    }

    /// How many changes there are, by level, or that there is none.
    pub fn summary(&self) -> String {
        if self.comparison.is_same() {
            return self.word("same");
        }
        let count = self.comparison.count();
        let args = [
            ("count", (count.amounts + count.texts).to_string()),
            ("texts", count.texts.to_string()),
            ("pages", count.pages.to_string()),
        ];
        let has_pages = !self.comparison.pages.documents.is_empty();
        self.locale.text(
            if has_pages {
                "diff-count-pages"
            } else {
                "diff-count"
            },
            &args,
        )
    }

    /// A document and how many of its pages changed.
    pub fn pages(&self, document: &Document) -> String {
        let name = document
            .after
            .as_ref()
            .or(document.before.as_ref())
            .cloned()
            .unwrap_or_default();
        format!(
            "{name}{} {}",
            self.locale.plain("colon"),
            self.page_count(document)
        )
    }

    /// How many pages of a document changed, came and went.
    pub fn page_count(&self, document: &Document) -> String {
        let count = |state: PageState| {
            document
                .pages
                .iter()
                .filter(|page| page.state == state)
                .count()
                .to_string()
        };
        let args = [
            ("changed", count(PageState::Changed)),
            ("inserted", count(PageState::Inserted)),
            ("deleted", count(PageState::Deleted)),
        ];
        self.locale.text("diff-pages-of", &args)
    }

    /// What the advance comes to; none when that did not move.
    pub fn advance(&self) -> Option<Figure> {
        let moved = self.comparison.amounts.advance.as_ref()?;
        Some(Figure::moved(self.word("advance"), moved))
    }

    /// The headers of a table of [`ShareRow`]s: year, funder, before, after, difference, percent.
    pub fn share_header(&self) -> Vec<String> {
        let ids = [
            "totals-year",
            "diff-who",
            "diff-before",
            "diff-after",
            "diff-difference",
            "diff-percent",
        ];
        ids.map(|id| self.locale.plain(id)).to_vec()
    }

    /// What could not be compared, a sentence each.
    pub fn uncompared(&self) -> Vec<String> {
        self.comparison
            .uncompared
            .iter()
            .map(|one| self.not_compared(one))
            .collect()
    }

    fn told(&self, kind: &'static str, mark: Mark, part: Part) -> Told {
        let label = self.word(kind);
        Told {
            kind,
            label,
            mark,
            part,
            fiche: String::new(),
            subject: String::new(),
            figures: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// `diff-<name>` in the reader's language.
    fn word(&self, name: &str) -> String {
        self.locale.plain(&format!("diff-{name}"))
    }

    /// The name of a funder in columns.
    fn funder(&self, place: usize) -> String {
        let funder = self
            .comparison
            .funders
            .get(place)
            .and_then(|pair| pair.latest());
        funder
            .map(|funder| funder.column.clone())
            .unwrap_or_default()
    }

    fn split(&self, year: Option<i32>, split: &SplitMove) -> Vec<ShareRow> {
        let row = |who: String, moved: &Move, is_total| ShareRow {
            year,
            who,
            moved: *moved,
            is_total,
        };
        let shares = split
            .shares
            .iter()
            .enumerate()
            .map(|(place, moved)| row(self.funder(place), moved, false));
        let unallocated = row(
            self.locale.plain("totals-unallocated"),
            &split.unallocated,
            false,
        );
        let total = row(self.locale.plain("totals-total"), &split.total, true);
        let rows: Vec<ShareRow> = shares
            .chain([unallocated])
            .filter(|row| row.moved.is_change())
            .collect();
        if rows.is_empty() && !total.moved.is_change() {
            rows
        } else {
            rows.into_iter().chain([total]).collect()
        }
    }

    fn text(&self, fiche: &str, change: &TextChange) -> TextTold {
        let (kind, mark) = match change.state {
            SectionState::Added => ("text-added", Mark::Added),
            SectionState::Removed => ("text-removed", Mark::Removed),
            SectionState::Changed => ("text-changed", Mark::Changed),
            SectionState::Renamed => ("text-renamed", Mark::Changed),
            SectionState::Moved => ("text-moved", Mark::Changed),
        };
        let part = match change.part {
            TextPart::Leader => self.word("leader"),
            TextPart::Calendar => self.word("calendar"),
            TextPart::Partners => self.word("partners"),
            TextPart::Section if change.heading.is_empty() => self.word("introduction"),
            TextPart::Section => change.heading.clone(),
        };
        let part = match &change.heading_before {
            Some(before) => {
                format!(
                    "{} → {part}",
                    if before.is_empty() {
                        self.word("introduction")
                    } else {
                        before.clone()
                    }
                )
            }
            None => part,
        };
        TextTold {
            kind,
            label: self.word(kind),
            mark,
            fiche: fiche.to_owned(),
            part,
            runs: change.runs.clone(),
        }
    }

    fn not_compared(&self, one: &Uncompared) -> String {
        let what = match one.what {
            Subject::Agreement => "agreement",
            Subject::Texts => "texts",
            Subject::Findings => "findings",
            Subject::Decisions => "decisions",
            Subject::Recap => "recap",
            Subject::Pages => "pages",
            Subject::Pictures => "pictures",
            Subject::Value => "value",
            Subject::Stage => "stage",
        };
        let why = match one.reason {
            Reason::BareWorkbook => "bare-workbook",
            Reason::OnlyComputed => "only-computed",
            Reason::MissingFile => "missing-file",
            Reason::UnreadableFile => "unreadable-file",
            Reason::UnreadableValue => "unreadable-value",
            Reason::PartialStage => "partial-stage",
            Reason::OtherVersion => "other-version",
            Reason::NotAsked => "not-asked",
            Reason::NotLaidOut => "not-laid-out",
            Reason::TooLarge => "too-large",
        };
        let side = match one.side {
            None => String::new(),
            Some(Which::Before) => self.comparison.before.label.clone(),
            Some(Which::After) => self.comparison.after.label.clone(),
        };
        let args = [
            ("side", side),
            ("detail", one.detail.clone().unwrap_or_default()),
        ];
        let what = self.word(&format!("subject-{what}"));
        let why = self.locale.text(&format!("diff-reason-{why}"), &args);
        let colon = self.locale.plain("colon");
        let place = match (one.side.is_some(), args[1].1.is_empty()) {
            (true, true) => format!(" ({})", args[0].1),
            (true, false) => format!(" ({}, {})", args[0].1, args[1].1),
            (false, false) => format!(" ({})", args[1].1),
            (false, true) => String::new(),
        };
        format!("{what}{place}{colon} {why}")
    }
}
