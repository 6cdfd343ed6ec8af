//! A document whose pages are laid out: it becomes a PDF file, or gives its pages to another document.

use std::{mem::discriminant, ops::Range};

use typst::{
    diag::SourceDiagnostic,
    ecow::{EcoVec, eco_vec},
    foundations::{Content, NativeElement, Output, Smart, StyleChain},
    layout::{Frame, FrameItem, Point, Size},
    model::{Document as _, HeadingElem},
    syntax::{Source, Span},
};
use typst_layout::{Page, PagedDocument};
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use super::world::{Attachment, Date, SourceWorld, Typesetter};
use crate::error::Error;

/// A laid out document.
pub(in crate::render) struct Layout<'a> {
    world: SourceWorld<'a>,
    pub(super) document: PagedDocument,
    /// The compiler's warnings: an override may cause some, a built-in template never does.
    #[cfg(test)]
    pub(in crate::render) warnings: EcoVec<SourceDiagnostic>,
}

impl Typesetter {
    /// Lays out the document of this name.
    pub(crate) fn lay_out(
        &self,
        name: &str,
        source: Source,
        attachments: &[Attachment<'_>],
        date: Date,
    ) -> Result<Layout<'_>, Error> {
        let world = self.world(name, source, attachments, date);
        let compiled = typst::compile::<PagedDocument>(&world);
        let document = compiled.output;
        let document = document.map_err(|problems| world.failure(&problems))?;
        Ok(Layout {
            world,
            document,
            #[cfg(test)]
            warnings: compiled.warnings,
        })
    }

    /// Evicts Typst's cache, except for what the last few documents used.
    pub(crate) fn forget(last: usize) {
        typst::comemo::evict(last);
    }
}

impl Layout<'_> {
    /// How many pages there are.
    pub(crate) fn pages(&self) -> usize {
        self.document.pages().len()
    }

    /// The PDF file. `identity` distinguishes it from every other document, drafts included.
    pub(crate) fn export(&self, identity: String, no_attachments: bool) -> Result<Vec<u8>, Error> {
        let archive = [PdfStandard::A_3a, PdfStandard::A_2a][usize::from(no_attachments)];
        let standards = PdfStandards::new(&[archive, PdfStandard::Ua_1]).map_err(|problem| {
            eco_vec![SourceDiagnostic::error(Span::detached(), problem.message())]
        });
        let pdf = standards.and_then(|standards| {
            let options = PdfOptions {
                ident: Smart::Custom(identity),
                creator: Smart::Custom(Some(env!("CARGO_PKG_NAME").to_owned())),
                timestamp: self.world.date.map(Timestamp::new_utc),
                standards,
                ..PdfOptions::default()
            };
            typst_pdf::pdf(&self.document, &options)
        });
        pdf.map_err(|problems| self.world.failure(&problems))
    }

    /// The pages of each chapter, from 0: a chapter begins on a new page, with a heading of the first level.
    pub(crate) fn chapters(&self) -> Vec<Range<usize>> {
        let headings = Output::introspector(&self.document).query(&HeadingElem::ELEM.select());
        let begin = |heading: &Content| {
            let level = heading.to_packed::<HeadingElem>()?;
            let level = level.resolve_level(StyleChain::default());
            let position = self.document.introspector().position(heading.location()?)?;
            (level.get() == 1).then(|| position.page.get() - 1)
        };
        let begins = headings.iter().filter_map(begin);
        let begins: Vec<usize> = begins.chain([self.pages()]).collect();
        begins.windows(2).map(|pair| pair[0]..pair[1]).collect()
    }

    /// The margins of this document around the bodies of these pages of `other`. Each page of this document has an
    /// empty block in place of a body. None unless the pages match.
    pub(crate) fn around(mut self, other: &Self, pages: Range<usize>) -> Option<Self> {
        let bodies = other.document.pages().get(pages)?;
        if bodies.len() != self.pages() {
            return None;
        }
        let margins = self.document.pages().iter();
        let pages: Option<EcoVec<Page>> = margins.zip(bodies).map(with_body).collect();
        self.document = PagedDocument::new(pages?, self.document.info().clone());
        Some(self)
    }
}

/// A page whose empty block is replaced by the body of another page, which must have the same size and the same kinds
/// of items in its margins.
fn with_body((margins, other): (&Page, &Page)) -> Option<Page> {
    let is_empty_block = |item: &FrameItem| match item {
        FrameItem::Group(group) => group.frame.size() == Size::zero(),
        _ => false,
    };
    let items: Vec<_> = other.frame.items().collect();
    let margin_items: Vec<_> = margins.frame.items().collect();
    let before = margin_items
        .iter()
        .position(|(_, item)| is_empty_block(item))?;
    let end = items.len().checked_sub(margin_items.len() - before - 1)?;
    let body = items.get(before..end)?;
    let whole = [&margin_items[..before], body, &margin_items[before + 1..]].concat();
    let kind = |(_, item): &&(Point, FrameItem)| discriminant(item);
    let is_alike = margins.frame.size() == other.frame.size()
        && whole.iter().map(kind).eq(items.iter().map(kind));
    let mut frame = Frame::new(margins.frame.size(), margins.frame.kind());
    frame.push_multiple(whole.into_iter().cloned());
    is_alike.then(|| Page {
        frame,
        ..margins.clone()
    })
}
