//! Two drafts into a comparison.

use std::collections::BTreeMap;

use super::{
    agreement,
    aligned::Aligned,
    changes::{Amounts, AxisShares, Texts},
    comparison::{Comparison, Reason, SCHEMA, Subject, Uncompared, Which},
    controls,
    draft::Draft,
    fiche::Sides,
    figures::Move,
    pages::Pages,
    pairing::Ranks,
};
use crate::record::Record;

/// Compares amounts and texts. Pages are left to the module that draws them.
pub fn compare(before: &Draft, after: &Draft) -> Comparison {
    let aligned = Aligned::new(&before.record, &after.record);
    let [old, new] = &aligned.sides;
    let mut amounts = Amounts {
        axes: axes(&aligned),
        total: aligned.shares(Some(&old.total), Some(&new.total)),
        ..Amounts::default()
    };
    let mut gone = BTreeMap::new();
    let are_whole = before.is_whole() && after.is_whole();
    if are_whole {
        let known = before.controls.as_deref().zip(after.controls.as_deref());
        let controls = controls::changes(&aligned, known);
        (amounts.findings, amounts.decisions) = (controls.findings, controls.decisions);
        gone = controls.gone;
        amounts.agreement = agreement::changes(&aligned);
        let advance = |record: &Record| record.convention.advance.as_ref()?.amount;
        let moved = Move::new(advance(old), advance(new));
        amounts.advance = moved.is_change().then_some(moved);
    }
    let (mut texts, mut pairs) = (Texts::default(), Vec::new());
    for (place, pair) in aligned.fiches.iter().enumerate() {
        let fiche = Sides::new(&aligned, *pair, are_whole);
        let findings = gone.remove(&place).unwrap_or_default();
        amounts.fiches.extend(fiche.amounts(findings));
        texts.fiches.extend(fiche.texts());
        pairs.extend(fiche.named());
    }
    Comparison {
        schema: SCHEMA,
        before: before.side(),
        after: after.side(),
        amounts,
        texts,
        pages: Pages::default(),
        uncompared: uncompared(before, after),
        pairs,
        years: aligned.years,
        funders: aligned.funders,
    }
}

fn axes(aligned: &Aligned<'_>) -> Vec<AxisShares> {
    let [before, after] = &aligned.sides;
    let subtotal = |(old, new): &Ranks| {
        let own = |record: &Record, rank: Option<usize>| record.convention.axes.get(rank?).cloned();
        let axis = own(after, *new).or_else(|| own(before, *old))?;
        let splits = |record: &'_ Record, rank: Option<usize>| record.axes.get(rank?).cloned();
        let (old, new) = (splits(before, *old), splits(after, *new));
        Some(AxisShares {
            prefix: axis.prefix,
            title: axis.title,
            shares: aligned.shares(old.as_ref(), new.as_ref())?,
        })
    };
    aligned.axes.iter().filter_map(subtotal).collect()
}

/// What each side lacks; what two workbooks lack is said once.
fn uncompared(before: &Draft, after: &Draft) -> Vec<Uncompared> {
    let lacks = |draft: &Draft| {
        let mut lacks = Vec::new();
        if !draft.is_whole() {
            let missing = [
                Subject::Agreement,
                Subject::Texts,
                Subject::Findings,
                Subject::Decisions,
                Subject::Pages,
            ];
            lacks.extend(missing.map(|what| (what, Reason::BareWorkbook, None)));
            // The audit holds a drafted recap against the figures, and findings are compared; without them it is not.
            lacks.push((Subject::Recap, Reason::OnlyComputed, None));
        }
        lacks.extend(draft.uncompared.iter().cloned());
        lacks
    };
    let is_shared = |reason: Reason| {
        let is_of_workbooks = matches!(reason, Reason::BareWorkbook | Reason::OnlyComputed);
        is_of_workbooks && !before.is_whole() && !after.is_whole()
    };
    let mut all = Vec::new();
    for (draft, side) in [(before, Which::Before), (after, Which::After)] {
        for (what, reason, detail) in lacks(draft) {
            let side = Some(side).filter(|_| !is_shared(reason));
            if side.is_some() || all.iter().all(|one: &Uncompared| one.what != what) {
                all.push(Uncompared {
                    what,
                    side,
                    reason,
                    detail,
                });
            }
        }
    }
    all
}
