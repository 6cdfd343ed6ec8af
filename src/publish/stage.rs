//! A stage's folder, replaced whole.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    Incident,
    current::is_current,
    exchange::{Place, Placed, Steps, System},
    former, leftovers,
    lock::lock,
    written::{require_names, sync_folder, write_beside},
};
use crate::error::Error;

/// A stage to be published.
#[derive(Clone, Copy, Debug)]
pub struct NewStage<'a> {
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
pub fn publish(stage: &NewStage<'_>, on: &dyn Fn(Incident)) -> Result<PathBuf, Error> {
    publish_with(stage, on, &System)
}

/// [`publish`], with the system's steps to be made to fail in tests.
fn publish_with(
    stage: &NewStage<'_>,
    on: &dyn Fn(Incident),
    steps: &dyn Steps,
) -> Result<PathBuf, Error> {
    require_names(stage)?;
    create(stage.output)?;
    let _lock = lock(stage.output, on)?;
    leftovers::clean(stage.output, on)?;

    let target = stage.output.join(stage.name);
    let replaces = former::is_replaceable(stage)?;
    if replaces && is_current(&target, stage.files) {
        return Ok(target);
    }
    let new = write_beside(stage)?;
    let aside = leftovers::aside(stage.output, stage.name);
    let place = Place {
        new: new.path().to_owned(),
        target: &target,
        aside,
    };
    let placed = place.take(replaces, steps)?;
    if let Err(error) = sync_folder(stage.output) {
        place.give_back(&placed, steps)?;
        return Err(Error::io("write-stage", target)(error));
    }
    // The stage is published for good; what of the former one cannot be deleted now is left to the next run.
    let former = match placed {
        Placed::Alone => return Ok(target),
        Placed::Exchanged => new.keep(),
        Placed::Beside => place.aside,
    };
    leftovers::discard(former, on);
    Ok(target)
}

/// Makes the folder of the stages.
fn create(output: &Path) -> Result<(), Error> {
    let failed = |error| Error::io("create-output", output)(error);
    match fs::create_dir_all(output) {
        // A file of that name, or one on the way.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            Err(failed(io::ErrorKind::NotADirectory.into()))
        }
        created => created.map_err(failed),
    }
}

#[cfg(test)]
mod tests;
