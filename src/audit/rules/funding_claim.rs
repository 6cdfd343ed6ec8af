//! A claimed rate that the fixed amount beside it contradicts.

use rust_decimal::Decimal;

use crate::{audit::prelude::*, model::Terms, money::Step};

pub(super) static RULE: Rule = Rule::warning("funding-claim", Family::Funding, check);

/// One finding a fiche: the claimed rates are read, and corrected, together. Once one is contradicted, those that are
/// right only as far as they are rounded are listed with it: they were made to add up to 100 with it.
fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (_, fiche) in context.fiches() {
        let contradicted = fiche.rules.iter().filter_map(|rule| {
            let claimed = rule.rate.as_ref()?;
            let (effective, is_rounded) = effective(context, fiche, rule, claimed.value)?;
            Some(((&claimed.place, claimed.value, effective), is_rounded))
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

/// The rate that a fixed amount is of the costs it covers, in the first year in which it is not the claimed one, and
/// whether the claim is that rate, or the amount that of the claim, as far as they are rounded.
fn effective(
    context: &Context<'_>,
    fiche: &Fiche,
    rule: &FundingRule,
    claimed: Rate,
) -> Option<(Rate, bool)> {
    let others = context.years().filter_map(|(rank, _)| {
        let fixed = rule.fixed(rank)?;
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
        let rate = fixed.share_of(cost)?;
        let gap = fixed - cost.at(claimed);
        let (gap, of_claim) = (gap.decimal().abs(), half_of_last(claimed));
        let is_rounded = gap <= cost.decimal().abs() * of_claim || gap <= slack_of(fixed);
        (rate != claimed && !gap.is_zero()).then_some((rate, is_rounded))
    });
    let others: Vec<(Rate, bool)> = others.collect();
    let contradicting = others.iter().find(|(_, is_rounded)| !is_rounded);
    contradicting.or(others.first()).copied()
}

/// Half a unit of the last decimal that a percentage is written with, as a fraction of the whole.
fn half_of_last(claimed: Rate) -> Decimal {
    // Percents are written with two decimals less than fractions.
    Decimal::new(5, claimed.percents().scale() + 3)
}

/// How far rounding takes an amount from its exact value: half a euro when it is in whole euros, else the cent that
/// shares which add up may be off by.
fn slack_of(amount: Amount) -> Decimal {
    let half = Some(Decimal::new(5, 1)).filter(|_| Step::Euro.divides(amount));
    half.unwrap_or(Step::Cent.amount().decimal())
}
