//! A dossier without a fiche, in its files or in its workbook: what is published says nothing.

use crate::audit::prelude::*;

/// Nothing to sign is nothing to decide on.
pub(super) static RULE: Rule =
    Rule::error("dossier-empty", Family::Codes, check).settled_by(Choices::Nothing);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    if context.dossier.fiches.is_empty() {
        let finding = RULE.at(&context.dossier.convention.file());
        findings.push(finding.arg("workbook", context.dossier.workbook.as_str()));
    }
}
