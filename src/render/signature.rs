//! Adds signature fields to an exported PDF, as one incremental update after its bytes.
//!
//! Each party gets an empty field over the block that is marked for it, which any signing tool finds by itself. A
//! field is one object with its widget, stands in the structure tree as a Form, prints, and names its party in French:
//! PDF/A-3a and PDF/UA-1 ask for all this, before and after it is signed. Nothing is signed here. Only files that the
//! compiler exported are read: one revision with a plain cross-reference table, whose dictionaries have no extra
//! spaces, so that entries are found and added as text. Any other shape is an error.

use std::{collections::BTreeMap, fmt::Write};

use super::{french::spaced, typst::Mark};
use crate::{error::Error, locale::args, model::Party, source::sha256};

/// The most objects a PDF file is expected to have: no number of ours overflows below it.
const MOST_OBJECTS: usize = 8_388_607;
/// How many digits of the digest name a revision: the sixteen bytes that writers use.
const ID_DIGITS: usize = 32;
/// What an entry of a cross-reference table takes.
const ENTRY: usize = 20;

/// What an exported file does not hold as expected.
type Unexpected = &'static str;

/// Adds the fields in which the parties sign, in their order, to a file without any.
pub(super) fn add_fields(pdf: &[u8], parties: &[Party], marks: &[Mark]) -> Result<Vec<u8>, Error> {
    let mark_of = |party: &Party| {
        let found = marks.iter().filter(|mark| mark.party == spaced(&party.id));
        let found: Vec<&Mark> = found.collect();
        let [mark] = found.as_slice() else {
            let args = args! { party: party.name, count: found.len() };
            return Err(Error::refused("error-signature-mark", args));
        };
        Ok(*mark)
    };
    let fields = parties.iter().map(mark_of).collect::<Result<Vec<_>, _>>()?;
    let added = add(pdf, &fields);
    added.map_err(|part| Error::refused("error-signature-fields", args! { detail: part }))
}

fn add(pdf: &[u8], fields: &[&Mark]) -> Result<Vec<u8>, Unexpected> {
    let file = File::read(pdf)?;
    let (root, catalog) = file.named(&file.trailer, "/Root ").ok_or("Root")?;
    if catalog.contains("/AcroForm") {
        return Err("Root/AcroForm");
    }
    let pages = file.pages(&catalog).ok_or("Pages")?;
    let structure = file.named(&catalog, "/StructTreeRoot ");
    let (tree_id, tree) = structure.ok_or("StructTreeRoot")?;
    // The one element under the root holds everything.
    let (document_id, document) = file.named(&tree, "/K[").ok_or("StructTreeRoot/K")?;
    if !document.contains("/S/Document/") || !tree.contains(&format!("/K[{document_id} 0 R]")) {
        return Err("Document");
    }
    let first_key = number_after(&tree, "/ParentTreeNextKey ").ok_or("ParentTreeNextKey")?;

    // The form takes the first number that is free, each field the next three.
    let form = file.size;
    let mut objects = BTreeMap::new();
    let (mut widgets, mut elements, mut keys) = (String::new(), String::new(), String::new());
    for (rank, mark) in fields.iter().enumerate() {
        let (widget, key) = (form + 1 + 3 * rank, first_key + rank);
        let (appearance, element) = (widget + 1, widget + 2);
        let page = *pages.get(mark.page).ok_or("Pages")?;
        let former = objects.remove(&page).or_else(|| file.object(page));
        let former = former.filter(|page| !page.contains("/Kids["));
        let former = former.ok_or("Page")?.replace("/Tabs/S", "");
        let former = with_items(&former, "/Annots[", &format!("{widget} 0 R"));
        objects.insert(page, with(&former.ok_or("Annots")?, "/Tabs/S")?);
        // The rank keeps names apart whatever the ids are; a full stop would mean a field within a field.
        let name = format!("signature-{}-{}", rank + 1, mark.party.replace('.', "-"));
        let [left, bottom, right, top] = mark.rect;
        // It prints, and stays in its place.
        let shown = format!(
            "<</Type/Annot/Subtype/Widget/FT/Sig/T{}/TU{}/Rect[{left} {bottom} {right} {top}]/F 132\
             /P {page} 0 R/StructParent {key}/AP<</N {appearance} 0 R>>>>",
            hexadecimal(&name),
            hexadecimal(&mark.text),
        );
        // Nothing to see until it is signed: the block's frame is on the page.
        let blank = format!(
            "<</Type/XObject/Subtype/Form/BBox[0 0 {} {}]/Resources<<>>/Length 0>>\nstream\n\nendstream",
            right - left,
            top - bottom,
        );
        // The element by which screen readers find the field.
        let read = format!(
            "<</Type/StructElem/S/Form/P {document_id} 0 R/Pg {page} 0 R\
             /K<</Type/OBJR/Pg {page} 0 R/Obj {widget} 0 R>>>>",
        );
        objects.extend([(widget, shown), (appearance, blank), (element, read)]);
        // Writing to a String cannot fail.
        let _ = write!(widgets, "{widget} 0 R ");
        let _ = write!(elements, "{element} 0 R ");
        let _ = write!(keys, "{key} {element} 0 R ");
    }
    let (widgets, elements) = (widgets.trim_end(), elements.trim_end());
    objects.insert(form, format!("<</Fields[{widgets}]/SigFlags 1>>"));
    objects.insert(root, with(&catalog, &format!("/AcroForm {form} 0 R"))?);
    // The fields are read after all else.
    let document = with_items(&document, "/K[", elements).ok_or("Document")?;
    objects.insert(document_id, document);
    let next = |key: usize| format!("/ParentTreeNextKey {key}");
    let tree = tree.replace(&next(first_key), &next(first_key + fields.len()));
    let parents = Some("/ParentTree<</Nums[").filter(|list| tree.contains(list));
    let parents = parents.and_then(|list| with_items(&tree, list, keys.trim_end()));
    objects.insert(tree_id, parents.ok_or("ParentTree")?);
    Ok(file.updated(&objects))
}

/// An exported file, as its end describes it.
struct File<'a> {
    bytes: &'a [u8],
    /// Where its cross-reference table stands.
    table: usize,
    /// The table's entries, one an object.
    entries: &'a [u8],
    /// One more than the highest object number.
    size: usize,
    /// What the trailer refers to: `/Root 12 0 R/Info 11 0 R`.
    trailer: String,
    /// The identifier that all revisions of the file share, as it is written.
    id: String,
}

impl<'a> File<'a> {
    fn read(bytes: &'a [u8]) -> Result<Self, Unexpected> {
        let last = |word: &[u8]| bytes.windows(word.len()).rposition(|window| window == word);
        let end = last(b"startxref").ok_or("startxref")?;
        let table = latin(&bytes[end..]);
        let table = table.lines().nth(1).and_then(|offset| offset.parse().ok());
        let table: usize = table.ok_or("startxref")?;
        let trailer = last(b"trailer").and_then(|begin| bytes.get(begin..end));
        let trailer = latin(trailer.ok_or("trailer")?);
        if trailer.contains("/Prev ") {
            return Err("Prev");
        }
        let (trailer, ids) = trailer.split_once("/ID[").ok_or("ID")?;
        let (id, _) = ids.split_once(')').ok_or("ID")?;
        let size = number_after(trailer, "<</Size ").ok_or("Size")?;
        let (_, trailer) = trailer.split_at(trailer.find("/Root ").ok_or("Root")?);
        let head = format!("xref\n0 {size}\n");
        let entries = bytes.get(table..end);
        let entries = entries.and_then(|entries| entries.strip_prefix(head.as_bytes()));
        Ok(Self {
            bytes,
            table,
            entries: entries.ok_or("xref")?,
            size,
            trailer: trailer.to_owned(),
            id: format!("{id})"),
        })
    }

    /// The dictionary of this number.
    fn object(&self, id: usize) -> Option<String> {
        let offset = self.entries.get(ENTRY * id..)?.get(..10)?;
        let object = self.bytes.get(latin(offset).parse::<usize>().ok()?..)?;
        let end = object.windows(6).position(|word| word == b"endobj")?;
        let object = latin(&object[..end]);
        let dict = object.strip_prefix(&format!("{id} 0 obj\n"))?.trim_end();
        (dict.starts_with("<<") && dict.ends_with(">>")).then(|| dict.to_owned())
    }

    /// The object that a dictionary refers to after this key, and its number.
    fn named(&self, dict: &str, key: &str) -> Option<(usize, String)> {
        let id = number_after(dict, key)?;
        Some((id, self.object(id)?))
    }

    /// The numbers of the pages, which are in one list.
    fn pages(&self, catalog: &str) -> Option<Vec<usize>> {
        let (_, tree) = self.named(catalog, "/Pages ")?;
        let (_, kids) = tree.split_once("/Kids[")?;
        let kids = kids.split(']').next()?.split(" 0 R");
        Some(kids.filter_map(|kid| kid.trim().parse().ok()).collect())
    }

    /// The file, followed by these objects and by the table and trailer that declare them.
    fn updated(&self, objects: &BTreeMap<usize, String>) -> Vec<u8> {
        let mut bytes = [self.bytes, b"\n"].concat();
        // Writing to a String cannot fail.
        let mut end = String::from("xref\n");
        for (id, object) in objects {
            let _ = write!(end, "{id} 1\n{:010} 00000 n\r\n", bytes.len());
            let object = format!("{id} 0 obj\n{object}\nendobj\n");
            bytes.extend(object.chars().filter_map(|c| u8::try_from(c).ok()));
        }
        let size = objects.keys().max().map_or(self.size, |id| id + 1);
        let Self { trailer, id, .. } = self;
        let (table, revision) = (bytes.len(), &sha256(&bytes)[..ID_DIGITS]);
        let _ = write!(
            end,
            "trailer\n<</Size {size}{trailer}/Prev {}/ID[{id}<{revision}>]>>\nstartxref\n{table}\n%%EOF\n",
            self.table
        );
        bytes.extend_from_slice(end.as_bytes());
        bytes
    }
}

/// Bytes as text, one character each: strings within may be in any encoding, and come out unchanged.
fn latin(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

/// The number that stands after a key.
fn number_after(dict: &str, key: &str) -> Option<usize> {
    let (_, rest) = dict.split_once(key)?;
    let digits = rest.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok().filter(|number| *number <= MOST_OBJECTS)
}

/// A dictionary with one more entry.
fn with(dict: &str, entry: &str) -> Result<String, Unexpected> {
    let open = dict.strip_suffix(">>").ok_or("Dict")?;
    Ok(format!("{open}{entry}>>"))
}

/// A dictionary with more items at the end of one of its lists, which it may lack; none for a list of anything but
/// numbers and references.
fn with_items(dict: &str, list: &str, items: &str) -> Option<String> {
    let Some((before, after)) = dict.split_once(list) else {
        return with(dict, &format!("{list}{items}]")).ok();
    };
    let (listed, after) = after.split_once(']')?;
    let is_flat = listed.chars().all(|c| matches!(c, '0'..='9' | ' ' | 'R'));
    is_flat.then(|| format!("{before}{list}{listed} {items}]{after}"))
}

/// A text as a string of PDF: bytes when it is ASCII, which any tool shows.
fn hexadecimal(text: &str) -> String {
    let units = "\u{feff}".encode_utf16().chain(text.encode_utf16());
    let digits: Vec<String> = if text.is_ascii() {
        text.bytes().map(|byte| format!("{byte:02X}")).collect()
    } else {
        units.map(|unit| format!("{unit:04X}")).collect()
    };
    format!("<{}>", digits.concat())
}

#[cfg(test)]
mod tests;
