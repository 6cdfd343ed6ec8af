//! A line, or a whole fiche, that costs something and that nobody pays.

use crate::{
    audit::{Check, Family, Rule, rule::Context},
    finding::{Finding, Severity},
};

pub(super) static RULE: Rule =
    Rule { name: "funding-none", family: Family::Funding, severity: Severity::Error, check: Check::Audit(check) };

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (_, fiche) in context.fiches() {
        for (rank, year) in context.years() {
            if fiche.rules.iter().any(|rule| rule.fixed(rank).is_some()) {
                continue;
            }
            for line in &fiche.lines {
                let covered = fiche.rules.iter().any(|rule| line.is_covered_by(rule) && rule.rate.is_some());
                let amount = line.amount(rank);
                if covered || amount.is_zero() {
                    continue;
                }
                let name = line.nature.as_ref().or(line.label.as_ref()).map_or("", |name| name.as_str());
                let variant = if fiche.rules.is_empty() { "fiche" } else { "" };
                let finding = RULE.at(&line.years[rank].amount.place).variant(variant).fiche(&fiche.code).year(year);
                findings.push(finding.drafted(amount).arg("nature", name));
            }
        }
    }
}
