//! The fonts of all documents, and what they can print.

use std::sync::LazyLock;

use typst::{
    foundations::Bytes,
    text::{Coverage, Font},
};

use crate::source::{is_ignorable, misleads};

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
pub(crate) fn can_print(c: char) -> bool {
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
        _ if is_ignorable(c) => true,
        _ => has_glyph(),
    }
}
