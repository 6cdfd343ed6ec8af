//! A record read back from `donnees.json`, which anyone may have changed since: nothing in it is trusted to
//! fit together before it has been checked.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::{BaseRecord, ConventionRecord, FicheRecord, FundingRecord, Record, SCHEMA};
use crate::{
    compute::{Split, Splits},
    error::RecordFault,
};

/// More years than this are no agreement.
const MOST_YEARS: usize = 200;

#[derive(Deserialize)]
struct Versioned {
    schema: u32,
}

impl Record {
    /// Reads what [`Record::to_json`] writes.
    ///
    /// # Errors
    /// [`RecordFault`]: another version, no such JSON, or parts that do not fit together.
    pub fn from_json(bytes: &[u8]) -> Result<Self, RecordFault> {
        let malformed = |error: serde_json::Error| RecordFault::Malformed {
            detail: error.to_string(),
        };
        let Versioned { schema } = serde_json::from_slice(bytes).map_err(malformed)?;
        if schema != SCHEMA {
            return Err(RecordFault::OtherVersion {
                found: schema,
                known: SCHEMA,
            });
        }
        let record: Self = serde_json::from_slice(bytes).map_err(malformed)?;
        match record.misfit() {
            Some(at) => Err(RecordFault::Inconsistent { at }),
            None => Ok(record),
        }
    }

    /// The first part whose length or ranks do not suit the others.
    fn misfit(&self) -> Option<String> {
        let shape = Shape {
            years: self.convention.years.len(),
            funders: self.funders.len(),
        };
        let axes = self.convention.axes.len();
        let fits = [
            ("convention.years", has_years(&self.convention)),
            (
                "convention.parties",
                self.convention.parties.len() <= shape.funders,
            ),
            (
                "funders",
                self.funders.iter().zip(0..).all(|(funder, rank)| {
                    funder.is_party == (rank < self.convention.parties.len())
                }),
            ),
            (
                "axes",
                self.axes.len() == axes && self.axes.iter().all(|splits| shape.fits(splits)),
            ),
            ("total", shape.fits(&self.total)),
            (
                "convention.advance",
                self.convention
                    .advance
                    .iter()
                    .all(|advance| shape.has_base(advance.resolved)),
            ),
            (
                "decisions",
                self.decisions
                    .iter()
                    .flat_map(|one| &one.parts)
                    .all(|part| part.funder < shape.funders),
            ),
        ];
        let whole = fits
            .into_iter()
            .find(|(_, fits)| !fits)
            .map(|(at, _)| at.to_owned());
        whole.or_else(|| {
            let fiche = |(rank, fiche)| {
                shape
                    .misfit(fiche, axes)
                    .map(|at| format!("fiches[{rank}].{at}"))
            };
            self.fiches.iter().enumerate().find_map(fiche)
        })
    }
}

/// Each year once, and no more than an agreement has.
fn has_years(convention: &ConventionRecord) -> bool {
    let distinct: BTreeSet<i32> = convention.years.iter().copied().collect();
    distinct.len() == convention.years.len() && distinct.len() <= MOST_YEARS
}

/// How long the lists of a record are.
#[derive(Clone, Copy)]
struct Shape {
    years: usize,
    funders: usize,
}

impl Shape {
    fn has_base(self, base: BaseRecord) -> bool {
        match base {
            BaseRecord::Share { funder, year } => {
                funder < self.funders && year.is_none_or(|year| year < self.years)
            }
            BaseRecord::Total { year } => year.is_none_or(|year| year < self.years),
            BaseRecord::Others => true,
        }
    }

    fn fits(self, splits: &Splits) -> bool {
        let has_shares = |split: &Split| split.shares.len() == self.funders;
        splits.years.len() == self.years && splits.years.iter().chain([&splits.all]).all(has_shares)
    }

    fn misfit(self, fiche: &FicheRecord, axes: usize) -> Option<&'static str> {
        let rule =
            |rule: &FundingRecord| rule.funder < self.funders && rule.fixed.len() == self.years;
        let fits = [
            ("axis", fiche.axis < axes),
            (
                "lines",
                fiche
                    .lines
                    .iter()
                    .all(|line| line.years.len() == self.years),
            ),
            ("funding", fiche.funding.iter().all(rule)),
            (
                "drafted_funding",
                fiche.drafted_funding.iter().flatten().all(rule),
            ),
            (
                "mentions",
                fiche
                    .mentions
                    .iter()
                    .filter_map(|one| one.funder)
                    .all(|funder| funder < self.funders),
            ),
            ("splits", self.fits(&fiche.splits)),
        ];
        fits.into_iter().find(|(_, fits)| !fits).map(|(at, _)| at)
    }
}
