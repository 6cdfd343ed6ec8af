//! A fiche that has two rows in the recap.

use crate::audit::prelude::*;

pub(super) static RULE: Rule = Rule::error("recap-row-twice", Family::Recap, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let Some(recap) = &context.dossier.recap else {
        return;
    };
    for (index, fiche) in context.fiches() {
        let mut rows = recap
            .rows
            .iter()
            .filter(|row| row.kind == RowKind::Fiche(index));
        let Some(first) = rows.next() else { continue };
        findings.extend(rows.map(|row| {
            let finding = RULE.of(fiche, &row.label.place);
            finding.arg("first", first.label.place.within_file())
        }));
    }
}
