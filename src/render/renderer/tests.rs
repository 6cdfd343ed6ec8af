//! Documents made of pages of the annexes, compared with the same documents laid out by themselves.

use super::*;
use crate::{
    model::Section,
    record::Record,
    render::{
        tests::{findings, seed},
        typst::{PictureFiles, STAND_INS},
    },
};

fn renderer() -> Renderer {
    Renderer::new(&[], &PictureFiles::new()).expect("built-in templates")
}

fn lay_out<'r>(renderer: &'r Renderer, job: &Job<'_>) -> Layout<'r> {
    let source = renderer.source_of(job).expect("a source");
    renderer.lay_out(job, &source).expect("a document")
}

/// Every document beside the annexes must be the same file either way.
#[track_caller]
fn assert_shared(record: &Record, open: &[&Finding]) {
    let (renderer, figures) = (renderer(), Figures::new(record));
    let job = Job::new(figures, Document::Annexes, open, &STAND_INS);
    let annexes = lay_out(&renderer, &job);
    let chapters = chapters(&annexes, &job);
    assert_eq!(chapters.len(), record.fiches.len() + 1);
    for (document, pages) in Document::all(record).zip(chapters) {
        let job = Job::new(figures, document, open, &[]);
        let shared = renderer
            .shared(&job, &annexes, &pages)
            .unwrap_or_else(|| panic!("{}: nothing shared", job.name));
        let alone = renderer.render(&job).expect("a document");
        assert_eq!(
            (shared.pages, &shared.source),
            (alone.pages, &alone.source),
            "{}",
            job.name
        );
        assert!(shared.pdf == alone.pdf, "{}: other bytes", job.name);
    }
}

#[test]
fn pages_of_a_draft_are_those_of_its_documents() {
    let findings = findings();
    let open: Vec<&Finding> = findings.iter().collect();
    assert_shared(&seed(), &open);
}

#[test]
fn pages_to_sign_are_those_of_their_documents() {
    let mut record = seed();
    record.convention.purpose = crate::purpose::Purpose::Final;
    assert_shared(&record, &[]);
    record.convention.signed_by_hand = true;
    record.convention.without_attachments = true;
    assert_shared(&record, &[]);
}

#[test]
fn notes_long_tables_and_pages_with_little_on_them_are_shared_too() {
    let mut record = seed();
    record.convention.purpose = crate::purpose::Purpose::Final;
    let section = |text: String| Section {
        heading: "Objectifs".to_owned(),
        markdown: text,
        ..Section::default()
    };
    let texts = [
        "Voir [ce site](https://example.org/page) et <https://example.org>.\n\n".repeat(3),
        format!(
            "| Nom | Nombre |\n| --- | --- |\n{}",
            "| Ligne | 12 |\n".repeat(120)
        ),
        "Un paragraphe de quelques mots, qui remplit la page.\n\n".repeat(60),
        "Court.".to_owned(),
    ];
    for (fiche, text) in record.fiches.iter_mut().zip(texts) {
        fiche.sections = vec![section(text)];
    }
    record.fiches[3].lines.clear();
    record.fiches[3].funding.clear();
    assert_shared(&record, &[]);
}

/// Nothing is taken from pages that could be another document's, or whose number or size differs.
#[test]
fn nothing_is_shared_where_pages_do_not_match() {
    let record = seed();
    let (renderer, figures) = (renderer(), Figures::new(&record));
    let [fiche, recap] =
        [Document::Fiche(0), Document::Recap].map(|document| Job::new(figures, document, &[], &[]));
    let layout = lay_out(&renderer, &fiche);
    let pages = layout.pages();
    assert!(renderer.shared(&fiche, &layout, &(0..pages)).is_some());
    assert!(renderer.shared(&fiche, &layout, &(0..pages + 1)).is_none());
    assert!(renderer.shared(&recap, &layout, &(0..pages)).is_none());
    assert!(chapters(&layout, &fiche).is_empty());
}
