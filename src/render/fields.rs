//! The parties and the blocks marked for them: a signature field a party, over the one block that is its own.

use super::{
    exported::Unexpected,
    signature::{self, Field},
    typst::Mark,
};
use crate::{error::Error, record::PartyRecord};

/// Adds the fields in which the parties sign, in their order.
pub(super) fn add(pdf: Vec<u8>, parties: &[PartyRecord], marks: &[Mark]) -> Result<Vec<u8>, Error> {
    let fields = (1..)
        .zip(parties)
        .map(|(rank, party)| field(rank, party, marks));
    let fields = fields.collect::<Result<Vec<_>, _>>()?;
    signature::add(pdf, &fields).map_err(|Unexpected(part)| Error::SignatureFields { part })
}

fn field(rank: usize, party: &PartyRecord, marks: &[Mark]) -> Result<Field, Error> {
    let own: Vec<&Mark> = marks.iter().filter(|mark| mark.party == party.id).collect();
    let [mark] = own.as_slice() else {
        let args = [
            ("party", party.name.clone()),
            ("count", own.len().to_string()),
        ];
        return Err(Error::refused("error-signature-mark", args));
    };
    // PDF keeps the full stop for fields within fields; the rank keeps names apart whatever the ids are.
    let name = format!("signature-{rank}-{}", party.id.replace('.', "-"));
    Ok(Field {
        name,
        tooltip: mark.text.clone(),
        page: mark.page,
        rect: mark.rect,
    })
}
