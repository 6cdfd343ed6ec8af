//! Sections of the budget in the corrected workbook: one subtotal per fiche and one over all, which are checked when
//! the workbook comes back.

use calamine::{Data, Reader, open_workbook_auto};

use crate::{
    cases::findings,
    shapes::{CEILINGS, audited, save},
};

/// The rows of a sheet with this text in one of their first cells, as texts.
fn rows(test: &crate::dossier_test::DossierTest, sheet: &str, text: &str) -> Vec<Vec<String>> {
    let path = test.path("output/2026-05-01+classeur/budget-corrige.xlsx");
    let mut book = open_workbook_auto(path).expect("a workbook");
    let range = book.worksheet_range(sheet).expect("a sheet");
    let rows = range
        .rows()
        .map(|row| row.iter().map(Data::to_string).collect::<Vec<_>>());
    let rows = rows.filter(|row| row[..3].iter().any(|cell| cell.contains(text)));
    rows.map(|mut row| {
        row.retain(|cell| !cell.is_empty());
        row
    })
    .collect()
}

#[test]
fn sections_have_subtotals_in_the_corrected_workbook() {
    let test = CEILINGS.dossier();
    test.run("build -q --xlsx-only").code(0);
    assert_eq!(
        rows(&test, "Récapitulatif", "ement"),
        [
            ["dont Fonctionnement", "70000", "5000", "75000"],
            ["dont Investissement", "533333.33", "100000", "633333.33"],
        ]
    );
}

#[test]
fn a_section_misspelt_or_left_out_is_found() {
    for (from, to, due) in [
        (
            "H 2 | Investissement",
            "H 2 | investissements",
            "warning line-section Dépenses!B4",
        ),
        (
            "H 2 | Investissement",
            "H 2 | ",
            "warning line-section Dépenses!A4",
        ),
        ("H 2 | Investissement", "H 2 | INVESTISSEMENT", ""),
    ] {
        let test = CEILINGS.dossier();
        let costs = CEILINGS.costs.replace(from, to);
        save(
            &test,
            &[("Dépenses", &costs), ("Cofinancement", CEILINGS.funding)],
        )
        .expect("written");
        assert_eq!(findings(&audited(&test)).join(""), due, "{to}");
    }
}

#[test]
fn a_wrong_subtotal_of_a_section_is_reported() {
    let costs = "Fiche | Section | Nature | Libellé | Montant 2026 | Montant 2027
H 1 | Fonctionnement | Études | Suivi-animation | 60000 | NC
 | Investissement | Travaux | Logements | 200000 | 100000
H 2 | Investissement | Travaux | Halle | 333 333,33 |
 | Fonctionnement | Études | Programme | 10000 | 5000
 | | Total | | 343 333,33 | 5000
 | Investissement | Total | | 333 333 | ";
    let recap = "|2026||2027||
Code|% Métropole|Total|% Métropole|Total|Total
Total|145000|603333,33|25000|105000|708333,33
dont Investissement||533333,33||99000|632333,33
dont fonctionnement||70000||5000|75000";
    let test = CEILINGS.dossier();
    save(
        &test,
        &[
            ("Dépenses", costs),
            ("Cofinancement", CEILINGS.funding),
            ("Récapitulatif", recap),
        ],
    )
    .expect("written");
    let found = findings(&audited(&test));
    let totals = found.iter().filter(|found| found.contains("total"));
    assert_eq!(
        totals.collect::<Vec<_>>(),
        [
            "error cost-total Dépenses!E7",
            "error cost-total Récapitulatif!E4",
            "error cost-total Récapitulatif!F4",
        ]
    );
}
