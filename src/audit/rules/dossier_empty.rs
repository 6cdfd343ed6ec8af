//! A dossier without a fiche, in its files or in its workbook: what is published says nothing.

use crate::{
    audit::{Check, Family, Rule, rule::Context},
    finding::{Finding, Severity},
};

pub(super) static RULE: Rule = Rule {
    name: "dossier-empty",
    family: Family::Codes,
    severity: Severity::Error,
    check: Check::Audit(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    if context.fiches().next().is_none() {
        let workbook = context.dossier.raw.workbook.as_str();
        findings.push(
            RULE.at(&context.dossier.convention.settings.file)
                .arg("workbook", workbook),
        );
    }
}
