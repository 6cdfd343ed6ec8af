//! The subtotal of an axis is neither the sum of the rows as drafted nor the right one.

use crate::audit::{prelude::*, sums};

pub(super) static RULE: Rule = Rule::error("recap-subtotal", Family::Recap, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    // Fiches that have lost their axis are told where they have.
    let mut read = context.dossier.findings.iter();
    if read.any(|finding| finding.rule == "axis-unknown") {
        return;
    }
    for sum in sums::of_rows(context, RowKind::is_subtotal) {
        let axis = match sum.row.kind {
            RowKind::Subtotal(axis) => context.dossier.convention.axes[axis].title.as_str(),
            _ => "",
        };
        findings.extend(
            sum.finding(&RULE, context)
                .map(|finding| finding.arg("axis", axis)),
        );
    }
}
