//! A share of the recap stands in another funder's column.

use crate::audit::prelude::*;

pub(super) static RULE: Rule = Rule::error("recap-column", Family::Recap, check)
    .yearly()
    .settled_by(Choices::Recap);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (at, row) in context.wrong_rows() {
        let mut told = Vec::new();
        for &(owner, column) in &row.misplaced {
            let cell = row.cell(column).filter(|_| !told.contains(&column));
            let Some(cell) = cell else { continue };
            told.extend([column, owner]);
            let name = context.column_name(owner);
            let is_swapped = row.misplaced.contains(&(column, owner));
            let slip = if is_swapped {
                Slip::new("swapped-columns", name.clone())
            } else {
                Slip::new("wrong-column", name.clone())
            };
            let finding = RULE.cell(at, cell).slip(slip).consequences(row.cell(owner));
            let finding = finding
                .terms(context.share_terms(at, column))
                .arg("owner", name);
            let finding = finding.arg("column", context.column_name(column));
            findings.push(context.with_rounding(finding, at));
        }
    }
}
