//! A document that is laid out again at each edit: Typst's incremental parsing and layout, and its pages.

use std::sync::Arc;

use typst::{diag::Warned, foundations::Datetime, layout::Abs, syntax::Source, utils::hash128};
use typst_layout::{Page, PagedDocument};
use typst_svg::SvgOptions;

use super::{Document, Typesetter, stand_ins};
use crate::error::Error;

/// A document while it is being written.
#[derive(Debug, Default)]
pub(in crate::render) struct Draft {
    /// As it was last tried, well or not.
    source: Option<Source>,
    /// As they were last laid out.
    pages: Pages,
    /// Whether the source gave these pages.
    is_good: bool,
}

/// The pages of a document, as pictures.
#[derive(Clone, Debug, Default)]
pub struct Pages(Arc<Vec<(PageMark, Page)>>);

/// What is known of a page before it is seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageMark {
    /// The same as long as the page looks the same.
    pub look: String,
    /// Its width, in whole points.
    pub width: u32,
    /// Its height, in whole points.
    pub height: u32,
}

impl Pages {
    /// A mark a page.
    pub fn marks(&self) -> impl Iterator<Item = &PageMark> {
        self.0.iter().map(|(mark, _)| mark)
    }

    /// A page, counted from 0, as SVG: sharp at any size, and quicker to make than a bitmap.
    pub fn svg(&self, page: usize) -> Option<String> {
        Some(typst_svg::svg(&self.0.get(page)?.1, &SvgOptions::default()))
    }
}

/// Pages know where in the source their letters come from: only a picture tells what they look like.
fn mark(page: &Page) -> PageMark {
    let look = format!(
        "{:032x}",
        hash128(&typst_svg::svg(page, &SvgOptions::default()))
    );
    PageMark {
        look,
        width: points(page.frame.width()),
        height: points(page.frame.height()),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a page is some hundred points wide"
)]
fn points(length: Abs) -> u32 {
    length.to_pt().round() as u32
}

impl Draft {
    /// The pages as they were last laid out.
    pub(in crate::render) fn pages(&self) -> Pages {
        self.pages.clone()
    }

    /// The source with this text, whose unchanged parts are not parsed again.
    fn source(&mut self, text: &str) -> Source {
        let source = self.source.get_or_insert_with(|| Source::detached(""));
        source.replace(text);
        source.clone()
    }
}

impl Typesetter {
    /// Lays out a document whose text is now `text`, and tells whether it had changed. When it fails, the
    /// draft keeps its last good pages.
    pub(in crate::render) fn lay_out(
        &self,
        draft: &mut Draft,
        text: &str,
        name: &str,
        (year, month, day): (i32, u8, u8),
    ) -> Result<bool, Error> {
        if draft.is_good
            && draft
                .source
                .as_ref()
                .is_some_and(|source| source.text() == text)
        {
            return Ok(false);
        }
        draft.is_good = false;
        let date = Datetime::from_ymd_hms(year, month, day, 0, 0, 0);
        let world = Document {
            shared: self,
            source: draft.source(text),
            files: stand_ins(),
            date,
        };
        let Warned { output, .. } = typst::compile::<PagedDocument>(&world);
        let document = output.map_err(|problems| world.failure(name, &problems))?;
        let marked = document
            .pages()
            .iter()
            .map(|page| (mark(page), page.clone()));
        draft.pages = Pages(Arc::new(marked.collect()));
        draft.is_good = true;
        Ok(true)
    }
}
