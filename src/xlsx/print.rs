//! A worksheet once its cells are written: columns and rows as large as what they show, the page that it is printed
//! on, what may be changed in it.

use rust_xlsxwriter::{Format, IgnoreError, ProtectionOptions, Worksheet, XlsxError};

use super::{
    layout::{Col, Row},
    page::{Page, shortened},
};

/// A4 and A3, as Excel numbers paper sizes.
const A4: u8 = 9;
const A3: u8 = 8;
/// What A4 shows legibly across, in characters.
const A4_WIDTH: usize = 240;
/// No column is wider, in characters; longer texts are wrapped.
const WIDEST: usize = 44;
/// No column of prose is wider, in characters: a longer line is hard to read.
const WIDEST_PROSE: usize = 120;

impl Page<'_> {
    /// The sheet as it is shown and printed. The rows down to those repeated on every page stay in sight, and the
    /// `frozen` columns; the first `labels` columns hold texts.
    pub(super) fn finish(
        mut self,
        repeated: (Row, Row),
        (frozen, labels): (Col, Col),
    ) -> Result<Worksheet, XlsxError> {
        let mut across = 0;
        for (&col, &characters) in &self.widths {
            let width = self.column_width(col, characters);
            across += width;
            self.sheet
                .set_column_width(col, u16::try_from(width).unwrap_or(u16::MAX))?;
        }
        let last_col = self.widths.keys().last().copied().unwrap_or_default();
        for (row, text, format) in std::mem::take(&mut self.remarks) {
            self.over_all(row, last_col, (&text, across), format)?;
        }
        self.set_heights()?;
        self.silence(labels)?;
        self.protect();
        let stage = self.book.record.convention.stage.replace('&', "&&");
        let footer = [("stage", stage), ("sheet", self.name.to_owned())];
        self.sheet
            .set_landscape()
            .set_paper_size(if across > A4_WIDTH { A3 } else { A4 })
            .set_print_fit_to_pages(1, 0)
            .set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3)
            .set_footer(self.book.texts.text("xlsx-footer", &footer))
            .set_print_area(0, 0, self.last_row, last_col)?
            .set_repeat_rows(repeated.0, repeated.1)?
            .set_freeze_panes(repeated.1 + 1, frozen)?;
        Ok(self.sheet)
    }

    /// A text over the whole width, on as many lines as it takes.
    fn over_all(
        &mut self,
        row: Row,
        last: Col,
        (text, across): (&str, usize),
        format: &Format,
    ) -> Result<(), XlsxError> {
        self.last_row = self.last_row.max(row);
        let lines = lines(text.chars().count(), across);
        if last > 0 {
            self.sheet
                .merge_range(row, 0, row, last, &shortened(text), format)?;
        } else {
            self.put(row, 0, text, format)?;
        }
        if lines > 1 {
            self.sheet.set_row_height(row, height(lines))?;
        }
        Ok(())
    }

    /// Keeps formulas from being typed over by accident; there is no password. A cost line may be inserted among
    /// the others of its fiche: every formula then covers it.
    fn protect(&mut self) {
        let options = ProtectionOptions {
            format_cells: true,
            format_columns: true,
            format_rows: true,
            insert_rows: true,
            use_autofilter: true,
            ..ProtectionOptions::default()
        };
        self.sheet.protect_with_options(&options);
    }

    fn column_width(&self, col: Col, characters: usize) -> usize {
        column_width(
            characters,
            if self.prose == Some(col) {
                WIDEST_PROSE
            } else {
                WIDEST
            },
        )
    }

    /// Excel marks labels that look like numbers and sums that leave out the block above. Both are meant here,
    /// and marks that mean nothing hide those that do.
    fn silence(&mut self, labels: Col) -> Result<(), XlsxError> {
        let last_col = self
            .widths
            .keys()
            .last()
            .copied()
            .unwrap_or_default()
            .max(labels);
        let last_row = self.last_row;
        self.sheet.ignore_error_range(
            0,
            0,
            last_row,
            labels.saturating_sub(1),
            IgnoreError::NumberStoredAsText,
        )?;
        self.sheet.ignore_error_range(
            0,
            labels,
            last_row,
            last_col,
            IgnoreError::FormulaOmitsCells,
        )?;
        Ok(())
    }

    /// Readers do not all make room for wrapped lines by themselves.
    fn set_heights(&mut self) -> Result<(), XlsxError> {
        for (&row, texts) in &self.wrapped {
            let width = |col: &Col| {
                self.widths
                    .get(col)
                    .copied()
                    .map_or(1, |fit| self.column_width(*col, fit) - 1)
            };
            let lines = texts
                .iter()
                .map(|(col, length)| lines(*length, width(col)))
                .max()
                .unwrap_or(1);
            if lines > 1 {
                self.sheet.set_row_height(row, height(lines))?;
            }
        }
        Ok(())
    }
}

/// How many lines a text takes. A letter is on average four fifths as wide as a digit, which columns are measured in.
fn lines(characters: usize, width: usize) -> usize {
    (characters * 4).div_ceil(width * 5)
}

/// In points: 13 a line of 10-point text; Excel allows 409.
fn height(lines: usize) -> u16 {
    u16::try_from(lines.min(30) * 13 + 3).unwrap_or(u16::MAX)
}

/// One more than the text for the margins within a cell; a little more for bold.
pub(super) fn column_width(characters: usize, widest: usize) -> usize {
    let characters = characters.min(widest);
    characters + 1 + characters / 12
}
