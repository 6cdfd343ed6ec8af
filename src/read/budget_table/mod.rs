//! The budget table in a fiche's own file: what each of its figures says, to be held against the workbook.
//!
//! Such a table has no codes, and any arrangement: costs by year, costs or funders in rows or in columns, costs on the left
//! or above and those who pay on the right or below, a row a year. What stands left of a figure and what stands above it
//! are read alike (`Says`), and say together what it is of. Where they don't, or where the workbook has no such figure,
//! nothing checks it, and that is said.

mod form;
mod says;
mod table;
#[cfg(test)]
mod tests;

use std::{ops::Range, sync::Arc};

use self::{form::in_form, table::figures};
use crate::{
    model::{Dossier, Fiche, FunderId, Funders, Prose},
    source::{Period, Place, fold},
};

/// Takes the figures of the tables in fiches that are about their budget. Documents print what the workbook says: such a
/// table is left out of the text where it says nothing else.
pub(super) fn take(dossier: &mut Dossier) {
    for fiche in &mut dossier.fiches {
        let Some(mut prose) = fiche.prose.take() else {
            continue;
        };
        let leader = prose.leader.as_ref();
        let budget = Budget {
            fiche,
            leader: leader.and_then(|leader| dossier.funders.find(leader)),
            periods: &dossier.convention.years,
            funders: &dossier.funders,
        };
        let mut printed_apart = Vec::new();
        for table in &prose.tables {
            let (name, text) = (&table.sheet, &prose.text[table.bytes.clone()]);
            let place = |row, col| Place::of_cell(&prose.file, name, table.rows.start + row, col);
            let key = (Arc::clone(&prose.file), Arc::clone(name));
            let grid = dossier.sources.sheets.get(&key);
            let rows = grid.and_then(|grid| grid.rows.get(table.rows.clone()));
            let mut lines = prose.text[..table.bytes.start].lines().rev();
            let before = lines
                .find(|line| !line.trim().is_empty())
                .unwrap_or_default();
            let read = rows.and_then(|rows| figures(rows, before, &place, budget));
            let Some((figures, is_whole)) = read else {
                continue;
            };
            prose.figures.extend(figures);
            // Neither a picture nor a note is a figure.
            let is_whole = is_whole && !text.contains("![") && !text.contains("[^");
            if is_whole {
                printed_apart.push(table.bytes.clone());
            }
        }
        // From the last one, so that those before still stand where the text has them.
        for bytes in printed_apart.into_iter().rev() {
            remove(&mut prose, &bytes);
        }
        for ((file, name), grid) in &dossier.sources.sheets {
            if *file != prose.file {
                continue;
            }
            let tables = prose.tables.iter().filter(|own| own.sheet == *name);
            let tables: Vec<&Range<usize>> = tables.map(|own| &own.rows).collect();
            let rows = grid.rows.iter().enumerate();
            let rows = rows.filter(|(row, _)| tables.iter().all(|own| !own.contains(row)));
            let place = |row, col| Place::of_cell(&prose.file, name, row, col);
            prose.figures.extend(in_form(rows, &place, budget));
        }
        fiche.prose = Some(prose);
    }
}

/// Takes a table and its caption out of the section that holds them, which goes with it if it holds nothing else. Another table may begin
/// with the same rows.
fn remove(prose: &mut Prose, bytes: &Range<usize>) {
    let text = prose.text[bytes.clone()].trim_end();
    let before = &prose.text[prose.body.start..bytes.start];
    let mut alike = before.matches(text).count();
    for (rank, section) in prose.sections.iter_mut().enumerate() {
        let mut found = section.markdown.match_indices(text);
        let Some((at, _)) = found.nth(alike) else {
            alike -= section.markdown.matches(text).count();
            continue;
        };
        let end = at + text.len();
        let (above, below) = (&section.markdown[..at], &section.markdown[end..]);
        let above = above.trim_end();
        let start = above.rfind('\n').map_or(0, |end| end + 1);
        let above = if is_caption(&above[start..]) {
            &above[..start]
        } else {
            &section.markdown[..at]
        };
        let next = below.trim_start();
        let next_end = next.find('\n').unwrap_or(next.len());
        let below = if is_caption(&next[..next_end]) {
            &next[next_end..]
        } else {
            below
        };
        let left = [above, below].concat();
        left.trim_matches('\n').clone_into(&mut section.markdown);
        if section.markdown.is_empty() {
            prose.sections.remove(rank);
        }
        return;
    }
}

/// Whether a line is the caption of a table: « Tableau 2 – Budget ».
fn is_caption(line: &str) -> bool {
    let text = line.trim_matches(|c: char| !c.is_alphanumeric());
    let mut words = text.split_whitespace();
    let is_table = words.next().is_some_and(|word| fold(word) == "tableau");
    let mut number = words.next().unwrap_or_default().chars();
    is_table && number.next().is_some_and(|c| c.is_ascii_digit()) && !line.ends_with('.')
}

/// What a fiche's table is held against.
#[derive(Clone, Copy)]
struct Budget<'a> {
    fiche: &'a Fiche,
    /// Who leads the fiche, if that is somebody who pays.
    leader: Option<FunderId>,
    periods: &'a [Period],
    funders: &'a Funders,
}
