//! What pays a cost does not add up to it.

use std::collections::BTreeMap;

use crate::{audit::prelude::*, compute::Known};

/// The rates that cover a cost line do not add up to 100 %.
pub(super) static RATES: Rule = Rule::error("funding-rates", Family::Funding, rates);

fn rates(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let fiches = context.fiches();
    for (index, fiche) in fiches.filter(|(_, fiche)| fiche.has_clear_funding()) {
        for (lines, rules) in under_the_same_rules(fiche) {
            let rates = || rules.iter().filter_map(|rule| rule.rate.as_ref());
            let sum: Rate = rates().map(|rate| rate.value).sum();
            let is_shared = |at: &&FicheYear<'_>| {
                let costs = lines.iter().any(|line| !line.amount(at.rank).is_zero());
                at.split.known == Known::All && costs && !fiche.has_fixed(at.rank)
            };
            let years: Vec<_> = context.years_of(index).iter().filter(is_shared).collect();
            // Where a ceiling, a base or a balance decides, only amounts can be held against the cost.
            let is_plain = rules.iter().all(|rule| rule.is_plain());
            let is_wrong = !years.is_empty() && sum != Rate::FULL && is_plain;
            let first = rates().next().filter(|_| is_wrong);
            let Some(first) = first else { continue };
            // The rate of the funder that the recap points at, or the rule that has none.
            let suspect = years.iter().find_map(|at| at.suspect);
            let suspected = rules.iter().find(|rule| suspect == Some(rule.funder));
            let rule = suspected.or_else(|| rules.iter().find(|rule| rule.rate.is_none()));
            let place = rule.map_or(&first.place, |rule| rule.rate_place());
            let nature = lines[0].nature.as_ref();
            let finding = RATES.of(fiche, place).drafted(sum).expected(Rate::FULL);
            let terms = rates().map(|rate| (rate.value, &rate.place));
            let nature = nature.map_or("", |nature| nature.as_str());
            let finding = finding.drafted_terms(terms).arg("lines", nature);
            findings.push(finding.arg("years", list(years.iter().map(|at| at.year))));
        }
    }
}

/// The lines that the same rules cover, in the order of their first line, and these rules.
fn under_the_same_rules(fiche: &Fiche) -> Vec<(Vec<&CostLine>, Vec<&FundingRule>)> {
    let mut groups: Vec<(Vec<_>, Vec<_>)> = Vec::new();
    let mut ranks = BTreeMap::new();
    for line in &fiche.lines {
        let covers = |rank: &usize| line.is_covered_by(&fiche.rules[*rank]);
        let covering: Vec<usize> = (0..fiche.rules.len()).filter(covers).collect();
        let rank = *ranks.entry(covering).or_insert(groups.len());
        if rank == groups.len() {
            let rules = fiche.rules.iter().filter(|rule| line.is_covered_by(rule));
            groups.push((Vec::new(), rules.collect()));
        }
        groups[rank].0.push(line);
    }
    groups
}

/// The funders' amounts do not add up to the fiche's cost.
pub(super) static SUM: Rule = Rule::error("funding-sum", Family::Funding, amounts).yearly();

/// Whether rates alone leave what is not paid, or pay too much: they are then a finding.
fn is_left_by_rates(at: &FicheYear<'_>, step: Amount) -> bool {
    let left = under_the_same_rules(at.fiche).into_iter();
    let left = left.filter(|(_, rules)| rules.iter().all(|rule| rule.is_plain()));
    let left = left.map(|(lines, rules)| {
        let cost: Amount = lines.iter().map(|line| line.amount(at.rank)).sum();
        let rates = rules.iter().filter_map(|rule| rule.rate.as_ref());
        cost - cost.at(rates.map(|rate| rate.value).sum())
    });
    let left: Amount = left.sum();
    !at.fiche.has_fixed(at.rank) && (at.split.unallocated - left).abs() <= step
}

fn amounts(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let step = context.dossier.convention.step.amount();
    for at in &context.fiche_years {
        let (split, rules) = (at.split, || at.fiche.rules.iter());
        // Amounts that pay the cost as the draft's totals give it are right: a line is wrong.
        let is_paid = at.hypothesis.as_ref().is_some_and(|supposed| {
            supposed.total != split.total && supposed.unallocated.is_zero()
        });
        let is_known = split.knows(ColumnKind::Unallocated) && at.fiche.has_clear_funding();
        if split.unallocated.is_zero() || is_paid || !is_known || is_left_by_rates(at, step) {
            continue;
        }
        let fixed = |rule: &FundingRule| rule.fixed(at.rank).is_some();
        let suspected = rules().find(|rule| fixed(rule) && at.suspect == Some(rule.funder));
        let decides = |rule: &FundingRule| fixed(rule) || !rule.is_plain();
        let suspected = suspected.or_else(|| rules().find(|rule| fixed(rule)));
        let Some(rule) = suspected.or_else(|| rules().find(|rule| decides(rule))) else {
            continue;
        };
        let cells = rules().map(|rule| &rule.amounts[at.rank]);
        let terms = cells.filter_map(|cell| Some((cell.amount()?, &cell.place)));
        let fixed_place = Some(&rule.amounts[at.rank].place).filter(|_| fixed(rule));
        let place = fixed_place.unwrap_or(rule.rate_place());
        let finding = SUM.cell(at, (place, split.total - split.unallocated, split.total));
        let finding = finding.drafted_terms(terms).terms(at.cost_terms());
        findings.push(finding.arg("gap", split.unallocated));
    }
}
