//! `paraphe textconv`, alone and as git runs it.

use std::{fs, path::Path, process::Command};

use crate::dossier_test::{DossierTest, repository};

#[test]
fn every_format_is_a_text() {
    let folder = repository().join("tests/fixtures/formats");
    let test = DossierTest::empty();
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
    {
        let name = entry
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        fs::copy(&entry, test.path(&name)).expect("copied");
        let text = test.run(&format!("textconv {name}")).code(0).stdout();
        assert!(
            text.starts_with("[Dépenses]\n") && text.contains("\n[Cofinancement]\n"),
            "{name}: {text}"
        );
        texts.push((name, text));
    }
    assert!(texts.len() >= 4, "{texts:?}");
}

#[test]
fn cells_stand_by_column_with_their_formulas() {
    let test = DossierTest::seed()
        .cell("Dépenses", "C5", "deux\nlignes\u{7}")
        .cell("Dépenses", "K5", "=1+1");
    test.run("check").exit_code();
    let text = test.run("textconv input/budget.xlsx").code(0).stdout();
    assert!(
        text.contains("\nA = EA 1.1 | B = Études | C = deux⏎lignes␇ | E = 5 | F = 3000"),
        "{text}"
    );
    assert!(text.contains("K = =… (=1+1)"), "{text}");
    test.run("build").exit_code();
    let missing = test.run("textconv absent.xlsx").code(2);
    assert!(
        missing.stderr().contains("absent.xlsx"),
        "{}",
        missing.shown()
    );
    fs::write(test.path("faux.xlsx"), "ceci n’est pas un classeur").expect("written");
    test.run("textconv faux.xlsx").code(2);
}

/// Runs git in a folder, with its own configuration only, and our program on its path.
fn git(folder: &Path, arguments: &[&str]) -> String {
    let program = assert_cmd::cargo::cargo_bin("paraphe");
    let programs = program
        .parent()
        .expect("a folder")
        .to_string_lossy()
        .into_owned();
    let path = format!("{programs}:{}", std::env::var("PATH").unwrap_or_default());
    let output = Command::new("git")
        .current_dir(folder)
        .args([
            "-c",
            "user.name=essai",
            "-c",
            "user.email=essai@example.org",
            "-c",
            "core.pager=cat",
        ])
        .args(arguments)
        .env("PATH", path)
        .env("HOME", folder)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .output()
        .expect("git");
    assert!(
        output.status.success(),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The two lines of configuration, as the guide gives them.
fn configuration() -> Vec<String> {
    let guide = fs::read_to_string(repository().join("docs/guide.fr.md")).expect("text");
    let lines = guide
        .lines()
        .filter(|line| line.contains("diff=paraphe") || line.contains("diff.paraphe.textconv"));
    let lines: Vec<String> = lines
        .filter(|line| !line.contains('`'))
        .map(str::to_owned)
        .collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    lines
}

#[cfg(unix)]
#[test]
fn git_shows_what_changes_in_a_workbook() {
    let test = DossierTest::seed();
    let folder = test.path("input");
    git(&folder, &["init", "-q"]);
    for line in configuration() {
        let run = Command::new("sh")
            .current_dir(&folder)
            .args(["-c", &line])
            .status()
            .expect("a shell");
        assert!(run.success(), "{line}");
    }
    git(&folder, &["add", "."]);
    git(&folder, &["commit", "-q", "-m", "Projet"]);
    let test = test
        .cell("Dépenses", "F5", "3600")
        .cell("Dépenses", "C40", "Ligne\u{1b}[31m");
    test.run("check").exit_code();
    let shown = git(&folder, &["diff", "--no-color", "--", "budget.xlsx"]);
    let changed: Vec<&str> = shown
        .lines()
        .filter(|line| {
            line.starts_with(['+', '-']) && !line.starts_with("+++") && !line.starts_with("---")
        })
        .collect();
    assert_eq!(
        changed,
        [
            "-A = EA 1.1 | B = Études | E = 5 | F = 3000 | H = / | J = /",
            "+A = EA 1.1 | B = Études | E = 5 | F = 3600 | H = / | J = /",
            "-B = Total | F = 25200 | H = 25200 | J = 25200",
            "+B = Total | C = Ligne␛[31m | F = 25200 | H = 25200 | J = 25200",
        ],
        "{shown}"
    );
}
