//! What is compared, and what comes of it.

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
    /// As it was asked for.
    pub label: String,
    /// What it was read from.
    pub kind: SideKind,
    /// What it says.
    pub record: Record,
    /// What the audit says of it; none when that is not known.
    pub controls: Option<Vec<Control>>,
    /// Where its documents come from.
    pub documents: Documents,
    /// What could not be read of it.
    pub uncompared: Vec<Uncompared>,
}

/// Where the documents of a draft come from.
#[derive(Clone, Debug)]
pub enum Documents {
    /// A workbook on its own has none.
    None,
    /// The folder of a published stage, which holds their sources.
    Published(PathBuf),
    /// Templates.
    Templates {
        /// Those of the dossier, by name and text, before the built-in ones.
        own: Vec<(String, String)>,
        /// The findings that the annexes begin with.
        open: Vec<Finding>,
        /// The files of the pictures that its texts show.
        pictures: PictureFiles,
    },
}

impl Draft {
    /// What was read, before anything else is known of it.
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

    /// Whether it knows more than a workbook does: the agreement, texts, decisions.
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
    /// What the audit says, in French.
    pub message: String,
    /// Where it stands.
    pub place: Place,
    /// The fiche concerned.
    pub fiche: Option<Code>,
    /// The year concerned.
    pub year: Option<Period>,
    /// What the draft says.
    pub drafted: Option<String>,
    /// What it should say.
    pub expected: Option<String>,
}

/// Everything that differs between two drafts of an agreement. Each change is listed once; `shares`, `axes`,
/// `total`, `advance` and restated findings are what these come to.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The language that it is put into.
    pub locale: Locale,
    /// The drafts, before and after.
    pub sides: [Side; 2],
    /// Every year that either side funds, in order; shares by year are listed in this order.
    pub years: Vec<Period>,
    /// Everyone who pays on either side, the later side's order first; shares are listed in this order.
    pub funders: Vec<[Option<Funder>; 2]>,
    /// What amounts of both sides are, when they are not euros.
    pub unit: Option<String>,
    /// What changed in the agreement's own terms.
    pub agreement: Vec<Change>,
    /// What changed in the words of its preamble and its articles.
    pub articles: Vec<Change>,
    /// Every fiche of both sides, in the order of the later side, removed ones after the one they followed.
    pub fiches: Vec<FicheChanges>,
    /// The subtotals that moved, in the order of the axes.
    pub axes: Vec<ShareTable>,
    /// The totals; none when nothing moved.
    pub total: Option<ShareTable>,
    /// Every payment of both sides, by rank.
    pub payments: Vec<Ranks>,
    /// What the advance comes to; none when that did not move.
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
    /// What headings call it: `EA 1.1 – Salon`; its code alone when it has no title of its own.
    pub title: String,
    /// What each side calls it, as the JSON says it.
    pub names: [Option<serde_json::Value>; 2],
    /// What changed in its figures. Empty when its shares moved only because of a decision, of rounding or of a
    /// funder.
    pub changes: Vec<Change>,
    /// What everyone pays of it; none when that did not move.
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

    /// Notes that nobody asked for the pages.
    pub fn leave_out_pages(&mut self) {
        if self.uncompared.iter().all(|one| one.what != Subject::Pages) {
            let pages = Uncompared::new(Subject::Pages, Reason::NotAsked, None);
            self.uncompared.push(pages);
        }
    }

    /// How many changes there are in figures, findings and decisions, how many texts changed, and how many pages;
    /// what changes come to is not counted.
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
    /// As it was asked for: `2018-11-02`, `input`, `budget.xlsx`.
    pub label: String,
    /// What it is.
    pub kind: SideKind,
    /// The draft's name (`etape`); none for a workbook on its own.
    pub stage: Option<String>,
    /// The agreement's title; none for a workbook on its own.
    pub title: Option<String>,
    /// The record's fingerprint, as printed on the documents; none for a workbook on its own.
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
    /// A budget workbook on its own.
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
    /// The file, fiche or document concerned, when it is not the whole.
    pub detail: Option<String>,
}

impl Uncompared {
    /// Of no side in particular.
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
    /// The agreement's own terms: stated amounts, advance, signatories.
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
    /// A value that a workbook holds and that cannot be read.
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
    /// A workbook on its own does not say it.
    BareWorkbook,
    /// Only what follows from costs and rates is compared.
    OnlyComputed,
    /// The stage's file is not there.
    MissingFile,
    /// The stage's file cannot be read.
    UnreadableFile,
    /// The cell does not say an amount, a rate or a name.
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
    /// It was changed after it was published or signed: what was published in it is compared.
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
