use std::sync::Arc;

use crate::source::{Located, Period, Place};

/// `[avenant]`: the dossier is that of an amendment, and this is what it amends.
#[derive(Clone, Debug)]
pub struct Amendment {
    /// `numero`: the first one is 1.
    pub number: Located<u32>,
    /// `modifie`: the signed file, the stage or the data that it amends, within the dossier.
    pub modifies: Located<String>,
    /// `signe_le`: when that was signed, as `2018-12-14`; « à préciser » until it is known.
    pub signed_on: Located<String>,
    /// `objet`: why.
    pub object: Located<String>,
    /// `entree_en_vigueur`: from which day it holds; from the last signature on, where that is not said.
    pub in_force_on: Option<Located<String>>,
    /// `clos`: the years that are over, those in which something is still paid among them.
    pub closed: Vec<Period>,
    /// `recapitulatif`: whether the recap says what each fiche was, what is added to it, and what it is.
    pub has_recap: bool,
    /// The bytes of what it amends, or why they cannot be had.
    pub base: Result<Arc<[u8]>, &'static str>,
    /// Where its table begins.
    pub place: Place,
}

impl Amendment {
    /// Whether a file within the dossier is the one that is amended, or of that stage.
    pub fn is_of(&self, file: &str) -> bool {
        let modified = self.modifies.trim_end_matches('/');
        file == modified
            || file
                .strip_prefix(modified)
                .is_some_and(|rest| rest.starts_with('/'))
    }
}
