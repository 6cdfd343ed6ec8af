//! What one build keeps for the next: the same bytes as without it, whatever changed and whatever happened to it.

use std::{collections::BTreeMap, fs, time::SystemTime};

use crate::dossier_test::{DossierTest, Run};

const STAGE: &str = "2018-11-02";

/// Builds with the cache of the test's folder.
#[track_caller]
fn build(test: &DossierTest, arguments: &str) -> Run {
    let cache = test.path("cache").to_string_lossy().into_owned();
    test.run_with(&format!("build {arguments}"), &[("PARAPHE_CACHE", &cache)])
}

/// The entries, by name.
fn entries(test: &DossierTest) -> BTreeMap<String, Vec<u8>> {
    let Ok(entries) = fs::read_dir(test.path("cache")) else {
        return BTreeMap::new();
    };
    let entries = entries.map(|entry| entry.expect("an entry"));
    entries
        .map(|entry| {
            (
                entry.file_name().to_string_lossy().into_owned(),
                fs::read(entry.path()).expect("bytes"),
            )
        })
        .collect()
}

/// Builds with the cache and without, both to nothing, and expects the same bytes.
#[track_caller]
fn expect_the_same(test: &DossierTest, options: &str) -> BTreeMap<String, Vec<u8>> {
    let from_nothing = |with: &dyn Fn()| {
        let _ = fs::remove_dir_all(test.path("output"));
        with();
        test.published()
    };
    let cached = from_nothing(&|| drop(build(test, options).code(0)));
    let made = from_nothing(&|| drop(build(test, &format!("--no-cache {options}")).code(0)));
    assert_eq!(
        cached.keys().collect::<Vec<_>>(),
        made.keys().collect::<Vec<_>>()
    );
    let changed: Vec<&String> = made
        .iter()
        .filter(|(name, bytes)| cached[*name] != **bytes)
        .map(|(name, _)| name)
        .collect();
    assert!(changed.is_empty(), "{changed:?}");
    made
}

#[test]
fn a_build_takes_from_the_last_one_what_says_the_same() {
    let test = DossierTest::seed();
    build(&test, "--no-cache").code(0);
    assert!(entries(&test).is_empty());
    build(&test, "").code(0);
    // Every document, and the workbook.
    let first = entries(&test);
    assert_eq!(first.len(), 25);
    let published = expect_the_same(&test, "");
    assert_eq!(entries(&test), first);

    // One fiche changed: itself, and what shows or attaches the data.
    let text = fs::read_to_string(test.path("input/fiches/EA-1.1.md")).expect("text");
    let test = test.file(
        "fiches/EA-1.1.md",
        &format!("{text}\n\nUne phrase de plus.\n"),
    );
    let changed = expect_the_same(&test, "");
    assert_eq!(entries(&test).len(), first.len() + 3);
    let names = [
        "annexes.pdf",
        "budget-corrige.xlsx",
        "donnees.json",
        "fiches/EA-1.1.pdf",
        "manifeste.json",
    ];
    let sources = ["source/annexes.typ", "source/fiches/EA-1.1.typ"];
    let differing = changed
        .iter()
        .filter(|(name, bytes)| published[*name] != **bytes);
    let differing: Vec<&str> = differing
        .map(|(name, _)| &name[STAGE.len() + 1..])
        .collect();
    assert_eq!(differing, [&names[..], &sources[..]].concat());
}

#[test]
fn whatever_changes_nothing_stale_comes_out() {
    let test = DossierTest::seed();
    build(&test, "").code(0);
    let test = test.file(
        "templates/fiche-mentions.typ",
        "#text(fill: red)[autre modèle]\n",
    );
    expect_the_same(&test, "--only \"EP 2.2\"");
    expect_the_same(&test, "--no-findings-page");
    let test = test.replace("convention.toml", "2018-11-02", "2018-11-03");
    expect_the_same(&test, "");

    let test = DossierTest::seed_final();
    let signed = expect_the_same(&test, "--final");
    let holds = |bytes: &[u8], text: &str| {
        bytes
            .windows(text.len())
            .any(|part| part == text.as_bytes())
    };
    assert!(holds(&signed["2018-11-30/annexes.pdf"], "signature-1-"));
    let test = test.replace(
        "convention.toml",
        "signature = \"electronique\"",
        "signature = \"manuscrite\"",
    );
    let paper = expect_the_same(&test, "--final");
    assert!(!holds(&paper["2018-11-30/annexes.pdf"], "signature-1-"));
}

#[test]
fn entries_that_were_altered_are_made_again() {
    let test = DossierTest::seed();
    build(&test, "").code(0);
    let whole = entries(&test);
    for (rank, (name, bytes)) in whole.iter().enumerate() {
        let mut altered = bytes.clone();
        let length = altered.len();
        match rank % 3 {
            0 => altered[(rank * 7_919) % length] ^= 1 << (rank % 8),
            1 => altered.truncate(length - 1 - rank),
            _ => altered = whole.values().next().expect("an entry").clone(),
        }
        fs::write(test.path("cache").join(name), altered).expect("written");
    }
    expect_the_same(&test, "");
    assert_eq!(entries(&test), whole);
}

#[test]
fn a_stage_that_is_current_is_not_written_again() {
    let test = DossierTest::seed();
    build(&test, "").code(0);
    let written = |name: &str| -> SystemTime {
        fs::metadata(test.path("output").join(STAGE).join(name))
            .expect("a file")
            .modified()
            .expect("a time")
    };
    let first = written("annexes.pdf");
    let run = build(&test, "").code(0);
    assert!(run.stdout().starts_with("53 fichiers"), "{}", run.shown());
    assert_eq!(written("annexes.pdf"), first);
    // The same without a cache: what counts is what is published.
    test.run("build").code(0);
    assert_eq!(written("annexes.pdf"), first);
    build(&test, "--no-findings-page").code(0);
    assert!(written("annexes.pdf") > first);
}

#[test]
fn a_cache_that_cannot_be_used_is_none() {
    let test = DossierTest::seed();
    fs::write(test.path("cache"), "a file").expect("written");
    let only = "--only \"EP 2.2\"";
    assert_eq!(build(&test, only).code(0).stderr(), "");
    let told = build(&test, &format!("-v {only}")).code(0).stderr();
    assert!(told.contains("rien n’a pu être repris"), "{told}");
}

#[cfg(target_os = "linux")]
#[test]
fn the_system_says_where_the_cache_is() {
    let test = DossierTest::seed();
    let home = test.path("home").to_string_lossy().into_owned();
    test.run_with("build --only \"EP 2.2\"", &[("HOME", &home)])
        .code(0);
    assert_eq!(
        fs::read_dir(test.path("home/.cache/paraphe"))
            .expect("a cache")
            .count(),
        1
    );
}
