//! The subtotal of an axis is neither the sum of the rows as drafted nor the right one.

use crate::audit::prelude::*;

pub(super) static RULE: Rule = Rule::error("recap-subtotal", Family::Recap, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let convention = &context.dossier.convention;
    // Fiches of an axis that is not declared are missing from the subtotal of the one they are meant for.
    if convention.axes.len() > context.dossier.declared_axes {
        return;
    }
    for sum in context.sums.iter().filter(|sum| sum.year.is_some()) {
        if let RowKind::Subtotal(axis) = sum.row.kind {
            let title = convention.axes[axis].title.as_str();
            let finding = RULE.of_sum(sum, context);
            findings.extend(finding.map(|finding| finding.arg("axis", title)));
        }
    }
}
