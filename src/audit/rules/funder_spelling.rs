//! A funder that looks like another one misspelt.

use crate::audit::prelude::*;

pub(super) static RULE: Rule = Rule::warning("funder-spelling", Family::Funding, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (id, meant) in context.misspelt.iter().copied() {
        let rules = context.rules().find(|(_, rule)| rule.funder == id);
        findings.extend(rules.map(|(fiche, rule)| {
            let finding = RULE.of(fiche, &rule.place).drafted(context.funder(id));
            let finding = finding.expected(context.funder(meant));
            // A misspelt party would pay as a stranger in documents that it signs.
            let is_party = context.dossier.funders.is_party(meant);
            finding.severity(if is_party {
                Severity::Error
            } else {
                Severity::Warning
            })
        }));
    }
}
