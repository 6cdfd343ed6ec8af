//! `diff` reports the changes of agreements of other shapes.

use crate::{
    dossier_test::DossierTest,
    shapes::{CEILINGS, PHASES, Shape, save},
};

/// The changes that `diff` reports between a dossier before and after.
fn compared(test: &DossierTest) -> String {
    let run = test.run("diff avant input --no-pages");
    assert_eq!(run.exit_code(), 1, "{}", run.shown());
    let shown = run.stdout().replace(['\u{a0}', '\u{202f}', '→'], " ");
    shown
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace(" : ", " ")
}

/// Replaces a text of a sheet.
fn resaved(shape: &Shape, test: &DossierTest, from: &str, to: &str) {
    let [costs, funding] = [shape.costs, shape.funding].map(|text| text.replacen(from, to, 1));
    assert!(costs != shape.costs || funding != shape.funding, "{from}");
    save(test, &[("Dépenses", &costs), ("Cofinancement", &funding)]).expect("written");
}

#[test]
fn changes_of_the_agreement_are_seen() {
    for (shape, from, to, due) in [
        (
            PHASES,
            "dans = \"1\"\n[[axes]]\nprefixe = \"1.2\"",
            "[[axes]]\nprefixe = \"1.2\"",
            "Axe modifié 1.1 dans l’axe",
        ),
        (
            PHASES,
            "de = \"etat\"",
            "de = \"region\"",
            "Financeur modifié FPRNM fonds de",
        ),
        (
            PHASES,
            "de = \"etat\"\n[[financeurs]]",
            "[[financeurs]]",
            "Financeur modifié FPRNM fonds de",
        ),
        (
            PHASES,
            "colonne = \"DSIL\"",
            "colonne = \"DSIL 2026\"",
            "Financeur modifié DSIL 2026 colonne",
        ),
        (
            CEILINGS,
            "[[axes]]",
            "[[financeurs]]\nid = \"cdc\"\nnom = \"Caisse\"\n[[axes]]",
            "Nouveau financeur Caisse",
        ),
        (
            CEILINGS,
            "champs = [\"Priorité\", \"Statut\"]",
            "champs = [\"Statut\", \"Priorité\"]",
            "champs des fiches",
        ),
        (
            CEILINGS,
            "champs =",
            "affichage = \"euros\"\nchamps =",
            "affichage",
        ),
        (CEILINGS, "champs =", "unite = \"jours\"\nchamps =", "unité"),
    ] {
        let test = shape
            .dossier()
            .copied_as("avant")
            .replace("convention.toml", from, to);
        let shown = compared(&test);
        assert!(shown.contains(due), "{due}: {shown}");
    }
    let test = CEILINGS.dossier().copied_as("avant");
    let test = test.replace(
        "fiches/H 2.md",
        "statut = \"engagée\"",
        "statut = \"achevée\"",
    );
    assert!(compared(&test).contains("Statut"), "{}", compared(&test));
}

#[test]
fn changes_of_lines_and_rules_are_seen() {
    for (from, to, due) in [
        (
            "H 1 | Fonctionnement",
            "H 1 | Investissement",
            "section Fonctionnement Investissement",
        ),
        ("60000 | NC", "60000 | p.m.", "2027 NC p.m."),
        ("60000 | NC", "60000 | 1000", "2027 NC 1 000 €"),
        ("60000 | NC", "60000 | ", "2027 NC"),
        ("80000 | |", "90000 | |", "plafond"),
        ("50 % | Travaux", "50 % | Études", "assiette"),
    ] {
        let test = CEILINGS.dossier().copied_as("avant");
        resaved(&CEILINGS, &test, from, to);
        let shown = compared(&test);
        assert!(shown.contains(due), "{due}: {shown}");
    }
}

#[test]
fn changes_in_additional_columns_are_seen() {
    let costs = |service: &str| {
        format!(
            "Fiche | Nature | Montant 2026 | Montant 2027 | Service\nH 1 | Études | 100 | 100 | {service}"
        )
    };
    let funding = |number: &str| {
        format!("Fiche | Financeur | Taux | Engagement\nH 1 | Métropole | 100 % | {number}")
    };
    let write = |test: &DossierTest, service: &str, number: &str| {
        let (costs, funding) = (costs(service), funding(number));
        save(test, &[("Dépenses", &costs), ("Cofinancement", &funding)]).expect("written");
    };
    let test = CEILINGS.dossier();
    write(&test, "DGA", "12");
    let test = test.copied_as("avant");
    write(&test, "DGS", "12");
    assert!(
        compared(&test).contains("Service DGA DGS"),
        "{}",
        compared(&test)
    );
    write(&test, "DGA", "13");
    assert!(
        compared(&test).contains("Engagement 12 13"),
        "{}",
        compared(&test)
    );
}
