//! Reading: the files of a dossier in, raw values with their places out.
//!
//! This module knows spelling (cells, headers, TOML keys, front matter) and no meaning: whether a code has
//! a fiche or a funder signs is for `model`. It collects everything wrong before giving up, so that one
//! bad cell never hides the next; a cell it can't read is a finding, never 0.

mod bare;
mod convention;
mod costs;
mod decisions;
mod extras;
mod fiche;
mod folder;
mod funding;
mod listing;
mod recap;
mod table;
mod toml;
mod workbook;

pub use self::toml::nearest;
pub use bare::read_workbook;
pub use convention::{RawAdvance, RawAxis, RawConvention, RawParty, RawSignatory, RawStated, Settings};
pub use costs::{CostAmount, RawCostRow};
pub use decisions::RawDecision;
pub use extras::{Extra, ExtraKind};
pub use fiche::{RawFiche, Section, markdown_options};
pub use folder::InputFile;
pub use funding::RawFundingRow;
pub use listing::{ListedCell, ListedSheet, list_workbook};
pub use recap::{RawColumn, RawRecap, RawRecapCell, RawRecapRow};
pub use table::CellAmount;

use std::{collections::BTreeMap, path::Path};

use crate::{
    error::Error,
    finding::{Fact, Finding, Severity},
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
    /// What the workbook holds that is not the budget; unknown columns are findings.
    pub extras: Vec<Extra>,
}

/// The sheets that are read, by name.
const SHEETS: [&str; 3] = ["Dépenses", "Cofinancement", "Récapitulatif"];

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
    let costs =
        required_sheet(&workbook, SHEETS[0], &mut findings, |sheet, findings| costs::read(sheet, years, findings));
    let funding =
        required_sheet(&workbook, SHEETS[1], &mut findings, |sheet, findings| funding::read(sheet, years, findings));
    let mentions =
        funding.iter().flatten().filter_map(|row| row.mention.as_ref()).map(|mention| fold(mention)).collect();
    let recap = match workbook.sheets_named(SHEETS[2]).next() {
        None => None,
        Some(_) => required_sheet(&workbook, SHEETS[2], &mut findings, |sheet, findings| {
            recap::read(sheet, years, &mentions, findings)
        }),
    };

    let (Some(costs), Some(funding), Some(fiches)) = (costs, funding, fiches) else {
        return Err(Error::Input { findings, sources: folder.into_sources(workbook.grids()).0 });
    };
    let name = workbook.file.to_string();
    let extras = extras(&workbook, years, &findings);
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
fn extras(workbook: &workbook::Workbook, years: &[i32], findings: &[Finding]) -> Vec<Extra> {
    let is_read = |sheet: &&workbook::Sheet| SHEETS.iter().any(|known| fold(known) == fold(&sheet.name));
    let (read, others): (Vec<_>, Vec<_>) = workbook.sheets.iter().partition(is_read);
    let kind = |sheet: &workbook::Sheet| if sheet.is_hidden { ExtraKind::HiddenSheet } else { ExtraKind::Sheet };
    let other = |sheet: &workbook::Sheet| Extra::new(kind(sheet), sheet.name.as_ref(), "");
    let mut extras: Vec<Extra> = others.into_iter().map(other).collect();
    let unknown = findings.iter().filter(|finding| finding.rule == "column-unknown");
    extras.extend(unknown.map(|finding| {
        let name = finding.args.get("column").map(Fact::shown).unwrap_or_default();
        Extra::new(ExtraKind::Column, finding.place.within_file(), &name)
    }));
    for sheet in read {
        let is_recap = fold(&sheet.name) == fold(SHEETS[2]);
        extras.extend(if is_recap { extras::around_the_recap(sheet, years) } else { extras::beside_the_list(sheet) });
    }
    extras.extend(workbook.extras.iter().cloned());
    extras
}

fn required_sheet<T>(
    workbook: &workbook::Workbook,
    name: &str,
    findings: &mut Vec<Finding>,
    read: impl FnOnce(&workbook::Sheet, &mut Vec<Finding>) -> Option<T>,
) -> Option<T> {
    let named: Vec<_> = workbook.sheets_named(name).collect();
    if let [first, second, ..] = named.as_slice() {
        let finding = Finding::new("sheet-twice", Severity::Error, second.place()).arg("sheet", name);
        findings.push(finding.arg("first", first.name.as_ref()));
        return None;
    }
    if let Some(sheet) = named.first() {
        return read(sheet, findings);
    }
    let found = workbook.sheets.iter().map(|sheet| sheet.name.as_ref()).collect::<Vec<_>>().join(", ");
    let place = Place::file(&workbook.file);
    findings.push(Finding::new("sheet-missing", Severity::Error, place).arg("sheet", name).arg("found", found));
    None
}
