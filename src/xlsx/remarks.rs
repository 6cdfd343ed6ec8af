//! What a cell of the corrected workbook has to say about the received one: which figure stood there, and why it
//! changed.

use std::collections::BTreeMap;

use super::{
    Correction,
    layout::{Col, Layout, Row},
};
use crate::{locale::Locale, record::Record};

/// Notes by sheet and cell.
pub(super) struct Remarks {
    notes: BTreeMap<(&'static str, Row, Col), String>,
    /// The cell of each correction that has one.
    cells: Vec<Option<(&'static str, Row, Col)>>,
    /// The first correction of each cell, by rank.
    corrections: BTreeMap<(&'static str, Row, Col), usize>,
}

impl Remarks {
    /// Gathers the corrections by cell.
    pub(super) fn of(record: &Record, layout: &Layout, corrections: &[Correction]) -> Self {
        let texts = Locale::french();
        let is_party = |funder: usize| {
            record
                .funders
                .get(funder)
                .is_some_and(|funder| funder.is_party)
        };
        let mut notes: BTreeMap<_, String> = BTreeMap::new();
        let mut cells = Vec::new();
        let mut first = BTreeMap::new();
        for (rank, correction) in corrections.iter().enumerate() {
            let cell = correction
                .target
                .and_then(|target| layout.cell(target, is_party));
            cells.push(cell);
            if let Some(cell) = cell {
                first.entry(cell).or_insert(rank);
                let note = notes.entry(cell).or_default();
                if !note.is_empty() {
                    note.push_str("\n\n");
                }
                note.push_str(&note_text(correction, &texts));
            }
        }
        Self {
            notes,
            cells,
            corrections: first,
        }
    }

    /// The first correction of a cell, by rank.
    pub(super) fn correction(&self, sheet: &'static str, (row, col): (Row, Col)) -> Option<usize> {
        self.corrections.get(&(sheet, row, col)).copied()
    }

    /// The note on a cell.
    pub(super) fn on(&self, sheet: &'static str, (row, col): (Row, Col)) -> Option<&str> {
        self.notes.get(&(sheet, row, col)).map(String::as_str)
    }

    /// Whether a sheet has any.
    pub(super) fn any_on(&self, sheet: &str) -> bool {
        self.notes.keys().any(|(own, _, _)| *own == sheet)
    }

    /// The cell that a correction corrected, by its rank.
    pub(super) fn cell(&self, correction: usize) -> Option<(&'static str, Row, Col)> {
        self.cells.get(correction).copied().flatten()
    }
}

fn note_text(correction: &Correction, texts: &Locale) -> String {
    let received = if correction.cell.is_empty() {
        correction.sheet.clone()
    } else {
        format!("{} {}", correction.sheet, correction.cell)
    };
    let args = [
        (
            "drafted",
            correction
                .drafted
                .map(|amount| amount.to_string())
                .unwrap_or_default(),
        ),
        ("place", received),
        ("reason", correction.reason.clone()),
    ];
    let id = if correction.drafted.is_some() {
        "xlsx-note"
    } else {
        "xlsx-note-missing"
    };
    let decision = [("decision", correction.decision.clone())];
    let decision =
        (!correction.decision.is_empty()).then(|| texts.text("xlsx-note-decision", &decision));
    [Some(texts.text(id, &args)), decision]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join("\n")
}
