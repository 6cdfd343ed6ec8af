//! What must be known of a file that the compiler exported: where its catalog, pages and structure stand, and how
//! it ends. Nothing but what the compiler exported is ever read: any other shape is an error.

use hayro_syntax::{
    Pdf,
    object::{Array, Dict, FromBytes, Name, ObjRef, String as Text},
};
use pdf_writer::Ref;

/// What an exported file does not hold as expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unexpected(pub(super) &'static str);

/// The most objects a PDF file is expected to have: no number of ours overflows below it.
const MOST_OBJECTS: i32 = 8_388_607;

/// An object of the file.
pub(super) struct Entry<'a> {
    /// Its number.
    pub(super) id: Ref,
    /// Its entries.
    pub(super) dict: Dict<'a>,
}

/// The parts of an exported file that fields change.
pub(super) struct Exported<'a> {
    file: &'a Pdf,
    /// The catalog.
    pub(super) catalog: Entry<'a>,
    /// The root of the structure.
    pub(super) tree: Entry<'a>,
    /// The structure's one Document element.
    pub(super) document: Entry<'a>,
    /// From the numbers that pages and annotations bear to their elements.
    pub(super) parents: Array<'a>,
    /// The first such number that is free.
    pub(super) next_key: i32,
    /// The first object number that is free.
    pub(super) form_id: Ref,
    /// The file's end.
    pub(super) trailer: Trailer<'a>,
}

/// The trailer, and where its cross-reference table stands.
pub(super) struct Trailer<'a> {
    /// The offset of the table.
    pub(super) table: usize,
    /// One more than the highest object number.
    pub(super) size: usize,
    /// The document information.
    pub(super) info: Option<ObjRef>,
    /// What names the file through all its revisions.
    pub(super) id: Text<'a>,
}

impl<'a> Exported<'a> {
    pub(super) fn read(bytes: &'a [u8], file: &'a Pdf) -> Result<Self, Unexpected> {
        let trailer = Trailer::read(bytes)?;
        let form_id = i32::try_from(trailer.size)
            .ok()
            .filter(|size| (1..MOST_OBJECTS).contains(size))
            .map(Ref::new);
        let root = file.xref().root_id();
        let catalog: Dict<'a> = file.xref().get(root).ok_or(Unexpected("Root"))?;
        if catalog.contains_key("AcroForm") {
            return Err(Unexpected("Root/AcroForm"));
        }
        let tree = element(file, catalog.get_ref("StructTreeRoot"), "StructTreeRoot")?;
        let document = only_child(file, &tree.dict)?;
        let next_key = tree.dict.get::<i32>("ParentTreeNextKey");
        let next_key = next_key.filter(|key| (0..MOST_OBJECTS).contains(key));
        let parents = tree.dict.get::<Dict<'a>>("ParentTree");
        let parents = parents.ok_or(Unexpected("ParentTree"))?;
        let parents: Array<'a> = parents.get("Nums").ok_or(Unexpected("ParentTree/Nums"))?;
        Ok(Self {
            file,
            catalog: Entry {
                id: number(root.into())?,
                dict: catalog,
            },
            tree,
            document,
            next_key: next_key.ok_or(Unexpected("ParentTreeNextKey"))?,
            parents,
            form_id: form_id.ok_or(Unexpected("Size"))?,
            trailer,
        })
    }

    /// A page, from 0.
    pub(super) fn page(&self, index: usize) -> Result<Entry<'a>, Unexpected> {
        let page = self.file.pages().get(index).ok_or(Unexpected("Pages"))?;
        let id = page.raw().obj_id().ok_or(Unexpected("Page"))?;
        element(self.file, Some(id.into()), "Page")
    }
}

/// The number of an object of the first generation, as all are in a file that was never changed.
pub(super) fn number(of: ObjRef) -> Result<Ref, Unexpected> {
    if of.obj_number > 0 && of.gen_number == 0 {
        Ok(Ref::new(of.obj_number))
    } else {
        Err(Unexpected("R"))
    }
}

fn element<'a>(
    file: &'a Pdf,
    at: Option<ObjRef>,
    name: &'static str,
) -> Result<Entry<'a>, Unexpected> {
    let at = at.ok_or(Unexpected(name))?;
    Ok(Entry {
        id: number(at)?,
        dict: file.xref().get(at.into()).ok_or(Unexpected(name))?,
    })
}

/// The one element under the root, which holds everything.
fn only_child<'a>(file: &'a Pdf, tree: &Dict<'a>) -> Result<Entry<'a>, Unexpected> {
    let kids: Array<'a> = tree.get("K").ok_or(Unexpected("StructTreeRoot/K"))?;
    let mut kids = kids.raw_iter();
    let (only, None) = (kids.next().and_then(|kid| kid.as_obj_ref()), kids.next()) else {
        return Err(Unexpected("StructTreeRoot/K"));
    };
    let document = element(file, only, "StructTreeRoot/K")?;
    let role: Option<Name<'_>> = document.dict.get("S");
    if role.is_some_and(|role| role.as_str() == "Document") {
        Ok(document)
    } else {
        Err(Unexpected("Document"))
    }
}

impl<'a> Trailer<'a> {
    fn read(bytes: &'a [u8]) -> Result<Self, Unexpected> {
        let end = last(bytes, b"startxref").ok_or(Unexpected("startxref"))?;
        let table = decimal(&bytes[end..]).ok_or(Unexpected("startxref"))?;
        if !bytes
            .get(table..end)
            .is_some_and(|table| table.starts_with(b"xref\n"))
        {
            return Err(Unexpected("xref"));
        }
        let start = last(&bytes[..end], b"trailer").ok_or(Unexpected("trailer"))?;
        let dict = bytes[start..end].trim_ascii_start();
        let dict = Dict::from_bytes(dict).ok_or(Unexpected("trailer"))?;
        if dict.contains_key("Prev") || dict.contains_key("Encrypt") {
            return Err(Unexpected("Prev"));
        }
        let ids: Array<'a> = dict.get("ID").ok_or(Unexpected("ID"))?;
        let mut ids = ids.iter::<Text<'_>>();
        let size: u32 = dict.get("Size").ok_or(Unexpected("Size"))?;
        Ok(Self {
            table,
            size: usize::try_from(size).map_err(|_| Unexpected("Size"))?,
            info: dict.get_ref("Info"),
            id: ids.next().ok_or(Unexpected("ID"))?,
        })
    }
}

/// Where a word ends that stands for the last time.
fn last(bytes: &[u8], word: &[u8]) -> Option<usize> {
    Some(
        bytes
            .windows(word.len())
            .rposition(|window| window == word)?
            + word.len(),
    )
}

fn decimal(text: &[u8]) -> Option<usize> {
    std::str::from_utf8(text)
        .ok()?
        .split_whitespace()
        .next()?
        .parse()
        .ok()
}
