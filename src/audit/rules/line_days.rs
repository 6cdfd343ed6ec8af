//! Days × day rate gives another amount than the one written.

use crate::audit::prelude::*;

pub(super) static RULE: Rule = Rule::error("line-days", Family::Lines, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let Some(rate) = &context.dossier.convention.settings.day_rate else {
        return;
    };
    for at in &context.fiche_years {
        let amounts = at.wrong_lines.iter();
        let amounts = amounts.filter_map(|(cost, by_days)| wrong_amount(cost, *by_days, rate));
        let days = at.wrong_days.iter();
        let days = days.filter_map(|(cost, by_days)| wrong_days(cost, *by_days, rate));
        let unpriced = at.costs().filter_map(|cost| unpriced(cost, rate));
        findings.extend(amounts.chain(days).chain(unpriced).map(|finding| {
            let finding = finding.fiche(&at.fiche.code).year(at.year);
            finding.arg("rate", rate.value)
        }));
    }
}

fn wrong_amount(cost: &CostAmount, by_days: Amount, rate: &Located<Amount>) -> Option<Finding> {
    // A wrong sign is told by `line-negative`.
    let amount = cost.amount.amount().filter(|amount| *amount != -by_days)?;
    let finding = RULE
        .at(&cost.amount.place)
        .drafted(amount)
        .expected(by_days);
    with_days(finding.slip(slip::of_keys(amount, by_days)), cost, rate)
}

/// The totals were made with the amount: the days are wrong.
fn wrong_days(cost: &CostAmount, by_days: Amount, rate: &Located<Amount>) -> Option<Finding> {
    let (amount, days) = (cost.amount.amount()?, cost.days.as_ref()?);
    let finding = RULE.at(&days.place).variant("days").drafted(days.value);
    Some(Finding {
        expected: amount.over(rate.value).map(Fact::Number),
        ..finding.arg("by-days", by_days).arg("amount", amount)
    })
}

/// Days that nobody has priced: they would be costed at nothing.
fn unpriced(cost: &CostAmount, rate: &Located<Amount>) -> Option<Finding> {
    let days = cost.days.as_ref().filter(|days| !days.is_zero())?;
    let is_empty = matches!(cost.amount.value, CellAmount::Blank | CellAmount::Nothing);
    let finding = RULE.at(&cost.amount.place).variant("unpriced");
    let finding = finding.expected(rate.times(days.value));
    with_days(finding, cost, rate).filter(|_| is_empty)
}

fn with_days(finding: Finding, cost: &CostAmount, rate: &Located<Amount>) -> Option<Finding> {
    let days = cost.days.as_ref()?;
    let terms = [
        (Fact::from(days.value), &days.place),
        (rate.value.into(), &rate.place),
    ];
    Some(finding.terms(terms).arg("days", days.value))
}
