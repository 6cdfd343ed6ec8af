use lopdf::{Dictionary, Object};
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;
use crate::render::tests::{damaged, exported, overwritten};

/// Two pages, a link on the first.
const SOURCE: &str = "#set document(title: \"Essai\")
#set text(font: \"Noto Sans\", lang: \"fr\")
= Titre
#link(\"https://example.org\")[Lien]
#pagebreak()
Fin.";

fn fields() -> [Mark; 2] {
    let field = |party: &str, page| Mark {
        party: party.to_owned(),
        text: format!("Signature : {party}, Côte-d’Or"),
        page,
        rect: [7200, 10050, 27200, 20025].map(|side| Decimal::new(side, 2)),
    };
    [field("une", 0), field("a.autre", 1)]
}

fn with_fields(pdf: &[u8]) -> Result<Vec<u8>, Unexpected> {
    add(pdf, &fields().each_ref())
}

/// The file as an independent PDF reader sees it.
struct Reader(lopdf::Document);

impl Reader {
    fn of(pdf: &[u8]) -> Self {
        Self(lopdf::Document::load_mem(pdf).expect("a PDF"))
    }

    fn at<'a>(&'a self, dict: &'a Dictionary, key: &str) -> &'a Object {
        let value = dict
            .get(key.as_bytes())
            .unwrap_or_else(|_| panic!("no {key} in {dict:?}"));
        self.0.dereference(value).expect("an object").1
    }

    fn dict<'a>(&'a self, dict: &'a Dictionary, key: &str) -> &'a Dictionary {
        self.at(dict, key).as_dict().expect("a dictionary")
    }

    fn list<'a>(&'a self, dict: &'a Dictionary, key: &str) -> &'a [Object] {
        self.at(dict, key).as_array().expect("a list")
    }

    fn follow<'a>(&'a self, object: &'a Object) -> &'a Dictionary {
        self.0
            .dereference(object)
            .expect("an object")
            .1
            .as_dict()
            .expect("a dictionary")
    }
}

fn keys(dict: &Dictionary) -> Vec<&str> {
    dict.iter()
        .map(|(key, _)| std::str::from_utf8(key).expect("a name"))
        .collect()
}

#[test]
fn another_reader_finds_the_fields() {
    let pdf = with_fields(&exported(SOURCE)).expect("fields");
    let reader = Reader::of(&pdf);
    let catalog = reader.0.catalog().expect("a catalog");
    let form = reader.dict(catalog, "AcroForm");
    assert_eq!(keys(form), ["Fields", "SigFlags"]);
    assert_eq!(reader.at(form, "SigFlags").as_i64().ok(), Some(1));
    let listed = reader.list(form, "Fields");
    assert_eq!(listed.len(), 2);
    let pages: Vec<_> = reader.0.get_pages().into_values().collect();
    for (index, (listed, expected)) in listed.iter().zip(fields()).enumerate() {
        let widget = reader.follow(listed);
        let name = |key| reader.at(widget, key).as_name().expect("a name");
        assert_eq!(
            [name("FT"), name("Subtype"), name("Type")],
            [&b"Sig"[..], b"Widget", b"Annot"]
        );
        assert!(
            ["Kids", "Parent", "V"]
                .iter()
                .all(|key| !widget.has(key.as_bytes()))
        );
        assert_eq!(
            reader.at(widget, "T").as_str().ok(),
            Some(["signature-1-une", "signature-2-a-autre"][index].as_bytes())
        );
        let tooltip = lopdf::decode_text_string(reader.at(widget, "TU")).expect("a text");
        assert_eq!(tooltip, expected.text);
        // Print and Locked; neither Hidden nor NoView.
        assert_eq!(reader.at(widget, "F").as_i64().ok(), Some(4 + 128));
        let rect: Vec<_> = reader
            .list(widget, "Rect")
            .iter()
            .map(|side| side.as_float().expect("a side"))
            .collect();
        assert_eq!(rect, [72.0, 100.5, 272.0, 200.25]);
        let looks = reader.dict(widget, "AP");
        assert_eq!(keys(looks), ["N"]);
        assert!(
            looks
                .get(b"N")
                .is_ok_and(|normal| normal.as_reference().is_ok()),
            "indirect"
        );
        assert!(reader.at(looks, "N").as_stream().is_ok());

        // The page lists the widget after its former annotations.
        let id = widget
            .get(b"P")
            .and_then(Object::as_reference)
            .expect("a page");
        assert_eq!(id, pages[index]);
        let page = reader.0.get_dictionary(id).expect("a page");
        assert_eq!(reader.at(page, "Tabs").as_name().ok(), Some(&b"S"[..]));
        let notes = reader.list(page, "Annots");
        assert_eq!(notes.len(), if index == 0 { 2 } else { 1 });
        assert_eq!(notes.last(), Some(listed));
    }
}

#[test]
fn another_reader_finds_the_fields_in_the_structure() {
    let before = exported(SOURCE);
    let pdf = with_fields(&before).expect("fields");
    let (before, reader) = (Reader::of(&before), Reader::of(&pdf));
    let tree = |reader: &Reader| {
        reader
            .dict(reader.0.catalog().expect("a catalog"), "StructTreeRoot")
            .clone()
    };
    let (former, tree) = (tree(&before), tree(&reader));
    let document = reader.follow(&reader.list(&tree, "K")[0]);
    let children = reader.list(document, "K");
    let form = reader.dict(reader.0.catalog().expect("a catalog"), "AcroForm");
    let pairs = reader.list(reader.dict(&tree, "ParentTree"), "Nums");
    let former_count = before
        .list(before.dict(&former, "ParentTree"), "Nums")
        .len();
    assert_eq!(
        pairs.len(),
        former_count + 4,
        "both fields, after what was there"
    );
    assert_eq!(
        reader.at(&tree, "ParentTreeNextKey").as_i64().ok(),
        Some(3 + 2),
        "two pages and a link"
    );
    for (rank, widget) in reader.list(form, "Fields").iter().enumerate() {
        let child = &children[children.len() - 2 + rank];
        let element = reader.follow(child);
        assert_eq!(reader.at(element, "S").as_name().ok(), Some(&b"Form"[..]));
        assert_eq!(
            reader.follow(element.get(b"P").expect("a parent")),
            document
        );
        let object = reader.dict(element, "K");
        assert_eq!(reader.at(object, "Type").as_name().ok(), Some(&b"OBJR"[..]));
        assert_eq!(object.get(b"Obj").ok(), Some(widget));
        let key = reader
            .at(reader.follow(widget), "StructParent")
            .as_i64()
            .expect("a key");
        assert_eq!(
            [
                &pairs[former_count + 2 * rank],
                &pairs[former_count + 2 * rank + 1]
            ],
            [&Object::Integer(key), child]
        );
    }
}

#[test]
fn what_was_exported_stays_as_it_is() {
    let before = exported(SOURCE);
    let after = with_fields(&before).expect("fields");
    assert!(after.starts_with(&before));
    let (before, after) = (Reader::of(&before), Reader::of(&after));
    let same: Vec<bool> = before
        .0
        .objects
        .iter()
        .map(|(id, object)| after.0.objects.get(id) == Some(object))
        .collect();
    // The catalog, both pages, the structure's root and its Document.
    assert_eq!(same.iter().filter(|same| !**same).count(), 5);
    let ids = |reader: &Reader| {
        reader
            .0
            .trailer
            .get(b"ID")
            .and_then(Object::as_array)
            .expect("an ID")
            .clone()
    };
    let (before, after) = (ids(&before), ids(&after));
    assert_eq!(before[0].as_str().ok(), after[0].as_str().ok());
    assert_ne!(before[1].as_str().ok(), after[1].as_str().ok());
}

#[test]
fn the_same_fields_give_the_same_bytes() {
    assert!(with_fields(&exported(SOURCE)) == with_fields(&exported(SOURCE)));
}

#[test]
fn another_shape_is_an_error() {
    let pdf = exported(SOURCE);
    let spoilt = |from: &str, to: &str| with_fields(&overwritten(&pdf, from, to)).expect_err(from);
    assert_eq!(
        spoilt("/StructTreeRoot ", "/StructTreeBoot "),
        "StructTreeRoot"
    );
    assert_eq!(spoilt("/S/Document", "/S/Domument"), "Document");
    assert_eq!(spoilt("/ParentTree<<", "/ParentTrei<<"), "ParentTree");
    assert_eq!(spoilt("/Nums[", "/Kids["), "ParentTree");
    assert_eq!(spoilt("startxref", "startxrof"), "startxref");
    assert_eq!(spoilt("trailer", "trialer"), "trailer");
    assert_eq!(spoilt("/ID[", "/IE["), "ID");
    assert_eq!(spoilt("/Lang(fr)", "/AcroForm"), "Root/AcroForm");
    assert_eq!(with_fields(&[]), Err("startxref"));
    let elsewhere = Mark {
        page: 2,
        ..fields()[0].clone()
    };
    assert_eq!(add(&pdf, &[&elsewhere]), Err("Pages"));
    let twice = with_fields(&pdf).expect("fields");
    assert_eq!(with_fields(&twice), Err("Prev"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whatever happens to the bytes, there is a result.
    #[test]
    fn a_damaged_file_never_panics(at in any::<prop::sample::Index>(), byte in any::<Option<u8>>()) {
        static PDF: std::sync::LazyLock<Vec<u8>> = std::sync::LazyLock::new(|| exported(SOURCE));
        let pdf = damaged(&PDF, at, byte);
        let _ = with_fields(&pdf);
    }
}
