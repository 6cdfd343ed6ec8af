//! A fiche that the recap has no row for.

use crate::audit::{
    prelude::*,
    row::{Row, rows},
};

pub(super) static RULE: Rule = Rule::error("recap-row-missing", Family::Recap, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let Some(recap) = &context.dossier.recap else {
        return;
    };
    for (index, fiche) in context.first_fiches() {
        let splits = &context.ruled.fiches[index];
        let Some(cost) = context.known_cost(index) else {
            continue;
        };
        let shows_all = |row: Row<'_>| {
            splits.years.iter().enumerate().all(|(year, split)| {
                let stated = row.drafted(year, ColumnKind::Total);
                stated.unwrap_or_default() == split.total
            })
        };
        // A row under another code, or one that can't be read, that shows exactly what the fiche costs is its own.
        let unnamed = rows(context.dossier).filter(|row| row.draft.kind == RowKind::Unknown);
        let mut others = context.orphans().map(|(row, _)| row).chain(unnamed);
        let has_row = Row::of_fiche(context.dossier, index).is_some();
        if !has_row && !others.any(shows_all) {
            let finding = RULE.of(fiche, &recap.place).expected(cost);
            findings.push(finding.arg("file", fiche.code.place.to_string()));
        }
    }
}
