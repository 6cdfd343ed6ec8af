//! The parts of a Word file: unpacked within the limits, then read as trees of elements that are counted as they grow.

use std::{collections::BTreeMap, str::FromStr};

use quick_xml::{
    Reader,
    escape::unescape,
    events::{BytesStart, Event},
};

use crate::{
    limits::Limit,
    read::{
        refusal::{Bounds, Refusal},
        workbook::{
            kind,
            xml::{attributes, resolved},
            zipped::Package,
        },
    },
    source::{is_word_of, join},
};

/// The text in the place of what is to be filled in.
pub(super) const BLANK: &str = "……";
/// The deepest nesting of elements; files that Word writes stay far below.
const DEEPEST: usize = 256;
/// The elements whose text is read.
const TEXTS: &str = "t delText instrText v";

/// An element by its local name, whatever its namespace is called, with its attributes by theirs.
#[derive(Default)]
pub(super) struct Element {
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    pub(super) text: String,
    pub(super) children: Vec<Self>,
}

impl Element {
    fn new(start: &BytesStart<'_>) -> Self {
        let attributes = attributes(start).filter_map(|attribute| {
            let name = attribute.key.local_name().as_ref().to_owned();
            Some((name, unescape(&attribute.value).ok()?.into_owned()))
        });
        Self {
            name: start.local_name().as_ref().to_owned(),
            attributes: attributes.collect(),
            ..Self::default()
        }
    }

    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The descendant that a path leads to: `pPr/numPr`.
    pub(super) fn at(&self, path: &str) -> Option<&Self> {
        path.split('/')
            .try_fold(self, |element, name| element.named(name).next())
    }

    /// The children of this name.
    pub(super) fn named(&self, name: &str) -> impl Iterator<Item = &Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The attribute `val` of the element that a path leads to.
    pub(super) fn value(&self, path: &str) -> Option<&str> {
        self.at(path)?.attribute("val")
    }

    /// The same as a number.
    pub(super) fn number<T: FromStr>(&self, path: &str) -> Option<T> {
        self.value(path)?.parse().ok()
    }

    /// The state of the switch that a path leads to.
    pub(super) fn switch(&self, path: &str) -> Option<bool> {
        let value = self.at(path)?.attribute("val");
        Some(!matches!(value, Some("0" | "false" | "off" | "none")))
    }

    pub(super) fn is_on(&self, path: &str) -> bool {
        self.switch(path) == Some(true)
    }

    /// The first element of one of these names, itself or within it, outside those of other names.
    pub(super) fn first(&self, names: &str, outside: &str) -> Option<&Self> {
        let [names, outside] = [names, outside].map(|list| list.split(' ').collect::<Vec<_>>());
        self.first_of(&names, &outside)
    }

    fn first_of(&self, names: &[&str], outside: &[&str]) -> Option<&Self> {
        if names.contains(&&*self.name) {
            return Some(self);
        }
        let children = self.children.iter();
        let mut children = children.filter(|child| !outside.contains(&&*child.name));
        children.find_map(|child| child.first_of(names, outside))
    }

    /// Whether it is or holds an element of one of these names.
    pub(super) fn holds(&self, names: &str) -> bool {
        self.first(names, "").is_some()
    }

    /// All text within it, a space between paragraphs.
    pub(super) fn all_text(&self) -> String {
        self.text_without("")
    }

    /// The same without what stands in elements of this name.
    pub(super) fn text_without(&self, left_out: &str) -> String {
        let mut text = String::new();
        self.add_text(left_out, &mut text);
        join(text.split_whitespace(), " ")
    }

    /// Puts `mark` in the place of its first text, and empties the others.
    fn replace_text(&mut self, mark: &mut &str) {
        if self.name == "t" {
            std::mem::take(mark).clone_into(&mut self.text);
        }
        for child in &mut self.children {
            child.replace_text(mark);
        }
    }

    fn add_text(&self, left_out: &str, text: &mut String) {
        match self.name.as_str() {
            "t" | "delText" => text.push_str(&self.text),
            "v" => text.extend([" ", &self.text]),
            "textpath" => text.extend([" ", self.attribute("string").unwrap_or_default()]),
            "p" | "tab" | "br" => text.push(' '),
            _ => {}
        }
        for child in self.children.iter().filter(|child| child.name != left_out) {
            child.add_text(left_out, text);
        }
    }
}

/// A reference of a part to another part, or to something outside the file, which is never followed.
pub(super) struct Relation {
    /// The last word of its type: `image`, `footnotes`.
    pub(super) kind: String,
    pub(super) target: String,
    pub(super) is_external: bool,
}

pub(super) type Relations = BTreeMap<String, Relation>;

/// A Word file.
pub(super) struct Parts<'a> {
    bounds: Bounds<'a>,
    bytes: BTreeMap<String, Vec<u8>>,
    elements: u64,
}

impl<'a> Parts<'a> {
    /// Unpacks the file in these bytes.
    pub(super) fn open(bytes: &'a [u8], bounds: Bounds<'a>) -> Result<Self, Refusal> {
        if bytes.starts_with(kind::COMPOUND) {
            let stream = "EncryptedPackage".encode_utf16();
            let stream: Vec<u8> = stream.flat_map(u16::to_le_bytes).collect();
            let is_encrypted = bytes.windows(stream.len()).any(|window| window == stream);
            return Err(bounds.unreadable(if is_encrypted { "password" } else { "ancient" }, ""));
        }
        if !kind::is_zip(bytes) {
            return Err(bounds.unreadable(kind::foreign(bytes), ""));
        }
        let mut parts = BTreeMap::new();
        Package::open(bytes, bounds)?.unpack(
            |_| false,
            |name, bytes| {
                parts.insert(name, bytes);
                Ok(())
            },
        )?;
        let has_macros = parts.iter().any(|(name, bytes): (&String, &Vec<u8>)| {
            name.ends_with("vbaProject.bin")
                || name == "[Content_Types].xml"
                    && String::from_utf8_lossy(bytes).contains("macroEnabled")
        });
        if has_macros {
            return Err(bounds.unreadable("macros", ""));
        }
        Ok(Self {
            bounds,
            bytes: parts,
            elements: 0,
        })
    }

    /// The part that the text stands in.
    pub(super) fn main(&mut self) -> Result<String, Refusal> {
        let mut relations = self.relations("")?.into_values();
        let main = relations.find(|relation| relation.kind == "officeDocument");
        let main = main.map_or("word/document.xml".to_owned(), |main| main.target);
        if !self.bytes.contains_key(&main) {
            return Err(self.bounds.unreadable("archive", ""));
        }
        Ok(main)
    }

    /// The relations of a part, by identifier; those of the whole file for an empty name.
    pub(super) fn relations(&mut self, part: &str) -> Result<Relations, Refusal> {
        let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
        let path = format!("{folder}/_rels/{name}.rels");
        let Some(tree) = self.tree(path.trim_start_matches('/'))? else {
            return Ok(Relations::new());
        };
        let relation = |element: &Element| {
            let is_external = element.attribute("TargetMode") == Some("External");
            let target = element.attribute("Target")?;
            let relation = Relation {
                kind: element.attribute("Type")?.rsplit('/').next()?.to_owned(),
                target: match target.strip_prefix('/') {
                    _ if is_external => target.to_owned(),
                    Some(target) => target.to_owned(),
                    None => resolve(folder, target),
                },
                is_external,
            };
            Some((element.attribute("Id")?.to_owned(), relation))
        };
        Ok(tree.children.iter().filter_map(relation).collect())
    }

    pub(super) fn bytes(&self, part: &str) -> Option<&[u8]> {
        self.bytes.get(part).map(Vec::as_slice)
    }

    /// The XML of a part, which can be taken only once.
    pub(super) fn tree(&mut self, part: &str) -> Result<Option<Element>, Refusal> {
        let Some(bytes) = self.bytes.remove(part) else {
            return Ok(None);
        };
        let refused = |variant| Err(self.bounds.unreadable(variant, part));
        let Ok(text) = str::from_utf8(&bytes) else {
            return refused("damaged-part");
        };
        let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
        reader.config_mut().expand_empty_elements = true;
        let mut open = vec![Element::default()];
        loop {
            let last = open.len() - 1;
            let mut push = |text: &str| {
                let element = &mut open[last];
                if is_word_of(TEXTS, &element.name) {
                    element.text.push_str(text);
                }
            };
            match reader.read_event() {
                Ok(Event::Start(start)) => {
                    self.elements += 1 + attributes(&start).count() as u64;
                    self.bounds.check(Limit::Elements, self.elements)?;
                    if open.len() > DEEPEST {
                        return refused("deep");
                    }
                    open.push(Element::new(&start));
                }
                Ok(Event::End(_)) => {
                    let mut ended = open.pop().unwrap_or_default();
                    // A content control that is not filled in holds a prompt.
                    if ended.is_on("sdtPr/showingPlcHdr") {
                        ended.replace_text(&mut { BLANK });
                    }
                    if let Some(parent) = open.last_mut() {
                        parent.children.push(ended);
                    }
                }
                Ok(Event::Text(text)) => push(&text),
                Ok(Event::CData(text)) => push(&text),
                Ok(Event::GeneralRef(reference)) => match resolved(&reference) {
                    // An entity that XML does not define.
                    text if text.is_empty() => return refused("damaged-part"),
                    text => push(&text),
                },
                Ok(Event::DocType(_)) => return refused("doctype"),
                Ok(Event::Eof) if last == 0 => return Ok(open[0].children.pop()),
                Err(_) | Ok(Event::Eof) => return refused("damaged-part"),
                Ok(_) => {}
            }
        }
    }
}

/// The part that a name leads to from a folder of the file.
fn resolve(folder: &str, name: &str) -> String {
    let mut path = Vec::new();
    for step in folder.split('/').chain(name.split('/')) {
        match step {
            "" | "." => {}
            ".." => drop(path.pop()),
            step => path.push(step),
        }
    }
    path.join("/")
}
