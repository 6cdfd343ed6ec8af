//! A sheet of years over labels, as recaps are written.

use std::collections::BTreeSet;

use super::{
    super::{
        names::SheetRole,
        table::parse_year,
        workbook::{Cell, Sheet},
    },
    RecognisedColumn, code_in,
};
use crate::source::fold;

/// Labels of a recap that name nobody.
const NOBODY: [&str; 6] = ["total", "totalgeneral", "totaux", "autres", "autresfinanceurs", "nonreparti"];

/// A sheet read as a recap.
pub(super) struct Recap<'a> {
    pub(super) sheet: &'a Sheet,
    row: usize,
    /// Where the amounts begin.
    first: usize,
    /// The column of codes.
    fiche: usize,
}

impl<'a> Recap<'a> {
    /// A row of years over a row of labels, a total among them; codes to the left.
    pub(super) fn read(sheet: &'a Sheet) -> Option<Self> {
        let year = |row: usize, col: usize| parse_year(&sheet.cell(row, col).shown());
        let heads = |row: &usize| (0..sheet.width()).any(|col| year(*row, col).is_some());
        let row = (0..sheet.rows.len()).find(heads)?;
        let first = (0..sheet.width()).find(|col| year(row, *col).is_some())?;
        let labels = (first..sheet.width()).map(|col| fold(&sheet.cell(row + 1, col).shown()));
        let labels: Vec<String> = labels.filter(|label| !label.is_empty()).collect();
        let has_total = labels.iter().any(|label| label.starts_with("total"));
        let codes = |col: &usize| rows(sheet, row).filter(|row| code_in(sheet.cell(*row, *col)).is_some()).count();
        let fiche = (0..first).max_by_key(|col| (codes(col), std::cmp::Reverse(*col)))?;
        (has_total && labels.len() >= 2 && codes(&fiche) > 0).then_some(Self { sheet, row, first, fiche })
    }

    pub(super) fn years(&self) -> BTreeSet<i32> {
        let years =
            (self.first..self.sheet.width()).filter_map(|col| parse_year(&self.sheet.cell(self.row, col).shown()));
        years.collect()
    }

    /// The name of the column of codes; none is needed when it is the first one that holds anything.
    pub(super) fn columns(&self) -> Vec<RecognisedColumn> {
        let filled = |col: &usize| rows(self.sheet, self.row).any(|row| !self.sheet.cell(row, *col).is_blank());
        if (0..self.first).find(filled) == Some(self.fiche) {
            return Vec::new();
        }
        let above = [0, 1].map(|down| self.sheet.cell(self.row + down, self.fiche).shown().trim().to_owned());
        let header = above.into_iter().find(|name| !fold(name).is_empty());
        let column = &SheetRole::Recap.columns()[0];
        vec![RecognisedColumn { column, header, candidates: Vec::new() }]
    }

    /// The codes, and the title beside each.
    pub(super) fn fiches(&self) -> Vec<(String, Option<String>)> {
        let title = |row: usize| {
            let cells = (0..self.first).filter(|col| *col != self.fiche).map(|col| self.sheet.cell(row, col));
            let texts = cells.filter(|cell| matches!(cell, Cell::Text(text) if !text.trim().is_empty()));
            texts.map(|cell| cell.shown().trim().to_owned()).next()
        };
        let codes =
            rows(self.sheet, self.row).filter_map(|row| Some((code_in(self.sheet.cell(row, self.fiche))?, title(row))));
        codes.collect()
    }

    /// Who has a column of their own, from left to right.
    pub(super) fn parties(&self) -> Vec<String> {
        let mut seen = BTreeSet::new();
        let labels = (self.first..self.sheet.width()).map(|col| self.sheet.cell(self.row + 1, col).shown());
        let names = labels.map(|label| label.trim().trim_start_matches('%').trim().to_owned());
        let is_someone = |name: &String| !fold(name).is_empty() && !NOBODY.contains(&fold(name).as_str());
        names.filter(|name| is_someone(name) && seen.insert(fold(name))).collect()
    }
}

fn rows(sheet: &Sheet, years: usize) -> impl Iterator<Item = usize> {
    years + 2..sheet.rows.len()
}
