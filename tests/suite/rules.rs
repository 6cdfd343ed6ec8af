//! Every rule fires at least once: here, or where errors are planted (`mutations`).

use std::collections::BTreeSet;

use paraphe::RULES;
use rust_xlsxwriter::{Workbook, Worksheet};

use crate::{amendment, cases, dossier_test::DossierTest, mutations, word_files};

const DECISION: &str = "[[arbitrage]]\nconstat = \"recap-share\"\nfiche = \"EA 1.3.1\"\nmotif = \"m\"\ndecide_par = \"d\"\n";

/// A dossier with one more article.
fn article(test: DossierTest, text: &str) -> DossierTest {
    test.file(
        "articles/article-90.md",
        &format!("## Article 90 – Essai\n\n{text}\n"),
    )
}

/// The seed's dossier with an error planted so that this rule fires.
#[expect(clippy::too_many_lines, reason = "a list of rules")]
fn spoilt(rule: &str) -> DossierTest {
    let seed = DossierTest::seed();
    let decided =
        |rest: &str| DossierTest::seed().file("arbitrages.toml", &format!("{DECISION}{rest}\n"));
    match rule {
        "article-number" => seed.file("articles/objet.md", "## Objet\n\nIci.\n"),
        "article-amount" => article(seed, "La participation de la Métropole est de 430 370 €."),
        "article-fiche" => article(seed, "La fiche-action n° EC 1.4 le prévoit."),
        "article-missing" => article(seed, "La convention a pour objet une alliance."),
        "article-rate" => article(seed, "La Métropole verse une avance de 40 %."),
        "article-signatures" => {
            seed.file("articles/5.md", "## Article 5\n\nFait à Dijon, le 3 mai.\n")
        }
        "article-words" => article(seed, "Soit 3 000 € (deux mille euros)."),
        "article-years" => article(
            seed,
            "La convention est conclue pour une durée de quatre ans.",
        ),
        "balance-basis" => article(
            seed,
            "Le solde est versé au prorata des objectifs atteints.",
        ),
        "placeholder-unit" => article(seed, "La Métropole verse {part:metropole} €."),
        "avenant-article" | "avenant-base" | "avenant-empty" | "avenant-number"
        | "avenant-paid" | "avenant-past-year" => amendment::spoilt(rule),
        "placeholder-unknown" => seed.file("articles/1.md", "## Article 1\n\nSoit {totale}.\n"),
        "axis-unknown" => seed.replace("convention.toml", "prefixe = \"EC\"", "prefixe = \"XX\""),
        "axis-twice" => seed.replace("convention.toml", "prefixe = \"EC\"", "prefixe = \"ea\""),
        "claim-unknown" => seed.replace(
            "convention.toml",
            "base = \"part:metropole\"",
            "base = \"part:departement\"",
        ),
        "code-gap" | "stated-conflict" | "funding-none" | "recap-funders-omitted" => seed,
        "code-unreadable" => seed.cell("Cofinancement", "A7", "Sans code"),
        "column-missing" => seed.cell("Dépenses", "F4", "Somme"),
        "column-twice" => seed.cell("Dépenses", "C4", "Nature"),
        "column-unknown" => seed.cell("Dépenses", "L4", "Remarque"),
        "decision-invalid" => decided("retenir = \"les deux\""),
        "decision-outdated" => decided("retenir = \"fiche\"\nmontant_projet = \"1\""),
        "decision-unbalanced" => {
            decided("parts = { metropole = \"1\" }\nmontant_projet = \"7900\"")
        }
        "decision-unmatched" => {
            decided("annee = 2018\nretenir = \"fiche\"\nmontant_projet = \"7900\"")
        }
        "dossier-empty" => {
            let mut empty = DossierTest::seed();
            for entry in std::fs::read_dir(empty.path("input/fiches"))
                .expect("fiches")
                .flatten()
            {
                std::fs::remove_file(entry.path()).expect("deleted");
            }
            let mut workbook = rust_xlsxwriter::Workbook::new();
            let headers: [(&str, &[&str]); 2] = [
                (
                    "Dépenses",
                    &[
                        "Fiche",
                        "Nature",
                        "Montant 2018",
                        "Montant 2019",
                        "Montant 2020",
                    ],
                ),
                ("Cofinancement", &["Fiche", "Financeur", "Taux"]),
            ];
            for (name, header) in headers {
                let sheet = workbook.add_worksheet().set_name(name).expect("a sheet");
                sheet
                    .write_row(0, 0, header.iter().copied())
                    .expect("written");
            }
            workbook
                .save(empty.path("input/budget.xlsx"))
                .expect("saved");
            empty = empty.file("fiches/.rien", "");
            empty
        }
        "cost-total" => seed
            .cell("Dépenses", "B7", "Total général")
            .cell("Dépenses", "F7", "1"),
        "file-ignored" => seed
            .file("fiches/EA 1.4.doc", "PK")
            .file("fiches/notes.txt", "…"),
        "file-refused" => seed.without("convention.toml"),
        "front-matter-missing" => seed.replace("fiches/EA-1.1.md", "+++", "---"),
        "funder-missing" => seed.cell("Cofinancement", "B5", ""),
        "funding-empty" => seed
            .cell("Cofinancement", "D5", "")
            .cell("Cofinancement", "D6", "1"),
        "header-missing" => seed.cell("Dépenses", "A4", "Action"),
        "html-refused" => seed.replace("fiches/EA-1.1.md", "## Constat", "<hr>\n\n## Constat"),
        "key-missing" => seed.replace("convention.toml", "etape = ", "stade = "),
        "key-unknown" => seed.replace("convention.toml", "lieu = ", "lieux = "),
        "limit-exceeded" => seed.cell("Dépenses", "F1048576", "1"),
        "line-section" => seed
            .cell("Dépenses", "L4", "Section")
            .cell("Dépenses", "L5", "Études"),
        "off-total" => seed.replace(
            "convention.toml",
            "titre =",
            "hors_total = \"Dons\"\ntitre =",
        ),
        "party-twice" => seed.replace("convention.toml", "id = \"cci\"", "id = \"metropole\""),
        "recap-column-unknown" => seed.cell("Récapitulatif", "D5", "% Inconnu"),
        "recap-row-sum" => {
            seed.cell("Récapitulatif", "A6", "EA 9.9")
                .cell("Récapitulatif", "E6", "1")
        }
        "recap-row-unknown" => seed.cell("Récapitulatif", "A6", "Divers"),
        "recap-year-missing" => seed.cell("Récapitulatif", "I4", "2019"),
        "row-without-code" => seed.cell("Récapitulatif", "A6", ""),
        "signatory-missing" => seed.replace(
            "convention.toml",
            "qualite = \"Président\"",
            "qualite = \"\"",
        ),
        "text-markup" => seed.replace("fiches/EA-1.1.md", "## Constat", "[TABLE]\n\n## Constat"),
        "text-picture" => {
            seed.replace("fiches/EA-1.1.md", "## Constat", "![](a.png)\n\n## Constat")
        }
        "table-width" => {
            let row = |cell: &str| format!("|{}\n", format!(" {cell} |").repeat(40));
            let table = [row("commune"), row("---"), row("oui")].concat();
            seed.replace(
                "fiches/EA-1.1.md",
                "## Constat",
                &format!("{table}\n## Constat"),
            )
        }
        "text-glyph" => seed.replace("fiches/EA-1.1.md", "## Constat", "H₂O 漢\n\n## Constat"),
        "text-stage-note" => seed
            .replace(
                "convention.toml",
                "statut = \"projet\"",
                "statut = \"definitif\"",
            )
            .replace(
                "fiches/EA-1.1.md",
                "## Constat",
                "Document de travail.\n\n## Constat",
            ),
        "fiche-table" | "file-name" | "text-tracked" | "text-comment" | "text-left-out" => {
            word_files::spoilt(rule)
        }
        "toml-invalid" => seed.replace("convention.toml", "exemplaires = 2", "exemplaires = deux"),
        "total-off-step" => seed
            .replace("convention.toml", "arrondi = \"0.01\"", "arrondi = \"1\"")
            .cell("Dépenses", "F5", "3000.5"),
        "value-invalid" => seed.replace(
            "convention.toml",
            "etape = \"2018-11-02\"",
            "etape = \"../x\"",
        ),
        "workbook-unreadable" => seed.file("budget.xlsx", "ceci n’est pas un classeur"),
        "year-unknown" => seed.cell("Récapitulatif", "C4", "2031"),
        _ => panic!("no dossier is spoilt for {rule}"),
    }
}

/// The rules that fire on a dossier, including a finding that stops the run.
fn fired(test: &DossierTest) -> BTreeSet<String> {
    let run = test.run("check --format json");
    let report: serde_json::Value = serde_json::from_str(&run.stdout()).expect("JSON");
    let findings = report["findings"].as_array().expect("findings");
    findings
        .iter()
        .filter_map(|finding| finding["rule"].as_str().map(str::to_owned))
        .collect()
}

#[test]
fn every_rule_fires() {
    let mut planted = mutations::rules();
    planted.extend(cases::rules());
    let unplanted = RULES
        .iter()
        .map(|rule| rule.name)
        .filter(|rule| !planted.contains(rule));
    let silent = unplanted.filter(|rule| {
        ![
            "sheet-hidden",
            "sheet-missing",
            "sheet-twice",
            "sheet-unread",
        ]
        .contains(rule)
            && !fired(&spoilt(rule)).contains(*rule)
    });
    assert_eq!(silent.collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn a_workbook_without_its_sheets_is_reported_with_their_names() {
    let test = DossierTest::seed();
    let mut workbook = rust_xlsxwriter::Workbook::new();
    workbook
        .add_worksheet()
        .set_name("Feuil1")
        .expect("a sheet");
    workbook
        .save(test.path("input/budget.xlsx"))
        .expect("written");
    assert!(fired(&test).contains("sheet-missing"));
}

#[test]
fn a_sheet_that_nobody_sees_is_reported() {
    let test = DossierTest::seed();
    assert!(!fired(&test).contains("sheet-hidden"));
    let ways: [fn(&mut Worksheet, bool) -> &mut Worksheet; 2] =
        [Worksheet::set_hidden, Worksheet::set_very_hidden];
    for hide in ways {
        let mut workbook = Workbook::new();
        workbook
            .add_worksheet()
            .set_name("Dépenses")
            .expect("a sheet");
        hide(
            workbook
                .add_worksheet()
                .set_name("Cofinancement")
                .expect("a sheet"),
            true,
        );
        workbook
            .save(test.path("input/budget.xlsx"))
            .expect("written");
        let printed = test.run("check --lang en").stdout();
        assert!(
            printed.contains("budget.xlsx · Cofinancement")
                && printed.contains("this sheet is hidden"),
            "{printed}"
        );
    }
}

#[test]
fn two_sheets_of_one_name_are_one_too_many() {
    let test = DossierTest::seed();
    let mut workbook = rust_xlsxwriter::Workbook::new();
    for name in ["Dépenses", "DEPENSES", "Cofinancement"] {
        workbook.add_worksheet().set_name(name).expect("a sheet");
    }
    workbook
        .save(test.path("input/budget.xlsx"))
        .expect("written");
    assert!(fired(&test).contains("sheet-twice"));
}
