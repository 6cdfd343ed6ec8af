//! A dossier to try things on: a copy of `input/`, changed piece by piece, then run.
//!
//! ```text
//! DossierTest::seed().cell("Dépenses", "F9", "abc").run("check").code(1).stdout("…");
//! ```

use std::{
    collections::BTreeMap,
    fs,
    io::{Cursor, Read, Write},
    path::{Path, PathBuf},
    process::Output,
    sync::LazyLock,
};

use assert_cmd::Command;
use calamine::{Data, Reader, Xlsx, open_workbook};
use rust_xlsxwriter::{Formula, Workbook};
use tempfile::TempDir;
use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

use crate::generator::{Shape, generate};

/// The stored result of a formula that was never calculated.
const NO_RESULT: &str = "never calculated";

/// The cells of a sheet, by row and column.
type Cells = BTreeMap<(u32, u16), String>;

/// The amounts that the articles of the example state, for tests with other articles.
const STATED: &str = r#"[[montants_annonces]]
article = "Préambule"
libelle = "subvention de la Métropole pendant les trois années"
montant = "430370"
calcul = "part:metropole"

[[montants_annonces]]
article = "Article 3"
libelle = "subvention de la Métropole pendant les trois années (à préciser à partir des fiches-actions)"
montant = "390370"
calcul = "part:metropole"

[[montants_annonces]]
article = "Article 4"
libelle = "participation de la Métropole, maximum"
montant = "430370"
calcul = "part:metropole"

[[montants_annonces]]
article = "Article 4"
libelle = "premier acompte de 20 %, à la notification"
montant = "86000"
calcul = "avance"

"#;

/// A dossier in a folder of its own, with an output folder beside it.
pub(crate) struct DossierTest {
    folder: TempDir,
    changes: BTreeMap<String, Cells>,
}

impl DossierTest {
    /// The seed's dossier as it is in `input/`.
    pub(crate) fn seed() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        copy(&repository().join("input"), &folder.path().join("input"));
        Self {
            folder,
            changes: BTreeMap::new(),
        }
    }

    /// The seed's dossier after the parties' corrections and decisions: ready to be signed.
    pub(crate) fn seed_final() -> Self {
        let test = Self::seed();
        copy(
            &repository().join("tests/fixtures/final"),
            &test.path("input"),
        );
        test
    }

    /// A dossier of two fiches without errors, its stage `essai`: quick to build.
    pub(crate) fn small() -> Self {
        let test = Self::empty();
        generate(Shape::SMALL, 4).write(&test.path("input"));
        test
    }

    /// [`Self::small`] as a version to be signed.
    pub(crate) fn small_final() -> Self {
        Self::small().replace(
            "convention.toml",
            "etape = \"essai\"",
            "etape = \"2018-11-30\"\nstatut = \"definitif\"",
        )
    }

    /// The seed's dossier and the stage of its draft, published once for all tests.
    pub(crate) fn built() -> Self {
        static BUILT: LazyLock<DossierTest> = LazyLock::new(|| {
            let test = DossierTest::seed();
            test.run("build").code(0);
            test
        });
        BUILT.copied()
    }

    /// The dossier of [`Self::seed_final`] and its stage, published once for all tests.
    pub(crate) fn built_final() -> Self {
        static BUILT: LazyLock<DossierTest> = LazyLock::new(|| {
            let test = DossierTest::seed_final();
            test.run("build --final").code(0);
            test
        });
        BUILT.copied()
    }

    fn copied(&self) -> Self {
        let test = Self::empty();
        copy(self.folder.path(), test.folder.path());
        test
    }

    /// A folder without a dossier.
    pub(crate) fn empty() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a folder"),
            changes: BTreeMap::new(),
        }
    }

    /// Writes a file of the dossier.
    #[track_caller]
    pub(crate) fn file(self, name: &str, text: &str) -> Self {
        let path = self.path("input").join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("written");
        self
    }

    /// Replaces a text that a file of the dossier must hold.
    #[track_caller]
    pub(crate) fn replace(self, name: &str, from: &str, to: &str) -> Self {
        let text = fs::read_to_string(self.path("input").join(name)).expect("text");
        assert!(text.contains(from), "{name} does not hold {from:?}");
        self.file(name, &text.replacen(from, to, 1))
    }

    /// Deletes a file of the dossier.
    #[track_caller]
    pub(crate) fn without(self, name: &str) -> Self {
        fs::remove_file(self.path("input").join(name)).expect("deleted");
        self
    }

    /// Without articles: `convention.toml` states their amounts instead.
    pub(crate) fn without_articles(self) -> Self {
        fs::remove_dir_all(self.path("input/articles")).expect("articles");
        self.replace("convention.toml", "[avance]", &format!("{STATED}[avance]"))
    }

    /// Copies the dossier as it is now under another name.
    pub(crate) fn copied_as(self, name: &str) -> Self {
        copy(&self.path("input"), &self.path(name));
        self
    }

    /// Sets a cell: a number, a text, or (`=…`) a formula that was never calculated.
    pub(crate) fn cell(mut self, sheet: &str, name: &str, text: &str) -> Self {
        self.changes
            .entry(sheet.to_owned())
            .or_default()
            .insert(cell_at(name), text.to_owned());
        self
    }

    /// A path beside the dossier.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs the program in the folder that holds `input/`, in French, without colours.
    #[track_caller]
    pub(crate) fn run(&self, arguments: &str) -> Run {
        self.run_with(arguments, &[])
    }

    /// [`Self::run`] with environment variables.
    #[track_caller]
    pub(crate) fn run_with(&self, arguments: &str, variables: &[(&str, &str)]) -> Run {
        if !self.changes.is_empty() {
            rewrite(&self.path("input/budget.xlsx"), &self.changes);
        }
        let mut command = Command::cargo_bin("paraphe").expect("the program");
        command
            .current_dir(self.folder.path())
            .args(words(arguments))
            .env_clear()
            .envs(variables.iter().copied());
        let output = command.output().expect("a run");
        Run {
            output,
            folder: self.folder.path().to_string_lossy().into_owned(),
        }
    }

    /// The bytes of every file below `output/`, by path.
    pub(crate) fn published(&self) -> BTreeMap<String, Vec<u8>> {
        let mut found = BTreeMap::new();
        collect(&self.path("output"), "", &mut found);
        found.remove(".paraphe.lock");
        found
    }
}

/// The result of a run.
pub(crate) struct Run {
    output: Output,
    folder: String,
}

impl Run {
    /// Expects this exit code.
    #[track_caller]
    pub(crate) fn code(self, code: i32) -> Self {
        assert_eq!(
            self.output.status.code(),
            Some(code),
            "{}\n{}",
            self.stdout(),
            self.stderr()
        );
        self
    }

    /// The exit code.
    pub(crate) fn exit_code(&self) -> i32 {
        self.output.status.code().expect("an exit")
    }

    /// What was printed, without the name of the temporary folder.
    pub(crate) fn stdout(&self) -> String {
        self.clean(&self.output.stdout)
    }

    /// The messages, without the name of the temporary folder.
    pub(crate) fn stderr(&self) -> String {
        self.clean(&self.output.stderr)
    }

    /// Both, as a snapshot shows them.
    pub(crate) fn shown(&self) -> String {
        format!("── stdout\n{}── stderr\n{}", self.stdout(), self.stderr())
    }

    fn clean(&self, bytes: &[u8]) -> String {
        let text = String::from_utf8(bytes.to_vec()).expect("UTF-8");
        text.replace(&self.folder, "[…]")
            .replace(env!("CARGO_PKG_VERSION"), "[version]")
    }
}

/// The folder of `Cargo.toml`.
pub(crate) fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Words separated by spaces; quotes keep spaces together.
fn words(text: &str) -> Vec<String> {
    let parts = text.split('"').enumerate();
    let quoted = |(index, part): (usize, &str)| -> Vec<String> {
        if index % 2 == 1 {
            vec![part.to_owned()]
        } else {
            part.split_whitespace().map(str::to_owned).collect()
        }
    };
    parts.flat_map(quoted).collect()
}

/// Copies a folder and all that is in it.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
    {
        let target = to.join(entry.file_name().expect("a name"));
        if entry.is_dir() {
            copy(&entry, &target);
        } else {
            fs::copy(&entry, target).expect("copied");
        }
    }
}

fn collect(folder: &Path, prefix: &str, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder)
        .into_iter()
        .flatten()
        .map(|entry| entry.expect("an entry").path())
    {
        let name = format!(
            "{prefix}{}",
            entry.file_name().expect("a name").to_string_lossy()
        );
        if entry.is_dir() {
            collect(&entry, &format!("{name}/"), found);
        } else {
            found.insert(name, fs::read(&entry).expect("bytes"));
        }
    }
}

/// `F9` → row 8, column 5.
fn cell_at(name: &str) -> (u32, u16) {
    let letters = name.chars().take_while(char::is_ascii_uppercase);
    let col = letters.fold(0u16, |col, c| col * 26 + (c as u16 - 'A' as u16 + 1)) - 1;
    let row: u32 = name
        .trim_start_matches(|c: char| c.is_ascii_uppercase())
        .parse()
        .expect("a row");
    (row - 1, col)
}

/// Writes the workbook again with these cells changed, without its formats and notes.
fn rewrite(path: &Path, changes: &BTreeMap<String, Cells>) {
    let mut workbook: Xlsx<_> = open_workbook(path).expect("a workbook");
    let mut written = Workbook::new();
    for name in workbook.sheet_names() {
        let range = workbook.worksheet_range(&name).expect("a sheet");
        let (top, left) = range.start().unwrap_or_default();
        let sheet = written.add_worksheet().set_name(&name).expect("a name");
        for (row, col, value) in range.used_cells() {
            let (row, col) = (
                top + u32::try_from(row).expect("a row"),
                left + u32::try_from(col).expect("a column"),
            );
            let col = u16::try_from(col).expect("a column");
            if changes
                .get(&name)
                .is_some_and(|cells| cells.contains_key(&(row, col)))
            {
                continue;
            }
            match value {
                Data::Float(number) => sheet.write_number(row, col, *number),
                Data::Int(number) => sheet.write_string(row, col, number.to_string()),
                other => sheet.write_string(row, col, other.to_string()),
            }
            .expect("written");
        }
        for ((row, col), text) in changes.get(&name).into_iter().flatten() {
            match text.parse::<i32>() {
                Ok(number) => sheet.write_number(*row, *col, number),
                Err(_) if text.starts_with('=') => {
                    sheet.write_formula(*row, *col, Formula::new(text).set_result(NO_RESULT))
                }
                Err(_) => sheet.write_string(*row, *col, text),
            }
            .expect("written");
        }
    }
    written.save(path).expect("saved");
    forget_results(path);
}

/// Removes the results of formulas, as a program that calculates nothing would write them.
fn forget_results(path: &Path) {
    let mut read = ZipArchive::new(fs::File::open(path).expect("a file")).expect("a zip");
    let result = format!("</f><v>{NO_RESULT}</v>");
    let mut written = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..read.len() {
        let mut part = read.by_index(index).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).expect("bytes");
        if let Ok(text) = std::str::from_utf8(&bytes) {
            bytes = text
                .replace(" t=\"str\"><f>", "><f>")
                .replace(&result, "</f>")
                .into_bytes();
        }
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        written.start_file(name, stored).expect("started");
        written.write_all(&bytes).expect("written");
    }
    let bytes = written.finish().expect("a zip").into_inner();
    fs::write(path, bytes).expect("saved");
}
