//! What stands in a stage's place, and whether it may go.
//!
//! Only what paraphe published, as it published it, is replaced: a file that someone signed, corrected or put
//! there is nowhere else.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{MANIFEST, Manifest, file_of, stage::NewStage};
use crate::{
    error::{Error, Kept},
    source::sha256,
};

/// So many files are named in a message.
const MOST_NAMED: usize = 8;

/// Whether a folder that may go stands in the stage's place.
///
/// # Errors
/// [`Error::NotAStage`] or [`Error::StageKept`] for what may not go.
pub(super) fn is_replaceable(stage: &NewStage<'_>) -> Result<bool, Error> {
    let target = stage.output.join(stage.name);
    let refused = |error| Error::io("replace-stage", &target)(error);
    let metadata = match fs::symlink_metadata(&target) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        metadata => metadata.map_err(refused)?,
    };
    if !metadata.is_dir() {
        return Err(Error::NotAStage { path: target });
    }
    if fs::read_dir(&target).map_err(refused)?.next().is_none() {
        return Ok(true);
    }
    if !target.join(MANIFEST).is_file() {
        return Err(Error::NotAStage { path: target });
    }
    let Some(manifest) = Manifest::from_json(&file_of(&target, MANIFEST)?) else {
        return Err(Error::NotAStage { path: target });
    };
    let kept = |reason| Err(Error::StageKept { path: target.clone(), reason });
    if manifest.stage != stage.name {
        return kept(Kept::Other { stage: manifest.stage });
    }
    if manifest.is_final && !stage.is_final {
        return kept(Kept::Final);
    }
    let changed = changed(&target, &manifest)?;
    if changed.is_empty() { Ok(true) } else { kept(Kept::Changed { files: changed }) }
}

/// The first files that are not as they were published, or that were not published.
fn changed(target: &Path, manifest: &Manifest) -> Result<Vec<String>, Error> {
    let mut changed = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        let failed = |error| Error::io("read-stage", target.join(&folder))(error);
        for entry in fs::read_dir(target.join(&folder)).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let path = folder.join(entry.file_name());
            let name = path.to_string_lossy().replace('\\', "/");
            let kind = entry.file_type().map_err(failed)?;
            if kind.is_dir() {
                folders.push(path);
            } else if !(kind.is_file() && is_as_published(target, &name, manifest)?) {
                changed.push(name);
            }
            if changed.len() == MOST_NAMED {
                return Ok(changed);
            }
        }
    }
    changed.sort();
    Ok(changed)
}

fn is_as_published(target: &Path, name: &str, manifest: &Manifest) -> Result<bool, Error> {
    match manifest.outputs.iter().find(|output| output.name == name) {
        Some(output) => Ok(sha256(&file_of(target, name)?) == output.sha256),
        None => Ok(name == MANIFEST || is_the_systems(name)),
    }
}

/// What file managers and office programs leave where they look at something.
fn is_the_systems(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let begins = ["._", "~$", ".~lock."].into_iter().any(|start| name.starts_with(start));
    begins || matches!(name, ".DS_Store" | "Thumbs.db" | "desktop.ini")
}
