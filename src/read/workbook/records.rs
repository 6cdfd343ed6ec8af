//! The records of a `.xlsb` part, counted before calamine reads them: it makes room for as many bytes as a
//! record says it has.

use std::io::{BufRead, Read};

use super::{package::Unpacked, refusal::Refusal, xml::Scan};
use crate::limits::Limit;

/// No record is longer, in bytes.
const LONGEST: u64 = 1 << 20;
/// `BrtSSTItem`, `BrtBundleSh`, `BrtName`.
const KINDS: [(u16, &str, Limit); 3] = [
    (0x0013, "si", Limit::Cells),
    (0x009C, "sheet", Limit::Definitions),
    (0x0027, "definedName", Limit::Definitions),
];

/// Whether calamine reads the records of a part, whatever the case and the slashes of its name.
pub(super) fn are_read(name: &str) -> bool {
    let name = name.replace('\\', "/").to_ascii_lowercase();
    matches!(
        name.as_str(),
        "xl/workbook.bin" | "xl/sharedstrings.bin" | "xl/styles.bin"
    ) || name.starts_with("xl/worksheets/")
}

/// Looks through the records of a part.
pub(super) fn scan<R: Read>(
    name: &str,
    part: &mut Unpacked<'_, R>,
    scan: &mut Scan<'_>,
) -> Result<(), Refusal> {
    loop {
        part.begin_token();
        let Some((kind, length)) = header(part) else {
            return Ok(());
        };
        scan.element()?;
        if let Some((_, kind, limit)) = KINDS.iter().find(|own| own.0 == kind) {
            scan.count(kind, *limit)?;
        }
        if length > LONGEST {
            return Err(Refusal::Variant("endless", name.to_owned()));
        }
        if !skip(part, length) {
            return Ok(());
        }
    }
}

/// The kind and length of the next record; none at the end, which calamine notices as well.
fn header<R: Read>(part: &mut Unpacked<'_, R>) -> Option<(u16, u64)> {
    let mut kind = u16::from(byte(part)?);
    if kind & 0x80 != 0 {
        kind = (kind & 0x7F) + (u16::from(byte(part)? & 0x7F) << 7);
    }
    let mut length = 0;
    for place in 0..4 {
        let next = byte(part)?;
        length += u64::from(next & 0x7F) << (7 * place);
        if next & 0x80 == 0 {
            break;
        }
    }
    Some((kind, length))
}

fn byte<R: Read>(part: &mut Unpacked<'_, R>) -> Option<u8> {
    let byte = *part.fill_buf().ok()?.first()?;
    part.consume(1);
    Some(byte)
}

fn skip<R: Read>(part: &mut Unpacked<'_, R>, mut length: u64) -> bool {
    while length > 0 {
        let there = part.fill_buf().map_or(0, <[u8]>::len);
        if there == 0 {
            return false;
        }
        let step = there.min(usize::try_from(length).unwrap_or(usize::MAX));
        part.consume(step);
        length -= step as u64;
    }
    true
}
