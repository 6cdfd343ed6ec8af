//! Amendments: a dossier made from a signed document, the changes in it, and the text of `avenant.pdf`.

use std::{collections::BTreeMap, fs};

use calamine::{Reader, Xlsx, open_workbook};
use serde_json::Value;

use crate::dossier_test::DossierTest;

/// The seed's dossier after signature, with the dossier of its amendment as `input`, nothing changed yet.
fn amending() -> DossierTest {
    let test = DossierTest::built_final();
    amended(test, "output/2018-11-30/convention.pdf")
}

/// The dossier of an amendment of this file, in place of the dossier that it was made from.
fn amended(test: DossierTest, file: &str) -> DossierTest {
    test.run(&format!("init avenant --avenant {file}")).code(0);
    fs::remove_dir_all(test.path("input")).expect("removed");
    fs::rename(test.path("avenant"), test.path("input")).expect("moved");
    test
}

fn closed(test: DossierTest) -> DossierTest {
    let day = ["signe_le = \"à préciser\"", "signe_le = 2018-12-14"];
    test.replace("convention.toml", day[0], day[1]).replace(
        "convention.toml",
        "objet = \"à préciser\"",
        "objet = \"Une action change.\"\nclos = [2018]\nentree_en_vigueur = 2019-07-01\nrecapitulatif = true",
    )
}

/// A dossier of an amendment with an error planted so that a rule fires.
pub(crate) fn spoilt(rule: &str) -> DossierTest {
    let test = closed(amending());
    match rule {
        "avenant-article" => test.without_articles(),
        "avenant-base" => test.replace(
            "convention.toml",
            "signes/convention.pdf",
            "signes/rien.pdf",
        ),
        "avenant-number" => test.replace("convention.toml", "numero = 1", "numero = 2"),
        "avenant-empty" => test,
        "avenant-past-year" => test.cell("Dépenses", "F5", "3600"),
        "avenant-paid" => {
            let mut test = test;
            // The Métropole's payments in 2018 exceed what is left of its share.
            for row in 5..=100 {
                for column in ["F", "H", "J"] {
                    test = test.cell("Dépenses", &format!("{column}{row}"), "/");
                }
            }
            test.replace(
                "convention.toml",
                "clos = [2018]",
                "clos = [2018, 2019, 2020]",
            )
        }
        _ => panic!("no amendment is spoilt for {rule}"),
    }
}

/// The findings of `check`: the rule and the severity of each.
fn findings(test: &DossierTest) -> Vec<(String, String)> {
    let report: Value =
        serde_json::from_str(&test.run("check --format json").stdout()).expect("JSON");
    let findings = report["findings"].as_array().expect("findings");
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    findings
        .iter()
        .map(|finding| (text(finding, "rule"), text(finding, "severity")))
        .collect()
}

/// The dossier without the rows of a fiche in its workbook.
fn without_rows(mut test: DossierTest, code: &str) -> DossierTest {
    let path = test.path("input/budget.xlsx");
    let mut workbook: Xlsx<_> = open_workbook(path).expect("a workbook");
    for sheet in ["Dépenses", "Cofinancement", "Récapitulatif"] {
        let range = workbook.worksheet_range(sheet).expect("a sheet");
        let (top, _) = range.start().expect("cells");
        let rows = range.rows().zip(top + 1..);
        let fiche_rows = rows.filter(|(row, _)| row[0] == *code);
        for (_, number) in fiche_rows {
            for column in 'A'..='R' {
                test = test.cell(sheet, &format!("{column}{number}"), "");
            }
        }
    }
    test
}

fn data(test: &DossierTest, stage: &str) -> Value {
    let bytes = fs::read(test.path(&format!("output/{stage}/donnees.json"))).expect("data");
    serde_json::from_slice(&bytes).expect("JSON")
}

#[test]
fn a_dossier_made_from_what_was_signed_changes_nothing() {
    let before = DossierTest::built_final();
    let known: Vec<String> = findings(&before)
        .into_iter()
        .map(|(rule, _)| rule)
        .collect();
    let amending = amending();
    let found = findings(&amending);
    let new: Vec<(String, String)> = found
        .into_iter()
        .filter(|(rule, _)| !known.contains(rule))
        .collect();
    // Blanks to fill in, and signatures still missing. Pictures are restored.
    let expected = [
        ("avenant-empty", "error"),
        ("avenant-base", "warning"),
        ("text-blank", "warning"),
        ("text-blank", "warning"),
    ];
    let expected = expected.map(|(rule, severity)| (rule.to_owned(), severity.to_owned()));
    assert_eq!(new, expected);
    // The one commitment has the form that the atelier's form reads.
    let text = fs::read_to_string(amending.path("input/convention.toml")).expect("text");
    assert!(text.contains("\n[engagement]\n"), "{text}");
}

#[test]
fn every_change_is_one_clause_and_amounts_are_those_of_both_sides() {
    let test = closed(amending())
        .replace(
            "convention.toml",
            "etape = \"avenant-1\"",
            "etape = \"2019-06-14\"",
        )
        .replace("convention.toml", "Xavier MIREPOIX", "Camille EXEMPLE")
        .replace(
            "fiches/EA-1.1.md",
            "l’industrie et le foncier",
            "l’industrie, le tourisme et le foncier",
        )
        .replace("fiches/EA-2.1.md", "titre = \"", "titre = \"Nouvelle ")
        .replace(
            "articles/article-4.md",
            "dans les deux mois",
            "dans les trois mois",
        )
        // Only its look: no clause.
        .replace(
            "articles/article-5.md",
            "Les parties se réunissent",
            "**Les parties** se réunissent",
        )
        .replace(
            "convention.toml",
            "echeance = 2021-06-30",
            "echeance = 2021-09-30",
        )
        .without("fiches/EP-2.5.md");
    let test = without_rows(test, "EP 2.5");
    test.run("build").code(0);
    let (before, after) = (data(&test, "2018-11-30"), data(&test, "2019-06-14"));
    let amendment = &after["amendment"];
    assert_eq!(amendment["number"], 1);
    assert_eq!(amendment["base"]["stage"], "2018-11-30");
    let clauses = amendment["clauses"].as_array().expect("clauses");
    let subjects: Vec<[&str; 2]> = clauses
        .iter()
        .map(|clause| ["kind", "subject"].map(|key| clause[key].as_str().expect("a text")))
        .collect();
    let chamber = "Chambre de Commerce et d’Industrie de Côte-d’Or";
    assert_eq!(
        subjects,
        [
            ["party", chamber],
            ["payment", "«\u{a0}solde\u{a0}» (Métropole)"],
            ["text", "Article 4 – Modalités de versement"]
        ]
    );
    assert_eq!(
        clauses[0]["replaced"][0]["after"]["text"],
        "Camille EXEMPLE"
    );
    let due = &clauses[1]["replaced"][0];
    assert_eq!(due["before"]["text"], "30 juin 2021");
    assert_eq!(due["after"]["text"], "30 septembre 2021");
    let changed = amendment["fiches"].as_array().expect("fiches").iter();
    let changed: BTreeMap<&str, &str> = changed
        .filter(|fiche| fiche["fate"] != "kept")
        .map(|fiche| {
            (
                fiche["code"].as_str().expect("a code"),
                fiche["fate"].as_str().expect("a fate"),
            )
        })
        .collect();
    let expected = [
        ("EA 1.1", "changed"),
        ("EA 2.1", "changed"),
        ("EP 2.5", "removed"),
    ];
    assert_eq!(changed, BTreeMap::from(expected));
    // The whole budget on both sides, by payer and year.
    let totals = amendment["totals"].as_array().expect("totals");
    for (rank, party) in ["Métropole", "CCI Côte-d’Or"].into_iter().enumerate() {
        assert_eq!(totals[rank]["payer"], party);
        for (year, moved) in totals[rank]["years"]
            .as_array()
            .expect("years")
            .iter()
            .enumerate()
        {
            let share = |side: &Value| match year {
                3 => side["total"]["all"]["shares"][rank].clone(),
                year => side["total"]["years"][year]["shares"][rank].clone(),
            };
            assert_eq!([&moved[0], &moved[1]], [&share(&before), &share(&after)]);
        }
    }
    documents_say_it(&test);
}

/// The text of the documents of that amendment.
fn documents_say_it(test: &DossierTest) {
    let stage = test.published();
    // An assembly approves the amendment and what it adds, not the whole share again.
    let block = &stage["2019-06-14/bloc-deliberation.html"];
    let block = String::from_utf8(block.clone()).expect("text");
    assert!(
        block.contains("approuve l’avenant n°\u{a0}1 à la convention"),
        "{block}"
    );
    assert!(block.contains("Nouveau total, au plus"));
    assert!(!block.contains("approuve la convention"));
    for name in [
        "avenant.pdf",
        "annexes.pdf",
        "convention.pdf",
        "source/avenant.typ",
    ] {
        assert!(stage.contains_key(&format!("2019-06-14/{name}")), "{name}");
    }
    let source = String::from_utf8(stage["2019-06-14/source/avenant.typ"].clone()).expect("text");
    assert!(source.contains("entre en vigueur le 1er\u{a0}juillet\u{a0}2019"));
    assert!(source.contains("== Avant et après l’avenant n°~1"));
    assert!(source.contains("MODIFIÉE PAR L’AVENANT N°~1"));
    assert!(source.contains("Version consolidée, avenant n°~1"));
}

/// The amendment's own source, before the annexes, with plain spaces.
fn source(test: &DossierTest) -> String {
    let stage = test.published();
    let source = String::from_utf8(stage["2019-06-14/source/avenant.typ"].clone()).expect("text");
    let end = source.find("Clauses inchangées").expect("the end");
    source[..end].replace(['~', '\u{a0}'], " ")
}

#[test]
fn an_act_states_each_change_with_its_place() {
    let test = closed(amending())
        .replace(
            "convention.toml",
            "etape = \"avenant-1\"",
            "etape = \"2019-06-14\"",
        )
        .replace(
            "convention.toml",
            "titre = \"Convention",
            "titre = \"Nouvelle convention",
        )
        .replace(
            "articles/article-5.md",
            "## Article 5 – Suivi, évaluation et bilan",
            "## Article 5 – Suivi",
        )
        .replace("articles/article-6.md", "## Article 6 –", "## Article 7 –")
        .replace("articles/article-7.md", "## Article 7 –", "## Article 6 –")
        .without("articles/article-9.md");
    let path = test.path("input/articles/article-5.md");
    let text = fs::read_to_string(&path).expect("text");
    fs::write(
        &path,
        format!("{}\n\nLe comité se réunit deux fois.\n", text.trim_end()),
    )
    .expect("written");
    test.run("build").code(0);
    let source = source(&test);
    for text in [
        "Vu la convention « Convention-cadre",
        "» devient l’article 6.",
        "» devient l’article 7.",
        "L’intitulé #cite[Suivi, évaluation et bilan] #est-remplace #cite[Suivi].",
        "Est ajouté, après l’alinéa",
        "» est abrogé.",
    ] {
        assert!(source.contains(text), "{text}\n{source}");
    }
    // The deed bears the title of the signed agreement, and does not mention numbers that stay.
    assert!(
        source.contains("Avenant n° 1 – Convention-cadre"),
        "{source}"
    );
    assert!(!source.contains("auparavant après"), "{source}");
    let stage = test.published();
    let whole = String::from_utf8(stage["2019-06-14/source/avenant.typ"].clone()).expect("text");
    assert!(!whole.contains("rien n’y est renuméroté"));
    let renumbered = findings(&test)
        .into_iter()
        .filter(|(rule, _)| rule == "avenant-article");
    assert_eq!(renumbered.count(), 2);
    // A repealed article leaves its number free.
    assert!(
        !findings(&test)
            .iter()
            .any(|(rule, _)| rule == "article-number")
    );
}

#[test]
fn impossible_days_are_reported() {
    let test = DossierTest::empty();
    let fixture = crate::dossier_test::repository().join("tests/fixtures/signed/annexes.pdf");
    fs::copy(fixture, test.path("signe.pdf")).expect("copied");
    fs::create_dir_all(test.path("input")).expect("a folder");
    let test = amended(test, "signe.pdf");
    let path = test.path("input/convention.toml");
    let text = fs::read_to_string(&path).expect("text");
    let signed = text
        .lines()
        .find(|line| line.starts_with("signe_le"))
        .expect("a day");
    let wrong = text.replace(
        signed,
        "signe_le = 2030-01-01\nentree_en_vigueur = 2010-01-01",
    );
    fs::write(&path, wrong).expect("written");
    let shown = test.run("check --rule avenant-base").stdout();
    let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(shown.contains("a été signé le 2030-01-01"), "{shown}");
    assert!(
        shown.contains("entrerait en vigueur le 2010-01-01"),
        "{shown}"
    );
}

#[test]
fn a_second_amendment_amends_the_first() {
    let test = DossierTest::small_final().replace(
        "convention.toml",
        "statut = \"definitif\"",
        "statut = \"definitif\"\nsignature = \"manuscrite\"",
    );
    test.run("build --final").code(0);
    let test = amended(test, "output/2018-11-30/annexes.pdf")
        // Signatures on paper leave no day in the file.
        .replace(
            "convention.toml",
            "signe_le = \"à préciser\"",
            "signe_le = 2018-12-14",
        )
        .replace(
            "convention.toml",
            "objet = \"à préciser\"",
            "objet = \"Un autre titre.\"",
        )
        .replace("convention.toml", "titre = \"", "titre = \"Nouvelle ")
        .replace(
            "convention.toml",
            "etape = \"avenant-1\"\nstatut = \"projet\"",
            "etape = \"2019-06-14\"\nstatut = \"definitif\"",
        );
    test.run("build --final").code(0);
    let test = amended(test, "output/2019-06-14/avenant.pdf");
    let settings = fs::read_to_string(test.path("input/convention.toml")).expect("text");
    assert!(settings.contains("numero = 2"), "{settings}");
    let test = test.replace(
        "convention.toml",
        "signe_le = \"à préciser\"",
        "signe_le = 2019-06-14",
    );
    // Both days are retained.
    test.run("build").code(0);
    let base = data(&test, "avenant-2")["amendment"]["base"].clone();
    let days = [&base["signed_on"], &base["amends"]["signed_on"]];
    assert_eq!(days, ["2019-06-14", "2018-12-14"]);
    let errors: Vec<_> = findings(&test)
        .into_iter()
        .filter(|(_, severity)| severity == "error")
        .collect();
    assert_eq!(errors, [("avenant-empty".to_owned(), "error".to_owned())]);
    // The agreement itself again: the first amendment would be lost.
    fs::copy(
        test.path("output/2018-11-30/annexes.pdf"),
        test.path("input/signes/avenant.pdf"),
    )
    .expect("copied");
    assert!(findings(&test).contains(&("avenant-number".to_owned(), "error".to_owned())));
}

#[test]
fn a_base_that_is_not_a_signed_publication_is_reported() {
    let assert_reported = |test: &DossierTest, expected: &str| {
        let shown = test.run("check --rule avenant-base").stdout();
        let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(shown.contains(expected), "{expected}\n{shown}");
    };
    let test = DossierTest::small_final();
    test.run("build --final").code(0);
    let test = amended(test, "output/2018-11-30/annexes.pdf");
    assert_reported(&test, "signes/annexes.pdf » n’est pas signé par");
    let base = test.path("input/signes/annexes.pdf");
    // A changed byte of the published file: only the stage reveals it.
    let mut bytes = fs::read(&base).expect("a PDF");
    let comment = bytes
        .windows(2)
        .position(|pair| pair == b"\n%")
        .expect("a comment");
    bytes[comment + 2] ^= 1;
    fs::write(&base, bytes).expect("written");
    let shown = test.run("build --final").code(1).stderr();
    assert!(
        shown.contains("n’est aucun fichier de l’étape publiée"),
        "{shown}"
    );
    let other = crate::dossier_test::repository().join("tests/fixtures/signed/annexes.pdf");
    fs::copy(other, &base).expect("copied");
    assert_reported(&test, "est d’une autre convention");
    fs::write(&base, "rien").expect("written");
    assert_reported(&test, "n’est ni un PDF publié lisible");
    let data = test.path("output/2018-11-30/donnees.json");
    fs::copy(&data, &base).expect("copied");
    assert_reported(&test, "mais ne dit pas qui l’a signée");
    let draft = fs::read_to_string(&data)
        .expect("text")
        .replace("\"is_final\": true", "\"is_final\": false");
    fs::write(&base, draft).expect("written");
    assert_reported(&test, "est un projet, non la version à signer");
    fs::remove_file(&base).expect("removed");
    assert_reported(&test, "n’est pas dans le dossier");
    // A stage, given by its folder.
    let stage = test.path("input/signes/2018-11-30");
    fs::create_dir_all(&stage).expect("a folder");
    fs::copy(&data, stage.join("donnees.json")).expect("copied");
    let test = test.replace("convention.toml", "signes/annexes.pdf", "signes/2018-11-30");
    assert_reported(&test, "mais ne dit pas qui l’a signée");
    let test = test.replace(
        "convention.toml",
        "signes/2018-11-30",
        "../output/2018-11-30/annexes.pdf",
    );
    assert_reported(&test, "ne peut pas être lu");
}

#[test]
fn an_unsigned_base_blocks_the_version_to_be_signed() {
    let test = DossierTest::small_final();
    test.run("build --final").code(0);
    let test = amended(test, "output/2018-11-30/annexes.pdf").replace(
        "convention.toml",
        "titre = \"",
        "titre = \"Nouvelle ",
    );
    let severity = |test: &DossierTest| {
        let found = findings(test).into_iter();
        let mut base_findings = found.filter(|(rule, _)| rule == "avenant-base");
        base_findings.next().expect("a finding").1
    };
    assert_eq!(severity(&test), "warning");
    let shown = test.run("build --final").code(1).stderr();
    assert!(shown.contains("n’est pas signé par"), "{shown}");
    // No day is invented where no signature gives one.
    assert!(shown.contains("à préciser"), "{shown}");
}

#[test]
fn a_base_signed_by_two_people_is_amended_without_a_finding() {
    let test = DossierTest::empty();
    let fixture = crate::dossier_test::repository().join("tests/fixtures/signed/annexes.pdf");
    fs::copy(fixture, test.path("signe.pdf")).expect("copied");
    fs::create_dir_all(test.path("input")).expect("a folder");
    let test = amended(test, "signe.pdf");
    let found = findings(&test);
    assert!(
        !found.iter().any(|(rule, _)| rule == "avenant-base"),
        "{found:?}"
    );
    assert!(
        found.iter().any(|(rule, _)| rule == "avenant-empty"),
        "{found:?}"
    );
}

/// The amendment in the data of a dossier that was built as `2019-06-14`.
fn act(test: &DossierTest) -> Value {
    test.run("build").code(0);
    data(test, "2019-06-14")["amendment"].clone()
}

/// The clauses: the kind, the fate and the subject of each.
fn clauses(act: &Value) -> Vec<[String; 3]> {
    let all = act["clauses"].as_array().expect("clauses").iter();
    let text = |clause: &Value, key: &str| clause[key].as_str().expect("a text").to_owned();
    all.map(|clause| ["kind", "fate", "subject"].map(|key| text(clause, key)))
        .collect()
}

fn staged(test: DossierTest) -> DossierTest {
    closed(test).replace(
        "convention.toml",
        "etape = \"avenant-1\"",
        "etape = \"2019-06-14\"",
    )
}

#[test]
fn a_party_with_another_name_and_number_is_another_payer() {
    let chamber = "Chambre de Commerce et d’Industrie de Côte-d’Or";
    let test = staged(amending())
        .replace("convention.toml", "id = \"cci\"", "id = \"cma\"")
        .replace("convention.toml", chamber, "Chambre de métiers")
        .replace("convention.toml", "20000000000006", "73282932000074")
        .replace(
            "convention.toml",
            "beneficiaire = \"cci\"",
            "beneficiaire = \"cma\"",
        );
    let amendment = act(&test);
    let parties: Vec<[String; 3]> = clauses(&amendment)
        .into_iter()
        .filter(|clause| clause[0] == "party")
        .collect();
    let expected = [
        ["party", "added", "Chambre de métiers"],
        ["party", "removed", chamber],
    ];
    assert_eq!(parties, expected.map(|party| party.map(str::to_owned)));
    // Former amounts stay with the former payer.
    let totals = amendment["totals"].as_array().expect("totals");
    let chambers = totals.iter().filter(|row| row["payer"] == "CCI Côte-d’Or");
    let all: Vec<&Value> = chambers.map(|row| &row["years"][3]).collect();
    assert_eq!([&all[0][0], &all[1][1]], ["0", "0"]);
    assert_eq!(all[0][1], all[1][0]);
    let fiches = amendment["fiches"].as_array().expect("fiches").iter();
    assert!(fiches.filter(|fiche| fiche["fate"] == "changed").count() > 10);
    // With the same name, another number is a change of the number.
    let test = staged(amending()).replace("convention.toml", "20000000000006", "73282932000074");
    let amendment = act(&test);
    assert_eq!(
        clauses(&amendment),
        [["party", "changed", chamber].map(str::to_owned)]
    );
    let replaced = &amendment["clauses"][0]["replaced"];
    assert_eq!(replaced[0]["after"]["text"], "73282932000074");
}

#[test]
fn parties_in_another_order_change_nothing() {
    let test = staged(amending());
    let text = fs::read_to_string(test.path("input/convention.toml")).expect("text");
    let start = text.find("[[parties]]").expect("a party");
    let second = text.rfind("[[parties]]").expect("a party");
    let end = second + text[second..].find("\n[charte]").expect("the look");
    let swapped = [
        &text[..start],
        &text[second..end],
        "\n",
        &text[start..second],
        &text[end..],
    ];
    let test = test.file("convention.toml", &swapped.concat());
    assert_eq!(clauses(&act(&test)), [[""; 3]; 0]);
    assert!(findings(&test).contains(&("avenant-empty".to_owned(), "error".to_owned())));
}

#[test]
fn a_payment_is_stated_once() {
    let [former, later] = ["echeance = 2021-06-30", "echeance = 2021-09-30"];
    let test = staged(amending()).replace("convention.toml", former, later);
    let stays = ("avenant-article".to_owned(), "warning".to_owned());
    // The article still has the former date.
    assert!(findings(&test).contains(&stays));
    let test = test.replace("articles/article-4.md", "30 juin 2021", "30 septembre 2021");
    assert!(!findings(&test).contains(&stays));
    let found_clauses = clauses(&act(&test));
    let expected = ["text", "changed", "Article 4 – Modalités de versement"];
    assert_eq!(found_clauses, [expected.map(str::to_owned)]);
}

#[test]
fn a_changed_sentence_about_a_former_decision_is_reported() {
    let test = staged(amending());
    let path = test.path("input/articles/preambule.md");
    let text = fs::read_to_string(&path).expect("text");
    let (before, rest) = text.split_once("une subvention de ").expect("an amount");
    let (_, after) = rest.split_once(" pendant").expect("the end");
    let text = format!("{before}une subvention de {{part:metropole@2019}} pendant{after}");
    let test = test.file("articles/preambule.md", &text);
    let shown = test.run("check --rule avenant-article").stdout();
    assert!(shown.contains("rapporte une décision passée"), "{shown}");
    // A sentence about a new decision is no change of the former one.
    let test = test.file(
        "articles/preambule.md",
        &text.replace("26 novembre 2018", "14 juin 2019"),
    );
    let shown = test.run("check --rule avenant-article").stdout();
    assert!(!shown.contains("décision passée"), "{shown}");
}

#[test]
fn facts_that_only_the_dossier_has_are_in_no_clause() {
    let test = staged(amending());
    let shown = test.run("diff input/signes/convention.pdf input").stdout();
    assert!(!shown.contains("montant annoncé"), "{shown}");
    let inserted = "## Article 8-1 – Confidentialité\n\nLes parties gardent confidentiels :\n\n\
                    1. leurs échanges ;\n2. leurs données :\n   - chiffrées,\n   - ou non.\n\n\
                    | Année | Part |\n| --- | --- |\n| 2019 | 3 % |\n| – | – |\n| 2020 | 4 % |\n";
    let test = test
        .without("articles/preambule.md")
        .file("articles/article-8-1.md", inserted);
    test.run("build").code(0);
    let source = source(&test);
    for text in [
        "Le préambule est abrogé.",
        "est complétée, après « Article 8 – ",
        "par « Article 8-1 – Confidentialité », ainsi rédigé :",
        "1. leurs échanges",
        "– chiffrées,",
        "2020 – Part",
    ] {
        let plain = source.replace("\\u{2e}", ".");
        assert!(plain.contains(text), "{text}\n{source}");
    }
    // No amount changes.
    assert!(!source.contains("– Montants"), "{source}");
}

#[test]
fn what_no_total_counts_is_closed_with_its_year() {
    let test = crate::shapes::IN_KIND.dossier();
    test.run("build").code(0);
    let test = amended(test, "output/2026-05-01/annexes.pdf").replace(
        "convention.toml",
        "objet = \"à préciser\"",
        "objet = \"Une action change.\"\nclos = [2026]",
    );
    let path = test.path("input/budget.xlsx");
    let mut workbook: Xlsx<_> = open_workbook(path).expect("a workbook");
    let costs = workbook.worksheet_range("Dépenses").expect("a sheet");
    let row = costs
        .rows()
        .position(|row| row.iter().any(|cell| *cell == "Locaux prêtés"));
    let row = row.expect("a line") + 1;
    let test = test.cell("Dépenses", &format!("F{row}"), "3500");
    let shown = test.run("check --rule avenant-past-year").stdout();
    assert!(shown.contains("dépenses hors total passent de"), "{shown}");
}
