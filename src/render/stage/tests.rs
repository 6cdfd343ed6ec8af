//! Documents made of pages of the annexes, held against the same laid out for themselves.

use super::*;
use crate::{
    record::{Record, SectionRecord},
    render::{
        Renderer,
        tests::{attachments, findings, seed},
    },
};

/// Every document beside the annexes must be the same file either way.
#[track_caller]
fn assert_lent(record: &Record, open: &[&Finding]) {
    let renderer = Renderer::new(&[]).expect("built-in templates");
    let run = Run::new(&renderer, record, &|_| ());
    let stage = Stage {
        run: &run,
        open,
        attachments: &attachments(),
    };
    assert!(stage.is_shared());
    let order = stage.annexes();
    let annexes = run
        .composed(&order, &run.source_of(&order).expect("a source"))
        .expect("annexes");
    let lent = stage.lent(&annexes);
    for sheet in stage.sheets() {
        let order = run.order(sheet, &[], &[]);
        let borrowed = lent
            .borrowed(sheet, &order)
            .unwrap_or_else(|| panic!("{}: nothing borrowed", order.name));
        let own = run
            .laid_out(&order, &run.source_of(&order).expect("a source"))
            .expect("a document");
        assert_eq!(borrowed.pages, own.pages, "{}", order.name);
        assert!(borrowed.pdf == own.pdf, "{}: other bytes", order.name);
    }
}

#[test]
fn pages_of_a_draft_are_those_of_its_documents() {
    let findings = findings();
    let open: Vec<&Finding> = findings.iter().collect();
    assert_lent(&seed(), &open);
}

#[test]
fn pages_to_sign_are_those_of_their_documents() {
    let mut record = seed();
    record.convention.purpose = crate::purpose::Purpose::Final;
    assert_lent(&record, &[]);
    record.convention.signed_by_hand = true;
    record.convention.without_attachments = true;
    assert_lent(&record, &[]);
}

#[test]
fn notes_long_tables_and_pages_with_little_on_them_are_lent_too() {
    let mut record = seed();
    record.convention.purpose = crate::purpose::Purpose::Final;
    let section = |text: String| SectionRecord {
        heading: "Objectifs".to_owned(),
        markdown: text,
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
    assert_lent(&record, &[]);
}

#[test]
fn a_long_fiche_or_own_templates_are_laid_out_for_themselves() {
    let mut record = seed();
    let is_shared = |record: &Record, own: &[(String, String)]| {
        let renderer = Renderer::new(own).expect("templates");
        let run = Run::new(&renderer, record, &|_| ());
        Stage {
            run: &run,
            open: &[],
            attachments: &[],
        }
        .is_shared()
    };
    assert!(is_shared(&record, &[]));
    assert!(!is_shared(
        &record,
        &[("fiche-mentions.typ".to_owned(), String::new())]
    ));
    record.fiches[1].sections[0].markdown = "Mot. ".repeat(LONGEST_SHARED / 5 + 1);
    assert!(!is_shared(&record, &[]));
}

/// Nothing is taken from pages that could be another fiche's, or whose margins differ.
#[test]
fn nothing_is_lent_where_pages_do_not_match() {
    let record = seed();
    let renderer = Renderer::new(&[]).expect("built-in templates");
    let run = Run::new(&renderer, &record, &|_| ());
    let compose = |sheet: Sheet| {
        let order = run.order(sheet, &[], &[]);
        run.composed(&order, &run.source_of(&order).expect("a source"))
            .expect("a document")
    };
    let (fiche, order) = (
        compose(Sheet::Fiche(0)),
        run.order(Sheet::Fiche(0), &[], &[]),
    );
    let borrowed = |chapters: &[Option<Sheet>]| {
        Lent::new(&run, &fiche, chapters).borrowed(Sheet::Fiche(0), &order)
    };
    assert!(borrowed(&[Some(Sheet::Fiche(0))]).is_some());
    assert!(borrowed(&[Some(Sheet::Fiche(1))]).is_none());
    assert!(borrowed(&[None, Some(Sheet::Fiche(0))]).is_none());
    let recap = compose(Sheet::Recap);
    assert!(
        Lent::new(&run, &recap, &[Some(Sheet::Fiche(0))])
            .borrowed(Sheet::Fiche(0), &order)
            .is_none()
    );
}
