//! Comparing drafts: the example against itself with one thing changed of every kind.

use std::{fs, path::Path};

use calamine::{Data, Reader, Xlsx, open_workbook};
use paraphe::{
    diff::Comparison,
    locale::Locale,
    pipeline::{DiffRequest, compare},
    report::comparison::Teller,
};
use serde_json::Value;

use crate::dossier_test::DossierTest;

/// Cells of the workbook that change, by sheet: `Dépenses`, `Cofinancement`, `Récapitulatif`.
const CELLS: [(&str, &[(&str, &str)]); 3] = [
    (
        "Dépenses",
        &[
            // A cost of EA 2.1, and its fiche's total.
            ("H34", "5500"),
            ("H36", "11500"),
            // The drafted total of EA 1.1 alone: it contradicts its lines.
            ("F7", "4300"),
            // EA 2.5 becomes EA 2.4.
            ("A41", "EA 2.4"),
            // EP 2.7 comes where EP 3.2 was.
            ("A62", "EP 2.7"),
            ("E62", "2"),
            ("F62", "1200"),
            ("G62", ""),
            ("H62", ""),
            ("I62", ""),
            ("J62", ""),
            ("B63", ""),
            ("C63", ""),
            ("B64", "Total"),
            ("F64", "1200"),
            ("H64", ""),
            ("J64", ""),
            // A line of EC 1.3 is called otherwise.
            ("C76", "Prestations extérieures"),
        ],
    ),
    (
        "Cofinancement",
        &[
            ("A26", "EA 2.4"),
            ("A27", "EA 2.4"),
            ("D35", "30 %"),
            ("D36", "70 %"),
            ("A42", "EP 2.7"),
            ("D42", "80 %"),
            ("A43", "EP 2.7"),
            ("D43", "20 %"),
            // The Département takes over a part of what the FSE pays; Revitalisation has another name.
            ("F48", "71000"),
            ("B50", "Fonds de revitalisation"),
            ("A53", "EC 1.3"),
            ("B53", "Département"),
            ("F53", "912"),
        ],
    ),
    (
        "Récapitulatif",
        &[
            ("F14", "9200"),
            ("G14", "2300"),
            ("H14", "11500"),
            ("A16", "EA 2.4"),
            ("F17", "135260"),
            ("G17", "49190"),
            ("H17", "184450"),
            ("L17", "551850"),
            ("C21", "1320"),
            ("D21", "3080"),
            ("F21", "1320"),
            ("G21", "3080"),
            ("I21", "1320"),
            ("J21", "3080"),
            ("A25", "EP 2.7"),
            ("B25", "Vitrines partagées"),
            ("C25", "960"),
            ("D25", "240"),
            ("E25", "1200"),
            ("F25", "0"),
            ("G25", "0"),
            ("H25", "0"),
            ("I25", "0"),
            ("J25", "0"),
            ("K25", "0"),
            ("C26", "31840"),
            ("D26", "41160"),
            ("E26", "73000"),
            ("F26", "47020"),
            ("G26", "53880"),
            ("H26", "100900"),
            ("I26", "49320"),
            ("J26", "63080"),
            ("K26", "112400"),
            ("L26", "286300"),
            ("L31", "1160150"),
            ("C32", "235380"),
            ("D32", "107270"),
            ("E32", "342650"),
            ("F32", "257480"),
            ("G32", "141870"),
            ("H32", "399350"),
            ("I32", "265740"),
            ("J32", "152410"),
            ("K32", "418150"),
            ("L32", "1160150"),
        ],
    ),
];

const NEW_FICHE: &str = r#"+++
code = "EP 2.7"
titre = "Vitrines partagées entre commerçants"
maitrise_ouvrage = "CCI Côte-d’Or"
calendrier = "2018."
+++

## Constat

Des locaux vides longent les rues piétonnes ; plusieurs artisans cherchent à s’y montrer ensemble.
"#;

const DECISION: &str = r#"[[arbitrage]]
constat = "recap-share"
fiche = "EA 1.3.2"
retenir = "recapitulatif"
montant_projet = "7700"
motif = "Parité demandée par les deux assemblées"
decide_par = "Comité de pilotage"
date = 2018-11-15
"#;

/// The example in `avant/`, and with one thing changed of every kind in `input/`.
fn edited() -> DossierTest {
    let mut test = DossierTest::seed().copied_as("avant");
    for (sheet, cells) in CELLS {
        test = cells.iter().fold(test, |test, (cell, text)| test.cell(sheet, cell, text));
    }
    let recoded = fs::read_to_string(test.path("input/fiches/EA-2.5.md")).expect("text");
    test.without("fiches/EA-2.5.md")
        .file("fiches/EA-2.4.md", &recoded.replace("EA 2.5", "EA 2.4"))
        .without("fiches/EP-3.2.md")
        .file("fiches/EP-2.7.md", NEW_FICHE)
        .file("arbitrages.toml", DECISION)
        .replace("convention.toml", "montant = \"390370\"", "montant = \"430370\"")
        .replace("convention.toml", "Xavier MIREPOIX", "Camille DURAND")
        .replace("convention.toml", "etape = \"2018-11-02\"", "etape = \"2018-12-14\"")
        .replace("fiches/EP-1.3.md", "titre = \"", "titre = \"Ensemble, ")
        .replace("fiches/EA-1.2.1.md", "le plus finement possible", "aussi finement que possible")
        .replace("fiches/EA-1.2.1.md", "## Objectifs", "## Buts")
        .replace("fiches/EP-2.5.md", "  \"SPLAAD\",\n", "")
        .replace("fiches/EP-2.5.md", "## Évaluation", "## Suivi\n\nUn point par trimestre.\n\n## Évaluation")
}

/// Every change that there is, as kind, fiche and subject; nothing else may be told.
const CHANGES: [(&str, &str, &str); 16] = [
    ("party-changed", "", "Chambre de Commerce et d’Industrie de Côte-d’Or"),
    ("funder-renamed", "", ""),
    (
        "stated-changed",
        "",
        "Article 3 · subvention de la Métropole pendant les trois années (à préciser à partir des fiches-actions)",
    ),
    ("line-changed", "EA 2.1", "Apport base de données"),
    ("fiche-recoded", "EA 2.4", ""),
    ("fiche-retitled", "EP 1.3", ""),
    ("rate-changed", "EP 2.4", "Métropole"),
    ("rate-changed", "EP 2.4", "CCI Côte-d’Or"),
    ("fiche-added", "EP 2.7", ""),
    ("fiche-removed", "EP 3.2", ""),
    ("line-changed", "EC 1.3", "Prestations · Prestations extérieures"),
    ("fixed-changed", "EC 1.3", "FSE"),
    ("rule-added", "EC 1.3", "Département"),
    ("decision-taken", "EA 1.3.2", "recap-share"),
    ("finding-opened", "EA 1.1", "erreur [fiche-total] budget.xlsx · Dépenses!F7"),
    ("finding-closed", "", "erreur [stated-conflict] convention.toml:50:11"),
];

const TEXTS: [(&str, &str, &str); 4] = [
    ("text-changed", "EA 1.2.1", "Constat"),
    ("text-renamed", "EA 1.2.1", "Objectifs → Buts"),
    ("text-changed", "EP 2.5", "partenaires"),
    ("text-added", "EP 2.5", "Suivi"),
];

fn compared(test: &DossierTest, before: &str, after: &str) -> Comparison {
    let [before, after] = [before, after].map(|name| test.path(name).to_string_lossy().into_owned());
    let request = DiffRequest { before: Some(&before), after: Some(&after), output: &test.path("output") };
    compare(&request).expect("compared").0
}

#[test]
fn each_change_is_told_once_as_what_it_is() {
    let test = edited();
    test.run("check").exit_code();
    let comparison = compared(&test, "avant", "input");
    let french = Locale::french();
    let teller = Teller::new(&comparison, &french);
    let told = teller.amounts();
    let told: Vec<(&str, &str, &str)> =
        told.iter().map(|one| (one.kind, one.fiche.as_str(), one.subject.as_str())).collect();
    for one in &told {
        println!("{one:?}");
    }
    assert_eq!(told, CHANGES);
}

#[test]
fn shown() {
    let test = edited();
    println!("{}", test.run("diff avant input").code(1).shown());
}
