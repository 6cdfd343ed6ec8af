//! A dossier without a fiche, in its files or in its workbook: what is published says nothing.

use crate::{
    audit::{Family, Rule, rule::Context},
    finding::{Choices, Finding},
};

pub(super) static RULE: Rule =
    Rule::error("dossier-empty", Family::Codes, check).settled_by(Choices::Nothing);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    if context.fiches().next().is_none() {
        let workbook = context.dossier.raw.workbook.as_str();
        findings.push(
            RULE.at(&context.dossier.convention.settings.file)
                .arg("workbook", workbook),
        );
    }
}
