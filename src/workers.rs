//! Items in, results out in their order, as many at a time as there are cores.
//!
//! Typst works on the pages of one document side by side, in the pool that it finds itself in. A thread of that pool
//! that waits for pages takes whatever else waits there: with whole documents in it, one is begun on the stack of
//! another, and so on until the stack overflows. So each thread here is a pool of its own, and holds one item at a
//! time.

use std::{
    iter,
    panic::resume_unwind,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

/// Twice what Rust gives a thread: Typst bounds how deep it goes, but by calls, not by what they stack.
const STACK: usize = 4 << 20;

/// Does `work` for each item.
pub(crate) fn each<T: Sync, U: Send>(items: &[T], work: impl Fn(&T) -> U + Sync) -> Vec<U> {
    beside(items, work, || ()).0
}

/// The same, while this thread first does work of its own.
pub(crate) fn beside<T: Sync, U: Send, V>(
    items: &[T],
    work: impl Fn(&T) -> U + Sync,
    meanwhile: impl FnOnce() -> V,
) -> (Vec<U>, V) {
    let next = AtomicUsize::new(0);
    let take = || -> Vec<(usize, U)> {
        let ranks = iter::repeat_with(|| next.fetch_add(1, Ordering::Relaxed));
        let done = ranks.map_while(|rank| Some((rank, work(items.get(rank)?))));
        done.collect()
    };
    // Works with its thread as the whole pool.
    let alone = || {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1);
        let _pool = pool.use_current_thread().build();
        take()
    };
    let (mut done, value) = thread::scope(|scope| {
        let spawn = |_| {
            let other = thread::Builder::new().stack_size(STACK);
            other.spawn_scoped(scope, alone).ok()
        };
        // What a thread that the system refuses would have done, the others do.
        let others = 1..rayon::current_num_threads().min(items.len() + 1);
        let others: Vec<_> = others.filter_map(spawn).collect();
        let value = meanwhile();
        let mut done = take();
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        (done, value)
    });
    done.sort_by_key(|(rank, _)| *rank);
    (done.into_iter().map(|(_, result)| result).collect(), value)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use rayon::prelude::*;

    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_items() {
        let items: Vec<usize> = (0..100).collect();
        let (results, value) = beside(&items, |item| item * 2, || "own");
        assert_eq!(
            results,
            items.iter().map(|item| item * 2).collect::<Vec<_>>()
        );
        assert_eq!(value, "own");
        assert_eq!(each(&[], |item: &usize| *item), [0; 0]);
    }

    #[test]
    fn no_item_is_begun_on_the_stack_of_another() {
        thread_local!(static UNDER_WAY: Cell<usize> = const { Cell::new(0) });
        let deepest = each(&(0..200).collect::<Vec<usize>>(), |_| {
            let depth = UNDER_WAY.with(|count| count.replace(count.get() + 1));
            let sum: usize = (0..1_000_usize).into_par_iter().map(|n| n % 7).sum();
            UNDER_WAY.with(|count| count.set(count.get() - 1));
            assert_eq!(sum, 2_997);
            depth
        });
        assert_eq!(deepest.into_iter().max(), Some(0));
    }

    #[test]
    #[should_panic(expected = "the item's own words")]
    fn a_panic_keeps_its_words() {
        each(&[1, 2, 3, 4], |item| {
            assert!(*item != 1, "the item's own words");
        });
    }
}
