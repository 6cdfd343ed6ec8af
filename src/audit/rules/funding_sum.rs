//! The funders' amounts do not add up to the fiche's cost.

use crate::{audit::prelude::*, model::FunderId};

pub(super) static RULE: Rule = Rule::error("funding-sum", Family::Funding, check).yearly();

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for at in context
        .fiche_years
        .iter()
        .filter(|at| at.fiche.has_clear_funding())
    {
        let split = at.split;
        // Amounts that pay the cost as the draft's totals give it are right: a line is wrong.
        let is_paid = at.hypothesis.as_ref().is_some_and(|supposed| {
            supposed.total != split.total && supposed.unallocated.is_zero()
        });
        let fixed = at.fiche.rules.iter().filter_map(|rule| {
            Some((
                rule.funder,
                (rule.fixed(at.rank)?, &rule.amounts[at.rank].place),
            ))
        });
        let fixed: Vec<(FunderId, (Amount, &Place))> = fixed.collect();
        let suspected = fixed.iter().find(|(funder, _)| at.suspect == Some(*funder));
        let Some((_, (_, place))) = suspected.or(fixed.first()) else {
            continue;
        };
        if !split.unallocated.is_zero() && !is_paid {
            let finding = RULE.within(at, place);
            findings.push(
                finding
                    .drafted(split.total - split.unallocated)
                    .expected(split.total)
                    .drafted_terms(fixed.iter().map(|(_, term)| *term))
                    .terms(at.cost_terms())
                    .arg("gap", split.unallocated),
            );
        }
    }
}
