//! An agreement and its budget: parties, funders, fiches, cost lines, funding rules and decisions, each with the
//! place where it was read.
//!
//! Amounts are those of the draft; nothing is computed here. `read` fills these types and resolves names.

mod amount;
mod amendment;
mod article;
mod claim;
mod convention;
mod fiche;
mod funder;
mod funding;
mod look;
mod payment;
mod placeholder;
mod publication;
mod recap;

pub(crate) use amendment::Amendment;
pub(crate) use amount::{Carried, CellAmount};
pub(crate) use article::{Article, ArticleNumber};
pub(crate) use claim::Claim;
pub(crate) use convention::{
    Advance, Axis, Convention, Decision, Display, Logo, Part, Party, StatedAmount,
};
pub use fiche::Fiche;
pub(crate) use fiche::{
    CostAmount, CostLine, Picture, Prose, Section, TableFigure, TableSubject, TableValue, Tax,
    Unchecked, WordTable, code_of_file,
};
pub use funder::{ColumnKind, FunderId};
pub(crate) use funder::{Funder, Funders, OTHERS_LABEL, TOTAL_LABEL, UNALLOCATED_LABEL};
pub(crate) use funding::{
    BALANCE_LABEL, Base, FundingRule, Mention, PaidTotal, Payer, Terms, is_balance,
};
pub(crate) use look::{Color, Logos, Look};
pub(crate) use payment::{Commitment, Payment, PaymentTerms};
pub(crate) use placeholder::Placeholder;
pub(crate) use publication::{Aid, Publication};
pub use recap::RowKind;
pub(crate) use recap::{DraftColumn, DraftRecap, DraftRow};

use std::{collections::BTreeMap, sync::Arc};

use serde::Serialize;

use crate::{
    finding::Finding,
    source::{Code, Located, Period, Sources, name_of},
};

/// One agreement, ready to be computed.
#[derive(Clone, Debug)]
pub struct Dossier {
    /// The content of `convention.toml`.
    pub convention: Convention,
    /// The parties, then everyone else who pays.
    pub funders: Funders,
    /// The fiches, in the order of the annexes.
    pub fiches: Vec<Fiche>,
    /// The preamble and the articles of the agreement, in order; empty if the dossier has none.
    pub articles: Vec<Article>,
    /// The files of the preamble and the articles.
    pub article_files: Vec<Prose>,
    /// The recap as drafted, if the workbook has one.
    pub recap: Option<DraftRecap>,
    /// The drafted totals of the sheets of funding.
    pub paid_totals: Vec<PaidTotal>,
    /// What the parties decided.
    pub decisions: Vec<Decision>,
    /// Every occurrence of a code in a fiche's file or in the rows of costs and funding.
    pub codes: Vec<Located<Code>>,
    /// The workbook's name within the dossier.
    pub workbook: String,
    /// What the workbook holds that is not the budget.
    pub extras: Vec<Extra>,
    /// The corrections of earlier rounds, when the workbook is a corrected one that came back.
    pub former_corrections: Vec<Vec<String>>,
    /// The dossier's own templates: name and text.
    pub templates: Vec<(String, String)>,
    /// The pictures of the texts and the logos, by their names in the texts or in `convention.toml`.
    pub pictures: BTreeMap<String, Picture>,
    /// Every file read: its path within the dossier, with `/`, and the SHA-256 of its bytes in hexadecimal.
    pub inputs: BTreeMap<String, String>,
    /// What was read, for messages.
    pub sources: Sources,
    /// What was wrong with single values (a cell, a key, a piece of HTML) and with unknown names.
    pub findings: Vec<Finding>,
}

impl Dossier {
    /// The years of the agreement.
    pub fn years(&self) -> &[Period] {
        &self.convention.years
    }

    /// Every text that documents print: those of fiches, then the files of articles.
    pub fn proses(&self) -> impl Iterator<Item = (Option<&Fiche>, &Prose)> {
        let fiches = self.fiches.iter();
        let fiches = fiches.filter_map(|fiche| Some((Some(fiche), fiche.prose.as_ref()?)));
        fiches.chain(self.article_files.iter().map(|file| (None, file)))
    }

    /// How many of the funders sign: the first ones.
    pub fn parties(&self) -> usize {
        self.convention.parties.len()
    }

    /// The files of the pictures that can be shown, without duplicates.
    pub fn picture_files(&self) -> BTreeMap<String, Arc<[u8]>> {
        let pictures = self.pictures.values();
        let shown = pictures
            .filter_map(|picture| Some((picture.file.clone().ok()?, picture.bytes.clone())));
        shown.collect()
    }

    /// The index of the fiche of this code. If several have it, the first one whose file is named after it.
    pub fn fiche_index(&self, code: &Code) -> Option<usize> {
        fiche_of(&self.fiches, code)
    }
}

/// The axis of the longest prefix that a code begins with.
pub(crate) fn axis_of(axes: &[Axis], code: &Code) -> Option<usize> {
    let prefixes = axes.iter().map(|axis| Code::parse(&axis.prefix));
    let prefixes = prefixes
        .enumerate()
        .filter_map(|(rank, prefix)| Some((rank, prefix?)));
    let prefixes = prefixes.filter(|(_, prefix)| code.begins_with(prefix));
    // Of two equal prefixes, the first one.
    prefixes
        .rev()
        .max_by_key(|(_, prefix)| prefix.key().len())
        .map(|(rank, _)| rank)
}

/// The rank of the fiche of a code. If several have it, the first one whose file is named after it.
pub(crate) fn fiche_of(fiches: &[Fiche], code: &Code) -> Option<usize> {
    let mut candidates = fiches
        .iter()
        .enumerate()
        .filter(|(_, fiche)| fiche.code.value == *code);
    let first = candidates.next()?;
    let mut all = std::iter::once(first).chain(candidates);
    let named = all.find(|(_, fiche)| fiche.is_named_after_code());
    Some(named.unwrap_or(first).0)
}

/// The sheets of the corrected workbook, in order: their keys in messages and their names.
pub(crate) const SHEETS: [(&str, &str); 12] = [
    ("readme", "Lisez-moi"),
    ("recap", "Récapitulatif"),
    ("controls", "Contrôles"),
    ("open", "Points ouverts"),
    ("costs", "Dépenses"),
    ("funding", "Cofinancement"),
    ("schedule", "Échéancier"),
    // Only in an amendment.
    ("amendment", "Avant-après"),
    ("corrections", "Corrections"),
    ("data", "Données"),
    ("rules", "Règles"),
    ("shares", "Répartition"),
];
/// The sheet of lists in the workbook of a new dossier.
pub(crate) const LISTS: &str = "Listes";
/// The columns of the corrections in the corrected workbook, by their keys in messages.
pub(crate) const CORRECTIONS: [&str; 11] = [
    "number",
    "stage",
    "cell",
    "subject",
    "drafted",
    "corrected",
    "difference",
    "rule",
    "reason",
    "decision",
    "link",
];

/// Something in the workbook that is not the budget.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extra {
    /// What it is.
    pub kind: ExtraKind,
    /// A sheet (`Notes`) or a cell (`Dépenses!F9`); empty for the workbook as a whole.
    pub place: String,
    /// Its text in one line; empty if it has none.
    pub text: String,
}

impl Extra {
    /// An extra of this kind; its text is put on one line.
    pub fn new(kind: ExtraKind, place: impl Into<String>, text: &str) -> Self {
        Self {
            kind,
            place: place.into(),
            text: text.split_whitespace().collect::<Vec<_>>().join(" "),
        }
    }
}

/// A kind of content that is not the budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExtraKind {
    /// A sheet.
    Sheet,
    /// A sheet that is not shown.
    HiddenSheet,
    /// A text outside the table.
    Text,
    /// A comment or note on a cell.
    Comment,
    /// A shape with a text in it.
    TextBox,
    /// A picture.
    Picture,
    /// A chart.
    Chart,
    /// A pivot table.
    PivotTable,
    /// A link to another workbook.
    ExternalLink,
    /// Macros.
    Macros,
    /// Possible comments: those of this file format are not read, or a part is damaged.
    Unread,
}

impl ExtraKind {
    /// The id of the message that names it.
    pub fn id(self) -> String {
        format!("xlsx-extra-{}", name_of(&self))
    }
}
