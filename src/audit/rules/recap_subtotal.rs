//! The subtotal of an axis is neither the sum of the rows as drafted nor the right one.

use crate::{
    audit::{Family, Rule, rule::Context, sums},
    finding::Finding,
    model::RowKind,
};

pub(super) static RULE: Rule = Rule::error("recap-subtotal", Family::Recap, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    // Fiches that have lost their axis are told where they have.
    if context
        .dossier
        .raw
        .findings
        .iter()
        .any(|finding| finding.rule == "axis-unknown")
    {
        return;
    }
    let subtotals = sums::of_rows(context, RowKind::is_subtotal);
    for sum in subtotals.into_iter().filter(sums::Sum::is_wrong) {
        let axis = match sum.row.kind {
            RowKind::Subtotal(axis) => context.dossier.convention.axes[axis].title.as_str(),
            _ => "",
        };
        findings.push(sum.finding(&RULE, context).arg("axis", axis));
    }
}
