use serde::{Deserialize, Serialize};

use super::{claim::Claim, funder::FunderId};
use crate::{
    money::{Amount, Rate},
    source::{Located, Period, Place},
};

/// One of `[[versements]]`: what is paid, by whom, when and under what condition. They are in the order of payment.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Payment {
    /// `libelle`: its name.
    pub label: Located<String>,
    /// `partie`: who pays.
    pub payer: FunderId,
    /// The payer, as written.
    #[serde(skip)]
    pub payer_name: Option<Located<String>>,
    /// `annee`: the year whose share it pays, by rank; the share of all years when none is named.
    pub year: Option<usize>,
    /// How much it is.
    pub terms: PaymentTerms,
    /// `condition`: what must happen first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Located<String>>,
    /// `echeance`: when it is due at the latest, as `2018-12-31`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Located<String>>,
    /// In a record: its amount.
    pub amount: Option<Amount>,
    /// The start of its entry.
    #[serde(skip)]
    pub place: Place,
}

/// How much a payment is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum PaymentTerms {
    /// `taux` and `base`: a rate of a figure.
    Rate {
        /// The rate.
        rate: Located<Rate>,
        /// What it is a rate of, as written.
        base: Located<String>,
        /// The meaning of `base`.
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

    /// The year whose share it pays, if its date is neither in it nor in the next year, when it may still be paid.
    pub fn missed_year(&self, years: &[Period]) -> Option<i32> {
        let (due, year) = (self.due_year()?, years.get(self.share_year()?)?.year()?);
        (!(year..=year + 1).contains(&due)).then_some(year)
    }

    /// The year in which it is paid, if known: that of its date, else the one whose share it pays. Where periods of the
    /// agreement are no calendar years, dates do not determine the period.
    pub fn paid_in(&self, years: &[Period]) -> Option<Period> {
        let share_year = self.share_year().and_then(|year| years.get(year));
        let has_other_periods = years.iter().any(|year| year.year().is_none());
        let is_date_usable = !has_other_periods && self.missed_year(years).is_none();
        let due = self.due_year().filter(|_| is_date_usable);
        due.map(Period::Year).or_else(|| share_year.cloned())
    }
}

/// An `[engagement]`: what a payer's budget commits, and allows to be paid each year.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Commitment {
    /// `partie`: whose budget it is.
    pub payer: FunderId,
    /// The payer, as written.
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
    /// The start of its entry.
    #[serde(skip)]
    pub place: Place,
}
