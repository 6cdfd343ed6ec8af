//! The total of a year is neither the sum of the rows as drafted nor the right one.

use crate::audit::{prelude::*, sums};

pub(super) static RULE: Rule = Rule::error("recap-grand-total", Family::Recap, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let totals = sums::of_rows(context, |kind| *kind == RowKind::GrandTotal);
    findings.extend(totals.iter().filter_map(|sum| sum.finding(&RULE, context)));
}
