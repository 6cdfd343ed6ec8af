//! A blank still to fill: dots, « à préciser », « à confirmer ».

use std::collections::BTreeMap;

use crate::audit::{prelude::*, texts};

pub(super) static RULE: Rule = Rule::warning("text-blank", Family::Texts, check);

/// What officers write where something is still to come, folded to lower case without accents.
const MARKERS: [&str; 7] = [
    "a preciser",
    "a confirmer",
    "a completer",
    "a definir",
    "a renseigner",
    "a determiner",
    "a remplacer",
];

/// In documents meant to be signed, a blank blocks.
fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let severity = context.blank_severity();
    for text in texts::all(context.dossier) {
        let marks = MARKERS.iter().flat_map(|marker| text.find_remark(marker));
        // A cell is one place, whatever it leaves open.
        let found: BTreeMap<Place, String> = marks.chain(text.blanks()).collect();
        findings.extend(found.into_iter().map(|(place, found)| Finding {
            fiche: text.fiche.clone(),
            ..RULE.at(&place).severity(severity).drafted(found)
        }));
    }
}
