//! `paraphe verify`, and comparisons, on a file that two people signed: tests/fixtures/signed.

use std::fs;

use crate::dossier_test::{DossierTest, repository};

/// A folder with the signed file changed by `edit`, and the stage that it was published in.
fn signed(edit: impl Fn(Vec<u8>) -> Vec<u8>) -> DossierTest {
    let test = DossierTest::empty();
    let fixture = repository().join("tests/fixtures/signed");
    let bytes = fs::read(fixture.join("annexes.pdf")).expect("a fixture");
    fs::write(test.path("signe.pdf"), edit(bytes)).expect("written");
    let stage = test.path("output/2026-12-01");
    fs::create_dir_all(&stage).expect("a folder");
    fs::copy(fixture.join("manifeste.json"), stage.join("manifeste.json")).expect("copied");
    test
}

/// The ends of the versions of the file: as published, after the first signature, after the second.
fn ends(bytes: &[u8]) -> Vec<usize> {
    let ends = bytes.windows(6).enumerate();
    let ends = ends.filter(|(_, window)| *window == b"%%EOF\n");
    let ends: Vec<usize> = ends.map(|(at, window)| at + window.len()).collect();
    ends[ends.len() - 3..].to_vec()
}

fn cut_at(version: usize) -> impl Fn(Vec<u8>) -> Vec<u8> {
    move |bytes| bytes[..ends(&bytes)[version]].to_vec()
}

const PUBLISHED: &str = "✓ c’est le fichier publié : annexes.pdf de l’étape 2026-12-01";
const CITY: &str = "✓ Ville d’Exemple : signé par Claude Exemple";
const CHAMBER: &str = "✓ Chambre de commerce : signé par Dominique Exemple";

#[track_caller]
fn assert_reports(test: &DossierTest, code: i32, expected: &[&str]) {
    let shown = test.run("verify signe.pdf").code(code).stdout();
    let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in expected {
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(shown.contains(&words), "{words}\n{shown}");
    }
}

#[test]
fn a_file_that_all_signed_is_the_published_one() {
    let data = "✓ les données jointes sont celles de l’étape";
    assert_reports(&signed(|bytes| bytes), 0, &[PUBLISHED, data, CITY, CHAMBER]);
}

#[test]
fn changed_and_unsigned_files_are_reported() {
    assert_reports(&signed(cut_at(0)), 1, &[PUBLISHED, "✗ personne n’a signé"]);
    let one = [
        PUBLISHED,
        CITY,
        "✗ Chambre de commerce n’a pas encore signé",
    ];
    assert_reports(&signed(cut_at(1)), 1, &one);
    // A byte of the published part.
    let changed = |mut bytes: Vec<u8>| {
        let comment = bytes
            .windows(2)
            .position(|window| window == b"\n%")
            .expect("a comment");
        bytes[comment + 2] ^= 1;
        bytes
    };
    let altered = "✗ Ville d’Exemple : signé par Claude Exemple, le 2026-11-30 ; ce qui est signé a été modifié depuis";
    let other = "✗ ce n’est aucun fichier publié : il porte les données de l’étape 2026-12-01, mais un octet au moins diffère";
    assert_reports(&signed(changed), 1, &[other, altered]);
    // A byte that the second signature added.
    let late = |mut bytes: Vec<u8>| {
        let at = ends(&bytes)[1] + 200;
        bytes[at] ^= 1;
        bytes
    };
    let altered = "✗ Chambre de commerce : signé par Dominique Exemple, le 2026-11-30 ; ce qui est signé a été modifié depuis";
    assert_reports(&signed(late), 1, &[PUBLISHED, CITY, altered]);
    let longer = |bytes: Vec<u8>| [&bytes[..], b"% autre chose\n"].concat();
    assert_reports(
        &signed(longer),
        0,
        &[PUBLISHED, "! quelque chose a été ajouté"],
    );
    // With an unknown stage.
    let test = signed(|bytes| bytes);
    fs::remove_dir_all(test.path("output")).expect("removed");
    assert_reports(
        &test,
        1,
        &["✗ output ne contient aucune étape", CITY, CHAMBER],
    );
}

/// The file with another stream added in place of this object.
fn with_stream(bytes: &[u8], object: usize) -> Vec<u8> {
    let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    let after = |word: &str| {
        let at = text.rfind(word).expect("a word") + word.len();
        let rest = text[at..].trim_start();
        let end = rest.find(|c: char| !c.is_ascii_digit());
        rest[..end.expect("an end")].to_owned()
    };
    let (size, root, former) = (after("/Size "), after("/Root "), after("startxref"));
    let at = bytes.len() + 1;
    let stream = format!("\n{object} 0 obj\n<</Length 4>>\nstream\nq Q \nendstream\nendobj\n");
    let table = bytes.len() + stream.len();
    let end = format!(
        "xref\n{object} 1\n{at:010} 00000 n\r\ntrailer\n<</Size {size}/Root {root} 0 R/Prev {former}>>\nstartxref\n{table}\n%%EOF\n"
    );
    [bytes, stream.as_bytes(), end.as_bytes()].concat()
}

/// The number of the first object with these words, or of the one that they refer to.
fn object_at(bytes: &[u8], words: &str, is_named: bool) -> usize {
    let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    let at = text.find(words).expect("words");
    let number = if is_named {
        text[at + words.len()..].split_whitespace().next()
    } else {
        text[..at].rsplit_once(" 0 obj").map(|(before, _)| before)
    };
    let number = number.expect("a number");
    let start = number.rfind(|c: char| !c.is_ascii_digit());
    number[start.map_or(0, |at| at + 1)..]
        .parse()
        .expect("a number")
}

#[test]
fn what_was_changed_before_or_after_signatures_is_not_what_was_published() {
    let page = |bytes: &[u8]| object_at(bytes, "/Contents ", true);
    let file = |bytes: &[u8]| object_at(bytes, "/Type/EmbeddedFile", false);
    let begins =
        "✗ ce fichier commence par celui qui a été publié, annexes.pdf de l’étape 2026-12-01";
    let attached = "✗ un fichier joint a été modifié, ajouté ou retiré";
    // Between the published part and the first signature, only additions of a signing tool may stand.
    let test = signed(|bytes| with_stream(&cut_at(0)(bytes.clone()), page(&bytes)));
    assert_reports(&test, 1, &[begins, "✗ la page", "✗ personne n’a signé"]);
    let test = signed(|bytes| with_stream(&cut_at(0)(bytes.clone()), file(&bytes)));
    assert_reports(&test, 1, &[begins, attached]);
    // Signatures do not cover what is added after them.
    let test = signed(|bytes| with_stream(&bytes, file(&bytes)));
    assert_reports(&test, 1, &[begins, attached, CITY, CHAMBER]);
    let diff = test.run("diff signe.pdf signe.pdf --no-pages").code(0);
    assert!(diff.stdout().contains("le fichier signé (signe.pdf)"));
    let test = signed(|bytes| with_stream(&bytes, page(&bytes)));
    assert_reports(&test, 1, &[begins, "✗ la page", CITY, CHAMBER]);
}

#[test]
fn a_comparison_names_who_has_still_to_sign() {
    let test = signed(cut_at(1));
    let shown = test.run("diff signe.pdf signe.pdf --no-pages").stdout();
    let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        shown.contains("(signe.pdf, Chambre de commerce) : tous ne l’ont pas signé"),
        "{shown}"
    );
}

#[test]
fn what_is_no_pdf_is_refused_and_a_damaged_one_does_no_harm() {
    let no_pdf = signed(|_| b"PK\x03\x04".to_vec());
    let shown = no_pdf.run("verify signe.pdf").code(2).shown();
    assert!(
        shown.contains("signe.pdf n’est pas un PDF lisible"),
        "{shown}"
    );
    for tenth in 1..10 {
        let test = signed(|bytes| bytes[..bytes.len() * tenth / 10].to_vec());
        let run = test.run("verify signe.pdf");
        assert!(run.shown().contains("signe.pdf"), "{}", run.shown());
    }
}

#[test]
fn a_signed_file_is_a_draft_to_compare_with() {
    let test = signed(|bytes| bytes);
    let shown = test
        .run("diff signe.pdf signe.pdf --no-pages")
        .code(0)
        .stdout();
    assert!(
        shown.contains("Aucune différence") || shown.contains("identiques"),
        "{shown}"
    );
}
