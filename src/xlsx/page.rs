//! One worksheet while it is written: cells by kind and level, notes, links, tables. How it is shown and printed is
//! settled at the end (`print`). Amounts become binary numbers here and nowhere else.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use rust_xlsxwriter::{
    ConditionalFormatFormula, Format, Formula, Note, Table, TableColumn, TableStyle, Url,
    Worksheet, XlsxError,
};

use super::{
    formula::{cell, col_fixed, on},
    layout::{CORRECTIONS, Col, HEADER_ROW, Layout, Row},
    remarks::Remarks,
    schedule::Schedule,
    splits::{Splits, spellings},
    styles::{Kind, Level, Styles},
};
use crate::{locale::Locale, money::Amount, record::Record};

/// As long as a cell's text may be; Excel refuses 32 768.
const LONGEST_TEXT: usize = 32_000;
/// Excel follows no more links in a sheet than this; cells beyond go without one.
const MOST_LINKS: usize = 60_000;

/// Everything that the sheets are written from.
pub(super) struct Book<'a> {
    pub(super) record: &'a Record,
    pub(super) layout: &'a Layout,
    pub(super) splits: &'a Splits,
    pub(super) schedule: &'a Schedule,
    pub(super) remarks: &'a Remarks,
    pub(super) texts: &'a Locale,
    pub(super) styles: &'a Styles,
}

impl Book<'_> {
    /// A text of the workbook.
    pub(super) fn text(&self, id: &str) -> String {
        self.texts.plain(id)
    }

    /// Whether any cost has a nature.
    pub(super) fn has_natures(&self) -> bool {
        self.record
            .fiches
            .iter()
            .any(|fiche| !spellings(fiche).is_empty())
    }

    /// A text of the workbook about a year.
    pub(super) fn of_year(&self, id: &str, year: i32) -> String {
        self.texts.text(id, &[("year", year.to_string())])
    }
}

/// One worksheet while it is written.
pub(super) struct Page<'a> {
    pub(super) sheet: Worksheet,
    pub(super) name: &'static str,
    pub(super) book: &'a Book<'a>,
    pub(super) widths: BTreeMap<Col, usize>,
    /// Texts that may take several lines, by row: the column and how many characters.
    pub(super) wrapped: BTreeMap<Row, Vec<(Col, usize)>>,
    /// Texts over all columns: the row, the text, how it looks.
    pub(super) remarks: Vec<(Row, String, &'a Format)>,
    pub(super) last_row: Row,
    /// The column that holds whole paragraphs.
    pub(super) prose: Option<Col>,
    links: usize,
}

impl<'a> Page<'a> {
    /// A sheet with its title, `id`, and the agreement's title under it.
    pub(super) fn new(book: &'a Book<'a>, name: &'static str, id: &str) -> Result<Self, XlsxError> {
        let mut sheet = Worksheet::new();
        sheet.set_name(name)?;
        let convention = &book.record.convention;
        let year = |year: Option<&i32>| year.map(i32::to_string).unwrap_or_default();
        let years = [
            ("first", year(convention.years.first())),
            ("last", year(convention.years.last())),
        ];
        let stage = [
            ("title", convention.title.clone()),
            ("stage", convention.stage.clone()),
        ];
        let (widths, wrapped) = (BTreeMap::new(), BTreeMap::new());
        let remarks = vec![(
            1,
            book.texts.text("xlsx-subtitle", &stage),
            &book.styles.narrow_subtitle,
        )];
        let mut page = Self {
            sheet,
            name,
            book,
            widths,
            wrapped,
            remarks,
            last_row: 0,
            prose: None,
            links: 0,
        };
        page.put(0, 0, &book.texts.text(id, &years), &book.styles.title)?;
        Ok(page)
    }

    /// A remark under the title, as wide as the table.
    pub(super) fn remark(&mut self, row: Row, text: String) {
        self.remarks.push((row, text, &self.book.styles.remark));
    }

    /// A text as it is: never a formula, whatever it begins with.
    pub(super) fn put(
        &mut self,
        row: Row,
        col: Col,
        text: &str,
        format: &Format,
    ) -> Result<(), XlsxError> {
        self.last_row = self.last_row.max(row);
        let text = shortened(text);
        if text.is_empty() {
            self.sheet.write_blank(row, col, format)?;
        } else {
            self.sheet
                .write_string_with_format(row, col, text, format)?;
        }
        Ok(())
    }

    /// A column's header.
    pub(super) fn header(&mut self, row: Row, col: Col, text: &str) -> Result<(), XlsxError> {
        // A header of two words may stand on two lines.
        let longest_word = text
            .split(' ')
            .map(|word| word.chars().count())
            .max()
            .unwrap_or(0);
        self.fit(col, longest_word + 1);
        self.wrapped
            .entry(row)
            .or_default()
            .push((col, text.chars().count() + 1));
        self.put(row, col, text, &self.book.styles.header)
    }

    /// A header over several columns.
    pub(super) fn header_over(
        &mut self,
        row: Row,
        first: Col,
        last: Col,
        text: &str,
    ) -> Result<(), XlsxError> {
        if first == last {
            return self.put(row, first, text, &self.book.styles.header);
        }
        let header = &self.book.styles.header;
        self.sheet
            .merge_range(row, first, row, last, text, header)?;
        if let Ok(year) = text.parse::<u16>() {
            // A year is a number, as in the drafts; only texts can be merged directly.
            self.sheet
                .write_number_with_format(row, first, year, header)?;
        }
        Ok(())
    }

    /// A text of the table.
    pub(super) fn text(
        &mut self,
        at: (Row, Col),
        text: &str,
        kind: Kind,
        level: Level,
    ) -> Result<(), XlsxError> {
        let length = text.chars().count();
        self.fit(at.1, length);
        if kind == Kind::Prose && length > 0 {
            self.wrapped.entry(at.0).or_default().push((at.1, length));
        }
        self.put(at.0, at.1, text, self.book.styles.of(kind, level))
    }

    /// A text over several columns, such as a label.
    pub(super) fn over(
        &mut self,
        row: Row,
        (first, last): (Col, Col),
        text: &str,
        level: Level,
    ) -> Result<(), XlsxError> {
        self.last_row = self.last_row.max(row);
        self.sheet.merge_range(
            row,
            first,
            row,
            last,
            &shortened(text),
            self.book.styles.of(Kind::Text, level),
        )?;
        Ok(())
    }

    /// Lets a column hold whole paragraphs, `characters` wide.
    pub(super) fn set_prose(&mut self, col: Col, characters: usize) {
        self.prose = Some(col);
        self.fit(col, characters);
    }

    /// The format of a cell.
    pub(super) fn style(&self, kind: Kind, level: Level) -> &'a Format {
        self.book.styles.of(kind, level)
    }

    /// An empty cell of the table.
    pub(super) fn blank(&mut self, at: (Row, Col), level: Level) -> Result<(), XlsxError> {
        self.sheet
            .write_blank(at.0, at.1, self.book.styles.of(Kind::Text, level))?;
        Ok(())
    }

    /// A typed amount; an empty cell when there is none.
    pub(super) fn amount(
        &mut self,
        at: (Row, Col),
        amount: Option<Amount>,
        level: Level,
    ) -> Result<(), XlsxError> {
        match amount {
            Some(amount) => self.number(at, amount.decimal(), Kind::Amount, level),
            None => self.blank(at, level),
        }
    }

    /// A typed number.
    pub(super) fn number(
        &mut self,
        at: (Row, Col),
        value: Decimal,
        kind: Kind,
        level: Level,
    ) -> Result<(), XlsxError> {
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
        self.sheet.write_formula_with_format(
            at.0,
            at.1,
            formula,
            self.book.styles.of(kind, level),
        )?;
        Ok(())
    }

    /// A formula that says something: a truth value (`TRUE`), or a text.
    pub(super) fn verdict(
        &mut self,
        at: (Row, Col),
        formula: &str,
        result: &str,
        format: &Format,
    ) -> Result<(), XlsxError> {
        self.last_row = self.last_row.max(at.0);
        self.sheet.write_formula_with_format(
            at.0,
            at.1,
            Formula::new(formula).set_result(result),
            format,
        )?;
        Ok(())
    }

    /// A figure of the recap or a total of costs: coloured, with a note and a link to the
    /// correction, when the received workbook has another.
    pub(super) fn figure(
        &mut self,
        at: (Row, Col),
        formula: &str,
        amount: Amount,
        level: Level,
    ) -> Result<(), XlsxError> {
        let book = self.book;
        let note = book.remarks.on(self.name, at);
        let level = if note.is_some() {
            level.corrected()
        } else {
            level
        };
        if let Some(correction) = book.remarks.correction(self.name, at) {
            self.back_link(at, correction)?;
        }
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
        let note = Note::new(text)
            .add_author_prefix(false)
            .set_width(320)
            .set_height(height);
        self.sheet.insert_note(at.0, at.1, &note)?;
        Ok(())
    }

    /// A link to a cell of the workbook.
    pub(super) fn link(
        &mut self,
        at: (Row, Col),
        target: &str,
        text: &str,
    ) -> Result<(), XlsxError> {
        self.links += 1;
        if self.links > MOST_LINKS {
            return self.text(at, text, Kind::Label, Level::Body);
        }
        self.last_row = self.last_row.max(at.0);
        self.fit(at.1, text.chars().count());
        let url = Url::new(format!("internal:{target}")).set_text(text);
        self.sheet.write_url_with_format(
            at.0,
            at.1,
            url,
            self.book.styles.of(Kind::Link, Level::Body),
        )?;
        Ok(())
    }

    /// Links a figure to the line of the sheet `Corrections` about it, by rank. The figure itself is written next.
    fn back_link(&mut self, at: (Row, Col), correction: usize) -> Result<(), XlsxError> {
        self.links += 1;
        let row = HEADER_ROW
            .saturating_add(1)
            .saturating_add(Row::try_from(correction).unwrap_or(Row::MAX));
        if self.links > MOST_LINKS {
            return Ok(());
        }
        let number = [("number", (correction + 1).to_string())];
        let target = format!("internal:{}", on(CORRECTIONS, &cell(row, 0)));
        let url = Url::new(target)
            .set_text(CORRECTIONS)
            .set_tip(self.book.texts.text("xlsx-back-tip", &number));
        self.sheet.write_url(at.0, at.1, url)?;
        Ok(())
    }

    /// Makes a table of rows already written under their header: Excel filters and sorts it by its name.
    pub(super) fn table(
        &mut self,
        name: &str,
        header: Row,
        headings: &[String],
    ) -> Result<(), XlsxError> {
        if self.last_row <= header {
            return Ok(());
        }
        let format = &self.book.styles.header;
        let column = |heading: &String| {
            TableColumn::new()
                .set_header(heading)
                .set_header_format(format)
        };
        let columns: Vec<TableColumn> = headings.iter().map(column).collect();
        let table = Table::new()
            .set_name(name)
            .set_columns(&columns)
            .set_style(TableStyle::None);
        let last = Col::try_from(headings.len().saturating_sub(1)).unwrap_or(Col::MAX);
        self.sheet
            .add_table(header, 0, self.last_row, last, &table)?;
        Ok(())
    }

    /// `80 %` rather than `80,00 %`, and `43,85 %` as soon as one is typed: hidden decimals would mislead.
    pub(super) fn whole_rates(
        &mut self,
        (first, last): (Row, Row),
        col: Col,
    ) -> Result<(), XlsxError> {
        if last < first {
            return Ok(());
        }
        let rate = col_fixed(first, col);
        let rule = format!("=AND(ISNUMBER({rate}),ROUND({rate}*100,6)=ROUND({rate}*100,0))");
        let format = ConditionalFormatFormula::new()
            .set_rule(rule.as_str())
            .set_format(&self.book.styles.whole_rate);
        self.sheet
            .add_conditional_format(first, col, last, col, &format)?;
        Ok(())
    }

    /// Makes room for so many characters.
    pub(super) fn fit(&mut self, col: Col, characters: usize) {
        let width = self.widths.entry(col).or_default();
        *width = (*width).max(characters);
    }

    /// Columns that stand for the same thing are equally wide.
    pub(super) fn align_widths(&mut self, columns: impl Iterator<Item = Col> + Clone) {
        let widest = columns
            .clone()
            .filter_map(|col| self.widths.get(&col).copied())
            .max()
            .unwrap_or(0);
        columns.for_each(|col| self.fit(col, widest));
    }
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
#[expect(
    clippy::disallowed_types,
    reason = "a worksheet's numbers are binary; this is the way out of the exact ones"
)]
pub(super) fn write_decimal(
    sheet: &mut Worksheet,
    at: (Row, Col),
    value: Decimal,
    format: &Format,
) -> Result<(), XlsxError> {
    let nearest: f64 = value
        .to_string()
        .parse()
        .map_err(|_| XlsxError::ParameterError(value.to_string()))?;
    sheet.write_number_with_format(at.0, at.1, nearest, format)?;
    Ok(())
}
