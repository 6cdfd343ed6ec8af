//! Periods that an agreement names itself. While its workbook is read, each stands as a year that no agreement is of, so
//! that its columns are found as those of years are; afterwards it has its name again.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{
    headings::is_number,
    workbook::{Cell, Workbook},
};
use crate::{
    finding::{Fact, Finding},
    source::{Grid, Period, fold, is_word_of},
};

/// The year of the first named period.
const FIRST: i32 = 2150;
/// Headers stand in these first rows.
const HEADERS: usize = 30;
/// No header is longer than this, in bytes.
const LONGEST: usize = 300;
/// What heads a column of years, where a sheet has a row a year.
const YEARS: &str = "annee exercice periode phase";

/// What the sheets show, by file and name.
type Grids = BTreeMap<(Arc<str>, Arc<str>), Grid>;
/// A cell that named a period: its file and sheet, its row and column, its text.
pub(super) type Renamed = ((Arc<str>, Arc<str>), (usize, usize), String);

/// The year that each period stands as: its own, unless it is a named one.
pub(super) fn keys(periods: &[Period]) -> Vec<i32> {
    let key = |(period, key): (&Period, i32)| period.year().unwrap_or(key);
    periods.iter().zip(FIRST..).map(key).collect()
}

/// The periods that the agreement names, each with the year that it stands as.
fn named_keys(periods: &[Period]) -> impl Iterator<Item = (&Period, i32)> {
    periods
        .iter()
        .zip(FIRST..)
        .filter(|(period, _)| period.year().is_none())
}

/// The periods that the agreement names, as a message lists them; `none` where they are years.
pub(super) fn named(periods: &[Period]) -> String {
    let named: Vec<String> = named_keys(periods)
        .map(|(period, _)| format!("« {period} »"))
        .collect();
    if named.is_empty() {
        return "none".to_owned();
    }
    named.join(", ")
}

/// Puts years into the cells that name periods: those of headers, and those of a column of years.
pub(super) fn rename(workbook: &mut Workbook, periods: &[Period]) -> Vec<Renamed> {
    // A name that another one begins with is looked for after it.
    let names = named_keys(periods).map(|(name, key)| (fold(&name.to_string()), key));
    let mut names: Vec<(String, i32)> = names.collect();
    names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    if names.is_empty() {
        return Vec::new();
    }
    let is_name = |cell: &Cell| names.iter().any(|(name, _)| fold(&cell.shown()) == *name);
    let mut renamed = Vec::new();
    for sheet in &mut workbook.sheets {
        // Headers end where the first amount stands.
        let is_amount = |cell: &Cell| !cell.is_blank() && !is_name(cell) && is_number(cell);
        let rows = &sheet.rows[..sheet.rows.len().min(HEADERS)];
        let end = rows.iter().position(|row| row.iter().any(is_amount));
        let end = end.unwrap_or(rows.len());
        let heads_years = |cell: &Cell| is_word_of(YEARS, &fold(&cell.shown()));
        let heads = sheet.rows[..end]
            .iter()
            .flat_map(|row| row.iter().enumerate());
        let of_years = heads
            .filter(|(_, cell)| heads_years(cell))
            .map(|(col, _)| col);
        let of_years: BTreeSet<usize> = of_years.collect();
        for (row, cells) in sheet.rows.iter_mut().enumerate() {
            let filled = cells.iter().filter(|cell| !cell.is_blank()).count();
            for (col, cell) in cells.iter_mut().enumerate() {
                let text = cell.shown();
                // What stands alone in its row is a title, unless it is the name itself.
                let is_header = row < end && filled > 1;
                let mut names = names.iter();
                let mut with_year =
                    || names.find_map(|(name, key)| with_year(&text, name, *key, is_header));
                if (row < end || of_years.contains(&col))
                    && let Some(with_year) = with_year()
                {
                    *cell = Cell::Text(with_year);
                    let of = (Arc::clone(&sheet.file), Arc::clone(&sheet.name));
                    renamed.push((of, (row, col), text));
                }
            }
        }
    }
    renamed
}

/// A text with a year in the place of the words that name a period; of the whole text, unless it is a header.
fn with_year(text: &str, name: &str, key: i32, is_header: bool) -> Option<String> {
    if fold(text) == name {
        return Some(key.to_string());
    }
    if !is_header || text.len() > LONGEST || !fold(text).contains(name) {
        return None;
    }
    let is_letter = |c: char| c.is_alphanumeric();
    let ends = text.char_indices().filter(|(at, c)| {
        let next = text[at + c.len_utf8()..].chars().next();
        is_letter(*c) && !next.is_some_and(is_letter)
    });
    let starts = text.char_indices().filter(|(at, c)| {
        let before = text[..*at].chars().next_back();
        is_letter(*c) && !before.is_some_and(is_letter)
    });
    let ends: Vec<usize> = ends.map(|(at, c)| at + c.len_utf8()).collect();
    let mut spans = starts.flat_map(|(start, _)| ends.iter().map(move |end| (start, *end)));
    let (start, end) =
        spans.find(|(start, end)| start < end && fold(&text[*start..*end]) == *name)?;
    let rest = text[end..].trim_start_matches(')');
    Some(format!("{} {key} {rest}", &text[..start]).trim().to_owned())
}

/// Shows the cells as they are written.
pub(super) fn restore_cells(renamed: Vec<Renamed>, grids: &mut Grids) {
    for (of, (row, col), text) in renamed {
        let grid = grids.get_mut(&of);
        if let Some(cell) = grid.and_then(|grid| grid.rows.get_mut(row)?.get_mut(col)) {
            *cell = text;
        }
    }
}

/// Names the periods in a text that speaks of the years which stand for them.
pub(super) fn restore_text(text: &mut String, periods: &[Period]) {
    for (name, key) in named_keys(periods) {
        let words = text.split_inclusive(|c: char| !c.is_ascii_digit());
        let key = key.to_string();
        let renamed = words.map(|word| match word.strip_prefix(&key) {
            Some(rest) if !rest.starts_with(|c: char| c.is_ascii_digit()) => {
                format!("{name}{rest}")
            }
            _ => word.to_owned(),
        });
        *text = renamed.collect();
    }
}

/// Names the periods in findings that speak of the years which stand for them.
pub(super) fn restore(findings: &mut [Finding], periods: &[Period]) {
    if named_keys(periods).next().is_none() {
        return;
    }
    for finding in findings {
        let mut named = named_keys(periods);
        let period = named.find(|(_, key)| finding.year == Some(Period::Year(*key)));
        if let Some((name, _)) = period {
            finding.year = Some(name.clone());
        }
        // Years stand in what speaks of columns; all else is as it was written.
        let is_of_column = finding.rule.contains("column");
        let drafted = finding.drafted.iter_mut().filter(|_| is_of_column);
        for fact in finding.args.values_mut().chain(drafted) {
            if let Fact::Text(text) = fact {
                restore_text(text, periods);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_names_a_period_in_any_spelling() {
        let name = fold("Phase 1 (2021-2023)");
        for (text, expected) in [
            ("phase 1, 2021–2023", Some("2150")),
            ("Montant Phase 1 (2021-2023)", Some("Montant  2150")),
            (
                "Montant PHASE 1 (2021-2023) (k€)",
                Some("Montant  2150  (k€)"),
            ),
            ("Montant Phase 1 (2021-2024)", None),
            ("Montant Phase 11 (2021-2023)", None),
        ] {
            assert_eq!(
                with_year(text, &name, 2150, true).as_deref(),
                expected,
                "{text}"
            );
        }
        assert_eq!(
            with_year("Études de la phase 1 (2021-2023)", &name, 2150, false),
            None
        );
    }
}
