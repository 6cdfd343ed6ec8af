//! Exported files in, one file out: their pages, structure and bookmarks one after the other.
//!
//! A long document is laid out a part at a time, so that no more than a part's layout is ever held. The compiler
//! exported each part as a file of its own, PDF/A and PDF/UA-1 like the whole; what a file has but one of (catalog,
//! page tree, structure, bookmarks, metadata) is made of theirs, and all other objects keep everything but their
//! numbers and ids. What is printed, page numbers too, is the parts' business. Files are attached to the last one.

#[cfg(test)]
pub(super) mod described;
mod metadata;
mod part;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use pdf_writer::{Finish, Name, Ref, Settings, Str};

use super::exported::Unexpected;
use crate::source::sha256;
use part::Part;

/// The objects that the file has but one of.
const CATALOG: Ref = Ref::new(1);
const PAGES: Ref = Ref::new(2);
const OUTLINES: Ref = Ref::new(3);
const TREE: Ref = Ref::new(4);
const DOCUMENT: Ref = Ref::new(5);
const IDS: Ref = Ref::new(6);
const INFO: Ref = Ref::new(7);
const METADATA: Ref = Ref::new(8);
/// The first number of all others.
const FREE: i32 = 9;

/// How many digits of a digest name a file: the sixteen bytes that writers use.
const ID_DIGITS: usize = 32;

/// The parts joined so far.
pub(super) struct Joined {
    file: pdf_writer::Pdf,
    /// How many there are.
    parts: usize,
    /// The first free object number.
    next: i32,
    /// The first free key of pages and annotations.
    next_key: i32,
    /// How many pages there are.
    pages: i32,
    /// A node of the page tree for each part.
    nodes: Vec<Ref>,
    /// What stands under the Document element.
    elements: Vec<Ref>,
    /// From keys to elements.
    parents: Vec<(i32, Ref)>,
    /// From ids to elements.
    ids: BTreeMap<Vec<u8>, Ref>,
    bookmarks: Option<Bookmarks>,
    /// What roles stand for, as the first part says it.
    roles: Vec<u8>,
    /// What the parts call what they say: together, what tells this file from every other.
    revisions: Vec<u8>,
}

/// The outermost bookmarks.
#[derive(Clone, Copy)]
struct Bookmarks {
    first: Ref,
    last: Ref,
    count: i32,
}

impl Joined {
    /// Nothing yet.
    pub(super) fn new() -> Self {
        Self {
            file: pdf_writer::Pdf::with_settings(Settings { pretty: false }),
            parts: 0,
            next: FREE,
            next_key: 0,
            pages: 0,
            nodes: Vec::new(),
            elements: Vec::new(),
            parents: Vec::new(),
            ids: BTreeMap::new(),
            bookmarks: None,
            roles: Vec::new(),
            revisions: Vec::new(),
        }
    }

    /// Adds a part after which others come.
    pub(super) fn add(&mut self, pdf: Vec<u8>) -> Result<(), Unexpected> {
        let file = part::parsed(pdf)?;
        let part = Part::read(&file, self, false)?;
        part.attaches_nothing()?;
        self.copy(&part)
    }

    /// Adds the last part and ends the file.
    pub(super) fn finish(mut self, pdf: Vec<u8>) -> Result<Vec<u8>, Unexpected> {
        let file = part::parsed(pdf)?;
        let part = Part::read(&file, &self, true)?;
        self.copy(&part)?;
        let revision = sha256(&self.revisions)[..ID_DIGITS].to_owned();
        self.page_tree();
        self.outlines()?;
        self.structure(&part)?;
        self.info(&part)?;
        self.metadata(&part, &revision)?;
        self.catalog(&part)?;
        self.file
            .set_file_id((part.identity().to_vec(), revision.into_bytes()));
        Ok(self.file.finish())
    }

    /// Copies what is the part's own, and takes note of what it adds to the rest.
    fn copy(&mut self, part: &Part<'_>) -> Result<(), Unexpected> {
        part.write(&mut self.file)?;
        if self.parts == 0 {
            part.roles().clone_into(&mut self.roles);
        }
        if part.roles() != self.roles {
            return Err(Unexpected("RoleMap"));
        }
        self.parts += 1;
        self.next = part.next();
        self.next_key += part.keys();
        self.pages += part.pages()?;
        self.nodes.push(part.node()?);
        self.elements.extend(part.elements()?);
        self.parents.extend(part.parents()?);
        self.ids.extend(part.ids()?);
        self.revisions.extend_from_slice(part.revision());
        let own = part.bookmarks()?;
        let (first, count) = self
            .bookmarks
            .map_or((own.first, 0), |former| (former.first, former.count));
        self.bookmarks = Some(Bookmarks {
            first,
            last: own.last,
            count: count + own.count,
        });
        Ok(())
    }

    fn page_tree(&mut self) {
        self.file
            .pages(PAGES)
            .count(self.pages)
            .kids(self.nodes.iter().copied());
    }

    fn outlines(&mut self) -> Result<(), Unexpected> {
        let Bookmarks { first, last, count } = self.bookmarks.ok_or(Unexpected("Outlines"))?;
        let mut outlines = self.file.outline(OUTLINES);
        outlines.first(first).last(last).count(count);
        Ok(())
    }

    /// The root of the structure, its one element and the tree of ids.
    fn structure(&mut self, part: &Part<'_>) -> Result<(), Unexpected> {
        let mut document = self.file.indirect(DOCUMENT).dict();
        part.document(&["K"], &mut document)?;
        document.insert(Name(b"K")).array().items(&self.elements);
        document.finish();

        let mut tree = self.file.indirect(TREE).dict();
        part.tree(
            &["K", "ParentTree", "ParentTreeNextKey", "IDTree"],
            &mut tree,
        )?;
        tree.insert(Name(b"K")).array().item(DOCUMENT);
        let mut parents = tree.insert(Name(b"ParentTree")).dict();
        let mut pairs = parents.insert(Name(b"Nums")).array();
        for (key, element) in &self.parents {
            pairs.item(key).item(element);
        }
        pairs.finish();
        parents.finish();
        tree.pair(Name(b"ParentTreeNextKey"), self.next_key);
        tree.pair(Name(b"IDTree"), IDS);
        tree.finish();

        let mut ids = self.file.indirect(IDS).dict();
        let mut pairs = ids.insert(Name(b"Names")).array();
        for (id, element) in &self.ids {
            pairs.item(Str(id)).item(element);
        }
        Ok(())
    }

    fn info(&mut self, part: &Part<'_>) -> Result<(), Unexpected> {
        part.info(&mut self.file.document_info(INFO))
    }

    fn metadata(&mut self, part: &Part<'_>, revision: &str) -> Result<(), Unexpected> {
        let packet = metadata::of_whole(part, self.pages, revision)?;
        self.file.metadata(METADATA, packet.as_bytes());
        Ok(())
    }

    /// The catalog of the last part, which names the attached files.
    fn catalog(&mut self, part: &Part<'_>) -> Result<(), Unexpected> {
        let mut catalog = self.file.catalog(CATALOG);
        part.catalog(
            &["Type", "Pages", "Metadata", "StructTreeRoot", "Outlines"],
            &mut catalog,
        )?;
        catalog.pages(PAGES).metadata(METADATA).outlines(OUTLINES);
        catalog.pair(Name(b"StructTreeRoot"), TREE);
        Ok(())
    }
}
