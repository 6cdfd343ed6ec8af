//! `paraphe explain`, and the pages it prints.

use std::{collections::BTreeSet, fs};

use paraphe::{Locale, RULES};

use crate::dossier_test::{DossierTest, repository};

const FRENCH: [&str; 4] = [
    "Ce que la règle vérifie",
    "Pourquoi c’est important",
    "Exemple",
    "Comment la régler",
];
const ENGLISH: [&str; 4] = [
    "What it checks",
    "Why it matters",
    "Example",
    "How to settle it",
];

#[test]
fn every_rule_has_a_page_in_both_languages() {
    for (language, headings) in [("fr", FRENCH), ("en", ENGLISH)] {
        let mut titles = BTreeSet::new();
        for rule in RULES {
            let locale = Locale::from_tag(language);
            let page = locale
                .page(rule.name)
                .unwrap_or_else(|| panic!("{} in {language}", rule.name));
            let found: Vec<&str> = page
                .lines()
                .filter_map(|line| line.strip_prefix("## "))
                .collect();
            assert_eq!(found, headings, "{} in {language}", rule.name);
            assert_eq!(
                page.lines().filter(|line| line.starts_with("# ")).count(),
                1,
                "{}",
                rule.name
            );
            let title = locale.title(rule.name).unwrap_or_default();
            assert!(
                !title.is_empty() && !title.ends_with('.'),
                "{}: {title}",
                rule.name
            );
            assert!(
                titles.insert(title),
                "{}: another rule has this title",
                rule.name
            );
        }
    }
}

/// `explain` prints tables as they stand.
#[test]
fn the_tables_of_pages_are_aligned() {
    for (rule, language) in RULES.iter().flat_map(|rule| [(rule, "fr"), (rule, "en")]) {
        let page = Locale::from_tag(language)
            .page(rule.name)
            .unwrap_or_default();
        let lines: Vec<&str> = page.lines().collect();
        for pair in lines
            .windows(2)
            .filter(|pair| pair.iter().all(|line| line.starts_with('|')))
        {
            let widths = [pair[0], pair[1]].map(|line| line.chars().count());
            assert_eq!(
                widths[0], widths[1],
                "{} in {language}: {pair:?}",
                rule.name
            );
        }
    }
}

#[test]
fn every_page_is_of_a_rule() {
    for language in ["fr", "en"] {
        let folder = repository().join("locales").join(language).join("rules");
        let names = fs::read_dir(folder)
            .expect("a folder")
            .map(|entry| entry.expect("an entry").file_name());
        let names: BTreeSet<String> = names
            .map(|name| name.to_string_lossy().into_owned())
            .collect();
        let rules: BTreeSet<String> = RULES
            .iter()
            .map(|rule| format!("{}.md", rule.name))
            .collect();
        assert_eq!(names, rules, "{language}");
    }
}

#[test]
fn the_rules_that_pages_name_exist() {
    let families: BTreeSet<&str> = RULES
        .iter()
        .filter_map(|rule| rule.name.split('-').next())
        .collect();
    for (rule, language) in RULES.iter().flat_map(|rule| [(rule, "fr"), (rule, "en")]) {
        let page = Locale::from_tag(language)
            .page(rule.name)
            .unwrap_or_default();
        for named in page.split('`').skip(1).step_by(2) {
            let looks_like_a_rule = named
                .split_once('-')
                .is_some_and(|(first, _)| families.contains(first))
                && named.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
            assert!(
                !looks_like_a_rule || RULES.iter().any(|rule| rule.name == named),
                "{}: {named}",
                rule.name
            );
        }
    }
}

#[test]
fn the_list_has_every_rule_once_under_its_family() {
    let test = DossierTest::empty();
    let list = test.run("explain").code(0).stdout();
    insta::assert_snapshot!("rules_fr", list);
    insta::assert_snapshot!("rules_en", test.run("explain --lang en").code(0).stdout());
    for rule in RULES {
        let lines = list
            .lines()
            .filter(|line| line.split_whitespace().next() == Some(rule.name));
        assert_eq!(lines.count(), 1, "{}", rule.name);
    }
}

#[test]
fn a_page_is_set_for_the_terminal() {
    let test = DossierTest::empty();
    insta::assert_snapshot!("page", test.run("explain recap-share").code(0).stdout());
    insta::assert_snapshot!(
        "page_narrow",
        test.run_with("explain advance-amount --lang en", &[("COLUMNS", "60")])
            .stdout()
    );
    let coloured = test
        .run("explain recap-share --color always")
        .code(0)
        .stdout();
    assert!(
        coloured.contains("\u{1b}[1mUne part du récapitulatif"),
        "{coloured:?}"
    );
}

#[test]
fn no_page_shows_a_sign_of_markdown_or_a_line_too_long() {
    let test = DossierTest::empty();
    let all: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
    for language in ["fr", "en"] {
        let run = test
            .run_with(
                &format!("explain {} --lang {language}", all.join(" ")),
                &[("COLUMNS", "70")],
            )
            .code(0);
        for line in run.stdout().lines() {
            let is_code = line.starts_with("    ");
            assert!(
                is_code || !line.contains('`') && !line.starts_with('|') && !line.starts_with("# "),
                "{line}"
            );
            assert!(is_code || line.chars().count() <= 70, "{line}");
        }
    }
}

#[test]
fn a_rule_that_does_not_exist_is_a_mistake() {
    let test = DossierTest::empty();
    let printed = |arguments: &str| {
        let run = test.run(arguments).code(2);
        assert_eq!(run.stdout(), "", "{arguments}");
        run.stderr()
    };
    assert!(
        printed("explain recap-shares").contains("«\u{a0}recap-share\u{a0}»"),
        "{}",
        printed("explain recap-shares")
    );
    assert!(printed("explain Recap_Share").contains("«\u{a0}recap-share\u{a0}»"));
    assert!(printed("explain montant").contains("paraphe explain"));
    assert!(
        printed("check --rule recap-share,stated-amont").contains("«\u{a0}stated-amount\u{a0}»")
    );
    let run = test.run("explain recap-share nonsense").code(2);
    assert!(
        run.stdout()
            .starts_with("recap-share · erreur · récapitulatif\n"),
        "{}",
        run.shown()
    );
}
