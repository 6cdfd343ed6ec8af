//! The cost lines of a fiche that both sides have: which is which, and what changed in them.

use super::{FicheChange, LineChange, Move, ground::View, pairing::Pairing, words};
use crate::{
    record::{FicheRecord, LineRecord},
    source::fold,
};

/// Two lines as alike as this, in thousandths, are one.
const SAME_LINE: u64 = 550;

/// What changed in the lines, in the order of the later side.
pub(super) fn changes(
    views: [View<'_>; 2],
    before: &FicheRecord,
    after: &FicheRecord,
) -> Vec<FicheChange> {
    let pairing = pairing(views, &before.lines, &after.lines);
    let change = |(rank_before, rank_after): (Option<usize>, Option<usize>)| {
        let (old, new) = (
            rank_before.map(|rank| &before.lines[rank]),
            rank_after.map(|rank| &after.lines[rank]),
        );
        let change = line_change(views, (rank_before, old), (rank_after, new));
        is_change(&change).then(|| FicheChange::Line(Box::new(change)))
    };
    let mut changes: Vec<FicheChange> = pairing.all().into_iter().filter_map(change).collect();
    changes
        .extend((!pairing.moved().is_empty()).then_some(FicheChange::Reordered { name: "lines" }));
    changes
}

/// The lines of a fiche that only one side has.
pub(super) fn all(
    views: [View<'_>; 2],
    before: Option<&FicheRecord>,
    after: Option<&FicheRecord>,
) -> Vec<LineChange> {
    let lines =
        |fiche: Option<&FicheRecord>| fiche.map(|fiche| fiche.lines.clone()).unwrap_or_default();
    let gone = lines(before).into_iter().enumerate();
    let gone = gone.map(|(rank, line)| line_change(views, (Some(rank), Some(&line)), (None, None)));
    let new = lines(after).into_iter().enumerate();
    gone.chain(new.map(|(rank, line)| line_change(views, (None, None), (Some(rank), Some(&line)))))
        .collect()
}

fn line_change(
    views: [View<'_>; 2],
    (rank_before, before): (Option<usize>, Option<&LineRecord>),
    (rank_after, after): (Option<usize>, Option<&LineRecord>),
) -> LineChange {
    let (costs_before, costs_after) = (views[0].costs(before), views[1].costs(after));
    let sum = |costs: &[Option<_>]| costs.iter().copied().flatten().sum();
    let all = Move {
        before: before.map(|_| sum(&costs_before)),
        after: after.map(|_| sum(&costs_after)),
    };
    let moves = costs_before
        .into_iter()
        .zip(costs_after)
        .map(|(before, after)| Move { before, after });
    let days = views[0]
        .days(before)
        .into_iter()
        .zip(views[1].days(after))
        .collect();
    let (before, after) = (before.cloned(), after.cloned());
    LineChange {
        rank_before,
        rank_after,
        before,
        after,
        years: moves.collect(),
        all,
        days,
    }
}

/// A year that only one side has is no change of a line without an amount there.
fn is_change(change: &LineChange) -> bool {
    let (Some(before), Some(after)) = (&change.before, &change.after) else {
        return true;
    };
    let named = |line: &LineRecord| (line.nature.clone(), line.label.clone(), line.tax);
    named(before) != named(after)
        || change.years.iter().any(Move::is_change)
        || change.days.iter().any(|(before, after)| before != after)
}

fn pairing(views: [View<'_>; 2], before: &[LineRecord], after: &[LineRecord]) -> Pairing {
    let mut pairing = Pairing::new(before.len(), after.len());
    let name = |line: &LineRecord| {
        (
            line.nature.as_deref().map(fold),
            line.label.as_deref().map(fold),
        )
    };
    let whole =
        |view: View<'_>, line: &LineRecord| Some((name(line), line.tax, view.costs(Some(line))));
    pairing.by_key(
        |rank| whole(views[0], &before[rank]),
        |rank| whole(views[1], &after[rank]),
    );
    let is_one =
        |lines: &[LineRecord], own| lines.iter().filter(|line| name(line) == own).count() == 1;
    // A nature alone names a line only where no other has it.
    let named = |line: &LineRecord| {
        let own = name(line);
        let is_named =
            line.label.is_some() || is_one(before, own.clone()) && is_one(after, own.clone());
        is_named.then_some(own)
    };
    pairing.by_key(|rank| named(&before[rank]), |rank| named(&after[rank]));
    pairing.by_likeness(SAME_LINE, |b, a| likeness(views, &before[b], &after[a]));
    pairing
}

/// The label counts most, then the amounts, then the nature.
fn likeness(views: [View<'_>; 2], before: &LineRecord, after: &LineRecord) -> u64 {
    let text = |text: &Option<String>| text.as_deref().map(fold).unwrap_or_default();
    let same_nature = text(&before.nature) == text(&after.nature);
    let label = match (before.label.as_deref(), after.label.as_deref()) {
        (None, None) => 1000,
        (before, after) => words::likeness(before.unwrap_or_default(), after.unwrap_or_default()),
    };
    let costs = views[0]
        .costs(Some(before))
        .into_iter()
        .zip(views[1].costs(Some(after)));
    let costs: Vec<_> = costs
        .filter(|(before, after)| before.is_some() || after.is_some())
        .collect();
    let same = costs
        .iter()
        .filter(|(before, after)| before == after)
        .count();
    let amounts = (same * 1000).checked_div(costs.len()).unwrap_or(0) as u64;
    label * 4 / 10 + amounts * 4 / 10 + if same_nature { 200 } else { 0 }
}
