//! Why a workbook is not read: facts that become a finding.

use std::sync::Arc;

use crate::{
    finding::{Finding, Severity},
    limits::{Limit, Limits},
    read::foreign::unreadable_workbook,
    source::{CellRef, Place},
};

/// Why a workbook is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::read) enum Refusal {
    /// It passes a limit.
    TooMuch {
        limit: Limit,
        /// What was met, as far as it was looked at.
        met: u64,
        at: Spot,
    },
    /// It is something else than its name says, damaged, protected…: a variant of the message, and what it names.
    Variant(&'static str, String),
    /// Its parser refuses it, in these words.
    Parser(String, Spot),
}

/// Where in a workbook.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::read) enum Spot {
    /// No place narrower than the file.
    #[default]
    File,
    /// A part of the package.
    Part(String),
    /// A sheet.
    Sheet(String),
    /// A cell: the sheet, its row and its column.
    Cell(String, u32, u32),
}

impl Refusal {
    pub(in crate::read) fn variant(name: &'static str) -> Self {
        Self::Variant(name, String::new())
    }

    /// Refuses when this much is more than the limit.
    pub(in crate::read) fn above(
        limits: &Limits,
        limit: Limit,
        met: u64,
        at: impl FnOnce() -> Spot,
    ) -> Result<(), Self> {
        if limits.refuse(limit, met) {
            Err(Self::TooMuch {
                limit,
                met,
                at: at(),
            })
        } else {
            Ok(())
        }
    }

    /// The same as a finding about the file of that name.
    pub(in crate::read) fn finding(self, file: &str, limits: &Limits) -> Finding {
        match self {
            Self::TooMuch { limit, met, at } => {
                let part = if let Spot::Part(part) = &at {
                    part.clone()
                } else {
                    String::new()
                };
                passed(limit, met, at.place(file), limits).arg("part", part)
            }
            Self::Variant(variant, what) => {
                Finding::new("workbook-unreadable", Severity::Error, Place::file(file))
                    .variant(variant)
                    .arg("what", what)
            }
            Self::Parser(words, at) => unreadable_workbook(&words, at.place(file)),
        }
    }
}

impl Spot {
    fn place(&self, file: &str) -> Place {
        let file: Arc<str> = file.into();
        match self {
            Self::File | Self::Part(_) => Place::File { file },
            Self::Sheet(sheet) => Place::Sheet {
                file,
                sheet: sheet.as_str().into(),
            },
            Self::Cell(sheet, row, col) => Place::Cell {
                file,
                sheet: sheet.as_str().into(),
                cell: CellRef::new(*row, *col),
            },
        }
    }
}

/// The finding about this much, when it is more than the limit.
pub(in crate::read) fn beyond(
    limit: Limit,
    met: u64,
    place: impl FnOnce() -> Place,
    limits: &Limits,
) -> Option<Finding> {
    limits
        .refuse(limit, met)
        .then(|| passed(limit, met, place(), limits))
}

/// A limit that is passed: what was met, what is allowed, and how to allow more.
fn passed(limit: Limit, met: u64, place: Place, limits: &Limits) -> Finding {
    let allowed = limits.of(limit);
    let shown = limit.shown(met);
    let finding = Finding::new("limit-exceeded", Severity::Error, place).variant(limit.name());
    // Twice the limit, unless what was met says how much it takes.
    let enough = shown.saturating_add(1).max(allowed.saturating_mul(2));
    finding
        .arg("limit", limit.name())
        .arg("met", shown.to_string())
        .arg("allowed", allowed.to_string())
        .arg("enough", enough.to_string())
}
