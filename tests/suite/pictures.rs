//! Pictures that fiches show: from `images/` to the pages, the published stage and the comparisons.

use std::{fs, path::PathBuf};

use paraphe::Locale;
use serde_json::Value;

use crate::{
    diff::{Pages, comparison},
    dossier_test::{DossierTest, repository},
};

const SHOWN: &str = "\n\n## Plan\n\n![Un carré sur un fond clair](images/plan.png \"Le périmètre\")\n\nUne photo ![en couleurs](images/photo%20a%C3%A9rienne.jpg) et :\n\n![Une boîte](<images/schema.svg>)\n";

/// A small dossier whose first fiche ends with this text, with the pictures of the fixtures.
fn with(text: &str) -> DossierTest {
    let test = DossierTest::small_final();
    fs::create_dir_all(test.path("input/images")).expect("a folder");
    for (from, to) in [
        ("plan.png", "plan.png"),
        ("photo.jpg", "photo aérienne.jpg"),
        ("schema.svg", "schema.svg"),
        ("quadrichromie.jpg", "quadrichromie.jpg"),
    ] {
        let from = repository().join("tests/fixtures/images").join(from);
        fs::copy(from, test.path("input/images").join(to)).expect("copied");
    }
    let fiche = first_fiche(&test);
    let written = fs::read_to_string(&fiche).expect("text") + text;
    fs::write(&fiche, written).expect("written");
    test
}

fn first_fiche(test: &DossierTest) -> PathBuf {
    let fiches = fs::read_dir(test.path("input/fiches")).expect("fiches");
    let fiches = fiches.map(|entry| entry.expect("a fiche").path());
    fiches.min().expect("a fiche")
}

/// The variants of `text-picture` in a report.
fn variants(json: &str) -> Vec<String> {
    let report: Value = serde_json::from_str(json).expect("JSON");
    let findings = report["findings"].as_array().expect("findings").iter();
    let found = findings.filter(|finding| finding["rule"] == "text-picture");
    found
        .map(|finding| finding["variant"].as_str().unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn a_stage_holds_its_pictures_and_shows_them() {
    let test = with(SHOWN);
    test.run("build --final").code(0);
    let published = test.published();
    let images = published
        .keys()
        .filter(|name| name.contains("/source/images/"));
    assert_eq!(images.count(), 3);
    let text = |name: &str| {
        let bytes = &published[&format!("2018-11-30/{name}")];
        String::from_utf8(bytes.clone()).expect("text")
    };
    for name in [
        "images/plan.png",
        "images/photo aérienne.jpg",
        "images/schema.svg",
    ] {
        assert!(
            text("manifeste.json").contains(&format!("\"{name}\"")),
            "{name}"
        );
    }
    let record: Value = serde_json::from_str(&text("donnees.json")).expect("JSON");
    let files = record["pictures"].as_object().expect("pictures");
    assert_eq!(files.len(), 3);
    for file in files.values() {
        let file = file.as_str().expect("a name");
        assert!(text("source/annexes.typ").contains(file));
        assert!(published.contains_key(&format!("2018-11-30/source/{file}")));
    }
    // Nothing changed, so nothing is made again.
    assert!(
        test.run("build --final")
            .code(0)
            .shown()
            .contains("Rien n’a changé")
    );
    assert_eq!(test.published(), published);
}

#[test]
fn a_changed_picture_is_a_changed_page() {
    let test = with(SHOWN).replace("convention.toml", "\"definitif\"", "\"projet\"");
    test.run("build").code(0);
    let test = test.replace("convention.toml", "2018-11-30", "2018-12-07");
    test.run("build").code(0);
    let changed = |test: &DossierTest| {
        let sides = ["output/2018-11-30", "output/2018-12-07"];
        let compared = comparison(test, sides, &Locale::french(), &Pages::Drawn);
        let names = compared.documents.iter().map(|one| one.name().to_owned());
        (names.count(), compared.uncompared.len())
    };
    assert_eq!(changed(&test), (0, 0));
    let other = repository().join("tests/fixtures/images/photo.jpg");
    fs::copy(other, test.path("input/images/plan.png")).expect("copied");
    test.run("build").code(0);
    // The fiche's own document, and the annexes.
    assert_eq!(changed(&test), (2, 0));
    // A picture that was changed since it was published is not shown.
    let folder = test.path("output/2018-12-07/source/images");
    for entry in fs::read_dir(folder).expect("pictures") {
        fs::write(entry.expect("a picture").path(), "<svg/>").expect("written");
    }
    assert_eq!(changed(&test), (0, 2));
}

#[test]
fn what_cannot_be_shown_blocks_what_is_to_be_signed() {
    for (picture, expected) in [
        ("![Absente](images/absente.png)", &["missing"][..]),
        ("![](images/plan.png)", &["alt"]),
        ("![](media/image1.png)", &["elsewhere", "alt"]),
        ("![Ailleurs](https://exemple.fr/a.png)", &["elsewhere"]),
        ("![Ailleurs](images/../convention.toml)", &["elsewhere"]),
        ("![Encres](images/quadrichromie.jpg)", &["damaged"]),
        ("![Texte](images/texte.png)", &["format"]),
        ("![Renvoi](images/renvoi.svg)", &["outside"]),
        #[cfg(unix)]
        ("![Lien](images/lien.png)", &["outside"]),
    ] {
        let test = with(&format!("\n\n## Plan\n\n{picture}\n"))
            .file("images/texte.png", "texte")
            .file("images/renvoi.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><image href=\"a.png\"/></svg>");
        #[cfg(unix)]
        std::os::unix::fs::symlink("/etc/hostname", test.path("input/images/lien.png"))
            .expect("a link");
        let found = variants(&test.run("check --format json").stdout());
        assert_eq!(found, expected, "{picture}");
        assert!(
            test.run("build --final")
                .code(1)
                .shown()
                .contains("text-picture"),
            "{picture}"
        );
        test.run("build").code(0);
    }
}
