use pdf_writer::{Rect, Ref};

use super::exported::{Exported, Unexpected};
use crate::{error::Error, record::PartyRecord, render::typst::Mark};

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

impl Field {
    /// The field of the party of this rank, over the one block that is its own.
    pub(super) fn new(rank: usize, party: &PartyRecord, marks: &[Mark]) -> Result<Self, Error> {
        let own: Vec<&Mark> = marks.iter().filter(|mark| mark.party == party.id).collect();
        let [mark] = own.as_slice() else {
            let args = [
                ("party", party.name.clone()),
                ("count", own.len().to_string()),
            ];
            return Err(Error::refused("error-signature-mark", args));
        };
        Ok(Self {
            // The rank keeps names apart whatever the ids are.
            name: format!("signature-{rank}-{}", party.id.replace('.', "-")),
            tooltip: mark.text.clone(),
            page: mark.page,
            rect: mark.rect,
        })
    }
}

/// A field, and the numbers of its objects.
pub(super) struct Placed<'a> {
    pub(super) field: &'a Field,
    pub(super) page: Ref,
    pub(super) widget: Ref,
    pub(super) appearance: Ref,
    pub(super) element: Ref,
    /// What leads from the widget to its element.
    pub(super) key: i32,
}

/// Gives fields the first numbers that are free.
pub(super) fn placed<'a>(
    exported: &Exported<'_>,
    fields: &'a [Field],
) -> Result<Vec<Placed<'a>>, Unexpected> {
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
