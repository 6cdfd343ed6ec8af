//! The blocks that templates mark for signature, as they stand on the laid out pages.

use rust_decimal::Decimal;
use typst::{
    foundations::{Content, Dict, FromValue, Label, Output, Selector, Value},
    introspection::MetadataElem,
    layout::{Abs, Length},
    utils::PicoStr,
};

use super::{layout::Layout, world::steps};

/// What `signatures.typ` labels its marks with.
const LABEL: &str = "champ-signature";

/// A marked block.
#[derive(Clone, Debug)]
pub(in crate::render) struct Mark {
    /// The id of the party that signs in it.
    pub(in crate::render) party: String,
    /// What it is for, in the template's words.
    pub(in crate::render) text: String,
    /// Its page, from 0.
    pub(in crate::render) page: usize,
    /// Its left, lower, right and upper edges, in points from the lower left corner of the page.
    pub(in crate::render) rect: [Decimal; 4],
}

/// The marks of a document, in its order, without those that an override wrote in another form.
pub(in crate::render) fn marks(layout: &Layout<'_>) -> Vec<Mark> {
    let document = &layout.document;
    let Some(label) = Label::new(PicoStr::intern(LABEL)) else {
        return Vec::new();
    };
    let marked = Output::introspector(document).query(&Selector::Label(label));
    let mark = |element: &Content| {
        let Value::Dict(fields) = &element.to_packed::<MetadataElem>()?.value else {
            return None;
        };
        let at = document.introspector().position(element.location()?)?;
        let page = at.page.get() - 1;
        let height = document.pages().get(page)?.frame.height();
        let (left, top) = (at.point.x, height - at.point.y);
        let right = left + entry::<Length>(fields, "largeur")?.abs;
        let bottom = top - entry::<Length>(fields, "hauteur")?.abs;
        // To the thousandth of a point, finer than any printer.
        let points = |length| Decimal::new(steps(length, Abs::pt(0.001)), 3);
        Some(Mark {
            party: entry(fields, "partie")?,
            text: entry(fields, "texte")?,
            page,
            rect: [left, bottom, right, top].map(points),
        })
    };
    marked.iter().filter_map(mark).collect()
}

fn entry<T: FromValue>(fields: &Dict, key: &str) -> Option<T> {
    fields.get(key).ok()?.clone().cast().ok()
}
