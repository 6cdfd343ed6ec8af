//! Two articles state different amounts for one thing.

use crate::{
    audit::{
        Family, Rule,
        rule::{Context, term},
    },
    finding::{Choices, Finding},
};

pub(super) static RULE: Rule =
    Rule::error("stated-conflict", Family::Articles, check).settled_by(Choices::Article);

/// One finding an amount that differs from the first one stated for the same thing.
fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let stated = &context.dossier.convention.stated;
    for (rank, later) in stated.iter().enumerate() {
        let Some(claim) = later.claim else { continue };
        let mut same = stated[..rank]
            .iter()
            .filter(|earlier| earlier.claim == Some(claim));
        let Some(first) = same
            .next()
            .filter(|first| first.amount.value != later.amount.value)
        else {
            continue;
        };
        // When one of the two is right, the other is told as wrong, once.
        let right = context.figures.claimed(claim, context.dossier.parties());
        let supposed = context.supposed(claim);
        let is_right = |amount| {
            right == Some(amount)
                || supposed
                    .as_ref()
                    .is_some_and(|range| range.contains(&amount))
        };
        if is_right(first.amount.value) || is_right(later.amount.value) {
            continue;
        }
        let finding = context
            .with_claim(RULE.at(&later.amount.place), claim)
            .drafted(later.amount.value)
            .arg("article", later.article.as_str());
        let finding = finding.terms(vec![term(first.amount.value, &first.amount.place)]);
        findings.push(
            finding
                .arg("first", first.article.as_str())
                .arg("first-amount", first.amount.value),
        );
    }
}
