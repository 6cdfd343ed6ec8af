//! Reading: the files of a dossier in, the model with its places out.
//!
//! Each file is read into the types of the model; then `resolve` looks up what names mean. Everything wrong is
//! collected before giving up, so that one bad cell never hides the next; a cell that can't be read is a finding,
//! never 0.

mod bare;
mod contained;
mod convention;
mod decisions;
mod extras;
mod fiche;
mod folder;
mod listing;
mod lists;
mod names;
mod recap;
mod recognise;
mod refusal;
mod resolve;
mod sheets;
mod table;
mod toml;
mod toml_error;
mod workbook;

pub(crate) use self::toml::nearest;
pub(crate) use bare::read_workbook;
pub(crate) use fiche::markdown_options;
pub use listing::list_workbook;
pub(crate) use listing::{ListedCell, ListedSheet};
pub use names::{SheetRole, YEAR};
pub use recognise::recognise;
pub(crate) use recognise::{Recognised, RecognisedSheet};
pub(crate) use workbook::is_workbook;

use std::{collections::BTreeMap, path::Path};

use crate::{error::Error, limits::Limits, model::Dossier};
use contained::contained_file;
use folder::{CONVENTION, DECISIONS, Folder};
use sheets::Sheets;

/// Reads the dossier in `root`, within these limits.
///
/// # Errors
/// [`Error::Input`] when a whole file, sheet or column is missing or cannot be read; it lists all of them.
pub(crate) fn read(root: &Path, limits: &Limits) -> Result<Dossier, Error> {
    let mut folder = Folder::open(root, limits)?;
    let mut findings = Vec::new();

    let convention = contained_file(CONVENTION, &mut findings, |findings| {
        convention::read(&mut folder, findings)
    })
    .flatten();
    let fiches = fiche::read_all(&mut folder, &mut findings);
    let decisions = contained_file(DECISIONS, &mut findings, |findings| {
        decisions::read(&mut folder, findings)
    })
    .unwrap_or_default();
    let templates = folder.templates(&mut findings);
    let workbook = workbook::read(&mut folder, &mut findings);
    let name = workbook.as_ref().map(|workbook| &*workbook.file);
    folder.ignored(name, &mut findings);

    let (Some((mut convention, names)), Some(workbook)) = (convention, workbook) else {
        let (sources, _) = folder.into_sources(BTreeMap::new());
        return Err(Error::Input { findings, sources });
    };
    let years = &convention.settings.years;
    let mut funders = resolve::parties(&convention, &mut findings);
    let mut sheets = Sheets::new(&workbook, &names);
    let costs = sheets.costs(years, &mut findings);
    let funding = sheets.funding(years, &mut funders, &mut findings);
    let recap = sheets.recap(years, funding.as_deref().unwrap_or_default(), &mut findings);
    let grids = sheets.into_grids();
    let (Some(costs), Some(funding), Some(fiches)) = (costs, funding, fiches) else {
        let (sources, _) = folder.into_sources(grids);
        return Err(Error::Input { findings, sources });
    };

    let codes = resolve::codes(&fiches, &costs, &funding);
    let fiches = resolve::fiches(fiches, costs, funding, &mut convention.axes, &mut findings);
    let recap = recap
        .map(|recap| resolve::recap(recap, &convention.axes, &fiches, &funders, &mut findings));
    resolve::claims(&mut convention, &funders, &mut findings);
    let resolve = |decision: decisions::Written| {
        decision.resolved(&convention.settings.years, &funders, &mut findings)
    };
    let decisions = decisions.into_iter().filter_map(resolve).collect();
    let extras = sheets::extras(&workbook, &names, &convention.settings.years, &findings);
    let (sources, inputs) = folder.into_sources(grids);
    Ok(Dossier {
        convention,
        funders,
        fiches,
        recap,
        decisions,
        codes,
        workbook: workbook.file.to_string(),
        extras,
        templates,
        inputs,
        sources,
        findings,
    })
}
