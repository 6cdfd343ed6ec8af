//! Pairing the items of two lists, round by round: the surest way of knowing an item again comes first, and
//! what one round pairs is out of the next.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, VecDeque},
};

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// No more comparisons than this are made in one round of likeness; the items left are told apart by key only.
const MOST_COMPARISONS: usize = 40_000;

/// Two items that are one, or an item that only one list has, by rank.
pub(super) type Ranks = (Option<usize>, Option<usize>);

/// Which item of one list is which of the other.
#[derive(Debug)]
pub(super) struct Pairing<'a, T> {
    before: &'a [T],
    after: &'a [T],
    /// The partner of each item before, by rank.
    next: Vec<Option<usize>>,
    /// The partner of each item after, by rank.
    former: Vec<Option<usize>>,
}

impl<'a, T> Pairing<'a, T> {
    /// Nothing is paired yet.
    pub(super) fn new(before: &'a [T], after: &'a [T]) -> Self {
        Self {
            before,
            after,
            next: vec![None; before.len()],
            former: vec![None; after.len()],
        }
    }

    fn join(&mut self, before: usize, after: usize) {
        if self.next[before].is_none() && self.former[after].is_none() {
            self.next[before] = Some(after);
            self.former[after] = Some(before);
        }
    }

    /// Pairs free items of equal keys, the first with the first; an item without a key stays free.
    pub(super) fn by<K: Ord>(mut self, key: impl Fn(&'a T) -> Option<K>) -> Self {
        self.by_if(key, |_, _| true);
        self
    }

    /// [`Self::by`], where `accept` agrees to a pair of ranks.
    pub(super) fn by_if<K: Ord>(
        &mut self,
        key: impl Fn(&'a T) -> Option<K>,
        accept: impl Fn(usize, usize) -> bool,
    ) {
        let mut waiting: BTreeMap<K, VecDeque<usize>> = BTreeMap::new();
        for rank in self.free_before() {
            if let Some(key) = key(&self.before[rank]) {
                waiting.entry(key).or_default().push_back(rank);
            }
        }
        for rank in self.free_after() {
            let queue = key(&self.after[rank]).and_then(|key| waiting.get_mut(&key));
            if let Some(queue) =
                queue.filter(|queue| queue.front().is_some_and(|one| accept(*one, rank)))
                && let Some(first) = queue.pop_front()
            {
                self.join(first, rank);
            }
        }
    }

    /// Pairs the free items that are most alike first, equal likeness in the order of the lists; none below
    /// `least`.
    pub(super) fn by_likeness(mut self, least: u64, likeness: impl Fn(&T, &T) -> u64) -> Self {
        let (before, after) = (self.free_before(), self.free_after());
        if before.len().saturating_mul(after.len()) <= MOST_COMPARISONS {
            let all = before
                .iter()
                .flat_map(|&b| after.iter().map(move |&a| (b, a)));
            let rated = all.map(|(b, a)| (likeness(&self.before[b], &self.after[a]), b, a));
            let rated = rated.collect();
            self.best_of(least, rated);
        }
        self
    }

    /// Pairs the best of these candidates first: likeness, rank before, rank after.
    pub(super) fn best_of(&mut self, least: u64, mut candidates: Vec<(u64, usize, usize)>) {
        candidates.retain(|(likeness, ..)| *likeness >= least);
        candidates.sort_by_key(|(likeness, before, after)| (Reverse(*likeness), *before, *after));
        for (_, before, after) in candidates {
            self.join(before, after);
        }
    }

    /// The items before that have no partner yet.
    pub(super) fn free_before(&self) -> Vec<usize> {
        free(&self.next)
    }

    /// The items after that have no partner yet.
    pub(super) fn free_after(&self) -> Vec<usize> {
        free(&self.former)
    }

    /// Everything, in the order of the later list; removed items after the one they followed.
    pub(super) fn ranks(&self) -> Vec<Ranks> {
        let mut gone: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
        let mut last = None;
        for (rank, next) in self.next.iter().enumerate() {
            match next {
                Some(_) => last = Some(rank),
                None => gone.entry(last).or_default().push(rank),
            }
        }
        let mut all = Vec::new();
        let removed = |rank: usize| (Some(rank), None);
        all.extend(gone.remove(&None).into_iter().flatten().map(removed));
        for (after, before) in self.former.iter().enumerate() {
            all.push((*before, Some(after)));
            let followers = before.and_then(|rank| gone.remove(&Some(rank)));
            all.extend(followers.into_iter().flatten().map(removed));
        }
        all
    }

    /// [`Self::ranks`], by item.
    pub(super) fn items(&self) -> Vec<(Option<&'a T>, Option<&'a T>)> {
        let item = |(before, after): Ranks| {
            (
                before.map(|rank| &self.before[rank]),
                after.map(|rank| &self.after[rank]),
            )
        };
        self.ranks().into_iter().map(item).collect()
    }

    /// The items after that have to be moved for both lists to stand in one order; as few as possible.
    pub(super) fn moved(&self) -> BTreeSet<usize> {
        let pairs = self.former.iter().enumerate();
        let pairs = pairs.filter_map(|(after, before)| Some(((*before)?, after)));
        let (new_order, places): (Vec<usize>, Vec<usize>) = pairs.unzip();
        let mut old_order = new_order.clone();
        old_order.sort_unstable();
        capture_diff_slices(Algorithm::Myers, &old_order, &new_order)
            .into_iter()
            .filter(|op| !matches!(op, DiffOp::Equal { .. }))
            .flat_map(|op| places[op.new_range()].to_vec())
            .collect()
    }
}

fn free(partners: &[Option<usize>]) -> Vec<usize> {
    let all = partners.iter().enumerate();
    all.filter(|(_, partner)| partner.is_none())
        .map(|(rank, _)| rank)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surer_rounds_come_first_and_ties_keep_the_order() {
        let (before, after) = (["a", "b", "a"], ["a", "a", "c"]);
        let pairing = Pairing::new(&before, &after)
            .by(Some)
            .by_likeness(1, |_, _| 0);
        assert_eq!(pairing.free_before(), [1]);
        assert_eq!(
            pairing.ranks(),
            [
                (Some(0), Some(0)),
                (Some(1), None),
                (Some(2), Some(1)),
                (None, Some(2))
            ]
        );
        let pairing = pairing.by_likeness(1, |_, _| 1);
        assert_eq!(pairing.ranks()[2], (Some(1), Some(2)));
    }

    #[test]
    fn as_few_items_as_possible_are_said_to_have_moved() {
        let pairing = Pairing::new(&[0, 1, 2, 3], &[0, 3, 1, 2]).by(Some);
        assert_eq!(pairing.moved(), BTreeSet::from([1]));
    }

    #[test]
    fn a_removed_item_stands_where_it_stood() {
        let pairing = Pairing::new(&["a", "b", "c"], &["a", "c"]).by(Some);
        assert_eq!(
            pairing.ranks(),
            [(Some(0), Some(0)), (Some(1), None), (Some(2), Some(1))]
        );
    }
}
