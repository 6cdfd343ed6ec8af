//! The three sheets that are read, found in the workbook under the names that they have there, and what else the
//! workbook holds.

use std::{
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
    sync::Arc,
};

use rust_decimal::Decimal;

use super::{
    labels::{funder_label, names_somebody, total_of},
    names::{Names, SheetRole, YEAR_COLUMN, YEARLY, column_absent},
    table::{FunderColumn, Header, header_key, header_names, header_row, parse_year},
    workbook::{Cell, Sheet, Workbook},
};
use crate::{
    finding::{Fact, Finding, Severity},
    model::{Axis, Extra, ExtraKind, Funders},
    source::{Code, Grid, Head, Located, Place, fold},
};

/// A workbook, and which of its sheets is which.
pub(super) struct Sheets<'a> {
    pub(super) workbook: &'a Workbook,
    pub(super) names: &'a Names,
    pub(super) years: &'a [i32],
    pub(super) findings: &'a mut Vec<Finding>,
    /// The sheets whose headers were found.
    pub(super) heads: Vec<(SheetRole, &'a Sheet, Head)>,
    /// The columns that a header has and a kind of sheet does not: sheet, row of the header, column, name.
    pub(super) unknown: Vec<(&'a Sheet, usize, usize, String)>,
    /// The rows that are no part of the budget.
    pub(super) ignored: BTreeSet<(Arc<str>, usize)>,
    /// The codes that fiches bear.
    pub(super) codes: &'a BTreeSet<Code>,
    pub(super) axes: &'a [Axis],
}

impl<'a> Sheets<'a> {
    /// The headers of the sheets of rows of this kind.
    pub(super) fn headers(
        &mut self,
        role: SheetRole,
        funders: &mut Funders,
    ) -> Option<Vec<Header<'a>>> {
        let sheets = match role {
            // One sheet may say what a fiche costs and, in a column a funder, who pays.
            SheetRole::Funding if self.is_shared(funders) => self.sheets(SheetRole::Costs)?,
            role => self.sheets(role)?,
        };
        let headers = sheets
            .into_iter()
            .map(|sheet| self.header(role, sheet, funders));
        let headers: Vec<Option<Header<'a>>> = headers.collect();
        headers.into_iter().collect()
    }

    /// Whether there is no sheet of funding, and the costs have a column of a party.
    fn is_shared(&self, funders: &Funders) -> bool {
        let role = SheetRole::Funding;
        let is_there = |name: &&str| self.workbook.sheets_named(name).next().is_some();
        let names = self.names.sheets(SheetRole::Costs);
        let costs = names
            .iter()
            .flat_map(|name| self.workbook.sheets_named(name));
        let has_party = |sheet: &Sheet| {
            let row = header_row(sheet, SheetRole::Costs, self.names);
            let cells = row
                .into_iter()
                .flat_map(|row| sheet.row(row).iter().chain(sheet.row(row + 1)));
            let mut found = cells.filter_map(|cell| funders.find(&funder_label(&cell.shown()).0));
            found.any(|funder| funders.is_party(funder))
        };
        self.names.given_sheets(role).is_empty()
            && !is_there(&role.title())
            && costs.into_iter().any(has_party)
    }

    /// The header of a sheet of rows: the row that holds a cell `Fiche`, or what stands in its place.
    fn header(
        &mut self,
        role: SheetRole,
        sheet: &'a Sheet,
        funders: &mut Funders,
    ) -> Option<Header<'a>> {
        let Some(row) = header_row(sheet, role, self.names) else {
            let named = self.names.given(role, "Fiche");
            let place = named.map_or_else(|| sheet.place(), |name| name.place.clone());
            let finding = Finding::error("header-missing", place);
            self.findings
                .push(finding.arg("column", self.names.header(role, "Fiche", None)));
            return None;
        };
        let mut wanted = BTreeMap::from([(
            header_key(&self.names.header(role, YEAR_COLUMN, None)),
            (YEAR_COLUMN, None),
        )]);
        for title in role.columns() {
            // Where each row says its year, a name that is given has none.
            let is_plain = self.names.given(role, YEAR_COLUMN).is_some();
            let years = if is_plain {
                Vec::new()
            } else {
                self.years_of(title)
            };
            for year in years.into_iter().chain([None]) {
                let header = self.names.header(role, title, year);
                wanted.entry(header_key(&header)).or_insert((*title, year));
            }
        }
        let (row, headers) = header_names(sheet, row, |name| self.names.takes_year(role, name));
        let names = headers
            .into_iter()
            .enumerate()
            .filter(|(_, name)| !header_key(name).is_empty());
        let mut header = Header::new(role, sheet, row, names.collect());
        let mut unknown = Vec::new();
        for (col, name) in header.names.clone() {
            match wanted.get(&header_key(&name)) {
                None => unknown.push(col),
                Some(column) => match header.columns.entry(*column) {
                    Entry::Vacant(entry) => drop(entry.insert(col)),
                    // Which of the two is right can't be told.
                    Entry::Occupied(_) => {
                        let finding = Finding::error("column-twice", sheet.place_of(row, col));
                        self.findings.push(finding.arg("column", name));
                    }
                },
            }
        }
        // Amounts without a year are those of the row's, or of the only one.
        let is_long = header.columns.contains_key(&(YEAR_COLUMN, None));
        for title in YEARLY.into_iter().filter(|_| !is_long) {
            let Some(col) = header.columns.remove(&(title, None)) else {
                continue;
            };
            match self.years {
                [year] => drop(header.columns.entry((title, Some(*year))).or_insert(col)),
                _ => unknown.push(col),
            }
        }
        if role == SheetRole::Funding && !header.columns.contains_key(&("Financeur", None)) {
            self.find_funders(&mut header, &mut unknown, funders);
        }
        for col in unknown {
            self.unknown
                .push((sheet, row, col, header.names[&col].clone()));
        }
        if self.lacks_columns(&header) {
            return None;
        }
        header.find_merged();
        self.heads.push((role, sheet, header.head()));
        Some(header)
    }

    /// Reports the columns that a sheet can't do without, and those that `convention.toml` names, where it lacks them.
    fn lacks_columns(&mut self, header: &Header<'a>) -> bool {
        let (role, sheet, is_long) = (header.role, header.sheet, header.has_year_column());
        // Of several sheets, one may lack what another has.
        let is_alone = self.names.sheets(role).len() == 1;
        let has_amounts = header.columns.keys().any(|(title, _)| *title == "Montant");
        let before = self.findings.len();
        let mut missing = Vec::new();
        for title in role.columns() {
            let mut absent = self.years_of(title);
            let all = absent.len();
            absent.retain(|year| {
                let columns = &header.columns;
                let is_there = |year| columns.contains_key(&(*title, year));
                !(is_there(*year) || is_long && is_there(None))
            });
            // A sheet may be of one year.
            if !is_alone && absent.len() < all {
                absent.clear();
            }
            let is_replaced = match *title {
                "Financeur" => !header.funders.is_empty(),
                "Taux" => has_amounts || !header.funders.is_empty(),
                _ => false,
            };
            match self.names.given(role, title) {
                // What `convention.toml` names is reported there.
                Some(name)
                    if !absent.is_empty()
                        && absent.len() == all
                        && (is_alone || role.needs(title)) =>
                {
                    self.findings.push(column_absent(name));
                }
                _ if role.needs(title) && !is_replaced => {
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
        self.findings.len() > before
    }

    /// The years that a column comes in; none, once, for one that has no year.
    fn years_of(&self, title: &str) -> Vec<Option<i32>> {
        if YEARLY.contains(&title) {
            self.years.iter().copied().map(Some).collect()
        } else {
            vec![None]
        }
    }

    /// The columns that hold what one funder pays, if a party has one: its rate, or its amount of a year.
    fn find_funders(
        &mut self,
        header: &mut Header<'a>,
        unknown: &mut Vec<usize>,
        funders: &mut Funders,
    ) {
        let sheet = header.sheet;
        let rows = || header.row + 1..sheet.rows.len();
        let number = |row: usize, col: usize| match sheet.cell(row, col) {
            Cell::Number(number) => Some(*number),
            Cell::Text(text) if text.trim().ends_with('%') => Some(Decimal::ZERO),
            _ => None,
        };
        let mut years = BTreeMap::new();
        let mut year_above = None;
        for col in 0..sheet.width() {
            let above = header
                .row
                .checked_sub(1)
                .map(|above| sheet.cell(above, col).shown());
            if let Some(above) = above.filter(|above| !above.trim().is_empty()) {
                year_above = parse_year(&above);
            }
            years.extend(year_above.map(|year| (col, year)));
        }
        let mut found = Vec::new();
        for col in unknown.iter().copied() {
            let (label, year, is_rate) = funder_label(&header.names[&col]);
            let has_figures = rows().any(|row| number(row, col).is_some());
            let is_other = Funders::is_reserved(&label)
                || total_of(&label).is_some()
                || !names_somebody(&label);
            if has_figures && !is_other {
                found.push((
                    col,
                    label,
                    year.or_else(|| years.get(&col).copied()),
                    is_rate,
                ));
            } else if is_rate && fold(&label).is_empty() {
                // A `%` right of a funder's amount is its rate.
                let left = found.last().filter(|(left, ..)| left + 1 == col);
                found.extend(left.map(|(_, label, ..)| (col, label.clone(), None, true)));
            }
        }
        let is_party = |label: &str| funders.find(label).is_some_and(|own| funders.is_party(own));
        if !found.iter().any(|(_, label, ..)| is_party(label)) {
            return;
        }
        let values = found
            .iter()
            .filter(|(.., year, is_rate)| year.is_none() && !is_rate);
        let values = values.flat_map(|(col, ..)| rows().filter_map(|row| number(row, *col)));
        let are_rates = values.max() <= Some(Decimal::ONE);
        for (col, label, year, is_rate) in found {
            let year = match self.years {
                _ if is_rate || year.is_none() && are_rates => None,
                [only] if year.is_none() => Some(*only),
                _ => year,
            };
            let place = sheet.place_of(header.row, col);
            let is_known =
                is_rate || are_rates || year.is_some_and(|year| self.years.contains(&year));
            if !is_known {
                let finding = Finding::error("column-missing", place).variant("funder-year");
                self.findings.push(finding.arg("columns", label));
                continue;
            }
            unknown.retain(|own| *own != col);
            let funder = funders.find_or_add(&Located::new(label, place));
            header.funders.push(FunderColumn { funder, col, year });
        }
    }

    /// The sheets of a kind.
    pub(super) fn sheets(&mut self, role: SheetRole) -> Option<Vec<&'a Sheet>> {
        let names = self.names.sheets(role);
        let sheets = names.iter().map(|name| self.sheet_named(role, name));
        let sheets: Vec<Option<&'a Sheet>> = sheets.collect();
        sheets.into_iter().collect()
    }

    /// The one sheet of that name.
    fn sheet_named(&mut self, role: SheetRole, name: &str) -> Option<&'a Sheet> {
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
                let mut given = self.names.given_sheets(role).iter();
                let finding = match given.find(|given| given.trim() == name) {
                    Some(given) => {
                        Finding::error("sheet-missing", given.place.clone()).variant("named")
                    }
                    None => Finding::error("sheet-missing", Place::file(&self.workbook.file)),
                };
                finding.arg("found", found.join(", "))
            }
        };
        self.findings.push(finding.arg("sheet", name));
        None
    }

    /// Reports the columns that no kind of sheet reads.
    pub(super) fn report_unknown(&mut self) {
        let unknown = std::mem::take(&mut self.unknown);
        for (sheet, row, col, name) in &unknown {
            let same = unknown
                .iter()
                .filter(|(own, _, at, _)| own.name == sheet.name && at == col);
            let readers = self
                .heads
                .iter()
                .filter(|(_, own, _)| own.name == sheet.name);
            let place = sheet.place_of(*row, *col);
            let is_told = self
                .findings
                .iter()
                .any(|own| own.rule == "column-unknown" && own.place == place);
            if same.count() >= readers.count() && !is_told {
                let finding = Finding::new("column-unknown", Severity::Info, place);
                self.findings.push(finding.arg("column", name.as_str()));
            }
        }
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
        let roles = SheetRole::ALL.map(|role| self.names.sheets(role));
        let roles: Vec<String> = roles.iter().flatten().map(|name| fold(name)).collect();
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
                _ if self.ignored.contains(&(Arc::clone(&sheet.name), row)) => false,
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
