//! A claimed rate that the fixed amount beside it contradicts.

use crate::{
    audit::{
        Family, Rule,
        rule::{Context, list_years},
    },
    finding::{Consequence, Finding},
    model::{Fiche, FundingRule},
    money::{Amount, Rate},
    source::Located,
};

pub(super) static RULE: Rule = Rule::warning("funding-claim", Family::Funding, check);

/// One finding a fiche: the claimed rates are read, and corrected, together.
fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (_, fiche) in context.fiches() {
        let contradicted: Vec<(&Located<Rate>, Rate)> = fiche
            .rules
            .iter()
            .filter_map(|rule| Some((rule.rate.as_ref()?, effective(context, fiche, rule)?)))
            .collect();
        let Some(((first, rate), rest)) = contradicted.split_first() else {
            continue;
        };
        let years = context
            .years()
            .filter(|(rank, _)| fiche.rules.iter().any(|rule| rule.fixed(*rank).is_some()));
        let years = list_years(years.map(|(_, year)| year));
        let mut finding = RULE
            .at(&first.place)
            .fiche(&fiche.code)
            .drafted(first.value)
            .expected(*rate)
            .arg("years", years);
        finding.consequences = rest
            .iter()
            .map(|(claimed, rate)| Consequence {
                place: claimed.place.clone(),
                drafted: claimed.value.into(),
                expected: (*rate).into(),
            })
            .collect();
        findings.push(finding.arg("count", contradicted.len()));
    }
}

/// The rate that the fixed amounts are of the costs they cover, when in some year it is not the claimed one.
fn effective(context: &Context<'_>, fiche: &Fiche, rule: &FundingRule) -> Option<Rate> {
    let claimed = rule.rate.as_ref()?;
    let contradicted = |rank: usize| {
        let fixed = rule.fixed(rank)?;
        let covered = fiche.lines.iter().filter(|line| line.is_covered_by(rule));
        let cost: Amount = covered.map(|line| line.amount(rank)).sum();
        let rate = fixed.share_of(cost)?;
        // The rate of an amount is known to the hundredth of a percent; a finer claim is compared exactly.
        let is_same = rate == claimed.value || cost.at(claimed.value) == fixed;
        (!is_same).then_some(rate)
    };
    context.years().find_map(|(rank, _)| contradicted(rank))
}
