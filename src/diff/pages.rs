//! The third level: two documents, page by page.
//!
//! Pages are aligned by what they say, then held against each other word by word: a page that only stands
//! elsewhere, or whose number, stage or fingerprint at its head or foot is another, is the same. How pages are
//! laid out and drawn is `render`'s business; who asks for pictures fills them in.

use std::{collections::BTreeMap, ops::Range};

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::Serialize;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::pairing::Ranks;
use crate::render::{PageLook, Piece, Region};

/// Two pages are one when they share this much of their words, in percents.
const ALIKE: usize = 40;
/// How far from their place in a stretch of changed pages two pages may still be one.
const REACH: usize = 24;
/// Two marks that are this near, in thousandths, are drawn as one.
const NEAR_ACROSS: u32 = 14;
const NEAR_DOWN: u32 = 4;

/// A document and its pages. That of a fiche that both sides have is one, even when its name changed with the code.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its name on each side that has it, as a published file: `fiches/EA-1.1.pdf`.
    pub names: [Option<String>; 2],
    /// The fiche that it is of, by its place among those of the comparison.
    pub fiche: Option<usize>,
    /// Its pages, aligned by content.
    pub pages: Vec<Page>,
}

impl Document {
    /// Its name after (before, when it is gone).
    pub fn name(&self) -> &str {
        let [before, after] = self.names.each_ref().map(Option::as_deref);
        after.or(before).unwrap_or_default()
    }

    /// The pages that changed, came or went.
    pub fn changed(&self) -> impl Iterator<Item = &Page> {
        let pages = self.pages.iter();
        pages.filter(|page| page.state != PageState::Same)
    }
}

/// A page, or two that are one.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Page {
    /// What became of it.
    pub state: PageState,
    /// Its number before, from 1.
    pub before: Option<usize>,
    /// Its number after, from 1.
    pub after: Option<usize>,
    /// Where the page before shows what the page after does not.
    pub regions_before: Vec<Region>,
    /// Where the page after shows what the page before does not.
    pub regions_after: Vec<Region>,
    /// What it looks like before and after: the same for pages that look the same.
    #[serde(skip)]
    pub looks: [Option<u128>; 2],
    /// The page of another document that shows the same change: its place in the list of documents, then in
    /// that document's list of pages. Such a page has no picture of its own.
    pub shown_by: Option<(usize, usize)>,
    /// In words: that document's file, and the anchor of its fiche's section.
    pub shown_with: Option<(String, Option<String>)>,
    /// Its picture before.
    pub picture_before: Option<Picture>,
    /// Its picture after.
    pub picture_after: Option<Picture>,
}

/// A picture of a page.
#[derive(Clone, Debug, Serialize)]
pub struct Picture {
    /// PNG in base64.
    pub png: String,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

impl Picture {
    /// A picture with its size, which stands in its header.
    pub(crate) fn new(png: &[u8]) -> Option<Self> {
        let number = |at: usize| Some(u32::from_be_bytes(png.get(at..at + 4)?.try_into().ok()?));
        Some(Self {
            png: BASE64_STANDARD.encode(png),
            width: number(16)?,
            height: number(20)?,
        })
    }
}

/// What became of a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PageState {
    /// It looks the same, wherever it stands.
    #[default]
    Same,
    /// It changed.
    Changed,
    /// It is new.
    Inserted,
    /// It is gone.
    Deleted,
}

/// The pages of two documents, or of the one there is, in the order of the later one; without pictures.
pub(crate) fn compare_pages(before: &[PageLook], after: &[PageLook]) -> Vec<Page> {
    let contents = |pages: &[PageLook]| pages.iter().map(PageLook::content).collect::<Vec<_>>();
    let mut pages = Vec::new();
    for op in capture_diff_slices(Algorithm::Patience, &contents(before), &contents(after)) {
        let (old, new) = (op.old_range(), op.new_range());
        let pairs = match op {
            DiffOp::Equal { .. } => (0..old.len()).map(|rank| [Some(rank); 2]).collect(),
            _ => pairs(&before[old.clone()], &after[new.clone()]),
        };
        pages.extend(pairs.into_iter().map(|[before_rank, after_rank]| {
            let before_rank = before_rank.map(|rank| old.start + rank);
            let after_rank = after_rank.map(|rank| new.start + rank);
            page([before_rank, after_rank], before, after)
        }));
    }
    pages
}

/// What became of a page, or of two that are one.
fn page(ranks: Ranks, before: &[PageLook], after: &[PageLook]) -> Page {
    let sides = [before, after];
    let looks = [0, 1].map(|side| Some(sides[side][ranks[side]?].exact()));
    let mut page = Page {
        before: ranks[0].map(|rank| rank + 1),
        after: ranks[1].map(|rank| rank + 1),
        looks,
        ..Page::default()
    };
    page.state = match ranks {
        [None, _] => PageState::Inserted,
        [_, None] => PageState::Deleted,
        _ if looks[0] == looks[1] => PageState::Same,
        [Some(old), Some(new)] => {
            (page.regions_before, page.regions_after) = regions(&before[old], &after[new]);
            PageState::Changed
        }
    };
    page
}

/// The pairs, in order, that have most in common altogether.
fn pairs(before: &[PageLook], after: &[PageLook]) -> Vec<Ranks> {
    let (rows, columns) = (before.len() + 1, after.len() + 1);
    // best[old * columns + new]: what the pages from there on have in common at best.
    let mut best = vec![0_usize; rows * columns];
    let mut alike = vec![0_usize; rows * columns];
    for old in (0..before.len()).rev() {
        for new in (0..after.len()).rev() {
            let at = old * columns + new;
            if is_near(old, new, before.len(), after.len()) {
                alike[at] = likeness(&before[old], &after[new]);
            }
            best[at] = best[at + columns].max(best[at + 1]);
            if alike[at] >= ALIKE {
                best[at] = best[at].max(alike[at] + best[at + columns + 1]);
            }
        }
    }
    let (mut old, mut new, mut pairs) = (0, 0, Vec::new());
    while old < before.len() && new < after.len() {
        let at = old * columns + new;
        let is_pair = alike[at] >= ALIKE && best[at] == alike[at] + best[at + columns + 1];
        let is_gone = is_pair || best[at] == best[at + columns];
        let is_new = is_pair || !is_gone;
        pairs.push([is_gone.then_some(old), is_new.then_some(new)]);
        old += usize::from(is_gone);
        new += usize::from(is_new);
    }
    pairs.extend((old..before.len()).map(|old| [Some(old), None]));
    pairs.extend((new..after.len()).map(|new| [None, Some(new)]));
    pairs
}

/// Whether two pages stand close enough for a stretch of many pages to be gone through in reasonable time.
fn is_near(old: usize, new: usize, before: usize, after: usize) -> bool {
    new + REACH + before.saturating_sub(after) >= old
        && old + REACH + after.saturating_sub(before) >= new
}

/// The words that two pages share, in percents of all their words.
fn likeness(one: &PageLook, other: &PageLook) -> usize {
    let only = only_in(&one.words, &other.words, |word| word.content);
    let shared = one.words.len() - only.len();
    // Two pages without a word, as two pictures may be, are alike.
    let all = one.words.len() + other.words.len();
    (200 * shared).checked_div(all).unwrap_or(100)
}

/// The words that only one of the pages has. When both have the same, what stands elsewhere or is drawn
/// otherwise: a change of words moves much that did not change itself.
fn regions(before: &PageLook, after: &PageLook) -> (Vec<Region>, Vec<Region>) {
    let (mut gone, mut come) = (Vec::new(), Vec::new());
    // What stands where it stood is itself: of three equal amounts in a row, it shows which one changed.
    for (old, new) in unequal(&before.words, &after.words, |word| word.exact) {
        let (before, after) = (&before.words[old], &after.words[new]);
        for (old, new) in unequal(before, after, |word| word.content) {
            gone.extend(areas(&before[old]));
            come.extend(areas(&after[new]));
        }
    }
    if gone.is_empty() && come.is_empty() {
        let pieces = |page: &PageLook| [&page.words[..], &page.drawings].concat();
        let (before, after) = (pieces(before), pieces(after));
        gone.extend(areas(only_in(&before, &after, |piece| piece.exact)));
        come.extend(areas(only_in(&after, &before, |piece| piece.exact)));
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

fn areas<'a>(pieces: impl IntoIterator<Item = &'a Piece>) -> impl Iterator<Item = Region> {
    let areas = pieces.into_iter().flat_map(|piece| &piece.areas);
    areas.copied()
}

/// The pieces that have no like among others, each of which is like one only.
fn only_in<'a>(pieces: &'a [Piece], others: &[Piece], key: fn(&Piece) -> u128) -> Vec<&'a Piece> {
    let mut known: BTreeMap<u128, usize> = BTreeMap::new();
    for piece in others {
        *known.entry(key(piece)).or_default() += 1;
    }
    let is_only = |piece: &&Piece| match known.get_mut(&key(piece)) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    pieces.iter().filter(is_only).collect()
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
    // How far two stretches overlap, and how far they are apart.
    let meet = |a: (u32, u32), b: (u32, u32)| {
        let (end, start) = (a.1.min(b.1), a.0.max(b.0));
        (end.saturating_sub(start), start.saturating_sub(end))
    };
    let across = meet((one.x, one.right()), (other.x, other.right()));
    let down = meet((one.y, one.bottom()), (other.y, other.bottom()));
    2 * down.0 >= one.height.min(other.height) && across.1 <= NEAR_ACROSS
        || 4 * across.0 >= 3 * one.width.max(other.width) && down.1 <= NEAR_DOWN
}

#[cfg(test)]
mod tests {
    use std::slice::from_ref;

    use super::*;

    /// A page of words; each word is one number.
    fn of_words(words: impl IntoIterator<Item = u128>) -> PageLook {
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
        let pages = compare_pages(before, after);
        pages
            .iter()
            .map(|page| (page.state, page.before, page.after))
            .collect()
    }

    #[test]
    fn an_inserted_page_changes_no_other() {
        let pages: Vec<PageLook> = (0..6)
            .map(|rank| of_words(rank * 100..rank * 100 + 50))
            .collect();
        let mut more = pages.clone();
        more.insert(3, of_words(9000..9050));
        let states = aligned(&pages, &more);
        assert_eq!(states.len(), 7);
        assert_eq!(states[3], (PageState::Inserted, None, Some(4)));
        assert!(
            states
                .iter()
                .enumerate()
                .all(|(rank, page)| rank == 3 || page.0 == PageState::Same)
        );
        assert_eq!(states[6], (PageState::Same, Some(6), Some(7)));
    }

    #[test]
    fn a_changed_page_beside_a_deleted_one_is_told_from_it() {
        let pages = [
            of_words(0..50),
            of_words(100..150),
            of_words(200..250),
            of_words(300..350),
        ];
        let fewer = [of_words(0..50), of_words(205..255), of_words(300..350)];
        let changed = (PageState::Changed, Some(3), Some(2));
        assert_eq!(
            aligned(&pages, &fewer)[1..3],
            [(PageState::Deleted, Some(2), None), changed]
        );
    }

    #[test]
    fn a_document_that_only_one_side_has_is_all_new_or_all_gone() {
        assert_eq!(
            aligned(&[], &[of_words(0..5)]),
            [(PageState::Inserted, None, Some(1))]
        );
        assert_eq!(
            aligned(&[of_words(0..5)], &[]),
            [(PageState::Deleted, Some(1), None)]
        );
    }

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

    fn look(words: Vec<Piece>) -> PageLook {
        PageLook {
            words,
            drawings: Vec::new(),
        }
    }

    #[test]
    fn only_what_is_new_is_marked_however_much_it_moves() {
        let before = look(vec![word(1, 0, 0), word(2, 50, 0), word(3, 0, 20)]);
        let after = look(vec![
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
        let (before, after) = (look(vec![word(1, 0, 0)]), look(vec![word(1, 300, 0)]));
        assert_eq!(
            page([Some(0); 2], from_ref(&before), from_ref(&after)).state,
            PageState::Changed
        );
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
