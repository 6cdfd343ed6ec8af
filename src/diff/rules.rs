//! The funding rules and the remarks of a fiche that both sides have: which is which, and what changed.

use super::{FicheChange, MentionChange, RuleChange, RuleTerms, ground::View, pairing::Pairing};
use crate::{
    record::{FicheRecord, MentionRecord},
    source::fold,
};

/// What changed in the rules, in the order of the later side: rules as drafted, since what the parties
/// decided instead is told as their decision.
pub(super) fn changes(
    views: [View<'_>; 2],
    before: &FicheRecord,
    after: &FicheRecord,
) -> Vec<FicheChange> {
    let (before, after) = (
        drafted(views[0], Some(before)),
        drafted(views[1], Some(after)),
    );
    let pairing = pairing(&before, &after);
    let changes = rule_changes(&pairing, &before, &after).into_iter();
    let mut changes: Vec<FicheChange> = changes
        .map(|change| FicheChange::Rule(Box::new(change)))
        .collect();
    changes
        .extend((!pairing.moved().is_empty()).then_some(FicheChange::Reordered { name: "rules" }));
    changes
}

/// The rules of a fiche that only one side has.
pub(super) fn all(
    views: [View<'_>; 2],
    before: Option<&FicheRecord>,
    after: Option<&FicheRecord>,
) -> Vec<RuleChange> {
    let (before, after) = (drafted(views[0], before), drafted(views[1], after));
    rule_changes(&Pairing::new(before.len(), after.len()), &before, &after)
}

fn drafted(view: View<'_>, fiche: Option<&FicheRecord>) -> Vec<RuleTerms> {
    fiche
        .into_iter()
        .flat_map(FicheRecord::drafted_rules)
        .map(|rule| view.terms(rule))
        .collect()
}

fn rule_changes(pairing: &Pairing, before: &[RuleTerms], after: &[RuleTerms]) -> Vec<RuleChange> {
    let change = |(rank_before, rank_after): (Option<usize>, Option<usize>)| {
        let before = rank_before.map(|rank| before[rank].clone());
        let after = rank_after.map(|rank| after[rank].clone());
        let funder = after.as_ref().or(before.as_ref())?.funder;
        (before != after).then_some(RuleChange {
            funder,
            rank_before,
            rank_after,
            before,
            after,
        })
    };
    pairing.all().into_iter().filter_map(change).collect()
}

/// The same funder and nature, else the same funder, else another funder who pays the same.
fn pairing(before: &[RuleTerms], after: &[RuleTerms]) -> Pairing {
    let mut pairing = Pairing::new(before.len(), after.len());
    let nature = |rule: &RuleTerms| rule.nature.as_deref().map(fold);
    let pays = |rule: &RuleTerms| Some((nature(rule), rule.rate, rule.fixed.clone()));
    let whole = |rule: &RuleTerms| Some((rule.funder, pays(rule)));
    pairing.by_key(|rank| whole(&before[rank]), |rank| whole(&after[rank]));
    let covers = |rule: &RuleTerms| Some((rule.funder, nature(rule)));
    pairing.by_key(|rank| covers(&before[rank]), |rank| covers(&after[rank]));
    pairing.by_key(
        |rank| Some(before[rank].funder),
        |rank| Some(after[rank].funder),
    );
    pairing.by_key(|rank| pays(&before[rank]), |rank| pays(&after[rank]));
    pairing
}

/// What changed in the remarks, in the order of the later side.
pub(super) fn mentions(
    views: [View<'_>; 2],
    before: Option<&FicheRecord>,
    after: Option<&FicheRecord>,
) -> Vec<MentionChange> {
    let remarks = |view: View<'_>, fiche: Option<&FicheRecord>| -> Vec<MentionChange> {
        let remark = |mention: &MentionRecord| MentionChange {
            funder: mention.funder.map(|funder| view.funder(funder)),
            nature: mention.nature.clone(),
            before: None,
            after: Some(mention.text.clone()),
        };
        fiche
            .into_iter()
            .flat_map(|fiche| &fiche.mentions)
            .map(remark)
            .collect()
    };
    let (before, after) = (remarks(views[0], before), remarks(views[1], after));
    let about = |one: &MentionChange| (one.funder, one.nature.as_deref().map(fold));
    let whole = |one: &MentionChange| Some((about(one), one.after.clone()));
    let mut pairing = Pairing::new(before.len(), after.len());
    pairing.by_key(|rank| whole(&before[rank]), |rank| whole(&after[rank]));
    pairing.by_key(
        |rank| Some(about(&before[rank])),
        |rank| Some(about(&after[rank])),
    );
    let change = |(old, new): (Option<usize>, Option<usize>)| {
        let (old, new) = (old.map(|rank| &before[rank]), new.map(|rank| &after[rank]));
        let text = |one: Option<&MentionChange>| one.and_then(|one| one.after.clone());
        let change = MentionChange {
            before: text(old),
            after: text(new),
            ..new.or(old)?.clone()
        };
        (change.before != change.after).then_some(change)
    };
    pairing.all().into_iter().filter_map(change).collect()
}
