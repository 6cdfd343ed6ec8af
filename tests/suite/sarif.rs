//! `paraphe check --format sarif`, held against the official schema.

use std::fs;

use paraphe::audit::RULES;
use serde_json::{Value, json};

use crate::{
    dossier_test::{DossierTest, repository},
    json_schema::problems,
};

fn schema() -> Value {
    let path = repository().join("tests/fixtures/sarif/sarif-schema-2.1.0.json");
    serde_json::from_str(&fs::read_to_string(path).expect("a schema")).expect("JSON")
}

#[track_caller]
fn valid(text: &str) -> Value {
    let log: Value = serde_json::from_str(text).expect("JSON");
    assert_eq!(problems(&schema(), &log), [""; 0]);
    log
}

#[test]
fn every_log_follows_the_schema() {
    let test = DossierTest::seed()
        .cell("Récapitulatif", "F9", "vingt mille")
        .replace("convention.toml", "lieu =", "lieux =")
        .replace("fiches/EA-1.1.md", "Sans attendre", "<b>Sans</b> attendre");
    for language in ["fr", "en"] {
        let log = valid(
            &test
                .run(&format!("check --format sarif --lang {language}"))
                .code(1)
                .stdout(),
        );
        assert_eq!(log["runs"][0]["language"], language);
        assert_eq!(
            log["runs"][0]["tool"]["driver"]["rules"]
                .as_array()
                .map(Vec::len),
            Some(RULES.len())
        );
    }
    let log = valid(
        &test
            .run("check --format sarif input input")
            .code(1)
            .stdout(),
    );
    assert_eq!(log["runs"].as_array().map(Vec::len), Some(2));
}

#[test]
fn the_schema_is_held_against_what_matters() {
    let mut log = valid(
        &DossierTest::seed()
            .run("check --format sarif --rule recap-share")
            .code(1)
            .stdout(),
    );
    let faults = [
        ("/runs/0/results/0/level", json!("grave")),
        ("/runs/0/results/0/locations", json!({})),
        ("/runs/0/results/0/message", json!({ "texte": "x" })),
        ("/runs/0/tool", json!({})),
        ("/runs/0/columnKind", json!("bytes")),
        ("/runs/0/results/0/ruleIndex", json!(-2)),
    ];
    for (at, wrong) in faults {
        let place = log.pointer_mut(at).unwrap_or_else(|| panic!("{at}"));
        let right = std::mem::replace(place, wrong);
        assert!(!problems(&schema(), &log).is_empty(), "{at}");
        *log.pointer_mut(at).expect("there") = right;
    }
}

#[test]
fn a_dossier_that_cannot_be_read_is_a_run_that_failed() {
    let log = valid(
        &DossierTest::seed()
            .without("convention.toml")
            .run("check --format sarif")
            .code(2)
            .stdout(),
    );
    assert_eq!(
        log["runs"][0]["invocations"][0]["executionSuccessful"],
        false
    );
    assert_eq!(log["runs"][0]["results"][0]["ruleId"], "file-refused");
}

#[test]
fn rules_say_what_they_are() {
    let log = valid(
        &DossierTest::seed()
            .run("check --format sarif --severity error")
            .code(1)
            .stdout(),
    );
    let run = &log["runs"][0];
    for result in run["results"].as_array().expect("results") {
        let index =
            usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small");
        let rule = &run["tool"]["driver"]["rules"][index];
        assert_eq!(
            (&rule["id"], &rule["defaultConfiguration"]["level"]),
            (&result["ruleId"], &json!("error"))
        );
        assert!(
            rule["help"]["markdown"]
                .as_str()
                .is_some_and(|page| page.starts_with("# "))
        );
        assert!(
            rule["help"]["text"]
                .as_str()
                .is_some_and(|page| !page.contains("## ")),
            "{rule}"
        );
    }
}

#[test]
fn a_decision_suppresses_what_it_settles() {
    let decision = "[[arbitrage]]\nconstat = \"recap-share\"\nfiche = \"EA 1.3.1\"\nannee = 2019\nretenir = \"fiche\"\n\
                    montant_projet = \"7900\"\nmotif = \"Le plan de financement.\"\ndecide_par = \"Comité\"\ndate = 2018-11-15\n";
    let test = DossierTest::seed().file("arbitrages.toml", decision);
    let log = valid(
        &test
            .run("check --format sarif --fiche EA1.3.1 --rule recap-share")
            .code(0)
            .stdout(),
    );
    let suppression = &log["runs"][0]["results"][0]["suppressions"][0];
    assert_eq!(
        suppression["location"]["physicalLocation"]["artifactLocation"]["uri"],
        "arbitrages.toml"
    );
    assert!(
        suppression["justification"]
            .as_str()
            .is_some_and(|text| text.contains("Comité")),
        "{suppression}"
    );
}

#[test]
fn the_folder_is_found_again_from_where_the_command_was_run() {
    let test = DossierTest::seed().copied_as("mon dossier");
    let log = valid(
        &test
            .run("check \"mon dossier\" --format sarif")
            .code(1)
            .stdout(),
    );
    let bases = &log["runs"][0]["originalUriBaseIds"];
    assert_eq!(
        (&bases["DOSSIER"]["uri"], &bases["DOSSIER"]["uriBaseId"]),
        (&json!("mon%20dossier/"), &json!("SRCROOT"))
    );
}
