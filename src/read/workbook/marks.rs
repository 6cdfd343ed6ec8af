//! How a spreadsheet shows a cell beside its value: whether it is hidden, struck through or merged with others, and the
//! thousands that a number format stands for.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use quick_xml::events::BytesStart;
use rust_decimal::Decimal;

use super::xml::{attribute, attributes};
use crate::{money::multiple_in, source::is_word_of};

/// A zero-based row and column.
pub(in crate::read) type At = (usize, usize);

/// No merged area counts for more rows and columns than these: whole columns are merged for their looks.
const MERGED: At = (1_000, 100);

/// What a sheet's cells look like, where that changes what they mean.
#[derive(Clone, Debug, Default)]
pub(crate) struct Marks {
    pub(super) hidden_rows: Ranges,
    pub(super) hidden_columns: Ranges,
    /// The cells that are struck through, and those that a number format shows in thousands or millions.
    pub(super) looks: BTreeMap<At, Look>,
    /// The cells that a merged area covers, and its first one.
    covered: BTreeMap<At, At>,
    /// What calamine takes for no value, as it is written.
    pub(super) odd: BTreeMap<At, String>,
}

/// How a cell looks.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Look {
    pub(crate) is_struck: bool,
    /// Whether its format shows another currency, or percents.
    pub(crate) is_no_euro: bool,
    /// How many euros its number stands for, where the format is one of thousands or millions.
    pub(crate) multiple: Option<Decimal>,
    /// Whether it shows euros.
    pub(crate) is_euro: bool,
    /// How many percents it stands for, where its format has their sign: a hundred times its number, or as many where the
    /// sign is a text.
    pub(crate) percents: Option<Decimal>,
}

/// Rows or columns, in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Ranges(Vec<Range<usize>>);

impl Ranges {
    pub(super) fn push(&mut self, range: Range<usize>) {
        match self.0.last_mut().filter(|last| last.end == range.start) {
            Some(last) => last.end = range.end,
            None => self.0.push(range),
        }
    }

    fn contains(&self, index: usize) -> bool {
        let before = self.0.partition_point(|range| range.end <= index);
        let range = self.0.get(before);
        range.is_some_and(|range| range.contains(&index))
    }
}

impl Marks {
    pub(crate) fn is_hidden_row(&self, row: usize) -> bool {
        self.hidden_rows.contains(row)
    }

    pub(crate) fn is_hidden_column(&self, col: usize) -> bool {
        self.hidden_columns.contains(col)
    }

    pub(crate) fn look(&self, row: usize, col: usize) -> Look {
        self.looks.get(&(row, col)).copied().unwrap_or_default()
    }

    /// The first cell of the merged area that covers this one, which is another.
    pub(crate) fn covered_by(&self, row: usize, col: usize) -> Option<At> {
        self.covered.get(&(row, col)).copied()
    }

    /// Merges the area between two cells; returns how many are covered in all.
    pub(super) fn merge(&mut self, first: At, last: At) -> u64 {
        let last = (
            last.0.min(first.0.saturating_add(MERGED.0)),
            last.1.min(first.1.saturating_add(MERGED.1)),
        );
        for row in first.0..=last.0 {
            let columns = (first.1..=last.1).filter(|col| (row, *col) != first);
            self.covered.extend(columns.map(|col| ((row, col), first)));
        }
        self.covered.len() as u64
    }
}

/// The looks of an `.xlsx` or an `.xls`, by the numbers that its cells name them with.
#[derive(Debug, Default)]
pub(super) struct Styles {
    section: String,
    formats: BTreeMap<usize, Look>,
    struck_fonts: Vec<bool>,
    cells: Vec<Look>,
    /// The ranks of the shared texts of which a part is struck through.
    pub(super) struck_texts: BTreeSet<usize>,
}

impl Styles {
    /// Takes an element of the part of styles.
    pub(super) fn start(&mut self, element: &BytesStart<'_>) {
        let name = element.local_name();
        let number = |name| attribute(element, name)?.parse::<usize>().ok();
        match (self.section.as_str(), name.as_ref()) {
            (_, name @ ("numFmts" | "fonts" | "cellXfs" | "cellStyleXfs" | "dxfs")) => {
                name.clone_into(&mut self.section);
            }
            ("numFmts", "numFmt") => {
                if let Some(number) = number("numFmtId") {
                    let code = attribute(element, "formatCode");
                    self.add_format(number, &code.unwrap_or_default());
                }
            }
            ("fonts", "font") => self.struck_fonts.push(false),
            ("fonts", "strike") => {
                if let Some(font) = self.struck_fonts.last_mut() {
                    *font = is_on(element);
                }
            }
            ("cellXfs", "xf") => self.add_cell(number("fontId"), number("numFmtId")),
            _ => {}
        }
    }

    pub(super) fn add_font(&mut self, is_struck: bool) {
        self.struck_fonts.push(is_struck);
    }

    pub(super) fn add_format(&mut self, number: usize, code: &str) {
        self.formats.insert(number, look_of(code));
    }

    pub(super) fn add_cell(&mut self, font: Option<usize>, format: Option<usize>) {
        let mut look = match format {
            // The codes of `0%` and `0.00%` are not written.
            Some(9 | 10) => look_of("%"),
            Some(format) => self.formats.get(&format).copied().unwrap_or_default(),
            None => Look::default(),
        };
        let is_struck = font.and_then(|font| self.struck_fonts.get(font));
        look.is_struck = is_struck.copied().unwrap_or_default();
        self.cells.push(look);
    }

    pub(super) fn cell(&self, style: usize) -> Option<Look> {
        let look = self.cells.get(style)?;
        Some(*look).filter(|look| *look != Look::default())
    }
}

/// How a format shows a number. One that it divides by thousands (`0,"k€"`) is whole.
fn look_of(format: &str) -> Look {
    let format = format.split(';').next().unwrap_or_default();
    // The sign of a currency: `[$€-40C]`.
    let format = format.replace("[$", "");
    let (mut is_quoted, mut code, mut signs) = (false, String::new(), String::new());
    let (mut last, mut is_fraction) = (' ', false);
    for c in format.chars() {
        is_fraction |= c == '%' && !is_quoted && last != '\\';
        last = c;
        match c {
            '"' => is_quoted = !is_quoted,
            _ if !is_quoted && matches!(c, '0' | '#' | '?' | ',' | '.') => code.push(c),
            '\\' | '_' | '[' | ']' => {}
            _ => signs.push(c),
        }
    }
    let mut look = look_of_signs(&signs.replace('-', " "));
    // `0.0"K"`
    look.multiple = look.multiple.or_else(|| match signs.trim() {
        "k" | "K" => Some(Decimal::ONE_THOUSAND),
        "M" => Some(Decimal::from(1_000_000)),
        _ => None,
    });
    let is_divided = code.ends_with(',') || code.contains(",.");
    look.multiple = look.multiple.filter(|_| !is_divided);
    if is_fraction {
        look.percents = Some(Decimal::ONE_HUNDRED);
    }
    look
}

/// What the signs beside a number mean.
pub(super) fn look_of_signs(signs: &str) -> Look {
    const OTHERS: &str = "$ £ ¥ % CHF USD GBP";
    Look {
        is_struck: false,
        is_no_euro: OTHERS.split(' ').any(|sign| signs.contains(sign)),
        multiple: multiple_in(signs),
        is_euro: signs.contains('€'),
        percents: signs.contains('%').then_some(Decimal::ONE),
    }
}

/// Whether a property of a font is on, as it is where nothing else is written.
pub(super) fn is_on(element: &BytesStart<'_>) -> bool {
    attribute(element, "val").is_none_or(|value| is_true(&value))
}

/// Whether an attribute that is true or false is true.
pub(super) fn is_true(value: &str) -> bool {
    matches!(value, "1" | "true" | "on")
}

/// The cell of this name: `B12`.
pub(super) fn cell_named(name: &str) -> Option<At> {
    let name = name.trim_matches('$');
    let letters = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '$');
    let row: usize = name[letters.len()..].trim_start_matches('$').parse().ok()?;
    let mut col = 0_usize;
    for letter in letters.bytes() {
        let rank = letter.to_ascii_uppercase().checked_sub(b'A');
        let rank = rank.filter(|rank| *rank < 26)?;
        col = col.checked_mul(26)?.checked_add(usize::from(rank) + 1)?;
    }
    Some((row.checked_sub(1)?, col.checked_sub(1)?))
}

/// The area of this name: `B12:D14`, or one cell.
pub(in crate::read) fn area_named(name: &str) -> Option<(At, At)> {
    let (first, last) = name.split_once(':').unwrap_or((name, name));
    Some((cell_named(first)?, cell_named(last)?))
}

/// A sheet of an `.xlsx` on the way through its XML.
#[derive(Debug, Default)]
pub(super) struct SheetMarks {
    pub(super) marks: Marks,
    at: At,
    /// What kind of value the current cell has, its attribute `t`.
    pub(super) kind: String,
    is_value: bool,
}

impl SheetMarks {
    /// Takes an element; returns how many cells merged areas cover.
    pub(super) fn start(&mut self, element: &BytesStart<'_>, styles: &Styles) -> u64 {
        let name = element.local_name();
        self.is_value = name.as_ref() == "v";
        let get = |name| attribute(element, name);
        let index = |name| get(name)?.parse::<usize>().ok()?.checked_sub(1);
        // Whoever drags a border far enough leaves a row or a column without size.
        let is_none = |size: String| size.trim_matches(['0', '.']).is_empty();
        let is_hidden = |size| {
            get("hidden").is_some_and(|value| is_true(&value)) || get(size).is_some_and(is_none)
        };
        match name.as_ref() {
            "row" => {
                self.at = (index("r").unwrap_or(self.at.0 + 1), 0);
                if is_hidden("ht") {
                    let row = self.at.0;
                    self.marks.hidden_rows.push(row..row.saturating_add(1));
                }
            }
            "col" if is_hidden("width") => {
                if let (Some(first), Some(last)) = (index("min"), index("max")) {
                    self.marks
                        .hidden_columns
                        .push(first..last.saturating_add(1));
                }
            }
            "c" => {
                self.kind.clear();
                let mut look = None;
                for attribute in attributes(element) {
                    match attribute.key.as_ref() {
                        "r" => self.at = cell_named(&attribute.value).unwrap_or(self.at),
                        "s" => {
                            let style = attribute.value.parse().ok();
                            look = style.and_then(|style| styles.cell(style));
                        }
                        "t" => self.kind.push_str(&attribute.value),
                        _ => {}
                    }
                }
                self.marks.looks.extend(look.map(|look| (self.at, look)));
            }
            // In a text that stands in its cell.
            "strike" if is_on(element) => self.strike(),
            "mergeCell" => {
                let area = get("ref").and_then(|area| area_named(&area));
                return area.map_or(0, |(first, last)| self.marks.merge(first, last));
            }
            _ => {}
        }
        0
    }

    pub(super) fn end(&mut self, name: &str) {
        if name == "c" {
            self.kind.clear();
            self.at.1 += 1;
        }
        self.is_value = false;
    }

    /// Marks the current cell as struck through.
    fn strike(&mut self) {
        self.marks.looks.entry(self.at).or_default().is_struck = true;
    }

    /// Takes a text; there are this many shared ones.
    pub(super) fn text(&mut self, text: &str, shared: usize, styles: &Styles) {
        const ERRORS: &str = "#DIV/0! #N/A #NAME? #NULL! #NUM! #REF! #VALUE! #GETTING_DATA";
        let odd = match self.kind.as_str() {
            _ if !self.is_value => None,
            // A number in another notation is read as one later.
            "n" => {
                let number = serde_json::from_str::<serde_json::Number>(text);
                (number.is_err() || text.trim() != text).then(|| text.to_owned())
            }
            "e" => (!is_word_of(ERRORS, text)).then(|| text.to_owned()),
            // The rank of a text that there is not.
            "s" if shared > 0 => {
                let rank = text.parse::<usize>();
                if rank
                    .as_ref()
                    .is_ok_and(|rank| styles.struck_texts.contains(rank))
                {
                    self.strike();
                }
                let is_there = rank.is_ok_and(|rank| rank < shared);
                (!is_there).then(|| format!("#{text}"))
            }
            _ => None,
        };
        self.marks.odd.extend(odd.map(|odd| (self.at, odd)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_found_by_their_names() {
        assert_eq!(cell_named("A1"), Some((0, 0)));
        assert_eq!(cell_named("$AB$12"), Some((11, 27)));
        assert_eq!(area_named("B2:C4"), Some(((1, 1), (3, 2))));
        for name in ["", "A", "12", "A0", "É1"] {
            assert_eq!(cell_named(name), None, "{name}");
        }
    }

    #[test]
    fn a_format_says_thousands_or_divides_by_them() {
        let multiple_of = |format| look_of(format).multiple;
        let thousands = Some(Decimal::from(1_000));
        assert_eq!(multiple_of("#,##0.0\" k€\""), thousands);
        assert_eq!(multiple_of("0.0\\ [$k€-40C];-0"), thousands);
        assert_eq!(multiple_of("#,##0.00,\" k€\""), None);
        assert_eq!(multiple_of("#,##0,.0\" k€\""), None);
        assert_eq!(multiple_of("0.0 \"M€\""), Some(Decimal::from(1_000_000)));
        assert_eq!(multiple_of("#,##0.00 €"), None);
    }

    #[test]
    fn a_format_may_show_another_currency() {
        let others = r##"[$$-409]#,##0.00 | "$"#,##0 | #,##0 [$£-809] | 0.0% | [$CHF-807] 0"##;
        let euros = r#"General | #,##0.00\ [$€-40C] | _-* #,##0.00\ "€"_- | 0.0" k€" | [$-40C]0"#;
        for (formats, is_no_euro) in [(others, true), (euros, false)] {
            for format in formats.split(" | ") {
                assert_eq!(look_of(format).is_no_euro, is_no_euro, "{format}");
            }
        }
    }
}
