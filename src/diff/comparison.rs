//! What a comparison is made of.

use serde::Serialize;

use super::{
    changes::{Amounts, FicheName, FindingState, FunderPair, Texts},
    pages::{PageState, Pages},
};

/// The version of the comparison's shape in JSON; raised when a reader of the former one would go wrong.
pub(crate) const SCHEMA: u32 = 1;

/// Everything that differs between two drafts of an agreement.
#[derive(Clone, Debug, Serialize)]
pub struct Comparison {
    /// [`SCHEMA`].
    pub schema: u32,
    /// The former draft.
    pub before: Side,
    /// The later draft.
    pub after: Side,
    /// Every year that either side funds, in order; shares by year are listed in this order.
    pub years: Vec<i32>,
    /// Everyone who pays on either side, the later side's order first; shares are listed in this order.
    pub funders: Vec<FunderPair>,
    /// What changed in the figures, and what that means for each funder.
    pub amounts: Amounts,
    /// What changed in the words.
    pub texts: Texts,
    /// What changed on the pages; empty until the pages are compared.
    pub pages: Pages,
    /// What could not be compared, and why.
    pub uncompared: Vec<Uncompared>,
    /// Every fiche of both sides, matched ones in pairs; in the order of the later side, removed ones after the
    /// one they followed. Not part of the JSON.
    #[serde(skip)]
    pub pairs: Vec<FichePair>,
}

impl Comparison {
    /// Whether nothing differs. What could not be compared does not count.
    pub fn is_same(&self) -> bool {
        self.amounts.is_empty() && self.texts.fiches.is_empty() && self.pages.is_same()
    }

    /// Notes that nobody asked for the pages.
    pub fn leave_out_pages(&mut self) {
        if self.uncompared.iter().all(|one| one.what != Subject::Pages) {
            self.uncompared.push(Uncompared {
                what: Subject::Pages,
                side: None,
                reason: Reason::NotAsked,
                detail: None,
            });
        }
    }

    /// How many changes there are; what they come to is not counted.
    pub fn count(&self) -> Count {
        let Amounts {
            agreement,
            fiches,
            findings,
            decisions,
            ..
        } = &self.amounts;
        let changes = findings
            .iter()
            .filter(|one| one.state != FindingState::Restated);
        let fiches: usize = fiches.iter().map(|fiche| fiche.changes.len()).sum();
        let pages = self
            .pages
            .documents
            .iter()
            .flat_map(|document| &document.pages);
        Count {
            amounts: agreement.len() + fiches + decisions.len() + changes.count(),
            texts: self
                .texts
                .fiches
                .iter()
                .map(|fiche| fiche.changes.len())
                .sum(),
            pages: pages.filter(|page| page.state != PageState::Same).count(),
        }
    }
}

/// How many changes a comparison has, by level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// Changes in the figures, findings and decisions.
    pub amounts: usize,
    /// Changed parts of texts.
    pub texts: usize,
    /// Pages that changed, came or went.
    pub pages: usize,
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
}

/// Two fiches that are one, or a fiche that only one side has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FichePair {
    /// Its rank among the record's fiches before; none when it was added.
    pub before: Option<usize>,
    /// Its rank after; none when it was removed.
    pub after: Option<usize>,
    /// What it is called after (before, when it was removed).
    pub name: FicheName,
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
