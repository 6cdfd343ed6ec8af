//! Annexes made of parts, held against the same made in one go.

use super::*;
use crate::render::{
    Renderer,
    joined::described::Described,
    tests::{attachments, findings, seed},
};
use crate::{finding::Finding, record::Record};

fn renderer(in_one_go: usize, together: usize) -> Renderer {
    let mut renderer = Renderer::new(&[]).expect("built-in templates");
    renderer.sizes = Sizes {
        in_one_go,
        together,
    };
    renderer
}

/// The annexes in one go, and of parts of so many fiches.
fn both(record: &Record, open: &[&Finding], together: usize) -> [Document; 2] {
    let (whole, parts) = (renderer(usize::MAX, 1), renderer(0, together));
    [whole, parts].map(|renderer| {
        let documents = renderer
            .stage(record, open, &attachments(), &|_| ())
            .expect("documents");
        documents.into_iter().next().expect("annexes")
    })
}

#[track_caller]
fn assert_same(record: &Record, open: &[&Finding], together: usize) {
    let [whole, joined] = both(record, open, together);
    assert_ne!(whole.pdf, joined.pdf, "one of them is not made of parts");
    assert_eq!((whole.pages, &whole.source), (joined.pages, &joined.source));
    let [whole, joined] = [whole, joined].map(|document| Described::text_of(&document.pdf));
    let first = whole
        .lines()
        .zip(joined.lines())
        .find(|(one, other)| one != other);
    assert_eq!(first, None);
    assert_eq!(whole.lines().count(), joined.lines().count());
}

/// Fiches with links, whose addresses are in notes numbered from the first fiche to the last.
fn with_notes(mut record: Record) -> Record {
    for fiche in record.fiches.iter_mut().step_by(2) {
        for section in fiche.sections.iter_mut().take(2) {
            section.markdown.push_str(
                "\n\nVoir [ce site](https://example.org/page) et <https://example.org>.\n",
            );
        }
    }
    record
}

#[test]
fn parts_make_the_draft_that_one_go_makes() {
    let findings = findings();
    let open: Vec<&Finding> = findings.iter().collect();
    assert_same(&with_notes(seed()), &open, 9);
}

#[test]
fn parts_make_the_annexes_to_sign_that_one_go_makes() {
    let mut record = seed();
    record.convention.purpose = crate::purpose::Purpose::Final;
    assert!(record.convention.has_signature_fields());
    assert_same(&record, &[], 5);
    record.convention.signed_by_hand = true;
    assert_same(&record, &[], 22);
}

#[test]
fn the_same_parts_give_the_same_bytes() {
    let record = seed();
    let [one, other] = [(); 2].map(|()| both(&record, &[], 8)[1].pdf.clone());
    assert!(one == other);
}

#[test]
fn templates_of_the_dossier_are_laid_out_in_one_go() {
    let record = seed();
    let own = [(
        "fiche.typ".to_owned(),
        "#set document(title: \"Fiche\")\nUne fiche".to_owned(),
    )];
    let mut renderer = Renderer::new(&own).expect("a template");
    renderer.sizes = Sizes {
        in_one_go: 0,
        together: 8,
    };
    assert!(!Run::new(&renderer, &record, &|_| ()).is_long());
    renderer.templates = crate::render::Templates::new(&[]).expect("built-in templates");
    assert!(Run::new(&renderer, &record, &|_| ()).is_long());
}
