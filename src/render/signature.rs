//! Signature fields: an exported PDF in, the same bytes and one incremental update out.
//!
//! Each party gets an empty field over the block that is marked for it, which any signing tool finds by itself. A
//! field is one object with its widget, stands in the structure tree as a Form, prints, and says in French whose it
//! is: what PDF/A-3a and PDF/UA-1 ask for, before and after it is signed. Nothing is signed here, and nothing but
//! what the compiler exported is ever read: any other shape is an error.

use std::{collections::BTreeMap, fmt::Write};

use hayro_syntax::{
    Pdf,
    object::{Array, Dict, FromBytes, MaybeRef, Name, Number, ObjRef, Object, String as Text},
};
use pdf_writer::{
    Chunk, Finish, Name as Key, Null, Obj, Rect, Ref, Settings, Str, TextStr,
    types::{AnnotationFlags, FieldType, SigFlags, StructRole},
    writers::Form,
};

use super::typst::Mark;
use crate::{error::Error, model::Party, source::sha256};

/// The most objects a PDF file is expected to have: no number of ours overflows below it.
const MOST_OBJECTS: i32 = 8_388_607;
/// How many digits of the digest name a revision: the sixteen bytes that writers use.
const ID_DIGITS: usize = 32;

/// What an exported file does not hold as expected.
type Unexpected = &'static str;

/// Adds the fields in which the parties sign, in their order, to a file without any.
pub(super) fn add_fields(
    pdf: Vec<u8>,
    parties: &[Party],
    marks: &[Mark],
) -> Result<Vec<u8>, Error> {
    let own = |party: &Party| {
        let own: Vec<&Mark> = marks
            .iter()
            .filter(|mark| mark.party == *party.id)
            .collect();
        let [mark] = own.as_slice() else {
            let count = ("count", own.len().to_string());
            let args = [("party", party.name.clone()), count];
            return Err(Error::refused("error-signature-mark", args));
        };
        Ok(*mark)
    };
    let fields = parties.iter().map(own).collect::<Result<Vec<_>, _>>()?;
    add(pdf, &fields).map_err(|part| Error::SignatureFields { part })
}

fn add(pdf: Vec<u8>, fields: &[&Mark]) -> Result<Vec<u8>, Unexpected> {
    let file = Pdf::new(pdf).map_err(|_| "PDF")?;
    let bytes: &[u8] = file.data().as_ref();
    let end = End::read(bytes)?;
    let catalog = Entry::at(&file, Some(file.xref().root_id().into()), "Root")?;
    if catalog.dict.contains_key("AcroForm") {
        return Err("Root/AcroForm");
    }
    let tree = catalog.dict.get_ref("StructTreeRoot");
    let tree = Entry::at(&file, tree, "StructTreeRoot")?;
    let document = only_child(&file, &tree.dict)?;
    let key = tree.dict.get::<i32>("ParentTreeNextKey");
    let key = key.filter(|key| (0..MOST_OBJECTS).contains(key));
    let key = key.ok_or("ParentTreeNextKey")?;
    let parents: Dict<'_> = tree.dict.get("ParentTree").ok_or("ParentTree")?;
    let parents: Array<'_> = parents.get("Nums").ok_or("ParentTree/Nums")?;

    let mut pages: BTreeMap<usize, (Entry<'_>, Vec<Ref>)> = BTreeMap::new();
    let (mut widgets, mut elements, mut added) = (Vec::new(), Vec::new(), Vec::new());
    for (rank, mark) in (0..).zip(fields) {
        let page = page(&file, mark.page)?;
        // The form takes the first number that is free, each field the next three.
        let number = |of: i32| Ref::new(end.size + 1 + 3 * rank + of);
        added.extend(field(mark, rank, number, key + rank, page.id, document.id));
        let (_, on_page) = pages.entry(mark.page).or_insert((page, Vec::new()));
        on_page.push(number(0));
        widgets.push(number(0));
        elements.push(number(2));
    }
    let form = Ref::new(end.size);
    let mut objects = vec![object(|chunk| {
        let mut form = chunk.indirect(form).start::<Form<'_>>();
        form.fields(widgets).sig_flags(SigFlags::SIGNATURES_EXIST);
    })];
    objects.extend(added);
    for (page, widgets) in pages.values() {
        objects.push(page.changed(&["Annots", "Tabs"], |to| {
            to.pair(Key(b"Tabs"), Key(b"S"));
            list(&page.dict, "Annots", widgets, to)
        })?);
    }
    // The fields are read after all else.
    objects.push(document.changed(&["K"], |to| list(&document.dict, "K", &elements, to))?);
    objects.push(tree.changed(&["ParentTree", "ParentTreeNextKey"], |to| {
        let mut tree = to.insert(Key(b"ParentTree")).dict();
        let mut pairs = tree.insert(Key(b"Nums")).array();
        copy_items(&parents, &mut pairs)?;
        let mut next = key;
        for element in &elements {
            pairs.item(next).item(*element);
            next += 1;
        }
        pairs.finish();
        tree.finish();
        to.pair(Key(b"ParentTreeNextKey"), next);
        Ok(())
    })?);
    objects.push(catalog.changed(&[], |to| {
        to.pair(Key(b"AcroForm"), form);
        Ok(())
    })?);
    Ok(updated(bytes, &objects, &end, catalog.id))
}

/// The field and, in one object, what shows it; its appearance; and its place in the structure, where screen readers
/// meet it. `key` leads from the widget to its element.
fn field(
    mark: &Mark,
    rank: i32,
    number: impl Fn(i32) -> Ref,
    key: i32,
    page: Ref,
    document: Ref,
) -> [Chunk; 3] {
    let widget = object(|chunk| {
        let mut field = chunk.form_field(number(0));
        field.field_type(FieldType::Signature);
        // The rank keeps names apart whatever the ids are; a full stop would mean a field within a field.
        let name = format!("signature-{}-{}", rank + 1, mark.party.replace('.', "-"));
        field.partial_name(TextStr(&name));
        field.alternate_name(TextStr(&mark.text));
        let mut widget = field.into_annotation();
        widget.rect(mark.rect).page(page).struct_parent(key);
        widget.flags(AnnotationFlags::PRINT | AnnotationFlags::LOCKED);
        widget.appearance().normal().stream(number(1));
    });
    // Nothing to see until it is signed: the block's frame is on the page.
    let appearance = object(|chunk| {
        let mut looks = chunk.form_xobject(number(1), &[]);
        looks.bbox(moved_to_origin(mark.rect));
        looks.resources();
    });
    let element = object(|chunk| {
        let mut form = chunk.struct_element(number(2));
        form.kind(StructRole::Form).parent(document).page(page);
        form.object_child().page(page).object(number(0));
    });
    [widget, appearance, element]
}

#[expect(clippy::float_arithmetic, reason = "lengths on a page, in points")]
fn moved_to_origin(rect: Rect) -> Rect {
    Rect::new(0.0, 0.0, rect.x2 - rect.x1, rect.y2 - rect.y1)
}

/// A chunk with the one object that `write` writes.
fn object(write: impl FnOnce(&mut Chunk)) -> Chunk {
    let mut chunk = Chunk::with_settings(Settings { pretty: false });
    write(&mut chunk);
    chunk
}

/// An object of the file.
struct Entry<'a> {
    id: Ref,
    dict: Dict<'a>,
}

impl<'a> Entry<'a> {
    fn at(file: &'a Pdf, at: Option<ObjRef>, name: Unexpected) -> Result<Self, Unexpected> {
        let at = at.ok_or(name)?;
        Ok(Self {
            id: number(at)?,
            dict: file.xref().get(at.into()).ok_or(name)?,
        })
    }

    /// The object as it was, but for some entries, which `change` writes.
    fn changed(
        &self,
        but: &[&str],
        change: impl FnOnce(&mut pdf_writer::Dict<'_>) -> Result<(), Unexpected>,
    ) -> Result<Chunk, Unexpected> {
        let mut written = Ok(());
        let chunk = object(|chunk| {
            let mut to = chunk.indirect(self.id).dict();
            written = copy_entries(&self.dict, but, &mut to).and_then(|()| change(&mut to));
        });
        written.map(|()| chunk)
    }
}

/// A page, from 0.
fn page(file: &Pdf, index: usize) -> Result<Entry<'_>, Unexpected> {
    let page = file.pages().get(index).ok_or("Pages")?;
    let id = page.raw().obj_id().ok_or("Page")?;
    Entry::at(file, Some(id.into()), "Page")
}

/// The one element under the root of the structure, which holds everything.
fn only_child<'a>(file: &'a Pdf, tree: &Dict<'a>) -> Result<Entry<'a>, Unexpected> {
    let kids: Array<'a> = tree.get("K").ok_or("StructTreeRoot/K")?;
    let mut kids = kids.raw_iter();
    let (only, None) = (kids.next().and_then(|kid| kid.as_obj_ref()), kids.next()) else {
        return Err("StructTreeRoot/K");
    };
    let document = Entry::at(file, only, "StructTreeRoot/K")?;
    let role: Option<Name<'_>> = document.dict.get("S");
    let is_document = role.is_some_and(|role| role.as_str() == "Document");
    is_document.then_some(document).ok_or("Document")
}

/// The number of an object of the first generation, as all are in a file that was never changed.
fn number(of: ObjRef) -> Result<Ref, Unexpected> {
    if of.obj_number > 0 && of.gen_number == 0 {
        Ok(Ref::new(of.obj_number))
    } else {
        Err("R")
    }
}

/// Writes what an entry holds, none, one or many, and after it `more`.
fn list(
    from: &Dict<'_>,
    key: &str,
    more: &[Ref],
    to: &mut pdf_writer::Dict<'_>,
) -> Result<(), Unexpected> {
    let mut items = to.insert(Key(key.as_bytes())).array();
    match (from.get::<Object<'_>>(key), from.get_raw::<Object<'_>>(key)) {
        (Some(Object::Array(entry)), _) => copy_items(&entry, &mut items)?,
        (Some(Object::Dict(_)), Some(one @ MaybeRef::Ref(_))) => copy(one, items.push())?,
        (None, None) => {}
        _ => return Err("K"),
    }
    items.items(more.iter().copied());
    Ok(())
}

/// Writes the entries of a dictionary, in the order of their keys, but those that are to be replaced.
fn copy_entries(
    from: &Dict<'_>,
    but: &[&str],
    to: &mut pdf_writer::Dict<'_>,
) -> Result<(), Unexpected> {
    let keys = from.keys().filter(|key| !but.contains(&key.as_str()));
    let mut keys: Vec<Name<'_>> = keys.collect();
    keys.sort_by(|a, b| a.as_ref().cmp(b.as_ref()));
    for key in keys {
        let entry = from.get_raw::<Object<'_>>(&key).ok_or("Dict")?;
        copy(entry, to.insert(Key(&key)))?;
    }
    Ok(())
}

fn copy_items(from: &Array<'_>, to: &mut pdf_writer::Array<'_>) -> Result<(), Unexpected> {
    let mut items = from.raw_iter();
    items.try_for_each(|item| copy(item, to.push()))
}

/// Writes a value as it was read.
fn copy(from: MaybeRef<Object<'_>>, to: Obj<'_>) -> Result<(), Unexpected> {
    match from {
        MaybeRef::Ref(reference) => to.primitive(number(reference)?),
        MaybeRef::NotRef(object) => match object {
            Object::Null(_) => to.primitive(Null),
            Object::Boolean(boolean) => to.primitive(boolean),
            Object::Number(number) => match i32::try_from(number.as_i64()) {
                // A whole number stays one: readers tell them from others.
                Ok(whole) if number == Number::from_i32(whole) => to.primitive(whole),
                _ => to.primitive(number.as_f32()),
            },
            Object::String(string) => to.primitive(Str(&string)),
            Object::Name(name) => to.primitive(Key(&name)),
            Object::Array(items) => copy_items(&items, &mut to.array())?,
            Object::Dict(dict) => copy_entries(&dict, &[], &mut to.dict())?,
            Object::Stream(_) => return Err("Stream"),
        },
    }
    Ok(())
}

/// How an exported file ends.
struct End<'a> {
    /// Where its cross-reference table stands.
    table: usize,
    /// One more than the highest object number.
    size: i32,
    /// The document information.
    info: Option<ObjRef>,
    /// What names the file through all its revisions.
    id: Text<'a>,
}

impl<'a> End<'a> {
    fn read(bytes: &'a [u8]) -> Result<Self, Unexpected> {
        let end = after_last(bytes, b"startxref").ok_or("startxref")?;
        let table = std::str::from_utf8(&bytes[end..]).ok();
        let table = table.and_then(|text| text.split_whitespace().next()?.parse().ok());
        let table: usize = table.ok_or("startxref")?;
        let is_table = |text: &[u8]| text.starts_with(b"xref\n");
        if !bytes.get(table..end).is_some_and(is_table) {
            return Err("xref");
        }
        let start = after_last(&bytes[..end], b"trailer").ok_or("trailer")?;
        let dict = Dict::from_bytes(bytes[start..end].trim_ascii_start()).ok_or("trailer")?;
        if dict.contains_key("Prev") || dict.contains_key("Encrypt") {
            return Err("Prev");
        }
        let ids: Array<'a> = dict.get("ID").ok_or("ID")?;
        let size: Option<i32> = dict.get("Size");
        Ok(Self {
            table,
            size: size
                .filter(|size| (1..MOST_OBJECTS).contains(size))
                .ok_or("Size")?,
            info: dict.get_ref("Info"),
            id: ids.iter::<Text<'_>>().next().ok_or("ID")?,
        })
    }
}

/// Where a word ends that stands for the last time.
fn after_last(bytes: &[u8], word: &[u8]) -> Option<usize> {
    let mut windows = bytes.windows(word.len());
    Some(windows.rposition(|window| window == word)? + word.len())
}

/// The file, these objects after its end, and the table and trailer that make them count.
fn updated(file: &[u8], objects: &[Chunk], former: &End<'_>, root: Ref) -> Vec<u8> {
    let mut bytes = [file, b"\n"].concat();
    let mut offsets = Vec::new();
    for object in objects {
        offsets.extend(object.refs().map(|id| (id.get(), bytes.len())));
        bytes.extend_from_slice(object.as_bytes());
    }
    offsets.sort_unstable();
    let size = offsets.last().map_or(former.size, |(id, _)| id + 1);
    // Writing to a String cannot fail.
    let mut end = String::from("xref\n");
    for run in offsets.chunk_by(|(id, _), (next, _)| id + 1 == *next) {
        let _ = writeln!(end, "{} {}", run[0].0, run.len());
        for (_, offset) in run {
            let _ = write!(end, "{offset:010} 00000 n\r\n");
        }
    }
    let _ = write!(end, "trailer\n<</Size {size}/Root {} 0 R", root.get());
    if let Some(info) = former.info {
        let _ = write!(end, "/Info {} {} R", info.obj_number, info.gen_number);
    }
    let _ = write!(end, "/Prev {}/ID[<", former.table);
    former.id.iter().for_each(|byte| {
        let _ = write!(end, "{byte:02x}");
    });
    let (table, revision) = (bytes.len(), &sha256(&bytes)[..ID_DIGITS]);
    let _ = write!(end, "><{revision}>]>>\nstartxref\n{table}\n%%EOF\n");
    bytes.extend_from_slice(end.as_bytes());
    bytes
}

#[cfg(test)]
mod tests;
