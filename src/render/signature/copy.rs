//! Objects of the exported file written again, value by value, as they were read.

use hayro_syntax::object::{Dict, MaybeRef, Name, Number, Object};
use pdf_writer::{Null, Obj, Str};

use super::{Unexpected, exported::number};

/// Writes the entries of a dictionary, in the order of their keys, but those that are to be replaced.
pub(super) fn entries(from: &Dict<'_>, but: &[&str], to: &mut pdf_writer::Dict<'_>) -> Result<(), Unexpected> {
    let mut keys: Vec<Name<'_>> = from.keys().filter(|key| !but.contains(&key.as_str())).collect();
    keys.sort_by(|a, b| a.as_ref().cmp(b.as_ref()));
    for key in keys {
        let held = from.get_raw::<Object<'_>>(&key).ok_or(Unexpected("Dict"))?;
        value(held, to.insert(pdf_writer::Name(&key)))?;
    }
    Ok(())
}

/// Writes a value.
pub(super) fn value(from: MaybeRef<Object<'_>>, to: Obj<'_>) -> Result<(), Unexpected> {
    let held = match from {
        MaybeRef::Ref(reference) => {
            to.primitive(number(reference)?);
            return Ok(());
        }
        MaybeRef::NotRef(held) => held,
    };
    match held {
        Object::Null(_) => to.primitive(Null),
        Object::Boolean(held) => to.primitive(held),
        Object::Number(held) => match i32::try_from(held.as_i64()) {
            // A whole number stays one: readers tell them from others.
            Ok(whole) if held == Number::from_i32(whole) => to.primitive(whole),
            _ => to.primitive(held.as_f32()),
        },
        Object::String(held) => to.primitive(Str(&held)),
        Object::Name(held) => to.primitive(pdf_writer::Name(&held)),
        Object::Array(held) => {
            let mut to = to.array();
            for item in held.raw_iter() {
                value(item, to.push())?;
            }
        }
        Object::Dict(held) => entries(&held, &[], &mut to.dict())?,
        Object::Stream(_) => return Err(Unexpected("Stream")),
    }
    Ok(())
}
