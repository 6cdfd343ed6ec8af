//! The header of a sheet of rows, in one row or two, and what each of its columns is: what it is called says so, by its
//! usual name or that of `[classeur]`, else the words in it. Both the reader and the proposal for a new dossier go by it.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
};

use rust_decimal::Decimal;

use super::{
    headings::{Heading, header_key, is_error_text, is_figure, is_number, parse_year, years_in},
    labels::{
        Says, after_word, funder_label, is_all_payers, is_code, is_income, is_owner, names_group,
        names_somebody, said_by, total_of,
    },
    names::{Names, SheetRole, YEAR_COLUMN, YEARLY, may_be_yearly},
    workbook::{Cell, Sheet},
};
use crate::{
    model::{Funders, OTHERS_LABEL, is_balance},
    money::{Amount, parse_amount, unit_in, without_units},
    source::{Code, Located, Place, fold},
};

/// A usual title, and the year if the column comes once a year.
pub(super) type Column = (&'static str, Option<i32>);

/// A proposed header stands among the first rows.
const DEEPEST: usize = 40;
/// So many names are tried with each other on so many sums.
const MOST_STRANGERS: usize = 10;
const MOST_SUMS: usize = 200;
/// No header has more rows.
const MOST_ROWS: usize = 3;

/// What is known before a sheet is looked at.
#[derive(Clone, Copy)]
pub(super) struct Known<'n> {
    pub(super) names: &'n Names,
    /// The years of the agreement; nothing where they are still to be found.
    pub(super) years: &'n [i32],
    /// Who pays, where that is known.
    pub(super) is_funder: Option<&'n dyn Fn(&str) -> bool>,
    /// Whether everything that words tell is taken, as for a proposal; else only what a sheet can't do without.
    pub(super) proposes: bool,
}

/// A sheet, its header and which of its columns is which.
pub(super) struct Header<'a> {
    pub(super) role: SheetRole,
    pub(super) sheet: &'a Sheet,
    /// Its last row, and the first one under it: a row of units may stand between.
    pub(super) row: usize,
    pub(super) first: usize,
    /// The column that says the unit of each row.
    pub(super) units: Option<usize>,
    /// What heads each column.
    pub(super) headings: Vec<Heading>,
    pub(super) columns: BTreeMap<Column, usize>,
    /// Where each funder has a column of its own.
    pub(super) funders: Vec<FunderColumn>,
    /// Those of amounts that may be what somebody pays, which nothing tells.
    pub(super) unsure: Vec<usize>,
    /// Those of what a funder pays in all years, beside its rate.
    pub(super) wholes: Vec<FunderColumn>,
    /// The columns that the budget does not need, and what they are called.
    pub(super) carried: Vec<(usize, String)>,
    /// The columns that are another one again.
    pub(super) twice: Vec<usize>,
    /// The columns that may be one that was not found.
    pub(super) choices: BTreeMap<&'static str, Vec<usize>>,
    /// Whether the sheets of costs have amounts in thousands or millions.
    pub(super) is_beside_thousands: bool,
    /// The thousands or millions that a title above the header gives all amounts in.
    pub(super) title_unit: Option<(Decimal, Place)>,
    /// The first cells of merged areas that cover figures of several columns or rows.
    pub(super) merged: BTreeSet<(usize, usize)>,
}

/// A column that holds what one funder pays.
#[derive(Clone, Debug)]
pub(super) struct FunderColumn {
    pub(super) name: Located<String>,
    pub(super) col: usize,
    /// The year of its amounts.
    pub(super) year: Option<i32>,
    pub(super) is_rate: bool,
}

/// What a row costs, and the amounts of those who pay.
struct PaidInRow {
    cost: Amount,
    shares: Vec<(String, Amount)>,
}

impl PaidInRow {
    fn adds_up_without(&self, left: &BTreeSet<&String>) -> bool {
        let counted = self.shares.iter().filter(|(name, _)| !left.contains(name));
        let sum: Amount = counted.map(|(_, share)| *share).sum();
        let wholes = [self.cost.decimal(), Decimal::ONE, Decimal::ONE_HUNDRED];
        let mut gaps = wholes.iter().map(|whole| sum.decimal() - whole);
        gaps.any(|gap| gap.abs() <= Decimal::new(1, 2))
    }
}

impl Known<'_> {
    /// Which column has this header as its name.
    fn column(&self, role: SheetRole, heading: &Heading) -> Option<Column> {
        let keys = [&heading.text, &without_units(&heading.text)].map(|name| header_key(name));
        let years = years_in(&heading.text).into_iter().map(Some).chain([None]);
        let titles = || [&YEAR_COLUMN].into_iter().chain(role.columns());
        let mut columns = years.flat_map(|year| titles().map(move |title| (*title, year)));
        columns.find(|(title, year)| {
            let is_due = year.is_none_or(|year| may_be_yearly(title) && self.is_due(year));
            let key = header_key(&self.names.header(role, title, *year));
            is_due && !key.is_empty() && keys.contains(&key)
        })
    }

    /// Whether a year is one of the agreement.
    pub(super) fn is_due(&self, year: i32) -> bool {
        self.years.is_empty() || self.years.contains(&year)
    }

    /// The year of amounts of which nothing says one.
    fn only_year(&self) -> Option<i32> {
        match self.years {
            [only] => Some(*only),
            _ => None,
        }
    }
}

impl<'a> Header<'a> {
    /// The row with a cell `Fiche`, or any for a proposal; of several (`Fiche :` in a title), the one that says most.
    pub(super) fn find(role: SheetRole, sheet: &'a Sheet, known: &Known<'_>) -> Option<Self> {
        let fiche = header_key(&known.names.header(role, "Fiche", None));
        let is_fiche = |cell: &Cell| matches!(cell, Cell::Text(text) if header_key(text) == fiche);
        let most = if known.proposes { DEEPEST } else { usize::MAX };
        let rows = 0..sheet.rows.len().min(most);
        // What stands alone in its row is a title.
        let is_header = |row: &usize| {
            let mut cells = sheet.row(*row).iter();
            if known.proposes {
                return cells.filter(|cell| !cell.is_blank()).count() > 1;
            }
            cells.any(is_fiche)
        };
        let rows = rows.filter(is_header);
        let said = |header: &Self| {
            let titles = header.headings.iter().filter_map(|heading| {
                let named = known.column(role, heading).map(|(title, _)| title);
                named.or_else(|| heading.title(None))
            });
            titles.collect::<BTreeSet<_>>().len()
        };
        let headers = rows.map(|row| Self::at(role, sheet, row, known));
        let headers = headers.map(|header| (said(&header), header));
        let best = headers.max_by_key(|(said, header)| (*said, Reverse(header.row)));
        let (_, mut header) = best.filter(|(said, _)| *said > 0)?;
        header.take_named(known);
        header.take_units();
        let is_said = known.names.given(role, "Fiche").is_some() && header.has("Fiche");
        if known.proposes && !is_said {
            header.take_codes();
        }
        header.take_funders(known);
        header.take_worded(known);
        if role == SheetRole::Costs {
            header.funders.clear();
        }
        Some(header)
    }

    fn at(role: SheetRole, sheet: &'a Sheet, row: usize, known: &Known<'_>) -> Self {
        let further = (row..row + MOST_ROWS - 1).take_while(|row| goes_on(sheet, *row));
        let row = row + further.count();
        let takes_year = |name: &str| known.names.takes_year(role, name);
        Self {
            role,
            sheet,
            row,
            first: row + 1 + usize::from(is_of_units(sheet.row(row + 1))),
            units: None,
            headings: headings(sheet, row, MOST_ROWS - 1, &takes_year),
            columns: BTreeMap::new(),
            funders: Vec::new(),
            unsure: Vec::new(),
            wholes: Vec::new(),
            carried: Vec::new(),
            twice: Vec::new(),
            choices: BTreeMap::new(),
            is_beside_thousands: false,
            title_unit: None,
            merged: BTreeSet::new(),
        }
    }

    /// Takes the columns that bear their names. Amounts without a year are those of the row's, or of the only one.
    fn take_named(&mut self, known: &Known<'_>) {
        let headings = self.headings.iter().enumerate();
        let named =
            headings.filter_map(|(col, heading)| Some((col, known.column(self.role, heading)?)));
        let named: Vec<(usize, Column)> = named.collect();
        let is_long = named.iter().any(|(_, (title, _))| *title == YEAR_COLUMN);
        for (col, (title, year)) in named {
            let is_dated = YEARLY.contains(&title) && !is_long;
            let year = year.or(known.only_year().filter(|_| is_dated));
            if is_dated && year.is_none() {
                continue;
            }
            match self.columns.entry((title, year)) {
                Entry::Vacant(entry) => drop(entry.insert(col)),
                Entry::Occupied(_) => self.twice.push(col),
            }
        }
    }

    /// Takes the column whose cells are units of amounts.
    fn take_units(&mut self) {
        let is_unit = |cell: &Cell| {
            unit_in(&cell.shown()).is_some() && without_units(&cell.shown()).is_empty()
        };
        let mut free = self.free().into_iter();
        self.units =
            free.find(|col| self.filled(*col).next().is_some() && self.filled(*col).all(is_unit));
    }

    /// Takes the only column whose cells are codes for that of fiches; of several, the one that says so. Numbers are
    /// codes only under a header that says so.
    fn take_codes(&mut self) {
        let says_so = |col: &usize| self.headings[*col].title(Some(true)) == Some("Fiche");
        let all = 0..self.headings.len();
        let codes = all.clone().filter(|col| self.holds(*col, code_in));
        let mut candidates: Vec<usize> = codes.collect();
        if candidates.len() != 1 {
            let is_code = |col: &usize| candidates.contains(col) || self.holds(*col, numeric_code);
            let is_own =
                |col: &usize| says_so(col) && (candidates.is_empty() || candidates.contains(col));
            candidates = all.filter(|col| is_own(col) && is_code(col)).collect();
        }
        self.columns.remove(&("Fiche", None));
        match candidates[..] {
            [col] => drop(self.columns.insert(("Fiche", None), col)),
            _ => drop(self.choices.insert("Fiche", candidates)),
        }
    }

    /// Whether nearly all cells of a column hold a code: a few remarks under the table do not make it another one.
    fn holds(&self, col: usize, code: impl Fn(&Cell) -> Option<(Code, &str)>) -> bool {
        let heading = header_key(&self.headings[col].text);
        let is_other = |cell: &&Cell| {
            let text = cell.shown();
            let is_title = names_group(&text) && code(cell).is_none();
            total_of(&text).is_none() && !is_title && header_key(&text) != heading
        };
        let cells: Vec<&Cell> = self.filled(col).filter(is_other).collect();
        let codes = cells.iter().filter_map(|cell| code(cell)).count();
        codes > 0 && codes * 5 >= cells.len() * 4
    }

    /// The cells of a column under its header that hold anything.
    pub(super) fn filled(&self, col: usize) -> impl Iterator<Item = &'a Cell> {
        let (sheet, rows) = (self.sheet, self.first..self.sheet.rows.len());
        let cells = rows.map(move |row| sheet.cell(row, col));
        cells.filter(|cell| !cell.is_blank())
    }

    /// Whether mostly figures stand in a column; nothing where it is empty.
    pub(super) fn figures_in(&self, col: usize) -> Option<bool> {
        let figures = self.filled(col).filter(|cell| is_number(cell)).count();
        let all = self.filled(col).count();
        (all > 0).then_some(figures * 2 > all)
    }

    /// The columns that have a header and are none yet.
    pub(super) fn free(&self) -> Vec<usize> {
        let columns = self.columns.values().chain(&self.twice).chain(&self.units);
        let funders = self
            .funders
            .iter()
            .chain(&self.wholes)
            .map(|column| &column.col);
        let choices = self.choices.values().flatten();
        let taken: BTreeSet<&usize> = columns.chain(funders).chain(choices).collect();
        let is_free = |col: &usize| !taken.contains(col) && !self.headings[*col].is_blank();
        (0..self.headings.len()).filter(is_free).collect()
    }

    /// Takes the columns that hold what one funder pays, if a party has one, or several look so where nobody is known:
    /// its rate, or its amount of a year.
    fn take_funders(&mut self, known: &Known<'_>) {
        if self.has("Financeur") {
            return;
        }
        let is_paid = |cell: &Cell| is_number(cell) || is_balance(&cell.shown());
        let mut found: Vec<FunderColumn> = Vec::new();
        for col in self.free() {
            let (label, mut year, is_rate) = funder_label(&self.headings[col].text);
            if self.may_be(col, YEAR_COLUMN) {
                continue;
            }
            let is_known = known.is_funder.is_some() || Heading::new(&label).title(None).is_none();
            let is_column = !Funders::is_reserved(&label) || fold(&label) == fold(OTHERS_LABEL);
            let is_somebody = is_known && names_somebody(&label) && is_column;
            let is_broken = is_error_text(&label);
            let is_somebody = is_somebody && !is_broken && !self.headings[col].is_sum();
            let name = match found.last() {
                // A `%` right of a funder's amount is its rate.
                left if fold(&label).is_empty() => {
                    let left = left.filter(|left| is_rate && left.col + 1 == col);
                    year = year.or(left.and_then(|left| left.year));
                    left.map(|left| left.name.clone())
                }
                _ if !is_somebody || !self.filled(col).any(is_paid) => None,
                _ => Some(Located::new(label, self.sheet.place_of(self.row, col))),
            };
            let column = |name| FunderColumn {
                name,
                col,
                year,
                is_rate,
            };
            found.extend(name.map(column));
        }
        let names: BTreeSet<String> = found.iter().map(|column| fold(&column.name)).collect();
        let is_theirs = match known.is_funder {
            Some(is_funder) => found.iter().any(|column| is_funder(&column.name)),
            None => names.len() > 1,
        };
        if !is_theirs {
            return;
        }
        self.leave_strangers(&mut found, known);
        let plain = found
            .iter()
            .filter(|column| column.year.is_none() && !column.is_rate);
        let plain: Vec<usize> = plain.map(|column| column.col).collect();
        let numbers = plain.iter();
        let numbers = numbers
            .flat_map(|col| self.filled(*col))
            .filter_map(|cell| {
                let is_percent = cell.shown().trim().ends_with('%');
                cell.number().or(is_percent.then_some(Decimal::ZERO))
            });
        let are_rates = numbers.max() <= Some(Decimal::ONE) || self.are_hundreds(&plain);
        for column in &mut found {
            column.is_rate |= column.year.is_none() && are_rates;
            column.year = column
                .year
                .or(known.only_year().filter(|_| !column.is_rate));
        }
        found.retain(|column| column.year.is_none_or(|year| known.is_due(year)));
        self.funders = found;
    }

    /// Leaves out the columns of amounts under a name that nobody bears, where the sheet says what its rows cost and they
    /// add up to that, or to a hundred percent, without them.
    fn leave_strangers(&mut self, found: &mut Vec<FunderColumn>, known: &Known<'_>) {
        let is_known = |name: &str| {
            let is_funder = known.is_funder.is_some_and(|is_funder| is_funder(name));
            is_funder || is_owner(name) || fold(name) == fold(OTHERS_LABEL)
        };
        let rated = found.iter().filter(|column| column.is_rate);
        let rated: BTreeSet<String> = rated.map(|column| fold(&column.name)).collect();
        let names = found.iter().map(|column| &column.name.value);
        let strangers = names.filter(|name| !is_known(name) && !rated.contains(&fold(name)));
        let strangers: BTreeSet<String> = strangers.map(|name| fold(name)).collect();
        if self.role == SheetRole::Costs || strangers.is_empty() {
            return;
        }
        let costs = Header::find(SheetRole::Costs, self.sheet, known);
        let Some(costs) = costs.filter(|header| header.has("Montant")) else {
            return;
        };
        let years: BTreeSet<Option<i32>> = found.iter().map(|column| column.year).collect();
        let rows = self.first..self.sheet.rows.len();
        let sums = rows.flat_map(|row| years.iter().map(move |year| (row, *year)));
        let sums = sums.filter_map(|(row, year)| costs.paid_in(row, year, found));
        let sums: Vec<PaidInRow> = sums.take(MOST_SUMS).collect();
        let asked: Vec<&String> = strangers.iter().take(MOST_STRANGERS).collect();
        let leaves = |choice: &u32| {
            let chosen = asked.iter().enumerate();
            let chosen = chosen.filter(|(rank, _)| choice >> rank & 1 == 1);
            chosen.map(|(_, name)| *name).collect::<BTreeSet<&String>>()
        };
        let right = |choice: &u32| {
            let left = leaves(choice);
            sums.iter().filter(|row| row.adds_up_without(&left)).count()
        };
        let choices = 0..1_u32 << asked.len();
        let best = choices.max_by_key(|choice| (right(choice), Reverse(choice.count_ones())));
        let best = best.unwrap_or_default();
        let is_clear = right(&best) * 2 >= sums.len();
        let is_paid = |name: &String| {
            let shares = sums.iter().flat_map(|row| &row.shares);
            let mut shares = shares.filter(|(_, share)| !share.is_zero());
            shares.any(|(payer, _)| payer == name)
        };
        let mut left = leaves(&best);
        if !known.proposes {
            let unsure = strangers.iter().filter(|name| !left.contains(name));
            let unsure = unsure.filter(|name| !is_clear || !is_paid(name));
            let unsure: BTreeSet<&String> = unsure.collect();
            // « Nombre de logements » counts something else; « ADEME » may pay too much.
            let is_money = |column: &&FunderColumn| {
                let mut cells = self.filled(column.col).filter_map(Cell::number);
                let is_large = cells.any(|number| number >= Decimal::ONE_HUNDRED);
                is_large && said_by(&column.name, |_| false) != Some(Says::Ratio)
            };
            let is_unsure = |column: &&FunderColumn| {
                let name = fold(&column.name);
                unsure.contains(&name) || left.contains(&name) && is_money(column)
            };
            let columns = found.iter().filter(is_unsure);
            self.unsure = columns.map(|column| column.col).collect();
            left.extend(unsure);
        }
        found.retain(|column| !left.contains(&fold(&column.name)));
    }

    /// What a row costs in a year, or in all, and what these columns say that is paid of it; nothing where it says no
    /// cost, or that somebody pays what is left.
    fn paid_in(&self, row: usize, year: Option<i32>, found: &[FunderColumn]) -> Option<PaidInRow> {
        let columns = self.columns.iter();
        let columns = columns.filter(|((title, _), _)| *title == "Montant");
        let columns =
            columns.filter(|((_, column_year), _)| year.is_none() || *column_year == year);
        let amount = |col: usize| match self.sheet.cell(row, col) {
            Cell::Text(text) => parse_amount(text).ok()?.0,
            cell => Amount::bounded(cell.number()?).ok(),
        };
        let cost: Amount = columns.filter_map(|(_, col)| amount(*col)).sum();
        let funders = found.iter().filter(|column| column.year == year);
        let is_balance =
            |column: &FunderColumn| is_balance(&self.sheet.cell(row, column.col).shown());
        if cost.is_zero() || funders.clone().any(is_balance) {
            return None;
        }
        let shares = funders.filter(|column| !column.is_rate);
        let shares = shares.filter_map(|column| Some((fold(&column.name), amount(column.col)?)));
        let shares = shares.collect();
        Some(PaidInRow { cost, shares })
    }

    /// Whether the numbers in these columns make a hundred in most rows, as rates do, or less beside a balance.
    fn are_hundreds(&self, columns: &[usize]) -> bool {
        let rows = self.first..self.sheet.rows.len();
        let are_rates = rows.filter_map(|row| {
            let cells = || columns.iter().map(|col| self.sheet.cell(row, *col));
            let sum: Decimal = cells().filter_map(Cell::number).sum();
            let has_balance = cells().any(|cell| is_balance(&cell.shown()));
            let is_less = has_balance && sum < Decimal::ONE_HUNDRED;
            (!sum.is_zero()).then_some(is_less || sum == Decimal::ONE_HUNDRED)
        });
        let are_rates: Vec<bool> = are_rates.collect();
        are_rates.iter().filter(|is_it| **is_it).count() * 2 > are_rates.len()
    }

    /// Takes the columns whose words say what they are.
    fn take_worded(&mut self, known: &Known<'_>) {
        for title in [&YEAR_COLUMN, &"Titre"]
            .into_iter()
            .chain(self.role.columns())
            .copied()
        {
            // « Exercice » says of which year a row is, where no header does.
            let is_year =
                title == YEAR_COLUMN && self.headings.iter().all(|heading| heading.year.is_none());
            let is_wanted = known.proposes || self.role.needs(title) || is_year;
            let is_wanted = is_wanted || title == "Montant" && self.has_year_column();
            let is_given = known.names.given(self.role, title).is_some();
            let is_replaced = !self.funders.is_empty()
                && self.role == SheetRole::Funding
                && ["Financeur", "Taux", "Montant"].contains(&title);
            if !is_wanted || is_given || is_replaced || title == "Fiche" || self.has(title) {
                continue;
            }
            let is_yearly = YEARLY.contains(&title);
            if is_yearly && !self.has_year_column() {
                self.take_yearly(title, known);
                continue;
            }
            let mut candidates = self.free();
            candidates.retain(|col| self.may_be(*col, title));
            match candidates[..] {
                [] => {}
                [col] if !is_yearly || !self.headings[col].is_doubtful(self.role) => {
                    self.columns.insert((title, None), col);
                }
                _ => drop(self.choices.insert(title, candidates)),
            }
        }
    }

    /// Whether the words of a column and what stands in it say that it is this one.
    fn may_be(&self, col: usize, title: &str) -> bool {
        let heading = &self.headings[col];
        let is_rate =
            |cell: &Cell| !matches!(cell, Cell::Number(number) if *number > Decimal::ONE_HUNDRED);
        let is_year = |cell: &Cell| parse_year(&cell.shown()).is_some();
        let found = heading.title(self.figures_in(col));
        match title {
            "Taux" => found == Some(title) && self.filled(col).all(is_rate),
            YEAR_COLUMN => {
                let years = self.filled(col).filter(|cell| is_year(cell)).count();
                let is_it = heading.period().is_none() && years * 2 > self.filled(col).count();
                found == Some(title) && is_it
            }
            // « Action » beside the codes heads titles.
            "Titre" if found == Some("Fiche") => self.figures_in(col) == Some(false),
            _ => found == Some(title) && !heading.is_sum(),
        }
    }

    /// Takes the columns of a title that comes once a year, where each year has one. What only adds up is taken where
    /// nothing else says what a fiche costs; what may be something else, or says nothing, has to be chosen.
    fn take_yearly(&mut self, title: &'static str, known: &Known<'_>) {
        let mut candidates = self.free();
        let headings = &self.headings;
        candidates.retain(|col| self.figures_in(*col) != Some(false) && !headings[*col].is_part());
        let is_due = |col: &usize| headings[*col].year.is_some_and(|year| known.is_due(year));
        if candidates.iter().any(is_due) || known.only_year().is_none() {
            candidates.retain(is_due);
        } else {
            candidates.retain(|col| headings[*col].year.is_none() && !headings[*col].is_period());
        }
        let is_cost = title == "Montant" && self.role == SheetRole::Costs;
        let doubt = |col: usize| {
            let heading = &self.headings[col];
            let says = heading.title(Some(true));
            match () {
                () if self.may_be(col, title) => Some(2 * u8::from(heading.is_doubtful(self.role))),
                () if !is_cost || says.is_some_and(|said| said != title) => None,
                () if heading.is_sum() => Some(1),
                () => (says.is_none() && self.figures_in(col) == Some(true)).then_some(3),
            }
        };
        let Some(least) = candidates.iter().filter_map(|col| doubt(*col)).min() else {
            return;
        };
        candidates.retain(|col| doubt(*col) == Some(least));
        let years: BTreeSet<_> = candidates.iter().map(|col| headings[*col].year).collect();
        let is_clear = least < 2 && years.len() == candidates.len();
        let key = |col: &usize| header_key(&headings[*col].name);
        if is_clear && known.proposes {
            // One name is proposed: that of most years.
            let keys: Vec<String> = candidates.iter().map(key).collect();
            let times = |col: &usize| keys.iter().filter(|other| **other == key(col)).count();
            let most = candidates.iter().map(times).max();
            candidates.retain(|col| Some(times(col)) == most);
        }
        let names: BTreeSet<String> = candidates.iter().map(key).collect();
        if !is_clear || known.proposes && names.len() > 1 {
            self.choices.insert(title, candidates);
            return;
        }
        for col in candidates {
            let year = self.headings[col].year.or(known.only_year());
            self.columns.insert((title, year), col);
        }
    }

    /// The columns of these titles, in any year.
    pub(super) fn columns_of(&self, titles: &[&str]) -> Vec<usize> {
        let columns = self.columns.iter();
        let columns = columns.filter(|((title, _), _)| titles.contains(title));
        columns.map(|(_, col)| *col).collect()
    }

    /// The column of a title that comes once.
    pub(super) fn col(&self, title: &'static str) -> Option<usize> {
        self.columns.get(&(title, None)).copied()
    }

    /// The columns of amounts that are each of a part of a year.
    pub(super) fn parts(&self) -> Vec<usize> {
        let mut free = self.free();
        let is_amount = |heading: &Heading| {
            heading
                .title(Some(true))
                .is_none_or(|title| title == "Montant")
        };
        free.retain(|col| {
            let heading = &self.headings[*col];
            heading.is_part() && is_amount(heading) && self.figures_in(*col) == Some(true)
        });
        free
    }

    /// The periods that its columns of amounts name, those without the periods that add up others.
    pub(super) fn periods(&self) -> Vec<String> {
        let free = self.free().into_iter();
        let amounts = free.filter(|col| self.figures_in(*col) == Some(true));
        let named = amounts.filter_map(|col| self.headings[col].period());
        let named: Vec<&str> = named.collect();
        let span = |name: &str| {
            let years = years_in(name);
            years.first().copied().zip(years.last().copied())
        };
        let is_within = |period: &str, other: &str| {
            let spans = span(period).zip(span(other));
            spans.is_some_and(|(period, other)| {
                period != other && other.0 <= period.0 && period.1 <= other.1
            })
        };
        let adds_up = |name: &&str| {
            named
                .iter()
                .filter(|period| is_within(period, name))
                .count()
                > 1
        };
        let periods = named.iter().filter(|name| !adds_up(name));
        periods.map(|name| (*name).to_owned()).collect()
    }

    /// The columns of amounts that nothing says the year of.
    pub(super) fn undated(&self) -> Vec<usize> {
        let mut free = self.free();
        free.retain(|col| {
            let heading = &self.headings[*col];
            let title = heading.title(Some(true));
            let is_amount = title == Some("Montant") || title == Some("Année");
            let is_amount = is_amount || heading.is_period();
            heading.year.is_none() && is_amount && self.figures_in(*col) != Some(false)
        });
        free
    }

    /// The columns that may hold what each row comes to, in a year or in all.
    pub(super) fn row_totals(&self) -> Vec<usize> {
        let mut free = self.free();
        let has_rates = self.funders.iter().any(|column| column.is_rate);
        free.retain(|col| {
            let heading = &self.headings[*col];
            let is_of_all = total_of(&heading.text).is_none_or(|of| is_all_payers(&of));
            let is_plain = !heading.text.contains('%') && !heading.is_doubtful(self.role);
            let is_sum = heading.is_sum() && is_of_all;
            // Amounts of which nothing says the year may be of all.
            let is_undated = heading.year.is_none() && heading.title(Some(true)) == Some("Montant");
            let is_undated = is_undated && self.funders.is_empty();
            // « Total : 100 % »
            let is_rate = |cell: &Cell| match cell {
                Cell::Number(number) => *number <= Decimal::ONE_HUNDRED,
                cell => cell.shown().contains('%'),
            };
            let are_rates = has_rates && self.filled(*col).all(is_rate);
            (is_sum || is_undated) && is_plain && !are_rates && self.figures_in(*col) == Some(true)
        });
        free
    }

    /// Whether it has a column of this title, in any year.
    pub(super) fn has(&self, title: &str) -> bool {
        self.columns
            .keys()
            .any(|(column_title, _)| *column_title == title)
    }

    /// Whether it has this column, of this year or with a year a row.
    pub(super) fn has_column(&self, title: &'static str, year: Option<i32>) -> bool {
        let is_long = self.has_year_column() && self.col(title).is_some();
        is_long || self.columns.contains_key(&(title, year))
    }

    /// What heads these columns.
    pub(super) fn texts(&self, columns: &[usize]) -> Vec<String> {
        let headings = columns.iter().map(|col| &self.headings[*col]);
        headings.map(|heading| heading.text.clone()).collect()
    }

    /// What its first column of this title is called.
    pub(super) fn name_of(&self, title: &str) -> Option<&String> {
        let col = self.columns_of(&[title]).first().copied()?;
        Some(&self.headings[col].name)
    }

    /// How much it looks like a sheet of its kind; 0 when it cannot be one.
    pub(super) fn likeness(&self) -> usize {
        let count = |titles: &[&str]| titles.iter().filter(|title| self.has(title)).count();
        let mut amounts = self.columns_of(&["Montant"]).into_iter();
        let are_sums = amounts.all(|col| self.headings[col].is_sum());
        match self.role {
            _ if !self.has("Fiche") => 0,
            SheetRole::Costs if is_income(&self.sheet.name) => 0,
            SheetRole::Costs if self.free().iter().any(|col| self.may_be(*col, "Financeur")) => 0,
            SheetRole::Costs if !are_sums => 2 + count(&["Nature", "Libellé", "Taxe", "Jours"]),
            SheetRole::Costs => {
                usize::from(self.has("Montant") || self.choices.contains_key("Montant"))
            }
            _ if self.has("Financeur") => 2 + count(&["Taux", "Montant", "Mention"]),
            _ => usize::from(!self.funders.is_empty()),
        }
    }

    /// Whether each row is of a year.
    pub(super) fn has_year_column(&self) -> bool {
        self.col(YEAR_COLUMN).is_some()
    }

    /// The years that it has amounts of, or may have.
    pub(super) fn years(&self) -> BTreeSet<i32> {
        let amounts = self.columns_of(&["Montant"]).into_iter();
        let choices = self.choices.get("Montant").into_iter().flatten();
        let columns = amounts.chain(choices.copied()).chain(self.parts());
        let of_columns = columns.filter_map(|col| self.headings[col].year);
        let of_rows = self
            .col(YEAR_COLUMN)
            .into_iter()
            .flat_map(|col| self.filled(col));
        let of_rows = of_rows.filter_map(|cell| parse_year(&cell.shown()));
        let of_funders = self.funders.iter().filter_map(|column| column.year);
        of_columns.chain(of_rows).chain(of_funders).collect()
    }
}

/// The code in a cell, without the word for a fiche before it, and the title behind it: a few letters, then numbers. A
/// total or the title of an axis is none.
pub(super) fn code_in(cell: &Cell) -> Option<(Code, &str)> {
    let Cell::Text(text) = cell else { return None };
    let text = text.trim();
    if total_of(text).is_some() || names_group(text) {
        return None;
    }
    let alone = |text: &str| Code::parse(text).filter(|_| is_code(text));
    let behind = after_word(text).unwrap_or(text);
    let is_within = text.ends_with(')');
    if let Some(code) = alone(behind).or_else(|| alone(text)).filter(|_| !is_within) {
        return Some((code, ""));
    }
    let is_short = |(code, _): &(Code, &str)| {
        let letters = code.spelling().chars().filter(|c| c.is_alphabetic());
        letters.clone().count() <= 3 && letters.clone().all(char::is_uppercase)
    };
    // « Observatoire (A 1.1) », « A 1.1 – Observatoire »
    let within = text
        .strip_suffix(')')
        .and_then(|text| text.rsplit_once('('));
    let within = within.and_then(|(title, code)| Some((alone(code)?, title)));
    // The longest, before what separates it from its title.
    let signs = [" – ", " — ", " - ", ":", "\n"];
    let end = signs.iter().filter_map(|sign| behind.find(sign)).min();
    let (first, _) = behind.split_at(end.unwrap_or(behind.len()));
    let ends = first.char_indices().filter(|(_, c)| !c.is_alphanumeric());
    let ends = ends.map(|(end, _)| end).chain([first.len()]);
    let ends: Vec<usize> = ends.collect();
    let begun = || {
        let mut ends = ends.iter().rev();
        ends.find_map(|end| Some((alone(behind[..*end].trim_end())?, &behind[*end..])))
    };
    let (code, title) = within
        .filter(is_short)
        .or_else(|| begun().filter(is_short))?;
    Some((
        code,
        title.trim_matches(|c: char| !c.is_alphanumeric() && c != ')'),
    ))
}

/// The code in a cell that holds nothing but numbers with points between them, `1.1.1`, `1`, or such a one with a title
/// behind it, `1.1.1 Habitat`.
pub(super) fn numeric_code(cell: &Cell) -> Option<(Code, &str)> {
    let number = cell.shown_as_code();
    let is_short = |part: &str| (1..=3).contains(&part.len()) && part.parse::<u16>().is_ok();
    let (number, title) = match cell {
        Cell::Number(_) => (number.as_str(), ""),
        Cell::Text(text) => {
            let text = text.trim();
            let is_inside = |c: char| c.is_ascii_digit() || c == '.';
            let end = text.find(|c| !is_inside(c)).unwrap_or(text.len());
            let (number, title) = text.split_at(end);
            let is_titled = number.contains('.') && title.starts_with([' ', ':', '\n']);
            (
                number.trim_end_matches('.'),
                Some(title).filter(|_| title.is_empty() || is_titled)?,
            )
        }
        _ => return None,
    };
    let code = number
        .split('.')
        .all(is_short)
        .then(|| Code::parse(number))??;
    Some((
        code,
        title.trim_matches(|c: char| !c.is_alphanumeric() && c != ')'),
    ))
}

/// Whether a row under a header says in what unit its columns are: « j », « k€ ».
fn is_of_units(row: &[Cell]) -> bool {
    const OTHERS: [&str; 8] = ["", "j", "jour", "jours", "jh", "ht", "ttc", "nb"];
    let is_unit = |cell: &Cell| {
        let rest = without_units(&cell.shown());
        let mut words = rest.split_whitespace();
        matches!(cell, Cell::Text(_)) && words.all(|word| OTHERS.contains(&&*fold(word)))
    };
    let mut filled = row.iter().filter(|cell| !cell.is_blank());
    let has_unit = row.iter().any(|cell| unit_in(&cell.shown()).is_some());
    has_unit && filled.all(is_unit)
}

fn heading(sheet: &Sheet, row: usize, col: usize) -> Heading {
    Heading::new(&sheet.cell(row, col).shown())
}

fn is_merged(sheet: &Sheet, row: usize, col: usize) -> bool {
    sheet.marks.covered_by(row, col + 1) == Some((row, col))
}

/// Whether a cell stands over several columns: a year, a total of years, or what is merged.
fn is_over(sheet: &Sheet, row: usize, col: usize) -> bool {
    let heading = heading(sheet, row, col);
    // « Prévu 2027 » with nothing right of it.
    let is_apart = heading.title(None).is_none() || sheet.cell(row, col + 1).is_blank();
    let is_year = heading.year_over().is_some() && is_apart;
    let is_year = is_year || parse_year(&heading.text).is_some();
    !heading.is_blank() && (is_year || heading.is_sum() || is_merged(sheet, row, col))
}

/// Whether the header goes on in the row below: with what stands under years or under one name over several columns, or with
/// the years of what stands above.
fn goes_on(sheet: &Sheet, row: usize) -> bool {
    let below = sheet.row(row + 1).iter().enumerate();
    let below: Vec<(usize, &Cell)> = below.filter(|(_, cell)| !cell.is_blank()).collect();
    let Some((first_below, _)) = below.first() else {
        return false;
    };
    let heads = |col: usize| heading(sheet, row, col);
    let is_year = |(_, cell): &(usize, &Cell)| parse_year(&cell.shown()).is_some();
    let is_of_year = |lower: &(usize, &Cell)| {
        let upper = (0..=lower.0)
            .rev()
            .map(heads)
            .find(|upper| !upper.is_blank());
        let is_due = is_year(lower) || Heading::new(&lower.1.shown()).is_period();
        is_due && upper.is_some_and(|upper| upper.heads_years())
    };
    let are_years = below.iter().all(is_of_year) && below.iter().any(is_year);
    if *first_below > 0 && are_years {
        return true;
    }
    let over = (0..sheet.row(row).len()).filter(|col| is_over(sheet, row, *col));
    let over: Vec<usize> = over.collect();
    let Some(first) = over.first() else {
        return false;
    };
    let has_years = over.iter().any(|col| heads(*col).year_over().is_some());
    below.iter().all(|(col, cell)| {
        let is_free = sheet.cell(row, *col).is_blank() || over.contains(col);
        let heading = Heading::new(&cell.shown());
        let is_text = matches!(cell, Cell::Text(_)) && (!is_figure(cell) || heading.has_year());
        let is_known = matches!(
            heading.title(Some(true)),
            Some("Montant" | "Jours" | "Taux")
        );
        let is_under = col >= first || has_years && is_known;
        is_under && is_free && is_text && (has_years || is_known)
    })
}

/// Which column of the row above heads each column of a row. A merged area ends where it ends; anything else goes on to
/// the next. A year may stand anywhere over columns that come again under each; nothing tells whose it is where it
/// stands right of the first of others.
fn heads_of(
    sheet: &Sheet,
    above: usize,
    uppers: &[Heading],
    lowers: &[Heading],
) -> Vec<Option<usize>> {
    let mut over: Option<usize> = None;
    let mut heads: Vec<Option<usize>> = Vec::new();
    for (col, upper) in uppers.iter().enumerate() {
        if !upper.is_blank() {
            over = Some(col);
        }
        over = over.filter(|first| {
            let is_under = sheet.marks.covered_by(above, col) == Some((above, *first));
            *first == col || is_under || !is_merged(sheet, above, *first)
        });
        heads.push(over);
    }
    let is_year =
        |col: &usize| uppers[*col].year_over().is_some() && !is_merged(sheet, above, *col);
    let years: Vec<usize> = (0..uppers.len()).filter(is_year).collect();
    let is_label = |col: &usize| {
        let is_under = sheet.marks.covered_by(above, *col).is_some();
        let is_free = uppers[*col].is_blank() && !is_under || years.contains(col);
        is_free && lowers[*col].takes_year()
    };
    let labels: Vec<usize> = (0..lowers.len()).filter(is_label).collect();
    if years.is_empty() || labels.is_empty() || labels.first() >= years.first() {
        return heads;
    }
    let groups: Vec<&[usize]> = labels.chunks(labels.len().div_ceil(years.len())).collect();
    let texts =
        |group: &[usize]| -> Vec<&str> { group.iter().map(|col| &*lowers[*col].text).collect() };
    let pairs = || groups.iter().zip(&years);
    let mut are_alike =
        pairs().map(|(group, year)| group.contains(year) && texts(group) == texts(groups[0]));
    let is_clear = groups.len() == years.len() && are_alike.all(|is_it| is_it);
    for (col, year) in pairs().flat_map(|(group, year)| group.iter().map(move |col| (*col, *year)))
    {
        heads[col] = Some(year).filter(|_| is_clear);
    }
    heads
}

/// The headings of the columns whose header ends in this row, with what stands over them in the rows above: a year that
/// some need (`2018` over `Jours`, `Montant`), whose sum it is, or who or what several are of.
fn headings(
    sheet: &Sheet,
    row: usize,
    depth: usize,
    takes_year: &impl Fn(&str) -> bool,
) -> Vec<Heading> {
    let lowers = (0..sheet.width()).map(|col| heading(sheet, row, col));
    let lowers: Vec<Heading> = lowers.collect();
    let Some(above) = row.checked_sub(1) else {
        return lowers;
    };
    let is_second = goes_on(sheet, above);
    let uppers = if is_second && depth > 1 {
        headings(sheet, above, depth - 1, takes_year)
    } else {
        (0..sheet.width())
            .map(|col| heading(sheet, above, col))
            .collect()
    };
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for lower in &lowers {
        *times.entry(&lower.text).or_default() += 1;
    }
    let heads = heads_of(sheet, above, &uppers, &lowers);
    let joined = lowers.iter().zip(&heads).enumerate();
    let joined = joined.map(|(col, (lower, first))| {
        let Some(first) = *first else {
            return lower.clone();
        };
        let upper = &uppers[first];
        if lower.text.is_empty() {
            let is_own = first == col && (is_second || parse_year(&upper.text).is_some());
            return if is_own { upper.clone() } else { lower.clone() };
        }
        // What begins with the first column is the title of the sheet.
        let over = Over {
            heading: upper,
            is_aside: first > 0,
            is_wide: first > 0 && is_merged(sheet, above, first),
            is_first: is_second,
        };
        let (is_repeated, takes_year) = (times[&*lower.text] > 1, takes_year(&lower.text));
        // More goes on below: a year is enough.
        let is_enough = depth < MOST_ROWS - 1 && upper.takes_year();
        if is_enough && parse_year(&lower.text).is_some() {
            return lower.clone();
        }
        over.joined(lower, is_repeated, takes_year)
    });
    joined.collect()
}

/// What stands over a header.
struct Over<'h> {
    heading: &'h Heading,
    /// Whether it may be of that column and not of the whole sheet.
    is_aside: bool,
    is_wide: bool,
    /// Whether the header begins in its row.
    is_first: bool,
}

impl Over<'_> {
    fn joined(&self, lower: &Heading, is_repeated: bool, takes_year: bool) -> Heading {
        let upper = self.heading;
        let (above, text) = (&upper.text, &lower.text);
        let (says, year) = (lower.title(Some(true)), parse_year(above));
        let year = year.or(upper.year_over().filter(|_| self.is_aside));
        let is_share = is_repeated && matches!(says, Some("Montant" | "Taux"));
        let lacks_year = lower.takes_year() || takes_year || is_share;
        let says_nothing = lower.title(None).is_none() && (self.is_wide || is_repeated);
        let is_vague = lower.year.is_none() && (lacks_year || says_nothing);
        // `Jours`, `Montant` over the same years, or who pays.
        let is_kind = parse_year(text).is_some();
        let is_of_upper = upper.is_sum() && is_vague
            || is_kind && (is_repeated || self.is_first)
            || is_share && names_somebody(above);
        match year {
            Some(year) if is_vague => Heading::new(&format!("{text} {year}")),
            None if self.is_aside && is_of_upper => Heading::new(&format!("{above} {text}")),
            _ => lower.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_told_from_words_and_numbers() {
        let code = |text: &str| {
            let cell = Cell::Text(text.to_owned());
            let (code, title) = code_in(&cell).or_else(|| numeric_code(&cell))?;
            Some((code.spelling().to_owned(), title.to_owned()))
        };
        for (text, expected, title) in [
            ("EA 1.1", "EA 1.1", ""),
            ("E.C 1.2", "E.C 1.2", ""),
            ("A1", "A1", ""),
            ("ACT-04", "ACT-04", ""),
            ("Fiche B 1.1", "B 1.1", ""),
            ("Action n° B 1.1", "B 1.1", ""),
            ("A.1 – Boutique à l’essai", "A.1", "Boutique à l’essai"),
            ("EA 1.1 : Étude (phase 2)", "EA 1.1", "Étude (phase 2)"),
            ("A 1.1 – 2 salons", "A 1.1", "2 salons"),
            ("A 1.1 Boutique", "A 1.1", "Boutique"),
            ("Observatoire (A 1.1)", "A 1.1", "Observatoire"),
            ("1.1", "1.1", ""),
            ("1.1.2 Rénover", "1.1.2", "Rénover"),
        ] {
            let expected = Some((expected.to_owned(), title.to_owned()));
            assert_eq!(code(text), expected, "{text}");
        }
        for text in [
            "Total EA",
            "Total 1",
            "Axe 1",
            "Axe 1 – Habitat",
            "2018",
            "Études",
            "Salon 2019 à Paris",
            "16 200 €",
            "3 j",
        ] {
            assert_eq!(code(text), None, "{text}");
        }
    }
}
