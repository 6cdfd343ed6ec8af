//! Measures Typst alone on the sources of a stage: a program that only compiles and exports them. It shares no code
//! with ours, and is run in a separate process.

use std::{fs, path::Path, sync::Mutex};

use typst::{
    Feature, Library, LibraryExt, World,
    diag::{FileError, FileResult},
    foundations::{Bytes, Datetime, Duration, Smart},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

/// The folder of a stage, as the compiler sees it: its sources, the files that annexes attach, and the fonts.
struct StageWorld<'a> {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    stage: &'a Path,
    main: FileId,
    files: Mutex<Vec<(FileId, Bytes)>>,
    sources: Mutex<Vec<(FileId, Source)>>,
}

/// Compiles and exports these documents of a stage, or all of them, one after the other, and counts their pages.
pub(crate) fn compile(stage: &Path, names: &[&str]) -> usize {
    let mut world = StageWorld::new(stage);
    let all = documents(stage);
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let names = if names.is_empty() { &all } else { names };
    names.iter().map(|name| world.document(name)).sum()
}

/// The documents of a stage, in the order of their names.
fn documents(stage: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for prefix in ["", "fiches/"] {
        let folder = stage.join("source").join(prefix);
        for entry in fs::read_dir(folder).expect("a folder") {
            let name = entry.expect("an entry").file_name();
            let name = name.to_str().expect("a name").strip_suffix(".typ");
            names.extend(name.map(|name| format!("{prefix}{name}")));
        }
    }
    names.sort();
    names
}

impl<'a> StageWorld<'a> {
    fn new(stage: &'a Path) -> Self {
        let files = [
            ttf_noto_sans::REGULAR,
            ttf_noto_sans::BOLD,
            ttf_noto_sans::ITALIC,
            ttf_noto_sans::BOLD_ITALIC,
        ];
        let fonts: Vec<Font> = files
            .into_iter()
            .flat_map(|file| Font::iter(Bytes::new(file)))
            .collect();
        let features = [Feature::A11yExtras].into_iter().collect();
        Self {
            library: LazyHash::new(Library::builder().with_features(features).build()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            stage,
            main: id("source/annexes.typ"),
            files: Mutex::default(),
            sources: Mutex::default(),
        }
    }

    fn document(&mut self, name: &str) -> usize {
        self.main = id(&format!("source/{name}.typ"));
        let document = typst::compile::<PagedDocument>(self)
            .output
            .expect("a document");
        let options = PdfOptions {
            ident: Smart::Custom(name.to_owned()),
            timestamp: date().map(Timestamp::new_utc),
            standards: PdfStandards::new(&[PdfStandard::A_3a, PdfStandard::Ua_1])
                .expect("standards"),
            ..PdfOptions::default()
        };
        let pdf = typst_pdf::pdf(&document, &options).expect("a PDF file");
        assert!(pdf.starts_with(b"%PDF"));
        document.pages().len()
    }
}

/// A file that is read once and then cached.
fn known<T: Clone>(
    all: &Mutex<Vec<(FileId, T)>>,
    id: FileId,
    read: impl FnOnce() -> FileResult<T>,
) -> FileResult<T> {
    let mut all = all.lock().expect("no panic before");
    if let Some((_, one)) = all.iter().rev().find(|(known, _)| *known == id) {
        return Ok(one.clone());
    }
    let one = read()?;
    all.push((id, one.clone()));
    Ok(one)
}

fn id(path: &str) -> FileId {
    RootedPath::new(
        VirtualRoot::Project,
        VirtualPath::new(path).expect("a path"),
    )
    .intern()
}

fn date() -> Option<Datetime> {
    Datetime::from_ymd_hms(2021, 1, 1, 0, 0, 0)
}

impl World for StageWorld<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        known(&self.sources, id, || {
            let text = str::from_utf8(&self.file(id)?)
                .map_err(|_| FileError::InvalidUtf8)?
                .to_owned();
            Ok(Source::new(id, text))
        })
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        known(&self.files, id, || {
            let path = id
                .vpath()
                .realize(self.stage)
                .map_err(|_| FileError::AccessDenied)?;
            fs::read(&path)
                .map(Bytes::new)
                .map_err(|error| FileError::from_io(error, &path))
        })
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        date()
    }
}
