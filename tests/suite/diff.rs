//! Comparing drafts: the example against itself with one thing changed of every kind.

use std::{collections::BTreeSet, fs, path::Path};

use calamine::{Reader, Xlsx, open_workbook};
use paraphe::{
    Amount, Change, Comparison, ComparisonTree, DiffRequest, FicheChange, Limits, Locale, Move,
    compare, describe,
};
use serde_json::Value;

use crate::{
    dossier_test::{DossierTest, repository},
    generator::{Shape, generate},
};

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
pub(crate) fn edited() -> DossierTest {
    let mut test = DossierTest::seed().copied_as("avant");
    for (sheet, cells) in CELLS {
        test = cells
            .iter()
            .fold(test, |test, (cell, text)| test.cell(sheet, cell, text));
    }
    let recoded = fs::read_to_string(test.path("input/fiches/EA-2.5.md")).expect("text");
    test.without("fiches/EA-2.5.md")
        .file("fiches/EA-2.4.md", &recoded.replace("EA 2.5", "EA 2.4"))
        .without("fiches/EP-3.2.md")
        .file("fiches/EP-2.7.md", NEW_FICHE)
        .file("arbitrages.toml", DECISION)
        .replace(
            "convention.toml",
            "montant = \"390370\"",
            "montant = \"430370\"",
        )
        .replace("convention.toml", "Xavier MIREPOIX", "Camille DURAND")
        .replace(
            "convention.toml",
            "etape = \"2018-11-02\"",
            "etape = \"2018-12-14\"",
        )
        .replace("fiches/EP-1.3.md", "titre = \"", "titre = \"Ensemble, ")
        .replace(
            "fiches/EA-1.2.1.md",
            "le plus finement possible",
            "aussi finement que possible",
        )
        .replace("fiches/EA-1.2.1.md", "## Objectifs", "## Buts")
        .replace("fiches/EP-2.5.md", "  \"SPLAAD\",\n", "")
        .replace(
            "fiches/EP-2.5.md",
            "## Évaluation",
            "## Suivi\n\nUn point par trimestre.\n\n## Évaluation",
        )
}

/// Every change that there is, as kind, fiche and subject; nothing else may be told.
const CHANGES: [(&str, &str, &str); 16] = [
    (
        "party-changed",
        "",
        "Chambre de Commerce et d’Industrie de Côte-d’Or",
    ),
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
    (
        "line-changed",
        "EC 1.3",
        "Prestations · Prestations extérieures",
    ),
    ("fixed-changed", "EC 1.3", "FSE"),
    ("rule-added", "EC 1.3", "Département"),
    ("decision-taken", "EA 1.3.2", "recap-share"),
    (
        "finding-opened",
        "EA 1.1",
        "erreur [fiche-total] budget.xlsx · Dépenses!F7",
    ),
    (
        "finding-closed",
        "",
        "erreur [stated-conflict] convention.toml:50:11",
    ),
];

const TEXTS: [(&str, &str, &str); 4] = [
    ("text-changed", "EA 1.2.1", "Constat"),
    ("text-renamed", "EA 1.2.1", "Objectifs → Buts"),
    ("text-changed", "EP 2.5", "partenaires"),
    ("text-added", "EP 2.5", "Suivi"),
];

pub(crate) fn compared(test: &DossierTest, before: &str, after: &str) -> Comparison {
    let [before, after] =
        [before, after].map(|name| test.path(name).to_string_lossy().into_owned());
    let request = DiffRequest {
        before: Some(&before),
        after: Some(&after),
        output: &test.path("output"),
        limits: &Limits::default(),
    };
    compare(&request).expect("compared").0
}

/// The changes of the first level, in order.
fn changes(tree: &ComparisonTree) -> impl Iterator<Item = &Change> {
    tree.sections.iter().flat_map(|section| &section.changes)
}

/// The edited example, its workbook written, and both of its drafts compared.
fn compared_example() -> (DossierTest, Comparison) {
    let test = edited();
    test.run("check").code(1);
    let comparison = compared(&test, "avant", "input");
    (test, comparison)
}

#[test]
fn each_change_is_told_once_as_what_it_is() {
    let (_, comparison) = compared_example();
    for locale in [Locale::french(), Locale::english()] {
        let tree = describe(&comparison, &locale);
        // A finding's place is told with its severity, in the reader's language.
        let subject = |subject: &str| subject.replace("error [", "erreur [");
        let listed: Vec<_> = changes(&tree)
            .map(|one| (one.kind.as_str(), one.fiche.as_str(), subject(&one.subject)))
            .collect();
        assert_eq!(
            listed,
            CHANGES.map(|(kind, fiche, subject)| (kind, fiche, subject.to_owned()))
        );
        let texts = tree.sections.iter().flat_map(|section| &section.texts);
        let texts = texts.map(|one| (one.kind.clone(), one.fiche.clone()));
        let expected = TEXTS.map(|(kind, fiche, _)| (kind.to_owned(), fiche.to_owned()));
        assert_eq!(texts.collect::<Vec<_>>(), expected);
    }
    let count = comparison.count();
    assert_eq!(
        (count.amounts, count.texts, count.pages),
        (CHANGES.len(), TEXTS.len(), 0)
    );
    assert_eq!(comparison.uncompared, []);
}

#[test]
fn what_changes_come_to_is_what_everyone_pays() {
    let (_, comparison) = compared_example();
    let moved: Vec<&str> = comparison
        .amounts
        .fiches
        .iter()
        .filter(|fiche| fiche.shares.is_some())
        .filter_map(|fiche| fiche.after.as_ref().or(fiche.before.as_ref()))
        .map(|name| name.code.spelling())
        .collect();
    assert_eq!(
        moved,
        ["EA 1.3.2", "EA 2.1", "EP 2.4", "EP 2.7", "EP 3.2", "EC 1.3"]
    );
    let total = comparison.amounts.total.as_ref().expect("moved");
    // The costs: + 500 € for EA 2.1, + 1 200 € for EP 2.7, − 34 800 € for EP 3.2.
    assert_eq!(
        total.all.total.difference(),
        Amount::whole(500 + 1200 - 34_800)
    );
    // The Métropole: 80 % of 500 € and 1 200 €, 10 % more of EP 2.4, 20 % of EP 3.2, and the parity decided.
    let metropole = 400 + 960 + 3 * 440 - 6_960 - 2 * 4_620;
    assert_eq!(total.all.shares[0].difference(), Amount::whole(metropole));
    assert_eq!(
        total.all.shares[0]
            .percent()
            .expect("a percentage")
            .to_string(),
        "−1,62\u{a0}%"
    );
    let differences: Amount = total.all.shares.iter().map(Move::difference).sum();
    assert_eq!(
        differences + total.all.unallocated.difference(),
        total.all.total.difference()
    );
}

#[test]
fn the_terminal_shows_it_in_both_languages() {
    let test = edited();
    for language in ["fr", "en"] {
        let run = test
            .run(&format!("--lang {language} diff avant input"))
            .code(1);
        assert_eq!(run.stderr(), "");
        insta::assert_snapshot!(format!("text_{language}"), run.stdout());
    }
    let narrow = test
        .run_with("diff --no-pages avant input", &[("COLUMNS", "60")])
        .stdout();
    let widest = narrow.lines().map(paraphe::display_width).max();
    assert!(widest <= Some(60), "{narrow}");
    let coloured = test
        .run("--color always diff --no-pages avant input")
        .stdout();
    assert!(
        coloured.contains("\u{1b}[") && !coloured.contains("[-"),
        "{coloured}"
    );
}

#[test]
fn markdown_shows_it() {
    let run = edited().run("diff avant input --format markdown").code(1);
    insta::assert_snapshot!("markdown", run.stdout());
}

/// Every object of the JSON, wherever it stands.
fn objects<'a>(value: &'a Value, found: &mut Vec<&'a serde_json::Map<String, Value>>) {
    match value {
        Value::Object(object) => {
            found.push(object);
            object.values().for_each(|value| objects(value, found));
        }
        Value::Array(values) => values.iter().for_each(|value| objects(value, found)),
        _ => {}
    }
}

#[test]
fn json_holds_each_change_once() {
    let run = edited().run("diff avant input --format json").code(1);
    let json: Value = serde_json::from_str(&run.stdout()).expect("JSON");
    assert_eq!(
        (json["schema"].as_u64(), json["same"].as_bool()),
        (Some(1), Some(false))
    );
    let amounts = &json["amounts"];
    let kinds = |list: &Value, key: &str| -> Vec<String> {
        let kind = |value: &Value| value[key].as_str().expect("a kind").to_owned();
        list.as_array().expect("a list").iter().map(kind).collect()
    };
    assert_eq!(
        kinds(&amounts["agreement"], "kind"),
        ["party", "funder", "stated"]
    );
    let fiches = amounts["fiches"].as_array().expect("a list");
    let changes: Vec<String> = fiches
        .iter()
        .flat_map(|fiche| kinds(&fiche["changes"], "kind"))
        .collect();
    let expected = [
        "line", "recoded", "retitled", "rule", "rule", "added", "removed", "line", "rule", "rule",
    ];
    assert_eq!(changes, expected);
    assert_eq!(kinds(&amounts["decisions"], "state"), ["taken"]);
    let states = kinds(&amounts["findings"], "state");
    let told: Vec<&str> = states
        .iter()
        .map(String::as_str)
        .filter(|state| *state != "restated")
        .collect();
    assert_eq!(told, ["opened", "closed"]);
    let texts = json["texts"]["fiches"].as_array().expect("a list");
    let states: Vec<String> = texts
        .iter()
        .flat_map(|fiche| kinds(&fiche["changes"], "state"))
        .collect();
    assert_eq!(states, ["changed", "renamed", "changed", "added"]);
    assert_eq!(amounts["total"]["all"]["total"]["difference"], "-33100");
    assert_eq!(amounts["total"]["all"]["total"]["percent"], "-2.23");
    assert_eq!(json["uncompared"], serde_json::json!([]));
}

#[test]
fn every_key_of_the_json_is_explained() {
    let run = edited().run("diff avant input --format json").code(1);
    let json: Value = serde_json::from_str(&run.stdout()).expect("JSON");
    let page = fs::read_to_string(repository().join("docs/comparaison.md")).expect("text");
    let mut found = Vec::new();
    objects(&json, &mut found);
    let missing: BTreeSet<&String> = found
        .iter()
        .flat_map(|object| object.keys())
        .filter(|key| !page.contains(&format!("`{key}`")))
        .collect();
    assert!(
        missing.is_empty(),
        "docs/comparaison.md leaves out {missing:?}"
    );
}

/// The rows of a sheet under its header, as texts.
fn rows(path: &Path, sheet: &str) -> Vec<Vec<String>> {
    let mut workbook: Xlsx<_> = open_workbook(path).expect("a workbook");
    let range = workbook.worksheet_range(sheet).expect("a sheet");
    let (height, width) = range.get_size();
    let text = |row: usize, col: usize| {
        range
            .get((row, col))
            .map(ToString::to_string)
            .unwrap_or_default()
    };
    (3..height)
        .map(|row| (0..width).map(|col| text(row, col)).collect())
        .collect()
}

#[test]
fn the_workbook_has_a_sheet_a_level() {
    let test = edited();
    let run = test.run("diff avant input -o changements.xlsx").code(1);
    assert_eq!((run.stdout().as_str(), run.stderr().as_str()), ("", ""));
    let path = test.path("changements.xlsx");
    let sheets = open_workbook::<Xlsx<_>, _>(&path)
        .expect("a workbook")
        .sheet_names();
    assert_eq!(sheets, ["Synthèse", "Montants", "Parts", "Textes", "Pages"]);
    let amounts = rows(&path, "Montants");
    let changes: BTreeSet<&String> = amounts.iter().map(|row| &row[0]).collect();
    assert_eq!(changes.len(), CHANGES.len());
    let cost = amounts
        .iter()
        .find(|row| row[1] == "EA 2.1")
        .expect("a change");
    assert_eq!(
        cost[2..9],
        [
            "Ligne modifiée",
            "Apport base de données",
            "2019",
            "5000",
            "5500",
            "500",
            "0.1"
        ]
    );
    let texts = rows(&path, "Textes");
    assert_eq!(
        texts.iter().map(|row| row[0].as_str()).collect::<Vec<_>>(),
        ["EA 1.2.1", "EA 1.2.1", "EP 2.5", "EP 2.5"]
    );
    assert!(
        texts[0][3].contains("le plus finementaussi finement que possible"),
        "{texts:?}"
    );
    let shares = rows(&path, "Parts");
    assert_eq!(
        shares[0],
        [
            "Ensemble de la convention",
            "Ensemble",
            "Métropole",
            "836140",
            "822620",
            "-13520",
            "-0.0162"
        ]
    );
    // Twice the same bytes.
    let first = fs::read(&path).expect("bytes");
    test.run("diff avant input -o changements.xlsx").code(1);
    assert_eq!(first, fs::read(&path).expect("bytes"));
}

#[test]
fn a_workbook_is_never_a_formula_nor_shown_on_a_terminal() {
    let test = DossierTest::seed()
        .copied_as("avant")
        .cell("Dépenses", "C14", "+HYPERLINK(1)")
        .cell("Dépenses", "C15", "@SUM(A1)");
    let test = test.replace("fiches/EA-1.1.md", "titre = \"", "titre = \"=1+1 ");
    test.run("check").exit_code();
    let run = test.run("diff avant input --format xlsx").code(2);
    assert!(
        run.stderr().contains("-o changements.xlsx"),
        "{}",
        run.stderr()
    );
    test.run("diff --no-pages avant input -o x.xlsx").code(1);
    let mut workbook: Xlsx<_> = open_workbook(test.path("x.xlsx")).expect("a workbook");
    for sheet in workbook.sheet_names() {
        let formulas = workbook.worksheet_formula(&sheet).expect("formulas");
        assert_eq!(
            formulas
                .used_cells()
                .filter(|(_, _, formula)| !formula.is_empty())
                .count(),
            0,
            "{sheet}"
        );
    }
}

#[test]
fn two_builds_of_one_dossier_do_not_differ() {
    let test = DossierTest::built();
    test.run("build --output autre").code(0);
    for sides in [
        "2018-11-02 autre/2018-11-02",
        "input",
        "output/2018-11-02 input",
        "input/budget.xlsx output/2018-11-02/budget-corrige.xlsx",
    ] {
        let run = test.run(&format!("diff {sides}")).code(0);
        assert!(
            run.stdout().contains("Aucune différence."),
            "{sides}: {}",
            run.shown()
        );
    }
    let json: Value =
        serde_json::from_str(&test.run("diff input --format json").code(0).stdout()).expect("JSON");
    assert_eq!(json["same"], true);
}

#[test]
fn the_latest_stages_are_those_of_the_latest_dates() {
    let test = DossierTest::empty();
    let shape = Shape {
        fiches: 2,
        axes: 1,
        ..Shape::USUAL
    };
    for stage in ["v9", "v10", "2018-11-02", "2019-01-15"] {
        let mut dossier = generate(shape, 1);
        dossier.toml = dossier
            .toml
            .replace("Convention d’essai", stage)
            .replace("etape = \"essai\"", &format!("etape = \"{stage}\""));
        dossier.write(&test.path("input"));
        test.run("build").code(0);
    }
    test.run("build --only AA1").code(0);
    let head = |arguments: &str| {
        test.run(&format!("{arguments} --no-pages"))
            .stdout()
            .lines()
            .next()
            .expect("a line")
            .to_owned()
    };
    assert_eq!(head("diff"), "2018-11-02 → 2019-01-15");
    assert_eq!(head("diff v10"), "v9 → v10");
    assert_eq!(head("diff 2018-11-02"), "v10 → 2018-11-02");
    assert_eq!(head("diff input"), "2019-01-15 → input (étape 2019-01-15)");
    assert_eq!(test.run("diff v9").exit_code(), 2);
}

#[test]
fn what_cannot_be_compared_is_said() {
    let test = DossierTest::built();
    let stage = test.path("output/2018-11-02");
    fs::remove_file(stage.join("controle.json")).expect("removed");
    let run = test.run("diff 2018-11-02 input").code(0);
    assert!(
        run.stdout()
            .contains("les constats (2018-11-02, controle.json)\u{a0}: le fichier n’est pas"),
        "{}",
        run.shown()
    );
    fs::write(
        stage.join("controle.json"),
        "{\"schema\": 99, \"findings\": []}",
    )
    .expect("written");
    assert!(
        test.run("diff 2018-11-02 input")
            .stdout()
            .contains("est illisible ou a été modifié")
    );
    let workbooks = test.run("diff input/budget.xlsx input").code(0);
    for subject in ["clauses", "textes", "constats", "arbitrages", "pages"] {
        assert!(
            workbooks.stdout().contains(&format!("les {subject}")),
            "{}",
            workbooks.shown()
        );
    }
    assert!(
        workbooks.stdout().contains("le récapitulatif rédigé"),
        "{}",
        workbooks.shown()
    );
    let unreadable = DossierTest::seed()
        .copied_as("avant")
        .cell("Dépenses", "F5", "trois mille");
    unreadable.run("check").code(1);
    let run = unreadable
        .run("diff avant/budget.xlsx input/budget.xlsx")
        .code(1);
    assert!(run.stdout().contains("Dépenses!F5"), "{}", run.shown());
}

#[test]
fn a_record_that_was_tampered_with_is_refused() {
    let test = DossierTest::built();
    let path = test.path("output/2018-11-02/donnees.json");
    let text = fs::read_to_string(&path).expect("text");
    let record: Value = serde_json::from_str(&text).expect("JSON");
    let refused = |change: &dyn Fn(&mut Value)| {
        let mut changed = record.clone();
        change(&mut changed);
        fs::write(&path, changed.to_string()).expect("written");
        let run = test.run("diff 2018-11-02 input").code(2);
        assert_eq!(run.stdout(), "");
        run.stderr()
    };
    assert!(refused(&|record| record["schema"] = 1.into()).contains("autre version"));
    assert!(
        refused(&|record| record["schema"] = Value::Null).contains("n’est pas un enregistrement")
    );
    assert!(refused(&|record| record["fiches"][0]["axis"] = 99.into()).contains("fiches[0].axis"));
    assert!(
        refused(&|record| record["funders"] = Value::Array(Vec::new()))
            .contains("convention.parties")
    );
    assert!(
        refused(&|record| record["fiches"][1]["lines"][0]["years"] = Value::Array(Vec::new()))
            .contains("fiches[1].lines")
    );
    assert!(
        refused(&|record| record["total"]["all"]["total"] = "1e999".into())
            .contains("n’est pas un enregistrement")
    );
    assert!(
        refused(&|record| record["total"]["all"]["total"] = "99999999999999999999".into())
            .contains("out of")
    );
    fs::write(&path, "[".repeat(100_000)).expect("written");
    assert!(
        test.run("diff 2018-11-02 input")
            .code(2)
            .stderr()
            .contains("n’est pas un enregistrement")
    );
}

#[test]
fn nothing_that_a_draft_says_acts_on_a_terminal() {
    let test = DossierTest::built();
    let path = test.path("output/2018-11-02/donnees.json");
    let text = fs::read_to_string(&path).expect("text");
    let hostile = "\\u001b[2J\\u202ePiège\\u009b31m";
    fs::write(
        &path,
        text.replace("Plan local", hostile)
            .replace("\"Études\"", &format!("\"{hostile}\"")),
    )
    .expect("written");
    for format in ["text", "json", "markdown"] {
        let run = test
            .run(&format!(
                "--color never diff --no-pages 2018-11-02 input --format {format}"
            ))
            .code(1);
        assert!(run.stdout().contains("Piège"), "{format}");
        assert!(
            !run.stdout().contains(['\u{1b}', '\u{202e}', '\u{9b}']),
            "{format}"
        );
    }
}

#[test]
fn what_is_no_draft_is_named() {
    let test = DossierTest::seed();
    insta::assert_snapshot!("no_stage", test.run("diff").code(2).stderr());
    test.run("build").code(0);
    insta::assert_snapshot!("one_stage", test.run("diff").code(2).stderr());
    insta::assert_snapshot!(
        "unknown_draft",
        test.run("diff 2018-10-05 input").code(2).stderr()
    );
    insta::assert_snapshot!(
        "unknown_draft_en",
        test.run("--lang en diff input fiches").code(2).stderr()
    );
}

#[test]
fn a_file_is_written_whole_in_the_format_of_its_name() {
    let test = DossierTest::seed().copied_as("avant").replace(
        "fiches/EA-1.1.md",
        "titre = \"",
        "titre = \"Le ",
    );
    for (file, start) in [
        ("c.json", "{"),
        ("c.md", "## "),
        ("c.txt", "avant ("),
        ("c", "avant ("),
    ] {
        let run = test
            .run(&format!("diff --no-pages avant input -o {file}"))
            .code(1);
        assert_eq!(run.shown(), "── stdout\n── stderr\n");
        let text = fs::read_to_string(test.path(file)).expect("text");
        assert!(
            text.starts_with(start) && text.ends_with('\n'),
            "{file}: {text}"
        );
    }
    test.run("diff --no-pages avant input -o c.md --format json")
        .code(1);
    assert!(
        fs::read_to_string(test.path("c.md"))
            .expect("text")
            .starts_with('{')
    );
    assert!(
        test.run("diff --no-pages avant input -o absent/c.md")
            .code(2)
            .stderr()
            .contains("ne peut pas être écrit")
    );
}

/// The kinds of the changes of the first level, in order.
fn kinds(comparison: &Comparison) -> Vec<String> {
    let tree = describe(comparison, &Locale::french());
    changes(&tree).map(|one| one.kind.clone()).collect()
}

#[test]
fn the_other_way_round_everything_is_mirrored() {
    let (test, _) = compared_example();
    let back = compared(&test, "input", "avant");
    let mirrored = |kind: &str| {
        match kind {
            "fiche-added" => "fiche-removed",
            "fiche-removed" => "fiche-added",
            "rule-added" => "rule-removed",
            "decision-taken" => "decision-withdrawn",
            "finding-opened" => "finding-closed",
            "finding-closed" => "finding-opened",
            same => same,
        }
        .to_owned()
    };
    let mut expected: Vec<String> = CHANGES.iter().map(|(kind, ..)| mirrored(kind)).collect();
    // What EP 3.2 lacks comes back with it, and is something to correct again.
    expected.push("finding-opened".to_owned());
    let mut told = kinds(&back);
    told.sort_unstable();
    expected.sort_unstable();
    assert_eq!(told, expected);
    let decision = &back.amounts.decisions[0];
    assert_eq!((decision.settles.len(), decision.reopens.len()), (0, 1));
    let total = |comparison: &Comparison| {
        comparison
            .amounts
            .total
            .as_ref()
            .expect("moved")
            .all
            .total
            .difference()
    };
    assert_eq!(total(&back), -total(&compared(&test, "avant", "input")));
}

#[test]
fn the_agreement_s_terms_are_compared() {
    let told = |edits: &[(&str, &str)]| {
        let test = DossierTest::seed().copied_as("avant");
        let test = edits.iter().fold(test, |test, (from, to)| {
            test.replace("convention.toml", from, to)
        });
        let comparison = compared(&test, "avant", "input");
        let tree = describe(&comparison, &Locale::french());
        changes(&tree)
            .filter(|one| one.fiche.is_empty() && !one.kind.starts_with("finding"))
            .map(|one| format!("{} {}", one.kind, one.subject))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        told(&[("lieu = \"Dijon\"", "lieu = \"Beaune\"")]),
        ["term lieu de signature"]
    );
    assert_eq!(
        told(&[("tarif_journalier = \"600\"", "tarif_journalier = \"601\"")]),
        ["term tarif journalier"]
    );
    assert_eq!(
        told(&[
            ("exemplaires = 2", "exemplaires = 3"),
            ("\"0.01\"", "\"1\"")
        ]),
        ["term arrondi, en euros", "term exemplaires"]
    );
    assert_eq!(
        told(&[("signature = \"electronique\"", "signature = \"manuscrite\"")]),
        ["term signature"]
    );
    assert_eq!(
        told(&[("titre = \"Convention-cadre", "titre = \"Convention")]),
        ["term titre"]
    );
    assert_eq!(
        told(&[("titre = \"Proximité\"", "titre = \"Commerces\"")]),
        ["axis-changed EP"]
    );
    assert_eq!(
        told(&[("taux = \"20\"", "taux = \"30\"")]),
        ["advance-changed "]
    );
    assert_eq!(
        told(&[("base = \"part:metropole\"", "base = \"part:cci\"")]),
        ["advance-changed "]
    );
    assert_eq!(
        told(&[("nom = \"Dijon Métropole\"", "nom = \"Métropole de Dijon\"")]),
        ["party-changed Métropole de Dijon"]
    );
    let port = "[[parties]]\nid = \"port\"\nnom = \"Port\"\n\n[[axes]]";
    assert_eq!(told(&[("[[axes]]", port)]), ["party-added Port"]);
    let stated = "[[montants_annonces]]\narticle = \"Article 9\"\nmontant = \"1\"\ncalcul = \"total\"\n\n[avance]";
    assert_eq!(told(&[("[avance]", stated)]), ["stated-added Article 9"]);
    assert_eq!(
        told(&[("calcul = \"avance\"", "calcul = \"total\"")]).len(),
        1
    );
    assert_eq!(
        told(&[("etape = \"2018-11-02\"", "etape = \"v2\"")]),
        [""; 0]
    );
}

/// Études then costs what Animation did: the amounts changed, not the names.
#[test]
fn lines_are_known_by_their_nature_before_their_amounts() {
    let test = DossierTest::seed()
        .copied_as("avant")
        .cell("Dépenses", "F5", "1200")
        .cell("Dépenses", "F6", "3000");
    test.run("check");
    let comparison = compared(&test, "avant", "input");
    let [fiche] = &comparison.amounts.fiches[..] else {
        panic!("{:#?}", comparison.amounts.fiches)
    };
    let moves = fiche.changes.iter().map(|change| match change {
        FicheChange::Line(line) => (
            line.after.as_ref().and_then(|line| line.nature.clone()),
            line.years[0].after,
        ),
        other => panic!("{other:?}"),
    });
    let amount = |nature: &str, amount| (Some(nature.to_owned()), Some(Amount::whole(amount)));
    assert_eq!(
        moves.collect::<Vec<_>>(),
        [amount("Études", 1_200), amount("Animation", 3_000)]
    );
}

#[test]
fn order_is_told_and_line_breaks_are_not() {
    let test = DossierTest::seed().copied_as("avant");
    let wrapped = "Pour asseoir sa politique de marketing territorial sur ses filières d’excellence, à savoir la santé,\nl’agroalimentaire";
    let test = test.replace("fiches/EA-1.2.1.md", wrapped, &wrapped.replace(['\n'], " "));
    assert!(compared(&test, "avant", "input").is_same());
    let test = test
        .replace("fiches/EA-1.4.2.md", "+++\ncode", "+++\nordre = 1\ncode")
        .cell("Dépenses", "C14", "Schéma de développement commercial")
        .cell("Dépenses", "E14", "25")
        .cell("Dépenses", "F14", "15000")
        .cell("Dépenses", "G14", "")
        .cell("Dépenses", "H14", "")
        .cell("Dépenses", "I14", "")
        .cell("Dépenses", "J14", "")
        .cell("Dépenses", "C15", "Observatoire")
        .cell("Dépenses", "E15", "48")
        .cell("Dépenses", "F15", "28800")
        .cell("Dépenses", "G15", "50")
        .cell("Dépenses", "H15", "30000")
        .cell("Dépenses", "I15", "40")
        .cell("Dépenses", "J15", "24000");
    test.run("check").code(1);
    let comparison = compared(&test, "avant", "input");
    assert_eq!(kinds(&comparison), ["reordered", "reordered"]);
    assert!(comparison.amounts.total.is_none());
}

#[test]
fn a_few_lines_are_enough_for_those_who_ask_for_few() {
    let run = edited().run("-q diff avant input").code(1);
    insta::assert_snapshot!("text_quiet", run.stdout());
    assert_eq!(run.stdout().lines().count(), CHANGES.len() + TEXTS.len());
    let same = DossierTest::seed()
        .copied_as("avant")
        .run("-q diff avant input")
        .code(0);
    assert_eq!(same.shown(), "── stdout\n── stderr\n");
}
