//! The sheet `Contrôles`: one line per check, with a formula that is TRUE when the figures add up, and one for all
//! checks.
//!
//! Each line compares two ways to the same figure: found, expected, and the gap. The gap is the sum of the absolute
//! gaps of all years, so that errors do not cancel out. Checks hold for any costs and rates; they catch what formulas
//! cannot prevent: an overwritten formula (formulas are counted), a text instead of a number, a row of an unknown
//! fiche. What adds up but needs a look, such as a cost that nobody funds, is neither true nor false: `à vérifier`.

use std::{collections::BTreeSet, ops::Range};

use rust_decimal::Decimal;

use super::{
    book::{ADVANCE, ALL_HOLD, Book},
    inputs::{HEAD, Inputs, RULE_RATE, base_col, cost_col, fixed_col},
    recap::Recap,
    rules::{Rules, figures_end, is_without_rate},
    schedule::{BALANCE, COMMITMENT, PAID, Schedule},
    shares::Shares,
    sheet::{
        Alarm, At, Cell, Col, Kind, Level, Row, Sheet, added, cell, col_fixed, down, fixed, on,
    },
};
use crate::{
    compute::Split,
    model::{
        BALANCE_LABEL,
        ColumnKind::{Total, Unallocated},
    },
    money::Amount,
};

/// The header row of the checks; the result over all of them is above.
pub(super) const HEADER: Row = 5;
/// The columns.
const COLUMNS: [(&str, Kind, usize); 8] = [
    ("number", Kind::Label, 0),
    ("sheet", Kind::Text, 0),
    ("what", Kind::Prose, 56),
    ("found", Kind::Amount, 0),
    ("expected", Kind::Amount, 0),
    ("gap", Kind::Amount, 0),
    ("result", Kind::Truth, 11),
    ("doubt", Kind::Amount, 0),
];
const FOUND: Col = 3;
const EXPECTED: Col = 4;
const GAP: Col = 5;
const RESULT: Col = 6;
const DOUBT: Col = 7;
const ALL: At = (3, RESULT);
const DOUBTFUL: &str = "à vérifier";
/// Texts that may always be typed instead of an amount.
const NOT_COSTED: [&str; 7] = [
    "nc",
    "n.c.",
    "p.m.",
    "pm",
    "pour mémoire",
    "sans objet",
    "/",
];

/// Two formulas that must have the same result.
type Pair = (String, String);

/// The sheet, and what it checks.
pub(super) struct Controls<'a> {
    pub(super) sheet: Sheet,
    pub(super) book: &'a Book<'a>,
    pub(super) costs: &'a Inputs,
    pub(super) funding: &'a Inputs,
    pub(super) rules: &'a Rules<'a>,
    pub(super) shares: &'a Shares,
    pub(super) recap: &'a Recap,
    pub(super) schedule: &'a Schedule<'a>,
    pub(super) readme: &'a Sheet,
    /// The formula of how many lines have a listed nature.
    pub(super) known_natures: Option<String>,
}

/// A check.
#[derive(Default)]
struct Check {
    /// What it checks, in words.
    what: String,
    /// The pairs that must be equal; the last one is shown.
    pairs: Vec<Pair>,
    /// The result of both formulas of the last pair.
    figure: Decimal,
    /// A formula that is not 0 when something needs a look, and its result.
    doubt: Option<(String, Decimal)>,
    /// Whether the figures are counts, not amounts.
    is_count: bool,
}

/// The formula of a result, given the conditions for an error and for a doubt.
fn result(is_wrong: &str, is_doubtful: &str) -> String {
    format!("IF({is_wrong},FALSE,IF({is_doubtful},\"{DOUBTFUL}\",TRUE))")
}

fn shown(is_doubtful: bool) -> &'static str {
    if is_doubtful { DOUBTFUL } else { "TRUE" }
}

/// The number of formulas in these rows of a sheet: as a formula, and as counted here.
fn formulas(sheet: &Sheet, rows: &Range<Row>) -> (String, usize) {
    let last = (rows.end.saturating_sub(1), sheet.width().saturating_sub(1));
    let cells = format!("{}:{}", fixed((rows.start, 0)), fixed(last));
    let cells = on(&sheet.name, &cells);
    let filled = sheet.cells.range((rows.start, 0)..(rows.end, 0));
    let count = filled.filter(|(_, cell)| cell.formula.is_some()).count();
    (format!("SUMPRODUCT(--_xlfn.ISFORMULA({cells}))"), count)
}

impl Controls<'_> {
    /// The sheet, and whether anything needs a look.
    pub(super) fn checked(mut self) -> (Sheet, bool) {
        let book = self.book;
        self.sheet.is_filtered = true;
        self.sheet.columns = book.headed("xlsx-control", &COLUMNS);
        self.sheet.remark(book.text("xlsx-controls-about"));
        self.costs();
        self.funding();
        self.fiches();
        self.off_total();
        self.columns();
        self.divided();
        self.payments();
        self.formulas();
        let mut sheet = self.sheet;
        let rows = sheet.rows();
        let doubts = sheet.cells.range((rows.start, 0)..(rows.end, 0));
        let mut doubts = doubts.filter(|((_, col), _)| *col == RESULT);
        let is_doubtful = doubts.any(|(_, cell)| cell.has_text(DOUBTFUL));
        let all = Cell::text(book.text("xlsx-controls-all")).spanning(RESULT);
        sheet.set((ALL.0, 0), all.level(Level::Total));
        let [gaps, doubts] = [GAP, DOUBT].map(|col| down(&rows, col));
        let is_not = |cells: &str| format!("COUNTIF({cells},0)<{}", rows.len());
        let all = result(&is_not(&gaps), &is_not(&doubts));
        let all = Cell::formula(all, shown(is_doubtful));
        sheet.set(ALL, all.kind(Kind::Truth).level(Level::Total));
        sheet.name(ALL_HOLD, ALL, book.text("xlsx-name-controls"));
        // Errors and doubts are highlighted. The rules depend on figures: LibreOffice 7.4 prints no sheet whose rules
        // depend on truth values that it has not calculated itself.
        for (col, is_wrong) in [(DOUBT, false), (GAP, true)] {
            let cells = [rows.start, rows.end - 1].map(|row| fixed((row, col)));
            let any = format!("=COUNTIF({},0)<{}", cells.join(":"), rows.len());
            let each = format!("={}<>0", col_fixed((rows.start, col)));
            for (rows, rule) in [(ALL.0..ALL.0 + 1, any), (rows.clone(), each)] {
                sheet.alarms.push(Alarm {
                    rule,
                    rows,
                    col: RESULT,
                    is_wrong,
                });
            }
        }
        (sheet, is_doubtful)
    }

    /// Adds a check of a sheet.
    fn check(&mut self, sheet_name: &str, check: Check) {
        let row = self.sheet.next;
        let at = |col| cell((row, col));
        let Check { mut pairs, .. } = check;
        let (found, expected) = pairs.pop().unwrap_or_default();
        let pairs = pairs.into_iter().chain([(at(FOUND), at(EXPECTED))]);
        let gaps = added(pairs.map(|(a, b)| format!("ABS({a}-{b})")));
        let is_doubtful = check
            .doubt
            .as_ref()
            .is_some_and(|(_, figure)| !figure.is_zero());
        let doubt = check.doubt.map_or_else(
            || Cell::from(Decimal::ZERO),
            |(formula, figure)| Cell::formula(format!("ROUND({formula},4)"), figure),
        );
        let state = result(&format!("{}<>0", at(GAP)), &format!("{}<>0", at(DOUBT)));
        let mut cells: Vec<Cell> = vec![
            Decimal::from(row - HEADER).into(),
            sheet_name.into(),
            check.what.into(),
            Cell::formula(found, check.figure),
            Cell::formula(expected, check.figure),
            Cell::formula(format!("ROUND({gaps},4)"), Decimal::ZERO),
            Cell::formula(state, shown(is_doubtful)),
            doubt,
        ];
        if check.is_count {
            for col in [FOUND, EXPECTED, GAP, DOUBT] {
                cells[usize::from(col)].kind = Some(Kind::Number);
            }
        }
        self.sheet.push(Level::Body, cells);
    }

    /// Adds a check that a count in a sheet is the expected one.
    fn count(&mut self, sheet_name: &str, id: &str, found: String, expected: String, count: usize) {
        let check = Check {
            what: self.book.text(&format!("xlsx-check-{id}")),
            pairs: vec![(found, expected)],
            figure: Decimal::from(count),
            doubt: None,
            is_count: true,
        };
        self.check(sheet_name, check);
    }

    /// Adds a check that is doubtful if a count is not 0; `count` is its result at publication.
    fn doubt(&mut self, sheet_name: &str, id: &str, found: String, count: usize) {
        let row = self.sheet.next;
        let found_cell = cell((row, FOUND));
        let check = Check {
            what: self.book.text(&format!("xlsx-check-{id}")),
            pairs: vec![(found, found_cell.clone())],
            figure: Decimal::from(count),
            doubt: Some((found_cell, Decimal::from(count))),
            is_count: true,
        };
        self.check(sheet_name, check);
        // The expected count is 0, and so is the gap: what is found is a doubt, not an error.
        let expected = Cell::new(Kind::Number, Decimal::ZERO).level(Level::Body);
        self.sheet.set((row, EXPECTED), expected.clone());
        self.sheet.set((row, GAP), expected);
    }

    fn years(&self) -> Range<usize> {
        0..self.book.years().len()
    }

    /// Every cost line is in the total of its year, even with an unknown fiche. Inputs are numbers, and natures are
    /// known.
    fn costs(&mut self) {
        let (book, costs, funding) = (self.book, self.costs, self.funding);
        let name = costs.sheet.name.as_str();
        for (year, split) in book.record.total.years.iter().enumerate() {
            let mut counted = self.recap.total(Some(year), Total);
            let mut figure = split.total;
            if let Some(row) = self.recap.off_total {
                let off_total_cell = (row, self.recap.col(Some(year), Total));
                counted = format!("{counted}+{}", self.recap.sheet.cell(off_total_cell));
                let budgets = book.record.off_total();
                figure += budgets.map(|budget| budget.splits.years[year].total).sum();
            }
            let lines = format!("SUM({})", costs.all(cost_col(year)));
            let check = Check {
                what: book.text_of("xlsx-check-costs", "year", &book.year_name(Some(year))),
                pairs: vec![(format!("({counted})"), lines)],
                figure: figure.decimal(),
                ..Check::default()
            };
            self.check(name, check);
        }
        let lines = book.record.budgets().flat_map(|budget| &budget.lines);
        let remarks = lines
            .flat_map(|line| &line.years)
            .filter_map(|year| year.said.as_deref());
        let remarks = remarks.chain(NOT_COSTED);
        // Spreadsheets ignore case when they count.
        let remarks: BTreeSet<String> = remarks.map(str::to_lowercase).collect();
        let amounts = self.years().map(|year| {
            let cells = costs.all(cost_col(year));
            // A remark instead of an amount is no error.
            let exceptions = remarks
                .iter()
                .map(|remark| format!("-COUNTIF({cells},\"{}\")", remark.replace('"', "\"\"")));
            texts(&cells) + &exceptions.collect::<String>()
        });
        let amounts = added(amounts);
        self.count(name, "amounts", amounts, "0".to_owned(), 0);
        let fine = self.years().map(|year| {
            let sum = format!("SUM({})", costs.all(cost_col(year)));
            format!("ABS({sum}-ROUND({sum},2))")
        });
        let fine = format!("ROUND({},4)", added(fine));
        self.count(name, "fine", fine, "0".to_owned(), 0);
        if let Some(known) = self.known_natures.take() {
            let all = format!("COUNTA({})-1-({known})", costs.all(1));
            self.doubt(name, "natures", all, 0);
        }
        if let Some(rate) = &book.record.convention.day_rate {
            let mut gap = Amount::ZERO;
            let of_days = self.years().map(|year| {
                let [days, amounts] = [1, 0].map(|left| costs.all(cost_col(year) - left));
                let lines = book.record.budgets().flat_map(|budget| &budget.lines);
                let entries = lines.map(|line| &line.years[year]);
                let entries =
                    entries.filter(|entry| entry.days.is_some_and(|days| days > Decimal::ZERO));
                let gaps = entries.map(|entry| {
                    let days = rate.value.times(entry.days.unwrap_or_default());
                    entry.amount.unwrap_or_default() - days
                });
                gap += gaps.sum::<Amount>().abs();
                let rate = rate.value.decimal();
                format!("ABS(SUMIFS({amounts},{days},\">0\")-SUMIFS({days},{days},\">0\")*{rate})")
            });
            let of_days = added(of_days.collect::<Vec<_>>());
            let row = self.sheet.next;
            let check = Check {
                what: book.text("xlsx-check-days"),
                pairs: vec![("0".to_owned(), "0".to_owned())],
                doubt: Some((of_days, gap.decimal())),
                ..Check::default()
            };
            self.check(name, check);
            for col in [FOUND, EXPECTED, GAP] {
                self.sheet.set((row, col), Cell::new(Kind::Number, ""));
            }
            self.sheet
                .set((row, GAP), Cell::new(Kind::Number, Decimal::ZERO));
        }
        let beyond = [costs, funding].map(|inputs| format!("COUNTA({})", inputs.beyond()));
        self.count(name, "beyond", added(beyond), "0".to_owned(), 0);
    }

    /// Every figure of a rule is used; rates are valid; rules pay as much as the funders of their fiches.
    fn funding(&mut self) {
        let (book, funding, rules) = (self.book, self.funding, self.rules);
        let name = funding.sheet.name.as_str();
        let rates = funding.all(RULE_RATE);
        // The word for a balance is valid in the column of rates.
        let balances = format!("COUNTIF({rates},\"{BALANCE_LABEL}\")");
        let of_balances = |sign: &str| {
            let is_used = book.has_balance.then(|| format!("{sign}{balances}"));
            is_used.unwrap_or_default()
        };
        let ceilings = book.has_terms.then(|| base_col(book) + 1);
        let cols = [RULE_RATE].into_iter().chain(self.years().map(fixed_col));
        let wrong = cols.chain(ceilings).map(|col| texts(&funding.all(col)));
        let wrong = added(wrong) + &of_balances("-");
        self.count(name, "rates", wrong, "0".to_owned(), 0);
        let bounds = format!("COUNTIF({rates},\"<0\")+COUNTIF({rates},\">1\")");
        self.count(name, "bounds", bounds, "0".to_owned(), 0);
        self.count(name, "faults", rules.faults(), "0".to_owned(), 0);
        if book.has_terms {
            let all = book.record.budgets().flat_map(|budget| &budget.funding);
            let without_rate = all.filter(|rule| is_without_rate(rule)).count();
            self.doubt(name, "without-rate", rules.without_rate(), without_rate);
        }

        let typed =
            (RULE_RATE..figures_end(book)).map(|col| format!("COUNT({})", funding.all(col)));
        let typed = added(typed) + &of_balances("+");
        let count = rules.published_figures;
        self.count(name, "rules", typed, rules.figures(), count);
        for year in self.years() {
            let check = Check {
                what: book.text_of("xlsx-check-paid", "year", &book.year_name(Some(year))),
                pairs: vec![(rules.all_paid(year), self.shares.exact(book, year))],
                figure: rules.published_paid[year].decimal(),
                ..Check::default()
            };
            self.check(name, check);
        }
        let without = rules.without_lines();
        self.doubt(
            name,
            "without-lines",
            without,
            rules.published_without_lines,
        );
        let [largest, limit] = self.shares.largest(book);
        let over = format!("MAX(0,{largest}-{limit})");
        self.count(&self.shares.sheet.name, "largest", over, "0".to_owned(), 0);
    }

    /// What nobody funds of a fiche, if the recap has no column for it, as a term of a sum.
    fn hidden(&self, rank: usize, year: usize) -> String {
        let is_shown = self.book.columns.contains(&Unallocated);
        let left = self.shares.unallocated(rank, year).filter(|_| !is_shown);
        left.map(|left| format!("+{left}")).unwrap_or_default()
    }

    /// The sum over years of the absolute amounts that nobody funds of a budget.
    fn unfunded(&self, rank: usize) -> Option<String> {
        let years = self.years().map(|year| self.shares.unallocated(rank, year));
        let years: Option<Vec<String>> = years.collect();
        Some(added(years?.into_iter().map(|left| format!("ABS({left})"))))
    }

    /// The parts in each fiche's row of the recap add up to its costs. Its lines must be contiguous, which reveals
    /// overwritten codes.
    fn fiches(&mut self) {
        let (book, recap) = (self.book, self.recap);
        let mut before = HEAD.1;
        for (rank, fiche) in book.record.fiches.iter().enumerate() {
            let Some(unfunded) = self.unfunded(rank) else {
                continue;
            };
            let spare_row = self.costs.spare_rows[rank];
            let row = recap.fiches[rank];
            let cost = |year| self.cost(rank, year);
            let parts = |year| {
                format!(
                    "({}{})",
                    recap.parts(row, Some(year)),
                    self.hidden(rank, year)
                )
            };
            let pair = |year| (parts(year), cost(year));
            let hidden: String = self.years().map(|year| self.hidden(rank, year)).collect();
            let all = format!("({}{hidden})", recap.parts(row, None));
            let all = (all, added(self.years().map(cost)));
            // From the last row of the previous fiche, which may have got further lines, to the last row of this one.
            let cells = on(&self.costs.sheet.name, &down(&(before..spare_row + 1), 0));
            let code = recap.sheet.cell((row, 0));
            let first = self.costs.sheet.cell((before, 0));
            let [is_other, is_filled, is_new] =
                [&code, "\"\"", &first].map(|other| format!("--({cells}<>{other})"));
            let strange = format!("SUMPRODUCT({is_other},{is_filled},{is_new})");
            let late = format!(
                "MAX(0,SUMPRODUCT({is_other},{is_filled})+1-IFERROR(MATCH({code},{cells},0),0))"
            );
            before = spare_row;
            let together = [strange, late].map(|rows| (rows, "0".to_owned()));
            let pairs = together.into_iter().chain(self.years().map(pair));
            let check = Check {
                what: book.text_of("xlsx-check-fiche", "fiche", fiche.code.spelling()),
                pairs: pairs.chain([all]).collect(),
                figure: fiche.splits.all.total.decimal(),
                doubt: Some((unfunded, unfunded_of(&fiche.splits.years))),
                is_count: false,
            };
            self.check(&recap.sheet.name, check);
        }
    }

    /// What a budget costs in a year.
    fn cost(&self, rank: usize, year: usize) -> String {
        let cost = self.shares.cost(rank, year);
        cost.map_or_else(|| "0".to_owned(), |at| self.shares.sheet.cell(at))
    }

    /// What a fiche costs outside the total is funded.
    fn off_total(&mut self) {
        let book = self.book;
        let counted = book.record.fiches.len();
        for (rank, budget) in book.record.budgets().enumerate().skip(counted) {
            let parts = |year| {
                let paid = self.shares.paid(rank, year)?;
                Some(format!("({paid}+{})", self.shares.unallocated(rank, year)?))
            };
            let parts: Option<Vec<String>> = self.years().map(parts).collect();
            let (Some(parts), Some(unfunded)) = (parts, self.unfunded(rank)) else {
                continue;
            };
            let cost = |year| self.cost(rank, year);
            let all = (added(parts.iter().cloned()), added(self.years().map(cost)));
            let pairs = parts.into_iter().zip(self.years().map(cost)).chain([all]);
            let check = Check {
                what: book.text_of("xlsx-check-off-total", "fiche", budget.code.spelling()),
                pairs: pairs.collect(),
                figure: budget.splits.all.total.decimal(),
                doubt: Some((unfunded, unfunded_of(&budget.splits.years))),
                is_count: false,
            };
            self.check(&self.shares.sheet.name, check);
        }
    }

    /// The total of each column of the recap is the sum of the shares of its funders, or that of its years.
    fn columns(&mut self) {
        let (book, recap) = (self.book, self.recap);
        let record = book.record;
        for year in record.groups() {
            for &column in &book.columns {
                let expected = if let Some(year) = year {
                    self.shares.of_column(book, column, year)
                } else {
                    added(self.years().map(|year| recap.total(Some(year), column)))
                };
                let args = [
                    ("column", record.label(column).to_owned()),
                    ("year", book.year_name(year)),
                ];
                let check = Check {
                    what: book.texts.text("xlsx-check-column", &args),
                    pairs: vec![(recap.total(year, column), format!("({expected})"))],
                    figure: record.part(record.total.of(year), column).decimal(),
                    ..Check::default()
                };
                self.check(&recap.sheet.name, check);
            }
        }
    }

    /// The sections of the budget add up to the total, and so do costs with and without tax.
    fn divided(&mut self) {
        let recap = self.recap;
        for (id, rows, left) in &recap.divided {
            let gap = |year| {
                let parts = on(&recap.sheet.name, &down(rows, recap.col(year, Total)));
                format!("ABS({}-SUM({parts}))", recap.total(year, Total))
            };
            let gaps = added(self.book.record.groups().into_iter().map(gap));
            let name = recap.sheet.name.clone();
            let what = self.book.text(&format!("xlsx-check-{id}"));
            self.look(&name, what, (gaps, *left));
        }
    }

    /// What everyone pays in advance and later is what they have committed to; the whole advance is included.
    fn payments(&mut self) {
        let (book, schedule) = (self.book, self.schedule);
        let sheet = &schedule.sheet;
        let has_payments = !book.record.convention.payments.is_empty();
        let payer_check = if has_payments {
            "xlsx-check-payer-payments"
        } else {
            "xlsx-check-payer"
        };
        for (rank, &payer) in schedule.payers.iter().enumerate() {
            let paid = |year| {
                let row = schedule.row(book, rank, year);
                added([PAID, BALANCE].map(|col| sheet.cell((row, col))))
            };
            let owed = |year: Option<usize>| match year {
                Some(year) => payer.of_year(self.recap, self.shares, year),
                None => added(
                    self.years()
                        .map(|year| payer.of_year(self.recap, self.shares, year)),
                ),
            };
            let pair = |year| (format!("({})", paid(year)), format!("({})", owed(year)));
            let pairs = book.record.groups().into_iter().map(pair).collect();
            let check = Check {
                what: book.text_of(payer_check, "payer", &payer.name(book)),
                pairs,
                figure: payer.amount(book, &book.record.total.all).decimal(),
                ..Check::default()
            };
            self.check(&sheet.name, check);
        }
        self.paid_in_full();
        self.committed();
        if let Some(advance) = &schedule.advance {
            let all = schedule.row(book, schedule.payers.len() - 1, None);
            let check = Check {
                what: book.text("xlsx-check-advance"),
                pairs: vec![(sheet.cell((all, PAID)), ADVANCE.to_owned())],
                figure: advance.amount.decimal(),
                ..Check::default()
            };
            self.check(&sheet.name, check);
        }
    }

    /// The payments of each payer that has some add up to its share; otherwise, it needs a look.
    fn paid_in_full(&mut self) {
        let (book, schedule) = (self.book, self.schedule);
        let payments = &book.record.convention.payments;
        for (rank, &payer) in schedule.payers.iter().enumerate() {
            if !payments.iter().any(|payment| payer.pays(book, payment)) {
                continue;
            }
            let row = schedule.row(book, rank, None);
            let left = payments.iter().filter(|payment| payer.pays(book, payment));
            let paid = left.filter_map(|payment| payment.amount).sum();
            let left = payer.amount(book, &book.record.total.all) - paid;
            let gap = schedule.sheet.cell((row, BALANCE));
            self.look_at_payer(
                "in-full",
                &payer.name(book),
                (format!("ABS({gap})"), left.abs()),
            );
        }
    }

    /// The amounts that may be paid each year add up to the commitment, which covers the share.
    fn committed(&mut self) {
        let (book, schedule) = (self.book, self.schedule);
        for (commitment, rows) in book
            .record
            .convention
            .commitments
            .iter()
            .zip(&schedule.committed)
        {
            let Some(total) = &commitment.total else {
                continue;
            };
            let name = book.funder(commitment.payer.0);
            let last = rows.end - 1;
            let [ae, gap] = [COMMITMENT, BALANCE].map(|col| schedule.sheet.cell((last, col)));
            if !commitment.years.is_empty() {
                let credits = schedule.sheet.down(&(rows.start..last), COMMITMENT);
                let sum: Amount = commitment
                    .years
                    .iter()
                    .map(|(_, credit)| credit.value)
                    .sum();
                let difference = (sum - total.value).abs();
                self.look_at_payer(
                    "credits",
                    name,
                    (format!("ABS(SUM({credits})-{ae})"), difference),
                );
            }
            let share = book.record.total.all.share(commitment.payer);
            let short = (share - total.value).max(Amount::ZERO);
            self.look_at_payer("commitment", name, (format!("MAX(0,-{gap})"), short));
        }
    }

    fn look_at_payer(&mut self, id: &str, payer: &str, gap: (String, Amount)) {
        let what = self
            .book
            .text_of(&format!("xlsx-check-{id}"), "payer", payer);
        self.look(&self.schedule.sheet.name, what, gap);
    }

    /// Adds a check that is doubtful if a gap is not 0.
    fn look(&mut self, sheet_name: &str, what: String, (gap, amount): (String, Amount)) {
        let row = self.sheet.next;
        let found = cell((row, FOUND));
        let check = Check {
            what,
            pairs: vec![(format!("ROUND({gap},4)"), found.clone())],
            figure: amount.decimal(),
            doubt: Some((found, amount.decimal())),
            is_count: false,
        };
        self.check(sheet_name, check);
        let none = Cell::new(Kind::Amount, Decimal::ZERO).level(Level::Body);
        self.sheet.set((row, EXPECTED), none.clone());
        self.sheet.set((row, GAP), none);
    }

    /// No formula is overwritten, even by its result.
    fn formulas(&mut self) {
        let whole = |sheet: &Sheet| formulas(sheet, &(0..sheet.next));
        // The state above the rows of the recap depends on this check; costs may be typed as formulas.
        let costs = &self.costs.sheet;
        let recap = &self.recap.sheet;
        let of_sheets = [
            (&recap.name, formulas(recap, &recap.rows())),
            (&costs.name, formulas(costs, &(0..HEAD.1))),
            (&self.schedule.sheet.name, whole(&self.schedule.sheet)),
            (&self.rules.sheet.name, whole(&self.rules.sheet)),
            (&self.shares.sheet.name, whole(&self.shares.sheet)),
            (&self.readme.name, whole(self.readme)),
        ];
        for (name, (found, count)) in of_sheets {
            if count > 0 {
                self.count(name, "formulas", found, count.to_string(), count);
            }
        }
    }
}

/// The state of the controls in the recap: a formula, which also counts the formulas of the controls, and its result.
pub(super) fn state(book: &Book<'_>, controls: &Sheet, is_doubtful: bool) -> Pair {
    let [holds, fails, doubtful, replaced] = ["true", "false", "doubtful", "replaced"]
        .map(|end| book.text(&format!("xlsx-recap-{end}")));
    let (found, count) = formulas(controls, &(0..controls.next));
    let formula = format!(
        "IF({found}<>{count},\"{replaced}\",IF({ALL_HOLD}=\"{DOUBTFUL}\",\"{doubtful}\",\
         IF({ALL_HOLD},\"{holds}\",\"{fails}\")))"
    );
    (formula, if is_doubtful { doubtful } else { holds })
}

/// The formula of how many texts a column has, without its header.
fn texts(cells: &str) -> String {
    format!("COUNTA({cells})-COUNT({cells})-1")
}

/// The sum over years of the absolute amounts that nobody funds.
fn unfunded_of(years: &[Split]) -> Decimal {
    let unfunded = years.iter().map(|split| split.unallocated.abs());
    unfunded.sum::<Amount>().decimal()
}
