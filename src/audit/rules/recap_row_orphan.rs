//! A row of the recap whose code no fiche bears.

use crate::{audit::prelude::*, read::nearest};

pub(super) static RULE: Rule = Rule::error("recap-row-orphan", Family::Recap, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (row, code) in context.orphans() {
        let cells = context.years();
        let cells = cells.filter_map(|(rank, _)| row.cell(rank, ColumnKind::Total));
        let cells: Vec<CellAmount> = cells.map(|cell| cell.value).collect();
        if cells.contains(&CellAmount::Unreadable) {
            continue;
        }
        let total: Amount = cells.into_iter().filter_map(CellAmount::amount).sum();
        let codes = context.fiches().map(|(_, fiche)| fiche.code.spelling());
        let near = nearest(code.spelling(), codes).unwrap_or("none");
        let finding = RULE.at(&row.draft.label.place).fiche(code).drafted(total);
        findings.push(finding.arg("nearest", near));
    }
}
