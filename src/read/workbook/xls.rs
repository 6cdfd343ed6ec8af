//! `.xls` files: the only user of cfb.
//!
//! cfb follows the chains of sectors and refuses those that loop. The one stream that holds the workbook is walked
//! through, then put into a container of our own: that is all calamine sees.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read, Write},
    ops::Range,
};

use cfb::{CompoundFile, Version};

use super::marks::{Marks, Styles};
use crate::{
    limits::Limit,
    read::refusal::{Bounds, Refusal},
};

/// The streams of documents that are no workbooks.
const DOCUMENTS: &str =
    "/WordDocument|/PowerPoint Document|/VisioDocument|/__properties_version1.0|/Contents";

// Kinds of records.
const END: u16 = 0x000A;
const PASSWORD: u16 = 0x002F;
const FONT: u16 = 0x0031;
const CONTINUE: u16 = 0x003C;
const COLUMNS: u16 = 0x007D;
const SHEET: u16 = 0x0085;
const NUMBERS: u16 = 0x00BD;
const STYLE: u16 = 0x00E0;
const MERGED: u16 = 0x00E5;
const SHARED_TEXTS: u16 = 0x00FC;
const SHARED_TEXT: u16 = 0x00FD;
const DIMENSIONS: u16 = 0x0200;
const ROW: u16 = 0x0208;
const FORMAT: u16 = 0x041E;
const BEGIN: u16 = 0x0809;
/// Those that fill cells: formulas, numbers, texts, truth values.
const CELLS: [u16; 8] = [0x06, NUMBERS, 0xD6, SHARED_TEXT, 0x203, 0x204, 0x205, 0x27E];

/// How the cells of each sheet look, by its name.
type SheetMarks = BTreeMap<String, Marks>;

/// A workbook's stream, within the limits, in a container that holds nothing else, and how its cells look; none for the
/// format before that of Excel 97, which writes it in another way.
pub(super) fn repacked(
    bytes: &[u8],
    bounds: Bounds<'_>,
) -> Result<(Vec<u8>, Option<SheetMarks>), Refusal> {
    let damaged = |_| bounds.unreadable("damaged", "");
    let mut file = CompoundFile::open(Cursor::new(bytes)).map_err(damaged)?;
    let names = ["/Workbook", "/Book"];
    let Some(name) = names.into_iter().find(|name| file.is_stream(name)) else {
        let variant = match () {
            () if file.is_stream("/EncryptedPackage") => "password",
            () if DOCUMENTS.split('|').any(|name| file.is_stream(name)) => "document",
            () => "damaged",
        };
        return Err(bounds.unreadable(variant, ""));
    };
    let mut stream = Vec::new();
    let read = file.open_stream(name).map_err(damaged)?;
    let read = read.take(bytes.len() as u64).read_to_end(&mut stream);
    read.map_err(damaged)?;
    let (dimensions, marks) = check(&stream, bounds)?;
    for dimensions in dimensions {
        // calamine makes room for as many cells as are declared: one.
        stream[dimensions].fill(0);
    }
    let packed = || {
        let mut file = CompoundFile::create_with_version(Version::V3, Cursor::new(Vec::new()))?;
        file.create_stream(name)?.write_all(&stream)?;
        file.flush()?;
        Ok(file.into_inner().into_inner())
    };
    let packed = packed().map_err(damaged)?;
    Ok((packed, Some(marks).filter(|_| name == names[0])))
}

/// Checks what calamine makes more of than there are bytes in the file: the rectangle that the cells of a sheet lie in,
/// and shared texts, repeated in every cell. Returns where sheets declare their dimensions, and how cells look.
fn check(stream: &[u8], bounds: Bounds<'_>) -> Result<(Vec<Range<usize>>, SheetMarks), Refusal> {
    let damaged = || bounds.unreadable("damaged", "");
    let (mut sheets, mut texts, mut styles) = (Vec::new(), Vec::new(), Styles::default());
    let mut globals = records(stream, 0).peekable();
    while let Some((kind, data)) = globals.next() {
        match kind {
            PASSWORD => return Err(bounds.unreadable("password", "")),
            SHEET => {
                let data = &stream[data];
                let count = data.get(6).copied().map(usize::from);
                let name = count.and_then(|count| text(data, 7, count));
                let start = u32_at(data, 0).ok_or_else(damaged)?;
                sheets.push((start, name.unwrap_or_default()));
            }
            FONT | FORMAT | STYLE => add_style(&mut styles, kind, &stream[data]),
            SHARED_TEXTS => {
                let mut pieces = vec![&stream[data]];
                while let Some((_, more)) = globals.next_if(|(kind, _)| *kind == CONTINUE) {
                    pieces.push(&stream[more]);
                }
                texts = text_sizes(&pieces).ok_or_else(damaged)?;
            }
            END => break,
            _ => {}
        }
    }
    bounds.check(Limit::Definitions, sheets.len() as u64)?;
    let (mut dimensions, mut all_marks) = (Vec::new(), SheetMarks::new());
    let (mut area, mut text_size, mut merged) = (0, 0, 0);
    for (start, name) in sheets {
        let (mut marks, mut covered) = (Marks::default(), 0);
        let (mut height, mut width) = (0, 0);
        // Charts within a sheet are streams within its stream.
        let mut depth = 0_usize;
        for (kind, range) in records(stream, start as usize) {
            let data = &stream[range.clone()];
            let number = |at| u16_at(data, at).map_or(0, u64::from);
            match kind {
                BEGIN => depth += 1,
                END if depth <= 1 => break,
                END => depth -= 1,
                DIMENSIONS => dimensions.push(range),
                SHARED_TEXT => {
                    // calamine reads a rank beyond the list as a blank.
                    let size = u32_at(data, 6).and_then(|rank| texts.get(rank as usize));
                    text_size += size.ok_or_else(damaged)?;
                    bounds.check(Limit::DossierSize, text_size)?;
                }
                _ => {}
            }
            let check = |count| bounds.check(Limit::Cells, merged + count);
            covered = covered.max(mark(&mut marks, (kind, data), &styles, check)?);
            if CELLS.contains(&kind) {
                let last = if kind == NUMBERS {
                    data.len().saturating_sub(2)
                } else {
                    2
                };
                let last_col = number(last);
                (height, width) = (height.max(number(0) + 1), width.max(last_col + 1));
                bounds.check(Limit::Cells, area + height * width)?;
            }
        }
        area += height * width;
        merged += covered;
        all_marks.insert(name, marks);
    }
    Ok((dimensions, all_marks))
}

/// Takes a font, a format of numbers, or a style of cells, which names one of each.
fn add_style(styles: &mut Styles, kind: u16, data: &[u8]) {
    let number = |at| u16_at(data, at).map(usize::from);
    match kind {
        FONT => styles.add_font(number(2).is_some_and(|flags| flags & 8 != 0)),
        FORMAT => {
            let code = number(2).and_then(|count| text(data, 4, count));
            if let Some((number, code)) = number(0).zip(code) {
                styles.add_format(number, &code);
            }
        }
        _ => {
            // There is no font of number 4.
            let font = number(0).map(|font| font - usize::from(font > 4));
            styles.add_cell(font, number(2));
        }
    }
}

/// Takes what a record of a sheet holds of looks; returns how many cells its merged areas cover.
fn mark(
    marks: &mut Marks,
    (kind, data): (u16, &[u8]),
    styles: &Styles,
    check: impl Fn(u64) -> Result<(), Refusal>,
) -> Result<u64, Refusal> {
    let mut merged = 0;
    let number = |at| u16_at(data, at).map_or(0, usize::from);
    let at = (number(0), number(2));
    match kind {
        // Or without a height, without a width.
        ROW if number(12) & 0x20 != 0 || number(6) % 0x8000 == 0 => {
            marks.hidden_rows.push(at.0..at.0 + 1);
        }
        COLUMNS if number(8) & 1 != 0 || number(4) == 0 => {
            marks.hidden_columns.push(at.0..at.1 + 1);
        }
        MERGED => {
            for area in data.get(2..).unwrap_or_default().chunks_exact(8) {
                let number = |at| u16_at(area, at).map_or(0, usize::from);
                merged = marks.merge((number(0), number(4)), (number(2), number(6)));
                check(merged)?;
            }
        }
        NUMBERS => {
            for rank in 0..data.len().saturating_sub(6) / 6 {
                let look = styles.cell(number(4 + 6 * rank));
                marks
                    .looks
                    .extend(look.map(|look| ((at.0, at.1 + rank), look)));
            }
        }
        kind if CELLS.contains(&kind) => {
            let look = styles.cell(number(4));
            marks.looks.extend(look.map(|look| (at, look)));
        }
        _ => {}
    }
    Ok(merged)
}

/// The text of so many letters from a place on, where a bit tells whether they are wide.
fn text(data: &[u8], at: usize, count: usize) -> Option<String> {
    let (flags, letters) = data.get(at..)?.split_first()?;
    if flags & 1 == 0 {
        let letters = letters.get(..count)?.iter().copied();
        return Some(letters.map(char::from).collect());
    }
    let letters = letters.get(..2 * count)?.chunks_exact(2);
    let letters: Vec<u16> = letters.filter_map(|letter| u16_at(letter, 0)).collect();
    Some(String::from_utf16_lossy(&letters))
}

/// The records of a stream from a place on: their kind, and where their data stands.
fn records(stream: &[u8], mut at: usize) -> impl Iterator<Item = (u16, Range<usize>)> {
    std::iter::from_fn(move || {
        let (kind, length) = (u16_at(stream, at)?, u16_at(stream, at + 2)?);
        let data = at + 4..at + 4 + usize::from(length);
        stream.get(data.clone())?;
        at = data.end;
        Some((kind, data))
    })
}

fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    let bytes = data.get(at..)?.first_chunk()?;
    Some(u16::from_le_bytes(*bytes))
}

fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    let bytes = data.get(at..)?.first_chunk()?;
    Some(u32::from_le_bytes(*bytes))
}

/// The bytes of each shared text, in UTF-8 at most; none when the table is cut short. A text may go on in the next
/// piece: within its letters, a bit tells again whether they are wide.
fn text_sizes(pieces: &[&[u8]]) -> Option<Vec<u64>> {
    let mut pieces = pieces.iter();
    let mut rest = pieces.next()?.get(8..).unwrap_or_default();
    let mut sizes = Vec::new();
    loop {
        if rest.is_empty() {
            match pieces.next() {
                Some(piece) => rest = piece,
                None => return Some(sizes),
            }
            continue;
        }
        let (mut letters, flags) = (usize::from(u16_at(rest, 0)?), *rest.get(2)?);
        sizes.push(letters as u64 * 3);
        // How letters look and are pronounced stands behind them.
        let (mut header, mut behind) = (3, 0);
        if flags & 8 != 0 {
            behind += 4 * usize::from(u16_at(rest, header)?);
            header += 2;
        }
        if flags & 4 != 0 {
            behind += u32_at(rest, header)? as usize;
            header += 4;
        }
        rest = rest.get(header..)?;
        let mut width = 1 + usize::from(flags & 1);
        loop {
            let here = letters.min(rest.len() / width);
            rest = &rest[here * width..];
            letters -= here;
            if letters == 0 {
                break;
            }
            let (wide, more) = pieces.next()?.split_first()?;
            (width, rest) = (1 + usize::from(wide & 1), more);
        }
        while behind > rest.len() {
            behind -= rest.len();
            rest = pieces.next()?;
        }
        rest = &rest[behind..];
    }
}

#[cfg(test)]
mod tests;
