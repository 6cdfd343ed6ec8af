//! The documentation for users is complete.

use std::{collections::BTreeSet, fs};

use serde_json::Value;

use crate::dossier_test::{DossierTest, repository};

/// Every key of the objects in `value`, except names of rules, which are values used as keys.
fn keys(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                found.insert(key.clone());
                if key != "rules" {
                    keys(value, found);
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|value| keys(value, found)),
        _ => {}
    }
}

fn page() -> String {
    fs::read_to_string(repository().join("docs/controle.md")).expect("a page")
}

#[test]
fn every_key_of_the_json_is_described() {
    let decision = "[[arbitrage]]\nconstat = \"code-duplicate\"\nfiche = \"EC 1.3\"\nretenir = \"fiche\"\n\
                    motif = \"m\"\ndecide_par = \"d\"\n";
    let test = DossierTest::seed().file("arbitrages.toml", decision);
    let report: Value =
        serde_json::from_str(&test.run("check --format json").code(1).stdout()).expect("JSON");
    let mut found = BTreeSet::new();
    keys(&report, &mut found);
    for key in [
        "dossier",
        "arbitrage",
        "terms",
        "slip",
        "settlement",
        "decided_by",
        "consequences",
        "value",
    ] {
        assert!(found.contains(key), "no finding of the seed has {key}");
    }
    let page = page();
    let missing: Vec<&String> = found
        .iter()
        .filter(|key| !page.contains(&format!("`{key}`")))
        .collect();
    assert!(
        missing.is_empty(),
        "docs/controle.md does not describe {missing:?}"
    );
}
