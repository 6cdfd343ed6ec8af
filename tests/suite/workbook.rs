//! The corrected workbook as the finance department receives it, and the random dossiers whose workbooks other
//! engines recalculate (`tests/conformance/xlsx.sh`).

use std::{collections::BTreeMap, fs, io::Cursor, path::Path};

use calamine::{Data, Reader, Xlsx};
use paraphe::Limits;
use paraphe::Purpose;
use paraphe::{Request, build, check};
use rust_xlsxwriter::{Note, Shape, Workbook};

use crate::{
    dossier_test::{DossierTest, copy},
    generator::{Chance, FIRST_YEAR, Generated, Shape as Agreement, Value, generate, write_sheet},
    mutations::paying,
    shapes::{CEILINGS, GRANT, IN_KIND, PHASES, person_months},
};

const WHOLE: &str = "output/2018-11-02+classeur/budget-corrige.xlsx";

/// The sheets by name, each with its cells.
fn sheets(bytes: &[u8]) -> BTreeMap<String, Vec<Vec<Data>>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let names = book.sheet_names();
    let rows = |name: String| {
        let range = book.worksheet_range(&name).expect("a sheet");
        (name, range.rows().map(<[Data]>::to_vec).collect())
    };
    names.into_iter().map(rows).collect()
}

fn texts(rows: &[Vec<Data>]) -> Vec<String> {
    rows.iter()
        .map(|row| {
            row.iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(" | ")
        })
        .collect()
}

/// Publishes only the workbook of a dossier.
fn workbook_of(dossier: &Path, output: &Path) -> Vec<u8> {
    let request = Request {
        dossier,
        output,
        only: &[],
        xlsx_only: true,
        purpose: Purpose::Draft,
        findings_page: true,
        date: None,
        taken: &[],
        limits: &Limits::default(),
    };
    let published = build(&request, &|_| {}).expect("published");
    fs::read(published.folder.join("budget-corrige.xlsx")).expect("a workbook")
}

#[test]
fn the_workbook_is_built_without_a_document() {
    let test = DossierTest::built();
    let before = test.published();
    let received = fs::read(test.path("input/budget.xlsx")).expect("a workbook");
    let run = test.run("build --xlsx-only").code(0);
    assert!(
        run.stdout()
            .starts_with("7 fichiers publiés dans output/2018-11-02+classeur"),
        "{}",
        run.shown()
    );
    let mut after = test.published();
    for (name, bytes) in &before {
        assert!(
            after.remove(name).as_ref() == Some(bytes),
            "{name} has changed"
        );
    }
    let names = [
        "bloc-deliberation.html",
        "budget-corrige.xlsx",
        "controle.html",
        "controle.json",
        "donnees.csv",
        "donnees.json",
        "manifeste.json",
    ];
    let names = names.map(|name| format!("2018-11-02+classeur/{name}"));
    assert_eq!(after.keys().collect::<Vec<_>>(), names.each_ref());
    assert!(
        after[&names[1]] == before["2018-11-02/budget-corrige.xlsx"],
        "the same workbook"
    );
    assert!(
        fs::read(test.path("input/budget.xlsx")).expect("a workbook") == received,
        "left untouched"
    );
}

#[test]
fn the_workbook_is_not_final_alone() {
    let test = DossierTest::seed();
    let run = test.run("build --xlsx-only --final").code(2);
    assert!(run.stderr().contains("--xlsx-only"), "{}", run.shown());
    test.run("build --xlsx-only --only EA1.1").code(2);
    assert!(!test.path("output").exists());
}

#[test]
fn a_workbook_given_back_corrects_itself() {
    let test = DossierTest::seed();
    test.run("build -q --xlsx-only").code(0);
    let first = sheets(&fs::read(test.path(WHOLE)).expect("a workbook"));
    let drafted = check(&test.path("input"), &Limits::default()).expect("readable");
    assert!(
        drafted
            .findings
            .iter()
            .any(|finding| finding.rule.starts_with("recap-"))
    );
    fs::copy(test.path(WHOLE), test.path("input/budget.xlsx")).expect("given back");

    let audited = check(&test.path("input"), &Limits::default()).expect("readable");
    let of_recap = audited
        .findings
        .iter()
        .filter(|finding| finding.rule.starts_with("recap-"));
    assert_eq!(
        of_recap
            .map(|finding| finding.place.to_string())
            .collect::<Vec<_>>(),
        [""; 0]
    );
    assert_eq!(audited.figures.total, drafted.figures.total);
    test.run("build -q --xlsx-only").code(0);
    let second = sheets(&fs::read(test.path(WHOLE)).expect("a workbook"));
    for name in [
        "Dépenses",
        "Cofinancement",
        "Règles",
        "Répartition",
        "Échéancier",
        "Contrôles",
        "Données",
    ] {
        assert!(first[name] == second[name], "{name}");
    }
    // The rows above the table differ: the key of the colours is left out with the corrections.
    assert!(first["Récapitulatif"][3..] == second["Récapitulatif"][3..]);
    // The journal goes on: no correction is repeated, and none is lost.
    let journal = |sheets: &BTreeMap<String, Vec<Vec<Data>>>| {
        let rows = sheets["Corrections"][4..].iter();
        rows.map(|row| row[..10].to_vec()).collect::<Vec<_>>()
    };
    assert!(journal(&first).len() > 20);
    assert_eq!(journal(&first), journal(&second));
    // What the program wrote is not reported as foreign.
    let readme = texts(&second["Lisez-moi"]).join("\n");
    assert!(readme.contains("Rien d’autre que le budget."), "{readme}");
}

#[test]
fn calamine_reads_every_sheet_and_every_control_is_true() {
    let test = DossierTest::seed();
    test.run("build -q --xlsx-only").code(0);
    let sheets = sheets(&fs::read(test.path(WHOLE)).expect("a workbook"));
    let names = [
        "Cofinancement",
        "Contrôles",
        "Corrections",
        "Données",
        "Dépenses",
        "Lisez-moi",
        "Points ouverts",
        "Règles",
        "Récapitulatif",
        "Répartition",
        "Échéancier",
    ];
    assert_eq!(sheets.keys().collect::<Vec<_>>(), names.each_ref());
    for (name, rows) in &sheets {
        assert!(rows.len() > 10, "{name}");
        assert!(
            rows.iter()
                .flatten()
                .all(|cell| !matches!(cell, Data::Error(_))),
            "{name}"
        );
    }
    let results = sheets["Contrôles"].iter().skip(6).map(|row| &row[6]);
    let results: Vec<&Data> = results.collect();
    let holds = results
        .iter()
        .filter(|result| ***result == Data::Bool(true));
    assert!(holds.count() == results.len() - 1, "{results:?}");
    // 2 600 € are unallocated.
    let doubtful = Data::String("à vérifier".to_owned());
    assert!(results.contains(&&doubtful));
    insta::assert_snapshot!(
        "schedule",
        texts(&sheets["Échéancier"])
            .join("\n")
            .replace(['\u{a0}', '\u{202f}'], " ")
    );
}

#[test]
fn the_guide_sheet_describes_the_file() {
    let test = DossierTest::seed();
    test.run("build -q --xlsx-only").code(0);
    let bytes = fs::read(test.path(WHOLE)).expect("a workbook");
    let data = fs::read(test.path("output/2018-11-02+classeur/donnees.json")).expect("data");
    let fingerprint = &paraphe::sha256(&data)[..16];
    let received = paraphe::sha256(&fs::read(test.path("input/budget.xlsx")).expect("a workbook"));
    let page = texts(&sheets(&bytes)["Lisez-moi"])
        .join("\n")
        .replace(['\u{a0}', '\u{202f}'], " ");
    assert!(
        page.contains(&format!("Empreinte | {fingerprint}")),
        "{page}"
    );
    insta::assert_snapshot!(
        "readme",
        page.replace(fingerprint, "[empreinte]")
            .replace(&received, "[sha256]")
    );
}

#[test]
fn what_is_not_the_budget_is_listed() {
    let test = DossierTest::empty();
    let mut dossier = generate(Agreement::USUAL, 5);
    dossier.costs[0].push(Value::text("Observations"));
    dossier.costs[1].push(Value::text("à revoir"));
    dossier.write(&test.path("input"));
    let mut workbook = Workbook::new();
    for (name, sheet) in [
        ("Dépenses", &dossier.costs),
        ("Cofinancement", &dossier.funding),
    ] {
        write_sheet(&mut workbook, name, sheet).expect("a sheet");
    }
    let costs = workbook.worksheet_from_name("Dépenses").expect("a sheet");
    costs
        .insert_note(4, 3, &Note::new("Devis <attendu>\nle 3 & le 4"))
        .expect("a note");
    costs
        .insert_shape(9, 9, &Shape::textbox().set_text("Version du service"))
        .expect("a text box");
    costs.write_string(80, 12, "=Total à part").expect("a text");
    workbook
        .add_worksheet()
        .set_name("Notes")
        .expect("a name")
        .write_string(0, 0, "x")
        .expect("written");
    workbook
        .add_worksheet()
        .set_name("Brouillon")
        .expect("a name")
        .set_hidden(true);
    workbook
        .add_worksheet()
        .set_name("contrôles")
        .expect("a name");
    workbook
        .save(test.path("input/budget.xlsx"))
        .expect("saved");

    let bytes = workbook_of(&test.path("input"), &test.path("output"));
    let page = texts(&sheets(&bytes)["Lisez-moi"])
        .join("\n")
        .replace('\u{a0}', " ");
    let (_, extras) = page.split_once("contenait d’autre").expect("a section");
    let (extras, _) = extras.split_once("Noms définis").expect("the next section");
    insta::assert_snapshot!("extras", extras);
}

#[test]
fn an_advance_is_paid_by_whoever_pays_its_base() {
    let test = DossierTest::empty();
    let schedule = |base: &str, rate: &str| {
        let mut dossier = generate(
            Agreement {
                others: 2,
                years: 2,
                fiches: 3,
                ..Agreement::USUAL
            },
            9,
        );
        dossier.toml = dossier
            .toml
            .replace("base = \"part:agglo\"", &format!("base = \"{base}\""));
        dossier.toml = dossier
            .toml
            .replace("taux = \"20\"", &format!("taux = \"{rate}\""));
        dossier.write(&test.path("input"));
        let sheets = sheets(&workbook_of(&test.path("input"), &test.path("output")));
        let rows = sheets["Échéancier"].iter().skip(3);
        rows.map(|row| {
            row[..4]
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(" | ")
        })
        .collect::<Vec<_>>()
    };
    let shown = [
        ("part:agglo", "75"),
        ("part:chambre@2022", "20"),
        ("part:FSE", "50"),
        ("total", "10"),
        ("autres", "100"),
    ]
    .map(|(base, rate)| format!("── {rate} % {base}\n{}", schedule(base, rate).join("\n")));
    insta::assert_snapshot!("advances", shown.join("\n"));
}

#[test]
fn an_agreement_without_an_advance_has_a_schedule_too() {
    let test = DossierTest::empty();
    let mut dossier = generate(
        Agreement {
            fiches: 2,
            axes: 1,
            ..Agreement::USUAL
        },
        4,
    );
    let (toml, _) = dossier.toml.split_once("\n[avance]").expect("an advance");
    let (toml, _) = toml
        .rsplit_once("\n[[montants_annonces]]")
        .expect("its amount");
    dossier.toml = toml.to_owned();
    dossier.write(&test.path("input"));
    let sheets = sheets(&workbook_of(&test.path("input"), &test.path("output")));
    let rows = texts(&sheets["Échéancier"]);
    assert!(rows[2].contains("ne prévoit pas d’acompte"), "{rows:?}");
    assert!(
        rows[3].starts_with("Financeur | Année | Engagement"),
        "{rows:?}"
    );
}

/// A dossier of two to six funders, with cents, rates such as 33,33 %, rates of single natures, fixed amounts, negative
/// and missing costs; the sums of its rates are random.
fn random(seed: u64) -> Generated {
    let mut chance = Chance::new(seed);
    let shape = Agreement {
        years: 1 + chance.below(4),
        parties: 2 + chance.below(2),
        others: chance.below(4),
        axes: 1 + chance.below(4),
        fiches: 4 + chance.below(9),
        recap: chance.below(3) > 0,
        cents: seed.is_multiple_of(2),
    };
    let mut dossier = generate(shape, seed);
    if seed % 5 == 4 {
        dossier.toml = dossier.toml.replace("etape =", "arrondi = \"1\"\netape =");
    }
    for row in 1..dossier.funding.len() {
        match chance.below(6) {
            0 => {
                dossier.funding[row][3] =
                    Value::Hundredths(i64::try_from(chance.below(100_01)).expect("small"));
            }
            1 => {
                dossier.funding[row][2] =
                    Value::text(*chance.pick(&["Études", "Animation", "Débours"]));
            }
            2 => {
                let year = chance.below(shape.years);
                dossier.funding[row][4 + year] =
                    Value::Hundredths(i64::try_from(chance.below(900_000)).expect("small"));
            }
            _ => {}
        }
    }
    for spot in dossier.spots.clone() {
        let (line, column) = (
            *chance.pick(&spot.lines),
            Generated::amount_column(chance.below(shape.years)),
        );
        dossier.costs[line][column] = match chance.below(6) {
            0 => Value::Blank,
            1 => Value::Hundredths(-i64::try_from(chance.below(90_000)).expect("small")),
            2 => Value::Hundredths(1 + i64::try_from(chance.below(9)).expect("small")),
            _ => dossier.costs[line][column].clone(),
        };
    }
    dossier
}

/// The dossier with payments each year: two instalments, and a balance of a part that no rate gives exactly.
fn paying_yearly(mut dossier: Generated) -> Generated {
    use std::fmt::Write as _;
    for year in (FIRST_YEAR..).take(dossier.shape.years) {
        for (label, terms) in [
            (
                "acompte",
                format!("taux = \"33.33\"\nbase = \"part:agglo@{year}\""),
            ),
            (
                "second acompte",
                format!("annee = {year}\nmontant = \"1000\""),
            ),
            ("solde", format!("annee = {year}\nsolde = true")),
        ] {
            let payment = format!("libelle = \"{label} {year}\"\n{terms}");
            write!(
                dossier.toml,
                "\n[[versements]]\npartie = \"agglo\"\n{payment}\n"
            )
            .expect("written");
        }
    }
    dossier
}

#[test]
fn random_dossiers_give_workbooks_for_other_engines() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("workbooks");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    let dossiers = folder.with_file_name("dossiers");
    let _ = fs::remove_dir_all(&dossiers);
    let mut funders = BTreeMap::new();
    for seed in (0..50).step_by(3) {
        let test = tempfile::tempdir().expect("a folder");
        let dossier = match random(seed) {
            dossier if seed % 2 == 0 => paying(&dossier).expect("payments"),
            dossier if seed % 5 == 0 => paying_yearly(dossier),
            dossier => dossier,
        };
        dossier.write(&test.path().join("input"));
        let bytes = workbook_of(&test.path().join("input"), &test.path().join("output"));
        fs::write(folder.join(format!("{seed:02}.xlsx")), bytes).expect("written");
        *funders
            .entry(dossier.shape.parties + dossier.shape.others)
            .or_insert(0) += 1;
    }
    // Agreements of other shapes: periods, nested axes, sections, ceilings, uncosted lines, costs outside the total,
    // another unit.
    let shapes = [
        ("phases", PHASES.dossier()),
        ("ceilings", CEILINGS.dossier()),
        ("in-kind", IN_KIND.dossier()),
        ("grant", GRANT.dossier()),
        ("person-months", person_months()),
    ];
    for (name, shaped) in shapes {
        let bytes = workbook_of(&shaped.path("input"), &shaped.path("output"));
        fs::write(folder.join(name).with_extension("xlsx"), bytes).expect("written");
        copy(&shaped.path("input"), &dossiers.join(name));
    }
    // A dossier in which the parties decided: fixed amounts beside rates.
    let decided = DossierTest::seed_final();
    let bytes = workbook_of(&decided.path("input"), &decided.path("output"));
    fs::write(folder.join("decided.xlsx"), bytes).expect("written");
    assert_eq!(
        funders.keys().copied().collect::<Vec<usize>>(),
        [2, 3, 4, 5, 6],
        "{funders:?}"
    );
}

#[test]
fn a_decision_stands_beside_the_correction_it_is_about() {
    let decisions = "[[arbitrage]]\nconstat = \"recap-share\"\nfiche = \"EA 1.3.1\"\nannee = 2019\nretenir = \"fiche\"\n\
                     montant_projet = \"7900\"\nmotif = \"Les études sont payées à 70/30.\"\n\
                     decide_par = \"Comité de pilotage\"\ndate = 2018-11-15\n";
    let test = DossierTest::seed().file("arbitrages.toml", decisions);
    test.run("build -q --xlsx-only").code(0);
    let sheets = sheets(&fs::read(test.path(WHOLE)).expect("a workbook"));
    let rows: Vec<Vec<String>> = sheets["Corrections"]
        .iter()
        .skip(3)
        .map(|row| row.iter().map(ToString::to_string).collect())
        .collect();
    assert_eq!(rows[0][9], "Décision");
    let decided =
        |row: &Vec<String>| row[9].contains("Comité de pilotage") && row[9].contains("70/30");
    let subjects: Vec<&str> = rows
        .iter()
        .filter(|row| decided(row))
        .map(|row| row[3].as_str())
        .collect();
    assert!(
        subjects.contains(&"EA 1.3.1 · Métropole · 2019"),
        "{subjects:?}"
    );
    assert!(
        !subjects.contains(&"EA 1.3.2 · Métropole · 2018"),
        "{subjects:?}"
    );
    assert!(
        rows.iter().skip(1).all(|row| !row[8].is_empty()),
        "every correction has its reason"
    );
}
