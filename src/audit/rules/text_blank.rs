//! A blank still to fill: dots, « à préciser », « à confirmer ».

use crate::{
    audit::{Check, Family, Rule, rule::Context, texts},
    finding::{Finding, Severity},
};

pub(super) static RULE: Rule =
    Rule { name: "text-blank", family: Family::Texts, severity: Severity::Warning, check: Check::Audit(check) };

/// What officers write where something is still to come, folded to lower case without accents.
const MARKERS: [&str; 5] = ["a preciser", "a confirmer", "a completer", "a definir", "a renseigner"];

/// In documents meant to be signed, a blank blocks.
fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let severity = if context.dossier.convention.settings.is_final { Severity::Error } else { Severity::Warning };
    for text in texts::all(context.dossier) {
        let marks = MARKERS.iter().flat_map(|marker| text.find_remark(marker)).chain(text.blanks());
        for (place, found) in marks {
            let mut finding = RULE.at(&place).drafted(found);
            finding.severity = severity;
            finding.fiche.clone_from(&text.fiche);
            findings.push(finding);
        }
    }
}
