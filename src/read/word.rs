//! Word files: `fiches/*.docx` and `articles/*.docx`, read as Markdown of the same content.
//!
//! Such a file comes by mail from anyone: its parts are unpacked and counted within the limits of a workbook (`parts`),
//! and nothing outside it is reached. `body` reads its text as blocks, with `styles` for headings and lists; `form` finds
//! the values and the sections of a fiche in them, by their labels (`keys`, `layout`, `name`), `articles` those of the
//! agreement; `write` makes Markdown of them, a `line` at a time, which is then read as any fiche is.

mod articles;
mod body;
mod form;
mod keys;
mod layout;
mod line;
mod name;
mod parts;
mod styles;
mod symbols;
mod write;

use std::{
    collections::{BTreeMap, BTreeSet},
    mem,
    path::Path,
    sync::Arc,
};

pub(super) use articles::heads_preamble;
pub(super) use keys::Keys;
pub(crate) use keys::Labels;

use super::{
    folder::{Changes, Folder, TextFile},
    labels::group_named,
    recognise::nowhere,
    refusal::{Bounds, Refusal, reported, within},
};
use crate::{
    error::Error,
    finding::{Finding, Severity},
    limits::{Limit, Limits},
    model::WordTable,
    source::{Code, Grid, Place, Sources, is_word, join, unique_slug},
};
use body::{Content, is_blank};
use form::Form;
use line::Line;
use parts::Parts;
use write::Writer;

/// The keys of a fiche's head that labels name, in the order in which they are written.
pub(super) fn keys() -> [&'static str; 6] {
    keys::LABELS.map(|(key, _)| key)
}

/// Those of them that do not name the fiche.
pub(crate) fn value_keys() -> impl Iterator<Item = &'static str> {
    keys().into_iter().filter(|key| !keys::NAMES.contains(key))
}

/// A Word file as a text, with what comes with it.
pub(super) struct WordFile {
    pub(super) text: TextFile,
    pub(super) pictures: Vec<(String, Arc<[u8]>)>,
    pub(super) remarks: Vec<Finding>,
    pub(super) tables: Vec<WordTable>,
}

impl From<TextFile> for WordFile {
    /// A file of Markdown, which nothing comes with.
    fn from(text: TextFile) -> Self {
        Self {
            text,
            pictures: Vec::new(),
            remarks: Vec::new(),
            tables: Vec::new(),
        }
    }
}

/// A Word file as a new dossier takes it.
#[derive(Debug)]
pub(crate) struct WordFiche {
    /// The file's name.
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
    pub(crate) code: Option<Code>,
    pub(crate) title: String,
    /// The code of its axis, lower case, and the title of that: « Axe A – Habitat ».
    pub(crate) axis: Option<(String, String)>,
    /// The codes of the fiches that it holds, where they are several.
    pub(crate) several: Vec<String>,
    /// The keys of its head that it gives.
    pub(crate) keys: BTreeSet<String>,
    /// The headings of its sections.
    pub(crate) labels: Vec<String>,
}

/// The Word files of a folder.
#[derive(Debug, Default)]
pub(crate) struct WordFolder {
    pub(crate) fiches: Vec<WordFiche>,
    /// The names of its other files.
    pub(crate) others: Vec<String>,
    /// The reasons why some of them can't be read.
    pub(crate) findings: Vec<Finding>,
    pub(crate) sources: Sources,
}

/// Looks through the Word files of a folder.
///
/// # Errors
/// [`Error::Input`] when none of them can be read.
pub(crate) fn recognise_fiches(path: &Path, limits: &Limits) -> Result<WordFolder, Error> {
    recognise_in(Folder::open(path, limits)?)
}

/// The same of files that are in no folder yet.
///
/// # Errors
/// [`Error::Input`] when none of them can be read.
pub(crate) fn recognise_files(files: &Changes, limits: &Limits) -> Result<WordFolder, Error> {
    let nowhere = nowhere()?;
    recognise_in(Folder::open(nowhere.path(), limits)?.with(files))
}

fn recognise_in(mut folder: Folder) -> Result<WordFolder, Error> {
    let names = folder.list("", is_word);
    let others = folder.others(&names);
    let read = names.into_iter().filter_map(|name| {
        let bytes = folder.bytes(&name)?;
        let content = content(&mut folder, &name, &bytes, "")?;
        let several = name::several(&content.blocks, Keys::default());
        let form = form::of(content.blocks, &stem(&name), Keys::default());
        let value = |key: &str| form.values.get(key)?.first().map(Line::text);
        Some(WordFiche {
            code: value("code").and_then(|code| Code::parse(&code)),
            title: value("titre").unwrap_or_default(),
            axis: value("axe").and_then(|text| {
                let (prefix, title) = group_named(&text, |_| true);
                (!title.is_empty()).then_some((prefix?.key().to_owned(), title))
            }),
            several,
            labels: form.headings().map(Line::text).collect(),
            keys: form.values.into_keys().collect(),
            name,
            bytes,
        })
    });
    let fiches: Vec<WordFiche> = read.collect();
    if fiches.is_empty() && !folder.findings.is_empty() {
        return Err(folder.into_error());
    }
    Ok(WordFolder {
        fiches,
        others,
        findings: folder.findings,
        sources: folder.sources,
    })
}

fn stem(name: &str) -> String {
    let stem = Path::new(name).file_stem().unwrap_or_default();
    stem.to_string_lossy().into_owned()
}

/// The content of a Word file; its pictures are named after `slug`.
fn content(folder: &mut Folder, name: &str, bytes: &[u8], slug: &str) -> Option<Content> {
    let limits = folder.limits;
    let bounds = Bounds {
        file: name,
        limits: &limits,
    };
    let parts = Parts::open(bytes, bounds);
    let content = parts.and_then(|mut parts| body::read(&mut parts, bounds, slug));
    reported(content.map_err(refused), &mut folder.findings)
}

/// Reads a Word file of the folder; `slugs` are the names that pictures were given so far.
pub(super) fn read(
    folder: &mut Folder,
    name: &str,
    keys: Keys<'_>,
    slugs: &mut BTreeSet<String>,
) -> Option<WordFile> {
    let bytes = folder.bytes(name)?;
    let stem = stem(name);
    let slug = Code::parse(&stem).map(|code| unique_slug(&code, slugs));
    let mut content = content(folder, name, &bytes, &slug.unwrap_or_default())?;
    let several = name::several(&content.blocks, keys);
    if !several.is_empty() {
        let finding = Finding::error("file-refused", Place::file(name)).variant("word-several");
        let finding = finding.arg("codes", join(several, ", "));
        folder.findings.push(finding);
        return None;
    }
    register_tables(folder, name, &mut content);
    let mut form = form::of(mem::take(&mut content.blocks), &stem, keys);
    for key in ["code", "titre"] {
        if !form.values.contains_key(key) {
            let finding = Finding::error("key-missing", Place::file(name));
            let finding = finding.variant("word").arg("key", key);
            folder.findings.push(finding);
        }
    }
    let code = form.values.get("code").cloned();
    // Without a title, it is still held against the workbook.
    let title = form.values.entry("titre".to_owned());
    title.or_insert_with(|| code.clone().unwrap_or_default());
    let is_landscape = content.is_landscape;
    let file = written(folder, name, content, |writer| {
        write_fiche(writer, &form, is_landscape, keys.fields);
    })?;
    code.map(|_| file)
}

/// Reads a Word file of articles, whose pictures are named after `slug`: a heading, or a line that begins as an article
/// does, heads each.
pub(super) fn read_articles(folder: &mut Folder, name: &str, slug: &str) -> Option<WordFile> {
    let bytes = folder.bytes(name)?;
    let mut content = content(folder, name, &bytes, slug)?;
    register_tables(folder, name, &mut content);
    let (sections, top) = articles::articles(mem::take(&mut content.blocks));
    written(folder, name, content, |writer| {
        for section in &sections {
            writer.section(&section.heading, &section.blocks, top);
        }
    })
}

/// Adds the tables of a file to the sheets that messages quote cells of, and a remark on a file that is empty.
fn register_tables(folder: &mut Folder, name: &str, content: &mut Content) {
    let mut grids = BTreeMap::new();
    write::grids(&content.blocks, &mut grids);
    for (number, rows) in grids {
        let grid = Grid {
            rows,
            ..Grid::default()
        };
        let key = (name.into(), sheet_name(number));
        folder.sources.sheets.insert(key, grid);
    }
    if content.blocks.iter().all(is_blank) {
        let finding = Finding::new("text-blank", Severity::Warning, Place::file(name));
        content.remarks.push(finding.variant("empty"));
    }
}

/// The Markdown that `write` makes of a Word file, with what comes with it.
fn written(
    folder: &mut Folder,
    name: &str,
    content: Content,
    write: impl FnOnce(&mut Writer<'_>),
) -> Option<WordFile> {
    let limits = folder.limits;
    let mut writer = Writer::new(&content.notes, limits.bytes(Limit::TextSize));
    write(&mut writer);
    let Writer {
        text,
        remarks,
        tables,
        ..
    } = writer;
    let place = || Place::file(name);
    let checked = within(&limits, Limit::TextSize, text.len() as u64, place);
    reported(checked, &mut folder.findings)?;
    let (file, text): (Arc<str>, Arc<str>) = (name.into(), text.into());
    let texts = &mut folder.sources.texts;
    texts.insert(Arc::clone(&file), Arc::clone(&text));
    let located = remarks.into_iter().map(|(range, remark)| Finding {
        place: Place::in_text(&file, &text, range),
        ..remark
    });
    Some(WordFile {
        remarks: located.chain(content.remarks).collect(),
        pictures: content.pictures,
        tables,
        text: TextFile { file, text, limits },
    })
}

/// The name of a table in messages.
fn sheet_name(number: usize) -> Arc<str> {
    format!("tableau {number}").into()
}

/// The text of a fiche.
fn write_fiche(writer: &mut Writer<'_>, form: &Form, is_landscape: bool, fields: &[String]) {
    writer.text.push_str("+++\n");
    for key in keys().into_iter().chain(fields.iter().map(String::as_str)) {
        if let Some(lines) = form.values.get(key) {
            writer.value(key, lines, key == "partenaires");
        }
    }
    if is_landscape {
        writer.text.push_str("orientation = \"paysage\"\n");
    }
    writer.text.push_str("+++\n");
    for section in &form.sections {
        writer.section(&section.heading, &section.blocks, form.top);
    }
}

/// The refusal of a Word file: the reasons of a workbook, in fewer kinds.
fn refused(mut refusal: Refusal) -> Refusal {
    if refusal.rule == "workbook-unreadable" {
        refusal.rule = "file-refused";
        refusal.variant = match refusal.variant {
            "password" => "word-password",
            "ancient" => "word-ancient",
            "macros" => "word-macros",
            "twice" | "overlapping" | "doctype" | "deep" | "columns" => "word-hostile",
            "empty" | "zeros" | "truncated" | "damaged" | "damaged-part" => "word-damaged",
            _ => "word-foreign",
        };
    }
    refusal
}

#[cfg(test)]
mod tests;
