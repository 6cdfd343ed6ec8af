//! A source as the compiler sees it.

use std::{
    collections::BTreeMap,
    iter,
    sync::{Arc, LazyLock},
};

use typst::{
    Feature, Library, LibraryExt, World, WorldExt,
    diag::{FileError, FileResult, SourceDiagnostic},
    foundations::{Bytes, Datetime, Duration},
    layout::Abs,
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook, FontInfo, FontVariant, FontVariations},
    utils::LazyHash,
};

use crate::{
    error::{Error, Fault},
    source::{is_ignorable, misleads},
};

/// The four styles of Noto Sans, and `DejaVu` Sans for the signs that it lacks.
fn fonts() -> impl Iterator<Item = Font> {
    let files = [
        ttf_noto_sans::REGULAR,
        ttf_noto_sans::BOLD,
        ttf_noto_sans::ITALIC,
        ttf_noto_sans::BOLD_ITALIC,
        dejavu::sans::regular(),
        dejavu::sans::bold(),
    ];
    let files = files.into_iter();
    files.flat_map(|file| Font::iter(Bytes::new(file)))
}

/// Signs of other fonts, and pictographs, are as wide as the widest letters, in thousandths of their size.
const WIDEST: u32 = 910;
/// Set with the glyph of the ordinary hyphen.
const NO_BREAK_HYPHEN: char = '\u{2011}';

/// A length in steps of another, to the nearest.
#[expect(clippy::cast_possible_truncation, reason = "geometry, no money")]
pub(super) fn steps(length: Abs, step: Abs) -> i64 {
    (length / step).round() as i64
}

/// A day: year, month, day.
pub(in crate::render) type Date = (i32, u8, u8);

/// A file attached to the annexes: its name within the stage, which templates attach it by, and what it holds.
pub(in crate::render) type Attachment<'a> = (&'a str, &'a [u8]);

/// What stands for the files that annexes attach where only the pages count, on which they do not show.
pub(in crate::render) const STAND_INS: [Attachment<'static>; 2] =
    [("budget-corrige.xlsx", &[]), ("donnees.json", &[])];

/// The files of pictures, which sources know as names from the root.
pub(crate) type PictureFiles = BTreeMap<String, Arc<[u8]>>;

/// What all documents share: Typst's library, the fonts and the pictures.
#[derive(Debug)]
pub(in crate::render) struct Typesetter {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    pictures: Vec<(FileId, Bytes)>,
}

impl Typesetter {
    /// Parses the fonts.
    pub(in crate::render) fn new(pictures: &PictureFiles) -> Self {
        let pictures = pictures.iter();
        let fonts: Vec<Font> = fonts().collect();
        let features = [Feature::A11yExtras].into_iter().collect();
        Self {
            library: LazyHash::new(Library::builder().with_features(features).build()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            pictures: pictures
                .filter_map(|(name, bytes)| file(name, bytes))
                .collect(),
        }
    }

    /// Whether it has these pictures; a picture's name identifies its content.
    pub(in crate::render) fn has_pictures(&self, pictures: &PictureFiles) -> bool {
        let known = self.pictures.iter().map(|(id, _)| *id);
        known.eq(pictures
            .iter()
            .filter_map(|(name, bytes)| Some(file(name, bytes)?.0)))
    }

    /// The source of the document of this name, which may attach these files and bears this day.
    pub(in crate::render) fn world(
        &self,
        name: &str,
        source: Source,
        attachments: &[Attachment<'_>],
        (year, month, day): Date,
    ) -> SourceWorld<'_> {
        SourceWorld {
            shared: self,
            name: name.to_owned(),
            source,
            files: attachments
                .iter()
                .filter_map(|(name, bytes)| file(name, bytes))
                .collect(),
            date: Datetime::from_ymd_hms(year, month, day, 0, 0, 0),
        }
    }
}

/// A file at the root, where the document's own source stands too.
fn file(name: &str, bytes: &[u8]) -> Option<(FileId, Bytes)> {
    let path = VirtualPath::new(name).ok()?;
    let id = RootedPath::new(VirtualRoot::Project, path).intern();
    Some((id, Bytes::new(bytes.to_vec())))
}

/// Whether all styles of a font have a glyph for a character, or it needs none: it shapes others, or ends a line.
pub(crate) fn can_print(c: char) -> bool {
    static FONTS: LazyLock<Vec<FontInfo>> =
        LazyLock::new(|| fonts().map(|font| font.info().clone()).collect());
    let mut families = FONTS.chunk_by(|one, next| one.family == next.family);
    match c {
        ' '..='~' | '\n' | '\t' | '\r' | NO_BREAK_HYPHEN => true,
        _ if misleads(c) => false,
        _ if is_ignorable(c) => true,
        _ => families.any(|styles| styles.iter().all(|style| style.coverage.contains(c.into()))),
    }
}

/// How wide a character is, in thousandths of the size of its type.
pub(crate) fn advance(c: char) -> u32 {
    static KNOWN: LazyLock<Vec<u32>> = LazyLock::new(|| {
        let regular = fonts().next();
        let (variant, size) = (FontVariant::default(), Abs::pt(10.0));
        let font = regular.map(|font| font.instantiate(variant, size, &FontVariations::default()));
        let advance = |c: char| {
            let face = font.as_ref()?.ttf();
            let advance = face.glyph_hor_advance(face.glyph_index(c)?)?;
            Some(u32::from(advance) * 1_000 / u32::from(face.units_per_em()))
        };
        ('\0'..'\u{2200}')
            .map(|c| advance(c).unwrap_or(WIDEST))
            .collect()
    });
    let known = usize::try_from(u32::from(c)).ok();
    known.and_then(|c| KNOWN.get(c).copied()).unwrap_or(WIDEST)
}

/// One source, and everything that it can reach.
pub(in crate::render) struct SourceWorld<'a> {
    shared: &'a Typesetter,
    name: String,
    source: Source,
    files: Vec<(FileId, Bytes)>,
    pub(super) date: Option<Datetime>,
}

impl SourceWorld<'_> {
    /// What the compiler refuses: each problem, then the lines it points at, as their numbers in the rendered source
    /// would mean nothing.
    pub(super) fn failure(&self, problems: &[SourceDiagnostic]) -> Error {
        let (mut details, mut lines) = (Vec::new(), Vec::new());
        for problem in problems {
            let mut text = problem.message.to_string();
            text.extend(problem.hints.iter().map(|hint| format!("\n  {}", hint.v)));
            let calls = problem.trace.iter().map(|call| call.span.into());
            for span in iter::once(problem.span).chain(calls) {
                let start = self.range(span).map(|range| range.start);
                let line = start.and_then(|start| self.source.lines().byte_to_line(start));
                if let Some(line) = line.and_then(|line| self.source.text().lines().nth(line)) {
                    text.extend(["\n| ", line.trim()]);
                    lines.push(line.trim().to_owned());
                }
            }
            details.push(text);
        }
        Error::Document(Box::new(Fault {
            message: "error-typst",
            engine: "note-typst",
            document: self.name.clone(),
            details,
            lines,
            ..Fault::default()
        }))
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
        let source = Some(&self.source).filter(|source| source.id() == id);
        source.cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let mut files = self.files.iter().chain(&self.shared.pictures);
        let file = files.find(|(known, _)| *known == id);
        let bytes = file.map(|(_, bytes)| bytes.clone());
        bytes.ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.shared.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        self.date
    }
}
