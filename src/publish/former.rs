//! The folder in a stage's place: whether it may be replaced, and whether it is up to date.
//!
//! Only what paraphe published, and nobody changed, is replaced: a file that someone signed, corrected or added exists
//! nowhere else.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use super::{
    files::{file_of, stages},
    manifest::{MANIFEST, Manifest},
};
use crate::{error::Error, locale::args, source::sha256};

/// The largest manifest that is read; that of 5 000 fiches takes some 3 MiB.
const LARGEST_MANIFEST: u64 = 16 << 20;
/// The largest published file that is read.
const LARGEST_FILE: u64 = 1 << 30;
/// How many files a message names at most.
const MOST_NAMED: usize = 8;

/// A file of a stage as it was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PublishedFile {
    pub stage: String,
    /// Its name there: `annexes.pdf`.
    pub name: String,
    /// Whether the stage is one to be signed.
    pub is_final: bool,
    /// The digests of the stage's files, by name.
    pub digests: BTreeMap<String, String>,
}

/// The published file with the first of these digests that any stage has, and how many stages were searched.
pub(crate) fn published_as(
    output: &Path,
    digests: &[String],
) -> Result<(Option<PublishedFile>, usize), Error> {
    let mut manifests = Vec::new();
    for stage in stages(output)? {
        let bytes = file_of(&output.join(&stage), MANIFEST, LARGEST_MANIFEST)?;
        manifests.extend(Manifest::from_json(&bytes));
    }
    let found = digests.iter().find_map(|digest| {
        manifests.iter().find_map(|manifest| {
            let file = manifest
                .outputs
                .iter()
                .find(|file| file.sha256 == *digest)?;
            let all = manifest.outputs.iter();
            Some(PublishedFile {
                stage: manifest.stage.clone(),
                name: file.name.clone(),
                is_final: manifest.is_final,
                digests: all
                    .map(|output| (output.name.clone(), output.sha256.clone()))
                    .collect(),
            })
        })
    });
    Ok((found, manifests.len()))
}

/// The manifest of the existing stage, if it is complete and made from the same as the new one. No other run may
/// publish meanwhile.
///
/// # Errors
/// [`Error::Refused`] when what is there must not be replaced.
pub(super) fn former(output: &Path, new: &Manifest) -> Result<Option<Manifest>, Error> {
    let target = output.join(&new.stage);
    let failed = |error| Error::io("replace-stage", &target)(error);
    // An output folder that is missing, or cannot be one, is handled where it is created.
    if !output.is_dir() || !fs::exists(&target).map_err(failed)? && !target.is_symlink() {
        return Ok(None);
    }
    let is_folder = target.is_dir() && !target.is_symlink();
    if is_folder && fs::read_dir(&target).map_err(failed)?.next().is_none() {
        return Ok(None);
    }
    let mut manifest = None;
    if is_folder && target.join(MANIFEST).is_file() {
        manifest = Manifest::from_json(&file_of(&target, MANIFEST, LARGEST_MANIFEST)?);
    }
    let Some(manifest) = manifest else {
        let args = args! { path: target.display() };
        return Err(Error::refused("error-not-a-stage", args));
    };
    if manifest.stage != new.stage {
        let args = args! { path: target.display(), stage: manifest.stage };
        return Err(Error::refused("error-stage-other", args));
    }
    if let Some(title) = manifest.other_agreement(new) {
        let args = args! { path: target.display(), title: title };
        return Err(Error::refused("error-stage-agreement", args));
    }
    if manifest.is_final && !new.is_final {
        let args = args! { path: target.display() };
        return Err(Error::refused("error-stage-final", args));
    }
    let (published, files) = compare_files(&target, &manifest)?;
    if !files.is_empty() {
        let (path, names) = (target.display(), files.join("\n"));
        let args = args! { path: path, count: files.len(), files: names };
        return Err(Error::refused("error-stage-changed", args));
    }
    let is_whole = published == manifest.outputs.len();
    Ok(Some(manifest).filter(|manifest| is_whole && manifest.is_made_from(new)))
}

/// How many files are unchanged since publication, and the first of the others.
fn compare_files(target: &Path, manifest: &Manifest) -> Result<(usize, Vec<String>), Error> {
    let (mut published, mut others) = (0, Vec::new());
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        let failed = |error| Error::io("read-stage", target.join(&folder))(error);
        for entry in fs::read_dir(target.join(&folder)).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let path = folder.join(entry.file_name());
            let name = path.to_string_lossy().replace('\\', "/");
            let kind = entry.file_type().map_err(failed)?;
            let mut outputs = manifest.outputs.iter();
            match outputs.find(|output| output.name == name) {
                _ if kind.is_dir() => folders.push(path),
                _ if !kind.is_file() => others.push(name),
                Some(output) if sha256(&file_of(target, &name, LARGEST_FILE)?) == output.sha256 => {
                    published += 1;
                }
                None if name == MANIFEST || is_system_file(&name) => {}
                _ => others.push(name),
            }
            if others.len() == MOST_NAMED {
                return Ok((published, others));
            }
        }
    }
    others.sort();
    Ok((published, others))
}

/// Whether file managers or office programs leave files of this name behind.
fn is_system_file(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let begins = ["._", "~$", ".~lock."];
    begins.iter().any(|begin| name.starts_with(begin))
        || matches!(name, ".DS_Store" | "Thumbs.db" | "desktop.ini")
}
