//! Typst source in, PDF bytes out: the only place that knows the Typst compiler.
//!
//! A document is one source, the four Noto Sans fonts and the files attached to it, which are in memory; it can
//! reach no other file, no package, no network and no clock. Every PDF conforms to PDF/A and PDF/UA-1, or is an
//! error that names what stands in the way.

mod composed;
mod draft;
mod look;
mod marks;
mod picture;

pub(super) use composed::Composed;
pub(super) use draft::Draft;
pub use draft::{PageMark, Pages};
pub use look::{Look, PageLook, Piece};

use std::sync::LazyLock;

use typst::{
    Feature, Library, LibraryExt, World, WorldExt,
    diag::{FileError, FileResult, SourceDiagnostic, SourceResult, Warned},
    foundations::{Bytes, Datetime, Duration, Smart},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Coverage, Font, FontBook},
    utils::LazyHash,
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use super::Attachment;
use crate::{
    clock::{Phase, timed},
    error::Error,
    source::{is_ignorable, misleads},
};
pub(super) use marks::Mark;

/// How many renders a piece of layout stays remembered without being used.
const REMEMBERED: usize = 3;
/// The same, while the documents are being edited.
const REMEMBERED_EDITS: usize = 20;

/// What all documents share: Typst's library and the fonts.
#[derive(Debug)]
pub(super) struct Typesetter {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

const FONTS: [&[u8]; 4] = [
    ttf_noto_sans::REGULAR,
    ttf_noto_sans::BOLD,
    ttf_noto_sans::ITALIC,
    ttf_noto_sans::BOLD_ITALIC,
];

/// What makes pages of a source beside this program's own code: Typst's version and the fonts. A font begins with
/// the checksums of all its tables.
pub(super) fn makers() -> impl Iterator<Item = &'static [u8]> {
    let fonts = FONTS
        .into_iter()
        .map(|font| font.get(..1_024).unwrap_or(font));
    std::iter::once(typst::utils::version().raw().as_bytes()).chain(fonts)
}

/// Whether Noto Sans has a glyph for a character, or it is one that shapes others and shows nothing itself.
pub(super) fn can_print(c: char) -> bool {
    static COVERAGE: LazyLock<Option<Coverage>> = LazyLock::new(|| {
        let regular = Font::iter(Bytes::new(ttf_noto_sans::REGULAR)).next();
        regular.map(|font| font.info().coverage.clone())
    });
    !misleads(c)
        && (is_ignorable(c)
            || COVERAGE
                .as_ref()
                .is_none_or(|coverage| coverage.contains(c.into())))
}

/// What a document is called and how it is exported.
#[derive(Clone, Copy, Debug)]
pub(super) struct Export<'a> {
    /// Its name, for errors.
    pub(super) name: &'a str,
    /// What tells it from every other document, drafts included.
    pub(super) identity: &'a str,
    /// The day it bears: year, month, day. PDF/A wants one.
    pub(super) date: (i32, u8, u8),
    /// Whether archives refuse attachments: PDF/A-2a rather than 3a.
    pub(super) without_attachments: bool,
    /// The files it may attach.
    pub(super) attachments: &'a [Attachment<'a>],
    /// Whether it is joined from parts that are laid out apart: the same source makes another file in one go.
    pub(super) in_parts: bool,
}

/// A laid out and exported document.
#[derive(Debug)]
pub(super) struct Typeset {
    /// The PDF file.
    pub(super) pdf: Vec<u8>,
    /// How many pages it has.
    pub(super) pages: usize,
    /// What the compiler warns of; an override may, a built-in template never does.
    pub(super) warnings: Vec<String>,
    /// The blocks marked for signature.
    pub(super) marks: Vec<Mark>,
}

impl Typesetter {
    /// Parses the fonts.
    pub(super) fn new() -> Self {
        let fonts: Vec<Font> = FONTS
            .into_iter()
            .flat_map(|file| Font::iter(Bytes::new(file)))
            .collect();
        let features = [Feature::A11yExtras].into_iter().collect();
        Self {
            library: LazyHash::new(Library::builder().with_features(features).build()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
        }
    }

    /// Lays out `source`.
    pub(super) fn compose(&self, source: &str, export: Export<'_>) -> Result<Composed<'_>, Error> {
        let files = export.attachments.iter().filter_map(file).collect();
        let world = Document {
            shared: self,
            source: Source::detached(source),
            files,
            date: date(export),
        };
        let Warned { output, warnings } =
            timed(Phase::Layout, || typst::compile::<PagedDocument>(&world));
        let document = output.map_err(|problems| world.failure(export.name, &problems))?;
        Ok(Composed {
            world,
            document,
            warnings,
        })
    }

    /// Forgets all layout: no document that follows has anything in common with those before.
    pub(super) fn forget() {
        timed(Phase::Layout, || typst::comemo::evict(0));
    }

    /// Forgets the layout that recent documents did not use.
    pub(super) fn forget_unused() {
        timed(Phase::Layout, || typst::comemo::evict(REMEMBERED));
    }

    /// The same while documents are laid out as they are edited, mostly one of them at a time.
    pub(super) fn forget_long_unused() {
        typst::comemo::evict(REMEMBERED_EDITS);
    }
}

fn date(export: Export<'_>) -> Option<Datetime> {
    let (year, month, day) = export.date;
    Datetime::from_ymd_hms(year, month, day, 0, 0, 0)
}

fn options(export: Export<'_>) -> SourceResult<PdfOptions> {
    let archive = if export.without_attachments {
        PdfStandard::A_2a
    } else {
        PdfStandard::A_3a
    };
    let standards = PdfStandards::new(&[archive, PdfStandard::Ua_1]);
    let detached = |problem: typst::diag::HintedString| {
        let problem = SourceDiagnostic::error(typst::syntax::Span::detached(), problem.message());
        typst::ecow::eco_vec![problem]
    };
    Ok(PdfOptions {
        ident: Smart::Custom(export.identity.to_owned()),
        creator: Smart::Custom(Some(env!("CARGO_PKG_NAME").to_owned())),
        timestamp: date(export).map(Timestamp::new_utc),
        standards: standards.map_err(detached)?,
        ..PdfOptions::default()
    })
}

/// An attachment as a file at the root, where the document's own source stands too.
fn file(attachment: &Attachment<'_>) -> Option<(FileId, Bytes)> {
    let path = VirtualPath::new(attachment.name).ok()?;
    Some((
        RootedPath::new(VirtualRoot::Project, path).intern(),
        Bytes::new(attachment.bytes.to_vec()),
    ))
}

/// The files that annexes attach.
const ATTACHED: [&str; 2] = ["budget-corrige.xlsx", "donnees.json"];

/// What stands for them where only the pages count, on which they do not show.
fn stand_ins() -> Vec<(FileId, Bytes)> {
    ATTACHED
        .iter()
        .filter_map(|name| file(&Attachment { name, bytes: &[] }))
        .collect()
}

/// One document as the compiler sees it.
struct Document<'a> {
    shared: &'a Typesetter,
    source: Source,
    files: Vec<(FileId, Bytes)>,
    date: Option<Datetime>,
}

impl Document<'_> {
    fn failure(&self, name: &str, problems: &[SourceDiagnostic]) -> Error {
        let spans = problems.iter().flat_map(|problem| {
            std::iter::once(problem.span).chain(problem.trace.iter().map(|call| call.span.into()))
        });
        Error::Typst {
            document: name.to_owned(),
            details: problems
                .iter()
                .map(|problem| self.describe(problem))
                .collect(),
            offsets: spans
                .filter_map(|span| Some(self.range(span)?.start))
                .collect(),
            fault: Box::default(),
        }
    }

    /// The problem, then each line it points at.
    fn describe(&self, problem: &SourceDiagnostic) -> String {
        let mut text = problem.message.to_string();
        let hints = problem.hints.iter().map(|hint| format!("\n  {}", hint.v));
        text.extend(hints);
        let calls = problem
            .trace
            .iter()
            .filter_map(|call| self.line(self.range(call.span)?.start));
        text.extend(
            self.range(problem.span)
                .and_then(|range| self.line(range.start))
                .into_iter()
                .chain(calls),
        );
        text
    }

    /// `| = Titre` for the line that holds this byte; its number in the rendered source would mean nothing.
    fn line(&self, byte: usize) -> Option<String> {
        let index = self.source.lines().byte_to_line(byte)?;
        let text = self.source.text().lines().nth(index)?;
        Some(format!("\n| {}", text.trim()))
    }
}

impl World for Document<'_> {
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

/// What a piece of markup says once evaluated.
#[cfg(any(test, fuzzing))]
#[derive(Debug)]
pub(super) struct Evaluated {
    /// Its plain text.
    pub(super) text: String,
    /// Whether there is nothing but text in it: no list, no emphasis, no link.
    pub(super) is_only_text: bool,
}

/// Evaluates markup without laying it out.
#[cfg(any(test, fuzzing))]
pub(super) fn evaluate(markup: &str) -> Result<Evaluated, String> {
    use std::ops::ControlFlow;
    use typst::{
        comemo::Track,
        engine::Sink,
        foundations::{Content, Context, Scope, Value},
        introspection::EmptyIntrospector,
        routines::SpanMode,
        syntax::{Span, SyntaxMode},
    };
    static SHARED: std::sync::LazyLock<Typesetter> = std::sync::LazyLock::new(Typesetter::new);
    let world = Document {
        shared: &SHARED,
        source: Source::detached(""),
        files: Vec::new(),
        date: None,
    };
    let world: &dyn World = &world;
    let (mut sink, introspector, style) = (Sink::new(), EmptyIntrospector, Context::none());
    let introspector: &dyn typst::introspection::Introspector = &introspector;
    let value = (SHARED.library.routines.eval_string)(
        world.track(),
        &SHARED.library,
        sink.track_mut(),
        introspector.track(),
        style.track(),
        markup,
        SpanMode::Uniform(Span::detached()),
        SyntaxMode::Markup,
        Scope::new(),
    );
    let Value::Content(content) = value.map_err(|problems| format!("{problems:?}"))? else {
        return Err("not content".to_owned());
    };
    let mut is_only_text = true;
    let _ = content.traverse(&mut |element: Content| -> ControlFlow<()> {
        is_only_text &= ["text", "space", "symbol", "sequence"].contains(&element.elem().name());
        ControlFlow::Continue(())
    });
    Ok(Evaluated {
        text: content.plain_text().to_string(),
        is_only_text,
    })
}
