//! A funder with a rate, where there is no cost to pay.

use crate::{
    audit::{Check, Family, Rule, rule::Context},
    finding::{Finding, Severity},
};

pub(super) static RULE: Rule =
    Rule { name: "funding-idle", family: Family::Funding, severity: Severity::Warning, check: Check::Audit(check) };

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (_, fiche) in context.fiches() {
        for rule in &fiche.rules {
            let mut covered = fiche.lines.iter().filter(|line| line.is_covered_by(rule));
            let costs = covered.any(|line| context.years().any(|(rank, _)| !line.amount(rank).is_zero()));
            let fixed = context.years().any(|(rank, _)| rule.fixed(rank).is_some());
            if rule.rate.is_some() && !costs && !fixed {
                let nature = rule.nature.as_ref().map_or("none", |nature| nature.as_str());
                let finding = RULE.at(&rule.place).fiche(&fiche.code).arg("funder", context.funder(rule.funder));
                findings.push(finding.arg("nature", nature));
            }
        }
    }
}
