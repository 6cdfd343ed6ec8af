//! `paraphe build`.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use crate::dossier_test::DossierTest;
use crate::generator::{Shape, generate};

const STAGE: &str = "2018-11-02";

#[test]
fn a_stage_holds_every_document() {
    let published = DossierTest::built().published();
    assert_eq!(published.len(), 57);
    let documents = [
        "annexes.pdf",
        "convention.pdf",
        "recapitulatif.pdf",
        "fiches/EA-1.1.pdf",
        "fiches/EP-3.2.pdf",
        "budget-corrige.xlsx",
        "bloc-deliberation.html",
    ];
    let facts = [
        "controle.html",
        "controle.json",
        "donnees.csv",
        "donnees.json",
        "manifeste.json",
        "source/annexes.typ",
    ];
    for name in documents.into_iter().chain(facts) {
        assert!(
            published.contains_key(&format!("{STAGE}/{name}")),
            "{name} in {:?}",
            published.keys()
        );
    }
}

#[test]
fn what_was_published_is_counted() {
    let test = DossierTest::small();
    let run = test.run("build").code(0);
    let count = test.published().len();
    let start = format!("{count} fichiers publiés dans output/essai (");
    assert!(run.stdout().starts_with(&start), "{}", run.shown());
    assert_eq!(run.stderr(), "");
}

#[test]
fn the_totals_are_shown_and_add_up() {
    let shown = DossierTest::seed().run("build --xlsx-only").stdout();
    let table: Vec<&str> = shown
        .lines()
        .filter(|line| line.contains('€') || line.starts_with("Année"))
        .collect();
    insta::assert_snapshot!(table.join("\n").replace(['\u{a0}', '\u{202f}'], " "), @r"
    Année     Métropole  CCI Côte-d’Or  Autres financeurs  Non réparti        Total
    2018      248 320 €      103 930 €                0 €          0 €    352 250 €
    2019      287 940 €      139 398 €          124 912 €      2 600 €    554 850 €
    2020      299 880 €      149 358 €          124 912 €          0 €    574 150 €
    Ensemble  836 140 €      392 686 €          249 824 €      2 600 €  1 481 250 €
    ");
}

#[test]
fn the_manifest_names_every_file_with_its_hash() {
    let test = DossierTest::built();
    let published = test.published();
    let manifest: serde_json::Value =
        serde_json::from_slice(&published["2018-11-02/manifeste.json"]).expect("JSON");
    let outputs = manifest["outputs"].as_array().expect("a list");
    assert_eq!(outputs.len() + 1, published.len());
    for output in outputs {
        let name = output["name"].as_str().expect("a name");
        let hash = paraphe::sha256(&published[&format!("{STAGE}/{name}")]);
        assert_eq!(output["sha256"], hash, "{name}");
        assert_eq!(
            output.get("pages").is_some(),
            name.contains(".pdf"),
            "{name}"
        );
    }
    let inputs: Vec<&str> = manifest["inputs"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|input| input["name"].as_str())
        .collect();
    assert!(
        inputs.contains(&"budget.xlsx") && inputs.contains(&"fiches/EA-1.1.md"),
        "{inputs:?}"
    );
    assert_eq!(manifest["stage"], STAGE);
}

/// A stage is made again when anything that it was made from has changed, or one of its files is missing.
#[test]
fn a_stage_of_which_nothing_has_changed_is_not_made_again() {
    let current = |run: crate::dossier_test::Run| {
        let run = run.code(0);
        let is_current = run.stdout().starts_with("Rien n’a changé");
        assert!(run.stdout().contains("Ensemble"), "{}", run.shown());
        is_current
    };
    let build = |test: &DossierTest, options: &str| {
        current(test.run(&format!("build --xlsx-only {options}")))
    };
    let test = DossierTest::seed();
    assert!(!build(&test, ""));
    let made = test.published();
    assert!(build(&test, "") && build(&test, "--limit cells=2000000"));
    assert!(test.published() == made);
    assert!(!build(&test, "--no-findings-page") && !build(&test, ""));
    let dated = [("SOURCE_DATE_EPOCH", "1541116800")];
    assert!(!current(test.run_with("build --xlsx-only", &dated)));
    assert!(!build(&test, ""));
    std::fs::remove_file(test.path("output/2018-11-02+classeur/controle.html")).expect("removed");
    assert!(!build(&test, ""));
    assert!(test.published() == made);
    let test = test.file("templates/recapitulatif.typ", "= Récapitulatif");
    assert!(!build(&test, ""));
    let test = test.replace("fiches/EA-1.1.md", "## Constat", "## Constats");
    assert!(!build(&test, ""));
    assert!(build(&test, ""));
}

/// A fiche's document reuses pages of the annexes when both are made; alone, it is laid out by itself.
#[test]
fn a_fiche_is_the_same_file_alone_and_beside_the_annexes() {
    let shapes = Shape::ALL
        .into_iter()
        .filter(|(name, _)| ["cents", "six funders", "four years"].contains(name));
    for (name, shape) in shapes {
        let test = DossierTest::empty();
        generate(shape, 3).write(&test.path("input"));
        test.run("build").code(0);
        let whole = test.published();
        let fiches = whole
            .keys()
            .filter(|file| file.contains("/fiches/") && !file.contains("/source/"));
        let every_third: Vec<&str> = fiches
            .step_by(shape.fiches / 3)
            .filter_map(|file| file.split('/').next_back())
            .collect();
        let only = every_third
            .iter()
            .map(|file| format!(" --only {}", file.trim_end_matches(".pdf")));
        test.run(&format!("build{}", only.collect::<String>()))
            .code(0);
        let partial = test.published();
        for file in every_third {
            let of = |published: &BTreeMap<String, Vec<u8>>, folder: &str| {
                let found = published.iter().find(|(name, _)| {
                    name.contains(folder) && name.ends_with(&format!("fiches/{file}"))
                });
                found.map(|(_, bytes)| bytes.clone()).expect(file)
            };
            assert!(
                of(&whole, "/fiches/") == of(&partial, "+partiel/"),
                "{name}: {file}"
            );
        }
    }
}

/// What is published depends neither on the reader's language nor on the time zone.
#[test]
fn the_same_dossier_gives_the_same_bytes_everywhere() {
    let elsewhere = [
        ("LC_ALL", "en_US.UTF-8"),
        ("TZ", "Pacific/Auckland"),
        ("SOURCE_DATE_EPOCH", ""),
    ];
    let other = DossierTest::seed();
    other.run_with("build input", &elsewhere).code(0);
    let (one, other) = (DossierTest::built().published(), other.published());
    let differ: Vec<&String> = one
        .keys()
        .filter(|name| one.get(*name) != other.get(*name))
        .collect();
    assert!(differ.is_empty() && one.len() == other.len(), "{differ:?}");
}

#[test]
fn a_value_that_cannot_be_read_stops_everything() {
    let test = DossierTest::built();
    let before = test.published();
    let test = test
        .cell("Récapitulatif", "F9", "vingt mille")
        .cell("Dépenses", "F6", "=1+1");
    let run = test.run("build").code(2);
    insta::assert_snapshot!(run.shown());
    assert!(test.published() == before, "the former stage has changed");
}

#[test]
fn some_fiches_are_published_apart() {
    let test = DossierTest::built();
    let before = test.published();
    test.run("build --only ea1.1 \"E.C 1.3\"").code(0);
    let mut after = test.published();
    after.retain(|name, _| !before.contains_key(name));
    let names: Vec<&str> = after
        .keys()
        .map(|name| name.trim_start_matches("2018-11-02+partiel/"))
        .collect();
    let facts = [
        "controle.html",
        "controle.json",
        "donnees.csv",
        "donnees.json",
    ];
    assert_eq!(names[..4], facts);
    assert_eq!(
        names[4..7],
        ["fiches/EA-1.1.pdf", "fiches/EC-1.3.pdf", "manifeste.json"]
    );
    assert!(
        names[7..].iter().all(|name| name.starts_with("source/")),
        "{names:?}"
    );
}

#[test]
fn an_unknown_fiche_suggests_the_nearest_code() {
    let test = DossierTest::seed();
    insta::assert_snapshot!(test.run("build --only \"EA 1.1.9\"").code(2).shown());
    assert!(!test.path("output").exists());
}

#[test]
fn a_final_stage_is_refused_with_all_that_blocks_it() {
    let test = DossierTest::seed();
    insta::assert_snapshot!("what_blocks_fr", test.run("build --final").code(1).shown());
    insta::assert_snapshot!(
        "what_blocks_en",
        test.run("--lang en build --final").code(1).shown()
    );
    assert!(!test.path("output").exists());
}

/// Asserts that this is the only thing that blocks an otherwise complete dossier.
#[track_caller]
fn alone_blocks(test: &DossierTest, message: &str, place: &str) {
    let run = test.run("build --final").code(1);
    let shown = run.stderr().replace('\u{a0}', " ").replace("\n  ", " ");
    assert!(shown.contains(message) && shown.contains(place), "{shown}");
    assert!(shown.contains("un point la bloque"), "{shown}");
    assert!(!test.path("output").exists());
}

#[test]
fn each_thing_that_blocks_does_so_alone() {
    let ready = || DossierTest::seed_final();
    let statut = ready().replace(
        "convention.toml",
        "statut = \"definitif\"",
        "statut = \"projet\"",
    );
    alone_blocks(
        &statut,
        "le dossier est encore un projet",
        "--> convention.toml",
    );
    let blank = ready().replace(
        "fiches/EC-1.1.md",
        "second semestre 2018.",
        "second semestre 2018 (à confirmer).",
    );
    alone_blocks(&blank, "erreur[text-blank]", "fiches/EC-1.1.md:6:");
    let quality = ready().replace(
        "convention.toml",
        "qualite = \"Président\"",
        "qualite = \" \"",
    );
    alone_blocks(
        &quality,
        "la qualité du signataire de « Dijon Métropole » n’est pas dite",
        "convention.toml:24:14",
    );
    let name = ready().replace(
        "convention.toml",
        "nom = \"François REBSAMEN\"",
        "nom = \"\"",
    );
    alone_blocks(
        &name,
        "personne n’est désigné pour signer",
        "convention.toml:24:14",
    );
    let signatory = ready().replace(
        "convention.toml",
        "signataire = { nom = \"Xavier MIREPOIX\", qualite = \"Président\" }",
        "",
    );
    alone_blocks(
        &signatory,
        "personne n’est désigné pour signer",
        "convention.toml:27:6",
    );
    let dots = ready().replace(
        "convention.toml",
        "nom = \"Xavier MIREPOIX\"",
        "nom = \"……\"",
    );
    alone_blocks(&dots, "reste à compléter : « …… »", "convention.toml:34:");
    let open = ready().replace(
        "fiches/EP-1.3.md",
        "titre = ",
        "code_projet = \"EA 1.1\"\ntitre = ",
    );
    alone_blocks(&open, "erreur[code-duplicate]", "fiches/EP-1.3.md:3:");
}

/// How many pages the annexes of a stage have.
fn pages_of_annexes(test: &DossierTest, stage: &str) -> u64 {
    let manifest = &test.published()[&format!("{stage}/manifeste.json")];
    let manifest: serde_json::Value = serde_json::from_slice(manifest).expect("JSON");
    let outputs = manifest["outputs"].as_array().expect("a list");
    let annexes = outputs
        .iter()
        .find(|output| output["name"] == "annexes.pdf")
        .expect("annexes");
    annexes["pages"].as_u64().expect("a number")
}

fn source(test: &DossierTest, path: &str) -> String {
    String::from_utf8(test.published().remove(path).expect("published")).expect("UTF-8")
}

#[test]
fn a_draft_opens_on_what_is_to_be_settled() {
    let test = DossierTest::built();
    let annexes = source(&test, "2018-11-02/source/annexes.typ");
    let (_, points) = annexes
        .split_once("= Points à régler\n")
        .expect("a page of points");
    let (points, _) = points.split_once("#set page").expect("the fiches after it");
    insta::assert_snapshot!("points_to_settle", points);
}

/// A point may quote characters that no document prints.
#[test]
fn the_page_of_points_may_be_left_out() {
    let test = DossierTest::small().cell("Récapitulatif", "A3", "Divers 🧀");
    test.run("build").code(0);
    let with_points = pages_of_annexes(&test, "essai");
    assert!(source(&test, "essai/source/annexes.typ").contains("Divers\u{a0}U\\u{2b}1F9C0"));
    test.run("build --no-findings-page").code(0);
    assert!(!source(&test, "essai/source/annexes.typ").contains("Points à régler"));
    assert_eq!(with_points, pages_of_annexes(&test, "essai") + 1);
}

#[test]
fn nothing_of_a_draft_is_in_the_version_to_sign() {
    let final_stage = DossierTest::built_final();
    let draft = DossierTest::built();
    for mark in [
        "PROJET",
        "Document de travail",
        "Point d’étape",
        "Points à régler",
        "Non réparti",
    ] {
        let sources = |test: &DossierTest| -> Vec<String> {
            let files = test
                .published()
                .into_iter()
                .filter(|(name, _)| name.contains("/source/"));
            files
                .filter(|(_, text)| String::from_utf8_lossy(text).contains(mark))
                .map(|(name, _)| name)
                .collect()
        };
        assert_eq!(sources(&final_stage), [""; 0], "{mark}");
        assert!(!sources(&draft).is_empty(), "{mark}");
    }
}

/// What each document's fingerprint is of, and the fingerprint, by name.
fn fingerprints(test: &DossierTest, stage: &str) -> BTreeMap<String, String> {
    let published = test.published();
    let sources = published.iter().filter_map(|(name, text)| {
        let name = name
            .strip_prefix(&format!("{stage}/source/"))?
            .strip_suffix(".typ")?;
        let text = String::from_utf8_lossy(text).into_owned();
        let (_, printed) = text.split_once("#let empreinte = [Empreinte ")?;
        let (printed, _) = printed.split_once(']')?;
        Some((name.to_owned(), printed.to_owned()))
    });
    sources.collect()
}

#[test]
fn the_annexes_bear_the_fingerprint_of_the_data_and_other_documents_their_own() {
    let test = DossierTest::built_final();
    let hash = paraphe::sha256(&test.published()["2018-11-30/donnees.json"]);
    let printed = fingerprints(&test, "2018-11-30");
    assert_eq!(printed.len(), 25);
    assert_eq!(printed["annexes"], hash[..16]);
    assert_eq!(printed["convention"], hash[..16]);
    assert!(
        printed["recapitulatif"].starts_with("du récapitulatif "),
        "{printed:?}"
    );
    let fiches: Vec<&String> = printed
        .iter()
        .filter(|(name, _)| name.starts_with("fiches/"))
        .map(|(_, text)| text)
        .collect();
    assert!(
        fiches.iter().all(|text| text.starts_with("de la fiche ")),
        "{printed:?}"
    );
    let all: BTreeSet<&str> = printed
        .values()
        .filter_map(|text| text.rsplit(' ').next())
        .collect();
    assert_eq!(all.len(), 24);
    assert!(
        all.iter()
            .all(|digits| digits.len() == 16
                && digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
    );
}

#[test]
fn two_dossiers_of_one_stage_do_not_replace_each_other() {
    let test = DossierTest::seed().copied_as("autre");
    let run = test.run("build -q --xlsx-only input autre").code(2);
    assert_eq!(run.stdout(), "output/2018-11-02+classeur\n");
    assert!(run.stderr().contains("la même étape"), "{}", run.shown());
    let test = test.replace("convention.toml", "2018-11-02", "v2");
    let run = test
        .run("build -q --xlsx-only --output autres/sorties input autre")
        .code(0);
    assert_eq!(
        run.stdout(),
        "autres/sorties/v2+classeur\nautres/sorties/2018-11-02+classeur\n"
    );
}

#[test]
fn a_folder_of_someone_else_is_left_alone() {
    let test = DossierTest::seed();
    std::fs::create_dir_all(test.path("output/2018-11-02")).expect("a folder");
    std::fs::write(test.path("output/2018-11-02/photo.jpg"), "mine").expect("written");
    let run = test.run("build").code(2);
    insta::assert_snapshot!(run.shown());
    assert_eq!(test.published().len(), 1);
}

#[test]
fn the_epoch_must_be_a_number() {
    let test = DossierTest::seed();
    let run = test
        .run_with("build", &[("SOURCE_DATE_EPOCH", "hier")])
        .code(2);
    assert!(
        run.stderr().contains("« hier »") || run.stderr().contains("«\u{a0}hier\u{a0}»"),
        "{}",
        run.shown()
    );
}

#[test]
fn the_epoch_dates_a_stage_that_is_no_date() {
    let test = DossierTest::seed().replace(
        "convention.toml",
        "etape = \"2018-11-02\"",
        "etape = \"v2\"",
    );
    test.run_with("build --xlsx-only", &[("SOURCE_DATE_EPOCH", "1541116800")])
        .code(0);
    let record: serde_json::Value =
        serde_json::from_slice(&test.published()["v2+classeur/donnees.json"]).expect("JSON");
    assert_eq!(record["convention"]["date"], "2018-11-02");
}

#[test]
fn a_dossier_without_errors_is_published_as_final() {
    let test = DossierTest::small_final();
    test.run("build --final -q").code(0);
    assert!(test.published().contains_key("2018-11-30/annexes.pdf"));
}

#[test]
fn the_seed_once_settled_is_published_as_final() {
    let test = DossierTest::built_final();
    let record: serde_json::Value =
        serde_json::from_slice(&test.published()["2018-11-30/donnees.json"]).expect("JSON");
    assert_eq!(record["convention"]["is_final"], true);
    // 836 140 + 70 % of 2 600, and 392 686 + 30 % of it.
    assert_eq!(record["total"]["all"]["shares"][0], "837960");
    assert_eq!(record["total"]["all"]["shares"][1], "393466");
    assert_eq!(record["total"]["all"]["unallocated"], "0");
}

#[test]
fn a_name_of_another_column_is_no_funder() {
    let test = DossierTest::seed().cell("Cofinancement", "B6", "Non réparti");
    assert!(
        test.run("build")
            .code(2)
            .stderr()
            .contains("erreur[funder-missing]")
    );
}

#[test]
fn the_totals_are_never_wrapped() {
    let test = DossierTest::seed();
    let shown = |columns| {
        let run = test.run_with("build --xlsx-only", &[("COLUMNS", columns)]);
        let lines = run.stdout();
        let lines = lines.lines().filter(|line| line.contains('€'));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(shown("80"), shown("200"));
    assert_eq!(shown("80").len(), 4, "three years and their sum");
    // A narrow terminal shows several tables, and no figure is broken.
    let narrow = shown("40");
    assert!(
        narrow.iter().all(|line| line.chars().count() <= 40),
        "{narrow:#?}"
    );
    let figures = |lines: &[String]| -> BTreeSet<String> {
        let cells = lines.iter().flat_map(|line| line.split("  "));
        let cells = cells.map(str::trim).filter(|cell| cell.contains('€'));
        cells.map(str::to_owned).collect()
    };
    assert_eq!(figures(&narrow), figures(&shown("200")));
}

#[test]
fn a_copy_beside_the_workbook_is_no_second_workbook() {
    let test = DossierTest::seed();
    let copy = |name: &str| {
        std::fs::copy(test.path("input/budget.xlsx"), test.path(name)).expect("copied");
    };
    copy("input/budget.old.xlsx");
    let run = test.run("check -q");
    assert_eq!(run.exit_code(), 1, "{}", run.stdout());
    assert!(run.stdout().contains("budget.old.xlsx"), "{}", run.stdout());
}

/// A line of a cell that begins with an ordinal is laid out as any other.
#[test]
fn an_ordinal_may_begin_a_line_of_a_cell() {
    let test = DossierTest::small();
    let names = fs::read_dir(test.path("input/fiches")).expect("a folder");
    let name = names.flatten().next().expect("a fiche").file_name();
    let path = test.path("input/fiches").join(name);
    let text = fs::read_to_string(&path).expect("text");
    let table =
        "\n| Étape | Quand |\n| --- | --- |\n| Avis<br>1ère ligne | 2e trimestre<br>XXIe |\n";
    fs::write(&path, text + table).expect("written");
    test.run("build --quiet").code(0);
}
