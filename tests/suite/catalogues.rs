//! The catalogues of messages: both languages have the same messages, and every message of the program is there.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use paraphe::{Family, RULES, Severity};

use crate::{architecture::sources, dossier_test::repository};

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
        let wanted = paths.filter(|path| path.extension().is_some_and(|found| found == extension));
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
    let missing = RefCell::new(BTreeSet::new());
    let require = |id: String| {
        if !french.contains_key(&id) {
            missing.borrow_mut().insert(id);
        }
    };
    // A message whose name is composed, found by its beginning and its end.
    let require_any = |id: &str| {
        let start = id.split('{').next().unwrap_or_default();
        let end = id.rsplit('}').next().filter(|end| end.len() < id.len());
        let suits = |name: &String| name.starts_with(start) && name.ends_with(end.unwrap_or(""));
        if !french.keys().any(suits) {
            missing.borrow_mut().insert(id.to_owned());
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
            // Of composed names, at least one must be there.
            for id in literals(code, &format!("{call}&format!(")) {
                require_any(id);
            }
        }
        if file.starts_with("diff/") {
            let words = [".word(", ".change("];
            for word in words.iter().flat_map(|call| literals(code, call)) {
                require(format!("diff-{word}"));
            }
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
            names.map(str::to_owned).for_each(require);
        }
    }
    for file in fs::read_dir(repository().join("src/init/files")).expect("a folder") {
        let text = fs::read_to_string(file.expect("a file").path()).expect("text");
        let remarks = text.split("## ").skip(1);
        let ids = remarks.filter_map(|rest| rest.lines().next());
        ids.map(str::to_owned).for_each(require);
    }
    for template in page_templates() {
        for id in literals(&template, "t(id=") {
            if id.ends_with('-') {
                require_any(id);
            } else {
                require(id.to_owned());
            }
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
    let missing = missing.into_inner();
    assert!(missing.is_empty(), "{missing:#?}");
}

/// The messages of a rule, without its helps. A rule whose name extends another's has its own messages.
fn messages_of<'a>(rule: &str, catalogue: &'a BTreeMap<String, String>) -> Vec<&'a str> {
    let is_of_rule = |id: &&str| {
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
    ids.filter(is_of_rule).collect()
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
        // Except Fluent's own signs and example commands.
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
