//! Which fiche is which: by code where the contents agree, else by content, so that a fiche with another code
//! is no removal and addition.

use super::{FichePair, likeness::Likeness, pairing::Pairing};
use crate::{record::FicheRecord, source::fold};

/// A fiche of the same code is the same unless its content is less alike than this, in thousandths, and
/// another one's is more.
const SAME_CODE: u64 = 300;
/// A fiche of another code is the same when its content is as alike as this.
const SAME_CONTENT: u64 = 500;

/// Pairs the fiches of both sides, in the order of the later side.
pub(super) fn pairs(before: &[FicheRecord], after: &[FicheRecord]) -> Vec<FichePair> {
    let mut pairing = Pairing::new(before.len(), after.len());
    let code = |fiche: &FicheRecord| fiche.code.key().to_owned();
    let called = |fiche: &FicheRecord| Some((code(fiche), fold(&fiche.title)));
    pairing.by_key(|rank| called(&before[rank]), |rank| called(&after[rank]));
    if !pairing.free_before().is_empty() && !pairing.free_after().is_empty() {
        let likeness = Likeness::new(before, after);
        let codes = (
            |rank: usize| Some(code(&before[rank])),
            |rank: usize| Some(code(&after[rank])),
        );
        pairing.by_key_if(codes.0, codes.1, |b, a| likeness.of(b, a) >= SAME_CODE);
        let candidates = likeness.candidates(&pairing.free_before(), &pairing.free_after());
        pairing.best_of(SAME_CONTENT, candidates);
        // Whatever it has become, nothing else is it.
        pairing.by_key(codes.0, codes.1);
    }
    pairing
        .all()
        .into_iter()
        .map(|(before, after)| FichePair { before, after })
        .collect()
}
