//! The sheet `Contrôles`: formulas that are TRUE when all adds up, a line a check, and one over them all.
//!
//! Each line compares two ways to the same figure: what it finds, what it expects, and the gap, which is that of
//! every year added up without its sign, so that no two errors cancel out. They hold whatever costs and rates are
//! typed; what they catch is a formula typed over, a text where a number should be, a row that no sum covers.

use std::ops::Range;

use rust_decimal::Decimal;
use rust_xlsxwriter::{ConditionalFormatFormula, Worksheet, XlsxError};

use super::{
    RecapColumn, costs,
    formula::{cell, col_fixed, down, fixed, on},
    funding,
    layout::{Block, CONTROLS, COSTS, Col, FUNDING, HEADER_ROW, Layout, RECAP, Row, SCHEDULE},
    names,
    page::{Book, Page},
    recap,
    schedule::{BALANCE, PAID, Payer, total_of},
    styles::{Kind, Level},
};
use crate::{
    compute::{Split, Splits},
    model::Axis,
    record::FicheRecord,
};

/// Whether every check holds.
pub(super) const OVERALL: (Row, Col) = (3, 6);
/// The header of the checks.
const HEADER: Row = 5;
/// How many rows below the last total are looked at for lines that no total covers.
const BELOW: Row = 500;
const FOUND: Col = 3;
const EXPECTED: Col = 4;
const GAP: Col = 5;
const RESULT: Col = 6;

/// A check that holds.
struct Check {
    sheet: &'static str,
    what: String,
    /// The formula of what is found.
    found: String,
    /// The formula of what is expected.
    expected: String,
    /// What both give.
    figure: Decimal,
    /// Pairs of cells or formulas that must be equal; found and expected when empty.
    pairs: Vec<(String, String)>,
    kind: Kind,
}

pub(super) fn sheet(book: &Book<'_>) -> Result<Worksheet, XlsxError> {
    let mut page = Page::new(book, CONTROLS, "xlsx-controls-title")?;
    page.remark(2, book.text("xlsx-controls-about"));
    page.set_prose(2, 56);
    page.over(
        OVERALL.0,
        (0, OVERALL.1 - 1),
        &book.text("xlsx-controls-all"),
        Level::Total,
    )?;
    let ids = [
        "number", "sheet", "what", "found", "expected", "gap", "result",
    ];
    let headings = ids.map(|id| book.text(&format!("xlsx-control-{id}")));
    for (heading, col) in headings.iter().zip(0..) {
        page.header(HEADER, col, heading)?;
    }
    let mut row = HEADER;
    for (rank, check) in checks(book).iter().enumerate() {
        row += 1;
        check_row(&mut page, row, rank, check)?;
    }
    let all = format!("=AND({})", down(&(HEADER + 1..row + 1), RESULT));
    page.verdict(
        OVERALL,
        &all,
        "TRUE",
        book.styles.of(Kind::Truth, Level::Total),
    )?;
    page.table("T_Controles", HEADER, &headings)?;
    mark_untrue(&mut page, book, row)?;
    page.align_widths(FOUND..=GAP);
    page.finish((HEADER, HEADER), (0, 3))
}

fn check_row(page: &mut Page<'_>, row: Row, rank: usize, check: &Check) -> Result<(), XlsxError> {
    let level = Level::Body;
    page.number((row, 0), (rank + 1).into(), Kind::Label, level)?;
    page.text((row, 1), check.sheet, Kind::Text, level)?;
    page.text((row, 2), &check.what, Kind::Prose, level)?;
    page.formula(
        (row, FOUND),
        &format!("={}", check.found),
        check.figure,
        (check.kind, level),
    )?;
    page.formula(
        (row, EXPECTED),
        &format!("={}", check.expected),
        check.figure,
        (check.kind, level),
    )?;
    let own = [(cell(row, FOUND), cell(row, EXPECTED))];
    let pairs = if check.pairs.is_empty() {
        &own[..]
    } else {
        &check.pairs[..]
    };
    let gaps: Vec<String> = pairs
        .iter()
        .map(|(found, expected)| format!("ABS({found}-{expected})"))
        .collect();
    let gap = format!("=ROUND({},4)", gaps.join("+"));
    page.formula((row, GAP), &gap, Decimal::ZERO, (check.kind, level))?;
    let held = format!("={}=0", cell(row, GAP));
    page.fit(RESULT, 9);
    let format = page.style(Kind::Truth, level);
    page.verdict((row, RESULT), &held, "TRUE", format)
}

/// A check that fails must be seen. The rules look at the gaps: LibreOffice 7.4 prints no sheet whose rules look at
/// truth values that it has not calculated itself.
fn mark_untrue(page: &mut Page<'_>, book: &Book<'_>, last: Row) -> Result<(), XlsxError> {
    let checks = HEADER + 1..last.max(HEADER + 1) + 1;
    let any = format!(
        "=SUM({}:{})<>0",
        fixed((checks.start, GAP)),
        fixed((checks.end - 1, GAP))
    );
    let own = format!("={}<>0", col_fixed(checks.start, GAP));
    for (rows, rule) in [(OVERALL.0..OVERALL.0 + 1, any), (checks, own)] {
        let format = ConditionalFormatFormula::new()
            .set_rule(rule.as_str())
            .set_format(&book.styles.untrue);
        page.sheet
            .add_conditional_format(rows.start, RESULT, rows.end - 1, RESULT, &format)?;
    }
    Ok(())
}

fn checks(book: &Book<'_>) -> Vec<Check> {
    let mut checks = of_costs(book);
    checks.extend(typed(book));
    let fiches = book.record.fiches.iter().zip(&book.layout.fiches);
    checks.extend(fiches.filter_map(|(fiche, block)| of_fiche(book, fiche, block)));
    checks.extend(subtotals(book));
    checks.extend(totals(book));
    checks.extend(over_years(book));
    checks.extend(payments(book));
    checks
}

/// Every cost line is in the total of its year: a row that no fiche's sum covers is not.
fn of_costs(book: &Book<'_>) -> Vec<Check> {
    let years = book
        .record
        .convention
        .years
        .iter()
        .zip(&book.record.total.years)
        .enumerate();
    let rows = HEADER_ROW + 1..book.layout.costs_end() + BELOW;
    let check = |(rank, (year, split)): (usize, (&i32, &Split))| Check {
        sheet: COSTS,
        what: book.of_year("xlsx-check-costs", *year),
        found: total_of(book, RecapColumn::Total, Some(rank)),
        expected: format!(
            "SUMIF({},\"<>{}\",{})",
            on(COSTS, &down(&rows, costs::NATURE)),
            book.text("xlsx-total"),
            on(COSTS, &down(&rows, Layout::cost_amount(rank)))
        ),
        figure: split.total.decimal(),
        pairs: Vec::new(),
        kind: Kind::Amount,
    };
    years.map(check).collect()
}

/// What is typed is numbers, and rates are rates.
fn typed(book: &Book<'_>) -> Vec<Check> {
    let years = || 0..book.layout.years;
    let none = |sheet, id: &str, found: String| Check {
        sheet,
        what: book.text(id),
        found,
        expected: "0".to_owned(),
        figure: Decimal::ZERO,
        pairs: Vec::new(),
        kind: Kind::Number,
    };
    let texts = |cells: String| format!("COUNTA({cells})-COUNT({cells})");
    let joined = |parts: Vec<String>| parts.join("+");
    let rows = HEADER_ROW + 1..book.layout.costs_end();
    let amounts = years()
        .map(|year| texts(on(COSTS, &down(&rows, Layout::cost_amount(year)))))
        .collect();
    let rules = HEADER_ROW + 1..book.layout.rules_end();
    let rates = on(FUNDING, &down(&rules, funding::RATE));
    let fixed = years().map(|year| on(FUNDING, &down(&rules, Layout::fixed_amount(year))));
    let funding = std::iter::once(rates.clone())
        .chain(fixed)
        .map(texts)
        .collect();
    vec![
        none(COSTS, "xlsx-check-amounts", joined(amounts)),
        none(FUNDING, "xlsx-check-rates", joined(funding)),
        none(
            FUNDING,
            "xlsx-check-bounds",
            format!("COUNTIF({rates},\"<0\")+COUNTIF({rates},\">1\")"),
        ),
    ]
}

/// From the costs of a fiche, through its rules and the rounding, to its row of the recap.
fn of_fiche(book: &Book<'_>, fiche: &FicheRecord, block: &Block) -> Option<Check> {
    block.shares.as_ref()?;
    let row = block.recap;
    let cost = |year: usize| match block.cost_total() {
        Some(total) => on(COSTS, &cell(total, Layout::cost_amount(year))),
        None => "0".to_owned(),
    };
    let years = 0..book.layout.years;
    let pairs = years
        .clone()
        .map(|year| (parts(book, row, Some(year)), cost(year)));
    Some(Check {
        sheet: RECAP,
        what: book.texts.text(
            "xlsx-check-fiche",
            &[("fiche", fiche.code.spelling().to_owned())],
        ),
        found: parts(book, row, None),
        expected: years.map(cost).collect::<Vec<_>>().join("+"),
        figure: fiche.splits.all.total.decimal(),
        pairs: pairs.collect(),
        kind: Kind::Amount,
    })
}

/// The columns of a row of the recap, its total left out, added up.
fn parts(book: &Book<'_>, row: Row, year: Option<usize>) -> String {
    let first = book.layout.recap_year(year);
    let total = book
        .layout
        .recap_col(year, RecapColumn::Total)
        .unwrap_or(first);
    let cells = format!(
        "{}:{}",
        cell(row, first),
        cell(row, total.saturating_sub(1).max(first))
    );
    format!("SUM({})", on(RECAP, &cells))
}

/// The subtotal of an axis is the sum of its fiches: every column over all years, and the total of each year.
fn subtotals(book: &Book<'_>) -> Vec<Check> {
    let axes = book
        .record
        .convention
        .axes
        .iter()
        .zip(&book.layout.axes)
        .zip(&book.record.axes);
    let check = |axis: &Axis, (row, fiches): &(Row, Range<Row>), splits: &Splits| {
        let sum = |col| format!("SUM({})", on(RECAP, &down(fiches, col)));
        let all = book.layout.recap_col(None, RecapColumn::Total)?;
        Some(Check {
            sheet: RECAP,
            what: book
                .texts
                .text("xlsx-check-axis", &[("axis", axis.title.clone())]),
            found: on(RECAP, &cell(*row, all)),
            expected: sum(all),
            figure: splits.all.total.decimal(),
            pairs: columns(book)
                .into_iter()
                .map(|col| (on(RECAP, &cell(*row, col)), sum(col)))
                .collect(),
            kind: Kind::Amount,
        })
    };
    axes.filter_map(|((axis, rows), splits)| check(axis, rows.as_ref()?, splits))
        .collect()
}

/// The columns of the recap over all years, and the total of each year.
fn columns(book: &Book<'_>) -> Vec<Col> {
    let all = book
        .layout
        .columns
        .iter()
        .filter_map(|column| book.layout.recap_col(None, *column));
    let years = (0..book.layout.years)
        .filter_map(|year| book.layout.recap_col(Some(year), RecapColumn::Total));
    all.chain(years).collect()
}

/// The grand total is the sum of the axes, and its shares add up to it in every year.
fn totals(book: &Book<'_>) -> Vec<Check> {
    let row = book.layout.total;
    let axes: Vec<Row> = book
        .layout
        .axes
        .iter()
        .flatten()
        .map(|(row, _)| *row)
        .collect();
    let sum = |col| {
        axes.iter()
            .map(|axis| on(RECAP, &cell(*axis, col)))
            .collect::<Vec<_>>()
            .join("+")
    };
    let figure = book.record.total.all.total.decimal();
    let Some(all) = book
        .layout
        .recap_col(None, RecapColumn::Total)
        .filter(|_| !axes.is_empty())
    else {
        return Vec::new();
    };
    let shares = recap::groups(book).map(|group| {
        (
            parts(book, row, group),
            total_of(book, RecapColumn::Total, group),
        )
    });
    let of_axes = columns(book)
        .into_iter()
        .map(|col| (on(RECAP, &cell(row, col)), format!("({})", sum(col))));
    let check = |id: &str, found, expected, pairs| Check {
        sheet: RECAP,
        what: book.text(id),
        found,
        expected,
        figure,
        pairs,
        kind: Kind::Amount,
    };
    vec![
        check(
            "xlsx-check-axes",
            on(RECAP, &cell(row, all)),
            sum(all),
            of_axes.collect(),
        ),
        check(
            "xlsx-check-shares",
            parts(book, row, None),
            on(RECAP, &cell(row, all)),
            shares.collect(),
        ),
    ]
}

/// The columns over all years are the sums of those of each year, in the last row.
fn over_years(book: &Book<'_>) -> Option<Check> {
    if !book.layout.has_all_years() {
        return None;
    }
    let sum = |column| {
        let years = (0..book.layout.years).map(|year| total_of(book, column, Some(year)));
        format!("({})", years.collect::<Vec<_>>().join("+"))
    };
    let columns = book.layout.columns.iter();
    Some(Check {
        sheet: RECAP,
        what: book.text("xlsx-check-years"),
        found: total_of(book, RecapColumn::Total, None),
        expected: sum(RecapColumn::Total),
        figure: book.record.total.all.total.decimal(),
        pairs: columns
            .map(|&column| (total_of(book, column, None), sum(column)))
            .collect(),
        kind: Kind::Amount,
    })
}

/// What everyone pays in advance and later is what they have committed to; all of the advance is in it.
fn payments(book: &Book<'_>) -> Vec<Check> {
    let check = |payer: &Payer| {
        let paid = |row| {
            format!(
                "{}+{}",
                on(SCHEDULE, &cell(row, PAID)),
                on(SCHEDULE, &cell(row, BALANCE))
            )
        };
        let pairs = payer.years.clone().enumerate();
        let pairs = pairs.map(|(year, row)| {
            (
                format!("({})", paid(row)),
                total_of(book, payer.column, Some(year)),
            )
        });
        let own = recap::figure(book.record, &book.record.total.all, payer.column);
        let name = match payer.column {
            RecapColumn::Total => book.text("xlsx-schedule-all"),
            column => recap::payer(book, column),
        };
        Check {
            sheet: SCHEDULE,
            what: book.texts.text("xlsx-check-payer", &[("payer", name)]),
            found: paid(payer.total),
            expected: total_of(book, payer.column, None),
            figure: own.decimal(),
            pairs: pairs.collect(),
            kind: Kind::Amount,
        }
    };
    let mut checks: Vec<Check> = book.schedule.payers.iter().map(check).collect();
    let all = book
        .schedule
        .payers
        .last()
        .zip(book.schedule.advance.as_ref());
    checks.extend(all.map(|(payer, advance)| Check {
        sheet: SCHEDULE,
        what: book.text("xlsx-check-advance"),
        found: on(SCHEDULE, &cell(payer.total, PAID)),
        expected: names::ADVANCE.to_owned(),
        figure: advance.amount.decimal(),
        pairs: Vec::new(),
        kind: Kind::Amount,
    }));
    checks
}
