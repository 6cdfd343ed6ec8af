//! The files of a stage: their names, their bytes, and how they are made to last.

use std::{
    fs::{self, File},
    io::{self, Read, Write},
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
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(Error::io("list-stages", output))?,
    };
    let names = entries
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok());
    let is_stage = |name: &String| {
        !name.starts_with('.') && !name.contains('+') && output.join(name).join(MANIFEST).is_file()
    };
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
    let failed = |error| Error::io("read-stage", &path)(error);
    if !fs::metadata(&path).map_err(failed)?.is_file() {
        return Err(failed(io::ErrorKind::InvalidInput.into()));
    }
    let mut bytes = Vec::new();
    File::open(&path)
        .map_err(failed)?
        .take(most.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    if bytes.len() as u64 > most {
        Err(failed(io::ErrorKind::FileTooLarge.into()))
    } else {
        Ok(bytes)
    }
}

/// The path that a name means within the stage; a name that would leave it, or that some system does not
/// allow, is refused.
pub(super) fn inner_path(name: &str) -> Result<&Path, Error> {
    if name.split('/').all(is_portable) {
        Ok(Path::new(name))
    } else {
        let refused = io::ErrorKind::InvalidFilename.into();
        Err(Error::io("name-file", name)(refused))
    }
}

/// Writes a new file, which is on the disk when this returns.
pub(super) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(bytes)?;
    file.sync_all()
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
