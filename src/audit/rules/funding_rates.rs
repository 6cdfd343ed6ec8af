//! The rates that cover a cost line do not add up to 100 %.

use std::collections::BTreeMap;

use crate::{
    audit::{
        Family, Rule,
        rule::{Context, list_years},
    },
    finding::{Fact, Finding, Term},
    model::{CostLine, Fiche, FunderId, FundingRule},
    money::Rate,
    source::Place,
};

pub(super) static RULE: Rule = Rule::error("funding-rates", Family::Funding, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (index, fiche) in context
        .fiches()
        .filter(|(_, fiche)| fiche.has_clear_funding())
    {
        for (rules, lines) in under_the_same_rules(fiche) {
            let line = lines[0];
            let costs = |rank: usize| lines.iter().any(|line| !line.amount(rank).is_zero());
            let is_shared = |rank: usize| {
                fiche.rules.iter().all(|rule| rule.fixed(rank).is_none()) && costs(rank)
            };
            let years: Vec<(usize, i32)> = context
                .years()
                .filter(|(rank, _)| is_shared(*rank))
                .collect();
            let sum: Rate = rules
                .iter()
                .filter_map(|rule| rule.rate.as_ref())
                .map(|rate| rate.value)
                .sum();
            if years.is_empty() || sum == Rate::FULL {
                continue;
            }
            let Some(first) = rules.iter().find_map(|rule| rule.rate.as_ref()) else {
                continue;
            };
            let suspect = years
                .iter()
                .find_map(|(rank, _)| context.draft.fiches[index][*rank].suspect);
            let place = suspect_place(&rules, suspect).unwrap_or(&first.place);
            let terms = rules.iter().filter_map(|rule| rule.rate.as_ref());
            let terms = terms
                .map(|rate| Term {
                    value: Fact::Rate(rate.value),
                    place: rate.place.clone(),
                })
                .collect();
            let finding = RULE
                .at(place)
                .fiche(&fiche.code)
                .drafted(sum)
                .expected(Rate::FULL)
                .drafted_terms(terms);
            let nature = line.nature.as_ref().map_or("", |nature| nature.as_str());
            findings.push(
                finding
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
        let covering: Vec<usize> = (0..fiche.rules.len())
            .filter(|rank| line.is_covered_by(&fiche.rules[*rank]))
            .collect();
        let rules = covering.iter().map(|rank| &fiche.rules[*rank]).collect();
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
