//! The decisions of the parties (`arbitrages.toml`): what each settles, changes and leaves as it is.

use std::path::Path;

use paraphe::{Amount, Audited, Finding, FunderId, Limits, check};

use crate::dossier_test::DossierTest;

const SIGNED: &str = "motif = \"Accord du comité de pilotage\"\ndecide_par = \"Comité de pilotage\"\ndate = 2018-11-15\n";

fn decided(entries: &[&str]) -> Audited {
    let texts: Vec<String> = entries
        .iter()
        .map(|entry| format!("[[arbitrage]]\n{entry}\n{SIGNED}\n"))
        .collect();
    let text = texts.concat();
    let test = DossierTest::seed().file("arbitrages.toml", &text);
    let folder: &Path = &test.path("input");
    check(folder, &Limits::default()).expect("readable")
}

fn about<'a>(audited: &'a Audited, rule: &str, fiche: &str) -> Vec<&'a Finding> {
    let is_it = |finding: &&Finding| {
        finding.rule == rule
            && finding
                .fiche
                .as_ref()
                .is_none_or(|code| code.spelling() == fiche)
    };
    audited.findings.iter().filter(is_it).collect()
}

fn shares(audited: &Audited, fiche: &str, year: usize) -> [Amount; 3] {
    let rank = audited
        .dossier
        .fiches
        .iter()
        .position(|entry| entry.code.spelling() == fiche)
        .expect("a fiche");
    let split = &audited.figures.fiches[rank].years[year];
    [
        split.share(FunderId(0)),
        split.share(FunderId(1)),
        split.unallocated,
    ]
}

#[test]
fn keeping_the_fiche_settles_and_changes_nothing() {
    let audited = decided(&[
        "constat = \"recap-share\"\nfiche = \"EA 2.2\"\nretenir = \"fiche\"\nmontant_projet = \"12600\"",
    ]);
    let [finding] = about(&audited, "recap-share", "EA 2.2")[..] else {
        panic!("one finding, over three years")
    };
    assert_eq!(
        finding
            .settlement
            .as_ref()
            .map(|settled| settled.decided_by.as_str()),
        Some("Comité de pilotage")
    );
    assert!(!finding.blocks());
    assert_eq!(
        shares(&audited, "EA 2.2", 0),
        [20_160, 5_040, 0].map(Amount::whole)
    );
}

#[test]
fn keeping_the_recap_takes_its_shares() {
    let audited = decided(&[
        "constat = \"recap-share\"\nfiche = \"EA 1.3.2\"\nannee = 2018\nretenir = \"recapitulatif\"\nmontant_projet = \"7700\"",
    ]);
    assert_eq!(
        shares(&audited, "EA 1.3.2", 0),
        [7_700, 7_700, 0].map(Amount::whole)
    );
    assert_eq!(
        shares(&audited, "EA 1.3.2", 2),
        [12_320, 3_080, 0].map(Amount::whole)
    );
    let open = about(&audited, "recap-share", "EA 1.3.2")
        .into_iter()
        .filter(|finding| finding.is_open())
        .count();
    assert_eq!(open, 1, "2020 is still to be settled");
}

#[test]
fn explicit_parts_pay_what_nobody_funds() {
    let audited = decided(&[
        "constat = \"funding-none\"\nfiche = \"EA 1.3.1\"\nannee = 2019\nnature = \"Débours\"\nparts = { metropole = \"1300\", cci = \"1300\" }\nmontant_projet = \"2600\"",
    ]);
    assert_eq!(
        shares(&audited, "EA 1.3.1", 1),
        [10_540, 5_260, 0].map(Amount::whole)
    );
    assert!(
        about(&audited, "funding-none", "EA 1.3.1")
            .iter()
            .all(|finding| !finding.is_open())
    );
    assert!(audited.figures.total.all.unallocated.is_zero());
    // The decided amounts stand beside the rates, which apply to the rest of the fiche.
    let record = paraphe::Record::new(
        &audited.dossier,
        &audited.figures,
        paraphe::Purpose::Draft,
        None,
    );
    let fiche = record
        .fiches
        .iter()
        .find(|fiche| fiche.code.spelling() == "EA 1.3.1")
        .expect("the fiche");
    let rules = fiche.funding.iter().map(|rule| {
        let rate = rule.rate.map(|rate| rate.to_string());
        (
            rule.nature.as_deref().unwrap_or_default(),
            rate,
            rule.fixed[1],
        )
    });
    let decided = ("Débours", None, Some(Amount::whole(1_300)));
    let rated = |rate: &str| ("Études", Some(rate.to_owned()), None);
    assert_eq!(
        rules.collect::<Vec<_>>(),
        [
            rated("70\u{a0}%"),
            rated("30\u{a0}%"),
            decided.clone(),
            decided
        ]
    );
}

#[test]
fn keeping_the_article_settles_it() {
    let audited = decided(&[
        "constat = \"article-amount\"\narticle = \"Article 4\"\nretenir = \"convention\"\nmontant_projet = \"430370\"\nmontant_attendu = \"836140\"",
    ]);
    let settled = audited
        .findings
        .iter()
        .filter(|finding| finding.rule == "article-amount" && !finding.is_open());
    assert_eq!(settled.count(), 1);
}

/// The rule of the one finding about a decision, and how many findings the decision settles.
fn outcome(entry: &str) -> (Vec<(&'static str, &'static str)>, usize) {
    let audited = decided(&[entry]);
    let problems = audited
        .findings
        .iter()
        .filter(|finding| finding.rule.starts_with("decision-"));
    let problems = problems
        .map(|finding| (finding.rule, finding.variant))
        .collect();
    (
        problems,
        audited
            .findings
            .iter()
            .filter(|finding| !finding.is_open())
            .count(),
    )
}

#[test]
fn a_decision_that_settles_nothing_is_a_finding() {
    let base = "constat = \"recap-share\"\nfiche = \"EA 1.3.1\"\nannee = 2019\n";
    let cases = [
        (
            "constat = \"recap-share\"\nfiche = \"EA 1.1\"\nretenir = \"fiche\"\nmontant_projet = \"1\"".to_owned(),
            "decision-unmatched",
            "",
        ),
        (format!("{base}retenir = \"fiche\"\nmontant_projet = \"7901\""), "decision-outdated", ""),
        (format!("{base}retenir = \"fiche\""), "decision-outdated", "unrecorded"),
        (
            format!("{base}parts = {{ metropole = \"7900\", cci = \"7800\" }}\nmontant_projet = \"7900\""),
            "decision-unbalanced",
            "",
        ),
        (format!("{base}parts = {{ region = \"7900\" }}\nmontant_projet = \"7900\""), "decision-invalid", "funder"),
        (format!("{base}retenir = \"les deux\"\nmontant_projet = \"7900\""), "decision-invalid", "choice"),
        ("constat = \"recap-part\"\nfiche = \"EA 1.3.1\"\nretenir = \"fiche\"".to_owned(), "decision-invalid", "rule"),
        (
            "constat = \"recap-share\"\nfiche = \"EA 1.3.1\"\nannee = 2030\nretenir = \"fiche\"".to_owned(),
            "decision-invalid",
            "year",
        ),
    ];
    for (entry, rule, variant) in cases {
        if variant == "funder" {
            // The seed's « Région » is a funder; another name is not.
            let entry = entry.replace("region", "departement");
            assert_eq!(outcome(&entry), (vec![(rule, variant)], 0), "{entry}");
        } else {
            assert_eq!(outcome(&entry), (vec![(rule, variant)], 0), "{entry}");
        }
    }
}

#[test]
fn nobody_decides_anonymously() {
    let test = DossierTest::seed().file(
        "arbitrages.toml",
        "[[arbitrage]]\nconstat = \"recap-share\"\nfiche = \"EA 2.2\"\nretenir = \"fiche\"\nmontant_projet = \"12600\"\n",
    );
    let audited = check(&test.path("input"), &Limits::default()).expect("readable");
    let invalid: Vec<_> = audited
        .findings
        .iter()
        .filter(|finding| finding.rule == "decision-invalid")
        .collect();
    assert_eq!(
        invalid
            .iter()
            .map(|finding| finding.variant)
            .collect::<Vec<_>>(),
        ["unsigned"]
    );
    assert!(audited.findings.iter().all(Finding::is_open));
}

/// Decided figures are published like any other: the workbook's formulas must give them.
#[test]
fn decided_figures_are_built_into_every_output() {
    let entries = format!(
        "[[arbitrage]]\nconstat = \"recap-share\"\nfiche = \"EA 1.3.2\"\nretenir = \"recapitulatif\"\nmontant_projet = \"7700\"\n{SIGNED}\n\
         [[arbitrage]]\nconstat = \"funding-none\"\nfiche = \"EA 1.3.1\"\nannee = 2019\nnature = \"Débours\"\n\
         parts = {{ metropole = \"2600\" }}\nmontant_projet = \"2600\"\n{SIGNED}"
    );
    let test = DossierTest::seed().file("arbitrages.toml", &entries);
    test.run("build -q").code(0);
    let donnees = test
        .published()
        .remove("2018-11-02/donnees.json")
        .expect("published");
    let donnees: serde_json::Value = serde_json::from_slice(&donnees).expect("JSON");
    let all = &donnees["total"]["all"];
    assert_eq!(all["unallocated"], "0");
    // 836 140 − 2 × 4 620 + 2 600 and 392 686 + 2 × 4 620
    assert_eq!([&all["shares"][0], &all["shares"][1]], ["829500", "401926"]);
}

#[test]
fn one_of_two_amounts_of_an_article_is_settled_alone() {
    let test = DossierTest::seed().without_articles().replace(
        "convention.toml",
        "article = \"Article 3\"",
        "article = \"Article 4\"",
    );
    let entry = "constat = \"stated-amount\"\narticle = \"Article 4\"\nretenir = \"fiche\"\nmontant_projet = \"390370\"\nmontant_attendu = \"836140\"";
    let test = test.file(
        "arbitrages.toml",
        &format!("[[arbitrage]]\n{entry}\n{SIGNED}"),
    );
    let audited = check(&test.path("input"), &Limits::default()).expect("readable");
    let settled: Vec<&Finding> = audited
        .findings
        .iter()
        .filter(|finding| !finding.is_open())
        .collect();
    assert_eq!(
        settled
            .iter()
            .map(|finding| finding.rule)
            .collect::<Vec<_>>(),
        ["stated-amount"]
    );
    assert!(
        audited
            .findings
            .iter()
            .all(|finding| !finding.rule.starts_with("decision-"))
    );
}

#[test]
fn a_choice_that_the_finding_does_not_offer_is_refused() {
    let unchanged = "constat = \"recap-share\"\nfiche = \"EA 2.2\"\nretenir = \"convention\"\nmontant_projet = \"12600\"";
    assert_eq!(
        outcome(unchanged),
        (vec![("decision-invalid", "choice")], 0)
    );
}

/// The rates of EA 1.1 add up to 90 %, and the parties retain them: the recap that follows 80/20 is then wrong.
#[test]
fn retained_rates_are_taken_as_right() {
    let entry = "constat = \"funding-rates\"\nfiche = \"EA 1.1\"\nretenir = \"fiche\"";
    let rules = |decided: bool| {
        let test = DossierTest::seed().cell("Cofinancement", "D6", "0.1");
        let text = if decided {
            format!("[[arbitrage]]\n{entry}\n{SIGNED}")
        } else {
            String::new()
        };
        let test = test.file("arbitrages.toml", &text);
        test.run("check -q");
        let audited = check(&test.path("input"), &Limits::default()).expect("readable");
        about(&audited, "recap-share", "EA 1.1").len()
    };
    assert_eq!((rules(false), rules(true)), (0, 1));
}

#[test]
fn decisions_cannot_pay_more_than_there_is() {
    let audited = decided(&[
        "constat = \"recap-share\"\nfiche = \"EA 1.3.1\"\nannee = 2019\nretenir = \"recapitulatif\"\nmontant_projet = \"7900\"",
        "constat = \"funding-none\"\nfiche = \"EA 1.3.1\"\nannee = 2019\nparts = { cci = \"2600\" }\nmontant_projet = \"2600\"",
    ]);
    assert_eq!(
        shares(&audited, "EA 1.3.1", 1),
        [7_900, 7_900, 0].map(Amount::whole)
    );
    assert_eq!(
        audited
            .findings
            .iter()
            .filter(|finding| finding.rule == "decision-unbalanced")
            .count(),
        1
    );
}

#[test]
fn nobody_is_decided_to_pay_less_than_nothing() {
    let parts = "constat = \"recap-share\"\nfiche = \"EA 1.3.1\"\nannee = 2019\nparts = { metropole = \"16800\", cci = \"-1000\" }\nmontant_projet = \"7900\"";
    assert_eq!(outcome(parts), (vec![("decision-unbalanced", "")], 0));
}
