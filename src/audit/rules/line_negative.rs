//! An amount below zero in a budget of costs.

use crate::{
    audit::{Family, Rule, rule::Context},
    finding::Finding,
};

pub(super) static RULE: Rule = Rule::error("line-negative", Family::Lines, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (_, fiche) in context.fiches() {
        let costs = fiche.lines.iter().map(|line| {
            line.years
                .iter()
                .map(|cost| &cost.amount)
                .collect::<Vec<_>>()
        });
        let fixed = fiche.rules.iter().map(|rule| rule.amounts.iter().collect());
        for row in costs.chain(fixed) {
            for ((_, year), cell) in context.years().zip(row) {
                if let Some(amount) = cell.amount().filter(|amount| amount.is_negative()) {
                    findings.push(
                        RULE.at(&cell.place)
                            .fiche(&fiche.code)
                            .year(year)
                            .drafted(amount)
                            .expected(-amount),
                    );
                }
            }
        }
    }
}
