//! The dossier as it is meant: raw values become parties, funders, fiches, cost lines and funding rules.
//!
//! A name that means nothing (a funder, an axis, a claim) is a finding here. Whether figures agree is for
//! the audit. Amounts are kept as drafted, with their places; nothing is added up.

mod build;
mod convention;
mod decision;
mod fiche;
mod funder;
mod recap;

pub use build::build;
pub use convention::{Advance, Axis, Claim, Convention, Party, StatedAmount};
pub use decision::{Decision, Keep};
pub use fiche::{CostLine, DraftedTotal, Fiche, FundingRule, Mention, Prose, Tax};
pub use funder::{Funder, FunderId, Funders};
pub use recap::{
    ColumnKind, DraftColumn, DraftRecap, DraftRow, OTHERS_LABEL, RowKind, TOTAL_LABEL,
    UNALLOCATED_LABEL,
};

use crate::read::RawDossier;

/// One agreement, ready to be computed.
#[derive(Debug)]
pub struct Dossier {
    /// What `convention.toml` says.
    pub convention: Convention,
    /// The parties, then everyone else who pays.
    pub funders: Funders,
    /// The fiches, in the order of the annexes.
    pub fiches: Vec<Fiche>,
    /// The recap as drafted, if the workbook has one.
    pub recap: Option<DraftRecap>,
    /// What the parties decided.
    pub decisions: Vec<Decision>,
    /// What was read, for messages, the manifest and the templates.
    pub raw: RawDossier,
}

impl Dossier {
    /// The years of the agreement.
    pub fn years(&self) -> &[i32] {
        &self.convention.settings.years
    }

    /// How many of the funders sign: the first ones.
    pub fn parties(&self) -> usize {
        self.convention.parties.len()
    }

    /// The place of the fiche of this code: the first one, should two bear it.
    pub fn fiche_index(&self, code: &crate::source::Code) -> Option<usize> {
        self.fiches
            .iter()
            .position(|fiche| fiche.code.value == *code)
    }
}
