//! A claimed rate that the fixed amount beside it contradicts.

use crate::audit::prelude::*;

pub(super) static RULE: Rule = Rule::warning("funding-claim", Family::Funding, check);

/// One finding a fiche: the claimed rates are read, and corrected, together.
fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (_, fiche) in context.fiches() {
        let rates = fiche
            .rules
            .iter()
            .filter_map(|rule| Some((rule.rate.as_ref()?, effective(context, fiche, rule)?)));
        let contradicted: Vec<(&Located<Rate>, Rate)> = rates.collect();
        let Some(((first, rate), rest)) = contradicted.split_first() else {
            continue;
        };
        let years = context.years().filter(|(rank, _)| fiche.has_fixed(*rank));
        let finding = RULE
            .of(fiche, &first.place)
            .drafted(first.value)
            .expected(*rate);
        let finding = finding
            .arg("years", list_years(years.map(|(_, year)| year)))
            .arg("count", contradicted.len());
        findings.push(rest.iter().fold(finding, |finding, (claimed, rate)| {
            finding.consequence(&claimed.place, claimed.value, *rate)
        }));
    }
}

/// The rate that the fixed amounts are of the costs they cover, when in some year it is not the claimed one.
fn effective(context: &Context<'_>, fiche: &Fiche, rule: &FundingRule) -> Option<Rate> {
    let claimed = rule.rate.as_ref()?.value;
    let contradicted = |(rank, _)| {
        let fixed = rule.fixed(rank)?;
        let cost: Amount = fiche.covered_by(rule).map(|line| line.amount(rank)).sum();
        let rate = fixed.share_of(cost)?;
        // The rate of an amount is known to the hundredth of a percent; a finer claim is compared exactly.
        let is_same = rate == claimed || cost.at(claimed) == fixed;
        (!is_same).then_some(rate)
    };
    context.years().find_map(contradicted)
}
