//! The payments and commitments of an agreement: in the data, in the block for deliberations, in comparisons.

use std::fs;

use serde_json::Value;

use crate::{diff_pages::save_page, dossier_test::DossierTest};

const BLOCK: &str = "output/2018-11-02+classeur/bloc-deliberation.html";

/// The example with other terms of its payments.
fn paying(terms: &str) -> DossierTest {
    let test = DossierTest::seed();
    let toml = fs::read_to_string(test.path("input/convention.toml")).expect("a text");
    let start = toml.find("[[versements]]").expect("payments");
    test.file("convention.toml", &format!("{}{terms}", &toml[..start]))
}

fn amounts(test: &DossierTest) -> Vec<String> {
    let data = fs::read(test.path("output/2018-11-02+classeur/donnees.json")).expect("data");
    let data: Value = serde_json::from_slice(&data).expect("JSON");
    let payments = data["convention"]["payments"].as_array().expect("payments");
    let amount = |payment: &Value| payment["amount"].as_str().expect("an amount").to_owned();
    payments.iter().map(amount).collect()
}

#[test]
fn the_example_pays_an_instalment_and_a_balance() {
    let test = DossierTest::seed();
    test.run("build -q --xlsx-only").code(0);
    assert_eq!(amounts(&test), ["167228", "668912"]);
    let block = fs::read_to_string(test.path(BLOCK)).expect("a page");
    for words in [
        "cent soixante-sept mille deux cent vingt-huit",
        "huit cent trente-six mille cent quarante euros",
    ] {
        let is_shown = block.contains(words);
        assert_eq!(is_shown, words.starts_with("huit"), "{words}");
    }
    assert!(block.contains("François REBSAMEN") && block.contains("………"));
}

#[test]
fn rates_of_each_year_lose_no_cent() {
    let terms = (2018..2021).flat_map(|year| [("33.33", year), ("66.67", year)]);
    let terms = terms.map(|(rate, year)| {
        format!("[[versements]]\nlibelle = \"v\"\ntaux = \"{rate}\"\nbase = \"part:cci@{year}\"\n")
    });
    let terms = terms.collect::<Vec<_>>().concat();
    let test = paying(&terms);
    test.run("build -q --xlsx-only").code(0);
    let cents = |text: &String| {
        let (euros, cents) = text.split_once('.').unwrap_or((text, "0"));
        let cents = format!("{cents:0<2}");
        euros.parse::<u64>().expect("euros") * 100 + cents.parse::<u64>().expect("cents")
    };
    let sum: u64 = amounts(&test).iter().map(cents).sum();
    assert_eq!(sum, 39_268_600);
    let found = test.run("check --format json").stdout();
    assert!(!found.contains("payment"), "{found}");
}

#[test]
fn the_block_shows_the_base_of_each_rate() {
    let bases = [
        "total",
        "total@2018",
        "part:metropole",
        "part:metropole@2019",
        "part:cci",
    ];
    let terms = bases.map(|base| {
        format!("[[versements]]\nlibelle = \"v\"\npartie = \"metropole\"\ntaux = \"10\"\nbase = \"{base}\"\n")
    });
    let test = paying(&terms.concat());
    test.run("build -q --xlsx-only").code(0);
    let block = fs::read_to_string(test.path(BLOCK)).expect("a page");
    for words in [
        "% du coût)",
        "% du coût 2018)",
        "% de la part)",
        "% de la part 2019)",
        "% de la part «\u{a0}CCI Côte-d’Or\u{a0}»)",
    ] {
        assert!(block.contains(words), "{words}: {block}");
    }
}

#[test]
fn a_payment_is_of_one_year() {
    let terms = |period: &str| {
        format!(
            "[[versements]]\nlibelle = \"v\"\npartie = \"metropole\"\nannee = 2018\nperiode = \"{period}\"\nsolde = true\n"
        )
    };
    let is_reported = |period: &str| {
        paying(&terms(period))
            .run("check")
            .stdout()
            .contains("periode")
    };
    assert!(is_reported("2019") && !is_reported("2018"));
}

#[test]
fn without_payments_nothing_is_published_of_them() {
    let test = paying("");
    test.run("build -q --xlsx-only").code(0);
    assert!(!test.path(BLOCK).exists());
    let data =
        fs::read_to_string(test.path("output/2018-11-02+classeur/donnees.json")).expect("data");
    assert!(!data.contains("payments") && !data.contains("commitments"));
}

#[test]
fn the_block_shows_what_was_written_and_nothing_more() {
    let test = paying(
        "[[versements]]\nlibelle = \"<b>acompte</b> & co\"\npartie = \"cci\"\nsolde = true\n\
         [[engagement]]\npartie = \"metropole\"\nae = \"900000\"\n\
         [[engagement]]\npartie = \"cci\"\ncp = { 2019 = \"392686\" }\nnature = \"6574\"\n",
    );
    test.run("build -q --xlsx-only").code(0);
    let block = fs::read_to_string(test.path(BLOCK)).expect("a page");
    save_page("deliberation.html", block.as_bytes());
    assert!(
        block.contains("&lt;b&gt;acompte&lt;&#x2F;b&gt; &amp; co")
            || block.contains("&lt;b&gt;acompte&lt;/b&gt; &amp; co")
    );
    assert!(!block.contains("<b>acompte"));
    assert!(
        block.contains(
            "900 000 €"
                .replace(' ', "\u{202f}")
                .replace("\u{202f}€", "\u{a0}€")
                .as_str()
        )
    );
    assert_eq!(block.matches("<section>").count(), 2);
    let body = block.split_once("<main>").expect("a body").1;
    // The fingerprint is of the whole example.
    let body = body.split_once("</p>").expect("a paragraph").1;
    insta::assert_snapshot!("bloc", body);
}

#[test]
fn who_pays_is_never_guessed() {
    let test = paying("[[versements]]\nlibelle = \"solde\"\nsolde = true\n");
    let output = test.run("check --lang en").code(1).stdout();
    assert!(
        output.contains("key-missing") && output.contains("partie"),
        "{output}"
    );
    test.run("build -q --xlsx-only").code(2);
    let test = paying("[[versements]]\nlibelle = \"solde\"\npartie = \"cic\"\nsolde = true\n");
    let output = test.run("check --lang en").code(1).stdout();
    assert!(output.contains("value-invalid"), "{output}");
    let test = paying(
        "[[versements]]\nlibelle = \"x\"\npartie = \"cci\"\nsolde = true\nmontant = \"3\"\n",
    );
    test.run("build -q --xlsx-only").code(2);
}

#[test]
fn a_comparison_lists_changed_payments() {
    let before = DossierTest::seed();
    let test = DossierTest::seed();
    let toml = fs::read_to_string(test.path("input/convention.toml")).expect("a text");
    let toml = toml
        .replace("libelle = \"premier acompte\"", "libelle = \"acompte\"")
        .replace(
            "condition = \"au prorata des objectifs atteints\"",
            "condition = \"au vu du bilan\"\necheance = 2021-06-30",
        );
    let test = test.file(
        "convention.toml",
        &format!("{toml}[engagement]\nae = \"836140\"\n"),
    );
    let output = test
        .run(&format!(
            "diff {} input --lang fr",
            before.path("input").display()
        ))
        .code(1)
        .stdout();
    for words in [
        "premier acompte",
        "au vu du bilan",
        "30 juin 2021",
        "836 140 €",
    ] {
        let words = words
            .replace("836 140", "836\u{202f}140")
            .replace(" €", "\u{a0}€");
        assert!(output.contains(&words), "{words}: {output}");
    }
}

/// Each public payer has its row, with its own amount, and the dates of its own payments.
#[test]
fn each_public_payer_is_a_row_of_open_data() {
    let test = paying(
        "[[versements]]\nlibelle = \"acompte\"\npartie = \"metropole\"\ntaux = \"20\"\nbase = \"part:metropole\"\necheance = 2018-12-31\n\
         [[versements]]\nlibelle = \"versement\"\npartie = \"region\"\nsolde = true\necheance = 2020-03-31\n\
         [[versements]]\nlibelle = \"solde\"\npartie = \"metropole\"\nsolde = true\necheance = 2021-06-30\n\
         [[financeurs]]\nid = \"region\"\nnom = \"Région Bourgogne-Franche-Comté\"\ncolonne = \"Région\"\nsiret = \"300 000 000 00004\"\n\
         [publication]\nattribuant = [\"metropole\", \"region\"]\nbeneficiaire = \"cci\"\ndate_convention = 2018-12-14\n\
         objet = \"=Soutien\"\nnotification_ue = false\n",
    );
    let test = test
        .replace(
            "convention.toml",
            "colonne = \"Métropole\"",
            "colonne = \"Métropole\"\nsiret = \"100 000 000 00008\"",
        )
        .replace(
            "convention.toml",
            "colonne = \"CCI",
            "siret = \"200 000 000 00006\"\ncolonne = \"CCI",
        );
    test.run("build -q --xlsx-only").code(0);
    let path = test.path("output/2018-11-02+classeur/donnees-essentielles.csv");
    let rows = fs::read_to_string(path).expect("open data");
    let rows: Vec<&str> = rows.lines().skip(1).collect();
    insta::assert_debug_snapshot!(rows);
}

#[test]
fn payments_that_pay_nothing_or_too_late_are_reported() {
    let rate = |rate: &str, rest: &str| {
        format!(
            "[[versements]]\nlibelle = \"v\"\npartie = \"cci\"\ntaux = \"{rate}\"\nbase = \"part:cci\"\n{rest}"
        )
    };
    let balance = |rest: &str| {
        format!("[[versements]]\nlibelle = \"s\"\npartie = \"cci\"\nsolde = true\n{rest}")
    };
    for (terms, words) in [
        (
            balance("annee = 2018\n"),
            "no payment of CCI Côte-d’Or is of 2019, 2020",
        ),
        (
            rate("100", "") + &balance(""),
            "the balance “s” pays nothing",
        ),
        (
            rate("20", "echeance = 2015-01-01\n") + &balance(""),
            "far from the years of the agreement",
        ),
        (
            balance("") + "[engagement]\npartie = \"cci\"\nae = \"400000\"\n",
            "the commitment of CCI Côte-d’Or is",
        ),
    ] {
        let output = paying(&terms).run("check -q --lang en").stdout();
        assert!(output.contains(words), "{words}: {output}");
    }
}
