//! A fiche that the recap has no row for.

use crate::{
    audit::{Family, Rule, rule::Context},
    finding::Finding,
    model::RowKind,
};

pub(super) static RULE: Rule = Rule::error("recap-row-missing", Family::Recap, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let Some(recap) = &context.dossier.recap else {
        return;
    };
    for (index, fiche) in context.fiches() {
        let has_row = recap
            .rows
            .iter()
            .any(|row| row.kind == RowKind::Fiche(index));
        // A second fiche of one code is another rule's finding.
        if !has_row
            && !context.orphan_of(index)
            && context.dossier.fiche_index(&fiche.code) == Some(index)
        {
            let total = context.ruled.fiches[index].all.total;
            findings.push(
                RULE.at(&recap.place)
                    .fiche(&fiche.code)
                    .expected(total)
                    .arg("file", fiche.code.place.to_string()),
            );
        }
    }
}
