//! The objects of the update: three a field, the form, and those of the file that must name them.

use std::collections::BTreeMap;

use hayro_syntax::object::{Dict, MaybeRef, Object};
use pdf_writer::{
    Chunk, Finish, Name, Rect, Ref, TextStr,
    types::{AnnotationFlags, FieldType, SigFlags, StructRole},
    writers::Form,
};

use super::{Placed, Unexpected, copy, exported::Exported, update::Update};

/// Writes everything that fields add or change.
pub(super) fn write(exported: &Exported<'_>, placed: &[Placed<'_>], update: &mut Update) -> Result<(), Unexpected> {
    update.object(exported.form_id, |chunk| form(exported.form_id, placed, chunk));
    for field in placed {
        update.object(field.widget, |chunk| widget(field, chunk));
        update.object(field.appearance, |chunk| appearance(field, chunk));
        update.object(field.element, |chunk| element(field, exported.document.0, chunk));
    }
    let mut by_page: BTreeMap<usize, Vec<Ref>> = BTreeMap::new();
    placed.iter().for_each(|field| by_page.entry(field.field.page).or_default().push(field.widget));
    for (page, widgets) in by_page {
        let (id, dict) = exported.page(page)?;
        update.changed(id, |chunk| {
            let mut to = chunk.indirect(id).dict();
            copy::entries(&dict, &["Annots", "Tabs"], &mut to)?;
            to.pair(Name(b"Tabs"), Name(b"S"));
            list(&dict, "Annots", &widgets, &mut to)
        })?;
    }
    let elements: Vec<Ref> = placed.iter().map(|field| field.element).collect();
    let (id, dict) = &exported.document;
    update.changed(*id, |chunk| {
        let mut to = chunk.indirect(*id).dict();
        copy::entries(dict, &["K"], &mut to)?;
        list(dict, "K", &elements, &mut to)
    })?;
    update.changed(exported.tree.0, |chunk| tree(exported, placed, chunk))?;
    let (id, dict) = &exported.catalog;
    update.changed(*id, |chunk| {
        let mut to = chunk.indirect(*id).dict();
        copy::entries(dict, &[], &mut to)?;
        to.pair(Name(b"AcroForm"), exported.form_id);
        Ok(())
    })
}

fn form(id: Ref, placed: &[Placed<'_>], chunk: &mut Chunk) {
    let mut form = chunk.indirect(id).start::<Form<'_>>();
    form.fields(placed.iter().map(|field| field.widget)).sig_flags(SigFlags::SIGNATURES_EXIST);
}

/// The field and, in one object, what shows it.
fn widget(placed: &Placed<'_>, chunk: &mut Chunk) {
    let mut field = chunk.form_field(placed.widget);
    field.field_type(FieldType::Signature);
    field.partial_name(TextStr(&placed.field.name)).alternate_name(TextStr(&placed.field.tooltip));
    let mut widget = field.into_annotation();
    widget.rect(placed.field.rect).page(placed.page).struct_parent(placed.key);
    widget.flags(AnnotationFlags::PRINT | AnnotationFlags::LOCKED);
    widget.appearance().normal().stream(placed.appearance);
}

/// Nothing to see until it is signed: the block's frame is on the page.
fn appearance(placed: &Placed<'_>, chunk: &mut Chunk) {
    let Rect { x1, y1, x2, y2 } = placed.field.rect;
    let mut looks = chunk.form_xobject(placed.appearance, &[]);
    looks.bbox(size(x1, y1, x2, y2));
    looks.resources();
}

#[expect(clippy::disallowed_types, clippy::float_arithmetic, reason = "lengths on a page, in points")]
fn size(x1: f32, y1: f32, x2: f32, y2: f32) -> Rect {
    Rect::new(0.0, 0.0, x2 - x1, y2 - y1)
}

/// The field's place in the structure, where screen readers meet it.
fn element(placed: &Placed<'_>, parent: Ref, chunk: &mut Chunk) {
    let mut element = chunk.struct_element(placed.element);
    element.kind(StructRole::Form).parent(parent).page(placed.page);
    element.object_child().page(placed.page).object(placed.widget);
}

/// The structure's root, which leads from each widget to its element.
fn tree(exported: &Exported<'_>, placed: &[Placed<'_>], chunk: &mut Chunk) -> Result<(), Unexpected> {
    let (id, dict) = &exported.tree;
    let mut to = chunk.indirect(*id).dict();
    copy::entries(dict, &["ParentTree", "ParentTreeNextKey"], &mut to)?;
    let mut parents = to.insert(Name(b"ParentTree")).dict();
    let mut pairs = parents.insert(Name(b"Nums")).array();
    for held in exported.parents.raw_iter() {
        copy::value(held, pairs.push())?;
    }
    for field in placed {
        pairs.item(field.key).item(field.element);
    }
    pairs.finish();
    parents.finish();
    let next = placed.iter().map(|field| field.key + 1).max();
    to.pair(Name(b"ParentTreeNextKey"), next.unwrap_or(exported.next_key));
    Ok(())
}

/// Writes what an entry holds, none, one or many, and after it `more`.
fn list(from: &Dict<'_>, key: &str, more: &[Ref], to: &mut pdf_writer::Dict<'_>) -> Result<(), Unexpected> {
    let mut items = to.insert(Name(key.as_bytes())).array();
    let held: Option<Object<'_>> = from.get(key);
    match (held, from.get_raw::<Object<'_>>(key)) {
        (Some(Object::Array(held)), _) => {
            for item in held.raw_iter() {
                copy::value(item, items.push())?;
            }
        }
        (_, Some(one @ (MaybeRef::Ref(_) | MaybeRef::NotRef(Object::Dict(_) | Object::Number(_))))) => {
            copy::value(one, items.push())?;
        }
        (None, None) => {}
        _ => return Err(Unexpected("K")),
    }
    items.items(more.iter().copied());
    Ok(())
}
