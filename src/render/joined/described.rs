//! What a file comes to for whoever reads or listens to it, as text: the same for one made in one go and one joined.

use std::{collections::BTreeMap, fmt::Write};

use lopdf::{Dictionary, Document, Object, ObjectId};

/// A file that another library has read.
pub(in crate::render) struct Described {
    pdf: Document,
    pages: BTreeMap<ObjectId, usize>,
    /// The elements of the structure, in the order they are read.
    order: BTreeMap<ObjectId, usize>,
    text: String,
}

impl Described {
    /// Bookmarks, structure, annotations, attached files and metadata.
    pub(in crate::render) fn text_of(pdf: &[u8]) -> String {
        let pdf = Document::load_mem(pdf).expect("a PDF");
        let pages = pdf
            .get_pages()
            .into_iter()
            .map(|(page, id)| (id, page as usize))
            .collect();
        let mut described = Self {
            pdf,
            pages,
            order: BTreeMap::new(),
            text: String::new(),
        };
        let catalog = described.pdf.catalog().expect("a catalog").clone();
        let outlines = described.dict(&catalog, "Outlines");
        let count = described.bookmarks(&outlines, None, 0);
        writeln!(described.text, "{count} bookmarks in a row").expect("written");
        described.structure(&catalog);
        described.annotations();
        described.rest(&catalog);
        described.text
    }

    fn at(&self, dict: &Dictionary, key: &str) -> Option<Object> {
        Some(
            self.pdf
                .dereference(dict.get(key.as_bytes()).ok()?)
                .expect("an object")
                .1
                .clone(),
        )
    }

    #[track_caller]
    fn dict(&self, dict: &Dictionary, key: &str) -> Dictionary {
        match self.at(dict, key) {
            Some(Object::Dictionary(held)) => held,
            Some(Object::Stream(held)) => held.dict,
            other => panic!("{key}: {other:?}"),
        }
    }

    fn list(&self, dict: &Dictionary, key: &str) -> Vec<Object> {
        match self.at(dict, key) {
            Some(Object::Array(items)) => items,
            Some(other) => vec![other],
            None => Vec::new(),
        }
    }

    fn follow(&self, id: ObjectId) -> Dictionary {
        self.pdf.get_dictionary(id).expect("a dictionary").clone()
    }

    fn words(&self, dict: &Dictionary, key: &str) -> String {
        self.at(dict, key)
            .map(|text| lopdf::decode_text_string(&text).expect("a text"))
            .unwrap_or_default()
    }

    /// The bookmarks below one, each tied to those around it; how many there are in a row.
    fn bookmarks(&mut self, under: &Dictionary, parent: Option<ObjectId>, depth: usize) -> usize {
        let (mut next, mut former, mut count) = (under.get(b"First").ok().cloned(), None, 0);
        while let Some(Object::Reference(id)) = next {
            let item = self.follow(id);
            let tie = |key: &[u8]| item.get(key).and_then(Object::as_reference).ok();
            assert_eq!(tie(b"Prev"), former);
            assert!(parent.is_none_or(|parent| tie(b"Parent") == Some(parent)));
            let place = self.list(&item, "Dest");
            let page = self.pages[&place[0].as_reference().expect("a page")];
            let (indent, title) = ("  ".repeat(depth), self.words(&item, "Title"));
            writeln!(self.text, "{indent}{title} → {page} {:?}", &place[1..]).expect("written");
            self.bookmarks(&item, Some(id), depth + 1);
            (former, next, count) = (Some(id), item.get(b"Next").ok().cloned(), count + 1);
        }
        assert_eq!(
            under.get(b"Last").and_then(Object::as_reference).ok(),
            former
        );
        count
    }

    fn structure(&mut self, catalog: &Dictionary) {
        let tree = self.dict(catalog, "StructTreeRoot");
        let root = catalog
            .get(b"StructTreeRoot")
            .and_then(Object::as_reference)
            .expect("a reference");
        let top: Vec<ObjectId> = self
            .list(&tree, "K")
            .iter()
            .map(|id| id.as_reference().expect("a reference"))
            .collect();
        top.iter().for_each(|id| self.count(*id, root));
        let ids = self.list(&self.dict(&tree, "IDTree"), "Names");
        let names: Vec<&[u8]> = ids
            .iter()
            .step_by(2)
            .map(|id| id.as_str().expect("an id"))
            .collect();
        assert!(
            names.is_sorted_by(|one, other| one < other),
            "sorted, and each once"
        );
        let ids = ids.chunks(2).map(|pair| {
            (
                pair[0].as_str().expect("an id").to_vec(),
                pair[1].as_reference(),
            )
        });
        let ids: BTreeMap<Vec<u8>, ObjectId> = ids
            .map(|(id, element)| (id, element.expect("an element")))
            .collect();
        top.iter().for_each(|id| self.element(*id, &ids, 0));
        self.parents(&tree);
        writeln!(self.text, "{:?}", sorted(&self.dict(&tree, "RoleMap"))).expect("written");
    }

    fn count(&mut self, id: ObjectId, parent: ObjectId) {
        let element = self.follow(id);
        assert_eq!(
            element.get(b"P").and_then(Object::as_reference).ok(),
            Some(parent)
        );
        self.order.insert(id, self.order.len());
        for child in self.list(&element, "K") {
            if let Object::Reference(child) = child {
                self.count(child, id);
            }
        }
    }

    fn element(&mut self, id: ObjectId, ids: &BTreeMap<Vec<u8>, ObjectId>, depth: usize) {
        let element = self.follow(id);
        let page = element
            .get(b"Pg")
            .and_then(Object::as_reference)
            .ok()
            .map(|page| self.pages[&page]);
        write!(
            self.text,
            "{}{} {page:?}",
            " ".repeat(depth),
            self.order[&id]
        )
        .expect("written");
        for (key, held) in sorted(&element) {
            match key.as_str() {
                "P" | "Pg" | "K" => {}
                "ID" => assert_eq!(ids[held.as_str().expect("an id")], id),
                "A" => {
                    for owned in self.list(&element, "A") {
                        self.attributes(owned.as_dict().expect("attributes"), ids);
                    }
                }
                _ => write!(self.text, " {key} {held:?}").expect("written"),
            }
        }
        self.text.push('\n');
        for child in self.list(&element, "K") {
            match child {
                Object::Reference(child) => self.element(child, ids, depth + 1),
                Object::Dictionary(child) => self.content(&child, id, depth + 1),
                other => {
                    writeln!(self.text, "{}{other:?}", " ".repeat(depth + 1)).expect("written")
                }
            }
        }
    }

    /// The attributes of an element, the cells that head it by their order.
    fn attributes(&mut self, attributes: &Dictionary, ids: &BTreeMap<Vec<u8>, ObjectId>) {
        for (key, held) in sorted(attributes) {
            if key == "Headers" {
                let heads = held.as_array().expect("a list").iter();
                let heads: Vec<usize> = heads
                    .map(|id| self.order[&ids[id.as_str().expect("an id")]])
                    .collect();
                write!(self.text, " Headers {heads:?}").expect("written");
            } else {
                write!(self.text, " {key} {held:?}").expect("written");
            }
        }
    }

    /// Marked content of another page, or an annotation.
    fn content(&mut self, child: &Dictionary, id: ObjectId, depth: usize) {
        let page = self.pages[&child
            .get(b"Pg")
            .and_then(Object::as_reference)
            .expect("a page")];
        let mcid = child.get(b"MCID").ok();
        writeln!(self.text, "{}{page} {mcid:?}", " ".repeat(depth)).expect("written");
        if let Some(Object::Dictionary(note)) = self.at(child, "Obj") {
            let key = note
                .get(b"StructParent")
                .and_then(Object::as_i64)
                .expect("a key");
            let tree = self.dict(self.pdf.catalog().expect("a catalog"), "StructTreeRoot");
            let pairs = self.list(&self.dict(&tree, "ParentTree"), "Nums");
            assert!(
                pairs
                    .chunks(2)
                    .any(|pair| pair[0].as_i64().ok() == Some(key)
                        && pair[1] == Object::Reference(id))
            );
        }
    }

    /// What leads from pages to elements.
    fn parents(&mut self, tree: &Dictionary) {
        let pairs = self.list(&self.dict(tree, "ParentTree"), "Nums");
        let keys: Vec<i64> = pairs
            .iter()
            .step_by(2)
            .map(|key| key.as_i64().expect("a key"))
            .collect();
        assert!(keys.is_sorted_by(|one, other| one < other));
        assert_eq!(
            self.at(tree, "ParentTreeNextKey"),
            keys.last().map(|last| Object::Integer(last + 1))
        );
        let by_page: BTreeMap<usize, ObjectId> =
            self.pages.iter().map(|(id, page)| (*page, *id)).collect();
        for (page, id) in by_page {
            let key = self
                .follow(id)
                .get(b"StructParents")
                .and_then(Object::as_i64)
                .expect("a key");
            let at = keys.binary_search(&key).expect("listed");
            let (_, elements) = self.pdf.dereference(&pairs[2 * at + 1]).expect("an object");
            let elements = elements.as_array().expect("a list").iter();
            let order: Vec<usize> = elements
                .map(|id| self.order[&id.as_reference().expect("an element")])
                .collect();
            writeln!(self.text, "page {page}: {order:?}").expect("written");
        }
    }

    fn annotations(&mut self) {
        let by_page: BTreeMap<usize, ObjectId> =
            self.pages.iter().map(|(id, page)| (*page, *id)).collect();
        for (page, id) in by_page {
            for note in self.list(&self.follow(id), "Annots") {
                let note = self
                    .pdf
                    .dereference(&note)
                    .expect("an object")
                    .1
                    .as_dict()
                    .expect("an annotation")
                    .clone();
                let (kind, place) = (self.at(&note, "Subtype"), self.at(&note, "Rect"));
                let action = self
                    .at(&note, "A")
                    .map(|action| sorted(action.as_dict().expect("an action")));
                let name = self.words(&note, "T");
                let target = self
                    .list(&note, "Dest")
                    .first()
                    .and_then(|page| page.as_reference().ok());
                let target = target.map(|page| self.pages[&page]);
                writeln!(
                    self.text,
                    "page {page}: {kind:?} {name} {place:?} {action:?} {target:?}"
                )
                .expect("written");
            }
        }
    }

    /// Attached files, language, metadata.
    fn rest(&mut self, catalog: &Dictionary) {
        for file in self.list(catalog, "AF") {
            let (_, file) = self.pdf.dereference(&file).expect("an object");
            let file = file.as_dict().expect("a file");
            let embedded = self
                .dict(file, "EF")
                .get(b"F")
                .and_then(Object::as_reference)
                .expect("a stream");
            let stream = self
                .pdf
                .get_object(embedded)
                .and_then(Object::as_stream)
                .expect("a stream");
            let bytes = stream
                .decompressed_content()
                .unwrap_or_else(|_| stream.content.clone());
            let (name, said) = (self.words(file, "UF"), self.words(file, "Desc"));
            writeln!(
                self.text,
                "{name}: {said} {}",
                crate::source::sha256(&bytes)
            )
            .expect("written");
        }
        let id = catalog
            .get(b"Metadata")
            .and_then(Object::as_reference)
            .expect("a stream");
        let packet = self
            .pdf
            .get_object(id)
            .and_then(Object::as_stream)
            .expect("a stream")
            .content
            .clone();
        let packet = String::from_utf8(packet).expect("text");
        let revision = packet
            .split("<xmpMM:InstanceID>")
            .nth(1)
            .and_then(|rest| rest.split('<').next());
        let packet = packet.replace(revision.expect("an id"), "[revision]");
        let identity = self.list(&self.pdf.trailer, "ID")[0]
            .as_str()
            .map(<[u8]>::to_vec);
        let info = self.dict(&self.pdf.trailer, "Info");
        let keys: Vec<String> = sorted(catalog).into_keys().collect();
        writeln!(
            self.text,
            "{keys:?}\n{identity:?}\n{packet}\n{:?}",
            sorted(&info)
        )
        .expect("written");
        for key in ["Lang", "MarkInfo", "ViewerPreferences", "OutputIntents"] {
            writeln!(
                self.text,
                "{key} {:?}",
                self.at(catalog, key)
                    .map(|held| held.type_name().ok().map(<[u8]>::to_vec))
            )
            .expect("written");
        }
    }
}

fn sorted(dict: &Dictionary) -> BTreeMap<String, Object> {
    dict.iter()
        .map(|(key, held)| (String::from_utf8_lossy(key).into_owned(), held.clone()))
        .collect()
}
