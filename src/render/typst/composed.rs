//! A document whose pages are laid out: it becomes a PDF file, or lends its pages to another document.

use std::{mem::discriminant, ops::Range};

use typst::{
    diag::SourceDiagnostic,
    ecow::EcoVec,
    foundations::{NativeElement, Output, StyleChain},
    layout::{Frame, FrameItem, Point, Size},
    model::{Document as _, HeadingElem},
};
use typst_layout::{Page, PagedDocument};

use super::{Document, Export, Typeset, marks, options};
use crate::{
    clock::{Phase, timed},
    error::Error,
};

/// A laid out document.
pub(in crate::render) struct Composed<'a> {
    pub(super) world: Document<'a>,
    pub(super) document: PagedDocument,
    pub(super) warnings: EcoVec<SourceDiagnostic>,
}

impl Composed<'_> {
    /// What it was laid out from.
    pub(in crate::render) fn source(&self) -> &str {
        self.world.source.text()
    }

    /// The PDF file of it.
    pub(in crate::render) fn exported(&self, export: Export<'_>) -> Result<Typeset, Error> {
        let Self {
            world,
            document,
            warnings,
        } = self;
        let pdf = timed(Phase::Export, || {
            typst_pdf::pdf(document, &options(export)?)
        });
        Ok(Typeset {
            pdf: pdf.map_err(|problems| world.failure(export.name, &problems))?,
            pages: document.pages().len(),
            warnings: warnings
                .iter()
                .map(|warning| world.describe(warning))
                .collect(),
            marks: marks::marks(document),
        })
    }

    /// The pages of each chapter, from 0: a chapter begins on a new page, with a heading of the first level.
    pub(in crate::render) fn chapters(&self) -> Vec<Range<usize>> {
        let headings = Output::introspector(&self.document).query(&HeadingElem::ELEM.select());
        let firsts = headings.iter().filter(|heading| {
            let heading = heading.to_packed::<HeadingElem>();
            heading.is_some_and(|heading| heading.resolve_level(StyleChain::default()).get() == 1)
        });
        let pages =
            firsts.filter_map(|heading| self.document.introspector().position(heading.location()?));
        let begins: Vec<usize> = pages.map(|position| position.page.get() - 1).collect();
        let ends = begins.iter().skip(1).copied().chain([self.pages()]);
        begins
            .iter()
            .copied()
            .zip(ends)
            .map(|(begin, end)| begin..end)
            .collect()
    }

    /// How many pages there are.
    pub(in crate::render) fn pages(&self) -> usize {
        self.document.pages().len()
    }

    /// A document whose pages say what these pages of `whole` do between the margins, and what its own do in them;
    /// none unless pages match.
    pub(in crate::render) fn with_bodies_of(
        mut self,
        whole: &Self,
        pages: Range<usize>,
    ) -> Option<Self> {
        let bodies = whole.document.pages().get(pages)?;
        if bodies.len() != self.pages() {
            return None;
        }
        let pages: Option<EcoVec<Page>> = self
            .document
            .pages()
            .iter()
            .zip(bodies)
            .map(|(page, body)| with_body(page, body))
            .collect();
        self.document = PagedDocument::new(pages?, self.document.info().clone());
        Some(self)
    }
}

/// A page with what stands between the margins of another one, whose margins are alike. On the page itself there is
/// an empty block.
fn with_body(page: &Page, other: &Page) -> Option<Page> {
    let (own, lent) = (
        page.frame.items().as_slice(),
        other.frame.items().as_slice(),
    );
    let before = own.iter().position(|(_, item)| is_empty_block(item))?;
    let after = own.len() - before - 1;
    let (start, end) = (lent.get(..before)?, lent.get(before..)?);
    let (body, end) = end.split_at_checked(end.len().checked_sub(after)?)?;
    let are_alike = own[..before]
        .iter()
        .zip(start)
        .chain(own[before + 1..].iter().zip(end))
        .all(|(one, other)| is_alike(one, other));
    if !are_alike || page.frame.size() != other.frame.size() {
        return None;
    }
    let mut frame = Frame::new(page.frame.size(), page.frame.kind());
    frame.push_multiple(
        [&own[..before], body, &own[before + 1..]]
            .into_iter()
            .flatten()
            .cloned(),
    );
    Some(Page {
        frame,
        ..page.clone()
    })
}

fn is_empty_block(item: &FrameItem) -> bool {
    matches!(item, FrameItem::Group(group) if group.frame.size() == Size::zero())
}

/// Whether two items are of a kind, in the same place, as large.
fn is_alike((at, item): &(Point, FrameItem), (other_at, other): &(Point, FrameItem)) -> bool {
    let is_alike = match (item, other) {
        (FrameItem::Group(group), FrameItem::Group(other)) => {
            group.frame.size() == other.frame.size()
        }
        (FrameItem::Tag(tag), FrameItem::Tag(other)) => discriminant(tag) == discriminant(other),
        _ => discriminant(item) == discriminant(other),
    };
    is_alike && at == other_at
}
