//! Inputs beyond a limit of reading, or that are no files: the message names the file, the problem and the remedy.

use std::{fs, path::Path, process::Command};

use crate::dossier_test::DossierTest;

/// The output of `check` on a dossier that it cannot read, on one line.
#[track_caller]
fn refused(test: &DossierTest) -> String {
    refused_with(test, "check")
}

#[track_caller]
fn refused_with(test: &DossierTest, arguments: &str) -> String {
    let run = test.run(&format!("{arguments} --lang en")).code(2);
    format!("{} {}", run.stdout(), run.stderr())
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

#[track_caller]
fn assert_contains(printed: &str, words: &[&str]) {
    for word in words {
        assert!(printed.contains(word), "{word:?} is not in {printed}");
    }
}

#[test]
fn an_invalid_limit_is_refused_with_the_reason() {
    let test = DossierTest::seed();
    assert_contains(
        &refused_with(&test, "check --limit cell=5"),
        &["“cell=5” sets no limit", "“cells”", "dossier-size"],
    );
    assert_contains(
        &refused_with(&test, "check --limit cells=0"),
        &["“cells=0” sets no limit", "at least 1"],
    );
    assert_contains(
        &refused_with(&test, "--limit name-length=x check"),
        &["“name-length=x” sets no limit", "docs/limites.md"],
    );
    assert_contains(
        &refused_with(&test, "--limit cells check --limit cells=5"),
        &["“cells” sets no limit", "--limit cells=2000000"],
    );
}

#[test]
fn a_limit_is_changed_by_the_option_that_its_message_names() {
    let test = DossierTest::seed();
    for command in [
        "textconv input/budget.xlsx",
        "init essai --yes --from input/budget.xlsx",
        "build",
        "diff input input",
    ] {
        let printed = refused_with(&test, &format!("{command} --limit cells=40"));
        assert_contains(
            &printed,
            &[
                "budget.xlsx",
                "41 cells",
                "the limit is 40",
                "--limit cells=80",
            ],
        );
    }
    test.run("check --limit cells=200000").code(1);
    assert_contains(
        &refused_with(&test, "check --limit fiches=21"),
        &["22 fiches", "21", "--limit fiches=42"],
    );
    let printed = refused_with(
        &test,
        "check --limit dossier-size=1 --limit file-size=1 --limit definitions=3",
    );
    assert_contains(&printed, &["budget.xlsx", "parts", "--limit definitions="]);
}

#[test]
fn texts_are_bounded_whatever_they_hold() {
    let convention =
        |from: &str, to: &str| DossierTest::seed().replace("convention.toml", from, to);
    let list = |count: usize| {
        (0..count)
            .map(|n| format!("{n}, "))
            .collect::<Vec<_>>()
            .concat()
    };
    let years = convention("annees = [", &format!("annees = [{}", list(5_000)));
    assert_contains(
        &refused(&years),
        &["convention.toml:", "5003 years", "--limit years="],
    );
    let axes = "[[axes]]\nprefixe = \"Z\"\ntitre = \"z\"\n\n".repeat(1_200) + "[[axes]]";
    assert_contains(
        &refused(&convention("[[axes]]", &axes)),
        &[
            "convention.toml",
            "“axes” has at least 120",
            "--limit entries=",
        ],
    );
    let title = convention("titre = \"", &format!("titre = \"{}", "é".repeat(3_000)));
    assert_contains(
        &refused(&title),
        &[
            "convention.toml:",
            "3134 characters",
            "the limit is 2000",
            "--limit name-length=",
        ],
    );
    let deep = convention("lieu = ", &format!("x = {}\nlieu = ", "[".repeat(50_000)));
    assert_contains(
        &refused(&deep),
        &["convention.toml:", "error[toml-invalid]"],
    );
    let keys = (0..50_000)
        .map(|key| format!("k{key} = 1\n"))
        .collect::<Vec<_>>()
        .concat();
    let many = convention("titre = ", &format!("{keys}titre = "));
    let printed = many.run("check --quiet").code(1).stdout();
    assert_eq!(printed.matches("[key-unknown]").count(), 20);

    let fiche = |text: &str| {
        DossierTest::seed().replace(
            "fiches/EA-1.1.md",
            "## Constat",
            &format!("{text}\n\n## Constat"),
        )
    };
    for deep in [
        "> ".repeat(40),
        "* - + ".repeat(14),
        "*a **b ".repeat(20) + &"** c*".repeat(20),
    ] {
        assert_contains(
            &refused(&fiche(&deep)),
            &["fiches/EA-1.1.md:", "17 levels deep", "--limit nesting="],
        );
    }
    let heading = format!("## {}", "long ".repeat(1_000));
    assert_contains(
        &refused(&fiche(&heading)),
        &["fiches/EA-1.1.md:", "4999 characters"],
    );
    assert_contains(
        &refused(&fiche(&"x\n".repeat(600_000))),
        &["fiches/EA-1.1.md", "takes 2 MiB", "--limit text-size="],
    );
    let html = fiche(&"a <b> c\n".repeat(5_000))
        .run("check --quiet")
        .code(1)
        .stdout();
    assert_eq!(html.matches("html-refused").count(), 50);

    let decisions = "[[arbitrage]]\nconstat = \"x\"\n".repeat(1_001);
    let test = DossierTest::seed().file("arbitrages.toml", &decisions);
    assert_contains(
        &test.run("check --lang en").code(1).stdout(),
        &[
            "arbitrages.toml",
            "“arbitrage” has at least 1001",
            "entries=2000",
        ],
    );
}

#[test]
fn another_file_in_place_of_the_workbook_is_named_by_its_kind() {
    let refused_as = |bytes: &[u8], words: &str| {
        let test = DossierTest::seed();
        fs::write(test.path("input/budget.xlsx"), bytes).expect("written");
        assert_contains(&refused(&test), &["budget.xlsx", words]);
    };
    refused_as(b"", "is empty");
    refused_as(b"%PDF-1.7", "is a PDF");
    refused_as(b"<html><table>", "is an HTML page");
    refused_as("Fiche;Année;Montant\n".as_bytes(), "separated values");
    refused_as(b"\x89PNG\r\n", "is a picture");
    let whole = fs::read(DossierTest::seed().path("input/budget.xlsx")).expect("a workbook");
    refused_as(&whole[..whole.len() / 2], "its end is missing");
    let fixture = |name: &str| {
        fs::read(
            crate::dossier_test::repository()
                .join("tests/fixtures/formats")
                .join(name),
        )
    };
    refused_as(
        &fixture("budget.xls").expect("a workbook"),
        "is a .xls workbook under another name",
    );
    refused_as(
        &fixture("budget.ods").expect("a workbook"),
        "is a .ods workbook under another name",
    );
    refused_as(
        &fixture("budget.xlsb").expect("a workbook"),
        "is a .xlsb workbook under another name",
    );
}

/// The files of a dossier, each of which may be replaced by something else.
const FILES: [&str; 5] = [
    "convention.toml",
    "budget.xlsx",
    "fiches/EA-1.1.md",
    "arbitrages.toml",
    "templates/recapitulatif.typ",
];

#[cfg(unix)]
#[test]
fn what_stands_in_place_of_a_file_is_named() {
    let spoilt = |name: &str, words: &str, spoil: &dyn Fn(&Path)| {
        let test = DossierTest::seed()
            .file("arbitrages.toml", "")
            .file("templates/recapitulatif.typ", "");
        let path = test.path("input").join(name);
        fs::remove_file(&path).expect("removed");
        spoil(&path);
        let run = test.run("build --lang en").code(2);
        let printed = format!("{} {}", run.stdout(), run.stderr());
        assert_contains(
            &printed.split_whitespace().collect::<Vec<_>>().join(" "),
            &[name, words],
        );
        assert!(!test.path("output/2018-11-02").exists(), "{name} {words}");
    };
    for name in FILES {
        spoilt(name, "this is a folder, not a file", &|path| {
            fs::create_dir(path).expect("a folder");
        });
        spoilt(name, "leads to no file", &|path| link("nowhere", path));
        spoilt(name, "leads to itself", &|path| link(path, path));
        spoilt(name, "leads out of the dossier", &|path| {
            link("/etc/hostname", path);
        });
        spoilt(name, "is no ordinary file", &|path| {
            assert!(
                Command::new("mkfifo")
                    .arg(path)
                    .status()
                    .expect("mkfifo")
                    .success()
            );
        });
    }
    let test = DossierTest::seed();
    fs::remove_dir_all(test.path("input/fiches")).expect("removed");
    let test = test.file("fiches", "not a folder");
    assert_contains(&refused(&test), &["fiches", "this is no folder"]);
}

#[cfg(unix)]
fn link(to: impl AsRef<Path>, path: &Path) {
    std::os::unix::fs::symlink(to, path).expect("a link");
}

#[cfg(target_os = "linux")]
#[test]
fn a_fiche_whose_name_is_no_text_is_reported() {
    let test = DossierTest::seed();
    let name = <std::ffi::OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(b"\xc9tude.md");
    fs::copy(
        test.path("input/fiches/EA-1.1.md"),
        test.path("input/fiches").join(name),
    )
    .expect("copied");
    assert_contains(
        &test.run("check --lang en").code(1).stdout(),
        &["fiches/�tude.md", "not written in UTF-8"],
    );
}

#[test]
fn a_record_that_is_read_back_is_weighed_first() {
    let test = DossierTest::seed();
    test.run("build --xlsx-only").code(0);
    fs::rename(
        test.path("output/2018-11-02+classeur"),
        test.path("output/avant"),
    )
    .expect("renamed");
    let printed = refused_with(&test, "diff avant input --limit elements=100");
    assert_contains(
        &printed,
        &[
            "donnees.json",
            "more than 100 values",
            "--limit elements=1000",
        ],
    );
    fs::write(test.path("output/avant/donnees.json"), vec![b' '; 2 << 20]).expect("written");
    let printed = refused_with(&test, "diff avant input --limit dossier-size=1");
    assert_contains(
        &printed,
        &[
            "donnees.json",
            "larger than 1 MiB",
            "--limit dossier-size=10",
        ],
    );
    fs::write(test.path("output/avant/donnees.json"), "[".repeat(1 << 20)).expect("written");
    assert_contains(
        &refused_with(&test, "diff avant input"),
        &["donnees.json", "is no record of paraphe"],
    );
}
