use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    sync::Mutex,
    thread,
};

use super::*;
use crate::publish::{Agreement, Options};

fn manifest(stage: &str, is_final: bool) -> Manifest {
    Manifest::new(
        stage,
        is_final,
        Options::default(),
        agreement("Convention"),
        &BTreeMap::new(),
    )
}

fn agreement(title: &str) -> Agreement {
    Agreement {
        title: title.to_owned(),
        parties: vec!["Ville".to_owned()],
    }
}

fn files(texts: &[(&str, &str)]) -> Vec<NewFile> {
    let file = |(name, text): &(&str, &str)| NewFile::new(*name, text.as_bytes().to_vec());
    texts.iter().map(file).collect()
}

/// Publishes a draft and returns the incidents.
fn publish_texts(
    output: &Path,
    name: &str,
    texts: &[(&str, &str)],
) -> Result<Vec<Incident>, Error> {
    let incidents = RefCell::new(Vec::new());
    let on = |incident| incidents.borrow_mut().push(incident);
    publish(output, manifest(name, false), files(texts), &on)?;
    Ok(incidents.into_inner())
}

/// Every file below `folder`, with its text; folders end with `/`.
fn tree(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
    {
        let name = entry
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        if entry.is_dir() {
            found.extend(
                tree(&entry)
                    .into_iter()
                    .map(|(inner, text)| (format!("{name}/{inner}"), text)),
            );
            found.insert(format!("{name}/"), String::new());
        } else if name != LOCK {
            found.insert(name, fs::read_to_string(&entry).expect("text"));
        }
    }
    found
}

fn names(folder: &Path) -> Vec<String> {
    tree(folder).into_keys().collect()
}

#[test]
fn a_stage_takes_the_place_of_the_former_one_whole() {
    let output = tempfile::tempdir().expect("a folder");
    let root = output.path().join("not/yet/there");
    publish_texts(&root, "v1", &[("a.txt", "old"), ("gone/b.txt", "old")]).expect("published");
    let incidents = publish_texts(&root, "v1", &[("a.txt", "new"), ("fiches/c.txt", "new")])
        .expect("published");
    assert_eq!(
        names(&root),
        [
            "v1/",
            "v1/a.txt",
            "v1/fiches/",
            "v1/fiches/c.txt",
            "v1/manifeste.json"
        ]
    );
    assert_eq!(tree(&root)["v1/a.txt"], "new");
    assert!(incidents.is_empty(), "{incidents:?}");
}

#[test]
fn files_are_listed_by_name_with_their_hashes() {
    let output = tempfile::tempdir().expect("a folder");
    let pdf = NewFile {
        pages: Some(2),
        ..NewFile::new("b.pdf", Vec::new())
    };
    let files = vec![pdf, NewFile::new("a.json", Vec::new())];
    publish(output.path(), manifest("v1", false), files, &|_| {}).expect("published");
    let json = fs::read(output.path().join("v1").join(MANIFEST)).expect("a manifest");
    let value: serde_json::Value = serde_json::from_slice(&json).expect("JSON");
    assert_eq!(value["outputs"][0]["name"], "a.json");
    assert_eq!(value["outputs"][0].get("pages"), None);
    assert_eq!(value["outputs"][1]["pages"], 2);
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(value["outputs"][0]["sha256"], empty);
}

#[test]
fn an_empty_folder_gives_way() {
    let output = tempfile::tempdir().expect("a folder");
    fs::create_dir(output.path().join("v1")).expect("created");
    publish_texts(output.path(), "v1", &[]).expect("published");
    assert_eq!(names(output.path()), ["v1/", "v1/manifeste.json"]);
}

#[test]
fn a_folder_that_cannot_take_the_place_of_another_leaves_it_there() {
    let output = tempfile::tempdir().expect("a folder");
    publish_texts(output.path(), "v1", &[("a.txt", "old")]).expect("published");
    let before = tree(output.path());
    let path = |name: &str| output.path().join(name);
    for name in ["v1", "v2"] {
        let failure = replace(&path(name), &path("nowhere"), &path("aside"));
        let Err(Error::Io { doing, .. }) = failure else {
            panic!("{failure:?}")
        };
        assert_eq!(doing, "replace-stage");
        assert_eq!(tree(output.path()), before);
    }
}

#[test]
fn a_stage_tells_what_it_was_made_from_while_it_is_whole() {
    let output = tempfile::tempdir().expect("a folder");
    publish_texts(
        output.path(),
        "v1",
        &[("a.txt", "a"), ("source/a.typ", "b")],
    )
    .expect("published");
    let is_current = |manifest: &Manifest| {
        let current = current(output.path(), manifest, &|_| {}).expect("a stage");
        current.is_some()
    };
    assert!(is_current(&manifest("v1", false)));
    assert!(!is_current(&manifest("v1", true)));
    let options = Options {
        findings_page: true,
        ..Options::default()
    };
    assert!(!is_current(&Manifest::new(
        "v1",
        false,
        options,
        agreement("Convention"),
        &BTreeMap::new()
    )));
    fs::write(output.path().join("v1/.DS_Store"), "").expect("written");
    assert!(is_current(&manifest("v1", false)));
    fs::remove_file(output.path().join("v1/a.txt")).expect("deleted");
    assert!(!is_current(&manifest("v1", false)));
}

#[test]
fn what_a_killed_run_left_is_put_right_and_reported() {
    let output = tempfile::tempdir().expect("a folder");
    let root = output.path();
    publish_texts(root, "v1", &[("a.txt", "v1")]).expect("published");
    publish_texts(root, "v2", &[("a.txt", "v2")]).expect("published");
    // Killed between the two renamings of v1, after those of v2, and while v3 was being written.
    fs::rename(root.join("v1"), root.join(".paraphe-old-v1")).expect("renamed");
    fs::create_dir(root.join(".paraphe-old-v2")).expect("created");
    fs::create_dir_all(root.join(".paraphe-new-v3-abc/fiches")).expect("created");
    let mut incidents: Vec<String> = publish_texts(root, "v4", &[])
        .expect("published")
        .iter()
        .map(named)
        .collect();
    incidents.sort();
    assert_eq!(
        incidents,
        [
            "build-put-back v1",
            "build-removed .paraphe-new-v3-abc",
            "build-removed .paraphe-old-v2"
        ]
    );
    let found = tree(root);
    assert_eq!(found["v1/a.txt"], "v1");
    assert_eq!(found["v2/a.txt"], "v2");
    assert!(found.keys().all(|name| !name.starts_with('.')), "{found:?}");
}

fn named(incident: &Incident) -> String {
    let folder = incident.path.file_name().expect("a name");
    format!("{} {}", incident.name, folder.to_string_lossy())
}

#[cfg(unix)]
#[test]
fn nothing_but_folders_of_its_own_is_cleaned_up() {
    let output = tempfile::tempdir().expect("a folder");
    let (root, elsewhere) = (
        output.path().join("output"),
        output.path().join("elsewhere"),
    );
    fs::create_dir_all(&elsewhere).expect("created");
    fs::create_dir_all(&root).expect("created");
    fs::write(elsewhere.join("a.txt"), "mine").expect("written");
    std::os::unix::fs::symlink(&elsewhere, root.join(".paraphe-new-v1-abc")).expect("linked");
    fs::create_dir(root.join(".paraphe-init-abc")).expect("created");
    fs::write(root.join(".paraphe-old-v1"), "a file").expect("written");
    assert!(
        publish_texts(&root, "v2", &[])
            .expect("published")
            .is_empty()
    );
    assert_eq!(fs::read_dir(&root).expect("a folder").count(), 5);
    assert_eq!(names(&elsewhere), ["a.txt"]);
}

#[test]
fn runs_at_the_same_time_take_turns() {
    let output = tempfile::tempdir().expect("a folder");
    thread::scope(|scope| {
        for run in 0..4 {
            let root = output.path();
            scope.spawn(move || {
                let text = run.to_string();
                let files: Vec<String> = (0..20).map(|n| format!("{n}.txt")).collect();
                let files: Vec<(&str, &str)> = files
                    .iter()
                    .map(|name| (name.as_str(), text.as_str()))
                    .collect();
                for stage in ["v1", "v1", &format!("v{run}"), "v1"] {
                    publish_texts(root, stage, &files).expect("published");
                }
            });
        }
    });
    let found = tree(output.path());
    let texts: BTreeSet<&String> = found
        .iter()
        .filter(|(name, _)| {
            name.starts_with("v1/") && !name.ends_with('/') && !name.ends_with(MANIFEST)
        })
        .map(|(_, text)| text)
        .collect();
    assert_eq!(found.len(), 4 * 22, "{found:?}");
    assert_eq!(texts.len(), 1, "files of two runs in one stage");
}

#[test]
fn a_wait_is_reported() {
    let output = tempfile::tempdir().expect("a folder");
    publish_texts(output.path(), "v1", &[]).expect("published");
    let held = fs::File::open(output.path().join(LOCK)).expect("a file");
    held.lock().expect("locked");
    let held = Mutex::new(Some(held));
    let incidents = RefCell::new(Vec::new());
    // The wait is reported, which ends the other run.
    publish(
        output.path(),
        manifest("v2", false),
        Vec::new(),
        &|incident| {
            incidents.borrow_mut().push(named(&incident));
            held.lock().expect("held").take();
        },
    )
    .expect("published");
    assert_eq!(
        incidents.into_inner(),
        [format!(
            "build-waiting {}",
            output.path().file_name().expect("a name").to_string_lossy()
        )]
    );
    assert_eq!(names(output.path()).len(), 4);
}

#[test]
fn names_that_leave_the_folder_or_that_some_system_refuses_are_refused() {
    let output = tempfile::tempdir().expect("a folder");
    let names_refused = [
        "",
        "../a",
        "/a",
        "a/../../b",
        "fiches/..",
        "a\\b",
        ".hidden",
        "C:a",
        "a//b",
        "a/",
        "nul",
        "a/COM1.pdf",
        "é",
        "a b",
    ];
    for name in names_refused {
        for (stage, texts) in [("v1", &[(name, "")][..]), (name, &[])] {
            let failure = publish_texts(output.path(), stage, texts);
            assert!(
                matches!(
                    failure,
                    Err(Error::Io {
                        doing: "name-file",
                        ..
                    })
                ),
                "{name}"
            );
        }
    }
    let twice = publish_texts(output.path(), "v1", &[("a.txt", ""), ("A.txt", "")]);
    assert!(
        matches!(
            twice,
            Err(Error::Io {
                doing: "name-file",
                ..
            })
        ),
        "{twice:?}"
    );
    assert!(names(output.path()).is_empty());
}

#[test]
fn a_folder_of_someone_else_is_never_replaced() {
    let output = tempfile::tempdir().expect("a folder");
    let root = output.path();
    fs::create_dir_all(root.join("photos")).expect("created");
    fs::write(root.join("photos/a.txt"), "mine").expect("written");
    fs::write(root.join("file"), "mine").expect("written");
    fs::create_dir_all(root.join("other")).expect("created");
    fs::write(root.join("other").join(MANIFEST), "{}").expect("written");
    #[cfg(unix)]
    std::os::unix::fs::symlink(root.join("photos"), root.join("link")).expect("linked");
    let before = tree(root);
    for name in ["photos", "file", "other", "link"]
        .into_iter()
        .take(if cfg!(unix) { 4 } else { 3 })
    {
        let failure = publish_texts(root, name, &[]);
        assert!(
            matches!(
                failure,
                Err(Error::Refused {
                    name: "error-not-a-stage",
                    ..
                })
            ),
            "{name}: {failure:?}"
        );
    }
    assert_eq!(tree(root), before);
}

/// Why a stage published as `v1`, then changed, is not replaced by a draft.
fn refusal_after(is_final: bool, change: impl Fn(&Path)) -> Option<(&'static str, Vec<String>)> {
    let output = tempfile::tempdir().expect("a folder");
    let texts = [("a.txt", "a"), ("fiches/b.txt", "b")];
    publish(
        output.path(),
        manifest("v1", is_final),
        files(&texts),
        &|_| {},
    )
    .expect("published");
    change(&output.path().join("v1"));
    let before = tree(output.path());
    let failure = publish_texts(output.path(), "v1", &texts).err()?;
    assert_eq!(tree(output.path()), before);
    match failure {
        Error::Refused { name, args } => {
            let files = args.into_iter().find(|(key, _)| *key == "files");
            let files = files.map(|(_, files)| files.lines().map(str::to_owned).collect());
            Some((name, files.unwrap_or_default()))
        }
        _ => panic!("{failure:?}"),
    }
}

#[test]
fn what_exists_nowhere_else_is_kept() {
    let changed = |names: &[&str]| {
        let files = names.iter().map(|&name| name.to_owned()).collect();
        Some(("error-stage-changed", files))
    };
    let write = |name: &'static str| {
        move |stage: &Path| fs::write(stage.join(name), "signed").expect("written")
    };
    assert_eq!(refusal_after(false, |_| {}), None);
    assert_eq!(
        refusal_after(true, |_| {}),
        Some(("error-stage-final", Vec::new()))
    );
    assert_eq!(refusal_after(false, write("a.txt")), changed(&["a.txt"]));
    assert_eq!(
        refusal_after(false, write("fiches/signed.pdf")),
        changed(&["fiches/signed.pdf"])
    );
    assert_eq!(refusal_after(false, write(".DS_Store")), None);
    assert_eq!(refusal_after(false, write("fiches/~$b.txt")), None);
    assert_eq!(
        refusal_after(false, |stage| fs::remove_file(stage.join("a.txt"))
            .expect("deleted")),
        None
    );
    // A dossier that was put into the stage.
    let dossier = |stage: &Path| {
        fs::create_dir(stage.join("input")).expect("created");
        fs::write(stage.join("input/convention.toml"), "").expect("written");
    };
    assert_eq!(
        refusal_after(false, dossier),
        changed(&["input/convention.toml"])
    );
}

#[test]
fn a_final_stage_gives_way_to_a_final_one() {
    let output = tempfile::tempdir().expect("a folder");
    for text in ["old", "new"] {
        let files = files(&[("a.txt", text)]);
        publish(output.path(), manifest("v1", true), files, &|_| {}).expect("published");
    }
    assert_eq!(tree(output.path())["v1/a.txt"], "new");
}

#[test]
fn a_stage_that_was_copied_or_renamed_is_kept() {
    let output = tempfile::tempdir().expect("a folder");
    publish_texts(output.path(), "v1", &[]).expect("published");
    fs::rename(output.path().join("v1"), output.path().join("v2")).expect("renamed");
    let failure = publish_texts(output.path(), "v2", &[]);
    assert!(
        matches!(
            failure,
            Err(Error::Refused {
                name: "error-stage-other",
                ..
            })
        ),
        "{failure:?}"
    );
}
