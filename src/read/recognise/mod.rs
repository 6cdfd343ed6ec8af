//! An existing workbook in, a proposal out: which sheet and column is which, whatever they are called, the
//! years, who pays, and the fiches it names.
//!
//! Only what has one explanation is proposed. Where several sheets or columns would do, they are listed and none
//! is chosen; nothing is read as a figure here.

mod found;
mod list;
mod recap;
mod words;

use std::{collections::BTreeSet, path::Path};

use super::{
    folder::Folder,
    names::SheetRole,
    workbook::{self, Workbook},
};
use crate::{error::Error, limits::Limits, source::fold};
pub(crate) use found::{Recognised, RecognisedFiche, RecognisedSheet};
use list::List;
use recap::Recap;

/// Looks through the workbook at `path`.
///
/// # Errors
/// [`Error::Input`] when it is no workbook that can be read.
pub fn recognise(path: &Path, limits: &Limits) -> Result<Recognised, Error> {
    let (mut folder, name) = Folder::beside(path, limits)?;
    let mut findings = Vec::new();
    if let Some(bytes) = folder.bytes(&name, &mut findings)
        && let Some(workbook) = workbook::open(&name, bytes.clone(), limits, &mut findings)
    {
        return Ok(look(&workbook, bytes));
    }
    Err(Error::Input {
        findings,
        sources: crate::source::Sources::default(),
    })
}

fn look(workbook: &Workbook, bytes: Vec<u8>) -> Recognised {
    let (mut recaps, mut lists) = (Vec::new(), Vec::new());
    for sheet in &workbook.sheets {
        match Recap::read(sheet) {
            Some(recap) => recaps.push(recap),
            None => lists.extend(List::read(sheet)),
        }
    }
    let alike = |role| {
        let best = lists.iter().map(|list| list.likeness(role)).max();
        let is_best = |list: &&List<'_>| best > Some(0) && Some(list.likeness(role)) == best;
        lists.iter().filter(is_best).collect::<Vec<_>>()
    };
    let name = |list: &&List<'_>| list.sheet.name.to_string();
    let (costs, mut costs_sheet) = only(SheetRole::Costs, &alike(SheetRole::Costs), name);
    let (funding, mut funding_sheet) = only(SheetRole::Funding, &alike(SheetRole::Funding), name);
    for (list, sheet) in [(costs, &mut costs_sheet), (funding, &mut funding_sheet)] {
        if let Some(list) = list {
            sheet.columns = list.columns(sheet.role);
            sheet.unused = list.unused(&sheet.columns);
        }
    }
    let recaps: Vec<_> = recaps.iter().collect();
    let name = |recap: &&Recap<'_>| recap.sheet.name.to_string();
    let (recap, mut recap_sheet) = only(SheetRole::Recap, &recaps, name);
    recap_sheet.columns = recap.map(Recap::columns).unwrap_or_default();

    let years = costs.map(List::years).filter(|years| !years.is_empty());
    let years = years
        .or_else(|| recap.map(Recap::years))
        .unwrap_or_default();
    let funders = funding
        .map(|list| list.texts("financeur"))
        .unwrap_or_default();
    let mut seen = BTreeSet::new();
    // The recap first: it has titles, and the order of the annexes.
    let lists = [costs, funding].into_iter().flatten().map(List::fiches);
    let fiches = recap.map(Recap::fiches).into_iter().chain(lists).flatten();
    Recognised {
        bytes,
        sheets: vec![costs_sheet, funding_sheet, recap_sheet],
        years: years.into_iter().collect(),
        axes: recap.map(Recap::axes).unwrap_or_default(),
        parties: recap.map(Recap::parties).unwrap_or_default(),
        funders: funders
            .into_iter()
            .filter(|name| seen.insert(fold(name)))
            .collect(),
        fiches: each_once(fiches),
    }
}

/// The only one of the sheets that look alike, or the one that bears the usual name, and the proposal that says so.
fn only<T: Copy>(
    role: SheetRole,
    alike: &[T],
    name: impl Fn(&T) -> String,
) -> (Option<T>, RecognisedSheet) {
    let mut names: Vec<String> = alike.iter().map(name).collect();
    let is_usual = |name: &String| fold(name) == fold(role.title());
    let chosen = match names.as_slice() {
        [_] => Some(0),
        _ => names.iter().position(is_usual),
    };
    let name = chosen.map(|chosen| names.swap_remove(chosen));
    let sheet = RecognisedSheet {
        role,
        candidates: if name.is_none() { names } else { Vec::new() },
        name,
        columns: Vec::new(),
        unused: Vec::new(),
    };
    (chosen.map(|chosen| alike[chosen]), sheet)
}

/// Each fiche once, with the first title found.
fn each_once(named: impl Iterator<Item = RecognisedFiche>) -> Vec<RecognisedFiche> {
    let mut fiches: Vec<RecognisedFiche> = Vec::new();
    for fiche in named {
        match fiches.iter_mut().find(|own| own.code == fiche.code) {
            Some(own) => own.title = own.title.take().or(fiche.title),
            None => fiches.push(fiche),
        }
    }
    fiches
}
