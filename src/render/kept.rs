//! Finished documents, kept from one build to the next: what a document is made from, as a key; the document,
//! as bytes and back.
//!
//! The source says all that the pages show. What it does not say is named here: how it is exported, the files
//! attached to it, the fields added to it, and what typesets it.

use serde::{Deserialize, Serialize};

use super::{
    Document,
    typst::{self, Export},
};
use crate::{
    cache::{Cache, Key},
    record::PartyRecord,
    source::sha256,
};

/// What is kept beside the PDF file.
#[derive(Debug, Serialize, Deserialize)]
struct Head {
    pages: usize,
    warnings: Vec<String>,
}

/// The key of a document; `signed_by` are those who get a field to sign in.
pub(super) fn key(cache: &Cache, source: &str, export: Export<'_>, signed_by: &[PartyRecord]) -> Key {
    let Export { name, identity, date, without_attachments, attachments } = export;
    let how = format!("{date:?} {without_attachments}");
    let attached = attachments.iter().flat_map(|file| [file.name.to_owned(), sha256(file.bytes)]);
    let signed_by = signed_by.iter().flat_map(|party| [party.id.clone(), party.name.clone()]);
    let (attached, signed_by): (Vec<_>, Vec<_>) = (attached.collect(), signed_by.collect());
    // Counted, so that no file can pass for a party.
    let counts = format!("{} {}", attached.len(), signed_by.len());
    let mut parts = vec!["document", name, identity, &how, &counts, source];
    parts.extend(attached.iter().chain(&signed_by).map(String::as_str));
    let mut parts: Vec<&[u8]> = parts.into_iter().map(str::as_bytes).collect();
    typst::makers().for_each(|maker| parts.push(maker));
    cache.key(&parts)
}

/// The document as it is kept.
pub(super) fn written(document: &Document) -> Vec<u8> {
    let head = Head { pages: document.pages, warnings: document.warnings.clone() };
    let mut bytes = serde_json::to_vec(&head).unwrap_or_default();
    bytes.push(b'\n');
    bytes.extend(&document.pdf);
    bytes
}

/// The document of that name and source, of which these bytes were kept.
pub(super) fn read(mut bytes: Vec<u8>, name: &str, source: &str) -> Option<Document> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    let Head { pages, warnings } = serde_json::from_slice(&bytes[..end]).ok()?;
    let pdf = bytes.split_off(end + 1);
    Some(Document { name: name.to_owned(), source: source.to_owned(), pdf, pages, warnings })
}
