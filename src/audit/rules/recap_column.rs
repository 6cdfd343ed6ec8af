//! A share of the recap stands in another funder's column.

use crate::audit::prelude::*;

pub(super) static RULE: Rule = Rule::error("recap-column", Family::Recap, check)
    .yearly()
    .settled_by(Choices::Recap);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for row in context.wrong_rows() {
        let misplaced = &row.draft.misplaced;
        let mut told = Vec::new();
        for &(owner, column) in misplaced {
            let Some(mut finding) = RULE
                .in_row(&row, column)
                .filter(|_| !told.contains(&column))
            else {
                continue;
            };
            told.extend([column, owner]);
            if let Some((place, drafted, expected)) = row.cell(owner) {
                finding = finding.consequence(place, drafted, expected);
            }
            let name = context.column_name(owner);
            let is_swapped = misplaced.contains(&(column, owner));
            let slip = if is_swapped {
                Slip::SwappedColumns
            } else {
                Slip::WrongColumn
            };
            findings.push(
                finding
                    .slip(slip(name.clone()))
                    .terms(context.share_terms(row.at, column))
                    .arg("owner", name)
                    .arg("column", context.column_name(column)),
            );
        }
    }
}
