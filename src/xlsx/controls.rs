//! The sheet `Contrôles`: formulas that are TRUE when all adds up, a line a check, and one over them all.
//!
//! Each line compares two ways to the same figure: what it finds, what it expects, and the gap, which is that of
//! every year added up without its sign, so that no two errors cancel out. They hold whatever costs and rates are
//! typed; what they catch is a formula typed over, a text where a number should be, a row that no sum covers.

use rust_decimal::Decimal;
use rust_xlsxwriter::Format;

use super::{
    book::{ADVANCE, ALL_HOLD, Book},
    inputs::{COST_NATURE, Inputs, RULE_RATE, cost_col, cost_total, fixed_col},
    recap::Recap,
    schedule::{BALANCE, PAID, Schedule, payer_name},
    shares::Shares,
    sheet::{At, Cell, Col, Row, Sheet, added, cell, col_fixed, down, fixed},
    styles::{Kind, Level, untrue},
};
use crate::{model::ColumnKind::Total, money::Amount};

/// The header of the checks; whether all of them hold stands above.
const HEADER: Row = 5;
/// How many rows below the last total are looked at for lines that no total covers.
const BELOW: Row = 500;
/// The columns.
const COLUMNS: [(&str, Kind, usize); 7] = [
    ("number", Kind::Label, 0),
    ("sheet", Kind::Text, 0),
    ("what", Kind::Prose, 56),
    ("found", Kind::Amount, 0),
    ("expected", Kind::Amount, 0),
    ("gap", Kind::Amount, 0),
    ("result", Kind::Truth, 9),
];
const FOUND: Col = 3;
const EXPECTED: Col = 4;
const GAP: Col = 5;
const RESULT: Col = 6;
const ALL: At = (3, RESULT);

/// Two formulas that must give the same.
type Pair = (String, String);

/// What the checks look at.
pub(super) struct Controls<'a> {
    pub(super) book: &'a Book<'a>,
    pub(super) costs: &'a Inputs,
    pub(super) funding: &'a Inputs,
    pub(super) shares: &'a Shares,
    pub(super) recap: &'a Recap,
    pub(super) schedule: &'a Schedule<'a>,
}

/// A check: of which sheet, and of what; the figure that is both found and expected; the formulas shown for it; the
/// pairs that must be equal, those two when there are none.
struct Check<'a> {
    of: &'a Sheet,
    what: String,
    figure: Amount,
    shown: Pair,
    pairs: Vec<Pair>,
}

impl<'a> Controls<'a> {
    pub(super) fn sheet(&self) -> Sheet {
        let book = self.book;
        let mut sheet = book.sheet("controls", (HEADER, HEADER), 0);
        sheet.table = Some("T_Controles");
        sheet.columns = book.headed("xlsx-control", &COLUMNS);
        sheet.remark(book.text("xlsx-controls-about"));
        let (costs, counts) = (self.costs(), self.inputs());
        let (first_count, checks) = (costs.len(), costs.into_iter().chain(counts));
        let checks = checks.chain(self.fiches()).chain(self.axes());
        let checks = checks.chain(self.total()).chain(self.payments());
        for (rank, check) in checks.enumerate() {
            let at = |col| cell((sheet.next, col));
            let gap = |(a, b): &Pair| format!("ABS({a}-{b})");
            let gaps = if check.pairs.is_empty() {
                gap(&(at(FOUND), at(EXPECTED)))
            } else {
                added(check.pairs.iter().map(gap))
            };
            let result = format!("{}=0", at(GAP));
            // A count is no amount.
            let is_count = (first_count..first_count + 3).contains(&rank);
            let kind = if is_count { Kind::Number } else { Kind::Amount };
            let cells = [
                Decimal::from(rank + 1).into(),
                check.of.name.as_str().into(),
                check.what.into(),
                Cell::formula(check.shown.0, check.figure).kind(kind),
                Cell::formula(check.shown.1, check.figure).kind(kind),
                Cell::formula(format!("ROUND({gaps},4)"), Decimal::ZERO).kind(kind),
                Cell::formula(result, "TRUE"),
            ];
            sheet.push(Level::Body, cells);
        }
        let rows = sheet.rows();
        let all = Cell::new(Kind::Text, book.text("xlsx-controls-all"));
        sheet.set((ALL.0, 0), all.level(Level::Total).spanning(RESULT));
        let all = Cell::formula(format!("AND({})", down(&rows, RESULT)), "TRUE");
        sheet.set(ALL, all.kind(Kind::Truth).level(Level::Total));
        sheet.name(ALL_HOLD, ALL, book.text("xlsx-name-controls"));
        // A check that fails must be seen. The rules look at the gaps: LibreOffice 7.4 prints no sheet whose rules
        // look at truth values that it has not calculated itself.
        let (first, last) = (fixed((rows.start, GAP)), fixed((rows.end - 1, GAP)));
        let any = format!("=SUM({first}:{last})<>0");
        let own = format!("={}<>0", col_fixed((rows.start, GAP)));
        for (rows, rule) in [(ALL.0..ALL.0 + 1, any), (rows, own)] {
            let format = untrue(Format::new());
            sheet.conditions.push((rule, rows, RESULT, format));
        }
        sheet
    }

    /// Every cost line is in the total of its year: a row that no fiche's sum covers is not.
    fn costs(&self) -> Vec<Check<'a>> {
        let (book, costs) = (self.book, &self.costs.sheet);
        let rows = costs.rows().start..costs.next + BELOW;
        let natures = costs.down(&rows, COST_NATURE);
        let total = book.text("xlsx-total");
        let years = book.record.total.years.iter().enumerate();
        let check = years.map(|(year, split)| {
            let amounts = costs.down(&rows, cost_col(year));
            let lines = format!("SUMIF({natures},\"<>{total}\",{amounts})");
            Check {
                of: costs,
                what: book.text_of("xlsx-check-costs", "year", &book.year_name(Some(year))),
                figure: split.total,
                shown: (self.recap.total(Some(year), Total), lines),
                pairs: Vec::new(),
            }
        });
        check.collect()
    }

    /// Inputs are numbers, and rates are rates.
    fn inputs(&self) -> [Check<'a>; 3] {
        let (costs, funding) = (&self.costs.sheet, &self.funding.sheet);
        let texts = |sheet: &Sheet, col| {
            let cells = sheet.down(&sheet.rows(), col);
            format!("COUNTA({cells})-COUNT({cells})")
        };
        let years = 0..self.book.years().len();
        let amounts = years.clone().map(|year| texts(costs, cost_col(year)));
        let fixed = years.map(|year| texts(funding, fixed_col(year)));
        let rates = funding.down(&funding.rows(), RULE_RATE);
        let bounds = format!("COUNTIF({rates},\"<0\")+COUNTIF({rates},\">1\")");
        let rules = [texts(funding, RULE_RATE)].into_iter().chain(fixed);
        [
            (costs, "amounts", added(amounts)),
            (funding, "rates", added(rules)),
            (funding, "bounds", bounds),
        ]
        .map(|(of, id, count)| Check {
            of,
            what: self.book.text(&format!("xlsx-check-{id}")),
            figure: Amount::ZERO,
            shown: (count, "0".to_owned()),
            pairs: Vec::new(),
        })
    }

    /// From the costs of a fiche, through its rules and the rounding, to its row of the recap.
    fn fiches(&self) -> impl Iterator<Item = Check<'a>> {
        let (book, recap) = (self.book, self.recap);
        let fiches = book.record.fiches.iter().enumerate();
        let shared = fiches.filter(|(rank, _)| self.shares.blocks[*rank].is_some());
        shared.map(move |(rank, fiche)| {
            let row = recap.fiches[rank];
            let cost = |year| match cost_total(self.costs, rank, year) {
                Some(at) => self.costs.sheet.cell(at),
                None => "0".to_owned(),
            };
            let years = 0..book.years().len();
            let pairs = years
                .clone()
                .map(|year| (recap.parts(row, Some(year)), cost(year)));
            Check {
                of: &recap.sheet,
                what: book.text_of("xlsx-check-fiche", "fiche", fiche.code.spelling()),
                figure: fiche.splits.all.total,
                pairs: pairs.collect(),
                shown: (recap.parts(row, None), added(years.map(cost))),
            }
        })
    }

    /// The columns of the recap over all years, and the total of each year, each with what sums it up.
    fn sums(&self, row: Row, sum: impl Fn(Col) -> String) -> Vec<Pair> {
        let all = self.book.columns.iter().map(|column| (None, *column));
        let years = (0..self.book.years().len()).map(|year| (Some(year), Total));
        let cols = all.chain(years);
        let cols = cols.map(|(year, kind)| self.recap.col(year, kind));
        cols.map(|col| (self.recap.sheet.cell((row, col)), sum(col)))
            .collect()
    }

    /// The subtotal of an axis is the sum of its fiches.
    fn axes(&self) -> impl Iterator<Item = Check<'a>> {
        let (book, recap) = (self.book, self.recap);
        let all = recap.col(None, Total);
        let axes = book.record.convention.axes.iter().zip(&book.record.axes);
        axes.zip(&recap.axes)
            .filter_map(move |((axis, splits), rows)| {
                let (row, fiches) = rows.as_ref()?;
                let sum = |col| format!("SUM({})", recap.sheet.down(fiches, col));
                Some(Check {
                    of: &recap.sheet,
                    what: book.text_of("xlsx-check-axis", "axis", &axis.title),
                    figure: splits.all.total,
                    shown: (recap.sheet.cell((*row, all)), sum(all)),
                    pairs: self.sums(*row, sum),
                })
            })
    }

    /// The grand total is the sum of the axes, its shares add up to it in every year, and the columns over all years
    /// are the sums of those of each year.
    fn total(&self) -> Vec<Check<'a>> {
        let (book, recap) = (self.book, self.recap);
        let mut checks = Vec::new();
        let mut add = |id: &str, shown: Pair, pairs: Vec<Pair>| {
            checks.push(Check {
                of: &recap.sheet,
                what: book.text(id),
                figure: book.record.total.all.total,
                shown,
                pairs,
            });
        };
        let axes: Vec<Row> = recap.axes.iter().flatten().map(|(row, _)| *row).collect();
        if !axes.is_empty() {
            let sum = |col| added(axes.iter().map(|row| recap.sheet.cell((*row, col))));
            let pairs = self.sums(recap.total, |col| format!("({})", sum(col)));
            let shown = (recap.total(None, Total), sum(recap.col(None, Total)));
            add("xlsx-check-axes", shown, pairs);

            let parts = |year| (recap.parts(recap.total, year), recap.total(year, Total));
            let pairs = book.groups().into_iter().map(parts).collect();
            add("xlsx-check-shares", parts(None), pairs);
        }
        if book.all_years().is_none() {
            let sum = |column| {
                let years = 0..book.years().len();
                let sum = added(years.map(|year| recap.total(Some(year), column)));
                (recap.total(None, column), format!("({sum})"))
            };
            let pairs = book.columns.iter().map(|column| sum(*column)).collect();
            add("xlsx-check-years", sum(Total), pairs);
        }
        checks
    }

    /// What everyone pays in advance and later is what they have committed to; all of the advance is in it.
    fn payments(&self) -> Vec<Check<'a>> {
        let (book, schedule) = (self.book, self.schedule);
        let payers = book.columns.iter().enumerate();
        let checks = payers.map(|(payer, &column)| {
            let paid = |year| {
                let row = schedule.row(book, payer, year);
                added([PAID, BALANCE].map(|col| schedule.sheet.cell((row, col))))
            };
            let owed = |year| self.recap.total(year, column);
            let years = (0..book.years().len()).map(Some);
            let name = payer_name(book, column);
            Check {
                of: &schedule.sheet,
                what: book.text_of("xlsx-check-payer", "payer", &name),
                figure: book.record.part(&book.record.total.all, column),
                shown: (paid(None), owed(None)),
                pairs: years
                    .map(|year| (format!("({})", paid(year)), owed(year)))
                    .collect(),
            }
        });
        let advance = schedule.advance.iter().map(|advance| {
            let all = schedule.row(book, book.columns.len() - 1, None);
            let paid = schedule.sheet.cell((all, PAID));
            Check {
                of: &schedule.sheet,
                what: book.text("xlsx-check-advance"),
                figure: advance.amount,
                shown: (paid, ADVANCE.to_owned()),
                pairs: Vec::new(),
            }
        });
        checks.chain(advance).collect()
    }
}
