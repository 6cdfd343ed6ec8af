//! The rates that cover a cost line do not add up to 100 %.

use crate::{audit::prelude::*, model::FunderId};

pub(super) static RULE: Rule = Rule::error("funding-rates", Family::Funding, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (index, fiche) in context
        .fiches()
        .filter(|(_, fiche)| fiche.has_clear_funding())
    {
        for (rules, lines) in under_the_same_rules(fiche) {
            let is_shared = |at: &&FicheYear<'_>| {
                let costs = lines.iter().any(|line| !line.amount(at.rank).is_zero());
                costs && !fiche.has_fixed(at.rank)
            };
            let years: Vec<_> = context.years_of(index).iter().filter(is_shared).collect();
            let rates = || rules.iter().filter_map(|rule| rule.rate.as_ref());
            let sum: Rate = rates().map(|rate| rate.value).sum();
            let Some(first) = rates().next() else {
                continue;
            };
            if years.is_empty() || sum == Rate::FULL {
                continue;
            }
            let suspect = years.iter().find_map(|at| at.suspect);
            let place = suspect_place(&rules, suspect).unwrap_or(&first.place);
            let nature = lines[0].nature.as_ref();
            let finding = RULE.of(fiche, place).drafted(sum).expected(Rate::FULL);
            let finding = finding
                .drafted_terms(rates().map(|rate| (rate.value, &rate.place)))
                .arg("lines", nature.map_or("", |nature| nature.as_str()));
            findings.push(finding.arg("years", list_years(years.iter().map(|at| at.year))));
        }
    }
}

/// The lines that the same rules cover, with these rules, in the order of their first line.
fn under_the_same_rules(fiche: &Fiche) -> Vec<(Vec<&FundingRule>, Vec<&CostLine>)> {
    let mut groups: Vec<(Vec<usize>, Vec<&CostLine>)> = Vec::new();
    for line in &fiche.lines {
        let ranks = 0..fiche.rules.len();
        let ranks = ranks
            .filter(|rank| line.is_covered_by(&fiche.rules[*rank]))
            .collect();
        match groups.iter_mut().find(|(known, _)| *known == ranks) {
            Some((_, lines)) => lines.push(line),
            None => groups.push((ranks, vec![line])),
        }
    }
    let rules = |ranks: Vec<usize>| ranks.iter().map(|rank| &fiche.rules[*rank]).collect();
    groups
        .into_iter()
        .map(|(ranks, lines)| (rules(ranks), lines))
        .collect()
}

/// The rate of the funder that the recap points at, or the rule that has none.
fn suspect_place<'a>(rules: &[&'a FundingRule], suspect: Option<FunderId>) -> Option<&'a Place> {
    let suspected = rules.iter().find(|rule| suspect == Some(rule.funder));
    let rule = suspected.or_else(|| rules.iter().find(|rule| rule.rate.is_none()))?;
    Some(rule.rate.as_ref().map_or(&rule.place, |rate| &rate.place))
}
