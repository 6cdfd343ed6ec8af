//! An amount below zero in a budget of costs.

use crate::audit::prelude::*;

pub(super) static RULE: Rule = Rule::error("line-negative", Family::Lines, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for at in &context.fiche_years {
        let fixed = at.fiche.rules.iter().map(|rule| &rule.amounts[at.rank]);
        for cell in at.costs().map(|cost| &cost.amount).chain(fixed) {
            if let Some(amount) = cell.amount().filter(|amount| amount.is_negative()) {
                findings.push(RULE.cell(at, (&cell.place, amount, -amount)));
            }
        }
    }
}
