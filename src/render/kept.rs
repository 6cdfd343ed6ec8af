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
pub(super) fn key(
    cache: &Cache,
    source: &str,
    export: Export<'_>,
    signed_by: &[PartyRecord],
) -> Key {
    let Export {
        name,
        identity,
        date,
        without_attachments,
        attachments,
        in_parts,
    } = export;
    let how = format!("{date:?} {without_attachments} {in_parts}");
    let attached = attachments
        .iter()
        .flat_map(|file| [file.name.to_owned(), sha256(file.bytes)]);
    let signed_by = signed_by
        .iter()
        .flat_map(|party| [party.id.clone(), party.name.clone()]);
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
    let head = Head {
        pages: document.pages,
        warnings: document.warnings.clone(),
    };
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
    Some(Document {
        name: name.to_owned(),
        source: source.to_owned(),
        pdf,
        pages,
        warnings,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::Attachment;

    #[test]
    fn whatever_a_document_depends_on_is_in_its_key() {
        let folder = tempfile::tempdir().expect("a folder");
        let cache = Cache::new(folder.path().to_owned(), "paraphe", 0);
        let (data, other) = (
            Attachment {
                name: "donnees.json",
                bytes: b"{}",
            },
            Attachment {
                name: "donnees.json",
                bytes: b"[]",
            },
        );
        let export = Export {
            name: "annexes",
            identity: "a",
            date: (2018, 11, 2),
            without_attachments: false,
            attachments: &[data],
            in_parts: false,
        };
        let party = PartyRecord {
            id: "ville".to_owned(),
            name: "Ville".to_owned(),
            signatory: None,
            quality: None,
        };
        let renamed = PartyRecord {
            name: "Villes".to_owned(),
            ..party.clone()
        };
        let by = [party];
        let newer = Cache::new(folder.path().to_owned(), "paraphe, built again", 0);
        let keys = [
            key(&cache, "source", export, &by),
            key(&cache, "source ", export, &by),
            key(
                &cache,
                "source",
                Export {
                    name: "fiches/annexes",
                    ..export
                },
                &by,
            ),
            key(
                &cache,
                "source",
                Export {
                    identity: "b",
                    ..export
                },
                &by,
            ),
            key(
                &cache,
                "source",
                Export {
                    date: (2018, 11, 3),
                    ..export
                },
                &by,
            ),
            key(
                &cache,
                "source",
                Export {
                    without_attachments: true,
                    ..export
                },
                &by,
            ),
            key(
                &cache,
                "source",
                Export {
                    in_parts: true,
                    ..export
                },
                &by,
            ),
            key(
                &cache,
                "source",
                Export {
                    attachments: &[other],
                    ..export
                },
                &by,
            ),
            key(
                &cache,
                "source",
                Export {
                    attachments: &[],
                    ..export
                },
                &by,
            ),
            key(&cache, "source", export, &[]),
            key(&cache, "source", export, &[renamed]),
            key(&newer, "source", export, &by),
        ];
        for (rank, own) in keys.iter().enumerate() {
            assert!(keys[..rank].iter().all(|other| other != own), "{rank}");
        }
        assert_eq!(key(&cache, "source", export, &by), keys[0]);
        // Typst's version and the four fonts.
        assert_eq!(
            typst::makers()
                .collect::<std::collections::BTreeSet<_>>()
                .len(),
            5
        );
    }

    #[test]
    fn a_document_is_read_as_it_was_written() {
        let document = Document {
            name: "annexes".to_owned(),
            source: "source".to_owned(),
            pdf: b"%PDF-1.7\n\0\xff".to_vec(),
            pages: 3,
            warnings: vec!["une\nligne".to_owned()],
        };
        let bytes = written(&document);
        let again = read(bytes.clone(), "annexes", "source").expect("a document");
        assert_eq!(format!("{again:?}"), format!("{document:?}"));
        assert!(read(bytes[..10].to_vec(), "annexes", "source").is_none());
        assert!(read(Vec::new(), "annexes", "source").is_none());
    }
}
