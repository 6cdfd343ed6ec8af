//! A sheet of years over labels, as recaps are written.

use std::{cmp::Reverse, collections::BTreeSet, ops::Range};

use super::found::{RecognisedColumn, RecognisedFiche, code_in};
use crate::{
    read::{
        names::SheetRole,
        table::parse_year,
        workbook::{Cell, Sheet},
    },
    source::fold,
};

/// Labels of a recap that name nobody.
const NOBODY: [&str; 6] = [
    "total",
    "totalgeneral",
    "totaux",
    "autres",
    "autresfinanceurs",
    "nonreparti",
];

/// A sheet read as a recap.
pub(super) struct Recap<'a> {
    pub(super) sheet: &'a Sheet,
    /// The row of years.
    row: usize,
    /// Where the amounts begin.
    first: usize,
    /// The column of codes.
    fiche: usize,
}

impl<'a> Recap<'a> {
    /// A row of years over a row of labels, a total among them; codes to the left.
    pub(super) fn read(sheet: &'a Sheet) -> Option<Self> {
        let is_year = |cell: &Cell| parse_year(&cell.shown()).is_some();
        let row = sheet
            .rows
            .iter()
            .position(|cells| cells.iter().any(is_year))?;
        let first = sheet.row(row).iter().position(is_year)?;
        let mut recap = Self {
            sheet,
            row,
            first,
            fiche: 0,
        };
        let labels = recap.labels().iter().map(|cell| fold(&cell.shown()));
        let labels: Vec<String> = labels.filter(|label| !label.is_empty()).collect();
        let has_total = labels.iter().any(|label| label.starts_with("total"));
        let codes = |col: &usize| {
            let cells = recap.rows().map(|row| sheet.cell(row, *col));
            cells.filter(|cell| code_in(cell).is_some()).count()
        };
        let fiche = (0..first).max_by_key(|col| (codes(col), Reverse(*col)))?;
        let is_recap = has_total && labels.len() >= 2 && codes(&fiche) > 0;
        recap.fiche = fiche;
        is_recap.then_some(recap)
    }

    /// The rows under the labels.
    fn rows(&self) -> Range<usize> {
        self.row + 2..self.sheet.rows.len()
    }

    /// What stands left of the amounts.
    fn left(&self, row: usize) -> &'a [Cell] {
        let cells = self.sheet.row(row);
        &cells[..self.first.min(cells.len())]
    }

    fn labels(&self) -> &'a [Cell] {
        self.sheet
            .row(self.row + 1)
            .get(self.first..)
            .unwrap_or_default()
    }

    pub(super) fn years(&self) -> BTreeSet<i32> {
        let cells = self.sheet.row(self.row).iter().skip(self.first);
        cells.filter_map(|cell| parse_year(&cell.shown())).collect()
    }

    /// The name of the column of codes; none is needed when it is the first one that holds anything.
    pub(super) fn columns(&self) -> Vec<RecognisedColumn> {
        let filled = |row| self.left(row).iter().position(|cell| !cell.is_blank());
        if self.rows().filter_map(filled).min() == Some(self.fiche) {
            return Vec::new();
        }
        let above = [self.row, self.row + 1].map(|row| self.sheet.cell(row, self.fiche).shown());
        let mut names = above.iter().map(|name| name.trim());
        vec![RecognisedColumn {
            column: &SheetRole::Recap.columns()[0],
            header: names.find(|name| !fold(name).is_empty()).map(str::to_owned),
            candidates: Vec::new(),
        }]
    }

    /// The codes, and the title beside each.
    pub(super) fn fiches(&self) -> Vec<RecognisedFiche> {
        let is_title = |col: usize, cell: &Cell| {
            col != self.fiche && matches!(cell, Cell::Text(_)) && !cell.is_blank()
        };
        let fiche = |row| {
            let mut beside = self.left(row).iter().enumerate();
            let title = beside.find(|(col, cell)| is_title(*col, cell));
            Some(RecognisedFiche {
                code: code_in(self.sheet.cell(row, self.fiche))?,
                title: title.map(|(_, cell)| cell.shown().trim().to_owned()),
            })
        };
        self.rows().filter_map(fiche).collect()
    }

    /// The titles of axes: « Total Attractivité » under fiches whose codes all begin with EA names that axis.
    pub(super) fn axes(&self) -> Vec<(String, String)> {
        let mut axes = Vec::new();
        let mut prefixes = BTreeSet::new();
        for row in self.rows() {
            if let Some(code) = code_in(self.sheet.cell(row, self.fiche)) {
                prefixes.insert(code.prefix().to_owned());
                continue;
            }
            let label = self.left(row).iter().find(|cell| !cell.is_blank());
            let title = label.and_then(|label| title_of_total(&label.shown()));
            if let (Some(title), Some(prefix), 1) = (title, prefixes.first(), prefixes.len()) {
                axes.push((prefix.clone(), title));
            }
            if label.is_some() {
                prefixes.clear();
            }
        }
        axes.retain(|(prefix, title)| fold(title) != *prefix);
        axes
    }

    /// Who has a column of their own, from left to right.
    pub(super) fn parties(&self) -> Vec<String> {
        let mut seen = BTreeSet::from([String::new()]);
        seen.extend(NOBODY.map(str::to_owned));
        let labels = self.labels().iter().map(Cell::shown);
        let names = labels.map(|label| label.trim().trim_start_matches('%').trim().to_owned());
        names.filter(|name| seen.insert(fold(name))).collect()
    }
}

/// What a subtotal is the subtotal of, as it is written.
fn title_of_total(label: &str) -> Option<String> {
    let words: Vec<&str> = label.split_whitespace().collect();
    let is_lead =
        |word: &&str| matches!(fold(word).as_str(), "total" | "soustotal" | "sous" | "axe");
    let lead = words.iter().take_while(|word| is_lead(word)).count();
    let title = words[lead..].join(" ");
    (lead > 0 && !matches!(fold(&title).as_str(), "" | "general" | "convention")).then_some(title)
}
