use crate::{
    money::{Amount, Rate, Step},
    read::RawSignatory,
    source::{Located, Place},
};

use super::FunderId;

/// What `convention.toml` says, its references resolved.
#[derive(Clone, Debug)]
pub struct Convention {
    /// The agreement's title.
    pub title: Located<String>,
    /// The years it funds, in order.
    pub years: Vec<i32>,
    /// The draft's name, which names its output folder.
    pub stage: Located<String>,
    /// Whether the documents are meant to be signed.
    pub is_final: bool,
    /// Where it is signed.
    pub place: Option<String>,
    /// What a day costs, in euros.
    pub day_rate: Option<Located<Amount>>,
    /// What shares are rounded to.
    pub step: Step,
    /// How many originals are signed.
    pub copies: u32,
    /// Whether it is signed on paper.
    pub signed_by_hand: bool,
    /// Whether archives refuse attachments.
    pub without_attachments: bool,
    /// Who signs, in the order of the columns.
    pub parties: Vec<Party>,
    /// The axes, in the order of the annexes.
    pub axes: Vec<Axis>,
    /// The amounts that the articles state.
    pub stated: Vec<StatedAmount>,
    /// The advance on a share.
    pub advance: Option<Advance>,
    /// The file as a whole.
    pub file: Place,
}

/// Who signs the agreement and pays a share.
#[derive(Clone, Debug)]
pub struct Party {
    /// The name used within the dossier.
    pub id: String,
    /// The full name.
    pub name: String,
    /// The name in column labels.
    pub column: String,
    /// Who signs for it.
    pub signatory: Option<RawSignatory>,
}

/// A group of fiches with a subtotal of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// What it claims to be; `None` when that means nothing, which is a finding.
    pub claim: Option<Claim>,
}

/// What a stated amount claims to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// `part:<id>` or `part:<id>@<annee>`: a funder's share. Years are indices into the agreement's.
    Share(FunderId, Option<usize>),
    /// `total` or `total@<annee>`.
    Total(Option<usize>),
    /// `autres`: the shares of those who do not sign.
    Others,
    /// `avance`.
    Advance,
}

/// The advance: a rate of a base.
#[derive(Clone, Debug)]
pub struct Advance {
    /// The rate.
    pub rate: Located<Rate>,
    /// What it is a rate of.
    pub base: Claim,
}
