use std::sync::Arc;

use crate::source::{Located, Period, Place};

/// `[avenant]`: what the dossier amends; only an amendment has it.
#[derive(Clone, Debug)]
pub struct Amendment {
    /// `numero`: the first one is 1.
    pub number: Located<u32>,
    /// `modifie`: the path, within the dossier, of the signed file, the stage or the data that it amends.
    pub modifies: Located<String>,
    /// `signe_le`: when the amended agreement was signed, as `2018-12-14`; « à préciser » until it is known.
    pub signed_on: Located<String>,
    /// `objet`: why it is made.
    pub object: Located<String>,
    /// `entree_en_vigueur`: from which day it is in force; if absent, from the last signature on.
    pub in_force_on: Option<Located<String>>,
    /// `clos`: the years that are over, including those in which something is still paid.
    pub closed: Vec<Period>,
    /// `recapitulatif`: whether the recap shows each fiche's former amounts, the changes and the new amounts.
    pub has_recap: bool,
    /// The bytes of what it amends, or why they cannot be read.
    pub base: Result<Arc<[u8]>, &'static str>,
    /// The start of its table.
    pub place: Place,
}

impl Amendment {
    /// Whether a file within the dossier is the amended file, or within the amended stage.
    pub fn is_of(&self, file: &str) -> bool {
        let modified = self.modifies.trim_end_matches('/');
        file == modified
            || file
                .strip_prefix(modified)
                .is_some_and(|rest| rest.starts_with('/'))
    }
}
