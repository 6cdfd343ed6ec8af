//! `paraphe check`.

use crate::dossier_test::{DossierTest, Run};

/// Compares with the snapshot of this name, without the number of findings that filters hide.
#[track_caller]
fn assert_shown(name: &str, run: &Run) {
    let mut settings = insta::Settings::clone_current();
    settings.add_filter(
        r"(Un autre constat est masqué|\d+ autres constats sont masqués) par les filtres\.\n",
        "",
    );
    settings.bind(|| insta::assert_snapshot!(name, run.shown()));
}

#[test]
fn cells_that_cannot_be_read_are_shown_in_their_sheet() {
    let run = DossierTest::seed()
        .cell("Dépenses", "H12", "1,2345")
        .cell("Dépenses", "G5", "quelques jours")
        .cell("Dépenses", "F7", "=F5+F6")
        .cell("Cofinancement", "D6", "180 %")
        .cell("Récapitulatif", "F9", "vingt mille")
        .run("check --rule cell-unreadable")
        .code(1);
    assert_shown("unreadable_cells", &run);
}

#[test]
fn texts_are_underlined() {
    let run = DossierTest::seed()
        .without_articles()
        .replace("convention.toml", "lieu =", "lieux =")
        .replace(
            "convention.toml",
            "calcul = \"avance\"",
            "calcul = \"avances\"",
        )
        .replace("fiches/EA-1.1.md", "Sans attendre", "<b>Sans</b> attendre")
        .run("check --rule key-unknown,claim-unknown,html-refused")
        .code(1);
    assert_shown("underlined_texts", &run);
}

/// Characters that a text writes as `&#8;` or `"\u0001"` are found before anything is laid out.
#[test]
fn characters_that_cannot_be_printed_are_named_however_they_are_written() {
    let run = DossierTest::seed()
        .replace(
            "fiches/EA-1.1.md",
            "## Constat",
            "## Constat &#2;\n\na&#8;b `c` 漢 \0",
        )
        .replace("fiches/EA-1.1.md", "titre = \"", "titre = \"\\u0001")
        .replace("fiches/EA-1.1.md", "[\"Cabinets", "[\"\\u0003Cabinets")
        .run("--quiet check --rule text-glyph")
        .code(1);
    let printed = run.stdout();
    let places: Vec<&str> = printed
        .lines()
        .filter_map(|line| line.split_once(" (U+").map(|(_, rest)| &rest[..4]))
        .collect();
    let shown = ["0003", "0002", "0001", "0008", "6F22", "0000"];
    assert_eq!(places, shown, "{printed}");
    assert!(
        printed.contains("fiches/EA-1.1.md:3:9") && printed.contains("fiches/EA-1.1.md:11:2"),
        "{printed}"
    );
}

#[test]
fn an_unreadable_dossier_is_reported_at_its_lines() {
    let run = DossierTest::seed()
        .replace("convention.toml", "lieu = \"Dijon\"", "lieu = Dijon")
        .replace("fiches/EA-1.1.md", "+++\n", "")
        .run("check")
        .code(2);
    assert_shown("unreadable_dossier", &run);
}

#[test]
fn every_missing_file_is_named_at_once() {
    let run = DossierTest::seed()
        .without("convention.toml")
        .without("budget.xlsx")
        .run("check")
        .code(2);
    assert_shown("missing_files", &run);
}

#[test]
fn a_folder_that_is_not_there_is_no_dossier() {
    assert_shown("no_folder", &DossierTest::empty().run("check").code(2));
}

#[test]
fn the_worst_of_several_dossiers_decides() {
    let test = DossierTest::seed()
        .copied_as("bon")
        .file("convention.toml", "titre = 1");
    let run = test
        .run("check bon input --severity error --rule toml-invalid")
        .code(2);
    let stdout = run.stdout();
    assert!(
        stdout.contains("Dossier bon\n") && stdout.contains("Dossier input\n"),
        "{stdout}"
    );
    assert!(
        run.stderr()
            .contains("le dossier input ne peut pas être lu"),
        "{}",
        run.stderr()
    );
}

#[test]
fn a_filter_that_matches_nothing_there_is_a_mistake() {
    let test = DossierTest::seed();
    let run = test.run("check --fiche \"EA 1.9\"").code(2);
    assert!(
        run.stderr().contains("EA 1.9") && run.stdout().is_empty(),
        "{}",
        run.shown()
    );
    let run = test.run("check --axis XY").code(2);
    assert!(run.stderr().contains("EA, EP, EC"), "{}", run.shown());
    test.run("check --fiche ea1.1 --axis attractivite --rule cell-unreadable")
        .code(0);
}

#[test]
fn findings_are_filtered_by_fiche_and_axis() {
    let test = DossierTest::seed().cell("Cofinancement", "B6", "");
    let filtered = |arguments: &str| {
        test.run(&format!("check -q --rule funder-missing {arguments}"))
            .stdout()
    };
    assert!(
        filtered("--fiche EA1.1").contains("Cofinancement!"),
        "{}",
        filtered("")
    );
    assert!(filtered("--axis EA").contains("Cofinancement!"));
    assert_eq!(filtered("--axis EP"), "");
    assert_eq!(filtered("--fiche EC1.1"), "");
}

#[test]
fn findings_in_a_fiches_file_or_rows_are_filtered_with_it() {
    let test = DossierTest::seed()
        .cell("Dépenses", "F5", "beaucoup")
        .cell("Cofinancement", "D6", "180 %")
        .cell("Récapitulatif", "C6", "vingt mille")
        .replace("fiches/EA-1.1.md", "Sans attendre", "<b>Sans</b> attendre");
    let filtered = |arguments: &str| {
        test.run(&format!(
            "check -q --rule cell-unreadable,html-refused {arguments}"
        ))
        .stdout()
    };
    assert_eq!(filtered("").lines().count(), 5, "{}", filtered(""));
    assert_eq!(filtered("--fiche EA1.1"), filtered(""));
    assert_eq!(filtered("--axis EA"), filtered(""));
    assert_eq!(filtered("--axis EP"), "");
}

#[test]
fn no_filter_hides_what_cannot_be_read_and_may_be_of_any_fiche() {
    let test = DossierTest::seed()
        .cell("Récapitulatif", "C32", "beaucoup")
        .cell("Dépenses", "A9", "???");
    let filtered = |arguments: &str| {
        test.run(&format!("check -q --severity error {arguments}"))
            .stdout()
    };
    for arguments in ["--fiche EC1.1", "--axis EP"] {
        let filtered = filtered(arguments);
        assert!(
            filtered.contains("Récapitulatif!C32") && filtered.contains("Dépenses!A9"),
            "{filtered}"
        );
        assert!(
            !filtered.contains("Récapitulatif!F10") && !filtered.contains("stated-amount"),
            "{filtered}"
        );
    }
}

#[test]
fn decisions_are_proposed_unless_one_line_is_asked_for() {
    let test = DossierTest::seed();
    let count = |arguments: &str| {
        test.run(&format!("check --rule recap-share {arguments}"))
            .stdout()
            .matches("[[arbitrage]]")
            .count()
    };
    assert_eq!((count(""), count("-q"), count("--format json")), (3, 0, 3));
}

/// The proposal of `shown`, with its blanks filled.
fn decided(shown: &str, blanks: &[(&str, &str)]) -> String {
    let block = shown
        .lines()
        .skip_while(|line| line.trim() != "[[arbitrage]]")
        .take_while(|line| !line.is_empty());
    let block = block.collect::<Vec<_>>().join("\n");
    let blanks = blanks.iter().chain(&[("motif", "m"), ("decide_par", "d")]);
    blanks.fold(block, |block, (key, text)| {
        let blank = format!("{key} = \"\"");
        assert!(block.contains(&blank), "{block}");
        block.replace(&blank, &format!("{key} = \"{text}\""))
    })
}

#[test]
fn what_is_proposed_settles_the_finding() {
    let test = DossierTest::seed();
    let check = "check --rule recap-share --fiche EA1.3.1";
    let shown = test.run(check).stdout();
    let settled = test.file("arbitrages.toml", &decided(&shown, &[]));
    let settled = settled.run(check).code(0);
    assert!(
        settled.stdout().contains("réglé[recap-share]"),
        "{}",
        settled.shown()
    );
}

#[test]
fn a_proposal_fits_80_columns_and_settles_the_finding_all_the_same() {
    let nature = "Débours d’accompagnement des entreprises du territoire dans leurs transitions énergétique et numérique";
    let test = DossierTest::seed().cell("Dépenses", "C20", nature);
    let check = "check --rule funding-none --fiche EA1.3.1";
    let narrow = |test: &DossierTest| test.run_with(check, &[("COLUMNS", "80"), ("LANG", "fr")]);
    let shown = narrow(&test).code(1).stdout();
    assert!(
        shown.lines().all(|line| line.chars().count() <= 80),
        "{shown}"
    );
    let parts = [("parts.metropole", "1300"), ("parts.cci", "1300")];
    let settled = test.file("arbitrages.toml", &decided(&shown, &parts));
    let settled = narrow(&settled).code(0);
    assert!(
        settled.stdout().contains("réglé[funding-none]"),
        "{}",
        settled.shown()
    );
}

#[test]
fn json_has_the_same_findings_as_the_text() {
    let test = DossierTest::seed()
        .cell("Récapitulatif", "F9", "vingt\u{9b}mille")
        .replace("convention.toml", "lieu =", "lieux =");
    let run = test
        .run("check --format json --rule cell-unreadable,key-unknown")
        .code(1);
    insta::assert_snapshot!("json", run.stdout());
    let value: serde_json::Value = serde_json::from_str(&run.stdout()).expect("JSON");
    assert_eq!(value["counts"]["error"], 1);
    let list = test.run("check --format json input input").code(1).stdout();
    let list: serde_json::Value = serde_json::from_str(&list).expect("JSON");
    assert_eq!(list.as_array().map(Vec::len), Some(2));
}

#[test]
fn json_of_an_unreadable_dossier_is_json_all_the_same() {
    let run = DossierTest::seed()
        .without("convention.toml")
        .run("check --format json")
        .code(2);
    let value: serde_json::Value = serde_json::from_str(&run.stdout()).expect("JSON");
    assert_eq!(value["readable"], false);
    assert_eq!(value["findings"][0]["rule"], "file-refused");
}

#[test]
fn quiet_is_one_line_a_finding() {
    let test = DossierTest::seed().cell("Récapitulatif", "F9", "vingt mille");
    let run = test.run("check -q --rule cell-unreadable").code(1);
    assert_eq!(
        run.stdout(),
        "budget.xlsx · Récapitulatif!F9\u{a0}: erreur[cell-unreadable]\u{a0}: «\u{a0}vingt mille\u{a0}» n’est pas un montant\n"
    );
}

#[test]
fn checking_writes_nothing() {
    let test = DossierTest::seed();
    test.run("check");
    assert!(!test.path("output").exists());
}

#[test]
fn parser_errors_are_reported_in_plain_words() {
    let tomls = [
        ("lieu = \"Dijon\"", "lieu = Dijon", "guillemets droits"),
        ("lieu = \"Dijon\"", "lieu = “Dijon”", "guillemets droits"),
        ("lieu = \"Dijon\"", "lieu = \"Dijon", "guillemets droits"),
        (
            "lieu = \"Dijon\"",
            "lieu = 3",
            "attend un texte entre guillemets, et c’est un nombre",
        ),
        (
            "lieu = \"Dijon\"",
            "lieu \"Dijon\"",
            "il manque le signe égal",
        ),
        (
            "lieu = \"Dijon\"",
            "lieu = \"Dijon\"\nlieu = \"Dijon\"",
            "déjà écrit plus haut",
        ),
        (
            "exemplaires = 2",
            "exemplaires = 2.5",
            "et c’est un nombre à virgule",
        ),
        (
            "annees = [2018, 2019, 2020]",
            "annees = \"2018\"",
            "attend une liste entre crochets, et c’est un texte",
        ),
        (
            "annees = [2018, 2019, 2020]",
            "annees = [\"2018\"]",
            "attend un nombre entier, et c’est un texte",
        ),
        ("[[parties]]", "[[parties]", "n’est pas fermé"),
        (
            "signataire = {",
            "signataire = \"x\" # {",
            "attend des clés",
        ),
    ];
    for (from, to, expected) in tomls {
        let shown = DossierTest::seed()
            .replace("convention.toml", from, to)
            .run("check -q")
            .code(2)
            .stdout();
        assert!(shown.contains(expected), "{to}: {shown}");
        assert!(
            !shown.contains("expected") && !shown.contains("invalid "),
            "{to}: {shown}"
        );
    }
    let whole =
        std::fs::read(crate::dossier_test::repository().join("input/budget.xlsx")).expect("bytes");
    for (name, bytes, expected) in [
        (
            "budget.xlsx",
            &whole[..whole.len() / 2],
            "ce fichier est incomplet",
        ),
        (
            "budget.xls",
            &whole,
            "ce fichier est un classeur .xlsx sous un autre nom",
        ),
        (
            "budget.ods",
            &b"rien"[..],
            "ce fichier est un texte, pas un classeur",
        ),
        ("budget.xlsb", &b""[..], "ce fichier est vide"),
    ] {
        let test = DossierTest::seed().without("budget.xlsx");
        std::fs::write(test.path("input").join(name), bytes).expect("written");
        let shown = test.run("check -q").code(2).stdout();
        assert!(shown.contains(expected), "{name}: {shown}");
    }
}

#[test]
fn files_that_are_no_fiches_are_one_warning() {
    let test = DossierTest::seed()
        .file("fiches/EA 1.4.doc", "…")
        .file("fiches/EA 1.5.odt", "…")
        .file("fiches/~$EA 1.6.docx", "…")
        .file("fiches/notes.txt", "…")
        .file("fiches/.x", "");
    let run = test.run("check -q --rule file-ignored").code(0);
    let shown = run.stdout();
    let lines: Vec<&str> = shown.lines().collect();
    assert_eq!(lines.len(), 2, "{shown}");
    assert!(
        lines[0].ends_with("fiches/EA 1.4.doc, fiches/EA 1.5.odt"),
        "{shown}"
    );
    assert!(lines[1].ends_with("fiches/notes.txt"), "{shown}");
    let test = DossierTest::seed().file("articles/Article 5.doc", "…");
    let shown = test.run("check -q --rule file-ignored").code(0).stdout();
    assert!(shown.contains("articles/Article 5.doc"), "{shown}");
}
