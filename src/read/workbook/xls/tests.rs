use super::{
    super::{cells, open},
    *,
};
use crate::{
    limits::Limits,
    read::workbook::{Cell, kind::Format},
};

/// A record.
fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).expect("short");
    [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
}

fn number(row: u16, col: u16) -> Vec<u8> {
    let place = [row, col, 0].map(u16::to_le_bytes).concat();
    record(0x0203, &[&place[..], &1_f64.to_le_bytes()].concat())
}

fn text(row: u16, col: u16, rank: u32) -> Vec<u8> {
    record(
        0x00FD,
        &[
            [row, col, 0].map(u16::to_le_bytes).concat(),
            rank.to_le_bytes().to_vec(),
        ]
        .concat(),
    )
}

/// A workbook of one sheet of these records, with these shared texts.
fn xls(strings: &[u8], sheet: &[Vec<u8>]) -> Vec<u8> {
    let bof = record(
        0x0809,
        &[0x0600_u16, 5, 0, 0, 0, 0, 0, 0]
            .map(u16::to_le_bytes)
            .concat(),
    );
    let sst = if strings.is_empty() {
        Vec::new()
    } else {
        record(0x00FC, &[&[0; 8], strings].concat())
    };
    let bound = |at: u32| {
        record(
            0x0085,
            &[&at.to_le_bytes()[..], &[0, 0, 5, 0], b"Frais"].concat(),
        )
    };
    let start = bof.len() + sst.len() + bound(0).len() + 4;
    let end = record(0x000A, &[]);
    let globals = [
        bof.clone(),
        sst,
        bound(u32::try_from(start).expect("small")),
        end.clone(),
    ]
    .concat();
    container("/Workbook", &[globals, bof, sheet.concat(), end].concat())
}

fn container(name: &str, stream: &[u8]) -> Vec<u8> {
    let mut file = CompoundFile::create(Cursor::new(Vec::new())).expect("a file");
    file.create_stream(name)
        .expect("a stream")
        .write_all(stream)
        .expect("written");
    file.into_inner().into_inner()
}

#[track_caller]
fn refusal(bytes: &[u8]) -> String {
    let refusal = open("budget.xls", bytes.to_vec(), &Limits::default()).expect_err("it is read");
    format!("{} {}", refusal.variant, refusal.place)
}

#[test]
fn what_a_sheet_declares_is_not_believed() {
    let dimensions = record(
        0x0200,
        &[
            &0_u32.to_le_bytes()[..],
            &u32::MAX.to_le_bytes(),
            &[0, 0, 255, 255, 0, 0],
        ]
        .concat(),
    );
    let strings = b"\x04\0\0abcd";
    let bytes = xls(strings, &[dimensions, number(0, 0), text(3, 2, 0)]);
    let bounds = Bounds {
        file: "budget.xls",
        limits: &Limits::default(),
    };
    let (bytes, _) = repacked(&bytes, bounds).expect("sound");
    let sheets = cells::read(Format::Xls, bytes, bounds, cells::Looks::default()).expect("read");
    assert_eq!(sheets[0].cell(0, 0), &Cell::Number(1.into()));
    assert_eq!(sheets[0].cell(3, 2), &Cell::Text("abcd".to_owned()));
}

#[test]
fn cells_far_apart_are_weighed_before_they_are_laid_out() {
    let corners = xls(b"", &[number(0, 0), number(65_535, 255)]);
    assert_eq!(refusal(&corners), "cells budget.xls");
    let long = [&32_000_u16.to_le_bytes()[..], &[0], &vec![b'a'; 8_000]].concat();
    let more = [&[0][..], &vec![b'a'; 8_000]].concat();
    let table = record(0x00FC, &[&[0; 8], &long[..]].concat());
    let rest: Vec<u8> = (0..3).flat_map(|_| record(0x003C, &more)).collect();
    let cells: Vec<Vec<u8>> = (0..1_000).map(|row| text(row, 0, 0)).collect();
    // The table stands before the sheet: it is put in front of a workbook that has none.
    let whole = xls(b"", &cells);
    let mut file = CompoundFile::open(Cursor::new(whole)).expect("sound");
    let mut stream = Vec::new();
    let mut workbook = file.open_stream("/Workbook").expect("a stream");
    workbook.read_to_end(&mut stream).expect("bytes");
    let shift = u32::try_from(table.len() + rest.len()).expect("small");
    let mut stream = [&stream[..20], &table, &rest, &stream[20..]].concat();
    let at = 20 + shift as usize + 4;
    let start = u32_at(&stream, at).expect("a place") + shift;
    stream[at..at + 4].copy_from_slice(&start.to_le_bytes());
    let limits = Limits::default().with(Limit::DossierSize, 64);
    let bytes = container("/Workbook", &stream);
    let refusal = open("budget.xls", bytes, &limits).expect_err("it is read");
    assert_eq!(refusal.variant, "dossier-size");
}

#[test]
fn a_container_is_named_for_what_it_holds() {
    assert_eq!(
        refusal(&container("/EncryptedPackage", b"x")),
        "password budget.xls"
    );
    assert_eq!(
        refusal(&container("/WordDocument", b"x")),
        "document budget.xls"
    );
    assert_eq!(refusal(&container("/Other", b"x")), "damaged budget.xls");
    assert_eq!(
        refusal(&container("/Workbook", &record(0x002F, &[0; 6]))),
        "password budget.xls"
    );
    let bytes = xls(b"", &[number(0, 0)]);
    let refusal = open("budget.xlsx", bytes, &Limits::default()).expect_err("it is read");
    assert_eq!(refusal.variant, "misnamed");
}

#[test]
fn a_chain_of_sectors_that_loops_is_refused() {
    let mut bytes = xls(
        b"",
        &(0..2_000).map(|row| number(row, 0)).collect::<Vec<_>>(),
    );
    // Each sector of the table of sectors leads to the next one: let all of them lead to the first.
    let sector = 1 << u16_at(&bytes, 30).expect("a size");
    let table = (u32_at(&bytes, 76).expect("a table") as usize + 1) * sector;
    for at in (table..table + sector).step_by(4) {
        bytes[at..at + 4].copy_from_slice(&1_u32.to_le_bytes());
    }
    assert_eq!(refusal(&bytes), "damaged budget.xls");
    for end in [8, 100, 512, 600, bytes.len() / 2] {
        assert!(refusal(&bytes[..end]).starts_with("damaged"), "{end}");
    }
}

#[test]
fn texts_go_on_in_the_next_piece() {
    let first: &[u8] = b"\x02\0\0\0\x02\0\0\0\x03\0\0abc\x05\0\x01x\0";
    let second: &[u8] = b"\0yz12";
    assert_eq!(text_sizes(&[first, second]), Some(vec![9, 15]));
    assert_eq!(text_sizes(&[first]), None);
    assert_eq!(text_sizes(&[b""]), Some(vec![]));
}

#[test]
fn runs_and_extras_are_no_letters() {
    let table: &[u8] = b"\0\0\0\0\0\0\0\0\x01\0\x0c\x01\0\x02\0\0\0a....xx\x01\0\0b";
    assert_eq!(text_sizes(&[table]), Some(vec![3, 3]));
}
