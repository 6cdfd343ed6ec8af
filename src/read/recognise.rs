//! An existing workbook in, a proposal out: which of its sheets is which, what their columns are called, the years, who
//! pays, and the fiches it names.
//!
//! Only what has one explanation is proposed. Where several sheets or columns would do, they are listed and none
//! is chosen; nothing is read as a figure here.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use super::{
    folder::Folder,
    header::{Header, Known, code_in, numeric_code},
    headings::{parse_year, years_in},
    labels::{title_of_group, total_of},
    names::{Names, SheetRole, YEAR_COLUMN},
    recap,
    workbook::{self, Cell, Sheet, Workbook},
};
use crate::{
    error::Error,
    limits::Limits,
    model::{ColumnKind, DraftColumn},
    source::{Code, fold},
};

/// What a workbook seems to hold.
#[derive(Clone, Debug)]
pub struct Recognised {
    /// The file, byte for byte.
    pub bytes: Vec<u8>,
    /// One a sheet that is read, in the order of [`SheetRole::ALL`].
    pub sheets: Vec<RecognisedSheet>,
    /// The years that head amounts, in order.
    pub years: Vec<i32>,
    /// The letters of axes, lower case, and the titles that the recap's subtotals give them.
    pub axes: Vec<(String, String)>,
    /// Who has a column of their own in the recap.
    pub parties: Vec<String>,
    /// Who pays, as the sheet of funding spells them.
    pub funders: Vec<String>,
    /// Every fiche that is named.
    pub fiches: Vec<RecognisedFiche>,
    /// The sheets that are none of these, and why.
    pub others: Vec<(String, Reason)>,
}

/// Why a sheet is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It looks like one of this kind, less than the one that is.
    Alike(SheetRole),
    /// No column holds the codes of fiches.
    NoCodes,
    /// It names fiches, and has neither amounts nor funders.
    NoFigures,
    /// Nothing says of which year the amounts under these headers are.
    NoYear(Vec<String>),
}

/// A sheet that is read, as far as it was found.
#[derive(Clone, Debug)]
pub struct RecognisedSheet {
    /// Which one it is.
    pub role: SheetRole,
    /// Its name, if one sheet only can be meant; several where each has fiches of its own.
    pub names: Vec<String>,
    /// Otherwise the sheets that may be meant.
    pub candidates: Vec<String>,
    /// Its columns.
    pub columns: Vec<RecognisedColumn>,
    /// The headers that were not recognised.
    pub unused: Vec<String>,
    /// Who has a column of their own in it, where no column names who pays.
    pub funders: Vec<String>,
}

/// A column that is read, as far as it was found.
#[derive(Clone, Debug)]
pub struct RecognisedColumn {
    /// Its usual header.
    pub title: &'static str,
    /// Whether the sheet says nothing without it.
    pub is_needed: bool,
    /// Its header, with `{annee}` for the year, if one column only can be meant.
    pub header: Option<String>,
    /// Otherwise the headers that may be meant.
    pub candidates: Vec<String>,
}

/// A fiche that the workbook names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecognisedFiche {
    /// Its code, as it is first spelled.
    pub code: Code,
    /// Its title, if one stands beside the code.
    pub title: Option<String>,
}

/// Looks through the workbook at `path`; the years and the parties of the agreement help, where they are known.
///
/// # Errors
/// [`Error::Input`] when it is no workbook that can be read.
pub fn recognise(
    path: &Path,
    years: &[i32],
    parties: &[&str],
    limits: &Limits,
) -> Result<Recognised, Error> {
    let (mut folder, name) = Folder::beside(path, limits)?;
    let read = folder.bytes(&name).and_then(|bytes| {
        let workbook = workbook::read_bytes(&mut folder, &name, bytes.clone())?;
        Some(look(&workbook, bytes, years, parties))
    });
    read.ok_or_else(|| folder.into_error())
}

fn look(workbook: &Workbook, bytes: Vec<u8>, years: &[i32], parties: &[&str]) -> Recognised {
    let recaps: Vec<Recap<'_>> = workbook.sheets.iter().filter_map(Recap::read).collect();
    let is_recap = |sheet: &Sheet| recaps.iter().any(|recap| recap.sheet.name == sheet.name);
    let parties = parties.iter().map(|name| fold(name));
    let drafted = recaps.iter().flat_map(Recap::parties);
    let parties: BTreeSet<String> = parties.chain(drafted.map(|name| fold(&name))).collect();
    let is_party = |label: &str| parties.contains(&fold(label));
    let lists = |role, years: &[i32]| -> Vec<Header<'_>> {
        let known = Known {
            names: &Names::default(),
            years,
            is_party: (!parties.is_empty()).then_some(&is_party),
            proposes: true,
        };
        let sheets = workbook.sheets.iter();
        let found = sheets.filter_map(|sheet| Header::find(role, sheet, &known));
        let mut found: Vec<Header<'_>> = found.collect();
        // What looks like a recap may be all there is.
        let is_list = |list: &Header<'_>| !is_recap(list.sheet);
        let mut lists = found.iter().filter(|list| is_list(list));
        if lists.any(|list| list.likeness() > 0) {
            found.retain(is_list);
        }
        found
    };
    let years = match years {
        [] => years_of(workbook, &lists(SheetRole::Costs, &[])),
        years => years.to_vec(),
    };
    let [costs, funding] = [SheetRole::Costs, SheetRole::Funding].map(|role| lists(role, &years));
    let (chosen, mut costs_sheet) = alike(SheetRole::Costs, &costs);
    let all_costs = sheets_of_costs(&costs, chosen, &mut costs_sheet);
    let (payers, mut funding_sheet) = alike(SheetRole::Funding, &funding);
    let first = all_costs.first().copied();
    for (list, sheet) in [(first, &mut costs_sheet), (payers, &mut funding_sheet)] {
        list.iter().for_each(|list| describe(list, sheet));
    }
    let others = recaps.iter().map(|recap| (recap.sheet, recap));
    let others = others.filter(|(sheet, _)| !costs_sheet.names.contains(&sheet.name.to_string()));
    let (recap, mut recap_sheet) = only(SheetRole::Recap, others.collect());
    recap_sheet.columns = recap.map(Recap::code_column).unwrap_or_default();
    // The recap first: it has titles, and the order of the annexes.
    let listed = all_costs.iter().copied().chain(payers).map(fiches);
    let named = recap.map(Recap::fiches).into_iter().chain(listed).flatten();
    let mut fiches: Vec<RecognisedFiche> = Vec::new();
    for fiche in named {
        match fiches.iter_mut().find(|own| own.code == fiche.code) {
            Some(own) => own.title = own.title.take().or(fiche.title),
            None => fiches.push(fiche),
        }
    }
    let sheets = vec![costs_sheet, funding_sheet, recap_sheet];
    let reason = |sheet: &Sheet| {
        let is_own = |list: &&Header<'_>| list.sheet.name == sheet.name;
        let cost = costs.iter().find(is_own);
        let is_alike = |list: Option<&Header<'_>>| list.is_some_and(|list| list.likeness() > 0);
        match cost {
            _ if is_alike(cost) => Reason::Alike(SheetRole::Costs),
            _ if is_alike(funding.iter().find(is_own)) => Reason::Alike(SheetRole::Funding),
            _ if is_recap(sheet) => Reason::Alike(SheetRole::Recap),
            Some(list) if list.has("Fiche") => match list.undated() {
                undated if undated.is_empty() => Reason::NoFigures,
                undated => Reason::NoYear(list.texts(&undated)),
            },
            _ => Reason::NoCodes,
        }
    };
    let named = |own: &RecognisedSheet| [own.names.clone(), own.candidates.clone()].concat();
    let used: BTreeSet<String> = sheets.iter().flat_map(named).collect();
    let others = workbook
        .sheets
        .iter()
        .filter(|sheet| !used.contains(&*sheet.name));
    let others = others.map(|sheet| (sheet.name.to_string(), reason(sheet)));
    Recognised {
        bytes,
        others: others.collect(),
        sheets,
        years,
        axes: recap.map(Recap::axes).unwrap_or_default(),
        parties: recap.map(Recap::parties).unwrap_or_default(),
        funders: payers.map(payers_in).unwrap_or_default(),
        fiches,
    }
}

/// The years of the amounts in sheets of costs; else the only one that titles and names of sheets tell.
fn years_of(workbook: &Workbook, costs: &[Header<'_>]) -> Vec<i32> {
    let costs = || costs.iter().filter(|list| list.has("Fiche"));
    let found: BTreeSet<i32> = costs().flat_map(Header::years).collect();
    if !found.is_empty() {
        return found.into_iter().collect();
    }
    let above = costs().flat_map(|list| list.sheet.rows[..list.row].iter().flatten());
    let names = workbook.sheets.iter().map(|sheet| sheet.name.to_string());
    let titles = above.map(Cell::shown).chain(names);
    let years: BTreeSet<i32> = titles.flat_map(|title| years_in(&title)).collect();
    let only = years.first().copied().filter(|_| years.len() == 1);
    only.into_iter().collect()
}

/// The sheet that looks most like one of this kind.
fn alike<'l, 'a>(
    role: SheetRole,
    lists: &'l [Header<'a>],
) -> (Option<&'l Header<'a>>, RecognisedSheet) {
    let best = lists.iter().map(Header::likeness).max();
    let is_best = |list: &&Header<'_>| best > Some(0) && Some(list.likeness()) == best;
    let best = lists.iter().filter(is_best);
    only(role, best.map(|list| (list.sheet, list)).collect())
}

/// The chosen sheet of costs and those that go on with it: they have the same columns, and other fiches or years. Where
/// all that may be meant go on with each other there is nothing to choose.
fn sheets_of_costs<'l, 'a>(
    lists: &'l [Header<'a>],
    chosen: Option<&'l Header<'a>>,
    sheet: &mut RecognisedSheet,
) -> Vec<&'l Header<'a>> {
    let name = |list: &Header<'_>| list.sheet.name.to_string();
    let mut candidates = lists
        .iter()
        .filter(|list| sheet.candidates.contains(&name(list)));
    let first = chosen.or_else(|| {
        let first = candidates.next()?;
        candidates.all(|list| goes_on(first, list)).then_some(first)
    });
    let mut all: Vec<&Header<'_>> = first.into_iter().collect();
    let alike = lists.iter().filter(|list| list.likeness() > 0);
    for list in alike.filter(|_| first.is_some()) {
        let is_other = |own: &&Header<'_>| own.sheet.name != list.sheet.name;
        if all.iter().all(|own| is_other(own) && goes_on(own, list)) {
            all.push(list);
        }
    }
    if first.is_some() {
        sheet.candidates.clear();
        sheet.names = all.iter().map(|list| name(list)).collect();
    }
    all
}

/// Whether another sheet has the same columns, and other fiches or other years.
fn goes_on(list: &Header<'_>, other: &Header<'_>) -> bool {
    let codes = |list| {
        fiches(list)
            .into_iter()
            .map(|fiche| fiche.code)
            .collect::<BTreeSet<_>>()
    };
    let has_same = |title| list.name_of(title) == other.name_of(title);
    let has_other_years = list.years().is_disjoint(&other.years());
    ["Fiche", "Montant"].into_iter().all(has_same)
        && (has_other_years || codes(list).is_disjoint(&codes(other)))
}

/// The only one of the sheets that look alike, or the one that bears the usual name, and the proposal that says so.
fn only<T>(role: SheetRole, mut alike: Vec<(&Sheet, T)>) -> (Option<T>, RecognisedSheet) {
    let is_usual = |(sheet, _): &(&Sheet, T)| fold(&sheet.name) == fold(role.title());
    let chosen = match alike.len() {
        1 => Some(0),
        _ => alike.iter().position(is_usual),
    };
    let (sheet, chosen) = chosen.map(|chosen| alike.swap_remove(chosen)).unzip();
    let name = |sheet: &Sheet| sheet.name.to_string();
    let candidates = alike.iter().filter(|_| sheet.is_none());
    let proposal = RecognisedSheet {
        role,
        candidates: candidates.map(|(sheet, _)| name(sheet)).collect(),
        names: sheet.map(name).into_iter().collect(),
        columns: Vec::new(),
        unused: Vec::new(),
        funders: Vec::new(),
    };
    (chosen, proposal)
}

/// What each column of a sheet is called, and the headers that are none of them.
fn describe(list: &Header<'_>, sheet: &mut RecognisedSheet) {
    let names = |columns: &[usize]| -> Vec<String> {
        // The last of a name that is inserted stays: the first one of the sheet.
        let names = columns.iter().rev().map(|col| &list.headings[*col].name);
        let names = names.filter(|name| !name.is_empty());
        let names: BTreeMap<String, &String> = names.map(|name| (fold(name), name)).collect();
        names.into_values().cloned().collect()
    };
    let of_year = list.has_year_column().then_some(YEAR_COLUMN);
    let has_funders = !list.funders.is_empty();
    for title in list.role.columns().iter().copied().chain(of_year) {
        let header = list.name_of(title).filter(|name| !name.is_empty());
        let is_needed = list.role.needs(title) && (!has_funders || title == "Fiche");
        if !has_funders || header.is_some() || is_needed {
            let candidates = list.choices.get(title).map(|own| names(own));
            sheet.columns.push(RecognisedColumn {
                title,
                is_needed,
                header: header.cloned(),
                candidates: candidates.unwrap_or_default(),
            });
        }
    }
    let free = list.free().into_iter().chain(list.twice.iter().copied());
    let unused = free.chain(list.col("Titre"));
    sheet.unused = names(&unused.collect::<Vec<usize>>());
    if has_funders {
        sheet.funders = payers_in(list);
    }
}

/// Who pays, as it is first spelled.
fn payers_in(list: &Header<'_>) -> Vec<String> {
    let columns = list.funders.iter().map(|own| own.name.value.clone());
    let named = list
        .col("Financeur")
        .into_iter()
        .flat_map(|col| list.filled(col));
    let names = columns.chain(named.map(|cell| cell.shown().trim().to_owned()));
    let mut seen = BTreeSet::new();
    names.filter(|name| seen.insert(fold(name))).collect()
}

/// The codes, and the title beside each if a column holds titles.
fn fiches(list: &Header<'_>) -> Vec<RecognisedFiche> {
    let (codes, titles) = (list.col("Fiche"), list.col("Titre"));
    let fiche = |row| {
        let cell = list.sheet.cell(row, codes?);
        let code = code_in(cell).or_else(|| numeric_code(cell))?;
        total_of(code.spelling()).is_none().then_some(())?;
        let title = titles.map(|col| list.sheet.cell(row, col).shown().trim().to_owned());
        let title = title.filter(|title| !title.is_empty());
        Some(RecognisedFiche { code, title })
    };
    let rows = list.row + 1..list.sheet.rows.len();
    rows.filter_map(fiche).collect()
}

/// A sheet read as a recap.
struct Recap<'a> {
    sheet: &'a Sheet,
    /// The row of years.
    row: usize,
    columns: Vec<(usize, DraftColumn)>,
    /// The column of codes.
    fiche: usize,
}

impl<'a> Recap<'a> {
    /// A row of years over a row of labels, a total among them; codes to the left.
    fn read(sheet: &'a Sheet) -> Option<Self> {
        let years = |cells: &Vec<Cell>| -> Vec<i32> {
            let years = cells.iter().filter_map(|cell| parse_year(&cell.shown()));
            years.collect()
        };
        let row = sheet
            .rows
            .iter()
            .position(|cells| !years(cells).is_empty())?;
        let columns = recap::columns(sheet, row, &years(&sheet.rows[row]), &mut Vec::new());
        let rows = row + 2..sheet.rows.len();
        let is_code = |row: &usize, col: usize| code_in(sheet.cell(*row, col)).is_some();
        let codes = |col: usize| rows.clone().filter(|row| is_code(row, col)).count();
        let first = columns.first()?.0;
        let fiche = (0..first).max_by_key(|col| (codes(*col), Reverse(*col)))?;
        let labels = columns.iter().map(|(col, _)| sheet.cell(row + 1, *col));
        let mut labels = labels.map(|cell| fold(&cell.shown()));
        let has_total = labels.any(|label| label.starts_with("total"));
        (has_total && columns.len() > 1 && codes(fiche) > 0).then_some(Self {
            sheet,
            row,
            columns,
            fiche,
        })
    }

    /// The rows under the labels, with what stands left of the amounts.
    fn rows(&self) -> impl Iterator<Item = (usize, &'a [Cell])> {
        let first = self.columns[0].0;
        let rows = self.sheet.rows.iter().enumerate().skip(self.row + 2);
        rows.map(move |(row, cells)| (row, &cells[..first.min(cells.len())]))
    }

    /// The name of the column of codes; none is needed when it is the first one that holds anything.
    fn code_column(&self) -> Vec<RecognisedColumn> {
        let filled = |(_, left): (usize, &[Cell])| left.iter().position(|cell| !cell.is_blank());
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
        let is_title = |(col, cell): &(usize, &Cell)| {
            *col != self.fiche && matches!(cell, Cell::Text(_)) && !cell.is_blank()
        };
        let fiche = |(row, left): (usize, &[Cell])| {
            let title = left.iter().enumerate().find(is_title);
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
        for (row, left) in self.rows() {
            if let Some(code) = code_in(self.sheet.cell(row, self.fiche)) {
                prefixes.insert(code.prefix().to_owned());
                continue;
            }
            let label = left.iter().find(|cell| !cell.is_blank());
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
        let labels = self
            .columns
            .iter()
            .filter(|(_, column)| column.year.is_some());
        let names =
            labels.map(|(_, column)| column.label.trim_start_matches('%').trim().to_owned());
        let funders = names.filter(|name| ColumnKind::labelled(name).is_none());
        funders.filter(|name| seen.insert(fold(name))).collect()
    }
}
