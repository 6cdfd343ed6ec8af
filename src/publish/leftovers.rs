//! What a killed run left beside the stages.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    Incident,
    exchange::{Steps, System},
};
use crate::error::Error;

/// What the name of a folder being written begins with; after an exchange, it holds the former stage.
pub(super) const NEW: &str = ".paraphe-new-";
/// What the name of a stage set aside begins with; its own name follows.
const OLD: &str = ".paraphe-old-";

/// Where a stage is set aside.
pub(super) fn aside(output: &Path, stage: &str) -> PathBuf {
    output.join(format!("{OLD}{stage}"))
}

/// Puts right what a killed run left: a folder half written goes, a stage set aside comes back. Whoever calls
/// holds the lock: no run that is still alive has anything here.
///
/// # Errors
/// [`Error::Io`] when a stage cannot be put back. What merely cannot be removed is no failure.
pub(super) fn clean(output: &Path, on: &dyn Fn(Incident)) -> Result<(), Error> {
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
        match name.strip_prefix(OLD).map(|stage| output.join(stage)) {
            Some(stage) if !is_there(&stage) => {
                System
                    .rename(&path, &stage)
                    .map_err(Error::io("restore-stage", &path))?;
                on(Incident::PutBack { path: stage });
            }
            Some(_) => remove(path, on),
            None if name.starts_with(NEW) => remove(path, on),
            None => {}
        }
    }
    Ok(())
}

/// Deletes a stage that another has replaced; says so if it cannot.
pub(super) fn discard(former: PathBuf, on: &dyn Fn(Incident)) {
    if let Err(source) = fs::remove_dir_all(&former) {
        on(Incident::Stuck {
            path: former,
            source,
        });
    }
}

fn is_there(path: &Path) -> bool {
    !fs::symlink_metadata(path).is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
}

fn remove(path: PathBuf, on: &dyn Fn(Incident)) {
    on(match fs::remove_dir_all(&path) {
        Ok(()) => Incident::Removed { path },
        Err(source) => Incident::Stuck { path, source },
    });
}
