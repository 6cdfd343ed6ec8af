//! `controle.html` and `check --format html`: they list all findings in order, and no markup is left in their texts.

use crate::dossier_test::DossierTest;

/// The beginning of each finding's heading and its group, in the order of the page.
fn groups(page: &str) -> Vec<(&str, usize)> {
    let parts = page.split("<section class=\"group\" data-group=\"").skip(1);
    parts
        .map(|part| {
            (
                part.split('"').next().expect("a name"),
                part.matches("<details class=\"finding").count(),
            )
        })
        .collect()
}

#[test]
fn what_blocks_signature_comes_first() {
    let test = DossierTest::seed();
    let run = test.run("check --format html").code(1);
    let page = run.stdout();
    assert_eq!(
        groups(&page),
        [("blocking", 12), ("warning", 17), ("info", 1)]
    );
    assert!(
        page.contains("12 erreurs empêchent la signature."),
        "{page}"
    );
    assert_eq!(
        page.matches("[[arbitrage]]").count(),
        page.matches("class=\"copy\"").count()
    );
    // A cell among its neighbours, the figures that explain it, the decision to copy.
    for text in [
        ">7900</td>",
        "9\u{202f}240\u{a0}€ = 70\u{a0}%\u{a0}(Cofinancement!D13) × 13\u{202f}200\u{a0}€\u{a0}(Dépenses!H19)",
        "constat = &quot;recap-share&quot;",
    ] {
        assert!(page.contains(text), "{text} in\n{page}");
    }
}

#[test]
fn the_published_page_is_french_and_self_contained() {
    let test = DossierTest::seed();
    test.run("--lang en build --xlsx-only").code(0);
    let published = test.published();
    let page = &published["2018-11-02+classeur/controle.html"];
    let page = String::from_utf8(page.clone()).expect("UTF-8");
    assert!(
        page.starts_with("<!doctype html>\n<html lang=\"fr\">"),
        "{}",
        &page[..200]
    );
    assert!(
        page.contains("default-src &#39;none&#39;; style-src &#39;sha256-"),
        "a policy"
    );
    for outside in [
        "http:",
        "https:",
        "url(",
        "@import",
        "<iframe",
        "<link rel=\"stylesheet\"",
        "<script src",
    ] {
        assert!(!page.contains(outside), "{outside}");
    }
    let english = test.run("--lang en check --format html").code(1).stdout();
    assert!(
        english.contains("<html lang=\"en\">") && english.contains("12 errors block signature.")
    );
}

#[test]
fn texts_of_the_dossier_are_never_code() {
    let hostile = "<img src=x onerror=alert(1)>&\"'</script>";
    let test = DossierTest::seed()
        .cell("Dépenses", "H19", hostile)
        .replace(
            "fiches/EA-1.1.md",
            "titre = \"Plan",
            "titre = \"</style><script>alert(1)</script>\u{202e}Plan à préciser.",
        );
    let page = test.run("check --format html").stdout();
    assert!(
        page.contains("&lt;img src=x onerror=alert(1)&gt;"),
        "{page}"
    );
    assert!(
        !page.contains("<img") && !page.contains("<script>alert"),
        "{page}"
    );
    assert!(
        !page.contains('\u{202e}'),
        "the direction of writing is not turned"
    );
    assert_eq!(page.matches("<script>").count(), 1);
}

#[test]
fn a_settled_finding_names_who_settled_it() {
    let decision = "[[arbitrage]]\nconstat = \"recap-share\"\nfiche = \"EA 1.3.2\"\nretenir = \"fiche\"\n\
                    montant_projet = \"7700\"\nmotif = \"Les études sont à 80/20\"\ndecide_par = \"Le comité\"\ndate = 2018-11-15\n";
    let test = DossierTest::seed().file("arbitrages.toml", decision);
    let page = test.run("check --format html").code(1).stdout();
    let groups = groups(&page);
    assert_eq!(groups.last(), Some(&("settled", 1)), "{groups:?}");
    assert!(
        page.contains("Le comité, le 15 novembre 2018\u{a0}: Les études sont à 80/20"),
        "{page}"
    );
}

#[test]
fn a_dossier_that_cannot_be_read_has_a_page_with_the_reason() {
    let test = DossierTest::seed().file("convention.toml", "titre = <b>");
    let page = test.run("check --format html").code(2).stdout();
    assert!(
        page.contains("ne peut pas être lu") && page.contains("toml-invalid"),
        "{page}"
    );
    assert!(
        page.contains("&lt;b&gt;") && !page.contains("<b>"),
        "the line is quoted: {page}"
    );
}

#[test]
fn several_dossiers_share_a_page() {
    let test = DossierTest::seed().copied_as("autre");
    let page = test
        .run("check input autre --format html --severity error")
        .code(1)
        .stdout();
    assert_eq!(groups(&page), [("blocking", 12), ("blocking", 12)]);
    assert!(
        page.contains("Dossier autre") && page.contains("masqués par les filtres"),
        "{page}"
    );
    for number in 1..=24 {
        assert_eq!(
            page.matches(&format!("id=\"constat-{number}\"")).count(),
            1,
            "{number}"
        );
    }
}
