//! What the pages of a document look like: words and drawings with their places, page by page.
//!
//! The source may be anyone's, a published one that was edited since included: it reaches no more than any
//! other document, and the files that annexes attach are stood in for, as they show on no page. What repeats
//! on each page (header, footer, background) is left out: a page's number, the draft's name and its mark
//! change on every page and say nothing of what the page says.

use std::ops::Range;

use typst::{
    foundations::StyleChain,
    introspection::{Location, Tag},
    layout::{Abs, Frame, FrameItem, Point, Size, Transform},
    pdf::{ArtifactElem, ArtifactKind},
    text::{Glyph, TextItem},
    utils::hash128,
};
use typst_layout::{Page, PagedDocument};

use super::{
    picture,
    world::{Date, Typesetter},
};
use crate::render::{document::Attachment, region::Region};

/// How many documents a piece of layout stays remembered without being used.
const REMEMBERED: usize = 3;

/// A laid out document, to be compared with another.
#[derive(Debug)]
pub struct Look {
    /// Its pages.
    pub pages: Vec<PageLook>,
    document: PagedDocument,
}

/// What a page shows.
#[derive(Clone, Debug)]
pub struct PageLook {
    /// Its words, in reading order.
    pub words: Vec<Piece>,
    /// Its lines, areas and images.
    pub drawings: Vec<Piece>,
}

/// Something on a page.
#[derive(Clone, Debug)]
pub struct Piece {
    /// What it is, wherever it stands: the same for the same word in the same type, broken by a hyphen or not.
    pub content: u128,
    /// What it is and where, exactly.
    pub exact: u128,
    /// The area it takes; two for a word that goes on in the next line.
    pub areas: Vec<Region>,
}

impl PageLook {
    /// The same for two pages that look the same.
    pub fn exact(&self) -> u128 {
        hash128(
            &self
                .words
                .iter()
                .chain(&self.drawings)
                .map(|piece| piece.exact)
                .collect::<Vec<_>>(),
        )
    }

    /// The same for two pages that say the same.
    pub fn content(&self) -> u128 {
        hash128(
            &self
                .words
                .iter()
                .map(|word| word.content)
                .collect::<Vec<_>>(),
        )
    }
}

impl Look {
    /// A page, counted from 0, as PNG; none if there is no such page.
    pub fn picture(&self, page: usize) -> Option<Vec<u8>> {
        picture::png(self.document.pages().get(page)?)
    }
}

impl Typesetter {
    /// Lays out a source, or says nothing more than that it cannot be laid out.
    pub(in crate::render) fn look(&self, source: &str, date: Date) -> Option<Look> {
        let layout = self.lay_out("", source, &Attachment::STAND_INS, date);
        // Thousands of documents may follow: their layout must not be remembered all at once.
        Self::forget(REMEMBERED);
        let document = layout.ok()?.document;
        let pages = document
            .pages()
            .iter()
            .map(|page| Seen::of(page).look())
            .collect();
        Some(Look { pages, document })
    }
}

/// A page while it is read.
struct Seen {
    size: Size,
    words: Vec<Word>,
    drawings: Vec<Piece>,
    /// The headers, footers and backgrounds that have begun and not ended.
    repeated: Vec<Location>,
}

/// A word in one line.
struct Word {
    text: String,
    style: u128,
    exact: u128,
    area: Region,
    /// Whether it ends its run of text with a hyphen, and so may go on in the next line.
    is_broken: bool,
    /// Whether it begins its run of text.
    is_first: bool,
}

impl Seen {
    fn of(page: &Page) -> Self {
        let mut seen = Self {
            size: page.frame.size(),
            words: Vec::new(),
            drawings: Vec::new(),
            repeated: Vec::new(),
        };
        seen.frame(&page.frame, Transform::identity());
        seen
    }

    fn frame(&mut self, frame: &Frame, to_page: Transform) {
        for (place, item) in frame.items() {
            let here = to_page.pre_concat(Transform::translate(place.x, place.y));
            match item {
                FrameItem::Tag(tag) => self.tag(tag),
                _ if !self.repeated.is_empty() => {}
                FrameItem::Group(group) => {
                    self.frame(&group.frame, here.pre_concat(group.transform))
                }
                FrameItem::Text(text) => self.text(text, here),
                FrameItem::Shape(shape, _) => {
                    let bounds = shape.bbox(true);
                    self.drawing(hash128(shape), here, bounds.min, bounds.max);
                }
                FrameItem::Image(image, size, _) => {
                    self.drawing(hash128(image), here, Point::zero(), size.to_point())
                }
                FrameItem::Link(..) => {}
            }
        }
    }

    fn tag(&mut self, tag: &Tag) {
        match tag {
            Tag::Start(element, ..) => {
                let kind = element
                    .to_packed::<ArtifactElem>()
                    .map(|one| one.kind.get(StyleChain::default()));
                if matches!(
                    kind,
                    Some(ArtifactKind::Header | ArtifactKind::Footer | ArtifactKind::Background)
                ) {
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
        let runs = words(text);
        let last = runs.len();
        for (rank, run) in runs.into_iter().enumerate() {
            let glyphs = &text.glyphs[run.clone()];
            let said = said(text, glyphs);
            let left = width(text, &text.glyphs[..run.start]);
            let (top, bottom) = (
                -text.font.metrics().ascender.at(text.size),
                -text.font.metrics().descender.at(text.size),
            );
            let corner = Point::new(left, top);
            let area = self.area(here, corner, Point::new(left + width(text, glyphs), bottom));
            let begin = here.pre_concat(Transform::translate(left, Abs::zero()));
            self.words.push(Word {
                exact: hash128(&(&said, style, place(begin))),
                is_broken: rank + 1 == last
                    && glyphs.last().is_some_and(|glyph| is_hyphen(text, glyph)),
                is_first: rank == 0,
                text: said,
                style,
                area,
            });
        }
    }

    /// The area between two corners, in thousandths of the page.
    fn area(&self, here: Transform, from: Point, to: Point) -> Region {
        let corners = [from, to, Point::new(from.x, to.y), Point::new(to.x, from.y)]
            .map(|one| one.transform(here));
        let span = |of: fn(&Point) -> Abs, whole: Abs| {
            let all = || corners.iter().map(of);
            let least = all().fold(whole, Abs::min).max(Abs::zero());
            let most = all().fold(Abs::zero(), Abs::max).min(whole);
            let (least, most) = (thousandths(least, whole), thousandths(most, whole));
            (least, most.saturating_sub(least).max(1))
        };
        let ((x, width), (y, height)) = (
            span(|one| one.x, self.size.x),
            span(|one| one.y, self.size.y),
        );
        Region {
            x,
            y,
            width,
            height,
        }
    }

    /// Words broken over two lines are put together again; hyphens count for nothing in what a word is.
    fn look(self) -> PageLook {
        let mut words: Vec<Piece> = Vec::new();
        let mut broken: Option<(String, Piece, Region)> = None;
        for word in self.words {
            let goes_on = |end: &Region| word.is_first && word.area.y >= end.y + end.height / 2;
            let (text, mut piece) = match broken.take() {
                Some((text, mut piece, end)) if goes_on(&end) => {
                    piece.areas.push(word.area);
                    piece.exact = hash128(&(piece.exact, word.exact));
                    (text + &word.text, piece)
                }
                before => {
                    words.extend(before.map(|(_, piece, _)| piece));
                    (
                        word.text,
                        Piece {
                            content: 0,
                            exact: word.exact,
                            areas: vec![word.area],
                        },
                    )
                }
            };
            let bare: String = text
                .chars()
                .filter(|c| !matches!(c, '-' | '\u{2010}' | '\u{2011}' | '\u{ad}'))
                .collect();
            piece.content = hash128(&(if bare.is_empty() { &text } else { &bare }, word.style));
            if word.is_broken {
                broken = Some((text, piece, word.area));
            } else {
                words.push(piece);
            }
        }
        words.extend(broken.map(|(_, piece, _)| piece));
        PageLook {
            words,
            drawings: self.drawings,
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

/// What these glyphs say: glyphs may share a letter, and a hyphen that was put in has none.
fn said(text: &TextItem, glyphs: &[Glyph]) -> String {
    let begin = glyphs
        .iter()
        .map(|glyph| glyph.range().start)
        .min()
        .unwrap_or_default();
    let end = glyphs
        .iter()
        .map(|glyph| glyph.range().end)
        .max()
        .unwrap_or_default();
    text.text.get(begin..end).unwrap_or_default().to_owned()
}

fn is_hyphen(text: &TextItem, glyph: &Glyph) -> bool {
    let face = text.font.ttf();
    ['-', '\u{2010}']
        .into_iter()
        .filter_map(|c| face.glyph_index(c))
        .any(|hyphen| hyphen.0 == glyph.id)
}

fn width(text: &TextItem, glyphs: &[Glyph]) -> Abs {
    glyphs
        .iter()
        .map(|glyph| glyph.x_advance)
        .sum::<typst::layout::Em>()
        .at(text.size)
}

/// Where something stands, to the twentieth of a point.
#[expect(
    clippy::float_arithmetic,
    clippy::cast_possible_truncation,
    reason = "geometry, no money"
)]
fn place(here: Transform) -> (i64, i64) {
    (
        (here.tx.to_pt() * 20.0).round() as i64,
        (here.ty.to_pt() * 20.0).round() as i64,
    )
}

#[expect(
    clippy::float_arithmetic,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "geometry, no money: a share between 0 and 1000"
)]
fn thousandths(part: Abs, whole: Abs) -> u32 {
    (part.to_pt() / whole.to_pt() * 1000.0)
        .round()
        .clamp(0.0, 1000.0) as u32
}
