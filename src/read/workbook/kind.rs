//! What a file is, by its first bytes: a name may say something else.

use super::{old, package::Package, refusal::Refusal};

/// A workbook format, or a family of formats that are read alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::read) enum Format {
    /// `.xlsx`, `.xlsm`.
    Xml,
    /// `.xlsb`.
    Binary,
    /// `.ods`.
    Open,
    /// `.xls`.
    Old,
}

impl Format {
    /// The format that a file name's ending, in lower case, stands for.
    pub(super) fn named(extension: &str) -> Option<Self> {
        Some(match extension {
            "xlsx" | "xlsm" => Self::Xml,
            "xlsb" => Self::Binary,
            "ods" => Self::Open,
            "xls" => Self::Old,
            _ => return None,
        })
    }

    /// Its usual ending.
    fn ending(self) -> &'static str {
        match self {
            Self::Xml => ".xlsx",
            Self::Binary => ".xlsb",
            Self::Open => ".ods",
            Self::Old => ".xls",
        }
    }
}

/// How files of other kinds begin, and the variant of the message that says what they are.
const BEGINNINGS: [(&[u8], &str); 19] = [
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
    // Workbooks of the years before containers: BIFF 2, 3, 4 and a bare BIFF 5.
    (b"\x09\x00\x04\x00", "ancient"),
    (b"\x09\x00\x06\x00", "ancient"),
    (b"\x09\x02\x06\x00", "ancient"),
    (b"\x09\x04\x06\x00", "ancient"),
    (b"\x09\x08\x08\x00", "ancient"),
    (b"\x09\x08\x10\x00", "ancient"),
    (b"\xff\xfe\xff\xfe", "unknown"),
];

/// Words of the beginning of a text, in lower case, and the variant that says what it is.
const WORDS: [(&str, &str); 6] = [
    ("<!doctype html", "html"),
    ("<html", "html"),
    ("<table", "html"),
    (
        "urn:schemas-microsoft-com:office:spreadsheet",
        "spreadsheet-xml",
    ),
    ("office:document", "spreadsheet-xml"),
    ("<?xml", "xml"),
];

/// How far into a text its kind is looked for.
const BEGINNING: usize = 2048;

/// How a zip begins, that of files and that of an empty one.
const ZIPS: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];

/// Whether the bytes are those of a zip.
pub(super) fn is_zip(bytes: &[u8]) -> bool {
    ZIPS.iter().any(|zip| bytes.starts_with(zip))
}

/// Refuses a file that is no container of workbooks; says what it is.
pub(super) fn require_container(bytes: &[u8]) -> Result<(), Refusal> {
    if is_zip(bytes) || bytes.starts_with(old::MAGIC) {
        return Ok(());
    }
    if bytes.iter().all(|byte| *byte == 0) {
        return Err(Refusal::variant(if bytes.is_empty() {
            "empty"
        } else {
            "zeros"
        }));
    }
    let begins = BEGINNINGS
        .iter()
        .find(|(beginning, _)| bytes.starts_with(beginning));
    Err(Refusal::variant(
        begins.map_or_else(|| text_kind(bytes), |(_, variant)| variant),
    ))
}

/// Refuses a format that is read, under the name of another.
pub(super) fn require_format(found: Format, named: Format) -> Result<(), Refusal> {
    if found == named {
        Ok(())
    } else {
        Err(Refusal::Variant("misnamed", found.ending().to_owned()))
    }
}

/// The format of a zip, by its parts.
pub(super) fn format_of_zip(package: &Package<'_>) -> Result<Format, Refusal> {
    let has = |wanted: &str| package.names().any(|name| name == wanted);
    let has_in = |folder: &str| package.names().any(|name| name.starts_with(folder));
    if has("encrypted-package") {
        return Err(Refusal::variant("password"));
    }
    Ok(match () {
        () if has("content.xml") => Format::Open,
        () if has("xl/workbook.bin") => Format::Binary,
        () if has_in("word/") || has_in("ppt/") => return Err(Refusal::variant("document")),
        () if has("[Content_Types].xml") => Format::Xml,
        () => return Err(Refusal::variant("archive")),
    })
}

/// What a text is, or `unknown`.
fn text_kind(bytes: &[u8]) -> &'static str {
    let beginning = &bytes[..bytes.len().min(BEGINNING)];
    let is_wide = beginning.starts_with(b"\xff\xfe") || beginning.starts_with(b"\xfe\xff");
    let narrow: Vec<u8> = beginning
        .iter()
        .copied()
        .filter(|byte| !is_wide || *byte != 0)
        .collect();
    let is_text = |byte: &u8| *byte >= b' ' || matches!(byte, b'\t' | b'\n' | b'\r');
    if !narrow.iter().all(is_text) {
        return "unknown";
    }
    let text = String::from_utf8_lossy(&narrow).to_lowercase();
    if let Some((_, variant)) = WORDS.iter().find(|(word, _)| text.contains(word)) {
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
            assert_eq!(
                require_container(bytes),
                Err(Refusal::variant(kind)),
                "{kind}"
            );
        }
        assert_eq!(require_container(b"PK\x03\x04"), Ok(()));
    }
}
