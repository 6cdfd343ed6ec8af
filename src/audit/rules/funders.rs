//! A funder who pays nothing, or who looks like another one misspelt.

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
    for (fiche, rule) in context.rules() {
        let covered: Vec<&CostLine> = fiche.covered_by(rule).collect();
        let mut years = covered.iter().flat_map(|line| &line.years);
        let is_awaited = years.any(|cost| cost.said.is_some());
        let is_idle = |(rank, _)| {
            let costs = covered.iter().any(|line| line.may_cost(rank));
            rule.fixed(rank).is_none() && !costs
        };
        let finding = match &rule.nature {
            // A rule for a nature that no line has leaves some line unpaid: an error, listed here and nowhere else. It
            // keeps the audit from telling who pays what, so that only a correction settles it.
            Some(nature) if covered.is_empty() && !fiche.lines.is_empty() => {
                let natures = fiche.lines.iter().filter_map(|line| line.nature.as_deref());
                let near = nearest(nature, natures.map(String::as_str)).unwrap_or("none");
                let finding = IDLE.of(fiche, &nature.place).variant("nature");
                let finding = finding.drafted(nature.as_str()).arg("nearest", near);
                Finding {
                    severity: Severity::Error,
                    settled_by: Choices::Nothing,
                    ..finding
                }
            }
            _ if covered.is_empty() || rule.rate.is_none() => continue,
            // What is not costed yet is paid once it is.
            _ if is_awaited => continue,
            _ if context.years().all(is_idle) => IDLE.of(fiche, &rule.place),
            _ => continue,
        };
        findings.push(finding.arg("funder", context.funder(rule.funder)));
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
            // Whoever is misspelt would pay as a stranger beside a column of its own.
            match context.dossier.funders[doubt.meant].has_column {
                _ if !doubt.is_slip => finding.variant("near"),
                true => finding.severity(Severity::Error),
                false => finding,
            }
        }));
    }
}

/// Names in `de` that nobody bears and that look like one that somebody does, or like an earlier one.
fn hands(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let funders = context.dossier.funders.all();
    for (rank, funder) in funders.iter().enumerate() {
        let Some(hand) = &funder.hand else { continue };
        let earlier = funders[..rank].iter();
        let earlier = earlier.filter_map(|other| other.hand.as_deref().map(fold));
        let names = funders.iter().flat_map(Funder::names).map(str::to_owned);
        let known: Vec<String> = names.chain(earlier).collect();
        let own = fold(hand);
        if known.contains(&own) {
            continue;
        }
        // One letter makes another name of a short one.
        let long = known
            .iter()
            .map(String::as_str)
            .filter(|name| name.len() > 3);
        findings.extend(nearest(&own, long).map(|near| {
            let finding = SPELLING.at(&funder.place).variant("hand");
            finding.drafted(hand.as_str()).expected(near)
        }));
    }
}
