use serde::{Deserialize, Serialize};

use crate::{
    finding::Settlement,
    money::{Amount, Rate, Step},
    purpose::Purpose,
    source::{Code, Located, Place},
};

use super::funder::FunderId;
use super::recap::ColumnKind;

/// What `convention.toml` says.
#[derive(Clone, Debug)]
pub struct Convention {
    /// Its title, its years, its stage…
    pub settings: Settings,
    /// Who signs, in the order of the columns.
    pub parties: Vec<Party>,
    /// The axes, in the order of the annexes.
    pub axes: Vec<Axis>,
    /// How many of the axes the agreement declares; the others are named by fiches alone.
    pub declared_axes: usize,
    /// The amounts that the articles state.
    pub stated: Vec<StatedAmount>,
    /// The advance on a share.
    pub advance: Option<Advance>,
}

/// The keys of `convention.toml` that need nothing else to be understood.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `titre`.
    pub title: Located<String>,
    /// `annees`: the years it funds, in order.
    pub years: Vec<i32>,
    /// `etape`: the draft's name, which names its output folder.
    pub stage: Located<String>,
    /// `statut`: what the text says that it is for.
    pub purpose: Purpose,
    /// `lieu`: where it is signed.
    pub place: Option<Located<String>>,
    /// `tarif_journalier`: what a day costs, in euros.
    pub day_rate: Option<Located<Amount>>,
    /// `arrondi`: what shares are rounded to.
    pub step: Step,
    /// `exemplaires`: how many originals are signed.
    pub copies: u32,
    /// Whether `signature` is `manuscrite`: it is signed on paper.
    pub signed_by_hand: bool,
    /// Whether `archive` is `pdfa-2a`: nothing may be attached.
    pub without_attachments: bool,
    /// The file as a whole.
    pub file: Place,
}

/// Who signs the agreement and pays a share.
#[derive(Clone, Debug)]
pub struct Party {
    /// The name used within the dossier.
    pub id: Located<String>,
    /// The full name.
    pub name: String,
    /// The name in column labels.
    pub column: String,
    /// Who signs for it.
    pub signatory: Option<Located<Signatory>>,
}

/// Who signs for a party.
#[derive(Clone, Debug)]
pub struct Signatory {
    /// The name.
    pub name: String,
    /// As what.
    pub quality: String,
}

/// A group of fiches with a subtotal of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Axis {
    /// What its codes begin with.
    pub prefix: String,
    /// Its title.
    pub title: String,
}

/// An amount that an article states.
#[derive(Clone, Debug)]
pub struct StatedAmount {
    /// The article.
    pub article: String,
    /// What the amount is, in the article's words.
    pub label: Located<String>,
    /// The amount.
    pub amount: Located<Amount>,
    /// `calcul`: what it claims to be, as written.
    pub formula: Located<String>,
    /// What that means; `None` when it means nothing, which is a finding.
    pub claim: Option<Claim>,
}

/// What a stated amount claims to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// `part:<id>`, `total` or `autres`, perhaps with `@<annee>`: what a column of the recap adds up to, in a year
    /// (an index into the agreement's) or over all of them.
    Column(ColumnKind, Option<usize>),
    /// `avance`.
    Advance,
}

/// The advance: a rate of a base.
#[derive(Clone, Debug)]
pub struct Advance {
    /// The rate.
    pub rate: Located<Rate>,
    /// `base`: what it is a rate of, as written.
    pub formula: Located<String>,
    /// What that means.
    pub base: Claim,
}

/// What the parties decided on a conflicting figure.
#[derive(Clone, Debug)]
pub struct Decision {
    /// The entry.
    pub place: Place,
    /// The rule whose finding it settles.
    pub rule: Located<String>,
    /// The fiche concerned.
    pub fiche: Option<Located<Code>>,
    /// The year concerned, an index into the agreement's; every year when none is named.
    pub year: Option<usize>,
    /// The lines concerned.
    pub nature: Option<String>,
    /// The article concerned.
    pub article: Option<String>,
    /// What is kept.
    pub keep: Keep,
    /// The drafted figure that this settles.
    pub drafted: Option<Located<Amount>>,
    /// Who decided, when and why.
    pub settlement: Settlement,
}

/// Which of the conflicting figures is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keep {
    /// What the fiche's costs and rates give.
    Fiche,
    /// What the drafted recap says.
    Recap,
    /// What the article states.
    Convention,
    /// These shares.
    Parts(Vec<(FunderId, Amount)>),
}
