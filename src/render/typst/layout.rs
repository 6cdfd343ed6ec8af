//! A document whose pages are laid out: it becomes a PDF file, or gives its pages to another document.

use std::{mem::discriminant, ops::Range};

use typst::{
    diag::{SourceDiagnostic, Warned},
    ecow::{EcoVec, eco_vec},
    foundations::{Content, Datetime, NativeElement, Output, Smart, StyleChain},
    layout::{Frame, FrameItem, Point, Size},
    model::{Document as _, HeadingElem},
    syntax::{Source, Span},
};
use typst_layout::{Page, PagedDocument};
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use super::world::{Date, SourceWorld, Typesetter};
use crate::{error::Error, render::document::Attachment};

/// How a document is exported.
pub(in crate::render) struct Export<'a> {
    /// Its name, for errors.
    pub(in crate::render) name: &'a str,
    /// What tells it from every other document, drafts included.
    pub(in crate::render) identity: String,
    /// The day it bears. PDF/A wants one.
    pub(in crate::render) date: Date,
    /// Whether archives refuse attachments: PDF/A-2a rather than 3a.
    pub(in crate::render) without_attachments: bool,
}

/// A laid out document.
pub(in crate::render) struct Layout<'a> {
    world: SourceWorld<'a>,
    pub(super) document: PagedDocument,
    warnings: EcoVec<SourceDiagnostic>,
}

impl Typesetter {
    /// Lays out the document of this name.
    pub(in crate::render) fn lay_out(
        &self,
        name: &str,
        source: &str,
        attachments: &[Attachment<'_>],
        date: Date,
    ) -> Result<Layout<'_>, Error> {
        self.lay_out_source(name, Source::detached(source), attachments, date)
    }

    /// The same for a source that is parsed already.
    pub(super) fn lay_out_source(
        &self,
        name: &str,
        source: Source,
        attachments: &[Attachment<'_>],
        date: Date,
    ) -> Result<Layout<'_>, Error> {
        let world = self.world(source, attachments, date);
        let Warned { output, warnings } = typst::compile::<PagedDocument>(&world);
        let document = output.map_err(|problems| world.failure(name, &problems))?;
        Ok(Layout {
            world,
            document,
            warnings,
        })
    }

    /// Forgets what Typst remembers of documents, but for what the last few documents used.
    pub(in crate::render) fn forget(last: usize) {
        typst::comemo::evict(last);
    }
}

impl Layout<'_> {
    /// What it was laid out from.
    pub(in crate::render) fn source(&self) -> &str {
        self.world.text()
    }

    /// How many pages there are.
    pub(in crate::render) fn pages(&self) -> usize {
        self.document.pages().len()
    }

    /// What the compiler warns of; an override may, a built-in template never does.
    pub(in crate::render) fn warnings(&self) -> Vec<String> {
        self.world.descriptions(&self.warnings)
    }

    /// The PDF file.
    pub(in crate::render) fn export(&self, export: &Export<'_>) -> Result<Vec<u8>, Error> {
        let archive = if export.without_attachments {
            PdfStandard::A_2a
        } else {
            PdfStandard::A_3a
        };
        let pdf = PdfStandards::new(&[archive, PdfStandard::Ua_1])
            .map_err(|problem| {
                eco_vec![SourceDiagnostic::error(Span::detached(), problem.message())]
            })
            .and_then(|standards| {
                let (year, month, day) = export.date;
                let date = Datetime::from_ymd_hms(year, month, day, 0, 0, 0);
                let options = PdfOptions {
                    ident: Smart::Custom(export.identity.clone()),
                    creator: Smart::Custom(Some(env!("CARGO_PKG_NAME").to_owned())),
                    timestamp: date.map(Timestamp::new_utc),
                    standards,
                    ..PdfOptions::default()
                };
                typst_pdf::pdf(&self.document, &options)
            });
        pdf.map_err(|problems| self.world.failure(export.name, &problems))
    }

    /// The pages of each chapter, from 0: a chapter begins on a new page, with a heading of the first level.
    pub(in crate::render) fn chapters(&self) -> Vec<Range<usize>> {
        let headings = Output::introspector(&self.document).query(&HeadingElem::ELEM.select());
        let is_first_level = |heading: &&Content| {
            let heading = heading.to_packed::<HeadingElem>();
            heading.is_some_and(|heading| heading.resolve_level(StyleChain::default()).get() == 1)
        };
        let page = |heading: &Content| {
            let position = self.document.introspector().position(heading.location()?)?;
            Some(position.page.get() - 1)
        };
        let mut begins: Vec<usize> = headings
            .iter()
            .filter(is_first_level)
            .filter_map(page)
            .collect();
        begins.push(self.pages());
        begins.windows(2).map(|pair| pair[0]..pair[1]).collect()
    }

    /// These margins around what these pages of `other` show between theirs: every page of this document is an empty
    /// block. None unless pages match.
    pub(in crate::render) fn around(mut self, other: &Self, pages: Range<usize>) -> Option<Self> {
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

/// A page whose empty block gives way to what stands in its place on another one.
fn with_body((margins, other): (&Page, &Page)) -> Option<Page> {
    let (own, items) = (
        margins.frame.items().as_slice(),
        other.frame.items().as_slice(),
    );
    let is_empty_block = |item: &FrameItem| match item {
        FrameItem::Group(group) => group.frame.size() == Size::zero(),
        _ => false,
    };
    let before = own.iter().position(|(_, item)| is_empty_block(item))?;
    let after = own.len() - before - 1;
    let end = items.len().checked_sub(after)?;
    let body = items.get(before..end)?;
    let alike = |own: &[(Point, FrameItem)], items: &[(Point, FrameItem)]| {
        let mut pairs = own.iter().zip(items);
        pairs.all(|((_, own), (_, item))| discriminant(own) == discriminant(item))
    };
    let is_alike = margins.frame.size() == other.frame.size()
        && alike(&own[..before], items)
        && alike(&own[before + 1..], &items[end..]);
    if !is_alike {
        return None;
    }
    let mut frame = Frame::new(margins.frame.size(), margins.frame.kind());
    let parts = [&own[..before], body, &own[before + 1..]];
    frame.push_multiple(parts.into_iter().flatten().cloned());
    Some(Page {
        frame,
        ..margins.clone()
    })
}
