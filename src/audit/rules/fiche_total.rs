//! A fiche's drafted total is not the sum of its lines.

use crate::audit::prelude::*;

pub(super) static RULE: Rule = Rule::error("fiche-total", Family::Lines, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for at in context.fiche_years().filter(|at| at.draft.wrong_total) {
        let FicheYear { fiche, rank, .. } = at;
        // A wrong sign is told by `line-negative`.
        if fiche
            .lines
            .iter()
            .any(|line| line.amount(rank).is_negative())
        {
            continue;
        }
        let sum = fiche.cost(rank);
        for cell in fiche
            .drafted_totals
            .iter()
            .map(|total| &total.years[rank].amount)
        {
            let Some(drafted) = cell.amount().filter(|drafted| *drafted != sum) else {
                continue;
            };
            let of_total = || {
                RULE.within(at, &cell.place)
                    .drafted(drafted)
                    .expected(sum)
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
fn suspect(at: FicheYear<'_>, gap: Amount) -> Option<Finding> {
    let corrected = at.fiche.lines.iter().filter_map(|line| {
        let cell = &line.years[at.rank].amount;
        let drafted = cell.amount()?;
        let slip = slip::of_keys(drafted, drafted + gap)?;
        let finding = RULE
            .within(at, &cell.place)
            .variant("line")
            .drafted(drafted);
        Some(finding.expected(drafted + gap).slip(slip))
    });
    only(corrected.collect())
}
