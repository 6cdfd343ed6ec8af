//! The total of a year is neither the sum of the rows as drafted nor the right one.

use crate::audit::prelude::*;

pub(super) static RULE: Rule = Rule::error("recap-grand-total", Family::Recap, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let totals = context
        .sums
        .iter()
        .filter(|sum| sum.row.kind == RowKind::GrandTotal);
    let totals = totals.filter(|sum| sum.year.is_some());
    findings.extend(totals.filter_map(|sum| RULE.of_sum(sum, context)));
}
