//! The rates that cover a cost line do not add up to 100 %.

use std::collections::BTreeMap;

use crate::{audit::prelude::*, model::FunderId};

pub(super) static RULE: Rule = Rule::error("funding-rates", Family::Funding, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (index, fiche) in context
        .fiches()
        .filter(|(_, fiche)| fiche.has_clear_funding())
    {
        for (rules, lines) in under_the_same_rules(fiche) {
            let is_shared = |(rank, _): &(usize, i32)| {
                let costs = lines.iter().any(|line| !line.amount(*rank).is_zero());
                costs && !fiche.has_fixed(*rank)
            };
            let years: Vec<(usize, i32)> = context.years().filter(is_shared).collect();
            let rates = || rules.iter().filter_map(|rule| rule.rate.as_ref());
            let sum: Rate = rates().map(|rate| rate.value).sum();
            let Some(first) = rates()
                .next()
                .filter(|_| !years.is_empty() && sum != Rate::FULL)
            else {
                continue;
            };
            let drafts = &context.draft.fiches[index];
            let suspect = years.iter().find_map(|(rank, _)| drafts[*rank].suspect);
            let nature = lines[0]
                .nature
                .as_ref()
                .map_or("", |nature| nature.as_str());
            findings.push(
                RULE.of(
                    fiche,
                    suspect_place(&rules, suspect).unwrap_or(&first.place),
                )
                .drafted(sum)
                .expected(Rate::FULL)
                .drafted_terms(
                    rates()
                        .map(|rate| Term::new(rate.value, &rate.place))
                        .collect(),
                )
                .arg("lines", nature)
                .arg("years", list_years(years.iter().map(|(_, year)| *year))),
            );
        }
    }
}

/// The lines that the same rules cover, with these rules, in the order of their first line.
fn under_the_same_rules(fiche: &Fiche) -> Vec<(Vec<&FundingRule>, Vec<&CostLine>)> {
    let mut groups: Vec<(Vec<&FundingRule>, Vec<&CostLine>)> = Vec::new();
    let mut ranks: BTreeMap<Vec<usize>, usize> = BTreeMap::new();
    for line in &fiche.lines {
        let rules = fiche
            .rules
            .iter()
            .enumerate()
            .filter(|(_, rule)| line.is_covered_by(rule));
        let (covering, rules): (Vec<usize>, Vec<&FundingRule>) = rules.unzip();
        let rank = *ranks.entry(covering).or_insert(groups.len());
        if rank == groups.len() {
            groups.push((rules, Vec::new()));
        }
        groups[rank].1.push(line);
    }
    groups
}

/// The rate of the funder that the recap points at, or the rule that has none.
fn suspect_place<'a>(rules: &[&'a FundingRule], suspect: Option<FunderId>) -> Option<&'a Place> {
    let suspected = rules.iter().find(|rule| suspect == Some(rule.funder));
    let rule = suspected.or_else(|| rules.iter().find(|rule| rule.rate.is_none()))?;
    Some(rule.rate.as_ref().map_or(&rule.place, |rate| &rate.place))
}
