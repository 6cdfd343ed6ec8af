//! A funder without a rate, an amount or a mention.

use crate::audit::prelude::*;

pub(super) static RULE: Rule = Rule::error("funding-empty", Family::Funding, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (fiche, rule) in context.rules() {
        let has_fixed = context.years().any(|(rank, _)| rule.fixed(rank).is_some());
        // Rates that would add up without it are another rule's finding, at the same place.
        let is_empty = !rule.follows_costs() && !has_fixed && fiche.has_clear_funding();
        if is_empty && !fills_gap(fiche, rule) {
            let funder = context.funder(rule.funder);
            findings.push(RULE.of(fiche, &rule.place).arg("funder", funder));
        }
    }
}

/// Whether the other rates of the lines it covers leave something for it to pay.
fn fills_gap(fiche: &Fiche, empty: &FundingRule) -> bool {
    let others = fiche.rules.iter();
    let others = others.filter(|rule| rule.nature == empty.nature);
    let rates = others.filter_map(|rule| rule.rate.as_ref());
    let sum: Rate = rates.map(|rate| rate.value).sum();
    sum < Rate::FULL && sum != Rate::default()
}
