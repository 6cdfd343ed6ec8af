//! The place where hostile inputs are planted: a small dossier without errors, and the stage published from it.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

use tempfile::TempDir;

use super::package::Package;
use crate::{
    dossier_test::copy,
    generator::{Shape, generate},
};

/// The name of the stage published before.
pub(super) const STAGE: &str = "essai";
/// The dossier's two fiches.
pub(super) const FICHE: &str = "fiches/AA-1.md";

/// A folder with a dossier, `input`, and its published stage, `output`.
pub(super) struct Ground {
    folder: TempDir,
}

/// The dossier and its stage, published once.
fn original() -> &'static Path {
    static ORIGINAL: OnceLock<TempDir> = OnceLock::new();
    let folder = ORIGINAL.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        generate(
            Shape {
                years: 2,
                axes: 1,
                fiches: 2,
                ..Shape::USUAL
            },
            4,
        )
        .write(&folder.path().join("input"));
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("paraphe"));
        let output = command
            .arg("build")
            .current_dir(folder.path())
            .env_clear()
            .output()
            .expect("a run");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        folder
    });
    folder.path()
}

impl Ground {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        copy(original(), folder.path());
        Self { folder }
    }

    pub(super) fn root(&self) -> &Path {
        self.folder.path()
    }

    /// A file of the dossier.
    pub(super) fn input(&self, name: &str) -> PathBuf {
        self.root().join("input").join(name)
    }

    /// A file of the stage published before.
    pub(super) fn stage(&self, name: &str) -> PathBuf {
        self.root().join("output").join(STAGE).join(name)
    }

    /// A file of neither the dossier nor the stage.
    pub(super) fn side(&self, name: &str) -> PathBuf {
        self.root().join(format!("a-cote-{name}"))
    }

    /// Writes a file of the dossier.
    pub(super) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.input(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, bytes).expect("written");
    }

    /// Replaces a text that a file of the dossier must hold.
    #[track_caller]
    pub(super) fn replace(&self, name: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.input(name)).expect("text");
        assert!(text.contains(from), "{name} does not hold {from:?}");
        self.write(name, text.replacen(from, to, 1));
    }

    /// Adds to the end of a file of the dossier.
    pub(super) fn append(&self, name: &str, text: &str) {
        let mut whole = fs::read(self.input(name)).expect("bytes");
        whole.extend_from_slice(text.as_bytes());
        self.write(name, whole);
    }

    /// Adds keys before the first table of `convention.toml`.
    pub(super) fn key(&self, lines: &str) {
        let text = fs::read_to_string(self.input("convention.toml")).expect("text");
        self.write("convention.toml", format!("{lines}\n{text}"));
    }

    /// Removes a file of the dossier.
    pub(super) fn remove(&self, name: &str) {
        let path = self.input(name);
        if path.is_dir() {
            fs::remove_dir_all(path)
        } else {
            fs::remove_file(path)
        }
        .expect("removed");
    }

    /// The parts of the dossier's workbook.
    pub(super) fn package(&self) -> Package {
        Package::read(&self.workbook())
    }

    /// The bytes of the dossier's workbook.
    pub(super) fn workbook(&self) -> Vec<u8> {
        fs::read(self.input("budget.xlsx")).expect("a workbook")
    }

    /// Replaces the workbook by these bytes, under this name.
    pub(super) fn workbook_as(&self, name: &str, bytes: impl AsRef<[u8]>) {
        self.remove("budget.xlsx");
        self.write(name, bytes);
    }

    /// What is published: every file with its bytes, every other entry by its name.
    pub(super) fn published(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut found = BTreeMap::new();
        collect(&self.root().join("output"), &mut found);
        found.retain(|path, _| !path.ends_with(".paraphe.lock"));
        found
    }
}

fn collect(folder: &Path, found: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for path in fs::read_dir(folder)
        .into_iter()
        .flatten()
        .map(|entry| entry.expect("an entry").path())
    {
        let kind = fs::symlink_metadata(&path).expect("metadata").file_type();
        match () {
            () if kind.is_dir() => collect(&path, found),
            () if kind.is_file() => {
                drop(found.insert(path.clone(), fs::read(&path).expect("bytes")));
            }
            () => drop(found.insert(path, format!("{kind:?}").into_bytes())),
        }
    }
}
