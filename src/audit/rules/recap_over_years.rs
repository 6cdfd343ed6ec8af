//! A total over the years is neither the sum of the years as drafted nor the right one.

use crate::{
    audit::{Family, Rule, rule::Context, sums},
    finding::Finding,
};

pub(super) static RULE: Rule = Rule::error("recap-over-years", Family::Recap, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let totals = sums::over_years(context);
    findings.extend(totals.into_iter().filter(sums::Sum::is_wrong).map(|sum| {
        let label = sum.row.label.value.clone();
        sum.finding(&RULE, context).arg("row", label)
    }));
}
