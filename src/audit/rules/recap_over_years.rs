//! A total over the years is neither the sum of the years as drafted nor the right one.

use crate::audit::prelude::*;

pub(super) static RULE: Rule = Rule::error("recap-over-years", Family::Recap, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for sum in context.sums.iter().filter(|sum| sum.year.is_none()) {
        let finding = RULE.of_sum(sum, context);
        findings.extend(finding.map(|finding| finding.arg("row", sum.row.label.as_str())));
    }
}
