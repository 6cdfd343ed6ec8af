//! Reading: the files of a dossier in, raw values with their places out.
//!
//! This module knows spelling (cells, headers, TOML keys, front matter) and no meaning: whether a code has
//! a fiche or a funder signs is for `model`. It collects everything wrong before giving up, so that one
//! bad cell never hides the next; a cell it can't read is a finding, never 0.

mod convention;
mod costs;
mod decisions;
mod fiche;
mod folder;
mod foreign;
mod funding;
mod names;
mod recap;
mod recognise;
mod table;
mod toml;
mod workbook;

pub use self::toml::nearest;
pub use convention::{RawAdvance, RawAxis, RawConvention, RawParty, RawSignatory, RawStated, Settings};
pub use costs::{CostAmount, RawCostRow};
pub use decisions::RawDecision;
pub use fiche::{RawFiche, Section, markdown_options};
pub use folder::InputFile;
pub use funding::RawFundingRow;
pub use names::{Column, SheetRole, WorkbookNames, YEAR};
pub use recap::{RawColumn, RawRecap, RawRecapCell, RawRecapRow};
pub use recognise::{Recognised, RecognisedColumn, RecognisedFiche, RecognisedSheet, recognise};
pub use table::CellAmount;

use std::{collections::BTreeMap, path::Path};

use crate::{
    error::Error,
    finding::{Finding, Severity},
    source::{Place, Sources, fold},
};
use folder::Folder;

/// A dossier as it is written.
#[derive(Debug)]
pub struct RawDossier {
    /// `convention.toml`.
    pub convention: RawConvention,
    /// The workbook's name within the dossier.
    pub workbook: String,
    /// The sheet `Dépenses`, row by row.
    pub costs: Vec<RawCostRow>,
    /// The sheet `Cofinancement`, row by row.
    pub funding: Vec<RawFundingRow>,
    /// The sheet `Récapitulatif`, if there is one.
    pub recap: Option<RawRecap>,
    /// The fiches, by file name.
    pub fiches: Vec<RawFiche>,
    /// `arbitrages.toml`.
    pub decisions: Vec<RawDecision>,
    /// The dossier's own templates: name and text.
    pub templates: Vec<(String, String)>,
    /// Every file read, for the manifest.
    pub inputs: Vec<InputFile>,
    /// What was read, for messages.
    pub sources: Sources,
    /// What was wrong with single values: a cell, a key, a piece of HTML.
    pub findings: Vec<Finding>,
}

impl RawDossier {
    /// The workbook's sheets that nothing here reads, in its order of names.
    pub fn other_sheets(&self) -> Vec<String> {
        let names = self.sources.sheets.keys().map(|(_, sheet)| sheet);
        let is_read = |name: &str| {
            SheetRole::ALL.iter().any(|role| fold(self.convention.workbook.sheet_name(*role)) == fold(name))
        };
        names.filter(|name| !is_read(name)).map(ToString::to_string).collect()
    }
}

/// Reads the dossier in `root`.
///
/// # Errors
/// [`Error::Input`] when a whole file, sheet or column is missing or cannot be read; it lists all of them.
pub fn read(root: &Path) -> Result<RawDossier, Error> {
    let mut folder = Folder::open(root)?;
    let mut findings = Vec::new();

    let convention = convention::read(&mut folder, &mut findings);
    let fiches = fiche::read_all(&mut folder, &mut findings);
    let decisions = decisions::read(&mut folder, &mut findings);
    let templates = folder.templates(&mut findings);
    let workbook = workbook::read(&mut folder, &mut findings);

    let (Some(convention), Some(workbook)) = (convention, workbook) else {
        return Err(Error::Input { findings, sources: folder.into_sources(BTreeMap::new()).0 });
    };
    let years = &convention.settings.years;
    let find = |role| NamedSheet { role, names: convention.workbook.of(role), workbook: &workbook };
    let costs =
        find(SheetRole::Costs).read(&mut findings, |sheet, names, findings| costs::read(sheet, years, names, findings));
    let funding = find(SheetRole::Funding)
        .read(&mut findings, |sheet, names, findings| funding::read(sheet, years, names, findings));
    let mentions =
        funding.iter().flatten().filter_map(|row| row.mention.as_ref()).map(|mention| fold(mention)).collect();
    let recap = find(SheetRole::Recap);
    let recap = if recap.is_expected() {
        recap.read(&mut findings, |sheet, names, findings| recap::read(sheet, years, &mentions, names, findings))
    } else {
        None
    };

    let (Some(costs), Some(funding), Some(fiches)) = (costs, funding, fiches) else {
        return Err(Error::Input { findings, sources: folder.into_sources(workbook.grids()).0 });
    };
    let name = workbook.file.to_string();
    let (sources, inputs) = folder.into_sources(workbook.grids());
    Ok(RawDossier {
        convention,
        workbook: name,
        costs,
        funding,
        recap,
        fiches,
        decisions,
        templates,
        inputs,
        sources,
        findings,
    })
}

/// A sheet under the name that it has in this dossier.
struct NamedSheet<'a> {
    role: SheetRole,
    names: names::SheetNames,
    workbook: &'a workbook::Workbook,
}

impl NamedSheet<'_> {
    fn name(&self) -> &str {
        self.names.sheet_name().unwrap_or(self.role.title())
    }

    /// Whether the sheet is there, or `convention.toml` says that it is.
    fn is_expected(&self) -> bool {
        self.names.sheet_place().is_some() || self.workbook.sheets_named(self.name()).next().is_some()
    }

    fn read<T>(
        &self,
        findings: &mut Vec<Finding>,
        read: impl FnOnce(&workbook::Sheet, &names::SheetNames, &mut Vec<Finding>) -> Option<T>,
    ) -> Option<T> {
        let named: Vec<_> = self.workbook.sheets_named(self.name()).collect();
        match named.as_slice() {
            [sheet] => return read(sheet, &self.names, findings),
            [] => findings.push(self.missing()),
            [first, second, ..] => {
                let finding = Finding::new("sheet-twice", Severity::Error, second.place()).arg("sheet", self.name());
                findings.push(finding.arg("first", first.name.as_ref()));
            }
        }
        None
    }

    fn missing(&self) -> Finding {
        let found = self.workbook.sheets.iter().map(|sheet| sheet.name.as_ref()).collect::<Vec<_>>().join(", ");
        let (place, variant) = match self.names.sheet_place() {
            Some(place) => (place.clone(), "named"),
            None => (Place::file(&self.workbook.file), ""),
        };
        let finding = Finding::new("sheet-missing", Severity::Error, place).variant(variant);
        finding.arg("sheet", self.name()).arg("found", found)
    }
}
