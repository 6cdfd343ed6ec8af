//! A blank still to fill: dots, « à préciser », « à confirmer ».

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
        findings.extend(marks.chain(text.blanks()).map(|(place, found)| Finding {
            fiche: text.fiche.clone(),
            ..RULE.at(&place).severity(severity).drafted(found)
        }));
    }
    // The labels of cost lines, which the fiches print: one that ends so is still to be written.
    let is_blank = |label: &str| {
        let own = fold(label);
        MARKERS.iter().any(|marker| own.ends_with(&fold(marker)))
    };
    for (fiche, line) in context.lines() {
        let label = line.label.as_ref().filter(|label| is_blank(label));
        findings.extend(label.map(|label| {
            let finding = RULE.of(fiche, &label.place).severity(severity);
            finding.drafted(label.as_str())
        }));
    }
}
