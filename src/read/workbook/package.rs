//! The parts of a zipped workbook, unpacked once and counted before anything parses them: the only user of zip.
//!
//! Declared sizes are never trusted, only refused when they are too great already. No part is ever written
//! anywhere, so that names with `..`, absolute ones and links mean nothing.

use std::io::{self, BufRead, Cursor, Read};

use zip::{ZipArchive, result::ZipError};

use super::{
    kind::{Format, format_of_zip},
    records,
    refusal::{Refusal, Spot},
    xml,
};
use crate::limits::{Limit, Limits};

/// How much is unpacked at a time.
const CHUNK: usize = 64 << 10;
/// No text, tag or record of a part that is parsed is longer, in bytes.
const LONGEST_TOKEN: u64 = 1 << 20;
/// The end of a zip, which a truncated file lacks, and how far from the end it may stand.
const END: &[u8] = b"PK\x05\x06";
const END_SIZE: usize = 22;
const END_WITHIN: usize = END_SIZE + (64 << 10);
/// What stands before each part's name at the end of a zip, and the least that an entry takes.
const ENTRY: &[u8] = b"PK\x01\x02";
const ENTRY_SIZE: usize = 46;
/// Folders whose parts nothing reads; they may hold long texts.
const UNREAD: [&str; 5] = [
    "customXml/",
    "docProps/",
    "xl/media/",
    "Pictures/",
    "Thumbnails/",
];

/// The one part of an `OpenDocument` workbook that is read and is no XML.
const MIME_TYPE: &str = "mimetype";

/// A zipped workbook.
pub(in crate::read) struct Package<'a>(ZipArchive<Cursor<&'a [u8]>>);

impl<'a> Package<'a> {
    /// Opens the zip, and refuses one whose list of parts is no workbook's.
    pub(in crate::read) fn open(bytes: &'a [u8], limits: &Limits) -> Result<Self, Refusal> {
        let most = limits.of(Limit::Definitions);
        // The list is read into memory whole: it is counted before.
        if (bytes.len() / ENTRY_SIZE) as u64 > most {
            let parts = bytes
                .windows(ENTRY.len())
                .filter(|window| *window == ENTRY)
                .take(bounded(most))
                .count();
            Refusal::above(limits, Limit::Definitions, parts as u64, Spot::default)?;
        }
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| {
            let tail = &bytes[bytes.len().saturating_sub(END_WITHIN)..];
            let is_whole = tail.windows(END_SIZE).any(|window| window.starts_with(END));
            Refusal::variant(if is_whole { "damaged" } else { "truncated" })
        })?;
        Refusal::above(limits, Limit::Definitions, zip.len() as u64, Spot::default)?;
        if zip.has_duplicate_names() {
            return Err(Refusal::variant("twice"));
        }
        if zip
            .has_overlapping_entries()
            .map_err(|_| Refusal::variant("damaged"))?
        {
            return Err(Refusal::variant("overlapping"));
        }
        Ok(Self(zip))
    }

    /// The names of the parts.
    pub(in crate::read) fn names(&self) -> impl Iterator<Item = String> {
        self.0
            .file_names()
            .flatten()
            .map(std::borrow::Cow::into_owned)
    }

    /// The text of a part, up to this many bytes.
    pub(in crate::read) fn text(&mut self, part: &str, most: u64) -> Option<String> {
        let mut text = String::new();
        self.0
            .by_name(part)
            .ok()?
            .take(most)
            .read_to_string(&mut text)
            .ok()?;
        Some(text)
    }

    /// Unpacks every part, counting, and looks at what it is made of; says which format the whole is, and which parts
    /// were not looked through.
    pub(super) fn inspect(&mut self, limits: &Limits) -> Result<(Format, Unseen), Refusal> {
        let format = format_of_zip(self)?;
        let declared: u64 = (0..self.0.len())
            .filter_map(|part| Some(self.0.by_index_raw(part).ok()?.size()))
            .sum();
        Refusal::above(limits, Limit::DossierSize, declared, Spot::default)?;
        let mut scan = xml::Scan::new(limits);
        let mut total = 0;
        let mut unseen = Unseen(Vec::new());
        for index in 0..self.0.len() {
            let part = self.0.by_index(index).map_err(|error| unreadable(&error))?;
            let entry = part.central_header_start();
            let name = part
                .name()
                .map_err(|error| unreadable(&error))?
                .into_owned();
            let mut part = Unpacked::new(part, &name, total, limits);
            let looked = look(&mut part, &name, format, &mut scan);
            part.tripped.take().map_or(Ok(()), Err)?;
            if !looked? {
                unseen.0.push(usize::try_from(entry).unwrap_or(usize::MAX));
            }
            total = part.total;
        }
        Ok((format, unseen))
    }
}

/// Where the zip lists the parts that were not looked through: pictures and the like.
pub(super) struct Unseen(Vec<usize>);

impl Unseen {
    /// Takes their names away. A relation may give any part for a sheet: no parser must find one of these.
    pub(super) fn hide(self, zip: &mut [u8]) -> Result<(), Refusal> {
        for entry in self.0 {
            let name = zip
                .get_mut(entry..)
                .filter(|listed| listed.starts_with(ENTRY))
                .and_then(|listed| listed.get_mut(ENTRY_SIZE));
            *name.ok_or_else(|| Refusal::variant("damaged"))? = 0;
        }
        Ok(())
    }
}

/// Looks at a part's content, then unpacks what is left of it; says whether it was looked through.
fn look<R: Read>(
    part: &mut Unpacked<'_, R>,
    name: &str,
    format: Format,
    scan: &mut xml::Scan<'_>,
) -> Result<bool, Refusal> {
    let damaged = |_| Refusal::Variant("damaged-part", name.to_owned());
    part.is_bounded = !UNREAD.iter().any(|folder| name.starts_with(folder));
    let is_seen = if format == Format::Binary && records::are_read(name) {
        records::scan(name, part, scan)?;
        true
    } else if is_xml(part.fill_buf().map_err(damaged)?) {
        scan.part(name, part)?;
        true
    } else {
        name == MIME_TYPE
    };
    part.is_bounded = false;
    io::copy(part, &mut io::sink()).map_err(damaged)?;
    Ok(is_seen)
}

/// Whether a part begins as XML does.
fn is_xml(beginning: &[u8]) -> bool {
    let text = beginning.strip_prefix(b"\xef\xbb\xbf").unwrap_or(beginning);
    text.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'<')
}

fn unreadable(error: &ZipError) -> Refusal {
    Refusal::variant(
        if matches!(
            error,
            ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)
        ) {
            "password"
        } else {
            "damaged"
        },
    )
}

fn bounded(most: u64) -> usize {
    usize::try_from(most)
        .unwrap_or(usize::MAX)
        .saturating_add(1)
}

/// A part as it is unpacked: every byte is counted, and reading fails once there are too many.
pub(super) struct Unpacked<'a, R> {
    inner: R,
    name: &'a str,
    limits: &'a Limits,
    buffer: Vec<u8>,
    start: usize,
    /// What was unpacked of all parts.
    total: u64,
    /// What was read since [`Self::begin_token`].
    token: u64,
    /// Whether tokens are.
    is_bounded: bool,
    /// The limit that was passed.
    tripped: Option<Refusal>,
}

impl<'a, R: Read> Unpacked<'a, R> {
    fn new(inner: R, name: &'a str, total: u64, limits: &'a Limits) -> Self {
        let buffer = Vec::with_capacity(CHUNK);
        Self {
            inner,
            name,
            limits,
            buffer,
            start: 0,
            total,
            token: 0,
            is_bounded: true,
            tripped: None,
        }
    }

    /// A new text, tag or record begins here.
    pub(super) fn begin_token(&mut self) {
        self.token = 0;
    }

    fn count(&mut self, bytes: u64) -> Result<(), Refusal> {
        self.total += bytes;
        Refusal::above(self.limits, Limit::DossierSize, self.total, Spot::default)
    }
}

impl<R: Read> BufRead for Unpacked<'_, R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.start == self.buffer.len() {
            self.buffer.clear();
            self.start = 0;
            let read = (&mut self.inner)
                .take(CHUNK as u64)
                .read_to_end(&mut self.buffer)?;
            let counted = if self.is_bounded && self.token > LONGEST_TOKEN {
                Err(Refusal::Variant("endless", self.name.to_owned()))
            } else {
                self.count(read as u64)
            };
            if let Err(refusal) = counted {
                self.tripped = Some(refusal);
                return Err(io::Error::other("a limit is passed"));
            }
        }
        Ok(&self.buffer[self.start..])
    }

    fn consume(&mut self, amount: usize) {
        self.start += amount;
        self.token += amount as u64;
    }
}

impl<R: Read> Read for Unpacked<'_, R> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(target)?;
        self.consume(read);
        Ok(read)
    }
}
