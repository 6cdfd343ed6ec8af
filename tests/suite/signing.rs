//! The file to sign, the agreement with its annexes or these alone: signature fields, attached workbook and data.

use std::{collections::BTreeMap, sync::LazyLock};

use lopdf::{Dictionary, Document, Object};

use crate::dossier_test::DossierTest;

const STAGE: &str = "2018-11-30";

/// The example as a version to be signed, built.
static FINAL: LazyLock<BTreeMap<String, Vec<u8>>> =
    LazyLock::new(|| DossierTest::built_final().published());

/// The document to sign: the agreement where it has articles, else its annexes.
fn to_sign(published: &BTreeMap<String, Vec<u8>>) -> Document {
    let names = ["convention", "annexes"].map(|name| format!("{STAGE}/{name}.pdf"));
    let bytes = names.iter().find_map(|name| published.get(name));
    Document::load_mem(bytes.expect("a file to sign")).expect("a PDF")
}

fn follow<'a>(pdf: &'a Document, object: &'a Object) -> &'a Dictionary {
    pdf.dereference(object)
        .expect("an object")
        .1
        .as_dict()
        .expect("a dictionary")
}

/// The object at a path of keys, with references followed.
fn at<'a>(pdf: &'a Document, dict: &'a Dictionary, path: &str) -> Option<&'a Object> {
    let (key, rest) = path.split_once('/').unwrap_or((path, ""));
    let (_, object) = pdf.dereference(dict.get(key.as_bytes()).ok()?).ok()?;
    if rest.is_empty() {
        Some(object)
    } else {
        at(pdf, object.as_dict().ok()?, rest)
    }
}

fn text(pdf: &Document, dict: &Dictionary, path: &str) -> String {
    let object = at(pdf, dict, path).expect(path);
    match object.as_name() {
        Ok(name) => String::from_utf8(name.to_vec()).expect("UTF-8"),
        Err(_) => lopdf::decode_text_string(object).expect("a text"),
    }
}

fn listed<'a>(pdf: &'a Document, path: &str) -> Vec<&'a Dictionary> {
    let items = at(pdf, pdf.catalog().expect("a catalog"), path)
        .map(|items| items.as_array().expect("a list"));
    items
        .into_iter()
        .flatten()
        .map(|item| follow(pdf, item))
        .collect()
}

#[test]
fn a_final_build_has_a_field_a_signatory() {
    let pdf = to_sign(&FINAL);
    let fields: Vec<(String, String)> = listed(&pdf, "AcroForm/Fields")
        .iter()
        .map(|field| (text(&pdf, field, "T"), text(&pdf, field, "TU")))
        .collect();
    let expected = [
        (
            "signature-1-metropole",
            "Signature\u{a0}: François REBSAMEN, Président – Dijon Métropole",
        ),
        (
            "signature-2-cci",
            "Signature\u{a0}: Xavier MIREPOIX, Président – Chambre de Commerce et d’Industrie de Côte-d’Or",
        ),
    ];
    assert_eq!(
        fields,
        expected.map(|(name, tooltip)| (name.to_owned(), tooltip.to_owned()))
    );
}

/// A length on a page, in hundredths of a point.
#[expect(
    clippy::float_arithmetic,
    clippy::cast_possible_truncation,
    reason = "rounded to be compared"
)]
fn hundredths(length: &Object) -> i64 {
    (length.as_float().expect("a number") * 100.0).round() as i64
}

/// The corners of every line that a page draws from an upper left corner: left, bottom, right, top.
fn outlines(pdf: &Document, page: (u32, u16)) -> Vec<[i64; 4]> {
    let content = pdf.get_and_decode_page_content(page).expect("content");
    let (mut corner, mut points, mut outlines) = ([0, 0], Vec::new(), Vec::new());
    for operation in &content.operations {
        let numbers = || {
            operation
                .operands
                .iter()
                .map(hundredths)
                .collect::<Vec<i64>>()
        };
        match operation.operator.as_str() {
            "cm" => corner = [numbers()[4], numbers()[5]],
            "m" => points = vec![[numbers()[0], numbers()[1]]],
            "l" | "c" => points.extend(numbers().chunks(2).map(|point| [point[0], point[1]])),
            "S" => {
                let [xs, ys] = [0, 1].map(|axis| {
                    points
                        .iter()
                        .map(move |point| point[axis])
                        .collect::<Vec<i64>>()
                });
                let (right, low) = (
                    xs.iter().max().expect("a path"),
                    ys.iter().max().expect("a path"),
                );
                outlines.push([corner[0], corner[1] - low, corner[0] + right, corner[1]]);
            }
            _ => {}
        }
    }
    outlines
}

#[test]
fn each_field_covers_its_block() {
    let pdf = to_sign(&FINAL);
    let last_page = *pdf.get_pages().last_key_value().expect("pages").1;
    let outlines = outlines(&pdf, last_page);
    let fields = listed(&pdf, "AcroForm/Fields");
    assert_eq!(fields.len(), 2);
    for field in fields {
        assert_eq!(
            field.get(b"P").and_then(Object::as_reference).ok(),
            Some(last_page)
        );
        let rect = at(&pdf, field, "Rect")
            .expect("a place")
            .as_array()
            .expect("four sides");
        let rect: Vec<i64> = rect.iter().map(hundredths).collect();
        let covers = |outline: &&[i64; 4]| {
            outline
                .iter()
                .zip(&rect)
                .all(|(drawn, field)| (drawn - field).abs() <= 1)
        };
        assert_eq!(
            outlines.iter().filter(covers).count(),
            1,
            "{rect:?} among {outlines:?}"
        );
    }
}

/// The files that the final build of a small dossier publishes, with these keys added to its `convention.toml`.
fn final_with(keys: &str) -> BTreeMap<String, Vec<u8>> {
    let test = DossierTest::small_final();
    let test = test.replace(
        "convention.toml",
        "statut = ",
        &format!("{keys}\nstatut = "),
    );
    test.run("build --final -q").code(0);
    test.published()
}

fn has_fields(catalog: &Dictionary) -> bool {
    catalog.has(b"AcroForm")
}

#[test]
fn only_what_is_signed_electronically_has_fields() {
    assert!(
        to_sign(&final_with("signature = \"electronique\""))
            .catalog()
            .is_ok_and(has_fields)
    );
    assert!(
        !to_sign(&final_with("signature = \"manuscrite\""))
            .catalog()
            .is_ok_and(has_fields)
    );
    // A draft, and the documents beside the agreement.
    let draft = DossierTest::built().published();
    let beside = FINAL
        .iter()
        .filter(|(name, _)| !name.ends_with("convention.pdf"));
    let pdfs: Vec<_> = draft
        .iter()
        .chain(beside)
        .filter(|(_, bytes)| bytes.starts_with(b"%PDF"))
        .collect();
    assert_eq!(pdfs.len(), 25 + 24);
    for (name, bytes) in pdfs {
        let pdf = Document::load_mem(bytes).expect("a PDF");
        assert!(!pdf.catalog().is_ok_and(has_fields), "{name}");
    }
}

#[test]
fn workbook_and_data_are_attached_as_published() {
    let draft = DossierTest::built().published();
    for published in [&draft, &FINAL] {
        let (name, bytes) = published
            .iter()
            .find(|(name, _)| name.ends_with("/convention.pdf"))
            .expect("the agreement");
        let stage = name.trim_end_matches("/convention.pdf");
        let pdf = Document::load_mem(bytes).expect("a PDF");
        let mut said = Vec::new();
        for file in listed(&pdf, "AF") {
            let stream = at(&pdf, file, "EF/F")
                .expect("a file")
                .as_stream()
                .expect("a stream");
            let name = text(&pdf, file, "UF");
            let is_picture = name.starts_with("images/");
            let folder = if is_picture { "source/" } else { "" };
            assert!(
                stream.get_plain_content().expect("bytes")
                    == published[&format!("{stage}/{folder}{name}")],
                "{name}"
            );
            assert_eq!(
                text(&pdf, &stream.dict, "Params/ModDate"),
                format!("D:{}000000Z", stage.replace('-', ""))
            );
            let (kind, relation) = (
                text(&pdf, &stream.dict, "Subtype"),
                text(&pdf, file, "AFRelationship"),
            );
            if is_picture {
                assert_eq!([kind, relation], ["image/svg+xml", "Source"]);
                continue;
            }
            said.push(format!(
                "{name} · {kind} · {relation} · {}",
                text(&pdf, file, "Desc")
            ));
        }
        insta::allow_duplicates! {
            insta::assert_snapshot!(said.join("\n"));
        }
        // PDF readers list the files of the name tree.
        let names = at(
            &pdf,
            pdf.catalog().expect("a catalog"),
            "Names/EmbeddedFiles/Names",
        );
        let names = names.expect("names").as_array().expect("a list");
        assert_eq!(names.len(), 2 * listed(&pdf, "AF").len());
    }
}

#[test]
fn an_archive_may_refuse_attachments() {
    let published = final_with("archive = \"pdfa-2a\"");
    let pdf = to_sign(&published);
    let catalog = pdf.catalog().expect("a catalog");
    assert!(!catalog.has(b"AF") && at(&pdf, catalog, "Names/EmbeddedFiles").is_none());
    let metadata = at(&pdf, catalog, "Metadata")
        .expect("metadata")
        .as_stream()
        .expect("a stream");
    let metadata = String::from_utf8(metadata.get_plain_content().expect("bytes")).expect("UTF-8");
    assert!(
        metadata.contains("<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A<"),
        "{metadata}"
    );
    assert_eq!(listed(&pdf, "AcroForm/Fields").len(), 2);
    // They are published beside it nevertheless.
    for name in ["budget-corrige.xlsx", "donnees.json"] {
        assert!(published.contains_key(&format!("{STAGE}/{name}")));
    }
    assert!(
        !String::from_utf8_lossy(&published[&format!("{STAGE}/source/annexes.typ")])
            .contains("pdf.attach")
    );
}

#[test]
fn the_same_dossier_gives_the_same_file_to_sign() {
    let test = DossierTest::small_final();
    let files = ["output", "ailleurs"].map(|output| {
        test.run(&format!("build --final -q --output {output}"))
            .code(0);
        std::fs::read(test.path(output).join(STAGE).join("annexes.pdf")).expect("annexes")
    });
    assert!(files[0] == files[1]);
}

#[test]
fn a_template_reaches_no_other_file() {
    for path in [
        "/convention.toml",
        "/annexes.pdf",
        "/../donnees.json",
        "/fiches/EA-1.1.md",
    ] {
        let template = format!("#let texte = read(\"{path}\")");
        let test = DossierTest::seed().file("templates/fiche-mentions.typ", &template);
        let run = test.run("build --only EA1.1").code(2);
        assert!(
            run.stderr().contains("la mise en page de "),
            "{}",
            run.shown()
        );
        assert!(!test.path("output").exists());
    }
}

#[test]
fn a_signature_page_of_the_dossier_must_say_where_to_sign() {
    let test =
        DossierTest::seed_final().file("templates/signatures.typ", "= Signatures\n\nSignez ici.\n");
    let run = test.run("build --final").code(2);
    insta::assert_snapshot!(run.shown());
    assert!(!test.path("output").exists());
    // A draft is not to be signed.
    let draft = DossierTest::small().file("templates/signatures.typ", "= Signatures\n");
    draft.run("build -q").code(0);
}

/// The structure of a document, one line per element.
fn outline(pdf: &Document, element: &Dictionary, depth: usize, lines: &mut Vec<String>) {
    let role = text(pdf, element, "S");
    let attributes = at(pdf, element, "A")
        .and_then(|list| list.as_array().ok())
        .into_iter()
        .flatten();
    let scope = attributes
        .map(|attribute| follow(pdf, attribute))
        .find_map(|attribute| attribute.get(b"Scope").ok());
    let scope = scope.map(|scope| {
        format!(
            " {}",
            String::from_utf8_lossy(scope.as_name().expect("a scope"))
        )
    });
    let title = element
        .has(b"T")
        .then(|| format!(" {}", text(pdf, element, "T")));
    lines.push(format!(
        "{}{role}{}{}",
        "  ".repeat(depth),
        scope.unwrap_or_default(),
        title.unwrap_or_default()
    ));
    let children = match at(pdf, element, "K") {
        Some(Object::Array(children)) => children.as_slice(),
        Some(_) => std::slice::from_ref(element.get(b"K").expect("children")),
        None => &[],
    };
    let children = children
        .iter()
        .filter_map(|child| pdf.dereference(child).ok()?.1.as_dict().ok());
    children
        .filter(|child| child.has(b"S"))
        .for_each(|child| outline(pdf, child, depth + 1, lines));
}

#[test]
fn a_fiche_reads_in_order() {
    let test = DossierTest::seed();
    test.run("build -q --only \"EC 1.3\"").code(0);
    let pdf = Document::load_mem(&test.published()["2018-11-02+partiel/fiches/EC-1.3.pdf"])
        .expect("a PDF");
    let mut lines = Vec::new();
    listed(&pdf, "StructTreeRoot/K")
        .iter()
        .for_each(|element| outline(&pdf, element, 0, &mut lines));
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn every_cell_names_its_headers() {
    let pdf = to_sign(&FINAL);
    let (mut headers, mut cells) = (0, 0);
    let elements = pdf
        .objects
        .values()
        .filter_map(|object| object.as_dict().ok());
    for element in elements.filter(|dict| dict.has_type(b"StructElem")) {
        let attributes = at(&pdf, element, "A")
            .and_then(|list| list.as_array().ok())
            .into_iter()
            .flatten();
        let attributes: Vec<&Dictionary> = attributes.map(|entry| follow(&pdf, entry)).collect();
        let attribute = |key: &str| attributes.iter().find_map(|entry| at(&pdf, entry, key));
        match element.get(b"S").and_then(Object::as_name).expect("a role") {
            b"TH" => {
                assert!(
                    attribute("Scope")
                        .is_some_and(|scope| matches!(scope.as_name(), Ok(b"Row" | b"Column")))
                );
                headers += 1;
            }
            b"TD" => {
                assert!(
                    attribute("Headers")
                        .is_some_and(|named| named.as_array().is_ok_and(|named| !named.is_empty()))
                );
                cells += 1;
            }
            _ => {}
        }
    }
    // At least two tables, and a row of the recap per fiche.
    assert!(
        headers > 22 * 10 && cells > 22 * 20,
        "{headers} headers, {cells} cells"
    );
}

/// The bookmarks that follow each other, each with the first one within it.
fn entries<'a>(
    pdf: &'a Document,
    mut next: Option<&'a Object>,
) -> Vec<(String, Option<&'a Object>)> {
    let mut entries = Vec::new();
    while let Some(entry) = next {
        let entry = entry.as_dict().expect("an entry");
        entries.push((text(pdf, entry, "Title"), at(pdf, entry, "First")));
        next = at(pdf, entry, "Next");
    }
    entries
}

#[test]
fn every_fiche_has_its_bookmark() {
    let pdf = to_sign(&FINAL);
    let first = at(&pdf, pdf.catalog().expect("a catalog"), "Outlines/First");
    let chapters = entries(&pdf, first);
    let names: Vec<&str> = chapters.iter().map(|(title, _)| &**title).collect();
    assert_eq!(
        names,
        [
            "Sommaire",
            "Convention-cadre triennale fixant des objectifs et des moyens en soutien au développement économique du territoire\u{a0}– période 2018-2020",
            "Synthèse",
            "EA – Attractivité",
            "EP – Proximité",
            "EC – Compétences",
            "Annexe 2 – Récapitulatif financier",
            "Signatures"
        ]
    );
    let within = chapters
        .into_iter()
        .flat_map(|(_, first)| entries(&pdf, first));
    let fiches = within.filter(|(title, _)| title.starts_with("Annexe 1 – E"));
    assert_eq!(fiches.count(), 22);
    assert_eq!(
        text(&pdf, pdf.catalog().expect("a catalog"), "Lang"),
        "fr-FR"
    );
}
