//! `paraphe init`: a new dossier, and a dossier around a workbook with other names of sheets and columns.

use std::{collections::BTreeMap, fs, path::Path};

use calamine::{Data, Reader, Xlsx, open_workbook};
use paraphe::{Audited, Finding, Limits, Severity, check};
use rust_xlsxwriter::Workbook;

use crate::{
    dossier_test::{DossierTest, repository},
    word_files::docx,
};

const NEW: &str = "init conv --title \"Convention d’essai\" --years 2027-2028 --party \"Ville=Ville d’Exemple\" \
                   --party CCI --party Région --axis A=Commerce --axis B=Tourisme";

/// A dossier made around a workbook.
#[track_caller]
fn around(workbook: &str, options: &str) -> (DossierTest, String) {
    let test = DossierTest::empty();
    let from = repository().join("tests/fixtures/init").join(workbook);
    fs::copy(from, test.path(workbook)).expect("copied");
    let run = test
        .run(&format!(
            "init conv --from {workbook} --title Essai --yes {options}"
        ))
        .code(0);
    assert_eq!(run.stderr(), "");
    let printed = run.stdout();
    (test, printed)
}

fn audited(test: &DossierTest) -> Audited {
    check(&test.path("conv"), &Limits::default()).expect("readable")
}

/// Whether a finding only asks for what a new dossier leaves to fill in before it can be signed.
fn is_to_be_replaced(finding: &Finding) -> bool {
    finding.severity == Severity::Warning
        && ["signatory-missing", "text-blank", "off-total"].contains(&finding.rule)
}

/// The rules that fire, except those on signatories and texts, which no workbook has.
fn unsigned(audited: &Audited) -> Vec<&'static str> {
    audited
        .findings
        .iter()
        .filter(|finding| finding.rule != "signatory-missing" && finding.variant != "fiches")
        .map(|finding| finding.rule)
        .collect()
}

/// The total share of each funder, and the total, in euros.
fn shares(audited: &Audited) -> BTreeMap<String, String> {
    let all = &audited.figures.total.all;
    let funders = audited.dossier.funders.iter();
    let mut shares: BTreeMap<String, String> = funders
        .map(|(id, funder)| (funder.column.clone(), all.share(id).plain()))
        .collect();
    shares.insert("total".to_owned(), all.total.plain());
    shares
}

fn expected(shares: &[(&str, &str)]) -> BTreeMap<String, String> {
    shares
        .iter()
        .map(|(name, amount)| ((*name).to_owned(), (*amount).to_owned()))
        .collect()
}

#[test]
fn a_new_dossier_builds_at_once_and_asks_only_for_what_is_to_be_replaced() {
    for language in ["fr", "en"] {
        let test = DossierTest::empty();
        test.run(&format!("--lang {language} {NEW}")).code(0);
        let audited = audited(&test);
        assert_eq!(
            audited
                .findings
                .iter()
                .filter(|finding| finding.rule == "signatory-missing")
                .count(),
            3
        );
        assert!(
            audited.findings.iter().all(is_to_be_replaced),
            "{:#?}",
            audited.findings
        );
        let shares = shares(&audited);
        // 10 000 € a year, in three parts as equal as percents with two decimals allow.
        assert_eq!(
            shares,
            expected(&[
                ("Ville", "6668"),
                ("CCI", "6666"),
                ("Région", "6666"),
                ("total", "20000")
            ]),
            "{language}"
        );
        test.run("build conv").code(0);
        assert!(test.published().contains_key("v1/annexes.pdf"));
    }
}

#[test]
fn what_is_written_can_be_read_by_people() {
    let test = DossierTest::empty();
    insta::assert_snapshot!("new", test.run(NEW).code(0).shown());
    let files = ["convention.toml", "fiches/A-1.1.md", "arbitrages.toml"];
    let texts = files.map(|name| {
        let text = fs::read_to_string(test.path("conv").join(name)).expect("text");
        format!("── {name}\n{text}")
    });
    insta::assert_snapshot!("new_files", texts.join("\n"));
}

#[test]
fn every_commented_key_may_be_uncommented() {
    let test = DossierTest::empty();
    test.run(NEW).code(0);
    let path = test.path("conv/convention.toml");
    let text = fs::read_to_string(&path).expect("text");
    let is_key = |line: &&str| {
        let line = line.trim_start_matches("# ");
        line.starts_with('[')
            || line
                .split_once(" = ")
                .is_some_and(|(key, _)| key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'))
    };
    let opened: Vec<&str> = text
        .lines()
        .filter(is_key)
        .map(|line| line.trim_start_matches("# "))
        .collect();
    fs::write(&path, opened.join("\n")).expect("written");
    let findings = audited(&test).findings;
    // The stated amount is not that of the sample, and the blanks are not filled in; every key is known and readable.
    let expected = [
        "off-total",
        "signatory-missing",
        "stated-amount",
        "text-blank",
    ];
    assert!(
        findings
            .iter()
            .all(|finding| expected.contains(&finding.rule)),
        "{findings:#?}"
    );
    assert_eq!(
        opened.iter().filter(|line| line.starts_with('[')).count(),
        9
    );
}

/// Periods, funders who do not sign and nested axes give a dossier that can be read and built.
#[test]
fn agreements_of_other_shapes_are_made_too() {
    let test = DossierTest::empty();
    test.run(
        "init conv --title Contrat --years \"Phase 1 (2021-2023) ; 2024-2027\" --party Ville --party CCI \
         --funder \"FEDER=Fonds européen\" --axis 1=Habitat --axis 1.1=Rénovation --axis 2=Mobilité",
    )
    .code(0);
    let audited = audited(&test);
    assert!(
        audited.findings.iter().all(is_to_be_replaced),
        "{:#?}",
        audited.findings
    );
    let convention = &audited.dossier.convention;
    let years: Vec<String> = convention.years.iter().map(ToString::to_string).collect();
    assert_eq!(years, ["Phase 1 (2021-2023)", "2024-2027"]);
    let axes: Vec<_> = convention
        .axes
        .iter()
        .map(|axis| (&*axis.prefix, axis.within))
        .collect();
    assert_eq!(axes, [("1", None), ("1.1", Some(0)), ("2", None)]);
    let funders = audited.dossier.funders.iter();
    let funders: Vec<_> = funders
        .map(|(_, funder)| (&*funder.column, funder.is_party, funder.has_column))
        .collect();
    assert_eq!(
        funders,
        [
            ("Ville", true, true),
            ("CCI", true, true),
            ("FEDER", false, true)
        ]
    );
    test.run("build -q conv").code(0);
}

/// Another unit, costs outside the total and further keys, and no axis.
#[test]
fn what_an_agreement_seldom_has_is_written_where_it_is_given() {
    let test = DossierTest::empty();
    test.run(
        "init conv --title Contrat --years 2027 --party Ville --party CCI --unit ETP --off-total Bénévolat \
         --field Priorité --field Statut",
    )
    .code(0);
    let audited = audited(&test);
    assert!(
        audited.findings.iter().all(is_to_be_replaced),
        "{:#?}",
        audited.findings
    );
    let convention = &audited.dossier.convention;
    assert_eq!(convention.unit.as_deref(), Some("ETP"));
    assert_eq!(
        (convention.off_total.len(), convention.fields.len()),
        (1, 2)
    );
    test.run("build -q conv").code(0);
}

#[test]
fn the_workbook_offers_lists_and_notes() {
    let test = DossierTest::empty();
    test.run(NEW).code(0);
    let path = test.path("conv/budget.xlsx");
    let mut zip = zip::ZipArchive::new(fs::File::open(&path).expect("a file")).expect("a zip");
    let mut part = |name: &str| {
        let mut text = String::new();
        std::io::Read::read_to_string(&mut zip.by_name(name).expect("a part"), &mut text)
            .expect("text");
        text
    };
    let (costs, funding) = (
        part("xl/worksheets/sheet1.xml"),
        part("xl/worksheets/sheet2.xml"),
    );
    assert_eq!(costs.matches("<dataValidation ").count(), 4, "{costs}");
    assert_eq!(funding.matches("<dataValidation ").count(), 4, "{funding}");
    let notes = part("xl/comments1.xml");
    assert_eq!(notes.matches("<comment ").count(), 9, "{notes}");
    assert!(notes.contains("Exemple"), "{notes}");
    // The lists hold what the sheets use.
    let mut workbook: Xlsx<_> = open_workbook(&path).expect("a workbook");
    let lists = workbook.worksheet_range("Listes").expect("lists");
    let texts: Vec<String> = lists
        .used_cells()
        .map(|(_, _, cell)| cell.to_string())
        .collect();
    for text in [
        "A 1.1",
        "Études",
        "Ville",
        "CCI",
        "Région",
        "HT",
        "TTC",
        "Investissement",
        "solde",
    ] {
        assert!(texts.contains(&text.to_owned()), "{text} in {texts:?}");
    }
}

#[test]
fn the_same_answers_give_the_same_bytes() {
    let made = || {
        let test = DossierTest::empty();
        test.run(NEW).code(0);
        fs::read(test.path("conv/budget.xlsx")).expect("bytes")
    };
    assert!(made() == made());
}

#[test]
fn the_notes_of_its_workbook_are_not_reported_as_foreign() {
    let test = DossierTest::empty();
    test.run(NEW).code(0);
    test.run("build -q --xlsx-only conv");
    let stages = fs::read_dir(test.path("output")).expect("stages");
    let stage = stages.flatten().next().expect("a stage").path();
    let file = stage.join("budget-corrige.xlsx");
    let mut book: Xlsx<_> = open_workbook(file).expect("a workbook");
    let page = book.worksheet_range("Lisez-moi").expect("a sheet");
    let texts: Vec<String> = page
        .used_cells()
        .map(|(_, _, value)| value.to_string())
        .collect();
    assert!(
        texts
            .iter()
            .any(|text| text == "Rien d’autre que le budget."),
        "{texts:#?}"
    );
}

#[test]
fn nothing_is_ever_overwritten() {
    let test = DossierTest::seed();
    let before = fs::read(test.path("input/convention.toml")).expect("bytes");
    let run = test.run(&NEW.replacen("conv", "input", 1)).code(2);
    insta::assert_snapshot!("in_use", run.shown());
    let run = test
        .run(&NEW.replacen("conv", "input/convention.toml", 1))
        .code(2);
    assert!(run.stderr().contains("n’est pas vide"), "{}", run.shown());
    assert_eq!(
        fs::read(test.path("input/convention.toml")).expect("bytes"),
        before
    );
    fs::create_dir(test.path("vide")).expect("a folder");
    test.run(&NEW.replacen("conv", "vide", 1)).code(0);
    assert!(test.path("vide/budget.xlsx").exists());
    // In the current folder.
    let here = DossierTest::empty();
    here.run(&NEW.replacen("conv", ".", 1)).code(0);
    let left: Vec<_> = fs::read_dir(here.path(""))
        .expect("a folder")
        .flatten()
        .map(|entry| entry.file_name())
        .collect();
    assert_eq!(left.len(), 4, "{left:?}");
    let left: Vec<_> = fs::read_dir(test.path(""))
        .expect("a folder")
        .flatten()
        .map(|entry| entry.file_name())
        .collect();
    assert!(
        left.iter()
            .all(|name| !name.to_string_lossy().starts_with('.')),
        "{left:?}"
    );
}

#[test]
fn answers_that_cannot_be_are_refused() {
    let test = DossierTest::empty();
    let wrong = [
        "init conv --years 2027",
        "init conv --title T --years 2028,2027 --party A --axis A=x",
        "init conv --title T --years 2027 --party \"A=\" --axis A=x",
        "init conv --title T --years 2027 --party A --axis ?=x",
        "init conv --title T --years 2027 --party A --party a --axis A=x",
        "init conv --title T --years 2027 --party Total --axis A=x",
        "init conv --title T --years 2027 --party A --axis A=x --axis a=y",
    ];
    let printed = wrong.map(|arguments| {
        format!(
            "$ paraphe {arguments}\n{}",
            test.run(arguments).code(2).stderr()
        )
    });
    insta::assert_snapshot!("refused", printed.join("\n"));
    assert!(!test.path("conv").exists());
}

/// Other names: a year in each header, titles before codes, sheets in another order.
#[test]
fn a_workbook_of_other_names_is_recognised() {
    let (test, printed) = around("budget-detaille.xlsx", "");
    insta::assert_snapshot!("from_xlsx", printed);
    let audited = audited(&test);
    let rules: Vec<&str> = unsigned(&audited);
    // Two columns that nothing reads; the drafted recap agrees.
    assert_eq!(rules, ["column-unknown"; 2], "{:#?}", audited.findings);
    assert!(audited.dossier.recap.is_some());
    let sums = [("Ville", "18140"), ("CCI", "2760"), ("total", "20900")];
    assert_eq!(shares(&audited), expected(&sums));
    let titles: Vec<String> = audited
        .dossier
        .fiches
        .iter()
        .filter_map(|fiche| Some(fiche.prose.as_ref()?.title.value.clone()))
        .collect();
    assert_eq!(
        titles,
        [
            "Observatoire du commerce",
            "Marchés de plein vent",
            "Accueil des touristes"
        ]
    );
    assert!(
        fs::read(test.path("conv/budget.xlsx")).expect("bytes")
            == fs::read(test.path("budget-detaille.xlsx")).expect("bytes")
    );
    test.run("build conv").code(0);
}

/// Years above the columns, no recap, a sheet of notes.
#[test]
fn an_ods_with_years_above_is_recognised() {
    let (test, printed) = around("charges.ods", "--party Département --party Agence");
    insta::assert_snapshot!("from_ods", printed);
    let audited = audited(&test);
    // 5 000 + 2 500,50 + 1 000 + 250 at 60/40, then 1 800 twice for one of them.
    let sums = [
        ("Département", "8850.3"),
        ("Agence", "3500.2"),
        ("total", "12350.5"),
    ];
    assert_eq!(shares(&audited), expected(&sums));
    assert!(
        unsigned(&audited).iter().all(|rule| *rule == "text-blank"),
        "{:#?}",
        audited.findings
    );
    let years: Vec<String> = audited
        .dossier
        .years()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(years, ["2027", "2028", "2029"]);
    let days = audited.dossier.fiches[0].lines[0].years[1]
        .days
        .as_ref()
        .map(|days| days.value.to_string());
    assert_eq!(days.as_deref(), Some("5"));
}

/// Years alone in headers, rates first, sheets with default names.
#[test]
fn an_old_xls_is_recognised() {
    let (test, printed) = around("feuilles.xls", "");
    insta::assert_snapshot!("from_xls", printed);
    let audited = audited(&test);
    assert!(unsigned(&audited).is_empty(), "{:#?}", audited.findings);
    let sums = [
        ("Métropole", "30500"),
        ("Chambre", "14500"),
        ("total", "45000"),
    ];
    assert_eq!(shares(&audited), expected(&sums));
    let toml = fs::read_to_string(test.path("conv/convention.toml")).expect("text");
    let (_, names) = toml.split_once("# Comment ce classeur").expect("names");
    insta::assert_snapshot!("from_xls_names", names);
}

#[test]
fn the_usual_names_need_no_mapping() {
    let test = DossierTest::empty();
    for format in ["xlsb", "xlsm", "xls", "ods"] {
        let name = format!("budget.{format}");
        fs::copy(
            repository().join("tests/fixtures/formats").join(&name),
            test.path(&name),
        )
        .expect("copied");
        test.run(&format!("init {format} --from {name} --title T --yes"))
            .code(0);
        let toml =
            fs::read_to_string(test.path(&format!("{format}/convention.toml"))).expect("text");
        assert!(!toml.contains("[classeur"), "{toml}");
        let audited = check(&test.path(format), &Limits::default()).expect("readable");
        assert_eq!(
            audited.figures.total.all.total.plain(),
            "1481250",
            "{format}"
        );
        let axes: Vec<&str> = audited
            .dossier
            .convention
            .axes
            .iter()
            .map(|axis| axis.title.as_str())
            .collect();
        assert_eq!(axes, ["Attractivité", "Proximité", "Compétences"]);
        assert_eq!(
            audited
                .dossier
                .fiches
                .iter()
                .filter(|fiche| fiche.prose.is_some())
                .count(),
            22,
            "{format}"
        );
    }
}

/// A workbook of sheets, each a list of rows.
fn workbook(path: &Path, sheets: &[(&str, &[&[&str]])]) {
    let mut workbook = Workbook::new();
    for (name, rows) in sheets {
        let sheet = workbook.add_worksheet().set_name(*name).expect("a name");
        for (row, cells) in (0..).zip(*rows) {
            for (col, text) in (0..).zip(*cells) {
                sheet.write_string(row, col, *text).expect("written");
            }
        }
    }
    workbook.save(path).expect("saved");
}

/// Phases in headers of amounts, numbered operations, and a recap that names payers as another sheet does.
#[test]
fn the_words_of_financing_plans_are_recognised() {
    let test = DossierTest::empty();
    let costs: &[&[&str]] = &[
        &["Op.", "Poste", "AVP (€ HT)", "PRO (€ HT)"],
        &["1", "Coût", "1000", "2000"],
        &["2", "Coût", "300", "400"],
    ];
    let funding: &[&[&str]] = &[
        &[
            "Op.",
            "Qui paie",
            "Clé",
            "Base subventionnable",
            "Montant maximum",
        ],
        &["1", "Ville", "50 %"],
        &["1", "CCI", "50 %"],
        &["2", "Ville", "100 %", "", "5000"],
    ];
    let recap: &[&[&str]] = &[
        &["Op.", "Intitulé", "AVP", "", "", "PRO", "", "", "Total"],
        &["", "", "Ville", "CCI", "Total", "Ville", "CCI", "Total"],
        &[
            "1", "Pont", "500", "500", "1000", "1000", "1000", "2000", "3000",
        ],
        &["2", "Quai", "300", "0", "300", "400", "0", "400", "700"],
    ];
    workbook(
        &test.path("b.xlsx"),
        &[
            ("Coûts", costs),
            ("Clés", funding),
            ("Récapitulatif", recap),
        ],
    );
    test.run(
        "init conv --from b.xlsx --title T --years \"AVP ; PRO\" --party Ville --party CCI --yes",
    )
    .code(0);
    let text = fs::read_to_string(test.path("conv/convention.toml")).expect("text");
    for line in [
        "financeur = \"Qui paie\"",
        "assiette = \"Base subventionnable\"",
        "plafond = \"Montant maximum\"",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
    let audited = audited(&test);
    let is_error = |finding: &Finding| finding.severity == Severity::Error;
    assert!(
        !audited.findings.iter().any(is_error),
        "{:#?}",
        audited.findings
    );
    let sums = [("Ville", "2200"), ("CCI", "1500"), ("total", "3700")];
    assert_eq!(shares(&audited), expected(&sums));
}

/// No word of a party's name is taken for a unit or a year, and nobody is called as a quarter is; what stands below the
/// last total is no fiche.
#[test]
fn parties_are_found_by_their_whole_names() {
    let test = DossierTest::empty();
    let header = [
        "Fiche",
        "T1 2027",
        "T2 2027",
        "Coût 2027",
        "Commune K 2027",
        "Radio N 2027",
        "Agence 2030 2027",
        "Reste à charge Ville 2027",
    ];
    let rows: &[&[&str]] = &[
        &header,
        &["1. Écoles", "", "", "1500", "600", "300", "150", "450"],
        &["A 1", "500", "500", "1000", "400", "200", "100", "300"],
        &["A 2", "100", "400", "500", "200", "100", "50", "150"],
        &["A 3"],
        &["A 4"],
        &["2. Foires", "", "", "100", "40", "20", "10", "30"],
        &["B 1", "10", "90", "100", "40", "20", "10", "30"],
        &["B 2"],
        &["B 3"],
        &["TOTAL", "", "", "1600", "640", "320", "160", "480"],
        &["Budget 2026", "", "", "900", "900"],
    ];
    workbook(&test.path("b.xlsx"), &[("Budget", rows)]);
    let parties = ["Commune K", "Radio N", "Agence 2030", "Ville"];
    let parties = parties
        .map(|party| format!("--party \"{party}\""))
        .join(" ");
    test.run(&format!(
        "init conv --from b.xlsx --title T --years 2027 {parties} --yes"
    ))
    .code(0);
    let audited = audited(&test);
    let fiches = audited.dossier.fiches.iter();
    let fiches: Vec<&str> = fiches.map(|fiche| fiche.code.spelling()).collect();
    assert_eq!(fiches, ["A 1", "A 2", "A 3", "A 4", "B 1", "B 2", "B 3"]);
    let sums = [
        ("Commune K", "640"),
        ("Radio N", "320"),
        ("Agence 2030", "160"),
        ("Ville", "480"),
        ("total", "1600"),
    ];
    assert_eq!(shares(&audited), expected(&sums));
    let ignored = audited
        .findings
        .iter()
        .filter(|found| found.rule == "row-ignored");
    assert_eq!(ignored.count(), 1);
    let is_error = |finding: &Finding| finding.severity == Severity::Error;
    assert!(
        !audited.findings.iter().any(is_error),
        "{:#?}",
        audited.findings
    );
}

#[test]
fn what_may_be_several_things_is_left_to_fill_in() {
    let test = DossierTest::empty();
    let costs: &[&[&str]] = &[
        &["Action", "Poste", "Type", "Coût HT 2027", "Coût TTC 2027"],
        &["A 1", "Études", "Externe", "1000", "1200"],
    ];
    let funding: &[&[&str]] = &[&["Action", "Financeur", "Taux"], &["A 1", "Ville", "100 %"]];
    workbook(
        &test.path("b.xlsx"),
        &[("Budget", costs), ("Qui", funding), ("Qui bis", funding)],
    );
    let run = test
        .run("init conv --from b.xlsx --title T --party Ville --yes")
        .code(1);
    insta::assert_snapshot!("ambiguous", run.shown());
    let toml = fs::read_to_string(test.path("conv/convention.toml")).expect("text");
    let (_, names) = toml.split_once("# Comment ce classeur").expect("names");
    insta::assert_snapshot!("ambiguous_names", names);
    let sheet = "# [classeur.cofinancement]\n# feuille = \"\"\n# fiche = \"\"\n";
    let answer = "[classeur.cofinancement]\nfeuille = \"Qui\"\nfiche = \"Action\"\n";
    let (before, after) = toml.split_once("[classeur.depenses]").expect("a block");
    let after = after.replacen("# nature = \"\"", "nature = \"Poste\"", 1);
    let after = after.replacen("# montant = \"\"", "montant = \"Coût TTC {annee}\"", 1);
    let filled = format!(
        "{before}[classeur.depenses]{}",
        after.replacen(sheet, answer, 1)
    );
    fs::write(test.path("conv/convention.toml"), filled).expect("written");
    assert_eq!(
        shares(&audited(&test)),
        expected(&[("Ville", "1200"), ("total", "1200")])
    );
}

/// Nested axes, as titles, as codes or as subtotals; periods instead of years; a code and its title in one cell.
#[test]
fn numbered_axes_and_named_periods_are_recognised() {
    let funding: &[&[&str]] = &[
        &["N°", "Financeur", "Taux"],
        &["1.1.1", "Ville", "50 %"],
        &["", "État", "50 %"],
        &["1.1.2", "EPCI", "100 %"],
        &["2.1.1", "Ville", "100 %"],
    ];
    let titles: &[&[&str]] = &[
        &["Plan d’actions"],
        &[
            "N°",
            "Action",
            "Phase 1 (2021-2023)",
            "Phase 2 (2024-2027)",
            "Total",
        ],
        &["Axe 1 – Habitat"],
        &["1.1 – Rénover"],
        &["1.1.1", "Réhabiliter", "1000", "2000", "3000"],
        &["1.1.2", "Primer", "500", "500", "1000"],
        &["Total 1", "", "1500", "2500", "4000"],
        &["Axe 2 : Mobilité"],
        &["2.1.1", "Pédaler", "400", "600", "1000"],
        &["Total 2", "", "400", "600", "1000"],
        &["TOTAL", "", "1900", "3100", "5000"],
    ];
    let codes: &[&[&str]] = &[
        &["Code", "Intitulé", "Coût 2027", "Coût 2028"],
        &["1", "Habitat", "1500", "2500"],
        &["1.1", "Rénover", "1500", "2500"],
        &["1.1.1", "Réhabiliter", "1000", "2000"],
        &["1.1.2", "Primer", "500", "500"],
        &["2", "Mobilité"],
        &["2.1.1", "Pédaler", "400", "600"],
        &["Total général", "", "1900", "3100"],
    ];
    let together: &[&[&str]] = &[
        &["Action", "Coût 2027", "Coût 2028"],
        &["Axe 1 – Habitat"],
        &["1.1 – Rénover"],
        &["1.1.1 Réhabiliter", "1000", "2000"],
        &["1.1.2 : Primer", "500", "500"],
        &["Axe 2 – Mobilité"],
        &["2.1.1 – Pédaler", "400", "600"],
    ];
    let phases = ["Phase 1 (2021-2023)", "Phase 2 (2024-2027)"];
    for (name, costs, due) in [
        ("titles", titles, phases),
        ("codes", codes, ["2027", "2028"]),
        ("together", together, ["2027", "2028"]),
    ] {
        let test = DossierTest::empty();
        workbook(
            &test.path("b.xlsx"),
            &[("Budget", costs), ("Financement", funding)],
        );
        let options = "--title T --party Ville --party EPCI --yes";
        let run = test
            .run(&format!("init conv --from b.xlsx {options}"))
            .code(0);
        let audited = audited(&test);
        let sums = [
            ("Ville", "2500"),
            ("EPCI", "1000"),
            ("État", "1500"),
            ("total", "5000"),
        ];
        assert_eq!(shares(&audited), expected(&sums), "{name}: {}", run.shown());
        let years = audited.dossier.years().iter().map(ToString::to_string);
        assert_eq!(years.collect::<Vec<_>>(), due, "{name}");
        let axes = audited.dossier.convention.axes.iter();
        let axes: Vec<_> = axes
            .map(|axis| (&*axis.prefix, &*axis.title, axis.within))
            .collect();
        let due = [
            ("1", "Habitat", None),
            ("1.1", "Rénover", Some(0)),
            ("2", "Mobilité", None),
        ];
        assert_eq!(axes, due, "{name}");
        let fiches = audited.dossier.fiches.iter();
        let fiches: Vec<_> = fiches
            .filter_map(|fiche| Some((fiche.code.spelling(), &*fiche.prose.as_ref()?.title.value)))
            .collect();
        let due = [
            ("1.1.1", "Réhabiliter"),
            ("1.1.2", "Primer"),
            ("2.1.1", "Pédaler"),
        ];
        assert_eq!(fiches, due, "{name}");
        let is_wrong = |finding: &&Finding| finding.severity == Severity::Error;
        assert!(
            !audited.findings.iter().any(|finding| is_wrong(&finding)),
            "{name}: {:#?}",
            audited.findings
        );
    }
}

/// For each sheet that is not read, what it lacks is reported, and no column is proposed.
#[test]
fn a_sheet_that_is_not_read_is_reported_with_what_it_lacks() {
    let costs: &[&[&str]] = &[
        &["Action", "Nature", "Coût 2027"],
        &["A.1", "Études", "100"],
    ];
    let funding: &[&[&str]] = &[&["Action", "Financeur", "Taux"], &["A.1", "Ville", "100 %"]];
    let quarters: &[&[&str]] = &[
        &["Action", "Montant T1 2027", "Montant T2 2027"],
        &["A.1", "60", "40"],
    ];
    let income: &[&[&str]] = &[&["Action", "Montant 2027"], &["A.1", "100"]];
    let undated: &[&[&str]] = &[
        &["Action", "Coût total", "Ville", "CCI"],
        &["A.1", "100", "60", "40"],
    ];
    for (sheets, due) in [
        (
            &[("Coûts", quarters), ("Qui", funding)][..],
            "« Montant T1 2027 », « Montant T2 2027 » sont chacun d’une partie de l’année",
        ),
        (
            &[("Coûts", costs), ("Recettes", income)],
            "Feuille « Recettes » : elle dit ce qui entre",
        ),
        (
            &[("Coûts", costs), ("Recettes", income)],
            "il faut une colonne de codes d’action, une colonne de financeurs",
        ),
        (
            &[("Budget 2027-2028", undated)],
            "rien ne dit de quelle année sont les montants « Coût total »",
        ),
    ] {
        let test = DossierTest::empty();
        workbook(&test.path("b.xlsx"), sheets);
        let run = test.run("init conv --from b.xlsx --title T --years 2027-2028 --party Ville --party CCI --yes").code(1);
        let printed = run
            .stdout()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        let due = due.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(printed.contains(&due), "{due}\n{}", run.shown());
        assert!(!printed.contains("montant Montant T1"), "{}", run.shown());
    }
}

#[test]
fn a_proposal_waits_for_a_yes_where_nobody_can_be_asked() {
    let test = DossierTest::empty();
    fs::copy(
        repository().join("tests/fixtures/init/feuilles.xls"),
        test.path("f.xls"),
    )
    .expect("copied");
    let run = test.run("init conv --from f.xls --title T").code(2);
    assert!(
        run.stdout().contains("Rubrique") && run.stderr().contains("--yes"),
        "{}",
        run.shown()
    );
    assert!(!test.path("conv").exists());
    fs::copy(
        repository().join("tests/fixtures/init/charges.ods"),
        test.path("c.ods"),
    )
    .expect("copied");
    let run = test.run("init conv --from c.ods --title T --yes").code(2);
    assert!(
        run.stderr().contains("Département, Agence"),
        "{}",
        run.shown()
    );
    for (name, text) in [
        ("pas-la.xlsx", None),
        ("faux.xlsx", Some("rien")),
        ("a.csv", Some("rien")),
    ] {
        if let Some(text) = text {
            fs::write(test.path(name), text).expect("written");
        }
        let run = test
            .run(&format!("init conv --from {name} --title T --yes"))
            .code(2);
        assert!(
            run.stderr().contains(name) && !run.stderr().contains("publié"),
            "{}",
            run.shown()
        );
        assert!(!test.path("conv").exists());
    }
}

#[test]
fn a_name_that_the_workbook_does_not_have_is_shown_at_its_line() {
    let (test, _) = around("feuilles.xls", "");
    let path = test.path("conv/convention.toml");
    let text = fs::read_to_string(&path).expect("text");
    let printed = |changes: &[(&str, &str)]| {
        let changed = changes.iter().fold(text.clone(), |text, (from, to)| {
            assert!(text.contains(from), "{from}");
            text.replace(from, to)
        });
        fs::write(&path, changed).expect("written");
        test.run("check conv").code(2).stdout()
    };
    let absent = printed(&[
        ("nature = \"Rubrique\"", "nature = \"Rubriques diverses\""),
        ("feuille = \"Feuil2\"", "feuille = \"Feuil 4\""),
        (
            "[classeur.recapitulatif]",
            "[classeur.recapitulatif]\nfiche = \"N°\"",
        ),
    ]);
    insta::assert_snapshot!("absent_names", absent);
    let years = printed(&[("montant = \"{annee}\"", "montant = \"Total {annee}\"")]);
    assert!(
        years.contains("erreur[column-missing]") && years.matches("erreur[").count() == 1,
        "{years}"
    );
    let header = printed(&[("fiche = \"Fiche-action\"", "fiche = \"Fiche action n°\"")]);
    assert!(
        header.contains("convention.toml:") && header.contains("erreur[header-missing]"),
        "{header}"
    );
    let wrong = printed(&[
        (
            "nature = \"Rubrique\"",
            "nature = \"Rubrique\"\nnatures = \"x\"\ntaxe = \"\"",
        ),
        ("montant = \"{annee}\"", "montant = \"Montant\""),
        (
            "[classeur.recapitulatif]",
            "[classeur.recap]\nfeuille = \"x\"\n\n[classeur.recapitulatif]",
        ),
    ]);
    insta::assert_snapshot!("wrong_names", wrong);
}

/// Runs the program at a terminal, made by `script`, which every Debian has, and types these answers. Returns the exit
/// code and all that was shown.
#[cfg(target_os = "linux")]
fn at_a_terminal(test: &DossierTest, arguments: &str, answers: &str) -> (Option<i32>, String) {
    use std::{
        io::{Read, Write},
        process::{Command, Stdio},
    };
    let line = format!(
        "{} --lang fr {arguments}",
        assert_cmd::cargo::cargo_bin("paraphe").display()
    );
    let mut child = Command::new("script")
        .args(["--quiet", "--return", "--command", &line, "/dev/null"])
        .current_dir(test.path(""))
        .env("TERM", "xterm")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("script");
    let mut input = child.stdin.take().expect("a stdin");
    input.write_all(answers.as_bytes()).expect("typed");
    let mut shown = String::new();
    let mut output = child.stdout.take().expect("a stdout");
    output.read_to_string(&mut shown).expect("text");
    (child.wait().expect("an end").code(), shown)
}

#[cfg(target_os = "linux")]
#[test]
fn what_no_option_gives_is_asked_for() {
    let test = DossierTest::empty();
    let answers = "\rConvention demandée\rVille=Ville d’Exemple\rCCI\r\r\r9=x\rA=Commerce\r\r\rBénévolat\r\rStatut\r\r";
    let (code, shown) = at_a_terminal(&test, "init conv --years 2027", answers);
    assert_eq!(code, Some(0), "{shown}");
    assert!(
        shown.contains("Titre de la convention") && shown.contains("Un titre est nécessaire"),
        "{shown}"
    );
    let audited = audited(&test);
    assert_eq!(
        audited.dossier.convention.title.value,
        "Convention demandée"
    );
    assert_eq!(audited.dossier.convention.parties.len(), 2);
    assert_eq!(audited.dossier.convention.off_total.len(), 1);
    assert_eq!(audited.dossier.convention.fields.len(), 1);
    assert!(
        audited.findings.iter().all(is_to_be_replaced),
        "{:#?}",
        audited.findings
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_proposal_is_confirmed_or_given_up() {
    let test = DossierTest::empty();
    fs::copy(
        repository().join("tests/fixtures/init/charges.ods"),
        test.path("c.ods"),
    )
    .expect("copied");
    let init = "init conv --from c.ods --title T";
    // No recap shows who signs: both funders are chosen. Both « n » and the end of input refuse the proposal.
    for given_up in ["1\r2\r\r\r\r\r\rn\r", "1\r2\r\r\r\r\r\r\u{4}"] {
        let (code, shown) = at_a_terminal(&test, init, given_up);
        assert_eq!(code, Some(2), "{shown}");
        assert!(
            shown.contains("rien n’a été écrit") && !test.path("conv").exists(),
            "{shown}"
        );
    }
    let (code, shown) = at_a_terminal(&test, init, "1\r2\r\r\r\r\r\r\r");
    assert_eq!(code, Some(0), "{shown}");
    let funders = audited(&test).dossier.funders;
    let parties = funders.parties().map(|(_, party)| party.column.as_str());
    let parties: Vec<&str> = parties.collect();
    assert_eq!(parties, ["Département", "Agence"]);
}

#[test]
fn headers_stay_french_whatever_the_language() {
    let test = DossierTest::empty();
    test.run(&format!("--lang en {NEW}")).code(0);
    let mut workbook: Xlsx<_> = open_workbook(test.path("conv/budget.xlsx")).expect("a workbook");
    let range = workbook.worksheet_range("Dépenses").expect("a sheet");
    let header: Vec<String> = range
        .rows()
        .nth(3)
        .expect("a header")
        .iter()
        .filter(|cell| **cell != Data::Empty)
        .map(ToString::to_string)
        .collect();
    assert_eq!(header[..4], ["Fiche", "Nature", "Libellé", "Taxe"]);
}

#[test]
fn word_fiches_come_along_with_the_workbook() {
    let test = DossierTest::small();
    let folder = test.path("fiches-word");
    fs::create_dir_all(&folder).expect("a folder");
    let dossier = check(&test.path("input"), &Limits::default())
        .expect("readable")
        .dossier;
    let (first, second) = (&dossier.fiches[0], &dossier.fiches[1]);
    let paragraph = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
    let row = |label: &str, text: &str| {
        format!(
            "<w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr>",
            paragraph(label),
            paragraph(text)
        )
    };
    let form = |code: &str, title: &str| {
        let rows = [
            row("Code", code),
            row("Intitulé", title),
            row("Structure chef de file", "Ville"),
        ];
        format!("<w:tbl>{}</w:tbl>", rows.concat())
    };
    for (name, body) in [
        ("Une action.docx", form(first.code.spelling(), "Une action")),
        ("Autre.docx", form("ZZ 9", "Hors classeur")),
        ("note de service.docx", paragraph("Bonjour.")),
        ("Deux.docx", form("YY 1", "Une") + &form("YY 2", "Deux")),
    ] {
        fs::write(folder.join(name), docx(&body, "")).expect("written");
    }
    let init = "init conv --from input/budget.xlsx --fiches fiches-word --title Essai --yes";
    let printed = test.run(init).code(0).stdout();
    for words in [
        format!("Une action.docx : fiche {}", first.code.spelling()),
        "Autre.docx : fiche ZZ 9, que le classeur ne connaît pas".to_owned(),
        "note de service.docx : ni code de fiche, ni titre".to_owned(),
        "Deux.docx : plusieurs fiches, YY 1, YY 2".to_owned(),
        format!("Sans fichier Word : {}", second.code.spelling()),
    ] {
        assert!(
            printed.contains(&words.replace(" :", "\u{a0}:")),
            "{words}\n{printed}"
        );
    }
    let convention = fs::read_to_string(test.path("conv/convention.toml")).expect("text");
    let labels = "# [fiche]\n# maitrise_ouvrage = \"\"";
    assert!(
        convention.contains("\"Structure chef de file\""),
        "{convention}"
    );
    assert!(convention.contains(labels), "{convention}");
    let name = test.path("conv/fiches/Une action.docx");
    assert!(name.exists(), "a file keeps the name that officers know");
    let made = audited(&test);
    let files = made
        .dossier
        .fiches
        .iter()
        .filter_map(|fiche| fiche.prose.as_ref());
    assert_eq!(
        files.filter(|prose| prose.file.ends_with(".docx")).count(),
        2
    );
    // Files that cannot be read or chosen are reported; the others are taken.
    fs::write(folder.join("abîmé.docx"), "PK").expect("written");
    fs::write(folder.join("~$Autre.docx"), "").expect("written");
    fs::write(folder.join("ancien.doc"), "").expect("written");
    fs::create_dir(folder.join("archives")).expect("a folder");
    let twin = form(first.code.spelling(), "La même");
    fs::write(folder.join("Une action (copie).docx"), docx(&twin, "")).expect("written");
    let run = test.run(&init.replace("conv", "autre")).code(1);
    let printed = run.shown().split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "abîmé.docx",
        "« ancien.doc », « archives », « ~$Autre.docx »",
        "comme Une action (copie).docx ; aucun des deux",
        "comme Une action.docx ; aucun des deux",
    ] {
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(printed.contains(&words), "{words}\n{printed}");
    }
    let made = fs::read_dir(test.path("autre/fiches")).expect("fiches");
    let made = made.flatten().map(|entry| entry.file_name());
    let word = made.filter(|name| name.to_string_lossy().ends_with(".docx"));
    assert_eq!(word.collect::<Vec<_>>(), ["Autre.docx"]);
    // Where none can be read, nothing is written.
    for name in [
        "Une action.docx",
        "Une action (copie).docx",
        "Autre.docx",
        "note de service.docx",
        "Deux.docx",
    ] {
        fs::remove_file(folder.join(name)).expect("removed");
    }
    let refused = test.run(&init.replace("conv", "rien")).code(2);
    let shown = refused.shown();
    assert!(shown.contains("abîmé.docx"), "{shown}");
    assert!(!test.path("rien").exists());
}
