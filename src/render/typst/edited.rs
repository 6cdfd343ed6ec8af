//! A document that is laid out again at each edit: Typst's incremental parsing and layout, and its pages.

use std::sync::Arc;

use typst::{layout::Abs, syntax::Source, utils::hash128};
use typst_layout::Page;
use typst_svg::SvgOptions;

use super::{
    look::{self, PageRow},
    world::{Date, STAND_INS, Typesetter, steps},
};
use crate::error::Error;

/// A document while the dossier is being written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Edited {
    /// The source that was last laid out, with success or not.
    source: Option<Source>,
    /// The pages of the last successful layout, also as SVG: sharp at any size, and quicker to make than a bitmap.
    pages: Arc<Vec<(PageMark, Arc<str>, Page)>>,
    /// Whether the source gave these pages.
    is_good: bool,
}

/// What is known of a page before its picture is loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PageMark {
    /// A hash that stays the same as long as the page looks the same.
    pub look: String,
    /// Its width, in whole points.
    pub width: u32,
    /// Its height, in whole points.
    pub height: u32,
}

/// The mark of a page, and its SVG. The mark hashes the SVG, as the page also holds source positions of its letters.
fn drawn(page: &Page) -> (PageMark, Arc<str>) {
    let svg = typst_svg::svg(page, &SvgOptions::default());
    let points = |length| u32::try_from(steps(length, Abs::pt(1.0))).unwrap_or_default();
    let mark = PageMark {
        look: format!("{:032x}", hash128(&svg)),
        width: points(page.frame.width()),
        height: points(page.frame.height()),
    };
    (mark, svg.into())
}

impl Edited {
    /// The mark of each page.
    pub(crate) fn marks(&self) -> impl Iterator<Item = &PageMark> {
        self.pages.iter().map(|(mark, ..)| mark)
    }

    /// A page, counted from 0, as SVG.
    pub(crate) fn svg(&self, page: usize) -> Option<Arc<str>> {
        let (_, svg, _) = self.pages.get(page)?;
        Some(Arc::clone(svg))
    }

    /// The rows of words of each page.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Vec<PageRow>> {
        self.pages.iter().map(|(.., page)| look::rows(page))
    }

    /// Lays out a document whose text is now `text`, if it has changed. When it fails, the last good pages stay.
    pub(in crate::render) fn lay_out(
        &mut self,
        typesetter: &Typesetter,
        name: &str,
        text: &str,
        date: Date,
    ) -> Result<(), Error> {
        let source = self.source.get_or_insert_with(|| Source::detached(""));
        if self.is_good && source.text() == text {
            return Ok(());
        }
        self.is_good = false;
        // Unchanged parts are not parsed again.
        source.replace(text);
        let layout = typesetter.lay_out(name, source.clone(), &STAND_INS, date)?;
        let pages = layout.document.pages().iter();
        let drawn = pages.map(|page| {
            let (mark, svg) = drawn(page);
            (mark, svg, page.clone())
        });
        self.pages = Arc::new(drawn.collect());
        self.is_good = true;
        Ok(())
    }
}
