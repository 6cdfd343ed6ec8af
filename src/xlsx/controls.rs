//! The sheet `Contrôles`: formulas that are TRUE when all adds up, a line a check, and one over them all.
//!
//! Each line compares two ways to the same figure: what it finds, what it expects, and the gap, which is that of
//! every year added up without its sign, so that no two errors cancel out. They hold whatever costs and rates are
//! typed; what they catch is a formula typed over, a text where a number should be, a row that no sum covers.

use rust_decimal::Decimal;
use rust_xlsxwriter::Format;

use super::{
    book::{ADVANCE, Book, CONTROLS, COSTS, FUNDING, RECAP, SCHEDULE},
    formula::{At, Col, Row, added, cell, col_fixed, down, fixed},
    inputs::{Costs, Funding},
    recap::Recap,
    schedule::{BALANCE, PAID, Schedule},
    shares::Shares,
    sheet::{Cell, Sheet},
    styles::{Kind, Level, untrue},
};
use crate::{
    model::ColumnKind::{self, Total},
    money::Amount,
};

/// The header of the checks; whether all of them hold stands above.
const HEADER: Row = 5;
const ALL: Row = 3;
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

/// Two formulas that must give the same.
type Pair = (String, String);

/// The sheet, and what its checks look at.
pub(super) struct Controls<'a> {
    pub(super) sheet: Sheet,
    pub(super) book: &'a Book<'a>,
    pub(super) costs: &'a Costs,
    pub(super) funding: &'a Funding,
    pub(super) shares: &'a Shares,
    pub(super) recap: &'a Recap,
    pub(super) schedule: &'a Schedule,
}

/// The empty sheet.
pub(super) fn sheet(book: &Book<'_>) -> Sheet {
    let mut sheet = book.sheet(CONTROLS, "xlsx-controls-title", (HEADER, HEADER));
    sheet.table = Some("T_Controles");
    book.add_columns(&mut sheet, "xlsx-control", &COLUMNS);
    sheet
}

impl Controls<'_> {
    /// The sheet with its checks, and the cell that says whether all of them hold.
    pub(super) fn checked(mut self) -> (Sheet, At) {
        let book = self.book;
        self.costs();
        self.inputs();
        self.fiches();
        self.axes();
        self.total();
        self.payments();
        let mut sheet = self.sheet;
        let all = Cell::text(book.text("xlsx-controls-all"));
        sheet.set((ALL, 0), all.level(Level::Total).spanning(RESULT));
        let all = Cell::verdict(&format!("AND({})", down(&sheet.rows(), RESULT)), "TRUE");
        sheet.set((ALL, RESULT), all.kind(Kind::Truth).level(Level::Total));
        // A check that fails must be seen. The rules look at the gaps: LibreOffice 7.4 prints no sheet whose rules
        // look at truth values that it has not calculated itself.
        let rows = sheet.rows();
        let (first, last) = (fixed((rows.start, GAP)), fixed((rows.end - 1, GAP)));
        let any = format!("=SUM({first}:{last})<>0");
        let own = format!("={}<>0", col_fixed((rows.start, GAP)));
        for (rows, rule) in [(ALL..ALL + 1, any), (rows, own)] {
            let format = untrue(Format::new());
            sheet.conditions.push((rule, rows, RESULT, format));
        }
        Book::remark(&mut sheet, 2, book.text("xlsx-controls-about"));
        book.subtitle(&mut sheet);
        (sheet, (ALL, RESULT))
    }

    /// A check: where, and of what; the figure that is both found and expected; the pairs that must be equal, those
    /// two when there are none.
    fn check(&mut self, (of, what): (&str, String), figure: Amount, shown: &Pair, pairs: &[Pair]) {
        let at = |col| cell((self.sheet.next, col));
        let gaps = match pairs {
            [] => format!("ABS({}-{})", at(FOUND), at(EXPECTED)),
            pairs => added(pairs.iter().map(|(a, b)| format!("ABS({a}-{b})"))),
        };
        let number = self.sheet.next - HEADER;
        let cells = vec![
            Cell::from(Decimal::from(number)),
            of.into(),
            what.into(),
            Cell::formula(&shown.0, figure.decimal()),
            Cell::formula(&shown.1, figure.decimal()),
            Cell::formula(&format!("ROUND({gaps},4)"), Decimal::ZERO),
            Cell::verdict(&format!("{}=0", at(GAP)), "TRUE"),
        ];
        self.sheet.push(Level::Body, cells);
    }

    /// Every cost line is in the total of its year: a row that no fiche's sum covers is not.
    fn costs(&mut self) {
        let (book, costs) = (self.book, self.costs);
        let rows = costs.sheet.rows().start..costs.sheet.next + BELOW;
        let natures = costs.sheet.down(&rows, costs.nature);
        let total = book.text("xlsx-total");
        for (year, split) in book.record.total.years.iter().enumerate() {
            let what = book.text_of("xlsx-check-costs", "year", &book.year_name(Some(year)));
            let amounts = costs.sheet.down(&rows, costs.amounts[year]);
            let lines = format!("SUMIF({natures},\"<>{total}\",{amounts})");
            let shown = (self.recap.total(Some(year), Total), lines);
            self.check((COSTS, what), split.total, &shown, &[]);
        }
    }

    /// Inputs are numbers, and rates are rates.
    fn inputs(&mut self) {
        let (costs, funding) = (self.costs, self.funding);
        let texts = |sheet: &Sheet, cols: &[Col]| {
            added(cols.iter().map(|col| {
                let cells = sheet.down(&sheet.rows(), *col);
                format!("COUNTA({cells})-COUNT({cells})")
            }))
        };
        let rates = funding.sheet.down(&funding.sheet.rows(), funding.rate);
        let rules = [&[funding.rate], funding.fixed.as_slice()].concat();
        let bounds = format!("COUNTIF({rates},\"<0\")+COUNTIF({rates},\">1\")");
        let counts = [
            (COSTS, "amounts", texts(&costs.sheet, &costs.amounts)),
            (FUNDING, "rates", texts(&funding.sheet, &rules)),
            (FUNDING, "bounds", bounds),
        ];
        for (sheet, id, count) in counts {
            let what = self.book.text(&format!("xlsx-check-{id}"));
            let row = self.sheet.next;
            self.check((sheet, what), Amount::ZERO, &(count, "0".to_owned()), &[]);
            for (_, cell) in self.sheet.cells.range_mut((row, FOUND)..(row, RESULT)) {
                // A count is no amount.
                cell.kind = Some(Kind::Number);
            }
        }
    }

    /// From the costs of a fiche, through its rules and the rounding, to its row of the recap.
    fn fiches(&mut self) {
        let (book, recap) = (self.book, self.recap);
        for (rank, fiche) in book.record.fiches.iter().enumerate() {
            if self.shares.blocks[rank].is_none() {
                continue;
            }
            let row = recap.fiches[rank];
            let years = 0..book.years().len();
            let pairs: Vec<Pair> = years
                .map(|year| match self.costs.total(rank, year) {
                    Some(at) => (recap.parts(row, Some(year)), self.costs.sheet.cell(at)),
                    None => (recap.parts(row, Some(year)), "0".to_owned()),
                })
                .collect();
            let costs = added(pairs.iter().map(|(_, cost)| cost.clone()));
            let what = book.text_of("xlsx-check-fiche", "fiche", fiche.code.spelling());
            let shown = (recap.parts(row, None), costs);
            self.check((RECAP, what), fiche.splits.all.total, &shown, &pairs);
        }
    }

    /// The columns of the recap over all years, and the total of each year, each with what sums it up.
    fn sums(&self, row: Row, sum: impl Fn(Col) -> String) -> Vec<Pair> {
        let all = self.book.columns.iter().map(|column| (None, *column));
        let years = (0..self.book.years().len()).map(|year| (Some(year), Total));
        let cols = all
            .chain(years)
            .map(|(year, kind)| self.recap.col(year, kind));
        cols.map(|col| (self.recap.sheet.cell((row, col)), sum(col)))
            .collect()
    }

    /// The subtotal of an axis is the sum of its fiches.
    fn axes(&mut self) {
        let (book, recap) = (self.book, self.recap);
        let all = recap.col(None, Total);
        let axes = book.record.convention.axes.iter().zip(&book.record.axes);
        for ((axis, splits), rows) in axes.zip(&recap.axes) {
            let Some((row, fiches)) = rows else { continue };
            let sum = |col| format!("SUM({})", recap.sheet.down(fiches, col));
            let what = book.text_of("xlsx-check-axis", "axis", &axis.title);
            let shown = (recap.sheet.cell((*row, all)), sum(all));
            let pairs = self.sums(*row, sum);
            self.check((RECAP, what), splits.all.total, &shown, &pairs);
        }
    }

    /// The grand total is the sum of the axes, its shares add up to it in every year, and the columns over all years
    /// are the sums of those of each year.
    fn total(&mut self) {
        let (book, recap) = (self.book, self.recap);
        let all = recap.total(None, Total);
        let figure = book.record.total.all.total;
        let axes: Vec<Row> = recap.axes.iter().flatten().map(|(row, _)| *row).collect();
        if !axes.is_empty() {
            let sum = |col| added(axes.iter().map(|row| recap.sheet.cell((*row, col))));
            let pairs = self.sums(recap.total, |col| format!("({})", sum(col)));
            let shown = (all.clone(), sum(recap.col(None, Total)));
            self.check(
                (RECAP, book.text("xlsx-check-axes")),
                figure,
                &shown,
                &pairs,
            );

            let parts = |year| (recap.parts(recap.total, year), recap.total(year, Total));
            let pairs: Vec<Pair> = book.groups().into_iter().map(parts).collect();
            let what = book.text("xlsx-check-shares");
            self.check((RECAP, what), figure, &parts(None), &pairs);
        }
        if book.all_years().is_none() {
            let sum = |column: ColumnKind| {
                let years = 0..book.years().len();
                let sum = added(years.map(|year| recap.total(Some(year), column)));
                (recap.total(None, column), format!("({sum})"))
            };
            let pairs: Vec<Pair> = book.columns.iter().map(|column| sum(*column)).collect();
            let what = book.text("xlsx-check-years");
            self.check((RECAP, what), figure, &sum(Total), &pairs);
        }
    }

    /// What everyone pays in advance and later is what they have committed to; all of the advance is in it.
    fn payments(&mut self) {
        let (book, recap, schedule) = (self.book, self.recap, self.schedule);
        let sheet = &schedule.sheet;
        for payer in &schedule.payers {
            let paid = |row| {
                let cells = [PAID, BALANCE];
                added(cells.map(|col| sheet.cell((row, col))))
            };
            let owed = |year| recap.total(year, payer.column);
            let years = payer.years.clone().enumerate();
            let pairs: Vec<Pair> = years
                .map(|(year, row)| (format!("({})", paid(row)), owed(Some(year))))
                .collect();
            let figure = book.record.part(&book.record.total.all, payer.column);
            let what = book.text_of("xlsx-check-payer", "payer", &payer.name);
            let shown = (paid(payer.total), owed(None));
            self.check((SCHEDULE, what), figure, &shown, &pairs);
        }
        if let (Some(all), Some(advance)) = (schedule.payers.last(), schedule.advance) {
            let paid = sheet.cell((all.total, PAID));
            let what = book.text("xlsx-check-advance");
            self.check((SCHEDULE, what), advance, &(paid, ADVANCE.to_owned()), &[]);
        }
    }
}
