//! The total of a year is neither the sum of the rows as drafted nor the right one.

use crate::{
    audit::{Check, Family, Rule, rule::Context, sums},
    finding::{Finding, Severity},
    model::RowKind,
};

pub(super) static RULE: Rule = Rule {
    name: "recap-grand-total",
    family: Family::Recap,
    severity: Severity::Error,
    check: Check::Audit(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let totals = sums::of_rows(context, |kind| *kind == RowKind::GrandTotal);
    findings.extend(
        totals
            .into_iter()
            .filter(sums::Sum::is_wrong)
            .map(|sum| sum.finding(&RULE, context)),
    );
}
