//! The rows of a header, one to three, and what heads each column in them.

use std::collections::BTreeMap;

use super::{
    headings::{Heading, is_figure, parse_year},
    labels::names_somebody,
    workbook::{Cell, Sheet},
};
use crate::{
    money::{unit_in, without_units},
    source::{fold, is_word_of},
};

/// No header has more rows.
pub(super) const MOST_ROWS: usize = 3;

/// Whether a row under a header holds the units of its columns: « j », « k€ ».
pub(super) fn is_of_units(row: &[Cell]) -> bool {
    let is_sign =
        |word: &str| fold(word).is_empty() || is_word_of("j jour jours jh ht ttc nb", &fold(word));
    let is_unit = |cell: &Cell| {
        let rest = without_units(&cell.shown());
        matches!(cell, Cell::Text(_)) && rest.split_whitespace().all(is_sign)
    };
    let mut filled = row.iter().filter(|cell| !cell.is_blank());
    let has_unit = row.iter().any(|cell| unit_in(&cell.shown()).is_some());
    has_unit && filled.all(is_unit)
}

fn heading(sheet: &Sheet, row: usize, col: usize) -> Heading {
    Heading::new(&sheet.cell(row, col).shown())
}

fn is_merged(sheet: &Sheet, row: usize, col: usize) -> bool {
    sheet.marks.covered_by(row, col + 1) == Some((row, col))
}

/// Whether a cell stands over several columns: a year, a total of years, or what is merged.
fn is_over(sheet: &Sheet, row: usize, col: usize) -> bool {
    let heading = heading(sheet, row, col);
    // « Prévu 2027 » with nothing right of it.
    let is_apart = heading.title(None).is_none() || sheet.cell(row, col + 1).is_blank();
    let is_year = heading.year_over().is_some() && is_apart;
    let is_year = is_year || parse_year(&heading.text).is_some();
    !heading.is_blank() && (is_year || heading.is_sum() || is_merged(sheet, row, col))
}

/// Whether the header goes on in the row below: with labels under years or under one name over several columns, or with
/// years under labels.
pub(super) fn goes_on(sheet: &Sheet, row: usize) -> bool {
    let below = sheet.row(row + 1).iter().enumerate();
    let below: Vec<(usize, &Cell)> = below.filter(|(_, cell)| !cell.is_blank()).collect();
    let Some((first_below, _)) = below.first() else {
        return false;
    };
    let heads = |col: usize| heading(sheet, row, col);
    let is_year = |(_, cell): &(usize, &Cell)| parse_year(&cell.shown()).is_some();
    let is_of_year = |lower: &(usize, &Cell)| {
        let mut uppers = (0..=lower.0).rev().map(heads);
        let upper = uppers.find(|upper| !upper.is_blank());
        let is_due = is_year(lower) || Heading::new(&lower.1.shown()).is_period();
        is_due && upper.is_some_and(|upper| upper.heads_years())
    };
    let are_years = below.iter().all(is_of_year) && below.iter().any(is_year);
    if *first_below > 0 && are_years {
        return true;
    }
    let over = (0..sheet.row(row).len()).filter(|col| is_over(sheet, row, *col));
    let over: Vec<usize> = over.collect();
    let Some(first) = over.first() else {
        return false;
    };
    let has_years = over.iter().any(|col| heads(*col).year_over().is_some());
    below.iter().all(|(col, cell)| {
        let is_free = sheet.cell(row, *col).is_blank() || over.contains(col);
        let heading = Heading::new(&cell.shown());
        let is_text = matches!(cell, Cell::Text(_)) && (!is_figure(cell) || heading.has_year());
        let title = heading.title(Some(true));
        let is_known = matches!(title, Some("Montant" | "Jours" | "Taux"));
        let is_under = col >= first || has_years && is_known;
        is_under && is_free && is_text && (has_years || is_known)
    })
}

/// Which column of the row above heads each column of a row: a merged area its columns, any other cell those up to the
/// next. A year may stand anywhere over the columns of its group, where the same labels come again under each year; where
/// the groups are not clear, these labels have no head.
fn heads_of(
    sheet: &Sheet,
    above: usize,
    uppers: &[Heading],
    lowers: &[Heading],
) -> Vec<Option<usize>> {
    let mut over: Option<usize> = None;
    let mut heads: Vec<Option<usize>> = Vec::new();
    for (col, upper) in uppers.iter().enumerate() {
        if !upper.is_blank() {
            over = Some(col);
        }
        over = over.filter(|first| {
            let is_under = sheet.marks.covered_by(above, col) == Some((above, *first));
            *first == col || is_under || !is_merged(sheet, above, *first)
        });
        heads.push(over);
    }
    let is_year =
        |col: &usize| uppers[*col].year_over().is_some() && !is_merged(sheet, above, *col);
    let years: Vec<usize> = (0..uppers.len()).filter(is_year).collect();
    let is_label = |col: &usize| {
        let is_under = sheet.marks.covered_by(above, *col).is_some();
        let is_free = uppers[*col].is_blank() && !is_under || years.contains(col);
        is_free && lowers[*col].takes_year()
    };
    let labels: Vec<usize> = (0..lowers.len()).filter(is_label).collect();
    if years.is_empty() || labels.is_empty() || labels.first() >= years.first() {
        return heads;
    }
    let groups: Vec<&[usize]> = labels.chunks(labels.len().div_ceil(years.len())).collect();
    let text = |col: &usize| &*lowers[*col].text;
    let texts = |group: &[usize]| -> Vec<&str> { group.iter().map(text).collect() };
    let mut pairs = groups.iter().zip(&years);
    let is_clear = groups.len() == years.len()
        && pairs.all(|(group, year)| group.contains(year) && texts(group) == texts(groups[0]));
    for (group, year) in groups.iter().zip(years) {
        for col in *group {
            heads[*col] = is_clear.then_some(year);
        }
    }
    heads
}

/// The headings of the columns whose header ends in this row, joined with what stands over them in the rows above: a year
/// (`2018` over `Jours`, `Montant`), `Total`, or the name of who pays.
pub(super) fn headings(
    sheet: &Sheet,
    row: usize,
    depth: usize,
    takes_year: &impl Fn(&str) -> bool,
) -> Vec<Heading> {
    let lowers = (0..sheet.width()).map(|col| heading(sheet, row, col));
    let lowers: Vec<Heading> = lowers.collect();
    let Some(above) = row.checked_sub(1) else {
        return lowers;
    };
    let is_second = goes_on(sheet, above);
    let uppers = if is_second && depth > 1 {
        headings(sheet, above, depth - 1, takes_year)
    } else {
        (0..sheet.width())
            .map(|col| heading(sheet, above, col))
            .collect()
    };
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for lower in &lowers {
        *times.entry(&lower.text).or_default() += 1;
    }
    let heads = heads_of(sheet, above, &uppers, &lowers);
    let joined = lowers.iter().zip(&heads).enumerate();
    let joined = joined.map(|(col, (lower, first))| {
        let Some(first) = *first else {
            return lower.clone();
        };
        let upper = &uppers[first];
        if lower.text.is_empty() {
            let is_header = first == col && (is_second || parse_year(&upper.text).is_some());
            return if is_header {
                upper.clone()
            } else {
                lower.clone()
            };
        }
        // What begins with the first column is the title of the sheet.
        let over = Over {
            heading: upper,
            is_aside: first > 0,
            is_wide: first > 0 && is_merged(sheet, above, first),
            is_first: is_second,
        };
        let (is_repeated, takes_year) = (times[&*lower.text] > 1, takes_year(&lower.text));
        // The year is joined with what stands below it.
        let is_enough = depth < MOST_ROWS - 1 && upper.takes_year();
        if is_enough && parse_year(&lower.text).is_some() {
            return lower.clone();
        }
        over.joined(lower, is_repeated, takes_year)
    });
    joined.collect()
}

/// What stands over a header.
struct Over<'h> {
    heading: &'h Heading,
    /// Whether it may be of that column and not of the whole sheet.
    is_aside: bool,
    is_wide: bool,
    /// Whether the header begins in its row.
    is_first: bool,
}

impl Over<'_> {
    fn joined(&self, lower: &Heading, is_repeated: bool, takes_year: bool) -> Heading {
        let upper = self.heading;
        let (above, text) = (&upper.text, &lower.text);
        let year = parse_year(above).or(upper.year_over().filter(|_| self.is_aside));
        let title = lower.title(Some(true));
        let is_share = is_repeated && matches!(title, Some("Montant" | "Taux"));
        let lacks_year = lower.takes_year() || takes_year || is_share;
        let is_unknown = lower.title(None).is_none() && (self.is_wide || is_repeated);
        let is_vague = lower.year.is_none() && (lacks_year || is_unknown);
        // `Jours`, `Montant` over the same years, or who pays.
        let is_kind = parse_year(text).is_some();
        let is_of_upper = upper.is_sum() && is_vague
            || is_kind && (is_repeated || self.is_first)
            || is_share && names_somebody(above);
        match year {
            Some(year) if is_vague => Heading::new(&format!("{text} {year}")),
            None if self.is_aside && is_of_upper => Heading::new(&format!("{above} {text}")),
            _ => lower.clone(),
        }
    }
}
