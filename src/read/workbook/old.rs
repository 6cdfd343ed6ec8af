//! `.xls` files: the only user of cfb.
//!
//! cfb follows the chains of sectors and refuses those that loop; the one stream that holds the workbook is looked
//! through, then put into a container of our own making: that is all calamine sees. Its records say how much
//! calamine would reserve and lay out; a declared dimension, which serves no other end, is made small.

mod strings;

use std::io::{Cursor, Read, Write};

use cfb::{CompoundFile, Version};

use super::refusal::{Refusal, Spot};
use crate::limits::{Limit, Limits};

/// How a compound file begins.
pub(super) const MAGIC: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
/// Streams that tell what a compound file is, and the variant of the message that says it.
const STREAMS: [(&str, &str); 6] = [
    ("/EncryptedPackage", "password"),
    ("/WordDocument", "document"),
    ("/PowerPoint Document", "document"),
    ("/VisioDocument", "document"),
    ("/__properties_version1.0", "document"),
    ("/Contents", "document"),
];
/// The longest formula that a spreadsheet writes takes less, in bytes.
const LONGEST_FORMULA: usize = 8 << 10;
/// What one byte of a formula may come to in words: a name of 255 letters takes three.
const WORDS_A_BYTE: u64 = 85;

/// A workbook's stream, looked through, in a container that holds nothing else.
pub(super) fn repacked(bytes: &[u8], limits: &Limits) -> Result<Vec<u8>, Refusal> {
    let (name, mut stream) = stream(bytes)?;
    Globals::read(&stream)?.inspect(&mut stream, limits)?;
    let packed = || -> std::io::Result<Vec<u8>> {
        let mut file = CompoundFile::create_with_version(Version::V3, Cursor::new(Vec::new()))?;
        file.create_stream(name)?.write_all(&stream)?;
        file.flush()?;
        Ok(file.into_inner().into_inner())
    };
    packed().map_err(|_| damaged())
}

fn damaged() -> Refusal {
    Refusal::variant("damaged")
}

/// The stream that holds the workbook, and its name.
fn stream(bytes: &[u8]) -> Result<(&'static str, Vec<u8>), Refusal> {
    let mut file = CompoundFile::open(Cursor::new(bytes)).map_err(|_| damaged())?;
    let found = ["/Workbook", "/Book"]
        .into_iter()
        .find(|name| file.is_stream(name));
    let Some(name) = found else {
        let other = STREAMS.iter().find(|(name, _)| file.is_stream(name));
        return Err(other.map_or_else(damaged, |(_, variant)| Refusal::variant(variant)));
    };
    let mut stream = Vec::new();
    let most = bytes.len() as u64;
    file.open_stream(name)
        .map_err(|_| damaged())?
        .take(most)
        .read_to_end(&mut stream)
        .map_err(|_| damaged())?;
    Ok((name, stream))
}

/// A record: its kind, where it stands, and its data.
struct Record<'a> {
    kind: u16,
    at: usize,
    data: &'a [u8],
}

/// The records of a stream from a place on; continued ones follow as such.
fn records(stream: &[u8], from: usize) -> impl Iterator<Item = Record<'_>> {
    let mut at = from;
    std::iter::from_fn(move || {
        let header = stream.get(at..at.checked_add(4)?)?;
        let length = usize::from(u16_at(header, 2)?);
        let data = stream.get(at + 4..at + 4 + length)?;
        let record = Record {
            kind: u16_at(header, 0)?,
            at: at + 4,
            data,
        };
        at += 4 + length;
        Some(record)
    })
}

fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(
        data.get(at..at.checked_add(2)?)?.try_into().ok()?,
    ))
}

fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(
        data.get(at..at.checked_add(4)?)?.try_into().ok()?,
    ))
}

/// What stands before the sheets.
#[derive(Default)]
struct Globals {
    /// Where each sheet begins, and its rank, which is told when its name is of no use.
    sheets: Vec<usize>,
    names: Vec<String>,
    /// The bytes of each shared text.
    strings: Vec<u32>,
    defined: u64,
}

impl Globals {
    fn read(stream: &[u8]) -> Result<Self, Refusal> {
        let mut globals = Self::default();
        let mut all = records(stream, 0).peekable();
        while let Some(record) = all.next() {
            match record.kind {
                // FilePass: what follows is encrypted.
                0x002F => return Err(Refusal::variant("password")),
                0x0085 => {
                    let at = u32_at(record.data, 0).ok_or_else(damaged)?;
                    globals
                        .sheets
                        .push(usize::try_from(at).unwrap_or(usize::MAX));
                    globals.names.push(strings::sheet_name(record.data));
                }
                0x0018 => globals.defined += 1,
                0x00FC => {
                    let mut pieces = vec![record.data];
                    while let Some(next) = all.next_if(|next| next.kind == 0x003C) {
                        pieces.push(next.data);
                    }
                    globals.strings = strings::lengths(&pieces).ok_or_else(damaged)?;
                }
                0x000A => break,
                _ => {}
            }
        }
        Ok(globals)
    }

    /// Looks through the sheets.
    fn inspect(&self, stream: &mut [u8], limits: &Limits) -> Result<(), Refusal> {
        let counts = [
            (Limit::Definitions, self.sheets.len() as u64),
            (Limit::Cells, self.strings.len() as u64),
            (Limit::Definitions, self.defined),
        ];
        for (limit, count) in counts {
            Refusal::above(limits, limit, count, Spot::default)?;
        }
        let mut totals = Totals::default();
        let mut dimensions = Vec::new();
        for (at, name) in self.sheets.iter().zip(&self.names) {
            dimensions.extend(
                SheetReach {
                    name,
                    globals: self,
                    limits,
                }
                .inspect(stream, *at, &mut totals)?,
            );
        }
        for (at, length) in dimensions {
            shrink(stream, at, length);
        }
        Ok(())
    }
}

/// Declares one cell: rows and columns from 0 to 1, in two bytes each or in four and two.
fn shrink(stream: &mut [u8], at: usize, length: usize) {
    let Some(record) = stream.get_mut(at..at + length) else {
        return;
    };
    record.fill(0);
    let ends = if length == 10 { [2, 6] } else { [4, 10] };
    for end in ends {
        if let Some(byte) = record.get_mut(end) {
            *byte = 1;
        }
    }
}

/// What all sheets come to.
#[derive(Default)]
struct Totals {
    records: u64,
    cells: u64,
    area: u64,
    text: u64,
    formulas: u64,
}

/// A sheet that is looked through.
struct SheetReach<'a> {
    name: &'a str,
    globals: &'a Globals,
    limits: &'a Limits,
}

impl SheetReach<'_> {
    /// Counts what the sheet comes to, and says where it declares its dimensions.
    fn inspect(
        &self,
        stream: &[u8],
        from: usize,
        totals: &mut Totals,
    ) -> Result<Vec<(usize, usize)>, Refusal> {
        let (mut height, mut width) = (0, 0);
        let mut dimensions = Vec::new();
        // Charts within a sheet are streams within the stream.
        let mut depth = 0_usize;
        for record in records(stream, from) {
            totals.records += 1;
            Refusal::above(self.limits, Limit::Elements, totals.records, Spot::default)?;
            match record.kind {
                0x0809 => depth += 1,
                0x000A if depth <= 1 => break,
                0x000A => depth -= 1,
                0x0200 => dimensions.push((record.at, record.data.len())),
                kind => {
                    if let Some((row, col)) = self.cell(kind, record.data, totals)? {
                        height = height.max(row + 1);
                        width = width.max(col + 1);
                        self.bound(row, col, totals.area + height * width, totals)?;
                    }
                }
            }
        }
        totals.area += height * width;
        Ok(dimensions)
    }

    /// Where the last cell of a record stands, if it is one of cells; its texts are counted.
    fn cell(
        &self,
        kind: u16,
        data: &[u8],
        totals: &mut Totals,
    ) -> Result<Option<(u64, u64)>, Refusal> {
        let at = |place| u16_at(data, place).map(u64::from);
        let mut cells = 1;
        match kind {
            0x0203 | 0x0205 | 0x027E => {}
            0x0204 | 0x00D6 => totals.text += at(6).unwrap_or(0) * 2,
            0x00FD => {
                let text = u32_at(data, 6)
                    .and_then(|rank| self.globals.strings.get(usize::try_from(rank).ok()?));
                totals.text += u64::from(text.copied().unwrap_or(0));
            }
            0x0006 if data.len() > LONGEST_FORMULA => {
                return Err(Refusal::Variant("endless", self.name.to_owned()));
            }
            0x0006 => totals.formulas += data.len().saturating_sub(22) as u64 * WORDS_A_BYTE,
            0x00BD => cells = data.len().saturating_sub(6) as u64 / 6,
            0x0207 => {
                // The text of the formula before it.
                totals.text += at(0).unwrap_or(0) * 2;
                return Ok(None);
            }
            _ => return Ok(None),
        }
        totals.cells += cells;
        let last = if kind == 0x00BD {
            at(data.len().saturating_sub(2))
        } else {
            at(2)
        };
        Ok(at(0).zip(last))
    }

    fn bound(&self, row: u64, col: u64, area: u64, totals: &Totals) -> Result<(), Refusal> {
        let index = |number| u32::try_from(number).unwrap_or(u32::MAX - 1);
        let at = || Spot::Cell(self.name.to_owned(), index(row), index(col));
        let met = [
            (Limit::Cells, area.max(totals.cells)),
            (Limit::DossierSize, totals.text),
            // What formulas come to at worst, which they never do.
            (Limit::DossierSize, totals.formulas / 8),
        ];
        met.into_iter()
            .try_for_each(|(limit, met)| Refusal::above(self.limits, limit, met, at))
    }
}

#[cfg(test)]
mod tests;
