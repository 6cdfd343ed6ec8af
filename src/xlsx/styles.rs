//! How cells look: a format for each kind of content and each level of emphasis.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline};

use super::sheet::{Kind, Level};

/// Amounts. In the file format, `,` and `.` are the separators of the reader's language; with the euro of France (40C)
/// they are French where possible: `1 234,50 €`, with a no-break space. Zero is a dash.
const AMOUNT: &str = "#,##0.00\"\u{a0}\"[$€-40C];\\-#,##0.00\"\u{a0}\"[$€-40C];\"–\"";
const EXACT: &str = "#,##0.00######\"\u{a0}\"[$€-40C];\\-#,##0.00######\"\u{a0}\"[$€-40C];\"–\"";
const EURO: &str = "\"\u{a0}\"[$€-40C]";
const REMAINDER: &str = "0.00######;\\-0.00######;\"–\"";
const RATE: &str = "0.00####\"\u{a0}\"%";
/// For programs that show truth values as numbers before they recalculate.
const TRUTH: &str = "\"VRAI\";\"VRAI\";\"FAUX\"";
const DIFFERENCE: &str = "\\+#,##0.00\"\u{a0}\"[$€-40C];\\-#,##0.00\"\u{a0}\"[$€-40C];\"–\"";
const PERCENT: &str = "\\+0.00%;\\-0.00%;\"–\"";

const INK: Color = Color::RGB(0x001F_3864);
const LINE: Color = Color::RGB(0x00BF_BFBF);
const SUBTOTAL: Color = Color::RGB(0x00DC_E6F1);
const TOTAL: Color = Color::RGB(0x00B8_CCE4);
const CORRECTED: Color = Color::RGB(0x00FF_E699);
/// Inputs are blue, as is usual in accounting.
const INPUT: Color = Color::RGB(0x0000_4FB8);
const TYPED: Color = Color::RGB(0x00F0_F6FF);
const LINK: Color = Color::RGB(0x0005_63C1);
const TRUE: Color = Color::RGB(0x0000_6100);
const FALSE: Color = Color::RGB(0x00C0_0000);
const DOUBT: Color = Color::RGB(0x00FF_C000);

/// The format of a cell; `corrected` when its figure differs from the received workbook's. Amounts have a unit only if
/// they are in euros.
pub(super) fn format(kind: Kind, level: Level, corrected: bool, in_euros: bool) -> Format {
    let base = Format::new()
        .set_font_size(10)
        .set_align(FormatAlign::VerticalCenter);
    match kind {
        Kind::Title => return base.set_font_color(INK).set_bold().set_font_size(14),
        Kind::Subtitle => return base.set_font_color(INK).set_italic().set_text_wrap(),
        Kind::Aside => return base.set_font_color(INK).set_italic(),
        Kind::Remark => return base.set_text_wrap().set_align(FormatAlign::Top),
        _ => {}
    }
    let base = base.set_border(FormatBorder::Thin).set_border_color(LINE);
    let is_sum = matches!(level, Level::Subtotal | Level::Total);
    let base = if is_sum { base.set_bold() } else { base };
    let base = match level {
        _ if corrected => base.set_background_color(CORRECTED),
        Level::Body => base,
        Level::Input => base
            .set_font_color(INPUT)
            .set_background_color(TYPED)
            .set_unlocked(),
        Level::Subtotal => base.set_background_color(SUBTOTAL),
        Level::Total => base
            .set_background_color(TOTAL)
            .set_border_top(FormatBorder::Medium),
    };
    let figure = |code| (FormatAlign::Right, code);
    let (align, code) = match kind {
        Kind::Amount => figure(AMOUNT),
        Kind::Exact => figure(EXACT),
        Kind::Remainder => figure(REMAINDER),
        Kind::Rate => figure(RATE),
        Kind::Number => figure("General"),
        Kind::Difference => figure(DIFFERENCE),
        Kind::Percent => figure(PERCENT),
        Kind::Truth => (FormatAlign::Center, TRUTH),
        Kind::Code => (FormatAlign::Center, "@"),
        Kind::Label | Kind::Header | Kind::Link | Kind::Untrue | Kind::Doubtful => {
            (FormatAlign::Center, "")
        }
        _ => (FormatAlign::Left, ""),
    };
    let code = if in_euros {
        code.to_owned()
    } else {
        code.replace(EURO, "")
    };
    let base = base.set_align(align).set_num_format(code);
    match kind {
        Kind::Text => base.set_indent(1),
        Kind::Prose => base.set_indent(1).set_text_wrap(),
        Kind::Header => base
            .set_bold()
            .set_font_color(Color::White)
            .set_background_color(INK)
            .set_text_wrap(),
        Kind::Link => base
            .set_font_color(LINK)
            .set_underline(FormatUnderline::Single),
        Kind::Truth => base.set_bold().set_font_color(TRUE),
        Kind::Untrue => untrue(base),
        Kind::Doubtful => doubtful(base),
        _ => base,
    }
}

/// The format of a failed check.
pub(super) fn untrue(format: Format) -> Format {
    format
        .set_bold()
        .set_font_color(Color::White)
        .set_background_color(FALSE)
}

/// The format of a check that needs a look.
pub(super) fn doubtful(format: Format) -> Format {
    format
        .set_bold()
        .set_font_color(INK)
        .set_background_color(DOUBT)
}
