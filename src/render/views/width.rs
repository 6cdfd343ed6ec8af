//! How wide a text is, roughly: enough to choose a size of type before anything is laid out.

use serde::Serialize;

use super::AmountsView;

/// What a portrait page holds beside the labels of a table, in thousandths of a point.
const ROOM: u32 = 350_000;
/// From the usual size to the smallest bearable, in tenths of a point.
const SIZES: [u32; 5] = [90, 80, 70, 65, 60];

/// A text's width in thousandths of an em of Noto Sans.
pub(super) fn ems(text: &str) -> u32 {
    let width = |c: char| match c {
        ',' | '.' | '\'' | '’' | 'i' | 'l' | '-' | ' ' => 290,
        '\u{202f}' | '\u{a0}' => 260,
        'f' | 'r' | 't' => 400,
        'm' | 'M' | 'W' | 'w' => 910,
        _ if c.is_uppercase() => 680,
        _ => 580,
    };
    text.chars().map(width).sum()
}

/// How a table of yearly amounts fits the page: the largest type at which it does, in one table if it can be,
/// else the years over several.
#[derive(Debug, Serialize)]
pub(super) struct TableFit {
    /// The size of type, in tenths of a point.
    pub(super) size: u32,
    /// One table each.
    pub(super) periods: Vec<PeriodView>,
}

/// The years of one table, by rank.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct PeriodView {
    /// The first year.
    from: usize,
    /// The year after the last.
    to: usize,
    /// Whether the total over all years follows.
    has_total: bool,
    /// How many columns of amounts that makes.
    columns: usize,
}

impl TableFit {
    /// Fits a table with these totals, its labels and a column of rates.
    pub(super) fn new(totals: &AmountsView) -> Self {
        let widths: Vec<u32> = totals
            .years
            .iter()
            .chain([&totals.all])
            .map(|total| column_width(total.as_deref()))
            .collect();
        let fits = |tables: usize, size: &&u32| {
            widths
                .chunks(each(&widths, tables))
                .all(|own| has_room(own, **size))
        };
        let spread = |tables| {
            SIZES
                .iter()
                .find(|size| fits(tables, size))
                .map(|size| (*size, tables))
        };
        let smallest = (SIZES[SIZES.len() - 1], widths.len());
        let (size, tables) = (1..=widths.len()).find_map(spread).unwrap_or(smallest);
        let years = totals.years.len();
        let period = |columns: std::ops::Range<usize>| PeriodView {
            from: columns.start,
            to: columns.end.min(years),
            has_total: columns.end > years,
            columns: columns.len(),
        };
        let each = each(&widths, tables);
        let starts = (0..widths.len()).step_by(each);
        Self {
            size,
            periods: starts
                .map(|start| period(start..widths.len().min(start + each)))
                .collect(),
        }
    }
}

fn each(columns: &[u32], tables: usize) -> usize {
    columns.len().div_ceil(tables)
}

/// As wide as the amount or, at least, as the template makes the heading of a year.
fn column_width(total: Option<&str>) -> u32 {
    total.map_or(0, ems).max(5_500)
}

fn has_room(columns: &[u32], size: u32) -> bool {
    let count = u32::try_from(columns.len()).unwrap_or(u32::MAX);
    let insets = if size < SIZES[0] { 6_000 } else { 10_000 };
    // One more column for the rates.
    (columns.iter().sum::<u32>() + 4_500) * size / 10 + (count + 1) * insets <= ROOM
}

#[cfg(test)]
mod tests {
    use super::*;

    fn totals(years: usize, total: &str) -> AmountsView {
        AmountsView {
            years: vec![Some(total.to_owned()); years],
            all: Some(total.to_owned()),
        }
    }

    #[test]
    fn many_years_or_long_amounts_are_set_smaller() {
        let size = |years, total| TableFit::new(&totals(years, total)).size;
        assert_eq!(size(3, "1\u{202f}481\u{202f}250\u{a0}€"), 90);
        assert_eq!(size(6, "481\u{202f}250\u{a0}€"), 70);
    }

    #[test]
    fn more_years_than_a_page_is_wide_are_spread_over_tables() {
        let spread = |years, total: &str| {
            let periods = TableFit::new(&totals(years, total)).periods;
            periods
                .iter()
                .map(|period| (period.from, period.to, period.has_total))
                .collect::<Vec<_>>()
        };
        assert_eq!(spread(3, "481\u{202f}250\u{a0}€"), [(0, 3, true)]);
        assert_eq!(
            spread(10, "481\u{202f}250\u{a0}€"),
            [(0, 6, false), (6, 10, true)]
        );
        let widest = format!("99{}\u{a0}€", "\u{202f}999".repeat(8));
        assert_eq!(spread(20, &widest).last(), Some(&(20, 20, true)));
    }
}
