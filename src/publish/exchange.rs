//! A folder takes the place of another.
//!
//! Linux and macOS exchange two folders in one step. Elsewhere, and on file systems that cannot, the former
//! folder is set aside under a name that says what it was, so that the next run can put it back.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::error::Error;

/// The system's own steps, to be made to fail in tests.
pub(super) trait Steps {
    /// Renames a folder; what bears the new name already stays, but for an empty folder on some systems.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Exchanges two folders at once.
    fn exchange(&self, one: &Path, other: &Path) -> io::Result<()>;
}

/// The steps as the system takes them.
pub(super) struct System;

impl Steps for System {
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        match renamed(from, to, rustix::fs::RenameFlags::NOREPLACE) {
            Err(error) if is_unknown(&error) => fs::rename(from, to),
            renamed => renamed,
        }
    }

    #[cfg(any(target_os = "linux", target_os = "macos"))]
    fn exchange(&self, one: &Path, other: &Path) -> io::Result<()> {
        renamed(one, other, rustix::fs::RenameFlags::EXCHANGE)
    }

    #[cfg(not(any(target_os = "linux", target_os = "macos")))]
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    #[cfg(not(any(target_os = "linux", target_os = "macos")))]
    fn exchange(&self, _: &Path, _: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

#[cfg(any(target_os = "linux", target_os = "macos"))]
fn renamed(from: &Path, to: &Path, flags: rustix::fs::RenameFlags) -> io::Result<()> {
    rustix::fs::renameat_with(rustix::fs::CWD, from, rustix::fs::CWD, to, flags)
        .map_err(io::Error::from)
}

/// Whether the system, or the file system, does not know the step: nothing was done then.
fn is_unknown(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput
    )
}

/// How a folder came to its place.
pub(super) enum Placed {
    /// Nothing stood there.
    Alone,
    /// The former folder bears the name that the new one was written under.
    Exchanged,
    /// The former folder is set aside.
    Beside,
}

/// Where a stage goes, and what stands in its way.
pub(super) struct Place<'a> {
    /// The folder that was written.
    pub(super) new: PathBuf,
    /// Its place.
    pub(super) target: &'a Path,
    /// Where a former stage may stand for an instant.
    pub(super) aside: PathBuf,
}

impl Place<'_> {
    /// Puts the new folder into its place, which is taken when `replaces`.
    ///
    /// # Errors
    /// What stood there stands there again, unless [`Error::Io`] says `restore-stage`.
    pub(super) fn take(&self, replaces: bool, steps: &dyn Steps) -> Result<Placed, Error> {
        let refused = |error| Error::io("replace-stage", self.target)(error);
        if !replaces {
            return steps
                .rename(&self.new, self.target)
                .map(|()| Placed::Alone)
                .map_err(refused);
        }
        match steps.exchange(&self.new, self.target) {
            Err(error) if is_unknown(&error) => {}
            exchanged => return exchanged.map(|()| Placed::Exchanged).map_err(refused),
        }
        steps.rename(self.target, &self.aside).map_err(refused)?;
        match steps.rename(&self.new, self.target) {
            Ok(()) => Ok(Placed::Beside),
            Err(error) => {
                self.put_back()?;
                Err(refused(error))
            }
        }
    }

    /// Undoes [`Self::take`].
    pub(super) fn give_back(&self, placed: &Placed, steps: &dyn Steps) -> Result<(), Error> {
        let failed = |error| Error::io("restore-stage", &self.new)(error);
        match placed {
            Placed::Alone => steps.rename(self.target, &self.new).map_err(failed),
            Placed::Exchanged => steps.exchange(&self.new, self.target).map_err(failed),
            Placed::Beside => {
                steps.rename(self.target, &self.new).map_err(failed)?;
                self.put_back()
            }
        }
    }

    fn put_back(&self) -> Result<(), Error> {
        System
            .rename(&self.aside, self.target)
            .map_err(Error::io("restore-stage", &self.aside))
    }
}
