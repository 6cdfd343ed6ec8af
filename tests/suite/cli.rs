//! The command line itself: help, language, colours, bad usage.

use std::process::{Command, Stdio};

use crate::dossier_test::DossierTest;

#[test]
fn help_is_in_the_language_asked_for() {
    let test = DossierTest::empty();
    for language in ["fr", "en"] {
        for command in ["", "check", "build", "diff", "textconv", "explain", "watch"] {
            let run = test.run(&format!("--lang {language} {command} --help")).code(0);
            insta::assert_snapshot!(format!("help_{language}_{command}"), run.stdout());
            assert_eq!(run.stderr(), "");
        }
    }
}

#[test]
fn the_language_is_that_of_the_environment_unless_asked_for() {
    let test = DossierTest::empty();
    let first = |arguments: &str, variables: &[(&str, &str)]| {
        test.run_with(arguments, variables).stdout().chars().take(6).collect::<String>()
    };
    assert_eq!(first("--help", &[]), "Contrô");
    assert_eq!(first("--help", &[("LANG", "en_GB.UTF-8")]), "Audits");
    assert_eq!(first("--help", &[("LANG", "en_GB.UTF-8"), ("LC_ALL", "fr_FR.UTF-8")]), "Contrô");
    assert_eq!(first("--help", &[("LANG", "de_DE.UTF-8")]), "Contrô");
    assert_eq!(first("--help --lang=fr", &[("LANG", "en_GB.UTF-8")]), "Contrô");
}

#[test]
fn bad_usage_is_explained() {
    let test = DossierTest::empty();
    let wrong = [
        "chek",
        "check --formt json",
        "check --format xml",
        "check --format",
        "build --final --only EA1.1",
        "check -q -v",
        "--lang de check",
        "build --final=oui",
        "check \u{1b}[31m --x\u{1b}[31m",
    ];
    let told = |language: &str| {
        wrong.map(|arguments| {
            let run = test.run(&format!("{arguments} --lang {language}")).code(2);
            assert_eq!(run.stdout(), "", "{arguments}");
            assert!(!run.stderr().contains('\u{1b}'), "{arguments}");
            format!("$ paraphe {}\n{}", arguments.escape_debug(), run.stderr())
        })
    };
    insta::assert_snapshot!("bad_usage_fr", told("fr").join("\n"));
    insta::assert_snapshot!("bad_usage_en", told("en").join("\n"));
}

#[test]
fn no_command_is_bad_usage_and_shows_the_help() {
    let run = DossierTest::empty().run("").code(2);
    assert!(run.stderr().contains("Commandes"), "{}", run.shown());
    assert_eq!(run.stdout(), "");
}

#[test]
fn the_version_is_that_of_the_package() {
    assert_eq!(DossierTest::empty().run("--version").code(0).stdout(), "paraphe [version]\n");
}

#[test]
fn colours_are_shown_when_asked_for() {
    let test = DossierTest::seed().cell("Récapitulatif", "F9", "vingt mille");
    let coloured = |arguments: &str, variables: &[(&str, &str)]| {
        test.run_with(&format!("check {arguments}"), variables).stdout().contains('\u{1b}')
    };
    assert!(!coloured("", &[]));
    assert!(coloured("--color always", &[]));
    assert!(coloured("--color always", &[("NO_COLOR", "1")]));
    assert!(coloured("", &[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured("--color never", &[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured("--color always --format json", &[]));
}

#[test]
fn lines_fit_the_width_of_the_environment() {
    let test = DossierTest::seed().cell("Récapitulatif", "F9", "vingt mille");
    let run = test.run_with("check --rule cell-unreadable", &[("COLUMNS", "60")]).code(1);
    let widest = run.stdout().lines().map(|line| line.chars().count()).max();
    assert!(widest <= Some(60), "{}", run.shown());
}

#[test]
fn a_reader_that_stops_reading_is_no_failure() {
    let test = DossierTest::seed().cell("Récapitulatif", "F9", "vingt mille");
    test.run("check");
    for arguments in [&["check"][..], &["--help"], &["build", "--output", "out"]] {
        let mut child = Command::new(assert_cmd::cargo::cargo_bin("paraphe"))
            .args(arguments)
            .current_dir(test.path(""))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("a run");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("an end");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(!told.contains("panicked"), "{told}");
        if arguments[0] != "build" {
            assert_eq!(output.status.code(), Some(0), "{told}");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_result_that_cannot_be_written_is_a_failure() {
    let test = DossierTest::seed();
    let full = std::fs::File::options().write(true).open("/dev/full").expect("a full disk");
    let mut command = Command::new(assert_cmd::cargo::cargo_bin("paraphe"));
    let output =
        command.args(["--lang", "fr", "check"]).current_dir(test.path("")).stdout(full).output().expect("a run");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("le disque est plein"));
}
