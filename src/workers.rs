//! Runs work on items in parallel, as many at a time as there are cores; results come in the order of the items.
//!
//! Typst lays out the pages of one document in parallel, in the current thread pool. A thread that waits there for
//! pages runs whatever else is queued. If whole documents were queued, it would start one on the stack of another,
//! until the stack overflows. So each thread here is a pool of its own, and works on one item at a time.

use std::{
    iter,
    panic::resume_unwind,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

/// Twice Rust's default: Typst limits the depth of its calls, but not the stack that they use.
const STACK: usize = 4 << 20;

/// Does `work` for each item.
pub(crate) fn each<T: Sync, U: Send>(items: &[T], work: impl Fn(&T) -> U + Sync) -> Vec<U> {
    beside(items, work, || ()).0
}

/// Like [`each`], while this thread first runs `meanwhile`.
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
    // Works in a pool that consists of this thread only.
    let work_in_pool = || {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1);
        let _pool = pool.use_current_thread().build();
        take()
    };
    let (mut done, value) = thread::scope(|scope| {
        let spawn = |_| {
            let other = thread::Builder::new().stack_size(STACK);
            other.spawn_scoped(scope, work_in_pool).ok()
        };
        // If the system refuses a thread, the others do its work.
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
