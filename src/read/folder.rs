//! The dossier's folder: which files are its own, and their bytes, each read once.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    error::Error,
    finding::{Finding, Severity},
    journal::{self, Task},
    limits::{Limit, Limits},
    read::refusal::beyond,
    source::{Grid, Place, Sources, sha256},
};

/// A file that was read, for the manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputFile {
    /// Its path within the dossier, with `/`.
    pub name: String,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// The texts that stand beside the workbook.
const OURS: [&str; 2] = [super::convention::FILE, super::decisions::FILE];
/// The endings of files that are easily misnamed.
const LIKE_OURS: [&str; 7] = ["toml", "xlsx", "xlsm", "xlsb", "xls", "ods", "csv"];

/// A dossier's folder, open for reading.
pub(super) struct Folder {
    root: PathBuf,
    limits: Limits,
    inputs: Vec<InputFile>,
    /// The bytes read so far.
    read: u64,
    texts: BTreeMap<Arc<str>, Arc<str>>,
}

impl Folder {
    pub(super) fn open(root: &Path, limits: &Limits) -> Result<Self, Error> {
        let root = root
            .canonicalize()
            .map_err(Error::io("open-dossier", root))?;
        if !root.is_dir() {
            let source = std::io::Error::from(std::io::ErrorKind::NotADirectory);
            return Err(Error::io("open-dossier", root)(source));
        }
        Ok(Self {
            root,
            limits: *limits,
            inputs: Vec::new(),
            read: 0,
            texts: BTreeMap::new(),
        })
    }

    /// The folder that a file stands in, and the file's name there.
    pub(super) fn beside(file: &Path, limits: &Limits) -> Result<(Self, String), Error> {
        let parent = file
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty());
        let name = file
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        Ok((Self::open(parent.unwrap_or(Path::new(".")), limits)?, name))
    }

    /// What its files may cost.
    pub(super) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The names of the files of `folder` (`""` for the dossier itself) that `keep` accepts, sorted.
    pub(super) fn list(
        &self,
        folder: &str,
        findings: &mut Vec<Finding>,
        keep: impl Fn(&str) -> bool,
    ) -> Vec<String> {
        let entries = match fs::read_dir(self.root.join(folder)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound && !self.exists(folder) => {
                return Vec::new();
            }
            Err(error) => {
                findings.push(refused(folder, refusal_of(&error)).arg("detail", error.to_string()));
                return Vec::new();
            }
        };
        let path = |name: &str| {
            if folder.is_empty() {
                name.to_owned()
            } else {
                format!("{folder}/{name}")
            }
        };
        let is_ours = |name: &str| !name.starts_with(['.', '~']) && keep(name);
        let mut names = Vec::new();
        for name in entries.flatten().map(|entry| entry.file_name()) {
            match name.to_str() {
                Some(name) if is_ours(name) => names.push(path(name)),
                None if is_ours(&name.to_string_lossy()) => {
                    findings.push(refused(&path(&name.to_string_lossy()), "name"));
                }
                _ => {}
            }
        }
        names.sort();
        names
    }

    /// Says which files beside the workbook look as if they were meant to be read.
    pub(super) fn ignored(&self, workbook: Option<&str>, findings: &mut Vec<Finding>) {
        let is_alike = |name: &str| {
            let ending = Path::new(name)
                .extension()
                .and_then(|ending| ending.to_str());
            ending.is_some_and(|ending| LIKE_OURS.contains(&ending.to_ascii_lowercase().as_str()))
        };
        let is_read = |name: &str| OURS.contains(&name) || workbook == Some(name);
        let names = self.list("", &mut Vec::new(), |name| is_alike(name) && !is_read(name));
        findings.extend(not_read(&names, "root"));
    }

    pub(super) fn exists(&self, name: &str) -> bool {
        fs::symlink_metadata(self.root.join(name)).is_ok()
    }

    /// The bytes of one of the dossier's own regular files.
    pub(super) fn bytes(&mut self, name: &str, findings: &mut Vec<Finding>) -> Option<Vec<u8>> {
        let _reading = journal::begin(|| Task::File(name.to_owned()));
        match self.try_bytes(name) {
            Ok(bytes) => {
                let sha256 = sha256(&bytes);
                self.inputs.push(InputFile {
                    name: name.to_owned(),
                    sha256,
                });
                Some(bytes)
            }
            Err(refusal) => {
                findings.push(*refusal);
                None
            }
        }
    }

    fn try_bytes(&mut self, name: &str) -> Result<Vec<u8>, Box<Finding>> {
        let refuse = |variant| Box::new(refused(name, variant));
        let failed = |error: io::Error| {
            let variant = refusal_of(&error);
            // A link that leads nowhere is there all the same.
            let variant = if variant == "missing" && self.exists(name) {
                "dangling"
            } else {
                variant
            };
            let value = self.limits.of(Limit::ReadMemory).to_string();
            Box::new(
                refused(name, variant)
                    .arg("detail", error.to_string())
                    .arg("value", value),
            )
        };
        let path = self.root.join(name).canonicalize().map_err(failed)?;
        if !path.starts_with(&self.root) {
            return Err(refuse("outside"));
        }
        let metadata = fs::metadata(&path).map_err(failed)?;
        if !metadata.is_file() {
            return Err(refuse(if metadata.is_dir() {
                "folder"
            } else {
                "not-a-file"
            }));
        }
        let file = open(&path).map_err(failed)?;
        let most = self.limits.bytes(Limit::FileSize);
        self.weigh(Limit::FileSize, name, metadata.len())?;
        let mut bytes = Vec::new();
        file.take(most.saturating_add(1))
            .read_to_end(&mut bytes)
            .map_err(failed)?;
        self.weigh(Limit::FileSize, name, bytes.len() as u64)?;
        self.read += bytes.len() as u64;
        self.weigh(Limit::DossierSize, name, self.read)?;
        Ok(bytes)
    }

    fn weigh(&self, limit: Limit, name: &str, bytes: u64) -> Result<(), Box<Finding>> {
        let refusal = beyond(limit, bytes, || Place::file(name), &self.limits);
        refusal.map_or(Ok(()), |refusal| Err(Box::new(refusal)))
    }

    /// The text of one of the dossier's files, which must be UTF-8.
    pub(super) fn text(
        &mut self,
        name: &str,
        findings: &mut Vec<Finding>,
    ) -> Option<(Arc<str>, Arc<str>)> {
        let bytes = self.bytes(name, findings)?;
        if let Err(refusal) = self.weigh(Limit::TextSize, name, bytes.len() as u64) {
            findings.push(*refusal);
            return None;
        }
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
        let Ok(text) = std::str::from_utf8(bytes) else {
            findings.push(refused(name, "not-utf8"));
            return None;
        };
        let (name, text): (Arc<str>, Arc<str>) = (name.into(), text.replace("\r\n", "\n").into());
        self.texts.insert(Arc::clone(&name), Arc::clone(&text));
        Some((name, text))
    }

    /// The dossier's own templates, which replace the built-in ones of the same name.
    pub(super) fn templates(&mut self, findings: &mut Vec<Finding>) -> Vec<(String, String)> {
        let names = self.list("templates", findings, |name| {
            Path::new(name).extension().is_some_and(|ext| ext == "typ")
        });
        let read = |name: String| {
            let (_, text) = self.text(&name, findings)?;
            Some((
                name.trim_start_matches("templates/").to_owned(),
                text.to_string(),
            ))
        };
        names.into_iter().filter_map(read).collect()
    }

    pub(super) fn into_sources(
        self,
        sheets: BTreeMap<(Arc<str>, Arc<str>), Grid>,
    ) -> (Sources, Vec<InputFile>) {
        let mut inputs = self.inputs;
        inputs.sort_by(|a, b| a.name.cmp(&b.name));
        (
            Sources {
                texts: self.texts,
                sheets,
            },
            inputs,
        )
    }
}

/// The finding about these files, which are not read; once for all of them: a folder of Word files is one mistake.
pub(super) fn not_read(names: &[String], variant: &'static str) -> Option<Finding> {
    let finding = Finding::new(
        "file-ignored",
        Severity::Warning,
        Place::file(names.first()?),
    )
    .variant(variant);
    Some(
        finding
            .arg("files", names.join(", "))
            .arg("count", names.len().to_string()),
    )
}

/// A file that is not read, and the variant of the message that says why.
fn refused(name: &str, variant: &'static str) -> Finding {
    Finding::new("file-refused", Severity::Error, Place::file(name)).variant(variant)
}

/// What the system's answer means.
fn refusal_of(error: &io::Error) -> &'static str {
    // Links in a circle: ELOOP, whose kind of error has no stable name.
    const LOOPS: [Option<i32>; 2] = [Some(40), Some(62)];
    match error.kind() {
        io::ErrorKind::NotFound => "missing",
        io::ErrorKind::PermissionDenied => "denied",
        io::ErrorKind::NotADirectory => "not-a-folder",
        io::ErrorKind::OutOfMemory => "memory",
        _ if cfg!(unix) && LOOPS.contains(&error.raw_os_error()) => "circle",
        _ => "failed",
    }
}

/// Opens a file without waiting for anyone: should a pipe have taken its place meanwhile, nothing hangs.
fn open(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(
        &mut options,
        rustix::fs::OFlags::NONBLOCK.bits().cast_signed(),
    );
    let file = options.open(path)?;
    if file.metadata()?.is_file() {
        Ok(file)
    } else {
        Err(io::ErrorKind::InvalidInput.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_answers_is_told_apart() {
        let variant = |kind: io::ErrorKind| refusal_of(&kind.into());
        assert_eq!(variant(io::ErrorKind::NotFound), "missing");
        assert_eq!(variant(io::ErrorKind::PermissionDenied), "denied");
        assert_eq!(variant(io::ErrorKind::NotADirectory), "not-a-folder");
        assert_eq!(variant(io::ErrorKind::OutOfMemory), "memory");
        assert_eq!(variant(io::ErrorKind::Other), "failed");
    }
}
