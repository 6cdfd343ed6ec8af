//! What a dossier may contain, case by case: claims, orders, axes, foreign files.

use std::fs;

use paraphe::Limits;
use paraphe::check;

use crate::dossier_test::DossierTest;

/// The seed's dossier with one amount stated by its articles.
fn stating(amount: &str, claim: &str) -> DossierTest {
    let test = DossierTest::seed().without_articles();
    let text = fs::read_to_string(test.path("input/convention.toml")).expect("text");
    let (before, _) = text
        .split_once("[[montants_annonces]]")
        .expect("stated amounts");
    let (_, advance) = text.split_once("[avance]").expect("an advance");
    let stated = format!(
        "[[montants_annonces]]\narticle = \"Article 9\"\nmontant = \"{amount}\"\ncalcul = \"{claim}\"\n"
    );
    test.file(
        "convention.toml",
        &format!("{before}{stated}\n[avance]{advance}"),
    )
}

fn article_findings(test: &DossierTest) -> Vec<&'static str> {
    let audited = check(&test.path("input"), &Limits::default()).expect("readable");
    let about = |rule: &&str| {
        rule.starts_with("stated") || rule.starts_with("advance") || *rule == "claim-unknown"
    };
    audited
        .findings
        .iter()
        .map(|finding| finding.rule)
        .filter(about)
        .collect()
}

#[test]
fn an_article_may_state_any_sum_of_the_agreement() {
    let right = [
        ("836140", "part:metropole"),
        ("103 930 €", "part:cci@2018"),
        ("64000", "part:Région"),
        ("1481250", "total"),
        ("554850", "total@2019"),
        ("249824", "autres"),
        ("167228", "avance"),
    ];
    for (amount, claim) in right {
        assert_eq!(
            article_findings(&stating(amount, claim)),
            [""; 0],
            "{claim}"
        );
        let rule = if claim == "avance" {
            "advance-amount"
        } else {
            "stated-amount"
        };
        assert_eq!(
            article_findings(&stating("12345", claim)),
            [rule],
            "{claim}"
        );
    }
    assert_eq!(
        article_findings(&stating("1", "part:cci@2031")),
        ["claim-unknown"]
    );
}

#[test]
fn fiches_stand_by_axis_then_as_ordered_then_by_number() {
    let test = DossierTest::seed()
        .replace("fiches/EA-2.5.md", "+++\ncode", "+++\nordre = 1\ncode")
        .replace("fiches/EC-1.1.md", "+++\ncode", "+++\naxe = \"EP\"\ncode");
    let audited = check(&test.path("input"), &Limits::default()).expect("readable");
    let codes: Vec<&str> = audited
        .dossier
        .fiches
        .iter()
        .map(|fiche| fiche.code.spelling())
        .collect();
    assert_eq!(codes[..3], ["EA 2.5", "EA 1.1", "EA 1.2.1"]);
    assert_eq!(codes[11..13], ["EC 1.1", "EP 1.3"]);
    assert_eq!(codes.last(), Some(&"EC 1.3"));
}

#[cfg(unix)]
#[test]
fn only_the_dossiers_own_files_are_read() {
    let test = DossierTest::seed().without("fiches/EA-1.1.md");
    fs::write(
        test.path("ailleurs.md"),
        "+++\ncode = \"EA 1.1\"\ntitre = \"t\"\n+++\n",
    )
    .expect("written");
    std::os::unix::fs::symlink(
        test.path("ailleurs.md"),
        test.path("input/fiches/EA-1.1.md"),
    )
    .expect("a link");
    assert!(
        test.run("check")
            .code(2)
            .stdout()
            .contains("erreur[file-refused]")
    );
}

#[cfg(unix)]
#[test]
fn a_pipe_is_refused_without_waiting_for_it() {
    let test = DossierTest::seed().without("fiches/EA-1.1.md");
    let made = std::process::Command::new("mkfifo")
        .arg(test.path("input/fiches/EA-1.1.md"))
        .status()
        .expect("mkfifo");
    assert!(made.success());
    assert!(
        test.run("check")
            .code(2)
            .stdout()
            .contains("erreur[file-refused]")
    );
}

#[test]
fn two_workbooks_are_one_too_many() {
    let test = DossierTest::seed();
    fs::copy(
        test.path("input/budget.xlsx"),
        test.path("input/budget.xlsm"),
    )
    .expect("copied");
    assert!(
        test.run("build")
            .code(2)
            .stderr()
            .contains("budget.xlsm, budget.xlsx")
    );
    assert!(test.published().is_empty());
}

/// The sum that the audit finds for a stated amount: column, year, axis, tax, fiche left out, basis, rounding.
fn explained(amount: &str) -> Vec<String> {
    let audited = check(
        &stating(amount, "part:metropole").path("input"),
        &Limits::default(),
    )
    .expect("readable");
    let finding = audited
        .findings
        .into_iter()
        .find(|finding| finding.rule == "stated-amount")
        .expect("a finding");
    let names = [
        "sum-column",
        "sum-year",
        "sum-axis",
        "sum-tax",
        "sum-without",
        "sum-basis",
        "sum-unit",
    ];
    names
        .into_iter()
        .filter_map(|name| finding.args.get(name))
        .map(paraphe::Fact::shown)
        .collect()
}

#[test]
fn a_stated_amount_is_explained_by_the_simplest_sum() {
    let cases = [
        (
            "430370",
            "CCI Côte-d’Or, all, none, none, none, drafted, none",
        ),
        (
            "390370",
            "CCI Côte-d’Or, all, none, none, EC 1.3, drafted, none",
        ),
        ("762880", "Métropole, all, none, none, none, drafted, none"),
        (
            "63920",
            "CCI Côte-d’Or, 2019, Proximité, none, none, drafted, none",
        ),
        ("282000", "Total, all, none, HT, none, drafted, none"),
        ("328000", "Total, all, none, TTC, none, computed, none"),
        (
            "836000",
            "Métropole, all, none, none, none, computed, 1\u{202f}000\u{a0}€",
        ),
    ];
    for (amount, expected) in cases {
        assert_eq!(explained(amount).join(", "), expected, "{amount}");
    }
    // Several fiches cost 1 800 € in a year, and nothing equals the other.
    for amount in ["1800", "123457"] {
        assert_eq!(explained(amount), [""; 0], "{amount}");
    }
}
