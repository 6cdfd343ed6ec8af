//! A working note left in documents meant to be signed.

use crate::audit::{prelude::*, texts};

pub(super) static RULE: Rule = Rule::error("text-stage-note", Family::Texts, check);

/// Folded to lower case without accents.
const NOTES: [&str; 4] = [
    "document de travail",
    "ne pas diffuser",
    "version provisoire",
    "point d'etape le",
];

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    if !context.purpose.is_final() {
        return;
    }
    for text in texts::all(context.dossier) {
        let notes = NOTES.iter().flat_map(|note| text.find(note));
        findings.extend(notes.map(|(place, found)| Finding {
            fiche: text.fiche.clone(),
            ..RULE.at(&place).drafted(found)
        }));
    }
}
