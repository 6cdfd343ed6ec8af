//! Writes described sheets as the bytes of a workbook. Only here do figures become binary numbers.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use rust_xlsxwriter::{
    Color, ConditionalFormatFormula, DocProperties, ExcelDateTime, Format, FormatUnderline,
    Formula, IgnoreError, Note, ProtectionOptions, Url, Workbook, Worksheet, XlsxError,
};

use super::{
    sheet::{At, Cell, Kind, Run, RunKind, Sheet, Value, cell as cell_name},
    styles::{doubtful, format, untrue},
};
use crate::{error::Error, locale::args};

/// The greatest length of a cell's text; Excel refuses 32 768.
const LONGEST_TEXT: usize = 32_000;
/// Excel's numbers of the paper sizes A4 and A3.
const A4: u8 = 9;
const A3: u8 = 8;
/// The widths that are legible on A4 and A3, in characters.
const A4_WIDTH: usize = 240;
const A3_WIDTH: usize = 400;
/// The width of A4 at full scale, in characters.
const FULL_WIDTH: usize = 115;
/// The largest scale, in percent, of a sheet printed over several pages across, to avoid several pages down.
const LARGEST_SCALE: usize = 75;
/// The greatest length of a formula.
const LONGEST_FORMULA: usize = 8_192;
/// The greatest width of a column of prose, in characters.
const PROSE: usize = 44;
/// The same in a sheet with filters, which is a list.
const FILTERED_PROSE: usize = 60;
/// The greatest width of any other column.
const WIDEST: usize = 120;
const INSERTED: Color = Color::RGB(0x0000_6100);
const DELETED: Color = Color::RGB(0x009C_0006);

/// The bytes of a workbook of these sheets, with a creation date, as `2018-11-02`. Without one, a fixed date is used,
/// so that the same content always gives the same bytes.
///
/// # Errors
/// [`Error::Refused`] when the sheets exceed the limits of a workbook.
pub(super) fn save(
    title: &str,
    date: Option<&str>,
    properties: DocProperties,
    sheets: impl IntoIterator<Item = Sheet>,
) -> Result<Vec<u8>, Error> {
    let save = || {
        let date = date.and_then(|date| ExcelDateTime::parse_from_str(date).ok());
        let date = date.map_or_else(|| ExcelDateTime::from_ymd(2000, 1, 1), Ok)?;
        let properties = properties.set_title(short(title));
        let mut workbook = Workbook::new();
        workbook.set_properties(&properties.set_creation_datetime(&date));
        for mut sheet in sheets {
            let headers = sheet.headers();
            sheet.cells.extend(headers);
            for [name, cells, _] in &sheet.names {
                workbook.define_name(name, &format!("={cells}"))?;
            }
            workbook.push_worksheet(worksheet(&sheet)?);
        }
        workbook.save_to_buffer()
    };
    save().map_err(|error: XlsxError| Error::refused("error-xlsx", args! { detail: error }))
}

/// Shortens a text for a document property, which programs show on one line.
pub(super) fn short(text: &str) -> String {
    text.chars().take(250).collect()
}

fn worksheet(sheet: &Sheet) -> Result<Worksheet, XlsxError> {
    let mut out = Worksheet::new();
    out.set_name(&sheet.name)?;
    // Without this, an empty result of a formula would be stored as 0.
    out.set_formula_result_default("");
    let widths = widths(sheet);
    for (col, width) in (0..).zip(&widths) {
        out.set_column_width(col, u16::try_from(*width).unwrap_or(u16::MAX))?;
    }
    let mut heights = BTreeMap::new();
    for (at, cell) in &sheet.cells {
        write(&mut out, *at, cell, sheet)?;
        let height = heights.entry(at.0).or_insert(1);
        *height = lines(*at, cell, &widths).max(*height);
    }
    // LibreOffice does not adapt row heights to wrapped lines.
    for (row, lines) in heights.into_iter().filter(|(_, lines)| *lines > 1) {
        // In points: 13 for each line of 10-point text; Excel allows 409 in all.
        out.set_row_height(row, lines.min(30) * 13 + 3)?;
    }
    rules(sheet, &mut out)?;
    page(sheet, &mut out, &widths)?;
    if sheet.is_protected {
        protect(sheet, &mut out)?;
    }
    Ok(out)
}

fn write(out: &mut Worksheet, (row, col): At, cell: &Cell, sheet: &Sheet) -> Result<(), XlsxError> {
    let (width, level) = (sheet.width(), cell.level.unwrap_or_default());
    let format = &format(cell.shown_kind(), level, cell.is_corrected, !sheet.has_unit);
    if cell.span > 1 && width > col + 1 {
        let last = col.saturating_add(cell.span).min(width) - 1;
        out.merge_range(row, col, row, last, "", format)?;
    }
    let text: String = cell.value.text().chars().take(LONGEST_TEXT).collect();
    if let Some((target, tip)) = &cell.link {
        let shown = match text.as_str() {
            "" => "Corrections",
            text => text,
        };
        let url = Url::new(format!("internal:{target}")).set_text(shown);
        out.write_url(row, col, url.set_tip(tip))?;
    }
    match (&cell.formula, &cell.value) {
        (Some(formula), _) if formula.chars().count() > LONGEST_FORMULA => {
            let at = format!("{}!{}", sheet.name, cell_name((row, col)));
            return Err(XlsxError::ParameterError(at));
        }
        (Some(formula), value) => {
            let result = match value {
                Value::Number(number) => number.normalize().to_string(),
                _ => text,
            };
            let formula = Formula::new(formula).set_result(result);
            out.write_formula_with_format(row, col, formula, format)?;
        }
        (None, Value::Number(number)) => decimal(out, (row, col), *number, format)?,
        (None, Value::Redline(runs)) => redline(out, (row, col), runs, &text, format)?,
        (None, Value::Text(_)) if text.is_empty() => {
            out.write_blank(row, col, format)?;
        }
        (None, Value::Text(_)) => {
            out.write_string_with_format(row, col, text, format)?;
        }
    }
    if let Some(text) = &cell.note {
        out.insert_note(row, col, &note(text))?;
    }
    Ok(())
}

/// Writes a number as the nearest binary one, which spreadsheets show as the same decimal.
#[expect(
    clippy::disallowed_types,
    reason = "numbers in a worksheet are binary; this is the only conversion"
)]
fn decimal(
    out: &mut Worksheet,
    (row, col): At,
    value: Decimal,
    format: &Format,
) -> Result<(), XlsxError> {
    let text = value.to_string();
    let nearest: f64 = text.parse().map_err(|_| XlsxError::ParameterError(text))?;
    out.write_number_with_format(row, col, nearest, format)?;
    Ok(())
}

/// Writes inserted words in green and underlined, deleted ones in red and struck out; `text` is all words together.
fn redline(
    out: &mut Worksheet,
    (row, col): At,
    runs: &[Run],
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    let marked = |run: &Run, format: Format| match run.kind {
        RunKind::Kept => format,
        RunKind::Inserted => format
            .set_font_color(INSERTED)
            .set_underline(FormatUnderline::Single),
        RunKind::Deleted => format.set_font_color(DELETED).set_font_strikethrough(),
    };
    let runs: Vec<&Run> = runs.iter().filter(|run| !run.text.is_empty()).collect();
    match runs[..] {
        [] => out.write_blank(row, col, format)?,
        // Excel has no rich text of a single piece.
        [only] => out.write_string_with_format(row, col, text, &marked(only, format.clone()))?,
        _ if text.len() >= LONGEST_TEXT => out.write_string_with_format(row, col, text, format)?,
        _ => {
            let formats: Vec<Format> = runs.iter().map(|run| marked(run, Format::new())).collect();
            let texts = runs.iter().map(|run| run.text.as_str());
            let segments: Vec<_> = formats.iter().zip(texts).collect();
            out.write_rich_string_with_format(row, col, &segments, format)?
        }
    };
    Ok(())
}

/// Sets data validation and conditional formats.
fn rules(sheet: &Sheet, out: &mut Worksheet) -> Result<(), XlsxError> {
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
    for alarm in &sheet.alarms {
        let look = if alarm.is_wrong { untrue } else { doubtful };
        let rule = ConditionalFormatFormula::new().set_rule(alarm.rule.as_str());
        let rule = rule.set_format(look(Format::new()));
        let (first, last, col) = (
            alarm.rows.start,
            alarm.rows.end.saturating_sub(1),
            alarm.col,
        );
        out.add_conditional_format(first, col, last, col, &rule)?;
    }
    Ok(())
}

/// Sets filters, frozen panes and printed pages. A sheet that is too wide for a legible page is printed over several
/// pages across, each with the frozen columns.
fn page(sheet: &Sheet, out: &mut Worksheet, widths: &[usize]) -> Result<(), XlsxError> {
    let (first, header) = sheet.head;
    if sheet.is_filtered && !widths.is_empty() {
        let last = (sheet.next - 1).max(header + 1);
        out.autofilter(header, 0, last, sheet.width().saturating_sub(1))?;
    }
    out.set_landscape()
        .set_paper_size(A4)
        .set_repeat_rows(first, header)?
        .set_freeze_panes(header + 1, sheet.frozen)?;
    let width: usize = widths.iter().sum();
    let page = widest_page(sheet, widths).filter(|page| width > A4_WIDTH && *page <= A4_WIDTH);
    let across = match page {
        None if sheet.is_protected => width.div_ceil(A3_WIDTH),
        _ => 1,
    };
    if let Some(page) = page {
        // Sheets scaled to fit have no manual page breaks, so a scale is set.
        let scale = (FULL_WIDTH * 100 / page).min(LARGEST_SCALE);
        out.set_print_scale(u16::try_from(scale).unwrap_or(100));
        let breaks: Vec<u32> = sheet.breaks.iter().copied().map(u32::from).collect();
        out.set_vertical_page_breaks(&breaks)?;
    } else {
        out.set_print_fit_to_pages(u16::try_from(across).unwrap_or(u16::MAX), 0);
        if width > A4_WIDTH {
            out.set_paper_size(A3);
        }
    }
    if (page.is_some() || across > 1) && sheet.frozen > 0 {
        out.set_repeat_columns(0, sheet.frozen - 1)?;
    }
    if !sheet.footer.is_empty() {
        out.set_footer(&sheet.footer);
    }
    Ok(())
}

/// The width of the widest page if pages begin at all `breaks`, with the frozen columns.
fn widest_page(sheet: &Sheet, widths: &[usize]) -> Option<usize> {
    if sheet.breaks.is_empty() {
        return None;
    }
    let first = usize::from(sheet.frozen);
    let breaks = sheet.breaks.iter().copied().map(usize::from);
    let ends: Vec<usize> = breaks.chain([widths.len()]).collect();
    let begins = std::iter::once(first).chain(ends.iter().copied());
    let page_width = |(begin, end): (usize, &usize)| -> usize { widths[begin..*end].iter().sum() };
    let widest = begins.zip(&ends).map(page_width).max()?;
    let titles: usize = widths[..first].iter().sum();
    Some(titles + widest)
}

/// Protects formulas against accidental changes, without a password. Rows of inputs may be inserted, since formulas
/// cover them.
fn protect(sheet: &Sheet, out: &mut Worksheet) -> Result<(), XlsxError> {
    let options = ProtectionOptions {
        format_cells: true,
        format_columns: true,
        format_rows: true,
        insert_rows: sheet.last_input > 0,
        use_autofilter: true,
        ..ProtectionOptions::default()
    };
    let last_row = (sheet.next - 1 - sheet.spare).max(sheet.head.1);
    let last_col = sheet.width().saturating_sub(1);
    // Excel marks codes that look like numbers, and sums that leave out the block above. Both are intended here;
    // needless marks would hide relevant ones.
    out.protect_with_options(&options)
        .set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3)
        .set_print_area(0, 0, last_row, last_col)?
        .ignore_error_range(0, 0, last_row, 0, IgnoreError::NumberStoredAsText)?
        .ignore_error_range(0, 1, last_row, last_col, IgnoreError::FormulaOmitsCells)?;
    Ok(())
}

/// The width of each column: that of the longest cell, within bounds, with room for margins and bold text. All columns
/// of amounts have the same width.
fn widths(sheet: &Sheet) -> Vec<usize> {
    let mut widths: Vec<usize> = sheet
        .columns
        .iter()
        .map(|column| column.min_width)
        .collect();
    for ((_, col), cell) in sheet.cells.iter().filter(|(_, cell)| cell.span <= 1) {
        // The arrow of a filter takes two characters.
        let is_filter = sheet.is_filtered && cell.kind == Some(Kind::Header);
        let needed = cell.characters() + if is_filter { 2 } else { 0 };
        if let Some(width) = widths.get_mut(usize::from(*col)) {
            *width = needed.max(*width);
        }
    }
    let columns = || sheet.columns.iter().zip(&widths);
    let amounts = columns().filter(|(column, _)| column.kind.is_amount());
    let amount = amounts.map(|(_, width)| *width).max().unwrap_or(0);
    let prose = if sheet.is_filtered {
        FILTERED_PROSE
    } else {
        PROSE
    };
    let bounded = columns().map(|(column, width)| match column.kind {
        kind if kind.is_amount() => amount,
        Kind::Prose if column.max_width > 0 => (*width).min(column.max_width),
        Kind::Prose => (*width).min(prose.max(column.min_width)),
        _ => (*width).min(WIDEST),
    });
    bounded.map(|width| width + 1 + width / 12).collect()
}

/// How many lines the text of a cell takes.
fn lines((_, col): At, cell: &Cell, widths: &[usize]) -> u16 {
    let kind = cell.shown_kind();
    let wraps = [Kind::Prose, Kind::Subtitle, Kind::Remark, Kind::Header];
    if !wraps.contains(&kind) {
        return 1;
    }
    let span = usize::from(cell.span.max(1));
    let width: usize = widths.iter().skip(col.into()).take(span).sum();
    // Widths are measured in digits; on average, a letter is four fifths as wide.
    let width = width.saturating_sub(usize::from(span == 1)).max(1) * 5 / 4;
    let lines = |line: &str| {
        if kind != Kind::Header {
            return line.chars().count().div_ceil(width).max(1);
        }
        // Headers wrap between words: « Montant Durée du projet » may take three lines even if its letters fit in two.
        let (mut lines, mut used) = (1, 0);
        for word in line.split(' ') {
            let length = word.chars().count();
            if used > 0 && used + 1 + length > width {
                lines += 1;
                used = 0;
            }
            used += length + usize::from(used > 0);
            lines += used.saturating_sub(1) / width;
            used -= used.saturating_sub(1) / width * width;
        }
        lines
    };
    let lines: usize = cell.value.text().split('\n').map(lines).sum();
    u16::try_from(lines).unwrap_or(u16::MAX)
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

    /// How many characters it takes on one line; 0 if it may overflow into its neighbours.
    fn characters(&self) -> usize {
        let text = self.value.text();
        match (&self.value, self.shown_kind()) {
            (_, Kind::Title | Kind::Subtitle | Kind::Aside | Kind::Remark) => 0,
            // Spaces of thousands and the unit count in full, although they are narrow: this leaves room for a sign.
            (Value::Number(number), kind) if kind.is_amount() => {
                let plain = format!("{number:.2}").len();
                plain + plain.saturating_sub(4) / 3 + 2
            }
            (Value::Number(number), Kind::Exact) => format!("{number:.8}").len() + 2,
            // Leave room for more decimals that users may type.
            (Value::Number(_), Kind::Rate | Kind::Percent | Kind::Remainder) => 10,
            (Value::Number(number), _) => number.normalize().to_string().len() + 1,
            _ if self.formula.is_some() => 0,
            // A header may be wrapped between words.
            (_, Kind::Header) => {
                let words = text.split(' ').map(|word| word.chars().count() + 1);
                words.max().unwrap_or(0)
            }
            _ => {
                let lines = text.split('\n').map(|line| line.chars().count());
                lines.max().unwrap_or(0)
            }
        }
    }
}

impl Kind {
    fn is_amount(self) -> bool {
        matches!(self, Self::Amount | Self::Difference)
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
