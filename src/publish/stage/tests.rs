use std::{collections::BTreeMap, thread};

use super::*;

fn stage(texts: &[(&str, &str)]) -> Vec<(String, Vec<u8>)> {
    let manifest = (MANIFEST, "{}");
    texts.iter().chain([&manifest]).map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
}

/// Every file below `folder`, with its text; folders end with `/`.
fn tree(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        let name = entry.file_name().expect("a name").to_string_lossy().into_owned();
        if entry.is_dir() {
            found.extend(tree(&entry).into_iter().map(|(inner, text)| (format!("{name}/{inner}"), text)));
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
    publish(&root, "v1", &stage(&[("a.txt", "old"), ("gone/b.txt", "old")])).expect("published");
    let folder = publish(&root, "v1", &stage(&[("a.txt", "new"), ("fiches/c.txt", "new")])).expect("published");
    assert_eq!(folder, root.join("v1"));
    assert_eq!(names(&root), ["v1/", "v1/a.txt", "v1/fiches/", "v1/fiches/c.txt", "v1/manifeste.json"]);
    assert_eq!(tree(&root)["v1/a.txt"], "new");
}

#[test]
fn a_failed_renaming_leaves_the_former_stage_as_it_was() {
    let output = tempfile::tempdir().expect("a folder");
    publish(output.path(), "v1", &stage(&[("a.txt", "old")])).expect("published");
    let before = tree(output.path());
    for refused in 1..=2 {
        let calls = std::cell::Cell::new(0);
        let rename = |from: &Path, to: &Path| {
            calls.set(calls.get() + 1);
            if calls.get() == refused { Err(io::ErrorKind::PermissionDenied.into()) } else { fs::rename(from, to) }
        };
        let failure = publish_with(output.path(), "v1", &stage(&[("a.txt", "new")]), rename);
        assert!(matches!(failure, Err(Error::Io { doing: "replace-stage", .. })), "{failure:?}");
        assert_eq!(tree(output.path()), before);
    }
}

#[test]
fn a_file_that_cannot_be_written_leaves_the_former_stage_as_it_was() {
    let output = tempfile::tempdir().expect("a folder");
    publish(output.path(), "v1", &stage(&[("a.txt", "old")])).expect("published");
    let before = tree(output.path());
    let same_name_twice = stage(&[("a.txt", "new"), ("a.txt", "new")]);
    publish(output.path(), "v1", &same_name_twice).expect_err("the same name twice");
    assert_eq!(tree(output.path()), before);
}

#[test]
fn what_a_killed_run_left_is_put_right() {
    let output = tempfile::tempdir().expect("a folder");
    let root = output.path();
    publish(root, "v1", &stage(&[("a.txt", "v1")])).expect("published");
    publish(root, "v2", &stage(&[("a.txt", "v2")])).expect("published");
    // Killed between the two renamings of v1, after those of v2, and while v3 was being written.
    fs::rename(root.join("v1"), root.join(".paraphe-old-v1")).expect("renamed");
    fs::create_dir(root.join(".paraphe-old-v2")).expect("created");
    fs::create_dir_all(root.join(".paraphe-new-v3-abc/fiches")).expect("created");
    publish(root, "v4", &stage(&[])).expect("published");
    let found = tree(root);
    assert_eq!(found["v1/a.txt"], "v1");
    assert_eq!(found["v2/a.txt"], "v2");
    assert!(found.keys().all(|name| !name.starts_with('.')), "{found:?}");
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
                let files: Vec<(&str, &str)> = files.iter().map(|name| (name.as_str(), text.as_str())).collect();
                for _ in 0..5 {
                    publish(root, "v1", &stage(&files)).expect("published");
                }
            });
        }
    });
    let found = tree(output.path());
    let texts: std::collections::BTreeSet<&String> = found
        .iter()
        .filter(|(name, _)| Path::new(name).extension().is_some() && !name.ends_with(MANIFEST))
        .map(|(_, text)| text)
        .collect();
    assert_eq!(found.len(), 22, "{found:?}");
    assert_eq!(texts.len(), 1, "files of two runs in one stage");
}

#[test]
fn names_that_leave_the_folder_are_refused() {
    let output = tempfile::tempdir().expect("a folder");
    for name in ["", "../a", "/a", "a/../../b", "fiches/..", "a\\b", ".hidden", "C:a"] {
        let files = vec![(name.to_owned(), Vec::new())];
        assert!(matches!(publish(output.path(), "v1", &files), Err(Error::Io { doing: "name-file", .. })), "{name}");
        publish(output.path(), name, &[]).expect_err(name);
    }
    assert!(names(output.path()).is_empty());
}

#[test]
fn a_folder_of_someone_else_is_never_replaced() {
    let output = tempfile::tempdir().expect("a folder");
    fs::create_dir(output.path().join("photos")).expect("created");
    fs::write(output.path().join("photos/a.txt"), "mine").expect("written");
    fs::write(output.path().join("file"), "mine").expect("written");
    for name in ["photos", "file"] {
        let failure = publish(output.path(), name, &stage(&[]));
        assert!(matches!(failure, Err(Error::NotAStage { .. })), "{failure:?}");
    }
    assert_eq!(names(output.path()), ["file", "photos/", "photos/a.txt"]);
}
