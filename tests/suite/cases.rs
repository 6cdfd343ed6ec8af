//! Workbooks as officers make them: every amount is read right, or told at its cell. Each file of
//! `tests/fixtures/cases` was once read wrongly.

use std::fs;

use paraphe::{Audited, Limits, check};

use crate::dossier_test::{DossierTest, copy, repository};

/// The grand total of the dossier, in euros, where nothing but the layout of the workbook differs.
const TOTAL: &str = "72450.5";

/// A workbook, the total over all years, and every finding: severity, rule, cell.
const READ: [(&str, &str, &[&str]); 26] = [
    // A formula that was never calculated, stored as 0; the total is what is left.
    (
        "01d-une-formule-a-zero",
        "71250.5",
        &["error cell-unreadable Dépenses!F5"],
    ),
    ("04a-sous-total-dans-nature", TOTAL, &[]),
    (
        "07-lignes-masquees-et-filtrees",
        TOTAL,
        &[
            "warning cell-hidden Dépenses!F5",
            "warning cell-hidden Dépenses!F7",
            "warning cell-hidden Dépenses!H5",
        ],
    ),
    (
        "08a-montant-fusionne-sur-les-annees",
        "13650.5",
        &["error cell-merged Dépenses!E8"],
    ),
    ("109-ods-formule-texte", TOTAL, &[]),
    (
        "13b-format-k-euros-non-divise",
        TOTAL,
        &["info amount-unit Dépenses!F4"],
    ),
    // What floats leave over is nothing: the share that was overwritten by it is missing.
    (
        "15-zero-parasite",
        TOTAL,
        &["error recap-share Récapitulatif!I6"],
    ),
    ("20-cellule-fiche-dans-le-titre", TOTAL, &[]),
    (
        "21-remarques-sous-le-tableau",
        TOTAL,
        &["info row-ignored Dépenses!A13"],
    ),
    ("22b-annee-au-dessus-date", TOTAL, &[]),
    ("27-une-colonne-par-financeur", TOTAL, &[]),
    ("28-format-long", "69900", &["error fiche-without-rows 2:8"]),
    ("29-lignes-d-axe", TOTAL, &[]),
    ("30-code-et-titre-ensemble", TOTAL, &[]),
    (
        "32-date-dans-un-montant",
        "62400",
        &[
            "error cell-unreadable Dépenses!F4",
            "error cell-unreadable Dépenses!E5",
            "error cell-unreadable Dépenses!F8",
            "error cell-unreadable Cofinancement!D6",
        ],
    ),
    ("34-barres", TOTAL, &["warning cell-struck Dépenses!F5"]),
    (
        "35b-recap-en-formules",
        TOTAL,
        &["error recap-share Récapitulatif!C6"],
    ),
    (
        "47-financeurs-variantes",
        TOTAL,
        &[
            "warning funder-spelling Cofinancement!B4",
            "warning funder-spelling Cofinancement!B9",
            "warning funder-spelling Cofinancement!B10",
        ],
    ),
    ("49-recap-libelles", TOTAL, &[]),
    ("60-total-general-seul", TOTAL, &[]),
    (
        "61-erreurs-excel-dans-des-textes",
        TOTAL,
        &[
            "error cell-unreadable Dépenses!B4",
            "error cell-unreadable Dépenses!C4",
            "error cell-unreadable Cofinancement!G4",
            "error cell-unreadable Cofinancement!B9",
        ],
    ),
    (
        "63b-fractions-de-centime",
        "600",
        &[
            "error amount-fraction Dépenses!F4",
            "error amount-fraction Dépenses!F5",
            "error amount-fraction Dépenses!F6",
        ],
    ),
    ("65-v-avec-espaces", TOTAL, &[]),
    (
        "68-taux-fusionne",
        TOTAL,
        &["error cell-merged Cofinancement!D6"],
    ),
    ("69-sous-total-d-excel", TOTAL, &[]),
    ("82-en-tete-sur-deux-lignes-fusionne", TOTAL, &[]),
];

fn dossier(workbook: &str) -> DossierTest {
    let test = DossierTest::empty();
    let cases = repository().join("tests/fixtures/cases");
    fs::create_dir_all(test.path("input")).expect("a folder");
    copy(&cases.join("fiches"), &test.path("input/fiches"));
    fs::copy(
        cases.join("convention.toml"),
        test.path("input/convention.toml"),
    )
    .expect("copied");
    for extension in ["xlsx", "ods"] {
        let from = cases.join(format!("{workbook}.{extension}"));
        if from.exists() {
            fs::copy(from, test.path(&format!("input/budget.{extension}"))).expect("copied");
        }
    }
    test
}

fn total(audited: &Audited) -> String {
    audited.figures.total.all.total.plain()
}

/// `error cell-unreadable Dépenses!F5`
fn findings(audited: &Audited) -> Vec<String> {
    let all = audited.findings.iter();
    let mut all: Vec<String> = all
        .map(|found| {
            let severity = format!("{:?}", found.severity).to_lowercase();
            format!("{severity} {} {}", found.rule, found.place.within_file())
        })
        .collect();
    all.sort();
    all
}

#[test]
fn every_amount_is_read_or_told_at_its_cell() {
    let mut wrong = Vec::new();
    for (name, due_total, due) in READ {
        let test = dossier(name);
        match check(&test.path("input"), &Limits::default()) {
            Ok(audited) => {
                let (total, found) = (total(&audited), findings(&audited));
                let mut due: Vec<&str> = due.to_vec();
                due.sort_unstable();
                if total != due_total || found != due {
                    wrong.push(format!(
                        "{name}: {total}, due {due_total}\n  found {found:#?}\n  due {due:#?}"
                    ));
                }
            }
            Err(error) => wrong.push(format!("{name}: {error}")),
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}\n{}",
        wrong.len(),
        READ.len(),
        wrong.join("\n")
    );
}
