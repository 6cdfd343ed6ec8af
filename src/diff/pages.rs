//! The third level: two documents, page by page.
//!
//! Pages are aligned by content, then compared word by word. A page is the same if only its place changed, or the page
//! number, stage or fingerprint at its head or foot. The module `render` lays out and draws pages; the caller adds the
//! pictures.

use std::collections::BTreeMap;

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::Serialize;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::pairing::{Pairing, Ranks, likeness};
use crate::render::{PageLook, Piece, Region};

/// Two pages are one when they share this much of their words, in thousandths.
const ALIKE: u64 = 400;
/// Two marks that are this near, in thousandths, are drawn as one.
const NEAR_ACROSS: u32 = 14;
const NEAR_DOWN: u32 = 4;

/// A document and its pages. A fiche that both sides have makes one document, even when its file name changed.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its name on each side that has it, as a published file: `fiches/EA-1.1.pdf`.
    pub names: [Option<String>; 2],
    /// Its fiche, by its place among those of the comparison.
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

    /// The pages that changed, were added or were removed.
    pub fn changed(&self) -> impl Iterator<Item = &Page> {
        let pages = self.pages.iter();
        pages.filter(|page| page.state != PageState::Same)
    }
}

/// A page of one side, or a pair of pages.
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
    /// A fingerprint of its look before and after, equal for pages that look the same.
    #[serde(skip)]
    pub looks: [Option<u128>; 2],
    /// The file of the earlier document that shows the same change. Such a page has no picture of its own.
    pub shown_by: Option<String>,
    /// The fiche of that document, by its place among those of the comparison.
    #[serde(skip)]
    pub shown_in: Option<usize>,
    /// The anchor of that fiche's section.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anchor: Option<String>,
    /// Its picture before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub picture_before: Option<Picture>,
    /// Its picture after.
    #[serde(skip_serializing_if = "Option::is_none")]
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
    /// A picture with its size, which is read from its header.
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
    let pairing = Pairing::new([before, after])
        .by(|page| Some(page.content()))
        .by_likeness(ALIKE, |one, other| likeness(words(one), words(other)));
    pairing.items().into_iter().map(page).collect()
}

fn words(page: &PageLook) -> impl Iterator<Item = u128> {
    page.words.iter().map(|word| word.content)
}

/// What became of a page of one side, or of a pair of pages.
fn page((ranks, sides): (Ranks, [Option<&PageLook>; 2])) -> Page {
    let looks = sides.map(|side| side.map(PageLook::exact));
    let [before, after] = ranks.map(|rank| rank.map(|rank| rank + 1));
    let mut page = Page {
        before,
        after,
        looks,
        ..Page::default()
    };
    page.state = match sides {
        [None, _] => PageState::Inserted,
        [_, None] => PageState::Deleted,
        _ if looks[0] == looks[1] => PageState::Same,
        [Some(before), Some(after)] => {
            [page.regions_before, page.regions_after] = regions(before, after);
            PageState::Changed
        }
    };
    page
}

/// Where each page has words that the other lacks. Only when both have the same words, where something moved or is
/// drawn otherwise, since a change of words moves much that did not change.
fn regions(before: &PageLook, after: &PageLook) -> [Vec<Region>; 2] {
    let moved = |one: fn(&PageLook) -> &[Piece]| {
        let [before, after] = [one(before), one(after)];
        let exact = |piece: &Piece| piece.exact;
        [only_in(before, after, exact), only_in(after, before, exact)]
    };
    // Words that stay in place are set apart first: of three equal amounts in a row, this shows which one changed. Where
    // lists move by a line, bullets stand where others stood: all words compared then show less.
    let words = moved(|page| &page.words);
    let all = [before, after].map(|page| page.words.iter().collect());
    let mut changed = [&words, &all]
        .map(changed_words)
        .into_iter()
        .min_by_key(|changed| changed[0].len() + changed[1].len())
        .unwrap_or_default();
    if changed.iter().all(Vec::is_empty) {
        let drawings = moved(|page| &page.drawings);
        changed = [0, 1].map(|side| [&words[side][..], &drawings[side]].concat());
    }
    changed.map(|pieces| {
        let areas = pieces.into_iter().flat_map(|piece| &piece.areas);
        joined(areas.copied().collect())
    })
}

/// The words of each side that the other has not, in their order.
fn changed_words<'a>(words: &[Vec<&'a Piece>; 2]) -> [Vec<&'a Piece>; 2] {
    let contents = |words: &Vec<&Piece>| words.iter().map(|word| word.content).collect();
    let [old, new]: [Vec<u128>; 2] = words.each_ref().map(contents);
    let mut changed = [Vec::new(), Vec::new()];
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
        if !matches!(op, DiffOp::Equal { .. }) {
            changed[0].extend(&words[0][op.old_range()]);
            changed[1].extend(&words[1][op.new_range()]);
        }
    }
    changed
}

/// The pieces that have no match among others, each of which matches one piece only.
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

/// Joins the marks that touch or nearly do: a sentence is marked as a line, a paragraph as a block.
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

/// Whether two marks are beside each other in a line, or one above the other with nearly the same edges.
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
    fn a_changed_page_beside_a_deleted_one_is_distinguished_from_it() {
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
        let [removed, added] = regions(&before, &after);
        assert_eq!(removed, []);
        assert_eq!(
            added,
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
            compare_pages(from_ref(&before), from_ref(&after))[0].state,
            PageState::Changed
        );
        assert_eq!(regions(&before, &after)[1][0].x, 300);
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
