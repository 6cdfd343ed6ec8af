//! The three sheets that are read, found in the workbook under the names that they have there, and what else the
//! workbook holds.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{
    codes::code_of,
    header::{FunderColumn, Header, Known},
    headings::{is_error_text, parse_year},
    names::{Names, SheetRole, YEAR_COLUMN, YEARLY, column_absent, may_be_yearly},
    periods,
    workbook::{Cell, Sheet, Workbook},
};
use crate::{
    finding::{Finding, Severity},
    model::{Convention, CostLine, Extra, ExtraKind, Funders},
    money::Amount,
    source::{Code, Grid, Head, Located, Place, fold, free_name, join},
};

/// A workbook, and which of its sheets is which.
pub(super) struct Sheets<'a> {
    pub(super) workbook: &'a Workbook,
    pub(super) names: &'a Names,
    pub(super) years: &'a [i32],
    pub(super) findings: &'a mut Vec<Finding>,
    /// The sheets whose headers were found.
    pub(super) heads: Vec<(SheetRole, &'a Sheet, Head)>,
    /// The columns that a header has and the budget does not need.
    pub(super) unknown: Vec<(&'a Sheet, usize)>,
    /// The rows whose cells in such columns are published with a line or a rule.
    pub(super) carried: BTreeSet<(Arc<str>, usize)>,
    /// The rows that are no part of the budget.
    pub(super) ignored: BTreeSet<(Arc<str>, usize)>,
    /// The codes that fiches bear.
    pub(super) codes: &'a BTreeSet<Code>,
    pub(super) convention: &'a Convention,
    /// Who leads each fiche, and its title, by the key of its code.
    pub(super) leaders: &'a BTreeMap<String, String>,
    pub(super) titles: &'a BTreeMap<String, String>,
}

impl<'a> Sheets<'a> {
    /// The headers of the sheets of rows of this kind.
    pub(super) fn headers(
        &mut self,
        role: SheetRole,
        funders: &Funders,
    ) -> Option<Vec<Header<'a>>> {
        let is_funder = |label: &str| funders.find(label).is_some();
        let words = |text: &str| -> BTreeSet<String> {
            text.split(|c: char| !c.is_alphanumeric())
                .map(fold)
                .collect()
        };
        // « La Ville » heads a column too; that it is near a party's name is reported once it is read.
        let is_near = |label: &str| {
            let mut parties = funders.parties();
            let of_label = words(label);
            is_funder(label) || parties.any(|(_, party)| words(&party.column).is_subset(&of_label))
        };
        let mut known = Known {
            names: self.names,
            years: self.years,
            is_funder: Some(&is_funder),
            is_name: Some(&is_funder),
            proposes: false,
        };
        let is_shared = role == SheetRole::Funding && self.pays_beside_costs(&known);
        let sheets = self.sheets(if is_shared { SheetRole::Costs } else { role })?;
        if role == SheetRole::Funding {
            known.is_funder = Some(&is_near);
        }
        let sheets = sheets.into_iter();
        let headers = sheets.map(|sheet| self.header(role, sheet, &known));
        let headers: Vec<Option<Header<'a>>> = headers.collect();
        headers.into_iter().collect()
    }

    /// Whether the sheet of costs holds who pays too, in a column a funder.
    fn pays_beside_costs(&self, known: &Known<'_>) -> bool {
        let role = SheetRole::Funding;
        let is_absent = self.names.given_sheets(role).is_empty()
            && self.workbook.sheets_named(role.title()).next().is_none();
        let costs = self.names.sheets(SheetRole::Costs).into_iter();
        let mut costs = costs.flat_map(|name| self.workbook.sheets_named(name));
        let has_funders = |sheet: &'a Sheet| {
            let header = Header::find(role, sheet, known);
            header.is_some_and(|header| !header.funders.is_empty())
        };
        is_absent && costs.any(has_funders)
    }

    /// The columns of a sheet of rows that the budget does not need; those beside costs may be of who pays.
    fn unneeded(&self, header: &mut Header<'a>, known: &Known<'_>) -> Vec<usize> {
        let (role, sheet) = (SheetRole::Funding, header.sheet);
        let mut free = header.free();
        let named = self.names.sheets(role);
        let is_named = named.iter().any(|name| fold(name) == fold(&sheet.name));
        if header.role != role && (is_named || self.pays_beside_costs(known)) {
            let beside = Header::find(role, sheet, known);
            let free_beside = beside.as_ref().map(Header::free).unwrap_or_default();
            free.retain(|col| free_beside.contains(col));
            header.unsure = beside.map(|header| header.unsure).unwrap_or_default();
        }
        free
    }

    /// The header of a sheet of rows; reports what it lacks.
    fn header(
        &mut self,
        role: SheetRole,
        sheet: &'a Sheet,
        known: &Known<'_>,
    ) -> Option<Header<'a>> {
        let Some(mut header) = Header::find(role, sheet, known) else {
            let named = self.names.given(role, "Fiche");
            let place = named.map_or_else(|| sheet.place(), |name| name.place.clone());
            let column = self.names.header(role, "Fiche", None);
            let finding = Finding::error("header-missing", place);
            self.findings.push(finding.arg("column", column));
            return None;
        };
        let row = header.row;
        let at = |col: usize| sheet.place_of(row, col);
        // Which of two columns is right is unknown.
        self.findings.extend(header.twice.iter().map(|col| {
            let finding = Finding::error("column-twice", at(*col));
            finding.arg("column", header.headings[*col].text.as_str())
        }));
        let is_unit = |finding: &Finding| finding.rule == "amount-unit";
        header.is_beside_thousands =
            role == SheetRole::Funding && self.findings.iter().any(is_unit);
        let is_long = header.has_year_column();
        let is_dated = |column: &FunderColumn| column.year.is_some() || column.is_rate || is_long;
        // What a funder pays in all is only checked beside its rate.
        let rated = header.funders.iter().filter(|column| column.is_rate);
        let rated: BTreeSet<String> = rated.map(|column| fold(&column.name)).collect();
        let is_whole =
            |column: &FunderColumn| !is_dated(column) && rated.contains(&fold(&column.name));
        (header.wholes, header.funders) = header.funders.into_iter().partition(is_whole);
        for column in header.funders.iter().filter(|column| !is_dated(column)) {
            let finding = Finding::error("column-missing", column.name.place.clone());
            let finding = finding.arg("columns", column.name.as_str());
            self.findings.push(finding.variant("funder-year"));
        }
        // A funder has one rate and one amount in each year.
        let mut seen = BTreeSet::new();
        let is_first =
            |column: &FunderColumn| seen.insert((fold(&column.name), column.year, column.is_rate));
        let (funders, again): (Vec<_>, Vec<_>) = header.funders.into_iter().partition(is_first);
        header.funders = funders;
        for funder in again {
            let finding = Finding::error("column-twice", at(funder.col)).variant("funder");
            let column = header.headings[funder.col].text.as_str();
            let finding = finding.arg("funder", funder.name.as_str());
            self.findings.push(finding.arg("column", column));
            header.twice.push(funder.col);
        }
        let missing = self.missing(&header);
        // Costs and funding may be read from one sheet: its other columns are reported once.
        let was_read = self.head(sheet).is_some();
        let mut free = self.unneeded(&mut header, known);
        if !was_read {
            let mut variants = missing.iter().map(|finding| finding.variant);
            if variants.any(|variant| ["undated", "parts"].contains(&variant)) {
                let reported = [header.undated(), header.parts()].concat();
                free.retain(|col| !reported.contains(col));
            }
            // None is called as one of ours is in the corrected workbook.
            let mut taken = BTreeSet::new();
            for title in role.columns().iter().map(|title| title.to_lowercase()) {
                taken.extend(self.years.iter().map(|year| format!("{title} {year}")));
                taken.insert(title);
            }
            for (col, name) in free.iter().zip(header.texts(&free)) {
                let name = free_name(&name, ' ', &mut taken);
                header.carried.push((*col, name));
                self.unknown.push((sheet, *col));
                let finding = self.unknown_column(&header, *col);
                self.findings.push(finding);
            }
            for (row, col) in header.untitled_amounts() {
                let place = sheet.place_of(row, col);
                let finding = Finding::new("column-unknown", Severity::Warning, place);
                let finding = finding.variant("untitled");
                self.findings
                    .push(finding.drafted(sheet.cell(row, col).shown()));
            }
        }
        let is_whole = missing.is_empty();
        self.findings.extend(missing);
        header.find_looks();
        self.heads.push((role, sheet, header.head()));
        is_whole.then_some(header)
    }

    /// The columns that a sheet can't do without, and those that `convention.toml` names, where it lacks them; with
    /// those that may be meant, or that lack a year.
    fn missing(&self, header: &Header<'a>) -> Vec<Finding> {
        let (role, sheet) = (header.role, header.sheet);
        // Of several sheets, one may lack what another has.
        let is_alone = self.names.sheets(role).len() == 1;
        let (mut found, mut missing) = (Vec::new(), Vec::new());
        let given = self.names.given(role, YEAR_COLUMN);
        if let Some(name) = given.filter(|_| !header.has_year_column()) {
            // Without it, what the columns of amounts are of is unknown.
            return vec![column_absent(name)];
        }
        for title in role.columns() {
            let (all, is_needed) = (self.years_of(title), role.needs(title));
            let absent = all.iter().filter(|year| !header.has_column(title, **year));
            let absent: Vec<Option<i32>> = absent.copied().collect();
            let is_partial = absent.len() < all.len();
            let is_replaced = match *title {
                "Financeur" => !header.funders.is_empty(),
                "Taux" => header.has("Montant") || header.has("Taux") || !header.funders.is_empty(),
                _ => false,
            };
            let given = self.names.given(role, title);
            // A sheet may be of one year.
            if absent.is_empty() || is_partial && !is_alone {
                continue;
            }
            // What `convention.toml` names is reported there.
            if let Some(name) = given.filter(|_| !is_partial && (is_alone || is_needed)) {
                found.push(column_absent(name));
            } else if is_needed && !is_replaced {
                let choices = header.choices.get(title).cloned().unwrap_or_default();
                let mut choices = vec![("choice", choices)];
                if may_be_yearly(title) {
                    choices.extend([("parts", header.parts()), ("undated", header.undated())]);
                }
                let unclear_columns = choices.iter().find(|(_, columns)| !columns.is_empty());
                if let Some((variant, columns)) = unclear_columns {
                    let finding = unclear(header, title, columns, variant);
                    let periods = periods::named(&self.convention.years);
                    found.push(finding.arg("periods", periods));
                } else {
                    let names = absent.into_iter();
                    missing.extend(names.map(|year| self.names.header(role, title, year)));
                }
            }
        }
        if !missing.is_empty() {
            let finding = Finding::error("column-missing", sheet.place());
            found.push(finding.arg("columns", missing.join(", ")));
        }
        found
    }

    /// The years that a column comes in; none, once, for one that has no year.
    fn years_of(&self, title: &str) -> Vec<Option<i32>> {
        if YEARLY.contains(&title) {
            self.years.iter().copied().map(Some).collect()
        } else {
            vec![None]
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
                let (place, variant) = match given.find(|given| given.trim() == name) {
                    Some(given) => (given.place.clone(), "named"),
                    None => (Place::file(&self.workbook.file), ""),
                };
                let finding = Finding::error("sheet-missing", place).variant(variant);
                finding.arg("found", found.join(", "))
            }
        };
        self.findings.push(finding.arg("sheet", name));
        None
    }

    /// Reports a column that is not read.
    fn unknown_column(&self, header: &Header<'_>, col: usize) -> Finding {
        let place = header.sheet.place_of(header.row, col);
        let heading = &header.headings[col];
        let name = heading.text.as_str();
        // A ceiling, a floor or a base can't be left out.
        let terms = "plafon plancher minimum maximum assiette eligible subventionnable";
        let is_term = header.role == SheetRole::Funding
            && header.figures_in(col) == Some(true)
            && terms.split(' ').any(|term| fold(name).contains(term));
        // « Montant Phase 3 », « Montant 2030 »
        let is_amount = heading.title(Some(true)) == Some("Montant") && !heading.is_sum();
        let last = self.years.iter().max().copied();
        let is_later = heading.year.is_none_or(|year| Some(year) > last);
        let is_numbered = name.contains(|c: char| c.is_ascii_digit());
        let has_numbers = || header.filled(col).any(|cell| cell.number().is_some());
        let (severity, variant) = match () {
            () if is_error_text(name) => {
                let finding = Finding::error("cell-unreadable", place).variant("error");
                return finding.drafted(name).arg("column", name);
            }
            () if is_term => (Severity::Error, "term"),
            () if is_amount && is_later && is_numbered && has_numbers() => {
                (Severity::Warning, "amount")
            }
            () if header.unsure.contains(&col) => (Severity::Warning, "payer"),
            () => (Severity::Info, ""),
        };
        let finding = Finding::new("column-unknown", severity, place).variant(variant);
        finding.arg("column", name)
    }

    /// Reports the sheets that are not read: those with other amounts by fiche and year than what fiches cost, with who
    /// pays what, or whose amounts are of no fiche or no year.
    pub(super) fn report_unread(&mut self, lines: &[(Located<Code>, CostLine)]) {
        for sheet in &self.workbook.sheets {
            if self.head(sheet).is_none() && !self.workbook.is_our_sheet(&sheet.name) {
                let finding = self.unread(sheet, lines);
                self.findings.extend(finding);
            }
        }
    }

    fn unread(&self, sheet: &Sheet, lines: &[(Located<Code>, CostLine)]) -> Option<Finding> {
        let known = Known {
            names: &Names::default(),
            years: self.years,
            is_funder: None,
            is_name: None,
            proposes: true,
        };
        let at = |header: &Header<'_>, severity| {
            let place = sheet.place_of(header.row, 0);
            Finding::new("sheet-unread", severity, place)
        };
        let code_in = |header: &Header<'_>, row: usize| {
            let code = sheet.cell(row, header.col("Fiche")?).shown();
            code_of(&code, self.codes)
        };
        let amounts = |header: &Header<'_>, row: usize| -> Vec<Option<Amount>> {
            let mut unused = Vec::new();
            let mut row = header.row(row, &mut unused);
            row.take_year(self.years);
            let years = self.years.iter();
            years
                .map(|year| row.amount(Some(*year)).0.amount())
                .collect()
        };
        let cost = |code: &Code, rank: usize| -> Amount {
            let of_fiche = lines.iter().filter(|(other, _)| other.value == *code);
            of_fiche.map(|(_, line)| line.amount(rank)).sum()
        };
        let is_other = |header: &Header<'_>, row: usize| {
            let Some(code) = code_in(header, row) else {
                return false;
            };
            let mut amounts = amounts(header, row).into_iter().enumerate();
            amounts.any(|(rank, amount)| amount.is_some_and(|amount| amount != cost(&code, rank)))
        };
        // A list of who pays which fiche.
        let pays = |header: &Header<'_>, row: usize| {
            let is_coded = code_in(header, row).is_some_and(|code| self.codes.contains(&code));
            let rate = header.col("Taux");
            let rate = rate.and_then(|col| sheet.cell(row, col).number());
            is_coded && (rate.is_some() || amounts(header, row).iter().any(Option::is_some))
        };
        let costs = Header::find(SheetRole::Costs, sheet, &known);
        if let Some(header) = &costs
            && header.likeness() > 1
            && header.rows().any(|row| is_other(header, row))
        {
            return Some(at(header, Severity::Warning));
        }
        if let Some(header) = Header::find(SheetRole::Funding, sheet, &known)
            && header.col("Financeur").is_some()
            && header.rows().any(|row| pays(&header, row))
        {
            return Some(at(&header, Severity::Warning).variant("funding"));
        }
        let header = costs.filter(|_| !self.has_role(sheet))?;
        let choices = header.choices.get("Montant").into_iter().flatten().copied();
        let mut columns = header.columns_of(&["Montant"]);
        columns.extend(choices.chain(header.undated()));
        let variant = match header.col("Fiche") {
            None => "fiche",
            Some(_) if !header.has("Montant") => "year",
            Some(_) => return None,
        };
        let mut columns = columns.iter();
        let has_amounts = columns.any(|col| header.figures_in(*col) == Some(true));
        has_amounts.then(|| at(&header, Severity::Info).variant(variant))
    }

    /// Whether a sheet is named as one that is read.
    fn has_role(&self, sheet: &Sheet) -> bool {
        let names = SheetRole::ALL
            .iter()
            .flat_map(|role| self.names.sheets(*role));
        let mut sheets = names.flat_map(|name| self.workbook.sheets_named(name));
        sheets.any(|other| other.name == sheet.name)
    }

    fn head(&self, sheet: &Sheet) -> Option<&(SheetRole, &'a Sheet, Head)> {
        let mut heads = self.heads.iter();
        heads.find(|(_, other, _)| other.name == sheet.name)
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
        let sheets = self.workbook.sheets.iter();
        for sheet in sheets.filter(|sheet| !self.has_role(sheet)) {
            let kind = if sheet.is_hidden {
                ExtraKind::HiddenSheet
            } else {
                ExtraKind::Sheet
            };
            extras.push(Extra::new(kind, sheet.name.as_ref(), ""));
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
            let is_left = |row: usize, col: usize| {
                let is_it = |(other, at): &(&Sheet, usize)| other.name == sheet.name && *at == col;
                let key = (Arc::clone(&sheet.name), row);
                !self.carried.contains(&key) && self.unknown.iter().any(is_it)
            };
            let amounts = sheet.row(first).iter().position(is_year).unwrap_or(0);
            let is_budget = |row: usize, col: usize| match role {
                _ if self.ignored.contains(&(Arc::clone(&sheet.name), row)) => false,
                SheetRole::Recap if row > header => {
                    let mut cells = sheet.row(row).iter().skip(amounts);
                    cells.any(|cell| !cell.is_blank())
                }
                SheetRole::Recap => head.rows.contains(&row),
                _ if row < header => row >= first && is_year(sheet.cell(row, col)),
                _ => !sheet.cell(header, col).is_blank() && (row == header || !is_left(row, col)),
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

/// A column that is not found: these may be meant, if one is chosen or a year is given.
fn unclear(header: &Header<'_>, title: &str, columns: &[usize], variant: &'static str) -> Finding {
    let texts = header
        .texts(columns)
        .into_iter()
        .map(|text| format!("« {text} »"));
    let names = columns.iter().map(|col| &header.headings[*col].name);
    let names: BTreeSet<&String> = names.collect();
    let key = SheetRole::key(title);
    let lines = names.into_iter().map(|name| format!("{key} = \"{name}\""));
    let place = header.sheet.place_of(header.row, columns[0]);
    let finding = Finding::error("column-missing", place).variant(variant);
    let finding = finding
        .arg("columns", join(texts, ", "))
        .arg("title", title);
    let finding = finding
        .arg("count", columns.len())
        .arg("names", join(lines, ", "));
    finding.arg("table", SheetRole::key(header.role.title()))
}
