//! An amount below zero in a budget of costs.

use crate::audit::prelude::*;

pub(super) static RULE: Rule = Rule::error("line-negative", Family::Lines, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for at in context.fiche_years() {
        let costs = at
            .fiche
            .lines
            .iter()
            .map(|line| &line.years[at.rank].amount);
        let fixed = at.fiche.rules.iter().map(|rule| &rule.amounts[at.rank]);
        for cell in costs.chain(fixed) {
            if let Some(amount) = cell.amount().filter(|amount| amount.is_negative()) {
                findings.push(
                    RULE.within(at, &cell.place)
                        .drafted(amount)
                        .expected(-amount),
                );
            }
        }
    }
}
