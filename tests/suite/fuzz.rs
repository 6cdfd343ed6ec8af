//! Runs the fuzzers' bodies on all of their files: the corpora, and `fuzz/past/` with each input that once broke
//! something. (`markdown` needs private functions: `src/render/tests.rs`.)

use std::{fs, path::Path};

use crate::dossier_test::{DossierTest, repository};

#[path = "../../fuzz/bodies/mod.rs"]
mod bodies;

/// Runs `body` on every file of a target.
#[track_caller]
fn replay(target: &str, body: impl Fn(&[u8], &Path)) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut count = 0;
    for folder_name in ["corpus", "past"] {
        let files = fs::read_dir(repository().join("fuzz").join(folder_name).join(target));
        for file in files
            .into_iter()
            .flatten()
            .map(|file| file.expect("a file").path())
        {
            let bytes = fs::read(&file).expect("bytes");
            let run = std::panic::AssertUnwindSafe(|| body(&bytes, folder.path()));
            assert!(
                std::panic::catch_unwind(run).is_ok(),
                "{}: see above",
                file.display()
            );
            count += 1;
        }
    }
    assert!(count > 0, "there is no file for {target}");
}

#[test]
fn amounts() {
    replay("amounts", |bytes, _| bodies::amounts::run(bytes));
}

#[test]
fn dossier() {
    replay("dossier", bodies::dossier::run);
}

#[test]
fn record() {
    replay("record", bodies::record::run);
}

#[test]
fn toml() {
    replay("toml", bodies::dossier::toml);
}

#[test]
fn word() {
    replay("word", bodies::dossier::word);
}

#[test]
fn workbook() {
    replay("workbook", bodies::workbook::run);
}

/// Typst would panic over the lines of this text if its own assertions were compiled in (see `Cargo.toml`); without
/// them it breaks them another way.
#[test]
fn lines_that_typst_cannot_bound() {
    let text = repository().join("fuzz/past/layout/line-breaks-without-a-bound.md");
    let text = fs::read_to_string(text).expect("text");
    let test = DossierTest::seed();
    let fiche = fs::read_to_string(test.path("input/fiches/EA-1.1.md")).expect("text");
    test.file("fiches/EA-1.1.md", &format!("{fiche}\n{text}"))
        .run("build --only EA-1.1")
        .code(0);
}
