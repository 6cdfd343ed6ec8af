//! Reads a record back from `donnees.json`, which anyone may have changed: whether its parts fit together is checked
//! first.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::{FicheRecord, FundingRecord, Record, SCHEMA};
use crate::{
    compute::{Split, Splits},
    error::Error,
    model::{Claim, ColumnKind, Payment, PaymentTerms},
};

/// No agreement has more years than this.
const MOST_YEARS: usize = 200;

#[derive(Deserialize)]
struct Versioned {
    schema: u32,
}

impl Record {
    /// Reads what [`Record::to_json`] writes.
    ///
    /// # Errors
    /// [`Error::Refused`]: another version, malformed JSON, or parts that do not fit together.
    pub fn from_json(bytes: &[u8]) -> Result<Self, Error> {
        let malformed = |error: serde_json::Error| {
            Error::refused("error-record-malformed", [("detail", error.to_string())])
        };
        let Versioned { schema } = serde_json::from_slice(bytes).map_err(malformed)?;
        if schema != SCHEMA {
            let args = [("found", schema.to_string()), ("known", SCHEMA.to_string())];
            return Err(Error::refused("error-record-version", args));
        }
        let record: Self = serde_json::from_slice(bytes).map_err(malformed)?;
        match record.misfit() {
            Some(at) => Err(Error::refused("error-record-inconsistent", [("at", at)])),
            None => Ok(record),
        }
    }

    /// The first part whose length or ranks do not match the others.
    fn misfit(&self) -> Option<String> {
        let convention = &self.convention;
        let (years, funders) = (convention.years.len(), self.funders.len());
        let (axes, parties) = (convention.axes.len(), convention.parties.len());
        // Each axis comes after the one that it is within.
        let mut ranked_axes = convention.axes.iter().enumerate();
        let are_nested =
            ranked_axes.all(|(rank, axis)| axis.within.is_none_or(|outer| outer < rank));
        let has_shares = |split: &Split| split.shares.len() == funders;
        let fits = |splits: &Splits| {
            splits.years.len() == years && splits.years.iter().chain([&splits.all]).all(has_shares)
        };
        let is_base = |base: Claim| match base.column() {
            Some((ColumnKind::Funder(id), _)) if id.0 >= funders => false,
            // An advance is a rate of one payer's share, never of a hand's.
            Some((ColumnKind::Hand(_), _)) | None => false,
            Some((_, year)) => year.is_none_or(|year| year < years),
        };
        let is_rule = |rule: &FundingRecord| rule.funder < funders && rule.fixed.len() == years;
        let is_fiche = |fiche: &FicheRecord| {
            let mut rules = fiche.funding.iter().chain(fiche.drafted_rules());
            let mut concerned = fiche.mentions.iter().filter_map(|mention| mention.funder);
            fiche.axis < axes
                && fiche.lines.iter().all(|line| line.years.len() == years)
                && rules.all(is_rule)
                && concerned.all(|funder| funder.0 < funders)
                && fits(&fiche.splits)
        };
        // Years must be distinct.
        let distinct = convention.years.iter().collect::<BTreeSet<_>>().len();
        let mut signing = (0..).zip(&self.funders);
        let mut parts = self.decisions.iter().flat_map(|decision| &decision.parts);
        let advance = convention.advance.as_ref();
        let is_payment = |payment: &Payment| {
            let is_known = match &payment.terms {
                PaymentTerms::Rate { resolved, .. } => is_base(*resolved),
                _ => true,
            };
            is_known && payment.payer.0 < funders && payment.year.is_none_or(|year| year < years)
        };
        let mut commitments = convention.commitments.iter();
        let mut sums = self.axes.iter().chain([&self.total]);
        let are_sums = self.axes.len() == axes && are_nested && sums.all(fits);
        let parts = [
            ("convention.years", distinct == years && years <= MOST_YEARS),
            ("convention.parties", parties <= funders),
            (
                "funders",
                signing.all(|(rank, funder)| funder.is_party == (rank < parties))
                    && self.funders.is_sorted_by_key(|funder| !funder.has_column),
            ),
            ("axes", are_sums),
            (
                "convention.advance",
                advance.is_none_or(|advance| is_base(advance.resolved)),
            ),
            (
                "convention.payments",
                convention.payments.iter().all(is_payment),
            ),
            (
                "convention.commitments",
                commitments.all(|commitment| commitment.payer.0 < funders),
            ),
            (
                "convention.publication",
                convention.publication.iter().all(|publication| {
                    let mut named = publication
                        .grantors
                        .iter()
                        .chain([&publication.beneficiary]);
                    named.all(|id| id.0 < funders)
                }),
            ),
            (
                "amendment",
                self.amendment.iter().all(|amendment| {
                    let fiches = amendment.fiches.iter().flat_map(|fiche| &fiche.amounts);
                    let mut moved = amendment.totals.iter().chain(fiches);
                    moved.all(|moved| moved.years.len() == amendment.years.len() + 1)
                }),
            ),
            ("decisions", parts.all(|part| part.funder.0 < funders)),
        ];
        let wrong = parts.into_iter().find(|(_, fits)| !fits);
        wrong.map(|(at, _)| at.to_owned()).or_else(|| {
            let are_fit = |fiche: &FicheRecord| {
                is_fiche(fiche) && fiche.off_total.as_deref().is_none_or(is_fiche)
            };
            let rank = self.fiches.iter().position(|fiche| !are_fit(fiche))?;
            Some(format!("fiches[{rank}]"))
        })
    }
}
