//! Whatever happens to a build, the stage is there and complete, the dossier is unchanged, and the message gives the
//! reason.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use crate::{
    dossier_test::{DossierTest, Run},
    generator::{Shape, generate},
};

const SHAPE: Shape = Shape {
    years: 2,
    fiches: 2,
    axes: 1,
    recap: false,
    ..Shape::USUAL
};

/// A small dossier of two versions of one stage, `essai`: `input`, and `autre` with another title.
fn two_versions() -> DossierTest {
    let test = DossierTest::empty();
    let mut dossier = generate(SHAPE, 1);
    dossier.write(&test.path("input"));
    dossier.toml = dossier
        .toml
        .replace("Convention d’essai", "Autre convention");
    dossier.write(&test.path("autre"));
    test
}

/// The bytes of every file below a folder, by path.
pub(crate) fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next)
            .expect("a folder")
            .map(|entry| entry.expect("an entry").path())
        {
            if entry.is_dir() {
                folders.push(entry);
            } else {
                let bytes = fs::read(&entry).expect("bytes");
                found.insert(
                    entry.strip_prefix(folder).expect("inside").to_owned(),
                    bytes,
                );
            }
        }
    }
    found
}

/// The messages on one line, with plain spaces.
fn messages(run: &Run) -> String {
    run.stderr()
        .replace(['\u{a0}', '\u{202f}'], " ")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(unix)]
mod killed {
    use std::{
        collections::BTreeSet,
        io::Read,
        process::{Child, Command, ExitStatus, Stdio},
        sync::atomic::{AtomicBool, Ordering},
        thread,
    };

    use super::*;
    use crate::{generator::Chance, tries_all};

    /// Starts a build.
    fn start(test: &DossierTest, dossier: &str, xlsx_only: bool) -> Child {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("paraphe"));
        command
            .args(["--quiet", "build", dossier])
            .args(xlsx_only.then_some("--xlsx-only"));
        command.current_dir(test.path(".")).env_clear();
        command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program")
    }

    /// Waits for the end of a build; its status and its messages.
    fn end(build: Child) -> (ExitStatus, String) {
        let output = build.wait_with_output().expect("an end");
        let messages = String::from_utf8(output.stderr).expect("text");
        (output.status, messages)
    }

    /// The entries that a run leaves beside the stages, except its lock.
    fn left_over(output: &Path) -> BTreeSet<String> {
        let names = fs::read_dir(output).expect("a folder").flatten();
        let names = names.map(|entry| entry.file_name().to_string_lossy().into_owned());
        names.filter(|name| name.starts_with(".paraphe-")).collect()
    }

    /// The files of a stage, which a killed run may have set aside.
    fn standing(output: &Path, stage: &str) -> BTreeMap<PathBuf, Vec<u8>> {
        let place = output.join(stage);
        if place.exists() {
            tree(&place)
        } else {
            tree(&output.join(format!(".paraphe-old-{stage}")))
        }
    }

    /// Kills a build, at any moment or once it publishes, unless it ends before. Returns its messages.
    fn kill(mut build: Child, output: &Path, chance: &mut Chance, publishing: bool) -> String {
        let before = left_over(output);
        let mut most = 400_000;
        if publishing {
            let is_over = |build: &mut Child| build.try_wait().expect("a status").is_some();
            while left_over(output).is_subset(&before) && !is_over(&mut build) {
                thread::sleep(Duration::from_micros(100));
            }
            most = 12_000;
        }
        thread::sleep(Duration::from_micros(chance.below(most) as u64));
        let _ = build.kill();
        end(build).1
    }

    /// The moment of each kill is random. That each step leaves stages whole is asserted below, and in `publish`, for
    /// each state that a killed run leaves.
    #[test]
    fn killed_builds_leave_every_stage_whole() {
        let kills = if tries_all() { 200 } else { 8 };
        let test = two_versions();
        let output = test.path("output");
        // What may be found: each version of each stage, as an undisturbed build publishes it.
        let mut expected = Vec::new();
        for dossier in ["input", "autre"] {
            for (xlsx_only, stage) in [(false, "essai"), (true, "essai+classeur")] {
                assert!(end(start(&test, dossier, xlsx_only)).0.success());
                expected.push(tree(&output.join(stage)));
            }
        }
        let manifest = Path::new("manifeste.json");
        let manifests: Vec<&Vec<u8>> = [0, 2]
            .map(|version: usize| &expected[version][manifest])
            .into();
        let stop = AtomicBool::new(false);
        thread::scope(|scope| {
            // A reader that reads all the time.
            let reader = scope.spawn(|| {
                let path = output.join("essai/manifeste.json");
                while !stop.load(Ordering::Relaxed) {
                    // While one version replaces the other, there is none.
                    if let Ok(seen) = fs::read(&path) {
                        assert!(manifests.contains(&&seen), "neither version");
                    }
                    thread::sleep(Duration::from_micros(200));
                }
            });
            let _stopped = Stop(&stop);
            let mut chance = Chance::new(8);
            for attempt in 0..kills {
                // The other version than the present one, which would not be written again.
                let xlsx_only = attempt % 2 == 1;
                let stage = ["essai", "essai+classeur"][usize::from(xlsx_only)];
                let is_first = standing(&output, stage) == expected[usize::from(xlsx_only)];
                let dossier = if is_first { "autre" } else { "input" };
                let had_leftovers = !left_over(&output).is_empty();
                let build = start(&test, dossier, xlsx_only);
                let messages = kill(build, &output, &mut chance, attempt % 4 > 0);
                assert!(
                    had_leftovers || !messages.contains("interrompue"),
                    "{messages}"
                );
                for (rank, stage) in ["essai", "essai+classeur"].into_iter().enumerate() {
                    let found = standing(&output, stage);
                    let versions = [&expected[rank], &expected[rank + 2]];
                    assert!(
                        versions.contains(&&found),
                        "{stage} after {attempt} kills: {:?}",
                        found.keys()
                    );
                }
                assert!(!reader.is_finished(), "the reader found neither version");
            }
        });
        // The next run that publishes cleans up; the run after it prints no message.
        test.run("build -q input").code(0);
        test.run("build -q autre").code(0);
        assert_eq!(test.run("build -q autre").code(0).stderr(), "");
        assert_eq!(left_over(&output), BTreeSet::new());
        assert!(tree(&output.join("essai")) == expected[2]);
    }

    /// Stops the reader, also when the test fails.
    struct Stop<'a>(&'a AtomicBool);

    impl Drop for Stop<'_> {
        fn drop(&mut self) {
            self.0.store(true, Ordering::Relaxed);
        }
    }

    #[test]
    fn builds_and_readers_at_the_same_time_all_succeed() {
        let test = two_versions();
        test.run("build -q input").code(0);
        let versions: Vec<_> = ["input", "autre"]
            .map(|dossier| {
                test.run(&format!("build -q {dossier} --output {dossier}-seul"))
                    .code(0);
                tree(&test.path(&format!("{dossier}-seul/essai")))
            })
            .into();
        thread::scope(|scope| {
            for arguments in [
                "build -q input",
                "build -q autre",
                "build -q --xlsx-only input",
                "build -q autre --only AA1",
            ] {
                let test = &test;
                scope.spawn(move || {
                    for _ in 0..if tries_all() { 6 } else { 2 } {
                        // On a busy machine, waiting may take long enough for a message.
                        let messages = messages(&test.run(arguments).code(0));
                        assert!(
                            messages.is_empty() || messages.ends_with("renoncer)"),
                            "{arguments}: {messages}"
                        );
                    }
                });
            }
            for arguments in ["check -q input", "diff -q --no-pages essai autre"] {
                let test = &test;
                scope.spawn(move || {
                    for _ in 0..if tries_all() { 12 } else { 4 } {
                        // While one version replaces the other, there is none.
                        let mut runs = std::iter::repeat_with(|| test.run(arguments)).take(20);
                        let run = runs.find(|run| run.exit_code() < 2);
                        assert!(run.is_some(), "{arguments}");
                    }
                });
            }
        });
        assert!(versions.contains(&tree(&test.path("output/essai"))));
        assert_eq!(left_over(&test.path("output")), BTreeSet::new());
    }

    #[test]
    fn whoever_waits_for_another_run_is_informed() {
        let test = two_versions();
        test.run("build -q --xlsx-only").code(0);
        let held = fs::File::open(test.path("output/.paraphe.lock")).expect("a lock");
        held.lock().expect("locked");
        let mut build = start(&test, "autre", true);
        let mut first = [0; 40];
        build
            .stderr
            .as_mut()
            .expect("stderr")
            .read_exact(&mut first)
            .expect("a message");
        assert!(
            String::from_utf8_lossy(&first).starts_with("info\u{a0}: une autre exécution publie")
        );
        assert!(build.try_wait().expect("a status").is_none());
        drop(held);
        assert!(end(build).0.success());
    }

    #[test]
    fn a_limit_on_the_size_of_files_publishes_nothing() {
        let test = two_versions();
        test.run("build -q").code(0);
        let before = tree(&test.path("output"));
        let run = |ignored: &str| {
            let program = assert_cmd::cargo::cargo_bin!("paraphe");
            let script = format!("{ignored} ulimit -f 64; exec \"$0\" build autre");
            let mut command = Command::new("/bin/sh");
            command
                .args(["-c", &script])
                .arg(program)
                .current_dir(test.path("."))
                .env_clear();
            command.output().expect("a run")
        };
        // The system's signal is ignored, as in some sessions: the program gets an error.
        let output = run("trap '' XFSZ;");
        let shown = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{shown}");
        assert!(
            // Files are written side by side: any of the large ones may be the first to fail.
            shown.contains("output/essai/") && shown.contains("ulimit -f"),
            "{shown}"
        );
        assert!(tree(&test.path("output")) == before);
        // Otherwise the system kills the program at the first large file, hence while it publishes; the next run that
        // publishes cleans up.
        assert_eq!(run("").status.code(), None);
        assert_eq!(left_over(&test.path("output")).len(), 1);
        assert!(tree(&test.path("output/essai")) == tree_of(&before, "essai"));
        assert!(messages(&test.run("build -q autre").code(0)).contains("exécution interrompue"));
        test.run("build -q").code(0);
        assert!(tree(&test.path("output")) == before);
    }

    /// The files of a tree that are in a folder.
    fn tree_of(tree: &BTreeMap<PathBuf, Vec<u8>>, folder: &str) -> BTreeMap<PathBuf, Vec<u8>> {
        let inner = |(path, bytes): (&PathBuf, &Vec<u8>)| {
            Some((path.strip_prefix(folder).ok()?.to_owned(), bytes.clone()))
        };
        tree.iter().filter_map(inner).collect()
    }
}

#[test]
fn a_draft_does_not_replace_a_version_to_be_signed() {
    let test = DossierTest::built_final();
    let before = test.published();
    insta::assert_snapshot!("draft_over_final_fr", test.run("build").code(2).shown());
    insta::assert_snapshot!(
        "draft_over_final_en",
        test.run("--lang en build").code(2).shown()
    );
    assert!(test.published() == before);
    // A partial stage, the draft elsewhere, and the version to be signed again are all allowed.
    test.run("build -q --xlsx-only").code(0);
    test.run("build -q --xlsx-only --output ailleurs").code(0);
    test.run("build -q --final").code(0);
}

#[test]
fn what_was_added_to_a_stage_is_not_lost() {
    let test = DossierTest::seed();
    test.run("build -q --xlsx-only").code(0);
    fs::write(
        test.path("output/2018-11-02+classeur/budget-corrige.xlsx"),
        "annoté",
    )
    .expect("written");
    fs::write(
        test.path("output/2018-11-02+classeur/avis des finances\u{202e}.docx"),
        "avis",
    )
    .expect("written");
    let before = test.published();
    insta::assert_snapshot!(
        "changed_stage_fr",
        test.run("build --xlsx-only").code(2).shown()
    );
    insta::assert_snapshot!(
        "changed_stage_en",
        test.run("--lang en build --xlsx-only").code(2).shown()
    );
    assert!(test.published() == before);
}

#[test]
fn an_output_that_cannot_be_written_is_named_with_its_cause() {
    let test = two_versions();
    fs::write(test.path("fichier"), "").expect("written");
    let long = "x".repeat(300);
    fs::create_dir_all(test.path("pris/.paraphe.lock")).expect("created");
    let cases = [
        (
            "fichier",
            "le dossier fichier ne peut pas être créé",
            "ce n’est pas un dossier",
        ),
        (
            "fichier/sous",
            "le dossier fichier/sous ne peut pas être créé",
            "ce n’est pas un dossier",
        ),
        (&long, "ne peut pas être créé", "ce nom est trop long"),
        (
            "pris",
            "le dossier de publication pris ne peut pas être réservé",
            "ce nom est déjà pris",
        ),
    ];
    for (output, message, cause) in cases.into_iter().take(if cfg!(unix) { 4 } else { 0 }) {
        let run = test.run(&format!("build --output {output}")).code(2);
        let shown = messages(&run);
        for text in [message, &format!("cause : {cause}"), "aide :", "--output"] {
            assert!(
                shown.contains(text) || (output == "pris" && text == "--output"),
                "{text} in {shown}"
            );
        }
    }
    assert!(!test.path("output").exists());
}

#[test]
fn the_folder_of_the_stages_may_stand_anywhere_around_the_dossier() {
    let test = two_versions();
    let before = tree(&test.path("input"));
    let findings = test.run("check input").code(0).stdout();
    for output in [".", "input", "input/fiches"] {
        // Twice: the second build replaces the stage of the first.
        test.run(&format!("build -q --output {output}")).code(0);
        test.run(&format!("build -q --output {output}")).code(0);
        assert!(test.path(output).join("essai/annexes.pdf").exists());
        let after = tree(&test.path("input"));
        assert!(
            before
                .iter()
                .all(|(name, bytes)| after.get(name) == Some(bytes)),
            "{output}"
        );
        let is_silent = test.run("check input").code(0).stdout() == findings;
        // Only a stage among the fiches is in the way, and that is a finding.
        assert_eq!(is_silent, output != "input/fiches", "{output}");
    }
}

#[test]
fn a_dossier_within_the_stages_is_not_replaced_by_one() {
    let test = two_versions();
    // The dossier among the stages, named as its stage, and within the stage.
    copy(&test.path("input"), &test.path("output/essai"));
    let before = tree(&test.path("output/essai"));
    assert!(messages(&test.run("build output/essai").code(2)).contains("output/essai existe déjà"));
    assert!(tree(&test.path("output/essai")) == before);
    fs::rename(test.path("output/essai"), test.path("output/dossier")).expect("renamed");
    test.run("build -q output/dossier").code(0);
    assert!(tree(&test.path("output/dossier")) == before);
    fs::rename(
        test.path("output/dossier"),
        test.path("output/essai/dossier"),
    )
    .expect("renamed");
    assert!(
        messages(&test.run("build output/essai/dossier").code(2))
            .contains("output/essai n’est plus tel que paraphe")
    );
    assert!(tree(&test.path("output/essai/dossier")) == before);
}

fn copy(from: &Path, to: &Path) {
    for (name, bytes) in tree(from) {
        let path = to.join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, bytes).expect("written");
    }
}

/// Every entry below a folder with its modification time.
fn times(folder: &Path) -> BTreeMap<PathBuf, SystemTime> {
    let entries = entries(folder);
    let time = |path: PathBuf| {
        let time = fs::metadata(&path)
            .expect("there")
            .modified()
            .expect("a time");
        (path, time)
    };
    entries.into_iter().map(time).collect()
}

/// A folder and all that is below it, folders after their contents.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
    {
        if entry.is_dir() {
            found.extend(entries(&entry));
        } else {
            found.push(entry);
        }
    }
    found.push(folder.to_owned());
    found
}

fn set_read_only(folder: &Path, is_read_only: bool) {
    let mut all = entries(folder);
    if !is_read_only {
        all.reverse();
    }
    for path in all {
        let mut permissions = fs::metadata(&path).expect("there").permissions();
        permissions.set_readonly(is_read_only);
        fs::set_permissions(path, permissions).expect("set");
    }
}

/// Makes the folder writable again, also when the test fails.
struct ReadOnly(PathBuf);

impl Drop for ReadOnly {
    fn drop(&mut self) {
        set_read_only(&self.0, false);
    }
}

#[test]
fn no_command_writes_to_the_dossier() {
    let test = DossierTest::small_final();
    let input = test.path("input");
    let past = SystemTime::UNIX_EPOCH + Duration::from_hours(24 * 365 * 40);
    for path in entries(&input).into_iter().filter(|path| path.is_file()) {
        fs::File::options()
            .write(true)
            .open(path)
            .expect("a file")
            .set_modified(past)
            .expect("set");
    }
    set_read_only(&input, true);
    let _read_only = ReadOnly(input.clone());
    let (bytes, before) = (tree(&input), times(&input));
    let commands = [
        ("check", 0),
        ("check --format json", 0),
        ("check --format html", 0),
        ("build", 0),
        ("build --only AA1", 0),
        ("build --xlsx-only", 0),
        ("build --final", 0),
        ("diff input 2018-11-30", 0),
        ("diff input/budget.xlsx input -o changements.xlsx", 0),
        ("textconv input/budget.xlsx", 0),
        (
            "init essai --from input/budget.xlsx --title Essai --party Ville --party CCI --yes",
            0,
        ),
        ("explain recap-share", 0),
    ];
    for (arguments, code) in commands {
        test.run(arguments).code(code);
        assert!(
            tree(&input) == bytes && times(&input) == before,
            "{arguments}"
        );
    }
    assert!(crate::atelier::shows(&test, "input"));
    assert!(tree(&input) == bytes && times(&input) == before, "atelier");
}

#[test]
fn a_comparison_is_not_written_over_what_it_compares() {
    let test = two_versions();
    test.run("build -q autre").code(0);
    let before = tree(&test.path("."));
    for (drafts, file) in [
        (
            "input/budget.xlsx autre/budget.xlsx",
            "input/../autre/budget.xlsx",
        ),
        ("autre input", "input/convention.toml"),
        ("autre input", "autre/fiches/AA-1.md"),
        ("essai input", "output/essai/budget-corrige.xlsx"),
    ] {
        let run = test
            .run(&format!("diff --no-pages {drafts} -o {file}"))
            .code(2);
        assert!(
            messages(&run).contains("fait partie de ce qui est comparé"),
            "{}",
            run.shown()
        );
        assert!(tree(&test.path(".")) == before, "{drafts}");
    }
    for _ in 0..2 {
        test.run("diff --no-pages autre input -o input/changements.md")
            .code(1);
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |name| {
            fs::metadata(test.path(name))
                .expect("there")
                .permissions()
                .mode()
        };
        assert_eq!(mode("input/changements.md"), mode("input/convention.toml"));
    }
}

#[test]
fn what_an_interrupted_init_left_is_no_obstacle() {
    let test = DossierTest::empty();
    fs::create_dir_all(test.path("essai/.paraphe-init-abc/dossier")).expect("created");
    let init = "init essai --title Essai --years 2027 --party Ville --party CCI --axis A=Commerce";
    test.run(init).code(0);
    assert!(
        !test.path("essai/.paraphe-init-abc").exists()
            && test.path("essai/convention.toml").exists()
    );
    // A folder with anything else is an obstacle.
    test.run(init).code(2);
}
