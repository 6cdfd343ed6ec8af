//! The files of a stage: their names, their bytes, and how they are written safely.

use std::{
    fs::{self, File},
    io::{self, ErrorKind, Read, Write},
    path::Path,
};

use super::manifest::MANIFEST;
use crate::{error::Error, source::is_portable};

/// The names of the stages in `output`, sorted; parts of a stage (`+partiel`) left out. None when there is no
/// such folder.
///
/// # Errors
/// [`Error::Io`] when the folder cannot be listed.
pub(crate) fn stages(output: &Path) -> Result<Vec<String>, Error> {
    let entries = match fs::read_dir(output) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(Error::io("list-stages", output))?,
    };
    let names = entries.flatten().map(|entry| entry.file_name());
    let is_stage = |name: &String| {
        !name.starts_with('.') && !name.contains('+') && output.join(name).join(MANIFEST).is_file()
    };
    let names = names.filter_map(|name| name.into_string().ok());
    let mut names: Vec<String> = names.filter(is_stage).collect();
    names.sort();
    Ok(names)
}

/// The bytes of a file of a stage, `most` at most.
///
/// # Errors
/// [`Error::Io`] when it is missing, no regular file, too large, or cannot be read.
pub(crate) fn file_of(stage: &Path, name: &str, most: u64) -> Result<Vec<u8>, Error> {
    let path = stage.join(inner_path(name)?);
    let read = || {
        if !fs::metadata(&path)?.is_file() {
            return Err(ErrorKind::InvalidInput.into());
        }
        let (mut file, mut bytes) = (File::open(&path)?.take(most.saturating_add(1)), Vec::new());
        match file.read_to_end(&mut bytes)? as u64 {
            size if size <= most => Ok(bytes),
            _ => Err(ErrorKind::FileTooLarge.into()),
        }
    };
    read().map_err(Error::io("read-stage", &path))
}

/// The path that a name means within the stage; a name that would leave it, or that some system does not
/// allow, is refused.
pub(crate) fn inner_path(name: &str) -> Result<&Path, Error> {
    let path = name.split('/').all(is_portable).then(|| Path::new(name));
    let refused = || Error::io("name-file", name)(ErrorKind::InvalidFilename.into());
    path.ok_or_else(refused)
}

/// The prefix of a file that is being written.
const ASIDE: &str = ".paraphe-write-";

/// Writes a new file, which is on the disk when this returns.
pub(super) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Writes a file whole or not at all, so that a full disk leaves the former one: it is written beside its place, all of
/// it on the disk, then renamed. It gets the permissions of the former file.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    // A plain new file, as temporary files are private to their owner. Readers leave out names that begin with a dot.
    let mut temporary = tempfile::Builder::new();
    let mut new = temporary
        .prefix(ASIDE)
        .make_in(folder, |path| File::create_new(path))?;
    new.write_all(bytes)?;
    if let Ok(former) = fs::metadata(path) {
        new.as_file().set_permissions(former.permissions())?;
    }
    new.as_file().sync_all()?;
    new.persist(path)?;
    Ok(())
}

/// Makes the names in a folder survive a power cut. Windows does so by itself and opens no folder; neither do some file
/// systems.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    if !cfg!(unix) {
        return Ok(());
    }
    let not_here = [ErrorKind::InvalidInput, ErrorKind::Unsupported];
    match File::open(folder)?.sync_all() {
        Err(error) if not_here.contains(&error.kind()) => Ok(()),
        synced => synced,
    }
}
