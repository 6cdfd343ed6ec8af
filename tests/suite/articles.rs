//! The articles of the agreement: read in their order, with amounts filled in from the figures.

use std::fs;

use serde_json::Value;

use crate::{
    dossier_test::{DossierTest, Run},
    word_files::{docx, paragraph, run},
};

/// `donnees.json` of the stage `essai`.
fn data(test: &DossierTest) -> Value {
    let text = fs::read(test.path("output/essai/donnees.json")).expect("data");
    serde_json::from_slice(&text).expect("JSON")
}

/// The number, the title and the text of each article of `donnees.json`.
fn articles(test: &DossierTest) -> Vec<[String; 3]> {
    let data = data(test);
    let articles = data["articles"].as_array().expect("articles").iter();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    articles
        .map(|article| [&article["number"], &article["title"], &article["markdown"]].map(text))
        .collect()
}

/// The findings of `check --format json` on this rule: message and line of each.
fn findings(run: &Run, rule: &str) -> Vec<(String, u64)> {
    let json: Value = serde_json::from_str(&run.stdout()).expect("JSON");
    let findings = json["findings"].as_array().expect("findings").iter();
    let about = findings.filter(|finding| finding["rule"] == rule);
    let line = |finding: &Value| finding["place"]["line"].as_u64().unwrap_or_default();
    let about = about.map(|finding| {
        (
            finding["message"].as_str().unwrap_or_default().to_owned(),
            line(finding),
        )
    });
    about.collect()
}

#[test]
fn articles_come_in_the_order_of_their_numbers() {
    let test = DossierTest::small()
        .file("articles/article-10.md", "## Article 10 – Fin\n\nDix.\n")
        .file(
            "articles/article-2.md",
            "## Article 2 : Durée\n\nDeux.\n\n### Suite\n\nEncore.\n\n## ARTICLE 3\n\nTrois.\n",
        )
        .file("articles/objet.md", "## Article premier — Objet\n\nUn.\n")
        .file(
            "articles/preambule.md",
            "Il est exposé.\n\n## Contexte\n\nQue.\n",
        );
    test.run("build").code(0);
    let expected = [
        ["", "", "Il est exposé."],
        ["", "Contexte", "Que."],
        ["premier", "Objet", "Un."],
        ["2", "Durée", "Deux.\n\n### Suite\n\nEncore."],
        ["3", "", "Trois."],
        ["10", "Fin", "Dix."],
    ];
    assert_eq!(
        articles(&test),
        expected.map(|article| article.map(str::to_owned))
    );
}

#[test]
fn missing_and_repeated_numbers_are_reported() {
    let text = "Avant.\n\n## Article 1er – Objet\n\nUn.\n\n## Article 1 – Durée\n\nUn.\n\n## Bilan\n\nQuoi.\n\n## Article 4\n\nFin.\n";
    let test = DossierTest::small().file("articles/tout.md", text);
    let found = findings(&test.run("check --format json"), "article-number");
    let lines: Vec<u64> = found.iter().map(|(_, line)| *line).collect();
    assert_eq!(lines, [1, 7, 11, 15], "{found:?}");
}

#[test]
fn placeholders_are_the_decided_figures() {
    let text = "## Article 1 – Montant\n\nSoit {total}, ou {total en lettres}, pendant {duree} ({annees}) : **{part:agglo}** et {part:Agglo@2022\nen lettres}, avance {avance}, signé {signataire:agglo}.\n\n| Qui | Combien |\n| --- | --- |\n| {nom:agglo} | {part:agglo@2021} |\n\n{annexes}\n\nReste \\{total} et `{total}`.\n";
    let test = DossierTest::small().file("articles/1.md", text);
    test.run("build").code(0);
    insta::assert_snapshot!(articles(&test)[0][2]);
}

#[test]
fn payments_have_their_table() {
    let payments = "[[versements]]\nlibelle = \"acompte | un\"\ntaux = \"20\"\nbase = \"part:agglo\"\ncondition = \"à la notification\"\necheance = 2021-03-31\n\n[[versements]]\nlibelle = \"solde\"\npartie = \"agglo\"\nsolde = true\n\n[avance]";
    let test = DossierTest::small()
        .replace("convention.toml", "[avance]", payments)
        .file(
            "articles/1.md",
            "## Article 1\n\nD’abord {versement:1} ({versement:1 en lettres}).\n\n{versements}\n",
        );
    test.run("build").code(0);
    insta::assert_snapshot!(articles(&test)[0][2]);
    let other = test.replace("articles/1.md", "{versements}", "{versement:3}");
    let found = findings(&other.run("check --format json"), "placeholder-unknown");
    assert_eq!(found.len(), 1);
}

#[test]
fn markup_and_placeholders_in_a_name_are_printed_as_typed() {
    let test = DossierTest::small()
        .replace(
            "convention.toml",
            "nom = \"",
            "nom = \"# {total} | *Ville* ",
        )
        .file(
            "articles/1.md",
            "## Article 1\n\n{nom:agglo} et {nom:agglo}\n",
        );
    test.run("build").code(0);
    let name = "\\# \\{total\\} \\| \\*Ville\\*";
    let text = &articles(&test)[0][2];
    assert_eq!(text.matches(name).count(), 2, "{text}");
}

#[test]
fn placeholders_that_mean_nothing_stop_the_build() {
    let text = "## Article 1\n\n{totale} {part:aglo}\n\n{total@1999}\n\nVoir {annexes}.\n\n{duree en lettres}\n";
    let test = DossierTest::small().file("articles/1.md", text).replace(
        "convention.toml",
        "[avance]\ntaux = \"20\"\nbase = \"part:agglo\"\n",
        "",
    );
    let found = findings(&test.run("check --format json"), "placeholder-unknown");
    insta::assert_debug_snapshot!(found);
    test.run("build").code(2);
    assert!(test.published().is_empty());
}

#[test]
fn no_brace_is_printed_raw_and_no_unit_twice() {
    let text = "## Article 1\n\nSoit {total HT}, {montant de la subvention}, {part:agglo et {part de l’agglo}.\n\n\
        Soit {total} €, {total en lettres} euros, {duree}s, {duree} ans, **{part:agglo}** €.\n\n\
        \\{a, b} et `{c}`, {Total}, {PART:AGGLO EN TOUTES LETTRES}.\n";
    let test = DossierTest::small().file("articles/1.md", text);
    let run = test.run("check --format json");
    insta::assert_debug_snapshot!([
        findings(&run, "placeholder-unknown"),
        findings(&run, "placeholder-unit")
    ]);
}

#[test]
fn a_unit_is_repeated_only_as_a_word() {
    let text = "## Article 1\n\nSoit {total} habitants.\n\nSoit {total} h.\n";
    let test = DossierTest::seed()
        .file("articles/articles.md", text)
        .replace("convention.toml", "statut =", "unite = \"h\"\nstatut =");
    let found = findings(&test.run("check --format json"), "placeholder-unit");
    let lines: Vec<u64> = found.into_iter().map(|(_, line)| line).collect();
    assert_eq!(lines, [5]);
}

#[test]
fn articles_that_say_the_same_in_word_are_the_same() {
    let heading = |text: &str| paragraph("<w:pStyle w:val=\"Titre1\"/>", &run("", text));
    let line = |text: &str| paragraph("", &run("", text));
    let body = [
        line("Les parties conviennent."),
        heading("Article 1er – Objet"),
        line("Soit {part\u{a0}: agglo} et \\{total}."),
        // Without heading style: a line that is a heading by its words.
        paragraph("", &run("<w:b/>", "ARTICLE 2 : DURÉE")),
        line("L’article 1er dure {duree}."),
    ];
    let word = DossierTest::small();
    fs::create_dir(word.path("input/articles")).expect("a folder");
    let file = word.path("input/articles/preambule.docx");
    fs::write(file, docx(&body.concat(), "")).expect("written");
    word.run("build").code(0);
    let markdown = DossierTest::small().file(
        "articles/preambule.md",
        "Les parties conviennent.\n\n## Article 1er – Objet\n\nSoit {part:agglo} et \\{total}.\n\n## ARTICLE 2 : DURÉE\n\nL’article 1er dure {duree}.\n",
    );
    markdown.run("build").code(0);
    assert_eq!(articles(&word), articles(&markdown));
}

#[test]
fn the_title_of_an_article_may_stand_on_the_line_below_its_number() {
    let paragraph = |style: &str, runs: &[String]| {
        let style = if style.is_empty() {
            String::new()
        } else {
            format!("<w:pStyle w:val=\"{style}\"/>")
        };
        paragraph(&style, &runs.concat())
    };
    let line = |text: &str| paragraph("", &[run("", text)]);
    let bold = |text: &str| paragraph("", &[run("<w:b/>", text)]);
    let body = [
        paragraph("Titre1", &[run("", "Article 1er")]),
        paragraph("Titre1", &[run("", "Objet")]),
        line("Un."),
        paragraph("Titre1", &[run("", "Article 2 :")]),
        line(""),
        paragraph("Titre2", &[run("", "Durée")]),
        line("Deux."),
        bold("ARTICLE 3"),
        bold("Montant"),
        line("Trois."),
        line("Article 4"),
        line("REVERSEMENT"),
        line("Quatre."),
        paragraph(
            "Titre1",
            &[
                run("", "Article 5"),
                "<w:r><w:br/></w:r>".to_owned(),
                run("", "Avenant"),
            ],
        ),
        line("Cinq."),
        // Without a title, what follows is a part of the article or its text.
        paragraph("Titre1", &[run("", "Article 6")]),
        paragraph("Titre2", &[run("", "6.1 Suivi")]),
        line("Six."),
        paragraph("Titre2", &[run("", "6.2 Bilan")]),
        line("Sept."),
        line("Article 7"),
        line("Le tribunal de Dijon est compétent"),
        line("Huit."),
    ];
    let word = DossierTest::small();
    fs::create_dir(word.path("input/articles")).expect("a folder");
    let file = word.path("input/articles/convention.docx");
    fs::write(file, docx(&body.concat(), "")).expect("written");
    word.run("build").code(0);
    let titles: Vec<[String; 2]> = articles(&word)
        .into_iter()
        .map(|[number, title, _]| [number, title])
        .collect();
    assert_eq!(
        titles,
        [
            ["1er", "Objet"],
            ["2", "Durée"],
            ["3", "Montant"],
            ["4", "REVERSEMENT"],
            ["5", "Avenant"],
            ["6", ""],
            ["7", ""],
        ]
    );
    assert!(findings(&word.run("check --format json"), "article-number").is_empty());
}

/// The Typst source of a document of a stage.
fn source(test: &DossierTest, stage: &str, document: &str) -> String {
    let path = format!("output/{stage}/source/{document}.typ");
    fs::read_to_string(test.path(&path)).expect("a source")
}

const ARTICLES: &str =
    "## Article 1er – Objet\n\nSoit {total}.\n\n## Article 2 – Durée\n\n{duree}\n";

#[test]
fn the_agreement_is_signed_in_one_file() {
    let test = DossierTest::small_final().file("articles/tous.md", ARTICLES);
    test.run("build --final").code(0);
    let files = test.published();
    let has_fields = |name: &str| {
        let pdf = &files[&format!("2018-11-30/{name}.pdf")];
        pdf.windows(9).any(|window| window == b"/AcroForm")
    };
    assert!(has_fields("convention") && !has_fields("annexes"));
    let [convention, annexes] =
        ["convention", "annexes"].map(|name| source(&test, "2018-11-30", name));
    for part in ["= Signatures", "#pdf.attach(", "champ-signature(\n"] {
        assert!(
            convention.contains(part) && !annexes.contains(part),
            "{part}"
        );
    }
    assert!(convention.contains("#super[er] – Objet <article>"));
    // The signed file contains the same fiches as the annexes.
    let fiches = |source: &str| source.matches("] <fiche>").count();
    assert_eq!(fiches(&convention), fiches(&annexes));
}

#[test]
fn a_mark_is_printed_in_each_block_of_what_is_signed() {
    let mark = "statut = \"definitif\"\nmarque_signature = \"#signature{n}#\"";
    let test = DossierTest::small_final()
        .replace("convention.toml", "statut = \"definitif\"", mark)
        .file("articles/tous.md", ARTICLES);
    test.run("build --final").code(0);
    let signed = source(&test, "2018-11-30", "convention");
    let printed = |source: &str, rank: usize| source.contains(&format!("signature{rank}\\u{{23}}"));
    assert!(printed(&signed, 1) && printed(&signed, 2), "{signed}");
    let draft = DossierTest::small().replace(
        "convention.toml",
        "etape = ",
        "marque_signature = \"#signature{n}#\"\netape = ",
    );
    draft.run("build").code(0);
    assert!(!printed(&source(&draft, "essai", "annexes"), 1));
    let same = draft.replace("convention.toml", "#signature{n}#", "#signature#");
    let found = findings(&same.run("check --format json"), "value-invalid");
    assert_eq!(found.len(), 1);
}

#[test]
fn what_changed_in_articles_is_compared() {
    let before = DossierTest::small().file("articles/tous.md", ARTICLES);
    before.run("build").code(0);
    let after = before
        .replace("articles/tous.md", "Soit", "Le coût est")
        .replace(
            "articles/tous.md",
            "## Article 2",
            "## Article 2 – Suivi\n\nUn comité se réunit.\n\n## Article 3",
        );
    let run = after
        .run("diff essai input --no-pages --format json")
        .code(1);
    let json: Value = serde_json::from_str(&run.stdout()).expect("JSON");
    let changes = json["texts"]["articles"]
        .as_array()
        .expect("articles")
        .iter();
    let summary = |change: &Value| {
        let text = |key: &str| change[key].as_str().unwrap_or_default().to_owned();
        [text("heading_before"), text("heading"), text("state")]
    };
    let summaries: Vec<[String; 3]> = changes.map(summary).collect();
    let expected = [
        ["", "Article 1er – Objet", "changed"],
        ["", "Article 2 – Suivi", "added"],
        ["Article 2 – Durée", "Article 3 – Durée", "renamed"],
    ];
    assert_eq!(summaries, expected.map(|change| change.map(str::to_owned)));
}

#[test]
fn a_preamble_may_name_the_parties_itself() {
    let test = DossierTest::small()
        .file("articles/1.md", ARTICLES)
        .file("articles/preambule.md", "Le contexte est connu.\n");
    test.run("build").code(0);
    let page = source(&test, "essai", "convention");
    assert!(page.contains("mention[Entre]") && page.contains("== Préambule <article>"));
    let with_parties = test.file(
        "articles/preambule.md",
        "**Entre** l’Agglomération, d’une part, et d’autres, il est convenu ce qui suit :\n",
    );
    with_parties.run("build").code(0);
    let page = source(&with_parties, "essai", "convention");
    assert!(!page.contains("mention[Entre]") && !page.contains("Il est convenu ce qui suit~"));
}
