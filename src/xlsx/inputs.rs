//! The sheets of inputs, as typed values: `Dépenses`, every cost line, and `Cofinancement`, who pays what of them.
//! Everything else in the workbook is computed from them.

use std::{collections::BTreeMap, ops::Range};

use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, Formula, XlsxError,
};

use super::{
    book::{Book, COSTS, FUNDING, NATURES, natures, spellings},
    formula::{At, Col, Row, col_fixed, down},
    sheet::{Cell, Sheet},
    styles::{Kind, Level, whole_rate},
};
use crate::{
    model::Tax,
    money::{Amount, Rate},
    record::{FicheRecord, FundingRecord, MentionRecord},
    source::fold,
};

/// The header row.
const HEADER: Row = 3;

/// The sheet of costs.
pub(super) struct Costs {
    pub(super) sheet: Sheet,
    pub(super) nature: Col,
    /// One a year.
    pub(super) amounts: Vec<Col>,
    /// The lines of each fiche; where there are any, their total stands under them.
    pub(super) lines: Vec<Range<Row>>,
}

/// The sheet of funding rules.
pub(super) struct Funding {
    pub(super) sheet: Sheet,
    pub(super) nature: Col,
    pub(super) rate: Col,
    /// One a year.
    pub(super) fixed: Vec<Col>,
    /// The rules of each fiche, a row each.
    pub(super) rules: Vec<Range<Row>>,
}

impl Costs {
    /// The total of a fiche in a year, if there are costs.
    pub(super) fn total(&self, fiche: usize, year: usize) -> Option<At> {
        let rows = self.lines.get(fiche).filter(|rows| !rows.is_empty())?;
        Some((rows.end, *self.amounts.get(year)?))
    }
}

pub(super) fn costs(book: &Book<'_>) -> Result<Costs, XlsxError> {
    let mut sheet = book.sheet(COSTS, "xlsx-costs-title", (HEADER, HEADER));
    sheet.frozen = 1;
    // No formula looks at codes and days: typing over them would change nothing, so they are locked.
    sheet.column(book.column("xlsx-fiche", Kind::Label));
    let nature = book.column("xlsx-nature", Kind::Text).input();
    let nature = sheet.column(nature.allow(nature_list(book)?));
    sheet.column(book.column("xlsx-label", Kind::Prose).input());
    let taxes = DataValidation::new().allow_list_strings(&["HT", "TTC"])?;
    let taxes = Some(explained(book, "tax", taxes)?);
    sheet.column(book.column("xlsx-tax", Kind::Label).input().allow(taxes));
    let mut amounts = Vec::new();
    for &year in book.years() {
        let days = book.column_of("xlsx-days", year, Kind::Number);
        sheet.column(days.allow(between(book, "days", ("0", "99999999999"))?));
        let amount = book.column_of("xlsx-amount", year, Kind::Amount);
        let amount = amount.input().group(0).allow(amount_rule(book)?);
        amounts.push(sheet.column(amount));
    }
    let mut lines = Vec::new();
    for fiche in &book.record.fiches {
        let rows = cost_lines(&mut sheet, fiche);
        if !rows.is_empty() {
            let mut total: Vec<Cell> = vec![fiche.code.spelling().into()];
            total.push(book.text("xlsx-total").into());
            total.extend([Cell::blank(), Cell::blank()]);
            for (year, &col) in amounts.iter().enumerate() {
                let sum = format!("SUM({})", down(&rows, col));
                let amount = covered(fiche, None, year);
                total.extend([Cell::blank(), Cell::formula(&sum, amount.decimal())]);
            }
            sheet.push(Level::Subtotal, total);
        }
        lines.push(rows);
    }
    book.subtitle(&mut sheet);
    Ok(Costs {
        sheet,
        nature,
        amounts,
        lines,
    })
}

fn cost_lines(sheet: &mut Sheet, fiche: &FicheRecord) -> Range<Row> {
    let natures = spellings(fiche);
    let first = sheet.next;
    for line in &fiche.lines {
        let mut cells: Vec<Cell> = vec![
            fiche.code.spelling().into(),
            spelled(&natures, line.nature.as_deref()).into(),
            line.label.as_deref().unwrap_or_default().into(),
            line.tax.map(Tax::label).unwrap_or_default().into(),
        ];
        for year in &line.years {
            cells.extend([year.days.into(), year.amount.into()]);
        }
        sheet.push(Level::Body, cells);
    }
    first..sheet.next
}

pub(super) fn funding(book: &Book<'_>) -> Result<Funding, XlsxError> {
    let mut sheet = book.sheet(FUNDING, "xlsx-funding-title", (HEADER, HEADER));
    sheet.frozen = 1;
    sheet.column(book.column("xlsx-fiche", Kind::Label));
    sheet.column(book.column("xlsx-funder", Kind::Text));
    let nature = book.column("xlsx-nature", Kind::Text).input();
    let nature = sheet.column(nature.allow(nature_list(book)?));
    let rate = book.column("xlsx-rate", Kind::Rate).input();
    let rate = sheet.column(rate.allow(between(book, "rate", ("0", "1"))?));
    let mut fixed = Vec::new();
    for &year in book.years() {
        let amount = book.column_of("xlsx-amount", year, Kind::Amount);
        fixed.push(sheet.column(amount.input().group(0).allow(amount_rule(book)?)));
    }
    sheet.column(book.column("xlsx-mention", Kind::Prose).input());
    let mut rules = Vec::new();
    for fiche in &book.record.fiches {
        rules.push(fiche_rules(book, &mut sheet, fiche));
    }
    let rows = sheet.rows();
    whole_rates(&mut sheet, rows, rate);
    book.subtitle(&mut sheet);
    Ok(Funding {
        sheet,
        nature,
        rate,
        fixed,
        rules,
    })
}

/// The rules of a fiche, each with the first mention of the same funder and nature, then the other mentions.
fn fiche_rules(book: &Book<'_>, sheet: &mut Sheet, fiche: &FicheRecord) -> Range<Row> {
    let mut beside: BTreeMap<usize, &MentionRecord> = BTreeMap::new();
    let mut alone = Vec::new();
    for mention in &fiche.mentions {
        match rule_of(fiche, mention) {
            Some(rule) if !beside.contains_key(&rule) => drop(beside.insert(rule, mention)),
            _ => alone.push(mention),
        }
    }
    let natures = spellings(fiche);
    let first = sheet.next;
    let mut row =
        |funder: Option<usize>, nature: Option<&str>, rule: Option<&FundingRecord>, text: &str| {
            let mut cells: Vec<Cell> = vec![
                fiche.code.spelling().into(),
                funder.map_or("", |funder| book.funder(funder)).into(),
                spelled(&natures, nature).into(),
                rule.and_then(|rule| rule.rate).map(Rate::fraction).into(),
            ];
            let fixed = |year| rule.and_then(|rule| rule.fixed.get(year).copied().flatten());
            cells.extend((0..book.years().len()).map(|year| Cell::from(fixed(year))));
            cells.push(text.into());
            sheet.push(Level::Body, cells) + 1
        };
    let mut end = first;
    for (rank, rule) in fiche.funding.iter().enumerate() {
        let mention = beside.get(&rank).map_or("", |mention| &mention.text);
        end = row(
            Some(rule.funder),
            rule.nature.as_deref(),
            Some(rule),
            mention,
        );
    }
    for mention in alone {
        row(
            mention.funder,
            mention.nature.as_deref(),
            None,
            &mention.text,
        );
    }
    first..end
}

/// The rule that a mention is about.
fn rule_of(fiche: &FicheRecord, mention: &MentionRecord) -> Option<usize> {
    fiche.funding.iter().position(|rule| {
        let pays = rule.rate.is_some() || rule.fixed.iter().any(Option::is_some);
        mention.funder == Some(rule.funder) && mention.nature == rule.nature && pays
    })
}

fn spelled<'a>(natures: &BTreeMap<String, &'a str>, nature: Option<&'a str>) -> &'a str {
    nature.map_or("", |nature| {
        natures.get(&fold(nature)).copied().unwrap_or(nature)
    })
}

/// What the lines of a nature cost; every line when none is named.
pub(super) fn covered(fiche: &FicheRecord, nature: Option<&str>, year: usize) -> Amount {
    let nature = nature.map(fold);
    let lines = fiche.lines.iter().filter(|line| match &nature {
        None => true,
        Some(nature) => line.nature.as_deref().map(fold).as_ref() == Some(nature),
    });
    lines.filter_map(|line| line.years[year].amount).sum()
}

/// `80 %` rather than `80,00 %`, and `43,85 %` as soon as one is typed: hidden decimals would mislead.
pub(super) fn whole_rates(sheet: &mut Sheet, rows: Range<Row>, col: Col) {
    let rate = col_fixed((rows.start, col));
    let rule = format!("=AND(ISNUMBER({rate}),ROUND({rate}*100,6)=ROUND({rate}*100,0))");
    if !rows.is_empty() {
        sheet.conditions.push((rule, rows, col, whole_rate()));
    }
}

type Allowed = Result<Option<DataValidation>, XlsxError>;

/// As far as an amount of a dossier may go.
fn amount_rule(book: &Book<'_>) -> Allowed {
    between(book, "amount", ("-99999999999", "99999999999"))
}

fn between(book: &Book<'_>, id: &str, (low, high): (&str, &str)) -> Allowed {
    let rule = DataValidationRule::Between(Formula::new(low), Formula::new(high));
    let rule = DataValidation::new().allow_decimal_number_formula(rule);
    explained(book, id, rule).map(Some)
}

/// A nature that no other line has is allowed after a question.
fn nature_list(book: &Book<'_>) -> Allowed {
    if natures(book.record).is_empty() {
        return Ok(None);
    }
    let list = DataValidation::new().allow_list_formula(Formula::new(format!("={NATURES}")));
    let list = explained(book, "nature", list)?;
    Ok(Some(
        list.set_error_style(DataValidationErrorStyle::Warning),
    ))
}

fn explained(book: &Book<'_>, id: &str, rule: DataValidation) -> Result<DataValidation, XlsxError> {
    rule.set_error_title(book.text(&format!("xlsx-held-{id}")))?
        .set_error_message(book.text(&format!("xlsx-held-{id}-refused")))
}
