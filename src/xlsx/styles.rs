//! How cells look: one table of formats, made once.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

/// Amounts. The file format writes `,` and `.` for the separators of the reader's language, which the euro of
/// France (40C) makes French wherever it can: `1 234,50 €`, its space one that no line breaks at. Nothing at all
/// is a dash.
const AMOUNT: &str = "#,##0.00\"\u{a0}\"[$€-40C];\\-#,##0.00\"\u{a0}\"[$€-40C];\"–\"";
/// Amounts before they are rounded.
const EXACT: &str = "#,##0.00######\"\u{a0}\"[$€-40C];\\-#,##0.00######\"\u{a0}\"[$€-40C];\"–\"";
/// What was rounded off.
const REMAINDER: &str = "0.00######;\\-0.00######;\"–\"";
/// Rates; a rule of the sheet hides the decimals of a whole percentage.
const RATE: &str = "0.00####\"\u{a0}\"%";
/// Truth values, for programs that show them as numbers until they have calculated them.
const TRUTH: &str = "\"VRAI\";\"VRAI\";\"FAUX\"";
/// Differences, whose sign matters.
const DIFFERENCE: &str = "\\+#,##0.00\"\u{a0}\"[$€-40C];\\-#,##0.00\"\u{a0}\"[$€-40C];\"–\"";

/// Differences in percents, whose sign matters.
const PERCENT: &str = "\\+0.00%;\\-0.00%;\"–\"";

const INK: Color = Color::RGB(0x001F_3864);
const LINE: Color = Color::RGB(0x00BF_BFBF);
const SUBTOTAL: Color = Color::RGB(0x00DC_E6F1);
const TOTAL: Color = Color::RGB(0x00B8_CCE4);
const CORRECTED: Color = Color::RGB(0x00FF_E699);
/// What is typed rather than computed, as accountants colour it.
const TYPED: Color = Color::RGB(0x0000_4FB8);
const TRUE: Color = Color::RGB(0x0000_6100);
const FALSE: Color = Color::RGB(0x00C0_0000);

/// What a cell holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// A text in one line.
    Text,
    /// A text that may take several lines.
    Prose,
    /// A code, a rank, a tax: short, centred.
    Label,
    /// An amount.
    Amount,
    /// An amount before it is rounded.
    Exact,
    /// What was rounded off.
    Remainder,
    /// A rate.
    Rate,
    /// A bare number.
    Number,
    /// A difference between two amounts.
    Difference,
    /// A difference in percents.
    Percent,
    /// A link to a cell.
    Link,
    /// Whether something holds.
    Truth,
}

/// How far a cell stands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// One among many.
    Body,
    /// One that is typed, and that may be changed.
    Typed,
    /// A subtotal.
    Subtotal,
    /// The last word.
    Total,
    /// A figure that differs from the received workbook's.
    Corrected,
    /// A sum that differs from the received workbook's.
    CorrectedSum,
}

impl Level {
    /// The same level for a figure that differs from the received workbook's.
    pub(super) fn corrected(self) -> Self {
        match self {
            Self::Body | Self::Typed | Self::Corrected => Self::Corrected,
            Self::Subtotal | Self::Total | Self::CorrectedSum => Self::CorrectedSum,
        }
    }
}

const KINDS: [Kind; 12] = [
    Kind::Text,
    Kind::Prose,
    Kind::Label,
    Kind::Amount,
    Kind::Exact,
    Kind::Remainder,
    Kind::Rate,
    Kind::Number,
    Kind::Difference,
    Kind::Percent,
    Kind::Link,
    Kind::Truth,
];
const LEVELS: [Level; 6] = [
    Level::Body,
    Level::Typed,
    Level::Subtotal,
    Level::Total,
    Level::Corrected,
    Level::CorrectedSum,
];

/// Every format of the workbook.
pub(super) struct Styles {
    /// A sheet's title.
    pub(super) title: Format,
    /// What stands under it.
    pub(super) subtitle: Format,
    /// A remark over several columns.
    pub(super) remark: Format,
    /// What stands under the title of a narrow sheet.
    pub(super) narrow_subtitle: Format,
    /// A column's header.
    pub(super) header: Format,
    /// A whole percentage.
    pub(super) whole_rate: Format,
    /// The key of the colour of corrected figures.
    pub(super) key: Format,
    /// What does not hold, as a rule of the sheet colours it, and as a cell.
    pub(super) untrue: Format,
    pub(super) untrue_cell: Format,
    cells: BTreeMap<(Kind, Level), Format>,
}

impl Styles {
    /// Makes them.
    pub(super) fn new() -> Self {
        let base = || {
            Format::new()
                .set_font_size(10)
                .set_align(FormatAlign::VerticalCenter)
        };
        let ink = || base().set_font_color(INK);
        let header = base()
            .set_bold()
            .set_font_color(Color::White)
            .set_background_color(INK);
        let cells = KINDS
            .iter()
            .flat_map(|&kind| LEVELS.map(|level| ((kind, level), cell(base(), kind, level))));
        Self {
            title: ink().set_bold().set_font_size(14),
            subtitle: ink().set_italic(),
            narrow_subtitle: ink().set_italic().set_text_wrap(),
            remark: base().set_text_wrap().set_align(FormatAlign::Top),
            header: bordered(header)
                .set_align(FormatAlign::Center)
                .set_text_wrap(),
            whole_rate: Format::new().set_num_format("0\"\u{a0}\"%"),
            key: bordered(base().set_background_color(CORRECTED)).set_align(FormatAlign::Center),
            untrue_cell: bordered(
                base()
                    .set_bold()
                    .set_font_color(Color::White)
                    .set_background_color(FALSE),
            )
            .set_align(FormatAlign::Center),
            untrue: Format::new()
                .set_bold()
                .set_font_color(Color::White)
                .set_background_color(FALSE),
            cells: cells.collect(),
        }
    }

    /// The format of a cell.
    pub(super) fn of(&self, kind: Kind, level: Level) -> &Format {
        self.cells.get(&(kind, level)).unwrap_or(&self.subtitle)
    }
}

fn bordered(format: Format) -> Format {
    format.set_border(FormatBorder::Thin).set_border_color(LINE)
}

fn cell(base: Format, kind: Kind, level: Level) -> Format {
    let format = level_of(bordered(base), level);
    let number =
        |format: Format, text: &str| format.set_num_format(text).set_align(FormatAlign::Right);
    match kind {
        Kind::Text => format.set_align(FormatAlign::Left).set_indent(1),
        Kind::Prose => format
            .set_align(FormatAlign::Left)
            .set_indent(1)
            .set_text_wrap(),
        Kind::Label => format.set_align(FormatAlign::Center),
        Kind::Amount => number(format, AMOUNT),
        Kind::Exact => number(format, EXACT),
        Kind::Remainder => number(format, REMAINDER),
        Kind::Rate => number(format, RATE),
        Kind::Number => number(format, "General"),
        Kind::Difference => number(format, DIFFERENCE),
        Kind::Percent => number(format, PERCENT),
        Kind::Link => format
            .set_align(FormatAlign::Center)
            .set_font_color(Color::RGB(0x0005_63C1))
            .set_underline(rust_xlsxwriter::FormatUnderline::Single),
        Kind::Truth => format
            .set_num_format(TRUTH)
            .set_align(FormatAlign::Center)
            .set_bold()
            .set_font_color(TRUE),
    }
}

fn level_of(format: Format, level: Level) -> Format {
    match level {
        Level::Body => format,
        Level::Typed => format.set_font_color(TYPED).set_unlocked(),
        Level::Subtotal => format.set_bold().set_background_color(SUBTOTAL),
        Level::Total => format
            .set_bold()
            .set_background_color(TOTAL)
            .set_border_top(FormatBorder::Medium),
        Level::Corrected => format.set_background_color(CORRECTED),
        Level::CorrectedSum => format.set_bold().set_background_color(CORRECTED),
    }
}
