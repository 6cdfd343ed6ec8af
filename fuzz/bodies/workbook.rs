//! The workbook reader, all five formats: nothing panics or grows without bound, a refusal has a message, and a
//! workbook compared with itself has not changed.

use std::{
    fs,
    io::{Cursor, Write},
    path::Path,
};

use paraphe::{DiffRequest, Limits, Locale, compare, comparison_json, recognise, workbook_text};

use super::{
    findings::{is_harmless, refusal},
    parts,
};

/// Parts that are not in an input are taken from these small workbooks.
const XLSX: &[u8] = include_bytes!("../base/xlsx");
const XLSB: &[u8] = include_bytes!("../base/xlsb");
const ODS: &[u8] = include_bytes!("../base/ods");

/// The first byte is the format: a small letter when the parts of an archive follow (of a `.xls`, the stream of
/// records), a capital when the file follows as it is.
pub(crate) fn run(bytes: &[u8], folder: &Path) {
    let Some((format, rest)) = bytes.split_first() else {
        return;
    };
    let (extension, file) = match format {
        b'x' => ("xlsx", parts::zip(&parts::over(XLSX, rest))),
        b'm' => ("xlsm", parts::zip(&parts::over(XLSX, rest))),
        b'b' => ("xlsb", parts::zip(&parts::over(XLSB, rest))),
        b'o' => ("ods", parts::zip(&parts::over(ODS, rest))),
        b's' => ("xls", compound(rest)),
        b'X' => ("xlsx", Some(rest.to_vec())),
        b'M' => ("xlsm", Some(rest.to_vec())),
        b'B' => ("xlsb", Some(rest.to_vec())),
        b'O' => ("ods", Some(rest.to_vec())),
        b'S' => ("xls", Some(rest.to_vec())),
        _ => return,
    };
    let Some(file) = file else { return };
    let path = folder.join(format!("budget.{extension}"));
    fs::write(&path, file).expect("written");
    match workbook_text(&path, &Limits::default()) {
        Ok(text) => {
            is_harmless(&text);
            understood(&path, folder);
        }
        Err(error) => refusal(&error),
    }
    fs::remove_file(&path).expect("removed");
}

/// A workbook that can be read, whatever it contains.
fn understood(path: &Path, folder: &Path) {
    if let Err(error) = recognise(path, &[], &[], &Limits::default()) {
        refusal(&error);
    }
    let name = path.to_str();
    match compare(&DiffRequest {
        before: name,
        after: name,
        output: folder,
        locale: &Locale::french(),
        limits: &Limits::default(),
    }) {
        Ok((comparison, _)) => {
            let json = comparison_json(&comparison);
            assert!(comparison.is_same(), "{json}");
        }
        Err(error) => refusal(&error),
    }
}

/// An `.xls` file around a stream of records.
fn compound(stream: &[u8]) -> Option<Vec<u8>> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).ok()?;
    file.create_stream("/Workbook")
        .ok()?
        .write_all(stream)
        .ok()?;
    file.flush().ok()?;
    Some(file.into_inner().into_inner())
}
