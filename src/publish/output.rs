//! The folder of the stages: one run at a time publishes in it, and puts right what a killed one left there.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
};

use crate::error::Error;

/// Held while a run publishes. The file stays: removed, two runs could hold two files of one name.
pub(super) const LOCK: &str = ".paraphe.lock";
/// What the name of a folder being written begins with.
pub(super) const NEW: &str = ".paraphe-new-";
/// What the name of a stage set aside begins with; its own name follows.
const OLD: &str = ".paraphe-old-";

/// What a run meets that is no failure, and that whoever waits for it should know.
#[derive(Debug)]
pub enum Incident {
    /// Another run is publishing in the same folder; this one waits for it.
    Waiting {
        /// The folder.
        output: PathBuf,
    },
    /// A folder that an interrupted run left is gone.
    Removed {
        /// Where it was.
        path: PathBuf,
    },
    /// A stage that an interrupted run had set aside is back in its place.
    PutBack {
        /// Its place.
        path: PathBuf,
    },
    /// A working folder, or a stage that was replaced, cannot be removed; it harms nothing.
    Stuck {
        /// Where it is.
        path: PathBuf,
        /// What the system answered.
        source: io::Error,
    },
}

/// Makes the folder, and waits until no other run publishes there. The lock ends with the file's life, even when the run
/// is killed.
pub(super) fn lock(output: &Path, on: &dyn Fn(Incident)) -> Result<File, Error> {
    fs::create_dir_all(output).map_err(|error| {
        // A file of that name, or one on the way.
        let is_file = error.kind() == io::ErrorKind::AlreadyExists;
        let not_a_folder = || io::ErrorKind::NotADirectory.into();
        Error::io("create-output", output)(if is_file { not_a_folder() } else { error })
    })?;
    let failed = |error| Error::io("lock-output", output)(error);
    let file = open(&output.join(LOCK)).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => return Ok(file),
        Err(TryLockError::WouldBlock) => on(Incident::Waiting {
            output: output.to_owned(),
        }),
        Err(TryLockError::Error(error)) => return Err(failed(error)),
    }
    file.lock().map_err(failed)?;
    Ok(file)
}

fn open(path: &Path) -> io::Result<File> {
    // A pipe would keep whoever opens it waiting.
    if fs::symlink_metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    match File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)
    {
        // Someone else's file, in a folder that is shared: it can be locked all the same.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            File::open(path).map_err(|_| error)
        }
        file => file,
    }
}

/// Where a stage is set aside while another takes its place.
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
        let set_aside = name.strip_prefix(OLD).map(|stage| output.join(stage));
        match set_aside {
            Some(stage) if fs::symlink_metadata(&stage).is_err() => {
                fs::rename(&path, &stage).map_err(Error::io("restore-stage", &path))?;
                on(Incident::PutBack { path: stage });
            }
            None if !name.starts_with(NEW) => {}
            _ => on(match fs::remove_dir_all(&path) {
                Ok(()) => Incident::Removed { path },
                Err(source) => Incident::Stuck { path, source },
            }),
        }
    }
    Ok(())
}
