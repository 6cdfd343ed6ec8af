//! The rates that cover a cost line do not add up to 100 %.

use std::collections::BTreeMap;

use crate::{
    audit::{
        Check, Family, Rule,
        rule::{Context, list_years},
    },
    finding::{Fact, Finding, Severity, Term},
    model::{CostLine, Fiche, FunderId, FundingRule},
    money::Rate,
    source::Place,
};

pub(super) static RULE: Rule =
    Rule { name: "funding-rates", family: Family::Funding, severity: Severity::Error, check: Check::Audit(check) };

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (index, fiche) in context.fiches().filter(|(_, fiche)| fiche.has_clear_funding()) {
        for (rules, lines) in under_the_same_rules(fiche) {
            let line = lines[0];
            let costs = |rank: usize| lines.iter().any(|line| is_shared_by_rates(fiche, line, rank));
            let years: Vec<(usize, i32)> = context.years().filter(|(rank, _)| costs(*rank)).collect();
            let sum: Rate = rules.iter().filter_map(|rule| rule.rate.as_ref()).map(|rate| rate.value).sum();
            if years.is_empty() || sum == Rate::FULL {
                continue;
            }
            let Some(first) = rules.iter().find_map(|rule| rule.rate.as_ref()) else { continue };
            let suspect = years.iter().find_map(|(rank, _)| context.draft.fiches[index][*rank].suspect);
            let place = suspect_place(&rules, suspect).unwrap_or(&first.place);
            let terms = rules.iter().filter_map(|rule| rule.rate.as_ref());
            let terms = terms.map(|rate| Term { value: Fact::Rate(rate.value), place: rate.place.clone() }).collect();
            let finding = RULE.at(place).fiche(&fiche.code).drafted(sum).expected(Rate::FULL).drafted_terms(terms);
            let nature = line.nature.as_ref().map_or("", |nature| nature.as_str());
            findings.push(finding.arg("lines", nature).arg("years", list_years(years.iter().map(|(_, year)| *year))));
        }
    }
}

/// The lines that the same rules cover, with these rules, in the order of their first line.
fn under_the_same_rules(fiche: &Fiche) -> Vec<(Vec<&FundingRule>, Vec<&CostLine>)> {
    let mut groups: Vec<(Vec<&FundingRule>, Vec<&CostLine>)> = Vec::new();
    let mut ranks: BTreeMap<Vec<usize>, usize> = BTreeMap::new();
    for line in &fiche.lines {
        let covering = || fiche.rules.iter().enumerate().filter(|(_, rule)| line.is_covered_by(rule));
        let rank = *ranks.entry(covering().map(|(rank, _)| rank).collect()).or_insert(groups.len());
        if rank == groups.len() {
            groups.push((covering().map(|(_, rule)| rule).collect(), Vec::new()));
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

fn covering<'a>(fiche: &'a Fiche, line: &'a CostLine) -> impl Iterator<Item = &'a FundingRule> {
    fiche.rules.iter().filter(|rule| line.is_covered_by(rule))
}

/// Whether the line costs something in a year where rates alone decide who pays, and some rate covers it.
fn is_shared_by_rates(fiche: &Fiche, line: &CostLine, year: usize) -> bool {
    let no_fixed = fiche.rules.iter().all(|rule| rule.fixed(year).is_none());
    !line.amount(year).is_zero() && no_fixed && covering(fiche, line).any(|rule| rule.rate.is_some())
}
