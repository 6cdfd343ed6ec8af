//! Word files in `fiches/`: they are read like other fiches, with findings where they cannot be.

use std::{
    fs,
    io::{Cursor, Write},
    path::PathBuf,
};

use unicode_normalization::UnicodeNormalization;
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::dossier_test::{DossierTest, repository};

/// A Word file of this body, whose first note is this text.
pub(crate) fn docx(body: &str, note: &str) -> Vec<u8> {
    docx_with(body, note, "")
}

/// The same, with a drawing, `c`.
fn docx_with(body: &str, note: &str, drawing: &str) -> Vec<u8> {
    const TYPES: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let parts = [
        (
            "_rels/.rels",
            format!(
                "<Relationships><Relationship Id=\"a\" Type=\"{TYPES}/officeDocument\" Target=\"word/document.xml\"/></Relationships>"
            ),
        ),
        (
            "word/_rels/document.xml.rels",
            format!(
                "<Relationships><Relationship Id=\"b\" Type=\"{TYPES}/footnotes\" Target=\"footnotes.xml\"/><Relationship Id=\"c\" Type=\"{TYPES}/image\" Target=\"media/a.svg\"/></Relationships>"
            ),
        ),
        (
            "word/document.xml",
            format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>"),
        ),
        (
            "word/footnotes.xml",
            format!(
                "<w:footnotes xmlns:w=\"w\"><w:footnote w:id=\"1\"><w:p><w:r><w:t>{note}</w:t></w:r></w:p></w:footnote></w:footnotes>"
            ),
        ),
    ];
    let drawing = ("word/media/a.svg", drawing.to_owned());
    for (name, text) in parts.into_iter().chain([drawing]) {
        zip.start_file(name, SimpleFileOptions::default())
            .expect("a part");
        zip.write_all(text.as_bytes()).expect("written");
    }
    zip.finish().expect("a zip").into_inner()
}

pub(crate) fn run(properties: &str, text: &str) -> String {
    format!("<w:r><w:rPr>{properties}</w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

pub(crate) fn paragraph(properties: &str, runs: &str) -> String {
    format!("<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>")
}

fn row(cells: &[&str]) -> String {
    let cells = cells
        .iter()
        .map(|cell| format!("<w:tc>{}</w:tc>", paragraph("", &run("", cell))));
    format!("<w:tr>{}</w:tr>", cells.collect::<String>())
}

/// A dossier with a Word file among its fiches.
fn with_word_file(test: DossierTest, name: &str, bytes: &[u8]) -> DossierTest {
    fs::write(test.path("input/fiches").join(name), bytes).expect("written");
    test
}

fn fixture() -> (&'static str, Vec<u8>) {
    let name = "Fiche A.1 Boutique à l'essai.docx";
    let bytes = fs::read(repository().join("tests/fixtures/word").join(name));
    (name, bytes.expect("a fixture"))
}

/// A dossier with a Word file on which `rule` fires.
pub(crate) fn spoilt(rule: &str) -> DossierTest {
    let (name, mut bytes) = fixture();
    if rule == "fiche-table" {
        let title = paragraph(
            "<w:pStyle w:val=\"Titre1\"/>",
            &run("", "Fiche EA 1.1 : Essai"),
        );
        let rows = [row(&["Dépense", "2018"]), row(&["Total", "1 €"])];
        bytes = docx(&format!("{title}<w:tbl>{}</w:tbl>", rows.concat()), "");
        let seed = DossierTest::seed().without("fiches/EA-1.1.md");
        return with_word_file(seed, "EA-1.1.docx", &bytes);
    }
    if rule == "file-name" {
        let rows = [row(&["Code", "EA 1.2"]), row(&["Intitulé", "Essai"])];
        bytes = docx(&format!("<w:tbl>{}</w:tbl>", rows.concat()), "");
    }
    if rule == "text-left-out" {
        bytes = docx(&paragraph("", &run("<w:vanish/>", "masqué")), "");
    }
    with_word_file(DossierTest::seed(), name, &bytes)
}

/// Writes the text of the first fiche of a small dossier, and makes the dossier `autre`, the same without that fiche.
/// Returns its code, its title and its file.
fn twins(test: &DossierTest, body: &str) -> (String, String, PathBuf) {
    let folder = test.path("input/fiches");
    let names = fs::read_dir(&folder).expect("fiches").flatten();
    let path = names.map(|entry| entry.path()).min().expect("a fiche");
    let text = fs::read_to_string(&path).expect("text");
    let value = |key: &str| {
        let line = text
            .lines()
            .find(|line| line.starts_with(key))
            .expect("a key");
        line.split('"').nth(1).expect("a value").to_owned()
    };
    let (code, title) = (value("code"), value("titre"));
    let head = format!(
        "+++\ncode = \"{code}\"\ntitre = \"{title}\"\nmaitrise_ouvrage = \"Ville\"\ncalendrier = \"2018\"\n+++\n\n"
    );
    fs::write(&path, format!("{head}{body}")).expect("written");
    let other = test.path("autre/fiches");
    fs::create_dir_all(&other).expect("a folder");
    for entry in fs::read_dir(&folder).expect("fiches").flatten() {
        fs::copy(entry.path(), other.join(entry.file_name())).expect("copied");
    }
    for name in ["convention.toml", "budget.xlsx"] {
        fs::copy(test.path("input").join(name), test.path("autre").join(name)).expect("copied");
    }
    let file = other.join(path.file_name().expect("a name"));
    fs::remove_file(&file).expect("removed");
    (code, title, file)
}

#[test]
fn another_way_of_writing_changes_no_page() {
    let body = "## Étapes\n\nLe bail dérogatoire permet d’ouvrir vite.\n\na) étude\nb) travaux\n\n- [ ] à faire\n- [x] fait\n";
    let test = DossierTest::small();
    let (.., file) = twins(&test, body);
    let name = file.file_name().expect("a name");
    let text = fs::read_to_string(test.path("input/fiches").join(name)).expect("text");
    let other = text
        .replace("permet d’ouvrir", "permet\nd’ouvrir")
        .replace("a) étude\nb) travaux", "- [a)] étude\n- [b)] travaux")
        .replace("- [ ]", "* [ ]")
        .replace("- [x]", "* [X]");
    let other: String = other.nfd().collect();
    fs::write(&file, other).expect("written");
    let run = test.run("diff input autre");
    assert_eq!(run.stderr(), "", "{}", run.shown());
    run.code(0);
}

#[test]
fn a_fiche_of_the_same_text_in_word_is_the_same() {
    let body = "## Constat\n\nLe **centre-bourg**, au 1^er^ mai, *compte* 3 * 4 locaux[^1].\n\n[^1]: Relevé.\n\n## Budget\n\n| Visites | 2027 |\n| --- | --- |\n| Musée | 10 € |\n";
    let test = DossierTest::small();
    let (code, title, file) = twins(&test, body);
    let form = [
        ["Code", &code],
        ["Intitulé de l’action", &title],
        ["Maître d’ouvrage", "Ville"],
        ["Calendrier prévisionnel", "2018"],
    ];
    let form: String = form.iter().map(|cells| row(cells)).collect();
    let constat = [
        run("", "Le "),
        run("<w:b/>", "centre-bourg"),
        run("", ", au 1"),
        run("<w:vertAlign w:val=\"superscript\"/>", "er"),
        run("", " mai, "),
        run("<w:i/>", "compte"),
        run("", " 3 * 4 locaux"),
        "<w:r><w:footnoteReference w:id=\"1\"/></w:r>".to_owned(),
        run("", "."),
    ];
    let word = [
        format!("<w:tbl>{form}</w:tbl>"),
        paragraph("<w:pStyle w:val=\"Titre1\"/>", &run("", "Constat")),
        paragraph("", &constat.concat()),
        paragraph("<w:pStyle w:val=\"Titre1\"/>", &run("", "Budget")),
        format!(
            "<w:tbl>{}{}</w:tbl>",
            row(&["Visites", "2027"]),
            row(&["Musée", "10 €"])
        ),
    ];
    fs::write(file.with_extension("docx"), docx(&word.concat(), "Relevé.")).expect("written");
    let run = test.run("diff input autre");
    assert_eq!(run.stderr(), "", "{}", run.shown());
    run.code(0);
}

#[test]
fn a_drawing_outside_of_a_word_file_is_reported() {
    let drawing = |inside: &str| {
        format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\">{inside}</svg>")
    };
    let shown = |inside: &str| {
        let picture = "<w:r><w:drawing><wp:inline><wp:docPr descr=\"Plan\"/><a:blip r:embed=\"c\"/></wp:inline></w:drawing></w:r>";
        let title = paragraph(
            "<w:pStyle w:val=\"Titre1\"/>",
            &run("", "Fiche EA 1.4 : Essai"),
        );
        let text = title + &paragraph("", picture);
        let bytes = docx_with(&text, "", &drawing(inside));
        let test = with_word_file(DossierTest::seed(), "EA-1.4.docx", &bytes);
        test.run("check -q --rule text-picture").stdout()
    };
    let plain = shown("<rect width=\"9\" height=\"9\"/>");
    assert!(!plain.contains("EA-1.4"), "{plain}");
    for (inside, expected) in [
        (
            "<image href=\"file:///etc/passwd\"/>",
            "mène hors du dossier",
        ),
        ("<style>@import 'a.css';</style>", "mène hors du dossier"),
        ("<foreignObject><p>a</p></foreignObject>", "foreignObject"),
    ] {
        let shown = shown(inside);
        assert!(
            shown.contains("EA-1.4") && shown.contains(expected),
            "{shown}"
        );
    }
}

#[test]
fn two_codes_in_a_word_file_prevent_signing() {
    let title = paragraph(
        "<w:pStyle w:val=\"Titre1\"/>",
        &run("", "Fiche-action EA 1.9 : Autre"),
    );
    let rows = [row(&["Code", "EA 1.4"]), row(&["Intitulé", "Essai"])];
    let bytes = docx(&format!("{title}<w:tbl>{}</w:tbl>", rows.concat()), "");
    let test = with_word_file(DossierTest::seed(), "essai.docx", &bytes).replace(
        "convention.toml",
        "statut = \"projet\"",
        "statut = \"definitif\"",
    );
    let shown = test
        .run("check -q --lang en --rule file-name")
        .code(1)
        .stdout();
    assert!(
        shown.contains("error[file-name]") && shown.contains("EA 1.9"),
        "{shown}"
    );
}

#[test]
fn doubts_in_a_word_file_are_reported_at_their_paragraph() {
    let (name, bytes) = fixture();
    let test = with_word_file(DossierTest::seed(), name, &bytes);
    let shown = test
        .run("check --lang en --rule text-tracked,text-comment")
        .code(0)
        .stdout();
    for expected in [
        "warning[text-tracked]: tracked insertion (M. Exemple, 2026-11-10): “Le bail dérogatoire”",
        "--> fiches/Fiche A.1 Boutique à l'essai.docx · Contexte et constat § 1",
        " | Le centre-bourg compte **14 locaux vacants**",
        "warning[text-comment]: comment (Directrice): “à vérifier avec le service juridique”",
    ] {
        let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        let expected = expected.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(shown.contains(&expected), "{expected}\n{shown}");
    }
    let test = test.replace(
        "convention.toml",
        "statut = \"projet\"",
        "statut = \"definitif\"",
    );
    let shown = test
        .run("check -q --lang en --rule text-tracked,text-comment")
        .code(1)
        .stdout();
    assert_eq!(shown.matches("error[").count(), 3, "{shown}");
}

#[test]
fn a_file_that_is_none_of_word_is_refused_by_name() {
    for (bytes, expected) in [
        (&b"PK"[..], "ce fichier n’est pas un document Word"),
        (b"PK\x03\x04", "ce fichier Word est abîmé ou incomplet"),
        (b"%PDF-1.7", "ce fichier n’est pas un document Word"),
    ] {
        let test = with_word_file(DossierTest::seed(), "EA 1.4.docx", bytes);
        let shown = test.run("check -q").code(2).stdout();
        assert!(
            shown.contains("fiches/EA 1.4.docx") && shown.contains(expected),
            "{shown}"
        );
    }
    let bytes = docx(&paragraph("", &run("", "Texte.")), "");
    let test = with_word_file(DossierTest::seed(), "notes.docx", &bytes);
    let shown = test.run("check -q").stdout();
    assert!(
        shown.contains("ce fichier Word ne dit pas le code de la fiche"),
        "{shown}"
    );
}

#[test]
fn an_axis_of_another_name_and_a_missing_title_are_reported() {
    let check = |axis: &str, title: &str| {
        let form = [
            row(&["Code", "EA 1.4"]),
            row(&["Axe", axis]),
            title.to_owned(),
        ];
        let bytes = docx(&format!("<w:tbl>{}</w:tbl>", form.concat()), "");
        let test = with_word_file(DossierTest::seed(), "essai.docx", &bytes);
        test.run("check --format json").code(1).stdout()
    };
    let title = row(&["Intitulé", "Essai"]);
    let called = "le titre que cette fiche donne à son axe";
    for (axis, is_reported) in [
        ("EA", false),
        ("Attractivité", false),
        ("Axe EA – Attractivité", false),
        ("Axe EA : Rayonnement du territoire", true),
    ] {
        assert_eq!(check(axis, &title).contains(called), is_reported, "{axis}");
    }
    // The workbook is audited nevertheless.
    let shown = check("EA", "");
    assert!(
        shown.contains("key-missing") && shown.contains("recap-share"),
        "{shown}"
    );
}

#[test]
fn a_dossier_may_define_its_own_labels() {
    let form = [
        row(&["Réf. interne", "EA 1.4"]),
        row(&["Titre", "Essai"]),
        row(&["Structure responsable", "CIO"]),
    ];
    let bytes = docx(&format!("<w:tbl>{}</w:tbl>", form.concat()), "");
    let test = with_word_file(DossierTest::seed(), "essai.docx", &bytes);
    let labels = "[fiche]\ncode = \"Réf. interne\"\nmaitrise_ouvrage = [\"Structure responsable\", \"Qui\"]\nporteurs = \"x\"\n\n[[parties]]";
    let test = test.replace("convention.toml", "[[parties]]", labels);
    let shown = test.run("check -q").stdout();
    assert!(shown.contains("porteurs"), "{shown}");
    assert!(!shown.contains("ne dit pas"), "{shown}");
}
