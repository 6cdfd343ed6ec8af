//! What was changed after a file was published: on its pages, and among its attached files.

use std::collections::BTreeSet;

use hayro_syntax::{
    Pdf,
    object::{Array, Dict, MaybeRef, Name, Object, ObjectIdentifier},
    page::Page,
};

use super::{MOST, catalog};

/// The entries of a page that determine what it shows.
const SHOWN: [&str; 6] = [
    "Contents",
    "Resources",
    "MediaBox",
    "CropBox",
    "Rotate",
    "UserUnit",
];
/// The most objects that are compared.
const MOST_OBJECTS: usize = 100_000;

/// A value in both versions.
type Pair<'a> = [Option<MaybeRef<Object<'a>>>; 2];

/// The numbers of the pages whose content or annotations are not those that were published.
pub(super) fn pages(published: &Pdf, whole: &Pdf) -> Vec<usize> {
    let (before, after) = (published.pages(), whole.pages());
    let is_same = |number: usize| match (before.get(number), after.get(number)) {
        (Some(before), Some(after)) => {
            let pages = [before, after];
            let shown = SHOWN.map(|key| pages.map(|page| page.raw().get_raw(key)));
            notes(before) == notes(after) && are_same([published, whole], shown.into())
        }
        _ => false,
    };
    let count = before.len().max(after.len());
    (0..count)
        .filter(|number| !is_same(*number))
        .map(|number| number + 1)
        .collect()
}

/// How many annotations a page has, without the fields in which parties sign.
fn notes(page: &Page<'_>) -> usize {
    let notes = page.raw().get::<Array<'_>>("Annots");
    let notes = notes.iter().flat_map(Array::iter::<Dict<'_>>);
    let has = |dict: &Dict<'_>, key: &str, value: &str| {
        dict.get::<Name<'_>>(key)
            .is_some_and(|name| name.as_str() == value)
    };
    let is_signature = |note: &Dict<'_>| {
        let field = note.get::<Dict<'_>>("Parent");
        let mut parts = [Some(note), field.as_ref()].into_iter().flatten();
        has(note, "Subtype", "Widget") && parts.any(|part| has(part, "FT", "Sig"))
    };
    notes.filter(|note| !is_signature(note)).count()
}

/// Whether an attached file was changed, added or removed, in the document's list of files or in its list of names.
pub(super) fn has_other_files(published: &Pdf, whole: &Pdf) -> bool {
    let files = [published, whole];
    let catalogs = files.map(|file| catalog(file).unwrap_or_default());
    let names = [0, 1].map(|side: usize| {
        let names = catalogs[side].get::<Dict<'_>>("Names");
        names.and_then(|names| names.get_raw("EmbeddedFiles"))
    });
    let attached = [0, 1].map(|side: usize| catalogs[side].get_raw("AF"));
    !are_same(files, vec![names, attached])
}

/// Whether values are the same in both versions, with everything that they refer to.
fn are_same<'a>(files: [&'a Pdf; 2], mut pairs: Vec<Pair<'a>>) -> bool {
    let mut seen = BTreeSet::new();
    while let Some(pair) = pairs.pop() {
        let ids = pair.each_ref().map(|side| {
            let reference = side.as_ref().and_then(MaybeRef::as_obj_ref);
            reference.map(ObjectIdentifier::from)
        });
        if ids.iter().any(Option::is_some) && !seen.insert(ids) {
            continue;
        }
        if seen.len() + pairs.len() > MOST_OBJECTS {
            return false;
        }
        let [before, after] = pair;
        let values = [
            value(files[0], before, ids[0]),
            value(files[1], after, ids[1]),
        ];
        match values {
            [Some(Object::Array(before)), Some(Object::Array(after))] => {
                let items = [before, after].map(|array| array.raw_iter().collect::<Vec<_>>());
                let [before, after] = items;
                if before.len() != after.len() {
                    return false;
                }
                let both = before.into_iter().zip(after);
                pairs.extend(both.map(|(one, other)| [Some(one), Some(other)]));
            }
            [Some(Object::Dict(before)), Some(Object::Dict(after))] => {
                pairs.extend(entries(&before, &after));
            }
            [Some(Object::Stream(before)), Some(Object::Stream(after))] => {
                if before.raw_data() != after.raw_data() {
                    return false;
                }
                pairs.extend(entries(before.dict(), after.dict()));
            }
            [before, after] if before == after => {}
            _ => return false,
        }
    }
    true
}

/// All entries of either dictionary, in pairs.
fn entries<'a>(before: &Dict<'a>, after: &Dict<'a>) -> Vec<Pair<'a>> {
    let keys = before.keys().chain(after.keys());
    let keys: BTreeSet<Vec<u8>> = keys.map(|key| key.as_ref().to_vec()).take(MOST).collect();
    let pair = |key: Vec<u8>| [before.get_raw(&key), after.get_raw(&key)];
    keys.into_iter().map(pair).collect()
}

fn value<'a>(
    file: &'a Pdf,
    object: Option<MaybeRef<Object<'a>>>,
    id: Option<ObjectIdentifier>,
) -> Option<Object<'a>> {
    match object? {
        MaybeRef::NotRef(object) => Some(object),
        MaybeRef::Ref(_) => file.xref().get(id?),
    }
}
