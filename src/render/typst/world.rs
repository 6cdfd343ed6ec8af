//! A source as the compiler sees it.

use typst::{
    Feature, Library, LibraryExt, World, WorldExt,
    diag::{FileError, FileResult, SourceDiagnostic},
    foundations::{Bytes, Datetime, Duration},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};

use super::fonts::fonts;
use crate::{error::Error, render::document::Attachment};

/// A day: year, month, day.
pub(in crate::render) type Date = (i32, u8, u8);

/// What all documents share: Typst's library and the fonts.
#[derive(Debug)]
pub(in crate::render) struct Typesetter {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

impl Typesetter {
    /// Parses the fonts.
    pub(in crate::render) fn new() -> Self {
        let fonts = fonts();
        let features = [Feature::A11yExtras].into_iter().collect();
        Self {
            library: LazyHash::new(Library::builder().with_features(features).build()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
        }
    }

    /// A source that may attach these files and bears this day.
    pub(super) fn world(
        &self,
        source: Source,
        attachments: &[Attachment<'_>],
        (year, month, day): Date,
    ) -> SourceWorld<'_> {
        SourceWorld {
            shared: self,
            source,
            files: attachments.iter().filter_map(file).collect(),
            date: Datetime::from_ymd_hms(year, month, day, 0, 0, 0),
        }
    }
}

/// An attachment as a file at the root, where the document's own source stands too.
fn file(attachment: &Attachment<'_>) -> Option<(FileId, Bytes)> {
    let path = VirtualPath::new(attachment.name).ok()?;
    Some((
        RootedPath::new(VirtualRoot::Project, path).intern(),
        Bytes::new(attachment.bytes.to_vec()),
    ))
}

/// One source, and everything that it can reach.
pub(super) struct SourceWorld<'a> {
    shared: &'a Typesetter,
    source: Source,
    files: Vec<(FileId, Bytes)>,
    date: Option<Datetime>,
}

impl SourceWorld<'_> {
    /// The source's text.
    pub(super) fn text(&self) -> &str {
        self.source.text()
    }

    /// What the compiler refuses of the document of this name.
    pub(super) fn failure(&self, name: &str, problems: &[SourceDiagnostic]) -> Error {
        let spans = problems.iter().flat_map(|problem| {
            std::iter::once(problem.span).chain(problem.trace.iter().map(|call| call.span.into()))
        });
        Error::Typst {
            document: name.to_owned(),
            details: self.descriptions(problems),
            offsets: spans
                .filter_map(|span| Some(self.range(span)?.start))
                .collect(),
            fault: Box::default(),
        }
    }

    /// Each problem, then the lines it points at.
    pub(super) fn descriptions(&self, problems: &[SourceDiagnostic]) -> Vec<String> {
        let describe = |problem: &SourceDiagnostic| {
            let mut text = problem.message.to_string();
            text.extend(problem.hints.iter().map(|hint| format!("\n  {}", hint.v)));
            let start = |range: std::ops::Range<usize>| range.start;
            let own = self.range(problem.span).map(start);
            let calls = problem.trace.iter();
            let calls = calls.filter_map(|call| self.range(call.span).map(start));
            text.extend(
                own.into_iter()
                    .chain(calls)
                    .filter_map(|byte| self.line(byte)),
            );
            text
        };
        problems.iter().map(describe).collect()
    }

    /// `| = Titre` for the line that holds this byte; its number in the rendered source would mean nothing.
    fn line(&self, byte: usize) -> Option<String> {
        let index = self.source.lines().byte_to_line(byte)?;
        let text = self.source.text().lines().nth(index)?;
        Some(format!("\n| {}", text.trim()))
    }
}

impl World for SourceWorld<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.shared.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.shared.book
    }

    fn main(&self) -> FileId {
        self.source.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.source.id() {
            Ok(self.source.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let file = self.files.iter().find(|(known, _)| *known == id);
        file.map(|(_, bytes)| bytes.clone())
            .ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.shared.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        self.date
    }
}
