//! A number is missing between two codes of an axis.

use crate::audit::prelude::*;

pub(super) static RULE: Rule = Rule::info("code-gap", Family::Codes, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (axis, title) in context.dossier.convention.axes.iter().enumerate() {
        let of_axis = context.fiches().filter(|(_, fiche)| fiche.axis == axis);
        let mut codes: Vec<&Located<Code>> = of_axis.map(|(_, fiche)| &fiche.code).collect();
        codes.sort_by_key(|code| code.numbers());
        let before = std::iter::once(None).chain(codes.iter().copied().map(Some));
        for (earlier, later) in before.zip(&codes) {
            let numbers = earlier.map(|code| code.numbers()).unwrap_or_default();
            let Some(missing) = first_missing(&numbers, &later.numbers()) else {
                continue;
            };
            let missing: Vec<String> = missing.iter().map(u32::to_string).collect();
            let missing = format!("{} {}", title.prefix, missing.join("."));
            let previous = earlier.map_or("none", |code| code.spelling());
            let finding = RULE.at(&later.place).fiche(later).arg("missing", missing);
            findings.push(finding.arg("previous", previous));
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
