//! The workbook's cells, whatever its format.
//!
//! A workbook comes by mail from anyone. Before calamine reads it (`cells`), `kind` tells what the file is, and what
//! it would come to is counted: `zipped` unpacks every part, `count` walks through the XML of each, `xls`
//! through the records of its stream. Nothing is reserved, repeated or looked for without end because a file declares
//! it: what passes a limit, or is no workbook, is a finding, and a parser that panics is contained.

mod cells;
mod comments;
mod count;
pub(super) mod kind;
mod marks;
mod xls;
pub(super) mod xml;
pub(super) mod zipped;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

pub(crate) use cells::Workbook;
pub(super) use cells::{Cell, Sheet};
pub(super) use marks::{Look, area_named};

use super::{
    folder::Folder,
    refusal::{Bounds, Refusal, reported},
};
use crate::{
    error::Error,
    finding::{Finding, Severity},
    limits::Limits,
    model::{Extra, ExtraKind},
    source::Place,
    watchdog::{self, Task},
};
use cells::Looks;
use count::Count;
use kind::{EXTENSIONS, Format};
use zipped::Package;

/// Whether a file is named as a workbook is.
pub(crate) fn is_workbook(path: &Path) -> bool {
    Format::named(path).is_some()
}

/// Reads a workbook of any name and anywhere.
///
/// # Errors
/// [`Error::Input`] when it cannot be read.
pub(crate) fn open_workbook(path: &Path, limits: &Limits) -> Result<Workbook, Error> {
    let (mut folder, name) = Folder::beside(path, limits)?;
    read_named(&mut folder, &name).ok_or_else(|| folder.into_error())
}

/// Whether a file of a dossier is named as its workbook is.
pub(crate) fn is_budget(name: &str) -> bool {
    let name = name.to_lowercase();
    let extension = name.strip_prefix("budget.");
    extension.is_some_and(|extension| !extension.contains('.')) && is_workbook(Path::new(&name))
}

/// Reads the dossier's one workbook; where it `may_lack`, none is one without a sheet.
pub(super) fn read(folder: &mut Folder, may_lack: bool) -> Option<Workbook> {
    let names = folder.list("", is_budget);
    if let [name] = names.as_slice() {
        return read_named(folder, name);
    }
    // One of another name may be meant.
    let is_any = |name: &str| is_workbook(Path::new(name));
    if may_lack && folder.list("", is_any).is_empty() {
        let file = "budget.xlsx";
        let finding = Finding::new("workbook-unreadable", Severity::Info, Place::file(file));
        folder.findings.push(finding.variant("none"));
        return Some(Workbook {
            file: file.into(),
            sheets: Vec::new(),
            extras: Vec::new(),
            has_looks: true,
            is_ours: false,
        });
    }
    let variant = if names.is_empty() {
        "missing"
    } else {
        "several"
    };
    let finding = Finding::error("workbook-unreadable", Place::file("budget.xlsx"));
    let finding = finding.variant(variant).arg("found", names.join(", "));
    folder.findings.push(finding);
    None
}

/// Reads a workbook of the folder.
pub(super) fn read_named(folder: &mut Folder, name: &str) -> Option<Workbook> {
    let bytes = folder.bytes(name)?;
    read_bytes(folder, name, bytes)
}

/// Reads the workbook in these bytes of a file of the folder.
pub(super) fn read_bytes(folder: &mut Folder, name: &str, bytes: Vec<u8>) -> Option<Workbook> {
    let workbook = open(name, bytes, &folder.limits);
    let workbook = reported(workbook, &mut folder.findings)?;
    if !workbook.has_looks {
        let finding = Finding::new("cell-hidden", Severity::Info, Place::file(name));
        folder.findings.push(finding.variant("format"));
    }
    Some(workbook)
}

/// The workbook in these bytes; `name` tells its format.
fn open(name: &str, bytes: Vec<u8>, limits: &Limits) -> Result<Workbook, Refusal> {
    let _parsing = watchdog::begin(Task::File(name.to_owned()));
    let bounds = Bounds { file: name, limits };
    let read = catch_unwind(AssertUnwindSafe(|| checked(bytes, bounds)));
    read.unwrap_or_else(|_| Err(bounds.unreadable("damaged", "")))
}

/// Checks what a file would cost, then reads it.
fn checked(mut bytes: Vec<u8>, bounds: Bounds<'_>) -> Result<Workbook, Refusal> {
    let Some(named) = Format::named(Path::new(bounds.file)) else {
        let formats = EXTENSIONS.map(|(extension, _)| format!(".{extension}"));
        let refusal = bounds.unreadable("format", "");
        return Err(Box::new(refusal.arg("formats", formats.join(", "))));
    };
    let mut looks = Looks::default();
    let (format, extras, has_looks) = if kind::is_zip(&bytes) {
        let mut package = Package::open(&bytes, bounds)?;
        let (format, mut count) = package.check()?;
        let comments = std::mem::take(&mut count.comments);
        looks = looks_of(format, &mut package, count);
        let extras = comments::extras(format, &mut package, comments);
        (format, extras, format != Format::Xlsb)
    } else if bytes.starts_with(kind::COMPOUND) {
        let (packed, marks) = xls::repacked(&bytes, bounds)?;
        bytes = packed;
        let has_looks = marks.is_some();
        looks.marks = marks.unwrap_or_default();
        let extras = vec![Extra::new(ExtraKind::Unread, "", "")];
        (Format::Xls, extras, has_looks)
    } else {
        return Err(bounds.unreadable(kind::foreign(&bytes), ""));
    };
    if format != named {
        return Err(bounds.unreadable("misnamed", &format!(".{}", format.extension())));
    }
    let sheets = cells::read(format, bytes, bounds, looks)?;
    if sheets.is_empty() {
        return Err(bounds.unreadable("no-sheet", ""));
    }
    Ok(Workbook {
        file: bounds.file.into(),
        is_ours: cells::are_ours(&sheets),
        sheets,
        extras,
        has_looks,
    })
}

/// How the cells of each sheet look, by its name.
fn looks_of(format: Format, package: &mut Package<'_>, mut count: Count<'_>) -> Looks {
    // The workbook that this program writes names the record that its figures come from: they are calculated.
    let properties = package.text("docProps/core.xml").unwrap_or_default();
    let asks_calculation = count.asks_calculation && !properties.contains("donnees.json");
    let sheets = if format == Format::Xlsx {
        comments::sheets(package).unwrap_or_default()
    } else {
        let names = count.sheets.keys();
        names.map(|name| [name.clone(), name.clone()]).collect()
    };
    let sheets = sheets.into_iter();
    let marks = sheets.filter_map(|[name, part]| Some((name, count.sheets.remove(&part)?.marks)));
    Looks {
        marks: marks.collect(),
        asks_calculation,
    }
}

#[cfg(test)]
mod tests;
