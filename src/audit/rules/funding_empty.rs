//! A funder without a rate, an amount or a mention.

use crate::{
    audit::{Check, Family, Rule, rule::Context},
    finding::{Finding, Severity},
};

pub(super) static RULE: Rule =
    Rule { name: "funding-empty", family: Family::Funding, severity: Severity::Error, check: Check::Audit(check) };

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (_, fiche) in context.fiches() {
        for rule in &fiche.rules {
            let fixed = context.years().any(|(rank, _)| rule.fixed(rank).is_some());
            if rule.rate.is_none() && !fixed {
                findings.push(RULE.at(&rule.place).fiche(&fiche.code).arg("funder", context.funder(rule.funder)));
            }
        }
    }
}
