//! The funders' amounts do not add up to the fiche's cost.

use crate::{
    audit::{
        Family, Rule,
        rule::{Context, term},
    },
    finding::Finding,
    money::Amount,
};

pub(super) static RULE: Rule = Rule::error("funding-sum", Family::Funding, check).yearly();

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (index, fiche) in context
        .fiches()
        .filter(|(_, fiche)| fiche.has_clear_funding())
    {
        for (rank, year) in context.years() {
            let split = &context.ruled.fiches[index].years[rank];
            let fixed: Vec<_> = fiche
                .rules
                .iter()
                .filter(|rule| rule.fixed(rank).is_some())
                .map(|rule| &rule.amounts[rank])
                .collect();
            // Amounts that pay the cost as the draft's totals give it are right: a line is wrong.
            let supposed = context.draft.fiches[index][rank].hypothesis.as_ref();
            let is_paid =
                supposed.is_some_and(|own| own.total != split.total && own.unallocated.is_zero());
            let Some(first) = fixed
                .first()
                .filter(|_| !split.unallocated.is_zero() && !is_paid)
            else {
                continue;
            };
            let sum: Amount = split.total - split.unallocated;
            let terms = fixed
                .iter()
                .map(|cell| term(cell.amount().unwrap_or_default(), &cell.place))
                .collect();
            let suspect = context.draft.fiches[index][rank].suspect;
            let suspected = fiche
                .rules
                .iter()
                .find(|rule| rule.fixed(rank).is_some() && suspect == Some(rule.funder));
            let place = suspected.map_or(&first.place, |rule| &rule.amounts[rank].place);
            let finding = RULE
                .at(place)
                .fiche(&fiche.code)
                .year(year)
                .drafted(sum)
                .expected(split.total);
            findings.push(
                finding
                    .drafted_terms(terms)
                    .terms(Context::cost_terms(fiche, rank))
                    .arg("gap", split.unallocated),
            );
        }
    }
}
