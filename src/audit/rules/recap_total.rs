//! A row's total is not the fiche's cost.

use crate::audit::prelude::*;

pub(super) static RULE: Rule =
    Rule::error("recap-total", Family::Recap, check).settled_by(Choices::Recap);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for row in context.wrong_rows().filter(|row| row.draft.wrong_total) {
        let Some((_, drafted, expected)) = row.cell(ColumnKind::Total) else {
            continue;
        };
        let finding = RULE.in_row(&row, ColumnKind::Total);
        let slip = slip::of_keys(drafted, expected);
        findings.extend(finding.map(|finding| finding.slip(slip).terms(row.at.cost_terms())));
    }
}
