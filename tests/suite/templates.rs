//! A dossier's own templates that fail: the message names the template, its line and the document.

use crate::dossier_test::{DossierTest, repository};
use paraphe::Limits;

/// A built-in template with one text replaced.
#[track_caller]
fn changed(name: &str, from: &str, to: &str) -> String {
    let text =
        std::fs::read_to_string(repository().join("templates").join(name)).expect("a template");
    assert!(text.contains(from), "{name} does not hold {from:?}");
    text.replacen(from, to, 1)
}

/// The messages of `build` on a dossier with that template; nothing may be published.
#[track_caller]
fn messages(name: &str, text: &str, arguments: &str) -> String {
    let test = DossierTest::seed().file(&format!("templates/{name}"), text);
    let run = test.run(&format!("build {arguments}")).code(2);
    assert!(test.published().is_empty());
    assert_eq!(run.stdout(), "");
    run.stderr()
}

#[test]
fn tera_that_does_not_parse_is_shown_at_its_line() {
    let text = changed(
        "fiche-mentions.typ",
        "{% for funder in mention.funders %}",
        "{% for funder on mention.funders %}",
    );
    insta::assert_snapshot!("tera_syntax", messages("fiche-mentions.typ", &text, ""));
}

#[test]
fn a_variable_that_tera_does_not_know_is_shown_at_its_line() {
    let text = changed(
        "fiche-depenses.typ",
        "{{ cost.amount }}",
        "{{ cost.montant }}",
    );
    insta::assert_snapshot!("tera_variable", messages("fiche-depenses.typ", &text, ""));
}

#[test]
fn a_filter_that_tera_does_not_know_is_shown_at_its_line() {
    let text = changed(
        "fiche-depenses.typ",
        "{{ cost.amount }}",
        "{{ cost.amount | arrondi }}",
    );
    insta::assert_snapshot!("tera_filter", messages("fiche-depenses.typ", &text, ""));
}

#[test]
fn typst_that_does_not_parse_is_shown_at_its_line() {
    let text = changed("fiche-cofinancements.typ", "[Taux],", "[Taux,");
    insta::assert_snapshot!(
        "typst_syntax",
        messages("fiche-cofinancements.typ", &text, "--only \"EC 1.3\"")
    );
}

#[test]
fn a_function_that_typst_does_not_know_is_shown_at_its_line() {
    let text = changed("charte.typ", "#let alerte = rgb(", "#let alerte = couleur(");
    insta::assert_snapshot!("typst_function", messages("charte.typ", &text, ""));
}

#[test]
fn what_keeps_a_pdf_from_being_accessible_is_quoted() {
    let text = changed(
        "fiche-contenu.typ",
        "\n== {{ section.heading }}",
        "\n==== {{ section.heading }}",
    );
    insta::assert_snapshot!(
        "pdf_ua",
        messages("fiche-contenu.typ", &text, "--only EA1.1")
    );
}

/// Only some fiches have several partners: the message names the first of them.
#[test]
fn the_fiche_that_was_being_rendered_is_named() {
    let test = DossierTest::seed();
    let last = "{% if not loop.last %} · {% endif %}";
    let text = changed(
        "fiche-contenu.typ",
        last,
        "{% if not loop.last %}#separateur{% endif %}",
    );
    let messages = messages("fiche-contenu.typ", &text, "");
    let audited = paraphe::check(&test.path("input"), &Limits::default()).expect("readable");
    let several = |fiche: &&paraphe::Fiche| {
        fiche
            .prose
            .as_ref()
            .is_some_and(|prose| prose.partners.len() > 1)
    };
    let first = audited
        .dossier
        .fiches
        .iter()
        .find(several)
        .expect("partners")
        .code
        .spelling()
        .replace(' ', "-");
    assert!(
        messages.contains(&format!("fiches/{first} ")),
        "{first}: {messages}"
    );
    assert!(messages.contains("fiche-contenu.typ"), "{messages}");
}

/// Only the annexes use this template.
#[test]
fn a_failure_of_the_annexes_alone_is_shown_at_its_line() {
    let text = changed(
        "annexes.typ",
        "{% include \"fiche-contenu.typ\" %}",
        "{% include \"fiche-contenu.typ\" %}\n{% if fiche.code == \"EA 1.2.2\" %}\n#inconnu\n{% endif %}",
    );
    insta::assert_snapshot!("annexes_alone", messages("annexes.typ", &text, ""));
}

/// An override that lacks what another template needs.
#[test]
fn an_override_that_breaks_a_built_in_template_is_named() {
    let text = changed("charte.typ", "#let tiret = ", "#let trait = ");
    insta::assert_snapshot!("built_in", messages("charte.typ", &text, "--only EA1.1"));
}

/// The call stands in the dossier's template, the failure in a function of a built-in one.
#[test]
fn the_call_in_an_override_is_named_before_the_built_in_function_that_it_calls() {
    let text = changed(
        "fiche-mentions.typ",
        "{% for mention",
        "#ligne-totale()\n{% for mention",
    );
    let messages = messages("fiche-mentions.typ", &text, "--only \"EA 1.3.1\"");
    assert!(
        messages.contains("templates/fiche-mentions.typ:7"),
        "{messages}"
    );
}
