//! A fiche that has two rows in the recap.

use crate::audit::{prelude::*, row::rows};

pub(super) static RULE: Rule = Rule::error("recap-row-twice", Family::Recap, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (index, fiche) in context.fiches() {
        let own = rows(context.dossier).filter(|row| row.draft.kind == RowKind::Fiche(index));
        let mut labels = own.map(|row| &row.draft.label.place);
        if let Some(first) = labels.next() {
            let twice = labels.map(|place| RULE.of(fiche, place));
            findings.extend(twice.map(|finding| finding.arg("first", first.within_file())));
        }
    }
}
