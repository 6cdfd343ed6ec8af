//! What a file is, by its content, whatever its name.

use std::path::Path;

/// A workbook format, or a family of formats that are read alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// `.xlsx` and `.xlsm`.
    Xlsx,
    Xlsb,
    Ods,
    /// The format of Excel 97.
    Xls,
}

/// The extensions of the files that are read.
pub(super) const EXTENSIONS: [(&str, Format); 5] = [
    ("xlsx", Format::Xlsx),
    ("xlsm", Format::Xlsx),
    ("xlsb", Format::Xlsb),
    ("xls", Format::Xls),
    ("ods", Format::Ods),
];

impl Format {
    /// The format that a file's name stands for.
    pub(super) fn named(file: &Path) -> Option<Self> {
        let extension = file.extension()?.to_str()?.to_lowercase();
        let found = EXTENSIONS.iter().find(|(name, _)| *name == extension);
        found.map(|(_, format)| *format)
    }

    pub(super) fn extension(self) -> &'static str {
        let found = EXTENSIONS.iter().find(|(_, format)| *format == self);
        found.map_or("", |(extension, _)| extension)
    }
}

/// How a compound file begins, the container of `.xls`, of `.doc` and of encrypted files.
pub(crate) const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
/// How files of other kinds begin, and the variant of the message about them.
const BEGINNINGS: [(&[u8], &str); 12] = [
    (b"%PDF-", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"BM", "picture"),
    (b"II*\0", "picture"),
    (b"MM\0*", "picture"),
    (b"RIFF", "picture"),
    (b"{\\rtf", "document"),
    (b"7z\xbc\xaf", "archive"),
    (b"Rar!", "archive"),
    (b"\x1f\x8b", "archive"),
];
/// Words of the beginning of a text, in lower case, and the variant of the message about it.
const WORDS: [(&str, &str); 3] = [
    ("<!doctype html|<html|<table", "html"),
    (
        "urn:schemas-microsoft-com:office:spreadsheet|office:document",
        "spreadsheet-xml",
    ),
    ("<?xml", "xml"),
];
/// How far into a text its kind is looked for.
const BEGINNING: usize = 2048;

/// Whether the bytes are those of a zip, be it an empty one.
pub(crate) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// What a file is that is no container of a workbook, as a variant of `workbook-unreadable`.
pub(crate) fn foreign(bytes: &[u8]) -> &'static str {
    let mut beginnings = BEGINNINGS.iter();
    match bytes {
        [] => "empty",
        // Workbooks older than containers: BIFF 2 to 5.
        [0x09, 0x00 | 0x02 | 0x04 | 0x08, size, 0x00, ..]
            if [0x04, 0x06, 0x08, 0x10].contains(size) =>
        {
            "ancient"
        }
        _ if bytes.iter().all(|byte| *byte == 0) => "zeros",
        _ => match beginnings.find(|(beginning, _)| bytes.starts_with(beginning)) {
            Some((_, variant)) => variant,
            None => text_kind(bytes),
        },
    }
}

fn text_kind(bytes: &[u8]) -> &'static str {
    let beginning = &bytes[..bytes.len().min(BEGINNING)];
    let is_utf16 = beginning.starts_with(b"\xff\xfe") || beginning.starts_with(b"\xfe\xff");
    let narrow = beginning.iter().copied();
    let narrow: Vec<u8> = narrow.filter(|byte| !is_utf16 || *byte != 0).collect();
    let is_text = |byte: &u8| *byte >= b' ' || matches!(byte, b'\t' | b'\n' | b'\r');
    if !narrow.iter().all(is_text) {
        return "unknown";
    }
    let text = String::from_utf8_lossy(&narrow).to_lowercase();
    let is_it = |words: &str| words.split('|').any(|word| text.contains(word));
    if let Some((_, variant)) = WORDS.iter().find(|(words, _)| is_it(words)) {
        return variant;
    }
    let first_line = text.lines().next().unwrap_or_default();
    if first_line.contains([';', ',', '\t']) {
        "csv"
    } else {
        "text"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_no_workbook_is_named_for_what_it_is() {
        let kinds: [(&[u8], &str); 13] = [
            (b"", "empty"),
            (b"\0\0\0\0", "zeros"),
            (b"%PDF-1.7\n", "pdf"),
            (b"\x89PNG\r\n\x1a\n", "picture"),
            (b"{\\rtf1", "document"),
            ("Fiche;Nature;Montant\nEA 1;É;3".as_bytes(), "csv"),
            (b"\xff\xfeF\0i\0c\0h\0e\0\t\0M\0", "csv"),
            (b"Bonjour", "text"),
            (b"\xef\xbb\xbf<HTML><body>", "html"),
            (
                b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">",
                "spreadsheet-xml",
            ),
            (b"<?xml version=\"1.0\"?><a/>", "xml"),
            (b"\x09\x00\x04\x00\x07\x00", "ancient"),
            (b"\x01\x02\x03", "unknown"),
        ];
        for (bytes, kind) in kinds {
            assert_eq!(foreign(bytes), kind);
        }
    }
}
