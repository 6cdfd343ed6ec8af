//! Two runs that publish in one folder take turns.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::Path,
    thread,
    time::Duration,
};

use super::Incident;
use crate::error::Error;

/// Held while a run publishes. The file stays: removed, two runs could hold two files of one name.
pub(super) const LOCK: &str = ".paraphe.lock";
/// Nobody needs to be told of a shorter wait than so many pauses.
const PATIENCE: u32 = 20;
const PAUSE: Duration = Duration::from_millis(50);

/// Waits for the folder to be free. The lock ends with the file's life, even when the run is killed.
pub(super) fn lock(output: &Path, on: &dyn Fn(Incident)) -> Result<File, Error> {
    let path = output.join(LOCK);
    let failed = |error| Error::io("lock-output", output)(error);
    let file = open(&path).map_err(failed)?;
    if !is_locked_soon(&file).map_err(failed)? {
        on(Incident::Waiting {
            output: output.to_owned(),
        });
        file.lock().map_err(failed)?;
    }
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

fn is_locked_soon(file: &File) -> io::Result<bool> {
    for _ in 0..PATIENCE {
        match file.try_lock() {
            Ok(()) => return Ok(true),
            Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
    Ok(false)
}
