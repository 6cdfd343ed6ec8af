//! What stops a run that would never end, take all memory or crash: a message, exit 2, and nothing else changed.

use std::{
    fs,
    io::Read,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::{
    dossier_test::DossierTest,
    generator::{Shape, generate},
};

/// No stopped run takes longer; the limits below are far under that.
const PATIENCE: Duration = Duration::from_secs(if cfg!(debug_assertions) { 20 } else { 5 });
/// No run holds more than 500 MiB: the system would refuse it, and no message of a limit of ours would come.
const BOUNDED: &str = "ulimit -d 512000; exec \"$@\"";
/// Met at once by what never ends.
const TIME: &str = "--limit layout-time=2";
/// High enough for a fiche of the example.
const MEMORY: &str = "--limit layout-time=15 --limit memory=300 --limit memory-per-fiche=1";

/// How a run ended, what it said and what it cost.
struct Cost {
    code: Option<i32>,
    stderr: String,
    stdout: String,
    time: Duration,
}

impl Cost {
    #[track_caller]
    fn stopped(&self, words: &[&str]) {
        assert_eq!(self.code, Some(2), "{}\n{}", self.stdout, self.stderr);
        let told = flat(&self.stderr);
        for word in words {
            assert!(told.contains(word), "{word} in\n{}", self.stderr);
        }
        assert!(
            !told.contains("memory allocation of") && !told.contains("panicked"),
            "{}",
            self.stderr
        );
        assert!(self.time < PATIENCE, "{:?}", self.time);
    }
}

/// Without the breaks between wrapped lines.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The program on a dossier.
fn command(test: &DossierTest, arguments: &str) -> Command {
    let mut command = Command::new("sh");
    command
        .args(["-c", BOUNDED, "sh"])
        .arg(assert_cmd::cargo::cargo_bin!("paraphe"));
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

/// Runs, and measures the child that does the work with its parent.
#[track_caller]
fn measured(test: &DossierTest, arguments: &str) -> Cost {
    let start = Instant::now();
    let mut child = command(test, arguments).spawn().expect("the program");
    let (mut stdout, mut stderr) = (
        child.stdout.take().expect("stdout"),
        child.stderr.take().expect("stderr"),
    );
    let printed = thread::spawn(move || {
        let mut text = String::new();
        stdout.read_to_string(&mut text).map(|_| text)
    });
    let mut told = String::new();
    stderr.read_to_string(&mut told).expect("text");
    let status = child.wait().expect("its end");
    Cost {
        code: status.code(),
        stderr: told,
        stdout: printed.join().expect("a thread").expect("text"),
        time: start.elapsed(),
    }
}

/// Templates of a fiche that no machine can finish, the limit that they meet, and what is said of them.
const TEMPLATES: [(&str, &str, &[&str]); 13] = [
    (
        "{% include \"fiche.typ\" %}",
        TIME,
        &["fiche.typ", "Circular include"],
    ),
    (
        "{% for i in range(end=1000000000) %}{% endfor %}",
        TIME,
        &["templates/fiche.typ:1", "1000000000"],
    ),
    (
        TERA_LOOPS,
        TIME,
        &[
            "toujours pas fini après 2 s",
            "mise en page de fiches/EA-1.1",
            "layout-time=2",
        ],
    ),
    (
        TERA_TEXT,
        MEMORY,
        &[
            "la mémoire permise",
            "mise en page de fiches/EA-1.1",
            "memory=300",
        ],
    ),
    (
        TYPST_TEXT,
        MEMORY,
        &[
            "la mémoire permise",
            "mise en page de fiches/EA-1.1",
            "memory=300",
        ],
    ),
    (
        TYPST_LOOPS,
        TIME,
        &[
            "toujours pas fini après 2 s",
            "mise en page de fiches/EA-1.1",
            "layout-time=2",
        ],
    ),
    (
        "#let f(x) = f(x + 1)\n#f(0)",
        TIME,
        &[
            "templates/fiche.typ:1",
            "maximum function call depth exceeded",
        ],
    ),
    (
        "#range(100000000000).len()",
        MEMORY,
        &["la mémoire permise", "mise en page de fiches/EA-1.1"],
    ),
    (
        "#for i in range(100000000) [$x^#i$ ]",
        MEMORY,
        &["la mémoire permise", "mise en page de fiches/EA-1.1"],
    ),
    (
        "#range(10000000).map(i => str(i) * 9)",
        MEMORY,
        &["la mémoire permise", "mise en page de fiches/EA-1.1"],
    ),
    (
        TYPST_NEST,
        MEMORY,
        &[
            "un contenu s’imbrique sans fin",
            "mise en page de fiches/EA-1.1",
        ],
    ),
    (
        "#{ let c = (1,); for i in range(300000) { c = (c,) }; repr(c).len() }",
        MEMORY,
        &["s’imbrique sans fin"],
    ),
    (
        "#{ while true {} }",
        TIME,
        &["templates/fiche.typ:1", "condition is always true"],
    ),
];
const TYPST_NEST: &str = "#{ let c = [x]; for i in range(200000) { c = strong(c) }; c }";
const TYPST_TEXT: &str = "#(\"a\" * 10000000000)";
const TERA_LOOPS: &str =
    "{% for a in range(end=100000) %}{% for b in range(end=100000) %}{% endfor %}{% endfor %}";
const TERA_TEXT: &str = "{% for a in range(end=100000) %}{% for b in range(end=100000) %}\
    une ligne sans fin une ligne sans fin une ligne sans fin une ligne sans fin une ligne sans fin une ligne sans fin\
    une ligne sans fin une ligne sans fin une ligne sans fin une ligne sans fin une ligne sans fin une ligne sans fin\
    {% endfor %}{% endfor %}";
const TYPST_LOOPS: &str = "#for i in range(1000000) { for j in range(1000000) { let x = i * j } }";

#[test]
fn a_template_that_never_ends_is_stopped_and_named() {
    let test = DossierTest::seed();
    test.run("build --only EA.1.1").code(0);
    let before = test.published();
    let test = TEMPLATES
        .iter()
        .fold(test, |test, (template, limits, words)| {
            let test = test.file("templates/fiche.typ", template);
            measured(&test, &format!("build --only EA.1.1 {limits}")).stopped(words);
            assert_eq!(test.published(), before, "{template}");
            test
        });
    fs::remove_file(test.path("input/templates/fiche.typ")).expect("deleted");
    test.run("build --only EA.1.1").code(0);
    assert_eq!(test.published(), before);
}

#[test]
fn a_published_source_that_never_ends_is_stopped_and_named() {
    let test = DossierTest::seed();
    test.run("build").code(0);
    let (stage, copy) = (test.path("output/2018-11-02"), test.path("output/copie"));
    fs::create_dir_all(copy.join("source/fiches")).expect("a folder");
    for name in ["manifeste.json", "donnees.json", "controle.json"] {
        fs::copy(stage.join(name), copy.join(name)).expect("copied");
    }
    let own = "source/fiches/EA-1.1.typ";
    for (source, limits, words) in [
        (
            TYPST_LOOPS,
            TIME,
            [
                "toujours pas fini après 2 s",
                "mise en page de output/copie/source/fiches/EA-1.1.typ",
            ],
        ),
        (
            TYPST_TEXT,
            MEMORY,
            [
                "la mémoire permise",
                "mise en page de output/copie/source/fiches/EA-1.1.typ",
            ],
        ),
    ] {
        fs::write(copy.join(own), source).expect("written");
        measured(
            &test,
            &format!("diff output/2018-11-02 output/copie {limits}"),
        )
        .stopped(&words);
    }
    // What Typst itself refuses is one document that cannot be compared.
    fs::write(copy.join(own), "#let f(x) = f(x + 1)\n#f(0)").expect("written");
    assert!(
        test.run("diff output/2018-11-02 output/copie")
            .stdout()
            .contains("EA-1.1.pdf")
    );
}

#[test]
fn limits_on_memory_hold_for_reading_and_for_documents() {
    let test = DossierTest::seed();
    measured(&test, "build --limit memory=1 --limit memory-per-fiche=1")
        .stopped(&["la mémoire permise", "--limit memory=1"]);
    // The example reads within a mebibyte; this does not.
    let test = DossierTest::empty();
    generate(
        Shape {
            fiches: 250,
            axes: 4,
            ..Shape::USUAL
        },
        1,
    )
    .write(&test.path("input"));
    for command in ["check", "build", "diff input input"] {
        let words = [
            "la mémoire permise",
            "lecture et contrôle de input",
            "--limit read-memory=1",
        ];
        measured(&test, &format!("{command} --limit read-memory=1")).stopped(&words);
    }
    assert!(test.published().is_empty());
}

#[test]
fn a_file_that_the_memory_allowed_cannot_hold_is_named() {
    let test = DossierTest::seed();
    let file = fs::File::create(test.path("input/fiches/EA-9.9.md")).expect("a file");
    file.set_len(60 << 20).expect("as long as that");
    let words = [
        "la mémoire permise ne suffit pas pour lire ce fichier",
        "fiches/EA-9.9.md",
        "--limit read-memory=30",
    ];
    let cost = measured(&test, "build --limit read-memory=30");
    assert_eq!(cost.code, Some(2));
    let told = flat(&format!("{}{}", cost.stdout, cost.stderr));
    words
        .iter()
        .for_each(|word| assert!(told.contains(word), "{word} in\n{told}"));
    assert!(test.published().is_empty());
}

#[test]
fn a_dossier_that_fails_leaves_the_others_published() {
    let test = DossierTest::seed().copied_as("deux").copied_as("trois");
    for (name, stage) in [("deux", "v2"), ("trois", "v3")] {
        let convention = test.path(name).join("convention.toml");
        let text = fs::read_to_string(&convention).expect("text");
        fs::write(
            &convention,
            text.replacen("etape = \"2018-11-02\"", &format!("etape = \"{stage}\""), 1),
        )
        .expect("written");
    }
    fs::create_dir_all(test.path("deux/templates")).expect("a folder");
    fs::write(test.path("deux/templates/fiche.typ"), TYPST_TEXT).expect("written");
    let run = test
        .run("build input deux trois --only EA.1.1 --limit memory=300")
        .code(2);
    assert!(
        run.stderr().contains("la mémoire permise"),
        "{}",
        run.shown()
    );
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

#[cfg(target_os = "linux")]
mod signals {
    use super::*;

    /// The children of a process.
    fn children(parent: u32) -> Vec<u32> {
        let parent_of = |id: u32| {
            let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
            // Behind the name in parentheses: state, parent.
            let (state, rest) = stat.rsplit_once(") ")?.1.split_once(' ')?;
            (state != "Z")
                .then(|| rest.split(' ').next()?.parse::<u32>().ok())
                .flatten()
        };
        let entries = fs::read_dir("/proc").expect("a folder").flatten();
        let ids = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
        ids.filter(|id| parent_of(*id) == Some(parent)).collect()
    }

    fn is_alive(id: u32) -> bool {
        let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
        stat.rsplit_once(") ")
            .is_some_and(|(_, rest)| !rest.starts_with('Z'))
    }

    /// Waits until something holds.
    #[track_caller]
    fn wait(mut holds: impl FnMut() -> bool) {
        let start = Instant::now();
        while !holds() {
            assert!(start.elapsed() < Duration::from_secs(30), "it never came");
            thread::sleep(Duration::from_millis(10));
        }
    }

    #[test]
    fn the_child_ends_with_its_parent() {
        use std::os::unix::process::ExitStatusExt;
        let test = DossierTest::seed().file("templates/fiche.typ", TYPST_LOOPS);
        for (name, number) in [("-INT", 2), ("-TERM", 15), ("-KILL", 9)] {
            let mut parent = command(&test, "build --only EA.1.1")
                .spawn()
                .expect("the program");
            let id = parent.id();
            wait(|| !children(id).is_empty());
            let child = children(id)[0];
            assert!(
                Command::new("kill")
                    .args([name, &id.to_string()])
                    .status()
                    .expect("kill")
                    .success()
            );
            let status = parent.wait().expect("its end");
            assert_eq!(status.signal(), Some(number), "{name}");
            wait(|| !is_alive(child));
            let mut told = String::new();
            parent
                .stderr
                .take()
                .expect("stderr")
                .read_to_string(&mut told)
                .expect("text");
            assert_eq!(told, "", "{name}");
        }
        assert!(test.published().is_empty());
    }

    #[test]
    fn a_child_that_is_killed_is_told() {
        let test = DossierTest::seed().file("templates/fiche.typ", TYPST_LOOPS);
        let mut parent = command(&test, "build --only EA.1.1")
            .spawn()
            .expect("the program");
        let id = parent.id();
        wait(|| !children(id).is_empty());
        thread::sleep(Duration::from_millis(500));
        assert!(
            Command::new("kill")
                .args(["-KILL", &children(id)[0].to_string()])
                .status()
                .expect("kill")
                .success()
        );
        let status = parent.wait().expect("its end");
        let mut told = String::new();
        parent
            .stderr
            .take()
            .expect("stderr")
            .read_to_string(&mut told)
            .expect("text");
        assert_eq!(status.code(), Some(2), "{told}");
        assert!(
            told.contains("le système a mis fin à paraphe") && told.contains("fiches/EA-1.1"),
            "{told}"
        );
    }

    #[test]
    fn a_preview_of_an_endless_template_ends_with_a_message() {
        let test = DossierTest::seed().file("templates/fiche.typ", TYPST_LOOPS);
        let cost = measured(&test, &format!("watch {TIME}"));
        cost.stopped(&[
            "toujours pas fini après 2 s",
            "mise en page de fiches/EA-1.1",
        ]);
    }
}

#[test]
fn whoever_stops_reading_is_no_failure() {
    let test = DossierTest::seed();
    let mut child = command(&test, "check").spawn().expect("the program");
    drop(child.stdout.take());
    let mut told = String::new();
    child
        .stderr
        .take()
        .expect("stderr")
        .read_to_string(&mut told)
        .expect("text");
    assert_eq!(
        (child.wait().expect("its end").code(), told.as_str()),
        (Some(0), "")
    );
}

#[test]
fn nothing_is_left_in_the_temporary_folder() {
    let test = DossierTest::seed();
    fs::create_dir(test.path("tmp")).expect("a folder");
    let folder = test.path("tmp");
    let text = folder.to_str().expect("text");
    test.run_with("check --quiet", &[("TMPDIR", text)]).code(1);
    assert_eq!(fs::read_dir(&folder).expect("a folder").count(), 0);
    // Where no journal can be kept the run goes on.
    test.run_with("check --quiet", &[("TMPDIR", "/nowhere")])
        .code(1);
}

#[test]
fn orders_of_another_process_mean_nothing() {
    let test = DossierTest::seed();
    let stale = r#"{"parent":1,"journal":"/nowhere/journal","rank":3,"taken":[]}"#;
    let expected = test.run("check --quiet").code(1).stdout();
    assert_eq!(
        test.run_with("check --quiet", &[("PARAPHE_SUPERVISED", stale)])
            .code(1)
            .stdout(),
        expected
    );
    assert_eq!(
        test.run_with("check --quiet", &[("PARAPHE_SUPERVISED", "{")])
            .code(1)
            .stdout(),
        expected
    );
}
