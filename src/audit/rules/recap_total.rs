//! A row's total is not the fiche's cost.

use crate::audit::prelude::*;

pub(super) static RULE: Rule =
    Rule::error("recap-total", Family::Recap, check).settled_by(Choices::Recap);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (at, row) in context.wrong_rows().filter(|(_, row)| row.wrong_total) {
        findings.extend(row.cell(ColumnKind::Total).map(|cell| {
            let slip = slip::of_keys(cell.1, cell.2);
            RULE.cell(at, cell).slip(slip).terms(at.cost_terms())
        }));
    }
}
