//! The files of a stage, written beside its place and made to last.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use rayon::prelude::*;
use tempfile::TempDir;

use super::{leftovers::NEW, stage::NewStage};
use crate::{error::Error, source::is_portable};

/// The files in a folder of their own beside the stages: only within one file system can it take its place at
/// once. Everything is on the disk when this returns, files before the folders that name them.
pub(super) fn write_beside(stage: &NewStage<'_>) -> Result<TempDir, Error> {
    let target = stage.output.join(stage.name);
    let failed = |name: &str| {
        // What people know is the stage, not the folder beside it.
        let path = if name.is_empty() {
            target.clone()
        } else {
            target.join(name)
        };
        Error::io("write-stage", path)
    };
    let prefix = format!("{NEW}{}-", stage.name);
    let folder = tempfile::Builder::new()
        .prefix(&prefix)
        .tempdir_in(stage.output)
        .map_err(failed(""))?;
    let inner = inner_folders(stage);
    for name in &inner {
        fs::create_dir(folder.path().join(name)).map_err(failed(&name.to_string_lossy()))?;
    }
    // The disk takes several files at once in half the time of one after the other.
    stage.files.par_iter().try_for_each(|(name, bytes)| {
        write(&folder.path().join(inner_path(name)?), bytes).map_err(failed(name))
    })?;
    for name in inner.iter().rev() {
        sync_folder(&folder.path().join(name)).map_err(failed(&name.to_string_lossy()))?;
    }
    sync_folder(folder.path()).map_err(failed(""))?;
    Ok(folder)
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// The folders within the stage, outer ones first.
fn inner_folders(stage: &NewStage<'_>) -> BTreeSet<PathBuf> {
    let parents = stage
        .files
        .iter()
        .flat_map(|(name, _)| Path::new(name).ancestors().skip(1));
    parents
        .filter(|parent| !parent.as_os_str().is_empty())
        .map(Path::to_owned)
        .collect()
}

/// Refuses names that some system could not hold, or could not tell apart.
///
/// # Errors
/// [`Error::Io`], `name-file`.
pub(super) fn require_names(stage: &NewStage<'_>) -> Result<(), Error> {
    inner_path(stage.name)?;
    let mut taken = BTreeSet::new();
    for (name, _) in stage.files {
        if !taken.insert(inner_path(name)?.to_string_lossy().to_lowercase()) {
            return Err(Error::io("name-file", name)(
                io::ErrorKind::AlreadyExists.into(),
            ));
        }
    }
    Ok(())
}

/// The path that a name means within the stage; a name that would leave it, or that some system does not
/// allow, is refused.
pub(super) fn inner_path(name: &str) -> Result<&Path, Error> {
    let refused = || Error::io("name-file", name)(io::ErrorKind::InvalidFilename.into());
    if name.split('/').all(is_portable) {
        Ok(Path::new(name))
    } else {
        Err(refused())
    }
}

/// Makes the names in a folder outlive a power cut. Windows does so by itself and opens no folder; neither do
/// some file systems.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    if !cfg!(unix) {
        return Ok(());
    }
    match File::open(folder)?.sync_all() {
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported
            ) =>
        {
            Ok(())
        }
        synced => synced,
    }
}
