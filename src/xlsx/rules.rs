//! The sheet `Règles`: what each row of `Cofinancement` pays, in a row each, even if it is still blank.
//!
//! Rows are fetched by number, so that rules may be inserted, added, deleted and sorted in that sheet. `Répartition`
//! adds up the results by fiche and funder.
//!
//! A balance takes what the others leave: first balances of a nature, then those of all lines, as in `Terms::all_paid`.

use rust_decimal::Decimal;

use super::{
    book::Book,
    inputs::{
        COST_NATURE, HEAD, Inputs, MOST, RULE_FUNDER, RULE_NATURE, RULE_RATE, RuleRow, base_col,
        cost_where, counted, fixed_col,
    },
    sheet::{
        Cell, Col, Column, Kind, Level, Row, Sheet, added, all_fixed, cell, col, fixed, on, quoted,
        row_fixed, sum_where,
    },
};
use crate::{
    model::{BALANCE_LABEL, Base, Terms},
    money::{Amount, Rate},
    record::{FicheRecord, FundingRecord},
    source::join,
};

/// Follows a fiche's code in the key of its budget that no total counts.
pub(super) const OFF_TOTAL: &str = " (hors total)";
/// Columns: the key of the budget, the funder, the nature; how many figures the row has, how many lines have its
/// nature.
const BUDGET: Col = 0;
const FUNDER: Col = 1;
const NATURE: Col = 2;
const FIGURES: Col = 3;
const LINES: Col = 4;
/// Columns: how many inputs of the row cannot be applied; whether it is a balance.
const FAULTS: Col = 5;
const IS_BALANCE: Col = 6;
/// Separates the natures of a base.
const SEPARATOR: char = ';';
/// How many more natures than in any published base an edited base may name.
const MORE_NATURES: usize = 3;
/// How many spaces replace a separator, so that the natures can be cut out of a base.
const PADDING: usize = 999;

/// The columns of a year: the cost that the rule covers; with balances, the rate if it applies to every line alike,
/// what the rule pays if it is no balance, what it pays if it is a balance of one nature; what the rule pays.
const PLAIN: [(&str, Kind); 2] = [("covered", Kind::Amount), ("paid", Kind::Exact)];
const WITH_BALANCES: [(&str, Kind); 5] = [
    ("covered", Kind::Amount),
    ("rate-of-all", Kind::Rate),
    ("direct", Kind::Exact),
    ("balance", Kind::Exact),
    ("paid", Kind::Exact),
];

pub(super) struct Rules<'a> {
    book: &'a Book<'a>,
    costs: &'a Inputs,
    funding: &'a Inputs,
    pub(super) sheet: Sheet,
    /// How many natures a base may name.
    max_natures: usize,
    /// At publication: how many rules pay for a nature that no line of their fiche has.
    pub(super) published_without_lines: usize,
    /// At publication: how many figures rules have.
    pub(super) published_figures: usize,
    /// At publication: what rules pay in each year.
    pub(super) published_paid: Vec<Amount>,
}

/// What a rule pays in a year: the values of its columns.
struct Paid {
    covered: Amount,
    rate_of_all: Rate,
    direct: Amount,
    balance: Amount,
    whole: Amount,
}

pub(super) fn rules<'a>(
    book: &'a Book<'a>,
    costs: &'a Inputs,
    funding: &'a Inputs,
    rows: &[RuleRow<'_>],
) -> Rules<'a> {
    let mut sheet = book.sheet("rules", HEAD, 3);
    sheet.remark(book.text("xlsx-rules-method"));
    sheet.columns = vec![
        book.column("xlsx-fiche", Kind::Code),
        book.column("xlsx-funder", Kind::Text),
        book.column("xlsx-nature", Kind::Text),
        book.column("xlsx-rules-figures", Kind::Number),
        book.column("xlsx-rules-lines", Kind::Number),
        book.column("xlsx-rules-faults", Kind::Number),
        book.column("xlsx-rules-is-balance", Kind::Number),
    ];
    let rules = book.record.budgets().flat_map(|budget| &budget.funding);
    let named = rules.filter_map(|rule| match &rule.base {
        Some(Base::Natures(natures)) => Some(natures.len()),
        _ => None,
    });
    // A base with even more natures counts as a fault.
    let max_natures = named.max().unwrap_or_default() + MORE_NATURES;
    let mut rules = Rules {
        book,
        costs,
        funding,
        sheet,
        max_natures: max_natures.min(book.natures.len()),
        published_without_lines: 0,
        published_figures: 0,
        published_paid: vec![Amount::ZERO; book.years().len()],
    };
    for year in book.years() {
        for (id, kind) in rules.of_year() {
            let header = book.text_of(&format!("xlsx-rules-{id}"), "year", &year.to_string());
            rules.sheet.columns.push(Column::new(header, *kind));
        }
    }
    if book.has_terms {
        let without = book.column("xlsx-rules-without-rate", Kind::Number);
        rules.sheet.columns.push(without);
    }
    let budgets: Vec<_> = book.record.budgets().collect();
    let counted = book.record.fiches.len();
    for row in rows {
        let budget = budgets[row.budget];
        let mark = if row.budget < counted { "" } else { OFF_TOTAL };
        let key = format!("{}{mark}", budget.code.spelling());
        rules.push(Some((budget, row, key)));
    }
    let left = rules.sheet.next..funding.fetched().end;
    rules.sheet.spare = left.end - left.start;
    for _ in left {
        rules.push(None);
    }
    rules
}

impl Rules<'_> {
    fn of_year(&self) -> &'static [(&'static str, Kind)] {
        if self.book.has_balance {
            &WITH_BALANCES
        } else {
            &PLAIN
        }
    }

    fn col(&self, year: usize, rank: usize) -> Col {
        let width = self.of_year().len();
        IS_BALANCE + 1 + col(year * width + rank)
    }

    /// The column of what is paid in a year.
    fn paid_col(&self, year: usize) -> Col {
        self.col(year, self.of_year().len() - 1)
    }

    fn all(&self, col: Col) -> String {
        let rows = HEAD.1..self.sheet.next;
        on(&self.sheet.name, &all_fixed(&rows, col))
    }

    /// The formula of what the rules of a funder for a budget pay in a year.
    pub(super) fn paid_by(&self, budget: &str, funder: &str, year: usize) -> String {
        let conditions = [(BUDGET, budget), (FUNDER, funder)];
        let conditions = conditions.map(|(col, at)| format!("{}={at}", self.all(col)));
        sum_where(&conditions, Some(&self.all(self.paid_col(year))))
    }

    /// The formula of what all rules pay in a year.
    pub(super) fn all_paid(&self, year: usize) -> String {
        format!("SUM({})", self.all(self.paid_col(year)))
    }

    /// The formula of how many figures rules have.
    pub(super) fn figures(&self) -> String {
        format!("SUM({})", self.all(FIGURES))
    }

    /// The formula of how many inputs cannot be applied.
    pub(super) fn faults(&self) -> String {
        format!("SUM({})", self.all(FAULTS))
    }

    /// The formula of how many rules have a base or a ceiling but no rate, so that these have no effect.
    pub(super) fn without_rate(&self) -> String {
        format!("SUM({})", self.all(self.col(self.book.years().len(), 0)))
    }

    /// The formula of how many rules with figures have a nature that no line of their fiche has.
    pub(super) fn without_lines(&self) -> String {
        let [lines, figures] = [LINES, FIGURES].map(|col| self.all(col));
        format!("COUNTIFS({lines},0,{figures},\">0\")")
    }

    /// Adds a row, with a rule or a remark; with `None`, a blank one.
    fn push(&mut self, content: Option<(&FicheRecord, &RuleRow<'_>, String)>) {
        let (book, at) = (self.book, self.sheet.next);
        let content = content.filter(|(_, row, _)| row.funder.is_some());
        let here = |col| cell((at, col));
        let key = here(BUDGET);
        let if_any = |formula: &str, none: &str| format!("IF({key}=\"\",{none},{formula})");
        let above = cell((at - 1, BUDGET));
        let [code, funder, nature] = [0, RULE_FUNDER, RULE_NATURE].map(|col| self.fetched(col));
        // A row without a code belongs to the fiche above.
        let above = match book.off_total[..] {
            [] => above,
            _ => format!("SUBSTITUTE({above},{},\"\")", quoted(OFF_TOTAL)),
        };
        let mut budget = format!("IF({code}=\"\",{above},{code})");
        if !book.off_total.is_empty() {
            let off_total = book.off_total.iter();
            let off_total = off_total.map(|off_nature| format!("{nature}={off_nature}"));
            let off_total = off_total.collect::<Vec<_>>().join(",");
            budget = format!("{budget}&IF(OR({off_total}),{},\"\")", quoted(OFF_TOTAL));
        }
        let budget = format!("IF({funder}=\"\",\"\",{budget})");
        let figures =
            (RULE_RATE..figures_end(book)).map(|col| format!("COUNT({})", self.fetched(col)));
        let balance = format!("({}=\"{BALANCE_LABEL}\")", self.fetched(RULE_RATE));
        let figures = added(figures.chain(book.has_balance.then_some(balance)));
        let lines = self.conditions(&here(BUDGET), Some(&here(NATURE)));
        let lines = format!("IF({}=\"\",\"\",{})", here(NATURE), sum_where(&lines, None));

        let blank = || Cell::from("");
        let mut values: Vec<Cell> = if let Some((fiche, row, key)) = &content {
            let nature = book.nature(row.nature);
            let rule = row.rule.map(|rank| &fiche.funding[rank]);
            let figures = rule.map_or(0, figures_in);
            let lines = row.nature.map(|nature| {
                let lines = fiche.lines.iter();
                let of_nature = lines.filter(|line| line.is_of_nature(nature));
                Decimal::from(of_nature.count())
            });
            let is_without = figures > 0 && lines.is_some_and(|lines| lines.is_zero());
            self.published_without_lines += usize::from(is_without);
            self.published_figures += figures;
            vec![
                key.as_str().into(),
                row.funder.map(|funder| book.funder(funder)).into(),
                nature.into(),
                Decimal::from(figures).into(),
                lines.map_or_else(blank, Cell::from),
                Decimal::ZERO.into(),
                Decimal::from(u8::from(rule.is_some_and(|rule| rule.is_balance))).into(),
            ]
        } else {
            let none = || Cell::from(Decimal::ZERO);
            vec![blank(), blank(), blank(), none(), blank(), none(), none()]
        };
        let mut formulas = vec![
            budget,
            if_any(&funder, "\"\""),
            if_any(&format!("{nature}&\"\""), "\"\""),
            if_any(&figures, "0"),
            lines,
            if_any(&self.faults_of(at), "0"),
            if_any(
                &format!("--({}=\"{BALANCE_LABEL}\")", self.fetched(RULE_RATE)),
                "0",
            ),
        ];
        for year in 0..book.years().len() {
            let of_year = self.year(year, at);
            formulas.extend(of_year.iter().map(|formula| if_any(formula, "\"\"")));
            let Some((fiche, row, _)) = &content else {
                values.extend(of_year.iter().map(|_| blank()));
                continue;
            };
            let paid = paid_of(fiche, row, year);
            self.published_paid[year] += paid.whole;
            values.extend(if book.has_balance {
                vec![
                    paid.covered.into(),
                    paid.rate_of_all.fraction().into(),
                    paid.direct.into(),
                    paid.balance.into(),
                    paid.whole.into(),
                ]
            } else {
                vec![paid.covered.into(), paid.whole.into()]
            });
        }
        if book.has_terms {
            formulas.push(if_any(&self.without_rate_of(), "0"));
            let rule = content
                .as_ref()
                .and_then(|(fiche, row, _)| Some(&fiche.funding[row.rule?]));
            let is_without = rule.is_some_and(is_without_rate);
            values.push(Decimal::from(u8::from(is_without)).into());
        }
        let cells = formulas.into_iter().zip(values);
        let cells = cells.map(|(formula, cell)| Cell::formula(formula, cell.value));
        self.sheet.push(Level::Body, cells);
    }

    /// The formula of whether the row has a base or a ceiling but no rate.
    fn without_rate_of(&self) -> String {
        let rate = self.fetched(RULE_RATE);
        let bounds = [0, 1].map(|next| self.fetched(base_col(self.book) + next));
        let has_rate = format!("OR(ISNUMBER({rate}),{rate}=\"{BALANCE_LABEL}\")");
        format!("IF({has_rate},0,--({}<>\"\"))", bounds.join("&"))
    }

    /// The formula of how many inputs of a row cannot be applied: fractions of a cent, natures of a base that no line
    /// of the fiche has, a base or a ceiling of a balance, a second balance of the same lines.
    fn faults_of(&self, at: Row) -> String {
        let book = self.book;
        let is_finer =
            |at: &str, decimals| format!("ABS({at}-ROUND({at},{decimals}))>1E-{}", decimals + 2);
        let figure = |at: &str, wrong: String| format!("IF(ISNUMBER({at}),--({wrong}),0)");
        let rate = self.fetched(RULE_RATE);
        let mut faults = vec![figure(&rate, is_finer(&rate, 10))];
        let fixed = (0..book.years().len()).map(|year| self.fetched(fixed_col(year)));
        let fixed = format!("SUM({})", join(fixed, ","));
        faults.push(format!("--({})", is_finer(&fixed, 2)));
        let here = |col| format!("${}", cell((at, col)));
        if book.has_terms {
            let [base, ceiling] = [0, 1].map(|next| self.fetched(base_col(book) + next));
            let wrong = |at: &str| format!("OR({at}<0,{})", is_finer(at, 2));
            faults.push(figure(&ceiling, wrong(&ceiling)));
            let found = self.natures_of(&base).map(|name| {
                let mut conditions = self.conditions(&here(BUDGET), Some(&name));
                conditions.push(format!("{}<>\"\"", self.costs.all(COST_NATURE)));
                format!("MIN(1,{})", sum_where(&conditions, None))
            });
            let found = added(found);
            let found = if found.is_empty() { "0" } else { &found };
            let named = format!("1+LEN({base})-LEN(SUBSTITUTE({base},\"{SEPARATOR}\",\"\"))");
            faults.push(format!(
                "IF(ISNUMBER({base}),--({}),IF({base}=\"\",0,{named}-({found})))",
                wrong(&base)
            ));
            faults.push(format!(
                "IF({rate}=\"{BALANCE_LABEL}\",--({base}&{ceiling}<>\"\"),0)"
            ));
        }
        let above = HEAD.1..at;
        let same = [BUDGET, NATURE].map(|col| format!("{}={}", all_fixed(&above, col), here(col)));
        let balance = format!("{}=1", all_fixed(&above, IS_BALANCE));
        let same = [&same[..], &[balance]].concat();
        faults.push(format!("{}*{}", here(IS_BALANCE), sum_where(&same, None)));
        added(faults)
    }

    /// Formulas of the natures in a base, as many as it may have: they are cut out one by one, because not every
    /// spreadsheet can search a text for a list of texts.
    fn natures_of(&self, base: &str) -> impl Iterator<Item = String> {
        let padded = format!("SUBSTITUTE({base},\"{SEPARATOR}\",REPT(\" \",{PADDING}))");
        let ranks = 0..self.max_natures;
        ranks.map(move |rank| format!("TRIM(MID({padded},{},{PADDING}))", 1 + rank * PADDING))
    }

    /// The formula of the cell in a column of `Cofinancement` and the row of the same number.
    fn fetched(&self, col: Col) -> String {
        format!("INDEX({},ROW()-{})", self.funding.all(col), HEAD.1)
    }

    /// The conditions for the lines that a rule covers, given the cells of its budget and its nature.
    fn conditions(&self, budget: &str, nature: Option<&str>) -> Vec<String> {
        let (book, costs) = (self.book, self.costs);
        let is_of = |code: &str| format!("{}={code}", costs.all(0));
        match nature {
            None => [vec![is_of(budget)], counted(book, costs)].concat(),
            Some(nature) => {
                let code = match book.off_total[..] {
                    [] => budget.to_owned(),
                    _ => format!("SUBSTITUTE({budget},{},\"\")", quoted(OFF_TOTAL)),
                };
                vec![is_of(&code), format!("{}={nature}", costs.all(COST_NATURE))]
            }
        }
    }

    /// The formulas of a year.
    fn year(&self, year: usize, at: Row) -> Vec<String> {
        let book = self.book;
        let here = |col| format!("${}", cell((at, col)));
        let (budget, nature) = (here(BUDGET), here(NATURE));
        let all = self.conditions(&budget, None);
        let of_nature = self.conditions(&budget, Some(&nature));
        let [all, of_nature] =
            [all, of_nature].map(|conditions| cost_where(self.costs, &conditions, year));
        let covered_sum = format!("IF({nature}=\"\",{all},{of_nature})");
        let covered = cell((at, self.col(year, 0)));
        let (rate, amount) = (self.fetched(RULE_RATE), self.fetched(fixed_col(year)));
        let mut paid = format!("{rate}*{covered}");
        if book.has_terms {
            let [base, ceiling] = [0, 1].map(|next| self.fetched(base_col(book) + next));
            let named = added(self.natures_of(&base).map(|name| {
                let mut conditions = self.conditions(&budget, Some(&name));
                conditions.push(format!("{}<>\"\"", self.costs.all(COST_NATURE)));
                cost_where(self.costs, &conditions, year)
            }));
            let named = if named.is_empty() { "0" } else { &named };
            let base = format!(
                "IF(ISNUMBER({base}),MIN({base},{covered}),IF({base}=\"\",{covered},{named}))"
            );
            paid = format!("MIN({rate}*{base},IF(ISNUMBER({ceiling}),{ceiling},{MOST}))");
        }
        let direct = format!("IF(ISNUMBER({amount}),{amount},IF(ISNUMBER({rate}),{paid},0))");
        if !book.has_balance {
            return vec![covered_sum, direct];
        }
        let of_all = [nature.clone(), amount.clone()].into_iter();
        let terms = (0..2).filter(|_| book.has_terms);
        let of_all = of_all.chain(terms.map(|next| self.fetched(base_col(book) + next)));
        let of_all = of_all.map(|term| format!("{term}=\"\""));
        let of_all = of_all.chain([format!("ISNUMBER({rate})")]);
        let of_all = format!("IF(AND({}),{rate},0)", of_all.collect::<Vec<_>>().join(","));

        let is_balance = format!("{rate}=\"{BALANCE_LABEL}\",NOT(ISNUMBER({amount}))");
        let rows = HEAD.1..self.funding.fetched().end;
        let equals =
            |rows: &std::ops::Range<Row>, col, at: &str| format!("{}={at}", all_fixed(rows, col));
        let above = HEAD.1..at;
        let sum = |rows: &std::ops::Range<Row>, conditions: &[String], rank| {
            let first = fixed((rows.start, self.col(year, rank)));
            let last = row_fixed((rows.end - 1, self.col(year, rank)));
            sum_where(conditions, Some(&format!("{first}:${last}")))
        };
        let same = |rows| vec![equals(rows, BUDGET, &budget), equals(rows, NATURE, &nature)];
        let others = [
            format!(
                "{covered}*{}",
                sum(&rows, &[equals(&rows, BUDGET, &budget)], 1)
            ),
            sum(&rows, &same(&rows), 2),
            sum(&above, &same(&above), 3),
        ];
        let of_nature = format!(
            "IF(AND({nature}<>\"\",{is_balance}),MEDIAN(0,{covered},{covered}-{}),0)",
            others.join("-")
        );
        let of_budget =
            |rows: &std::ops::Range<Row>, rank| sum(rows, &[equals(rows, BUDGET, &budget)], rank);
        let others = [
            of_budget(&rows, 2),
            of_budget(&rows, 3),
            format!(
                "({}-{}-{})",
                of_budget(&above, 4),
                of_budget(&above, 2),
                of_budget(&above, 3)
            ),
        ];
        let [direct_at, balance_at] = [2, 3].map(|rank| cell((at, self.col(year, rank))));
        let paid = format!(
            "IF(AND({nature}=\"\",{is_balance}),MEDIAN(0,{covered},{covered}-{}),\
             {direct_at}+{balance_at})",
            others.join("-")
        );
        vec![covered_sum, of_all, direct, of_nature, paid]
    }
}

/// The column after those of the figures of rules.
pub(super) fn figures_end(book: &Book<'_>) -> Col {
    base_col(book) + if book.has_terms { 2 } else { 0 }
}

/// How many figures a rule has.
fn figures_in(rule: &FundingRecord) -> usize {
    let amounts = rule.fixed.iter().flatten().count();
    let base = matches!(rule.base, Some(Base::Amount(_)));
    let others = [rule.rate.is_some() || rule.is_balance, base];
    let others = others.into_iter().chain([rule.ceiling.is_some()]);
    amounts + others.filter(|is_given| *is_given).count()
}

/// Whether a rule has a base or a ceiling but no rate, so that these have no effect.
pub(super) fn is_without_rate(rule: &FundingRecord) -> bool {
    let is_bounded = rule.base.is_some() || rule.ceiling.is_some();
    rule.rate.is_none() && !rule.is_balance && is_bounded
}

fn paid_of(fiche: &FicheRecord, row: &RuleRow<'_>, year: usize) -> Paid {
    let cost = |nature: Option<&str>| fiche.cost_of(nature, year);
    let covered = cost(row.nature);
    let terms: Vec<Terms<'_>> = fiche.funding.iter().map(|rule| rule.terms(year)).collect();
    let Some(rank) = row.rule else {
        let none = Amount::ZERO;
        return Paid {
            covered,
            rate_of_all: Rate::default(),
            direct: none,
            balance: none,
            whole: none,
        };
    };
    let rule_terms = &terms[rank];
    let direct = rule_terms.paid(&cost).unwrap_or_default();
    let paid = Terms::all_paid(&terms, cost)[rank];
    let is_of_nature =
        rule_terms.is_balance && rule_terms.fixed.is_none() && rule_terms.nature.is_some();
    Paid {
        covered,
        rate_of_all: rule_terms.rate_of_all().unwrap_or_default(),
        direct,
        balance: if is_of_nature { paid } else { Amount::ZERO },
        whole: paid,
    }
}
