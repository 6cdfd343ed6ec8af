//! Who knows whom: a module names only those before it, and each big dependency has one user.

use std::{collections::BTreeSet, fs, path::Path};

use crate::dossier_test::repository;

/// The modules in the order of the data; those of one line never name each other.
const ORDER: [&[&str]; 18] = [
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
    &["render", "xlsx"],
    &["publish", "init"],
    &["diff"],
    &["report"],
    &["pipeline"],
    &["watch"],
    &["cli"],
    &["main", "lib"],
];

/// Crates that stand behind one module of ours.
const BEHIND_ONE_MODULE: [(&str, &str); 19] = [
    ("calamine", "read/workbook/cells.rs"),
    ("zip", "read/workbook/zipped.rs"),
    ("quick_xml", "read/workbook/"),
    ("cfb", "read/workbook/xls.rs"),
    ("tera", "render/"),
    ("typst", "render/"),
    ("typst_pdf", "render/"),
    ("pdf_writer", "render/"),
    ("hayro_syntax", "render/"),
    ("typst_svg", "render/"),
    ("typst_render", "render/typst/picture.rs"),
    ("png", "render/typst/picture.rs"),
    ("rust_xlsxwriter", "xlsx/"),
    ("notify", "watch/changes.rs"),
    ("oxhttp", "watch/server.rs"),
    ("ctrlc", "cli/"),
    ("annotate_snippets", "report/"),
    ("clap", "cli/"),
    ("anstream", "cli/"),
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
fn each_big_dependency_has_one_user() {
    let mut wrong = Vec::new();
    // Tests may read back what was written.
    for (file, text) in sources()
        .into_iter()
        .filter(|(file, _)| !file.ends_with("tests.rs"))
    {
        for (dependency, home) in BEHIND_ONE_MODULE {
            let path = format!("{dependency}::");
            let uses = text.match_indices(&path);
            let mut uses = uses.filter(|(at, _)| {
                !text[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '_')
            });
            // `super::typst::` is a module of ours.
            if uses.any(|(at, _)| !text[..at].ends_with("::")) && !file.starts_with(home) {
                wrong.push(format!("{file} uses {dependency}"));
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

/// What SECURITY.md and docs/securite.md say of networks and of other programs.
#[test]
fn only_the_preview_opens_a_socket_and_only_the_parent_starts_a_process() {
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        let opens = [
            "std::net",
            "net::{",
            "TcpStream",
            "TcpListener",
            "UdpSocket",
        ]
        .iter()
        .any(|word| text.contains(word));
        let starts = ["process::Command", "Command::new(", "process::{Command"]
            .iter()
            .any(|word| text.contains(word));
        if opens && !file.starts_with("watch/") {
            wrong.push(format!("{file} speaks to a network"));
        }
        if starts {
            wrong.push(format!("{file} starts a process"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let locked = fs::read_to_string(repository().join("Cargo.lock")).expect("text");
    for name in [
        "rustls",
        "native-tls",
        "openssl",
        "hyper",
        "reqwest",
        "ureq",
        "curl",
        "attohttpc",
    ] {
        assert!(
            !locked.contains(&format!("name = \"{name}\"\n")),
            "{name} speaks to a network"
        );
    }
}

/// What is published must not depend on when or how fast it was made.
#[test]
fn only_the_watchdog_and_the_preview_see_a_clock() {
    let seen = |text: &str| {
        ["Instant::", "SystemTime::"]
            .iter()
            .any(|clock| text.contains(clock))
    };
    let may = |file: &str| file == "watchdog.rs" || file.starts_with("watch/");
    let read: Vec<String> = sources()
        .into_iter()
        .filter(|(file, text)| seen(text) && !may(file) && !file.ends_with("tests.rs"))
        .map(|(file, _)| file)
        .collect();
    assert!(read.is_empty(), "{read:?}");
}
