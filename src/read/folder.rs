//! The dossier's folder: which files are its own, and their bytes, each read once.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, Read},
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    error::Error,
    finding::{Finding, Severity},
    limits::{Limit, Limits},
    model::InputFile,
    read::refusal::beyond,
    source::{Grid, Place, Sources, sha256},
    watchdog::{self, Task},
};

/// What the parties agree on.
pub(super) const CONVENTION: &str = "convention.toml";
/// What they decided on figures that conflict.
pub(super) const DECISIONS: &str = "arbitrages.toml";
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

/// A text of the dossier.
pub(super) struct TextFile {
    pub(super) file: Arc<str>,
    pub(super) text: Arc<str>,
    pub(super) limits: Limits,
}

impl TextFile {
    /// The place of some bytes of it.
    pub(super) fn place(&self, bytes: Range<usize>) -> Place {
        Place::in_text(&self.file, &self.text, bytes)
    }

    /// The finding about this much in these bytes, when it is more than the limit.
    pub(super) fn beyond(&self, limit: Limit, met: usize, bytes: Range<usize>) -> Option<Finding> {
        beyond(limit, met as u64, || self.place(bytes), &self.limits)
    }
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
            Err(error) => {
                if error.kind() != io::ErrorKind::NotFound || self.exists(folder) {
                    let refusal = refused(folder, refusal_of(&error));
                    findings.push(refusal.arg("detail", error.to_string()));
                }
                return Vec::new();
            }
        };
        let path = |name: &str| {
            format!("{folder}/{name}")
                .trim_start_matches('/')
                .to_owned()
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
            let ending = name
                .rsplit_once('.')
                .map(|(_, ending)| ending.to_ascii_lowercase());
            ending.is_some_and(|ending| LIKE_OURS.contains(&ending.as_str()))
        };
        let is_read =
            |name: &str| [CONVENTION, DECISIONS].contains(&name) || workbook == Some(name);
        let names = self.list("", &mut Vec::new(), |name| is_alike(name) && !is_read(name));
        findings.extend(not_read(&names, "root"));
    }

    pub(super) fn exists(&self, name: &str) -> bool {
        fs::symlink_metadata(self.root.join(name)).is_ok()
    }

    /// The bytes of one of the dossier's own regular files.
    pub(super) fn bytes(&mut self, name: &str, findings: &mut Vec<Finding>) -> Option<Vec<u8>> {
        let _reading = watchdog::begin(Task::File(name.to_owned()));
        let bytes = self
            .try_bytes(name)
            .map_err(|refusal| findings.push(*refusal))
            .ok()?;
        self.inputs.push(InputFile {
            name: name.to_owned(),
            sha256: sha256(&bytes),
        });
        Some(bytes)
    }

    fn try_bytes(&mut self, name: &str) -> Result<Vec<u8>, Box<Finding>> {
        let refuse = |variant| Box::new(refused(name, variant));
        let failed = |error: io::Error| {
            let variant = match refusal_of(&error) {
                // A link that leads nowhere is there all the same.
                "missing" if self.exists(name) => "dangling",
                variant => variant,
            };
            Box::new(refused(name, variant).arg("detail", error.to_string()))
        };
        let path = self.root.join(name).canonicalize().map_err(failed)?;
        if !path.starts_with(&self.root) {
            return Err(refuse("outside"));
        }
        let metadata = fs::metadata(&path).map_err(failed)?;
        if metadata.is_dir() {
            return Err(refuse("folder"));
        }
        if !metadata.is_file() {
            return Err(refuse("not-a-file"));
        }
        let file = open(&path).map_err(failed)?;
        let most = self.limits.bytes(Limit::FileSize);
        self.weigh(Limit::FileSize, name, metadata.len())?;
        let (mut bytes, mut file) = (Vec::new(), file.take(most.saturating_add(1)));
        file.read_to_end(&mut bytes).map_err(failed)?;
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
    pub(super) fn text(&mut self, name: &str, findings: &mut Vec<Finding>) -> Option<TextFile> {
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
        let text = TextFile {
            file: name.into(),
            text: text.replace("\r\n", "\n").into(),
            limits: self.limits,
        };
        self.texts
            .insert(Arc::clone(&text.file), Arc::clone(&text.text));
        Some(text)
    }

    /// The dossier's own templates, which replace the built-in ones of the same name.
    pub(super) fn templates(&mut self, findings: &mut Vec<Finding>) -> Vec<(String, String)> {
        let names = self.list("templates", findings, |name| {
            Path::new(name)
                .extension()
                .is_some_and(|ending| ending == "typ")
        });
        let read = |name: String| {
            let text = self.text(&name, findings)?.text.to_string();
            Some((name.trim_start_matches("templates/").to_owned(), text))
        };
        names.into_iter().filter_map(read).collect()
    }

    pub(super) fn into_sources(
        mut self,
        sheets: BTreeMap<(Arc<str>, Arc<str>), Grid>,
    ) -> (Sources, Vec<InputFile>) {
        self.inputs.sort_by(|a, b| a.name.cmp(&b.name));
        let texts = self.texts;
        (Sources { texts, sheets }, self.inputs)
    }
}

/// The finding about these files, which are not read; once for all of them: a folder of Word files is one mistake.
pub(super) fn not_read(names: &[String], variant: &'static str) -> Option<Finding> {
    let place = Place::file(names.first()?);
    let finding = Finding::new("file-ignored", Severity::Warning, place).variant(variant);
    let count = names.len().to_string();
    Some(finding.arg("files", names.join(", ")).arg("count", count))
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

/// Opens a file, unless something else has taken its place meanwhile.
fn open(path: &Path) -> io::Result<File> {
    let file = File::open(path)?;
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
