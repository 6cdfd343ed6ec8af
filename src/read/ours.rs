//! What the program itself wrote into the corrected workbook and into that of a new dossier, where they are given back: it
//! is neither foreign nor lost.

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
const NOTES: &str = "fiche nature label tax days amount section funder funded-nature rate fixed base ceiling mention list";

/// Those notes as they are written in any language, folded.
fn notes_of_new() -> BTreeSet<String> {
    let texts = [Locale::french(), Locale::english()];
    let ids = NOTES
        .split(' ')
        .flat_map(|id| texts.iter().map(move |texts| (texts, id)));
    ids.map(|(texts, id)| fold(&texts.plain(&format!("blank-note-{id}"))))
        .collect()
}

impl Workbook {
    /// Whether the program made this sheet, and makes it anew.
    pub(super) fn is_our_sheet(&self, name: &str) -> bool {
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
        let is_ours = |extra: &Extra| match extra.kind {
            ExtraKind::Sheet if is_new => fold(&extra.place) == fold(LISTS),
            ExtraKind::Sheet => self.is_our_sheet(&extra.place),
            ExtraKind::Comment => is_of_new(extra) || fold(&extra.text).starts_with(&fold(&note)),
            ExtraKind::Text => {
                let cell = extra.place.trim_end_matches(|c: char| c.is_ascii_digit());
                let row = extra.place[cell.len()..].parse();
                row.is_ok_and(|row: usize| row <= ABOVE)
            }
            _ => false,
        };
        extras.into_iter().filter(|extra| !is_ours(extra)).collect()
    }

    /// Whether a column or a row of our recap repeats for readers what stands elsewhere: remarks, and under the totals
    /// what they are made of.
    pub(super) fn repeats_in_recap(&self, label: &str) -> bool {
        (label.starts_with("dont ") || fold(label) == "mentions") && self.is_ours
    }

    /// The corrections of the rounds before, as it lists them: a row each, its cells in the order of the headers.
    pub(super) fn former_corrections(&self) -> Vec<Vec<String>> {
        let texts = Locale::french();
        let headers = CORRECTIONS.map(|id| fold(&texts.plain(&format!("xlsx-correction-{id}"))));
        let mut sheets = SHEETS.iter().filter(|_| self.is_ours);
        let Some((_, name)) = sheets.find(|(id, _)| *id == "corrections") else {
            return Vec::new();
        };
        let mut rows = Vec::new();
        for sheet in self.sheets_named(name) {
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
