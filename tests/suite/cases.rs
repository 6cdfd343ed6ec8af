//! Workbooks as officers make them: every amount is read right, or has a finding at its cell. Each file of
//! `tests/fixtures/cases` was once read wrongly.

use std::{collections::BTreeSet, fs};

use paraphe::{Audited, Limits, check};

use crate::dossier_test::{DossierTest, copy, repository};

/// The grand total of the dossier in euros, where only the layout of the workbook differs.
pub(crate) const TOTAL: &str = "72450.5";

/// A workbook, the total over all years, and every finding: severity, rule, cell.
const READ: [(&str, &str, &[&str]); 30] = [
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
    // The first of the two is shown; no document is made.
    (
        "104-colonnes-en-double",
        TOTAL,
        &["error column-twice Dépenses!I3"],
    ),
    ("109-ods-formule-texte", TOTAL, &[]),
    (
        "13b-format-k-euros-non-divise",
        TOTAL,
        &["info amount-unit Dépenses!F4"],
    ),
    // The rounding error of a float counts as zero: the share that it replaced is missing.
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
        "41-inline-strings",
        "71850.5",
        &["error cell-unreadable Dépenses!F7"],
    ),
    (
        "47-financeurs-variantes",
        TOTAL,
        &[
            "error funder-spelling Cofinancement!B4",
            "warning funder-spelling Cofinancement!B9",
            "warning funder-spelling Cofinancement!B10",
        ],
    ),
    ("49-recap-libelles", TOTAL, &[]),
    // Days as they are typed: read, and then priced, or refused.
    (
        "53-texte-dans-jours",
        "78450.5",
        &[
            "error cell-unreadable Dépenses!E11",
            "error cell-unreadable Dépenses!E12",
            "error cell-unreadable Dépenses!E13",
            "error cell-unreadable Dépenses!E14",
            "error cell-unreadable Dépenses!E15",
            "error line-days Dépenses!F10",
            "error line-days Dépenses!F16",
            "error line-days Dépenses!F17",
            "error line-days Dépenses!F9",
        ],
    ),
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
    (
        "87b-zero-point",
        "13650.5",
        &[
            "error cell-unreadable Dépenses!F10",
            "error cell-unreadable Dépenses!F11",
            "error cell-unreadable Dépenses!F12",
            "error cell-unreadable Dépenses!F13",
            "error cell-unreadable Dépenses!F8",
            "error cell-unreadable Dépenses!F9",
            "error rows-without-fiche Dépenses!A11",
            "error rows-without-fiche Dépenses!A12",
            "error rows-without-fiche Dépenses!A13",
            "info code-gap Dépenses!A11",
        ],
    ),
];

/// The dossier of these workbooks, without a workbook.
pub(crate) fn without_workbook() -> DossierTest {
    let test = DossierTest::empty();
    let cases = repository().join("tests/fixtures/cases");
    fs::create_dir_all(test.path("input")).expect("a folder");
    copy(&cases.join("fiches"), &test.path("input/fiches"));
    fs::copy(
        cases.join("convention.toml"),
        test.path("input/convention.toml"),
    )
    .expect("copied");
    test
}

fn dossier(workbook: &str) -> DossierTest {
    let test = without_workbook();
    let cases = repository().join("tests/fixtures/cases");
    for extension in ["xlsx", "ods"] {
        let from = cases.join(format!("{workbook}.{extension}"));
        if from.exists() {
            fs::copy(from, test.path(&format!("input/budget.{extension}"))).expect("copied");
        }
    }
    test
}

fn checked(test: &DossierTest) -> Audited {
    test.run("check");
    check(&test.path("input"), &Limits::default()).expect("readable")
}

pub(crate) fn total(audited: &Audited) -> String {
    audited.figures.total.all.total.plain()
}

/// `error cell-unreadable Dépenses!F5`
pub(crate) fn findings(audited: &Audited) -> Vec<String> {
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

/// The differences from what is expected: the total over all years, and every finding.
pub(crate) fn misread(
    name: &str,
    test: &DossierTest,
    due_total: &str,
    due: &[&str],
) -> Option<String> {
    let audited = match check(&test.path("input"), &Limits::default()) {
        Ok(audited) => audited,
        Err(error) => return Some(format!("{name}: {error}")),
    };
    let (total, found) = (total(&audited), findings(&audited));
    let mut due: Vec<&str> = due.to_vec();
    due.sort_unstable();
    (total != due_total || found != due)
        .then(|| format!("{name}: {total}, due {due_total}\n  found {found:#?}\n  due {due:#?}"))
}

#[test]
fn every_amount_is_read_or_reported_at_its_cell() {
    let mut wrong = Vec::new();
    for (name, due_total, due) in READ {
        let test = dossier(name);
        wrong.extend(misread(name, &test, due_total, due));
    }
    assert!(
        wrong.is_empty(),
        "{} of {}\n{}",
        wrong.len(),
        READ.len(),
        wrong.join("\n")
    );
}

/// The rules that report these workbooks and files.
pub(crate) fn rules() -> BTreeSet<&'static str> {
    let read = READ.iter().flat_map(|(.., due)| due.iter());
    let rules = read.filter_map(|due| due.split(' ').nth(1));
    let rules = rules.chain(["file-encoding"]);
    rules.chain(crate::rows::rules()).collect()
}

/// A workbook that `init --from` makes a dossier around, the total that it then has (none where a question is asked),
/// and the messages about the workbook.
const AROUND: [(&str, &str, &[&str]); 10] = [
    (
        "officier",
        "434207.05",
        &[
            "jours         Nb jours {annee}",
            "montant       Coût (€) {annee}",
            "Récapitulatif   Synthèse financière",
            "Parties : CC du Val, CMA, Initiative Val, Région",
            "A (Artisanat et centre-bourg)",
            "Feuille « Contacts » : il manque une colonne de codes d’action",
        ],
    ),
    (
        "13c-en-tete-en-k-euros",
        TOTAL,
        &["montant       Budget {annee} (k€)"],
    ),
    (
        "27-une-colonne-par-financeur",
        TOTAL,
        &["financeur     Ville, CCI, Région (une colonne chacun)"],
    ),
    (
        "28-format-long",
        "69900",
        &["annee         Année", "Années : 2027, 2028"],
    ),
    (
        "69-sous-total-d-excel",
        TOTAL,
        &["Fiches : A 1.1, A 1.2, B 1.1"],
    ),
    (
        "82-en-tete-sur-deux-lignes-fusionne",
        TOTAL,
        &["jours         Jours {annee}"],
    ),
    (
        "117-recettes-init",
        TOTAL,
        &["colonnes sans emploi : « Recettes {annee} »"],
    ),
    (
        "122b-deux-feuilles-inegales",
        TOTAL,
        &["Dépenses, Dépenses tourisme"],
    ),
    (
        "25d-subvention-seule",
        "",
        &["à confirmer : « Montant subvention {annee} » peut être autre chose"],
    ),
    ("26b-trimestres-montant", "", &["d’une partie de l’année"]),
];

#[test]
fn a_dossier_is_made_around_an_officers_workbook_or_what_is_missing_is_said() {
    for (name, due_total, words) in AROUND {
        let test = DossierTest::empty();
        let source = format!("tests/fixtures/cases/{name}-source.xlsx");
        fs::copy(repository().join(source), test.path("source.xlsx")).expect("copied");
        let parties = if name == "officier" {
            ""
        } else {
            "--party Ville --party CCI"
        };
        let run = test.run(&format!(
            "init input --from source.xlsx --title Essai --yes {parties}"
        ));
        let output = run.stdout().replace('\u{a0}', " ");
        for words in words {
            assert!(output.contains(words), "{name}: {words}\n{output}");
        }
        match check(&test.path("input"), &Limits::default()) {
            Ok(audited) => assert_eq!(total(&audited), due_total, "{name}"),
            Err(error) => assert_eq!(due_total, "", "{name}: {error}"),
        }
    }
}

#[test]
fn a_row_that_adds_up_all_others_is_no_cost_whatever_it_is_called() {
    for label in [
        "Coût global du programme",
        "Montant global",
        "Budget prévisionnel",
        "Dépenses totales",
        "Ensemble des actions",
        "Cumul",
        "Tot. général",
        "Enveloppe",
        "Convention 2027-2028",
    ] {
        for cell in ["B9", "C9"] {
            let test = dossier("60-total-general-seul")
                .cell("Dépenses", "B9", "")
                .cell("Dépenses", cell, label);
            let audited = checked(&test);
            assert_eq!(total(&audited), TOTAL, "{label}");
            let found = findings(&audited);
            let says_so = |found: &String| *found == format!("info row-ignored Dépenses!{cell}");
            assert!(found.iter().all(says_so), "{label}: {found:#?}");
        }
    }
    for label in ["ENSEMBLE", "Cumul", "Coût global"] {
        let test = dossier("60-total-general-seul")
            .cell("Dépenses", "B9", "")
            .cell("Dépenses", "A9", label);
        let audited = checked(&test);
        assert_eq!(
            (total(&audited).as_str(), findings(&audited)),
            (TOTAL, Vec::new()),
            "{label}"
        );
    }
}

#[test]
fn a_sheet_a_year_is_read_whole() {
    let test = DossierTest::empty();
    let mut workbook = rust_xlsxwriter::Workbook::new();
    for year in ["2027", "2028"] {
        let sheet = workbook.add_worksheet().set_name(year).expect("a sheet");
        let header = [
            "Fiche".to_owned(),
            "Nature".to_owned(),
            format!("Montant {year}"),
        ];
        sheet.write_row(0, 0, header).expect("written");
        sheet.write_row(1, 0, ["A 1", "Études"]).expect("written");
        sheet.write_number(1, 2, 1000).expect("written");
    }
    let sheet = workbook
        .add_worksheet()
        .set_name("Cofinancement")
        .expect("a sheet");
    sheet
        .write_row(0, 0, ["Fiche", "Financeur", "Taux"])
        .expect("written");
    sheet
        .write_row(1, 0, ["A 1", "Ville", "100 %"])
        .expect("written");
    workbook.save(test.path("source.xlsx")).expect("saved");
    test.run("init input --from source.xlsx --title Essai --yes --party Ville --party CCI")
        .code(0);
    let audited = checked(&test);
    assert_eq!(total(&audited), "2000");
    assert_eq!(audited.dossier.fiches[0].lines.len(), 1);
}

#[test]
fn a_column_that_is_there_twice_stops_a_build() {
    let test = dossier("104-colonnes-en-double");
    test.run("build").code(2);
    assert!(!test.path("output").exists());
}

#[test]
fn files_of_old_encodings_or_with_a_second_ending_are_recognised() {
    let test = DossierTest::seed();
    let name = test.path("input/fiches/EA-1.1.md");
    let text = fs::read_to_string(&name).expect("a text");
    let ansi: Vec<u8> = text
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?'))
        .collect();
    fs::write(&name, ansi).expect("written");
    let output = test.run("check -q --rule file-encoding").stdout();
    assert!(
        output.contains("EA-1.1.md") && output.contains("windows-1252"),
        "{output}"
    );
    test.run("build --only EA1.1").code(0);

    let convention = test.path("input/convention.toml");
    fs::rename(&convention, test.path("input/convention.toml.txt")).expect("renamed");
    let run = test.run("check -q");
    let output = run.stdout() + &run.stderr();
    assert!(output.contains("convention.toml.txt"), "{output}");
}

#[test]
fn a_character_that_no_font_has_is_a_visible_box_in_a_draft_and_blocks_what_is_final() {
    let test = DossierTest::seed_final().replace(
        "fiches/EA-1.1.md",
        "Sans attendre",
        "CO₂ 漢 sans attendre",
    );
    test.run("build --only EA1.1").code(0);
    let run = test.run("build --final");
    assert!(run.stderr().contains("text-glyph"), "{}", run.stderr());
    run.code(1);
}
