//! Pairs the items of two lists, round by round: the surest criterion comes first, and a round sees only what the
//! rounds before left unpaired.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, VecDeque},
};

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// The most comparisons in one round of likeness: in longer lists, an item is only compared with those near its own
/// place.
const MOST_COMPARISONS: usize = 40_000;

/// A pair of items, or an item that only one list has, by rank before and after.
pub(crate) type Ranks = [Option<usize>; 2];

/// The pairs among the items of two lists.
#[derive(Debug)]
pub(super) struct Pairing<'a, T> {
    lists: [&'a [T]; 2],
    /// The partner of each item of each list, by rank.
    partners: [Vec<Option<usize>>; 2],
}

impl<'a, T> Pairing<'a, T> {
    /// Nothing is paired yet.
    pub(super) fn new(lists: [&'a [T]; 2]) -> Self {
        Self {
            lists,
            partners: lists.map(|list| vec![None; list.len()]),
        }
    }

    fn join(&mut self, before: usize, after: usize) {
        let [next, former] = &mut self.partners;
        if next[before].is_none() && former[after].is_none() {
            next[before] = Some(after);
            former[after] = Some(before);
        }
    }

    /// Pairs free items of equal keys, the first with the first; an item without a key stays free.
    pub(super) fn by<K: Ord>(self, key: impl Fn(&'a T) -> Option<K>) -> Self {
        self.by_if(key, |_, _| true)
    }

    /// [`Self::by`], for the pairs that `accept` allows.
    pub(super) fn by_if<K: Ord>(
        mut self,
        key: impl Fn(&'a T) -> Option<K>,
        accept: impl Fn(&T, &T) -> bool,
    ) -> Self {
        let [former, later] = self.lists;
        let [before, after] = self.free();
        let mut waiting: BTreeMap<K, VecDeque<usize>> = BTreeMap::new();
        for rank in before {
            if let Some(key) = key(&former[rank]) {
                waiting.entry(key).or_default().push_back(rank);
            }
        }
        for rank in after {
            let queue = key(&later[rank]).and_then(|key| waiting.get_mut(&key));
            if let Some(queue) = queue
                && let Some(first) = queue.front().copied()
                && accept(&former[first], &later[rank])
            {
                queue.pop_front();
                self.join(first, rank);
            }
        }
        self
    }

    /// Pairs the free items that are most alike first, equal likeness in the order of the lists; none below
    /// `least`.
    pub(super) fn by_likeness(mut self, least: u64, likeness: impl Fn(&T, &T) -> u64) -> Self {
        let [before, after] = self.free();
        let longest = before.len().max(after.len()).max(1);
        let are_many = before.len().saturating_mul(after.len()) > MOST_COMPARISONS;
        // How far from its own place an item is compared.
        let near = are_many.then_some(MOST_COMPARISONS / longest / 2);
        let reach = near.unwrap_or(longest);
        let mut rated = Vec::new();
        for (place, before) in before.iter().enumerate() {
            let near = after.iter().take(place + reach + 1);
            for after in near.skip(place.saturating_sub(reach)) {
                let likeness = likeness(&self.lists[0][*before], &self.lists[1][*after]);
                rated.extend((likeness >= least).then_some((Reverse(likeness), *before, *after)));
            }
        }
        rated.sort_unstable();
        for (_, before, after) in rated {
            self.join(before, after);
        }
        self
    }

    /// The items of each list that have no partner yet.
    pub(super) fn free(&self) -> [Vec<usize>; 2] {
        self.partners.each_ref().map(|partners| {
            let ranks = 0..partners.len();
            ranks.filter(|rank| partners[*rank].is_none()).collect()
        })
    }

    /// All items, in the order of the later list; removed items after the one they followed.
    pub(super) fn ranks(&self) -> Vec<Ranks> {
        let [next, former] = &self.partners;
        let mut removed: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
        let mut last = None;
        for (rank, next) in next.iter().enumerate() {
            match next {
                Some(_) => last = Some(rank),
                None => removed.entry(last).or_default().push(rank),
            }
        }
        let mut followers = |rank: Option<usize>| {
            let removed = removed.remove(&rank).into_iter().flatten();
            removed.map(|rank| [Some(rank), None]).collect::<Vec<_>>()
        };
        let mut all = followers(None);
        for (after, before) in former.iter().enumerate() {
            all.push([*before, Some(after)]);
            all.extend(before.iter().flat_map(|before| followers(Some(*before))));
        }
        all
    }

    /// [`Self::ranks`], with the items themselves.
    pub(super) fn items(&self) -> Vec<(Ranks, [Option<&'a T>; 2])> {
        let item = |side: usize, ranks: Ranks| Some(&self.lists[side][ranks[side]?]);
        let both = |ranks| (ranks, [item(0, ranks), item(1, ranks)]);
        self.ranks().into_iter().map(both).collect()
    }

    /// The later items that have to be moved to give both lists one order; as few as possible.
    pub(super) fn moved(&self) -> BTreeSet<usize> {
        let pairs = self.partners[1].iter().enumerate();
        let pairs = pairs.filter_map(|(after, before)| Some(((*before)?, after)));
        let (new_order, places): (Vec<usize>, Vec<usize>) = pairs.unzip();
        let mut old_order = new_order.clone();
        old_order.sort_unstable();
        let ops = capture_diff_slices(Algorithm::Myers, &old_order, &new_order);
        let changes = ops.iter().filter(|op| !matches!(op, DiffOp::Equal { .. }));
        let moved = changes.flat_map(|op| &places[op.new_range()]);
        moved.copied().collect()
    }
}

/// How alike two lists are, in thousandths: the items that both have, wherever they stand, among all items.
pub(super) fn likeness<T: Ord>(
    before: impl Iterator<Item = T>,
    after: impl Iterator<Item = T>,
) -> u64 {
    let mut left: BTreeMap<T, u64> = BTreeMap::new();
    let (mut all, mut common) = (0u64, 0u64);
    for item in before {
        *left.entry(item).or_default() += 1;
        all += 1;
    }
    for item in after {
        all += 1;
        if let Some(count) = left.get_mut(&item).filter(|count| **count > 0) {
            *count -= 1;
            common += 1;
        }
    }
    // Two empty lists are alike.
    (common * 2000).checked_div(all).unwrap_or(1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surer_rounds_come_first_and_ties_keep_the_order() {
        let (before, after) = (["a", "b", "a"], ["a", "a", "c"]);
        let pairing = Pairing::new([&before, &after])
            .by(Some)
            .by_likeness(1, |_, _| 0);
        assert_eq!(pairing.free(), [vec![1], vec![2]]);
        assert_eq!(
            pairing.ranks(),
            [
                [Some(0), Some(0)],
                [Some(1), None],
                [Some(2), Some(1)],
                [None, Some(2)]
            ]
        );
        let pairing = pairing.by_likeness(1, |_, _| 1);
        assert_eq!(pairing.ranks()[2], [Some(1), Some(2)]);
    }

    #[test]
    fn items_of_long_lists_are_compared_with_those_near_their_place() {
        let lists = [0, 3].map(|first| (first..first + 300).collect::<Vec<usize>>());
        let pairing =
            Pairing::new([&lists[0], &lists[1]]).by_likeness(1, |old, new| u64::from(old == new));
        assert_eq!(pairing.free(), [vec![0, 1, 2], vec![297, 298, 299]]);
    }

    #[test]
    fn as_few_items_as_possible_are_said_to_have_moved() {
        let pairing = Pairing::new([&[0, 1, 2, 3], &[0, 3, 1, 2]]).by(Some);
        assert_eq!(pairing.moved(), BTreeSet::from([1]));
    }

    #[test]
    fn a_removed_item_stands_where_it_stood() {
        let pairing = Pairing::new([&["a", "b", "c"][..], &["a", "c"]]).by(Some);
        assert_eq!(
            pairing.ranks(),
            [[Some(0), Some(0)], [Some(1), None], [Some(2), Some(1)]]
        );
    }
}
