//! Comparing drafts: the example with itself, after one change of every kind.

use std::{
    collections::BTreeSet,
    fs,
    io::Cursor,
    sync::{LazyLock, Mutex},
};

use calamine::{Reader, Xlsx, open_workbook};
use paraphe::{
    Comparison, DiffRequest, Limits, Locale, Screen, compare, compare_pages, comparison_json,
    comparison_markdown, comparison_text, comparison_workbook,
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
            // A line of EC 1.3 gets another label.
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
            // The Département takes over a part of the FSE's share; Revitalisation gets another name.
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

/// The example in `avant/`, and the same with one change of every kind in `input/`.
pub(crate) fn edited() -> DossierTest {
    let mut test = DossierTest::seed().without_articles().copied_as("avant");
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

/// How the pages of two drafts are handled.
#[derive(PartialEq)]
pub(crate) enum Pages {
    LeftOut,
    Compared,
    Drawn,
}

/// Two drafts of a test compared.
pub(crate) fn comparison(
    test: &DossierTest,
    names: [&str; 2],
    locale: &Locale,
    pages: &Pages,
) -> Comparison {
    let [before, after] = names.map(|name| test.path(name));
    let request = DiffRequest {
        before: before.to_str(),
        after: after.to_str(),
        output: &test.path("output"),
        locale,
        limits: &Limits::default(),
    };
    let (mut comparison, drafts) = compare(&request).expect("compared");
    for (side, name) in comparison.sides.iter_mut().zip(names) {
        name.clone_into(&mut side.label);
    }
    if *pages != Pages::LeftOut {
        compare_pages(&mut comparison, &drafts, *pages == Pages::Drawn).expect("pages");
    }
    comparison
}

/// The edited example compared in French with the original, pages drawn: once for all formats.
pub(crate) fn example() -> Comparison {
    static EXAMPLE: LazyLock<Mutex<Comparison>> = LazyLock::new(|| {
        let (test, french) = (edited(), Locale::french());
        test.run("check").code(1);
        Mutex::new(comparison(
            &test,
            ["avant", "input"],
            &french,
            &Pages::Drawn,
        ))
    });
    EXAMPLE.lock().expect("a comparison").clone()
}

/// Every change, as kind and fiche; no other may be listed.
const CHANGES: [(&str, &str); 17] = [
    ("party-changed", ""),
    ("funder-changed", ""),
    ("stated-changed", ""),
    ("line-changed", "EA 2.1"),
    ("recoded", "EA 2.4"),
    ("retitled", "EP 1.3"),
    ("rule-changed", "EP 2.4"),
    ("rule-changed", "EP 2.4"),
    ("added", "EP 2.7"),
    ("removed", "EP 3.2"),
    ("line-changed", "EC 1.3"),
    ("rule-changed", "EC 1.3"),
    ("rule-added", "EC 1.3"),
    ("taken", "EA 1.3.2"),
    ("opened", "EA 1.1"),
    ("closed", "EP 3.2"),
    ("closed", ""),
];

const TEXTS: [(&str, &str); 4] = [
    ("changed", "EA 1.2.1"),
    ("renamed", "EA 1.2.1"),
    ("changed", "EP 2.5"),
    ("added", "EP 2.5"),
];

/// Two drafts compared, without their pages.
pub(crate) fn compared(test: &DossierTest, before: &str, after: &str) -> Value {
    let run = test.run(&format!("diff {before} {after} --format json --no-pages"));
    serde_json::from_str(&run.stdout()).expect("JSON")
}

pub(crate) fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// The value of the later side, else that of the former one.
fn latest(sides: &Value) -> &Value {
    match &sides["after"] {
        Value::Null => &sides["before"],
        after => after,
    }
}

/// The kind of a change: its state, and its subject where both sides may have it.
fn kind(change: &Value) -> String {
    let kind = text(&change["kind"]);
    let sides = match kind {
        "" => return text(&change["state"]).to_owned(),
        "added" | "removed" | "recoded" | "retitled" | "reordered" => return kind.to_owned(),
        _ => change,
    };
    let mark = match (&sides["before"], &sides["after"]) {
        (Value::Null, _) => "added",
        (_, Value::Null) => "removed",
        _ => "changed",
    };
    format!("{kind}-{mark}")
}

/// The changes of the first level, in order, as kind and fiche; effects are left out.
pub(crate) fn changes(json: &Value) -> Vec<(String, String)> {
    let amounts = &json["amounts"];
    let none = String::new();
    let agreement = list(&amounts["agreement"]).iter();
    let mut changes: Vec<_> = agreement.map(|one| (kind(one), none.clone())).collect();
    for fiche in list(&amounts["fiches"]) {
        let code = text(&latest(fiche)["code"]);
        let listed = list(&fiche["changes"]).iter();
        changes.extend(listed.map(|one| (kind(one), code.to_owned())));
    }
    for one in list(&amounts["decisions"]) {
        changes.push((kind(one), text(&latest(one)["fiche"]).to_owned()));
    }
    let findings = list(&amounts["findings"]).iter();
    for one in findings.filter(|one| one["state"] != "restated") {
        changes.push((kind(one), text(&one["fiche"]).to_owned()));
    }
    changes
}

/// The edited example with its workbook written, and the comparison of both drafts.
fn compared_example() -> (DossierTest, Value) {
    let test = edited();
    test.run("check").code(1);
    let comparison = compared(&test, "avant", "input");
    (test, comparison)
}

#[test]
fn each_change_is_listed_once_as_what_it_is() {
    let (_, json) = compared_example();
    let expected = CHANGES.map(|(kind, fiche)| (kind.to_owned(), fiche.to_owned()));
    assert_eq!(changes(&json), expected);
    assert_eq!((&json["schema"], &json["same"]), (&1.into(), &false.into()));
    assert_eq!(json["amounts"]["total"]["all"]["total"]["percent"], "-2.23");
    let mut texts = Vec::new();
    for fiche in list(&json["texts"]["fiches"]) {
        let changes = list(&fiche["changes"]).iter();
        texts.extend(changes.map(|one| (text(&one["state"]), text(&fiche["after"]["code"]))));
    }
    assert_eq!(texts, TEXTS);
}

#[test]
fn what_changes_come_to_is_what_everyone_pays() {
    let (_, json) = compared_example();
    let fiches = list(&json["amounts"]["fiches"]).iter();
    let moved: Vec<&str> = fiches
        .filter(|fiche| !fiche["shares"].is_null())
        .map(|fiche| text(&latest(fiche)["code"]))
        .collect();
    assert_eq!(
        moved,
        ["EA 1.3.2", "EA 2.1", "EP 2.4", "EP 2.7", "EP 3.2", "EC 1.3"]
    );
    let all = &json["amounts"]["total"]["all"];
    let difference = |moved: &Value| text(&moved["difference"]).parse::<i64>().expect("euros");
    // The costs: + 500 € for EA 2.1, + 1 200 € for EP 2.7, − 34 800 € for EP 3.2.
    assert_eq!(difference(&all["total"]), 500 + 1200 - 34_800);
    // The Métropole: 80 % of 500 € and 1 200 €, 10 % more of EP 2.4, 20 % of EP 3.2, and the parity decided.
    let metropole = 400 + 960 + 3 * 440 - 6_960 - 2 * 4_620;
    assert_eq!(difference(&all["shares"][0]), metropole);
    assert_eq!(all["shares"][0]["percent"], "-1.62");
    let differences: i64 = list(&all["shares"]).iter().map(difference).sum();
    assert_eq!(
        differences + difference(&all["unallocated"]),
        difference(&all["total"])
    );
}

#[test]
fn the_terminal_shows_it_in_both_languages() {
    let screen = Screen {
        width: 100,
        colour: false,
    };
    insta::assert_snapshot!("text_fr", comparison_text(example(), screen, false));
    let test = edited();
    test.run("check").code(1);
    let english = Locale::english();
    let mut english = comparison(&test, ["avant", "input"], &english, &Pages::LeftOut);
    english.documents = example().documents;
    insta::assert_snapshot!("text_en", comparison_text(english, screen, false));
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
    insta::assert_snapshot!("markdown", comparison_markdown(example()).expect("a text"));
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
fn every_key_of_the_json_is_explained() {
    let mut comparison = example();
    // Only a page on a screen has pictures.
    let documents = comparison.documents.iter_mut();
    for page in documents.flat_map(|document| &mut document.pages) {
        (page.picture_before, page.picture_after) = (None, None);
    }
    let json: Value = serde_json::from_str(&comparison_json(&comparison)).expect("JSON");
    assert_eq!(json["uncompared"], serde_json::json!([]));
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
fn rows(bytes: &[u8], sheet: &str) -> Vec<Vec<String>> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
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
    let bytes = comparison_workbook(example()).expect("a workbook");
    let sheets = Xlsx::new(Cursor::new(&bytes))
        .expect("a workbook")
        .sheet_names();
    assert_eq!(sheets, ["Synthèse", "Montants", "Parts", "Textes", "Pages"]);
    let amounts = rows(&bytes, "Montants");
    let changes: BTreeSet<&String> = amounts.iter().map(|row| &row[0]).collect();
    assert_eq!(changes.len(), CHANGES.len());
    let cost = amounts
        .iter()
        .find(|row| row[1] == "EA 2.1")
        .expect("a change");
    assert_eq!(
        cost[2..10],
        [
            "Valorisation numérique des offres foncières et immobilières de l’agglomération et des filières d’excellence",
            "Ligne modifiée",
            "Apport base de données",
            "2019",
            "5000",
            "5500",
            "500",
            "0.1"
        ]
    );
    let texts = rows(&bytes, "Textes");
    assert_eq!(
        texts.iter().map(|row| row[0].as_str()).collect::<Vec<_>>(),
        ["EA 1.2.1", "EA 1.2.1", "EP 2.5", "EP 2.5"]
    );
    assert!(
        texts[0][6].contains("le plus finement aussi finement que possible"),
        "{texts:?}"
    );
    // Before and after, each in a column of its own.
    assert!(texts[0][4].contains("le plus finement") && !texts[0][4].contains("que possible"));
    assert!(texts[0][5].contains("aussi finement que possible"));
    let shares = rows(&bytes, "Parts");
    assert_eq!(
        shares[0],
        [
            "",
            "Ensemble de la convention",
            "Ensemble",
            "Métropole",
            "836140",
            "822620",
            "-13520",
            "-0.0162"
        ]
    );
    let again = comparison_workbook(example()).expect("a workbook");
    assert!(bytes == again, "twice the same bytes");
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
    for sides in [
        "output/2018-11-02 input",
        "2018-11-02 output/2018-11-02",
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
    assert_eq!(
        head("diff input"),
        "2019-01-15 → input (étape du 15 janvier 2019)"
    );
    assert_eq!(test.run("diff v9").exit_code(), 2);
}

#[test]
fn files_that_cannot_be_compared_are_reported() {
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
    assert!(refused(&|record| record["fiches"][0]["axis"] = 99.into()).contains("fiches[0]"));
    assert!(
        refused(&|record| record["funders"] = Value::Array(Vec::new()))
            .contains("convention.parties")
    );
    assert!(
        refused(&|record| record["fiches"][1]["lines"][0]["years"] = Value::Array(Vec::new()))
            .contains("fiches[1]")
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
fn no_text_of_a_draft_acts_on_a_terminal() {
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
    let test = DossierTest::built();
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

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_written_whole_stays_what_it_was() {
    use std::os::unix::fs::PermissionsExt;

    let test = DossierTest::seed().copied_as("avant").replace(
        "fiches/EA-1.1.md",
        "titre = \"",
        "titre = \"Le ",
    );
    test.run("diff --no-pages avant input -o new.html").code(1);
    fs::write(test.path("plain.txt"), "").expect("written");
    let mode = |name: &str| {
        let metadata = fs::metadata(test.path(name)).expect("a file");
        metadata.permissions().mode()
    };
    assert_eq!(mode("new.html"), mode("plain.txt"));
    let page = test.path("page.html");
    fs::write(&page, "former").expect("written");
    fs::set_permissions(&page, fs::Permissions::from_mode(0o640)).expect("set");
    // Files of one block at most.
    let script = "trap '' XFSZ; ulimit -f 1; exec \"$0\" diff --no-pages avant input -o page.html";
    let status = std::process::Command::new("sh")
        .args(["-c", script])
        .arg(assert_cmd::cargo::cargo_bin!("paraphe"))
        .current_dir(test.path("."))
        .output()
        .expect("a shell")
        .status;
    assert_eq!(status.code(), Some(2));
    assert_eq!(fs::read_to_string(&page).expect("text"), "former");
    test.run("diff --no-pages avant input -o page.html").code(1);
    assert_ne!(fs::read_to_string(&page).expect("text"), "former");
    assert_eq!(mode("page.html") & 0o777, 0o640);
    let all = fs::read_dir(test.path(".")).expect("a folder");
    let names = all.map(|entry| entry.expect("an entry").file_name());
    assert!(
        names
            .into_iter()
            .all(|name| !name.to_string_lossy().starts_with(".tmp"))
    );
}

#[test]
fn the_other_way_round_everything_is_mirrored() {
    let (test, forth) = compared_example();
    let back = compared(&test, "input", "avant");
    let mirrored = |kind: &str| {
        match kind {
            "added" => "removed",
            "removed" => "added",
            "rule-added" => "rule-removed",
            "taken" => "withdrawn",
            "opened" => "closed",
            "closed" => "opened",
            same => same,
        }
        .to_owned()
    };
    let mut expected: Vec<String> = CHANGES.iter().map(|(kind, _)| mirrored(kind)).collect();
    let mut listed: Vec<String> = changes(&back).into_iter().map(|(kind, _)| kind).collect();
    listed.sort_unstable();
    expected.sort_unstable();
    assert_eq!(listed, expected);
    let decision = &back["amounts"]["decisions"][0];
    let settled = [list(&decision["settles"]), list(&decision["reopens"])];
    assert_eq!(settled.map(<[Value]>::len), [0, 1]);
    let total = |json: &Value| json["amounts"]["total"]["all"]["total"].clone();
    assert_eq!(total(&back)["before"], total(&forth)["after"]);
    assert_eq!(total(&back)["after"], total(&forth)["before"]);
}

#[test]
fn the_agreement_s_terms_are_compared() {
    let listed = |edits: &[(&str, &str)]| {
        let test = DossierTest::seed().without_articles().copied_as("avant");
        let test = edits.iter().fold(test, |test, (from, to)| {
            test.replace("convention.toml", from, to)
        });
        let json = compared(&test, "avant", "input");
        let changes = list(&json["amounts"]["agreement"]).iter();
        // Texts on both sides that differ.
        let changed = |change: &Value| {
            let (before, after) = (&change["before"], &change["after"]);
            let keys = before
                .as_object()
                .into_iter()
                .flat_map(|fields| fields.keys());
            let keys = keys.filter(|key| after.is_object() && before[*key] != after[*key]);
            keys.cloned().collect::<Vec<_>>().join(" ")
        };
        let line = |one| [&kind(one), text(&one["subject"]), &changed(one)].join(" ");
        changes
            .map(|one| line(one).trim_end().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        listed(&[("lieu = \"Dijon\"", "lieu = \"Beaune\"")]),
        ["term-changed  place"]
    );
    assert_eq!(
        listed(&[("tarif_journalier = \"600\"", "tarif_journalier = \"601\"")]),
        ["term-changed  day-rate"]
    );
    assert_eq!(
        listed(&[
            ("exemplaires = 2", "exemplaires = 3"),
            ("\"0.01\"", "\"1\"")
        ]),
        ["term-changed  step copies"]
    );
    assert_eq!(
        listed(&[("signature = \"electronique\"", "signature = \"manuscrite\"")]),
        ["term-changed  signature"]
    );
    assert_eq!(
        listed(&[("titre = \"Convention-cadre", "titre = \"Convention")]),
        ["term-changed  title"]
    );
    assert_eq!(
        listed(&[("titre = \"Proximité\"", "titre = \"Commerces\"")]),
        ["axis-changed EP title"]
    );
    assert_eq!(
        listed(&[("taux = \"20\"", "taux = \"30\"")]),
        ["advance-changed  rate"]
    );
    assert_eq!(
        listed(&[("base = \"part:metropole\"", "base = \"part:cci\"")]),
        ["advance-changed  base"]
    );
    assert_eq!(
        listed(&[("nom = \"Dijon Métropole\"", "nom = \"Métropole de Dijon\"")]),
        ["party-changed Métropole de Dijon name"]
    );
    let port = "[[parties]]\nid = \"port\"\nnom = \"Port\"\n\n[[axes]]";
    assert_eq!(listed(&[("[[axes]]", port)]), ["party-added Port"]);
    let stated = "[[montants_annonces]]\narticle = \"Article 9\"\nmontant = \"1\"\ncalcul = \"total\"\n\n[avance]";
    assert_eq!(listed(&[("[avance]", stated)]), ["stated-added Article 9"]);
    assert_eq!(
        listed(&[("calcul = \"avance\"", "calcul = \"total\"")]).len(),
        1
    );
    assert_eq!(
        listed(&[("etape = \"2018-11-02\"", "etape = \"v2\"")]),
        [""; 0]
    );
}

#[test]
fn a_fiche_is_known_again_by_its_lines_and_half_its_text() {
    let mut test = DossierTest::seed().copied_as("avant");
    let text = fs::read_to_string(test.path("input/fiches/EA-1.3.2.md")).expect("text");
    let (retained, _) = text.split_once("## Contenu").expect("a section");
    let new: Vec<String> = (0..170).map(|rank| format!("nouveau{rank}")).collect();
    let retained = retained.replace("EA 1.3.2", "EA 1.3.3");
    let retained = retained.replace(
        "titre = \"Identifier et accompagner les entreprises exportatrices du bassin",
        "titre = \"Vendre au loin",
    );
    test = test.without("fiches/EA-1.3.2.md").file(
        "fiches/EA-1.3.3.md",
        &format!("{retained}## Contenu\n\n{}\n", new.join(" ")),
    );
    for (sheet, cells) in [
        ("Dépenses", &["A22"][..]),
        ("Cofinancement", &["A16", "A17"]),
    ] {
        for cell in cells {
            test = test.cell(sheet, cell, "EA 1.3.3");
        }
    }
    test.run("check");
    let changes = changes(&compared(&test, "avant", "input"));
    let has = |kind: &str| changes.contains(&(kind.to_owned(), "EA 1.3.3".to_owned()));
    assert!(has("recoded") && has("retitled"), "{changes:?}");
    assert!(
        !changes
            .iter()
            .any(|(kind, _)| kind == "added" || kind == "removed"),
        "{changes:?}"
    );
}

#[test]
fn a_funder_of_quite_another_name_is_known_by_what_it_pays() {
    let test = DossierTest::seed().copied_as("avant").cell(
        "Cofinancement",
        "B50",
        "Fonds de soutien aux bassins",
    );
    test.run("check");
    let changes = changes(&compared(&test, "avant", "input"));
    let kinds: Vec<&str> = changes.iter().map(|(kind, _)| &**kind).collect();
    assert_eq!(kinds, ["funder-changed"]);
}

/// It is then listed among the other funders, whose order nobody chose.
#[test]
fn a_party_that_only_pays_from_now_on_changes_no_order() {
    let party =
        "[[parties]]\nid = \"region\"\nnom = \"Région\"\n\n[[parties]]                     #";
    let test = DossierTest::seed().copied_as("avant").replace(
        "convention.toml",
        "[[parties]]                     #",
        party,
    );
    let changes = changes(&compared(&test, "input", "avant"));
    assert!(
        changes.contains(&("party-removed".to_owned(), String::new())),
        "{changes:?}"
    );
    assert!(
        !changes.iter().any(|(kind, _)| kind == "reordered"),
        "{changes:?}"
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
    let json = compared(&test, "avant", "input");
    let [fiche] = list(&json["amounts"]["fiches"]) else {
        panic!("{json:#}")
    };
    let lines = list(&fiche["changes"]).iter().map(|line| {
        let nature = text(&line["after"]["nature"]);
        (nature, text(&line["years"][0]["after"]))
    });
    assert_eq!(
        lines.collect::<Vec<_>>(),
        [("Études", "1200"), ("Animation", "3000")]
    );
}

#[test]
fn order_is_listed_and_line_breaks_are_not() {
    let test = DossierTest::seed().copied_as("avant");
    let wrapped = "Pour asseoir sa politique de marketing territorial sur ses filières d’excellence, à savoir la santé,\nl’agroalimentaire";
    let test = test.replace("fiches/EA-1.2.1.md", wrapped, &wrapped.replace(['\n'], " "));
    assert_eq!(compared(&test, "avant", "input")["same"], true);
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
    let kinds = changes(&comparison).into_iter().map(|(kind, _)| kind);
    assert_eq!(kinds.collect::<Vec<_>>(), ["reordered", "reordered"]);
    assert!(comparison["amounts"]["total"].is_null());
}

#[test]
fn a_few_lines_are_enough_for_those_who_ask_for_few() {
    let run = edited().run("-q diff --no-pages avant input").code(1);
    insta::assert_snapshot!("text_quiet", run.stdout());
    assert_eq!(run.stdout().lines().count(), CHANGES.len() + TEXTS.len());
    let same = DossierTest::seed()
        .copied_as("avant")
        .run("-q diff avant input")
        .code(0);
    assert_eq!(same.shown(), "── stdout\n── stderr\n");
}

/// A text of a fiche before and after, with marks of every kind, and a passage and a section that moved.
pub(crate) fn reworded() -> DossierTest {
    let table = "| Année | Prix |\n|---|--:|\n| 2018 | **150 €** |\n\n- un\n- *deux*\n\n";
    let evaluation = "## Évaluation";
    let before = DossierTest::seed()
        .replace(
            "fiches/EA-1.4.1.md",
            evaluation,
            &format!("{table}{evaluation}"),
        )
        .copied_as("avant");
    let moved = "Chaque année, un évènement réunit un public de professionnels au moment où les volumes de\n\
                 transactions sont mis à jour et publiés.\n\n";
    let text = fs::read_to_string(before.path("input/fiches/EP-2.5.md")).expect("text");
    let (head, rest) = text.split_once("## Objectif").expect("a section");
    let (aim, rest) = rest.split_once("## Contenu").expect("a section");
    let (content, end) = rest.split_once(evaluation).expect("a section");
    let other = format!("{head}## Contenu{content}## Objectif{aim}{evaluation}{end}");
    before
        .replace("fiches/EA-1.4.1.md", "**150 €**", "160 €")
        .replace(
            "fiches/EA-1.4.1.md",
            "- *deux*\n",
            "- *deux* et [trois](https://a.fr)\n",
        )
        .replace("fiches/EA-1.4.1.md", "l’initiative", "l’**initiative**")
        .replace("fiches/EA-1.4.1.md", moved, "")
        .replace(
            "fiches/EA-1.4.1.md",
            "## Contenus",
            &format!("{moved}## Contenus"),
        )
        .file("fiches/EP-2.5.md", &other)
}

#[test]
fn a_text_is_shown_as_it_prints_and_a_move_from_where() {
    let run = reworded().run("diff --no-pages avant input").code(1);
    insta::assert_snapshot!("text_reworded", run.stdout());
}

#[test]
fn tables_fold_to_the_terminal_and_break_no_number() {
    let test = edited();
    test.run("check").code(1);
    let shown = |width: &str| {
        let run = test.run_with(
            "diff --no-pages avant input",
            &[("COLUMNS", width), ("LANG", "fr")],
        );
        run.code(1).stdout()
    };
    let wide = shown("100");
    let amounts: BTreeSet<&str> = wide
        .split_whitespace()
        .filter(|word| word.contains('€'))
        .collect();
    for width in [40, 60, 80] {
        let narrow = shown(&width.to_string());
        let longest = narrow.lines().map(|line| line.chars().count()).max();
        assert!(longest <= Some(width), "{narrow}");
        let narrow_amounts: BTreeSet<&str> = narrow
            .split_whitespace()
            .filter(|word| word.contains('€'))
            .collect();
        assert_eq!(narrow_amounts, amounts, "{narrow}");
    }
}
