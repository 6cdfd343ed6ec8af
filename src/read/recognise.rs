//! An existing workbook in, a proposal out: which of its sheets is which, what their columns are called, the years, who
//! pays, and the fiches it names.
//!
//! Only what has one explanation is proposed. Where several sheets or columns would do, they are listed and none
//! is chosen; nothing is read as a figure here.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    path::Path,
};

use rust_decimal::Decimal;
use tempfile::TempDir;

use super::{
    codes::{code_in, is_unlike, numeric_code},
    folder::{Changes, Folder},
    header::{Header, Known},
    headings::{parse_year, years_in},
    labels::{group_named, is_income, names_group, total_of},
    names::{Names, SheetRole, YEAR_COLUMN},
    periods, recap,
    workbook::{self, Cell, Sheet, Workbook},
};
use crate::{
    error::Error,
    limits::Limits,
    model::{ColumnKind, DraftColumn},
    source::{Code, Located, Period, fold},
};

/// What a workbook seems to hold.
#[derive(Clone, Debug)]
pub struct Recognised {
    /// The file, byte for byte.
    pub bytes: Vec<u8>,
    /// One a sheet that is read, in the order of [`SheetRole::ALL`].
    pub sheets: Vec<RecognisedSheet>,
    /// The years or periods that head amounts, in order.
    pub years: Vec<Period>,
    /// What the codes of axes begin with, lower case, and the titles that labels give them.
    pub axes: BTreeMap<String, String>,
    /// Who has a column in the recap.
    pub parties: Vec<String>,
    /// Who pays, as the sheet of funding spells them.
    pub funders: Vec<String>,
    /// Every fiche that is named.
    pub fiches: Vec<RecognisedFiche>,
    /// The sheets that are none of these, and why.
    pub others: Vec<(String, Reason)>,
    /// Every sheet, and what its first rows show.
    pub first_rows: Vec<(String, Vec<Vec<String>>)>,
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
    /// The amounts under these headers are of no known year.
    NoYear(Vec<String>),
    /// The amounts under these headers are each of a part of a year.
    Parts(Vec<String>),
    /// It lists what comes in, and not from whom.
    Income,
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
    /// Who has a column in it, where no column names who pays.
    pub funders: Vec<String>,
}

/// A column that is read, as far as it was found.
#[derive(Clone, Debug)]
pub struct RecognisedColumn {
    /// Its usual header.
    pub title: &'static str,
    /// Whether the sheet is of no use without it.
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
    years: &[Period],
    parties: &[&str],
    limits: &Limits,
) -> Result<Recognised, Error> {
    let (folder, name) = Folder::beside(path, limits)?;
    recognise_in(folder, &name, (years, parties), &Names::default())
}

/// The same of a workbook in memory; `given` are the names of some of its sheets (by the key `feuille`) and columns (by
/// theirs).
///
/// # Errors
/// [`Error::Input`] when it is no workbook that can be read.
pub(crate) fn recognise_bytes(
    (name, bytes): (&str, &[u8]),
    years: &[Period],
    parties: &[&str],
    given: &[(SheetRole, String, String)],
    limits: &Limits,
) -> Result<Recognised, Error> {
    let nowhere = nowhere()?;
    let changes = Changes::from([(name.to_owned(), Some(bytes.to_vec()))]);
    let folder = Folder::open(nowhere.path(), limits)?.with(&changes);
    recognise_in(folder, name, (years, parties), &Names::of_form(given))
}

/// A folder without a file, for what is only in memory.
pub(crate) fn nowhere() -> Result<TempDir, Error> {
    tempfile::tempdir().map_err(Error::io("write-file", std::env::temp_dir()))
}

fn recognise_in(
    mut folder: Folder,
    name: &str,
    (years, parties): (&[Period], &[&str]),
    names: &Names,
) -> Result<Recognised, Error> {
    let read = folder.bytes(name).and_then(|bytes| {
        let mut workbook = workbook::read_bytes(&mut folder, name, bytes.clone())?;
        let named = Some(years.to_vec()).filter(|years| !years.is_empty());
        let years = named.unwrap_or_else(|| years_of(&workbook));
        periods::rename(&mut workbook, &years);
        let usual = look(&workbook, bytes, years, parties, &Names::default());
        if names.is_empty() {
            return Some(usual);
        }
        let (bytes, years) = (usual.bytes.clone(), usual.years.clone());
        let mut recognised = look(&workbook, bytes, years, parties, names);
        recognised.others = left_out(&workbook, &recognised, &usual);
        Some(recognised)
    });
    read.ok_or_else(|| folder.into_error())
}

/// The sheets that are not read once names are given, and why: as without these names; one that would have been read is
/// like the one that is.
fn left_out(
    workbook: &Workbook,
    recognised: &Recognised,
    usual: &Recognised,
) -> Vec<(String, Reason)> {
    let role = |recognised: &Recognised, name: &str| {
        let mut sheets = recognised.sheets.iter();
        let sheet = sheets.find(|sheet| sheet.names.iter().any(|known| known == name));
        sheet.map(|sheet| sheet.role)
    };
    let names = workbook.sheets.iter().map(|sheet| sheet.name.to_string());
    let names = names.filter(|name| role(recognised, name).is_none());
    let others = names.map(|name| {
        let known = usual.others.iter().find(|(other, _)| *other == name);
        let was = || role(usual, &name).map_or(Reason::NoCodes, Reason::Alike);
        let reason = known.map_or_else(was, |(_, reason)| reason.clone());
        (name, reason)
    });
    others.collect()
}

/// The sheets of a kind, with their headers. What looks like a recap may be all there is.
fn lists<'a>(
    workbook: &'a Workbook,
    role: SheetRole,
    years: &[i32],
    parties: &BTreeSet<String>,
    names: &Names,
) -> Vec<Header<'a>> {
    let is_party = |label: &str| parties.contains(&fold(label));
    let known = Known {
        names,
        years,
        is_funder: (!parties.is_empty()).then_some(&is_party),
        is_name: Some(&is_party),
        proposes: true,
    };
    let given = names.given_sheets(role);
    let sheets = workbook
        .sheets
        .iter()
        .filter(|sheet| is_given(given, sheet));
    let found = sheets.filter_map(|sheet| Header::find(role, sheet, &known));
    let mut found: Vec<Header<'_>> = found.collect();
    let is_list = |list: &Header<'_>| Recap::read(list.sheet).is_none();
    if found
        .iter()
        .any(|list| is_list(list) && list.likeness() > 0)
    {
        found.retain(is_list);
    }
    found
}

/// Whether a sheet is one of those that were named, or none was.
fn is_given(given: &[Located<String>], sheet: &Sheet) -> bool {
    given.is_empty() || given.iter().any(|name| fold(name) == fold(&sheet.name))
}

fn look(
    workbook: &Workbook,
    bytes: Vec<u8>,
    years: Vec<Period>,
    parties: &[&str],
    names: &Names,
) -> Recognised {
    let given = names.given_sheets(SheetRole::Recap);
    let sheets = workbook
        .sheets
        .iter()
        .filter(|sheet| is_given(given, sheet));
    let recaps: Vec<Recap<'_>> = sheets.filter_map(Recap::read).collect();
    let is_recap = |sheet: &Sheet| recaps.iter().any(|recap| recap.sheet.name == sheet.name);
    let parties = parties.iter().map(|name| fold(name));
    let drafted = recaps.iter().flat_map(Recap::parties);
    let parties: BTreeSet<String> = parties.chain(drafted.map(|name| fold(&name))).collect();
    let keys = periods::keys(&years);
    let [costs, mut funding] = [SheetRole::Costs, SheetRole::Funding]
        .map(|role| lists(workbook, role, &keys, &parties, names));
    let (chosen, mut costs_sheet) = alike(SheetRole::Costs, &costs, names);
    let all_costs = sheets_of_costs(&costs, chosen, &mut costs_sheet);
    let is_cost = |sheet: &Sheet| costs_sheet.names.iter().any(|name| **name == *sheet.name);
    // What bears the name of a recap holds who pays only where it holds what actions cost too.
    if names.given_sheets(SheetRole::Funding).is_empty() {
        let is_recap = |sheet: &Sheet| fold(&sheet.name).starts_with("recap");
        funding.retain(|list| !is_recap(list.sheet) || is_cost(list.sheet));
    }
    let others = recaps.iter().map(|recap| (recap.sheet, recap));
    let others = others.filter(|(sheet, _)| !is_cost(sheet)).collect();
    let (payers, mut funding_sheet) = alike(SheetRole::Funding, &funding, names);
    let first = all_costs.first().copied();
    for (list, sheet) in [(first, &mut costs_sheet), (payers, &mut funding_sheet)] {
        list.iter().for_each(|list| describe(list, sheet));
    }
    let (recap, mut recap_sheet) = only(SheetRole::Recap, others);
    recap_sheet.columns = recap.map(Recap::code_column).unwrap_or_default();
    // The recap first: it has titles, and the order of the annexes.
    let lists = all_costs.iter().copied().chain(payers);
    let lists = lists.filter_map(Coded::under);
    let coded: Vec<Coded<'_>> = recap.map(Recap::coded).into_iter().chain(lists).collect();
    let mut fiches: Vec<RecognisedFiche> = Vec::new();
    for fiche in coded.iter().flat_map(Coded::fiches) {
        match fiches.iter_mut().find(|known| known.code == fiche.code) {
            Some(known) => known.title = known.title.take().or(fiche.title),
            None => fiches.push(fiche),
        }
    }
    let groups = beginnings(fiches.iter().map(|fiche| &fiche.code));
    let axes: Vec<(String, String)> = coded.iter().flat_map(|list| list.axes(&groups)).collect();
    // The first title of each.
    let axes = axes.into_iter().rev().collect();
    let has_costs = !costs_sheet.names.is_empty() || !costs_sheet.candidates.is_empty();
    let mut sheets = vec![costs_sheet, funding_sheet, recap_sheet];
    for sheet in &mut sheets {
        take_given(sheet, workbook, names);
    }
    let reason = |sheet: &Sheet, is_used: bool| {
        let is_it = |list: &&Header<'_>| list.sheet.name == sheet.name;
        let is_alike = |list: &Header<'_>| list.likeness() > 0;
        let cost = costs.iter().find(is_it).filter(|list| list.has("Fiche"));
        let parts = cost.map_or(Vec::new(), |list| list.texts(&list.parts()));
        let undated = cost.map_or(Vec::new(), |list| list.texts(&list.undated()));
        Some(match () {
            () if cost.is_some_and(is_alike) => Reason::Alike(SheetRole::Costs),
            () if !parts.is_empty() => Reason::Parts(parts),
            () if is_used && undated.is_empty() => return None,
            () if is_used => Reason::NoYear(undated),
            () if funding.iter().find(is_it).is_some_and(is_alike) => {
                Reason::Alike(SheetRole::Funding)
            }
            () if is_recap(sheet) => Reason::Alike(SheetRole::Recap),
            () if is_income(&sheet.name) => Reason::Income,
            () if cost.is_none() => Reason::NoCodes,
            () if undated.is_empty() => Reason::NoFigures,
            () => Reason::NoYear(undated),
        })
    };
    let named = |sheet: &RecognisedSheet| [sheet.names.clone(), sheet.candidates.clone()].concat();
    let used: BTreeSet<String> = sheets.iter().flat_map(named).collect();
    let others = workbook.sheets.iter().filter_map(|sheet| {
        // One that holds who pays may hold what actions cost too.
        let is_used = used.contains(&*sheet.name);
        let reason = (!is_used || !has_costs).then(|| reason(sheet, is_used));
        Some((sheet.name.to_string(), reason??))
    });
    let shown = |sheet: &Sheet| {
        let row = |cells: &Vec<Cell>| cells.iter().take(SHOWN.1).map(Cell::shown).collect();
        let rows = sheet.rows.iter().take(SHOWN.0).map(row);
        (sheet.name.to_string(), rows.collect())
    };
    Recognised {
        bytes,
        first_rows: workbook.sheets.iter().map(shown).collect(),
        others: others.collect(),
        sheets,
        years,
        axes,
        parties: recap.map(Recap::parties).unwrap_or_default(),
        funders: payers.map(payers_in).unwrap_or_default(),
        fiches,
    }
}

/// So many rows and columns of each sheet are shown.
const SHOWN: (usize, usize) = (15, 20);

/// Takes the sheet that was named, where nothing in it was recognised: its first row of texts may be its headers.
fn take_given(sheet: &mut RecognisedSheet, workbook: &Workbook, names: &Names) {
    let given = names.given_sheets(sheet.role);
    if given.is_empty() || !sheet.names.is_empty() || !sheet.candidates.is_empty() {
        return;
    }
    let sheets = workbook
        .sheets
        .iter()
        .filter(|sheet| is_given(given, sheet));
    sheet.names = sheets.clone().map(|sheet| sheet.name.to_string()).collect();
    let texts = |cells: &Vec<Cell>| -> Vec<String> {
        let texts = cells.iter().filter(|cell| matches!(cell, Cell::Text(_)));
        texts.map(|cell| cell.shown().trim().to_owned()).collect()
    };
    let mut rows = sheets.flat_map(|sheet| sheet.rows.iter().map(texts));
    sheet.unused = rows.find(|texts| texts.len() > 1).unwrap_or_default();
    let columns = sheet.role.columns().iter();
    let columns = columns.map(|title| RecognisedColumn {
        title,
        is_needed: sheet.role.needs(title),
        header: None,
        candidates: Vec::new(),
    });
    sheet.columns = columns.collect();
}

/// The years of the amounts in sheets of costs, or the periods; else the only year in titles and names of sheets.
fn years_of(workbook: &Workbook) -> Vec<Period> {
    let (nobody, names) = (BTreeSet::new(), Names::default());
    let mut costs = lists(workbook, SheetRole::Costs, &[], &nobody, &names);
    costs.retain(|list| list.has("Fiche"));
    let found: BTreeSet<i32> = costs.iter().flat_map(Header::years).collect();
    if !found.is_empty() {
        return found.into_iter().map(Period::Year).collect();
    }
    let mut seen = BTreeSet::new();
    let periods = costs.iter().flat_map(Header::periods);
    let periods: Vec<String> = periods.filter(|name| seen.insert(fold(name))).collect();
    if !periods.is_empty() {
        return periods.into_iter().map(Period::Named).collect();
    }
    let above = costs.iter().flat_map(|list| &list.sheet.rows[..list.row]);
    let above = above.flatten();
    let names = workbook.sheets.iter().map(|sheet| sheet.name.to_string());
    let titles = above.map(Cell::shown).chain(names);
    let years: BTreeSet<i32> = titles.flat_map(|title| years_in(&title)).collect();
    let only = years.first().copied().filter(|_| years.len() == 1);
    only.into_iter().map(Period::Year).collect()
}

/// The sheet that looks most like one of this kind.
fn alike<'l, 'a>(
    role: SheetRole,
    lists: &'l [Header<'a>],
    names: &Names,
) -> (Option<&'l Header<'a>>, RecognisedSheet) {
    let best = lists.iter().map(Header::likeness).max();
    let is_given = !names.given_sheets(role).is_empty();
    let is_best = |list: &&Header<'_>| is_given || best > Some(0) && Some(list.likeness()) == best;
    let mut best: Vec<&Header<'_>> = lists.iter().filter(is_best).collect();
    // A hidden one is meant where there is no other.
    if best.iter().any(|list| !list.sheet.is_hidden) {
        best.retain(|list| !list.sheet.is_hidden);
    }
    only(
        role,
        best.into_iter().map(|list| (list.sheet, list)).collect(),
    )
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
    let Some(first) = first else {
        return Vec::new();
    };
    let mut all = vec![first];
    for list in lists.iter().filter(|list| list.likeness() > 0) {
        let goes_on = |taken: &&Header<'_>| {
            taken.sheet.name != list.sheet.name
                && (taken.sheet.is_hidden || !list.sheet.is_hidden)
                && goes_on(taken, list)
        };
        if all.iter().all(goes_on) {
            all.push(list);
        }
    }
    sheet.candidates.clear();
    sheet.names = all.iter().map(|list| name(list)).collect();
    all
}

/// Whether another sheet has the same columns, and other fiches or other years.
fn goes_on(list: &Header<'_>, other: &Header<'_>) -> bool {
    let codes = |list| -> BTreeSet<Code> {
        let fiches = Coded::under(list)
            .map(|coded| coded.fiches())
            .unwrap_or_default();
        fiches.into_iter().map(|fiche| fiche.code).collect()
    };
    let has_same = |title| list.name_of(title) == other.name_of(title);
    let has_other_years = list.years().is_disjoint(&other.years());
    ["Fiche", "Montant"].into_iter().all(has_same)
        && (has_other_years || codes(list).is_disjoint(&codes(other)))
}

/// The only one of the sheets that look alike, or the one that bears the usual name, and the proposal of it.
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
        let is_replaced = has_funders && title != "Fiche" || title == "Taux" && list.has("Montant");
        let is_needed = list.role.needs(title) && !is_replaced;
        if !has_funders || header.is_some() || is_needed {
            let candidates = list.choices.get(title).map(|columns| names(columns));
            sheet.columns.push(RecognisedColumn {
                title,
                is_needed,
                header: header.cloned(),
                candidates: candidates.unwrap_or_default(),
            });
        }
    }
    let free = list.free().into_iter().chain(list.twice.iter().copied());
    sheet.unused = names(&free.collect::<Vec<usize>>());
    if has_funders {
        sheet.funders = payers_in(list);
    }
}

/// Who pays, as it is first spelled.
fn payers_in(list: &Header<'_>) -> Vec<String> {
    let columns = list.funders.iter().map(|column| column.name.value.clone());
    let column = list.col("Financeur").into_iter();
    let named = column.flat_map(|col| list.filled(col));
    let names = columns.chain(named.map(|cell| cell.shown().trim().to_owned()));
    let mut seen = BTreeSet::new();
    names.filter(|name| seen.insert(fold(name))).collect()
}

/// What codes begin with.
fn beginnings<'c>(codes: impl Iterator<Item = &'c Code>) -> BTreeSet<&'c str> {
    codes.flat_map(Code::beginnings).collect()
}

/// Rows that name fiches, and the columns of their codes, titles and amounts.
struct Coded<'a> {
    sheet: &'a Sheet,
    first: usize,
    codes: usize,
    titles: Option<usize>,
    amounts: Vec<usize>,
    is_recap: bool,
}

impl<'a> Coded<'a> {
    fn under(list: &Header<'a>) -> Option<Self> {
        // « Intitulé » may be all that heads titles.
        let is_title = |col: &usize| fold(&list.headings[*col].text).starts_with("intitule");
        Some(Self {
            sheet: list.sheet,
            first: list.first,
            codes: list.col("Fiche")?,
            titles: list
                .col("Titre")
                .or_else(|| list.col("Libellé").filter(is_title)),
            amounts: list.columns_of(&["Montant"]),
            is_recap: false,
        })
    }

    /// The code in a row, and the title behind it.
    fn coded(&self, row: usize) -> Option<(Code, &'a str)> {
        let cell = self.sheet.cell(row, self.codes);
        code_in(cell).or_else(|| numeric_code(cell))
    }

    /// The rows with codes. Those that are made as no code above are none of a fiche under the last total, where « Budget
    /// 2026 » stands; nor are numbers with titles among codes of letters: « 1. Commerce ».
    fn rows(&self) -> Vec<(usize, (Code, &'a str))> {
        let rows = self.first..self.sheet.rows.len();
        let coded = rows.clone().filter_map(|row| Some((row, self.coded(row)?)));
        let mut coded: Vec<(usize, (Code, &str))> = coded.collect();
        let is_total = |cell: &Cell| total_of(&cell.shown()).is_some_and(|of| of.is_empty());
        let mut rows = rows.rev();
        let last = rows.find(|row| self.sheet.row(*row).iter().any(is_total));
        let last = last.unwrap_or(self.sheet.rows.len());
        let above = coded.iter().filter(|(row, _)| *row < last);
        let above: Vec<Code> = above.map(|(_, (code, _))| code.clone()).collect();
        coded.retain(|(row, (code, _))| *row < last || !is_unlike(code, &above));
        let is_numbered = |code: &Code| code.prefix().is_empty();
        let numbered = coded.iter().filter(|(_, (code, _))| is_numbered(code));
        if numbered.count() * 2 < coded.len() {
            coded.retain(|(_, (code, title))| !is_numbered(code) || title.is_empty());
        }
        coded
    }

    /// The codes, and the title of each, beside it or behind. What heads others is an axis, where it costs nothing more
    /// than they do.
    fn fiches(&self) -> Vec<RecognisedFiche> {
        let coded = self.rows();
        let groups = beginnings(coded.iter().map(|(_, (code, _))| code));
        let is_group = |code: &Code| groups.contains(code.key());
        let ends = coded.iter().skip(1).map(|(row, _)| *row);
        let ends = ends.chain([self.sheet.rows.len()]);
        let costs = coded.iter().zip(ends);
        let costs = costs.map(|((first, _), end)| self.cost(*first..end));
        let costs: Vec<Vec<Decimal>> = costs.collect();
        let mut sums: BTreeMap<&str, Vec<Decimal>> = BTreeMap::new();
        for ((_, (code, _)), cost) in coded.iter().zip(&costs) {
            for group in code.beginnings().filter(|_| !is_group(code)) {
                let sum = sums.entry(group).or_default();
                sum.resize(cost.len(), Decimal::ZERO);
                sum.iter_mut()
                    .zip(cost)
                    .for_each(|(sum, amount)| *sum += amount);
            }
        }
        let is_axis = |code: &Code, cost: &Vec<Decimal>| {
            let is_nothing = cost.iter().all(Decimal::is_zero);
            !cost.is_empty() && (is_nothing || sums.get(code.key()) == Some(cost))
        };
        let rows = coded.iter().zip(&costs);
        let fiches = rows.filter(|((_, (code, _)), cost)| !is_group(code) || !is_axis(code, cost));
        let fiches = fiches.map(|((row, (code, behind)), _)| {
            let beside = self.titles.map(|col| self.sheet.cell(*row, col).shown());
            let mut titles = [beside.as_deref().unwrap_or_default().trim(), behind].into_iter();
            RecognisedFiche {
                code: code.clone(),
                title: titles.find(|title| !title.is_empty()).map(str::to_owned),
            }
        });
        fiches.collect()
    }

    /// What rows cost, without their totals.
    fn cost(&self, rows: Range<usize>) -> Vec<Decimal> {
        let is_total = |cell: &Cell| total_of(&cell.shown()).is_some();
        let lines = rows.filter(|row| !self.sheet.row(*row).iter().any(is_total));
        let lines: Vec<usize> = lines.collect();
        let numbers = |col| {
            lines
                .iter()
                .filter_map(move |row| self.sheet.cell(*row, col).number())
        };
        let sum = |col: &usize| numbers(*col).sum();
        self.amounts.iter().map(sum).collect()
    }

    /// The titles that labels give to axes: « Axe 1 – Habitat », « Total 1.1 Rénover », a code with a title; or « Total
    /// Attractivité » under fiches whose codes all begin with EA, which of a list of costs may be the title of a fiche.
    fn axes(&self, groups: &BTreeSet<&str>) -> Vec<(String, String)> {
        let mut axes = Vec::new();
        let mut above = BTreeSet::new();
        for (row, cells) in self.sheet.rows.iter().enumerate().skip(self.first) {
            let texts = cells.iter().map(Cell::shown);
            let mut texts = texts.filter(|text| text.contains(char::is_alphabetic));
            if let Some((code, behind)) = self.coded(row) {
                above.insert(code.prefix().to_owned());
                let behind = Some(behind.to_owned()).filter(|title| !title.is_empty());
                let is_other = |text: &String| Code::parse(text).as_ref() != Some(&code);
                let title = behind.or_else(|| texts.find(is_other)).unwrap_or_default();
                if groups.contains(code.key()) {
                    axes.push((code.key().to_owned(), title));
                }
                continue;
            }
            let is_label = |text: &String| total_of(text).is_some() || names_group(text);
            let Some(label) = texts.find(is_label) else {
                continue;
            };
            let of = total_of(&label);
            let is_group = |code: &Code| groups.contains(code.key());
            let (prefix, title) = group_named(of.as_ref().unwrap_or(&label), is_group);
            let is_of_above = |of: &String| self.is_recap || names_group(of);
            let is_of_above = of.as_ref().is_some_and(is_of_above);
            let only = above
                .pop_first()
                .filter(|_| is_of_above && above.is_empty());
            above.clear();
            let beside = texts.next().filter(|_| of.is_none() && title.is_empty());
            let prefix = prefix.map(|prefix| prefix.key().to_owned()).or(only);
            axes.extend(prefix.map(|prefix| (prefix, beside.unwrap_or(title))));
        }
        let is_word = |title: &str| title.chars().filter(|c| c.is_alphabetic()).count() > 1;
        axes.retain(|(prefix, title)| {
            !prefix.is_empty() && is_word(title) && fold(title) != *prefix
        });
        axes
    }
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
        let count = |col: usize, is_code: fn(&Cell) -> bool| {
            let cells = rows.clone().map(|row| sheet.cell(row, col));
            cells.filter(|cell| is_code(cell)).count()
        };
        // Numbers may only count the rows.
        let codes = |col: usize| {
            let letters = count(col, |cell| code_in(cell).is_some());
            (letters, count(col, |cell| numeric_code(cell).is_some()))
        };
        let first = columns.first()?.0;
        let fiche = (0..first).max_by_key(|col| (codes(*col), Reverse(*col)))?;
        let labels = columns.iter().map(|(col, _)| sheet.cell(row + 1, *col));
        let mut labels = labels.map(|cell| fold(&cell.shown()));
        let has_total = labels.any(|label| label.starts_with("total"));
        (has_total && columns.len() > 1 && codes(fiche) > (0, 0)).then_some(Self {
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

    /// Its rows, with the titles in the column left of the amounts that has most texts.
    fn coded(&self) -> Coded<'a> {
        let texts = |col: usize| {
            let is_text =
                |(_, left): &(usize, &[Cell])| matches!(left.get(col), Some(Cell::Text(_)));
            self.rows().filter(is_text).count()
        };
        let others = (0..self.columns[0].0).filter(|col| *col != self.fiche);
        Coded {
            sheet: self.sheet,
            first: self.row + 2,
            codes: self.fiche,
            titles: others.max_by_key(|col| (texts(*col), Reverse(*col))),
            amounts: self.columns.iter().map(|(col, _)| *col).collect(),
            is_recap: true,
        }
    }

    /// Who has a column, from left to right.
    fn parties(&self) -> Vec<String> {
        let mut seen = BTreeSet::from([String::new()]);
        // The columns right of the last year hold totals.
        let columns = self.columns.iter().map(|(_, column)| column);
        let labels = columns
            .filter(|column| column.year.is_some())
            .map(|column| &column.label);
        let names = labels.map(|label| label.trim_start_matches('%').trim().to_owned());
        let funders = names.filter(|name| ColumnKind::labelled(name).is_none());
        funders.filter(|name| seen.insert(fold(name))).collect()
    }
}
