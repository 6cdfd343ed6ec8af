//! Reads a signed file back: what was published in it, and who has signed it since.
//!
//! Signing tools only append to a file. The published file is therefore the beginning of the signed one, up to an
//! end-of-file mark before the first signature. The attached data are read from that first version, so later additions
//! do not count. Additions may be signatures, their fields, stamps and proofs; `changes` finds any other change to a
//! page or an attached file. Only names and digests are read here: whether a signature or a certificate can be trusted
//! is for signing tools to check.

mod certificate;
mod changes;

use std::{
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
};

use hayro_syntax::{
    Pdf,
    object::{Array, Dict, Name, Stream, String as PdfString},
};

use crate::{
    error::Error,
    limits::{Limit, Limits},
    locale::args,
    record::Record,
    source::sha256,
};

/// The data attached to published documents.
const DATA: &str = "donnees.json";
/// The workbook attached to them.
const WORKBOOK: &str = "budget-corrige.xlsx";
/// The mark that ends each version of a file.
const END: &[u8] = b"%%EOF";
/// The most fields or attached files that are read.
const MOST: usize = 1_000;

/// A file that may be signed.
#[derive(Debug)]
pub(crate) struct SignedFile {
    /// The digests of its beginnings that may be the published file, the longest first.
    pub(crate) beginnings: Vec<String>,
    /// The signatures, in the order in which they were made.
    pub(crate) signatures: Vec<Signature>,
    /// The record that was published in it; none where nothing is attached.
    pub(crate) record: Option<Record>,
    /// The length of the published file, in bytes.
    pub(crate) length: usize,
    /// The workbook that is attached.
    pub(crate) workbook: Option<Vec<u8>>,
    /// The digest of the attached data.
    pub(crate) data: Option<String>,
    /// The pages that were changed after the file was published, by number.
    pub(crate) changed_pages: Vec<usize>,
    /// Whether an attached file was changed, added or removed after the file was published.
    pub(crate) has_other_files: bool,
    /// Whether anything was added after the last signature.
    pub(crate) is_extended: bool,
}

/// A signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Signature {
    /// The name of its form field.
    pub(crate) field: String,
    /// The signer's name, from the certificate.
    pub(crate) signer: Option<String>,
    /// The date by the clock of the signer's machine: `2018-12-14`.
    pub(crate) date: Option<String>,
    /// Whether what it signed is unchanged; unknown where its digest can't be read.
    pub(crate) is_intact: Option<bool>,
    /// The offset after the last byte that it signed.
    end: usize,
    /// The offset at which its own bytes begin.
    start: usize,
}

impl SignedFile {
    /// The signature in the field of a party; parties are counted from 1.
    pub(crate) fn signature_of(&self, party: usize) -> Option<&Signature> {
        let field = format!("signature-{party}-");
        let mut signatures = self.signatures.iter();
        signatures.find(|signature| signature.field.starts_with(&field))
    }

    /// Whether anything published or signed was changed afterwards.
    pub(crate) fn is_altered(&self) -> bool {
        let is_broken = |signature: &Signature| signature.is_intact == Some(false);
        self.is_changed() || self.signatures.iter().any(is_broken)
    }

    /// Whether a page or an attached file was changed since publication.
    pub(crate) fn is_changed(&self) -> bool {
        !self.changed_pages.is_empty() || self.has_other_files
    }

    /// The parties that should sign the file and have not; none where all sign on paper.
    pub(crate) fn unsigned<'a>(&self, record: &'a Record) -> Vec<&'a str> {
        let by_hand = record.convention.signed_by_hand;
        let parties = record.convention.parties.iter().zip(1..);
        let lacking = parties.filter(|(_, rank)| !by_hand && self.signature_of(*rank).is_none());
        lacking.map(|(party, _)| &*party.name).collect()
    }

    /// The published pictures, by the names that texts use. Pictures that do not match the digest in their file name
    /// are left out.
    pub(crate) fn pictures(&self, bytes: &[u8], limits: &Limits) -> BTreeMap<String, Vec<u8>> {
        let read = || {
            let published = Pdf::new(bytes[..self.length.min(bytes.len())].to_vec()).ok()?;
            let record = self.record.as_ref()?;
            let shown = record.pictures.iter().take(MOST);
            let shown = shown.filter_map(|(name, file)| {
                let picture = attached(&published, file, limits)?;
                file.contains(&sha256(&picture))
                    .then(|| (name.clone(), picture))
            });
            Some(shown.collect())
        };
        let read = catch_unwind(AssertUnwindSafe(read)).ok().flatten();
        read.unwrap_or_default()
    }

    /// Reads a file.
    ///
    /// # Errors
    /// [`Error::Refused`] when it is no PDF file, too large, or made so that it can't be read.
    pub(crate) fn read(bytes: &[u8], path: &str, limits: &Limits) -> Result<Self, Error> {
        let refused = |name| Error::refused(name, args! { path: path });
        if limits.refuse(Limit::DossierSize, bytes.len() as u64) {
            let limit = Limit::DossierSize;
            let args = args! { path: path, limit: limit.name(), allowed: limits.of(limit) };
            return Err(Error::refused("error-record-too-large", args));
        }
        // The file is untrusted: the parser may panic on it.
        let read = catch_unwind(AssertUnwindSafe(|| read(bytes, path, limits)));
        read.unwrap_or_else(|_| Err(refused("error-pdf-unreadable")))
    }
}

fn read(bytes: &[u8], path: &str, limits: &Limits) -> Result<SignedFile, Error> {
    let open = |bytes: &[u8]| {
        let pdf = Pdf::new(bytes.to_vec()).ok();
        pdf.ok_or_else(|| Error::refused("error-pdf-unreadable", args! { path: path }))
    };
    let whole = open(bytes)?;
    let mut signatures = signatures(&whole, bytes);
    signatures.sort_by_key(|signature| signature.end);
    let first = signatures.iter().map(|signature| signature.start).min();
    let mut ends = ends(bytes);
    ends.retain(|end| first.is_none_or(|first| *end <= first));
    let end = ends.iter().find(|end| is_version(&bytes[..**end]));
    let end = end.or(ends.last()).copied();
    let published = end.map_or_else(|| open(bytes), |end| open(&bytes[..end]))?;
    let data = attached(&published, DATA, limits);
    let record = data.as_deref().map(Record::from_json).transpose()?;
    let is_extended = signatures.last().is_some_and(|last| {
        let added = &bytes[last.end.min(bytes.len())..];
        !added.iter().all(u8::is_ascii_whitespace)
    });
    Ok(SignedFile {
        beginnings: ends
            .iter()
            .rev()
            .map(|end| sha256(&bytes[..*end]))
            .collect(),
        changed_pages: changes::pages(&published, &whole),
        has_other_files: changes::has_other_files(&published, &whole),
        length: end.unwrap_or(bytes.len()),
        workbook: attached(&published, WORKBOOK, limits),
        data: data.map(|data| sha256(&data)),
        signatures,
        record,
        is_extended,
    })
}

/// The offsets after each end mark, without and with the line break that follows it.
fn ends(bytes: &[u8]) -> Vec<usize> {
    const MOST_VERSIONS: usize = 64;
    let mut ends = Vec::new();
    let mut at = 0;
    while let Some(found) = position(&bytes[at..], END) {
        at += found + END.len();
        let rest = &bytes[at..];
        let line = [&b"\r\n"[..], b"\n", b"\r"];
        let line = line.iter().find(|line| rest.starts_with(line));
        ends.push(at);
        ends.extend(line.map(|line| at + line.len()));
        if ends.len() > MOST_VERSIONS {
            break;
        }
    }
    ends
}

/// Whether these bytes end with the offset of a table of objects in them. An attached file ends so too, but its offset
/// leads to no table here.
fn is_version(bytes: &[u8]) -> bool {
    const LAST: usize = 64;
    let end = &bytes[bytes.len().saturating_sub(LAST)..];
    let end = String::from_utf8_lossy(end);
    let table = end.rsplit_once("startxref").and_then(|(_, rest)| {
        let offset = rest.split_whitespace().next()?.parse().ok()?;
        bytes.get(offset..)
    });
    table.is_some_and(|table| {
        let is_stream = table.first().is_some_and(u8::is_ascii_digit);
        let is_object = table.iter().take(LAST).any(|byte| *byte == b'o');
        table.starts_with(b"xref") || is_stream && is_object
    })
}

fn position(bytes: &[u8], sought: &[u8]) -> Option<usize> {
    bytes
        .windows(sought.len())
        .position(|window| window == sought)
}

fn catalog(pdf: &Pdf) -> Option<Dict<'_>> {
    pdf.xref().get(pdf.xref().root_id())
}

/// The signatures of a file.
fn signatures(pdf: &Pdf, bytes: &[u8]) -> Vec<Signature> {
    let form = catalog(pdf).and_then(|catalog| catalog.get::<Dict<'_>>("AcroForm"));
    let fields = form.and_then(|form| form.get::<Array<'_>>("Fields"));
    let fields = fields.iter().flat_map(Array::iter::<Dict<'_>>);
    let signed = fields.take(MOST).filter_map(|field| {
        let is_signature = field.get::<Name<'_>>("FT")?.as_str() == "Sig";
        let value = field.get::<Dict<'_>>("V").filter(|_| is_signature)?;
        let name = field.get::<PdfString<'_>>("T");
        Some(signature(
            name.map(|name| text(name.as_bytes())).unwrap_or_default(),
            &value,
            bytes,
        ))
    });
    signed.collect()
}

fn signature(field: String, value: &Dict<'_>, bytes: &[u8]) -> Signature {
    let range = value.get::<Array<'_>>("ByteRange");
    let numbers = range.iter().flat_map(Array::iter::<i32>);
    let numbers = numbers.map(|number| usize::try_from(number).unwrap_or(0));
    let numbers: Vec<usize> = numbers.take(5).collect();
    // What is signed: everything but the signature itself.
    let parts = match numbers[..] {
        [0, first, second, length] => {
            let end = second.checked_add(length);
            let gap = bytes.get(first..second);
            let is_bracketed = gap.is_some_and(|gap| gap.starts_with(b"<") && gap.ends_with(b">"));
            end.filter(|end| is_bracketed && *end <= bytes.len())
                .map(|end| (first, second, end))
        }
        _ => None,
    };
    let contents = value.get::<PdfString<'_>>("Contents");
    let contents = contents.map(|contents| contents.as_bytes().to_vec());
    let signed = contents.as_deref().and_then(certificate::read);
    let is_intact = match (&signed, parts) {
        (_, None) => Some(false),
        (None, _) => None,
        (Some(signed), Some((first, second, end))) => {
            signed.is_of(&[&bytes[..first], &bytes[second..end]])
        }
    };
    let date = value.get::<PdfString<'_>>("M");
    let (start, _, end) = parts.unwrap_or((0, 0, 0));
    Signature {
        field,
        signer: signed.and_then(|signed| signed.name),
        date: date.and_then(|date| day(&text(date.as_bytes()))),
        is_intact,
        end,
        start,
    }
}

/// The day in a date of PDF: `D:20181214101500+01'00'`.
fn day(date: &str) -> Option<String> {
    let digits = date.strip_prefix("D:")?.get(..8)?;
    let is_date = digits.bytes().all(|c| c.is_ascii_digit());
    is_date.then(|| format!("{}-{}-{}", &digits[..4], &digits[4..6], &digits[6..]))
}

/// A text in UTF-16.
fn wide(bytes: &[u8]) -> String {
    let pairs = bytes.chunks_exact(2);
    let units = pairs.map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
    String::from_utf16_lossy(&units.collect::<Vec<_>>())
}

/// A text of PDF: UTF-16 after its byte order mark, else one byte per letter.
fn text(bytes: &[u8]) -> String {
    match bytes.strip_prefix(b"\xfe\xff") {
        Some(letters) => wide(letters),
        None => bytes.iter().copied().map(char::from).collect(),
    }
}

/// The bytes of an attached file, if there is one of this name, within the limit of a dossier.
fn attached(pdf: &Pdf, name: &str, limits: &Limits) -> Option<Vec<u8>> {
    let files = catalog(pdf)?.get::<Array<'_>>("AF")?;
    let mut files = files.iter::<Dict<'_>>().take(MOST);
    let is_it = |file: &Dict<'_>| {
        let file_name = file.get::<PdfString<'_>>("UF").or_else(|| file.get("F"));
        file_name.is_some_and(|file_name| text(file_name.as_bytes()) == name)
    };
    let file = files.find(is_it)?;
    let stream = file.get::<Dict<'_>>("EF")?.get::<Stream<'_>>("F")?;
    let size = stream
        .dict()
        .get::<Dict<'_>>("Params")?
        .get::<i32>("Size")?;
    let size = u64::try_from(size).ok()?;
    if limits.refuse(Limit::DossierSize, size) {
        return None;
    }
    let bytes = stream.decoded().ok()?;
    (bytes.len() as u64 == size).then(|| bytes.into_owned())
}
