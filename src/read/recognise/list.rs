//! A sheet of rows under one header, as costs and funding are written, whatever its headers say.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    super::{
        names::{Column, SheetRole},
        table::header_names,
        workbook::{Cell, Sheet},
    },
    RecognisedColumn, code_in,
    words::Heading,
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
    /// Takes the row with the most headers that mean something.
    pub(super) fn read(sheet: &'a Sheet) -> Option<Self> {
        let rows = 0..sheet.rows.len().min(DEEPEST_HEADER);
        let (row, headings) =
            rows.map(|row| (row, headings(sheet, row)))
                .max_by_key(|(row, headings)| {
                    // The first of equals.
                    (known(headings), std::cmp::Reverse(*row))
                })?;
        let fiche = fiche_column(sheet, row, &headings);
        (known(&headings) >= 2).then_some(Self {
            sheet,
            row,
            headings,
            fiche,
        })
    }

    /// How much this sheet looks like one of that kind; 0 when it cannot be.
    pub(super) fn likeness(&self, role: SheetRole) -> usize {
        let has = |key: &str| self.headings.iter().any(|heading| heading.key == Some(key));
        let count = |keys: &[&str]| keys.iter().filter(|key| has(key)).count();
        match role {
            SheetRole::Costs if self.fiche.is_some() && has("montant") && !has("financeur") => {
                1 + count(&["nature", "libelle", "taxe", "jours"])
            }
            SheetRole::Funding if self.fiche.is_some() && has("financeur") => {
                1 + count(&["taux", "montant", "mention"])
            }
            _ => 0,
        }
    }

    /// The years that head its amounts.
    pub(super) fn years(&self) -> BTreeSet<i32> {
        self.headings
            .iter()
            .filter(|heading| heading.key == Some("montant"))
            .filter_map(|heading| heading.year)
            .collect()
    }

    /// What each column of a kind of sheet is called here.
    pub(super) fn columns(&self, role: SheetRole) -> Vec<RecognisedColumn> {
        role.columns()
            .iter()
            .map(|column| self.column(column))
            .collect()
    }

    fn column(&self, column: &'static Column) -> RecognisedColumn {
        if column.key == "fiche" {
            let header = self
                .fiche
                .map(|col| self.headings[col].name.clone())
                .filter(|name| !name.is_empty());
            return RecognisedColumn {
                column,
                header,
                candidates: Vec::new(),
            };
        }
        let mut names: BTreeMap<String, String> = BTreeMap::new();
        let mut seen = BTreeSet::new();
        let mut is_twice = false;
        for (_, heading) in self
            .others()
            .filter(|(_, heading)| heading.key == Some(column.key))
        {
            if heading.year.is_some() == column.is_yearly {
                is_twice |= !seen.insert(heading.year);
                names
                    .entry(crate::source::fold(&heading.name))
                    .or_insert_with(|| heading.name.clone());
            }
        }
        let mut names: Vec<String> = names.into_values().collect();
        if names.len() == 1 && !is_twice {
            RecognisedColumn {
                column,
                header: names.pop(),
                candidates: Vec::new(),
            }
        } else {
            RecognisedColumn {
                column,
                header: None,
                candidates: names,
            }
        }
    }

    /// Every heading but that of the codes.
    fn others(&self) -> impl Iterator<Item = (usize, &Heading)> {
        self.headings
            .iter()
            .enumerate()
            .filter(|(col, _)| Some(*col) != self.fiche)
    }

    /// The headers that are none of these columns and could not be.
    pub(super) fn unused(&self, columns: &[RecognisedColumn]) -> Vec<String> {
        let is_used = |heading: &Heading| {
            columns.iter().any(|own| {
                own.header
                    .iter()
                    .chain(&own.candidates)
                    .any(|name| *name == heading.name)
            })
        };
        let unused = self
            .others()
            .map(|(_, heading)| heading)
            .filter(|heading| !is_used(heading));
        let names: BTreeSet<&str> = unused
            .map(|heading| heading.name.as_str())
            .filter(|name| !name.is_empty())
            .collect();
        names.into_iter().map(str::to_owned).collect()
    }

    /// The codes, and the title beside each if a column holds titles.
    pub(super) fn fiches(&self) -> Vec<(String, Option<String>)> {
        let Some(fiche) = self.fiche else {
            return Vec::new();
        };
        let title = self
            .others()
            .find(|(_, heading)| heading.key == Some("titre"))
            .map(|(col, _)| col);
        let rows = self.row + 1..self.sheet.rows.len();
        let found = rows.filter_map(|row| {
            let code = code_in(self.sheet.cell(row, fiche))?;
            let title = title.map(|col| self.sheet.cell(row, col).shown().trim().to_owned());
            Some((code, title.filter(|title| !title.is_empty())))
        });
        found.collect()
    }

    /// The texts of the one column that seems to be `key`.
    pub(super) fn texts(&self, key: &str) -> Vec<String> {
        let Some((col, _)) = self.others().find(|(_, heading)| heading.key == Some(key)) else {
            return Vec::new();
        };
        let cells = (self.row + 1..self.sheet.rows.len()).map(|row| self.sheet.cell(row, col));
        cells
            .filter(|cell| !cell.is_blank())
            .map(|cell| cell.shown().trim().to_owned())
            .collect()
    }
}

fn headings(sheet: &Sheet, row: usize) -> Vec<Heading> {
    header_names(sheet, row, Heading::takes_year)
        .iter()
        .map(|name| Heading::read(name))
        .collect()
}

/// How many different columns the headings seem to be.
fn known(headings: &[Heading]) -> usize {
    headings
        .iter()
        .filter_map(|heading| heading.key)
        .collect::<BTreeSet<_>>()
        .len()
}

/// The column whose cells are codes; among several, the one whose header says so.
fn fiche_column(sheet: &Sheet, row: usize, headings: &[Heading]) -> Option<usize> {
    let says = |col: &usize| headings[*col].key == Some("fiche");
    let holds: Vec<usize> = (0..headings.len())
        .filter(|col| holds_codes(sheet, row, *col))
        .collect();
    let mut said = holds.iter().filter(|col| says(col));
    match (holds.as_slice(), said.next(), said.next()) {
        ([only], ..) | (_, Some(only), None) => Some(*only),
        _ => None,
    }
}

fn holds_codes(sheet: &Sheet, header: usize, col: usize) -> bool {
    let is_total = |cell: &Cell| crate::source::fold(&cell.shown()).contains("total");
    let cells = (header + 1..sheet.rows.len()).map(|row| sheet.cell(row, col));
    let filled: Vec<&Cell> = cells
        .filter(|cell| !cell.is_blank() && !is_total(cell))
        .collect();
    let codes = filled.iter().filter(|cell| code_in(cell).is_some()).count();
    // A few remarks under the table do not make it another column.
    codes > 0 && codes * 5 >= filled.len() * 4
}
