//! The three sheets that are read, found in the workbook under the names that they have there, and what else the
//! workbook holds.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    names::{Names, SheetRole, YEARLY, column_absent},
    table::{Header, header_key, header_names, header_row, parse_year},
    workbook::{Cell, Sheet, Workbook},
};
use crate::{
    finding::{Fact, Finding, Severity},
    model::{Extra, ExtraKind},
    source::{Grid, Head, Place, fold},
};

/// A workbook, and which of its sheets is which.
pub(super) struct Sheets<'a> {
    pub(super) workbook: &'a Workbook,
    pub(super) names: &'a Names,
    pub(super) years: &'a [i32],
    pub(super) findings: &'a mut Vec<Finding>,
    /// The sheets whose headers were found.
    pub(super) heads: Vec<(SheetRole, &'a Sheet, Head)>,
}

impl<'a> Sheets<'a> {
    /// The header of a sheet of rows: the first row that holds a cell `Fiche`, or what stands in its place.
    pub(super) fn header(&mut self, role: SheetRole) -> Option<Header<'a>> {
        let sheet = self.sheet(role)?;
        let Some(row) = header_row(sheet, role, self.names) else {
            let named = self.names.given(role, "Fiche");
            let place = named.map_or_else(|| sheet.place(), |name| name.place.clone());
            let finding = Finding::error("header-missing", place);
            self.findings
                .push(finding.arg("column", self.names.header(role, "Fiche", None)));
            return None;
        };
        let years_of = |title: &str| {
            let all: Vec<_> = self.years.iter().copied().map(Some).collect();
            if YEARLY.contains(&title) {
                all
            } else {
                vec![None]
            }
        };
        let mut wanted = BTreeMap::new();
        for title in role.columns() {
            for year in years_of(title) {
                let header = self.names.header(role, title, year);
                wanted.insert(header_key(&header), (*title, year));
            }
        }
        let mut columns = BTreeMap::new();
        let (row, headers) = header_names(sheet, row, |name| self.names.takes_year(role, name));
        for (col, name) in headers.into_iter().enumerate() {
            let (rule, severity) = match wanted.get(&header_key(&name)) {
                None if fold(&name).is_empty() => continue,
                None => ("column-unknown", Severity::Info),
                Some(key) if columns.insert(*key, col).is_some() => {
                    ("column-twice", Severity::Error)
                }
                Some(_) => continue,
            };
            let finding = Finding::new(rule, severity, sheet.place_of(row, col));
            self.findings.push(finding.arg("column", name));
        }
        let before = self.findings.len();
        let mut missing = Vec::new();
        for title in role.columns() {
            let mut absent = years_of(title);
            let all = absent.len();
            absent.retain(|year| !columns.contains_key(&(*title, *year)));
            match self.names.given(role, title) {
                // What `convention.toml` names is reported there.
                Some(name) if absent.len() == all => self.findings.push(column_absent(name)),
                _ if role.needs(title) => {
                    let header = |year| self.names.header(role, title, year);
                    missing.extend(absent.into_iter().map(header));
                }
                _ => {}
            }
        }
        if !missing.is_empty() {
            let finding = Finding::error("column-missing", sheet.place());
            self.findings
                .push(finding.arg("columns", missing.join(", ")));
        }
        if self.findings.len() > before {
            return None;
        }
        let header = Header {
            sheet,
            row,
            columns,
        };
        self.heads.push((role, sheet, header.head()));
        Some(header)
    }

    /// The one sheet of that name.
    pub(super) fn sheet(&mut self, role: SheetRole) -> Option<&'a Sheet> {
        let name = self.names.sheet(role);
        let named: Vec<&'a Sheet> = self.workbook.sheets_named(name).collect();
        let finding = match named.as_slice() {
            [sheet] => {
                let hidden = || Finding::new("sheet-hidden", Severity::Warning, sheet.place());
                self.findings.extend(sheet.is_hidden.then(hidden));
                return Some(sheet);
            }
            [first, second, ..] => {
                let finding = Finding::error("sheet-twice", second.place());
                finding.arg("first", first.name.as_ref())
            }
            [] => {
                let sheets = self.workbook.sheets.iter();
                let found: Vec<&str> = sheets.map(|sheet| sheet.name.as_ref()).collect();
                let finding = match self.names.given(role, role.title()) {
                    Some(name) => {
                        Finding::error("sheet-missing", name.place.clone()).variant("named")
                    }
                    None => Finding::error("sheet-missing", Place::file(&self.workbook.file)),
                };
                finding.arg("found", found.join(", "))
            }
        };
        self.findings.push(finding.arg("sheet", name));
        None
    }

    fn head(&self, sheet: &Sheet) -> Option<&(SheetRole, &'a Sheet, Head)> {
        let mut heads = self.heads.iter();
        heads.find(|(_, own, _)| own.name == sheet.name)
    }

    /// The cells as messages show them, with what is known of their headers.
    pub(super) fn grids(&self) -> BTreeMap<(Arc<str>, Arc<str>), Grid> {
        let shown = |row: &Vec<Cell>| row.iter().map(Cell::shown).collect();
        let grid = |sheet: &Sheet| {
            let name = (Arc::clone(&sheet.file), Arc::clone(&sheet.name));
            let rows = sheet.rows.iter();
            let head = self.head(sheet).map(|(.., head)| head.clone());
            let grid = Grid {
                rows: rows.map(shown).collect(),
                head: head.unwrap_or_default(),
            };
            (name, grid)
        };
        self.workbook.sheets.iter().map(grid).collect()
    }

    /// What the workbook holds that is not the budget: its other sheets, what is beside the tables, and the rest. None
    /// of it is carried over into the corrected workbook, which lists it.
    pub(super) fn extras(&self) -> Vec<Extra> {
        let mut extras = Vec::new();
        let roles = SheetRole::ALL.map(|role| fold(self.names.sheet(role)));
        let sheets = self.workbook.sheets.iter();
        for sheet in sheets.filter(|sheet| !roles.contains(&fold(&sheet.name))) {
            let kinds = [ExtraKind::Sheet, ExtraKind::HiddenSheet];
            let kind = kinds[usize::from(sheet.is_hidden)];
            extras.push(Extra::new(kind, sheet.name.as_ref(), ""));
        }
        let findings = self.findings.iter();
        for finding in findings.filter(|finding| finding.rule == "column-unknown") {
            let name = finding.args.get("column").map(Fact::shown);
            let place = finding.place.within_file();
            let name = name.unwrap_or_default();
            extras.push(Extra::new(ExtraKind::Column, place, &name));
        }
        for sheet in &self.workbook.sheets {
            let Some((role, _, head)) = self.head(sheet) else {
                continue;
            };
            // The recap of another year, left of the agreement's, is no part of it.
            let counts = |year| *role != SheetRole::Recap || self.years.contains(&year);
            let is_year = |cell: &Cell| parse_year(&cell.shown()).is_some_and(counts);
            let first = head.rows.first().copied().unwrap_or(0);
            let header = head.rows.last().copied().unwrap_or(0);
            let amounts = sheet.row(first).iter().position(is_year).unwrap_or(0);
            let is_budget = |row: usize, col: usize| match role {
                SheetRole::Recap if row > header => {
                    let mut cells = sheet.row(row).iter().skip(amounts);
                    cells.any(|cell| !cell.is_blank())
                }
                SheetRole::Recap => head.rows.contains(&row),
                _ if row < header => row >= first && is_year(sheet.cell(row, col)),
                _ => !sheet.cell(header, col).is_blank(),
            };
            for (row, cells) in sheet.rows.iter().enumerate() {
                for (col, cell) in cells.iter().enumerate() {
                    if !cell.is_blank() && !is_budget(row, col) {
                        let place = sheet.place_of(row, col).within_file();
                        extras.push(Extra::new(ExtraKind::Text, place, &cell.shown()));
                    }
                }
            }
        }
        extras.extend(self.workbook.extras.iter().cloned());
        extras
    }
}
