//! One of the files to join: what it holds, and what that is called in the whole.

use hayro_syntax::{
    Pdf,
    object::{Array, Dict, MaybeRef, ObjRef, Object, Stream},
};
use pdf_writer::{Name, Ref};

use super::{Bookmarks, DOCUMENT, FREE, Joined, OUTLINES, PAGES, TREE, Unexpected};
use crate::render::exported::{Exported, Held, copy::Names, number};

/// What every part's catalog holds; anything more would be lost with it.
const KNOWN: [&str; 10] = [
    "Lang",
    "MarkInfo",
    "Metadata",
    "Outlines",
    "OutputIntents",
    "Pages",
    "StructTreeRoot",
    "Type",
    "ViewerPreferences",
    "Version",
];

/// The file behind these bytes.
pub(super) fn parsed(pdf: Vec<u8>) -> Result<Pdf, Unexpected> {
    Pdf::new(pdf).map_err(|_| Unexpected("PDF"))
}

/// A part of the whole.
pub(super) struct Part<'a> {
    file: &'a Pdf,
    exported: Exported<'a>,
    outlines: Held<'a>,
    /// The outermost bookmarks as the part numbers them.
    ends: (ObjRef, ObjRef),
    /// The new number of every object, from 1; none for one that the whole has but once.
    numbers: Vec<Option<Ref>>,
    /// The first number after them.
    next: i32,
    /// The first key in the whole.
    first_key: i32,
    /// The last bookmark of the part before.
    former: Option<Ref>,
    is_last: bool,
    /// What precedes its ids.
    prefix: String,
}

impl<'a> Part<'a> {
    /// Reads the part that comes after those joined so far.
    pub(super) fn read(file: &'a Pdf, joined: &Joined, is_last: bool) -> Result<Self, Unexpected> {
        let exported = Exported::read(file.data().as_ref(), file)?;
        let outlines = exported.held(&exported.catalog.dict, "Outlines")?;
        let end = |key| outlines.dict.get_ref(key).ok_or(Unexpected("Outlines"));
        let ends = (end("First")?, end("Last")?);
        let (numbers, next) = numbers(&exported, &outlines, ends.0, joined.next, is_last)?;
        Ok(Self {
            file,
            exported,
            ends,
            numbers,
            next,
            outlines,
            first_key: joined.next_key,
            former: joined.bookmarks.map(|bookmarks| bookmarks.last),
            is_last,
            prefix: format!("{}-", joined.parts + 1),
        })
    }

    /// Nothing is attached to it.
    pub(super) fn attaches_nothing(&self) -> Result<(), Unexpected> {
        let is_known = self
            .exported
            .catalog
            .dict
            .keys()
            .all(|key| KNOWN.contains(&key.as_str()));
        if is_known {
            Ok(())
        } else {
            Err(Unexpected("Root"))
        }
    }

    /// Writes what is its own.
    pub(super) fn write(&self, to: &mut pdf_writer::Pdf) -> Result<(), Unexpected> {
        for (id, number) in (1..).zip(&self.numbers) {
            let Some(number) = number.filter(|number| number.get() >= FREE) else {
                continue;
            };
            let reference = ObjRef::new(id, 0);
            let held: Object<'_> = self
                .file
                .xref()
                .get(reference.into())
                .ok_or(Unexpected("xref"))?;
            self.object(reference, number, held, to)?;
        }
        Ok(())
    }

    fn object(
        &self,
        id: ObjRef,
        number: Ref,
        held: Object<'_>,
        to: &mut pdf_writer::Pdf,
    ) -> Result<(), Unexpected> {
        let rename = |reference| self.rename(reference);
        let names = self.names(&rename);
        match held {
            Object::Stream(held) => {
                let bytes = held.raw_data();
                let mut stream = to.stream(number, &bytes);
                names.entries(held.dict(), &["Length"], &mut stream)
            }
            Object::Dict(held) => {
                let mut to = to.indirect(number).dict();
                names.entries(&held, &[], &mut to)?;
                self.link(id, &mut to);
                Ok(())
            }
            held => names.value(MaybeRef::NotRef(held), to.indirect(number)),
        }
    }

    /// Ties what begins and ends a part to what comes before and after it.
    fn link(&self, id: ObjRef, to: &mut pdf_writer::Dict<'_>) {
        if let (true, Some(former)) = (id == self.ends.0, self.former) {
            to.pair(Name(b"Prev"), former);
        }
        if id == self.ends.1 && !self.is_last {
            to.pair(Name(b"Next"), Ref::new(self.next));
        }
        if self.is_page_tree(id) {
            to.pair(Name(b"Parent"), PAGES);
        }
    }

    fn is_page_tree(&self, id: ObjRef) -> bool {
        self.exported.catalog.dict.get_ref("Pages") == Some(id)
    }

    fn names<'n>(&'n self, number: &'n dyn Fn(ObjRef) -> Result<Ref, Unexpected>) -> Names<'n> {
        Names {
            number,
            keys: self.first_key,
            ids: &self.prefix,
        }
    }

    fn rename(&self, reference: ObjRef) -> Result<Ref, Unexpected> {
        let index = usize::try_from(number(reference)?.get() - 1).map_err(|_| Unexpected("R"))?;
        self.numbers
            .get(index)
            .copied()
            .flatten()
            .ok_or(Unexpected("R"))
    }

    fn entries(
        &self,
        from: &Dict<'_>,
        but: &[&str],
        to: &mut pdf_writer::Dict<'_>,
    ) -> Result<(), Unexpected> {
        self.names(&|reference| self.rename(reference))
            .entries(from, but, to)
    }
}

/// The new numbers of a part's objects, and the first number after them: those of what the whole has but once,
/// then, from `next`, the first bookmark's, which the part before names, and all others in their order.
fn numbers(
    exported: &Exported<'_>,
    outlines: &Held<'_>,
    first: ObjRef,
    next: i32,
    is_last: bool,
) -> Result<(Vec<Option<Ref>>, i32), Unexpected> {
    let catalog = &exported.catalog.dict;
    let metadata = catalog.get_ref("Metadata");
    // Those of the last part serve the whole.
    let intents = catalog.get_ref("OutputIntents").filter(|_| !is_last);
    let mut dropped = vec![exported.catalog.id];
    for reference in [metadata, intents, exported.trailer.info]
        .into_iter()
        .flatten()
    {
        dropped.push(number(reference)?);
    }
    let first = number(first)?;
    let mut free = next + 1;
    let end = exported.form_id.get();
    let renamed = (1..end).map(Ref::new).map(|id| match id {
        id if id == first => Some(Ref::new(next)),
        id if id == outlines.id => Some(OUTLINES),
        id if id == exported.tree.id => Some(TREE),
        id if id == exported.document.id => Some(DOCUMENT),
        id if dropped.contains(&id) => None,
        _ => {
            free += 1;
            Some(Ref::new(free - 1))
        }
    });
    let renamed = renamed.collect();
    Ok((renamed, free))
}

/// What the part brings to what the whole has but one of.
impl Part<'_> {
    pub(super) fn next(&self) -> i32 {
        self.next
    }

    /// How many keys its pages and annotations bear.
    pub(super) fn keys(&self) -> i32 {
        self.exported.next_key
    }

    /// What it is a part of.
    pub(super) fn identity(&self) -> &[u8] {
        &self.exported.trailer.id
    }

    /// What tells it from every other file.
    pub(super) fn revision(&self) -> &[u8] {
        &self.exported.trailer.revision
    }

    pub(super) fn pages(&self) -> Result<i32, Unexpected> {
        i32::try_from(self.file.pages().len()).map_err(|_| Unexpected("Pages"))
    }

    /// Its node of the page tree.
    pub(super) fn node(&self) -> Result<Ref, Unexpected> {
        self.rename(
            self.exported
                .catalog
                .dict
                .get_ref("Pages")
                .ok_or(Unexpected("Pages"))?,
        )
    }

    pub(super) fn bookmarks(&self) -> Result<Bookmarks, Unexpected> {
        let count = self
            .outlines
            .dict
            .get("Count")
            .ok_or(Unexpected("Outlines"))?;
        Ok(Bookmarks {
            first: self.rename(self.ends.0)?,
            last: self.rename(self.ends.1)?,
            count,
        })
    }

    /// What roles stand for.
    pub(super) fn roles(&self) -> &[u8] {
        let roles: Option<Dict<'_>> = self.exported.tree.dict.get("RoleMap");
        roles.map_or(&[], |roles| roles.data())
    }

    /// What stands under its Document element.
    pub(super) fn elements(&self) -> Result<Vec<Ref>, Unexpected> {
        let wrong = Unexpected("K");
        let elements: Array<'_> = self.exported.document.dict.get("K").ok_or(wrong)?;
        elements
            .raw_iter()
            .map(|element| self.rename(element.as_obj_ref().ok_or(wrong)?))
            .collect()
    }

    /// From keys to elements.
    pub(super) fn parents(&self) -> Result<Vec<(i32, Ref)>, Unexpected> {
        let wrong = Unexpected("ParentTree/Nums");
        let items: Vec<MaybeRef<Object<'_>>> = self.exported.parents.raw_iter().collect();
        let pairs = items.chunks(2).map(|pair| {
            let [
                MaybeRef::NotRef(Object::Number(key)),
                MaybeRef::Ref(element),
            ] = pair
            else {
                return Err(wrong);
            };
            let key = i32::try_from(key.as_i64()).map_err(|_| wrong)?;
            Ok((self.first_key + key, self.rename(*element)?))
        });
        pairs.collect()
    }

    /// From ids to elements.
    pub(super) fn ids(&self) -> Result<Vec<(Vec<u8>, Ref)>, Unexpected> {
        let wrong = Unexpected("IDTree");
        let Some(tree) = self.exported.tree.dict.get::<Dict<'_>>("IDTree") else {
            return Ok(Vec::new());
        };
        let items: Array<'_> = tree.get("Names").ok_or(wrong)?;
        let items: Vec<MaybeRef<Object<'_>>> = items.raw_iter().collect();
        let pairs = items.chunks(2).map(|pair| {
            let [MaybeRef::NotRef(Object::String(id)), MaybeRef::Ref(element)] = pair else {
                return Err(wrong);
            };
            Ok((
                [self.prefix.as_bytes(), &**id].concat(),
                self.rename(*element)?,
            ))
        });
        pairs.collect()
    }

    /// The packet that describes it.
    pub(super) fn metadata(&self) -> Result<String, Unexpected> {
        let wrong = Unexpected("Metadata");
        let held: Stream<'_> = self.exported.catalog.dict.get("Metadata").ok_or(wrong)?;
        String::from_utf8(held.decoded().map_err(|_| wrong)?.into_owned()).map_err(|_| wrong)
    }
}

/// What the whole takes over from the last part.
impl Part<'_> {
    pub(super) fn document(
        &self,
        but: &[&str],
        to: &mut pdf_writer::Dict<'_>,
    ) -> Result<(), Unexpected> {
        self.entries(&self.exported.document.dict, but, to)
    }

    pub(super) fn tree(
        &self,
        but: &[&str],
        to: &mut pdf_writer::Dict<'_>,
    ) -> Result<(), Unexpected> {
        self.entries(&self.exported.tree.dict, but, to)
    }

    pub(super) fn catalog(
        &self,
        but: &[&str],
        to: &mut pdf_writer::Dict<'_>,
    ) -> Result<(), Unexpected> {
        self.entries(&self.exported.catalog.dict, but, to)
    }

    pub(super) fn info(&self, to: &mut pdf_writer::Dict<'_>) -> Result<(), Unexpected> {
        let info: Dict<'_> = self.exported.info().ok_or(Unexpected("Info"))?;
        self.entries(&info, &[], to)
    }
}
