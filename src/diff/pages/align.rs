//! Which page of one document is which page of the other.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::{Page, PageState, marks};
use crate::render::{Look, PageLook};

/// Two pages are one when they share this much of their words, in percents.
const ALIKE: usize = 40;
/// How far from their place in a stretch of changed pages two pages may still be one.
const REACH: usize = 24;

/// The pages of two documents, or of the one there is, in the order of the later one; without pictures.
pub fn compare_pages(before: Option<&Look>, after: Option<&Look>) -> Vec<Page> {
    align(
        before.map_or(&[], |look| &look.pages),
        after.map_or(&[], |look| &look.pages),
    )
}

fn align(before: &[PageLook], after: &[PageLook]) -> Vec<Page> {
    let contents = |pages: &[PageLook]| pages.iter().map(PageLook::content).collect::<Vec<_>>();
    let mut pages = Vec::new();
    for op in capture_diff_slices(Algorithm::Patience, &contents(before), &contents(after)) {
        let (old, new) = (op.old_range(), op.new_range());
        if let DiffOp::Equal { .. } = op {
            pages.extend(
                old.zip(new)
                    .map(|(old, new)| marks::pair((old, &before[old]), (new, &after[new]))),
            );
            continue;
        }
        let (first_old, first_new) = (old.start, new.start);
        for (old, new) in pairs(&before[old], &after[new]) {
            let old = old.map(|rank| (first_old + rank, &before[first_old + rank]));
            let new = new.map(|rank| (first_new + rank, &after[first_new + rank]));
            pages.push(match (old, new) {
                (Some(old), Some(new)) => marks::pair(old, new),
                (old, new) => alone(old.map(|(rank, _)| rank), new.map(|(rank, _)| rank)),
            });
        }
    }
    pages
}

/// A page that only one document has.
fn alone(before: Option<usize>, after: Option<usize>) -> Page {
    let number = |rank: Option<usize>| rank.map(|rank| rank + 1);
    Page {
        state: if after.is_some() {
            PageState::Inserted
        } else {
            PageState::Deleted
        },
        before: number(before),
        after: number(after),
        regions_before: Vec::new(),
        regions_after: Vec::new(),
        shown_by: None,
        picture_before: None,
        picture_after: None,
    }
}

type Pair = (Option<usize>, Option<usize>);

/// The pairs, in order, that have most in common altogether.
fn pairs(before: &[PageLook], after: &[PageLook]) -> Vec<Pair> {
    let (rows, columns) = (before.len() + 1, after.len() + 1);
    let bags: Vec<Vec<u128>> = before.iter().map(bag).collect();
    let others: Vec<Vec<u128>> = after.iter().map(bag).collect();
    // best[old * columns + new]: what the pages from there on have in common at best.
    let mut best = vec![0_usize; rows * columns];
    let mut alike = vec![0_usize; rows * columns];
    for old in (0..before.len()).rev() {
        for new in (0..after.len()).rev() {
            let at = old * columns + new;
            let is_near = is_near(old, new, before.len(), after.len());
            alike[at] = if is_near {
                likeness(&bags[old], &others[new])
            } else {
                0
            };
            let paired = if alike[at] >= ALIKE {
                alike[at] + best[at + columns + 1]
            } else {
                0
            };
            best[at] = paired.max(best[at + columns]).max(best[at + 1]);
        }
    }
    let (mut old, mut new, mut pairs) = (0, 0, Vec::new());
    while old < before.len() && new < after.len() {
        let at = old * columns + new;
        if alike[at] >= ALIKE && best[at] == alike[at] + best[at + columns + 1] {
            pairs.push((Some(old), Some(new)));
            (old, new) = (old + 1, new + 1);
        } else if best[at] == best[at + columns] {
            pairs.push((Some(old), None));
            old += 1;
        } else {
            pairs.push((None, Some(new)));
            new += 1;
        }
    }
    pairs.extend((old..before.len()).map(|old| (Some(old), None)));
    pairs.extend((new..after.len()).map(|new| (None, Some(new))));
    pairs
}

/// Whether two pages stand close enough for a stretch of many pages to be gone through in reasonable time.
fn is_near(old: usize, new: usize, before: usize, after: usize) -> bool {
    new + REACH + before.saturating_sub(after) >= old
        && old + REACH + after.saturating_sub(before) >= new
}

/// The words of a page, sorted.
fn bag(page: &PageLook) -> Vec<u128> {
    let mut words: Vec<u128> = page.words.iter().map(|word| word.content).collect();
    words.sort_unstable();
    words
}

/// The words that two pages share, in percents of all their words.
fn likeness(one: &[u128], other: &[u128]) -> usize {
    let (mut rest, mut shared) = (other, 0_usize);
    for word in one {
        rest = &rest[rest.partition_point(|other| other < word)..];
        if rest.first() == Some(word) {
            shared += 1;
            rest = &rest[1..];
        }
    }
    // Two pages without a word, as two pictures may be, are alike.
    (200 * shared)
        .checked_div(one.len() + other.len())
        .unwrap_or(100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::{Piece, Region};

    /// A page of words; each word is one number.
    fn page(words: impl IntoIterator<Item = u128>) -> PageLook {
        let area = Region {
            x: 0,
            y: 0,
            width: 10,
            height: 10,
        };
        let word = |content| Piece {
            content,
            exact: content,
            areas: vec![area],
        };
        PageLook {
            words: words.into_iter().map(word).collect(),
            drawings: Vec::new(),
        }
    }

    #[track_caller]
    fn aligned(
        before: &[PageLook],
        after: &[PageLook],
    ) -> Vec<(PageState, Option<usize>, Option<usize>)> {
        let pages = align(before, after);
        pages
            .iter()
            .map(|page| (page.state, page.before, page.after))
            .collect()
    }

    #[test]
    fn an_inserted_page_changes_no_other() {
        let pages: Vec<PageLook> = (0..6)
            .map(|rank| page(rank * 100..rank * 100 + 50))
            .collect();
        let mut more = pages.clone();
        more.insert(3, page(9000..9050));
        let told = aligned(&pages, &more);
        assert_eq!(told.len(), 7);
        assert_eq!(told[3], (PageState::Inserted, None, Some(4)));
        assert!(
            told.iter()
                .enumerate()
                .all(|(rank, page)| rank == 3 || page.0 == PageState::Same)
        );
        assert_eq!(told[6], (PageState::Same, Some(6), Some(7)));
    }

    #[test]
    fn a_changed_page_beside_a_deleted_one_is_told_from_it() {
        let pages = [page(0..50), page(100..150), page(200..250), page(300..350)];
        let fewer = [page(0..50), page(205..255), page(300..350)];
        let changed = (PageState::Changed, Some(3), Some(2));
        assert_eq!(
            aligned(&pages, &fewer)[1..3],
            [(PageState::Deleted, Some(2), None), changed]
        );
    }

    #[test]
    fn a_document_that_only_one_side_has_is_all_new_or_all_gone() {
        assert_eq!(
            aligned(&[], &[page(0..5)]),
            [(PageState::Inserted, None, Some(1))]
        );
        assert_eq!(
            aligned(&[page(0..5)], &[]),
            [(PageState::Deleted, Some(1), None)]
        );
    }
}
