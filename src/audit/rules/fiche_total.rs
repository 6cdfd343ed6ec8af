//! A fiche's drafted total is not the sum of its lines.

use crate::{
    audit::{Family, Rule, rule::Context, slip},
    finding::Finding,
    model::Fiche,
    money::Amount,
};

pub(super) static RULE: Rule = Rule::error("fiche-total", Family::Lines, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (index, fiche) in context.fiches() {
        for (rank, year) in context.years() {
            let is_sign = fiche
                .lines
                .iter()
                .any(|line| line.amount(rank).is_negative());
            if is_sign || !context.draft.fiches[index][rank].wrong_total {
                // A wrong sign is told by `line-negative`.
                continue;
            }
            let sum: Amount = fiche.lines.iter().map(|line| line.amount(rank)).sum();
            for total in &fiche.drafted_totals {
                let cell = &total.years[rank];
                if let Some(drafted) = cell.amount().filter(|drafted| *drafted != sum) {
                    let finding = suspect(fiche, rank, drafted - sum).unwrap_or_else(|| {
                        let mut finding =
                            RULE.at(&cell.place).terms(Context::cost_terms(fiche, rank));
                        finding.slip = slip::of_keys(drafted, sum);
                        finding.drafted(drafted).expected(sum)
                    });
                    let finding = finding
                        .arg("total", drafted)
                        .arg("sum", sum)
                        .arg("gap", drafted - sum);
                    findings.push(finding.fiche(&fiche.code).year(year));
                }
            }
        }
    }
}

/// The only line that a simple slip turned into what it is, should the total be right.
fn suspect(fiche: &Fiche, year: usize, gap: Amount) -> Option<Finding> {
    let corrected = fiche.lines.iter().filter_map(|line| {
        let cell = &line.years[year].amount;
        let drafted = cell.amount()?;
        let expected = drafted + gap;
        let mut finding = RULE
            .at(&cell.place)
            .variant("line")
            .drafted(drafted)
            .expected(expected);
        finding.slip = slip::of_keys(drafted, expected);
        finding.slip.is_some().then_some(finding)
    });
    slip::only(corrected.collect())
}
