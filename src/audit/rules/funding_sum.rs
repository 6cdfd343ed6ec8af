//! The funders' amounts do not add up to the fiche's cost.

use crate::audit::prelude::*;

pub(super) static RULE: Rule = Rule::error("funding-sum", Family::Funding, check).yearly();

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for at in context
        .fiche_years()
        .filter(|at| at.fiche.has_clear_funding())
    {
        let (split, rules) = (at.split, &at.fiche.rules);
        // Amounts that pay the cost as the draft's totals give it are right: a line is wrong.
        let is_paid = at.draft.hypothesis.as_ref().is_some_and(|supposed| {
            supposed.total != split.total && supposed.unallocated.is_zero()
        });
        let fixed: Vec<&FundingRule> = rules
            .iter()
            .filter(|rule| rule.fixed(at.rank).is_some())
            .collect();
        let suspected = fixed
            .iter()
            .find(|rule| at.draft.suspect == Some(rule.funder));
        let Some(rule) = suspected.or(fixed.first()) else {
            continue;
        };
        if split.unallocated.is_zero() || is_paid {
            continue;
        }
        let term = |rule: &&FundingRule| {
            let fixed = rule.fixed(at.rank).unwrap_or_default();
            Term::new(fixed, &rule.amounts[at.rank].place)
        };
        findings.push(
            RULE.within(at, &rule.amounts[at.rank].place)
                .drafted(split.total - split.unallocated)
                .expected(split.total)
                .drafted_terms(fixed.iter().map(term).collect())
                .terms(at.cost_terms())
                .arg("gap", split.unallocated),
        );
    }
}
