use serde::{Deserialize, Serialize};

use crate::{
    money::{Amount, Rate},
    read::{RawSignatory, Settings},
    source::Located,
};

use super::FunderId;

/// What `convention.toml` says, its references resolved.
#[derive(Clone, Debug)]
pub struct Convention {
    /// Its title, its years, its stage…
    pub settings: Settings,
    /// Who signs, in the order of the columns.
    pub parties: Vec<Party>,
    /// The axes, in the order of the annexes.
    pub axes: Vec<Axis>,
    /// The amounts that the articles state.
    pub stated: Vec<StatedAmount>,
    /// The advance on a share.
    pub advance: Option<Advance>,
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
    pub signatory: Option<Located<RawSignatory>>,
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
