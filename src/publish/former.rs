//! What stands in a stage's place, and whether it may go.
//!
//! Only what paraphe published, as it published it, is replaced: a file that someone signed, corrected or put
//! there is nowhere else.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{MANIFEST, Manifest, file_of, stage::NewStage};
use crate::{error::Error, source::sha256};

/// No manifest is larger: that of 5 000 fiches takes some 3 MiB.
const LARGEST_MANIFEST: u64 = 16 << 20;
/// No file that was published is larger.
const LARGEST_FILE: u64 = 1 << 30;
/// So many files are named in a message.
const MOST_NAMED: usize = 8;

/// What stands in a stage's place.
enum Standing {
    Nothing,
    EmptyFolder,
    Stage(Manifest),
}

/// Refuses a place that the stage `name` could not take, before anything is laid out for it.
///
/// # Errors
/// As [`super::publish`]; whether files were changed since is only asked then.
pub fn require_place(output: &Path, name: &str, is_final: bool) -> Result<(), Error> {
    // A folder that is not there, or cannot be one, is the matter of whoever makes it.
    if output.is_dir() {
        standing(output, name, is_final).map(drop)
    } else {
        Ok(())
    }
}

/// Whether a folder that may go stands in the stage's place.
///
/// # Errors
/// [`Error::Refused`] or [`Error::StageChanged`] for what may not go.
pub(super) fn is_replaceable(stage: &NewStage<'_>) -> Result<bool, Error> {
    let manifest = match standing(stage.output, stage.name, stage.is_final)? {
        Standing::Nothing => return Ok(false),
        Standing::EmptyFolder => return Ok(true),
        Standing::Stage(manifest) => manifest,
    };
    let target = stage.output.join(stage.name);
    let files = changed(&target, &manifest)?;
    if files.is_empty() {
        Ok(true)
    } else {
        Err(Error::StageChanged {
            path: target,
            files,
        })
    }
}

fn standing(output: &Path, name: &str, is_final: bool) -> Result<Standing, Error> {
    let target = output.join(name);
    let refused = |error| Error::io("replace-stage", &target)(error);
    let metadata = match fs::symlink_metadata(&target) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Standing::Nothing),
        metadata => metadata.map_err(refused)?,
    };
    if metadata.is_dir() && fs::read_dir(&target).map_err(refused)?.next().is_none() {
        return Ok(Standing::EmptyFolder);
    }
    let is_stage = metadata.is_dir() && target.join(MANIFEST).is_file();
    let manifest = if is_stage {
        Manifest::from_json(&file_of(&target, MANIFEST, LARGEST_MANIFEST)?)
    } else {
        None
    };
    let path = ("path", target.display().to_string());
    match manifest {
        None => Err(Error::refused("not-a-stage", [path])),
        Some(manifest) if manifest.stage != name => Err(Error::refused(
            "stage-other",
            [path, ("stage", manifest.stage)],
        )),
        Some(manifest) if manifest.is_final && !is_final => {
            Err(Error::refused("stage-final", [path]))
        }
        Some(manifest) => Ok(Standing::Stage(manifest)),
    }
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
        Some(output) => Ok(sha256(&file_of(target, name, LARGEST_FILE)?) == output.sha256),
        None => Ok(name == MANIFEST || is_the_systems(name)),
    }
}

/// What file managers and office programs leave where they look at something.
fn is_the_systems(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let begins = ["._", "~$", ".~lock."]
        .into_iter()
        .any(|start| name.starts_with(start));
    begins || matches!(name, ".DS_Store" | "Thumbs.db" | "desktop.ini")
}
