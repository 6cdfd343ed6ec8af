//! A year of the agreement that the recap has no column for.

use crate::{
    audit::{Check, Family, Rule, rule::Context},
    finding::{Finding, Severity},
};

pub(super) static RULE: Rule = Rule {
    name: "recap-year-missing",
    family: Family::Recap,
    severity: Severity::Error,
    check: Check::Audit(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let Some(recap) = &context.dossier.recap else {
        return;
    };
    for (rank, year) in context.years() {
        if recap.columns.iter().all(|column| column.year != Some(rank)) {
            let total = context.ruled.total.years[rank].total;
            findings.push(RULE.at(&recap.place).year(year).expected(total));
        }
    }
}
