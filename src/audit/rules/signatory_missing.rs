//! A party for which nobody is named to sign, or whose signatory bears no office.

use crate::audit::prelude::*;

pub(super) static RULE: Rule = Rule::warning("signatory-missing", Family::Texts, check);

/// In documents meant to be signed, it blocks: the signature page would have a blank.
fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for party in &context.dossier.convention.parties {
        let (place, variant) = match (&party.signatory, &party.quality) {
            (Some(_), Some(_)) => continue,
            (Some(signatory), None) => (&signatory.place, "quality"),
            (None, Some(quality)) => (&quality.place, ""),
            (None, None) => (&party.id.place, ""),
        };
        let finding = RULE
            .at(place)
            .variant(variant)
            .severity(context.blank_severity());
        findings.push(finding.arg("party", party.name.as_str()));
    }
}
