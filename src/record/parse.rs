//! A record read back from `donnees.json`, which anyone may have changed since: nothing in it is trusted to
//! fit together before it has been checked.

use std::{collections::BTreeSet, path::Path};

use serde::Deserialize;

use super::{
    BaseRecord, ConventionRecord, FicheRecord, FunderRecord, FundingRecord, Record, SCHEMA,
};
use crate::{
    compute::{Split, Splits},
    error::Error,
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
    /// [`Error::Refused`]: another version, no such JSON, or parts that do not fit together.
    pub fn from_json(bytes: &[u8], path: &Path) -> Result<Self, Error> {
        let path = ("path", path.display().to_string());
        let malformed = |error: serde_json::Error| {
            let detail = ("detail", error.to_string());
            Error::refused("error-record-malformed", [path.clone(), detail])
        };
        let Versioned { schema } = serde_json::from_slice(bytes).map_err(malformed)?;
        if schema != SCHEMA {
            let (found, known) = (("found", schema.to_string()), ("known", SCHEMA.to_string()));
            return Err(Error::refused("error-record-version", [path, found, known]));
        }
        let record: Self = serde_json::from_slice(bytes).map_err(malformed)?;
        match record.misfit() {
            Some(at) => Err(Error::refused(
                "error-record-inconsistent",
                [path, ("at", at)],
            )),
            None => Ok(record),
        }
    }

    /// The first part whose length or ranks do not suit the others.
    fn misfit(&self) -> Option<String> {
        let convention = &self.convention;
        let (years, funders) = (convention.years.len(), self.funders.len());
        let axes = convention.axes.len();
        let is_year = |year: Option<usize>| year.is_none_or(|year| year < years);
        let is_base = |base| match base {
            BaseRecord::Share { funder, year } => funder < funders && is_year(year),
            BaseRecord::Total { year } => is_year(year),
            BaseRecord::Others => true,
        };
        let has_shares = |split: &Split| split.shares.len() == funders;
        let fits = |splits: &Splits| {
            splits.years.len() == years && splits.years.iter().chain([&splits.all]).all(has_shares)
        };
        let is_rule = |rule: &FundingRecord| rule.funder < funders && rule.fixed.len() == years;
        let parties = convention.parties.len();
        let is_signing =
            |(rank, funder): (usize, &FunderRecord)| funder.is_party == (rank < parties);
        let mut parts = self.decisions.iter().flat_map(|one| &one.parts);
        let whole = [
            ("convention.years", has_years(convention)),
            ("convention.parties", parties <= funders),
            ("funders", self.funders.iter().enumerate().all(is_signing)),
            (
                "axes",
                self.axes.len() == axes && self.axes.iter().all(fits),
            ),
            ("total", fits(&self.total)),
            (
                "convention.advance",
                convention
                    .advance
                    .iter()
                    .all(|advance| is_base(advance.resolved)),
            ),
            ("decisions", parts.all(|part| part.funder < funders)),
        ];
        let of_fiche = |(rank, fiche): (usize, &FicheRecord)| {
            let mut concerned = fiche.mentions.iter().filter_map(|one| one.funder);
            let parts = [
                ("axis", fiche.axis < axes),
                (
                    "lines",
                    fiche.lines.iter().all(|line| line.years.len() == years),
                ),
                ("funding", fiche.funding.iter().all(is_rule)),
                (
                    "drafted_funding",
                    fiche.drafted_funding.iter().flatten().all(is_rule),
                ),
                ("mentions", concerned.all(|funder| funder < funders)),
                ("splits", fits(&fiche.splits)),
            ];
            let (at, _) = parts.into_iter().find(|(_, fits)| !fits)?;
            Some(format!("fiches[{rank}].{at}"))
        };
        match whole.into_iter().find(|(_, fits)| !fits) {
            Some((at, _)) => Some(at.to_owned()),
            None => self.fiches.iter().enumerate().find_map(of_fiche),
        }
    }
}

/// Each year once, and no more than an agreement has.
fn has_years(convention: &ConventionRecord) -> bool {
    let distinct: BTreeSet<i32> = convention.years.iter().copied().collect();
    distinct.len() == convention.years.len() && distinct.len() <= MOST_YEARS
}
