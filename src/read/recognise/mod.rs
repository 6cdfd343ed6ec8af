//! An existing workbook in, a proposal out: which sheet and column is which, whatever they are called, the
//! years, who pays, and the fiches it names.
//!
//! Only what has one explanation is proposed. Where several sheets or columns would do, they are listed and none
//! is chosen; nothing is read as a figure here.

mod list;
mod recap;
mod words;

use std::{collections::BTreeSet, path::Path};

use super::{
    folder::Folder,
    names::{Column, SheetRole},
    workbook::{self, Cell, Sheet, Workbook},
};
use crate::{
    error::Error,
    limits::Limits,
    source::{Code, fold},
};
use list::List;
use recap::Recap;

/// What a workbook seems to hold.
#[derive(Clone, Debug)]
pub struct Recognised {
    /// The file, byte for byte.
    pub bytes: Vec<u8>,
    /// One a sheet that is read, in the order of [`SheetRole::ALL`].
    pub sheets: Vec<RecognisedSheet>,
    /// The years that head amounts, in order.
    pub years: Vec<i32>,
    /// The letters of axes, lower case, and the titles that the recap's subtotals give them.
    pub axes: Vec<(String, String)>,
    /// Who has a column of their own in the recap.
    pub parties: Vec<String>,
    /// Who pays, as the sheet of funding spells them.
    pub funders: Vec<String>,
    /// Every fiche that is named.
    pub fiches: Vec<RecognisedFiche>,
}

/// A sheet that is read, as far as it was found.
#[derive(Clone, Debug)]
pub struct RecognisedSheet {
    /// Which one it is.
    pub role: SheetRole,
    /// Its name, if one sheet only can be meant.
    pub name: Option<String>,
    /// Otherwise the sheets that may be meant.
    pub candidates: Vec<String>,
    /// Its columns.
    pub columns: Vec<RecognisedColumn>,
    /// The headers that were not recognised.
    pub unused: Vec<String>,
}

/// A column that is read, as far as it was found.
#[derive(Clone, Debug)]
pub struct RecognisedColumn {
    /// Which one it is.
    pub column: &'static Column,
    /// Its header, with `{annee}` for the year, if one column only can be meant.
    pub header: Option<String>,
    /// Otherwise the headers that may be meant.
    pub candidates: Vec<String>,
}

/// A fiche that the workbook names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecognisedFiche {
    /// Its code, as it is first spelled.
    pub code: Code,
    /// Its title, if one stands beside the code.
    pub title: Option<String>,
}

/// Looks through the workbook at `path`.
///
/// # Errors
/// [`Error::Input`] when it is no workbook that can be read.
pub fn recognise(path: &Path, limits: &Limits) -> Result<Recognised, Error> {
    let (mut folder, name) = Folder::beside(path, limits)?;
    let mut findings = Vec::new();
    let bytes = folder.bytes(&name, &mut findings);
    let read = bytes.and_then(|bytes| {
        Some((
            workbook::open(&name, bytes.clone(), limits, &mut findings)?,
            bytes,
        ))
    });
    let Some((workbook, bytes)) = read else {
        return Err(Error::Input {
            findings,
            sources: crate::source::Sources::default(),
        });
    };
    Ok(look(&workbook, bytes))
}

fn look(workbook: &Workbook, bytes: Vec<u8>) -> Recognised {
    let recaps: Vec<Recap<'_>> = workbook.sheets.iter().filter_map(Recap::read).collect();
    let is_recap = |sheet: &Sheet| recaps.iter().any(|recap| recap.sheet.name == sheet.name);
    let lists: Vec<List<'_>> = workbook
        .sheets
        .iter()
        .filter(|sheet| !is_recap(sheet))
        .filter_map(List::read)
        .collect();

    let (costs, costs_sheet) = choose_list(&lists, SheetRole::Costs);
    let (funding, funding_sheet) = choose_list(&lists, SheetRole::Funding);
    let names: Vec<String> = recaps
        .iter()
        .map(|recap| recap.sheet.name.to_string())
        .collect();
    let recap = only(&names, SheetRole::Recap).and_then(|at| recaps.get(at));
    let recap_sheet = RecognisedSheet {
        role: SheetRole::Recap,
        name: recap.map(|recap| recap.sheet.name.to_string()),
        candidates: if recap.is_some() { Vec::new() } else { names },
        columns: recap.map(Recap::columns).unwrap_or_default(),
        unused: Vec::new(),
    };

    let own_years = costs.map(List::years).filter(|years| !years.is_empty());
    let years = own_years
        .or_else(|| recap.map(Recap::years))
        .unwrap_or_default();
    // The recap first: it has titles, and the order of the annexes.
    let codes = recap
        .map(Recap::fiches)
        .into_iter()
        .chain([costs, funding].into_iter().flatten().map(List::fiches));
    Recognised {
        bytes,
        sheets: vec![costs_sheet, funding_sheet, recap_sheet],
        years: years.into_iter().collect(),
        axes: recap.map(Recap::axes).unwrap_or_default(),
        parties: recap.map(Recap::parties).unwrap_or_default(),
        funders: distinct(
            funding
                .map(|list| list.texts("financeur"))
                .unwrap_or_default(),
        ),
        fiches: fiches(codes.flatten()),
    }
}

/// The list that looks most like that kind of sheet, if one does more than all others.
fn choose_list<'a, 'b>(
    lists: &'b [List<'a>],
    role: SheetRole,
) -> (Option<&'b List<'a>>, RecognisedSheet) {
    let best = lists
        .iter()
        .map(|list| list.likeness(role))
        .max()
        .unwrap_or(0);
    let alike: Vec<&List<'_>> = lists
        .iter()
        .filter(|list| best > 0 && list.likeness(role) == best)
        .collect();
    let names: Vec<String> = alike
        .iter()
        .map(|list| list.sheet.name.to_string())
        .collect();
    let chosen = only(&names, role).map(|at| alike[at]);
    let columns = chosen.map(|list| list.columns(role)).unwrap_or_default();
    let sheet = RecognisedSheet {
        role,
        name: chosen.map(|list| list.sheet.name.to_string()),
        candidates: if chosen.is_some() { Vec::new() } else { names },
        unused: chosen.map(|list| list.unused(&columns)).unwrap_or_default(),
        columns,
    };
    (chosen, sheet)
}

/// The rank of the only name; among several, of the one that is the sheet's usual name.
fn only(names: &[String], role: SheetRole) -> Option<usize> {
    match names {
        [_] => Some(0),
        _ => names
            .iter()
            .position(|name| fold(name) == fold(role.title())),
    }
}

/// Each fiche once, with the first title found.
fn fiches(codes: impl Iterator<Item = (String, Option<String>)>) -> Vec<RecognisedFiche> {
    let mut fiches: Vec<RecognisedFiche> = Vec::new();
    for (code, title) in codes.filter_map(|(code, title)| Some((Code::parse(&code)?, title))) {
        match fiches.iter_mut().find(|fiche| fiche.code == code) {
            Some(fiche) => fiche.title = fiche.title.take().or(title),
            None => fiches.push(RecognisedFiche { code, title }),
        }
    }
    fiches
}

fn distinct(names: Vec<String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    names
        .into_iter()
        .filter(|name| seen.insert(fold(name)))
        .collect()
}

/// The code in a cell: a few letters, then numbers.
fn code_in(cell: &Cell) -> Option<String> {
    const LETTERS: usize = 6;
    const LONGEST: usize = 16;
    let Cell::Text(text) = cell else { return None };
    let code = Code::parse(text)?;
    let is_code = (1..=LETTERS).contains(&code.prefix().len())
        && !code.numbers().is_empty()
        && code.spelling().chars().count() <= LONGEST
        && code.key()[code.prefix().len()..]
            .chars()
            .all(|c| c.is_ascii_digit() || c == '.');
    is_code.then(|| code.spelling().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_told_from_words_and_numbers() {
        let code = |text: &str| code_in(&Cell::Text(text.to_owned()));
        for text in ["EA 1.1", "E.C 1.2", "A1", "ACT-04"] {
            assert!(code(text).is_some(), "{text}");
        }
        for text in [
            "Total EA",
            "2018",
            "Études",
            "1.1",
            "Salon 2019 à Paris",
            "16 200 €",
            "3 j",
        ] {
            assert_eq!(code(text), None, "{text}");
        }
    }
}
