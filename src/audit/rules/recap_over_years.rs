//! A total over the years is neither the sum of the years as drafted nor the right one.

use crate::audit::{prelude::*, sums};

pub(super) static RULE: Rule = Rule::error("recap-over-years", Family::Recap, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for sum in sums::over_years(context) {
        let finding = sum.finding(&RULE, context);
        findings.extend(finding.map(|finding| finding.arg("row", sum.row.label.as_str())));
    }
}
