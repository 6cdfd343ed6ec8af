//! The sums of the budget that an amount of an article may rightly be.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::{slip::only, statement::Statement};
use crate::{
    compute::{Figures, Split, Splits},
    model::{Claim, ColumnKind, Dossier, Fiche, FunderId},
    money::{Amount, Written},
};

/// What somebody pays: of a year, or in all.
type Due = (FunderId, Option<i32>, Amount);

/// Of so many other funders, each one's share is added to that of a funder.
const MOST_PAIRS: usize = 12;

/// The sums of the budget that an article may state.
#[derive(Default)]
pub(super) struct BudgetSums {
    /// What each funder pays: in any years that follow each other, of any axis or fiche, or in all.
    shares: Vec<BTreeSet<Amount>>,
    /// The same of each year alone.
    yearly: Vec<Vec<BTreeSet<Amount>>>,
    /// The same of the cost.
    costs: BTreeSet<Amount>,
    /// Of several funders together, of natures, of lines; payments, and what they leave.
    others: BTreeSet<Amount>,
    /// What each funder pays in all, and what everything costs.
    wholes: Vec<Amount>,
    /// What each funder pays or commits: each payment of a year, what these come to, each credit, the total.
    paid: BTreeSet<Due>,
    /// Whether every figure could be read.
    pub(super) are_known: bool,
    years: usize,
}

impl BudgetSums {
    pub(super) fn of(dossier: &Dossier, figures: &Figures) -> Self {
        if dossier.articles.is_empty() {
            return Self::default();
        }
        let (total, years) = (&figures.total, dossier.years().len());
        let (funders, parties) = (&dossier.funders, dossier.parties());
        let all = figures.fiches.iter().chain(&figures.axes);
        let all: Vec<&Splits> = all.chain([total]).collect();
        let of = |kind: ColumnKind| -> BTreeSet<Amount> {
            let all = all.iter();
            all.flat_map(|splits| runs(splits, |split| split.part(kind, funders.all())))
                .collect()
        };
        let mut sums = Self {
            costs: of(ColumnKind::Total),
            others: of(ColumnKind::Others),
            are_known: total.all.knows(ColumnKind::Others),
            years,
            ..Self::default()
        };
        let of_parties = |split: &Split| split.shares[..parties].iter().copied().sum();
        let of_parties = all.iter().flat_map(|splits| runs(splits, of_parties));
        sums.others.extend(of_parties);
        for (id, funder) in funders.iter() {
            let mut shares = of(ColumnKind::Funder(id));
            if funders.column_of(&funder.name) == Some(ColumnKind::Hand(id)) {
                shares.extend(of(ColumnKind::Hand(id)));
            }
            sums.shares.push(shares);
            let of_year = |year: usize| {
                let shares = all.iter().map(|splits| splits.years[year].share(id));
                shares.filter(|share| !share.is_zero()).collect()
            };
            sums.yearly.push((0..years).map(of_year).collect());
            let whole = total.all.share(id);
            sums.wholes.push(whole);
            let of_others = runs(total, |split| split.total - split.share(id));
            sums.others.extend(of_others);
            for (other, _) in funders.iter().skip(id.0 + 1).take(MOST_PAIRS) {
                let of_both = runs(total, |split| split.share(id) + split.share(other));
                sums.others.extend(of_both);
            }
            if let Some(advance) = figures.advance {
                sums.others.extend([advance, whole - advance]);
            }
        }
        sums.wholes.push(total.all.total);
        sums.add_lines(dossier);
        sums.add_payments(dossier, figures);
        let day_rate = dossier.convention.day_rate.as_ref();
        sums.others.extend(day_rate.map(|rate| rate.value));
        sums
    }

    /// Adds the costs of lines and of natures.
    fn add_lines(&mut self, dossier: &Dossier) {
        let mut natures: BTreeMap<&str, Vec<Amount>> = BTreeMap::new();
        let budgets = dossier.fiches.iter().flat_map(Fiche::budgets);
        for line in budgets.flat_map(|budget| &budget.lines) {
            let costs: Vec<Amount> = (0..self.years).map(|year| line.amount(year)).collect();
            let of_nature = natures
                .entry(line.nature_key.as_deref().unwrap_or_default())
                .or_insert_with(|| vec![Amount::ZERO; costs.len()]);
            for (sum, cost) in of_nature.iter_mut().zip(&costs) {
                *sum += *cost;
            }
            self.others.extend(&costs);
            self.others.insert(costs.into_iter().sum());
        }
        for by_year in natures.values() {
            self.others.extend(sums_of_runs(by_year));
        }
    }

    /// Adds what is paid, what is paid by then and what is left; and what each pays or commits in a year.
    fn add_payments(&mut self, dossier: &Dossier, figures: &Figures) {
        let convention = &dossier.convention;
        let mut paid: BTreeMap<FunderId, Amount> = BTreeMap::new();
        let mut by_year: BTreeMap<(FunderId, i32), Amount> = BTreeMap::new();
        for (payment, instalment) in convention.payments.iter().zip(figures.payments(dossier)) {
            let Some(instalment) = instalment else {
                continue;
            };
            let (payer, amount) = (payment.payer, instalment.amount);
            let paid = paid.entry(payer).or_default();
            *paid += amount;
            let left = figures.total.all.share(payer) - *paid;
            self.others.extend([amount, *paid, left]);
            let period = payment.paid_in(&convention.years);
            if let Some(year) = period.and_then(|period| period.year()) {
                let sum = by_year.entry((payer, year)).or_default();
                *sum += amount;
                let due = [amount, *sum].map(|amount| (payer, Some(year), amount));
                self.paid.extend(due);
            }
        }
        for commitment in &convention.commitments {
            let credits = commitment.years.iter();
            let credits = credits.map(|(year, amount)| (year.year(), amount.value));
            let total = commitment.total.iter().map(|total| (None, total.value));
            for (year, amount) in credits.chain(total) {
                self.paid.insert((commitment.payer, year, amount));
                self.others.insert(amount);
            }
        }
    }

    /// Whether an amount whose sentence makes a claim is a sum near the one claimed: the share of one year, of an axis. Where
    /// the sentence is about the whole, the amount is nothing else.
    pub(super) fn may_be(
        &self,
        (written, statement): (&Written, &Statement),
        claim: Claim,
        dossier: &Dossier,
    ) -> bool {
        let sums = match claim {
            Claim::Share { funder, year } => self.shares_of(funder, year),
            Claim::Hand { funder, .. } => &self.shares[funder.0],
            Claim::Total { .. } => &self.costs,
            Claim::Others | Claim::Advance => return false,
        };
        // « Verse 78 000 € en 2028 »: what is paid in that year.
        let year = only(&statement.years);
        let is_paid = |(payer, of, amount): &Due| {
            statement.payer == Some(*payer) && year == of.as_ref() && written.stands_for(*amount)
        };
        let advance = dossier.convention.advance.as_ref();
        let is_advance = advance.is_some_and(|advance| advance.resolved == claim);
        let is_part = !statement.is_whole
            && (holds(sums, written) || is_advance && holds(&self.others, written));
        // The sum to the euro, or to the thousand where the amount is written so.
        let amount = written.amount();
        let is_rounded = |sum: &Amount| {
            let is_euro = amount.is_whole() && !sum.is_whole() && is_near(*sum, amount);
            (!statement.is_whole || self.wholes.contains(sum))
                && (written.stands_for(*sum) && *sum != amount || is_euro)
        };
        is_part || self.paid.iter().any(is_paid) || sums.iter().any(is_rounded)
    }

    fn shares_of(&self, funder: FunderId, year: Option<usize>) -> &BTreeSet<Amount> {
        year.map_or(&self.shares[funder.0], |year| &self.yearly[funder.0][year])
    }

    /// Whether an amount is one of the budget's.
    pub(super) fn contains(
        &self,
        (written, statement): (&Written, &Statement),
        dossier: &Dossier,
    ) -> bool {
        let sums: Vec<&BTreeSet<Amount>> = if let Some(funder) = statement.payer {
            vec![
                self.shares_of(funder, statement.year(dossier)),
                &self.others,
            ]
        } else {
            let shares = self.shares.iter();
            shares.chain([&self.costs, &self.others]).collect()
        };
        let is_sum = sums.iter().any(|sums| holds(sums, written));
        if is_sum && !statement.is_of_rate {
            return true;
        }
        // « 80 % de 4 200 €, soit 3 360 € »: the rate explains both amounts.
        let is_base = !statement.rates.is_empty() && !statement.is_of_rate;
        let amount = written.amount();
        let is_of_rate = |sum: &Amount| {
            let mut rates = statement.rates.iter();
            rates.any(|rate| is_near(sum.at(*rate), amount))
        };
        let years = Decimal::from(self.years.max(1));
        let is_mean =
            |sum: &Amount| (sum.decimal() / years - amount.decimal()).abs() < Decimal::ONE;
        let mut all = self.shares.iter().flatten().chain(&self.costs);
        is_base && holds(&self.costs, written)
            || statement.is_yearly && self.wholes.iter().any(is_mean)
            || all.any(is_of_rate)
            || statement.is_of_rate && self.others.iter().any(is_of_rate)
    }
}

/// Whether two amounts are less than a euro apart.
fn is_near(one: Amount, other: Amount) -> bool {
    (one - other).abs() < Amount::whole(1)
}

/// Whether one of these is what is written, to the euro where no cents are.
fn holds(sums: &BTreeSet<Amount>, written: &Written) -> bool {
    let amount = written.amount();
    let step = if amount.is_whole() {
        written.step.max(Amount::whole(1))
    } else {
        Amount::ZERO
    };
    let mut near = sums.range(amount - step..=amount + step);
    near.any(|sum| written.stands_for(*sum) || amount.is_whole() && is_near(*sum, amount))
}

/// The sums over years that follow each other.
fn runs(splits: &Splits, part: impl Fn(&Split) -> Amount) -> Vec<Amount> {
    sums_of_runs(&splits.years.iter().map(part).collect::<Vec<_>>())
}

fn sums_of_runs(years: &[Amount]) -> Vec<Amount> {
    let mut sums = Vec::new();
    for first in 0..years.len() {
        let mut sum = Amount::ZERO;
        for year in &years[first..] {
            sum += *year;
            sums.push(sum);
        }
    }
    sums.retain(|sum| !sum.is_zero());
    sums
}
