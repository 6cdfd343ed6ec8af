//! The dossier's folder: which files belong to it, their bytes, each read once, and what is wrong with them.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    fs::{self, File},
    io::{self, Read},
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
};

use encoding_rs::{Encoding, WINDOWS_1252};

use super::refusal::{Refusal, reported, within};
use crate::{
    error::Error,
    finding::{Finding, Severity},
    limits::{Limit, Limits},
    source::{Place, Sources, is_word_of, sha256},
    watchdog::{self, Task},
};

/// What the parties agree on.
pub(crate) const CONVENTION: &str = "convention.toml";
/// What they decided on figures that conflict.
pub(crate) const DECISIONS: &str = "arbitrages.toml";
/// The endings of files that are easily misnamed.
const LIKE_OURS: &str = "toml xlsx xlsm xlsb xls ods csv";

/// Files that a dossier is read with as if they stood in it, by their path there; nothing where one is taken away.
pub(crate) type Changes = BTreeMap<String, Option<Vec<u8>>>;

/// A dossier's folder, and everything that was read of it so far.
pub(super) struct Folder {
    root: PathBuf,
    pub(super) limits: Limits,
    changes: Changes,
    pub(super) inputs: BTreeMap<String, String>,
    bytes_read: u64,
    pub(super) sources: Sources,
    pub(super) findings: Vec<Finding>,
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

    /// Refuses this much in these bytes, when it is more than the limit.
    pub(super) fn within(
        &self,
        limit: Limit,
        met: usize,
        bytes: Range<usize>,
    ) -> Result<(), Refusal> {
        within(&self.limits, limit, met as u64, || self.place(bytes))
    }
}

impl Folder {
    pub(super) fn open(root: &Path, limits: &Limits) -> Result<Self, Error> {
        let failed = Error::io("open-dossier", root);
        let canonical = root.canonicalize().and_then(|root| {
            let folder = root.is_dir().then_some(root);
            folder.ok_or_else(|| io::ErrorKind::NotADirectory.into())
        });
        Ok(Self {
            root: canonical.map_err(failed)?,
            limits: *limits,
            changes: Changes::new(),
            inputs: BTreeMap::new(),
            bytes_read: 0,
            sources: Sources::default(),
            findings: Vec::new(),
        })
    }

    /// The same, as it would be with these files.
    pub(super) fn with(self, changes: &Changes) -> Self {
        Self {
            changes: changes.clone(),
            ..self
        }
    }

    /// The folder that a file stands in, and the file's name there.
    pub(super) fn beside(file: &Path, limits: &Limits) -> Result<(Self, String), Error> {
        let parent = file.parent().filter(|parent| *parent != Path::new(""));
        let folder = Self::open(parent.unwrap_or(Path::new(".")), limits)?;
        let name = file.file_name().unwrap_or_default();
        Ok((folder, name.to_string_lossy().into_owned()))
    }

    /// What keeps the dossier from being read.
    pub(super) fn into_error(self) -> Error {
        Error::Input {
            findings: self.findings,
            sources: self.sources,
        }
    }

    /// The names of the files of `folder` (`""` for the dossier itself) that `is_wanted` accepts, sorted; those of them
    /// that are no Unicode are findings.
    pub(super) fn list(&mut self, folder: &str, is_wanted: impl Fn(&str) -> bool) -> Vec<String> {
        let mut names = Vec::new();
        for (path, bytes) in &self.changes {
            let (parent, name) = path.rsplit_once('/').unwrap_or(("", path));
            if bytes.is_some() && parent == folder && is_wanted(name) {
                names.push(path.clone());
            }
        }
        let entries = fs::read_dir(self.root.join(folder));
        if let Err(error) = &entries
            && (error.kind() != io::ErrorKind::NotFound || self.exists(folder))
        {
            let refusal = refused(folder, refusal_of(error));
            self.findings.push(refusal.arg("detail", error.to_string()));
        }
        for entry in entries.into_iter().flatten().flatten() {
            let name = entry.file_name();
            let shown = name.to_string_lossy();
            let path = format!("{folder}/{shown}");
            let path = path.trim_start_matches('/').to_owned();
            let is_hidden = shown.starts_with(['.', '~']);
            if is_hidden || !is_wanted(&shown) || self.changes.contains_key(&path) {
                continue;
            }
            if name.to_str().is_some() {
                names.push(path);
            } else {
                self.findings.push(refused(&path, "name"));
            }
        }
        names.sort();
        names
    }

    /// What stands beside these files of the folder itself: files of other kinds, temporary ones, folders.
    pub(super) fn others(&self, names: &[String]) -> Vec<String> {
        let entries = fs::read_dir(&self.root).into_iter().flatten().flatten();
        let shown = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
        let others = shown.chain(self.changes.keys().cloned());
        let others = others.filter(|name| !name.starts_with('.') && !names.contains(name));
        let mut others: Vec<String> = others.collect();
        others.sort();
        others
    }

    /// Reports the files of `folder` that `is_wanted` accepts and nothing reads; once for all of them: a folder of Word
    /// files is one mistake.
    pub(super) fn ignore(
        &mut self,
        folder: &str,
        variant: &'static str,
        is_wanted: impl Fn(&str) -> bool,
    ) {
        let before = self.findings.len();
        let names = self.list(folder, is_wanted);
        self.findings.truncate(before);
        if let Some(first) = names.first() {
            let finding = Finding::new("file-ignored", Severity::Warning, Place::file(first));
            let finding = finding.variant(variant).arg("files", names.join(", "));
            self.findings
                .push(finding.arg("count", names.len().to_string()));
        }
    }

    /// Reports the files beside those of a dossier that look as if they were meant to be read.
    pub(super) fn ignore_others(&mut self, is_workbook: impl Fn(&str) -> bool) {
        self.ignore("", "root", |name| {
            let ending = name
                .rsplit_once('.')
                .map(|(_, ending)| ending.to_ascii_lowercase());
            let is_alike = ending.is_some_and(|ending| is_word_of(LIKE_OURS, &ending));
            is_alike && ![CONVENTION, DECISIONS].contains(&name) && !is_workbook(name)
        });
    }

    pub(super) fn exists(&self, name: &str) -> bool {
        let changed = self.changes.get(name).map(Option::is_some);
        changed.unwrap_or_else(|| fs::symlink_metadata(self.root.join(name)).is_ok())
    }

    /// The bytes of one of the dossier's regular files.
    pub(super) fn bytes(&mut self, name: &str) -> Option<Vec<u8>> {
        let _reading = watchdog::begin(Task::File(name.to_owned()));
        let bytes = reported(self.try_bytes(name), &mut self.findings)?;
        self.inputs.insert(name.to_owned(), sha256(&bytes));
        Some(bytes)
    }

    /// The bytes of a file that a draft does without, or why there are none, as a variant of the finding about it.
    pub(super) fn spare(&mut self, name: &str) -> Result<Vec<u8>, &'static str> {
        let _reading = watchdog::begin(Task::File(name.to_owned()));
        let read = self.try_bytes(name);
        let bytes = read.map_err(|refusal| match refusal.variant {
            "missing" | "dangling" | "misnamed" => "missing",
            "outside" | "circle" => "outside",
            "file-size" | "dossier-size" => "limit",
            "folder" => "folder",
            _ => "refused",
        })?;
        self.inputs.insert(name.to_owned(), sha256(&bytes));
        Ok(bytes)
    }

    fn try_bytes(&mut self, name: &str) -> Result<Vec<u8>, Refusal> {
        let refuse = |variant| Err(Box::new(refused(name, variant)));
        if let Some(changed) = self.changes.get(name) {
            let Some(bytes) = changed.clone() else {
                return refuse("missing");
            };
            self.count(name, bytes.len() as u64)?;
            return Ok(bytes);
        }
        let failed = |error: io::Error| {
            let misnamed = self.misnamed(name);
            let variant = match refusal_of(&error) {
                // A link that leads nowhere is there all the same.
                "missing" if self.exists(name) => "dangling",
                "missing" if misnamed.is_some() => "misnamed",
                variant => variant,
            };
            let refusal = refused(name, variant).arg("detail", error.to_string());
            Box::new(refusal.arg("found", misnamed.unwrap_or_default()))
        };
        let path = self.root.join(name).canonicalize().map_err(failed)?;
        let metadata = fs::metadata(&path).map_err(failed)?;
        match () {
            () if !path.starts_with(&self.root) => return refuse("outside"),
            () if metadata.is_dir() => return refuse("folder"),
            () if !metadata.is_file() => return refuse("not-a-file"),
            () => self.check_size(Limit::FileSize, name, metadata.len())?,
        }
        let mut bytes = Vec::new();
        let most = self.limits.bytes(Limit::FileSize).saturating_add(1);
        let read = File::open(&path).and_then(|file| file.take(most).read_to_end(&mut bytes));
        read.map_err(failed)?;
        self.count(name, bytes.len() as u64)?;
        Ok(bytes)
    }

    /// Counts a file among what the dossier comes to.
    fn count(&mut self, name: &str, bytes: u64) -> Result<(), Refusal> {
        self.check_size(Limit::FileSize, name, bytes)?;
        self.bytes_read += bytes;
        self.check_size(Limit::DossierSize, name, self.bytes_read)
    }

    /// A file that is probably meant: Windows hides endings, and some programs add one.
    fn misnamed(&self, name: &str) -> Option<String> {
        let wanted = name.to_lowercase();
        let files = fs::read_dir(&self.root).ok()?.flatten();
        let names = files.map(|file| file.file_name().to_string_lossy().into_owned());
        let mut names: Vec<String> = names.collect();
        names.sort();
        let is_meant = |file: &&String| {
            let file = file.to_lowercase();
            file == wanted || file.strip_suffix(".txt") == Some(&wanted)
        };
        names.iter().find(is_meant).cloned()
    }

    fn check_size(&self, limit: Limit, name: &str, bytes: u64) -> Result<(), Refusal> {
        within(&self.limits, limit, bytes, || Place::file(name))
    }

    /// The text of one of the dossier's files, which must be UTF-8.
    pub(super) fn text(&mut self, name: &str) -> Option<TextFile> {
        let bytes = self.bytes(name)?;
        let checked = self.check_size(Limit::TextSize, name, bytes.len() as u64);
        let text = checked.and_then(|()| {
            let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
            // Names and amounts of other files must be what they are beyond doubt.
            let is_prose = name.starts_with("fiches/") || name.starts_with("articles/");
            let decoded = decoded(bytes).filter(|(_, encoding)| encoding.is_none() || is_prose);
            let (text, encoding) = decoded.ok_or_else(|| refused(name, "not-utf8"))?;
            if let Some(encoding) = encoding {
                let finding = Finding::new("file-encoding", Severity::Warning, Place::file(name));
                self.findings.push(finding.arg("encoding", encoding));
            }
            Ok(text.replace("\r\n", "\n"))
        });
        let text = reported(text, &mut self.findings)?;
        let (file, text): (Arc<str>, Arc<str>) = (name.into(), text.into());
        self.sources
            .texts
            .insert(Arc::clone(&file), Arc::clone(&text));
        let limits = self.limits;
        Some(TextFile { file, text, limits })
    }

    /// The dossier's templates, which replace the built-in ones of the same name.
    pub(super) fn templates(&mut self) -> Vec<(String, String)> {
        let is_template = |name: &str| Path::new(name).extension() == Some("typ".as_ref());
        let names = self.list("templates", is_template).into_iter();
        let texts = names.filter_map(|name| {
            let text = self.text(&name)?.text.to_string();
            Some((name.trim_start_matches("templates/").to_owned(), text))
        });
        texts.collect()
    }
}

/// The text in these bytes, and its encoding where that is not UTF-8: what old editors write. None is a text with
/// zeros in it, or one of UTF-8 that is damaged.
fn decoded(bytes: &[u8]) -> Option<(Cow<'_, str>, Option<&'static str>)> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some((text.into(), None));
    }
    let (encoding, _) = Encoding::for_bom(bytes).unwrap_or((WINDOWS_1252, 0));
    let is_ansi = bytes.utf8_chunks().all(|chunk| chunk.valid().is_ascii()) && !bytes.contains(&0);
    let (text, ..) = encoding.decode(bytes);
    (encoding != WINDOWS_1252 || is_ansi).then(|| (text, Some(encoding.name())))
}

/// A file that is not read, for the reason that this variant gives.
fn refused(name: &str, variant: &'static str) -> Finding {
    Finding::error("file-refused", Place::file(name)).variant(variant)
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
