//! What stands in a stage's place: whether it may go, and whether it already is what would be published.
//!
//! Only what paraphe published, as it published it, is replaced: a file that someone signed, corrected or put
//! there is nowhere else.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{
    files::file_of,
    manifest::{MANIFEST, Manifest},
};
use crate::{error::Error, source::sha256};

/// No manifest is larger: that of 5 000 fiches takes some 3 MiB.
const LARGEST_MANIFEST: u64 = 16 << 20;
/// No file that was published is larger.
const LARGEST_FILE: u64 = 1 << 30;
/// So many files are named in a message.
const MOST_NAMED: usize = 8;

/// A stage that may be replaced.
#[derive(Debug)]
pub(crate) struct Former {
    /// What it was made from.
    pub manifest: Manifest,
    /// Whether each of its files is there.
    is_whole: bool,
}

impl Former {
    /// Whether it was made from exactly what another is to be made from.
    pub(crate) fn is_made_from(&self, manifest: &Manifest) -> bool {
        let own = self.manifest.clone().with_outputs(Vec::new());
        self.is_whole && own == *manifest
    }
}

/// The stage in the place of another that is to be published, if there is one.
///
/// # Errors
/// [`Error::Refused`] or [`Error::StageChanged`] for what must not go.
pub(crate) fn former(output: &Path, name: &str, is_final: bool) -> Result<Option<Former>, Error> {
    let target = output.join(name);
    let failed = |error| Error::io("replace-stage", &target)(error);
    // A folder that is not there, or cannot be one, is the matter of whoever makes it.
    if !output.is_dir() || !fs::exists(&target).map_err(failed)? && !target.is_symlink() {
        return Ok(None);
    }
    let is_folder = target.is_dir() && !target.is_symlink();
    if is_folder && fs::read_dir(&target).map_err(failed)?.next().is_none() {
        return Ok(None);
    }
    let manifest = if is_folder && target.join(MANIFEST).is_file() {
        Manifest::from_json(&file_of(&target, MANIFEST, LARGEST_MANIFEST)?)
    } else {
        None
    };
    let path = ("path", target.display().to_string());
    let manifest = match manifest {
        None => return Err(Error::refused("error-not-a-stage", [path])),
        Some(manifest) if manifest.stage != name => {
            let stage = ("stage", manifest.stage);
            return Err(Error::refused("error-stage-other", [path, stage]));
        }
        Some(manifest) if manifest.is_final && !is_final => {
            return Err(Error::refused("error-stage-final", [path]));
        }
        Some(manifest) => manifest,
    };
    let (published, files) = sorted_out(&target, &manifest)?;
    if files.is_empty() {
        let is_whole = published == manifest.outputs.len();
        Ok(Some(Former { manifest, is_whole }))
    } else {
        Err(Error::StageChanged {
            path: target,
            files,
        })
    }
}

/// How many files are as they were published, and the first of the others.
fn sorted_out(target: &Path, manifest: &Manifest) -> Result<(usize, Vec<String>), Error> {
    let (mut published, mut others) = (0, Vec::new());
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        let failed = |error| Error::io("read-stage", target.join(&folder))(error);
        for entry in fs::read_dir(target.join(&folder)).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let path = folder.join(entry.file_name());
            let name = path.to_string_lossy().replace('\\', "/");
            let kind = entry.file_type().map_err(failed)?;
            let output = manifest.outputs.iter().find(|output| output.name == name);
            match output {
                _ if kind.is_dir() => folders.push(path),
                Some(output)
                    if kind.is_file()
                        && sha256(&file_of(target, &name, LARGEST_FILE)?) == output.sha256 =>
                {
                    published += 1;
                }
                None if kind.is_file() && (name == MANIFEST || is_the_systems(&name)) => {}
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

/// What file managers and office programs leave where they look at something.
fn is_the_systems(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let begins = ["._", "~$", ".~lock."]
        .into_iter()
        .any(|start| name.starts_with(start));
    begins || matches!(name, ".DS_Store" | "Thumbs.db" | "desktop.ini")
}
