//! Two drafts into a comparison.

use super::{
    agreement,
    aligned::Aligned,
    changes::{Amounts, AxisShares, FicheTexts, Texts},
    comparison::{Comparison, FichePair, Reason, SCHEMA, Subject, Uncompared, Which},
    controls,
    draft::Draft,
    fiche,
    figures::Move,
    pages::Pages,
    texts,
};
use crate::record::Record;

/// Compares amounts and texts. Pages are left to the module that draws them.
pub fn compare(before: &Draft, after: &Draft) -> Comparison {
    let aligned = Aligned::new(&before.record, &after.record);
    let are_whole = before.is_whole() && after.is_whole();
    let known = before.controls.as_deref().zip(after.controls.as_deref());
    let mut controls = if are_whole {
        controls::changes(&aligned, known)
    } else {
        controls::ControlChanges::default()
    };
    let [old, new] = &aligned.sides;
    let fiches = aligned
        .fiches
        .iter()
        .enumerate()
        .filter_map(|(place, pair)| {
            let gone = controls.gone.remove(&place).unwrap_or_default();
            fiche::amounts(&aligned, *pair, are_whole, gone)
        });
    let amounts = Amounts {
        fiches: fiches.collect(),
        agreement: if are_whole {
            agreement::changes(&aligned)
        } else {
            Vec::new()
        },
        axes: axes(&aligned),
        total: aligned.shares(Some(&old.total), Some(&new.total)),
        advance: advance(old, new).filter(|_| are_whole),
        findings: controls.findings,
        decisions: controls.decisions,
    };
    let both = |(before, after): (Option<usize>, Option<usize>)| {
        (
            before.map(|rank| &old.fiches[rank]),
            after.map(|rank| &new.fiches[rank]),
        )
    };
    let text = |pair: &(Option<usize>, Option<usize>)| {
        let (Some(old), Some(new)) = both(*pair) else {
            return None;
        };
        let changes = texts::changes(Some(old), Some(new));
        (!changes.is_empty()).then(|| FicheTexts {
            before: fiche::name(old),
            after: fiche::name(new),
            changes,
        })
    };
    let texts = aligned
        .fiches
        .iter()
        .filter(|_| are_whole)
        .filter_map(text)
        .collect();
    let pair = |pair: &(Option<usize>, Option<usize>)| {
        let (old, new) = both(*pair);
        Some(FichePair {
            before: pair.0,
            after: pair.1,
            name: fiche::name(new.or(old)?),
        })
    };
    Comparison {
        schema: SCHEMA,
        before: before.side(),
        after: after.side(),
        amounts,
        texts: Texts { fiches: texts },
        pages: Pages::default(),
        uncompared: uncompared(before, after),
        pairs: aligned.fiches.iter().filter_map(pair).collect(),
        years: aligned.years,
        funders: aligned.funders,
    }
}

fn advance(before: &Record, after: &Record) -> Option<Move> {
    let amount = |record: &Record| record.convention.advance.as_ref()?.amount;
    let moved = Move {
        before: amount(before),
        after: amount(after),
    };
    Some(moved).filter(Move::is_change)
}

fn axes(aligned: &Aligned<'_>) -> Vec<AxisShares> {
    let [before, after] = &aligned.sides;
    let subtotal = |(old, new): &(Option<usize>, Option<usize>)| {
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
            let bare = [
                Subject::Agreement,
                Subject::Texts,
                Subject::Findings,
                Subject::Decisions,
                Subject::Pages,
            ];
            lacks.extend(bare.map(|what| (what, Reason::BareWorkbook, None)));
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
