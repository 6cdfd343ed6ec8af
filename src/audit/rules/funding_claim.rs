//! A claimed rate that the fixed amount beside it contradicts.

use rust_decimal::Decimal;

use crate::{audit::prelude::*, model::Terms, money::Step};

pub(super) static RULE: Rule = Rule::warning("funding-claim", Family::Funding, check);

/// One finding a fiche: the claimed rates are read, and corrected, together. Once one is contradicted, those that are
/// right only as far as they are rounded are listed with it: they were made to add up to 100 with it.
fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (_, fiche) in context.fiches() {
        above_ceilings(context, fiche, findings);
        let contradicted = fiche.rules.iter().filter_map(|rule| {
            let (claimed, effective, is_rounded) = effective(context, fiche, rule)?;
            Some(((claimed.1, claimed.0, effective), is_rounded))
        });
        let (claims, rounded): (Vec<_>, Vec<bool>) = contradicted.unzip();
        let first = rounded.iter().position(|is_rounded| !is_rounded);
        let Some(first) = first else { continue };
        let (place, claimed, rate) = &claims[first];
        let rest = claims.iter().enumerate().filter(|(rank, _)| *rank != first);
        let rest = rest.map(|(_, claim)| *claim);
        let years = context.years().filter(|(rank, _)| fiche.has_fixed(*rank));
        let years = list(years.map(|(_, year)| year));
        let finding = RULE.of(fiche, place).drafted(*claimed).expected(*rate);
        let finding = finding.arg("years", years).arg("count", claims.len());
        findings.push(finding.consequences(rest));
    }
}

/// Fixed amounts that are more than the ceiling beside them.
fn above_ceilings(context: &Context<'_>, fiche: &Fiche, findings: &mut Vec<Finding>) {
    for rule in &fiche.rules {
        let Some(ceiling) = &rule.ceiling else {
            continue;
        };
        let amounts = context.years().zip(&rule.amounts);
        findings.extend(amounts.filter_map(|((_, year), cell)| {
            let amount = cell.amount().filter(|amount| *amount > ceiling.value)?;
            let finding = RULE.of(fiche, &cell.place).variant("ceiling").year(year);
            let finding = finding.drafted(amount).expected(ceiling.value);
            Some(finding.terms([(ceiling.value, &ceiling.place)]))
        }));
    }
}

/// The claimed rate, the one that a fixed amount is of the costs it covers, in the first year in which it is not that, and
/// whether the claim is that rate, or the amount that of the claim, as far as they are rounded. A claim may be true of all
/// years together.
fn effective<'a>(
    context: &Context<'_>,
    fiche: &Fiche,
    rule: &'a FundingRule,
) -> Option<((Rate, &'a Place), Rate, bool)> {
    let years = context.years().filter_map(|(rank, _)| {
        let fixed = rule.fixed(rank)?;
        let claimed = rule.claimed(rank)?;
        let mut covered = fiche.covered_by(rule).map(|line| &line.years[rank].amount);
        let is_unread = |cell: &Located<CellAmount>| cell.value == CellAmount::Unreadable;
        if covered.any(is_unread) {
            return None;
        }
        let whole = Terms {
            fixed: None,
            ceiling: None,
            rate: Some(Rate::FULL),
            ..rule.terms(rank)
        };
        let cost = whole.paid(&|nature| fiche.cost_of(nature, rank))?;
        Some((claimed, fixed, cost))
    });
    let years: Vec<_> = years.collect();
    let agrees = |fixed: Amount, cost: Amount, rate: Rate| {
        let due = cost.at(rate);
        let due = rule
            .ceiling
            .as_ref()
            .map_or(due, |ceiling| due.min(ceiling.value));
        let gap = (fixed - due).decimal().abs();
        (
            gap.is_zero(),
            gap <= cost.decimal().abs() * rate.precision() || gap <= slack_of(fixed),
        )
    };
    let fixed = years.iter().map(|(_, fixed, _)| *fixed).sum();
    let cost = years.iter().map(|(.., cost)| *cost).sum();
    let is_true = |((rate, _), ..): &(_, _, _)| agrees(fixed, cost, *rate).1;
    let is_true = rule.ceiling.is_none() && years.iter().all(is_true);
    let others = years.into_iter().filter_map(|(claimed, fixed, cost)| {
        let rate = fixed.share_of(cost)?;
        let (is_right, is_rounded) = agrees(fixed, cost, claimed.0);
        let is_claimed = rate == claimed.0 || rate == as_shown(claimed.0);
        (!is_claimed && !is_right).then_some((claimed, rate, is_rounded || is_true))
    });
    let others: Vec<_> = others.collect();
    let contradicting = others.iter().find(|(.., is_rounded)| !is_rounded);
    contradicting.or(others.first()).copied()
}

/// A rate with the two decimals that a formula's is shown with: `4,26 %` for `4,264294 %`.
fn as_shown(rate: Rate) -> Rate {
    let percents = rate.percents();
    let shown = Rate::percent(percents.round_dp(2)).filter(|_| percents.scale() > 4);
    shown.unwrap_or(rate)
}

/// How far rounding takes an amount from its exact value: half a euro when it is in whole euros, else the cent that
/// shares which add up may be off by.
fn slack_of(amount: Amount) -> Decimal {
    let half = Some(Decimal::new(5, 1)).filter(|_| Step::Euro.divides(amount));
    half.unwrap_or(Step::Cent.amount().decimal())
}
