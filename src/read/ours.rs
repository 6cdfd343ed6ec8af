//! What the corrected workbook and that of a new dossier say of their own, where they are given back: it is neither foreign
//! nor lost.

use std::collections::BTreeSet;

use super::workbook::{Cell, Workbook};
use crate::{
    locale::Locale,
    model::{CORRECTIONS, Extra, ExtraKind, LISTS, SHEETS},
    source::fold,
};

/// How many rows stand above the header of a sheet: titles and remarks.
const ABOVE: usize = 3;

/// The notes on the headers of the workbook of a new dossier.
const NOTES: [&str; 15] = [
    "fiche",
    "nature",
    "label",
    "tax",
    "days",
    "amount",
    "section",
    "funder",
    "funded-nature",
    "rate",
    "fixed",
    "base",
    "ceiling",
    "mention",
    "list",
];

/// Those notes as they are written in any language, folded.
fn notes_of_new() -> BTreeSet<String> {
    let texts = [Locale::french(), Locale::english()];
    let notes = texts.iter().flat_map(|texts| {
        let note = |id: &&str| fold(&texts.plain(&format!("blank-note-{id}")));
        NOTES.iter().map(note).collect::<Vec<_>>()
    });
    notes.collect()
}

impl Workbook {
    /// Whether the program made this sheet, and makes it anew.
    pub(super) fn is_own_sheet(&self, name: &str) -> bool {
        self.is_ours && SHEETS.iter().any(|(_, title)| fold(title) == fold(name))
    }

    /// Without what the program itself put into it: its other sheets, its notes, the lines above its tables.
    pub(super) fn foreign(&self, extras: Vec<Extra>) -> Vec<Extra> {
        let notes = notes_of_new();
        let is_of_new =
            |extra: &Extra| extra.kind == ExtraKind::Comment && notes.contains(&fold(&extra.text));
        let is_new = extras.iter().any(is_of_new);
        if !is_new && !self.is_ours {
            return extras;
        }
        let note = Locale::french().text("xlsx-note", &[]);
        let note: String = note.chars().take_while(|sign| *sign != ',').collect();
        let is_own = |extra: &Extra| match extra.kind {
            ExtraKind::Sheet if is_new => fold(&extra.place) == fold(LISTS),
            ExtraKind::Sheet => self.is_own_sheet(&extra.place),
            ExtraKind::Comment => is_of_new(extra) || fold(&extra.text).starts_with(&fold(&note)),
            ExtraKind::Text => {
                let row: String = extra
                    .place
                    .chars()
                    .rev()
                    .take_while(char::is_ascii_digit)
                    .collect();
                let row: String = row.chars().rev().collect();
                row.parse().is_ok_and(|row: usize| row <= ABOVE)
            }
            _ => false,
        };
        extras.into_iter().filter(|extra| !is_own(extra)).collect()
    }

    /// Whether a column or a row of its recap repeats for readers what stands elsewhere: remarks, and under the totals
    /// what they are made of.
    pub(super) fn says_again(&self, label: &str) -> bool {
        (label.starts_with("dont ") || fold(label) == "mentions") && self.is_ours
    }

    /// The corrections of the rounds before, as it lists them: a row each, its cells in the order of the headers.
    pub(super) fn former_corrections(&self) -> Vec<Vec<String>> {
        let texts = Locale::french();
        let headers = CORRECTIONS.map(|id| fold(&texts.plain(&format!("xlsx-correction-{id}"))));
        let (_, name) = SHEETS
            .iter()
            .find(|(id, _)| *id == "corrections")
            .copied()
            .unwrap_or_default();
        let sheets = self.sheets_named(name).filter(|_| self.is_ours);
        let mut rows = Vec::new();
        for sheet in sheets {
            let is_header = |row: &Vec<Cell>| {
                let folded = row.iter().map(|cell| fold(&cell.shown()));
                folded.take(headers.len()).eq(headers.iter().cloned())
            };
            let Some(header) = sheet.rows.iter().position(is_header) else {
                continue;
            };
            let cells = |row: usize| {
                let shown = |col| match sheet.cell(row, col) {
                    Cell::Number(number) => number.normalize().to_string(),
                    cell => cell.shown(),
                };
                (0..headers.len()).map(shown).collect()
            };
            let filled = header + 1..sheet.rows.len();
            let filled = filled.filter(|row| sheet.row(*row).iter().any(|cell| !cell.is_blank()));
            rows.extend(filled.map(cells));
        }
        rows
    }
}
