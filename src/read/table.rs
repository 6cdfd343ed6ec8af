//! The rows under a header, as `Dépenses` and `Cofinancement` have them, read cell by cell.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::{
    codes::code_of,
    header::{Column, Header},
    headings::{Heading, is_dash, is_error, is_figure, parse_year},
    names::YEAR_COLUMN,
    refusal::{reported, within},
    workbook::{Cell, area_named},
};
use crate::{
    finding::{Fact, Finding, Severity},
    limits::Limit,
    model::{Base, Carried, CellAmount, is_balance},
    money::{
        Amount, Rate, UnreadableAmount, is_not_costed, parse_amount, parse_calculated_rate,
        parse_days,
    },
    source::{Code, Head, Located, Place, fold, is_word_of},
};

/// How many cells of a formula are added up at most, to compare them with its result.
const MOST_ADDED: usize = 500;

impl<'a> Header<'a> {
    /// The rows and columns that name its cells.
    pub(super) fn head(&self) -> Head {
        let is_year = |cell: &Cell| parse_year(&cell.shown()).is_some();
        let has_years = |row: &usize| self.sheet.row(*row).iter().any(is_year);
        let above = self.row.checked_sub(1).filter(has_years);
        let names = ["Fiche", "Financeur", "Nature", "Libellé"].into_iter();
        Head {
            rows: above.into_iter().chain([self.row]).collect(),
            columns: names.filter_map(|title| self.col(title)).collect(),
        }
    }

    pub(super) fn row<'r>(&'r self, index: usize, findings: &'r mut Vec<Finding>) -> Row<'r> {
        Row {
            header: self,
            index,
            year: None,
            is_sum: false,
            findings,
        }
    }

    /// Where the columns of amounts without a title begin, which stand within the table or right of it: those that have
    /// one in most rows that have others.
    pub(super) fn untitled_amounts(&self) -> Vec<(usize, usize)> {
        let rows: Vec<usize> = self.rows().filter(|row| self.has_figures(*row)).collect();
        let is_titled = |heading: &Heading| !heading.is_blank();
        let last = self.headings.iter().rposition(is_titled).unwrap_or(0);
        let is_free = |col: &usize| self.headings.get(*col).is_none_or(Heading::is_blank);
        let columns = (0..=last + 1).filter(is_free);
        let columns = columns.filter_map(|col| {
            let number = |row: &usize| Some((*row, self.sheet.cell(*row, col).number()?));
            let numbers: Vec<(usize, Decimal)> = rows.iter().filter_map(number).collect();
            let are_most = numbers.len() > 1 && numbers.len() * 2 > rows.len();
            let mut large = numbers
                .into_iter()
                .filter(|(_, number)| *number >= Decimal::ONE_HUNDRED);
            let (row, _) = large.next().filter(|_| are_most)?;
            Some((row, col))
        });
        columns.collect()
    }

    /// The amount in a cell that adds up others; that it can't be read is not reported.
    pub(super) fn sum_at(&self, row: usize, col: usize) -> Located<CellAmount> {
        let mut unused = Vec::new();
        let mut row = self.row(row, &mut unused);
        row.is_sum = true;
        row.amount_at(col).0
    }

    /// Checks the columns that add up the years of a row: each where most of these rows bear it out.
    pub(super) fn check_row_sums(&self, rows: &[(usize, Amount)], findings: &mut Vec<Finding>) {
        if self.has_year_column() {
            return;
        }
        let is_sum =
            |col: &usize| self.headings[*col].is_sum() && self.headings[*col].year.is_none();
        for col in self.free().into_iter().filter(is_sum) {
            let cells = rows.iter().filter_map(|(row, due)| {
                let cell = self.sum_at(*row, col);
                Some((cell.amount()?, *due, cell.place))
            });
            let cells: Vec<(Amount, Amount, Place)> = cells.collect();
            let wrong = || cells.iter().filter(|(drafted, due, _)| drafted != due);
            if !cells.is_empty() && wrong().count() * 2 <= cells.len() {
                self.take_back_unknown(col, findings);
                findings.extend(wrong().map(|(drafted, due, place)| {
                    let finding = Finding::error("cost-total", place.clone()).variant("row");
                    let finding = finding.drafted(*drafted).expected(*due);
                    finding.arg("gap", *drafted - *due)
                }));
            }
        }
    }

    /// Takes back the finding that a column is not read: what it holds is checked.
    pub(super) fn take_back_unknown(&self, col: usize, findings: &mut Vec<Finding>) {
        let place = self.sheet.place_of(self.row, col);
        findings.retain(|finding| finding.rule != "column-unknown" || finding.place != place);
    }

    /// The texts that head a column, or all of them, folded.
    pub(super) fn texts_in(&self, col: Option<usize>) -> BTreeSet<String> {
        let rows = self.head().rows.into_iter();
        let cells = rows.flat_map(|row| self.sheet.row(row).iter().enumerate());
        let cells = cells.filter(|(cell_col, _)| col.is_none_or(|col| col == *cell_col));
        let texts = cells.map(|(_, cell)| fold(&cell.shown()));
        texts.filter(|text| !text.is_empty()).collect()
    }

    /// The rows that repeat the header, at the top of a page: its titles, or what stands above or below them.
    pub(super) fn repeated(&self) -> BTreeSet<usize> {
        let codes = self.col("Fiche").unwrap_or(0);
        let (all, code_texts) = (self.texts_in(None), self.texts_in(Some(codes)));
        let text = |row: usize, col: usize| fold(&self.sheet.cell(row, col).shown());
        let is_it = |row: &usize| match text(*row, codes) {
            code if code.is_empty() => {
                let texts = self.read_columns().into_iter().map(|col| text(*row, col));
                let mut texts = texts.filter(|text| !text.is_empty());
                texts.all(|text| all.contains(&text))
            }
            code => code_texts.contains(&code),
        };
        self.rows().filter(is_it).collect()
    }

    /// The texts that name a row: in its known columns, and left of its figures.
    pub(super) fn labels(&self, row: usize) -> impl Iterator<Item = (usize, &'a str)> {
        let first = self.figures().into_iter().min().unwrap_or(0);
        let known = ["Fiche", "Nature", "Libellé", "Financeur"];
        let known = known.map(|title| self.col(title));
        let cells = self.sheet.row(row).iter().enumerate();
        let cells = cells.filter(move |(col, _)| *col < first || known.contains(&Some(*col)));
        cells.filter_map(|(col, cell)| match cell {
            Cell::Text(text) if !cell.is_blank() => Some((col, text.trim())),
            _ => None,
        })
    }

    /// What a formula makes an amount of this row from.
    pub(super) fn made_from(&self, row: usize) -> Option<MadeFrom> {
        let formulas = self.amounts().into_iter().filter_map(|col| {
            let formula = self.sheet.formulas.get(&(row, col))?;
            let (areas, is_plain) = areas_in(formula, (row, col))?;
            let cells = areas.iter().flat_map(|(first, last)| *first..=*last);
            let number = |row: usize| self.sheet.cell(row, col).number().unwrap_or_default();
            let sum: Decimal = cells.take(MOST_ADDED).map(number).sum();
            Some(MadeFrom {
                first: areas.first()?.0,
                last: areas.iter().map(|(_, last)| *last).max()?,
                // It may be rounded.
                is_sum: is_plain || sum >= Decimal::TEN && (sum - number(row)).abs() < Decimal::ONE,
            })
        });
        formulas.max_by_key(|made| made.is_sum)
    }
}

/// The areas of its column that a formula names, above its cell or below, and whether it does nothing but add them
/// up; `None` where it only copies one cell.
fn areas_in(formula: &str, (row, col): (usize, usize)) -> Option<(BTreeSet<(usize, usize)>, bool)> {
    let formula = formula.trim_start_matches("of:").trim_start_matches('=');
    let plain = formula.to_uppercase().replace(['$', ' '], "");
    let plain = plain.replace("[.", "").replace(":.", ":").replace(']', "");
    let is_sum = plain.contains("SUM") || plain.contains("SOMME") || plain.contains("SUBTOTAL");
    let is_added = !plain.contains(['*', '/', '-', '^', '%', '<', '>', '=']);
    // The name of another sheet stays with its cell, which is no area of this one.
    let is_inside = |c: char| c.is_alphanumeric() || "_:!.'[".contains(c);
    let words = plain.split(|c: char| !is_inside(c));
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let in_column = |((first, start), (last, end)): ((usize, usize), (usize, usize))| {
        let is_in_column = start == col && end == col && first <= last;
        (is_in_column && (last < row || first > row)).then_some((first, last))
    };
    let area = |word: &&&str| area_named(word).and_then(in_column);
    let areas: BTreeSet<(usize, usize)> = words.iter().filter_map(|word| area(&word)).collect();
    let is_word = |word: &str| is_word_of("SUM SOMME SUBTOTAL 9 109", word);
    let mut others = words.iter().filter(|word| !is_word(word));
    let is_plain = is_added && others.all(|word| area(&word).is_some());
    let is_many = areas.len() > 1 || areas.iter().any(|(first, last)| first < last);
    (is_sum || is_many).then_some((areas, is_plain))
}

/// The variant of the message about a cell whose content is no value at all.
fn no_value(cell: &Cell) -> Option<&'static str> {
    match cell {
        Cell::Uncalculated => Some("uncalculated"),
        Cell::Date(_) => Some("date"),
        cell => is_error(cell).then_some("error"),
    }
}

/// The rows of the same column that a formula makes an amount from.
pub(super) struct MadeFrom {
    pub(super) first: usize,
    pub(super) last: usize,
    /// Whether it comes to all of them.
    pub(super) is_sum: bool,
}

/// One row under the header, read column by column.
pub(super) struct Row<'a> {
    pub(super) header: &'a Header<'a>,
    pub(super) index: usize,
    /// Its year, where a sheet has a row a year.
    pub(super) year: Option<i32>,
    /// Whether it adds up others: fractions of a cent are reported at these.
    pub(super) is_sum: bool,
    pub(super) findings: &'a mut Vec<Finding>,
}

impl<'r> Row<'r> {
    /// Its cell in a column, and where that stands.
    fn at(&self, col: usize) -> (&'r Cell, Place) {
        let sheet = self.header.sheet;
        (sheet.cell(self.index, col), sheet.place_of(self.index, col))
    }

    /// Its first cell.
    pub(super) fn place(&self) -> Place {
        self.header.sheet.place_of(self.index, 0)
    }

    /// Its cell in a column that has no year.
    pub(super) fn place_of(&self, title: &'static str) -> Place {
        let col = self.column(title, None).unwrap_or(0);
        self.header.sheet.place_of(self.index, col)
    }

    fn column(&self, title: &'static str, year: Option<i32>) -> Option<usize> {
        let columns = &self.header.columns;
        let col_of = |column: Column| columns.get(&column).copied();
        let is_its_year = year.is_some() && self.year == year;
        col_of((title, year)).or_else(|| col_of((title, None)).filter(|_| is_its_year))
    }

    /// Whether a number with one decimal stands there: a zero behind it would not be stored.
    fn is_decimal(&self, title: &'static str) -> bool {
        let col = self.column(title, None);
        let number = col.and_then(|col| self.header.cell(self.index, col).number());
        number.is_some_and(|number| number.scale() == 1)
    }

    /// The text of a column; a number is taken as it is shown. Cells merged downwards all have the first one's.
    pub(super) fn text(&mut self, title: &'static str) -> Option<Located<String>> {
        let (sheet, col) = (self.header.sheet, self.column(title, None)?);
        let cell = self.header.cell(self.index, col);
        let place = sheet.place_of(self.index, col);
        // A date may be a text, but no code.
        let is_code = title == "Fiche";
        if let Some(variant) = no_value(cell).filter(|variant| is_code || *variant != "date") {
            if is_code {
                let finding = Finding::error("code-unreadable", place).variant(variant);
                self.findings.push(finding.drafted(cell.shown()));
            } else {
                self.unreadable(place, variant, cell.shown());
            }
            return None;
        }
        let text = match title {
            "Fiche" => cell.shown_as_code(),
            _ => cell.shown(),
        };
        let text = text.trim().to_owned();
        let letters = text.chars().count() as u64;
        let checked = within(&sheet.limits, Limit::NameLength, letters, || place.clone());
        reported(checked, self.findings)?;
        (!cell.is_blank()).then(|| Located::new(text, place))
    }

    /// What stands in columns that the budget does not need.
    pub(super) fn carried(&self) -> Vec<Carried> {
        let columns = self.header.carried.iter();
        let cells = columns.map(|(col, column)| (column, self.header.cell(self.index, *col)));
        let filled = cells.filter(|(_, cell)| !cell.is_blank());
        let carried = filled.map(|(column, cell)| {
            let number = cell.number().map(|number| number.normalize().to_string());
            Carried {
                column: column.clone(),
                is_number: number.is_some(),
                text: number.unwrap_or_else(|| cell.shown().trim().to_owned()),
            }
        });
        carried.collect()
    }

    /// What a cell shows.
    pub(super) fn shown(&self, title: &'static str, year: Option<i32>) -> Option<String> {
        let (cell, _) = self.at(self.column(title, year)?);
        Some(cell.shown().trim().to_owned())
    }

    fn unreadable(&mut self, place: Place, variant: &'static str, drafted: impl Into<Fact>) {
        let finding = Finding::error("cell-unreadable", place).variant(variant);
        self.findings.push(finding.drafted(drafted));
    }

    /// Takes the year in its column of years; whether it is one of these. Another year is reported, and so is an amount
    /// without one.
    pub(super) fn take_year(&mut self, years: &[i32]) -> bool {
        let before = self.findings.len();
        let Some(text) = self.text(YEAR_COLUMN) else {
            let lacks_year = !self.is_sum && self.findings.len() == before && self.has_amount();
            if lacks_year {
                let place = self.place_of(YEAR_COLUMN);
                self.unreadable(place, "year-blank", "");
            }
            return self.findings.len() == before;
        };
        self.year = parse_year(&text);
        // « 2027-2028 » beside a total.
        if self.is_sum && self.year.is_none() {
            return true;
        }
        match self.year {
            Some(year) if years.contains(&year) => return true,
            Some(year) => {
                let finding = Finding::new("year-unknown", Severity::Warning, text.place);
                self.findings.push(finding.drafted(text.value).year(year));
            }
            None => self.unreadable(text.place, "year", text.value),
        }
        false
    }

    /// Whether something stands for the amount of its year.
    fn has_amount(&self) -> bool {
        let (header, col) = (self.header, self.header.col("Montant"));
        header.has_year_column()
            && col.is_some_and(|col| is_figure(header.sheet.cell(self.index, col)))
    }

    /// The amount of a year, and the days written under it; blank where the row is of another year.
    pub(super) fn amount(&mut self, year: Option<i32>) -> (Located<CellAmount>, Option<Decimal>) {
        match self.column("Montant", year) {
            Some(col) => self.amount_at(col),
            None => (Located::new(CellAmount::Blank, self.place()), None),
        }
    }

    /// The amount in a column.
    pub(super) fn amount_at(&mut self, col: usize) -> (Located<CellAmount>, Option<Decimal>) {
        let (cell, place) = self.at(col);
        if self.header.is_merged(self.index, col) {
            return (Located::new(CellAmount::Unreadable, place), None);
        }
        let multiple = self.header.multiple(self.index, col);
        let (mut amount, days) = match multiple.and_then(|multiple| read_amount(cell, multiple)) {
            Ok(read) => read,
            Err(variant) => {
                self.unreadable(place.clone(), variant, cell.shown());
                (CellAmount::Unreadable, None)
            }
        };
        if let CellAmount::Amount(exact) = amount {
            let cents = exact.rounded(2);
            if exact != cents {
                if !self.is_sum {
                    let finding = Finding::error("amount-fraction", place.clone());
                    self.findings.push(finding.drafted(exact).expected(cents));
                }
                amount = CellAmount::Amount(cents);
            }
        }
        (Located::new(amount, place), days)
    }

    /// The days of a year.
    pub(super) fn days(&mut self, year: i32) -> Option<Located<Decimal>> {
        let col = self.column("Jours", Some(year))?;
        self.number(col, parse_days, "days")
    }

    /// The rate of the row.
    pub(super) fn rate(&mut self) -> Option<Located<Rate>> {
        let col = self.column("Taux", None)?;
        self.rate_at(col)
    }

    /// What stands in its columns of amounts, then its rate.
    pub(super) fn paid(&mut self) -> Vec<Option<Decimal>> {
        let header = self.header;
        let funders = header.funders.iter().filter(|column| !column.is_rate);
        let columns = header.columns_of(&["Montant"]).into_iter();
        let columns = columns.chain(funders.map(|column| column.col));
        let amounts = columns.map(|col| self.amount_at(col).0.amount());
        let mut paid: Vec<_> = amounts.map(|amount| amount.map(Amount::decimal)).collect();
        paid.push(self.rate().map(|rate| rate.value.fraction()));
        paid
    }

    /// The text that stands for a rate or an amount which is still to come, or for none.
    pub(super) fn not_costed(&self, years: &[i32]) -> Option<Located<String>> {
        let years = years.iter().map(|year| ("Montant", Some(*year)));
        let mut columns = [("Taux", None)].into_iter().chain(years);
        columns.find_map(|(title, year)| {
            let (cell, place) = self.at(self.column(title, year)?);
            let shown = cell.shown();
            is_not_costed(&shown).then(|| Located::new(shown.trim().to_owned(), place))
        })
    }

    /// Whether the word for what the others leave stands in a column instead of a rate.
    pub(super) fn is_balance_at(&self, col: usize) -> bool {
        is_balance(&self.at(col).0.shown())
    }

    /// The base of the rate: an amount, or the natures that it names, which are separated once all of them are known.
    pub(super) fn base(&mut self) -> Option<Located<Base>> {
        let col = self.column("Assiette", None)?;
        let (cell, place) = self.at(col);
        let text = cell.shown();
        if cell.is_blank() || is_dash(&text) {
            return None;
        }
        let is_text = matches!(cell, Cell::Text(_)) && !is_error(cell);
        if is_text && text.contains(char::is_alphabetic) && parse_amount(&text).is_err() {
            let natures = vec![text.trim().to_owned()];
            return Some(Located::new(Base::Natures(natures), place));
        }
        let amount = self.limit_at(col)?;
        Some(Located::new(Base::Amount(amount.value), place))
    }

    /// The ceiling of a year.
    pub(super) fn ceiling(&mut self) -> Option<Located<Amount>> {
        let col = self.column("Plafond", None)?;
        self.limit_at(col)
    }

    /// The base or the ceiling of a rate, if any is written; zero, less, or an amount to come is a finding.
    fn limit_at(&mut self, col: usize) -> Option<Located<Amount>> {
        let Located { value, place } = self.amount_at(col).0;
        let shown = self.at(col).0.shown();
        match value {
            CellAmount::Amount(amount) if amount > Amount::ZERO => {
                return Some(Located::new(amount, place));
            }
            CellAmount::Nothing if !is_not_costed(&shown) || fold(&shown) == "sansobjet" => {}
            CellAmount::Amount(_) | CellAmount::Nothing => self.unreadable(place, "limit", shown),
            CellAmount::Blank | CellAmount::Unreadable => {}
        }
        None
    }

    /// The rate in a column.
    pub(super) fn rate_at(&mut self, col: usize) -> Option<Located<Rate>> {
        if self.is_balance_at(col) {
            return None;
        }
        let look = self.header.sheet.marks.look(self.index, col);
        let is_number = self.at(col).0.number().is_some();
        let percents = look.percents.filter(|_| is_number);
        let parse = |text: &str| {
            let Some(percents) = percents else {
                return parse_calculated_rate(text);
            };
            let percents = text.parse::<Decimal>().ok()?.checked_mul(percents)?;
            parse_calculated_rate(&format!("{percents}%"))
        };
        self.number(col, parse, "rate")
    }

    /// The number in a column, if one is written; what cannot be read is a finding with what was expected.
    fn number<T>(
        &mut self,
        col: usize,
        parse: impl FnOnce(&str) -> Option<T>,
        expected: &'static str,
    ) -> Option<Located<T>> {
        let (cell, place) = self.at(col);
        let (value, variant) = match cell {
            _ if cell.is_blank() || self.header.is_merged(self.index, col) => return None,
            Cell::Text(text) if is_dash(text) || is_not_costed(text) => return None,
            Cell::Text(text) if !is_error(cell) => (parse(text), expected),
            Cell::Number(number) => (parse(&number.to_string()), expected),
            _ => (None, no_value(cell).unwrap_or(expected)),
        };
        if value.is_none() {
            self.unreadable(place.clone(), variant, cell.shown());
        }
        value.map(|value| Located::new(value, place))
    }
}

/// The code that a row stands under: that in it, or the last one above it.
#[derive(Default)]
pub(super) struct CodeColumn {
    pub(super) last: Option<Located<Code>>,
    /// Whether the last one can't be read: the fiche of the rows that go on with it is unknown.
    pub(super) is_lost: bool,
    /// How many rows each code has.
    rows: BTreeMap<String, u64>,
    /// Whether there are too many, which is reported once.
    is_full: bool,
}

impl CodeColumn {
    /// Forgets the code above: a title begins another group.
    pub(super) fn leave(&mut self) {
        self.last = None;
        self.is_lost = false;
    }

    /// The code of this row; none beyond the limits. A row above the first code is a finding, and so is a
    /// text that is no code, with the rows that go on with it.
    pub(super) fn of(
        &mut self,
        row: &mut Row<'_>,
        known: &BTreeSet<Code>,
    ) -> Option<Located<Code>> {
        let before = row.findings.len();
        let text = row.text("Fiche");
        let is_unreadable = row.findings.len() > before;
        if let Some(text) = text {
            // A number shows no zero behind it: 1.1 may be 1.10.
            let longer = format!("{}0", text.value);
            let longer = Code::parse(&longer).filter(|longer| known.contains(longer));
            let longer = longer.filter(|_| row.is_decimal("Fiche"));
            let code = code_of(&text, known).filter(|_| longer.is_none());
            if code.is_none() {
                let finding = Finding::error("code-unreadable", text.place.clone());
                let finding = finding.variant(longer.as_ref().map_or("", |_| "zero"));
                let longer = longer.as_ref().map_or("", Code::spelling);
                let finding = finding.drafted(text.value.as_str()).arg("longer", longer);
                row.findings.push(finding);
            }
            self.is_lost = code.is_none();
            self.last = code.map(|code| Located::new(code, text.place));
        } else if is_unreadable {
            (self.last, self.is_lost) = (None, true);
        } else if self.last.is_none() && !self.is_lost {
            let finding = Finding::error("row-without-code", row.place());
            row.findings.push(finding);
        }
        let code = self.last.clone().filter(|_| !self.is_full)?;
        let count = self.rows.entry(code.key().to_owned()).or_default();
        *count += 1;
        let check = |limit, met| within(&row.header.sheet.limits, limit, met, || row.place());
        let checked = check(Limit::Entries, *count)
            .and_then(|()| check(Limit::Fiches, self.rows.len() as u64));
        if let Err(refusal) = checked {
            self.is_full = true;
            let refusal = refusal.fiche(&code).arg("part", code.spelling());
            row.findings.push(refusal);
            return None;
        }
        Some(code)
    }
}

/// The amount in a cell whose numbers are worth so many euros, and the days written under it. What differs from cents
/// by less than a millionth is what floats leave over.
///
/// # Errors
/// The variant of the message with the reason why it can't be read.
pub(super) fn read_amount(
    cell: &Cell,
    multiple: Decimal,
) -> Result<(CellAmount, Option<Decimal>), &'static str> {
    const NOISE: Decimal = Decimal::from_parts(1, 0, 0, false, 6);
    let bounded = |number: Decimal| {
        let value = number
            .checked_mul(multiple)
            .ok_or(UnreadableAmount::TooLarge)?;
        let cents = value.round_dp(2);
        let is_noise = (value - cents).abs() < NOISE;
        Amount::bounded(if is_noise {
            cents
        } else {
            value.round_dp(Amount::MAX_DECIMALS)
        })
    };
    let parsed = match cell {
        _ if cell.is_blank() => return Ok((CellAmount::Blank, None)),
        Cell::Number(number) => bounded(*number).map(|amount| (Some(amount), None)),
        Cell::Text(text) => parse_amount(text).and_then(|(amount, days)| {
            // A unit that is typed is that of the number; without one, it is in that of the column.
            let has_unit = text.contains('€') || text.to_lowercase().contains("eur");
            match amount.filter(|_| !has_unit) {
                Some(amount) => Ok((Some(bounded(amount.decimal())?), days)),
                None => Ok((amount, days)),
            }
        }),
        _ => Err(UnreadableAmount::NotANumber),
    };
    match parsed {
        Ok((Some(amount), days)) => Ok((CellAmount::Amount(amount), days)),
        Ok((None, days)) => Ok((CellAmount::Nothing, days)),
        Err(UnreadableAmount::NotANumber) => Err(no_value(cell).unwrap_or("amount")),
        Err(UnreadableAmount::Ambiguous) => Err("ambiguous"),
        Err(UnreadableAmount::TooLarge | UnreadableAmount::TooFine) => Err("too-large"),
    }
}
