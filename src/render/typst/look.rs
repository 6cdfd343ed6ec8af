//! What the pages of a document look like: words and drawings with their places, page by page.
//!
//! The source may come from anyone, such as a published one that was edited since: it reaches no more than any
//! other document. Empty files stand for the attachments of annexes, which show on no page. What repeats on each
//! page (header, footer, background) is left out: page numbers, the draft's name and its mark are no content.

use std::ops::Range;

use serde::Serialize;
use typst::{
    foundations::StyleChain,
    introspection::{Location, Tag},
    layout::{Abs, Em, Frame, FrameItem, Point, Size, Transform},
    pdf::{
        ArtifactElem,
        ArtifactKind::{Background, Footer, Header},
    },
    syntax::Source,
    text::{Glyph, TextItem},
    utils::hash128,
};
use typst_layout::{Page, PagedDocument};
use unicode_normalization::UnicodeNormalization;

use super::{
    picture,
    world::{Date, STAND_INS, Typesetter, steps},
};

/// How many documents a piece of layout stays remembered without being used.
const REMEMBERED: usize = 3;

/// A laid out document, to be compared with another.
#[derive(Debug)]
pub(crate) struct Look {
    /// Its pages.
    pub pages: Vec<PageLook>,
    document: PagedDocument,
}

/// What a page shows.
#[derive(Clone, Debug)]
pub(crate) struct PageLook {
    /// Its words, in reading order.
    pub words: Vec<Piece>,
    /// Its lines, areas and images.
    pub drawings: Vec<Piece>,
}

/// Something on a page.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    /// A hash of what it is, wherever it stands: the same for the same word in the same type, hyphenated or not.
    pub content: u128,
    /// A hash of what it is and of its exact place.
    pub exact: u128,
    /// The area it takes; two for a word that goes on in the next line.
    pub areas: Vec<Region>,
}

/// Words that stand beside each other on a page.
#[derive(Clone, Debug)]
pub(crate) struct PageRow {
    /// The words, from left to right.
    pub words: Vec<String>,
    /// The area that they take.
    pub area: Region,
}

/// A rectangle of a page, in thousandths of its width and height from its upper left corner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Region {
    /// Left edge.
    pub x: u32,
    /// Upper edge.
    pub y: u32,
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
}

impl Region {
    /// The edge on the right.
    pub fn right(&self) -> u32 {
        self.x + self.width
    }

    /// The edge below.
    pub fn bottom(&self) -> u32 {
        self.y + self.height
    }

    /// The smallest rectangle that holds both.
    pub fn around(self, other: Self) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        Self {
            x,
            y,
            width: self.right().max(other.right()) - x,
            height: self.bottom().max(other.bottom()) - y,
        }
    }
}

impl PageLook {
    /// A hash that is the same for two pages that look the same.
    pub(crate) fn exact(&self) -> u128 {
        let pieces = self.words.iter().chain(&self.drawings);
        hash128(&pieces.map(|piece| piece.exact).collect::<Vec<_>>())
    }

    /// A hash that is the same for two pages with the same words.
    pub(crate) fn content(&self) -> u128 {
        let words = self.words.iter();
        hash128(&words.map(|word| word.content).collect::<Vec<_>>())
    }
}

impl Look {
    /// A page, counted from 0, as PNG; none if there is no such page.
    pub(crate) fn picture(&self, page: usize) -> Option<Vec<u8>> {
        picture::png(self.document.pages().get(page)?)
    }
}

impl Typesetter {
    /// Lays out a source; none if it cannot be laid out.
    pub(in crate::render) fn look(&self, source: &str, date: Date) -> Option<Look> {
        let layout = self.lay_out("", Source::detached(source), &STAND_INS, date);
        // Thousands of documents may follow: their layout must not be remembered all at once.
        Self::forget(REMEMBERED);
        let document = layout.ok()?.document;
        let pages = document.pages().iter().map(Seen::look).collect();
        Some(Look { pages, document })
    }
}

/// The rows of a page, from top to bottom.
pub(super) fn rows(page: &Page) -> Vec<PageRow> {
    let words = Seen::read(page).words.into_iter();
    let mut words: Vec<(Region, String)> = words
        .filter_map(|word| Some((*word.areas.first()?, word.text)))
        .collect();
    words.sort_by_key(|(area, _)| (area.y + area.height / 2, area.x));
    let mut rows: Vec<Vec<(Region, String)>> = Vec::new();
    for (area, word) in words {
        let middle = |area: &Region| area.y + area.height / 2;
        // A line may have letters of two sizes.
        let is_beside = |row: &&mut Vec<(Region, String)>| {
            let first = &row[0].0;
            middle(&area) <= middle(first) + first.height.min(area.height) / 3
        };
        match rows.last_mut().filter(is_beside) {
            Some(row) => row.push((area, word)),
            None => rows.push(vec![(area, word)]),
        }
    }
    let row = |mut row: Vec<(Region, String)>| {
        row.sort_by_key(|(area, _)| area.x);
        let areas = row.iter().map(|(area, _)| *area);
        let area = areas.reduce(Region::around)?;
        let words = row.into_iter().map(|(_, word)| word).collect();
        Some(PageRow { words, area })
    };
    rows.into_iter().filter_map(row).collect()
}

/// A page while it is read.
struct Seen {
    size: Size,
    words: Vec<Word>,
    drawings: Vec<Piece>,
    /// The headers, footers and backgrounds that have begun and not ended.
    repeated: Vec<Location>,
}

/// A word, as far as it is read.
struct Word {
    text: String,
    style: u128,
    exact: u128,
    areas: Vec<Region>,
    /// Whether it ends its run of text with a hyphen, and so may go on in the next line.
    is_broken: bool,
}

impl Seen {
    fn read(page: &Page) -> Self {
        let mut seen = Self {
            size: page.frame.size(),
            words: Vec::new(),
            drawings: Vec::new(),
            repeated: Vec::new(),
        };
        seen.frame(&page.frame, Transform::identity());
        seen
    }

    fn look(page: &Page) -> PageLook {
        let seen = Self::read(page);
        PageLook {
            words: seen.words.into_iter().map(Word::piece).collect(),
            drawings: seen.drawings,
        }
    }

    fn frame(&mut self, frame: &Frame, to_page: Transform) {
        for (place, item) in frame.items() {
            let here = to_page.pre_concat(Transform::translate(place.x, place.y));
            match item {
                FrameItem::Tag(tag) => self.tag(tag),
                _ if !self.repeated.is_empty() => {}
                FrameItem::Group(group) => {
                    self.frame(&group.frame, here.pre_concat(group.transform));
                }
                FrameItem::Text(text) => self.text(text, here),
                FrameItem::Shape(shape, _) => {
                    let bounds = shape.bbox(true);
                    self.drawing(hash128(shape), here, bounds.min, bounds.max);
                }
                FrameItem::Image(image, size, _) => {
                    self.drawing(hash128(image), here, Point::zero(), size.to_point());
                }
                FrameItem::Link(..) => {}
            }
        }
    }

    fn tag(&mut self, tag: &Tag) {
        match tag {
            Tag::Start(element, ..) => {
                let artifact = element.to_packed::<ArtifactElem>();
                let kind = artifact.map(|one| one.kind.get(StyleChain::default()));
                if let Some(Header | Footer | Background) = kind {
                    self.repeated.extend(element.location());
                }
            }
            Tag::End(location, ..) => self.repeated.retain(|one| one != location),
        }
    }

    fn drawing(&mut self, content: u128, here: Transform, from: Point, to: Point) {
        let area = self.area(here, from, to);
        self.drawings.push(Piece {
            content,
            exact: hash128(&(content, place(here))),
            areas: vec![area],
        });
    }

    fn text(&mut self, text: &TextItem, here: Transform) {
        let style = hash128(&(&text.font, text.size, &text.fill, &text.stroke));
        let metrics = text.font.metrics();
        let top = -metrics.ascender.at(text.size);
        let bottom = -metrics.descender.at(text.size);
        let runs = words(text);
        let last = runs.len();
        for (rank, run) in runs.into_iter().enumerate() {
            let glyphs = &text.glyphs[run.clone()];
            let spelling = shown(&text_of(text, glyphs));
            let left = width(text, &text.glyphs[..run.start]);
            let (corner, right) = (Point::new(left, top), left + width(text, glyphs));
            let area = self.area(here, corner, Point::new(right, bottom));
            let begin = here.pre_concat(Transform::translate(left, Abs::zero()));
            // A hyphen that the layout inserted has an empty range.
            let ends_broken = glyphs.last().is_some_and(|glyph| glyph.range().is_empty())
                || spelling.ends_with(['-', '\u{2010}']);
            let word = Word {
                exact: hash128(&(&spelling, style, place(begin))),
                is_broken: rank + 1 == last && ends_broken,
                text: spelling,
                style,
                areas: vec![area],
            };
            match self.words.last_mut() {
                Some(former) if rank == 0 && former.goes_on_in(&area) => former.join(word),
                _ => self.words.push(word),
            }
        }
    }

    /// The area between two opposite corners, in thousandths of the page.
    fn area(&self, here: Transform, from: Point, to: Point) -> Region {
        let (one, other) = (from.transform(here), to.transform(here));
        let span = |one: Abs, other: Abs, whole: Abs| {
            let least = thousandths(one.min(other), whole);
            let most = thousandths(one.max(other), whole);
            (least, (most - least).max(1))
        };
        let (x, width) = span(one.x, other.x, self.size.x);
        let (y, height) = span(one.y, other.y, self.size.y);
        Region {
            x,
            y,
            width,
            height,
        }
    }
}

impl Word {
    /// Whether what begins a run of text in this area may be the rest of it.
    fn goes_on_in(&self, area: &Region) -> bool {
        let end = self.areas.last();
        self.is_broken && end.is_some_and(|end| area.y >= end.y + end.height / 2)
    }

    /// Puts a word that is broken over two lines together again.
    fn join(&mut self, rest: Self) {
        self.text += &rest.text;
        self.areas.extend(rest.areas);
        self.exact = hash128(&(self.exact, rest.exact));
        (self.style, self.is_broken) = (rest.style, rest.is_broken);
    }

    /// Hyphens are left out of what a word is, unless it has nothing else.
    fn piece(self) -> Piece {
        let is_hyphen = |c: char| matches!(c, '-' | '\u{2010}' | '\u{2011}' | '\u{ad}');
        let plain = self.text.replace(is_hyphen, "");
        let text = if plain.is_empty() { self.text } else { plain };
        Piece {
            content: hash128(&(&text, self.style)),
            exact: self.exact,
            areas: self.areas,
        }
    }
}

/// The glyphs of each word of a run of text. An amount is one word: its spaces do not break.
fn words(text: &TextItem) -> Vec<Range<usize>> {
    let parts = |c: char| c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}');
    let is_space =
        |glyph: &Glyph| !glyph.range().is_empty() && text.text[glyph.range()].chars().all(parts);
    let mut words: Vec<Range<usize>> = Vec::new();
    let mut begin = 0;
    for (rank, glyph) in text.glyphs.iter().enumerate() {
        if is_space(glyph) {
            words.extend((begin < rank).then_some(begin..rank));
            begin = rank + 1;
        }
    }
    words.extend((begin < text.glyphs.len()).then_some(begin..text.glyphs.len()));
    words
}

/// The text of these glyphs: glyphs may share a letter, and an inserted hyphen has none.
fn text_of(text: &TextItem, glyphs: &[Glyph]) -> String {
    let begin = glyphs.iter().map(|glyph| glyph.range().start).min();
    let end = glyphs.iter().map(|glyph| glyph.range().end).max();
    let range = begin.unwrap_or_default()..end.unwrap_or_default();
    text.text.get(range).unwrap_or_default().to_owned()
}

/// A word in one Unicode form, or `#` for a fingerprint, whose change only repeats that something else changed.
fn shown(word: &str) -> String {
    const FINGERPRINT: usize = 16;
    let is_hexadecimal = |c: u8| matches!(c, b'0'..=b'9' | b'a'..=b'f');
    if word.len() == FINGERPRINT && word.bytes().all(is_hexadecimal) {
        return "#".to_owned();
    }
    word.nfc().collect()
}

fn width(text: &TextItem, glyphs: &[Glyph]) -> Abs {
    let advances = glyphs.iter().map(|glyph| glyph.x_advance);
    advances.sum::<Em>().at(text.size)
}

/// Where something stands, to the twentieth of a point.
fn place(here: Transform) -> [i64; 2] {
    [here.tx, here.ty].map(|length| steps(length, Abs::pt(0.05)))
}

fn thousandths(part: Abs, whole: Abs) -> u32 {
    u32::try_from(steps(part, whole / 1000.0).clamp(0, 1000)).unwrap_or_default()
}
