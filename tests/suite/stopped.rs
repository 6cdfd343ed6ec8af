//! Limits that stop an endless run: a message, exit 2, and nothing else changed.

use std::{
    fs,
    io::Read,
    process::{Command, Stdio},
    thread,
};

use crate::dossier_test::DossierTest;

/// Reached at once by an endless template.
const SOON: &str = "--limit layout-time=1";
/// Also reached, but not by the documents that come before.
const LATER: &str = "--limit layout-time=2";
/// The exit code of a run and its messages.
struct Ended {
    code: Option<i32>,
    stderr: String,
    stdout: String,
}

impl Ended {
    #[track_caller]
    fn stopped(&self, words: &[&str]) {
        assert_eq!(self.code, Some(2), "{}\n{}", self.stdout, self.stderr);
        let messages = flat(&self.stderr);
        for word in words {
            assert!(messages.contains(word), "{word} in\n{}", self.stderr);
        }
        assert!(
            !messages.contains("memory allocation of") && !messages.contains("panicked"),
            "{}",
            self.stderr
        );
    }
}

/// Without the breaks between wrapped lines.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The program on a dossier.
fn command(test: &DossierTest, arguments: &str) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("paraphe"));
    command
        .args(["--lang", "fr"])
        .args(arguments.split_whitespace())
        .current_dir(test.path("."));
    command
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

#[track_caller]
fn run(test: &DossierTest, arguments: &str) -> Ended {
    let mut child = command(test, arguments).spawn().expect("the program");
    let (mut stdout, mut stderr) = (
        child.stdout.take().expect("stdout"),
        child.stderr.take().expect("stderr"),
    );
    let printed = thread::spawn(move || {
        let mut text = String::new();
        stdout.read_to_string(&mut text).map(|_| text)
    });
    let mut messages = String::new();
    stderr.read_to_string(&mut messages).expect("text");
    let status = child.wait().expect("its end");
    Ended {
        code: status.code(),
        stderr: messages,
        stdout: printed.join().expect("a thread").expect("text"),
    }
}

/// Templates of a fiche that never end, and the messages about them.
const TEMPLATES: [(&str, &[&str]); 6] = [
    (
        "{% include \"fiche.typ\" %}",
        &["fiche.typ", "Circular include"],
    ),
    (
        "{% for i in range(end=1000000000) %}{% endfor %}",
        &["templates/fiche.typ:1", "1000000000"],
    ),
    (TERA_LOOPS, LATE),
    (TYPST_LOOPS, LATE),
    (
        "#let f(x) = f(x + 1)\n#f(0)",
        &[
            "templates/fiche.typ:1",
            "maximum function call depth exceeded",
        ],
    ),
    (
        "#{ while true {} }",
        &["templates/fiche.typ:1", "condition is always true"],
    ),
];
const LATE: &[&str] = &[
    "toujours pas fini après 1 s",
    "mise en page de fiches/EA-1.1",
    "layout-time=1",
];
const TERA_LOOPS: &str =
    "{% for a in range(end=100000) %}{% for b in range(end=100000) %}{% endfor %}{% endfor %}";
pub(crate) const TYPST_LOOPS: &str =
    "#for i in range(1000000) { for j in range(1000000) { let x = i * j } }";

#[test]
fn a_template_that_never_ends_is_stopped_and_named() {
    let test = DossierTest::seed();
    test.run("build --only EA.1.1").code(0);
    let before = test.published();
    let test = TEMPLATES.iter().fold(test, |test, (template, words)| {
        let test = test.file("templates/fiche.typ", template);
        run(&test, &format!("build --only EA.1.1 {SOON}")).stopped(words);
        assert_eq!(test.published(), before, "{template}");
        test
    });
    fs::remove_file(test.path("input/templates/fiche.typ")).expect("deleted");
    test.run("build --only EA.1.1").code(0);
    assert_eq!(test.published(), before);
}

#[test]
fn a_published_source_that_never_ends_is_stopped_and_named() {
    let test = DossierTest::built();
    let (stage, copy) = (test.path("output/2018-11-02"), test.path("output/copie"));
    fs::create_dir_all(copy.join("source/fiches")).expect("a folder");
    for name in ["manifeste.json", "donnees.json", "controle.json"] {
        fs::copy(stage.join(name), copy.join(name)).expect("copied");
    }
    let file = "source/fiches/EA-1.1.typ";
    fs::write(copy.join(file), TYPST_LOOPS).expect("written");
    run(
        &test,
        &format!("diff output/2018-11-02 output/copie {SOON}"),
    )
    .stopped(&[
        "toujours pas fini après 1 s",
        "mise en page de output/copie/source/fiches/EA-1.1.typ",
    ]);
    // A document that Typst itself refuses cannot be compared.
    fs::write(copy.join(file), "#let f(x) = f(x + 1)\n#f(0)").expect("written");
    assert!(
        test.run("diff output/2018-11-02 output/copie")
            .stdout()
            .contains("EA-1.1.pdf")
    );
}

/// `input`, `deux` and `trois`, of three stages.
fn three_dossiers() -> DossierTest {
    let test = DossierTest::seed().copied_as("deux").copied_as("trois");
    for (name, stage) in [("deux", "v2"), ("trois", "v3")] {
        let convention = test.path(name).join("convention.toml");
        let text = fs::read_to_string(&convention).expect("text");
        let text = text.replacen("\"2018-11-02\"", &format!("\"{stage}\""), 1);
        fs::write(&convention, text).expect("written");
    }
    test
}

#[test]
fn a_dossier_that_fails_leaves_the_others_published() {
    let test = three_dossiers();
    fs::create_dir_all(test.path("deux/templates")).expect("a folder");
    fs::write(test.path("deux/templates/fiche.typ"), "{% endif %}").expect("written");
    let run = test.run("build input deux trois --only EA.1.1").code(2);
    assert!(run.stderr().contains("fiche.typ"), "{}", run.shown());
    assert!(
        run.stdout()
            .ends_with("2 dossiers publiés, un autre ne l’est pas\u{a0}: deux\n"),
        "{}",
        run.shown()
    );
    let published = test.published();
    assert!(
        published.contains_key("2018-11-02+partiel/manifeste.json"),
        "{:?}",
        published.keys()
    );
    assert!(
        published.contains_key("v3+partiel/manifeste.json"),
        "{:?}",
        published.keys()
    );
    assert!(!published.keys().any(|name| name.starts_with("v2")));
    let run = test.run("build input trois --only EA.1.1").code(0);
    assert!(
        run.stdout().ends_with("\n2 dossiers publiés\n"),
        "{}",
        run.shown()
    );
}

#[test]
fn whoever_stops_reading_is_no_failure() {
    let test = DossierTest::seed();
    let mut child = command(&test, "check").spawn().expect("the program");
    drop(child.stdout.take());
    let mut messages = String::new();
    child
        .stderr
        .take()
        .expect("stderr")
        .read_to_string(&mut messages)
        .expect("text");
    assert_eq!(
        (child.wait().expect("its end").code(), messages.as_str()),
        (Some(0), "")
    );
}

#[test]
fn a_temporary_folder_that_is_not_there_changes_nothing() {
    let test = three_dossiers();
    let run = test
        .run_with(
            "build input deux trois --only EA.1.1",
            &[("TMPDIR", "/nowhere")],
        )
        .code(0);
    assert!(
        run.stdout().ends_with("\n3 dossiers publiés\n"),
        "{}",
        run.shown()
    );
    for stage in ["2018-11-02", "v2", "v3"] {
        let manifest = format!("{stage}+partiel/manifeste.json");
        assert!(test.published().contains_key(&manifest), "{stage}");
    }
}

#[test]
fn a_run_of_several_dossiers_that_takes_too_long_names_the_dossier() {
    let test = three_dossiers();
    fs::create_dir_all(test.path("deux/templates")).expect("a folder");
    fs::write(test.path("deux/templates/fiche.typ"), TYPST_LOOPS).expect("written");
    let ended = run(
        &test,
        &format!("build input deux trois --only EA.1.1 {LATER}"),
    );
    ended.stopped(&[
        "toujours pas fini après 2 s",
        "construction de deux (2/3), mise en page de fiches/EA-1.1",
    ]);
    let published = test.published();
    assert!(published.contains_key("2018-11-02+partiel/manifeste.json"));
    assert!(!published.keys().any(|name| name.starts_with('v')));
}
