//! A funder that looks like another one misspelt.

use crate::audit::{draft::misspelt_funders, prelude::*};

pub(super) static RULE: Rule = Rule::warning("funder-spelling", Family::Funding, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (id, meant) in misspelt_funders(context.dossier) {
        let rules = context.fiches();
        let mut rules =
            rules.flat_map(|(_, fiche)| fiche.rules.iter().map(move |rule| (fiche, rule)));
        let Some((fiche, rule)) = rules.find(|(_, rule)| rule.funder == id) else {
            continue;
        };
        let mut finding = RULE
            .of(fiche, &rule.place)
            .drafted(context.funder(id))
            .expected(context.funder(meant));
        // A misspelt party would pay as a stranger in documents that it signs.
        if context.dossier.funders.is_party(meant) {
            finding.severity = Severity::Error;
        }
        findings.push(finding);
    }
}
