//! A number is missing between two codes of an axis.

use crate::{
    audit::{Family, Rule, rule::Context},
    finding::Finding,
    model::Fiche,
};

pub(super) static RULE: Rule = Rule::info("code-gap", Family::Codes, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (axis, title) in context.dossier.convention.axes.iter().enumerate() {
        let mut fiches: Vec<&Fiche> = context
            .fiches()
            .map(|(_, fiche)| fiche)
            .filter(|fiche| fiche.axis == axis)
            .collect();
        fiches.sort_by_key(|fiche| fiche.code.numbers());
        let before = std::iter::once(None).chain(fiches.iter().copied().map(Some));
        for (earlier, later) in before.zip(&fiches) {
            let numbers = earlier
                .map(|fiche| fiche.code.numbers())
                .unwrap_or_default();
            if let Some(missing) = first_missing(&numbers, &later.code.numbers()) {
                let missing = missing
                    .iter()
                    .map(u32::to_string)
                    .collect::<Vec<_>>()
                    .join(".");
                let finding = RULE
                    .at(&later.code.place)
                    .fiche(&later.code)
                    .arg("missing", format!("{} {missing}", title.prefix));
                let previous = earlier.map_or("none", |fiche| fiche.code.spelling());
                findings.push(finding.arg("previous", previous));
            }
        }
    }
}

/// The number that should come right after `before` on the way to `after`, if it is skipped.
fn first_missing(before: &[u32], after: &[u32]) -> Option<Vec<u32>> {
    let shared = before.iter().zip(after).take_while(|(a, b)| a == b).count();
    let expected = before.get(shared).map_or(1, |number| number + 1);
    let reached = *after.get(shared)?;
    let mut missing = after[..shared].to_vec();
    if reached > expected {
        missing.push(expected);
        return Some(missing);
    }
    // The first of a new group starts at 1 on every level below.
    let below = after[shared + 1..].iter().position(|number| *number > 1)?;
    missing.extend(&after[shared..=shared + below]);
    missing.push(1);
    Some(missing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_seen_on_every_level() {
        assert_eq!(first_missing(&[1, 1], &[1, 2, 1]), None);
        assert_eq!(first_missing(&[1, 2, 3], &[1, 3, 1]), None);
        assert_eq!(first_missing(&[2, 2], &[2, 5]), Some(vec![2, 3]));
        assert_eq!(first_missing(&[], &[1, 3]), Some(vec![1, 1]));
        assert_eq!(first_missing(&[1, 3], &[2, 2]), Some(vec![2, 1]));
        assert_eq!(first_missing(&[1, 1], &[1, 1]), None);
    }
}
