use serde::{Deserialize, Serialize};

use super::{claim::Claim, funder::FunderId};
use crate::{
    money::{Amount, Rate},
    source::{Located, Period, Place},
};

/// What is paid, by whom, when and under what condition: one of `[[versements]]`, which stand in the order of payment.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Payment {
    /// `libelle`: what it is.
    pub label: Located<String>,
    /// `partie`: who pays.
    pub payer: FunderId,
    /// The same, as written.
    #[serde(skip)]
    pub payer_name: Option<Located<String>>,
    /// `annee`: the year whose share it pays, by rank; the share of all years when none is named.
    pub year: Option<usize>,
    /// What it comes to.
    pub terms: PaymentTerms,
    /// `condition`: what must have happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Located<String>>,
    /// `echeance`: when it is due at the latest, as `2018-12-31`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Located<String>>,
    /// Its amount, in a record.
    pub amount: Option<Amount>,
    /// Where its entry begins.
    #[serde(skip)]
    pub place: Place,
}

/// What a payment comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum PaymentTerms {
    /// `taux` and `base`: a rate of a figure.
    Rate {
        /// The rate.
        rate: Located<Rate>,
        /// What it is a rate of, as written.
        base: Located<String>,
        /// What that means.
        resolved: Claim,
    },
    /// `montant`: a fixed amount.
    Fixed {
        /// The amount.
        amount: Located<Amount>,
    },
    /// `solde`: what the payments before it leave of the share.
    Balance,
}

impl Payment {
    /// Whether it pays what is left.
    pub fn is_balance(&self) -> bool {
        self.terms == PaymentTerms::Balance
    }

    /// The year whose share it pays: the one that it names, else that of its base.
    pub fn share_year(&self) -> Option<usize> {
        self.year.or_else(|| match &self.terms {
            PaymentTerms::Rate { resolved, .. } => resolved.column().and_then(|(_, year)| year),
            _ => None,
        })
    }

    /// The calendar year of its date.
    pub(crate) fn due_year(&self) -> Option<i32> {
        self.due.as_ref()?.get(..4)?.parse().ok()
    }

    /// The year whose share it pays, where its date is out of it: what is owed for a year may be paid in the next one.
    pub fn missed_year(&self, years: &[Period]) -> Option<i32> {
        let (due, year) = (self.due_year()?, years.get(self.share_year()?)?.year()?);
        (!(year..=year + 1).contains(&due)).then_some(year)
    }

    /// The year in which it is paid, where that is said: that of its date, else the one whose share it pays. Where the
    /// agreement has periods of its own, dates are of none of them.
    pub fn paid_in(&self, years: &[Period]) -> Option<Period> {
        let share_year = self.share_year().and_then(|year| years.get(year));
        let is_named = years.iter().any(|year| year.year().is_none());
        let is_telling = !is_named && self.missed_year(years).is_none();
        let due = self.due_year().filter(|_| is_telling);
        due.map(Period::Year).or_else(|| share_year.cloned())
    }
}

/// What a payer commits and may pay each year, as its budget says: an `[engagement]`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Commitment {
    /// `partie`: whose budget it is.
    pub payer: FunderId,
    /// The same, as written.
    #[serde(skip)]
    pub payer_name: Option<Located<String>>,
    /// `ae`: what it commits over all years (autorisation d’engagement).
    pub total: Option<Located<Amount>>,
    /// `cp`: what it may pay each year (crédits de paiement).
    pub years: Vec<(Period, Located<Amount>)>,
    /// `nature`: the account by nature.
    pub nature: Option<Located<String>>,
    /// `fonction`: the account by function.
    pub function: Option<Located<String>>,
    /// Where its entry begins.
    #[serde(skip)]
    pub place: Place,
}
