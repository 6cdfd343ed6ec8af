//! Dependencies between modules: a module names only those before it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

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

/// The files below `src` by the path of their module, each with the modules of other files that it uses.
fn files_used() -> BTreeMap<String, BTreeSet<String>> {
    let sources = sources().into_iter();
    let sources = sources.filter(|(file, _)| !file.contains("tests") && !file.contains("/test"));
    let files: BTreeMap<String, String> = sources
        .map(|(file, text)| {
            let module = file.trim_end_matches(".rs").trim_end_matches("/mod");
            let text = text.split("#[cfg(test)]\nmod").next().unwrap_or_default();
            (module.replace('/', "::"), text.to_owned())
        })
        .collect();
    let used = files.iter().map(|(module, text)| {
        let uses = text.split("\nuse ").skip(1);
        let paths = uses.flat_map(|text| paths(text.split(';').next().unwrap_or_default()));
        let used = paths.filter_map(|path| file_of(module, &path, &files));
        // A module and its own parts count as one.
        let is_same_module = |used: &String| {
            let rest = used.strip_prefix(module.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
        };
        let others = used.filter(|used| !is_same_module(used));
        (module.clone(), others.collect())
    });
    used.collect()
}

/// The paths that a `use` names: `a::{b, c::{d, e}}` names `a::b`, `a::c::d` and `a::c::e`.
fn paths(text: &str) -> Vec<String> {
    let text: String = text.split_whitespace().collect();
    let Some((before, list)) = text.split_once('{') else {
        return vec![text];
    };
    let list = list.strip_suffix('}').unwrap_or(list);
    let (mut items, mut depth) = (vec![String::new()], 0);
    for c in list.chars() {
        match c {
            ',' if depth == 0 => {
                items.push(String::new());
                continue;
            }
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        items.last_mut().expect("an item").push(c);
    }
    let items = items.iter().flat_map(|item| paths(item));
    items.map(|item| format!("{before}{item}")).collect()
}

/// The file that a path names, seen from a module.
fn file_of(module: &str, path: &str, files: &BTreeMap<String, String>) -> Option<String> {
    let mut base: Vec<&str> = module.split("::").collect();
    let mut rest = path.split("::").peekable();
    match rest.next()? {
        "crate" => base.clear(),
        "self" => {}
        "super" => {
            base.pop();
            while rest.next_if_eq(&"super").is_some() {
                base.pop();
            }
        }
        first => base.push(first),
    }
    base.extend(rest);
    let names = (1..=base.len())
        .rev()
        .map(|length| base[..length].join("::"));
    names.into_iter().find(|name| files.contains_key(name))
}

#[test]
fn no_files_use_each_other_in_a_circle() {
    let mut left = files_used();
    // Without circles, there is always a file that uses none of those left.
    while let Some(free) = left.iter().find_map(|(file, used)| {
        let is_free = !used.iter().any(|used| left.contains_key(used));
        is_free.then(|| file.clone())
    }) {
        left.remove(&free);
    }
    // A file that only leads to a circle is not part of it.
    while let Some(outside) = left.keys().find_map(|file| {
        let is_used = left.values().any(|used| used.contains(file));
        (!is_used).then(|| file.clone())
    }) {
        left.remove(&outside);
    }
    assert!(left.is_empty(), "{left:#?}");
}
