//! A stage's folder, replaced whole.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Component, Path, PathBuf},
};

use tempfile::TempDir;

use super::{MANIFEST, current::is_current};
use crate::error::Error;

/// What the name of a folder being written begins with.
const NEW: &str = ".paraphe-new-";
/// What the name of a stage set aside begins with; its own name follows.
const OLD: &str = ".paraphe-old-";
/// Held while a run publishes.
const LOCK: &str = ".paraphe.lock";

/// Writes `files` as the folder `stage` of `output`, which takes the place of an earlier one.
///
/// # Errors
/// [`Error::Io`] when the system refuses, [`Error::NotAStage`] when the folder there is none of ours. The
/// earlier stage is then what it was.
pub fn publish(output: &Path, stage: &str, files: &[(String, Vec<u8>)]) -> Result<PathBuf, Error> {
    publish_with(output, stage, files, |from, to| fs::rename(from, to))
}

/// [`publish`], with the renaming to be made to fail in tests.
fn publish_with(
    output: &Path,
    stage: &str,
    files: &[(String, Vec<u8>)],
    rename: impl Fn(&Path, &Path) -> io::Result<()>,
) -> Result<PathBuf, Error> {
    for name in files.iter().map(|(name, _)| name.as_str()).chain([stage]) {
        inner_path(name)?;
    }
    fs::create_dir_all(output).map_err(Error::io("create-output", output))?;
    let _lock = lock(output)?;
    repair(output)?;

    let target = output.join(stage);
    if is_current(&target, files) {
        return Ok(target);
    }
    let replaces = is_replaceable(&target)?;
    let new = write_beside(output, stage, files)?;
    let aside = output.join(format!("{OLD}{stage}"));
    if replaces {
        rename(&target, &aside).map_err(Error::io("replace-stage", &target))?;
    }
    if let Err(error) = rename(new.path(), &target) {
        if replaces {
            fs::rename(&aside, &target).map_err(Error::io("restore-stage", &aside))?;
        }
        return Err(Error::io("replace-stage", target)(error));
    }
    // The folder now bears another name: there is nothing left to clean up under the old one.
    let _ = new.keep();
    sync_folder(output)?;
    // The stage is published; what cannot be deleted now is left to the next run.
    let _ = if replaces { fs::remove_dir_all(&aside) } else { Ok(()) };
    Ok(target)
}

/// Two builds at once take turns. The lock ends with the file's life, even when the run is killed.
fn lock(output: &Path) -> Result<File, Error> {
    let path = output.join(LOCK);
    let failed = |error| Error::io("lock-output", &path)(error);
    let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(failed)?;
    file.lock().map_err(failed)?;
    Ok(file)
}

/// Puts right what a killed run left: a folder half written goes, a stage set aside comes back.
fn repair(output: &Path) -> Result<(), Error> {
    let failed = |error| Error::io("clean-output", output)(error);
    for entry in fs::read_dir(output).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        if !entry.file_type().map_err(failed)?.is_dir() {
            continue;
        }
        let left_over = entry.path();
        match name.strip_prefix(OLD).map(|stage| output.join(stage)) {
            Some(stage) if !stage.exists() => {
                fs::rename(&left_over, &stage).map_err(Error::io("restore-stage", &left_over))?;
            }
            Some(_) => remove(&left_over)?,
            None if name.starts_with(NEW) => remove(&left_over)?,
            None => {}
        }
    }
    Ok(())
}

fn remove(folder: &Path) -> Result<(), Error> {
    fs::remove_dir_all(folder).map_err(Error::io("clean-output", folder))
}

/// Whether something stands in the stage's place. Only a published stage or an empty folder may go.
fn is_replaceable(target: &Path) -> Result<bool, Error> {
    let metadata = match fs::symlink_metadata(target) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        metadata => metadata.map_err(Error::io("replace-stage", target))?,
    };
    let is_ours = metadata.is_dir()
        && (target.join(MANIFEST).is_file()
            || fs::read_dir(target).map_err(Error::io("replace-stage", target))?.next().is_none());
    if is_ours { Ok(true) } else { Err(Error::NotAStage { path: target.to_owned() }) }
}

/// The files in a folder of their own beside the stages: renaming within one file system is atomic.
fn write_beside(output: &Path, stage: &str, files: &[(String, Vec<u8>)]) -> Result<TempDir, Error> {
    let prefix = format!("{NEW}{stage}-");
    let folder =
        tempfile::Builder::new().prefix(&prefix).tempdir_in(output).map_err(Error::io("write-stage", output))?;
    let mut folders = vec![folder.path().to_owned()];
    for (name, bytes) in files {
        let path = folder.path().join(inner_path(name)?);
        let failed = |error| Error::io("write-stage", &path)(error);
        if let Some(parent) = path.parent().filter(|parent| !parent.is_dir()) {
            fs::create_dir_all(parent).map_err(failed)?;
            folders.push(parent.to_owned());
        }
        let mut file = File::create_new(&path).map_err(failed)?;
        file.write_all(bytes).and_then(|()| file.sync_all()).map_err(failed)?;
    }
    folders.iter().rev().try_for_each(|folder| sync_folder(folder))?;
    Ok(folder)
}

/// The path that a name means within the stage; a name that would leave it is refused.
pub(super) fn inner_path(name: &str) -> Result<&Path, Error> {
    let path = Path::new(name);
    let is_plain = |part: Component<'_>| matches!(part, Component::Normal(part) if !part.to_string_lossy().contains(['\\', ':', '\0']));
    let stays = !name.is_empty() && !name.starts_with('.') && path.components().all(is_plain);
    let refused = || Error::io("name-file", path)(io::ErrorKind::InvalidFilename.into());
    if stays { Ok(path) } else { Err(refused()) }
}

/// Makes the names in a folder outlive a power cut. Windows does so by itself and opens no folder.
fn sync_folder(folder: &Path) -> Result<(), Error> {
    if cfg!(unix) {
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(Error::io("write-stage", folder))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
