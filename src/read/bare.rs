//! A budget workbook on its own, without the dossier around it: what can be compared when nothing else was sent.

use std::{collections::BTreeMap, path::Path};

use super::{folder::Folder, names::WorkbookNames, resolve, sheets::Sheets, workbook};
use crate::{
    error::Error,
    limits::Limits,
    model::{Convention, Dossier, Funders, Settings},
    money::Step,
    purpose::Purpose,
    source::{Located, Place},
};

/// Reads the costs and the funding of a workbook of any name. Its years are those of its columns; everyone in
/// it pays, and nobody is known to sign.
///
/// # Errors
/// [`Error::Input`] when the file, a sheet or a column is missing or cannot be read.
pub(crate) fn read_workbook(path: &Path, limits: &Limits) -> Result<Dossier, Error> {
    let (mut folder, name) = Folder::beside(path, limits)?;
    let mut findings = Vec::new();
    let Some(workbook) = workbook::read_named(&mut folder, &name, &mut findings) else {
        let (sources, _) = folder.into_sources(BTreeMap::new());
        return Err(Error::Input { findings, sources });
    };
    // Nothing says what it calls its sheets and columns: they have their usual names.
    let usual = WorkbookNames::default();
    let mut sheets = Sheets::new(&workbook, &usual);
    let (years, mut funders) = (sheets.years(), Funders::default());
    let costs = sheets.costs(&years, &mut findings);
    let funding = sheets.funding(&years, &mut funders, &mut findings);
    let (sources, inputs) = folder.into_sources(sheets.into_grids());
    let (Some(costs), Some(funding)) = (costs, funding) else {
        return Err(Error::Input { findings, sources });
    };
    let codes = resolve::codes(&[], &costs, &funding);
    let mut convention = convention(years, &name);
    let fiches = resolve::fiches(
        Vec::new(),
        costs,
        funding,
        &mut convention.axes,
        &mut findings,
    );
    Ok(Dossier {
        convention,
        funders,
        fiches,
        recap: None,
        decisions: Vec::new(),
        codes,
        workbook: name,
        extras: Vec::new(),
        templates: Vec::new(),
        inputs,
        sources,
        findings,
    })
}

/// An agreement of which nothing is known but its years.
fn convention(years: Vec<i32>, file: &str) -> Convention {
    let file = Place::file(file);
    let unknown = || Located::new(String::new(), file.clone());
    let settings = Settings {
        title: unknown(),
        years,
        stage: unknown(),
        purpose: Purpose::Draft,
        place: None,
        day_rate: None,
        step: Step::Cent,
        copies: 1,
        signed_by_hand: false,
        without_attachments: false,
        file: file.clone(),
    };
    Convention {
        settings,
        parties: Vec::new(),
        axes: Vec::new(),
        declared_axes: 0,
        stated: Vec::new(),
        advance: None,
    }
}
