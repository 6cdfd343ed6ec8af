//! An existing workbook in, a proposal out: which sheet and column is which, whatever they are called, the
//! years, who pays, and the fiches it names.
//!
//! Only what has one explanation is proposed. Where several sheets or columns would do, they are listed and none
//! is chosen; nothing is read as a figure here.

mod found;

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    path::Path,
};

use super::{
    folder::Folder,
    labels::{funder_label, names_somebody, title_of_group, total_of},
    names::{SheetRole, YEAR_COLUMN, YEARLY},
    table::{header_names, parse_year},
    workbook::{self, Cell, Sheet, Workbook},
};
use crate::{
    error::Error,
    limits::Limits,
    model::ColumnKind,
    source::{Code, fold},
};
use found::{Heading, RecognisedColumn, code_in};
pub(crate) use found::{Reason, Recognised, RecognisedFiche, RecognisedSheet};

/// Looks through the workbook at `path`.
///
/// # Errors
/// [`Error::Input`] when it is no workbook that can be read.
pub fn recognise(path: &Path, limits: &Limits) -> Result<Recognised, Error> {
    let (mut folder, name) = Folder::beside(path, limits)?;
    let read = folder.bytes(&name).and_then(|bytes| {
        let workbook = workbook::read_bytes(&mut folder, &name, bytes.clone())?;
        Some(look(&workbook, bytes))
    });
    read.ok_or_else(|| folder.into_error())
}

fn look(workbook: &Workbook, bytes: Vec<u8>) -> Recognised {
    let (mut recaps, mut lists) = (Vec::new(), Vec::new());
    let mut parties = BTreeSet::new();
    for sheet in &workbook.sheets {
        match Recap::read(sheet) {
            Some(recap) => {
                parties.extend(recap.parties().iter().map(|name| fold(name)));
                recaps.push(recap);
            }
            None => lists.extend(List::read(sheet)),
        }
    }
    lists
        .iter_mut()
        .for_each(|list| list.find_funders(&parties));
    let alike = |role| {
        let best = lists.iter().map(|list| list.likeness(role)).max();
        let is_best = |list: &&List<'_>| best > Some(0) && Some(list.likeness(role)) == best;
        let best = lists.iter().filter(is_best);
        only(role, best.map(|list| (list.sheet, list)).collect())
    };
    let (costs, mut costs_sheet) = alike(SheetRole::Costs);
    let all_costs = sheets_of_costs(&lists, costs, &mut costs_sheet);
    let costs = all_costs.first().copied();
    let (funding, mut funding_sheet) = alike(SheetRole::Funding);
    for (list, sheet) in [(costs, &mut costs_sheet), (funding, &mut funding_sheet)] {
        if let Some(list) = list {
            (sheet.columns, sheet.unused) = list.columns(sheet.role);
            if !list.funders.is_empty() && sheet.role == SheetRole::Funding {
                sheet
                    .columns
                    .retain(|own| own.header.is_some() || own.is_needed);
                sheet.funders = list.funders();
            }
        }
    }
    let recaps = recaps.iter().map(|recap| (recap.sheet, recap)).collect();
    let (recap, mut recap_sheet) = only(SheetRole::Recap, recaps);
    recap_sheet.columns = recap.map(Recap::columns).unwrap_or_default();
    let mut years: BTreeSet<i32> = all_costs.iter().flat_map(|list| list.years()).collect();
    if years.is_empty() {
        years = recap.map(Recap::years).unwrap_or_default();
    }

    let funders = funding.map(List::funders);
    let mut funders = funders.unwrap_or_default();
    let mut seen = BTreeSet::new();
    funders.retain(|name| seen.insert(fold(name)));
    // The recap first: it has titles, and the order of the annexes.
    let listed = all_costs.iter().copied().chain(funding).map(List::fiches);
    let named = recap.map(Recap::fiches).into_iter().chain(listed).flatten();
    let mut fiches: Vec<RecognisedFiche> = Vec::new();
    for fiche in named {
        match fiches.iter_mut().find(|own| own.code == fiche.code) {
            Some(own) => own.title = own.title.take().or(fiche.title),
            None => fiches.push(fiche),
        }
    }
    let sheets = vec![costs_sheet, funding_sheet, recap_sheet];
    let is_used = |name: &str| {
        let mut named = sheets
            .iter()
            .flat_map(|own| own.names.iter().chain(&own.candidates));
        named.any(|own| own == name)
    };
    let reason = |sheet: &Sheet| match lists.iter().find(|list| list.sheet.name == sheet.name) {
        Some(list) if list.likeness(SheetRole::Costs) > 0 => Reason::Alike(SheetRole::Costs),
        Some(list) if list.likeness(SheetRole::Funding) > 0 => Reason::Alike(SheetRole::Funding),
        Some(list) if list.column_of("fiche").is_some() => Reason::NoFigures,
        None if Recap::read(sheet).is_some() => Reason::Alike(SheetRole::Recap),
        _ => Reason::NoCodes,
    };
    let others = workbook.sheets.iter().filter(|sheet| !is_used(&sheet.name));
    let others = others
        .map(|sheet| (sheet.name.to_string(), reason(sheet)))
        .collect();
    Recognised {
        bytes,
        sheets,
        years: years.into_iter().collect(),
        axes: recap.map(Recap::axes).unwrap_or_default(),
        parties: recap.map(Recap::parties).unwrap_or_default(),
        funders,
        fiches,
        others,
    }
}

/// The chosen sheet of costs and those that go on with it: they have the same columns, and other fiches or years. Where
/// all that may be meant go on with each other there is nothing to choose.
fn sheets_of_costs<'l, 'a>(
    lists: &'l [List<'a>],
    chosen: Option<&'l List<'a>>,
    sheet: &mut RecognisedSheet,
) -> Vec<&'l List<'a>> {
    let name = |list: &List<'_>| list.sheet.name.to_string();
    let mut candidates = lists
        .iter()
        .filter(|list| sheet.candidates.contains(&name(list)));
    let first = chosen.or_else(|| {
        let first = candidates.next()?;
        candidates.all(|list| first.goes_on(list)).then_some(first)
    });
    let mut all: Vec<&List<'_>> = first.into_iter().collect();
    let alike = lists
        .iter()
        .filter(|list| list.likeness(SheetRole::Costs) > 0);
    for list in alike.filter(|_| first.is_some()) {
        if all.iter().all(|own| own.goes_on(list)) {
            all.push(list);
        }
    }
    if first.is_some() {
        sheet.candidates.clear();
        sheet.names = all.iter().map(|list| name(list)).collect();
    }
    all
}

/// The only one of the sheets that look alike, or the one that bears the usual name, and the proposal that says so.
fn only<T>(role: SheetRole, mut alike: Vec<(&Sheet, T)>) -> (Option<T>, RecognisedSheet) {
    let is_usual = |(sheet, _): &(&Sheet, T)| fold(&sheet.name) == fold(role.title());
    let chosen = match alike.len() {
        1 => Some(0),
        _ => alike.iter().position(is_usual),
    };
    let chosen = chosen.map(|chosen| alike.swap_remove(chosen));
    let (sheet, chosen) = chosen.unzip();
    let name = |sheet: &Sheet| sheet.name.to_string();
    let mut candidates = Vec::new();
    if sheet.is_none() {
        candidates = alike.iter().map(|(sheet, _)| name(sheet)).collect();
    }
    let sheet = RecognisedSheet {
        role,
        names: sheet.map(name).into_iter().collect(),
        candidates,
        columns: Vec::new(),
        unused: Vec::new(),
        funders: Vec::new(),
    };
    (chosen, sheet)
}

/// The header stands among the first rows.
const DEEPEST_HEADER: usize = 40;

/// A sheet read as a list.
struct List<'a> {
    sheet: &'a Sheet,
    row: usize,
    /// One a column.
    headings: Vec<Heading>,
    /// The columns that hold what one funder pays.
    funders: Vec<usize>,
}

impl<'a> List<'a> {
    /// Takes the row with the most headers that mean something, the first of equals.
    fn read(sheet: &'a Sheet) -> Option<Self> {
        let list = |row| {
            let (row, names) = header_names(sheet, row, Heading::takes_year);
            let headings: Vec<_> = names.iter().map(|name| Heading::read(name)).collect();
            let keys: BTreeSet<_> = headings.iter().filter_map(|heading| heading.key).collect();
            let list = Self {
                sheet,
                row,
                headings,
                funders: Vec::new(),
            };
            (keys.len(), list)
        };
        let rows = 0..sheet.rows.len().min(DEEPEST_HEADER);
        let best = rows
            .map(list)
            .max_by_key(|(known, list)| (*known, Reverse(list.row)));
        let (_, mut list) = best.filter(|(known, _)| *known >= 1)?;
        list.find_codes();
        Some(list)
    }

    /// Looks for who pays: the column whose cells name the parties, or a column a funder.
    fn find_funders(&mut self, parties: &BTreeSet<String>) {
        if self.column_of("fiche").is_none() || self.column_of("financeur").is_some() {
            return;
        }
        let unknown = (0..self.headings.len()).filter(|col| self.headings[*col].key.is_none());
        let unknown: Vec<usize> = unknown.collect();
        let names_parties = |col: &usize| {
            let cells: Vec<String> = self.filled(*col).map(|cell| fold(&cell.shown())).collect();
            let known = cells.iter().filter(|name| parties.contains(*name)).count();
            known > 0 && known * 2 >= cells.len()
        };
        if let Some(col) = unknown.iter().copied().find(|col| names_parties(col)) {
            self.headings[col].key = Some("financeur");
            return;
        }
        let holds_numbers = |col: &usize| {
            let name = &self.headings[*col].name;
            let mut cells = self.filled(*col).peekable();
            let is_sum = total_of(name).is_some() || !names_somebody(name);
            cells.peek().is_some() && !is_sum && cells.all(|cell| matches!(cell, Cell::Number(_)))
        };
        let funders: Vec<usize> = unknown.into_iter().filter(holds_numbers).collect();
        let is_named =
            |col: &usize| parties.contains(&fold(&funder_label(&self.headings[*col].name).0));
        if funders.len() >= 2 && (parties.is_empty() || funders.iter().any(is_named)) {
            self.funders = funders;
        }
    }

    /// Whether another sheet has the same columns, and other fiches or other years.
    fn goes_on(&self, other: &Self) -> bool {
        let name = |list: &Self, key| Some(list.headings[list.column_of(key)?].name.clone());
        let codes = |list: &Self| -> BTreeSet<Code> {
            list.fiches().into_iter().map(|fiche| fiche.code).collect()
        };
        let has_same_names = ["fiche", "montant"]
            .iter()
            .all(|key| name(self, key) == name(other, key));
        let has_other_years = self.years().is_disjoint(&other.years());
        has_same_names && (has_other_years || codes(self).is_disjoint(&codes(other)))
    }

    /// Who pays, as it is spelled.
    fn funders(&self) -> Vec<String> {
        let label = |col: &usize| funder_label(&self.headings[*col].name).0;
        match self.funders.as_slice() {
            [] => self.texts("financeur"),
            columns => columns.iter().map(label).collect(),
        }
    }

    /// Whether each row says of which year it is.
    fn is_long(&self) -> bool {
        self.column_of("annee").is_some()
    }

    /// Only the column whose cells are codes is that of fiches; among several, the one whose header says so.
    fn find_codes(&mut self) {
        let columns = 0..self.headings.len();
        let mut holds: Vec<usize> = columns.filter(|col| self.holds_codes(*col)).collect();
        if holds.len() > 1 {
            holds.retain(|col| self.headings[*col].key == Some("fiche"));
        }
        for (col, heading) in self.headings.iter_mut().enumerate() {
            if holds == [col] {
                heading.key = Some("fiche");
                heading.year = None;
            } else if heading.key == Some("fiche") {
                heading.key = None;
            }
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

    /// The first column that seems to be `key`.
    fn column_of(&self, key: &str) -> Option<usize> {
        let mut headings = self.headings.iter();
        headings.position(|heading| heading.key == Some(key))
    }

    /// How much this sheet looks like one of that kind; 0 when it cannot be.
    fn likeness(&self, role: SheetRole) -> usize {
        let has = |key: &str| self.column_of(key).is_some();
        let count = |keys: &[&str]| 1 + keys.iter().filter(|key| has(key)).count();
        match role {
            _ if !has("fiche") => 0,
            SheetRole::Costs if has("montant") && !has("financeur") => {
                count(&["nature", "libelle", "taxe", "jours"])
            }
            SheetRole::Funding if has("financeur") => count(&["taux", "montant", "mention"]),
            SheetRole::Funding if !self.funders.is_empty() => 1,
            _ => 0,
        }
    }

    /// The years that head its amounts.
    fn years(&self) -> BTreeSet<i32> {
        let headings = self.headings.iter();
        let amounts = headings.filter(|heading| heading.key == Some("montant"));
        let of_columns = amounts.filter_map(|heading| heading.year);
        let of_rows = self
            .texts("annee")
            .into_iter()
            .filter_map(|year| parse_year(&year));
        of_columns.chain(of_rows).collect()
    }

    /// What each column of a kind of sheet is called here, and the headers that are none of them.
    fn columns(&self, role: SheetRole) -> (Vec<RecognisedColumn>, Vec<String>) {
        let of_year = self.is_long().then_some(YEAR_COLUMN);
        let columns = role.columns().iter().copied().chain(of_year);
        let mut columns: Vec<_> = columns.map(|title| self.column(role, title)).collect();
        if !self.funders.is_empty() {
            columns
                .iter_mut()
                .for_each(|own| own.is_needed &= own.title == "Fiche");
        }
        let mut unused: BTreeSet<&String> = self.headings.iter().map(|own| &own.name).collect();
        let used = columns.iter();
        let used = used.flat_map(|own| own.header.iter().chain(&own.candidates));
        let funders = self.funders.iter().map(|col| &self.headings[*col].name);
        for name in used.chain(funders) {
            unused.remove(name);
        }
        let unused = unused.into_iter().filter(|name| !name.is_empty());
        let unused = unused.cloned().collect();
        (columns, unused)
    }

    fn column(&self, role: SheetRole, title: &'static str) -> RecognisedColumn {
        let key = SheetRole::key(title);
        let is_alike = |heading: &&Heading| {
            let is_yearly = YEARLY.contains(&title) && !self.is_long();
            heading.key == Some(&*key) && heading.year.is_some() == is_yearly
        };
        let mut alike: Vec<&Heading> = self.headings.iter().filter(is_alike).collect();
        let has_clear = alike.iter().any(|heading| !heading.is_doubtful);
        alike.retain(|heading| heading.is_doubtful != has_clear);
        let years: BTreeSet<_> = alike.iter().map(|heading| heading.year).collect();
        // The last of a name that is inserted stays: the first one of the sheet.
        let names = alike.iter().rev().map(|heading| &heading.name);
        let names = names.filter(|name| !name.is_empty());
        let names: BTreeMap<String, &String> = names.map(|name| (fold(name), name)).collect();
        let mut candidates: Vec<String> = names.into_values().cloned().collect();
        let is_clear = has_clear && candidates.len() == 1 && years.len() == alike.len();
        RecognisedColumn {
            title,
            is_needed: role.needs(title),
            header: if is_clear { candidates.pop() } else { None },
            candidates,
        }
    }

    /// The codes, and the title beside each if a column holds titles.
    fn fiches(&self) -> Vec<RecognisedFiche> {
        let (codes, titles) = (self.column_of("fiche"), self.column_of("titre"));
        let fiche = |row| {
            let code = code_in(self.sheet.cell(row, codes?))?;
            total_of(code.spelling()).is_none().then_some(())?;
            let title = titles.map(|col| self.sheet.cell(row, col).shown().trim().to_owned());
            let title = title.filter(|title| !title.is_empty());
            Some(RecognisedFiche { code, title })
        };
        let rows = self.row + 1..self.sheet.rows.len();
        rows.filter_map(fiche).collect()
    }

    /// The texts of the first column that seems to be `key`.
    fn texts(&self, key: &str) -> Vec<String> {
        let columns = self.column_of(key).into_iter();
        let cells = columns.flat_map(|col| self.filled(col));
        cells.map(|cell| cell.shown().trim().to_owned()).collect()
    }
}

/// A sheet read as a recap.
struct Recap<'a> {
    sheet: &'a Sheet,
    /// The row of years.
    row: usize,
    /// Where the amounts begin.
    first: usize,
    /// The column of codes.
    fiche: usize,
}

impl<'a> Recap<'a> {
    /// A row of years over a row of labels, a total among them; codes to the left.
    fn read(sheet: &'a Sheet) -> Option<Self> {
        let is_year = |cell: &Cell| parse_year(&cell.shown()).is_some();
        let mut rows = sheet.rows.iter();
        let row = rows.position(|cells| cells.iter().any(is_year))?;
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
        let labels = self.sheet.row(self.row + 1).get(self.first..);
        labels.unwrap_or_default()
    }

    fn years(&self) -> BTreeSet<i32> {
        let cells = self.sheet.row(self.row).iter().skip(self.first);
        cells.filter_map(|cell| parse_year(&cell.shown())).collect()
    }

    /// The name of the column of codes; none is needed when it is the first one that holds anything.
    fn columns(&self) -> Vec<RecognisedColumn> {
        let filled = |row| self.left(row).iter().position(|cell| !cell.is_blank());
        if self.rows().filter_map(filled).min() == Some(self.fiche) {
            return Vec::new();
        }
        let above = [self.row, self.row + 1].map(|row| self.sheet.cell(row, self.fiche).shown());
        let mut names = above.iter().map(|name| name.trim());
        vec![RecognisedColumn {
            title: "Fiche",
            is_needed: false,
            header: names.find(|name| !fold(name).is_empty()).map(str::to_owned),
            candidates: Vec::new(),
        }]
    }

    /// The codes, and the title beside each.
    fn fiches(&self) -> Vec<RecognisedFiche> {
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
    fn axes(&self) -> Vec<(String, String)> {
        let mut axes = Vec::new();
        let mut prefixes = BTreeSet::new();
        for row in self.rows() {
            if let Some(code) = code_in(self.sheet.cell(row, self.fiche)) {
                prefixes.insert(code.prefix().to_owned());
                continue;
            }
            let label = self.left(row).iter().find(|cell| !cell.is_blank());
            let title = label.and_then(|label| total_of(&label.shown()));
            let title = title.map(|title| title_of_group(&title, prefixes.first()));
            let title = title.filter(|title| !title.is_empty());
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
    fn parties(&self) -> Vec<String> {
        let mut seen = BTreeSet::from([String::new()]);
        // The columns right of the last year hold totals.
        let mut is_of_year = false;
        let above = self
            .sheet
            .row(self.row)
            .iter()
            .skip(self.first)
            .map(Cell::shown);
        let above = above.chain(std::iter::repeat(String::new()));
        let labels = self.labels().iter().zip(above).filter(|(_, above)| {
            is_of_year = parse_year(above).is_some() || above.trim().is_empty() && is_of_year;
            is_of_year
        });
        let labels = labels.map(|(label, _)| label.shown());
        let names = labels.map(|label| label.trim().trim_start_matches('%').trim().to_owned());
        let funders = names.filter(|name| ColumnKind::labelled(name).is_none());
        funders.filter(|name| seen.insert(fold(name))).collect()
    }
}
