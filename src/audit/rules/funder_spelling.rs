//! A funder that looks like another one misspelt.

use crate::{
    audit::{Family, Rule, draft, rule::Context},
    finding::{Finding, Severity},
};

pub(super) static RULE: Rule = Rule::warning("funder-spelling", Family::Funding, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (id, meant) in draft::misspelt_funders(context.dossier) {
        let mut rules = context
            .fiches()
            .flat_map(|(_, fiche)| fiche.rules.iter().map(move |rule| (fiche, rule)));
        if let Some((fiche, rule)) = rules.find(|(_, rule)| rule.funder == id) {
            let mut finding = RULE
                .at(&rule.place)
                .fiche(&fiche.code)
                .drafted(context.funder(id));
            // A misspelt party would pay as a stranger in documents that it signs.
            if context.dossier.funders.is_party(meant) {
                finding.severity = Severity::Error;
            }
            findings.push(finding.expected(context.funder(meant)));
        }
    }
}
