//! Which tables are the form of a fiche, and which of their rows are labels with their values.

use std::collections::BTreeSet;

use super::{
    body::{Block, Cell, Table},
    keys::{Keys, is_frame, is_generic, is_title, label_of, text_of},
    line::{Line, Sign},
    name::code_and_title,
};
use crate::read::labels::after_word;

impl Keys<'_> {
    /// Whether a cell is a label that names a value.
    fn is_label(&self, cell: &Cell) -> bool {
        self.key(&text_of(cell)).is_some()
    }

    /// Makes a table that counts its labels in a column of their own one that does not: « 1 | Code | A.1 » is « 1. Code | A.1 ».
    pub(super) fn uncount(&self, table: &mut Table) {
        let is_named = |text: &str| is_frame(text) || is_generic(text);
        let is_head = |row: &Vec<Cell>| row.iter().all(|cell| is_named(&text_of(cell)));
        let heads = usize::from(table.rows.first().is_some_and(is_head));
        let is_number = |cell: &Cell, number: usize| {
            text_of(cell).trim_end_matches(['.', ')']) == number.to_string()
        };
        let mut rows = table.rows.iter().skip(heads).zip(1..);
        let is_counted = rows.all(|(row, number)| row.len() == 3 && is_number(&row[0], number));
        let labels = table.rows.iter().filter_map(|row| row.get(1));
        if !is_counted || labels.filter(|cell| self.is_label(cell)).count() < 2 {
            return;
        }
        table.rows.drain(..heads);
        for (row, number) in table.rows.iter_mut().zip(1..) {
            row.remove(0);
            let mut label = Line::of(&format!("{number}."));
            label.join(Sign::Letter(' '), label_of(&row[0]));
            row[0].blocks = vec![Block::Text(label)];
        }
    }

    /// Whether a table is the form of a fiche: rows of a label and a text, or labels above their texts. Where it stands under
    /// a heading (not `is_free`), or half its rows or more have other labels, it must name values of the fiche.
    pub(super) fn is_form(&self, table: &Table, is_free: bool) -> bool {
        if self.is_annotated(table) {
            return true;
        }
        if self.is_list(table) {
            return false;
        }
        let (mut count, mut known, mut keys) = (0, 0, 0);
        for (rank, row) in table.rows.iter().enumerate() {
            let Some(label) = row.first().and_then(first_line) else {
                continue;
            };
            count += 1;
            // « Intitulé : Boutique »
            let label = match label.split_once(':') {
                Some((label, value)) if row.len() == 1 && !value.trim().is_empty() => label,
                _ => &label,
            };
            if row.len() <= 2 || self.is_pairs(row) {
                let is_key = self.key(label).is_some() || is_name(row, rank);
                keys += usize::from(is_key);
                known += usize::from(is_key || self.is_known(label));
            }
        }
        let is_like = known * 2 >= count && (known >= 2 || known == count);
        known > 0 && (keys >= 2 || is_free && is_like)
    }

    /// Whether every cell of the first row is a label: each row below describes one thing.
    fn is_list(&self, table: &Table) -> bool {
        let first = table.rows.first();
        let is_head = |row: &Vec<Cell>| row.len() > 1 && row.iter().all(|cell| self.is_label(cell));
        table.rows.len() > 1 && first.is_some_and(is_head)
    }

    /// Whether a row holds labels, each before its value.
    pub(super) fn is_pairs(&self, row: &[Cell]) -> bool {
        row.len().is_multiple_of(2) && row.iter().step_by(2).all(|cell| self.is_label(cell))
    }

    /// Whether a row holds labels as others of its length do, one of its labels being known.
    pub(super) fn is_like_pairs(&self, row: &[Cell], lengths: &BTreeSet<usize>) -> bool {
        let mut labels = row.iter().step_by(2);
        lengths.contains(&row.len())
            && labels
                .clone()
                .map(text_of)
                .all(|text| text.starts_with(char::is_alphabetic) && is_title(&text))
            && labels.any(|cell| self.is_label(cell))
    }

    /// Whether a table of three columns is a form with a column of its own for remarks: its labels name the title and more.
    pub(super) fn is_annotated(&self, table: &Table) -> bool {
        let rows = table.rows.iter().filter(|row| row.len() == 3);
        let keys = rows.filter_map(|row| self.key(&text_of(&row[0])));
        let keys: BTreeSet<String> = keys.collect();
        keys.len() > 1 && keys.contains("titre")
    }
}

/// The first line of text in a cell.
fn first_line(cell: &Cell) -> Option<String> {
    let lines = super::write::lines_of(&cell.blocks);
    lines.first().map(Line::text)
}

/// Whether a row names the fiche: « FICHE-ACTION A.1 : Boutique », or its code beside its title.
pub(super) fn is_name(row: &[Cell], rank: usize) -> bool {
    let text = row.first().map(text_of).unwrap_or_default();
    let is_one = || code_and_title(&text).is_some();
    match row.len() {
        1 => is_one(),
        2 => rank == 0 && after_word(&text).is_some() && is_one(),
        _ => false,
    }
}
