//! Documents laid out side by side, in threads of their own.
//!
//! Typst shares out pieces of one layout among rayon's threads. One of these that waited for such a piece would take
//! up the next document meanwhile, on top of the unfinished one, and so on until its stack is full: documents are
//! begun by threads that only wait.

use std::{
    num::NonZero,
    panic::resume_unwind,
    sync::atomic::{AtomicUsize, Ordering},
    thread::{Builder, available_parallelism, scope},
};

/// What a thread may stack: as much as a program's first thread.
const STACK: usize = 8 << 20;

/// Works on every item, as many at a time as there are processors; the results are in the items' order.
pub(super) fn side_by_side<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut done = Vec::new();
        loop {
            let rank = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(rank) else { return done };
            done.push((rank, work(item)));
        }
    };
    let workers = available_parallelism().map_or(1, NonZero::get).min(items.len());
    let mut done = scope(|scope| {
        let others = (1..workers).filter_map(|_| Builder::new().stack_size(STACK).spawn_scoped(scope, worker).ok());
        let others: Vec<_> = others.collect();
        let mut done = worker();
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        done
    });
    done.sort_by_key(|(rank, _)| *rank);
    done.into_iter().map(|(_, result)| result).collect()
}
