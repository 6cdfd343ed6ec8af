//! The figures of a row of costs, and what several come to: whether one of them is the sum of the others.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::table::Row;
use crate::{
    finding::Finding,
    model::{CellAmount, CostAmount, CostLine, Tax},
    money::{Amount, is_not_costed},
    source::{Located, fold, named},
};

/// The figures of a row of costs: of each year, or over all of them where the row names none.
pub(super) struct Line {
    pub(super) cost: CostLine,
    pub(super) all: Option<Located<CellAmount>>,
    is_of_year: bool,
}

impl Line {
    /// Reads a row whose year was taken.
    pub(super) fn read(row: &mut Row<'_>, years: &[i32]) -> Self {
        let all = row.year.is_none().then(|| row.amount(None).0);
        let nature = row.text("Nature");
        Self {
            cost: CostLine {
                place: row.place(),
                section: row.text("Section"),
                nature_key: nature.as_ref().map(|nature| fold(nature)),
                nature,
                label: row.text("Libellé"),
                tax: if row.is_sum { None } else { tax(row) },
                years: years.iter().map(|year| cost(row, *year)).collect(),
                carried: row.carried(),
            },
            all: all.filter(|all| all.amount().is_some()),
            is_of_year: row.year.is_some(),
        }
    }

    pub(super) fn amounts(&self) -> impl Iterator<Item = (usize, Amount)> {
        let years = self.cost.years.iter().enumerate();
        years.filter_map(|(rank, cost)| Some((rank, cost.amount.amount()?)))
    }

    fn values(&self) -> impl Iterator<Item = Amount> {
        let all = self.all.iter().filter_map(|all| all.amount());
        all.chain(self.amounts().map(|(_, amount)| amount))
    }

    /// What it comes to over all years.
    pub(super) fn whole(&self) -> Amount {
        self.values().sum()
    }

    pub(super) fn has_amount(&self) -> bool {
        self.values().any(|amount| !amount.is_zero())
    }

    /// How many digits each of its different amounts has, without zeros at the end.
    pub(super) fn digits(&self) -> BTreeMap<Amount, i32> {
        let amounts = self.values().filter(|amount| !amount.is_zero());
        amounts.map(|amount| (amount, digits(amount))).collect()
    }

    /// Whether it bears neither a tax nor days, as sums do.
    pub(super) fn is_plain(&self) -> bool {
        self.cost.tax.is_none() && self.cost.years.iter().all(|cost| cost.days.is_none())
    }
}

fn is_near(sum: Amount, amount: Amount) -> bool {
    (sum - amount).abs().times(Decimal::from(20)) < sum.abs()
}

fn digits(amount: Amount) -> i32 {
    let text = amount.plain().replace(['.', '-'], "");
    i32::try_from(text.trim_matches('0').len()).unwrap_or(i32::MAX)
}

fn cost(row: &mut Row<'_>, year: i32) -> CostAmount {
    let (amount, days_below) = row.amount(Some(year));
    let days_below = days_below.map(|days| Located::new(days, amount.place.clone()));
    let days = row.days(year).or(days_below);
    let is_nothing = amount.value == CellAmount::Nothing;
    let text = is_nothing.then(|| row.shown("Montant", Some(year)));
    CostAmount {
        amount,
        said: text.flatten().filter(|text| is_not_costed(text)),
        days,
    }
}

fn tax(row: &mut Row<'_>) -> Option<Located<Tax>> {
    let text = row.text("Taxe")?;
    let tax = named(&fold(&text).to_uppercase());
    if tax.is_none() {
        let finding = Finding::error("cell-unreadable", text.place.clone()).variant("tax");
        row.findings.push(finding.drafted(text.value.as_str()));
    }
    tax.map(|tax| Located::new(tax, text.place))
}

/// What lines come to, year by year; unknown where one of them can't be read.
#[derive(Default)]
pub(super) struct Tally {
    years: Vec<Option<Amount>>,
    /// How many lines cost anything.
    pub(super) lines: usize,
}

impl<'l> FromIterator<&'l CostLine> for Tally {
    fn from_iter<I: IntoIterator<Item = &'l CostLine>>(lines: I) -> Self {
        let mut tally = Self::default();
        lines.into_iter().for_each(|line| tally.add(line));
        tally
    }
}

impl Tally {
    pub(super) fn add(&mut self, line: &CostLine) {
        self.years.resize(line.years.len(), Some(Amount::ZERO));
        self.lines += usize::from((0..line.years.len()).any(|rank| !line.amount(rank).is_zero()));
        for (sum, cost) in self.years.iter_mut().zip(&line.years) {
            let is_read = cost.amount.value != CellAmount::Unreadable;
            let added = sum.map(|sum| sum + cost.amount.amount().unwrap_or_default());
            *sum = added.filter(|_| is_read);
        }
    }

    /// How many of the amounts that a row states are these, and how many can be compared. One that stands alone may be
    /// that of all years.
    pub(super) fn matched(&self, line: &Line) -> (usize, usize) {
        let whole: Option<Amount> = self.years.iter().copied().sum();
        if let Some(all) = line.all.as_ref().and_then(|all| all.amount()) {
            return (usize::from(self.lines > 0 && whole == Some(all)), 1);
        }
        let is_alone = !line.is_of_year && line.amounts().nth(1).is_none();
        let (mut right, mut compared) = (0, 0);
        for (rank, amount) in line.amounts() {
            if let Some(sum) = self.years.get(rank).copied().unwrap_or(Some(Amount::ZERO)) {
                right += usize::from(sum == amount || is_alone && whole == Some(amount));
                compared += 1;
            }
        }
        (right, compared)
    }

    /// Whether all that a row states are these amounts, as far as they could be read.
    pub(super) fn is(&self, line: &Line) -> bool {
        let (right, stated) = self.matched(line);
        stated > 0 && right == stated
    }

    /// The same, where all of them could be read.
    pub(super) fn is_exactly(&self, line: &Line) -> bool {
        self.is(line) && self.is_known()
    }

    /// Whether every amount of its lines could be read.
    pub(super) fn is_known(&self) -> bool {
        self.years.iter().all(Option::is_some)
    }

    /// Whether it is twice what a row states, over all years: the row is a sum that was added up too.
    pub(super) fn is_twice(&self, line: &Line) -> bool {
        let years = self.years.iter().zip(&line.cost.years);
        let mut halves = years.map(|(sum, cost)| {
            let amount = cost.amount.amount().unwrap_or_default();
            *sum == Some(amount + amount)
        });
        self.lines > 1 && line.all.is_none() && line.has_amount() && halves.all(|is_half| is_half)
    }

    /// Whether what a row states differs from it by little, over all years.
    pub(super) fn is_near(&self, line: &Line) -> bool {
        let whole: Option<Amount> = self.years.iter().copied().sum();
        whole.is_some_and(|whole| is_near(whole, line.whole()))
    }

    /// How much speaks for a row being the sum of these lines, be it a wrong one.
    pub(super) fn likeness(&self, line: &Line) -> i32 {
        let known = line.amounts().filter_map(|(rank, amount)| {
            let sum = self.years.get(rank).copied().flatten()?;
            (!amount.is_zero()).then_some((amount, sum))
        });
        let known: BTreeSet<(Amount, Amount)> = known.collect();
        let likeness = known.into_iter().map(|(amount, sum)| match () {
            () if amount == sum => digits(amount),
            () if is_near(sum, amount) => 1,
            () => -2,
        });
        likeness.sum()
    }
}
