//! Reading: the files of a dossier in, raw values with their places out.
//!
//! This module knows spelling (cells, headers, TOML keys, front matter) and no meaning: whether a code has
//! a fiche or a funder signs is for `model`. It collects everything wrong before giving up, so that one
//! bad cell never hides the next; a cell it can't read is a finding, never 0.

mod bare;
mod contained;
mod convention;
mod costs;
mod decisions;
mod extras;
mod fiche;
mod folder;
mod funding;
mod listing;
mod names;
mod recap;
mod recognise;
mod refusal;
mod table;
mod toml;
mod toml_error;
mod workbook;

pub use self::toml::nearest;
pub use bare::read_workbook;
pub use convention::{
    RawAdvance, RawAxis, RawConvention, RawParty, RawSignatory, RawStated, Settings,
};
pub use costs::{CostAmount, RawCostRow};
pub use decisions::RawDecision;
pub use fiche::{RawFiche, Section, markdown_options};
pub use folder::InputFile;
pub use funding::RawFundingRow;
pub use listing::{ListedCell, ListedSheet, list_workbook};
pub use names::{Column, SheetRole, WorkbookNames, YEAR};
pub use recap::{RawColumn, RawRecap, RawRecapCell, RawRecapRow};
pub use recognise::{Recognised, RecognisedColumn, RecognisedFiche, RecognisedSheet, recognise};
pub use table::CellAmount;
pub use workbook::{Extra, ExtraKind, is_workbook};

use std::{collections::BTreeMap, path::Path};

use crate::{
    error::Error,
    finding::{Fact, Finding, Severity},
    limits::Limits,
    source::{Place, Sources, fold},
};
use contained::contained_file;
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
    /// What the workbook holds that is not the budget; unknown columns are findings.
    pub extras: Vec<Extra>,
}

/// Reads the dossier in `root`, within these limits.
///
/// # Errors
/// [`Error::Input`] when a whole file, sheet or column is missing or cannot be read; it lists all of them.
pub fn read(root: &Path, limits: &Limits) -> Result<RawDossier, Error> {
    let mut folder = Folder::open(root, limits)?;
    let mut findings = Vec::new();

    let convention = contained_file(convention::FILE, &mut findings, |findings| {
        convention::read(&mut folder, findings)
    })
    .flatten();
    let fiches = fiche::read_all(&mut folder, &mut findings);
    let decisions = contained_file(decisions::FILE, &mut findings, |findings| {
        decisions::read(&mut folder, findings)
    })
    .unwrap_or_default();
    let templates = folder.templates(&mut findings);
    let workbook = workbook::read(&mut folder, &mut findings);
    folder.ignored(
        workbook.as_ref().map(|workbook| &*workbook.file),
        &mut findings,
    );

    let (Some(convention), Some(workbook)) = (convention, workbook) else {
        return Err(Error::Input {
            findings,
            sources: folder.into_sources(BTreeMap::new()).0,
        });
    };
    let years = &convention.settings.years;
    let find = |role| NamedSheet {
        role,
        names: convention.workbook.of(role),
        workbook: &workbook,
    };
    let costs = find(SheetRole::Costs).read(&mut findings, |sheet, names, findings| {
        costs::read(sheet, years, names, findings)
    });
    let funding = find(SheetRole::Funding).read(&mut findings, |sheet, names, findings| {
        funding::read(sheet, years, names, findings)
    });
    let mentions = funding
        .iter()
        .flatten()
        .filter_map(|row| row.mention.as_ref())
        .map(|mention| fold(mention))
        .collect();
    let recap = find(SheetRole::Recap);
    let recap = if recap.is_expected() {
        recap.read(&mut findings, |sheet, names, findings| {
            recap::read(sheet, years, &mentions, names, findings)
        })
    } else {
        None
    };

    let (Some(costs), Some(funding), Some(fiches)) = (costs, funding, fiches) else {
        return Err(Error::Input {
            findings,
            sources: folder.into_sources(workbook.grids()).0,
        });
    };
    let name = workbook.file.to_string();
    let extras = extras(&workbook, &convention, &findings);
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
        extras,
    })
}

/// What the workbook holds that is not the budget: its other sheets, what is beside the tables, and the rest.
fn extras(
    workbook: &workbook::Workbook,
    convention: &RawConvention,
    findings: &[Finding],
) -> Vec<Extra> {
    let names = &convention.workbook;
    let role_of = |sheet: &workbook::Sheet| {
        SheetRole::ALL
            .into_iter()
            .find(|role| fold(names.sheet_name(*role)) == fold(&sheet.name))
    };
    let (read, others): (Vec<_>, Vec<_>) = workbook
        .sheets
        .iter()
        .partition(|sheet| role_of(sheet).is_some());
    let kind = |sheet: &workbook::Sheet| {
        if sheet.is_hidden {
            ExtraKind::HiddenSheet
        } else {
            ExtraKind::Sheet
        }
    };
    let other = |sheet: &workbook::Sheet| Extra::new(kind(sheet), sheet.name.as_ref(), "");
    let mut extras: Vec<Extra> = others.into_iter().map(other).collect();
    let unknown = findings
        .iter()
        .filter(|finding| finding.rule == "column-unknown");
    extras.extend(unknown.map(|finding| {
        let name = finding
            .args
            .get("column")
            .map(Fact::shown)
            .unwrap_or_default();
        Extra::new(ExtraKind::Column, finding.place.within_file(), &name)
    }));
    for (sheet, role) in read
        .into_iter()
        .filter_map(|sheet| Some((sheet, role_of(sheet)?)))
    {
        extras.extend(match role {
            SheetRole::Recap => extras::around_the_recap(sheet, &convention.settings.years),
            SheetRole::Costs | SheetRole::Funding => {
                extras::beside_the_list(sheet, &names.of(role))
            }
        });
    }
    extras.extend(workbook.extras.iter().cloned());
    extras
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
        self.names.sheet_place().is_some()
            || self.workbook.sheets_named(self.name()).next().is_some()
    }

    fn read<T>(
        &self,
        findings: &mut Vec<Finding>,
        read: impl FnOnce(&workbook::Sheet, &names::SheetNames, &mut Vec<Finding>) -> Option<T>,
    ) -> Option<T> {
        let named: Vec<_> = self.workbook.sheets_named(self.name()).collect();
        match named.as_slice() {
            [sheet] => {
                if sheet.is_hidden {
                    findings.push(Finding::new(
                        "sheet-hidden",
                        Severity::Warning,
                        sheet.place(),
                    ));
                }
                return read(sheet, &self.names, findings);
            }
            [] => findings.push(self.missing()),
            [first, second, ..] => {
                let finding = Finding::new("sheet-twice", Severity::Error, second.place())
                    .arg("sheet", self.name());
                findings.push(finding.arg("first", first.name.as_ref()));
            }
        }
        None
    }

    fn missing(&self) -> Finding {
        let found = self
            .workbook
            .sheets
            .iter()
            .map(|sheet| sheet.name.as_ref())
            .collect::<Vec<_>>()
            .join(", ");
        let (place, variant) = match self.names.sheet_place() {
            Some(place) => (place.clone(), "named"),
            None => (Place::file(&self.workbook.file), ""),
        };
        let finding = Finding::new("sheet-missing", Severity::Error, place).variant(variant);
        finding.arg("sheet", self.name()).arg("found", found)
    }
}
