//! The sheet `Contrôles`: formulas that are TRUE when all adds up, a line a check, and one over them all.
//!
//! Each line compares two ways to the same figure: what it finds, what it expects, and the gap, which is that of
//! every year added up without its sign, so that no two errors cancel out. They hold whatever costs and rates are
//! typed; what they catch is a formula typed over, a text where a number should be, a row that no sum covers.

use std::ops::Range;

use rust_decimal::Decimal;
use rust_xlsxwriter::Format;

use super::{
    book::{ADVANCE, Book, CONTROLS},
    formula::{At, Col, Row, added, cell, col_fixed, down, fixed},
    inputs::{Costs, Funding},
    recap::Recap,
    schedule::Schedule,
    shares::Shares,
    sheet::{Cell, Sheet},
    styles::{Kind, Level, untrue},
};
use crate::model::ColumnKind;

/// The header of the checks; whether all of them hold stands above.
const HEADER: Row = 5;
const ALL: Row = 3;
/// How many rows below the last total are looked at for lines that no total covers.
const BELOW: Row = 500;

/// The sheets that are checked.
#[derive(Clone, Copy)]
pub(super) struct Checked<'a> {
    pub(super) book: &'a Book<'a>,
    pub(super) costs: &'a Costs,
    pub(super) funding: &'a Funding,
    pub(super) shares: &'a Shares,
    pub(super) recap: &'a Recap,
    pub(super) schedule: &'a Schedule,
}

/// A check that holds.
struct Check<'a> {
    sheet: &'a Sheet,
    what: String,
    /// The formula of what is found, and of what is expected.
    found: String,
    expected: String,
    /// What both give.
    figure: Decimal,
    /// Pairs of cells or formulas that must be equal; found and expected when empty.
    pairs: Vec<(String, String)>,
    kind: Kind,
}

/// The sheet, and the cell that says whether all checks hold.
pub(super) fn controls(checked: Checked<'_>) -> (Sheet, At) {
    let book = checked.book;
    let mut sheet = book.sheet(CONTROLS, "xlsx-controls-title", (HEADER, HEADER));
    sheet.table = Some("T_Controles");
    let column = |id: &str, kind| book.column(&format!("xlsx-control-{id}"), kind);
    sheet.column(column("number", Kind::Label));
    sheet.column(column("sheet", Kind::Text));
    sheet.column(column("what", Kind::Prose).wide(56));
    let [found, expected, gap] =
        ["found", "expected", "gap"].map(|id| sheet.column(column(id, Kind::Amount).group(0)));
    let result = sheet.column(column("result", Kind::Truth).least(9));
    for (check, number) in checked.checks().into_iter().zip(1_u32..) {
        let at = |col| cell((sheet.next, col));
        let gaps = match check.pairs.as_slice() {
            [] => format!("ABS({}-{})", at(found), at(expected)),
            pairs => added(pairs.iter().map(|(a, b)| format!("ABS({a}-{b})"))),
        };
        let gap_of = Cell::formula(&format!("ROUND({gaps},4)"), Decimal::ZERO);
        let cells = vec![
            Decimal::from(number).into(),
            check.sheet.name.as_str().into(),
            check.what.into(),
            Cell::formula(&check.found, check.figure).kind(check.kind),
            Cell::formula(&check.expected, check.figure).kind(check.kind),
            gap_of.kind(check.kind),
            Cell::verdict(&format!("{}=0", at(gap)), "TRUE"),
        ];
        sheet.push(Level::Body, cells);
    }
    let all = Cell::text(book.text("xlsx-controls-all"));
    sheet.set((ALL, 0), all.level(Level::Total).spanning(result));
    let all = Cell::verdict(&format!("AND({})", down(&sheet.rows(), result)), "TRUE");
    sheet.set((ALL, result), all.kind(Kind::Truth).level(Level::Total));
    // A check that fails must be seen. The rules look at the gaps: LibreOffice 7.4 prints no sheet whose rules look
    // at truth values that it has not calculated itself.
    let rows = HEADER + 1..sheet.next.max(HEADER + 2);
    let ends = [rows.start, rows.end - 1].map(|row| fixed((row, gap)));
    let any = format!("=SUM({})<>0", ends.join(":"));
    let own = format!("={}<>0", col_fixed((rows.start, gap)));
    for (rows, rule) in [(ALL..ALL + 1, any), (rows, own)] {
        sheet
            .conditions
            .push((rule, rows, result, untrue(Format::new())));
    }
    book.remark(&mut sheet, 2, book.text("xlsx-controls-about"));
    book.subtitle(&mut sheet);
    (sheet, (ALL, result))
}

impl<'a> Checked<'a> {
    fn checks(self) -> Vec<Check<'a>> {
        let mut checks = self.all_costs();
        checks.extend(self.inputs());
        checks.extend(self.fiches());
        checks.extend(self.subtotals());
        checks.extend(self.totals());
        checks.extend(self.all_years());
        checks.extend(self.payments());
        checks
    }

    fn years(self) -> Range<usize> {
        0..self.book.years().len()
    }

    /// A check of the recap, against a figure of the record.
    fn of_recap(
        self,
        what: String,
        (found, expected): (String, String),
        figure: Decimal,
        pairs: Vec<(String, String)>,
    ) -> Check<'a> {
        let sheet = &self.recap.sheet;
        let kind = Kind::Amount;
        Check {
            sheet,
            what,
            found,
            expected,
            figure,
            pairs,
            kind,
        }
    }

    /// Every cost line is in the total of its year: a row that no fiche's sum covers is not.
    fn all_costs(self) -> Vec<Check<'a>> {
        let sheet = &self.costs.sheet;
        let rows = sheet.rows();
        let rows = rows.start..rows.end + BELOW;
        let natures = sheet.down(&rows, self.costs.nature);
        let total = self.book.text("xlsx-total");
        let check = |year: usize| {
            let name = self.book.year_name(Some(year));
            let amounts = sheet.down(&rows, self.costs.amounts[year]);
            Check {
                sheet,
                what: self.book.text_of("xlsx-check-costs", "year", &name),
                found: self.recap.total(Some(year), ColumnKind::Total),
                expected: format!("SUMIF({natures},\"<>{total}\",{amounts})"),
                figure: self.book.record.total.years[year].total.decimal(),
                pairs: Vec::new(),
                kind: Kind::Amount,
            }
        };
        self.years().map(check).collect()
    }

    /// Inputs are numbers, and rates are rates.
    fn inputs(self) -> [Check<'a>; 3] {
        let none = |sheet, id: &str, found: String| Check {
            sheet,
            what: self.book.text(id),
            found,
            expected: "0".to_owned(),
            figure: Decimal::ZERO,
            pairs: Vec::new(),
            kind: Kind::Number,
        };
        let texts = |cells: String| format!("COUNTA({cells})-COUNT({cells})");
        let (costs, funding) = (&self.costs.sheet, &self.funding.sheet);
        let amounts = self.costs.amounts.iter();
        let amounts = amounts.map(|col| costs.down(&costs.rows(), *col));
        let rates = funding.down(&funding.rows(), self.funding.rate);
        let fixed = self.funding.fixed.iter();
        let fixed = fixed.map(|col| funding.down(&funding.rows(), *col));
        let rules = [rates.clone()].into_iter().chain(fixed);
        let bounds = format!("COUNTIF({rates},\"<0\")+COUNTIF({rates},\">1\")");
        [
            none(costs, "xlsx-check-amounts", added(amounts.map(texts))),
            none(funding, "xlsx-check-rates", added(rules.map(texts))),
            none(funding, "xlsx-check-bounds", bounds),
        ]
    }

    /// From the costs of a fiche, through its rules and the rounding, to its row of the recap.
    fn fiches(self) -> Vec<Check<'a>> {
        let check = |(rank, &row): (usize, &Row)| {
            self.shares.blocks[rank].as_ref()?;
            let fiche = &self.book.record.fiches[rank];
            let cost = |year| match self.costs.total(rank, year) {
                Some(at) => self.costs.sheet.cell(at),
                None => "0".to_owned(),
            };
            let pairs = self
                .years()
                .map(|year| (self.recap.parts(row, Some(year)), cost(year)));
            let code = fiche.code.spelling();
            Some(self.of_recap(
                self.book.text_of("xlsx-check-fiche", "fiche", code),
                (
                    self.recap.parts(row, self.book.all_years()),
                    added(self.years().map(cost)),
                ),
                fiche.splits.all.total.decimal(),
                pairs.collect(),
            ))
        };
        self.recap
            .fiches
            .iter()
            .enumerate()
            .filter_map(check)
            .collect()
    }

    /// The columns of the recap over all years, and the total of each year, each with what sums it up.
    fn sums(self, row: Row, sum: impl Fn(Col) -> String) -> Vec<(String, String)> {
        let all = self.book.columns.iter().map(|column| (None, *column));
        let years = self.years().map(|year| (Some(year), ColumnKind::Total));
        all.chain(years)
            .map(|(year, column)| self.recap.col(year, column))
            .map(|col| (self.recap.sheet.cell((row, col)), sum(col)))
            .collect()
    }

    /// The subtotal of an axis is the sum of its fiches.
    fn subtotals(self) -> Vec<Check<'a>> {
        let all = self.recap.col(None, ColumnKind::Total);
        let record = self.book.record;
        let check = |(axis, rows): (usize, &Option<(Row, Range<Row>)>)| {
            let (row, fiches) = rows.as_ref()?;
            let title = &record.convention.axes.get(axis)?.title;
            let sum = |col| format!("SUM({})", self.recap.sheet.down(fiches, col));
            Some(self.of_recap(
                self.book.text_of("xlsx-check-axis", "axis", title),
                (self.recap.sheet.cell((*row, all)), sum(all)),
                record.axes.get(axis)?.all.total.decimal(),
                self.sums(*row, sum),
            ))
        };
        let axes = self.recap.axes.iter().enumerate();
        axes.filter_map(check).collect()
    }

    /// The grand total is the sum of the axes, and its shares add up to it in every year.
    fn totals(self) -> Vec<Check<'a>> {
        let (recap, book) = (self.recap, self.book);
        let axes: Vec<Row> = recap.axes.iter().flatten().map(|(row, _)| *row).collect();
        if axes.is_empty() {
            return Vec::new();
        }
        let sum = |col| added(axes.iter().map(|row| recap.sheet.cell((*row, col))));
        let all = recap.total(None, ColumnKind::Total);
        let figure = book.record.total.all.total.decimal();
        let shares = book.groups().into_iter().map(|year| {
            (
                recap.parts(recap.total, year),
                recap.total(year, ColumnKind::Total),
            )
        });
        let axes = sum(recap.col(None, ColumnKind::Total));
        let parts = recap.parts(recap.total, book.all_years());
        vec![
            self.of_recap(
                book.text("xlsx-check-axes"),
                (all.clone(), axes),
                figure,
                self.sums(recap.total, |col| format!("({})", sum(col))),
            ),
            self.of_recap(
                book.text("xlsx-check-shares"),
                (parts, all),
                figure,
                shares.collect(),
            ),
        ]
    }

    /// The columns over all years are the sums of those of each year, in the last row.
    fn all_years(self) -> Option<Check<'a>> {
        let (recap, book) = (self.recap, self.book);
        if book.all_years().is_some() {
            return None;
        }
        let both = |column| {
            let sum = added(self.years().map(|year| recap.total(Some(year), column)));
            (recap.total(None, column), format!("({sum})"))
        };
        let pairs = book.columns.iter().map(|column| both(*column));
        Some(self.of_recap(
            book.text("xlsx-check-years"),
            both(ColumnKind::Total),
            book.record.total.all.total.decimal(),
            pairs.collect(),
        ))
    }

    /// What everyone pays in advance and later is what they have committed to; all of the advance is in it.
    fn payments(self) -> Vec<Check<'a>> {
        let (schedule, book) = (self.schedule, self.book);
        let sheet = &schedule.sheet;
        let paid = |row| {
            let cells = [schedule.paid, schedule.balance];
            added(cells.map(|col| sheet.cell((row, col))))
        };
        let mut checks = Vec::new();
        for payer in &schedule.payers {
            let years = payer.years.clone().enumerate();
            let pairs = years.map(|(year, row)| {
                let owed = self.recap.total(Some(year), payer.column);
                (format!("({})", paid(row)), owed)
            });
            let figure = book.record.part(&book.record.total.all, payer.column);
            checks.push(Check {
                sheet,
                what: book.text_of("xlsx-check-payer", "payer", &payer.name),
                found: paid(payer.total),
                expected: self.recap.total(None, payer.column),
                figure: figure.decimal(),
                pairs: pairs.collect(),
                kind: Kind::Amount,
            });
        }
        let advance = schedule.payers.last().zip(schedule.advance);
        checks.extend(advance.map(|(all, advance)| Check {
            sheet,
            what: book.text("xlsx-check-advance"),
            found: sheet.cell((all.total, schedule.paid)),
            expected: ADVANCE.to_owned(),
            figure: advance.decimal(),
            pairs: Vec::new(),
            kind: Kind::Amount,
        }));
        checks
    }
}
