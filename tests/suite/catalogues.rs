//! The catalogues of messages: both languages say the same things, and whatever the program says is there.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use paraphe::{Family, RULES, Severity};

use crate::{architecture::sources, dossier_test::repository};

/// Names that the program puts together from a beginning and one of these endings.
const FAMILIES: &[(&str, &[&str])] = &[
    ("totals-", &["others", "unallocated", "total"]),
    ("page-group-", &["blocking", "warning", "info", "settled"]),
    ("preview-", &["recapitulatif", "annexes"]),
    (
        "diff-subject-",
        &[
            "agreement",
            "texts",
            "findings",
            "decisions",
            "recap",
            "pages",
            "pictures",
            "value",
            "stage",
        ],
    ),
    (
        "diff-reason-",
        &[
            "bare-workbook",
            "only-computed",
            "missing-file",
            "unreadable-file",
            "unreadable-value",
            "partial-stage",
            "other-version",
            "not-asked",
            "not-laid-out",
            "too-large",
        ],
    ),
    (
        "diff-title-",
        &[
            "totals",
            "agreement",
            "fiches",
            "decisions",
            "findings",
            "texts",
            "pages",
            "uncompared",
        ],
    ),
    (
        "diff-sheet-",
        &["summary", "amounts", "shares", "texts", "pages", "title"],
    ),
    (
        "diff-",
        &[
            "title",
            "years",
            "place",
            "day-rate",
            "step",
            "copies",
            "signature",
            "archive",
            "status",
            "name",
            "column",
            "signatory",
            "quality",
            "prefix",
            "amount",
            "article",
            "label",
            "claim",
            "rate",
            "base",
        ],
    ),
    ("diff-term-", &["changed"]),
    ("diff-party-", &["added", "removed", "changed"]),
    ("diff-funder-", &["changed"]),
    (
        "diff-order-",
        &["parties", "axes", "fiches", "lines", "rules"],
    ),
    ("diff-axis-", &["added", "removed", "changed"]),
    ("diff-stated-", &["added", "removed", "changed"]),
    ("diff-advance-", &["added", "removed", "changed"]),
    (
        "diff-fiche-",
        &["added", "removed", "recoded", "retitled", "moved"],
    ),
    ("diff-line-", &["added", "removed", "changed"]),
    ("diff-rule-", &["added", "removed", "changed"]),
    ("diff-mention-", &["added", "removed", "changed"]),
    (
        "diff-finding-",
        &["opened", "closed", "settled", "reopened", "restated"],
    ),
    ("diff-decision-", &["taken", "withdrawn", "changed"]),
    (
        "diff-text-",
        &["added", "removed", "changed", "renamed", "moved"],
    ),
    ("diff-keep-", &["fiche", "recapitulatif", "convention"]),
    ("diff-page-", &["changed", "inserted", "deleted"]),
    (
        "diff-kind-",
        &[
            "agreement",
            "amounts",
            "texts",
            "pages",
            "decisions",
            "findings",
        ],
    ),
    (
        "cli-heading-",
        &[
            "usage",
            "commands",
            "command",
            "arguments",
            "options",
            "common",
        ],
    ),
    (
        "usage-",
        &[
            "unknown-argument",
            "unknown-command",
            "missing-value",
            "invalid-value",
            "too-many-values",
            "conflict",
            "missing-argument",
            "missing-command",
            "invalid-utf8",
        ],
    ),
    (
        "system-",
        &[
            "NotFound",
            "PermissionDenied",
            "NotADirectory",
            "AlreadyExists",
            "StorageFull",
            "ReadOnlyFilesystem",
            "InvalidFilename",
        ],
    ),
];

/// A language's messages: name and text.
fn catalogue(language: &str) -> BTreeMap<String, String> {
    let mut messages: BTreeMap<String, String> = BTreeMap::new();
    for text in texts(language) {
        let mut last = String::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            match line.split_once(" =") {
                Some((id, text)) if !line.starts_with([' ', '}']) => {
                    assert!(
                        !messages.contains_key(id),
                        "{id} is there twice in {language}"
                    );
                    id.clone_into(&mut last);
                    messages.insert(last.clone(), text.trim().to_owned());
                }
                _ if line.is_empty() => {}
                _ => {
                    let text = messages.get_mut(&last).unwrap_or_else(|| panic!("{line}"));
                    text.push('\n');
                    text.push_str(line);
                }
            }
        }
    }
    messages
}

/// The Fluent files of a language, and the heads of its rule pages.
fn texts(language: &str) -> Vec<String> {
    let folder = repository().join("locales").join(language);
    let read = |folder: &Path, extension: &str| -> Vec<String> {
        let paths = fs::read_dir(folder)
            .expect("a folder")
            .map(|entry| entry.expect("an entry").path());
        let wanted = paths.filter(|path| path.extension().is_some_and(|own| own == extension));
        wanted
            .map(|path| fs::read_to_string(path).expect("text"))
            .collect()
    };
    let heads = read(&folder.join("rules"), "md").into_iter().map(|page| {
        let head = page
            .strip_prefix("```fluent\n")
            .and_then(|page| page.split_once("```\n"));
        head.unwrap_or_else(|| panic!("no messages: {page}"))
            .0
            .to_owned()
    });
    read(&folder, "ftl").into_iter().chain(heads).collect()
}

/// The `{ $variables }` of a message.
fn variables(text: &str) -> BTreeSet<&str> {
    let names = text.split('$').skip(1);
    names
        .map(|rest| {
            rest.split(|c: char| !c.is_alphanumeric() && c != '_')
                .next()
                .unwrap_or_default()
        })
        .collect()
}

/// The literals that stand as the first argument of `call`.
fn literals<'a>(source: &'a str, call: &str) -> Vec<&'a str> {
    let calls = source
        .match_indices(call)
        .map(|(at, _)| source[at + call.len()..].trim_start());
    calls
        .filter_map(|rest| rest.strip_prefix('"')?.split('"').next())
        .collect()
}

/// The texts of the page templates.
fn page_templates() -> Vec<String> {
    let files = fs::read_dir(repository().join("templates/html")).expect("a folder");
    let paths = files.map(|file| file.expect("a file").path());
    let templates = paths.filter(|path| {
        path.extension()
            .is_some_and(|extension| extension == "html")
    });
    templates
        .map(|path| fs::read_to_string(path).expect("text"))
        .collect()
}

/// Whether a literal is the kind of a change: `line-added`.
fn is_kind(text: &str) -> bool {
    let of = [
        "axis", "stated", "advance", "fiche", "line", "rule", "rate", "fixed", "mention",
        "finding", "decision", "text",
    ];
    of.iter().any(|of| {
        text.strip_prefix(of)
            .is_some_and(|rest| rest.starts_with('-') && rest.is_ascii())
    })
}

#[test]
fn all_languages_have_the_same_messages() {
    let french = catalogue("fr");
    let names =
        |catalogue: &BTreeMap<String, String>| catalogue.keys().cloned().collect::<BTreeSet<_>>();
    for tag in paraphe::Locale::tags() {
        let other = catalogue(tag);
        let differ: Vec<String> = names(&french)
            .symmetric_difference(&names(&other))
            .cloned()
            .collect();
        assert!(differ.is_empty(), "in {tag} or French only: {differ:#?}");
        for (id, text) in &french {
            assert_eq!(variables(text), variables(&other[id]), "{id} in {tag}");
        }
    }
}

#[test]
fn every_message_of_the_program_is_there() {
    let french = catalogue("fr");
    let mut missing = BTreeSet::new();
    let mut require = |id: String| {
        if !french.contains_key(&id) {
            missing.insert(id);
        }
    };
    for (file, text) in sources()
        .iter()
        .filter(|(file, _)| !file.ends_with("tests.rs"))
    {
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        // In `read`, `.text("Fiche")` is a column.
        let calls = [
            ".plain(",
            ".text(",
            ".optional_text(",
            ".note(",
            ".listed(",
            ".counted(",
        ];
        for call in calls.into_iter().filter(|_| !file.starts_with("read/")) {
            for id in literals(code, call) {
                require(id.to_owned());
            }
        }
        if file.starts_with("report/comparison/") {
            // What is told of a change is named after its kind; columns of the workbook stand in lists.
            let words = literals(code, ".word(")
                .into_iter()
                .map(|word| format!("diff-{word}"));
            let kinds = code
                .split('"')
                .filter(|text| is_kind(text))
                .map(|kind| format!("diff-{kind}"));
            words.chain(kinds).for_each(&mut require);
        }
        for doing in literals(code, "Error::io(") {
            require(format!("error-doing-{doing}"));
        }
        for slip in literals(code, "Slip::new(") {
            require(format!("slip-{slip}"));
        }
        for name in literals(code, "Error::refused(") {
            require(name.to_owned());
        }
        if file.starts_with("cli/") {
            let calls = [".error(", ".detailed(", ".refusal("];
            let names = calls.into_iter().flat_map(|call| literals(code, call));
            names.map(str::to_owned).for_each(&mut require);
        }
    }
    for file in fs::read_dir(repository().join("src/init/files")).expect("a folder") {
        let text = fs::read_to_string(file.expect("a file").path()).expect("text");
        let remarks = text.split("## ").skip(1);
        let ids = remarks.filter_map(|rest| rest.lines().next());
        ids.map(str::to_owned).for_each(&mut require);
    }
    for template in page_templates() {
        // What ends in a hyphen is the beginning of a family.
        for id in literals(&template, "t(id=")
            .into_iter()
            .filter(|id| !id.ends_with('-'))
        {
            require(id.to_owned());
        }
    }
    for rule in RULES {
        require(rule.family.message());
    }
    let severities = Severity::ALL.map(Severity::name);
    for name in severities.iter().map(String::as_str).chain(["settled"]) {
        require(format!("severity-{name}"));
        require(format!("count-{name}"));
    }
    for (family, endings) in FAMILIES {
        for ending in *endings {
            require(format!("{family}{ending}"));
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

/// The messages of a rule, its helps left out. A rule whose name goes on from another's has its own.
fn messages_of<'a>(rule: &str, catalogue: &'a BTreeMap<String, String>) -> Vec<&'a str> {
    let is_own = |id: &&str| {
        let goes_on = |name: &str| {
            id.strip_prefix(name)
                .is_some_and(|rest| rest.starts_with('-'))
        };
        let mut longer = RULES.iter().filter(|other| other.name.len() > rule.len());
        (*id == rule || goes_on(rule))
            && !longer.any(|other| *id == other.name || goes_on(other.name))
    };
    let ids = catalogue
        .keys()
        .map(String::as_str)
        .filter(|id| !id.ends_with("-help"));
    ids.filter(is_own).collect()
}

#[test]
fn every_finding_of_the_reader_has_a_help() {
    let french = catalogue("fr");
    for rule in RULES.iter().filter(|rule| rule.family == Family::Reading) {
        for id in messages_of(rule.name, &french) {
            let helps = [format!("{id}-help"), format!("{}-help", rule.name)];
            assert!(
                helps.iter().any(|help| french.contains_key(help)),
                "{id}-help"
            );
        }
    }
}

#[test]
fn every_variant_of_a_finding_has_a_message() {
    let french = catalogue("fr");
    for (file, text) in sources() {
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for variant in literals(code, ".variant(")
            .into_iter()
            .filter(|variant| !variant.is_empty())
        {
            let end = format!("-{variant}");
            assert!(
                french.keys().any(|id| id.ends_with(&end)),
                "{variant} in {file}"
            );
        }
    }
}

#[test]
fn every_rule_has_a_message() {
    let french = catalogue("fr");
    let names = RULES.iter().map(|rule| rule.name);
    let silent: Vec<&str> = names
        .filter(|rule| messages_of(rule, &french).is_empty())
        .collect();
    assert_eq!(silent, [""; 0]);
}

#[test]
fn every_finding_is_of_a_rule() {
    for (file, text) in sources()
        .iter()
        .filter(|(file, _)| !file.ends_with("tests.rs"))
    {
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let calls = ["Finding::new(", "Finding::error("];
        for rule in calls.into_iter().flat_map(|call| literals(code, call)) {
            assert!(
                RULES.iter().any(|known| known.name == rule),
                "{rule} in {file} is not in the table of rules"
            );
        }
    }
}

#[test]
fn the_table_of_rules_is_sorted_and_well_named() {
    let names: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
    assert!(names.is_sorted_by(|a, b| a < b), "{names:#?}");
    let is_kebab = |name: &str| {
        name.split('-')
            .all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase()))
    };
    assert!(names.iter().all(|name| is_kebab(name)));
}

#[test]
fn french_is_set_as_printers_set_it() {
    for (id, text) in catalogue("fr") {
        // Fluent's own signs and example commands aside.
        let prose = text
            .lines()
            .filter(|line| !line.trim_start().starts_with(['[', '*', '}', 'p']));
        for line in prose {
            let plain_space = [" :", " ;", " !", " ?", " »", "« ", " %", " €"]
                .into_iter()
                .find(|sign| line.contains(sign));
            assert_eq!(plain_space, None, "{id}: {line}");
            assert!(!line.contains('\''), "{id}: {line}");
        }
    }
}
