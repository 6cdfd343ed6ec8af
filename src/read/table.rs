//! The rows under a header, as `Dépenses` and `Cofinancement` have them: what their cells say, and how they look.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::{
    header::{Column, Header},
    headings::{Heading, is_error, is_figure, is_number, parse_year},
    labels::code_of,
    names::YEAR_COLUMN,
    refusal::{reported, within},
    workbook::{Cell, Sheet, area_named},
};
use crate::{
    finding::{Fact, Finding, Severity},
    limits::Limit,
    model::{Base, Carried, CellAmount, is_balance},
    money::{
        Amount, Rate, UnreadableAmount, is_not_costed, multiple_in, parse_amount,
        parse_calculated_rate, parse_days, unit_in,
    },
    source::{CellRef, Code, Head, Located, Place, fold, join},
};

/// How many cells behind a formula are added up, to see whether it does so.
const MOST_ADDED: usize = 500;

impl<'a> Header<'a> {
    /// The rows and columns that name its cells.
    pub(super) fn head(&self) -> Head {
        let is_year = |cell: &Cell| parse_year(&cell.shown()).is_some();
        let has_years = |row: &usize| self.sheet.row(*row).iter().any(is_year);
        let above = self.row.checked_sub(1).filter(has_years);
        let names = ["Fiche", "Financeur", "Nature", "Libellé"];
        Head {
            rows: above.into_iter().chain([self.row]).collect(),
            columns: names
                .into_iter()
                .filter_map(|title| self.col(title))
                .collect(),
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

    /// The rows under the header that hold anything in a column that is read.
    pub(super) fn rows(&self) -> impl Iterator<Item = usize> {
        let funders = self.funders.iter().map(|column| column.col);
        let columns: Vec<usize> = self.columns.values().copied().chain(funders).collect();
        let is_filled = move |row: &usize| {
            let mut columns = columns.iter();
            columns.any(|col| !self.sheet.cell(*row, *col).is_blank())
        };
        (self.first..self.sheet.rows.len()).filter(is_filled)
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
            let is_large = |(_, number): &(usize, Decimal)| *number >= Decimal::ONE_HUNDRED;
            let is_own = numbers.len() > 1 && numbers.len() * 2 > rows.len();
            let (row, _) = numbers.into_iter().find(is_large).filter(|_| is_own)?;
            Some((row, col))
        });
        columns.collect()
    }

    /// The columns that add up the years of a row: each where most of these rows bear it out.
    pub(super) fn check_row_sums(&self, rows: &[(usize, Amount)], findings: &mut Vec<Finding>) {
        let is_sum =
            |col: &usize| self.headings[*col].is_sum() && self.headings[*col].year.is_none();
        let columns = self.free().into_iter().filter(is_sum);
        for col in columns.filter(|_| !self.has_year_column()) {
            let mut beside = Vec::new();
            let cells = rows.iter().filter_map(|(row, due)| {
                let mut row = self.row(*row, &mut beside);
                row.is_sum = true;
                let cell = row.amount_at(col).0;
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

    /// Takes back that a column does not count: what it holds is checked.
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
                let funders = self.funders.iter().map(|column| &column.col);
                let cells = self.columns.values().chain(funders);
                let mut cells = cells.map(|col| text(*row, *col));
                cells.all(|text| text.is_empty() || all.contains(&text))
            }
            code => code_texts.contains(&code),
        };
        self.rows().filter(is_it).collect()
    }

    fn amounts(&self) -> Vec<usize> {
        let mut columns = self.columns_of(&["Montant"]);
        columns.extend(self.funders.iter().map(|column| column.col));
        columns
    }

    /// The columns of amounts, then those of rates and of days.
    fn figures(&self) -> Vec<usize> {
        [self.amounts(), self.columns_of(&["Jours", "Taux"])].concat()
    }

    /// Whether a row says how much, be it nothing or unreadable.
    pub(super) fn has_figures(&self, row: usize) -> bool {
        let mut columns = self.figures().into_iter();
        columns.any(|col| is_figure(self.sheet.cell(row, col)))
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

    /// Looks for merged areas that cover figures of several columns or rows, and for the unit in a title.
    pub(super) fn find_looks(&mut self) {
        self.title_unit = title_unit(self.sheet, self.row);
        let rows: Vec<usize> = self.rows().collect();
        let columns = self.figures();
        for row in rows {
            for col in &columns {
                let origin = self.sheet.marks.covered_by(row, *col);
                let is_own = |(row, col): &(usize, usize)| {
                    let cell = self.sheet.cell(*row, *col);
                    let is_own = columns.contains(col) && !cell.is_blank();
                    // An amount may begin within a label, a number of an axis among codes.
                    let is_stray = || Some(*col) != self.col("Fiche") && is_number(cell);
                    *row > self.row && (is_own || is_stray())
                };
                self.merged.extend(origin.filter(is_own));
            }
        }
    }

    /// A cell, or that of the first of the rows over which it is merged.
    fn cell(&self, row: usize, col: usize) -> &'a Cell {
        let covered = self.sheet.marks.covered_by(row, col);
        let covered = covered.filter(|(row, origin_col)| *origin_col == col && *row > self.row);
        self.sheet.cell(covered.map_or(row, |(row, _)| row), col)
    }

    /// Whether a cell is part of a merged area of several figures: to which they belong can't be told.
    pub(super) fn is_merged(&self, row: usize, col: usize) -> bool {
        let origin = self.sheet.marks.covered_by(row, col).unwrap_or((row, col));
        self.merged.contains(&origin)
    }

    /// Reports what these rows show of their figures beside their values: some are hidden, struck through, in
    /// thousands.
    pub(super) fn report_looks(&self, rows: &[usize], findings: &mut Vec<Finding>) {
        let (sheet, marks) = (self.sheet, &self.sheet.marks);
        let columns = self.figures();
        let is_filled = |row: usize, col: usize| is_figure(sheet.cell(row, col));
        let mut report = |rule, cells: Vec<(usize, usize)>| {
            let Some((row, col)) = cells.first().copied() else {
                return;
            };
            let finding = Finding::new(rule, Severity::Warning, sheet.place_of(row, col));
            let finding = finding.drafted(sheet.cell(row, col).shown());
            let cells = cells.into_iter().map(|(row, col)| sheet.place_of(row, col));
            findings.push(finding.arg("cells", areas(cells)));
        };
        for row in rows.iter().copied() {
            let filled = columns.iter().map(|col| (row, *col));
            let filled = filled.filter(|(row, col)| is_filled(*row, *col));
            let struck = filled
                .clone()
                .filter(|(row, col)| marks.look(*row, *col).is_struck);
            report("cell-struck", struck.collect());
            report(
                "cell-hidden",
                filled.filter(|_| marks.is_hidden_row(row)).collect(),
            );
        }
        for col in columns
            .iter()
            .copied()
            .filter(|col| marks.is_hidden_column(*col))
        {
            let filled = rows.iter().map(|row| (*row, col));
            let filled = filled.filter(|(row, col)| is_filled(*row, *col));
            report("cell-hidden", filled.collect());
        }
        findings.extend(self.merged.iter().map(|(row, col)| {
            let finding = Finding::error("cell-merged", sheet.place_of(*row, *col));
            finding.drafted(sheet.cell(*row, *col).shown())
        }));
        findings.extend(self.unit(rows));
    }

    /// What says that amounts are in thousands or millions: headers, a row of units, a title, or how they are shown; and
    /// under which headers, where that is not all.
    fn unit(&self, rows: &[usize]) -> Option<Finding> {
        let (columns, sheet) = (self.amounts(), self.sheet);
        let cells = columns
            .iter()
            .flat_map(|col| rows.iter().map(|row| (*row, *col)));
        let cells = cells.filter(|(row, col)| is_number(sheet.cell(*row, *col)));
        let cells =
            cells.map(|(row, col)| (row, col, self.multiple(row, col).unwrap_or(Decimal::ONE)));
        let (scaled, others): (Vec<_>, Vec<_>) = cells.partition(|cell| cell.2 != Decimal::ONE);
        let (row, col, multiple) = *scaled.first()?;
        let place = match (self.row_unit(row).and(self.units), &self.title_unit) {
            _ if self.header_unit(col) == Some(multiple) => sheet.place_of(self.first - 1, col),
            (Some(units), _) => sheet.place_of(row, units),
            (None, Some((_, place))) if self.header_unit(col).is_none() => place.clone(),
            _ => sheet.place_of(row, col),
        };
        let columns_of = |cells: &[(usize, usize, Decimal)]| -> BTreeSet<usize> {
            cells.iter().map(|(_, col, _)| *col).collect()
        };
        let (scaled, others) = (columns_of(&scaled), columns_of(&others));
        let variant = match () {
            () if !scaled.is_disjoint(&others) => "cells",
            () if others.is_empty() && self.header_unit(col) != Some(multiple) => "",
            () => "columns",
        };
        let texts = self.texts(&scaled.into_iter().collect::<Vec<usize>>());
        let finding = amount_unit(multiple, place).variant(variant);
        Some(finding.arg("columns", texts.join(", ")))
    }

    /// How many euros a number under this header is worth, if the header says it, or the row of units under it.
    fn header_unit(&self, col: usize) -> Option<Decimal> {
        let below = (self.row + 1..self.first).map(|row| self.sheet.cell(row, col).shown());
        let mut below = below.filter_map(|text| unit_in(&text));
        unit_in(&self.headings[col].text).or_else(|| below.next())
    }

    /// How many euros a number in this row is worth, if a column says it.
    fn row_unit(&self, row: usize) -> Option<Decimal> {
        unit_in(&self.cell(row, self.units?).shown())
    }

    /// How many euros the number in a cell is worth, or why it can't be told.
    fn multiple(&self, row: usize, col: usize) -> Result<Decimal, &'static str> {
        let by_title = self.title_unit.as_ref().map(|(multiple, _)| *multiple);
        let is_counted = is_number(self.sheet.cell(row, col));
        let by_row = match self.row_unit(row) {
            None if is_counted && self.units.is_some() => return Err("unit"),
            unit => unit,
        };
        let by_header = match (self.header_unit(col), by_row) {
            (Some(header), Some(row)) if header != row => return Err("unit"),
            (header, row) => header.or(row).or(by_title),
        };
        let by_format = self.sheet.marks.look(row, col);
        // Beside costs in thousands, a bare ceiling may be one too.
        let is_limit = ["Plafond", "Assiette"]
            .iter()
            .any(|title| self.col(title) == Some(col));
        let is_bare = by_header.is_none() && by_format.multiple.is_none() && !by_format.is_euro;
        if self.is_beside_thousands && is_limit && is_bare && is_counted {
            return Err("unit-unsaid");
        }
        let is_no_euro = by_format.is_no_euro && self.sheet.cell(row, col).number().is_some();
        match (by_header, by_format.multiple) {
            _ if is_no_euro => Err("currency"),
            (Some(header), Some(format)) if header != format => Err("unit"),
            (header, format) => Ok(header.or(format).unwrap_or(Decimal::ONE)),
        }
    }
}

/// Cells of a row or a column as a message lists them, `F3:F9, F11`, a few of them; `none` where there is but one.
fn areas(cells: impl Iterator<Item = Place>) -> String {
    const MOST: usize = 8;
    let mut areas: Vec<(CellRef, CellRef)> = Vec::new();
    let cells: BTreeSet<_> = cells.filter_map(|place| Some(place.cell()?.1)).collect();
    for cell in cells {
        match areas.last_mut() {
            Some((_, last)) if last.row + last.col + 1 == cell.row + cell.col => *last = cell,
            _ => areas.push((cell, cell)),
        }
    }
    if matches!(areas[..], [(first, last)] if first == last) {
        return "none".to_owned();
    }
    let more = areas.get(MOST).map(|_| "…".to_owned());
    let shown = areas.iter().take(MOST).map(|(first, last)| {
        if first == last {
            first.to_string()
        } else {
            format!("{first}:{last}")
        }
    });
    join(shown.chain(more), ", ")
}

/// Says that amounts are in thousands or millions.
pub(super) fn amount_unit(multiple: Decimal, place: Place) -> Finding {
    let finding = Finding::new("amount-unit", Severity::Info, place);
    finding.arg("multiple", Amount::bounded(multiple).unwrap_or_default())
}

/// What a title above the header, a note under the table or right of it, or the sheet's name says of all amounts.
pub(super) fn title_unit(sheet: &Sheet, header: usize) -> Option<(Decimal, Place)> {
    let is_number = |cell: &Cell| cell.number().is_some();
    let last = sheet.rows.iter().rposition(|row| row.iter().any(is_number));
    let end = sheet.row(header).iter().rposition(|cell| !cell.is_blank());
    let is_blank = |row, col| sheet.cell(row, col).is_blank();
    let heads_nothing = |col| (header + 1..sheet.rows.len()).all(|row| is_blank(row, col));
    // Another table may stand there, in a unit of its own.
    let right = end.map_or(0, |end| end + 1);
    let is_free = |row: &Vec<Cell>| !row.iter().skip(right).any(is_number);
    let is_right_free = sheet.rows.iter().all(is_free);
    let is_beside = |row, col| {
        let is_right = is_right_free && col >= right || row == header && heads_nothing(col);
        row < header || Some(row) > last || is_right
    };
    let cells = sheet.rows.iter().enumerate();
    let cells = cells.flat_map(|(row, cells)| (0..cells.len()).map(move |col| (row, col)));
    let mut units = cells.filter_map(|(row, col)| match sheet.cell(row, col) {
        Cell::Text(text) if is_beside(row, col) => {
            Some((multiple_in(text)?, sheet.place_of(row, col)))
        }
        _ => None,
    });
    let by_name = || Some((multiple_in(&sheet.name)?, sheet.place()));
    units.next().or_else(by_name)
}

/// The areas of its own column that a formula names, above its cell or below, and whether it does nothing but add them
/// up. A copy of one cell names none.
fn areas_in(formula: &str, (row, col): (usize, usize)) -> Option<(BTreeSet<(usize, usize)>, bool)> {
    let formula = formula.trim_start_matches("of:").trim_start_matches('=');
    let plain = formula.to_uppercase().replace(['$', ' '], "");
    let plain = plain.replace("[.", "").replace(":.", ":").replace(']', "");
    let is_sum = plain.contains("SUM") || plain.contains("SOMME") || plain.contains("SUBTOTAL");
    let is_added = !plain.contains(['*', '/', '-', '^', '%', '<', '>', '=']);
    // A name of another sheet stays with its cell, which then is none here.
    let is_inside = |c: char| c.is_alphanumeric() || "_:!.'[".contains(c);
    let words = plain.split(|c: char| !is_inside(c));
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let in_column = |((first, start), (last, end)): ((usize, usize), (usize, usize))| {
        let is_own = start == col && end == col && first <= last;
        (is_own && (last < row || first > row)).then_some((first, last))
    };
    let area = |word: &&&str| area_named(word).and_then(in_column);
    let areas: BTreeSet<(usize, usize)> = words.iter().filter_map(|word| area(&word)).collect();
    let is_word = |word: &&str| ["SUM", "SOMME", "SUBTOTAL", "9", "109"].contains(word);
    let is_plain = is_added
        && words
            .iter()
            .all(|word| is_word(word) || area(&word).is_some());
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

/// The rows of its own column that a formula makes an amount from.
pub(super) struct MadeFrom {
    pub(super) first: usize,
    pub(super) last: usize,
    /// Whether it comes to all of them.
    pub(super) is_sum: bool,
}

/// One row under the header, read column by column.
pub(super) struct Row<'a> {
    pub(super) header: &'a Header<'a>,
    index: usize,
    /// Its year, where a sheet has a row a year.
    pub(super) year: Option<i32>,
    /// Whether it adds up others: the fractions of a cent in it are theirs.
    pub(super) is_sum: bool,
    pub(super) findings: &'a mut Vec<Finding>,
}

impl Row<'_> {
    pub(super) fn index(&self) -> usize {
        self.index
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
        let is_own_year = year.is_some() && self.year == year;
        col_of((title, year)).or_else(|| col_of((title, None)).filter(|_| is_own_year))
    }

    /// Whether a number with one decimal stands there: a zero behind it would not be stored.
    fn is_decimal(&self, title: &'static str) -> bool {
        let cell = self
            .column(title, None)
            .map(|col| self.header.cell(self.index, col));
        cell.and_then(Cell::number)
            .is_some_and(|number| number.scale() == 1)
    }

    /// The text of a column; a number is taken as it is shown. Cells merged downwards all have the first one's.
    pub(super) fn text(&mut self, title: &'static str) -> Option<Located<String>> {
        let (sheet, col) = (self.header.sheet, self.column(title, None)?);
        let cell = self.header.cell(self.index, col);
        let place = sheet.place_of(self.index, col);
        // A date is as good a text as any other.
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
        let col = self.column(title, year)?;
        Some(
            self.header
                .sheet
                .cell(self.index, col)
                .shown()
                .trim()
                .to_owned(),
        )
    }

    fn unreadable(&mut self, place: Place, variant: &'static str, drafted: impl Into<Fact>) {
        let finding = Finding::error("cell-unreadable", place).variant(variant);
        self.findings.push(finding.drafted(drafted));
    }

    /// Takes the year that the row says it is of; whether it is one of these. What is of another year is told, and so is
    /// an amount of none.
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
        let (header, index, sheet) = (self.header, self.index, self.header.sheet);
        let (cell, place) = (sheet.cell(index, col), sheet.place_of(index, col));
        if header.is_merged(index, col) {
            return (Located::new(CellAmount::Unreadable, place), None);
        }
        let multiple = header.multiple(index, col);
        let read = multiple.and_then(|multiple| read_amount(cell, multiple));
        let (amount, days) = read.unwrap_or_else(|variant| {
            self.unreadable(place.clone(), variant, cell.shown());
            (CellAmount::Unreadable, None)
        });
        let rounded = amount.amount().map(|amount| (amount, amount.rounded(2)));
        let Some((exact, cents)) = rounded.filter(|(exact, cents)| exact != cents) else {
            return (Located::new(amount, place), days);
        };
        if !self.is_sum {
            let finding = Finding::error("amount-fraction", place.clone());
            self.findings.push(finding.drafted(exact).expected(cents));
        }
        (Located::new(CellAmount::Amount(cents), place), days)
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

    /// What says that a rate or an amount is still to come, or that there is none.
    pub(super) fn not_costed(&self, years: &[i32]) -> Option<Located<String>> {
        let years = years.iter().map(|year| ("Montant", Some(*year)));
        let mut columns = [("Taux", None)].into_iter().chain(years);
        columns.find_map(|(title, year)| {
            let col = self.column(title, year)?;
            let shown = self.header.sheet.cell(self.index, col).shown();
            let place = self.header.sheet.place_of(self.index, col);
            is_not_costed(&shown).then(|| Located::new(shown.trim().to_owned(), place))
        })
    }

    /// Whether the word for what the others leave stands in a column instead of a rate.
    pub(super) fn is_balance_at(&self, col: usize) -> bool {
        let cell = self.header.sheet.cell(self.index, col);
        is_balance(&cell.shown())
    }

    /// The base of the rate: an amount, or the natures that it names, which are told apart once all of them are known.
    pub(super) fn base(&mut self) -> Option<Located<Base>> {
        let col = self.column("Assiette", None)?;
        let sheet = self.header.sheet;
        let (cell, place) = (sheet.cell(self.index, col), sheet.place_of(self.index, col));
        let text = cell.shown();
        if cell.is_blank() || is_dash(&text) {
            return None;
        }
        let names = matches!(cell, Cell::Text(text) if text.contains(char::is_alphabetic) && parse_amount(text).is_err());
        if names && !is_error(cell) {
            return Some(Located::new(
                Base::Natures(vec![text.trim().to_owned()]),
                place,
            ));
        }
        let amount = self.limit_at(col)?;
        Some(Located::new(Base::Amount(amount.value), place))
    }

    /// The ceiling of a year.
    pub(super) fn ceiling(&mut self) -> Option<Located<Amount>> {
        let col = self.column("Plafond", None)?;
        self.limit_at(col)
    }

    /// What a rate goes up to, if anything is written: nothing, less, or an amount to come can't be meant.
    fn limit_at(&mut self, col: usize) -> Option<Located<Amount>> {
        let Located { value, place } = self.amount_at(col).0;
        let shown = self.header.sheet.cell(self.index, col).shown();
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
        let sheet = self.header.sheet;
        let is_number = matches!(sheet.cell(self.index, col), Cell::Number(_));
        let percents = sheet.marks.look(self.index, col).percents;
        let percents = percents.filter(|_| is_number);
        let parse = |text: &str| {
            let Some(percents) = percents else {
                return parse_calculated_rate(text);
            };
            let percents = text.parse::<Decimal>().ok()?.checked_mul(percents)?;
            parse_calculated_rate(&format!("{percents}%"))
        };
        self.number(col, parse, "rate")
    }

    /// The number in a column, if one is written; what cannot be read is a finding that says what was expected.
    fn number<T>(
        &mut self,
        col: usize,
        parse: impl FnOnce(&str) -> Option<T>,
        expected: &'static str,
    ) -> Option<Located<T>> {
        let sheet = self.header.sheet;
        let (cell, place) = (sheet.cell(self.index, col), sheet.place_of(self.index, col));
        let (value, variant) = match cell {
            _ if cell.is_blank() || self.header.is_merged(self.index, col) => return None,
            Cell::Text(text) if is_dash(text) => return None,
            Cell::Text(text) if is_not_costed(text) => return None,
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

/// Whether a sign says that there is nothing.
pub(super) fn is_dash(text: &str) -> bool {
    matches!(text.trim(), "/" | "-" | "–" | "—")
}

/// The code that a row of cells stands under: its own, or the last one above it.
#[derive(Default)]
pub(super) struct CodeColumn {
    pub(super) last: Option<Located<Code>>,
    /// Whether the last one can't be read: the rows that go on with it are nobody's.
    is_lost: bool,
    /// How many rows each code has.
    rows: BTreeMap<String, u64>,
    /// Whether there are too many, which is reported once.
    is_full: bool,
}

impl CodeColumn {
    /// Leaves the code above, under a title.
    pub(super) fn leave(&mut self) {
        self.last = None;
        self.is_lost = false;
    }

    pub(super) fn is_lost(&self) -> bool {
        self.is_lost
    }

    /// The code of this row; none for those that follow too many. A row above the first code is a finding, and so is a
    /// text that is no code, with the rows that go on with it.
    pub(super) fn of(
        &mut self,
        row: &mut Row<'_>,
        known: &BTreeSet<Code>,
    ) -> Option<Located<Code>> {
        let before = row.findings.len();
        let text = row.text("Fiche");
        let is_told = row.findings.len() > before;
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
        } else if is_told {
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
/// The variant of the message that says why it can't be read.
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
            // A unit that is typed says what the number is; without one, it is in that of the column.
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
