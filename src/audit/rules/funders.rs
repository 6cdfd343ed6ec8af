//! A funder who pays nothing, or who looks like another one misspelt.

use std::collections::BTreeSet;

use crate::{audit::prelude::*, model::Funder, read::nearest};

/// A funder without a rate, an amount or a mention.
pub(super) static EMPTY: Rule = Rule::error("funding-empty", Family::Funding, empty);

fn empty(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (fiche, rule) in context.rules() {
        let has_fixed = context.years().any(|(rank, _)| rule.fixed(rank).is_some());
        // Rates that would add up without it are another rule's finding, at the same place.
        let is_empty = !rule.follows_costs() && !has_fixed && fiche.has_clear_funding();
        if is_empty && !fills_gap(fiche, rule) {
            let funder = context.funder(rule.funder);
            findings.push(EMPTY.of(fiche, &rule.place).arg("funder", funder));
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

/// A funder with a rate, where there is no cost to pay.
pub(super) static IDLE: Rule = Rule::warning("funding-idle", Family::Funding, idle);

fn idle(context: &Context<'_>, findings: &mut Vec<Finding>) {
    strays(context, findings);
    for (fiche, rule) in context.rules() {
        let covered: Vec<&CostLine> = fiche.covered_by(rule).collect();
        let mut years = covered.iter().flat_map(|line| &line.years);
        let is_awaited = years.any(|cost| cost.said.is_some());
        let is_idle = |(rank, _)| {
            let costs = covered.iter().any(|line| line.may_cost(rank));
            rule.fixed(rank).is_none() && !costs
        };
        // What is not costed yet is paid once it is.
        let is_meant = covered.is_empty() || rule.rate.is_none() || is_awaited;
        if !is_meant && context.years().all(is_idle) {
            let finding = IDLE.of(fiche, &rule.place);
            findings.push(finding.arg("funder", context.funder(rule.funder)));
        }
    }
}

/// Rules for a nature that no line of the fiche has: some line is left unpaid. One finding a nature, which only a correction
/// settles, as who pays what is unknown.
fn strays(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let convention = &context.dossier.convention;
    let costed = context
        .lines()
        .filter_map(|(_, line)| line.nature_key.as_ref());
    let costed: BTreeSet<&String> = costed.collect();
    for (_, fiche) in context
        .fiches()
        .filter(|(_, fiche)| !fiche.lines.is_empty())
    {
        let natures = fiche.budgets().flat_map(|budget| &budget.lines);
        let natures: Vec<_> = natures.filter_map(|line| line.nature.as_ref()).collect();
        let rules = || fiche.budgets().flat_map(|budget| &budget.rules);
        let mut seen: BTreeSet<String> = natures.iter().map(|nature| fold(nature)).collect();
        for rule in rules() {
            let (Some(nature), Some(key)) = (&rule.nature, &rule.nature_key) else {
                continue;
            };
            // A nature that no total counts is reported by `off-total` where no line, or nearly one, has it.
            let is_near = |other: &&Located<String>| slip::is_typo(&fold(other), key);
            let is_reported = convention.is_off_total(Some(key))
                && (!costed.contains(key) || natures.iter().any(is_near));
            if !seen.insert(key.clone()) || is_reported {
                continue;
            }
            let near = nearest(nature, natures.iter().map(|other| other.as_str()));
            let line = natures.iter().find(|other| Some(other.as_str()) == near);
            let is_paid =
                |other_key: &str| rules().any(|rule| rule.nature_key.as_deref() == Some(other_key));
            // The cost is misspelt where others are spelled as the rule is.
            let line = line.filter(|other| costed.contains(key) && !is_paid(&fold(other)));
            let finding = if let Some(line) = line {
                let finding = IDLE.of(fiche, &line.place).variant("line");
                finding.drafted(line.as_str()).expected(nature.as_str())
            } else {
                let finding = IDLE.of(fiche, &nature.place).variant("nature");
                let finding = finding.arg("funder", context.funder(rule.funder));
                let finding = finding.arg("nearest", near.unwrap_or("none"));
                finding.drafted(nature.as_str())
            };
            findings.push(Finding {
                severity: Severity::Error,
                settled_by: Choices::Nothing,
                ..finding
            });
        }
    }
}

/// A funder that looks like another one misspelt.
pub(super) static SPELLING: Rule = Rule::warning("funder-spelling", Family::Funding, spellings);

fn spellings(context: &Context<'_>, findings: &mut Vec<Finding>) {
    hands(context, findings);
    for doubt in context.doubts {
        let rules = context
            .rules()
            .find(|(_, rule)| rule.funder == doubt.funder);
        findings.extend(rules.map(|(fiche, rule)| {
            let finding = SPELLING.of(fiche, &rule.place);
            let finding = finding.drafted(context.funder(doubt.funder));
            let finding = finding.expected(context.funder(doubt.meant));
            match doubt {
                _ if doubt.is_error => finding.severity(Severity::Error),
                _ if doubt.is_slip => finding,
                _ => finding.variant("near"),
            }
        }));
    }
}

/// Names in `de` that are no funder's and look like that of one, or like an earlier one.
fn hands(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let funders = context.dossier.funders.all();
    let mut known: Vec<String> = funders
        .iter()
        .flat_map(Funder::names)
        .map(str::to_owned)
        .collect();
    for funder in funders {
        let Some(hand) = &funder.hand else { continue };
        let key = fold(hand);
        if !known.contains(&key) {
            let near = known.iter().find(|name| slip::is_typo(&key, name));
            findings.extend(near.map(|near| {
                let finding = SPELLING.at(&funder.place).variant("hand");
                finding.drafted(hand.as_str()).expected(near.as_str())
            }));
            known.push(key);
        }
    }
}
