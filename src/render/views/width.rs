//! How wide a text is, roughly: enough to choose a size of type before anything is laid out.

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

/// The size of type, in tenths of a point, at which a table with these totals leaves room for its labels.
pub(super) fn table_size(totals: &AmountsView) -> u32 {
    let columns = || totals.years.iter().chain([&totals.all]);
    let figures: u32 = columns().map(|total| total.as_deref().map_or(0, ems).max(5_500)).sum();
    let count = u32::try_from(columns().count()).unwrap_or(u32::MAX);
    let fits = |size: &&u32| {
        let insets = if **size < SIZES[0] { 6_000 } else { 10_000 };
        // One more column for the rates.
        (figures + 4_500) * **size / 10 + (count + 1) * insets <= ROOM
    };
    *SIZES.iter().find(fits).unwrap_or(&SIZES[SIZES.len() - 1])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn totals(years: usize, total: &str) -> AmountsView {
        AmountsView { years: vec![Some(total.to_owned()); years], all: Some(total.to_owned()) }
    }

    #[test]
    fn many_years_or_long_amounts_are_set_smaller() {
        assert_eq!(table_size(&totals(3, "1\u{202f}481\u{202f}250\u{a0}€")), 90);
        assert_eq!(table_size(&totals(6, "481\u{202f}250\u{a0}€")), 70);
        assert_eq!(table_size(&totals(20, "481\u{202f}250,00\u{a0}€")), 60);
    }
}
