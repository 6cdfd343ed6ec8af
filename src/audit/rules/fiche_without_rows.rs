//! A fiche that the workbook says nothing of.

use crate::{
    audit::{Family, Rule, rule::Context},
    finding::Finding,
};

pub(super) static RULE: Rule = Rule::error("fiche-without-rows", Family::Codes, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (index, fiche) in context.fiches() {
        let silent = fiche.is_silent() || fiche.lacks_costs();
        let variant = if fiche.is_silent() { "" } else { "costs" };
        // A second fiche of one code is another rule's finding.
        if silent && context.dossier.fiche_index(&fiche.code) == Some(index) {
            findings.push(
                RULE.at(&fiche.code.place)
                    .variant(variant)
                    .fiche(&fiche.code)
                    .arg("workbook", context.dossier.raw.workbook.as_str()),
            );
        }
    }
}
