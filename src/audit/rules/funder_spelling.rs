//! A funder that looks like another one misspelt.

use crate::{
    audit::{Check, Family, Rule, rule::Context},
    finding::{Finding, Severity},
    read::nearest,
};

pub(super) static RULE: Rule =
    Rule { name: "funder-spelling", family: Family::Funding, severity: Severity::Warning, check: Check::Audit(check) };

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let funders = &context.dossier.funders;
    for (id, funder) in funders.others() {
        let earlier = funders.iter().filter(|(other, _)| other.0 < id.0);
        let names = earlier.flat_map(|(_, other)| [other.column.as_str(), other.name.as_str()]);
        let Some(near) = nearest(&funder.column, names.filter(|name| name.chars().count() > 4)) else { continue };
        let mut rules = context.fiches().flat_map(|(_, fiche)| fiche.rules.iter().map(move |rule| (fiche, rule)));
        if let Some((fiche, rule)) = rules.find(|(_, rule)| rule.funder == id) {
            let finding = RULE.at(&rule.place).fiche(&fiche.code).drafted(funder.column.as_str());
            findings.push(finding.expected(near));
        }
    }
}
