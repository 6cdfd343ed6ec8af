//! Signature fields: an exported PDF in, the same bytes and one incremental update out.
//!
//! Each signatory gets an empty field over its block, which any signing tool finds by itself. A field is one
//! object with its widget, stands in the structure tree as a Form, prints, and says in French whose it is:
//! what PDF/A-3a and PDF/UA-1 ask for, before and after it is signed. Nothing is signed here, and nothing but
//! what the compiler exported is ever read: any other shape is an error.

mod objects;
#[cfg(test)]
mod tests;
mod update;

use hayro_syntax::Pdf;
pub(super) use pdf_writer::Rect;
use pdf_writer::Ref;

use super::exported::{Exported, Unexpected};
use update::Update;

/// Where a signatory signs.
#[derive(Clone, Debug)]
pub(super) struct Field {
    /// What signing tools call it; without a full stop, which PDF keeps for fields within fields.
    pub(super) name: String,
    /// Whose it is, for tooltips and screen readers.
    pub(super) tooltip: String,
    /// The page, from 0.
    pub(super) page: usize,
    /// The place on it, in points from its lower left corner.
    pub(super) rect: Rect,
}

/// Adds these fields to a file without any.
pub(super) fn add(pdf: Vec<u8>, fields: &[Field]) -> Result<Vec<u8>, Unexpected> {
    let file = Pdf::new(pdf).map_err(|_| Unexpected("PDF"))?;
    let bytes: &[u8] = file.data().as_ref();
    let exported = Exported::read(bytes, &file)?;
    let placed = place(&exported, fields)?;
    let mut update = Update::of(bytes);
    objects::write(&exported, &placed, &mut update)?;
    // The form, and each field's three objects.
    let size = exported.trailer.size + 1 + 3 * placed.len();
    Ok(update.finish(&exported.trailer, exported.catalog.id, size))
}

/// A field, and the numbers of its objects.
struct Placed<'a> {
    field: &'a Field,
    page: Ref,
    widget: Ref,
    appearance: Ref,
    element: Ref,
    /// What leads from the widget to its element.
    key: i32,
}

fn place<'a>(exported: &Exported<'_>, fields: &'a [Field]) -> Result<Vec<Placed<'a>>, Unexpected> {
    // The first free number is the form's.
    let first = exported.form_id.get() + 1;
    let placed = (0i32..).zip(fields).map(|(rank, field)| {
        let number = |of: i32| Ref::new(first + 3 * rank + of);
        Ok(Placed {
            field,
            page: exported.page(field.page)?.id,
            widget: number(0),
            appearance: number(1),
            element: number(2),
            key: exported.next_key + rank,
        })
    });
    placed.collect()
}
