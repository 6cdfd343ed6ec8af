//! A sum of the recap is neither what its rows add up to as drafted nor the right one: the subtotal of an axis, the total
//! of a year, a total over the years.

use crate::audit::{
    prelude::*,
    row::{Row, rows},
    sums::Sum,
};

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
    let strays = strays(context);
    let moved = |sum: &&Sum<'_>| {
        if !sum.is_wrong() || !are_known {
            return false;
        }
        let by: Amount = strays
            .iter()
            .filter_map(|stray| stray.moves(sum, context))
            .sum();
        Some(sum.drafted - by) == sum.of_draft.first().copied()
    };
    let (moved, others): (Vec<_>, Vec<_>) = context.sums.iter().partition(moved);
    findings.extend(
        strays
            .iter()
            .filter_map(|stray| stray.finding(&moved, context)),
    );
    for sum in others.into_iter().filter(|sum| sum.is_wrong()) {
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

/// A fiche's row that stands above the subtotal of another axis.
struct Stray<'a> {
    row: Row<'a>,
    fiche: usize,
    axis: usize,
}

fn strays<'a>(context: &Context<'a>) -> Vec<Stray<'a>> {
    let dossier = context.dossier;
    let mut below = None;
    let rows: Vec<Row<'_>> = rows(dossier).collect();
    let strays = rows.into_iter().rev().filter_map(|row| {
        match row.draft.kind {
            RowKind::Subtotal(axis) => below = Some(axis),
            RowKind::GrandTotal => below = None,
            RowKind::Fiche(fiche) => {
                let (fiche_axis, axis) = (dossier.fiches[fiche].axis, below?);
                let is_within = dossier.convention.is_within(fiche_axis, axis);
                return (!is_within).then_some(Stray { row, fiche, axis });
            }
            _ => {}
        }
        None
    });
    strays.collect()
}

impl Stray<'_> {
    /// By how much a subtotal is off that counts the rows above it.
    fn moves(&self, sum: &Sum<'_>, context: &Context<'_>) -> Option<Amount> {
        let RowKind::Subtotal(axis) = sum.row.kind else {
            return None;
        };
        let is_within = |inner| context.dossier.convention.is_within(inner, axis);
        let amount = self.row.stated(sum.year?, sum.kind)?.0;
        match (
            is_within(self.axis),
            sum.counts(self.fiche, context.dossier),
        ) {
            (true, false) => Some(amount),
            (false, true) => Some(-amount),
            _ => None,
        }
    }

    fn finding(&self, moved: &[&Sum<'_>], context: &Context<'_>) -> Option<Finding> {
        let axes = &context.dossier.convention.axes;
        let fiche = &context.dossier.fiches[self.fiche];
        let moved = moved
            .iter()
            .filter(|sum| self.moves(sum, context).is_some());
        let upset: Vec<_> = moved
            .map(|sum| (sum.place, sum.drafted, sum.expected))
            .collect();
        let finding = SUBTOTAL
            .of(fiche, &self.row.draft.label.place)
            .variant("stray");
        let finding = finding.arg("own", axes[fiche.axis].title.as_str());
        let finding = finding.arg("axis", axes[self.axis].title.as_str());
        let finding = Finding {
            settled_by: Choices::Nothing,
            ..finding
        };
        (!upset.is_empty()).then(|| finding.consequences(upset))
    }
}

/// A sum that is wrong as it stands; its wrong rows have findings of their own.
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
