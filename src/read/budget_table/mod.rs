//! The budget table in a fiche's own file: what each of its figures is of, to be held against the workbook.
//!
//! Such a table has no codes, and any arrangement: costs by year, costs or funders in rows or in columns, costs on the left
//! or above and those who pay on the right or below, a row a year. What stands left of a figure and what stands above it
//! are read alike (`Meaning`), and together give what it is of. Where they don't, or where the workbook has no such
//! figure, nothing checks it, and that is reported.

mod form;
mod meaning;
mod table;
#[cfg(test)]
mod tests;

use std::{ops::Range, sync::Arc};

use self::{
    form::{in_form, in_text},
    table::figures,
};
use crate::{
    model::{Dossier, Fiche, FunderId, Funders, Prose, TableFigure, TableValue, WordTable},
    source::{Period, Place, fold, is_word, parse_year},
};

/// Takes the figures of the tables in fiches that are about their budget. Documents print those of the workbook: such a
/// table is left out of the text where it holds nothing else.
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
        let sheets = &dossier.sources.sheets;
        let file = Arc::clone(&prose.file);
        let grids = || sheets.iter().filter(|((of_file, _), _)| *of_file == file);
        let mut replaced = Vec::new();
        for table in &prose.tables {
            let name = &table.sheet;
            let place = |row, col| Place::of_cell(&file, name, table.rows.start + row, col);
            let grid = sheets.get(&(Arc::clone(&file), Arc::clone(name)));
            let rows = grid.and_then(|grid| grid.rows.get(table.rows.clone()));
            let before = before(&prose.text[..table.bytes.start]);
            let found = rows.and_then(|rows| figures(rows, &before, &place, budget));
            if let Some((figures, is_whole)) = found {
                prose.figures.extend(figures);
                if is_whole && is_figures_alone(&prose, table) {
                    replaced.push(table.bytes.clone());
                }
            }
        }
        if is_word(&file) {
            let is_label = |words: &str| {
                let mut cells = grids().flat_map(|(_, grid)| grid.rows.iter().flatten());
                cells.any(|text| fold(text) == words)
            };
            let figures = in_text(&prose, is_label, budget);
            prose.figures.extend(figures);
        }
        remove(&mut prose, &replaced, budget);
        for ((_, name), grid) in grids() {
            let tables = prose.tables.iter().filter(|table| table.sheet == *name);
            let tables: Vec<&Range<usize>> = tables.map(|table| &table.rows).collect();
            let rows = grid.rows.iter().enumerate();
            let rows = rows.filter(|(row, _)| tables.iter().all(|range| !range.contains(row)));
            let place = |row, col| Place::of_cell(&file, name, row, col);
            let figures = in_form(rows, &place, budget);
            prose.figures.extend(figures);
        }
        fiche.prose = Some(prose);
    }
}

/// Whether a figure is held against the workbook.
fn is_checked(figure: &TableFigure) -> bool {
    !matches!(figure.value, TableValue::Unchecked(_))
}

/// The heading that a table stands under, and the line above it.
fn before(text: &str) -> String {
    /// A heading so many lines above is not that of the table.
    const FAR: usize = 1_000;
    let lines = text.lines().rev().take(FAR);
    let mut lines = lines.filter(|line| !line.trim().is_empty());
    let last = lines.next().filter(|line| !line.starts_with('|'));
    let last = last.unwrap_or_default();
    let is_heading = |line: &str| line.starts_with('#');
    let heading = lines.find(|line| is_heading(line));
    match heading.filter(|_| !is_heading(last)) {
        Some(heading) => format!("{heading}\n{last}"),
        None => last.to_owned(),
    }
}

/// Whether a table holds nothing but text in cells: no link, picture or note, nothing struck out, no other table.
fn is_figures_alone(prose: &Prose, table: &WordTable) -> bool {
    let text = &prose.text[table.bytes.clone()];
    let is_within = |other: &WordTable| other.is_nested && other.bytes == table.bytes;
    let signs = ["](", "[^", "~~"];
    !signs.iter().any(|sign| text.contains(sign)) && !prose.tables.iter().any(is_within)
}

/// Takes tables out of their sections, with what heads them. A section that holds nothing else goes with them, unless its
/// heading has other words.
fn remove(prose: &mut Prose, tables: &[Range<usize>], budget: Budget<'_>) {
    let text = &prose.text;
    prose.sections.retain_mut(|section| {
        let range = &section.range;
        let held = tables.iter().filter(|bytes| range.contains(&bytes.start));
        let mut left = section.markdown.clone();
        // From the last one on, so that the ranges of those before stay right.
        for bytes in held.rev() {
            let table = text[bytes.clone()].trim_end();
            let alike = text[range.start..bytes.start].matches(table).count();
            if let Some((start, _)) = left.match_indices(table).nth(alike) {
                left = without(&left, start..start + table.len(), budget).unwrap_or(left);
            }
        }
        let is_left = !left.is_empty() || left == section.markdown;
        if !left.is_empty() {
            section.markdown = left;
        }
        is_left || !budget.knows(without_number(&section.heading))
    });
}

/// A text without a table and what heads it alone; nothing where its caption holds more than that.
fn without(text: &str, table: Range<usize>, budget: Budget<'_>) -> Option<String> {
    let mut above = text[..table.start].trim_end();
    let mut below = text[table.end..].trim_start();
    let mut is_captioned = false;
    while !above.is_empty() {
        let start = above.rfind('\n').map_or(0, |end| end + 1);
        let line = &above[start..];
        let is_known = budget.knows(without_number(line));
        let level = line.bytes().take_while(|sign| *sign == b'#').count();
        let next = below.bytes().take_while(|sign| *sign == b'#').count();
        // A heading is removed if nothing is left under it.
        let is_alone = level == 0 || below.is_empty() || (1..=level).contains(&next);
        if is_caption(line) && !is_known {
            return None;
        }
        if !is_known || !is_alone || !is_title(&above[..start], line) {
            break;
        }
        is_captioned |= is_caption(line);
        above = above[..start].trim_end();
    }
    let end = below.find('\n').unwrap_or(below.len());
    let (line, rest) = (&below[..end], below[end..].trim_start());
    if is_caption(line) && !is_captioned && !rest.starts_with('|') {
        if !budget.knows(line) {
            return None;
        }
        below = rest;
    }
    let mut parts = vec![above, below];
    parts.retain(|part| !part.is_empty());
    Some(parts.join("\n\n"))
}

/// Whether a line is a paragraph of its own, or a heading, and no sentence; its numbers are years, or that of a caption.
fn is_title(above: &str, line: &str) -> bool {
    let is_begun = above.is_empty() || above.ends_with("\n\n");
    let first = line.split_whitespace().next().unwrap_or_default();
    let is_item =
        line.starts_with('|') || !first.starts_with('#') && !first.contains(char::is_alphanumeric);
    let mut words = without_number(line).split(|c: char| !c.is_alphanumeric());
    let is_year_or_text =
        |word: &str| !word.starts_with(|c: char| c.is_ascii_digit()) || parse_year(word).is_some();
    let is_plain = is_caption(line) || words.all(is_year_or_text);
    is_begun && !is_item && is_plain && !line.ends_with('.')
}

/// Whether a line is the caption of a table: « Tableau 2 – Budget ».
fn is_caption(line: &str) -> bool {
    let text = line.trim_matches(|c: char| !c.is_alphanumeric());
    let mut words = text.split_whitespace();
    let is_table = words.next().is_some_and(|word| fold(word) == "tableau");
    let mut number = words.next().unwrap_or_default().chars();
    is_table && number.next().is_some_and(|c| c.is_ascii_digit()) && !line.ends_with('.')
}

/// A heading without the number before it: « 5. Budget ».
fn without_number(heading: &str) -> &str {
    let text = heading.trim_start_matches('#').trim_start();
    match text.split_once(' ') {
        Some((first, rest))
            if first.ends_with(['.', ')']) && !first.contains(char::is_alphabetic) =>
        {
            rest
        }
        _ => text,
    }
}

/// The part of the workbook and the agreement that a fiche's table is held against.
#[derive(Clone, Copy)]
struct Budget<'a> {
    fiche: &'a Fiche,
    /// Who leads the fiche, if that is somebody who pays.
    leader: Option<FunderId>,
    periods: &'a [Period],
    funders: &'a Funders,
}
