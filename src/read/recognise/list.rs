//! A sheet of rows under one header, as costs and funding are written, whatever its headers say.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use super::{
    found::{RecognisedColumn, RecognisedFiche, code_in},
    words::Heading,
};
use crate::{
    read::{
        names::{Column, SheetRole},
        table::header_names,
        workbook::{Cell, Sheet},
    },
    source::fold,
};

/// The header stands among the first rows.
const DEEPEST_HEADER: usize = 40;

/// A sheet read as a list.
pub(super) struct List<'a> {
    pub(super) sheet: &'a Sheet,
    row: usize,
    headings: Vec<Heading>,
    /// The column of codes.
    fiche: Option<usize>,
}

impl<'a> List<'a> {
    /// Takes the row with the most headers that mean something, the first of equals.
    pub(super) fn read(sheet: &'a Sheet) -> Option<Self> {
        let list = |row| {
            let names = header_names(sheet, row, Heading::takes_year);
            Self {
                sheet,
                row,
                headings: names.iter().map(|name| Heading::read(name)).collect(),
                fiche: None,
            }
        };
        let rows = 0..sheet.rows.len().min(DEEPEST_HEADER);
        let mut list = rows
            .map(list)
            .max_by_key(|list| (list.known(), Reverse(list.row)))?;
        list.fiche = list.fiche_column();
        (list.known() >= 2).then_some(list)
    }

    /// How many different columns the headings seem to be.
    fn known(&self) -> usize {
        let keys = self.headings.iter().filter_map(|heading| heading.key);
        keys.collect::<BTreeSet<_>>().len()
    }

    /// The column whose cells are codes; among several, the one whose header says so.
    fn fiche_column(&self) -> Option<usize> {
        let columns = 0..self.headings.len();
        let holds: Vec<usize> = columns.filter(|col| self.holds_codes(*col)).collect();
        let mut said = holds
            .iter()
            .filter(|col| self.headings[**col].key == Some("fiche"));
        match (holds.as_slice(), said.next(), said.next()) {
            ([only], ..) | (_, Some(only), None) => Some(*only),
            _ => None,
        }
    }

    fn holds_codes(&self, col: usize) -> bool {
        let is_total = |cell: &Cell| fold(&cell.shown()).contains("total");
        let filled = self.filled(col).filter(|cell| !is_total(cell));
        let is_code: Vec<bool> = filled.map(|cell| code_in(cell).is_some()).collect();
        let codes = is_code.iter().filter(|is_code| **is_code).count();
        // A few remarks under the table do not make it another column.
        codes > 0 && codes * 5 >= is_code.len() * 4
    }

    /// The cells of a column under its header that hold anything.
    fn filled(&self, col: usize) -> impl Iterator<Item = &Cell> {
        let rows = self.row + 1..self.sheet.rows.len();
        let cells = rows.map(move |row| self.sheet.cell(row, col));
        cells.filter(|cell| !cell.is_blank())
    }

    /// How much this sheet looks like one of that kind; 0 when it cannot be.
    pub(super) fn likeness(&self, role: SheetRole) -> usize {
        let has = |key: &&str| {
            self.headings
                .iter()
                .any(|heading| heading.key == Some(*key))
        };
        let count = |keys: &[&str]| 1 + keys.iter().filter(|key| has(key)).count();
        match role {
            _ if self.fiche.is_none() => 0,
            SheetRole::Costs if has(&"montant") && !has(&"financeur") => {
                count(&["nature", "libelle", "taxe", "jours"])
            }
            SheetRole::Funding if has(&"financeur") => count(&["taux", "montant", "mention"]),
            _ => 0,
        }
    }

    /// The years that head its amounts.
    pub(super) fn years(&self) -> BTreeSet<i32> {
        let headings = self.headings.iter();
        let amounts = headings.filter(|heading| heading.key == Some("montant"));
        amounts.filter_map(|heading| heading.year).collect()
    }

    /// What each column of a kind of sheet is called here.
    pub(super) fn columns(&self, role: SheetRole) -> Vec<RecognisedColumn> {
        let columns = role.columns().iter();
        columns.map(|column| self.column(column)).collect()
    }

    fn column(&self, column: &'static Column) -> RecognisedColumn {
        let (header, candidates) = if column.key == "fiche" {
            let header = self.fiche.map(|col| self.headings[col].name.clone());
            (header.filter(|name| !name.is_empty()), Vec::new())
        } else {
            let is_alike = |heading: &&Heading| {
                heading.key == Some(column.key) && heading.year.is_some() == column.is_yearly()
            };
            let alike: Vec<&Heading> = self
                .others()
                .map(|(_, heading)| heading)
                .filter(is_alike)
                .collect();
            let years: BTreeSet<_> = alike.iter().map(|heading| heading.year).collect();
            // The last of a name that is inserted stays: the first one of the sheet.
            let names = alike
                .iter()
                .rev()
                .map(|heading| (fold(&heading.name), &heading.name));
            let names: BTreeMap<String, &String> = names.collect();
            let mut names: Vec<String> = names.into_values().cloned().collect();
            let is_clear = names.len() == 1 && years.len() == alike.len();
            (if is_clear { names.pop() } else { None }, names)
        };
        RecognisedColumn {
            column,
            header,
            candidates,
        }
    }

    /// Every heading but that of the codes.
    fn others(&self) -> impl Iterator<Item = (usize, &Heading)> {
        let headings = self.headings.iter().enumerate();
        headings.filter(|(col, _)| Some(*col) != self.fiche)
    }

    /// The headers that are none of these columns and could not be.
    pub(super) fn unused(&self, columns: &[RecognisedColumn]) -> Vec<String> {
        let used = columns
            .iter()
            .flat_map(|own| own.header.iter().chain(&own.candidates));
        let used: BTreeSet<&String> = used.collect();
        let names = self.others().map(|(_, heading)| &heading.name);
        let unused = names.filter(|name| !name.is_empty() && !used.contains(name));
        unused
            .collect::<BTreeSet<_>>()
            .into_iter()
            .cloned()
            .collect()
    }

    /// The codes, and the title beside each if a column holds titles.
    pub(super) fn fiches(&self) -> Vec<RecognisedFiche> {
        let title = self.column_of("titre");
        let fiche = |row| {
            let code = code_in(self.sheet.cell(row, self.fiche?))?;
            let title = title.map(|col| self.sheet.cell(row, col).shown().trim().to_owned());
            Some(RecognisedFiche {
                code,
                title: title.filter(|title| !title.is_empty()),
            })
        };
        (self.row + 1..self.sheet.rows.len())
            .filter_map(fiche)
            .collect()
    }

    /// The texts of the first column that seems to be `key`.
    pub(super) fn texts(&self, key: &str) -> Vec<String> {
        let cells = self
            .column_of(key)
            .into_iter()
            .flat_map(|col| self.filled(col));
        cells.map(|cell| cell.shown().trim().to_owned()).collect()
    }

    fn column_of(&self, key: &str) -> Option<usize> {
        let mut others = self.others();
        others
            .find(|(_, heading)| heading.key == Some(key))
            .map(|(col, _)| col)
    }
}
