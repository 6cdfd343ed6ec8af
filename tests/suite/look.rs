//! `[charte]`: a cover, a summary and contents before the annexes; a color; logos.

use std::fs;

use crate::dossier_test::{DossierTest, repository};

/// The example with these keys under `[charte]`.
fn with(look: &str) -> DossierTest {
    let look = format!("[charte]\n{look}\n\n[avance]");
    DossierTest::seed().replace("convention.toml", "[avance]", &look)
}

fn annexes(test: &DossierTest) -> String {
    let source = test.path("output/2018-11-02/source/annexes.typ");
    fs::read_to_string(source).expect("a source")
}

#[test]
fn a_draft_of_any_figures_has_its_cover() {
    // The funding exceeds the cost, and a year costs nothing.
    let test = with("couverture = true").cell("Cofinancement", "D2", "1.9");
    test.run("build").code(0);
    let annexes = annexes(&test);
    assert!(annexes.contains("= Synthèse") && annexes.contains("= Sommaire"));
    assert!(annexes.contains("#heading(level: 1)[EA – Attractivité] <axe>"));
    assert!(annexes.contains("Annexe 2 – Récapitulatif financier <recapitulatif>"));
}

#[test]
fn whoever_signs_is_named_with_the_article_of_the_office() {
    let test = DossierTest::seed().replace("convention.toml", "exemplaires = 2", "");
    let test = test.replace("convention.toml", "\"electronique\"", "\"manuscrite\"");
    test.run("build").code(0);
    let signed = test.path("output/2018-11-02/source/convention.typ");
    let signed = fs::read_to_string(signed).expect("a source");
    assert!(signed.contains("Le Président,") && signed.contains("Pour #nom[*Dijon Métropole*],"));
    assert!(signed.contains("en deux exemplaires originaux"));
    assert!(!signed.contains("SHA-256"));
}

#[test]
fn a_draft_is_set_in_the_type_of_printers_whatever_was_typed() {
    let typed = "Du 1er mai au 3ème trimestre de l'année";
    let test = DossierTest::seed().replace("fiches/EA-1.1.md", "Sur l’année 2018.", typed);
    test.run("build --only EA1.1").code(0);
    let source = test.path("output/2018-11-02+partiel/source/fiches/EA-1.1.typ");
    let source = fs::read_to_string(source).expect("a source");
    assert!(
        source.contains("Du 1er\u{a0}mai au 3ème trimestre de l’année"),
        "{source}"
    );
}

#[test]
fn without_a_cover_annexes_begin_with_their_fiches() {
    let test = DossierTest::built_final();
    let stage = test.path("output/2018-11-30/source/annexes.typ");
    assert!(
        fs::read_to_string(stage)
            .expect("a source")
            .contains("= Synthèse")
    );
    let draft = annexes(&DossierTest::built());
    assert!(!draft.contains("= Synthèse") && !draft.contains("<axe>"));
}

#[test]
fn a_color_must_carry_white_text() {
    let refused = with("couleur = \"#777777\"").run("check").code(2);
    assert!(refused.shown().contains("#777777"), "{}", refused.shown());
    let test = with("couleur = \"#7a1f3d\"");
    test.run("build --only EA1.1").code(0);
    let source = test.path("output/2018-11-02+partiel/source/fiches/EA-1.1.typ");
    let source = fs::read_to_string(source).expect("a source");
    assert!(source.contains("rgb(\"\\u{23}7a1f3d\")"));
}

#[test]
fn a_logo_is_described_and_can_be_shown() {
    let logo = |keys: &str| {
        let party = format!("colonne = \"Métropole\"\n{keys}");
        let test = with("logos = \"fiches\"");
        test.replace("convention.toml", "colonne = \"Métropole\"", &party)
    };
    let undescribed = logo("logo = \"images/logo.svg\"").run("check").code(2);
    assert!(
        undescribed.shown().contains("logo_alt"),
        "{}",
        undescribed.shown()
    );
    let described = "logo = \"images/logo.svg\"\nlogo_alt = \"Métropole\"";
    let missing = logo(described).run("check --rule text-picture").code(0);
    assert!(
        missing.shown().contains("images/logo.svg"),
        "{}",
        missing.shown()
    );

    let test = logo(described);
    fs::create_dir_all(test.path("input/images")).expect("a folder");
    let from = repository().join("tests/fixtures/final/images/metropole.svg");
    fs::copy(from, test.path("input/images/logo.svg")).expect("copied");
    test.run("build --only EA1.1").code(0);
    let source = test.path("output/2018-11-02+partiel/source/fiches/EA-1.1.typ");
    let source = fs::read_to_string(source).expect("a source");
    assert!(
        source.contains("logo(\"\\u{2f}images") || source.contains("logo(\"/images"),
        "{source}"
    );
}

#[test]
fn the_years_of_both_tables_of_a_fiche_stand_under_one_another() {
    let test = DossierTest::seed();
    test.run("build --only EA1.2.3").code(0);
    let source = test.path("output/2018-11-02+partiel/source/fiches/EA-1.2.3.typ");
    let source = fs::read_to_string(source).expect("a source");
    let heads = source.lines().filter_map(|line| {
        let (_, columns) = line.trim().split_once("largeurs: (")?;
        columns.rsplit("pt, ").next()
    });
    let [costs, funding] = heads.collect::<Vec<_>>()[..] else {
        panic!("{source}")
    };
    assert_eq!(costs, funding);
    // « Études », of two lines, stands over them; it is not repeated before « Débours », which is not one of its lines.
    assert!(source.contains("table.header(level: 2, repeat: false,"));
}

#[test]
fn pages_that_partners_read_name_no_toml() {
    let stated = "[[montants_annonces]]\narticle = \"Article 9\"\nmontant = \"1\"\ncalcul = \"total\"\n\n[avance]";
    let test = DossierTest::seed().replace("convention.toml", "[avance]", stated);
    test.run("build").code(0);
    let source = test.path("output/2018-11-02/source/annexes.typ");
    let source = fs::read_to_string(source).expect("a source");
    let points = source.split("Points à régler").nth(2).expect("a page");
    assert!(points.contains("Article 9 annonce"), "{points}");
    assert!(!points.contains(".toml"));
}
