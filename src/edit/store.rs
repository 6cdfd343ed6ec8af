//! Writes the files of a dossier. Each is written beside its place and renamed; the former file can be put back.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use super::{Conflict, Refusal};
use crate::{
    error::Error,
    publish,
    read::{CONVENTION, Changes, DECISIONS},
    source::{civil_date, free_name, sha256},
};

/// Where files go that were replaced; no reader looks there.
pub(super) const FORMER: &str = "anciens";
/// The most steps that can be taken back; their former texts are in memory.
const MOST_STEPS: usize = 100;

/// What a file was before.
#[derive(Debug)]
enum Before {
    Absent,
    /// A text, which is in memory alone.
    Text(Vec<u8>),
    /// A file, which now has this name.
    Moved(String),
}

/// Changes that were made together, and how they are taken back.
#[derive(Debug)]
struct Step {
    /// No other step has this number.
    number: usize,
    what: &'static str,
    /// Name, what it was before, and the version written.
    files: Vec<(String, Before, String)>,
}

/// The folder, and what was done in it.
#[derive(Debug)]
pub(super) struct Store {
    pub(super) root: PathBuf,
    steps: Vec<Step>,
    /// How many steps there have been.
    count: usize,
}

/// The version of these bytes; empty for a file that does not exist.
pub(super) fn version_of(bytes: Option<&[u8]>) -> String {
    bytes.map(sha256).unwrap_or_default()
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> Error {
    Error::io("write-file", path)
}

fn is_text(name: &str) -> bool {
    [CONVENTION, DECISIONS].contains(&name)
}

impl Store {
    pub(super) fn open(root: &Path) -> Result<Self, Error> {
        let canonical = root.canonicalize();
        Ok(Self {
            root: canonical.map_err(Error::io("open-dossier", root))?,
            steps: Vec::new(),
            count: 0,
        })
    }

    /// The bytes of a file, if it is there.
    pub(super) fn bytes(&self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        let path = self.root.join(name);
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::io("read-stage", &path)(error)),
        }
    }

    /// A text as it is, empty where there is none, and its version.
    pub(super) fn text(&self, name: &str) -> Result<(String, String), Error> {
        let bytes = self.bytes(name)?;
        let version = version_of(bytes.as_deref());
        let text = String::from_utf8(bytes.unwrap_or_default());
        let text =
            text.map_err(|_| Error::refused("error-edit-encoding", [("file", name.into())]))?;
        Ok((text, version))
    }

    /// The kind of the last step that can be taken back, and its number.
    pub(super) fn last(&self) -> Option<(&'static str, usize)> {
        self.steps.last().map(|step| (step.what, step.number))
    }

    /// Refuses changes if a text has another version than in `seen`.
    pub(super) fn require_seen(
        &self,
        changes: &Changes,
        seen: &BTreeMap<&str, &str>,
    ) -> Result<(), Refusal> {
        for (name, version) in seen {
            let (now, current) = self.text(name)?;
            if current != **version {
                let wanted = changes.get(*name).cloned().flatten().unwrap_or_default();
                return Err(Refusal::Conflict(Box::new(Conflict {
                    file: (*name).to_owned(),
                    now,
                    wanted: String::from_utf8_lossy(&wanted).into_owned(),
                    version: current,
                })));
            }
        }
        Ok(())
    }

    /// Writes these files, if the texts among them still have the versions in `seen`, and keeps their former content.
    pub(super) fn write(
        &mut self,
        what: &'static str,
        changes: &Changes,
        seen: &BTreeMap<&str, &str>,
    ) -> Result<(), Refusal> {
        self.require_seen(changes, seen)?;
        self.count += 1;
        let mut step = Step {
            number: self.count,
            what,
            files: Vec::new(),
        };
        for (name, bytes) in changes {
            let written = self.put_away(name).and_then(|before| {
                let version = version_of(bytes.as_deref());
                step.files.push((name.clone(), before, version));
                match bytes {
                    Some(bytes) => self.place(name, bytes),
                    None => self.remove(name),
                }
            });
            if let Err(error) = written {
                // The files written so far are put back; if that fails too, the next reading reports it.
                for (name, before, _) in step.files.into_iter().rev() {
                    let _ = self.put_back(&name, before);
                }
                return Err(error.into());
            }
        }
        self.steps.push(step);
        if self.steps.len() > MOST_STEPS {
            self.steps.remove(0);
        }
        Ok(())
    }

    /// Takes the last step back, and returns its kind; none where there is none. Refused where somebody else has
    /// changed one of the files since.
    pub(super) fn undo(&mut self) -> Result<Option<&'static str>, Refusal> {
        let Some(step) = self.steps.pop() else {
            return Ok(None);
        };
        for (name, before, version) in &step.files {
            let now = self.bytes(name)?;
            if version_of(now.as_deref()) != *version {
                let wanted = match before {
                    Before::Text(text) => String::from_utf8_lossy(text).into_owned(),
                    Before::Absent | Before::Moved(_) => String::new(),
                };
                let conflict = Conflict {
                    file: name.clone(),
                    now: String::from_utf8_lossy(&now.clone().unwrap_or_default()).into_owned(),
                    wanted,
                    version: version_of(now.as_deref()),
                };
                self.steps.push(step);
                return Err(Refusal::Conflict(Box::new(conflict)));
            }
        }
        for (name, before, _) in step.files.into_iter().rev() {
            if !is_text(&name) {
                self.put_away(&name)?;
            }
            self.put_back(&name, before)?;
        }
        Ok(Some(step.what))
    }

    /// The path of a file of the dossier; its folder is made.
    ///
    /// # Errors
    /// When the folder is a link out of the dossier.
    fn path(&self, name: &str) -> Result<PathBuf, Error> {
        let path = self.root.join(name);
        let folder = path.parent().unwrap_or(&self.root);
        fs::create_dir_all(folder).map_err(failed(folder))?;
        let real = folder.canonicalize().map_err(failed(folder))?;
        if !real.starts_with(&self.root) {
            return Err(Error::refused(
                "error-edit-outside",
                [("file", name.to_owned())],
            ));
        }
        Ok(path)
    }

    /// Moves a file to `anciens/`, under a name with the day of its last change; a text is taken into memory and stays.
    fn put_away(&self, name: &str) -> Result<Before, Error> {
        let path = self.root.join(name);
        let Ok(metadata) = fs::symlink_metadata(&path) else {
            return Ok(Before::Absent);
        };
        if is_text(name) {
            return Ok(self.bytes(name)?.map_or(Before::Absent, Before::Text));
        }
        let changed = metadata.modified().ok();
        let since = changed.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let day = civil_date(since.unwrap_or_default().as_secs() / 86_400);
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
        let stem = stem.rsplit('/').next().unwrap_or(stem);
        let folder = self.path(&format!("{FORMER}/x"))?;
        let folder = folder.parent().unwrap_or(&self.root);
        let taken = fs::read_dir(folder).map_err(failed(folder))?.flatten();
        let taken = taken.map(|entry| entry.file_name().to_string_lossy().to_lowercase());
        let mut taken = taken
            .map(|name| {
                name.rsplit_once('.')
                    .map_or(name.clone(), |(stem, _)| stem.to_owned())
            })
            .collect();
        let moved = free_name(&format!("{day} {stem}"), '-', &mut taken);
        let moved = format!("{FORMER}/{moved}.{ending}");
        let target = self.path(&moved)?;
        fs::rename(&path, &target).map_err(failed(&target))?;
        Ok(Before::Moved(moved))
    }

    fn put_back(&self, name: &str, before: Before) -> Result<(), Error> {
        match before {
            Before::Absent => self.remove(name),
            Before::Text(text) => self.place(name, &text),
            Before::Moved(moved) => {
                let (from, to) = (self.root.join(moved), self.path(name)?);
                fs::rename(&from, &to).map_err(failed(&to))
            }
        }
    }

    fn remove(&self, name: &str) -> Result<(), Error> {
        let path = self.root.join(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(&path)(error)),
            _ => Ok(()),
        }
    }

    fn place(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        let path = self.path(name)?;
        // A link to another file of the dossier stays a link.
        let target = path.canonicalize().ok();
        let target = target.filter(|target| target.starts_with(&self.root));
        publish::replace(target.as_ref().unwrap_or(&path), bytes).map_err(failed(&path))
    }
}
