//! What one workbook may cost, and how it is refused.

use crate::{
    finding::{Finding, Severity},
    limits::{Limit, Limits},
    read::refusal::beyond,
    source::{CellRef, Place},
};

/// Why a workbook is not read.
pub(super) type Refusal = Box<Finding>;

/// A workbook's name, and the limits that what it holds is checked against.
#[derive(Clone, Copy)]
pub(super) struct Bounds<'a> {
    pub(super) file: &'a str,
    pub(super) limits: &'a Limits,
}

impl Bounds<'_> {
    /// The file is refused for the reason that this variant gives; `what` is what the message names.
    pub(super) fn unreadable(&self, variant: &'static str, what: &str) -> Refusal {
        let finding = Finding::new(
            "workbook-unreadable",
            Severity::Error,
            Place::file(self.file),
        );
        Box::new(finding.variant(variant).arg("what", what))
    }

    /// Refuses the file when this much is more than the limit.
    pub(super) fn check(&self, limit: Limit, met: u64) -> Result<(), Refusal> {
        self.check_at(limit, met, || Place::file(self.file))
    }

    pub(super) fn check_at(
        &self,
        limit: Limit,
        met: u64,
        place: impl FnOnce() -> Place,
    ) -> Result<(), Refusal> {
        beyond(limit, met, place, self.limits).map_or(Ok(()), |finding| Err(Box::new(finding)))
    }

    pub(super) fn cell(&self, sheet: &str, row: u64, col: u64) -> Place {
        // The greatest row and column that have a name.
        let index = |number| u32::try_from(number).unwrap_or(u32::MAX - 1);
        Place::Cell {
            file: self.file.into(),
            sheet: sheet.into(),
            cell: CellRef::new(index(row), index(col)),
        }
    }
}
