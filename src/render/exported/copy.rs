//! Objects of an exported file written again, value by value, as they were read or under other names.

use hayro_syntax::object::{Array, Dict, MaybeRef, Name, Number, ObjRef, Object, String as Text};
use pdf_writer::{Null, Obj, Ref, Str};

use super::{Unexpected, number};

/// The names that objects bear in the file they are written to.
pub(in crate::render) struct Names<'a> {
    /// The number of an object.
    pub(in crate::render) number: &'a dyn Fn(ObjRef) -> Result<Ref, Unexpected>,
    /// How far the keys move that lead from pages and annotations to their elements.
    pub(in crate::render) keys: i32,
    /// What precedes the ids of elements.
    pub(in crate::render) ids: &'a str,
}

impl Names<'static> {
    /// The names they have.
    pub(in crate::render) fn kept() -> Self {
        Self {
            number: &number,
            keys: 0,
            ids: "",
        }
    }
}

impl Names<'_> {
    /// Writes the entries of a dictionary, in the order of their keys, but those that are to be replaced.
    pub(in crate::render) fn entries(
        &self,
        from: &Dict<'_>,
        but: &[&str],
        to: &mut pdf_writer::Dict<'_>,
    ) -> Result<(), Unexpected> {
        let mut keys: Vec<Name<'_>> = from
            .keys()
            .filter(|key| !but.contains(&key.as_str()))
            .collect();
        keys.sort_by(|a, b| a.as_ref().cmp(b.as_ref()));
        for key in keys {
            let held = from.get_raw::<Object<'_>>(&key).ok_or(Unexpected("Dict"))?;
            let to = to.insert(pdf_writer::Name(&key));
            match (key.as_str(), held) {
                ("StructParents" | "StructParent", MaybeRef::NotRef(Object::Number(key))) => {
                    to.primitive(
                        i32::try_from(key.as_i64()).map_err(|_| Unexpected("StructParent"))?
                            + self.keys,
                    );
                }
                ("ID", MaybeRef::NotRef(Object::String(id))) => to.primitive(Str(&self.id(&id))),
                ("Headers", MaybeRef::NotRef(Object::Array(ids))) => self.headers(&ids, to),
                (_, held) => self.value(held, to)?,
            }
        }
        Ok(())
    }

    /// Writes a value.
    pub(in crate::render) fn value(
        &self,
        from: MaybeRef<Object<'_>>,
        to: Obj<'_>,
    ) -> Result<(), Unexpected> {
        let held = match from {
            MaybeRef::Ref(reference) => {
                to.primitive((self.number)(reference)?);
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
                    self.value(item, to.push())?;
                }
            }
            Object::Dict(held) => self.entries(&held, &[], &mut to.dict())?,
            Object::Stream(_) => return Err(Unexpected("Stream")),
        }
        Ok(())
    }

    /// The id of an element.
    pub(in crate::render) fn id(&self, held: &[u8]) -> Vec<u8> {
        [self.ids.as_bytes(), held].concat()
    }

    /// The ids of the cells that head another.
    fn headers(&self, ids: &Array<'_>, to: Obj<'_>) {
        let mut to = to.array();
        for id in ids.iter::<Text<'_>>() {
            to.item(Str(&self.id(&id)));
        }
    }
}
