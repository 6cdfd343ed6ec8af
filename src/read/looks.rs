//! How figures under a header look: hidden, struck through, merged, in thousands or millions.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::{
    header::{Header, TitleUnit},
    headings::{is_figure, is_number, parse_year},
    workbook::{Cell, Sheet},
};
use crate::{
    finding::{Finding, Severity},
    money::{Amount, multiple_in, unit_in},
    source::{CellRef, Place, fold, is_word_of, join},
};

impl Header<'_> {
    /// Looks for merged areas that cover figures of several columns or rows, and for the unit in a title.
    pub(super) fn find_looks(&mut self) {
        self.title_unit = title_unit(self.sheet, self.row);
        let rows: Vec<usize> = self.rows().collect();
        let columns = self.figures();
        for row in rows {
            for col in &columns {
                let origin = self.sheet.marks.covered_by(row, *col);
                let is_figure = |(row, col): &(usize, usize)| {
                    let cell = self.sheet.cell(*row, *col);
                    let is_filled = columns.contains(col) && !cell.is_blank();
                    // An amount may begin within a label, a number of an axis among codes.
                    let is_stray = || Some(*col) != self.col("Fiche") && is_number(cell);
                    *row > self.row && (is_filled || is_stray())
                };
                self.merged.extend(origin.filter(is_figure));
            }
        }
    }

    /// Whether a cell is part of a merged area of several figures.
    pub(super) fn is_merged(&self, row: usize, col: usize) -> bool {
        let origin = self.sheet.marks.covered_by(row, col).unwrap_or((row, col));
        self.merged.contains(&origin)
    }

    /// Reports what these rows show of their figures beside their values: some are hidden, struck through, in
    /// thousands.
    pub(super) fn report_looks(&self, rows: &[usize], findings: &mut Vec<Finding>) {
        let (sheet, marks) = (self.sheet, &self.sheet.marks);
        let columns = self.figures();
        let mut report = |rule, cells: Vec<(usize, usize)>| {
            if let [(row, col), ..] = cells[..] {
                let finding = Finding::new(rule, Severity::Warning, sheet.place_of(row, col));
                let finding = finding.drafted(sheet.cell(row, col).shown());
                let cells = cells.into_iter().map(|(row, col)| sheet.place_of(row, col));
                findings.push(finding.arg("cells", areas(cells)));
            }
        };
        let is_filled = |(row, col): &(usize, usize)| is_figure(sheet.cell(*row, *col));
        let is_struck = |(row, col): &(usize, usize)| marks.look(*row, *col).is_struck;
        for row in rows {
            let filled = columns.iter().map(|col| (*row, *col)).filter(is_filled);
            report("cell-struck", filled.clone().filter(is_struck).collect());
            if marks.is_hidden_row(*row) {
                report("cell-hidden", filled.collect());
            }
        }
        for col in columns.iter().filter(|col| marks.is_hidden_column(**col)) {
            let filled = rows.iter().map(|row| (*row, *col)).filter(is_filled);
            report("cell-hidden", filled.collect());
        }
        findings.extend(self.merged.iter().map(|(row, col)| {
            let finding = Finding::error("cell-merged", sheet.place_of(*row, *col));
            finding.drafted(sheet.cell(*row, *col).shown())
        }));
        findings.extend(self.unit(rows));
    }

    /// The finding that amounts are in thousands or millions, at what makes them so: a header, a row of units, a title, or
    /// their format; with the headers, where not all are.
    fn unit(&self, rows: &[usize]) -> Option<Finding> {
        let (columns, sheet) = (self.amounts(), self.sheet);
        let cells = columns
            .iter()
            .flat_map(|col| rows.iter().map(|row| (*row, *col)));
        let cells = cells.filter(|(row, col)| is_number(sheet.cell(*row, *col)));
        let multiple = |row, col| self.multiple(row, col).unwrap_or(Decimal::ONE);
        let cells = cells.map(|(row, col)| (row, col, multiple(row, col)));
        let (scaled, others): (Vec<_>, Vec<_>) = cells.partition(|cell| cell.2 != Decimal::ONE);
        let doubtful = self.title_unit.as_ref().filter(|unit| !unit.is_given);
        let Some((row, col, multiple)) = scaled.first().copied() else {
            return doubtful.map(|unit| {
                let finding = amount_unit(unit.multiple, unit.place.clone());
                let finding = finding.variant("named").drafted(unit.text.as_str());
                finding.severity(Severity::Warning)
            });
        };
        let place = match (self.row_unit(row).and(self.units), &self.title_unit) {
            _ if self.header_unit(col) == Some(multiple) => sheet.place_of(self.first - 1, col),
            (Some(units), _) => sheet.place_of(row, units),
            (None, Some(unit)) if self.header_unit(col).is_none() && unit.is_given => {
                unit.place.clone()
            }
            _ => sheet.place_of(row, col),
        };
        let columns_of = |cells: &[(usize, usize, Decimal)]| -> BTreeSet<usize> {
            cells.iter().map(|(_, col, _)| *col).collect()
        };
        let (scaled, others) = (columns_of(&scaled), columns_of(&others));
        let variant = match () {
            () if !scaled.is_disjoint(&others) => "cells",
            () if others.is_empty() && self.header_unit(col) != Some(multiple) => "",
            () => "columns",
        };
        let texts = self.texts(&scaled.into_iter().collect::<Vec<usize>>());
        let finding = amount_unit(multiple, place).variant(variant);
        Some(finding.arg("columns", texts.join(", ")))
    }

    /// How many euros a number under this header is worth, by the header or the row of units under it.
    fn header_unit(&self, col: usize) -> Option<Decimal> {
        let below = (self.row + 1..self.first).map(|row| self.sheet.cell(row, col).shown());
        let mut below = below.filter_map(|text| unit_in(&text));
        unit_in(&self.headings[col].text).or_else(|| below.next())
    }

    /// How many euros a number in this row is worth, by the column of units, or in a label: « Location (k€) ».
    fn row_unit(&self, row: usize) -> Option<Decimal> {
        if let Some(units) = self.units {
            return unit_in(&self.cell(row, units).shown());
        }
        let labels = ["Nature", "Libellé"].into_iter();
        let mut labels = labels.filter_map(|title| self.col(title));
        labels.find_map(|col| {
            let label = self.cell(row, col).shown();
            let (_, within) = label.trim_end().strip_suffix(')')?.rsplit_once('(')?;
            multiple_in(within)
        })
    }

    /// How many euros the number in a cell is worth, or why that is unknown, as a variant of a message.
    pub(super) fn multiple(&self, row: usize, col: usize) -> Result<Decimal, &'static str> {
        let by_title = self.title_unit.as_ref().filter(|unit| unit.is_given);
        let by_title = by_title.map(|unit| unit.multiple);
        let is_counted = is_number(self.sheet.cell(row, col));
        let by_row = match self.row_unit(row) {
            None if is_counted && self.units.is_some() => return Err("unit"),
            unit => unit,
        };
        let by_header = match (self.header_unit(col), by_row) {
            (Some(header), Some(row)) if header != row => return Err("unit"),
            (header, row) => header.or(row).or(by_title),
        };
        let by_format = self.sheet.marks.look(row, col);
        // Beside costs in thousands, a ceiling without a unit may be one too.
        let is_limit = [self.col("Plafond"), self.col("Assiette")].contains(&Some(col));
        let has_unit = by_header.is_some() || by_format.multiple.is_some() || by_format.is_euro;
        if self.is_beside_thousands && is_limit && !has_unit && is_counted {
            return Err("unit-unsaid");
        }
        let is_no_euro = by_format.is_no_euro && self.sheet.cell(row, col).number().is_some();
        match (by_header, by_format.multiple) {
            _ if is_no_euro => Err("currency"),
            (Some(header), Some(format)) if header != format => Err("unit"),
            (header, format) => Ok(header.or(format).unwrap_or(Decimal::ONE)),
        }
    }
}

/// Cells of a row or a column as a message lists them, `F3:F9, F11`, a few of them; `none` where there is but one.
fn areas(cells: impl Iterator<Item = Place>) -> String {
    const MOST: usize = 8;
    let mut areas: Vec<(CellRef, CellRef)> = Vec::new();
    let cells: BTreeSet<_> = cells.filter_map(|place| Some(place.cell()?.1)).collect();
    for cell in cells {
        match areas.last_mut() {
            Some((_, last)) if last.row + last.col + 1 == cell.row + cell.col => *last = cell,
            _ => areas.push((cell, cell)),
        }
    }
    if matches!(areas[..], [(first, last)] if first == last) {
        return "none".to_owned();
    }
    let more = areas.get(MOST).map(|_| "…".to_owned());
    let shown = areas.iter().take(MOST).map(|(first, last)| {
        if first == last {
            first.to_string()
        } else {
            format!("{first}:{last}")
        }
    });
    join(shown.chain(more), ", ")
}

/// The finding that amounts are in thousands or millions.
pub(super) fn amount_unit(multiple: Decimal, place: Place) -> Finding {
    let finding = Finding::new("amount-unit", Severity::Info, place);
    finding.arg("multiple", Amount::bounded(multiple).unwrap_or_default())
}

/// The unit that a title above the header names, a note under the table or right of it, or the sheet's name.
pub(super) fn title_unit(sheet: &Sheet, header: usize) -> Option<TitleUnit> {
    let is_number = |cell: &Cell| cell.number().is_some();
    let last = sheet.rows.iter().rposition(|row| row.iter().any(is_number));
    let end = sheet.row(header).iter().rposition(|cell| !cell.is_blank());
    let is_blank = |row, col| sheet.cell(row, col).is_blank();
    let heads_nothing = |col| (header + 1..sheet.rows.len()).all(|row| is_blank(row, col));
    // Another table may stand there, in a unit of its own.
    let right = end.map_or(0, |end| end + 1);
    let is_free = |row: &Vec<Cell>| !row.iter().skip(right).any(is_number);
    let is_right_free = sheet.rows.iter().all(is_free);
    let is_beside = |row, col| {
        let is_right = is_right_free && col >= right || row == header && heads_nothing(col);
        row < header || Some(row) > last || is_right
    };
    let mut doubtful = None;
    for (row, cells) in sheet.rows.iter().enumerate() {
        for (col, cell) in cells.iter().enumerate() {
            if let Cell::Text(text) = cell
                && is_beside(row, col)
                && let Some(multiple) = multiple_in(text)
            {
                let unit = TitleUnit {
                    multiple,
                    place: sheet.place_of(row, col),
                    text: text.clone(),
                    is_given: gives_unit(text, row < header),
                };
                if unit.is_given {
                    return Some(unit);
                }
                doubtful = doubtful.or(Some(unit));
            }
        }
    }
    let by_name = multiple_in(&sheet.name).map(|multiple| TitleUnit {
        multiple,
        place: sheet.place(),
        text: sheet.name.to_string(),
        is_given: true,
    });
    by_name.or(doubtful)
}

/// Whether a text that names a unit gives it to all amounts: « (k€) », « Montants exprimés en k€ », a title that ends with
/// « en k€ »; not « Valeurs arrondies au k€ », « Source : budget 2026 en M€ ».
fn gives_unit(text: &str, is_title: bool) -> bool {
    const UNITS: &str = "k keur keuro keuros m meur meuro meuros millier milliers million millions kilo euro euros eur \
        1000 1 000 x d de en ht ttc hors taxes tva";
    const AMOUNTS: &str = "en montant montants chiffre chiffres valeur valeurs somme sommes unite exprime exprimes \
        exprimee exprimees tous toutes tout les le nb nota note budget tableau depenses couts";
    const OTHERS: &str = "source sources rappel arrondi arrondie arrondis arrondies";
    let is_unit = |word: &str| is_word_of(UNITS, &fold(word)) || word.contains('€');
    let is_year = |word: &str| parse_year(word).is_some();
    let words_of = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric() && c != '€');
        let words = words.filter(|word| !word.is_empty());
        words.map(str::to_owned).collect()
    };
    let words = words_of(text);
    if words.iter().any(|word| is_word_of(OTHERS, &fold(word))) {
        return false;
    }
    // « (k€) » anywhere.
    let mut within = text.split('(').skip(1);
    let within = within.find_map(|part| part.split_once(')').map(|(within, _)| words_of(within)));
    let gives = |within: &Vec<String>| {
        multiple_in(&within.join(" ")).is_some() && within.iter().all(|word| is_unit(word))
    };
    if within.as_ref().is_some_and(gives) {
        return true;
    }
    let is_plain =
        |word: &String| is_unit(word) || is_year(word) || is_word_of(AMOUNTS, &fold(word));
    let is_of_amounts = words.iter().all(is_plain);
    let mut last = words.iter().rev().skip_while(|word| is_year(word));
    is_of_amounts || is_title && last.next().is_some_and(|word| is_unit(word))
}
