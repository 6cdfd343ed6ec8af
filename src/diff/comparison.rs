//! What is compared, and the result.

use std::path::PathBuf;

use serde::Serialize;

use super::{
    change::{Change, Move, ShareTable},
    pages::Document,
    pairing::Ranks,
};
use crate::{
    finding::{Finding, Severity},
    locale::Locale,
    model::Funder,
    record::Record,
    render::PictureFiles,
    source::{Code, Period, Place},
};

/// A draft to be compared.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The name that was asked for.
    pub label: String,
    /// What it was read from.
    pub kind: SideKind,
    /// Its data.
    pub record: Record,
    /// The findings of its audit; none when they are not known.
    pub controls: Option<Vec<Control>>,
    /// Where its documents come from.
    pub documents: Documents,
    /// What could not be read of it.
    pub uncompared: Vec<Uncompared>,
}

/// Where the documents of a draft come from.
#[derive(Clone, Debug)]
pub enum Documents {
    /// A workbook alone has none.
    None,
    /// The folder of a published stage, which holds their sources.
    Published(PathBuf),
    /// Templates.
    Templates {
        /// Those of the dossier, by name and text; they precede the built-in ones.
        own: Vec<(String, String)>,
        /// The findings that the annexes begin with.
        open: Vec<Finding>,
        /// The files of the pictures that its texts show.
        pictures: PictureFiles,
    },
}

impl Draft {
    /// A draft of this record, without findings or documents.
    pub(crate) fn of(label: &str, kind: SideKind, record: Record) -> Self {
        Self {
            label: label.to_owned(),
            kind,
            record,
            controls: None,
            documents: Documents::None,
            uncompared: Vec::new(),
        }
    }

    /// Whether it has more than a workbook has: the agreement, texts, decisions.
    pub(super) fn is_whole(&self) -> bool {
        self.kind != SideKind::Workbook
    }

    /// The dossier's own templates; a published stage has none.
    pub fn templates(&self) -> &[(String, String)] {
        match &self.documents {
            Documents::Templates { own, .. } => own,
            _ => &[],
        }
    }

    /// How a comparison shows it.
    pub(super) fn side(&self) -> Side {
        let known = |text: &str| self.is_whole().then(|| text.to_owned());
        Side {
            label: self.label.clone(),
            kind: self.kind,
            stage: known(&self.record.convention.stage),
            title: known(&self.record.convention.title),
            fingerprint: known(&self.record.fingerprint()),
        }
    }
}

/// A finding as `controle.json` lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Control {
    /// The rule's name.
    pub rule: String,
    /// Which of the rule's messages applies.
    pub variant: Option<String>,
    /// How much it matters.
    pub severity: Severity,
    /// Whether no decision settles it.
    pub is_open: bool,
    /// The message of the audit, in French.
    pub message: String,
    /// Where it was found.
    pub place: Place,
    /// The fiche concerned.
    pub fiche: Option<Code>,
    /// The year concerned.
    pub year: Option<Period>,
    /// The value in the draft.
    pub drafted: Option<String>,
    /// The value that it should be.
    pub expected: Option<String>,
}

/// Everything that differs between two drafts of an agreement. Each change is listed once; `shares`, `axes`,
/// `total`, `advance` and restated findings are effects of the changes.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The language of its words.
    pub locale: Locale,
    /// The drafts, before and after.
    pub sides: [Side; 2],
    /// Every year that either side funds, in order; shares by year are listed in this order.
    pub years: Vec<Period>,
    /// Everyone who pays on either side, the later side's order first; shares are listed in this order.
    pub funders: Vec<[Option<Funder>; 2]>,
    /// The unit of the amounts of both sides, when it is not the euro.
    pub unit: Option<String>,
    /// What changed in the terms of the agreement.
    pub agreement: Vec<Change>,
    /// What changed in the words of its preamble and its articles.
    pub articles: Vec<Change>,
    /// Every fiche of both sides, in the order of the later side, removed ones after the one they followed.
    pub fiches: Vec<FicheChanges>,
    /// The subtotals that changed, in the order of the axes.
    pub axes: Vec<ShareTable>,
    /// The totals; none when they did not change.
    pub total: Option<ShareTable>,
    /// Every payment of both sides, by rank.
    pub payments: Vec<Ranks>,
    /// The amount of the advance; none when it did not change.
    pub advance: Option<Move>,
    /// What the audit finds, no longer finds, or finds with other figures.
    pub findings: Vec<Change>,
    /// What the parties decided, revoked or decided otherwise.
    pub decisions: Vec<Change>,
    /// The documents of which pages changed; empty until the pages are compared.
    pub documents: Vec<Document>,
    /// What could not be compared, and why.
    pub uncompared: Vec<Uncompared>,
}

/// A fiche of either side, or of both, and what changed in it.
#[derive(Clone, Debug)]
pub struct FicheChanges {
    /// Its rank among the fiches of each side that has it.
    pub ranks: Ranks,
    /// Its code as its side writes it.
    pub code: String,
    /// Its name in headings: `EA 1.1 – Salon`; its code alone when it has no title of its own.
    pub title: String,
    /// Its code, title and slug on each side, as the JSON lists them.
    pub names: [Option<serde_json::Value>; 2],
    /// What changed in its figures. Empty when its shares moved only because of a decision, of rounding or of a
    /// funder.
    pub changes: Vec<Change>,
    /// What each funder pays of it; none when that did not change.
    pub shares: Option<ShareTable>,
    /// What changed in its words, when both sides have it.
    pub texts: Vec<Change>,
}

impl Comparison {
    /// Whether nothing differs. What could not be compared does not count.
    pub fn is_same(&self) -> bool {
        self.count() == [0; 3]
            && self.findings.is_empty()
            && self.axes.is_empty()
            && self.total.is_none()
            && self.advance.is_none()
            && self.fiches.iter().all(|fiche| fiche.shares.is_none())
    }

    /// Notes that the pages were not asked for.
    pub fn leave_out_pages(&mut self) {
        if self.uncompared.iter().all(|one| one.what != Subject::Pages) {
            let pages = Uncompared::new(Subject::Pages, Reason::NotAsked, None);
            self.uncompared.push(pages);
        }
    }

    /// How many changes there are in figures, findings and decisions, how many texts changed, and how many pages;
    /// effects of changes are not counted.
    pub fn count(&self) -> [usize; 3] {
        let (agreement, decisions) = (self.agreement.len(), self.decisions.len());
        let findings = self.findings.iter().filter(|one| !is_restated(one));
        let fiches = self.fiches.iter().map(|fiche| fiche.changes.len());
        let texts = self.fiches.iter().map(|fiche| fiche.texts.len());
        let texts = texts.chain([self.articles.len()]);
        let pages = self.documents.iter().flat_map(Document::changed);
        let figures = agreement + decisions + findings.count() + fiches.sum::<usize>();
        [figures, texts.sum(), pages.count()]
    }
}

/// Whether a finding is still there with other figures, which is an effect of other changes.
pub(crate) fn is_restated(finding: &Change) -> bool {
    finding.kind == "finding-restated"
}

/// One of the two drafts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Side {
    /// The name that was asked for: `2018-11-02`, `input`, `budget.xlsx`.
    pub label: String,
    /// What it was read from.
    pub kind: SideKind,
    /// The draft's name (`etape`); none for a workbook alone.
    pub stage: Option<String>,
    /// The agreement's title; none for a workbook alone.
    pub title: Option<String>,
    /// The record's fingerprint, as printed on the documents; none for a workbook alone.
    pub fingerprint: Option<String>,
}

/// What a side was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SideKind {
    /// A published stage: its `donnees.json` and `controle.json`.
    Stage,
    /// A dossier, audited and computed in memory.
    Dossier,
    /// A budget workbook alone.
    Workbook,
    /// A signed file: the data attached to it.
    Signed,
}

/// Something that could not be compared.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Uncompared {
    /// What was left out.
    pub what: Subject,
    /// On which side it is missing or unusable; both when none is named.
    pub side: Option<Which>,
    /// Why.
    pub reason: Reason,
    /// The file, fiche or document concerned; none when everything is.
    pub detail: Option<String>,
}

impl Uncompared {
    /// Something that concerns no side in particular.
    pub(crate) fn new(what: Subject, reason: Reason, detail: Option<String>) -> Self {
        Self {
            what,
            side: None,
            reason,
            detail,
        }
    }

    pub(crate) fn of(self, side: Option<Which>) -> Self {
        Self { side, ..self }
    }
}

/// What a comparison may have to leave out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Subject {
    /// The terms of the agreement: stated amounts, advance, signatories.
    Agreement,
    /// The texts of fiches.
    Texts,
    /// What the audit found.
    Findings,
    /// What the parties decided.
    Decisions,
    /// The recap as drafted.
    Recap,
    /// The pages of documents.
    Pages,
    /// The pictures of pages; the pages themselves are compared.
    Pictures,
    /// A value in a workbook that cannot be read.
    Value,
    /// A stage, left out when the latest ones were looked for.
    Stage,
    /// A file that should be signed.
    Signed,
}

/// Why something could not be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// A workbook alone does not have it.
    BareWorkbook,
    /// Only what follows from costs and rates is compared.
    OnlyComputed,
    /// The stage's file is not there.
    MissingFile,
    /// The stage's file cannot be read.
    UnreadableFile,
    /// The cell does not hold an amount, a rate or a name.
    UnreadableValue,
    /// The stage holds only some of the fiches (`build --only`).
    PartialStage,
    /// It was published by another version of the program.
    OtherVersion,
    /// It was not asked for.
    NotAsked,
    /// Its Typst source cannot be laid out.
    NotLaidOut,
    /// It takes too long, or too much memory.
    TooLarge,
    /// It was changed after it was published or signed; the published content is compared.
    Altered,
    /// Not everyone has signed it.
    Unsigned,
}

/// One of the two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Which {
    /// The former draft.
    Before,
    /// The later draft.
    After,
}
