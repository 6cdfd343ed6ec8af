//! A fiche that has two rows in the recap.

use crate::{
    audit::{Family, Rule, rule::Context},
    finding::Finding,
    model::RowKind,
};

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
        for row in rows {
            let first = first.label.place.within_file();
            findings.push(
                RULE.at(&row.label.place)
                    .fiche(&fiche.code)
                    .arg("first", first),
            );
        }
    }
}
