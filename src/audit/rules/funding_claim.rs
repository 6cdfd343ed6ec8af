//! A claimed rate that the fixed amount beside it contradicts.

use crate::audit::prelude::*;

pub(super) static RULE: Rule = Rule::warning("funding-claim", Family::Funding, check);

/// One finding a fiche: the claimed rates are read, and corrected, together.
fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (_, fiche) in context.fiches() {
        let contradicted = fiche.rules.iter().filter_map(|rule| {
            let claimed = rule.rate.as_ref()?;
            let effective = effective(context, fiche, rule, claimed.value)?;
            Some((&claimed.place, claimed.value, effective))
        });
        let contradicted: Vec<(&Place, Rate, Rate)> = contradicted.collect();
        let Some(((place, claimed, rate), rest)) = contradicted.split_first() else {
            continue;
        };
        let years = context.years().filter(|(rank, _)| fiche.has_fixed(*rank));
        let years = list(years.map(|(_, year)| year));
        let finding = RULE.of(fiche, place).drafted(*claimed).expected(*rate);
        let finding = finding.arg("years", years).arg("count", contradicted.len());
        findings.push(finding.consequences(rest.iter().copied()));
    }
}

/// The rate that the fixed amounts are of the costs they cover, when in some year it is not the claimed one.
fn effective(
    context: &Context<'_>,
    fiche: &Fiche,
    rule: &FundingRule,
    claimed: Rate,
) -> Option<Rate> {
    context.years().find_map(|(rank, _)| {
        let fixed = rule.fixed(rank)?;
        let cost: Amount = fiche.covered_by(rule).map(|line| line.amount(rank)).sum();
        let rate = fixed.share_of(cost)?;
        // The rate of an amount is known to the hundredth of a percent; a finer claim is compared exactly.
        (rate != claimed && cost.at(claimed) != fixed).then_some(rate)
    })
}
