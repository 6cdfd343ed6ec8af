//! The sheets of inputs, as typed values: `Dépenses`, every cost line, and `Cofinancement`, who pays what of them.
//! Everything else in the workbook is computed from them.

use std::{collections::BTreeMap, ops::Range};

use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, DataValidationRule, Formula};

use super::{
    book::{Book, NATURES},
    sheet::{Allowed, At, Cell, Col, Column, Kind, Level, Row, Sheet, cell, col, down, down_fixed},
};
use crate::{
    model::{BALANCE_LABEL, Base, Carried, Tax},
    money::Rate,
    record::{FicheRecord, FundingRecord, Record, carried_columns, section_costs},
    source::{Period, fold},
};

/// The header row.
const HEAD: (Row, Row) = (3, 3);
/// Columns of costs and of funding rules.
pub(super) const COST_NATURE: Col = 1;
pub(super) const RULE_NATURE: Col = 2;
pub(super) const RULE_RATE: Col = 3;
/// As far as an amount of a dossier may go.
const LEAST: &str = "-99999999999";
pub(super) const MOST: &str = "99999999999";

/// What stands between the natures of a base.
pub(super) const BETWEEN: &str = " ; ";

/// A sheet of inputs.
pub(super) struct Inputs {
    pub(super) sheet: Sheet,
    /// The lines of each budget, a row each. Where there are costs, their total stands under them, then that of each
    /// section of the budget.
    pub(super) rows: Vec<Range<Row>>,
    /// A cell that names each section.
    pub(super) sections: Vec<At>,
}

/// The column of a year's costs.
pub(super) fn cost_col(year: usize) -> Col {
    5 + 2 * col(year)
}

/// The column of a year's fixed amounts.
pub(super) fn fixed_col(year: usize) -> Col {
    RULE_RATE + 1 + col(year)
}

/// The column of what rates are of, where any rule says it; that of ceilings follows.
pub(super) fn base_col(book: &Book<'_>) -> Col {
    fixed_col(book.years().len())
}

/// The column of sections, where any line has one.
pub(super) fn section_col(book: &Book<'_>) -> Col {
    cost_col(book.years().len()) - 1
}

/// What a fiche costs in a year, if there are costs.
pub(super) fn cost_total(costs: &Inputs, fiche: usize, year: usize) -> Option<At> {
    let rows = costs.rows.get(fiche)?;
    (!rows.is_empty()).then(|| (rows.end, cost_col(year)))
}

pub(super) fn costs(book: &Book<'_>) -> Inputs {
    let mut sheet = book.sheet("costs", HEAD, 1);
    let taxes = DataValidation::new().allow_list_formula(Formula::new("\"HT,TTC\""));
    let taxes = Some((taxes, refusal(book, "tax")));
    // No formula looks at codes and days: typing over them would change nothing, so they are locked.
    sheet.columns = vec![
        book.column("xlsx-fiche", Kind::Label),
        book.input("xlsx-nature", Kind::Text, nature_list(book)),
        book.input("xlsx-label", Kind::Prose, None),
        book.input("xlsx-tax", Kind::Label, taxes),
    ];
    for year in book.years() {
        let header = book.text_of("xlsx-days", "year", &year.to_string());
        let mut days = Column::new(header, Kind::Number);
        days.allowed = Some(between(book, "days", "0", MOST));
        sheet.columns.extend([days, amounts(book, year)]);
    }
    let sections = book.record.sections();
    let section_col = section_col(book);
    if !sections.is_empty() {
        sheet.columns.push(book.column("xlsx-section", Kind::Text));
    }
    let lines = book.record.budgets().flat_map(|fiche| &fiche.lines);
    let columns = carried_columns(lines.map(|line| &line.carried[..]));
    sheet.columns.extend(columns.iter().map(|own| carried(own)));
    let mut named = vec![None; sections.len()];
    let mut rows = Vec::new();
    for fiche in book.record.budgets() {
        let (code, natures) = (fiche.code.spelling(), spellings(fiche));
        let first = sheet.next;
        for line in &fiche.lines {
            let mut cells: Vec<Cell> = vec![
                code.into(),
                spelled(&natures, line.nature.as_deref()).into(),
                line.label.as_deref().into(),
                line.tax.map(Tax::label).into(),
            ];
            for year in &line.years {
                let said = || year.said.as_deref().into();
                cells.extend([year.days.into(), year.amount.map_or_else(said, Cell::from)]);
            }
            if !sections.is_empty() {
                let own = sections.iter().find(|(name, _)| line.is_of_section(name));
                cells.push(own.map(|(name, _)| *name).into());
            }
            cells.extend(carried_cells(&columns, &line.carried));
            sheet.push(Level::Body, cells);
        }
        let lines = first..sheet.next;
        if !lines.is_empty() {
            let total = book.text("xlsx-total");
            let mut cells: Vec<Cell> = vec![code.into(), total.into(), "".into(), "".into()];
            for year in 0..book.years().len() {
                let sum = format!("SUM({})", down(&lines, cost_col(year)));
                cells.extend(["".into(), Cell::formula(sum, fiche.cost_of(None, year))]);
            }
            sheet.push(Level::Subtotal, cells);
        }
        for (rank, (name, _)) in sections.iter().enumerate() {
            if !fiche.lines.iter().any(|line| line.is_of_section(name)) {
                continue;
            }
            let (at, total) = ((sheet.next, section_col), book.text("xlsx-total"));
            named[rank].get_or_insert(at);
            let of = format!("--({}={})", down_fixed(&lines, section_col), cell(at));
            let mut cells: Vec<Cell> = vec![code.into(), total.into(), (*name).into(), "".into()];
            let mut costs = section_costs(fiche.lines.iter(), name, book.years().len());
            costs.pop();
            for (year, cost) in costs.into_iter().enumerate() {
                let sum = format!("SUMPRODUCT({of},{})", down(&lines, cost_col(year)));
                cells.extend(["".into(), Cell::formula(sum, cost)]);
            }
            cells.push((*name).into());
            sheet.push(Level::Subtotal, cells);
        }
        rows.push(lines);
    }
    Inputs {
        sheet,
        rows,
        sections: named.into_iter().flatten().collect(),
    }
}

/// The rules of a fiche, each with the first mention that is about it, then the other mentions.
pub(super) fn funding(book: &Book<'_>) -> Inputs {
    let mut sheet = book.sheet("funding", HEAD, 1);
    let rates = Some(between(book, "rate", "0", "1"));
    sheet.columns = vec![
        book.column("xlsx-fiche", Kind::Label),
        book.column("xlsx-funder", Kind::Text),
        book.input("xlsx-nature", Kind::Text, nature_list(book)),
        book.input("xlsx-rate", Kind::Rate, rates),
    ];
    let years = book.years().iter();
    sheet.columns.extend(years.map(|year| amounts(book, year)));
    if book.has_terms {
        let ceilings = Some(between(book, "ceiling", "0", MOST));
        sheet.columns.extend([
            book.input("xlsx-base", Kind::Amount, None),
            book.input("xlsx-ceiling", Kind::Amount, ceilings),
        ]);
    }
    let mention = book.input("xlsx-mention", Kind::Prose, None);
    sheet.columns.push(mention);
    let rules = book.record.budgets().flat_map(|fiche| &fiche.funding);
    let columns = carried_columns(rules.map(|rule| &rule.carried[..]));
    sheet.columns.extend(columns.iter().map(|own| carried(own)));
    let mut rows = Vec::new();
    for fiche in book.record.budgets() {
        let mut mentions: Vec<_> = fiche.mentions.iter().collect();
        let mut own = Vec::new();
        for rule in &fiche.funding {
            let pays =
                rule.rate.is_some() || rule.is_balance || rule.fixed.iter().any(Option::is_some);
            let about = mentions.iter().position(|mention| {
                let nature = mention.nature.as_deref().map(String::as_str);
                let funder = mention.funder.map(|id| id.0);
                pays && funder == Some(rule.funder) && nature == rule.nature.as_deref()
            });
            let mention = about.map(|about| mentions.remove(about).text.as_str());
            let nature = rule.nature.as_deref();
            own.push((Some(rule.funder), nature, Some(rule), mention));
        }
        let first = sheet.next;
        rows.push(first..first + Row::from(col(own.len())));
        for mention in mentions {
            let nature = mention.nature.as_deref().map(String::as_str);
            let funder = mention.funder.map(|id| id.0);
            own.push((funder, nature, None, Some(&mention.text)));
        }
        let natures = spellings(fiche);
        for (funder, nature, rule, mention) in own {
            let mut cells: Vec<Cell> = vec![
                fiche.code.spelling().into(),
                funder.map(|funder| book.funder(funder)).into(),
                spelled(&natures, nature).into(),
                rule.map_or_else(|| "".into(), rate),
            ];
            let fixed = |year: usize| rule.and_then(|rule| *rule.fixed.get(year)?);
            cells.extend((0..book.years().len()).map(|year| Cell::from(fixed(year))));
            if book.has_terms {
                let base = rule.and_then(|rule| rule.base.as_ref());
                cells.push(match base {
                    Some(Base::Amount(base)) => (*base).into(),
                    Some(Base::Natures(named)) => {
                        let named = named.iter().map(|nature| spelled(&natures, Some(nature)));
                        named.flatten().collect::<Vec<_>>().join(BETWEEN).into()
                    }
                    None => "".into(),
                });
                cells.push(rule.and_then(|rule| rule.ceiling).into());
            }
            cells.push(mention.into());
            let own = rule.map_or(&[][..], |rule| &rule.carried);
            cells.extend(carried_cells(&columns, own));
            sheet.push(Level::Body, cells);
        }
    }
    let sections = Vec::new();
    Inputs {
        sheet,
        rows,
        sections,
    }
}

/// A rule's rate, or the word for what the others leave.
fn rate(rule: &FundingRecord) -> Cell {
    if rule.is_balance {
        return BALANCE_LABEL.into();
    }
    rule.rate.map(Rate::fraction).into()
}

fn amounts(book: &Book<'_>, year: &Period) -> Column {
    let header = book.text_of("xlsx-amount", "year", &year.to_string());
    let mut column = Column::new(header, Kind::Amount);
    column.level = Level::Input;
    column.allowed = Some(between(book, "amount", LEAST, MOST));
    column
}

/// A column that the budget does not need.
fn carried(name: &str) -> Column {
    let mut column = Column::new(name, Kind::Prose);
    column.level = Level::Input;
    column
}

/// What a line or a rule says in these columns.
fn carried_cells(columns: &[&str], own: &[Carried]) -> impl Iterator<Item = Cell> {
    columns.iter().map(|column| {
        let own = own.iter().find(|own| own.column == *column);
        let number = own.and_then(Carried::number);
        let text = || own.map(|own| &own.text).into();
        number.map_or_else(text, |number| Cell::new(Kind::Number, number))
    })
}

/// One spelling a nature within the fiche, the first: a formula compares spellings, the rules fold them.
fn spellings(fiche: &FicheRecord) -> BTreeMap<String, &str> {
    let lines = fiche.lines.iter().map(|line| line.nature.as_deref());
    let rules = fiche.funding.iter().map(|rule| rule.nature.as_deref());
    let mut spellings = BTreeMap::new();
    for nature in lines.chain(rules).flatten() {
        spellings.entry(fold(nature)).or_insert(nature);
    }
    spellings
}

fn spelled<'a>(natures: &BTreeMap<String, &'a str>, nature: Option<&'a str>) -> Option<&'a str> {
    let known = natures.get(&fold(nature?)).copied();
    known.or(nature)
}

/// One spelling a nature in the workbook, in alphabetical order.
pub(super) fn natures(record: &Record) -> Vec<&str> {
    let mut natures: BTreeMap<String, &str> = BTreeMap::new();
    for (folded, nature) in record.budgets().flat_map(spellings) {
        natures.entry(folded).or_insert(nature);
    }
    natures.into_values().collect()
}

fn between(book: &Book<'_>, id: &str, low: &str, high: &str) -> Allowed {
    let rule = DataValidationRule::Between(Formula::new(low), Formula::new(high));
    let rule = DataValidation::new().allow_decimal_number_formula(rule);
    (rule, refusal(book, id))
}

/// A nature that no other line has is allowed after a question.
fn nature_list(book: &Book<'_>) -> Option<Allowed> {
    let list = DataValidation::new().allow_list_formula(Formula::new(format!("={NATURES}")));
    let list = list.set_error_style(DataValidationErrorStyle::Warning);
    (!natures(book.record).is_empty()).then(|| (list, refusal(book, "nature")))
}

fn refusal(book: &Book<'_>, id: &str) -> [String; 2] {
    ["", "-refused"].map(|end| book.text(&format!("xlsx-allowed-{id}{end}")))
}
