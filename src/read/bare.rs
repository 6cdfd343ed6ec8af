//! A budget workbook on its own, without the dossier around it: what can be compared when nothing else was sent.

use std::path::Path;

use super::{
    NamedSheet, RawConvention, RawDossier, Settings, SheetRole, WorkbookNames, costs,
    folder::Folder, funding, table, workbook,
};
use crate::{
    error::Error,
    finding::{Finding, Severity},
    limits::Limits,
    money::Step,
    purpose::Purpose,
    source::{Located, Place},
};

/// Reads the costs and the funding of a workbook of any name. Its years are those of its columns; everyone in
/// it pays, and nobody is known to sign.
///
/// # Errors
/// [`Error::Input`] when the file, a sheet or a column is missing or cannot be read.
pub fn read_workbook(path: &Path, limits: &Limits) -> Result<RawDossier, Error> {
    let (mut folder, name) = Folder::beside(path, limits)?;
    let mut findings = Vec::new();
    let read = workbook::read_named(&mut folder, &name, &mut findings);
    let grids = read
        .as_ref()
        .map(workbook::Workbook::grids)
        .unwrap_or_default();
    let sheets = read.and_then(|workbook| {
        // Nothing says what it calls its sheets and columns: they have their usual names.
        let usual = WorkbookNames::default();
        let find = |role| NamedSheet {
            role,
            names: usual.of(role),
            workbook: &workbook,
        };
        let dated = workbook.sheets_named(SheetRole::Costs.title()).next();
        let years = dated
            .map(|sheet| table::years(sheet, &usual.of(SheetRole::Costs)))
            .unwrap_or_default();
        let costs = find(SheetRole::Costs).read(&mut findings, |sheet, names, findings| {
            if years.is_empty() {
                findings.push(
                    Finding::new("header-missing", Severity::Error, sheet.place()).variant("years"),
                );
            }
            costs::read(sheet, &years, names, findings).filter(|_| !years.is_empty())
        });
        let funding = find(SheetRole::Funding).read(&mut findings, |sheet, names, findings| {
            funding::read(sheet, &years, names, findings)
        });
        Some((years, costs?, funding?))
    });
    let (sources, inputs) = folder.into_sources(grids);
    let Some((years, costs, funding)) = sheets else {
        return Err(Error::Input { findings, sources });
    };
    Ok(RawDossier {
        convention: convention(years, &name),
        workbook: name,
        costs,
        funding,
        recap: None,
        fiches: Vec::new(),
        decisions: Vec::new(),
        templates: Vec::new(),
        inputs,
        extras: Vec::new(),
        sources,
        findings,
    })
}

/// An agreement of which nothing is known but its years.
fn convention(years: Vec<i32>, file: &str) -> RawConvention {
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
    let workbook = WorkbookNames::default();
    RawConvention {
        settings,
        parties: Vec::new(),
        axes: Vec::new(),
        stated: Vec::new(),
        advance: None,
        workbook,
    }
}
