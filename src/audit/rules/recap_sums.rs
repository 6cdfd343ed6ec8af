//! A sum of the recap is neither what its rows add up to as drafted nor the right one: the subtotal of an axis, the total
//! of a year, a total over the years.

use crate::audit::{prelude::*, sums::Sum};

pub(super) static SUBTOTAL: Rule = Rule::error("recap-subtotal", Family::Recap, check);
/// Found with the subtotals, as is the next.
pub(super) static GRAND_TOTAL: Rule =
    Rule::raised("recap-grand-total", Family::Recap, Severity::Error);
pub(super) static OVER_YEARS: Rule =
    Rule::raised("recap-over-years", Family::Recap, Severity::Error);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let axes = &context.dossier.convention.axes;
    // Fiches of an axis that is not known are missing from the subtotal of the one they are meant for.
    let mut read = context.dossier.findings.iter();
    let are_known = read.all(|finding| finding.rule != "axis-unknown");
    for sum in context.sums.iter().filter(|sum| sum.is_wrong()) {
        findings.push(match (sum.year, &sum.row.kind) {
            (None, _) => finding(&OVER_YEARS, sum, context).arg("row", sum.row.label.as_str()),
            (_, RowKind::GrandTotal) => finding(&GRAND_TOTAL, sum, context),
            (_, RowKind::Subtotal(axis)) if are_known => {
                finding(&SUBTOTAL, sum, context).arg("axis", axes[*axis].title.as_str())
            }
            _ => continue,
        });
    }
}

/// A sum that is wrong as it stands; that its rows are wrong too is said with them.
fn finding(rule: &Rule, sum: &Sum<'_>, context: &Context<'_>) -> Finding {
    let of_draft = sum.of_draft.iter().copied().find(|sum| !sum.is_zero());
    let added_up = of_draft.unwrap_or(sum.expected);
    let is_right = added_up == sum.expected;
    let slip = slip::of_keys(sum.drafted, added_up);
    let terms = sum.cells.iter().copied();
    let finding = rule
        .at(sum.place)
        .variant(if is_right { "" } else { "corrected" })
        .drafted(sum.drafted)
        .expected(added_up)
        .slip(slip.or_else(|| slip::of_keys(sum.drafted, sum.expected)))
        .terms(terms.filter(|(amount, _)| !amount.is_zero()))
        .arg("column", context.column_name(sum.kind))
        .arg("when", context.when(sum.year))
        .arg("corrected", sum.expected);
    let year = sum.year.map(|rank| context.dossier.years()[rank].clone());
    Finding { year, ..finding }
}
