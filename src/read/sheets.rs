//! The three sheets that are read, found in the workbook under the names that they have there, and what else the
//! workbook holds.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{
    extras,
    lists::{self, Entry, Funding},
    names::{SheetNames, SheetRole, WorkbookNames},
    recap,
    table::{self, List},
    workbook::{Sheet, Workbook},
};
use crate::{
    finding::{Fact, Finding, Severity},
    model::{CostLine, DraftRecap, Extra, ExtraKind, Funders},
    source::{Grid, Head, Place, fold},
};

/// A workbook, and which of its sheets is which.
pub(super) struct Sheets<'a> {
    workbook: &'a Workbook,
    names: &'a WorkbookNames,
    /// What was found of each sheet's header.
    heads: Vec<(&'a Sheet, Head)>,
}

impl<'a> Sheets<'a> {
    pub(super) fn new(workbook: &'a Workbook, names: &'a WorkbookNames) -> Self {
        Self {
            workbook,
            names,
            heads: Vec::new(),
        }
    }

    /// The years that there are amounts of, in order.
    pub(super) fn years(&self) -> Vec<i32> {
        let names = self.names.of(SheetRole::Costs);
        let name = sheet_name(SheetRole::Costs, &names);
        let sheet = self.workbook.sheets_named(name).next();
        sheet.map_or_else(Vec::new, |sheet| table::years(sheet, &names))
    }

    pub(super) fn costs(
        &mut self,
        years: &[i32],
        findings: &mut Vec<Finding>,
    ) -> Option<Vec<Entry<CostLine>>> {
        let list = self.list(SheetRole::Costs, years, findings)?;
        if years.is_empty() {
            let finding = Finding::new("header-missing", Severity::Error, list.sheet.place());
            findings.push(finding.variant("years"));
            return None;
        }
        Some(lists::costs(&list, years, findings))
    }

    pub(super) fn funding(
        &mut self,
        years: &[i32],
        funders: &mut Funders,
        findings: &mut Vec<Finding>,
    ) -> Option<Vec<Entry<Funding>>> {
        let list = self.list(SheetRole::Funding, years, findings)?;
        lists::funding(&list, years, funders, findings)
    }

    /// The recap, if there is one or `convention.toml` says so. A mention may stand there in the place of an amount.
    pub(super) fn recap(
        &mut self,
        years: &[i32],
        funding: &[Entry<Funding>],
        findings: &mut Vec<Finding>,
    ) -> Option<DraftRecap> {
        let names = self.names.of(SheetRole::Recap);
        let name = sheet_name(SheetRole::Recap, &names);
        if names.sheet_place().is_none() && self.workbook.sheets_named(name).next().is_none() {
            return None;
        }
        let mentions = funding.iter().filter_map(|(_, row)| match row {
            Funding::Mention(mention) => Some(fold(&mention.text)),
            Funding::Rule(_) => None,
        });
        let mentions: BTreeSet<String> = mentions.collect();
        let sheet = self.sheet(SheetRole::Recap, &names, findings)?;
        let (recap, head) = recap::read(sheet, years, &mentions, &names, findings)?;
        self.heads.push((sheet, head));
        Some(recap)
    }

    fn list(
        &mut self,
        role: SheetRole,
        years: &[i32],
        findings: &mut Vec<Finding>,
    ) -> Option<List<'a>> {
        let names = self.names.of(role);
        let sheet = self.sheet(role, &names, findings)?;
        let list = List::find(sheet, role, years, &names, findings)?;
        self.heads.push((sheet, list.head()));
        Some(list)
    }

    /// The one sheet of that name.
    fn sheet(
        &self,
        role: SheetRole,
        names: &SheetNames,
        findings: &mut Vec<Finding>,
    ) -> Option<&'a Sheet> {
        let name = sheet_name(role, names);
        let named: Vec<_> = self.workbook.sheets_named(name).collect();
        match named.as_slice() {
            [sheet] => {
                let hidden = || Finding::new("sheet-hidden", Severity::Warning, sheet.place());
                findings.extend(sheet.is_hidden.then(hidden));
                return Some(sheet);
            }
            [first, second, ..] => {
                let finding = Finding::new("sheet-twice", Severity::Error, second.place());
                findings.push(finding.arg("sheet", name).arg("first", first.name.as_ref()));
            }
            [] => {
                let found: Vec<&str> = self
                    .workbook
                    .sheets
                    .iter()
                    .map(|sheet| sheet.name.as_ref())
                    .collect();
                let (place, variant) = match names.sheet_place() {
                    Some(place) => (place.clone(), "named"),
                    None => (Place::file(&self.workbook.file), ""),
                };
                let finding = Finding::new("sheet-missing", Severity::Error, place);
                let finding = finding.variant(variant).arg("sheet", name);
                findings.push(finding.arg("found", found.join(", ")));
            }
        }
        None
    }

    /// The cells as messages show them, with what is known of their headers.
    pub(super) fn into_grids(self) -> BTreeMap<(Arc<str>, Arc<str>), Grid> {
        let mut grids = self.workbook.grids();
        for (sheet, head) in self.heads {
            if let Some(grid) = grids.get_mut(&(Arc::clone(&sheet.file), Arc::clone(&sheet.name))) {
                grid.head = head;
            }
        }
        grids
    }
}

/// What the workbook calls a sheet.
fn sheet_name(role: SheetRole, names: &SheetNames) -> &str {
    names.sheet_name().unwrap_or(role.title())
}

/// What the workbook holds that is not the budget: its other sheets, what is beside the tables, and the rest.
pub(super) fn extras(
    workbook: &Workbook,
    names: &WorkbookNames,
    years: &[i32],
    findings: &[Finding],
) -> Vec<Extra> {
    let role_of = |sheet: &Sheet| {
        let is_named =
            |role: &SheetRole| fold(sheet_name(*role, &names.of(*role))) == fold(&sheet.name);
        SheetRole::ALL.into_iter().find(is_named)
    };
    let others = workbook
        .sheets
        .iter()
        .filter(|sheet| role_of(sheet).is_none());
    let other = |sheet: &Sheet| {
        let kind = if sheet.is_hidden {
            ExtraKind::HiddenSheet
        } else {
            ExtraKind::Sheet
        };
        Extra::new(kind, sheet.name.as_ref(), "")
    };
    let mut extras: Vec<Extra> = others.map(other).collect();
    let unknown = findings
        .iter()
        .filter(|finding| finding.rule == "column-unknown");
    extras.extend(unknown.map(|finding| {
        let name = finding
            .args
            .get("column")
            .map(Fact::shown)
            .unwrap_or_default();
        Extra::new(ExtraKind::Column, finding.place.within_file(), &name)
    }));
    for sheet in &workbook.sheets {
        extras.extend(match role_of(sheet) {
            None => Vec::new(),
            Some(SheetRole::Recap) => extras::around_the_recap(sheet, years),
            Some(role) => extras::beside_the_list(sheet, &names.of(role)),
        });
    }
    extras.extend(workbook.extras.iter().cloned());
    extras
}
