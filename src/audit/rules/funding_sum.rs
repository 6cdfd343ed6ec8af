//! The funders' amounts do not add up to the fiche's cost.

use crate::audit::prelude::*;

pub(super) static RULE: Rule = Rule::error("funding-sum", Family::Funding, check).yearly();

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for at in &context.fiche_years {
        let (split, rules) = (at.split, || at.fiche.rules.iter());
        // Amounts that pay the cost as the draft's totals give it are right: a line is wrong.
        let is_paid = at.hypothesis.as_ref().is_some_and(|supposed| {
            supposed.total != split.total && supposed.unallocated.is_zero()
        });
        let is_known = split.knows(ColumnKind::Unallocated) && at.fiche.has_clear_funding();
        if split.unallocated.is_zero() || is_paid || !is_known {
            continue;
        }
        let fixed = |rule: &FundingRule| rule.fixed(at.rank).is_some();
        let decides = |rule: &FundingRule| fixed(rule) || !rule.is_plain();
        let suspected = rules().find(|rule| fixed(rule) && at.suspect == Some(rule.funder));
        let suspected = suspected.or_else(|| rules().find(|rule| fixed(rule)));
        let Some(rule) = suspected.or_else(|| rules().find(|rule| decides(rule))) else {
            continue;
        };
        let cells = rules().map(|rule| &rule.amounts[at.rank]);
        let terms = cells.filter_map(|cell| Some((cell.amount()?, &cell.place)));
        let place = if fixed(rule) {
            &rule.amounts[at.rank].place
        } else {
            rule.rate_place()
        };
        let paid = split.total - split.unallocated;
        let finding = RULE
            .cell(at, (place, paid, split.total))
            .drafted_terms(terms);
        findings.push(finding.terms(at.cost_terms()).arg("gap", split.unallocated));
    }
}
