//! The command line itself: help, language, colours, bad usage.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

use crate::dossier_test::DossierTest;

#[test]
fn help_is_in_the_language_asked_for() {
    let test = DossierTest::empty();
    for language in ["fr", "en"] {
        for command in [
            "",
            "atelier",
            "check",
            "build",
            "diff",
            "textconv",
            "explain",
            "init",
            "completions",
            "man",
        ] {
            let run = test
                .run(&format!("--lang {language} {command} --help"))
                .code(0);
            insta::assert_snapshot!(format!("help_{language}_{command}"), run.stdout());
            assert_eq!(run.stderr(), "");
        }
    }
}

#[test]
fn the_language_is_that_of_the_environment_unless_asked_for() {
    let test = DossierTest::empty();
    let first = |arguments: &str, variables: &[(&str, &str)]| {
        test.run_with(arguments, variables)
            .stdout()
            .chars()
            .take(6)
            .collect::<String>()
    };
    assert_eq!(first("--help", &[]), "Contrô");
    assert_eq!(first("--help", &[("LANG", "en_GB.UTF-8")]), "Audits");
    assert_eq!(
        first(
            "--help",
            &[("LANG", "en_GB.UTF-8"), ("LC_ALL", "fr_FR.UTF-8")]
        ),
        "Contrô"
    );
    assert_eq!(first("--help", &[("LANG", "de_DE.UTF-8")]), "Contrô");
    assert_eq!(
        first("--help --lang=fr", &[("LANG", "en_GB.UTF-8")]),
        "Contrô"
    );
}

#[test]
fn bad_usage_is_explained() {
    let test = DossierTest::empty();
    let wrong = [
        "chek",
        "iniit",
        "completions bsh",
        "init",
        "init x --tilte y",
        "check --formt json",
        "check --format xml",
        "check --format",
        "build --final --only EA1.1",
        "check -q -v",
        "--lang de check",
        "build --final=oui",
        "check \u{1b}[31m --x\u{1b}[31m",
    ];
    let messages = |language: &str| {
        wrong.map(|arguments| {
            let run = test.run(&format!("{arguments} --lang {language}")).code(2);
            assert_eq!(run.stdout(), "", "{arguments}");
            assert!(!run.stderr().contains('\u{1b}'), "{arguments}");
            format!("$ paraphe {}\n{}", arguments.escape_debug(), run.stderr())
        })
    };
    insta::assert_snapshot!("bad_usage_fr", messages("fr").join("\n"));
    insta::assert_snapshot!("bad_usage_en", messages("en").join("\n"));
}

#[test]
fn without_a_command_the_atelier_opens() {
    let test = DossierTest::empty();
    // No opener is on the path, so that no page opens.
    let mut child = Command::new(assert_cmd::cargo::cargo_bin!("paraphe"))
        .args(["--lang", "fr"])
        .env("PATH", "")
        .current_dir(test.path("."))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program");
    let mut line = String::new();
    let output = child.stdout.take().expect("stdout");
    let read = BufReader::new(output).read_line(&mut line);
    child.kill().expect("stopped");
    child.wait().expect("ended");
    read.expect("a line");
    assert!(line.contains("http://127.0.0.1:"), "{line}");
}

#[test]
fn the_version_is_that_of_the_package() {
    assert_eq!(
        DossierTest::empty().run("--version").code(0).stdout(),
        "paraphe [version]\n"
    );
}

#[test]
fn colours_are_shown_when_asked_for() {
    let test = DossierTest::seed().cell("Récapitulatif", "F9", "vingt mille");
    let coloured = |arguments: &str, variables: &[(&str, &str)]| {
        test.run_with(&format!("check {arguments}"), variables)
            .stdout()
            .contains('\u{1b}')
    };
    assert!(!coloured("", &[]));
    assert!(coloured("--color always", &[]));
    assert!(coloured("--color always", &[("NO_COLOR", "1")]));
    assert!(coloured("", &[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured("", &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(!coloured("--color never", &[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured("--color always --format json", &[]));
}

#[test]
fn lines_fit_the_width_of_the_environment() {
    let test = DossierTest::seed().cell("Récapitulatif", "F9", "vingt mille");
    let run = test
        .run_with("check --rule cell-unreadable", &[("COLUMNS", "60")])
        .code(1);
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
        let messages = String::from_utf8_lossy(&output.stderr);
        assert!(!messages.contains("panicked"), "{messages}");
        if arguments[0] != "build" {
            assert_eq!(output.status.code(), Some(0), "{messages}");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_result_that_cannot_be_written_is_a_failure() {
    let test = DossierTest::seed();
    let full = std::fs::File::options()
        .write(true)
        .open("/dev/full")
        .expect("a full disk");
    let mut command = Command::new(assert_cmd::cargo::cargo_bin("paraphe"));
    let output = command
        .args(["--lang", "fr", "check"])
        .current_dir(test.path(""))
        .stdout(full)
        .output()
        .expect("a run");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("le disque est plein"));
}

/// The commands that the help lists.
fn commands(test: &DossierTest) -> Vec<String> {
    let help = test.run("--lang en --help").code(0).stdout();
    let listed = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty());
    let names = listed
        .filter_map(|line| line.strip_prefix("  ")?.split(' ').next())
        .filter(|name| !name.is_empty());
    let names: Vec<String> = names.map(str::to_owned).collect();
    assert!(names.len() >= 6, "{help}");
    names
}

#[test]
fn every_commands_help_has_examples() {
    let test = DossierTest::empty();
    for command in commands(&test) {
        let help = test
            .run(&format!("--lang en {command} --help"))
            .code(0)
            .stdout();
        let after = help
            .lines()
            .skip_while(|line| !line.starts_with("  -h, --help"));
        let examples: Vec<&str> = after
            .filter(|line| line.starts_with("  ") && line.contains("paraphe"))
            .collect();
        assert!(!examples.is_empty(), "{help}");
        assert!(
            examples
                .iter()
                .any(|line| line.contains(&format!("paraphe {command}"))),
            "{help}"
        );
        // A user could not copy an example that continues on the next line.
        assert!(
            examples.iter().all(|line| line.chars().count() < 100),
            "{help}"
        );
    }
}

#[test]
fn a_mistyped_code_is_met_with_the_nearest_in_both_languages() {
    let test = DossierTest::seed();
    for (language, near) in [
        ("fr", "vouliez-vous écrire «\u{a0}EA 1.1\u{a0}»"),
        ("en", "did you mean “EA 1.1”"),
    ] {
        for arguments in ["build --only \"EA 1.1.0\"", "check --fiche \"EA 1.1.0\""] {
            let run = test.run(&format!("--lang {language} {arguments}")).code(2);
            assert!(run.stderr().contains(near), "{}", run.shown());
        }
        let run = test
            .run(&format!("--lang {language} explain recap-shar"))
            .code(2);
        assert!(run.stderr().contains("recap-share"), "{}", run.shown());
    }
}

/// The script of each shell, read by a program that runs it.
fn piped(program: &str, arguments: &[&str], text: &str) -> std::process::Output {
    use std::io::Write;
    let mut child = Command::new(program)
        .args(arguments)
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{program}: {error}"));
    child
        .stdin
        .take()
        .expect("a stdin")
        .write_all(text.as_bytes())
        .expect("written");
    child.wait_with_output().expect("an end")
}

#[cfg(unix)]
#[test]
fn bash_completes_commands_options_and_rules() {
    let script = DossierTest::empty()
        .run("completions bash")
        .code(0)
        .stdout();
    let read = piped("bash", &["-n"], &script);
    assert!(
        read.status.success(),
        "{}",
        String::from_utf8_lossy(&read.stderr)
    );
    let completed = |words: &[&str]| {
        let list = words
            .iter()
            .map(|word| format!("'{word}'"))
            .collect::<Vec<_>>()
            .join(" ");
        let (last, previous) = (words[words.len() - 1], words[words.len() - 2]);
        let ask = format!(
            "{script}\nCOMP_WORDS=({list}); COMP_CWORD={}\n_paraphe paraphe '{last}' '{previous}'\nprintf '%s\\n' \"${{COMPREPLY[@]}}\"\n",
            words.len() - 1
        );
        let run = piped("bash", &["--norc"], &ask);
        String::from_utf8(run.stdout)
            .expect("text")
            .lines()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(completed(&["paraphe", "che"]), ["check"]);
    assert_eq!(completed(&["paraphe", "check", "--sev"]), ["--severity"]);
    assert_eq!(
        completed(&["paraphe", "explain", "recap-sh"]),
        ["recap-share"]
    );
    assert_eq!(completed(&["paraphe", "completions", "z"]), ["zsh"]);
}

#[test]
fn every_shell_has_its_script() {
    let test = DossierTest::empty();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = test.run(&format!("completions {shell}")).code(0).stdout();
        for word in ["check", "--severity", "recap-share"] {
            assert!(
                script.contains(word)
                    || shell == "fish" && script.contains(word.trim_start_matches('-')),
                "{shell}: {word}"
            );
        }
    }
}

#[test]
fn the_manual_has_every_command_in_the_language_asked_for() {
    let test = DossierTest::empty();
    for (language, words) in [
        ("fr", ["Nom", "Codes de sortie", "Exemples", "ANNÉES"]),
        ("en", ["Name", "Exit codes", "Examples", "YEARS"]),
    ] {
        let page = test.run(&format!("--lang {language} man")).code(0).stdout();
        let sections: Vec<&str> = page
            .lines()
            .filter_map(|line| line.strip_prefix(".SH "))
            .collect();
        for command in commands(&test) {
            assert!(
                sections.contains(&format!("\"paraphe {command}\"").as_str()),
                "{command} in {sections:?}"
            );
        }
        for word in words {
            assert!(page.contains(word), "{word} in {page}");
        }
        // The options that every command takes are listed once.
        assert_eq!(page.matches("\\-\\-lang <LANG").count(), 1, "{page}");
        assert!(
            !page.contains("EXTRA") && !page.contains("\"NAME\""),
            "{page}"
        );
    }
}
