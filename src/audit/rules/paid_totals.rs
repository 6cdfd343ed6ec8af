//! A drafted total of what is paid, held against the shares that it may add up.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::{
    audit::prelude::*,
    compute::Known,
    model::{FunderId, PaidTotal, Payer, Terms},
};

/// A total of the budget is not the sum of its lines. Those of costs are raised by the reader, which knows their rows.
pub(super) static RULE: Rule = Rule::error("cost-total", Family::Lines, check);

/// What a rule pays in a year.
struct Paid<'a> {
    fiche: usize,
    rule: &'a FundingRule,
    rank: usize,
    place: &'a Place,
    amount: Amount,
    /// Whether it is as drafted; else it may be rounded.
    is_fixed: bool,
    /// Whether no total should count it.
    is_off: bool,
}

/// A drafted total, the fiche that it may be of, and what is paid in each fiche.
struct Total<'t, 'a> {
    context: &'t Context<'a>,
    drafted: &'t PaidTotal,
    fiche: Option<usize>,
    paid: &'t [Vec<Paid<'a>>],
}

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let dossier = context.dossier;
    let is_unknown = |(index, fiche): (usize, &Fiche)| {
        let known = context.ruled.fiches[index].all.known;
        known != Known::All || !fiche.has_clear_funding()
    };
    if dossier.paid_totals.is_empty() || context.fiches().any(is_unknown) {
        return;
    }
    let paid: Vec<_> = context.fiches().map(|fiche| paid(context, fiche)).collect();
    let mut columns: BTreeMap<_, (usize, Vec<Finding>)> = BTreeMap::new();
    for drafted in &dossier.paid_totals {
        let code = drafted.code.as_ref();
        let total = Total {
            context,
            drafted,
            fiche: code.and_then(|code| dossier.fiche_index(code)),
            paid: &paid,
        };
        for cell in &drafted.cells {
            let wrong = total.wrong_amount(cell);
            let place = cell.2.place.cell().filter(|_| drafted.is_of_row);
            let Some((sheet, at)) = place else {
                findings.extend(wrong);
                continue;
            };
            let column = columns.entry((sheet, at.col)).or_default();
            column.0 += usize::from(cell.2.amount().is_some());
            column.1.extend(wrong);
        }
        findings.extend(total.wrong_rate());
    }
    for (count, mut wrong) in columns.into_values() {
        // A column that is wrong in most rows may be of something else.
        if wrong.len() * 2 > count {
            wrong.truncate(1);
            wrong[0].severity = Severity::Warning;
        }
        findings.extend(wrong);
    }
}

/// What the rules of a fiche pay, year by year.
fn paid<'a>(context: &Context<'a>, (index, fiche): (usize, &'a Fiche)) -> Vec<Paid<'a>> {
    let mut all = Vec::new();
    for (budget, is_off) in fiche.budgets().zip([false, true]) {
        for (rank, _) in context.years() {
            let rules = &budget.rules;
            let terms: Vec<Terms<'_>> = rules.iter().map(|rule| rule.terms(rank)).collect();
            let paid = Terms::all_paid(&terms, |nature| budget.cost_of(nature, rank));
            all.extend(rules.iter().zip(paid).map(|(rule, amount)| {
                let fixed = rule.fixed(rank).map(|_| &rule.amounts[rank].place);
                Paid {
                    fiche: index,
                    rule,
                    rank,
                    place: fixed.unwrap_or(&rule.place),
                    amount,
                    is_fixed: fixed.is_some(),
                    is_off,
                }
            }));
        }
    }
    all
}

/// What a total may add up.
#[derive(Clone, Copy)]
enum Scope {
    Fiche,
    /// The rows of its fiche since the total before: a fiche may have several blocks.
    Block,
    /// What its fiche pays of the nature that it names.
    Nature,
    Row,
    Since,
    Above,
    All,
    OfNature,
    Axis(usize),
}

fn is_paid_by(paid: &Paid<'_>, payer: Payer) -> bool {
    match payer {
        Payer::Funder(funder) => funder == paid.rule.funder,
        Payer::Column(col) => paid.rule.place.cell().is_some_and(|(_, at)| at.col == col),
    }
}

impl<'t, 'a> Total<'t, 'a> {
    /// The likeliest first.
    fn scopes(&self) -> Vec<Scope> {
        use Scope::{Above, All, Axis, Block, Fiche, Nature, OfNature, Row, Since};
        match self.drafted.axis {
            Some(axis) => vec![Axis(axis)],
            None if self.drafted.is_of_row => vec![Row, Fiche],
            None if self.drafted.is_named => vec![Fiche, Block],
            None => vec![Fiche, Since, Above, All, Nature, OfNature],
        }
    }

    /// What is paid in a scope.
    fn paid(&self, scope: Scope, is_counted: impl Fn(&Paid<'_>) -> bool) -> Vec<&'t Paid<'a>> {
        let (total, place, dossier) = (self.drafted, &self.drafted.place, self.context.dossier);
        let is_above = |payout: &Paid<'_>| payout.place < place && payout.place.is_in_sheet(place);
        let is_after = |payout: &Paid<'_>| {
            total
                .after
                .as_ref()
                .is_none_or(|after| payout.place > after)
        };
        let row = |place: &Place| place.cell().map(|(_, cell)| cell.row);
        let is_in = |payout: &Paid<'_>| match scope {
            Scope::Fiche | Scope::All => true,
            Scope::Row => payout.place.is_in_sheet(place) && row(payout.place) == row(place),
            Scope::Block | Scope::Since => is_above(payout) && is_after(payout),
            Scope::Above => is_above(payout),
            Scope::Nature | Scope::OfNature => payout.rule.nature_key == Some(fold(&total.of)),
            Scope::Axis(axis) => {
                let fiche_axis = dossier.fiches[payout.fiche].axis;
                dossier.convention.is_within(fiche_axis, axis)
            }
        };
        let fiche = self.fiche.map_or(0..0, |fiche| fiche..fiche + 1);
        let paid = match scope {
            Scope::Fiche | Scope::Block | Scope::Nature | Scope::Row => &self.paid[fiche],
            _ => self.paid,
        };
        let payouts = paid.iter().flatten();
        payouts
            .filter(|payout| is_counted(payout) && is_in(payout))
            .collect()
    }

    /// Whether it comes to what all of them pay, or, as « Total public » may, to what some of them do.
    fn is_of(&self, paid: &[(FunderId, Decimal)], drafted: Decimal, slack: Decimal) -> bool {
        const MOST: usize = 10;
        let mut by_funder: BTreeMap<FunderId, Decimal> = BTreeMap::new();
        for (funder, amount) in paid {
            *by_funder.entry(*funder).or_default() += amount;
        }
        let mut sums = vec![Decimal::ZERO];
        let has_parts = !self.drafted.of.is_empty() && by_funder.len() <= MOST;
        for amount in by_funder.values().filter(|_| has_parts) {
            sums.extend(sums.clone().iter().map(|sum| sum + amount));
        }
        sums[0] = by_funder.values().sum();
        sums.iter().any(|sum| (sum - drafted).abs() <= slack)
    }

    fn wrong_amount(
        &self,
        (rank, payer, cell): &(Option<usize>, Option<Payer>, Located<CellAmount>),
    ) -> Option<Finding> {
        let (dossier, drafted) = (self.context.dossier, cell.amount()?);
        let step = dossier.convention.step.amount();
        let sum =
            |scope: &Vec<&Paid<'_>>| -> Amount { scope.iter().map(|payout| payout.amount).sum() };
        let is_right = |scope: &Vec<&Paid<'_>>| {
            // Beside its rate, what a funder pays is right as far as that is rounded.
            let is_one = self.drafted.is_of_row && payer.is_some();
            let part = |payout: &Paid<'_>| {
                let rate = payout.rule.rate.as_ref().filter(|_| is_one)?.value;
                rate.precision().checked_div(rate.fraction())
            };
            let slack = scope.iter().filter(|payout| !payout.is_fixed);
            let slack = slack.map(|payout| {
                let amount = payout.amount.decimal().abs();
                step.decimal() + amount * part(payout).unwrap_or_default()
            });
            let slack: Decimal = slack.sum();
            let paid = scope
                .iter()
                .map(|payout| (payout.rule.funder, payout.amount.decimal()));
            let paid: Vec<_> = paid.collect();
            self.is_of(&paid, drafted.decimal(), slack)
        };
        let mut scopes = Vec::new();
        for with_off in [false, true] {
            for scope in self.scopes() {
                let paid = self.paid(scope, |payout| {
                    rank.is_none_or(|rank| rank == payout.rank)
                        && payer.is_none_or(|payer| is_paid_by(payout, payer))
                        && (with_off || !payout.is_off)
                });
                // Where nothing is paid, the total may be zero.
                if is_right(&paid) && (!paid.is_empty() || scopes.is_empty()) {
                    return None;
                }
                scopes.extend(Some(paid).filter(|paid| !paid.is_empty()));
            }
        }
        let fiche = self.fiche.map(|fiche| &dossier.fiches[fiche]);
        let fiche = fiche.filter(|_| self.drafted.is_named || self.drafted.is_of_row);
        let years = self.context.years().map(|(year, _)| year);
        let years = years.filter(|year| rank.is_none_or(|rank| rank == *year));
        let cost = fiche.map(|fiche| years.map(|rank| fiche.cost(rank)).sum());
        if self.drafted.is_of_row && cost == Some(drafted) {
            return None;
        }
        let meant = scopes
            .into_iter()
            .min_by_key(|scope| (sum(scope) - drafted).abs());
        let meant = meant.unwrap_or_default();
        let decimals = dossier.convention.step.decimals();
        let expected = sum(&meant).rounded(decimals);
        let terms = meant.iter().filter(|payout| !payout.amount.is_zero());
        let terms = terms.map(|payout| (payout.amount.rounded(decimals), payout.place));
        let finding = RULE.at(&cell.place).drafted(drafted).expected(expected);
        let finding = match rank {
            Some(rank) => finding.year(&dossier.years()[*rank]),
            None => finding.variant("all"),
        };
        let what = fiche.map_or("none", |fiche| fiche.code.spelling());
        let finding = finding.arg("gap", drafted - expected).arg("what", what);
        Some(finding.terms(terms))
    }

    /// The finding about its rate, where no rates of its fiche come to that. Less than one percent apart is rounding.
    fn wrong_rate(&self) -> Option<Finding> {
        let drafted = self.drafted.rate.as_ref()?;
        let scopes = self.scopes().into_iter();
        let scopes = scopes.map(|scope| self.paid(scope, |payout| payout.rank == 0));
        let scopes: Vec<_> = scopes.filter(|scope| !scope.is_empty()).collect();
        let first = scopes.first()?;
        let of = |payout: &Paid<'_>| (payout.fiche, payout.rule.nature_key.clone());
        if first.iter().any(|payout| of(payout) != of(first[0])) {
            return None;
        }
        let rate =
            |payout: &&Paid<'_>| Some((payout.rule.funder, payout.rule.rate.as_ref()?.value));
        let rates = scopes.iter().map(|scope| scope.iter().map(rate).collect());
        let rates: Vec<Vec<_>> = rates.collect::<Option<_>>()?;
        let is_near = |rates: &Vec<(FunderId, Rate)>| {
            let rates = rates
                .iter()
                .map(|(funder, rate)| (*funder, rate.percents()));
            let below_one = Decimal::new(99, 2);
            self.is_of(
                &rates.collect::<Vec<_>>(),
                drafted.value.percents(),
                below_one,
            )
        };
        let expected: Rate = rates[0].iter().map(|(_, rate)| *rate).sum();
        let finding = RULE.at(&drafted.place).variant("rate");
        let finding = finding.drafted(drafted.value).expected(expected);
        (!rates.iter().any(is_near)).then_some(finding)
    }
}
