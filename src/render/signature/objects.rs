//! The objects of the update: three a field and the form, and those of the file that must name them.

use std::collections::BTreeMap;

use hayro_syntax::object::{Dict, MaybeRef, Object};
use pdf_writer::{
    Chunk, Finish, Name, Rect, Ref, Settings, TextStr,
    types::{AnnotationFlags, FieldType, SigFlags, StructRole},
    writers::Form,
};

use super::{
    copy,
    exported::{Entry, Exported, Unexpected},
    field::Placed,
    update::Update,
};

/// Writes everything that fields add or change.
pub(super) fn write(
    exported: &Exported<'_>,
    placed: &[Placed<'_>],
    update: &mut Update,
) -> Result<(), Unexpected> {
    update.push(&form(exported.form_id, placed));
    for field in placed {
        update.push(&widget(field));
        update.push(&appearance(field));
        update.push(&element(field, exported.document.id));
    }
    let mut by_page: BTreeMap<usize, Vec<Ref>> = BTreeMap::new();
    placed.iter().for_each(|field| {
        by_page
            .entry(field.field.page)
            .or_default()
            .push(field.widget);
    });
    for (page, widgets) in by_page {
        update.push(&page_with(&exported.page(page)?, &widgets)?);
    }
    update.push(&document_with(&exported.document, placed)?);
    update.push(&tree(exported, placed)?);
    update.push(&again(&exported.catalog, &[], |catalog| {
        catalog.pair(Name(b"AcroForm"), exported.form_id);
        Ok(())
    })?);
    Ok(())
}

fn chunk() -> Chunk {
    Chunk::with_settings(Settings { pretty: false })
}

fn form(id: Ref, placed: &[Placed<'_>]) -> Chunk {
    let mut chunk = chunk();
    let mut form = chunk.indirect(id).start::<Form<'_>>();
    form.fields(placed.iter().map(|field| field.widget))
        .sig_flags(SigFlags::SIGNATURES_EXIST);
    form.finish();
    chunk
}

/// The field and, in one object, what shows it.
fn widget(placed: &Placed<'_>) -> Chunk {
    let mut chunk = chunk();
    let mut field = chunk.form_field(placed.widget);
    field.field_type(FieldType::Signature);
    field
        .partial_name(TextStr(&placed.field.name))
        .alternate_name(TextStr(&placed.field.tooltip));
    let mut widget = field.into_annotation();
    widget
        .rect(placed.field.rect)
        .page(placed.page)
        .struct_parent(placed.key);
    widget.flags(AnnotationFlags::PRINT | AnnotationFlags::LOCKED);
    widget.appearance().normal().stream(placed.appearance);
    widget.finish();
    chunk
}

/// Nothing to see until it is signed: the block's frame is on the page.
fn appearance(placed: &Placed<'_>) -> Chunk {
    let mut chunk = chunk();
    let mut looks = chunk.form_xobject(placed.appearance, &[]);
    looks.bbox(moved_to_origin(placed.field.rect));
    looks.resources();
    looks.finish();
    chunk
}

#[expect(clippy::float_arithmetic, reason = "lengths on a page, in points")]
fn moved_to_origin(rect: Rect) -> Rect {
    Rect::new(0.0, 0.0, rect.x2 - rect.x1, rect.y2 - rect.y1)
}

/// The field's place in the structure, where screen readers meet it.
fn element(placed: &Placed<'_>, parent: Ref) -> Chunk {
    let mut chunk = chunk();
    let mut element = chunk.struct_element(placed.element);
    element
        .kind(StructRole::Form)
        .parent(parent)
        .page(placed.page);
    element
        .object_child()
        .page(placed.page)
        .object(placed.widget);
    element.finish();
    chunk
}

/// An object of the file as it was, but for some entries, which `change` writes.
fn again(
    entry: &Entry<'_>,
    but: &[&str],
    change: impl FnOnce(&mut pdf_writer::Dict<'_>) -> Result<(), Unexpected>,
) -> Result<Chunk, Unexpected> {
    let mut chunk = chunk();
    let mut to = chunk.indirect(entry.id).dict();
    copy::entries(&entry.dict, but, &mut to)?;
    change(&mut to)?;
    to.finish();
    Ok(chunk)
}

/// A page with these widgets on it, visited in the order of the structure.
fn page_with(page: &Entry<'_>, widgets: &[Ref]) -> Result<Chunk, Unexpected> {
    again(page, &["Annots", "Tabs"], |to| {
        to.pair(Name(b"Tabs"), Name(b"S"));
        list(&page.dict, "Annots", widgets, to)
    })
}

/// The Document element, the fields read after all else.
fn document_with(document: &Entry<'_>, placed: &[Placed<'_>]) -> Result<Chunk, Unexpected> {
    let elements: Vec<Ref> = placed.iter().map(|field| field.element).collect();
    again(document, &["K"], |to| {
        list(&document.dict, "K", &elements, to)
    })
}

/// The structure's root, which leads from each widget to its element.
fn tree(exported: &Exported<'_>, placed: &[Placed<'_>]) -> Result<Chunk, Unexpected> {
    again(&exported.tree, &["ParentTree", "ParentTreeNextKey"], |to| {
        let mut parents = to.insert(Name(b"ParentTree")).dict();
        let mut pairs = parents.insert(Name(b"Nums")).array();
        for entry in exported.parents.raw_iter() {
            copy::value(entry, pairs.push())?;
        }
        for field in placed {
            pairs.item(field.key).item(field.element);
        }
        pairs.finish();
        parents.finish();
        let next = placed.iter().map(|field| field.key + 1).max();
        to.pair(
            Name(b"ParentTreeNextKey"),
            next.unwrap_or(exported.next_key),
        );
        Ok(())
    })
}

/// Writes what an entry holds, none, one or many, and after it `more`.
fn list(
    from: &Dict<'_>,
    key: &str,
    more: &[Ref],
    to: &mut pdf_writer::Dict<'_>,
) -> Result<(), Unexpected> {
    let mut items = to.insert(Name(key.as_bytes())).array();
    match (from.get::<Object<'_>>(key), from.get_raw::<Object<'_>>(key)) {
        (Some(Object::Array(entry)), _) => {
            for item in entry.raw_iter() {
                copy::value(item, items.push())?;
            }
        }
        (Some(Object::Dict(_)), Some(one @ MaybeRef::Ref(_))) => copy::value(one, items.push())?,
        (None, None) => {}
        _ => return Err(Unexpected("K")),
    }
    items.items(more.iter().copied());
    Ok(())
}
