//! One worksheet while it is written: cells by kind and level, columns as wide as what they show, and the page
//! it is printed on. Amounts become binary numbers here and nowhere else.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use rust_xlsxwriter::{Format, Formula, IgnoreError, Note, Url, Worksheet, XlsxError};

use super::{
    layout::{Col, Layout, Row},
    remarks::Remarks,
    splits::Splits,
    styles::{Kind, Level, Styles},
};
use crate::{locale::Locale, money::Amount, record::Record};

/// As long as a cell's text may be; Excel refuses 32 768.
const LONGEST_TEXT: usize = 32_000;
/// A4 and A3, as Excel numbers paper sizes.
const A4: u8 = 9;
const A3: u8 = 8;
/// What A4 shows legibly across, in characters.
const A4_WIDTH: usize = 240;
/// No column is wider, in characters; longer texts are wrapped.
const WIDEST: usize = 44;

/// Everything that the sheets are written from.
pub(super) struct Book<'a> {
    pub(super) record: &'a Record,
    pub(super) layout: &'a Layout,
    pub(super) splits: &'a Splits,
    pub(super) remarks: &'a Remarks,
    pub(super) texts: &'a Locale,
    pub(super) styles: &'a Styles,
}

impl Book<'_> {
    /// A text of the workbook.
    pub(super) fn text(&self, id: &str) -> String {
        self.texts.plain(id)
    }

    /// A text of the workbook about a year.
    pub(super) fn of_year(&self, id: &str, year: i32) -> String {
        self.texts.text(id, &[("year", year.to_string())])
    }
}

/// One worksheet while it is written.
pub(super) struct Page<'a> {
    pub(super) sheet: Worksheet,
    name: &'static str,
    book: &'a Book<'a>,
    widths: BTreeMap<Col, usize>,
    /// Texts that may take several lines, by row: the column and how many characters.
    wrapped: BTreeMap<Row, Vec<(Col, usize)>>,
    last_row: Row,
}

impl<'a> Page<'a> {
    /// A sheet with its title, `id`, and the agreement's title under it.
    pub(super) fn new(book: &'a Book<'a>, name: &'static str, id: &str) -> Result<Self, XlsxError> {
        let mut sheet = Worksheet::new();
        sheet.set_name(name)?;
        let convention = &book.record.convention;
        let year = |year: Option<&i32>| year.map(i32::to_string).unwrap_or_default();
        let years = [("first", year(convention.years.first())), ("last", year(convention.years.last()))];
        let stage = [("title", convention.title.clone()), ("stage", convention.stage.clone())];
        let mut page = Self { sheet, name, book, widths: BTreeMap::new(), wrapped: BTreeMap::new(), last_row: 0 };
        page.put(0, 0, &book.texts.text(id, &years), &book.styles.title)?;
        page.put(1, 0, &book.texts.text("xlsx-subtitle", &stage), &book.styles.subtitle)?;
        Ok(page)
    }

    /// A text as it is: never a formula, whatever it begins with.
    pub(super) fn put(&mut self, row: Row, col: Col, text: &str, format: &Format) -> Result<(), XlsxError> {
        self.last_row = self.last_row.max(row);
        let text = shortened(text);
        if text.is_empty() {
            self.sheet.write_blank(row, col, format)?;
        } else {
            self.sheet.write_string_with_format(row, col, text, format)?;
        }
        Ok(())
    }

    /// A column's header.
    pub(super) fn header(&mut self, row: Row, col: Col, text: &str) -> Result<(), XlsxError> {
        // A header of two words may stand on two lines.
        let longest_word = text.split(' ').map(|word| word.chars().count()).max().unwrap_or(0);
        self.fit(col, longest_word + 1);
        self.wrapped.entry(row).or_default().push((col, text.chars().count() + 1));
        self.put(row, col, text, &self.book.styles.header)
    }

    /// A header over several columns.
    pub(super) fn header_over(&mut self, row: Row, first: Col, last: Col, text: &str) -> Result<(), XlsxError> {
        if first == last {
            return self.put(row, first, text, &self.book.styles.header);
        }
        let header = &self.book.styles.header;
        self.sheet.merge_range(row, first, row, last, text, header)?;
        if let Ok(year) = text.parse::<u16>() {
            // A year is a number, as in the drafts; only texts can be merged directly.
            self.sheet.write_number_with_format(row, first, year, header)?;
        }
        Ok(())
    }

    /// A text of the table.
    pub(super) fn text(&mut self, at: (Row, Col), text: &str, kind: Kind, level: Level) -> Result<(), XlsxError> {
        let length = text.chars().count();
        self.fit(at.1, length);
        if kind == Kind::Prose && length > 0 {
            self.wrapped.entry(at.0).or_default().push((at.1, length));
        }
        self.put(at.0, at.1, text, self.book.styles.of(kind, level))
    }

    /// An empty cell of the table.
    pub(super) fn blank(&mut self, at: (Row, Col), level: Level) -> Result<(), XlsxError> {
        self.sheet.write_blank(at.0, at.1, self.book.styles.of(Kind::Text, level))?;
        Ok(())
    }

    /// A typed amount; an empty cell when there is none.
    pub(super) fn amount(&mut self, at: (Row, Col), amount: Option<Amount>, level: Level) -> Result<(), XlsxError> {
        match amount {
            Some(amount) => self.number(at, amount.decimal(), Kind::Amount, level),
            None => self.blank(at, level),
        }
    }

    /// A typed number.
    pub(super) fn number(&mut self, at: (Row, Col), value: Decimal, kind: Kind, level: Level) -> Result<(), XlsxError> {
        self.fit(at.1, shown_width(value, kind));
        write_decimal(&mut self.sheet, at, value, self.book.styles.of(kind, level))
    }

    /// A formula with the result that it has in this workbook.
    pub(super) fn formula(
        &mut self,
        at: (Row, Col),
        formula: &str,
        result: Decimal,
        (kind, level): (Kind, Level),
    ) -> Result<(), XlsxError> {
        self.last_row = self.last_row.max(at.0);
        self.fit(at.1, shown_width(result, kind));
        let formula = Formula::new(formula).set_result(result.normalize().to_string());
        self.sheet.write_formula_with_format(at.0, at.1, formula, self.book.styles.of(kind, level))?;
        Ok(())
    }

    /// A figure of the recap or a total of costs: coloured, with a note, when the received workbook has another.
    pub(super) fn figure(
        &mut self,
        at: (Row, Col),
        formula: &str,
        amount: Amount,
        level: Level,
    ) -> Result<(), XlsxError> {
        let note = self.book.remarks.on(self.name, at);
        let level = if note.is_some() { level.corrected() } else { level };
        if formula.is_empty() {
            self.amount(at, Some(amount), level)?;
        } else {
            self.formula(at, formula, amount.decimal(), (Kind::Amount, level))?;
        }
        note.map_or(Ok(()), |note| self.note(at, note))
    }

    /// A note on a cell.
    pub(super) fn note(&mut self, at: (Row, Col), text: &str) -> Result<(), XlsxError> {
        let text = shortened(text);
        let lines: usize = text.lines().map(|line| 1 + line.chars().count() / 45).sum();
        let height = u32::try_from(lines.min(40)).unwrap_or(40) * 18 + 14;
        let note = Note::new(text).add_author_prefix(false).set_width(320).set_height(height);
        self.sheet.insert_note(at.0, at.1, &note)?;
        Ok(())
    }

    /// A link to a cell of the workbook.
    pub(super) fn link(&mut self, at: (Row, Col), target: &str, text: &str) -> Result<(), XlsxError> {
        self.fit(at.1, text.chars().count());
        let url = Url::new(format!("internal:{target}")).set_text(text);
        self.sheet.write_url_with_format(at.0, at.1, url, self.book.styles.of(Kind::Link, Level::Body))?;
        Ok(())
    }

    /// Makes room for so many characters.
    pub(super) fn fit(&mut self, col: Col, characters: usize) {
        let width = self.widths.entry(col).or_default();
        *width = (*width).max(characters);
    }

    /// Columns that stand for the same thing are equally wide.
    pub(super) fn align_widths(&mut self, columns: impl Iterator<Item = Col> + Clone) {
        let widest = columns.clone().filter_map(|col| self.widths.get(&col).copied()).max().unwrap_or(0);
        columns.for_each(|col| self.fit(col, widest));
    }

    /// The sheet as it is shown and printed. The rows down to those repeated on every page stay in sight, and the
    /// `frozen` columns; the first `labels` columns hold texts.
    pub(super) fn finish(mut self, repeated: (Row, Row), (frozen, labels): (Col, Col)) -> Result<Worksheet, XlsxError> {
        let mut across = 0;
        for (&col, &characters) in &self.widths {
            let width = column_width(characters, WIDEST);
            across += width;
            self.sheet.set_column_width(col, u16::try_from(width).unwrap_or(u16::MAX))?;
        }
        self.set_heights()?;
        self.silence(labels)?;
        let stage = self.book.record.convention.stage.replace('&', "&&");
        let footer = [("stage", stage), ("sheet", self.name.to_owned())];
        self.sheet
            .set_landscape()
            .set_paper_size(if across > A4_WIDTH { A3 } else { A4 })
            .set_print_fit_to_pages(1, 0)
            .set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3)
            .set_footer(self.book.texts.text("xlsx-footer", &footer))
            .set_repeat_rows(repeated.0, repeated.1)?
            .set_freeze_panes(repeated.1 + 1, frozen)?;
        Ok(self.sheet)
    }

    /// Excel marks labels that look like numbers and sums that leave out the block above. Both are meant here,
    /// and marks that mean nothing hide those that do.
    fn silence(&mut self, labels: Col) -> Result<(), XlsxError> {
        let last_col = self.widths.keys().last().copied().unwrap_or_default().max(labels);
        let last_row = self.last_row;
        self.sheet.ignore_error_range(0, 0, last_row, labels.saturating_sub(1), IgnoreError::NumberStoredAsText)?;
        self.sheet.ignore_error_range(0, labels, last_row, last_col, IgnoreError::FormulaOmitsCells)?;
        Ok(())
    }

    /// Readers do not all make room for wrapped lines by themselves.
    fn set_heights(&mut self) -> Result<(), XlsxError> {
        for (&row, texts) in &self.wrapped {
            let width = |col: &Col| self.widths.get(col).copied().map_or(1, |fit| column_width(fit, WIDEST) - 1);
            // A letter is on average four fifths as wide as a digit, which columns are measured in.
            let lines = texts.iter().map(|(col, length)| (length * 4).div_ceil(width(col) * 5)).max().unwrap_or(1);
            if lines > 1 {
                // In points: 13 a line of 10-point text; Excel allows 409.
                let height = lines.min(30) * 13 + 3;
                self.sheet.set_row_height(row, u16::try_from(height).unwrap_or(u16::MAX))?;
            }
        }
        Ok(())
    }
}

/// One more than the text for the margins within a cell; a little more for bold.
pub(super) fn column_width(characters: usize, widest: usize) -> usize {
    let characters = characters.min(widest);
    characters + 1 + characters / 12
}

pub(super) fn shortened(text: &str) -> String {
    text.chars().take(LONGEST_TEXT).collect()
}

/// How many characters a number takes, spaces between thousands and the unit included.
pub(super) fn shown_width(value: Decimal, kind: Kind) -> usize {
    let digits = value.trunc().abs().to_string().len();
    let grouped = digits + digits.saturating_sub(1) / 3 + usize::from(value.is_sign_negative());
    let scale = value.normalize().scale() as usize;
    match kind {
        // The spaces and the comma are narrow: they leave room for a sign.
        Kind::Amount | Kind::Difference => grouped + ",00 €".chars().count(),
        // Room for the decimals of a rate that someone changes later.
        Kind::Exact => grouped + 1 + scale.clamp(6, 8) + 1,
        Kind::Remainder => "0,00000000".len(),
        Kind::Rate => 7,
        _ => digits + 1 + scale,
    }
}

/// A spreadsheet's number is the binary one nearest to the decimal; its reader shows the decimal again.
#[expect(clippy::disallowed_types, reason = "a worksheet's numbers are binary; this is the way out of the exact ones")]
pub(super) fn write_decimal(
    sheet: &mut Worksheet,
    at: (Row, Col),
    value: Decimal,
    format: &Format,
) -> Result<(), XlsxError> {
    let nearest: f64 = value.to_string().parse().map_err(|_| XlsxError::ParameterError(value.to_string()))?;
    sheet.write_number_with_format(at.0, at.1, nearest, format)?;
    Ok(())
}
