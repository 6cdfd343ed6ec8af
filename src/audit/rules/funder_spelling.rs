//! A funder that looks like another one misspelt.

use crate::audit::prelude::*;

pub(super) static RULE: Rule = Rule::warning("funder-spelling", Family::Funding, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (id, meant) in context.misspelt.iter().copied() {
        let rules = context.rules().find(|(_, rule)| rule.funder == id);
        findings.extend(rules.map(|(fiche, rule)| {
            let finding = RULE.of(fiche, &rule.place).drafted(context.funder(id));
            let finding = finding.expected(context.funder(meant));
            let own = &context.dossier.funders[meant];
            let known = [&own.column, &own.name].map(|name| slip::words(name));
            let is_near = slip::is_near(&slip::words(context.funder(id)), &known);
            // A misspelt party would pay as a stranger in documents that it signs.
            match own.is_party {
                _ if is_near => finding.variant("near"),
                true => finding.severity(Severity::Error),
                false => finding,
            }
        }));
    }
}
