//! A stage's folder, replaced as a whole. One run at a time publishes, and repairs what a killed one left.

use std::{
    collections::BTreeSet,
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
};

use rayon::prelude::*;
use tempfile::TempDir;

use super::{
    files::{inner_path, sync_folder, write},
    former::former,
    manifest::{MANIFEST, Manifest, ManifestFile},
};
use crate::{error::Error, source::sha256};

/// Locked while a run publishes. The file is never removed: otherwise two runs could lock two files of one name.
const LOCK: &str = ".paraphe.lock";
/// The prefix of a folder that is being written.
const NEW: &str = ".paraphe-new-";
/// The prefix of a stage that is set aside; the stage's name follows.
const OLD: &str = ".paraphe-old-";

/// The message when a working folder or a replaced stage cannot be removed, which is harmless.
const STUCK: &str = "build-stuck";

/// Something that happens in a run and is no failure, but that its user should know.
#[derive(Debug)]
pub struct Incident {
    /// The id of the message about it.
    pub name: &'static str,
    /// The folder concerned.
    pub path: PathBuf,
    /// The system's error, if there was one.
    pub cause: Option<io::Error>,
}

impl Incident {
    fn new(name: &'static str, path: PathBuf, cause: Option<io::Error>) -> Self {
        Self { name, path, cause }
    }
}

/// A file of a stage to be published.
#[derive(Debug)]
pub(crate) struct NewFile {
    /// Its name, with `/` between folders.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
    /// How many pages it has; none for what isn't a PDF.
    pub pages: Option<usize>,
}

impl NewFile {
    /// A file that is no PDF.
    pub(crate) fn new(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        Self {
            name: name.into(),
            bytes,
            pages: None,
        }
    }
}

/// The manifest of the existing stage, if it is complete and made from the same as the new one.
///
/// # Errors
/// [`Error::Refused`] when what is there must not be replaced.
pub(crate) fn current(
    output: &Path,
    new: &Manifest,
    on: &dyn Fn(Incident),
) -> Result<Option<Manifest>, Error> {
    if !output.is_dir() {
        return Ok(None);
    }
    // Another run could replace this stage while its files are compared. Without a lock, nothing can be published
    // either.
    let _lock = lock(output, on).ok();
    former(output, new)
}

/// Writes the folder of the stage that `manifest` names, which replaces an earlier one, and returns the manifest with
/// these files in it. `output` is created when it is missing.
///
/// # Errors
/// [`Error::Io`] when the system refuses, [`Error::Refused`] when what is there must not be replaced. The earlier stage
/// is then unchanged.
pub(crate) fn publish(
    output: &Path,
    mut manifest: Manifest,
    mut files: Vec<NewFile>,
    on: &dyn Fn(Incident),
) -> Result<Manifest, Error> {
    let outputs = files.iter().map(|file| ManifestFile {
        name: file.name.clone(),
        sha256: sha256(&file.bytes),
        pages: file.pages,
    });
    manifest.outputs = outputs.collect();
    manifest.outputs.sort_by(|a, b| a.name.cmp(&b.name));
    files.push(NewFile::new(MANIFEST, manifest.to_json().into_bytes()));
    require_names(&manifest.stage, &files)?;
    let _lock = lock(output, on)?;
    clean(output, on)?;
    // Since the first check, another run may have published, or someone signed.
    former(output, &manifest)?;

    let target = output.join(&manifest.stage);
    let aside = aside(output, &manifest.stage);
    let new = write_beside(&target, &files)?;
    let is_replaced = replace(&target, new.path(), &aside)?;
    // The stage is now published; what cannot be deleted of the former one is left to the next run.
    if is_replaced && let Err(source) = fs::remove_dir_all(&aside) {
        on(Incident::new(STUCK, aside, Some(source)));
    }
    Ok(manifest)
}

/// Puts a new folder in the place of another, which is set aside; returns whether there was one.
///
/// # Errors
/// The former folder is put back, unless [`Error::Io`] says `restore-stage`.
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

/// Writes the files to a new folder beside the stages, as only within one file system can it take its place at once.
/// Everything is on the disk when this returns, files before the folders that list them.
fn write_beside(target: &Path, files: &[NewFile]) -> Result<TempDir, Error> {
    // Errors name the stage, not the temporary folder.
    let failed = |name: &Path| {
        let parts = target.components().chain(name.components());
        Error::io("write-stage", parts.collect::<PathBuf>())
    };
    let stage = target.file_name().unwrap_or_default().to_string_lossy();
    let folder = tempfile::Builder::new()
        .prefix(&format!("{NEW}{stage}-"))
        .tempdir_in(target.parent().unwrap_or(Path::new(".")))
        .map_err(failed(Path::new("")))?;
    // Outer folders first; the very first is the stage's folder.
    let paths = files.iter().map(|file| Path::new(&file.name));
    let folders: BTreeSet<&Path> = paths.flat_map(|path| path.ancestors().skip(1)).collect();
    for name in folders.iter().skip(1) {
        fs::create_dir(folder.path().join(name)).map_err(failed(name))?;
    }
    // Writing several files at once takes half the time.
    files.par_iter().try_for_each(|file| {
        let path = Path::new(&file.name);
        write(&folder.path().join(path), &file.bytes).map_err(failed(path))
    })?;
    for name in folders.iter().rev() {
        sync_folder(&folder.path().join(name)).map_err(failed(name))?;
    }
    Ok(folder)
}

/// Refuses names that some system does not allow, or does not distinguish.
fn require_names(stage: &str, files: &[NewFile]) -> Result<(), Error> {
    inner_path(stage)?;
    let mut taken = BTreeSet::new();
    for NewFile { name, .. } in files {
        if !taken.insert(inner_path(name)?.to_string_lossy().to_lowercase()) {
            let refused = io::ErrorKind::AlreadyExists.into();
            return Err(Error::io("name-file", name)(refused));
        }
    }
    Ok(())
}

/// Creates the folder, and waits until no other run publishes there. The lock ends when the file is closed, even if the
/// run is killed.
fn lock(output: &Path, on: &dyn Fn(Incident)) -> Result<File, Error> {
    fs::create_dir_all(output).map_err(|error| {
        // A file has the name of this folder or of one above it.
        let is_file = error.kind() == io::ErrorKind::AlreadyExists;
        let not_a_folder = || io::ErrorKind::NotADirectory.into();
        Error::io("create-output", output)(if is_file { not_a_folder() } else { error })
    })?;
    let failed = |error| Error::io("lock-output", output)(error);
    let file = open(&output.join(LOCK)).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => return Ok(file),
        Err(TryLockError::Error(error)) => return Err(failed(error)),
        Err(TryLockError::WouldBlock) => {
            on(Incident::new("build-waiting", output.to_owned(), None));
        }
    }
    file.lock().map_err(failed)?;
    Ok(file)
}

fn open(path: &Path) -> io::Result<File> {
    // Opening a pipe would block.
    if fs::symlink_metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    let mut options = File::options();
    match options.create(true).truncate(false).write(true).open(path) {
        // Someone else's file in a shared folder can be locked all the same.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            File::open(path).map_err(|_| error)
        }
        file => file,
    }
}

/// Where a stage is set aside while another takes its place.
fn aside(output: &Path, stage: &str) -> PathBuf {
    output.join(format!("{OLD}{stage}"))
}

/// Repairs what a killed run left: removes a half-written folder, puts back a stage set aside. The caller holds the
/// lock, so that nothing here belongs to a live run.
///
/// # Errors
/// [`Error::Io`] when a stage cannot be put back. What merely cannot be removed is no failure.
fn clean(output: &Path, on: &dyn Fn(Incident)) -> Result<(), Error> {
    let failed = |error| Error::io("clean-output", output)(error);
    for entry in fs::read_dir(output).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        if !entry.file_type().map_err(failed)?.is_dir() {
            continue;
        }
        let path = entry.path();
        let set_aside = name.strip_prefix(OLD).map(|stage| output.join(stage));
        match set_aside {
            Some(stage) if fs::symlink_metadata(&stage).is_err() => {
                fs::rename(&path, &stage).map_err(Error::io("restore-stage", &path))?;
                on(Incident::new("build-put-back", stage, None));
            }
            None if !name.starts_with(NEW) => {}
            _ => on(match fs::remove_dir_all(&path) {
                Ok(()) => Incident::new("build-removed", path, None),
                Err(source) => Incident::new(STUCK, path, Some(source)),
            }),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
