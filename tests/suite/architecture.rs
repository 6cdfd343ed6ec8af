//! Who knows whom: a module names only those before it.

use std::{collections::BTreeSet, fs, path::Path};

use crate::dossier_test::repository;

/// The modules in the order of the data; those of one line never name each other.
const ORDER: [&[&str]; 20] = [
    &["money", "source", "purpose", "locale", "limits"],
    &["watchdog"],
    &["workers"],
    &["finding"],
    &["error"],
    &["model"],
    &["read"],
    &["compute"],
    &["audit"],
    &["record"],
    &["render", "xlsx", "pivot", "signed"],
    &["publish", "init"],
    &["diff"],
    &["amendment"],
    &["report"],
    &["pipeline"],
    &["edit"],
    &["atelier"],
    &["cli"],
    &["main", "lib"],
];

/// Every source file below `src`, by its path there.
pub(crate) fn sources() -> Vec<(String, String)> {
    let root = repository().join("src");
    let mut files = Vec::new();
    gather(&root, &root, &mut files);
    files.sort();
    files
}

fn gather(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
    {
        if entry.is_dir() {
            gather(root, &entry, files);
        } else if entry.extension().is_some_and(|extension| extension == "rs") {
            let name = entry
                .strip_prefix(root)
                .expect("inside")
                .to_string_lossy()
                .replace('\\', "/");
            files.push((name, fs::read_to_string(&entry).expect("text")));
        }
    }
}

fn module_of(file: &str) -> &str {
    file.split(['/', '.']).next().expect("a name")
}

fn rank(module: &str) -> usize {
    ORDER
        .iter()
        .position(|modules| modules.contains(&module))
        .unwrap_or_else(|| panic!("{module} has no place"))
}

/// The modules named after `crate::`, alone or in braces.
fn named_modules(text: &str) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for rest in text.split("crate::").skip(1) {
        match rest.strip_prefix('{') {
            Some(list) => named.extend(first_words(list)),
            None => named.extend([word(rest)]),
        }
    }
    named.remove("");
    named
}

/// The first word of each item of a brace list.
fn first_words(list: &str) -> Vec<String> {
    let mut words = vec![word(list.trim_start())];
    let mut depth = 1;
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => words.push(word(list[at + 1..].trim_start())),
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    words
}

fn word(text: &str) -> String {
    text.chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect()
}

#[test]
fn modules_name_only_those_before_them() {
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        let module = module_of(&file);
        for named in named_modules(&text).iter().filter(|named| *named != module) {
            if rank(named) >= rank(module) {
                wrong.push(format!("{file} names {named}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_sources_are_read_as_they_are_written() {
    let named = named_modules(
        "use crate::{a::B, c::{D, e::F}, g};\nfn f(x: crate::h::I) {}\nuse crate::j;",
    );
    assert_eq!(named, ["a", "c", "g", "h", "j"].map(str::to_owned).into());
}
