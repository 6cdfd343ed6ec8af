//! The total of a year is neither the sum of the rows as drafted nor the right one.

use crate::audit::{prelude::*, sums::Sum};

pub(super) static RULE: Rule = Rule::error("recap-grand-total", Family::Recap, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let is_total = |sum: &&Sum<'_>| sum.year.is_some() && sum.row.kind == RowKind::GrandTotal;
    let totals = context.sums.iter().filter(is_total);
    findings.extend(totals.filter_map(|sum| RULE.of_sum(sum, context)));
}
