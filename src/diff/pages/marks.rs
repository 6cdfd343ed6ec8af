//! Where two pages differ.

use std::{collections::BTreeMap, ops::Range};

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::{Page, PageState, Region};
use crate::render::{PageLook, Piece};

/// Two marks that are this near, in thousandths, are drawn as one.
const NEAR_ACROSS: u32 = 14;
const NEAR_DOWN: u32 = 4;

/// Two pages that are one, by rank, and whether they look the same.
pub(super) fn pair((old, before): (usize, &PageLook), (new, after): (usize, &PageLook)) -> Page {
    let is_same = before.exact() == after.exact();
    let (regions_before, regions_after) = if is_same {
        Default::default()
    } else {
        regions(before, after)
    };
    Page {
        state: if is_same {
            PageState::Same
        } else {
            PageState::Changed
        },
        before: Some(old + 1),
        after: Some(new + 1),
        regions_before,
        regions_after,
        shown_by: None,
        picture_before: None,
        picture_after: None,
    }
}

/// The words that only one of the pages has. When both have the same, what stands elsewhere or is drawn
/// otherwise: a change of words moves much that did not change itself.
fn regions(before: &PageLook, after: &PageLook) -> (Vec<Region>, Vec<Region>) {
    let (mut gone, mut come) = (Vec::new(), Vec::new());
    // What stands where it stood is itself: of three equal amounts in a row, it tells which one changed.
    for (old, new) in unequal(&before.words, &after.words, |word| word.exact) {
        let (before, after) = (&before.words[old], &after.words[new]);
        for (old, new) in unequal(before, after, |word| word.content) {
            gone.extend(areas(&before[old]));
            come.extend(areas(&after[new]));
        }
    }
    if gone.is_empty() && come.is_empty() {
        (gone, come) = (only_in(before, after), only_in(after, before));
    }
    (joined(gone), joined(come))
}

/// The stretches of two lists that are not alike.
fn unequal(
    before: &[Piece],
    after: &[Piece],
    key: fn(&Piece) -> u128,
) -> Vec<(Range<usize>, Range<usize>)> {
    let keys = |pieces: &[Piece]| pieces.iter().map(key).collect::<Vec<_>>();
    let ops = capture_diff_slices(Algorithm::Myers, &keys(before), &keys(after));
    let changes = ops.iter().filter(|op| !matches!(op, DiffOp::Equal { .. }));
    changes.map(|op| (op.old_range(), op.new_range())).collect()
}

fn areas(pieces: &[Piece]) -> impl Iterator<Item = Region> {
    pieces.iter().flat_map(|piece| piece.areas.iter().copied())
}

/// What a page shows and the other does not, at that place.
fn only_in(page: &PageLook, other: &PageLook) -> Vec<Region> {
    let mut known: BTreeMap<u128, usize> = BTreeMap::new();
    for piece in other.words.iter().chain(&other.drawings) {
        *known.entry(piece.exact).or_default() += 1;
    }
    let mut only = Vec::new();
    for piece in page.words.iter().chain(&page.drawings) {
        match known.get_mut(&piece.exact) {
            Some(count) if *count > 0 => *count -= 1,
            _ => only.extend(&piece.areas),
        }
    }
    only
}

/// Marks that touch, or nearly, as one: a sentence is marked as a line, a paragraph as a block.
fn joined(mut regions: Vec<Region>) -> Vec<Region> {
    regions.sort_by_key(|region| (region.y, region.x));
    let mut done: Vec<Region> = Vec::new();
    for mut region in regions {
        while let Some(place) = done.iter().position(|one| are_near(one, &region)) {
            region = done.remove(place).around(region);
        }
        done.push(region);
    }
    done.sort();
    done
}

/// Beside each other in a line, or one above the other with much the same edges.
fn are_near(one: &Region, other: &Region) -> bool {
    let overlap = |a: (u32, u32), b: (u32, u32)| a.1.min(b.1).saturating_sub(a.0.max(b.0));
    let across = overlap((one.x, one.right()), (other.x, other.right()));
    let down = overlap((one.y, one.bottom()), (other.y, other.bottom()));
    let gap = |a: (u32, u32), b: (u32, u32)| a.0.max(b.0).saturating_sub(a.1.min(b.1));
    let beside = 2 * down >= one.height.min(other.height)
        && gap((one.x, one.right()), (other.x, other.right())) <= NEAR_ACROSS;
    let above = 4 * across >= 3 * one.width.max(other.width)
        && gap((one.y, one.bottom()), (other.y, other.bottom())) <= NEAR_DOWN;
    beside || above
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(content: u128, x: u32, y: u32) -> Piece {
        let area = Region {
            x,
            y,
            width: 40,
            height: 12,
        };
        Piece {
            content,
            exact: content * 1_000_000 + u128::from(y * 1000 + x),
            areas: vec![area],
        }
    }

    fn page(words: Vec<Piece>) -> PageLook {
        PageLook {
            words,
            drawings: Vec::new(),
        }
    }

    #[test]
    fn only_what_is_new_is_marked_however_much_it_moves() {
        let before = page(vec![word(1, 0, 0), word(2, 50, 0), word(3, 0, 20)]);
        let after = page(vec![
            word(1, 0, 0),
            word(9, 50, 0),
            word(2, 0, 20),
            word(3, 50, 20),
        ]);
        let (gone, come) = regions(&before, &after);
        assert_eq!(gone, []);
        assert_eq!(
            come,
            [Region {
                x: 50,
                y: 0,
                width: 40,
                height: 12
            }]
        );
    }

    #[test]
    fn the_same_words_elsewhere_are_marked_where_they_stand() {
        let (before, after) = (page(vec![word(1, 0, 0)]), page(vec![word(1, 300, 0)]));
        assert_eq!(pair((0, &before), (0, &after)).state, PageState::Changed);
        assert_eq!(regions(&before, &after).1[0].x, 300);
    }

    #[test]
    fn words_of_one_line_make_one_mark_and_columns_stay_apart() {
        let line = [0, 50, 100].map(|x| word(1, x, 0).areas[0]).to_vec();
        assert_eq!(
            joined(line),
            [Region {
                x: 0,
                y: 0,
                width: 140,
                height: 12
            }]
        );
        assert_eq!(
            joined(vec![word(1, 0, 0).areas[0], word(1, 200, 0).areas[0]]).len(),
            2
        );
    }
}
