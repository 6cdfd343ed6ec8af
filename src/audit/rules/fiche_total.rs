//! A fiche's drafted total is not the sum of its lines.

use crate::audit::prelude::*;

pub(super) static RULE: Rule = Rule::error("fiche-total", Family::Lines, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for at in context.fiche_years.iter().filter(|at| at.wrong_total) {
        // A wrong sign is told by `line-negative`.
        if at.cost_terms().any(|(amount, _)| amount.is_negative()) {
            continue;
        }
        let sum = at.fiche.cost(at.rank);
        for total in &at.fiche.drafted_totals {
            let cell = &total.years[at.rank].amount;
            let total = cell.amount().filter(|total| *total != sum);
            let Some(total) = total else { continue };
            let gap = total - sum;
            // The only line that a simple slip turned into what it is, should the total be right.
            let suspects = at.cost_terms().filter_map(|(drafted, place)| {
                let slip = slip::of_keys(drafted, drafted + gap)?;
                let finding = RULE.cell(at, (place, drafted, drafted + gap));
                Some(finding.variant("line").slip(slip))
            });
            let finding = only(suspects).unwrap_or_else(|| {
                let finding = RULE
                    .cell(at, (&cell.place, total, sum))
                    .terms(at.cost_terms());
                finding.slip(slip::of_keys(total, sum))
            });
            findings.push(finding.arg("total", total).arg("sum", sum).arg("gap", gap));
        }
    }
}
