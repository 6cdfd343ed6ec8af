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
use crate::source::{Code, fold};

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
        let labels = sheet
            .row(row + 1)
            .iter()
            .skip(first)
            .map(|cell| fold(&cell.shown()));
        let labels: Vec<String> = labels.filter(|label| !label.is_empty()).collect();
        let has_total = labels.iter().any(|label| label.starts_with("total"));
        let mut codes = vec![0_usize; first];
        for row in rows(sheet, row) {
            let held = codes
                .iter_mut()
                .zip(sheet.row(row))
                .filter(|(_, cell)| code_in(cell).is_some());
            held.for_each(|(count, _)| *count += 1);
        }
        let fiche = (0..first).max_by_key(|col| (codes[*col], std::cmp::Reverse(*col)))?;
        (has_total && labels.len() >= 2 && codes[fiche] > 0).then_some(Self {
            sheet,
            row,
            first,
            fiche,
        })
    }

    pub(super) fn years(&self) -> BTreeSet<i32> {
        self.sheet
            .row(self.row)
            .iter()
            .skip(self.first)
            .filter_map(|cell| parse_year(&cell.shown()))
            .collect()
    }

    /// The name of the column of codes; none is needed when it is the first one that holds anything.
    pub(super) fn columns(&self) -> Vec<RecognisedColumn> {
        let filled = |row: usize| self.left(row).iter().position(|cell| !cell.is_blank());
        if rows(self.sheet, self.row).filter_map(filled).min() == Some(self.fiche) {
            return Vec::new();
        }
        let above = [0, 1].map(|down| {
            self.sheet
                .cell(self.row + down, self.fiche)
                .shown()
                .trim()
                .to_owned()
        });
        let header = above.into_iter().find(|name| !fold(name).is_empty());
        let column = &SheetRole::Recap.columns()[0];
        vec![RecognisedColumn {
            column,
            header,
            candidates: Vec::new(),
        }]
    }

    /// What stands left of the amounts.
    fn left(&self, row: usize) -> &'a [Cell] {
        let cells = self.sheet.row(row);
        &cells[..self.first.min(cells.len())]
    }

    /// The codes, and the title beside each.
    pub(super) fn fiches(&self) -> Vec<(String, Option<String>)> {
        let title = |row: usize| {
            let beside = self
                .left(row)
                .iter()
                .enumerate()
                .filter(|(col, _)| *col != self.fiche)
                .map(|(_, cell)| cell);
            let mut texts =
                beside.filter(|cell| matches!(cell, Cell::Text(text) if !text.trim().is_empty()));
            texts.next().map(|cell| cell.shown().trim().to_owned())
        };
        let codes = rows(self.sheet, self.row)
            .filter_map(|row| Some((code_in(self.sheet.cell(row, self.fiche))?, title(row))));
        codes.collect()
    }

    /// The titles of axes: « Total Attractivité » under fiches whose codes all begin with EA names that axis.
    pub(super) fn axes(&self) -> Vec<(String, String)> {
        let mut axes = Vec::new();
        let mut prefixes = BTreeSet::new();
        for row in rows(self.sheet, self.row) {
            if let Some(code) =
                code_in(self.sheet.cell(row, self.fiche)).and_then(|code| Code::parse(&code))
            {
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
        let mut seen = BTreeSet::new();
        let labels = self
            .sheet
            .row(self.row + 1)
            .iter()
            .skip(self.first)
            .map(Cell::shown);
        let names = labels.map(|label| label.trim().trim_start_matches('%').trim().to_owned());
        let is_someone =
            |name: &String| !fold(name).is_empty() && !NOBODY.contains(&fold(name).as_str());
        names
            .filter(|name| is_someone(name) && seen.insert(fold(name)))
            .collect()
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

fn rows(sheet: &Sheet, years: usize) -> impl Iterator<Item = usize> {
    years + 2..sheet.rows.len()
}
