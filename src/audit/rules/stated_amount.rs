//! An article states another amount than what it claims to be.

use crate::{
    audit::{
        Check, Family, Rule,
        rule::{Context, term},
        search,
    },
    finding::{Finding, Severity},
    model::{Claim, ColumnKind},
};

pub(super) static RULE: Rule =
    Rule { name: "stated-amount", family: Family::Articles, severity: Severity::Error, check: Check::Audit(check) };

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for stated in &context.dossier.convention.stated {
        let Some(claim) = stated.claim.filter(|claim| *claim != Claim::Advance) else { continue };
        let Some(expected) = context.figures.claimed(claim, &context.dossier.funders) else { continue };
        if stated.amount.value == expected
            || context.supposed(claim).is_some_and(|range| range.contains(&stated.amount.value))
        {
            continue;
        }
        let finding =
            context.with_claim(RULE.at(&stated.amount.place), claim).drafted(stated.amount.value).expected(expected);
        let finding = finding.arg("article", stated.article.as_str()).arg("label", stated.label.as_str());
        let finding = finding.terms(year_terms(context, claim));
        findings.push(match search::explain(context, stated.amount.value) {
            Some(explanation) => explanation.describe(finding.variant("explained")),
            None => finding,
        });
    }
}

/// What the claim is each year, from the recap's totals when it has the column.
fn year_terms(context: &Context<'_>, claim: Claim) -> Vec<crate::finding::Term> {
    let (Claim::Share(_, None) | Claim::Total(None)) = claim else { return Vec::new() };
    let of_year = |rank: usize| match claim {
        Claim::Share(funder, _) => (Claim::Share(funder, Some(rank)), ColumnKind::Funder(funder)),
        _ => (Claim::Total(Some(rank)), ColumnKind::Total),
    };
    let term_of = |(rank, _): (usize, i32)| {
        let (claim, kind) = of_year(rank);
        let amount = context.figures.claimed(claim, &context.dossier.funders)?;
        let place = context.grand_total_cell(rank, kind).unwrap_or(context.dossier.convention.file.clone());
        Some(term(amount, &place))
    };
    context.years().filter_map(term_of).collect()
}
