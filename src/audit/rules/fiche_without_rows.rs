//! A fiche that the workbook says nothing of.

use crate::audit::prelude::*;

pub(super) static RULE: Rule = Rule::error("fiche-without-rows", Family::Codes, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (index, fiche) in context.first_fiches() {
        let variant = match (fiche.is_silent(), fiche.lacks_costs()) {
            (true, _) => "",
            (false, true) => "costs",
            (false, false) => continue,
        };
        // The rows may be those whose code could not be read.
        if context.known_cost(index).is_none() {
            continue;
        }
        let finding = RULE.of(fiche, &fiche.code.place).variant(variant);
        findings.push(finding.arg("workbook", context.dossier.workbook.as_str()));
    }
}
