//! The sheets of inputs, as typed values: `Dépenses` has the cost lines, and `Cofinancement` who pays what of them.
//! Everything else in the workbook is computed from them.
//!
//! Formulas refer to whole columns, from the header to well below the last row, and depend on the content of rows, not
//! on their position: rows may be inserted, added, deleted and sorted.

use std::ops::Range;

use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, Formula};

use super::{
    book::{Book, FICHES, FUNDERS, NATURES, SECTIONS},
    sheet::{
        Allowed, Cell, Col, Column, Kind, Level, Row, Sheet, all_fixed, cell, col, fixed, on,
        sum_where,
    },
};
use crate::{
    model::{BALANCE_LABEL, Base, Carried, Tax},
    money::Rate,
    record::{FundingRecord, carried_columns},
    source::Period,
};

/// The header row.
pub(super) const HEAD: (Row, Row) = (3, 3);
/// Columns of costs and of funding rules.
pub(super) const COST_NATURE: Col = 1;
pub(super) const COST_TAX: Col = 3;
pub(super) const RULE_FUNDER: Col = 1;
pub(super) const RULE_NATURE: Col = 2;
pub(super) const RULE_RATE: Col = 3;
/// The largest amount of a dossier.
pub(super) const MOST: &str = "99999999999";
/// How many blank rows are offered below the last one.
const SPARE: Row = 30;
/// How many rows formulas cover below the last one.
const BEYOND: Row = 500;
/// How many rows may be deleted: formulas that fetch rows by number stop so far above the end.
const DELETED: Row = 200;
/// The last row of a worksheet.
const LAST_ROW: Row = 1_048_575;

/// Separates the natures of a base.
const BETWEEN: &str = " ; ";

/// A sheet of inputs.
pub(super) struct Inputs {
    pub(super) sheet: Sheet,
    /// The rows that formulas cover, from the header on.
    range: Range<Row>,
    /// The blank row after the lines of each fiche, for one more line.
    pub(super) spare_rows: Vec<Row>,
}

impl Inputs {
    fn new(mut sheet: Sheet) -> Self {
        let rows = sheet.rows();
        sheet.is_filtered = true;
        sheet.spare = SPARE;
        for _ in 0..SPARE {
            let blank = vec![Cell::default(); sheet.columns.len()];
            sheet.push(Level::Body, blank);
        }
        let range = sheet.head.1..rows.end + BEYOND;
        sheet.last_input = range.end - 1;
        Self {
            sheet,
            range,
            spare_rows: Vec::new(),
        }
    }

    /// All rows of a column.
    pub(super) fn all(&self, col: Col) -> String {
        on(&self.sheet.name, &all_fixed(&self.range, col))
    }

    /// The rows that formulas fetch by number.
    pub(super) fn fetched(&self) -> Range<Row> {
        self.range.start + 1..self.range.end - DELETED
    }

    /// The cells below those that formulas cover.
    pub(super) fn beyond(&self) -> String {
        let last = fixed((LAST_ROW, self.sheet.width() - 1));
        let cells = format!("{}:{last}", fixed((self.range.end, 0)));
        on(&self.sheet.name, &cells)
    }
}

/// The column of a year's costs, which follows that of its days.
pub(super) fn cost_col(year: usize) -> Col {
    5 + 2 * col(year)
}

/// The column of a year's fixed amounts.
pub(super) fn fixed_col(year: usize) -> Col {
    RULE_RATE + 1 + col(year)
}

/// The column of bases, if any rule has one, which is followed by that of ceilings.
pub(super) fn base_col(book: &Book<'_>) -> Col {
    fixed_col(book.years().len())
}

/// The column of sections, where any line has one.
pub(super) fn section_col(book: &Book<'_>) -> Col {
    cost_col(book.years().len()) - 1
}

/// What the lines that meet these conditions cost in a year.
pub(super) fn cost_where(costs: &Inputs, conditions: &[String], year: usize) -> String {
    sum_where(conditions, Some(&costs.all(cost_col(year))))
}

/// The conditions for lines that totals count.
pub(super) fn counted(book: &Book<'_>, costs: &Inputs) -> Vec<String> {
    let natures = costs.all(COST_NATURE);
    let off_total = book.off_total.iter();
    off_total
        .map(|nature| format!("{natures}<>{nature}"))
        .collect()
}

pub(super) fn costs(book: &Book<'_>) -> Inputs {
    let mut sheet = book.sheet("costs", HEAD, 1);
    let taxes = DataValidation::new().allow_list_formula(Formula::new("\"HT,TTC\""));
    let taxes = Some((taxes, refusal(book, "tax")));
    sheet.columns = vec![
        fiches(book),
        book.input("xlsx-nature", Kind::Text, list(book, NATURES)),
        book.input("xlsx-label", Kind::Prose, None),
        book.input("xlsx-tax", Kind::Label, taxes),
    ];
    for year in book.years() {
        let header = book.text_of("xlsx-days", "year", &year.to_string());
        let mut days = Column::new(header, Kind::Number);
        // Without a daily rate, days are not checked against amounts.
        if book.record.convention.day_rate.is_some() {
            days.level = Level::Input;
        }
        let at = cell((HEAD.1 + 1, sheet.width()));
        days.allowed = Some(custom(
            book,
            "days",
            format!("=AND(ISNUMBER({at}),{at}>=0)"),
        ));
        sheet.columns.push(days);
        let amounts = amounts(book, year, sheet.width());
        sheet.columns.push(amounts);
    }
    let sections = book.record.sections();
    if !sections.is_empty() {
        let section = book.input("xlsx-section", Kind::Text, list(book, SECTIONS));
        sheet.columns.push(section);
    }
    let lines = book.record.budgets().flat_map(|fiche| &fiche.lines);
    let columns = carried_columns(lines.map(|line| &line.carried[..]));
    sheet
        .columns
        .extend(columns.iter().map(|name| carried(name)));
    let fiches = book.record.fiches.iter().zip(std::iter::repeat(true));
    let off_total = book.record.off_total().zip(std::iter::repeat(false));
    let mut spare_rows = Vec::new();
    for (fiche, is_counted) in fiches.chain(off_total) {
        let code = fiche.code.spelling();
        for line in &fiche.lines {
            let mut cells: Vec<Cell> = vec![
                code.into(),
                book.nature(line.nature.as_deref()).into(),
                line.label.as_deref().into(),
                line.tax.map(Tax::label).into(),
            ];
            for year in &line.years {
                let remark = || year.said.as_deref().into();
                cells.extend([
                    year.days.into(),
                    year.amount.map_or_else(remark, Cell::from),
                ]);
            }
            if !sections.is_empty() {
                let section = sections.iter().find(|(name, _)| line.is_of_section(name));
                cells.push(section.map(|(name, _)| *name).into());
            }
            cells.extend(carried_cells(&columns, &line.carried));
            sheet.push(Level::Body, cells);
        }
        // A blank row for one more line.
        if is_counted {
            let mut cells: Vec<Cell> = vec![code.into()];
            cells.resize(sheet.columns.len(), Cell::default());
            spare_rows.push(sheet.push(Level::Body, cells));
        }
    }
    let mut costs = Inputs::new(sheet);
    costs.spare_rows = spare_rows;
    costs
}

/// A row of `Cofinancement`: a rule with the first remark on it, if any, or only a remark.
pub(super) struct RuleRow<'a> {
    /// The budget, by rank.
    pub(super) budget: usize,
    pub(super) funder: Option<usize>,
    pub(super) nature: Option<&'a str>,
    /// The rule, by its rank in its budget.
    pub(super) rule: Option<usize>,
    mention: Option<&'a str>,
}

/// The rows of each budget: its rules, then the remarks that are not on a rule's row.
pub(super) fn rule_rows<'a>(book: &Book<'a>) -> Vec<RuleRow<'a>> {
    let mut rows = Vec::new();
    for (budget, fiche) in book.record.budgets().enumerate() {
        let mut mentions: Vec<_> = fiche.mentions.iter().collect();
        for (rank, rule) in fiche.funding.iter().enumerate() {
            let pays =
                rule.rate.is_some() || rule.is_balance || rule.fixed.iter().any(Option::is_some);
            let about = mentions.iter().position(|mention| {
                let nature = mention.nature.as_deref().map(String::as_str);
                let funder = mention.funder.map(|id| id.0);
                pays && funder == Some(rule.funder) && nature == rule.nature.as_deref()
            });
            rows.push(RuleRow {
                budget,
                funder: Some(rule.funder),
                nature: rule.nature.as_deref(),
                rule: Some(rank),
                mention: about.map(|about| mentions.remove(about).text.as_str()),
            });
        }
        rows.extend(mentions.into_iter().map(|mention| RuleRow {
            budget,
            funder: mention.funder.map(|id| id.0),
            nature: mention.nature.as_deref().map(String::as_str),
            rule: None,
            mention: Some(&mention.text),
        }));
    }
    rows
}

/// The sheet `Cofinancement` with these rows.
pub(super) fn funding(book: &Book<'_>, rows: &[RuleRow<'_>]) -> Inputs {
    let mut sheet = book.sheet("funding", HEAD, 1);
    let at = cell((HEAD.1 + 1, RULE_RATE));
    // No more decimals than are read back.
    let mut rates = format!("AND(ISNUMBER({at}),{at}>=0,{at}<=1,ROUND({at},10)={at})");
    if book.has_balance {
        rates = format!("OR({at}=\"{BALANCE_LABEL}\",{rates})");
    }
    let rates = Some(custom(book, "rate", format!("={rates}")));
    sheet.columns = vec![
        fiches(book),
        book.input("xlsx-funder", Kind::Text, list(book, FUNDERS)),
        book.input("xlsx-nature", Kind::Text, list(book, NATURES)),
        book.input("xlsx-rate", Kind::Rate, rates),
    ];
    for year in book.years() {
        let amounts = amounts(book, year, sheet.width());
        sheet.columns.push(amounts);
    }
    if book.has_terms {
        let at = |next| cell((HEAD.1 + 1, sheet.width() + next));
        let amount =
            |at: &str| format!("AND(ISNUMBER({at}),{at}>=0,{at}<={MOST},ROUND({at},2)={at})");
        let [base, ceiling] = [0, 1].map(at);
        let bases = format!("=OR(ISTEXT({base}),{})", amount(&base));
        let ceilings = format!("={}", amount(&ceiling));
        let bases = Some(custom(book, "base", bases));
        let ceilings = Some(custom(book, "ceiling", ceilings));
        sheet.columns.extend([
            book.input("xlsx-base", Kind::Amount, bases),
            book.input("xlsx-ceiling", Kind::Amount, ceilings),
        ]);
    }
    let mention = book.input("xlsx-mention", Kind::Prose, None);
    sheet.columns.push(mention);
    let rules = book.record.budgets().flat_map(|fiche| &fiche.funding);
    let columns = carried_columns(rules.map(|rule| &rule.carried[..]));
    sheet
        .columns
        .extend(columns.iter().map(|name| carried(name)));
    let budgets: Vec<_> = book.record.budgets().collect();
    for row in rows {
        let fiche = budgets[row.budget];
        let rule = row.rule.map(|rank| &fiche.funding[rank]);
        // Without a funder, figures would have no effect: no input is offered.
        let level = [Level::Body, Level::Input][usize::from(row.funder.is_some())];
        let mut cells: Vec<Cell> = vec![
            fiche.code.spelling().into(),
            row.funder.map(|funder| book.funder(funder)).into(),
            book.nature(row.nature).into(),
            rule.map_or_else(|| "".into(), rate).level(level),
        ];
        let fixed = |year: usize| rule.and_then(|rule| *rule.fixed.get(year)?);
        cells.extend((0..book.years().len()).map(|year| Cell::from(fixed(year)).level(level)));
        if book.has_terms {
            let base = rule.and_then(|rule| rule.base.as_ref());
            cells.push(match base {
                Some(Base::Amount(base)) => (*base).into(),
                Some(Base::Natures(named)) => {
                    let named = named.iter().map(|nature| book.nature(Some(nature)));
                    named.flatten().collect::<Vec<_>>().join(BETWEEN).into()
                }
                None => "".into(),
            });
            cells.push(rule.and_then(|rule| rule.ceiling).into());
        }
        cells.push(row.mention.into());
        let carried = rule.map_or(&[][..], |rule| &rule.carried);
        cells.extend(carried_cells(&columns, carried));
        sheet.push(Level::Body, cells);
    }
    Inputs::new(sheet)
}

/// A rule's rate, or the word for a balance.
fn rate(rule: &FundingRecord) -> Cell {
    if rule.is_balance {
        return BALANCE_LABEL.into();
    }
    rule.rate.map(Rate::fraction).into()
}

/// The column of amounts of a year, at position `col`.
fn amounts(book: &Book<'_>, year: &Period, col: Col) -> Column {
    let header = book.text_of("xlsx-amount", "year", &year.to_string());
    let mut column = Column::new(header, Kind::Amount);
    column.level = Level::Input;
    let (at, decimals) = (
        cell((HEAD.1 + 1, col)),
        book.record.convention.step.decimals().max(2),
    );
    let rule = format!("=AND(ISNUMBER({at}),ROUND({at},{decimals})={at},ABS({at})<={MOST})");
    column.allowed = Some(custom(book, "amount", rule));
    column
}

/// The column of codes.
fn fiches(book: &Book<'_>) -> Column {
    let at = cell((HEAD.1 + 1, 0));
    let rule = custom(book, "fiche", format!("=COUNTIF({FICHES},{at})>0"));
    book.input("xlsx-fiche", Kind::Code, Some(rule))
}

/// A column that the budget does not need.
fn carried(name: &str) -> Column {
    let mut column = Column::new(name, Kind::Prose);
    column.level = Level::Input;
    column
}

/// The cells of a line or a rule in these columns.
fn carried_cells(columns: &[&str], carried: &[Carried]) -> impl Iterator<Item = Cell> {
    columns.iter().map(|column| {
        let content = carried.iter().find(|content| content.column == *column);
        let number = content.and_then(Carried::number);
        let text = || content.map(|content| &content.text).into();
        number.map_or_else(text, |number| Cell::new(Kind::Number, number))
    })
}

/// Allows what meets a condition, given as a formula on the first cell of the column.
fn custom(book: &Book<'_>, id: &str, formula: String) -> Allowed {
    let rule = DataValidation::new().allow_custom(Formula::new(formula));
    (rule, refusal(book, id))
}

/// Allows the entries of a named list; new natures are accepted after a warning.
fn list(book: &Book<'_>, name: &str) -> Option<Allowed> {
    let list = DataValidation::new().allow_list_formula(Formula::new(format!("={name}")));
    if let Some(id) = [(FUNDERS, "funder"), (SECTIONS, "section")]
        .iter()
        .find_map(|(known_name, id)| (*known_name == name).then_some(id))
    {
        return Some((list, refusal(book, id)));
    }
    let list = list.set_error_style(DataValidationErrorStyle::Warning);
    (!book.natures.is_empty()).then(|| (list, refusal(book, "nature")))
}

fn refusal(book: &Book<'_>, id: &str) -> [String; 2] {
    ["", "-refused"].map(|end| book.text(&format!("xlsx-allowed-{id}{end}")))
}
