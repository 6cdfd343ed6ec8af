//! A fiche that the recap has no row for.

use crate::{
    audit::{prelude::*, row::drafted},
    model::{DraftRecap, DraftRow},
};

pub(super) static RULE: Rule = Rule::error("recap-row-missing", Family::Recap, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let Some(recap) = &context.dossier.recap else {
        return;
    };
    for (index, fiche) in context
        .fiches()
        .filter(|(index, fiche)| context.is_first(*index, fiche))
    {
        let has_row = recap
            .rows
            .iter()
            .any(|row| row.kind == RowKind::Fiche(index));
        // A row under another code that shows exactly what the fiche costs is its own: the code is wrong.
        let is_recoded = || {
            context
                .orphans()
                .any(|(_, row, _)| shows(context, recap, row, index))
        };
        if !has_row && !is_recoded() {
            let finding = RULE.of(fiche, &recap.place);
            let finding = finding.expected(context.ruled.fiches[index].all.total);
            findings.push(finding.arg("file", fiche.code.place.to_string()));
        }
    }
}

fn shows(context: &Context<'_>, recap: &DraftRecap, row: &DraftRow, fiche: usize) -> bool {
    let mut years = context.ruled.fiches[fiche].years.iter().enumerate();
    years.all(|(year, split)| {
        let stated = drafted(recap, row, Some(year), ColumnKind::Total);
        stated.unwrap_or_default() == split.total
    })
}
