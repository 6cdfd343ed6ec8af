//! Zipped workbooks, part by part, and falsified zips.

use std::io::{Cursor, Read, Write};

use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

/// The sheet `Dépenses` of the ground's workbook.
pub(super) const COSTS: &str = "xl/worksheets/sheet1.xml";
pub(super) const FUNDING: &str = "xl/worksheets/sheet2.xml";
pub(super) const BOOK: &str = "xl/workbook.xml";
pub(super) const STRINGS: &str = "xl/sharedStrings.xml";
pub(super) const STYLES: &str = "xl/styles.xml";

/// The parts of a workbook, in their order.
#[derive(Clone, Default)]
pub(crate) struct Package {
    pub(crate) parts: Vec<(String, Vec<u8>)>,
}

impl Package {
    pub(crate) fn read(bytes: &[u8]) -> Self {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("a zip");
        let count = archive.len();
        let part = |index| {
            let mut part = archive.by_index(index).expect("a part");
            let name = part.name().expect("a name").into_owned();
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).expect("bytes");
            (name, bytes)
        };
        Self {
            parts: (0..count).map(part).collect(),
        }
    }

    /// Replaces a part, or adds it.
    pub(super) fn with(mut self, name: &str, bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        match self
            .parts
            .iter_mut()
            .find(|(known_name, _)| known_name == name)
        {
            Some((_, old)) => *old = bytes,
            None => self.parts.push((name.to_owned(), bytes)),
        }
        self
    }

    pub(super) fn without(mut self, name: &str) -> Self {
        let before = self.parts.len();
        self.parts.retain(|(known_name, _)| known_name != name);
        assert!(self.parts.len() < before, "no part {name}");
        self
    }

    pub(super) fn text(&self, name: &str) -> String {
        let part = self
            .parts
            .iter()
            .find(|(known_name, _)| known_name == name)
            .unwrap_or_else(|| panic!("no part {name}"));
        String::from_utf8(part.1.clone()).expect("UTF-8")
    }

    /// Replaces a text that the part must contain.
    pub(super) fn edit(self, name: &str, from: &str, to: &str) -> Self {
        let text = self.text(name);
        assert!(
            text.contains(from),
            "{name} does not hold {from:?}: {}",
            &text[..text.len().min(2000)]
        );
        self.with(name, text.replacen(from, to, 1))
    }

    /// Replaces a cell of the sheet `Dépenses`, which must be there, by this XML.
    pub(super) fn cell(self, at: &str, xml: &str) -> Self {
        let text = self.text(COSTS);
        let start = text
            .find(&format!("<c r=\"{at}\""))
            .unwrap_or_else(|| panic!("no cell {at}"));
        let rest = &text[start..];
        let tag = rest.find('>').expect("a tag");
        let end = if rest[..tag].ends_with('/') {
            tag + 1
        } else {
            rest.find("</c>").expect("an end") + 4
        };
        let changed = format!("{}{xml}{}", &text[..start], &rest[end..]);
        self.with(COSTS, changed)
    }

    /// Adds rows to the end of the sheet `Dépenses`.
    pub(super) fn rows(self, xml: &str) -> Self {
        self.edit(COSTS, "</sheetData>", &format!("{xml}</sheetData>"))
    }

    /// Adds a DOCTYPE and a reference before the root of a part.
    pub(super) fn doctype(self, name: &str, declarations: &str) -> Self {
        let text = self.text(name);
        let root = text.find("?>").map_or(0, |end| end + 2);
        let changed = format!(
            "{}\n<!DOCTYPE r [{declarations}]>{}",
            &text[..root],
            &text[root..]
        );
        self.with(name, changed)
    }

    pub(super) fn zip(&self) -> Vec<u8> {
        self.zip_with(CompressionMethod::Deflated)
    }

    pub(super) fn zip_with(&self, method: CompressionMethod) -> Vec<u8> {
        let mut written = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in &self.parts {
            let options = SimpleFileOptions::default().compression_method(method);
            written.start_file(name.as_str(), options).expect("started");
            written.write_all(bytes).expect("written");
        }
        written.finish().expect("a zip").into_inner()
    }

    /// The same, with its entries uncompressed and open to falsification.
    pub(super) fn entries(&self) -> Vec<Entry> {
        self.parts
            .iter()
            .map(|(name, bytes)| Entry::stored(name, bytes))
            .collect()
    }
}

/// An entry of a zip as it is written, field by field.
#[derive(Clone)]
pub(super) struct Entry {
    pub(super) name: Vec<u8>,
    pub(super) data: Vec<u8>,
    pub(super) flags: u16,
    pub(super) method: u16,
    pub(super) crc: u32,
    pub(super) packed: u32,
    pub(super) unpacked: u32,
    /// The extra field of the central directory.
    pub(super) extra: Vec<u8>,
    /// The stated start of the central directory; the real one, when none.
    pub(super) offset: Option<u32>,
}

impl Entry {
    pub(super) fn stored(name: &str, bytes: &[u8]) -> Self {
        let size = u32::try_from(bytes.len()).expect("small");
        Self {
            name: name.as_bytes().to_vec(),
            data: bytes.to_vec(),
            flags: 0,
            method: 0,
            crc: crc32(bytes),
            packed: size,
            unpacked: size,
            extra: Vec::new(),
            offset: None,
        }
    }

    fn header(&self, signature: u32, is_central: bool) -> Vec<u8> {
        let mut bytes = signature.to_le_bytes().to_vec();
        let name = u16::try_from(self.name.len()).expect("short");
        let extra = if is_central {
            u16::try_from(self.extra.len()).expect("short")
        } else {
            0
        };
        let words: &[u16] = if is_central { &[20, 20] } else { &[20] };
        for word in words
            .iter()
            .copied()
            .chain([self.flags, self.method, 0, 0x21])
        {
            bytes.extend(word.to_le_bytes());
        }
        for long in [self.crc, self.packed, self.unpacked] {
            bytes.extend(long.to_le_bytes());
        }
        bytes.extend(name.to_le_bytes());
        bytes.extend(extra.to_le_bytes());
        bytes
    }
}

/// False statements in the end record of a zip.
#[derive(Clone, Copy, Default)]
pub(super) struct End {
    pub(super) count: Option<u16>,
    pub(super) size: Option<u32>,
    pub(super) offset: Option<u32>,
    pub(super) disk: u16,
    pub(super) comment: Option<u16>,
}

/// A zip of these entries, whatever they state.
pub(super) fn zip_of(entries: &[Entry], end: End) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut directory = Vec::new();
    for entry in entries {
        let offset = entry
            .offset
            .unwrap_or_else(|| u32::try_from(bytes.len()).expect("small"));
        if entry.offset.is_none() {
            bytes.extend(entry.header(0x0403_4b50, false));
            bytes.extend(&entry.name);
            bytes.extend(&entry.data);
        }
        directory.extend(entry.header(0x0201_4b50, true));
        // No comment, the first disk, no attributes.
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(&entry.name);
        directory.extend(&entry.extra);
    }
    let (start, size) = (
        u32::try_from(bytes.len()).expect("small"),
        u32::try_from(directory.len()).expect("small"),
    );
    bytes.extend(directory);
    bytes.extend(0x0605_4b50u32.to_le_bytes());
    let count = end
        .count
        .unwrap_or_else(|| u16::try_from(entries.len()).unwrap_or(u16::MAX));
    for word in [end.disk, end.disk, count, count] {
        bytes.extend(word.to_le_bytes());
    }
    bytes.extend(end.size.unwrap_or(size).to_le_bytes());
    bytes.extend(end.offset.unwrap_or(start).to_le_bytes());
    bytes.extend(end.comment.unwrap_or(0).to_le_bytes());
    bytes
}

/// The checksum in zips.
fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 {
                (crc >> 1) ^ 0xedb8_8320
            } else {
                crc >> 1
            }
        })
    };
    !bytes.iter().fold(u32::MAX, step)
}

/// Bytes that look random and are the same in every run.
pub(super) fn noise(count: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_u32;
    let next = |_| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state.to_le_bytes()[1]
    };
    (0..count).map(next).collect()
}
