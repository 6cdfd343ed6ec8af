//! Several files in one input: each stands under a line `==== name`. A fuzzer mutates them where it could not get
//! past the checksums of the archive that they are put into.

use std::{
    collections::BTreeMap,
    io::{Cursor, Write},
};

use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

const MARK: &[u8] = b"==== ";

/// The files by name.
pub(crate) type Parts = BTreeMap<String, Vec<u8>>;

/// The files of an input; what stands before the first is left out.
pub(crate) fn split(input: &[u8]) -> Parts {
    let is_start =
        |at: &usize| input[*at..].starts_with(MARK) && (*at == 0 || input[*at - 1] == b'\n');
    let starts: Vec<usize> = (0..input.len()).filter(is_start).collect();
    let ends = starts
        .iter()
        .skip(1)
        .map(|start| start - 1)
        .chain([input.len()]);
    let part = |(start, end): (&usize, usize)| {
        let piece = &input[start + MARK.len()..end];
        let line = piece
            .iter()
            .position(|&byte| byte == b'\n')
            .unwrap_or(piece.len());
        let name = String::from_utf8_lossy(&piece[..line]).into_owned();
        (name, piece.get(line + 1..).unwrap_or_default().to_vec())
    };
    starts.iter().zip(ends).map(part).collect()
}

/// The files of `base`, with those of an input added or replacing them.
pub(crate) fn over(base: &[u8], input: &[u8]) -> Parts {
    let mut parts = split(base);
    parts.extend(split(input));
    parts
}

/// An archive of them, nothing compressed; `None` if no archive can hold them.
pub(crate) fn zip(parts: &Parts) -> Option<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in parts {
        archive.start_file(name.as_str(), stored).ok()?;
        archive.write_all(bytes).ok()?;
    }
    Some(archive.finish().ok()?.into_inner())
}
