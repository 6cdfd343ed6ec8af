//! A drafted total of what is paid, held against the shares that it may add up.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use crate::{
    audit::prelude::*,
    compute::Known,
    model::{PaidTotal, Terms},
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

impl PaidTotal {
    /// The fiche that it may be the total of.
    fn fiche(&self, context: &Context<'_>) -> Option<usize> {
        context.dossier.fiche_index(self.code.as_ref()?)
    }
}

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let is_unknown = |(index, fiche): (usize, &Fiche)| {
        let known = context.ruled.fiches[index].all.known;
        known != Known::All || !fiche.has_clear_funding()
    };
    if context.dossier.paid_totals.is_empty() || context.fiches().any(is_unknown) {
        return;
    }
    let all = paid(context);
    let mut columns: BTreeMap<_, (usize, Vec<Finding>)> = BTreeMap::new();
    for total in &context.dossier.paid_totals {
        let wrong = amounts(context, total, &all);
        if !total.is_of_row {
            findings.extend(wrong);
            findings.extend(rates(context, total, &all));
            continue;
        }
        for (.., cell) in &total.cells {
            let Some((sheet, at)) = cell.place.cell() else {
                continue;
            };
            let column = columns.entry((sheet, at.col)).or_default();
            column.0 += usize::from(cell.amount().is_some());
            column.1.extend(wrong.iter().cloned());
        }
    }
    for (count, mut wrong) in columns.into_values() {
        // A column that comes to something else in most rows may be of something else.
        if wrong.len() * 2 > count {
            wrong.truncate(1);
            wrong[0].severity = Severity::Warning;
        }
        findings.extend(wrong);
    }
}

fn paid<'a>(context: &Context<'a>) -> Vec<Paid<'a>> {
    let mut all = Vec::new();
    for (index, fiche) in context.fiches() {
        for (budget, is_off) in fiche.budgets().zip([false, true]) {
            for (rank, _) in context.years() {
                let rules = &budget.rules;
                let terms: Vec<Terms<'_>> = rules.iter().map(|rule| rule.terms(rank)).collect();
                let paid = Terms::all_paid(&terms, |nature| budget.cost_of(nature, rank));
                all.extend(rules.iter().zip(paid).map(|(rule, amount)| {
                    let is_fixed = rule.fixed(rank).is_some();
                    let own = &rule.amounts[rank].place;
                    Paid {
                        fiche: index,
                        rule,
                        rank,
                        place: if is_fixed { own } else { &rule.place },
                        amount,
                        is_fixed,
                        is_off,
                    }
                }));
            }
        }
    }
    all
}

/// What a total may add up, of these: of what it names, of its fiche, since the total before, down to it, or all.
fn scopes<'p, 'a>(
    context: &Context<'_>,
    total: &PaidTotal,
    all: &[&'p Paid<'a>],
) -> Vec<Vec<&'p Paid<'a>>> {
    let of = |is_it: &dyn Fn(&Paid<'_>) -> bool| -> Vec<&'p Paid<'a>> {
        all.iter().copied().filter(|own| is_it(own)).collect()
    };
    let (dossier, place) = (context.dossier, &total.place);
    let fiche = total.fiche(context);
    let in_fiche = |own: &Paid<'_>| Some(own.fiche) == fiche;
    if let Some(axis) = total.axis {
        return vec![of(&|own| {
            dossier
                .convention
                .is_within(dossier.fiches[own.fiche].axis, axis)
        })];
    }
    let above = |own: &Paid<'_>| own.place < place && own.place.is_in_sheet(place);
    let since =
        |own: &Paid<'_>| above(own) && total.after.as_ref().is_none_or(|after| own.place > after);
    if total.is_of_row {
        let row = |place: &Place| place.cell().map(|(_, cell)| cell.row);
        let in_row = |own: &Paid<'_>| own.place.is_in_sheet(place) && row(own.place) == row(place);
        return vec![of(&in_row), of(&in_fiche)];
    }
    if total.is_named {
        // A fiche may have several blocks.
        return vec![of(&in_fiche), of(&|own| in_fiche(own) && since(own))];
    }
    let nature = fold(&total.of);
    let of_nature = |own: &Paid<'_>| own.rule.nature_key.as_ref() == Some(&nature);
    let mut scopes = vec![of(&in_fiche), of(&since), of(&above), of(&|_| true)];
    scopes.extend([of(&|own| in_fiche(own) && of_nature(own)), of(&of_nature)]);
    scopes.retain(|scope| !scope.is_empty());
    scopes
}

fn amounts(context: &Context<'_>, total: &PaidTotal, all: &[Paid<'_>]) -> Vec<Finding> {
    let cells = total.cells.iter().filter_map(|(rank, funder, cell)| {
        let drafted = cell.amount()?;
        let is_own = |own: &&Paid<'_>| {
            rank.is_none_or(|rank| rank == own.rank)
                && funder.is_none_or(|funder| funder == own.rule.funder)
        };
        let own = || all.iter().filter(is_own);
        let step = context.dossier.convention.step.amount();
        let sum = |scope: &[&Paid<'_>]| -> Amount { scope.iter().map(|own| own.amount).sum() };
        let is_it = |scope: &[&Paid<'_>]| {
            let slack = scope.iter().filter(|own| !own.is_fixed).map(|own| {
                // Beside its rate, what a funder pays is right as far as that is rounded.
                let rate = own.rule.rate.as_ref().map(|rate| rate.value);
                let rate = rate.filter(|_| total.is_of_row && funder.is_some());
                let part = rate.and_then(|rate| rate.precision().checked_div(rate.fraction()));
                step.decimal() + own.amount.decimal().abs() * part.unwrap_or_default()
            });
            (sum(scope) - drafted).abs().decimal() <= slack.sum()
        };
        // Most are of one fiche.
        let fiche = total.fiche(context);
        let in_fiche = own().filter(|own| Some(own.fiche) == fiche && !own.is_off);
        let in_fiche: Vec<_> = in_fiche.collect();
        if total.axis.is_none() && is_it(&in_fiche) {
            return None;
        }
        let counted: Vec<&Paid<'_>> = own().filter(|own| !own.is_off).collect();
        let own: Vec<&Paid<'_>> = own().collect();
        let mut scopes_of = vec![counted];
        scopes_of.extend(Some(own).filter(|own| own.len() > scopes_of[0].len()));
        let scopes_of = scopes_of.iter().flat_map(|own| scopes(context, total, own));
        let scopes = with_parts(total, scopes_of.collect());
        let fiche = fiche.map(|fiche| &context.dossier.fiches[fiche]);
        let costs = |fiche: &Fiche| -> Amount {
            let years = context
                .years()
                .filter(|(own, _)| rank.is_none_or(|rank| rank == *own));
            years.map(|(rank, _)| fiche.cost(rank)).sum()
        };
        if total.is_of_row && fiche.map(costs) == Some(drafted) {
            return None;
        }
        if scopes.iter().any(|scope| is_it(scope)) || scopes.is_empty() && drafted.is_zero() {
            return None;
        }
        let gap = |scope: &Vec<&Paid<'_>>| (sum(scope) - drafted).abs();
        let meant = scopes.into_iter().min_by_key(gap).unwrap_or_default();
        let decimals = context.dossier.convention.step.decimals();
        let expected = sum(&meant).rounded(decimals);
        let terms = meant.iter().filter(|own| !own.amount.is_zero());
        let terms = terms.map(|own| (own.amount.rounded(decimals), own.place));
        let finding = RULE
            .at(&cell.place)
            .drafted(drafted)
            .expected(expected)
            .terms(terms);
        let finding = match rank {
            Some(rank) => finding.year(&context.dossier.years()[*rank]),
            None => finding.variant("all"),
        };
        let what = fiche.map_or("none", |fiche| fiche.code.spelling());
        let what = if total.is_named || total.is_of_row {
            what
        } else {
            "none"
        };
        Some(finding.arg("gap", drafted - expected).arg("what", what))
    });
    cells.collect()
}

/// « Total public » may be of some of those who pay in a scope.
fn with_parts<'p, 'a>(total: &PaidTotal, scopes: Vec<Vec<&'p Paid<'a>>>) -> Vec<Vec<&'p Paid<'a>>> {
    let scopes = scopes.into_iter();
    let parts = scopes.flat_map(|scope| {
        let parts = if total.of.is_empty() {
            Vec::new()
        } else {
            subsets(&scope)
        };
        [scope].into_iter().chain(parts)
    });
    parts.collect()
}

/// What some of those who pay in a scope do, each with all that is theirs, where there are few of them.
fn subsets<'p, 'a>(scope: &[&'p Paid<'a>]) -> Vec<Vec<&'p Paid<'a>>> {
    const MOST: usize = 10;
    const LONGEST: usize = 40;
    let funders: BTreeSet<_> = scope.iter().map(|own| own.rule.funder).collect();
    let funders: Vec<_> = funders.into_iter().take(MOST + 1).collect();
    if funders.len() > MOST || scope.len() > LONGEST {
        return Vec::new();
    }
    let chosen = |mask: usize| {
        let is_in = |own: &&&Paid<'_>| {
            let rank = funders.iter().position(|funder| *funder == own.rule.funder);
            rank.is_some_and(|rank| mask >> rank & 1 == 1)
        };
        scope.iter().filter(is_in).copied().collect()
    };
    (1..1 << funders.len()).map(chosen).collect()
}

/// Whether rates of a fiche come to what its total says; what is a hundredth apart was rounded.
fn rates(context: &Context<'_>, total: &PaidTotal, all: &[Paid<'_>]) -> Option<Finding> {
    let drafted = total.rate.as_ref()?;
    let all: Vec<&Paid<'_>> = all.iter().filter(|own| own.rank == 0).collect();
    let scopes = with_parts(total, scopes(context, total, &all));
    let of = |own: &Paid<'_>| (own.fiche, own.rule.nature_key.clone());
    let first = of(scopes.first()?.first()?);
    let sum = |scope: &Vec<&Paid<'_>>| {
        let rates = scope.iter().map(|own| Some(own.rule.rate.as_ref()?.value));
        rates.sum::<Option<Rate>>()
    };
    let sums: Option<Vec<Rate>> = scopes.iter().map(sum).collect();
    let is_near = |sum: &Rate| (sum.percents() - drafted.value.percents()).abs() < Decimal::ONE;
    let sums = sums.filter(|sums| !sums.iter().any(is_near))?;
    let is_one = scopes[0].iter().all(|own| of(own) == first);
    let finding = RULE
        .at(&drafted.place)
        .variant("rate")
        .drafted(drafted.value);
    is_one.then(|| finding.expected(sums[0]))
}
