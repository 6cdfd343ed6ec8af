//! The parts of a zipped file, unpacked once: those of a workbook are counted before calamine unpacks them. The only
//! user of zip.
//!
//! A size that the zip declares is never believed, only refused when it is too great already. No part is written
//! to a disk, so names such as `../x` lead nowhere.

use std::io::{Cursor, Read};

use zip::{ZipArchive, result::ZipError};

use super::{count::Count, kind::Format};
use crate::{
    limits::Limit,
    read::refusal::{Bounds, Refusal},
};

/// How much of a part is looked at for comments.
const LONGEST_TEXT: u64 = 32 << 20;
/// The end of a zip, which a truncated file lacks; a comment may follow it.
const END: &[u8] = b"PK\x05\x06";
const END_WITHIN: usize = 22 + (64 << 10);
/// What stands before each part's name at the end of a zip, and the least that an entry takes.
const ENTRY: &[u8] = b"PK\x01\x02";
const ENTRY_SIZE: usize = 46;

/// A zipped workbook, or a zipped text.
pub(crate) struct Package<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    bounds: Bounds<'a>,
}

impl<'a> Package<'a> {
    /// Opens the zip, and refuses one whose list of parts no office program writes.
    pub(crate) fn open(bytes: &'a [u8], bounds: Bounds<'a>) -> Result<Self, Refusal> {
        // The list is read into memory whole: it is counted before.
        let entries = bytes.windows(ENTRY.len()).filter(|start| *start == ENTRY);
        if (bytes.len() / ENTRY_SIZE) as u64 > bounds.limits.of(Limit::Definitions) {
            bounds.check(Limit::Definitions, entries.count() as u64)?;
        }
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| {
            let tail = &bytes[bytes.len().saturating_sub(END_WITHIN)..];
            let is_whole = tail.windows(22).any(|window| window.starts_with(END));
            bounds.unreadable(if is_whole { "damaged" } else { "truncated" }, "")
        })?;
        bounds.check(Limit::Definitions, zip.len() as u64)?;
        if zip.has_duplicate_names() {
            return Err(bounds.unreadable("twice", ""));
        }
        match zip.has_overlapping_entries() {
            Ok(false) => Ok(Self { zip, bounds }),
            Ok(true) => Err(bounds.unreadable("overlapping", "")),
            Err(_) => Err(bounds.unreadable("damaged", "")),
        }
    }

    /// The names of the parts.
    pub(super) fn names(&self) -> impl Iterator<Item = String> {
        let names = self.zip.file_names().flatten();
        names.map(std::borrow::Cow::into_owned)
    }

    /// The beginning of a part's text.
    pub(super) fn text(&mut self, part: &str) -> Option<String> {
        let mut text = String::new();
        let part = self.zip.by_name(part).ok()?;
        part.take(LONGEST_TEXT).read_to_string(&mut text).ok()?;
        Some(text)
    }

    /// Unpacks every part and counts what is in it; returns which format the whole is.
    pub(super) fn check(&mut self) -> Result<(Format, Count<'a>), Refusal> {
        let format = self.format()?;
        let mut count = Count::new(self.bounds);
        // Sheets come last: their cells name styles.
        let is_last = |name: &str| name.starts_with("xl/worksheets/") || name == "content.xml";
        self.unpack(is_last, |name, bytes| count.part(&name, &bytes))?;
        Ok((format, count))
    }

    /// Unpacks every part within the limits and hands it over with its name, some of them last.
    pub(crate) fn unpack(
        &mut self,
        is_last: impl Fn(&str) -> bool,
        mut take: impl FnMut(String, Vec<u8>) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        let bounds = self.bounds;
        let mut parts: Vec<usize> = (0..self.zip.len()).collect();
        parts.sort_by_key(|part| {
            let name = self.zip.name_for_index(*part).and_then(Result::ok);
            name.is_some_and(|name| is_last(&name))
        });
        let size = |part| Some(self.zip.by_index_raw(part).ok()?.size());
        let declared = parts.iter().copied().filter_map(size);
        let declared = declared.fold(0, u64::saturating_add);
        bounds.check(Limit::DossierSize, declared)?;
        for index in parts {
            let part = self.zip.by_index(index).map_err(|error| {
                const PASSWORD: &str = ZipError::PASSWORD_REQUIRED;
                let is_locked = matches!(error, ZipError::UnsupportedArchive(PASSWORD));
                bounds.unreadable(if is_locked { "password" } else { "damaged" }, "")
            })?;
            let name = part.name().map_err(|_| bounds.unreadable("damaged", ""))?;
            let (name, size) = (name.into_owned(), part.size());
            // A size that lies is not believed.
            let mut bytes = Vec::new();
            let read = part.take(size.saturating_add(1)).read_to_end(&mut bytes);
            if read.is_err() || bytes.len() as u64 > size {
                return Err(bounds.unreadable("damaged-part", &name));
            }
            take(name, bytes)?;
        }
        Ok(())
    }

    /// The format of the whole, by its parts.
    fn format(&mut self) -> Result<Format, Refusal> {
        let names: Vec<String> = self.names().collect();
        let has = |part: &str| names.iter().any(|name| name == part);
        let has_in = |folder: &str| names.iter().any(|name| name.starts_with(folder));
        let manifest = self.text("META-INF/manifest.xml").unwrap_or_default();
        let is_encrypted =
            has("encrypted-package") || manifest.contains("manifest:encryption-data");
        let refused = |variant| Err(self.bounds.unreadable(variant, ""));
        match () {
            () if is_encrypted => refused("password"),
            () if has("content.xml") => Ok(Format::Ods),
            () if has("xl/workbook.bin") => Ok(Format::Xlsb),
            () if has_in("word/") || has_in("ppt/") => refused("document"),
            () if has("[Content_Types].xml") => Ok(Format::Xlsx),
            () => refused("archive"),
        }
    }
}
