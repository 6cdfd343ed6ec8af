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
            let Some(drafted) = cell.amount().filter(|drafted| *drafted != sum) else {
                continue;
            };
            let of_total = || {
                let finding = RULE.within(at, &cell.place).drafted(drafted).expected(sum);
                finding
                    .terms(at.cost_terms())
                    .slip(slip::of_keys(drafted, sum))
            };
            let finding = suspect(at, drafted - sum).unwrap_or_else(of_total);
            let finding = finding.arg("total", drafted).arg("sum", sum);
            findings.push(finding.arg("gap", drafted - sum));
        }
    }
}

/// The only line that a simple slip turned into what it is, should the total be right.
fn suspect(at: &FicheYear<'_>, gap: Amount) -> Option<Finding> {
    only(at.cost_terms().filter_map(|(drafted, place)| {
        let slip = slip::of_keys(drafted, drafted + gap)?;
        let finding = RULE.within(at, place).variant("line").drafted(drafted);
        Some(finding.expected(drafted + gap).slip(slip))
    }))
}
