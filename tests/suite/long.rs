//! Annexes so long that they are laid out a part at a time: nothing of what is published shows it.

use std::{fs, path::Path};

use lopdf::{Document, Object};

use crate::{
    dossier_test::DossierTest,
    generator::{Generated, Shape, generate},
};

/// More than are laid out in one go.
const FICHES: usize = 84;

/// A dossier that is ready to be signed, by the parties whom `tests/conformance/sign.py` knows. Some fiches have a
/// link, whose address is in a note.
fn long() -> Generated {
    let mut dossier = generate(
        Shape {
            fiches: FICHES,
            axes: 4,
            ..Shape::USUAL
        },
        11,
    );
    let toml = dossier
        .toml
        .replace("agglo", "metropole")
        .replace("\"chambre\"", "\"cci\"");
    dossier.toml = format!("statut = \"definitif\"\n{toml}");
    for text in dossier.fiches.values_mut().step_by(5) {
        text.push_str("\nVoir [le site](https://example.org/page).\n");
    }
    dossier
}

fn pages(pdf: &[u8]) -> usize {
    Document::load_mem(pdf).expect("a PDF").get_pages().len()
}

#[test]
fn long_annexes_are_every_fiche_the_recap_and_the_signatures() {
    let test = DossierTest::empty();
    long().write(&test.path("input"));
    test.run("build --final -q").code(0);
    let published = test.published();
    let annexes = &published["essai/annexes.pdf"];
    let single =
        |name: &str| name.starts_with("essai/fiches/") || name == "essai/recapitulatif.pdf";
    let singles = published
        .iter()
        .filter(|(name, _)| single(name))
        .map(|(_, pdf)| pages(pdf));
    assert_eq!(pages(annexes), singles.sum::<usize>() + 1);

    let pdf = Document::load_mem(annexes).expect("a PDF");
    let last = *pdf.get_pages().values().last().expect("a page");
    let widgets: Vec<Object> = pdf
        .get_page_annotations(last)
        .expect("annotations")
        .iter()
        .filter_map(|note| note.get(b"T").ok().cloned())
        .collect();
    let names = ["signature-1-metropole", "signature-2-cci"];
    assert_eq!(widgets, names.map(Object::string_literal));
    assert!(
        published["essai/source/annexes.typ"]
            .windows(13)
            .any(|text| text == b"counter(page)"),
        "the whole's"
    );
}

/// Leaves the dossier for `tests/conformance/long.sh`.
#[test]
fn others_judge_long_annexes() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("long");
    let _ = fs::remove_dir_all(&folder);
    long().write(&folder.join("input"));
}
