//! The header of a sheet of rows, in one to three rows, and what each of its columns is: by its usual name or that of
//! `[classeur]`, else by the words in it. Both the reader and the proposal for a new dossier go by it.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
};

use rust_decimal::Decimal;

use super::{
    codes::{code_in, numeric_code},
    header_rows::{MOST_ROWS, goes_on, headings, is_of_units},
    headings::{Heading, header_key, is_error_text, is_figure, is_number, parse_year, years_in},
    labels::{
        Meaning, funder_label, is_all_payers, is_income, is_of_amounts, is_owner, left_to,
        meaning_of, names_group, names_somebody, total_of,
    },
    names::{Names, SheetRole, YEAR_COLUMN, YEARLY, may_be_yearly},
    workbook::{Cell, Sheet},
};
use crate::{
    model::{Funders, OTHERS_LABEL, is_balance},
    money::{Amount, parse_amount, unit_in, without_units},
    source::{Code, Located, Place, fold},
};

/// A unit that stands beside a table.
#[derive(Debug)]
pub(super) struct TitleUnit {
    /// How many euros 1 stands for.
    pub(super) multiple: Decimal,
    pub(super) place: Place,
    pub(super) text: String,
    /// Whether it is given to all amounts, not only named: « Source : budget 2026 en M€ ».
    pub(super) is_given: bool,
}

/// A usual title, and the year if the column comes once a year.
pub(super) type Column = (&'static str, Option<i32>);

/// A proposed header stands among the first rows.
const DEEPEST: usize = 40;
/// How many unknown names are tried as payers, in all combinations, on how many rows.
const MOST_STRANGERS: usize = 10;
const MOST_SUMS: usize = 200;

/// What is known before a sheet is looked at.
#[derive(Clone, Copy)]
pub(super) struct Known<'n> {
    pub(super) names: &'n Names,
    /// The years of the agreement; nothing where they are still to be found.
    pub(super) years: &'n [i32],
    /// Who pays, where that is known.
    pub(super) is_funder: Option<&'n dyn Fn(&str) -> bool>,
    /// Whether a text is the whole name of one of them.
    pub(super) is_name: Option<&'n dyn Fn(&str) -> bool>,
    /// Whether all columns are taken by their words, as for a proposal; else only those that a sheet can't do without.
    pub(super) proposes: bool,
}

/// A sheet, its header and which of its columns is which.
pub(super) struct Header<'a> {
    pub(super) role: SheetRole,
    pub(super) sheet: &'a Sheet,
    /// Its last row, and the first one under it: a row of units may stand between.
    pub(super) row: usize,
    pub(super) first: usize,
    /// The column that holds the unit of each row's amounts.
    pub(super) units: Option<usize>,
    /// What heads each column.
    pub(super) headings: Vec<Heading>,
    pub(super) columns: BTreeMap<Column, usize>,
    /// The columns of what funders pay, where each has its own.
    pub(super) funders: Vec<FunderColumn>,
    /// The columns of amounts that may be what somebody pays, or something else.
    pub(super) unsure: Vec<usize>,
    /// The columns of what a funder pays in all years, beside its rate.
    pub(super) wholes: Vec<FunderColumn>,
    /// The columns that the budget does not need, and what they are called.
    pub(super) carried: Vec<(usize, String)>,
    /// The columns that are called as another one is.
    pub(super) twice: Vec<usize>,
    /// The columns that may be meant by a title, where several may be.
    pub(super) choices: BTreeMap<&'static str, Vec<usize>>,
    /// Whether the amounts of the sheets of costs are in thousands or millions.
    pub(super) is_beside_thousands: bool,
    /// The thousands or millions that a title above the header names.
    pub(super) title_unit: Option<TitleUnit>,
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

    /// The payer whose name a heading holds whole, with the year behind it and whether rates stand under it: « Commune
    /// K » and « Agence 2030 » lose no word to units and years. What is left to a party is what it pays.
    fn payer_named(&self, heading: &str) -> Option<(String, Option<i32>, bool)> {
        let is_name = self.is_name?;
        let is_rate = heading.contains('%');
        let whole = heading.trim_matches(|c: char| c == '%' || c.is_whitespace());
        let dated = whole.rsplit_once(' ');
        let dated = dated.and_then(|(name, year)| Some((name, Some(parse_year(year)?))));
        let texts = [(whole, None)].into_iter().chain(dated);
        let mut names = texts.map(|(name, year)| (name.to_owned(), year, is_rate));
        let named = names.find(|(name, ..)| is_name(name));
        let plain = funder_label(heading);
        // « Ville (%) »
        let is_plain = |(name, ..): &(String, Option<i32>, bool)| fold(name) == fold(&plain.0);
        match named {
            Some(named) if is_plain(&named) => Some(plain),
            Some(named) => Some(named),
            None => left_to(heading).filter(|(name, ..)| is_name(name)),
        }
    }

    /// Whether a year may be one of the agreement.
    fn is_due(&self, year: i32) -> bool {
        self.years.is_empty() || self.years.contains(&year)
    }

    /// The year of amounts that name none.
    fn only_year(&self) -> Option<i32> {
        match self.years {
            [only] => Some(*only),
            _ => None,
        }
    }
}

impl<'a> Header<'a> {
    /// The row with a cell `Fiche`, or any for a proposal; of several (`Fiche :` in a title), the one with most known
    /// titles.
    pub(super) fn find(role: SheetRole, sheet: &'a Sheet, known: &Known<'_>) -> Option<Self> {
        let fiche = header_key(&known.names.header(role, "Fiche", None));
        let may_be_header = |row: &usize| {
            let mut cells = sheet.row(*row).iter();
            if known.proposes {
                // What stands alone in its row is a title.
                return *row < DEEPEST && cells.filter(|cell| !cell.is_blank()).count() > 1;
            }
            cells.any(|cell| matches!(cell, Cell::Text(text) if header_key(text) == fiche))
        };
        let titles = |header: &Self| {
            let titles = header.headings.iter().filter_map(|heading| {
                let named = known.column(role, heading).map(|(title, _)| title);
                named.or_else(|| heading.title(None))
            });
            titles.collect::<BTreeSet<_>>().len()
        };
        let rows = (0..sheet.rows.len()).filter(may_be_header);
        let headers = rows.map(|row| Self::at(role, sheet, row, known));
        let headers = headers.map(|header| (titles(&header), header));
        let best = headers.max_by_key(|(count, header)| (*count, Reverse(header.row)));
        let (_, mut header) = best.filter(|(count, _)| *count > 0)?;
        header.take_named(known);
        header.take_units();
        let is_given = known.names.given(role, "Fiche").is_some() && header.has("Fiche");
        if known.proposes && !is_given {
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
        let column = |heading| known.column(self.role, heading);
        let columns: Vec<Option<Column>> = self.headings.iter().map(column).collect();
        let named = columns.into_iter().enumerate();
        let named = named.filter_map(|(col, column)| Some((col, column?)));
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

    /// Takes the only column whose cells are codes for that of fiches; of several, the one that is called so. Numbers are
    /// codes only under a header that is.
    fn take_codes(&mut self) {
        let all = 0..self.headings.len();
        let codes = all.clone().filter(|col| self.holds(*col, code_in));
        let mut candidates: Vec<usize> = codes.collect();
        if candidates.len() != 1 {
            let is_code = |col: &usize| {
                self.headings[*col].title(Some(true)) == Some("Fiche")
                    && if candidates.is_empty() {
                        self.holds(*col, numeric_code)
                    } else {
                        candidates.contains(col)
                    }
            };
            candidates = all.filter(is_code).collect();
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
        let (mut codes, mut all) = (0, 0);
        for cell in self.filled(col) {
            let (text, is_code) = (cell.shown(), code(cell).is_some());
            let is_title = names_group(&text) && !is_code;
            if total_of(&text).is_none() && !is_title && header_key(&text) != heading {
                codes += usize::from(is_code);
                all += 1;
            }
        }
        codes > 0 && codes * 5 >= all * 4
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

    /// The columns with a header that are not taken yet.
    pub(super) fn free(&self) -> Vec<usize> {
        let columns = self.columns.values().chain(&self.twice).chain(&self.units);
        let funders = self.funders.iter().chain(&self.wholes);
        let funders = funders.map(|column| &column.col);
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
            if self.may_be(col, YEAR_COLUMN) {
                continue;
            }
            let text = &self.headings[col].text;
            let named = known.payer_named(text);
            let is_named = named.is_some();
            let (label, mut year, is_rate) = named.unwrap_or_else(|| funder_label(text));
            let name = if fold(&label).is_empty() {
                // A `%` right of a funder's amount is its rate.
                let left = found.last().filter(|left| is_rate && left.col + 1 == col);
                year = year.or(left.and_then(|left| left.year));
                left.map(|left| left.name.clone())
            } else {
                let is_free =
                    known.is_funder.is_some() || Heading::new(&label).title(None).is_none();
                let may_be_somebody = is_free
                    && names_somebody(&label)
                    && !is_of_amounts(&label)
                    && !is_error_text(&label)
                    && !self.headings[col].is_sum();
                let is_somebody = (is_named || may_be_somebody)
                    && (!Funders::is_reserved(&label) || fold(&label) == fold(OTHERS_LABEL))
                    && self.filled(col).any(is_paid);
                is_somebody.then(|| Located::new(label, self.sheet.place_of(self.row, col)))
            };
            found.extend(name.map(|name| FunderColumn {
                name,
                col,
                year,
                is_rate,
            }));
        }
        let is_theirs = match known.is_funder {
            Some(is_funder) => found.iter().any(|column| is_funder(&column.name)),
            None => found
                .iter()
                .any(|column| fold(&column.name) != fold(&found[0].name)),
        };
        if !is_theirs {
            return;
        }
        self.leave_strangers(&mut found, known);
        let plain = found
            .iter()
            .filter(|column| column.year.is_none() && !column.is_rate);
        let plain: Vec<usize> = plain.map(|column| column.col).collect();
        let cells = plain.iter().flat_map(|col| self.filled(*col));
        let numbers = cells.filter_map(|cell| {
            let is_percent = cell.shown().trim().ends_with('%');
            cell.number().or(is_percent.then_some(Decimal::ZERO))
        });
        let are_rates = numbers.max() <= Some(Decimal::ONE) || self.are_hundreds(&plain);
        for column in &mut found {
            column.is_rate |= column.year.is_none() && are_rates;
            if !column.is_rate {
                column.year = column.year.or(known.only_year());
            }
        }
        found.retain(|column| column.year.is_none_or(|year| known.is_due(year)));
        self.funders = found;
    }

    /// Leaves out the columns of amounts under a name that nobody bears, where the sheet holds what its rows cost and they
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
        let cells = rows.flat_map(|row| years.iter().map(move |year| (row, *year)));
        let sums = cells.filter_map(|(row, year)| costs.paid_in(row, year, found));
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
                is_large && meaning_of(&column.name, |_| false) != Some(Meaning::Ratio)
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

    /// What a row costs in a year, or in all, and what is paid of it by these columns; nothing where it has no cost, or
    /// somebody pays what is left.
    fn paid_in(&self, row: usize, year: Option<i32>, found: &[FunderColumn]) -> Option<PaidInRow> {
        let columns = self.columns.iter().filter(|((title, column_year), _)| {
            *title == "Montant" && (year.is_none() || *column_year == year)
        });
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
        Some(PaidInRow {
            cost,
            shares: shares.collect(),
        })
    }

    /// Whether the numbers in these columns make a hundred in most rows, as rates do, or less beside a balance.
    fn are_hundreds(&self, columns: &[usize]) -> bool {
        let rows = self.first..self.sheet.rows.len();
        let (mut hundreds, mut all) = (0, 0);
        for row in rows {
            let cells = || columns.iter().map(|col| self.sheet.cell(row, *col));
            let sum: Decimal = cells().filter_map(Cell::number).sum();
            let is_less =
                || cells().any(|cell| is_balance(&cell.shown())) && sum < Decimal::ONE_HUNDRED;
            if !sum.is_zero() {
                hundreds += usize::from(sum == Decimal::ONE_HUNDRED || is_less());
                all += 1;
            }
        }
        hundreds * 2 > all
    }

    /// Takes the columns whose words tell what they are.
    fn take_worded(&mut self, known: &Known<'_>) {
        let titles = [YEAR_COLUMN, "Titre"].iter().chain(self.role.columns());
        for title in titles.copied() {
            // « Exercice » tells of which year a row is, where no header does.
            let has_no_year = || self.headings.iter().all(|heading| heading.year.is_none());
            let is_wanted = known.proposes
                || self.role.needs(title)
                || title == YEAR_COLUMN && has_no_year()
                || title == "Montant" && self.has_year_column();
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

    /// Whether a column may be that of a title, by its words and its cells.
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
    /// nothing else tells what a fiche costs; what may be something else, or has no known word, has to be chosen.
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
            let known = heading.title(Some(true));
            match () {
                () if self.may_be(col, title) => Some(2 * u8::from(heading.is_doubtful(self.role))),
                () if !is_cost || known.is_some_and(|known| known != title) => None,
                () if heading.is_sum() => Some(1),
                () => (known.is_none() && self.figures_in(col) == Some(true)).then_some(3),
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

    /// The columns that are read, those of funders last.
    pub(super) fn read_columns(&self) -> Vec<usize> {
        let funders = self.funders.iter().map(|column| column.col);
        self.columns.values().copied().chain(funders).collect()
    }

    /// The column of a title that comes once.
    pub(super) fn col(&self, title: &'static str) -> Option<usize> {
        self.columns.get(&(title, None)).copied()
    }

    /// The columns of amounts that are each of a part of a year.
    pub(super) fn parts(&self) -> Vec<usize> {
        let mut free = self.free();
        free.retain(|col| {
            let heading = &self.headings[*col];
            let is_amount = matches!(heading.title(Some(true)), None | Some("Montant"));
            heading.is_part() && is_amount && self.figures_in(*col) == Some(true)
        });
        free
    }

    /// The periods that its columns of amounts name, but those that add up others.
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
        let parts = |name: &str| named.iter().filter(|part| is_within(part, name)).count();
        let periods = named.iter().filter(|name| parts(name) < 2);
        periods.map(|name| (*name).to_owned()).collect()
    }

    /// The columns of amounts that are of no known year.
    pub(super) fn undated(&self) -> Vec<usize> {
        let mut free = self.free();
        free.retain(|col| {
            let heading = &self.headings[*col];
            let title = heading.title(Some(true));
            let is_amount = matches!(title, Some("Montant" | "Année")) || heading.is_period();
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
            // Amounts that name no year may be of all.
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
        self.columns.keys().any(|(known, _)| *known == title)
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

    /// The rows under the header that hold anything in a column that is read.
    pub(super) fn rows(&self) -> impl Iterator<Item = usize> {
        let columns = self.read_columns();
        let is_filled = move |row: &usize| {
            let mut cells = columns.iter().map(|col| self.sheet.cell(*row, *col));
            cells.any(|cell| !cell.is_blank())
        };
        (self.first..self.sheet.rows.len()).filter(is_filled)
    }

    /// The columns of amounts.
    pub(super) fn amounts(&self) -> Vec<usize> {
        let mut columns = self.columns_of(&["Montant"]);
        columns.extend(self.funders.iter().map(|column| column.col));
        columns
    }

    /// The columns of amounts, then those of rates and of days.
    pub(super) fn figures(&self) -> Vec<usize> {
        [self.amounts(), self.columns_of(&["Jours", "Taux"])].concat()
    }

    /// Whether a row has figures, be they nothing or unreadable.
    pub(super) fn has_figures(&self, row: usize) -> bool {
        let mut columns = self.figures().into_iter();
        columns.any(|col| is_figure(self.sheet.cell(row, col)))
    }

    /// A cell, or that of the first of the rows over which it is merged.
    pub(super) fn cell(&self, row: usize, col: usize) -> &'a Cell {
        let covered = self.sheet.marks.covered_by(row, col);
        let covered = covered.filter(|(row, origin_col)| *origin_col == col && *row > self.row);
        self.sheet.cell(covered.map_or(row, |(row, _)| row), col)
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
        let column = self.col(YEAR_COLUMN).into_iter();
        let of_rows = column.flat_map(|col| self.filled(col));
        let of_rows = of_rows.filter_map(|cell| parse_year(&cell.shown()));
        let of_funders = self.funders.iter().filter_map(|column| column.year);
        of_columns.chain(of_rows).chain(of_funders).collect()
    }
}
