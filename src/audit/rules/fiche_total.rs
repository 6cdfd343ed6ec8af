//! A fiche's drafted total is not the sum of its lines.

use crate::audit::{
    prelude::*,
    shift::{Wrong, told},
};

pub(super) static RULE: Rule = Rule::error("fiche-total", Family::Lines, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (index, fiche) in context.fiches() {
        for row in &fiche.drafted_totals {
            let years = context.years_of(index).iter().filter(|at| at.wrong_total);
            let wrong = years.filter_map(|at| {
                let (cell, sum) = (&row.years[at.rank].amount, fiche.cost(at.rank));
                let total = cell.amount().filter(|total| *total != sum)?;
                // A wrong sign is told by `line-negative`.
                let mut costs = at.cost_terms();
                let is_signed = costs.any(|(amount, _)| amount.is_negative());
                let cell = (&cell.place, total, sum);
                (!is_signed).then_some(Wrong { at, cell })
            });
            let wrong: Vec<Wrong<'_>> = wrong.collect();
            findings.extend(told(&wrong, finding));
        }
    }
}

fn finding(wrong: &Wrong<'_>) -> Finding {
    let (at, (_, total, sum)) = (wrong.at, wrong.cell);
    let gap = total - sum;
    // The only line that a simple slip turned into what it is, should the total be right.
    let suspects = at.cost_terms().filter_map(|(drafted, place)| {
        let slip = slip::of_keys(drafted, drafted + gap)?;
        let finding = RULE.cell(at, (place, drafted, drafted + gap));
        Some(finding.variant("line").slip(slip))
    });
    let finding = only(suspects).unwrap_or_else(|| {
        let finding = RULE.cell(at, wrong.cell).terms(at.cost_terms());
        finding.slip(slip::of_keys(total, sum))
    });
    finding.arg("total", total).arg("sum", sum).arg("gap", gap)
}
