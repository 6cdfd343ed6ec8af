//! The fonts of all documents, and what they can print.

use std::sync::LazyLock;

use typst::{
    foundations::Bytes,
    text::{Coverage, Font},
};

/// The four styles of Noto Sans.
pub(super) fn fonts() -> Vec<Font> {
    let files: [&[u8]; 4] = [
        ttf_noto_sans::REGULAR,
        ttf_noto_sans::BOLD,
        ttf_noto_sans::ITALIC,
        ttf_noto_sans::BOLD_ITALIC,
    ];
    let fonts = files
        .into_iter()
        .flat_map(|file| Font::iter(Bytes::new(file)));
    fonts.collect()
}

/// Whether Noto Sans has a glyph for a character, or it needs none: it shapes others, or ends a line.
pub fn can_print(c: char) -> bool {
    static COVERAGE: LazyLock<Option<Coverage>> = LazyLock::new(|| {
        let regular = Font::iter(Bytes::new(ttf_noto_sans::REGULAR)).next();
        regular.map(|font| font.info().coverage.clone())
    });
    let has_glyph = || {
        let coverage = COVERAGE.as_ref();
        coverage.is_none_or(|coverage| coverage.contains(c.into()))
    };
    match c {
        '\n' | '\t' | '\r' => true,
        _ if misleads(c) => false,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{206f}' => true,
        _ => has_glyph(),
    }
}

/// Whether a character shows nothing itself and may not stand in a text: PDF/A has no place for control characters and
/// byte order marks, though the font has glyphs for some, and what turns the direction of a text shows other figures
/// than those that are written.
pub fn misleads(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}
