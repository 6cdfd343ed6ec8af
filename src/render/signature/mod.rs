//! Signature fields: an exported PDF in, the same bytes and one incremental update out.
//!
//! Each party gets an empty field over the block that is marked for it, which any signing tool finds by itself. A
//! field is one object with its widget, stands in the structure tree as a Form, prints, and says in French whose it
//! is: what PDF/A-3a and PDF/UA-1 ask for, before and after it is signed. Nothing is signed here, and nothing but
//! what the compiler exported is ever read: any other shape is an error.

mod copy;
mod exported;
mod field;
mod objects;
#[cfg(test)]
mod tests;
mod update;

use hayro_syntax::Pdf;

use super::typst::Mark;
use crate::{error::Error, record::PartyRecord};
use exported::{Exported, Unexpected};
use field::{Field, Placed, placed};
use update::Update;

/// Adds the fields in which the parties sign, in their order, to a file without any.
pub(super) fn add_fields(
    pdf: Vec<u8>,
    parties: &[PartyRecord],
    marks: &[Mark],
) -> Result<Vec<u8>, Error> {
    let fields = (1..)
        .zip(parties)
        .map(|(rank, party)| Field::new(rank, party, marks));
    let fields = fields.collect::<Result<Vec<_>, _>>()?;
    add(pdf, &fields).map_err(|Unexpected(part)| Error::SignatureFields { part })
}

fn add(pdf: Vec<u8>, fields: &[Field]) -> Result<Vec<u8>, Unexpected> {
    let file = Pdf::new(pdf).map_err(|_| Unexpected("PDF"))?;
    let bytes: &[u8] = file.data().as_ref();
    let exported = Exported::read(bytes, &file)?;
    let placed: Vec<Placed<'_>> = placed(&exported, fields)?;
    let mut update = Update::of(bytes);
    objects::write(&exported, &placed, &mut update)?;
    // The form, and each field's three objects.
    let size = exported.trailer.size + 1 + 3 * placed.len();
    Ok(update.finish(&exported.trailer, exported.catalog.id, size))
}
