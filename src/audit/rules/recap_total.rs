//! A row's total is not the fiche's cost.

use crate::audit::prelude::*;

pub(super) static RULE: Rule =
    Rule::error("recap-total", Family::Recap, check).settled_by(Choices::Recap);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (at, row) in context.wrong_rows().filter(|(_, row)| row.wrong_total) {
        let cell = row.cell(ColumnKind::Total);
        findings.extend(cell.map(|(place, drafted, expected)| {
            let finding = RULE.within(at, place).drafted(drafted).expected(expected);
            finding
                .slip(slip::of_keys(drafted, expected))
                .terms(at.cost_terms())
        }));
    }
}
