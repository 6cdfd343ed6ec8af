//! What was published: the stages of a folder, and their files.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::Path,
};

use super::{MANIFEST, written::inner_path};
use crate::error::Error;

/// The names of the stages in `output`, sorted; parts of a stage (`+partiel`) left out. None when there is no
/// such folder.
///
/// # Errors
/// [`Error::Io`] when the folder cannot be listed.
pub fn stages(output: &Path) -> Result<Vec<String>, Error> {
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
pub fn file_of(stage: &Path, name: &str, most: u64) -> Result<Vec<u8>, Error> {
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
