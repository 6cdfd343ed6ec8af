//! Two articles state different amounts for one thing.

use crate::audit::prelude::*;

pub(super) static RULE: Rule =
    Rule::error("stated-conflict", Family::Articles, check).settled_by(Choices::Article);

/// One finding an amount that differs from the first one stated for the same thing.
fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let stated = &context.dossier.convention.stated;
    for (rank, later) in stated.iter().enumerate() {
        let Some(claim) = later.meaning else { continue };
        let mut before = stated[..rank].iter();
        let first = before.find(|earlier| earlier.meaning == Some(claim));
        let Some(first) = first.filter(|first| first.drafted.value != later.drafted.value) else {
            continue;
        };
        // When one of the two is right, the other is told as wrong, once.
        let is_right =
            |amount| context.claimed(claim) == Some(amount) || context.is_supposed(claim, amount);
        if is_right(first.drafted.value) || is_right(later.drafted.value) {
            continue;
        }
        let finding = context.with_claim(RULE.at(&later.drafted.place), claim);
        findings.push(
            finding
                .drafted(later.drafted.value)
                .terms([(first.drafted.value, &first.drafted.place)])
                .arg("article", later.article.as_str())
                .arg("first", first.article.as_str())
                .arg("first-amount", first.drafted.value),
        );
    }
}
