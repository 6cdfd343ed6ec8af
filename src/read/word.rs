//! Word files: `fiches/*.docx` read as the Markdown that says the same.
//!
//! Such a file comes by mail from anyone: its parts are unpacked and counted within the limits of a workbook (`parts`),
//! and nothing outside it is reached. `body` reads its text as blocks, with what `styles` says of headings and lists;
//! `form` finds the values and the sections of a fiche in them, by their labels; `write` makes Markdown of them, a `line`
//! at a time, which is then read as any fiche is.

mod body;
mod form;
mod line;
mod parts;
mod styles;
mod write;

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    path::Path,
    sync::Arc,
};

pub(crate) use form::Labels;

use super::{
    folder::{Folder, TextFile},
    refusal::{Bounds, Refusal, reported, within},
};
use crate::{
    finding::Finding,
    limits::Limit,
    source::{Code, Grid, Place, unique_slug},
};
use body::{Block, Content};
use form::Form;
use parts::Parts;
use write::Writer;

/// The keys of a fiche's head that labels name, in the order in which they are written.
pub(super) const KEYS: [&str; 6] = [
    "code",
    "titre",
    "axe",
    "maitrise_ouvrage",
    "calendrier",
    "partenaires",
];

/// A Word file as a text, with what comes with it.
pub(super) struct WordFile {
    pub(super) text: TextFile,
    pub(super) pictures: Vec<(String, Arc<[u8]>)>,
    pub(super) remarks: Vec<Finding>,
}

/// Reads a Word file of the folder; `slugs` are the names that pictures were given so far.
pub(super) fn read(
    folder: &mut Folder,
    name: &str,
    (labels, fields): (&Labels, &[String]),
    slugs: &mut BTreeSet<String>,
) -> Option<WordFile> {
    let bytes = folder.bytes(name)?;
    let stem = Path::new(name)
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy();
    let slug = Code::parse(&stem)
        .map(|code| unique_slug(&code, slugs))
        .unwrap_or_default();
    let limits = folder.limits;
    let bounds = Bounds {
        file: name,
        limits: &limits,
    };
    let content =
        Parts::open(&bytes, bounds).and_then(|mut parts| body::read(&mut parts, bounds, &slug));
    let content = reported(content.map_err(refused), &mut folder.findings)?;
    let mut grids = BTreeMap::new();
    write::grids(&content.blocks, &mut grids);
    let Content {
        is_landscape,
        blocks,
        notes,
        pictures,
        remarks: asides,
    } = content;
    let form = form::of(blocks, &stem, labels, fields);
    let missing = ["code", "titre"].into_iter();
    let missing = missing.filter(|key| !form.values.contains_key(*key));
    let missing: Vec<&str> = missing.collect();
    let (text, remarks) = written(&form, &notes, is_landscape, fields);
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
        let sheet = format!("tableau {number}");
        let grid = Grid {
            rows,
            ..Grid::default()
        };
        folder
            .sources
            .sheets
            .insert((Arc::clone(&file), sheet.into()), grid);
    }
    for key in &missing {
        let finding = Finding::error("key-missing", Place::file(name));
        folder
            .findings
            .push(finding.variant("word").arg("key", *key));
    }
    if !missing.is_empty() {
        return None;
    }
    let located = remarks.into_iter().map(|(range, remark)| Finding {
        place: Place::in_text(&file, &text, range),
        ..remark
    });
    Some(WordFile {
        remarks: located.chain(asides).collect(),
        pictures,
        text: TextFile { file, text, limits },
    })
}

/// The text of a fiche, and what is remarked on it.
fn written(
    form: &Form,
    notes: &[Vec<Block>],
    is_landscape: bool,
    fields: &[String],
) -> (String, Vec<(Range<usize>, Finding)>) {
    let mut writer = Writer::new(notes);
    writer.text.push_str("+++\n");
    for key in KEYS.into_iter().chain(fields.iter().map(String::as_str)) {
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
    (writer.text, writer.remarks)
}

/// Why a Word file is not read: the reasons of a workbook, in fewer words.
fn refused(mut refusal: Refusal) -> Refusal {
    if refusal.rule == "workbook-unreadable" {
        refusal.rule = "file-refused";
        refusal.variant = match refusal.variant {
            "password" => "word-password",
            "ancient" => "word-ancient",
            "macros" => "word-macros",
            "twice" | "overlapping" | "doctype" | "deep" => "word-hostile",
            "empty" | "zeros" | "truncated" | "damaged" | "damaged-part" => "word-damaged",
            _ => "word-foreign",
        };
    }
    refusal
}

#[cfg(test)]
mod tests;
