//! Objects of an exported file written again, value by value, as they were read.

use hayro_syntax::object::{Dict, MaybeRef, Name, Number, Object};
use pdf_writer::{Null, Obj, Str};

use super::exported::{Unexpected, number};

/// Writes the entries of a dictionary, in the order of their keys, but those that are to be replaced.
pub(super) fn entries(
    from: &Dict<'_>,
    but: &[&str],
    to: &mut pdf_writer::Dict<'_>,
) -> Result<(), Unexpected> {
    let keys = from.keys().filter(|key| !but.contains(&key.as_str()));
    let mut keys: Vec<Name<'_>> = keys.collect();
    keys.sort_by(|a, b| a.as_ref().cmp(b.as_ref()));
    for key in keys {
        let entry = from.get_raw::<Object<'_>>(&key).ok_or(Unexpected("Dict"))?;
        value(entry, to.insert(pdf_writer::Name(&key)))?;
    }
    Ok(())
}

/// Writes a value.
pub(super) fn value(from: MaybeRef<Object<'_>>, to: Obj<'_>) -> Result<(), Unexpected> {
    let object = match from {
        MaybeRef::Ref(reference) => {
            to.primitive(number(reference)?);
            return Ok(());
        }
        MaybeRef::NotRef(object) => object,
    };
    match object {
        Object::Null(_) => to.primitive(Null),
        Object::Boolean(boolean) => to.primitive(boolean),
        Object::Number(number) => match i32::try_from(number.as_i64()) {
            // A whole number stays one: readers tell them from others.
            Ok(whole) if number == Number::from_i32(whole) => to.primitive(whole),
            _ => to.primitive(number.as_f32()),
        },
        Object::String(string) => to.primitive(Str(&string)),
        Object::Name(name) => to.primitive(pdf_writer::Name(&name)),
        Object::Array(items) => {
            let mut to = to.array();
            for item in items.raw_iter() {
                value(item, to.push())?;
            }
        }
        Object::Dict(dict) => entries(&dict, &[], &mut to.dict())?,
        Object::Stream(_) => return Err(Unexpected("Stream")),
    }
    Ok(())
}
