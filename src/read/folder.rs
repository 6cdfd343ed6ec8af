//! The dossier's folder: which files are its own, and their bytes, each read once.

use std::{
    collections::BTreeMap,
    fs,
    io::Read,
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    error::Error,
    finding::{Finding, Severity},
    journal::{self, Task},
    source::{Grid, Place, Sources, sha256},
};

/// No file of a dossier is larger; a workbook of 2 200 fiches is under 1 MiB.
const MAX_FILE_SIZE: u64 = 64 << 20;

/// A file that was read, for the manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputFile {
    /// Its path within the dossier, with `/`.
    pub name: String,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// A dossier's folder, open for reading.
pub(super) struct Folder {
    root: PathBuf,
    inputs: Vec<InputFile>,
    texts: BTreeMap<Arc<str>, Arc<str>>,
}

impl Folder {
    pub(super) fn open(root: &Path) -> Result<Self, Error> {
        let root = root.canonicalize().map_err(Error::io("open-dossier", root))?;
        if !root.is_dir() {
            let source = std::io::Error::from(std::io::ErrorKind::NotADirectory);
            return Err(Error::io("open-dossier", root)(source));
        }
        Ok(Self { root, inputs: Vec::new(), texts: BTreeMap::new() })
    }

    /// The folder that a file stands in, and the file's name there.
    pub(super) fn beside(file: &Path) -> Result<(Self, String), Error> {
        let parent = file.parent().filter(|parent| !parent.as_os_str().is_empty());
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok((Self::open(parent.unwrap_or(Path::new(".")))?, name))
    }

    /// The names of the files of `folder` (`""` for the dossier itself) that `keep` accepts, sorted.
    pub(super) fn list(&self, folder: &str, keep: impl Fn(&str) -> bool) -> Vec<String> {
        let entries = fs::read_dir(self.root.join(folder)).into_iter().flatten().flatten();
        let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
        let mut names: Vec<String> = names
            .filter(|name| !name.starts_with(['.', '~']) && keep(name))
            .map(|name| if folder.is_empty() { name } else { format!("{folder}/{name}") })
            .collect();
        names.sort();
        names
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
                self.inputs.push(InputFile { name: name.to_owned(), sha256 });
                Some(bytes)
            }
            Err(refusal) => {
                findings.push(*refusal);
                None
            }
        }
    }

    fn try_bytes(&self, name: &str) -> Result<Vec<u8>, Box<Finding>> {
        let refusal = |variant| Finding::new("file-refused", Severity::Error, Place::file(name)).variant(variant);
        let refuse = |variant| Box::new(refusal(variant));
        let failed = |error: &std::io::Error| Box::new(refusal("failed").arg("detail", error.to_string()));
        let path = self.root.join(name).canonicalize().map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => refuse("missing"),
            _ => failed(&error),
        })?;
        if !path.starts_with(&self.root) {
            return Err(refuse("outside"));
        }
        let metadata = fs::metadata(&path).map_err(|error| failed(&error))?;
        if !metadata.is_file() {
            return Err(refuse("not-a-file"));
        }
        let mut bytes = Vec::new();
        let file = fs::File::open(&path).map_err(|error| failed(&error))?;
        file.take(MAX_FILE_SIZE + 1).read_to_end(&mut bytes).map_err(|error| failed(&error))?;
        if bytes.len() as u64 > MAX_FILE_SIZE {
            return Err(Box::new(refusal("too-large").arg("limit", (MAX_FILE_SIZE >> 20).to_string())));
        }
        Ok(bytes)
    }

    /// The text of one of the dossier's files, which must be UTF-8.
    pub(super) fn text(&mut self, name: &str, findings: &mut Vec<Finding>) -> Option<(Arc<str>, Arc<str>)> {
        let bytes = self.bytes(name, findings)?;
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
        let Ok(text) = std::str::from_utf8(bytes) else {
            findings.push(Finding::new("file-refused", Severity::Error, Place::file(name)).variant("not-utf8"));
            return None;
        };
        let (name, text): (Arc<str>, Arc<str>) = (name.into(), text.replace("\r\n", "\n").into());
        self.texts.insert(Arc::clone(&name), Arc::clone(&text));
        Some((name, text))
    }

    /// The dossier's own templates, which replace the built-in ones of the same name.
    pub(super) fn templates(&mut self, findings: &mut Vec<Finding>) -> Vec<(String, String)> {
        let names = self.list("templates", |name| Path::new(name).extension().is_some_and(|ext| ext == "typ"));
        let read = |name: String| {
            let (_, text) = self.text(&name, findings)?;
            Some((name.trim_start_matches("templates/").to_owned(), text.to_string()))
        };
        names.into_iter().filter_map(read).collect()
    }

    pub(super) fn into_sources(self, sheets: BTreeMap<(Arc<str>, Arc<str>), Grid>) -> (Sources, Vec<InputFile>) {
        let mut inputs = self.inputs;
        inputs.sort_by(|a, b| a.name.cmp(&b.name));
        (Sources { texts: self.texts, sheets }, inputs)
    }
}
