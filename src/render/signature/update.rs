//! An incremental update: objects after the end of a file, then the table and the trailer that make them count.

use std::{collections::BTreeMap, fmt::Write};

use pdf_writer::{Chunk, Ref};

use super::exported::Trailer;
use crate::source::sha256;

/// How many digits of the digest name a revision: the sixteen bytes that writers use.
const ID_DIGITS: usize = 32;

/// A file and what follows it.
pub(super) struct Update {
    bytes: Vec<u8>,
    offsets: BTreeMap<i32, usize>,
}

impl Update {
    /// Starts after the end of a file.
    pub(super) fn of(file: &[u8]) -> Self {
        let mut bytes = file.to_vec();
        bytes.push(b'\n');
        Self {
            bytes,
            offsets: BTreeMap::new(),
        }
    }

    /// Adds the one object of a chunk; it replaces a former one of its number.
    pub(super) fn push(&mut self, object: &Chunk) {
        self.offsets
            .extend(object.refs().map(|id| (id.get(), self.bytes.len())));
        self.bytes.extend_from_slice(object.as_bytes());
    }

    /// Ends the update.
    pub(super) fn finish(mut self, former: &Trailer<'_>, root: Ref, size: usize) -> Vec<u8> {
        let table = self.bytes.len();
        let mut end = String::from("xref\n");
        for run in runs(&self.offsets) {
            let first = run.first().map_or(0, |(id, _)| *id);
            let _ = writeln!(end, "{first} {}", run.len());
            for (_, offset) in run {
                let _ = write!(end, "{offset:010} 00000 n\r\n");
            }
        }
        let info = former
            .info
            .map(|info| format!("/Info {} {} R", info.obj_number, info.gen_number));
        let (info, id, revision) = (
            info.unwrap_or_default(),
            hex(&former.id),
            sha256(&self.bytes),
        );
        let revision = &revision[..ID_DIGITS];
        let _ = write!(
            end,
            "trailer\n<</Size {size}/Root {} 0 R{info}/Prev {}/ID[<{id}><{revision}>]>>\nstartxref\n{table}\n%%EOF\n",
            root.get(),
            former.table,
        );
        self.bytes.extend_from_slice(end.as_bytes());
        self.bytes
    }
}

/// Objects whose numbers follow each other.
fn runs(offsets: &BTreeMap<i32, usize>) -> Vec<Vec<(i32, usize)>> {
    let mut runs: Vec<Vec<(i32, usize)>> = Vec::new();
    for (id, offset) in offsets {
        match runs.last_mut() {
            Some(run) if run.last().is_some_and(|(last, _)| last + 1 == *id) => {
                run.push((*id, *offset));
            }
            _ => runs.push(vec![(*id, *offset)]),
        }
    }
    runs
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
