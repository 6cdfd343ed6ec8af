//! Described sheets as the bytes of a workbook: the only place where figures become binary numbers.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use rust_xlsxwriter::{
    Color, ConditionalFormatFormula, DocProperties, ExcelDateTime, Format, FormatUnderline,
    Formula, IgnoreError, Note, ProtectionOptions, Table, TableColumn, TableStyle, Url, Workbook,
    Worksheet, XlsxError,
};

use super::{
    sheet::{At, Cell, Column, Kind, Level, Row, Run, RunKind, Sheet, Value, col},
    styles::format,
};
use crate::error::Error;

/// As long as a cell's text may be; Excel refuses 32 768.
const LONGEST_TEXT: usize = 32_000;
/// Excel follows no more links in a sheet than this; cells beyond go without one.
const MOST_LINKS: usize = 60_000;
/// A4 and A3, as Excel numbers paper sizes.
const A4: u8 = 9;
const A3: u8 = 8;
/// What A4 shows legibly across, in characters.
const A4_WIDTH: usize = 240;
/// The arrow of a filter takes the room of two characters.
const ARROW: usize = 2;
const INSERTED: Color = Color::RGB(0x0000_6100);
const DELETED: Color = Color::RGB(0x009C_0006);

/// The bytes of a workbook of these sheets, created on this day, as `2018-11-02`: without one, the same day always,
/// so that the same content gives the same bytes at any hour.
///
/// # Errors
/// [`Error::Xlsx`] when the sheets pass what a workbook can hold.
pub(super) fn save(
    title: &str,
    date: Option<&str>,
    properties: DocProperties,
    sheets: &[Sheet],
) -> Result<Vec<u8>, Error> {
    let save = || {
        let date = date.and_then(|date| ExcelDateTime::parse_from_str(date).ok());
        let date = date.map_or_else(|| ExcelDateTime::from_ymd(2000, 1, 1), Ok)?;
        let properties = properties.set_title(short(title));
        let mut workbook = Workbook::new();
        workbook.set_properties(&properties.set_creation_datetime(&date));
        for sheet in sheets {
            for [name, cells, _] in &sheet.names {
                workbook.define_name(name, &format!("={cells}"))?;
            }
            let writer = Writer {
                sheet,
                widths: widths(sheet),
                out: Worksheet::new(),
                links: 0,
            };
            workbook.push_worksheet(writer.write()?);
        }
        workbook.save_to_buffer()
    };
    save().map_err(|error: XlsxError| Error::Xlsx {
        detail: error.to_string(),
    })
}

/// A property is one short line in every program that shows it.
pub(super) fn short(text: &str) -> String {
    text.chars().take(250).collect()
}

struct Writer<'a> {
    sheet: &'a Sheet,
    /// The widths of the columns, in characters.
    widths: Vec<usize>,
    out: Worksheet,
    links: usize,
}

impl Writer<'_> {
    fn write(mut self) -> Result<Worksheet, XlsxError> {
        self.out.set_name(&self.sheet.name)?;
        for (col, &width) in (0..).zip(&self.widths) {
            let width = u16::try_from(width).unwrap_or(u16::MAX);
            self.out.set_column_width(col, width)?;
        }
        self.headers()?;
        for (&at, cell) in &self.sheet.cells {
            self.cell(at, cell)?;
        }
        self.heights()?;
        self.rules()?;
        self.page()?;
        if self.sheet.is_protected {
            self.protect()?;
        }
        Ok(self.out)
    }

    fn headers(&mut self) -> Result<(), XlsxError> {
        let (above, row) = self.sheet.head;
        let (format, out) = (header_format(), &mut self.out);
        let mut first = 0;
        let columns = &self.sheet.columns;
        for group in columns.chunk_by(|a, b| a.over.is_some() && a.over == b.over) {
            let next = first + col(group.len());
            if let Some(over) = &group[0].over {
                out.merge_range(above, first, above, next - 1, over, &format)?;
                if let Ok(year) = over.parse::<u16>() {
                    // A year is a number, as in the drafts; only texts can be merged directly.
                    out.write_number_with_format(above, first, year, &format)?;
                }
            }
            let headed = (first..).zip(group);
            for (col, column) in headed.filter(|(_, column)| !column.header.is_empty()) {
                let header = &column.header;
                if column.over.is_none() && above < row {
                    out.merge_range(above, col, row, col, header, &format)?;
                } else {
                    out.write_string_with_format(row, col, header, &format)?;
                }
                if let Some(text) = &column.note {
                    out.insert_note(row, col, &note(text))?;
                }
            }
            first = next;
        }
        Ok(())
    }

    fn cell(&mut self, (row, col): At, cell: &Cell) -> Result<(), XlsxError> {
        let level = cell.level.unwrap_or_default();
        let format = format(cell.shown_kind(), level, cell.is_corrected);
        if cell.span > 1 && self.sheet.width() > col + 1 {
            let last = col.saturating_add(cell.span).min(self.sheet.width()) - 1;
            self.out.merge_range(row, col, row, last, "", &format)?;
        }
        if let Some((target, tip)) = &cell.link {
            self.links += 1;
            if self.links <= MOST_LINKS {
                let text = cell.value.text();
                let says = if text.is_empty() {
                    "Corrections"
                } else {
                    &text
                };
                let url = Url::new(format!("internal:{target}")).set_text(says);
                self.out.write_url(row, col, url.set_tip(tip))?;
            }
        }
        match (&cell.formula, &cell.value) {
            (Some(formula), value) => {
                let result = match value {
                    Value::Number(number) => number.normalize().to_string(),
                    other => other.text(),
                };
                let formula = Formula::new(formula).set_result(result);
                let out = &mut self.out;
                out.write_formula_with_format(row, col, formula, &format)?;
            }
            (None, Value::Number(number)) => self.number((row, col), *number, &format)?,
            (None, Value::Text(text)) => self.text((row, col), text, &format)?,
            (None, Value::Redline(runs)) => self.redline((row, col), runs, &format)?,
        }
        if let Some(text) = &cell.note {
            self.out.insert_note(row, col, &note(text))?;
        }
        Ok(())
    }

    fn text(&mut self, (row, col): At, text: &str, format: &Format) -> Result<(), XlsxError> {
        let text: String = text.chars().take(LONGEST_TEXT).collect();
        if text.is_empty() {
            self.out.write_blank(row, col, format)?;
        } else {
            self.out.write_string_with_format(row, col, text, format)?;
        }
        Ok(())
    }

    /// A spreadsheet's number is the binary one nearest to the decimal; its reader shows the decimal again.
    #[expect(
        clippy::disallowed_types,
        reason = "a worksheet's numbers are binary; this is the way out of the exact ones"
    )]
    fn number(&mut self, (row, col): At, value: Decimal, format: &Format) -> Result<(), XlsxError> {
        let text = value.to_string();
        let nearest: f64 = text.parse().map_err(|_| XlsxError::ParameterError(text))?;
        self.out
            .write_number_with_format(row, col, nearest, format)?;
        Ok(())
    }

    /// Inserted words in green and underlined, deleted ones in red and struck.
    fn redline(&mut self, at: At, runs: &[Run], format: &Format) -> Result<(), XlsxError> {
        let marked = |run: &Run, format: Format| match run.kind {
            RunKind::Kept => format,
            RunKind::Inserted => format
                .set_font_color(INSERTED)
                .set_underline(FormatUnderline::Single),
            RunKind::Deleted => format.set_font_color(DELETED).set_font_strikethrough(),
        };
        let runs = runs.iter().filter(|run| !run.text.is_empty());
        let runs: Vec<&Run> = runs.collect();
        let plain: String = runs.iter().map(|run| run.text.as_str()).collect();
        match runs[..] {
            // Excel has no rich text of a single piece.
            [only] => self.text(at, &plain, &marked(only, format.clone())),
            [_, ..] if plain.len() < LONGEST_TEXT => {
                let formats = runs.iter().map(|run| marked(run, Format::new()));
                let formats: Vec<Format> = formats.collect();
                let texts = runs.iter().map(|run| run.text.as_str());
                let segments: Vec<_> = formats.iter().zip(texts).collect();
                let out = &mut self.out;
                out.write_rich_string_with_format(at.0, at.1, &segments, format)?;
                Ok(())
            }
            _ => self.text(at, &plain, format),
        }
    }

    /// Makes room for wrapped lines: not every reader does so by itself.
    fn heights(&mut self) -> Result<(), XlsxError> {
        let mut heights: BTreeMap<Row, usize> = BTreeMap::new();
        let mut wrapped = |row, width: usize, text: &str| {
            // A letter is on average four fifths as wide as a digit, which columns are measured in.
            let lines = |line: &str| (line.chars().count() * 4).div_ceil(width.max(1) * 5).max(1);
            let height = heights.entry(row).or_default();
            *height = (*height).max(text.split('\n').map(lines).sum());
        };
        for (column, width) in self.sheet.columns.iter().zip(&self.widths) {
            wrapped(self.sheet.head.1, width - 1, &format!("{} ", column.header));
        }
        for (&(row, col), cell) in &self.sheet.cells {
            let kind = cell.shown_kind();
            if matches!(kind, Kind::Prose | Kind::Subtitle | Kind::Remark) {
                let span = usize::from(cell.span.max(1));
                let columns = self.widths.iter().skip(col.into()).take(span);
                let width = columns.sum::<usize>() - usize::from(span == 1);
                wrapped(row, width, &cell.value.text());
            }
        }
        for (row, lines) in heights.into_iter().filter(|(_, lines)| *lines > 1) {
            // In points: 13 a line of 10-point text; Excel allows 409.
            let height = u16::try_from(lines.min(30) * 13 + 3).unwrap_or(u16::MAX);
            self.out.set_row_height(row, height)?;
        }
        Ok(())
    }

    /// What may be typed, and what is shown otherwise under a condition.
    fn rules(&mut self) -> Result<(), XlsxError> {
        let (sheet, out) = (self.sheet, &mut self.out);
        let (first, last) = (sheet.rows().start, sheet.last_input.max(sheet.next - 1));
        for (col, column) in (0..).zip(&sheet.columns) {
            if let Some((allowed, [title, message])) = &column.allowed
                && first <= last
            {
                let allowed = allowed.clone().set_error_title(title)?;
                let allowed = allowed.set_error_message(message)?;
                out.add_data_validation(first, col, last, col, &allowed)?;
            }
        }
        for (rule, rows, col, format) in &sheet.conditions {
            let rule = ConditionalFormatFormula::new().set_rule(rule.as_str());
            let last = rows.end.saturating_sub(1);
            out.add_conditional_format(rows.start, *col, last, *col, &rule.set_format(format))?;
        }
        Ok(())
    }

    /// Filters, what stays in sight, and the page that is printed.
    fn page(&mut self) -> Result<(), XlsxError> {
        let (sheet, out) = (self.sheet, &mut self.out);
        let ((first, header), last_col) = (sheet.head, sheet.width().saturating_sub(1));
        let last = sheet.next - 1;
        if sheet.is_filtered {
            out.autofilter(header, 0, last.max(header + 1), last_col)?;
        }
        if let Some(name) = sheet.table.filter(|_| last > header) {
            let format = header_format();
            let headers = sheet.columns.iter().map(|column| &column.header);
            let columns = headers.map(|header| TableColumn::new().set_header(header));
            let columns = columns.map(|column| column.set_header_format(&format));
            let table = Table::new().set_name(name);
            let table = table.set_columns(&columns.collect::<Vec<_>>());
            out.add_table(
                header,
                0,
                last,
                last_col,
                &table.set_style(TableStyle::None),
            )?;
        }
        out.set_landscape()
            .set_paper_size(A4)
            .set_print_fit_to_pages(1, 0)
            .set_repeat_rows(first, header)?
            .set_freeze_panes(header + 1, sheet.frozen)?;
        if !sheet.footer.is_empty() {
            out.set_footer(&sheet.footer);
        }
        Ok(())
    }

    /// Keeps formulas from being typed over by accident; there is no password. A cost line may be inserted among
    /// the others of its fiche: every formula then covers it.
    fn protect(&mut self) -> Result<(), XlsxError> {
        let options = ProtectionOptions {
            format_cells: true,
            format_columns: true,
            format_rows: true,
            insert_rows: true,
            use_autofilter: true,
            ..ProtectionOptions::default()
        };
        let sheet = self.sheet;
        let last_row = sheet.cells.keys().next_back().map_or(0, |(row, _)| *row);
        let last_row = last_row.max(sheet.head.1);
        let last_col = sheet.width().saturating_sub(1);
        if self.widths.iter().sum::<usize>() > A4_WIDTH {
            self.out.set_paper_size(A3);
        }
        // Excel marks labels that look like numbers and sums that leave out the block above. Both are meant here,
        // and marks that mean nothing hide those that do.
        let mut columns = sheet.columns.iter();
        let is_figure = |column: &Column| {
            let kind = column.kind;
            !matches!(kind, Kind::Text | Kind::Prose | Kind::Label | Kind::Link)
        };
        let labels = columns.position(is_figure).map_or(sheet.width(), col);
        let number = IgnoreError::NumberStoredAsText;
        let sum = IgnoreError::FormulaOmitsCells;
        self.out
            .protect_with_options(&options)
            .set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3)
            .set_print_area(0, 0, last_row, last_col)?
            .ignore_error_range(0, 0, last_row, labels.saturating_sub(1), number)?
            .ignore_error_range(0, labels, last_row, last_col.max(labels), sum)?;
        Ok(())
    }
}

fn header_format() -> Format {
    format(Kind::Header, Level::Body, false)
}

/// As wide as the longest cell, within bounds: one more character for the margins within a cell, and a little more
/// for bold. Columns of the same header under others are equally wide, and so are those of amounts.
fn widths(sheet: &Sheet) -> Vec<usize> {
    let own = |column: &Column| {
        let arrow = if sheet.is_filtered { ARROW } else { 0 };
        let is_merged = column.over.is_none() && sheet.head.0 < sheet.head.1;
        // A header of two words may stand on two lines.
        let words = column.header.split(' ');
        let words = words.map(|word| word.chars().count() + 1);
        let header = words.max().filter(|_| !is_merged).unwrap_or(0);
        column.least.max(header + arrow)
    };
    let mut widths: Vec<usize> = sheet.columns.iter().map(own).collect();
    for ((_, col), cell) in sheet.cells.iter().filter(|(_, cell)| cell.span <= 1) {
        if let Some(width) = widths.get_mut(usize::from(*col)) {
            *width = (*width).max(cell.characters());
        }
    }
    let is_alike = |a: &Column, b: &Column| match (&a.over, &b.over) {
        (None, None) => [a, b].map(|column| is_amount(column.kind)) == [true; 2],
        _ => a.header == b.header,
    };
    let columns = sheet.columns.iter().zip(&widths);
    let alike = columns.clone().map(|(column, own)| {
        let others = columns.clone().filter(|(other, _)| is_alike(column, other));
        let widest = others.map(|(_, width)| *width).max();
        widest.unwrap_or(*own).min(most(sheet, column))
    });
    alike.map(|width| width + 1 + width / 12).collect()
}

/// As wide as a column may be, in characters; longer texts are wrapped. A longer line of prose is hard to read.
fn most(sheet: &Sheet, column: &Column) -> usize {
    match column.kind {
        // In a comparison, a page has room for two columns of prose, and short texts are not cut.
        Kind::Prose if sheet.is_filtered => 85,
        _ if sheet.is_filtered => 230,
        _ if column.least > 44 => 120,
        _ => 44,
    }
}

fn note(text: &str) -> Note {
    let text: String = text.chars().take(LONGEST_TEXT).collect();
    let lines: usize = text.lines().map(|line| 1 + line.chars().count() / 45).sum();
    let height = u32::try_from(lines.min(40)).unwrap_or(40) * 18 + 14;
    Note::new(text)
        .add_author_prefix(false)
        .set_width(320)
        .set_height(height)
}

impl Cell {
    fn shown_kind(&self) -> Kind {
        self.kind.unwrap_or_default()
    }

    /// How many characters it takes on one line; none where it may run over its neighbours.
    fn characters(&self) -> usize {
        match (&self.value, self.shown_kind()) {
            (_, Kind::Title | Kind::Subtitle | Kind::Aside | Kind::Remark) => 0,
            (Value::Number(number), kind) => figure_width(*number, kind),
            _ if self.formula.is_some() => 0,
            (value, _) => {
                let text = value.text();
                let lines = text.split('\n').map(|line| line.chars().count());
                lines.max().unwrap_or(0)
            }
        }
    }
}

impl Value {
    fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Redline(runs) => runs.iter().map(|run| run.text.as_str()).collect(),
            Self::Number(_) => String::new(),
        }
    }
}

fn is_amount(kind: Kind) -> bool {
    matches!(kind, Kind::Amount | Kind::Difference)
}

/// How many characters a number takes, spaces between thousands and the unit included.
fn figure_width(value: Decimal, kind: Kind) -> usize {
    let digits = value.trunc().abs().to_string().len();
    let grouped = digits + digits.saturating_sub(1) / 3 + usize::from(value.is_sign_negative());
    let scale = value.normalize().scale() as usize;
    match kind {
        // The spaces and the comma are narrow: they leave room for a sign.
        kind if is_amount(kind) => grouped + ",00 €".chars().count(),
        // Room for the decimals of a rate that someone changes later.
        Kind::Exact => grouped + 1 + scale.clamp(6, 8) + 1,
        Kind::Remainder => "0,00000000".len(),
        Kind::Rate => 7,
        Kind::Percent => 9,
        _ => digits + 1 + scale,
    }
}
