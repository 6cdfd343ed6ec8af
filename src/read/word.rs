//! Word files: `fiches/*.docx` read as the Markdown that says the same.
//!
//! Such a file comes by mail from anyone: its parts are unpacked and counted within the limits of a workbook (`parts`),
//! and nothing outside it is reached. `body` reads its text as blocks, with what `styles` says of headings and lists;
//! `form` finds the values and the sections of a fiche in them, by their labels; `write` makes Markdown of them, a `line`
//! at a time, which is then read as any fiche is.

mod body;
mod form;
mod keys;
mod line;
mod name;
mod parts;
mod styles;
mod symbols;
mod write;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::Arc,
};

pub(super) use form::heads_preamble;
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

/// Those that say more than what the fiche is.
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

/// What a Word file says that it is, for a new dossier.
#[derive(Debug)]
pub(crate) struct WordFiche {
    /// The file's name.
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
    pub(crate) code: Option<Code>,
    pub(crate) title: String,
    /// What the code of its axis is, lower case, and how it calls that: « Axe A – Habitat ».
    pub(crate) axis: Option<(String, String)>,
    /// The codes of the fiches that it holds, where they are several.
    pub(crate) several: Vec<String>,
    /// The keys of its head that it gives.
    pub(crate) keys: BTreeSet<String>,
    /// What heads its sections.
    pub(crate) labels: Vec<String>,
}

/// The Word files of a folder.
#[derive(Debug, Default)]
pub(crate) struct WordFolder {
    pub(crate) fiches: Vec<WordFiche>,
    /// What else is in it, by name.
    pub(crate) others: Vec<String>,
    /// Why some of them can't be read.
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

/// What a Word file holds, its pictures being named after `slug`.
fn content(folder: &mut Folder, name: &str, bytes: &[u8], slug: &str) -> Option<Content> {
    let limits = folder.limits;
    let bounds = Bounds {
        file: name,
        limits: &limits,
    };
    let content = Parts::open(bytes, bounds);
    let content = content.and_then(|mut parts| body::read(&mut parts, bounds, slug));
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
        folder
            .findings
            .push(finding.arg("codes", join(several, ", ")));
        return None;
    }
    let grids = grids(&content);
    let mut form = form::of(std::mem::take(&mut content.blocks), &stem, keys);
    for key in ["code", "titre"] {
        if !form.values.contains_key(key) {
            let finding = Finding::error("key-missing", Place::file(name));
            folder
                .findings
                .push(finding.variant("word").arg("key", key));
        }
    }
    let code = form.values.get("code").cloned();
    // Without a title, it is still held against the workbook.
    let title = form.values.entry("titre".to_owned());
    title.or_insert_with(|| code.clone().unwrap_or_default());
    let is_landscape = content.is_landscape;
    let file = written(folder, name, content, grids, |writer| {
        write_fiche(writer, &form, is_landscape, keys.fields);
    })?;
    code.map(|_| file)
}

/// Reads a Word file of articles, whose pictures are named after `slug`: a heading, or a line that begins as an article
/// does, heads each.
pub(super) fn read_articles(folder: &mut Folder, name: &str, slug: &str) -> Option<WordFile> {
    let bytes = folder.bytes(name)?;
    let mut content = content(folder, name, &bytes, slug)?;
    let grids = grids(&content);
    let (sections, top) = form::articles(std::mem::take(&mut content.blocks));
    written(folder, name, content, grids, |writer| {
        for section in &sections {
            writer.section(&section.heading, &section.blocks, top);
        }
    })
}

/// The tables of a Word file, by number, for messages.
type Grids = BTreeMap<usize, Vec<Vec<String>>>;

/// The tables of what was read, and whether anything else was.
fn grids(content: &Content) -> (Grids, bool) {
    let mut grids = Grids::new();
    write::grids(&content.blocks, &mut grids);
    (grids, content.blocks.iter().all(is_blank))
}

/// The Markdown that `write` makes of a Word file, with what comes with it.
fn written(
    folder: &mut Folder,
    name: &str,
    content: Content,
    (grids, is_blank): (Grids, bool),
    write: impl FnOnce(&mut Writer<'_>),
) -> Option<WordFile> {
    let limits = folder.limits;
    let Content {
        notes,
        pictures,
        remarks: mut asides,
        ..
    } = content;
    if is_blank {
        let finding = Finding::new("text-blank", Severity::Warning, Place::file(name));
        asides.push(finding.variant("empty"));
    }
    let mut writer = Writer::new(&notes, limits.bytes(Limit::TextSize));
    write(&mut writer);
    let (text, remarks) = (writer.text, writer.remarks);
    let checked = within(&limits, Limit::TextSize, text.len() as u64, || {
        Place::file(name)
    });
    reported(checked, &mut folder.findings)?;
    let (file, text): (Arc<str>, Arc<str>) = (name.into(), text.into());
    folder
        .sources
        .texts
        .insert(Arc::clone(&file), Arc::clone(&text));
    for (number, rows) in grids {
        let grid = Grid {
            rows,
            ..Grid::default()
        };
        folder
            .sources
            .sheets
            .insert((Arc::clone(&file), sheet_name(number)), grid);
    }
    let located = remarks.into_iter().map(|(range, remark)| Finding {
        place: Place::in_text(&file, &text, range),
        ..remark
    });
    Some(WordFile {
        remarks: located.chain(asides).collect(),
        pictures,
        tables: writer.tables,
        text: TextFile { file, text, limits },
    })
}

/// What messages call a table.
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

/// Why a Word file is not read: the reasons of a workbook, in fewer words.
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
