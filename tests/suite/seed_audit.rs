//! The whole output of `check` on the seed's dossier, and the list of discrepancies that it must report, each once and
//! at its place. The list comes from the contract; the snapshots only show changes.

use serde_json::Value;

use crate::dossier_test::DossierTest;

/// An expected finding: rule, place, and what else it must contain.
struct Expected {
    rule: &'static str,
    /// `Récapitulatif!F10`, or `fiches/EC-1.3.md:3`.
    place: &'static str,
    fiche: Option<&'static str>,
    drafted: Option<&'static str>,
    /// Figures and names that the message must contain, with plain spaces.
    words: &'static [&'static str],
}

const EXPECTED: [Expected; 15] = [
    Expected {
        rule: "recap-share",
        place: "Récapitulatif!F10",
        fiche: Some("EA 1.3.1"),
        drafted: Some("7900"),
        words: &["2019", "9 240 €"],
    },
    Expected {
        rule: "recap-share",
        place: "Récapitulatif!C11",
        fiche: Some("EA 1.3.2"),
        drafted: Some("7700"),
        words: &["2018", "2020", "12 320 €"],
    },
    Expected {
        rule: "recap-share",
        place: "Récapitulatif!C15",
        fiche: Some("EA 2.2"),
        drafted: Some("12600"),
        words: &["2018", "2019", "2020", "20 160 €"],
    },
    Expected {
        rule: "recap-column",
        place: "Récapitulatif!G29",
        fiche: Some("EC 1.3"),
        drafted: Some("20000"),
        words: &["2019", "2020", "Métropole", "CCI Côte-d’Or"],
    },
    Expected {
        rule: "recap-funders-omitted",
        place: "Récapitulatif!H29",
        fiche: Some("EC 1.3"),
        drafted: Some("20000"),
        words: &[
            "2019",
            "2020",
            "144 000 €",
            "164 000 €",
            "FSE",
            "Région",
            "Revitalisation",
        ],
    },
    Expected {
        rule: "code-duplicate",
        place: "fiches/EC-1.3.md:3",
        fiche: Some("EC 1.3"),
        drafted: None,
        words: &["E.C 1.2"],
    },
    Expected {
        rule: "article-amount",
        place: "articles/preambule.md:28",
        fiche: None,
        drafted: Some("430370"),
        words: &[
            "Préambule",
            "836 140 €",
            "CCI Côte-d’Or",
            "toutes les années",
            "telle que rédigée",
        ],
    },
    Expected {
        rule: "article-amount",
        place: "articles/article-3.md:3",
        fiche: None,
        drafted: Some("390370"),
        words: &[
            "Article 3",
            "CCI Côte-d’Or",
            "toutes les années",
            "sans EC 1.3",
            "telle que rédigée",
        ],
    },
    Expected {
        rule: "article-amount",
        place: "articles/article-4.md:3",
        fiche: None,
        drafted: Some("430370"),
        words: &[
            "Article 4",
            "836 140 €",
            "CCI Côte-d’Or",
            "toutes les années",
            "telle que rédigée",
        ],
    },
    Expected {
        rule: "stated-conflict",
        place: "articles/article-3.md:3",
        fiche: None,
        drafted: None,
        words: &["Article 3", "390 370 €", "430 370 €"],
    },
    Expected {
        rule: "advance-amount",
        place: "articles/article-4.md:5",
        fiche: None,
        drafted: Some("86000"),
        words: &["20 %", "430 370 €", "86 074 €", "1 000 €"],
    },
    Expected {
        rule: "line-tax",
        place: "Dépenses!D73",
        fiche: None,
        drafted: None,
        words: &["HT (EC 1.1, EC 1.2)", "TTC (EC 1.3)"],
    },
    Expected {
        rule: "funding-claim",
        place: "Cofinancement!D48",
        fiche: Some("EC 1.3"),
        drafted: Some("43"),
        words: &["5 taux", "43,85 %"],
    },
    Expected {
        rule: "funding-none",
        place: "Dépenses!H20",
        fiche: Some("EA 1.3.1"),
        drafted: None,
        words: &["2019", "2 600 €", "Débours"],
    },
    Expected {
        rule: "code-gap",
        place: "fiches/EA-2.5.md:2",
        fiche: None,
        drafted: None,
        words: &["EA 2.3"],
    },
];

impl Expected {
    fn is_met_by(&self, finding: &Value) -> bool {
        let message = finding["message"]
            .as_str()
            .expect("a sentence")
            .replace(['\u{a0}', '\u{202f}'], " ");
        finding["rule"] == self.rule
            && place(finding) == self.place
            && self.fiche.is_none_or(|fiche| finding["fiche"] == fiche)
            && self
                .drafted
                .is_none_or(|drafted| finding["drafted"]["value"] == drafted)
            && self.words.iter().all(|part| message.contains(part))
    }
}

fn place(finding: &Value) -> String {
    let place = &finding["place"];
    match (place["sheet"].as_str(), place["cell"].as_str()) {
        (Some(sheet), Some(cell)) => format!("{sheet}!{cell}"),
        _ => format!(
            "{}:{}",
            place["file"].as_str().expect("a file"),
            place["line"]
        ),
    }
}

fn findings() -> Vec<Value> {
    let report: Value = serde_json::from_str(
        &DossierTest::seed()
            .run("check --format json")
            .code(1)
            .stdout(),
    )
    .expect("JSON");
    report["findings"].as_array().expect("findings").clone()
}

#[test]
fn every_discrepancy_of_the_contract_is_found_once() {
    let findings = findings();
    for expected in EXPECTED {
        let count = findings
            .iter()
            .filter(|finding| expected.is_met_by(finding))
            .count();
        let near: Vec<String> = findings
            .iter()
            .filter(|finding| finding["rule"] == expected.rule)
            .map(|finding| format!("{}: {}", place(finding), finding["message"]))
            .collect();
        assert_eq!(
            count,
            1,
            "{} at {}; there are\n{}",
            expected.rule,
            expected.place,
            near.join("\n")
        );
    }
}

#[test]
fn no_other_error_is_found() {
    // Any finding beyond the list would waste an officer's time, or be missing from the list.
    let unlisted: Vec<String> = findings()
        .iter()
        .filter(|finding| {
            finding["severity"] == "error"
                && !EXPECTED.iter().any(|expected| expected.is_met_by(finding))
        })
        .map(|finding| format!("{} {}", place(finding), finding["message"]))
        .collect();
    assert!(unlisted.is_empty(), "{unlisted:#?}");
}

#[test]
fn the_misplaced_shares_and_the_amounts_left_out_are_listed_for_both_years() {
    let findings = findings();
    let of = |rule: &str| {
        findings
            .iter()
            .find(|finding| finding["rule"] == rule)
            .expect("found")
    };
    let cells = |rule: &str| -> Vec<String> {
        let list = of(rule)["consequences"].as_array().expect("a list");
        list.iter()
            .filter_map(|one| Some(one["place"]["cell"].as_str()?.to_owned()))
            .collect()
    };
    assert!(
        ["F29", "J29", "I29"]
            .iter()
            .all(|cell| cells("recap-column").contains(&(*cell).to_owned()))
    );
    assert!(cells("recap-funders-omitted").contains(&"K29".to_owned()));
    assert_eq!(cells("funding-claim"), ["D49", "D50", "D51", "D52"]);
}

#[test]
fn every_decision_proposed_settles_its_finding() {
    let signed = |text: &str| {
        text.replace("motif = \"\"", "motif = \"m\"")
            .replace("decide_par = \"\"", "decide_par = \"d\"")
    };
    let findings = findings();
    // The program does not propose who pays an unallocated part.
    let guessable = findings
        .iter()
        .filter(|finding| finding["rule"] != "funding-none");
    let decisions: Vec<String> = guessable
        .filter_map(|finding| Some(signed(finding["arbitrage"].as_str()?)))
        .collect();
    assert!(decisions.len() >= 8, "{decisions:#?}");
    let test = DossierTest::seed().file("arbitrages.toml", &decisions.join("\n\n"));
    let report: Value =
        serde_json::from_str(&test.run("check --format json").stdout()).expect("JSON");
    assert_eq!(report["counts"]["settled"], decisions.len());
    let still_proposed: Vec<&Value> = report["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .filter(|finding| !finding["arbitrage"].is_null())
        .collect();
    assert!(
        still_proposed
            .iter()
            .all(|finding| finding["rule"] == "funding-none"),
        "{still_proposed:#?}"
    );
}

#[test]
fn the_whole_audit_as_text() {
    let test = DossierTest::seed();
    for language in ["fr", "en"] {
        let run = test
            .run_with(&format!("check --lang {language}"), &[("COLUMNS", "100")])
            .code(1);
        insta::assert_snapshot!(format!("text_{language}"), run.stdout());
        assert_eq!(run.stderr(), "");
    }
}

#[test]
fn the_whole_audit_as_json() {
    let run = DossierTest::seed().run("check --format json").code(1);
    insta::assert_snapshot!("json", run.stdout());
}
