//! A stage's folder, replaced whole.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use rayon::prelude::*;
use tempfile::TempDir;

use super::{
    files::{inner_path, sync_folder, write},
    former::former,
    output::{self, Incident, NEW},
};
use crate::error::Error;

/// A stage to be published.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NewStage<'a> {
    /// The folder of the stages; made when it is missing.
    pub output: &'a Path,
    /// The stage's name, which is that of its folder.
    pub name: &'a str,
    /// Whether it is to be signed: only such a stage takes the place of another such.
    pub is_final: bool,
    /// Its files by name, with `/` between folders, the manifest among them.
    pub files: &'a [(String, Vec<u8>)],
}

/// Writes the stage's folder, which takes the place of an earlier one, and returns it.
///
/// # Errors
/// [`Error::Io`] when the system refuses, [`Error::Refused`] or [`Error::StageChanged`] when what is there must
/// not go. The earlier stage is then what it was.
pub(crate) fn publish(stage: &NewStage<'_>, on: &dyn Fn(Incident)) -> Result<PathBuf, Error> {
    require_names(stage)?;
    let _lock = output::lock(stage.output, on)?;
    output::clean(stage.output, on)?;
    // Since it was looked at first, another run may have published, or someone signed.
    former(stage.output, stage.name, stage.is_final)?;

    let target = stage.output.join(stage.name);
    let aside = output::aside(stage.output, stage.name);
    let new = write_beside(stage)?;
    let is_replaced = replace(&target, new.path(), &aside)?;
    // The stage is published for good; what of the former one cannot be deleted now is left to the next run.
    if is_replaced && let Err(source) = fs::remove_dir_all(&aside) {
        on(Incident::Stuck {
            path: aside,
            source,
        });
    }
    Ok(target)
}

/// Puts a new folder in the place of another, if there is one, which is set aside; says whether there was.
///
/// # Errors
/// What stood there stands there again, unless [`Error::Io`] says `restore-stage`.
fn replace(target: &Path, new: &Path, aside: &Path) -> Result<bool, Error> {
    let refused = |error| Error::io("replace-stage", target)(error);
    let is_replaced = fs::symlink_metadata(target).is_ok();
    if is_replaced {
        fs::rename(target, aside).map_err(refused)?;
    }
    let folder = target.parent().unwrap_or(Path::new("."));
    let placed = fs::rename(new, target).map_err(refused).and_then(|()| {
        sync_folder(folder).map_err(|error| {
            // The next run deletes it if this one cannot.
            let _ = fs::rename(target, new);
            Error::io("write-stage", target)(error)
        })
    });
    if let Err(error) = placed {
        if is_replaced {
            fs::rename(aside, target).map_err(Error::io("restore-stage", aside))?;
        }
        return Err(error);
    }
    Ok(is_replaced)
}

/// The files in a folder of their own beside the stages: only within one file system can it take its place at
/// once. Everything is on the disk when this returns, files before the folders that name them.
fn write_beside(stage: &NewStage<'_>) -> Result<TempDir, Error> {
    let target = stage.output.join(stage.name);
    // What people know is the stage, not the folder beside it.
    let failed = |name: &Path| {
        let is_stage = name.as_os_str().is_empty();
        Error::io(
            "write-stage",
            if is_stage {
                target.clone()
            } else {
                target.join(name)
            },
        )
    };
    let folder = tempfile::Builder::new()
        .prefix(&format!("{NEW}{}-", stage.name))
        .tempdir_in(stage.output)
        .map_err(failed(Path::new("")))?;
    // Outer ones first, the stage's own before all.
    let paths = stage.files.iter().map(|(name, _)| Path::new(name));
    let folders: BTreeSet<&Path> = paths.flat_map(|path| path.ancestors().skip(1)).collect();
    for name in folders.iter().filter(|name| !name.as_os_str().is_empty()) {
        fs::create_dir(folder.path().join(name)).map_err(failed(name))?;
    }
    // The disk takes several files at once in half the time of one after the other.
    stage.files.par_iter().try_for_each(|(name, bytes)| {
        let path = inner_path(name)?;
        write(&folder.path().join(path), bytes).map_err(failed(path))
    })?;
    for name in folders.iter().rev() {
        sync_folder(&folder.path().join(name)).map_err(failed(name))?;
    }
    Ok(folder)
}

/// Refuses names that some system could not hold, or could not tell apart.
fn require_names(stage: &NewStage<'_>) -> Result<(), Error> {
    inner_path(stage.name)?;
    let mut taken = BTreeSet::new();
    for (name, _) in stage.files {
        if !taken.insert(inner_path(name)?.to_string_lossy().to_lowercase()) {
            let refused = io::ErrorKind::AlreadyExists.into();
            return Err(Error::io("name-file", name)(refused));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
