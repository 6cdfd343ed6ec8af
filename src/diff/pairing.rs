//! Pairing the items of two lists, round by round: the surest way of knowing an item again comes first, and
//! what one round pairs is out of the next.

use std::collections::{BTreeMap, VecDeque};

/// No more comparisons than this are made in one round of likeness; the items left are told apart by key only.
const MOST_COMPARISONS: usize = 40_000;

/// Which item of one list is which of the other, by rank.
#[derive(Clone, Debug)]
pub(super) struct Pairing {
    before: Vec<Option<usize>>,
    after: Vec<Option<usize>>,
}

impl Pairing {
    /// Nothing is paired yet.
    pub(super) fn new(before: usize, after: usize) -> Self {
        Self {
            before: vec![None; before],
            after: vec![None; after],
        }
    }

    /// Pairs two items; a paired one stays with its partner.
    pub(super) fn join(&mut self, before: usize, after: usize) {
        if self.before[before].is_none() && self.after[after].is_none() {
            self.before[before] = Some(after);
            self.after[after] = Some(before);
        }
    }

    /// Pairs free items of equal keys, the first with the first.
    pub(super) fn by_key<K: Ord>(
        &mut self,
        before: impl Fn(usize) -> Option<K>,
        after: impl Fn(usize) -> Option<K>,
    ) {
        self.by_key_if(before, after, |_, _| true);
    }

    /// [`Self::by_key`], where `accept` agrees.
    pub(super) fn by_key_if<K: Ord>(
        &mut self,
        before: impl Fn(usize) -> Option<K>,
        after: impl Fn(usize) -> Option<K>,
        accept: impl Fn(usize, usize) -> bool,
    ) {
        let mut waiting: BTreeMap<K, VecDeque<usize>> = BTreeMap::new();
        for rank in self.free_before() {
            if let Some(key) = before(rank) {
                waiting.entry(key).or_default().push_back(rank);
            }
        }
        for rank in self.free_after() {
            let Some(queue) = after(rank).and_then(|key| waiting.get_mut(&key)) else {
                continue;
            };
            if queue.front().is_some_and(|first| accept(*first, rank))
                && let Some(first) = queue.pop_front()
            {
                self.join(first, rank);
            }
        }
    }

    /// Pairs the free items that are most alike first, equal likeness in the order of the lists; none below
    /// `least`.
    pub(super) fn by_likeness(&mut self, least: u64, likeness: impl Fn(usize, usize) -> u64) {
        let (before, after) = (self.free_before(), self.free_after());
        if before.len().saturating_mul(after.len()) > MOST_COMPARISONS {
            return;
        }
        let all = before
            .iter()
            .flat_map(|&b| after.iter().map(move |&a| (b, a)));
        self.best_of(least, all.map(|(b, a)| (likeness(b, a), b, a)).collect());
    }

    /// Pairs the best of these candidates first: likeness, rank before, rank after.
    pub(super) fn best_of(&mut self, least: u64, mut candidates: Vec<(u64, usize, usize)>) {
        candidates.retain(|(likeness, ..)| *likeness >= least);
        candidates.sort_by_key(|(likeness, before, after)| {
            (std::cmp::Reverse(*likeness), *before, *after)
        });
        candidates
            .into_iter()
            .for_each(|(_, before, after)| self.join(before, after));
    }

    /// The items before that have no partner yet.
    pub(super) fn free_before(&self) -> Vec<usize> {
        free(&self.before)
    }

    /// The items after that have no partner yet.
    pub(super) fn free_after(&self) -> Vec<usize> {
        free(&self.after)
    }

    /// The partner of an item before.
    pub(super) fn after(&self, before: usize) -> Option<usize> {
        self.before.get(before).copied().flatten()
    }

    /// The partner of an item after.
    pub(super) fn before(&self, after: usize) -> Option<usize> {
        self.after.get(after).copied().flatten()
    }

    /// Everything, in the order of the later list; removed items after the one they followed.
    pub(super) fn all(&self) -> Vec<(Option<usize>, Option<usize>)> {
        let mut all: Vec<_> = (0..self.after.len())
            .map(|after| (self.after[after], Some(after)))
            .collect();
        for removed in self.free_before() {
            let previous = removed.checked_sub(1);
            let at = previous
                .and_then(|previous| all.iter().position(|(before, _)| *before == Some(previous)));
            all.insert(at.map_or(0, |at| at + 1), (Some(removed), None));
        }
        all
    }

    /// The pairs, in the order of the later list.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (usize, usize)> {
        self.after
            .iter()
            .enumerate()
            .filter_map(|(after, before)| Some(((*before)?, after)))
    }

    /// The items after that have to be moved for both lists to stand in one order; as few as possible.
    pub(super) fn moved(&self) -> Vec<usize> {
        let pairs: Vec<(usize, usize)> = self.pairs().collect();
        let kept = increasing(&pairs.iter().map(|(before, _)| *before).collect::<Vec<_>>());
        let is_kept = |rank: &usize| kept.binary_search(rank).is_ok();
        pairs
            .iter()
            .enumerate()
            .filter(|(rank, _)| !is_kept(rank))
            .map(|(_, (_, after))| *after)
            .collect()
    }
}

fn free(partners: &[Option<usize>]) -> Vec<usize> {
    partners
        .iter()
        .enumerate()
        .filter(|(_, partner)| partner.is_none())
        .map(|(rank, _)| rank)
        .collect()
}

/// The positions of a longest increasing run of `values`, in order (patience sorting).
fn increasing(values: &[usize]) -> Vec<usize> {
    let mut piles: Vec<usize> = Vec::new();
    let mut previous: Vec<Option<usize>> = vec![None; values.len()];
    for (position, value) in values.iter().enumerate() {
        let pile = piles.partition_point(|&top| values[top] < *value);
        previous[position] = pile.checked_sub(1).map(|below| piles[below]);
        if pile == piles.len() {
            piles.push(position)
        } else {
            piles[pile] = position
        }
    }
    let mut run: Vec<usize> =
        std::iter::successors(piles.last().copied(), |&position| previous[position]).collect();
    run.reverse();
    run
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surer_rounds_come_first_and_ties_keep_the_order() {
        let (before, after) = (["a", "b", "a"], ["a", "a", "c"]);
        let mut pairing = Pairing::new(3, 3);
        pairing.by_key(|rank| Some(before[rank]), |rank| Some(after[rank]));
        assert_eq!(pairing.pairs().collect::<Vec<_>>(), [(0, 0), (2, 1)]);
        pairing.by_likeness(1, |_, _| 0);
        assert_eq!(pairing.free_before(), [1]);
        pairing.by_likeness(1, |_, _| 1);
        assert_eq!(pairing.after(1), Some(2));
    }

    #[test]
    fn as_few_items_as_possible_are_said_to_have_moved() {
        let mut pairing = Pairing::new(4, 4);
        for (before, after) in [(0, 0), (3, 1), (1, 2), (2, 3)] {
            pairing.join(before, after);
        }
        assert_eq!(pairing.moved(), [1]);
    }

    #[test]
    fn a_removed_item_stands_where_it_stood() {
        let mut pairing = Pairing::new(3, 2);
        pairing.join(0, 0);
        pairing.join(2, 1);
        assert_eq!(
            pairing.all(),
            [(Some(0), Some(0)), (Some(1), None), (Some(2), Some(1))]
        );
    }
}
