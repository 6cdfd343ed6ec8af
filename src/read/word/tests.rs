//! Word files in, Markdown out: no word of theirs is lost in silence.

use std::{
    collections::BTreeSet,
    fs,
    io::{Cursor, Write},
    path::PathBuf,
};

use proptest::prelude::*;
use pulldown_cmark::{Event, Tag};
use zip::{ZipWriter, write::SimpleFileOptions};

use super::{Labels, WordFile};
use crate::{
    finding::Finding,
    limits::{Limit, Limits},
    read::{folder::Folder, markdown::events},
};

const TYPES: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A Word file of these parts; the first one is the body of its text.
fn docx(body: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut part = |name: &str, text: &str| {
        zip.start_file(name, SimpleFileOptions::default())
            .expect("a part");
        zip.write_all(text.as_bytes()).expect("written");
    };
    part("[Content_Types].xml", "<Types/>");
    let main = format!(
        "<Relationships><Relationship Id=\"a\" Type=\"{TYPES}/officeDocument\" Target=\"word/document.xml\"/></Relationships>"
    );
    part("_rels/.rels", &main);
    let names = [
        "styles",
        "numbering",
        "comments",
        "footnotes",
        "endnotes",
        "header",
    ];
    let kinds = names.map(|kind| {
        format!("<Relationship Id=\"{kind}\" Type=\"{TYPES}/{kind}\" Target=\"{kind}.xml\"/>")
    });
    let links = format!(
        "<Relationships>{}<Relationship Id=\"link\" Type=\"{TYPES}/hyperlink\" Target=\"https://a.fr/b\" TargetMode=\"External\"/>\
            <Relationship Id=\"local\" Type=\"{TYPES}/hyperlink\" Target=\"file:///etc/passwd\" TargetMode=\"External\"/>\
            <Relationship Id=\"far\" Type=\"{TYPES}/image\" Target=\"https://a.fr/x.png\" TargetMode=\"External\"/>\
            <Relationship Id=\"up\" Type=\"{TYPES}/image\" Target=\"../../../etc/passwd\"/>\
            <Relationship Id=\"plan\" Type=\"{TYPES}/image\" Target=\"media/plan.png\"/></Relationships>",
        kinds.concat()
    );
    part("word/_rels/document.xml.rels", &links);
    part(
        "word/document.xml",
        &format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>"),
    );
    for (name, text) in parts {
        part(&format!("word/{name}"), text);
    }
    zip.finish().expect("a zip").into_inner()
}

/// What a file of this name is read as.
fn read_with(
    name: &str,
    bytes: &[u8],
    labels: &Labels,
    limits: Limits,
) -> (Option<WordFile>, Folder) {
    let root = tempfile::tempdir().expect("a folder");
    fs::create_dir(root.path().join("fiches")).expect("a folder");
    let name = format!("fiches/{name}");
    fs::write(root.path().join(&name), bytes).expect("written");
    let mut folder = Folder::open(root.path(), &limits).expect("a folder");
    let fields = ["Priorité".to_owned()];
    let file = super::read(
        &mut folder,
        &name,
        super::Keys {
            labels,
            fields: &fields,
        },
        &mut BTreeSet::new(),
    );
    (file, folder)
}

#[track_caller]
fn read(name: &str, bytes: &[u8]) -> WordFile {
    let (file, folder) = read_with(name, bytes, &[], Limits::default());
    file.unwrap_or_else(|| panic!("{:?}", folder.findings))
}

/// The Markdown of a file of this body, without its head.
#[track_caller]
fn body(text: &str, parts: &[(&str, &str)]) -> String {
    let file = read("A.1 Essai.docx", &docx(text, parts));
    let (_, body) = file.text.text.rsplit_once("+++\n\n").expect("a head");
    body.to_owned()
}

fn r(text: &str) -> String {
    format!("<w:r><w:t>{text}</w:t></w:r>")
}

fn p(text: &str) -> String {
    format!("<w:p>{}</w:p>", r(text))
}

fn styled(style: &str, text: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn table(rows: &[&[&str]]) -> String {
    let row = |row: &&[&str]| {
        let cells = row.iter().map(|cell| {
            let cell = if cell.starts_with('<') {
                (*cell).to_owned()
            } else {
                p(cell)
            };
            format!("<w:tc>{cell}</w:tc>")
        });
        format!("<w:tr>{}</w:tr>", cells.collect::<String>())
    };
    format!(
        "<w:tbl>{}</w:tbl>",
        rows.iter().map(row).collect::<String>()
    )
}

fn reports(remarks: &[Finding]) -> Vec<String> {
    let report = |remark: &Finding| {
        let drafted = remark.drafted.as_ref().map(crate::finding::Fact::shown);
        let Finding {
            place,
            rule,
            variant,
            ..
        } = remark;
        format!("{place} {rule} {variant}: {}", drafted.unwrap_or_default())
    };
    remarks.iter().map(report).collect()
}

#[track_caller]
fn starts(file: &WordFile, text: &str) {
    let whole = &file.text.text;
    assert!(whole.starts_with(text), "{whole}");
}

#[track_caller]
fn ends(file: &WordFile, text: &str) {
    let whole = &file.text.text;
    assert!(whole.ends_with(text), "{whole}");
}

#[track_caller]
fn holds(file: &WordFile, text: &str) {
    let whole = &file.text.text;
    assert!(whole.contains(text), "{whole}");
}

fn fixture(name: &str) -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/word");
    fs::read(folder.join(name)).expect("a fixture")
}

#[test]
fn an_ordinary_fiche_is_read_as_it_stands() {
    let name = "Fiche A.1 Boutique à l'essai.docx";
    let file = read(name, &fixture(name));
    insta::assert_snapshot!(&*file.text.text);
    insta::assert_debug_snapshot!(reports(&file.remarks));
    assert_eq!(
        file.pictures[0].0,
        "images/Fiche-A.1-Boutique-a-l-essai-1.png"
    );
    assert!(file.pictures[0].1.starts_with(b"\x89PNG"));
}

#[test]
fn tables_notes_and_looks_are_kept() {
    let merged = read("B.1 Plan.docx", &fixture("plan-fusion.docx"));
    insta::assert_snapshot!(&*merged.text.text);
    let typed = read("B.2 Tabulations.docx", &fixture("tab.docx"));
    insta::assert_snapshot!(&*typed.text.text);
}

#[test]
fn the_two_columns_of_a_form_are_values_and_sections() {
    let form = table(&[
        &["FICHE ACTION A.1 : Boutique à l’essai"],
        &["N° de la fiche", "A.1"],
        &["Intitulé de l’action", "Boutique à l’essai"],
        &["Axe stratégique", "Axe A – Artisanat"],
        &["Maître d’ouvrage", "Ville"],
        &["Priorité", "haute"],
        &["Constat", &format!("{}{}", p("Un."), p("Deux."))],
        &["Objectifs :"],
        &["Trois."],
        &[
            "Échéancier de réalisation",
            &format!("{}{}", p("2027 : étude"), p("2028 : travaux")),
        ],
        &["Partenaires", "CCI, CMA"],
        &["Budget", "2027", "2028"],
        &["Études", "10 €", "20 €"],
    ]);
    let file = read("fiche.docx", &docx(&form, &[]));
    insta::assert_snapshot!(&*file.text.text);
    let labels = [(
        "maitrise_ouvrage".to_owned(),
        "Structure responsable".to_owned(),
    )];
    let form = docx(
        &table(&[
            &["Code", "A.1"],
            &["Titre", "x"],
            &["STRUCTURE RESPONSABLE :", "Ville"],
        ]),
        &[],
    );
    let (file, _) = read_with("fiche.docx", &form, &labels, Limits::default());
    assert!(
        file.expect("a fiche")
            .text
            .text
            .contains("maitrise_ouvrage = \"Ville\"")
    );
}

const IDENTITY: &[&[&str]] = &[
    &["Code", "A.1"],
    &["Intitulé", "Essai"],
    &["Partenaires", "Région ; État"],
];

#[test]
fn what_stands_below_a_form_is_no_value_of_it() {
    let list = [("numbering.xml", NUMBERING)];
    let below = |text: &str, parts: &[(&str, &str)]| {
        let file = read("x.docx", &docx(&(table(IDENTITY) + text), parts));
        let (head, body) = file.text.text.rsplit_once("+++\n").expect("a head");
        assert!(
            head.contains("titre = \"Essai\"\npartenaires = [\"Région\", \"État\"]\n"),
            "{head}"
        );
        body.to_owned()
    };
    assert_eq!(below(&(p("Un.") + &p("Deux.")), &[]), "\nUn.\n\nDeux.\n");
    assert_eq!(
        below(
            &(bold("CONSTAT")
                + &p("Un.")
                + &bold("Attention.")
                + &bold("BUT")
                + &item(1, 0, "Deux.")),
            &list
        ),
        "\n## **CONSTAT**\n\nUn.\n\n**Attention.**\n\n## **BUT**\n\n1. Deux.\n"
    );
    assert_eq!(below(&item(1, 0, "Un."), &list), "\n1. Un.\n");
    let second = table(&[&["Constat", "Deux."], &["Suivi", "Trois."]]);
    assert_eq!(
        below(&(p("Un.") + &second), &[]),
        "\nUn.\n\n## Constat\n\nDeux.\n\n## Suivi\n\nTrois.\n"
    );
    // A label alone in its table has its text below.
    let boxed = table(&[&["Calendrier"]]) + &p("2027");
    let file = read("x.docx", &docx(&(table(IDENTITY) + &boxed), &[]));
    holds(&file, "calendrier = \"2027\"");
}

#[test]
fn a_row_across_a_form_is_no_value() {
    let file = form(
        &[
            &["IDENTIFICATION DE L’ACTION"],
            &["Code", "A.1"],
            &["Intitulé", "Essai"],
            &["1. Pilotage"],
            &["Pilote", ""],
            &["2. Déroulé"],
            &["Contexte", "Un."],
            &["Récit", "Deux."],
            &["Partenaires", "Région ; État"],
            &["Une phrase sur toute la largeur."],
            &["Suivi", "Trois."],
        ],
        &[],
    );
    assert_eq!(
        &*file.text.text,
        "+++\ncode = \"A.1\"\ntitre = \"Essai\"\npartenaires = [\"Région\", \"État\"]\n+++\n\n## 1. Pilotage\n\n### Pilote\n\n\
            ## 2. Déroulé\n\n### Contexte\n\nUn.\n\n### Récit\n\nDeux.\n\nUne phrase sur toute la largeur.\n\n### Suivi\n\nTrois.\n"
    );
}

#[test]
fn forms_have_more_columns() {
    let pairs = form(
        &[
            &["Code", "A.1", "Axe", "A"],
            &["Intitulé", "Essai", "Rubrique libre", "Haute"],
            &["Constat", "Un."],
        ],
        &[],
    );
    assert_eq!(
        &*pairs.text.text,
        "+++\ncode = \"A.1\"\ntitre = \"Essai\"\naxe = \"A\"\n+++\n\n## Rubrique libre\n\nHaute\n\n## Constat\n\nUn.\n"
    );
    let annotated = form(
        &[
            &["Rubrique", "Contenu", "Observations"],
            &["Code", "A.1", "à revoir"],
            &["Intitulé", "Essai", ""],
            &["Constat", "Un.", "Deux."],
        ],
        &[],
    );
    assert_eq!(
        &*annotated.text.text,
        "+++\ncode = \"A.1\"\ntitre = \"Essai\"\n+++\n\nCode – à revoir\n\n## Constat\n\nUn.\n\nDeux.\n"
    );
}

/// The text of a file of this form, its head included.
#[track_caller]
fn form(rows: &[&[&str]], parts: &[(&str, &str)]) -> WordFile {
    read("A.1 Essai.docx", &docx(&table(rows), parts))
}

#[test]
fn what_is_struck_out_is_no_value() {
    let struck = "<w:p><w:r><w:rPr><w:strike/></w:rPr><w:t>CCI</w:t></w:r><w:r><w:t xml:space=\"preserve\"> Métropole</w:t></w:r></w:p>";
    let file = form(&[&["Intitulé", "Essai"], &["Pilote", struck]], &[]);
    ends(&file, "## Pilote\n\n~~CCI~~ Métropole\n");
    assert!(!file.text.text.contains("maitrise_ouvrage"));
    let line = struck.replace("<w:p>", "<w:p><w:r><w:t>Pilote : </w:t></w:r>");
    let written = body(&(p("Avant.") + &line + &p("Après.")), &[]);
    assert_eq!(
        written,
        "Avant.\n\nAprès.\n\n## Pilote\n\n~~CCI~~ Métropole\n"
    );
    let costs = table(&[&["Poste", "2027"], &["Études", struck]]);
    let (_, folder) = read_with("A.1 x.docx", &docx(&costs, &[]), &[], Limits::default());
    let grids: Vec<_> = folder
        .sources
        .sheets
        .values()
        .map(|grid| &grid.rows)
        .collect();
    assert_eq!(grids[0][1], ["Études", "Métropole"]);
}

#[test]
fn remarks_on_a_label_outlive_it() {
    let label =
        "<w:p><w:r><w:t>Pilote</w:t></w:r><w:r><w:commentReference w:id=\"7\"/></w:r></w:p>";
    let comments = "<w:comments><w:comment w:id=\"7\"><w:p><w:r><w:t>qui ?</w:t></w:r></w:p></w:comment></w:comments>";
    let file = form(
        &[&["Intitulé", "Essai"], &[label, ""]],
        &[("comments.xml", comments)],
    );
    // What is left empty is reported as any heading without text.
    ends(&file, "\n## Pilote\n");
    let reported = reports(&file.remarks);
    assert!(
        reported.len() == 1 && reported[0].ends_with("text-comment : qui ?"),
        "{reported:?}"
    );
}

#[test]
fn every_change_under_tracking_is_reported_once() {
    let mark = |name: &str| format!("<w:pPr><w:rPr><w:{name} w:author=\"a\"/></w:rPr></w:pPr>");
    let text = [
        format!("<w:p>{}{}</w:p>", mark("del"), r("Un ")),
        format!("<w:p>{}</w:p>", r("deux.")),
        format!("<w:p>{}{}</w:p>", mark("ins"), r("Trois.")),
        format!("<w:p>{}<w:ins w:author=\"a\">{}</w:ins></w:p>", mark("ins"), r("Quatre.")),
        "<w:p><w:ins><w:del><w:r><w:delText>cinq</w:delText></w:r></w:del></w:ins><w:ins><w:r><w:br/></w:r></w:ins><w:ins/></w:p>".to_owned(),
        "<w:p><w:r><w:rPr><w:b/><w:rPrChange w:author=\"a\"><w:rPr/></w:rPrChange></w:rPr><w:t>Six.</w:t></w:r></w:p>".to_owned(),
        format!("<w:del>{}</w:del><w:ins>{}</w:ins>", p("Sept."), p("Huit.")),
        "<w:tbl><w:tr><w:trPr><w:ins w:author=\"a\"/></w:trPr><w:tc><w:p><w:r><w:t>Neuf</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>".to_owned(),
    ];
    let file = read("A.1 Essai.docx", &docx(&text.concat(), &[]));
    ends(
        &file,
        "Un deux.\n\nTrois.\n\nQuatre.\n\n**Six.**\n\nHuit.\n\n| Neuf |  |\n| --- | --- |\n",
    );
    let remarks = reports(&file.remarks).into_iter();
    let remarks =
        remarks.filter_map(|remark| Some(remark.split_once("text-tracked ")?.1.to_owned()));
    assert_eq!(
        remarks.collect::<Vec<_>>(),
        [
            "deleted: ¶",
            "inserted: ¶",
            "inserted: Quatre.",
            "deleted: cinq",
            "inserted: …",
            "format: Six.",
            "deleted: Sept.",
            "inserted: Huit.",
            "inserted: Neuf",
        ]
    );
}

#[test]
fn signs_are_of_their_own_font() {
    let sign =
        |font: &str, code: &str| format!("<w:r><w:sym w:font=\"{font}\" w:char=\"{code}\"/></w:r>");
    let text = sign("Symbol", "F06C")
        + &sign("Symbol", "F021")
        + &sign("Wingdings", "F06C")
        + &sign("Arial", "41");
    assert_eq!(body(&format!("<w:p>{text}</w:p>"), &[]), "λ!●A\n");
}

#[test]
fn what_a_label_says_in_parentheses_is_kept() {
    let rows: [&[&str]; 5] = [
        &["Intitulé (à compléter)", "Essai"],
        &["Maîtrise d’ouvrage (par délégation de la CCI)", "Ville"],
        &["Période de réalisation (à préciser)", "2027"],
        &["Partenaires techniques et financiers", "CCI, CMA"],
        &["Durée", "3 ans"],
    ];
    let file = form(&rows, &[]);
    let head = "+++\ncode = \"A.1\"\ntitre = \"Essai\"\nmaitrise_ouvrage = \"Ville (par délégation de la CCI)\"\n\
        calendrier = \"2027\"\npartenaires = [\"CCI\", \"CMA\"]\n+++\n";
    starts(&file, head);
    ends(&file, "## Durée\n\n3 ans\n");
    let labels = [(
        "maitrise_ouvrage".to_owned(),
        "Responsable (structure)".to_owned(),
    )];
    let rows: [&[&str]; 2] = [
        &["Intitulé", "Essai"],
        &["Responsable (structure) :", "Ville"],
    ];
    let (file, _) = read_with(
        "A.1 x.docx",
        &docx(&table(&rows), &[]),
        &labels,
        Limits::default(),
    );
    let file = file.expect("a fiche");
    holds(&file, "maitrise_ouvrage = \"Ville\"");
    let plural = form(
        &[&["Intitulé", "Essai"], &["Maître(s) d’ouvrage", "Ville"]],
        &[],
    );
    holds(&plural, "maitrise_ouvrage = \"Ville\"");
}

#[test]
fn a_longer_title_does_not_disappear_behind_a_label() {
    let text = styled("Title", "Boutique à l’essai en centre-bourg")
        + &table(&[&["Code", "A.1"], &["Intitulé", "Boutique"]]);
    let file = read("x.docx", &docx(&text, &[]));
    holds(&file, "titre = \"Boutique\"");
    ends(&file, "+++\n\nBoutique à l’essai en centre-bourg\n");
}

#[test]
fn a_table_of_costs_is_no_form() {
    let costs = table(&[
        &["Poste", "Montant"],
        &["Études", "10 €"],
        &["Moyens humains", "20 €"],
        &["Travaux", "30 €"],
        &["Coût total", "60 €"],
    ]);
    let goals = table(&[&["Objectif 1", "Un."], &["Objectif 2", "Deux."]]);
    let written = body(&(costs + &styled("Heading1", "Buts") + &goals), &[]);
    assert_eq!(
        written,
        "| Poste | Montant |\n| --- | --- |\n| Études | 10 € |\n| Moyens humains | 20 € |\n| Travaux | 30 € |\n\
            | Coût total | 60 € |\n\n## Buts\n\n| Objectif 1 | Un. |\n| --- | --- |\n| Objectif 2 | Deux. |\n"
    );
}

#[test]
fn a_fiche_is_named_by_its_title_or_its_file() {
    for (body, name, code, title) in [
        (
            styled("Heading1", "Fiche-action A.1 : Boutique"),
            "x.docx",
            "A.1",
            "Boutique",
        ),
        (
            styled("Titre", "FICHE ACTION n° 3 – Boutique"),
            "x.docx",
            "3",
            "Boutique",
        ),
        (
            styled("Titre1", "EA 1.2 Boutique"),
            "x.docx",
            "EA 1.2",
            "Boutique",
        ),
        (
            p("Fiche action A.1") + &styled("Title", "Boutique"),
            "x.docx",
            "A.1",
            "Boutique",
        ),
        (p("Texte."), "Fiche_A.1_Boutique.docx", "A.1", "Boutique"),
        (
            p("Code : A.1") + &p("Intitulé : Boutique"),
            "x.docx",
            "A.1",
            "Boutique",
        ),
    ] {
        let file = read(name, &docx(&body, &[]));
        let head = format!("+++\ncode = \"{code}\"\ntitre = \"{title}\"\n+++\n");
        starts(&file, &head);
    }
    let (file, folder) = read_with(
        "notes.docx",
        &docx(&p("Axe 2 : tourisme"), &[]),
        &[],
        Limits::default(),
    );
    assert!(file.is_none());
    let reported: Vec<&str> = folder
        .findings
        .iter()
        .map(|finding| finding.variant)
        .collect();
    assert_eq!(reported, ["word", "word"]);
}

/// What a file of this body, called so, says: its head, its text, and what is reported of it but for its place.
#[track_caller]
fn read_whole(name: &str, body: &str, parts: &[(&str, &str)]) -> (String, Vec<String>) {
    let file = read(name, &docx(body, parts));
    let text = file.text.text.replace("+++\n", "");
    let reported = reports(&file.remarks).into_iter();
    let reported = reported.filter_map(|remark| Some(remark.split_once(" text-")?.1.to_owned()));
    (text, reported.collect())
}

fn bold(text: &str) -> String {
    p(text).replace("<w:t>", "<w:rPr><w:b/></w:rPr><w:t>")
}

#[test]
fn what_stands_above_values_alone_is_reported() {
    let rows = table(&[
        &[&bold("IDENTIFICATION")],
        &["Code", "A.1"],
        &["Intitulé", "Essai"],
        &[&bold("Portage")],
        &["Maîtrise d’ouvrage", "CCI"],
        &[&bold("Récit")],
        &["Contexte", "Un."],
    ]);
    let (text, reported) = read_whole("x.docx", &rows, &[]);
    let head = "code = \"A.1\"\ntitre = \"Essai\"\nmaitrise_ouvrage = \"CCI\"\n";
    assert_eq!(
        text,
        format!("{head}\n## **Récit**\n\n### Contexte\n\nUn.\n")
    );
    let expected = [
        "left-out banner: IDENTIFICATION",
        "left-out banner: Portage",
    ];
    assert_eq!(reported, expected);
    let apart = [
        styled("Heading2", "Identification"),
        table(&[&["Code", "A.1"], &["Intitulé", "Essai"]]),
        styled("Heading2", "Portage"),
        table(&[&["Maîtrise d’ouvrage", "CCI"], &["Partenaires", "CMA"]]),
        styled("Heading2", "Contenu"),
        table(&[&["Contexte", "Un."]]),
        styled("Heading2", "Étapes"),
        table(&[&["Étape", "Date"], &["Appel", "Mai 2028"]]),
    ];
    let (text, reported) = read_whole("x.docx", &apart.concat(), &[]);
    assert_eq!(
        text,
        format!(
            "{head}partenaires = [\"CMA\"]\n\n## Contenu\n\n### Contexte\n\nUn.\n\n## Étapes\n\n\
                | Étape | Date |\n| --- | --- |\n| Appel | Mai 2028 |\n"
        )
    );
    let expected = [
        "left-out banner: Identification",
        "left-out banner: Portage",
    ];
    assert_eq!(reported, expected);
}

#[test]
fn a_table_of_codes_or_steps_is_no_form() {
    let heading = styled("Heading1", "Fiche-action A.1 : Essai") + &styled("Heading2", "Liens");
    for rows in [
        [
            ["Code", "Libellé"],
            ["47.11", "Supermarchés"],
            ["56.10", "Restauration"],
        ],
        [["Code", "Intitulé"], ["A 2", "Deux"], ["A 3", "Trois"]],
    ] {
        let rows: Vec<&[&str]> = rows.iter().map(|row| &row[..]).collect();
        let (text, reported) = read_whole("x.docx", &(heading.clone() + &table(&rows)), &[]);
        let head = "code = \"A.1\"\ntitre = \"Essai\"\n\n## Liens\n\n| Code |";
        assert!(
            text.starts_with(head) && reported.is_empty(),
            "{text} {reported:?}"
        );
    }
    let form = table(&[
        &["Code", "A.1"],
        &["Intitulé", "Essai"],
        &["Contexte", "Un."],
    ]);
    let steps = bold("Étapes") + &table(&[&["Étape", "Date"], &["Appel", "Mai 2028"]]);
    let (text, _) = read_whole("x.docx", &(form + &steps), &[]);
    assert!(
        text.contains("Un.\n\n**Étapes**\n\n| Étape | Date |\n"),
        "{text}"
    );
    let reference = table(&[
        &["Référence", "Délibération 2026-12 du conseil"],
        &["Code", "A.1"],
        &["Intitulé", "Essai"],
    ]);
    let (text, _) = read_whole("x.docx", &reference, &[]);
    assert!(
        text.starts_with("code = \"A.1\"\n") && text.contains("## Référence\n\nDélibération"),
        "{text}"
    );
}

#[test]
fn usual_layouts_give_a_code_and_a_title() {
    let two = format!("{}{}", bold("FICHE-ACTION N° A.1"), p("Vitrines vides"));
    let constat: &[&str] = &["Contexte", "Un."];
    let logo = table(&[&["", &bold("FICHE ACTION"), "Version du 12/11/2026"]]);
    let face = format!("{}{}", bold("Fiche-action"), bold("A.1"));
    for (body, name, title) in [
        (table(&[&[&two], constat]), "x.docx", "Vitrines vides"),
        (
            table(&[
                &["Convention-cadre 2027-2029"],
                &["FICHE ACTION N°A.1"],
                &["Vitrines vides"],
                constat,
            ]),
            "x.docx",
            "Vitrines vides",
        ),
        (
            logo + &bold("Une halle") + &table(&[&["Pilote", "Ville"], constat]),
            "Fiche A.1.docx",
            "Une halle",
        ),
        (
            table(&[
                &["N°", "Rubrique", "Description"],
                &["1", "Code", "A.1"],
                &["2", "Intitulé", "Essai"],
                &["3", "Constat", "Un."],
            ]),
            "x.docx",
            "Essai",
        ),
        (
            styled("Title", "Fiche action n° A.1")
                + &styled("Subtitle", "La ruche")
                + &styled("Heading1", "Contexte")
                + &p("Un."),
            "x.docx",
            "La ruche",
        ),
        (
            table(&[
                &["Fiche action : A.1"],
                &["Intitulé : Passage couvert"],
                &["Objectifs :"],
                &["Un."],
            ]),
            "x.docx",
            "Passage couvert",
        ),
        (
            table(&[
                &["Fiche-action n°1 – Axe A", "Des berges pour tous"],
                constat,
                &["PILOTE :", "Ville"],
            ]),
            "A.1 Essai.docx",
            "Des berges pour tous",
        ),
        (
            table(&[&[&face, "En face"], constat, &["Porteur", "CCI"]]),
            "x.docx",
            "En face",
        ),
        (
            table(&[&["1. Code", "A.1"], &["2. Intitulé", "Essai"], constat]),
            "x.docx",
            "Essai",
        ),
    ] {
        let (text, _) = read_whole(name, &body, &[]);
        let head = format!("code = \"A.1\"\ntitre = \"{title}\"\n");
        assert!(text.starts_with(&head), "{text}");
        assert!(text.contains("\nUn.\n"), "{text}");
    }
}

#[test]
fn what_a_name_holds_beside_text_is_kept_or_told() {
    let link = "<w:p><w:hyperlink r:id=\"link\"><w:r><w:t>agenda</w:t></w:r></w:hyperlink></w:p>";
    let noted =
        "<w:p><w:r><w:t>Essai</w:t></w:r><w:r><w:footnoteReference w:id=\"2\"/></w:r></w:p>";
    let notes = "<w:footnotes><w:footnote w:id=\"2\"><w:p><w:r><w:t>Source.</w:t></w:r></w:p></w:footnote></w:footnotes>";
    let rows = table(&[
        &["Code", "A.1"],
        &["Intitulé", noted],
        &["Calendrier", link],
        &["Partenaires techniques", "ADEME"],
        &["Partenaires", ""],
        &["Contexte", "Un."],
    ]);
    let heading =
        styled("Heading2", "x").replace("<w:r><w:t>x</w:t></w:r>", &link[5..link.len() - 6]);
    let (text, reported) = read_whole(
        "x.docx",
        &(rows + &heading + &p("Deux.")),
        &[("footnotes.xml", notes)],
    );
    assert_eq!(
        text,
        "code = \"A.1\"\ntitre = \"Essai\"\ncalendrier = \"agenda\"\n\n[^1]\n\n[^1]: Source.\n\n## Partenaires techniques\n\nADEME\n\n\
            ## Partenaires\n\n## Contexte\n\nUn.\n\n## agenda\n\nDeux.\n"
    );
    assert_eq!(reported, ["left-out address: https://a.fr/b"; 2]);
}

#[test]
fn two_codes_in_a_text_are_told() {
    let rows = table(&[&["Code", "A.1"], &["Intitulé", "Essai"], &["Texte", "Un."]]);
    let reported = |title: &str| {
        let file = read("x.docx", &docx(&(styled("Heading1", title) + &rows), &[]));
        reports(&file.remarks).join(" ")
    };
    let place = "fiches/x.docx · code";
    assert_eq!(
        reported("Fiche-action A.9 : Autre"),
        format!("{place} file-name title: A.9")
    );
    for title in ["Fiche-action A-1 : Autre", "A 47 : un échangeur", "Essai"] {
        assert_eq!(reported(title), "", "{title}");
    }
}

#[test]
fn what_is_hidden_drawn_or_turned_is_reported() {
    let styles = "<w:styles><w:style w:styleId=\"Cache\"><w:name w:val=\"Consigne\"/><w:rPr><w:vanish/></w:rPr></w:style>\
        <w:style w:styleId=\"TM1\"><w:name w:val=\"toc 1\"/></w:style></w:styles>";
    let drawing = |inside: &str| {
        format!("<w:p><w:r><w:drawing><wp:inline>{inside}</wp:inline></w:drawing></w:r></w:p>")
    };
    let alternative = |inside: &str| {
        format!(
            "<w:p><w:r><mc:AlternateContent><mc:Choice>{inside}</mc:Choice><mc:Fallback><w:pict><v:rect/></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
        )
    };
    let arrow = "<w:drawing><wp:inline><wp:docPr descr=\"Une flèche\"/><wps:wsp><wps:bodyPr/></wps:wsp></wp:inline></w:drawing>";
    let decorative = "<wp:docPr><a:extLst><adec:decorative val=\"1\"/></a:extLst></wp:docPr>";
    let blip = "<pic:pic><pic:blipFill><a:blip r:embed=\"plan\"/></pic:blipFill>";
    let text = [
        styled("TM1", "Constat 1"),
        p("Visible."),
        styled("Cache", "Consigne"),
        styled("Cache", "Montré").replace("<w:t>", "<w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t>"),
        alternative(arrow),
        drawing(&format!("{decorative}<wps:wsp/>")),
        drawing(&format!("{decorative}{blip}</pic:pic>")),
        drawing(&format!(
            "<wp:docPr descr=\"Vue\"><a:hlinkClick r:id=\"link\"/></wp:docPr>{blip}</pic:pic>"
        )),
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Vue</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:trPr><w:hidden/></w:trPr><w:tc><w:p><w:r><w:t>Cachée</w:t></w:r></w:p></w:tc></w:tr></w:tbl>".to_owned(),
        drawing(&format!(
            "<wp:docPr descr=\"Plan\"/>{blip}<pic:spPr><a:xfrm rot=\"5400000\"/></pic:spPr></pic:pic>"
        )),
    ];
    let header = "<w:hdr><w:p><w:r><w:drawing><wp:docPr descr=\"Logo\"/><a:blip/></w:drawing></w:r></w:p></w:hdr>";
    let parts = [
        ("styles.xml", styles),
        ("header.xml", header),
        ("media/plan.png", "PNG"),
    ];
    let (text, reported) = read_whole("A.1 Essai.docx", &text.concat(), &parts);
    let picture = "images/A.1-Essai-1.png";
    assert!(
        text.ends_with(&format!(
            "\n\nVisible.\n\nMontré\n\n![image décorative]({picture})\n\n![Vue]({picture})\n\nVue\n\n![Plan]({picture})\n"
        )),
        "{text}"
    );
    let reported: Vec<&str> = reported
        .iter()
        .filter_map(|remark| remark.strip_prefix("left-out "))
        .collect();
    assert_eq!(
        reported,
        [
            "hidden: Consigne",
            "shape: Une flèche",
            "address: https://a.fr/b",
            "hidden: Cachée",
            "turned: Plan",
            "header: Logo",
            "contents: Constat 1"
        ]
    );
}

#[test]
fn fields_and_first_letters_are_read() {
    let field = |instruction: &str, result: &str| {
        format!(
            "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>{instruction}</w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>{result}</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"
        )
    };
    let capital = p("L").replace(
        "<w:p>",
        "<w:p><w:pPr><w:framePr w:dropCap=\"drop\"/></w:pPr>",
    );
    let text = capital
        + &p("es remparts.")
        + &format!(
            "<w:p>{} {} {}</w:p>",
            field(" FORMTEXT ", "\u{2002}\u{2002}"),
            field(" MERGEFIELD Nom ", "«Nom»"),
            field(" FORMTEXT ", "Saisi")
        );
    assert_eq!(body(&text, &[]), "Les remparts.\n\n……«Nom»……Saisi\n");
    let alone = |instruction: &str| {
        format!(
            "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r>{instruction}<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"
        )
    };
    let instruction = |text: &str| format!("<w:r><w:instrText>{text}</w:instrText></w:r>");
    let condition = [
        &instruction(" IF "),
        &field(" MERGEFIELD Statut ", "commune"),
        &instruction(" = \"commune\" \"la collectivité\" "),
        "<w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>la collectivité</w:t></w:r>",
    ];
    let text = format!(
        "<w:p>{} {} {} {} {} {}</w:p>",
        alone(&condition.concat()),
        alone(&instruction(" MACROBUTTON NoMacro [Cliquez ici] ")),
        alone(&instruction(" SYMBOL 0xFE \\f \"Wingdings\" ")),
        alone(&instruction(" SYMBOL 129 ")),
        alone(&instruction(" EQ \\f(a;b) ")),
        alone(&instruction(" LISTNUM ")),
    );
    let (text, reported) = read_whole("A.1 x.docx", &text, &[]);
    assert!(text.ends_with("\n\nla collectivité……☑\n"), "{text}");
    assert_eq!(
        reported,
        [
            "left-out symbol: SYMBOL",
            "left-out equation: \\f(a;b)",
            "left-out number: LISTNUM"
        ]
    );
    let deleted = "<w:p><w:r><w:t>Un.</w:t></w:r><w:del w:author=\"a\"><w:r><w:footnoteReference w:id=\"2\"/></w:r></w:del></w:p>";
    let notes = "<w:footnotes><w:footnote w:id=\"2\"><w:p><w:r><w:t>Source.</w:t></w:r></w:p></w:footnote></w:footnotes>";
    let (_, reported) = read_whole("A.1 x.docx", deleted, &[("footnotes.xml", notes)]);
    assert_eq!(reported, ["tracked deleted: Source."]);
}

const NUMBERING: &str = "<w:numbering>\
    <w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\"><w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"%1.\"/></w:lvl>\
    <w:lvl w:ilvl=\"1\"><w:numFmt w:val=\"lowerLetter\"/><w:lvlText w:val=\"%2)\"/></w:lvl>\
    <w:lvl w:ilvl=\"2\"><w:numFmt w:val=\"bullet\"/><w:lvlText w:val=\"o\"/></w:lvl></w:abstractNum>\
    <w:abstractNum w:abstractNumId=\"1\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"4\"/><w:numFmt w:val=\"upperRoman\"/><w:lvlText w:val=\"Axe %1 :\"/></w:lvl>\
    <w:lvl w:ilvl=\"1\"><w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"%1.%2\"/></w:lvl></w:abstractNum>\
    <w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num><w:num w:numId=\"2\"><w:abstractNumId w:val=\"1\"/></w:num>\
    <w:num w:numId=\"3\"><w:abstractNumId w:val=\"0\"/><w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"1\"/></w:lvlOverride></w:num>\
    </w:numbering>";

fn item(list: u32, level: u32, text: &str) -> String {
    format!(
        "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
    )
}

#[test]
fn lists_keep_their_numbers() {
    let text = [
        item(1, 0, "un"),
        item(1, 1, "a"),
        item(1, 2, "puce"),
        item(1, 1, "b"),
        item(1, 0, "deux"),
        p("Entre."),
        item(1, 0, "trois"),
        item(3, 0, "recommence"),
        item(2, 0, "axe"),
        item(2, 1, "action"),
    ];
    let written = body(&text.concat(), &[("numbering.xml", NUMBERING)]);
    assert_eq!(
        written,
        "1. un\n   - [a)] a\n     - puce\n   - [b)] b\n2. deux\n\nEntre.\n\n3. trois\n\n- [1.] recommence\n\n* [Axe IV :] axe\n  - [IV.1] action\n"
    );
}

#[test]
fn numbers_are_those_of_word_where_markdown_has_none() {
    let numbering = "<w:numbering><w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\"><w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"%1)\"/></w:lvl>\
        <w:lvl w:ilvl=\"1\"><w:start w:val=\"4\"/><w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"%2.\"/></w:lvl></w:abstractNum>\
        <w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>";
    let text = [
        item(1, 0, "un"),
        item(1, 1, "quatre"),
        item(1, 1, "cinq"),
        item(1, 0, "deux"),
    ];
    assert_eq!(
        body(&text.concat(), &[("numbering.xml", numbering)]),
        "1) un\n   - [4.] quatre\n   - [5.] cinq\n2) deux\n"
    );
}

#[test]
fn lists_are_as_deep_and_numbered_as_their_styles_say() {
    let level = |format: &str, text: &str, more: &str| {
        format!("<w:numFmt w:val=\"{format}\"/>{more}<w:lvlText w:val=\"{text}\"/></w:lvl>")
    };
    let one = |id: u32, levels: &[String]| {
        let levels = levels
            .iter()
            .zip(0..)
            .map(|(level, rank)| format!("<w:lvl w:ilvl=\"{rank}\">{level}"));
        format!(
            "<w:abstractNum w:abstractNumId=\"{id}\">{}</w:abstractNum>",
            levels.collect::<String>()
        )
    };
    let nums = (1..=4)
        .map(|id| format!("<w:num w:numId=\"{id}\"><w:abstractNumId w:val=\"{id}\"/></w:num>"));
    let decimal = || [level("decimal", "%1.", "")];
    let legal = [
        level("upperRoman", "%1.", ""),
        level("decimal", "%1.%2.", "<w:isLgl/>"),
    ];
    let numbering = [
        "<w:numbering>".to_owned(),
        one(1, &decimal()),
        one(2, &decimal()),
        one(3, &legal),
        one(4, &[level("ordinalText", "%1 :", "")]),
        nums.collect(),
        "</w:numbering>".to_owned(),
    ];
    let style = |id: &str, name: &str, list: u32| {
        format!(
            "<w:style w:styleId=\"{id}\"><w:name w:val=\"{name}\"/><w:pPr><w:numPr><w:numId w:val=\"{list}\"/></w:numPr></w:pPr></w:style>"
        )
    };
    let styles = style("N", "List Number", 1) + &style("N2", "List Number 2", 2);
    let text = [
        styled("N", "sept"),
        styled("N2", "huit"),
        styled("N", "neuf"),
        p("Entre."),
        item(3, 0, "objet"),
        item(3, 1, "détail"),
        p("Puis."),
        item(4, 0, "signer"),
    ];
    let styles = format!("<w:styles>{styles}</w:styles>");
    assert_eq!(
        body(
            &text.concat(),
            &[
                ("numbering.xml", &numbering.concat()),
                ("styles.xml", &styles)
            ]
        ),
        "1. sept\n   1. huit\n2. neuf\n\nEntre.\n\n- [I.] objet\n  - [1.1.] détail\n\nPuis.\n\n- [Premier :] signer\n"
    );
}

#[test]
fn what_word_shows_is_taken_and_the_rest_is_reported() {
    let text = "<w:p><w:r><w:t>Un</w:t><w:tab/><w:t>de</w:t><w:softHyphen/><w:t>ux</w:t><w:noBreakHyphen/><w:sym w:font=\"Wingdings\" w:char=\"F0FE\"/></w:r>\
        <w:ins w:author=\"M. Exemple\" w:date=\"2026-11-10T10:00:00Z\"><w:r><w:t>ajout</w:t></w:r></w:ins>\
        <w:del w:author=\"M. Exemple\" w:date=\"2026-11-10T10:00:00Z\"><w:r><w:delText>retrait</w:delText></w:r></w:del>\
        <w:hyperlink r:id=\"link\"><w:r><w:t>lien</w:t></w:r></w:hyperlink><w:hyperlink r:id=\"local\"><w:r><w:t>local</w:t></w:r></w:hyperlink>\
        <w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText> HYPERLINK \"https://c.fr\" </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>champ</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>\
        <w:sdt><w:sdtPr><w:alias w:val=\"x\"/></w:sdtPr><w:sdtContent><w:r><w:t>contrôle</w:t></w:r></w:sdtContent></w:sdt>\
        <mc:AlternateContent><mc:Choice><w:r><w:drawing><wps:txbx><w:txbxContent><w:p><w:r><w:t>boîte</w:t></w:r></w:p></w:txbxContent></wps:txbx></w:drawing></w:r></mc:Choice>\
        <mc:Fallback><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>boîte</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></mc:Fallback></mc:AlternateContent>\
        <w:r><w:rPr><w:vanish/></w:rPr><w:t>masqué</w:t></w:r><m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>\
        <w:r><w:commentReference w:id=\"7\"/></w:r><w:r><w:footnoteReference w:id=\"2\"/></w:r>\
        <w:r><w:drawing><wp:docPr descr=\"Plan [A]\"/><a:blip r:embed=\"plan\"/></w:drawing></w:r>\
        <w:r><w:drawing><a:blip r:embed=\"far\"/></w:drawing><w:drawing><a:blip r:embed=\"up\"/></w:drawing></w:r></w:p>";
    let comments = "<w:comments><w:comment w:id=\"7\" w:author=\"Directrice\"><w:p><w:r><w:t>à voir</w:t></w:r></w:p></w:comment></w:comments>";
    let notes = "<w:footnotes><w:footnote w:id=\"2\"><w:p><w:r><w:footnoteRef/><w:t> Source.</w:t></w:r></w:p><w:p><w:r><w:t>Suite.</w:t></w:r></w:p></w:footnote></w:footnotes>";
    let header = "<w:hdr><w:p><w:r><w:t>Contrat</w:t></w:r></w:p></w:hdr>";
    let parts = [
        ("comments.xml", comments),
        ("footnotes.xml", notes),
        ("header.xml", header),
        ("media/plan.png", "PNG"),
    ];
    let file = read("A.1 Essai.docx", &docx(text, &parts));
    ends(
        &file,
        "Un deux\u{2011}☑ajout[lien](https://a.fr/b)local[champ](https://c.fr)contrôle[^1]![Plan \\[A\\]](images/A.1-Essai-1.png)![](images/A.1-Essai-2.png)![](images/A.1-Essai-3.bin)\n\nboîte\n\n[^1]: Source.\n\n    Suite.\n",
    );
    assert_eq!(file.pictures.len(), 1);
    let place = "fiches/A.1 Essai.docx";
    assert_eq!(
        reports(&file.remarks),
        [
            format!("{place} · § 1 text-tracked inserted: ajout"),
            format!("{place} · § 1 text-tracked deleted: retrait"),
            format!("{place} · § 1 text-left-out link: file:///etc/passwd"),
            format!("{place} · § 1 text-left-out box: boîte"),
            format!("{place} · § 1 text-left-out hidden: masqué"),
            format!("{place} · § 1 text-left-out equation: x=1"),
            format!("{place} · § 1 text-comment : à voir"),
            format!("{place} text-left-out header: Contrat"),
        ]
    );
}

#[test]
fn old_fields_and_what_stands_elsewhere_are_read_or_told() {
    let field = |data: &str, result: &str| {
        format!(
            "<w:r><w:fldChar w:fldCharType=\"begin\"><w:ffData>{data}</w:ffData></w:fldChar></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>{result}</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"
        )
    };
    let list = "<w:ddList><w:result w:val=\"1\"/><w:listEntry w:val=\"Basse\"/><w:listEntry w:val=\"Haute\"/></w:ddList>";
    let text = [
        "<w:p><w:r><w:t>Priorité </w:t></w:r>",
        &field(list, ""),
        &field("<w:textInput/>", " saisie"),
        "<w:subDoc r:id=\"x\"/><w:r><w:commentReference w:id=\"7\"/></w:r>",
        "<w:r><w:drawing><wp:docPr descr=\"Plan\"/><pic:blipFill><a:blip r:embed=\"plan\"/><a:srcRect l=\"0\" r=\"2500\"/></pic:blipFill></w:drawing></w:r></w:p>",
    ];
    let comments = "<w:comments><w:comment w:id=\"7\"><w:p/></w:comment></w:comments>";
    let parts = [("comments.xml", comments), ("media/plan.png", "PNG")];
    let file = read("A.1 Essai.docx", &docx(&text.concat(), &parts));
    holds(&file, "Priorité Haute saisie");
    let place = "fiches/A.1 Essai.docx · § 1";
    assert_eq!(
        reports(&file.remarks),
        [
            format!("{place} text-left-out object: subDoc"),
            format!("{place} text-comment : …"),
            format!("{place} text-left-out cropped: Plan"),
        ]
    );
}

#[test]
fn headings_have_levels_and_numbers() {
    let styles = "<w:styles><w:style w:styleId=\"T1\"><w:name w:val=\"heading 1\"/></w:style><w:style w:styleId=\"Maison\"><w:basedOn w:val=\"T1\"/></w:style>\
        <w:style w:styleId=\"Plan\"><w:pPr><w:outlineLvl w:val=\"1\"/><w:numPr><w:numId w:val=\"2\"/></w:numPr></w:pPr></w:style></w:styles>";
    let text = styled("Maison", "Constat")
        + &p("Un.")
        + &styled("Plan", "Détail")
        + &styled("T1", "Objectifs")
        + &p("Deux.");
    let parts = [("styles.xml", styles), ("numbering.xml", NUMBERING)];
    assert_eq!(
        body(&text, &parts),
        "## Constat\n\nUn.\n\n### Axe IV : Détail\n\n## Objectifs\n\nDeux.\n"
    );
}

#[test]
fn cells_are_merged_as_markdown_can_say() {
    let text = "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"2\"/></w:tcPr><w:p><w:r><w:t>a</w:t></w:r></w:p><w:p><w:r><w:t>b</w:t></w:r></w:p></w:tc></w:tr>\
        <w:tr><w:tc><w:tcPr><w:vMerge w:val=\"restart\"/></w:tcPr><w:p><w:r><w:t>c|d</w:t></w:r></w:p></w:tc><w:tc><w:tbl><w:tr><w:tc><w:p><w:r><w:t>e</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>f</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:tc></w:tr>\
        <w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc><w:tc><w:p><w:r><w:t>^^</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
    assert_eq!(
        body(text, &[]),
        "| a<br>b | << |\n| --- | --- |\n| c\\|d | e – f |\n| ^^ | \\^^ |\n"
    );
    let (_, folder) = read_with("A.1 x.docx", &docx(text, &[]), &[], Limits::default());
    let grids: Vec<(&str, &Vec<Vec<String>>)> = folder
        .sources
        .sheets
        .iter()
        .map(|((_, name), grid)| (&**name, &grid.rows))
        .collect();
    assert_eq!(grids[0].0, "tableau 1");
    assert_eq!(grids[0].1[0], ["a\nb", ""]);
    assert_eq!(grids[1].1[0], ["e", "f"]);
}

#[test]
fn what_is_no_word_file_is_named_for_what_it_is() {
    let whole = docx(&p("x"), &[]);
    let deep = "<w:sdt>".repeat(5000) + &"</w:sdt>".repeat(5000);
    let doctype = docx(
        &p("x"),
        &[("styles.xml", "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>")],
    );
    let mut encrypted = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    let ancient = encrypted.clone();
    encrypted.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    let cases: [(&str, Vec<u8>); 13] = [
        ("word-damaged", Vec::new()),
        ("word-damaged", vec![0; 100]),
        ("word-damaged", whole[..whole.len() / 2].to_vec()),
        ("word-damaged", docx("<w:p>", &[])),
        ("word-foreign", b"%PDF-1.7".to_vec()),
        ("word-foreign", b"Bonjour".to_vec()),
        ("word-foreign", zip_of(&[("content.xml", "<a/>")])),
        ("word-password", encrypted),
        ("word-ancient", ancient),
        ("word-macros", docx("", &[("vbaProject.bin", "x")])),
        ("word-hostile", docx(&deep, &[])),
        ("word-hostile", doctype),
        ("word-damaged", docx(&p("a &nom; b"), &[])),
    ];
    for (variant, bytes) in cases {
        let (file, folder) = read_with("A.1 x.docx", &bytes, &[], Limits::default());
        assert!(file.is_none(), "{variant}");
        let finding = &folder.findings[0];
        assert_eq!((finding.rule, finding.variant), ("file-refused", variant));
    }
}

fn zip_of(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default())
            .expect("a part");
        zip.write_all(text.as_bytes()).expect("written");
    }
    zip.finish().expect("a zip").into_inner()
}

#[test]
fn what_passes_a_limit_is_refused() {
    let long = "mot ".repeat(400_000);
    let cells = format!("<w:tbl>{}</w:tbl>", "<w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"4000000000\"/></w:tcPr><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc></w:tr>".repeat(10));
    let wide = format!("<w:tbl><w:tr>{}</w:tr></w:tbl>", "<w:tc/>".repeat(64));
    let rows = format!("<w:tbl>{}</w:tbl>", "<w:tr><w:tc/></w:tr>".repeat(200_000));
    let alt = format!(
        "<w:p><w:r><w:drawing><wp:docPr descr=\"{long}\"/><a:blip r:embed=\"plan\"/></w:drawing></w:r></w:p>"
    );
    let start = NUMBERING.replace("<w:start w:val=\"4\"/>", "<w:start w:val=\"4294967295\"/>");
    let default = Limits::default();
    for (bytes, limits, limit) in [
        (docx(&p(&long), &[]), default, Some("text-size")),
        (
            docx(&p("x"), &[("media/bomb.bin", &"0".repeat(3 << 20))]),
            default.with(Limit::DossierSize, 2),
            Some("dossier-size"),
        ),
        (
            docx(&p("x").repeat(1000), &[]),
            default.with(Limit::Elements, 1000),
            Some("elements"),
        ),
        (docx(&cells, &[]), default, None),
        (docx(&wide, &[]), default, Some("word-hostile")),
        (docx(&rows, &[]), default, Some("text-size")),
        (docx(&alt, &[]), default, Some("text-size")),
        (
            docx(
                &item(1, 4_000_000_000, "x"),
                &[("numbering.xml", NUMBERING)],
            ),
            default,
            None,
        ),
        (
            docx(
                &(item(2, 0, "x") + &item(2, 0, "y")),
                &[("numbering.xml", &start)],
            ),
            default,
            None,
        ),
    ] {
        let (file, folder) = read_with("A.1 x.docx", &bytes, &[], limits);
        let refused = folder.findings.first().map(|finding| finding.variant);
        assert_eq!((file.is_none(), refused), (limit.is_some(), limit));
    }
}

#[test]
fn a_picture_is_as_wide_as_in_word() {
    let picture =
        |inside: &str| format!("<w:p><w:r><w:t>Voir </w:t></w:r><w:r>{inside}</w:r></w:p>");
    let blip = "<a:blip r:embed=\"plan\"/>";
    let text = [
        picture(&format!(
            "<w:drawing><wp:inline><wp:extent cx=\"360000\" cy=\"9\"/>{blip}</wp:inline></w:drawing>"
        )),
        // Of a group, each picture has its own.
        picture(&format!(
            "<w:drawing><wp:anchor><wp:extent cx=\"7200000\"/><pic:pic><pic:blipFill>{blip}</pic:blipFill><pic:spPr><a:xfrm><a:ext cx=\"1098000\"/></a:xfrm></pic:spPr></pic:pic></wp:anchor></w:drawing>"
        )),
        picture(
            "<w:pict><v:shape style=\"width:72pt;height:9pt\"><v:imagedata r:id=\"plan\"/></v:shape></w:pict>",
        ),
        picture(&format!("<w:drawing>{blip}</w:drawing>")),
        p("{width=3mm} [1] tapé"),
    ];
    let named = "Voir ![](images/A.1-Essai-1.png)";
    assert_eq!(
        body(&text.concat(), &[("media/plan.png", "PNG")]),
        format!(
            "{named}{{width=10mm}}\n\n{named}{{width=30.5mm}}\n\n{named}{{width=25.4mm}}\n\n{named}\n\n{{width=3mm}} [1] tapé\n"
        )
    );
}

#[test]
fn what_is_typed_is_no_mark_of_ours() {
    let bullet = NUMBERING.replace(
        "<w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"%1.\"/>",
        "<w:numFmt w:val=\"bullet\"/><w:lvlText w:val=\"•\"/>",
    );
    let typed = body(&item(1, 0, "[A.1] texte"), &[("numbering.xml", &bullet)]);
    assert_eq!(typed, "- \\[A.1] texte\n");
    let text = "<w:p><w:r><w:drawing><a:blip r:embed=\"plan\"/></w:drawing></w:r><w:r><w:t>{width=3mm}</w:t></w:r></w:p>";
    let typed = body(text, &[("media/plan.png", "PNG")]);
    assert_eq!(typed, "![](images/A.1-Essai-1.png)\\{width\\=3mm\\}\n");
}

#[test]
fn what_is_to_be_filled_in_is_a_blank() {
    let control = |inside: &str| {
        format!(
            "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>"
        )
    };
    let text = control(&(p("Cliquez ici pour") + &p("entrer du texte.")))
        + &format!("<w:p><w:r><w:t>Lieu : </w:t></w:r>{}</w:p>", control("<w:r><w:t>Choisissez.</w:t></w:r>"))
        + &p("Fin.").replace("<w:p>", "<w:p><w:sdt><w:sdtPr><w:showingPlcHdr w:val=\"0\"/></w:sdtPr><w:sdtContent><w:r><w:t>Rempli. </w:t></w:r></w:sdtContent></w:sdt>");
    assert_eq!(body(&text, &[]), "……\n\nLieu : ……\n\nRempli. Fin.\n");
}

/// A row, each cell with these properties.
fn row(cells: &[(&str, &str)]) -> String {
    let cells = cells
        .iter()
        .map(|(properties, text)| format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", p(text)));
    format!("<w:tr>{}</w:tr>", cells.collect::<String>())
}

#[test]
fn only_rows_that_look_so_are_heads() {
    const FIRST: &str = "<w:vMerge w:val=\"restart\"/>";
    const NEXT: &str = "<w:vMerge/>";
    let body = |rows: &[String]| body(&format!("<w:tbl>{}</w:tbl>", rows.concat()), &[]);
    let merged = [
        row(&[(FIRST, "Lot 1"), ("", "a")]),
        row(&[(NEXT, ""), ("", "b")]),
        row(&[(NEXT, ""), ("", "c")]),
    ];
    assert_eq!(
        body(&merged),
        "|  |  |\n| --- | --- |\n| Lot 1 | a |\n| ^^ | b |\n| ^^ | c |\n"
    );
    let head = merged[0].replace("<w:tr>", "<w:tr><w:trPr><w:tblHeader/></w:trPr>");
    assert!(body(&[head, merged[1].clone()]).starts_with("|  |  |"));
    let shade = "<w:shd w:val=\"clear\" w:fill=\"D9E2F3\"/>";
    let shaded = [
        row(&[(&format!("{FIRST}{shade}"), "Lot"), (shade, "a")]),
        row(&[(&format!("{NEXT}{shade}"), ""), (shade, "b")]),
        row(&[("", "1"), ("", "2")]),
    ];
    assert_eq!(
        body(&shaded),
        "| Lot | a |\n| --- | --- |\n| ^^ | b |\n| 1 | 2 |\n"
    );
    let grouped = [
        row(&[(FIRST, "Lot"), ("<w:gridSpan w:val=\"2\"/>", "2027")]),
        row(&[(NEXT, ""), ("", "a"), ("", "b")]),
    ];
    assert_eq!(
        body(&grouped),
        "| Lot | 2027 | << |\n| --- | --- | --- |\n| ^^ | a | b |\n"
    );
}

#[test]
fn changes_of_tables_rows_and_pages_are_told() {
    const BY: &str = "w:author=\"a\"";
    let text = [
        format!(
            "<w:tbl><w:tblPr><w:tblPrChange {BY}/></w:tblPr>{}</w:tbl>",
            row(&[("", "un"), ("", "deux")])
        ),
        format!(
            "<w:tbl>{}</w:tbl>",
            row(&[
                (&format!("<w:cellIns {BY}/>"), "trois"),
                (&format!("<w:cellDel {BY}/>"), "quatre")
            ])
        ),
        format!(
            "<w:p><w:pPr><w:rPr><w:moveFrom {BY}/></w:rPr></w:pPr><w:moveFrom {BY}><w:r><w:t>Cinq.</w:t></w:r></w:moveFrom></w:p>"
        ),
        p("Six."),
        format!(
            "<w:p><w:pPr><w:rPr><w:moveTo {BY}/></w:rPr></w:pPr><w:moveTo {BY}><w:r><w:t>Cinq.</w:t></w:r></w:moveTo></w:p>"
        ),
        format!("<w:sectPr><w:sectPrChange {BY}/></w:sectPr>"),
    ];
    let file = read("A.1 Essai.docx", &docx(&text.concat(), &[]));
    ends(
        &file,
        "| un | deux |\n| --- | --- |\n\ntrois\n\nSix.\n\nCinq.\n",
    );
    let reported = reports(&file.remarks);
    let reported = reported
        .iter()
        .filter_map(|remark| Some(remark.split_once("text-tracked ")?.1));
    assert_eq!(
        reported.collect::<Vec<_>>(),
        [
            "format: un deux",
            "inserted: trois",
            "deleted: quatre",
            "moved: Cinq.",
            "format: …"
        ]
    );
}

#[test]
fn a_file_is_one_fiche() {
    let form = |code: &str| {
        table(&[
            &["Code", code],
            &["Intitulé", "Essai"],
            &["Constat", "Texte"],
        ])
    };
    let title = |text: &str| styled("Heading1", text) + &p("Texte.");
    let bold = |text: &str| {
        format!(
            "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{text}</w:t></w:r></w:p>{}",
            table(&[&["Constat", "Texte"]])
        )
    };
    for (text, codes) in [
        (form("A.1") + &form("A.2"), Some("A.1, A.2")),
        (
            title("Fiche A.1 : un") + &title("Fiche-action A.2 : deux"),
            Some("A.1, A.2"),
        ),
        (
            bold("Fiche action A.1 – Un") + &bold("Fiche action A.2 – Deux"),
            Some("A.1, A.2"),
        ),
        (form("A.1") + &form("A-1"), None),
        (title("Fiche A.1 : un") + &title("Action 2 : deux"), None),
        (
            title("Fiche A.1 : un") + &styled("Heading2", "Fiche A.2, liée") + &p("Texte."),
            None,
        ),
        (form("A.1") + &p("Voir la fiche A.2."), None),
    ] {
        let (file, folder) = read_with("A.1 Essai.docx", &docx(&text, &[]), &[], Limits::default());
        assert_eq!(file.is_none(), codes.is_some(), "{text}");
        let reported = folder.findings.first().map(|finding| finding.variant);
        assert_eq!(reported, codes.map(|_| "word-several"));
    }
}

#[test]
fn what_a_file_says_of_its_code_is_held_together() {
    let file =
        |name: &str, rows: &[&[&str]]| reports(&read(name, &docx(&table(rows), &[])).remarks);
    let rows: [&[&str]; 3] = [
        &["Code (provisoire)", "A.1 Halle"],
        &["Intitulé", "Essai"],
        &["Constat", "Texte"],
    ];
    let reported = file("Fiche A.2 Essai.docx", &rows).join("\n");
    let place = "fiches/Fiche A.2 Essai.docx · code";
    assert_eq!(
        reported,
        format!(
            "{place} text-left-out aside: (provisoire)\n{place} text-left-out aside: Halle\n{place} file-name : A.2"
        )
    );
    let rows: [&[&str]; 3] = [
        &["Code", "A.1"],
        &["Intitulé", "Essai"],
        &["Constat", "Texte"],
    ];
    for name in [
        "Fiche A.1.docx",
        "2027-01-15 Fiche A-1 v2.docx",
        "Fiche 1.docx",
        "Essai.docx",
    ] {
        assert_eq!(file(name, &rows), Vec::<String>::new(), "{name}");
    }
    let empty = read("Fiche A.1 Essai.docx", &docx("<w:p/>", &[]));
    assert_eq!(
        reports(&empty.remarks),
        ["fiches/Fiche A.1 Essai.docx text-blank empty: "]
    );
}

/// A construct: its XML, made of words that stand nowhere else.
#[derive(Clone, Debug)]
enum Construct {
    Paragraph(Vec<Run>),
    Heading(usize, Vec<Run>),
    Item(u32, u32, Vec<Run>),
    Table(Vec<Vec<Vec<Self>>>),
}

#[derive(Clone, Debug)]
struct Run {
    kind: usize,
    words: usize,
    sign: String,
    looks: usize,
}

/// The XML of a file, and the words of its text.
#[derive(Default)]
struct Made {
    next: usize,
    words: Vec<String>,
    notes: String,
    note_words: Vec<String>,
}

impl Made {
    fn words(&mut self, run: &Run) -> String {
        let words = (0..run.words).map(|_| {
            self.next += 1;
            format!("m{}z", self.next)
        });
        let words: Vec<String> = words.collect();
        self.words.extend(words.iter().cloned());
        words.join(" ")
    }

    fn run(&mut self, run: &Run) -> String {
        const LOOKS: [&str; 7] = [
            "",
            "<w:b/>",
            "<w:i/>",
            "<w:u w:val=\"single\"/>",
            "<w:strike/>",
            "<w:vertAlign w:val=\"superscript\"/>",
            "<w:b/><w:i/>",
        ];
        let before = self.words.len();
        let words = self.words(run);
        let sign = run.sign.replace('&', "&amp;").replace('<', "&lt;");
        let text = format!("<w:t xml:space=\"preserve\">{sign}{words} {sign}</w:t>");
        let plain = format!("<w:r><w:rPr>{}</w:rPr>{text}</w:r>", LOOKS[run.looks]);
        match run.kind {
            0..=5 => plain,
            6 => format!("<w:hyperlink r:id=\"link\">{plain}</w:hyperlink>"),
            7 => format!("<w:ins w:author=\"a\">{plain}</w:ins>"),
            8 => {
                self.words.truncate(before);
                format!("<w:del w:author=\"a\"><w:r><w:delText>{words}</w:delText></w:r></w:del>")
            }
            9 => format!(
                "<w:sdt><w:sdtContent><w:smartTag>{plain}</w:smartTag></w:sdtContent></w:sdt>"
            ),
            10 => format!("{plain}<w:r><w:br/></w:r>"),
            11 => format!("<w:fldSimple w:instr=\"PAGE\">{plain}</w:fldSimple>"),
            12 => {
                let words = self.words.split_off(before);
                self.note_words.extend(words);
                let id = self.note_words.len() + 1000;
                let note = format!("<w:footnote w:id=\"{id}\"><w:p>{plain}</w:p></w:footnote>");
                self.notes += &note;
                format!("<w:r><w:footnoteReference w:id=\"{id}\"/></w:r>")
            }
            _ => format!("<w:r><w:rPr><w:vanish/></w:rPr>{text}</w:r>"),
        }
    }

    fn runs(&mut self, runs: &[Run]) -> String {
        runs.iter().map(|run| self.run(run)).collect()
    }

    fn xml(&mut self, constructs: &[Construct]) -> String {
        let mut text = String::new();
        for construct in constructs {
            let xml = match construct {
                Construct::Paragraph(runs) => format!("<w:p>{}</w:p>", self.runs(runs)),
                Construct::Heading(level, runs) => {
                    format!(
                        "<w:p><w:pPr><w:pStyle w:val=\"Heading{level}\"/></w:pPr>{}</w:p>",
                        self.runs(runs)
                    )
                }
                Construct::Item(list, level, runs) => format!(
                    "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr></w:pPr>{}</w:p>",
                    self.runs(runs)
                ),
                Construct::Table(rows) => {
                    let mut table = String::new();
                    for row in rows {
                        table += "<w:tr>";
                        for cell in row {
                            table.extend(["<w:tc>", &self.xml(cell), "</w:tc>"]);
                        }
                        table += "</w:tr>";
                    }
                    format!("<w:tbl>{table}</w:tbl>")
                }
            };
            text += &xml;
        }
        text
    }
}

fn constructs() -> impl Strategy<Value = Vec<Construct>> {
    let sign = prop_oneof![3 => Just(String::new()), 1 => "[#*_`|<>&:^~=+.)(\\[\\]! -]{1,3}", 1 => Just("1. ".to_owned())];
    let run = (0..14_usize, 1..4_usize, sign, 0..7_usize);
    let run = run.prop_map(|(kind, words, sign, looks)| Run {
        kind,
        words,
        sign,
        looks,
    });
    let runs = prop::collection::vec(run, 1..4);
    let leaf = prop_oneof![
        3 => runs.clone().prop_map(Construct::Paragraph),
        1 => (1..4_usize, runs.clone()).prop_map(|(level, runs)| Construct::Heading(level, runs)),
        2 => (1..4_u32, 0..3_u32, runs).prop_map(|(list, level, runs)| Construct::Item(list, level, runs)),
    ];
    let cell = prop::collection::vec(leaf.clone(), 0..3);
    let rows = prop::collection::vec(prop::collection::vec(cell, 1..4), 1..4);
    let block = prop_oneof![4 => leaf, 1 => rows.prop_map(Construct::Table)];
    prop::collection::vec(block, 1..8)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn no_word_is_lost_in_silence(constructs in constructs()) {
        let mut made = Made::default();
        let text = made.xml(&constructs);
        let notes = format!("<w:footnotes>{}</w:footnotes>", made.notes);
        let bytes = docx(&text, &[("numbering.xml", NUMBERING), ("footnotes.xml", &notes)]);
        let file = read("Z 9.9 Titre.docx", &bytes);
        let (_, markdown) = file.text.text.split_once("+++\n").and_then(|(_, rest)| rest.split_once("+++\n")).expect("a head");
        let printed: String = events(markdown).map(|(event, _)| match event {
            Event::Text(text) => text.into_string(),
            Event::Html(html) => format!("<html {html}>"),
            Event::Start(Tag::List(_) | Tag::Item | Tag::Paragraph)
            | Event::End(_)
            | Event::HardBreak
            | Event::SoftBreak
            | Event::InlineHtml(_) => " ".to_owned(),
            _ => String::new(),
        }).collect();
        prop_assert!(!printed.contains("<html"), "{}", markdown);
        let is_word = |word: &&str| word.starts_with('m') && word.ends_with('z');
        let printed: Vec<&str> = printed.split(|c: char| !c.is_ascii_alphanumeric()).filter(is_word).collect();
        let reported = reports(&file.remarks).join(" ");
        let head = file.text.text.split("+++\n").nth(1).expect("a head");
        let mut rest = printed.iter();
        for word in &made.words {
            let is_reported = || format!("{reported} {head}").split(|c: char| !c.is_ascii_alphanumeric()).any(|other| other == word);
            let in_order = rest.clone().any(|other| other == word);
            if in_order {
                rest.any(|other| other == word);
            } else {
                prop_assert!(is_reported(), "{word} is lost or out of order:\n{markdown}");
            }
        }
        for word in &made.note_words {
            prop_assert!(printed.contains(&&**word) || reported.contains(&**word), "{word} is lost:\n{markdown}");
        }
    }
}
