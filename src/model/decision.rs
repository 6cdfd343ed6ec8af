use crate::{
    finding::Settlement,
    money::Amount,
    source::{Code, Located, Place},
};

use super::funder::FunderId;

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
