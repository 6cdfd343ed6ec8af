//! The workbook's cells, whatever its format.
//!
//! A workbook comes by mail from anyone. Before `cells` has it parsed, `kind` says what the file is, `package` and
//! `xml` (or `records`, or `old`) walk through it and count what it would come to; nothing is reserved because a
//! file says so. What passes a limit, or is no workbook, is a `refusal`, which becomes a finding.

mod cells;
mod kind;
mod old;
mod package;
mod reach;
mod records;
mod refusal;
mod xml;

use std::{collections::BTreeMap, path::Path, sync::Arc};

use rust_decimal::Decimal;

pub(super) use kind::Format;
pub(super) use package::Package;
pub(super) use refusal::beyond;

use kind::{require_container, require_format};
use refusal::Refusal;

use super::{contained::contained, extras, folder::Folder};
use crate::{
    finding::{Finding, Severity},
    journal::{self, Task},
    limits::{Limit, Limits},
    model::Extra,
    money::french_decimal,
    source::{CellRef, Grid, Place, fold},
};

/// The file formats read, by extension.
const EXTENSIONS: [&str; 5] = ["xlsx", "xlsm", "xlsb", "xls", "ods"];

/// What a cell holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Cell {
    #[default]
    Empty,
    Text(String),
    Number(Decimal),
    /// A formula that no program has calculated yet.
    Uncalculated,
    /// A date, a truth value, `#REF!` …: as it would be shown.
    Other(String),
}

impl Cell {
    /// As a message shows it.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) | Self::Other(text) => text.clone(),
            Self::Number(number) => french_decimal(*number),
            Self::Uncalculated => "=…".to_owned(),
        }
    }

    pub(super) fn is_blank(&self) -> bool {
        matches!(self, Self::Empty) || matches!(self, Self::Text(text) if text.trim().is_empty())
    }
}

/// A worksheet, its cells at their true rows and columns.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) file: Arc<str>,
    pub(super) name: Arc<str>,
    pub(super) is_hidden: bool,
    pub(super) rows: Vec<Vec<Cell>>,
    /// The formulas behind values, by row and column.
    pub(super) formulas: BTreeMap<(usize, usize), String>,
    pub(super) limits: Limits,
}

impl Sheet {
    pub(super) fn place(&self) -> Place {
        Place::Sheet {
            file: Arc::clone(&self.file),
            sheet: Arc::clone(&self.name),
        }
    }

    pub(super) fn place_of(&self, row: usize, col: usize) -> Place {
        let index = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Place::Cell {
            file: Arc::clone(&self.file),
            sheet: Arc::clone(&self.name),
            cell: CellRef::new(index(row), index(col)),
        }
    }

    pub(super) fn cell(&self, row: usize, col: usize) -> &Cell {
        static EMPTY: Cell = Cell::Empty;
        self.rows
            .get(row)
            .and_then(|cells| cells.get(col))
            .unwrap_or(&EMPTY)
    }

    /// The cells of a row up to its last one, which may stand well before the sheet's last column.
    pub(super) fn row(&self, row: usize) -> &[Cell] {
        self.rows.get(row).map(Vec::as_slice).unwrap_or_default()
    }

    /// The finding about a name that is longer than one.
    pub(super) fn too_long(&self, name: &str, place: &Place) -> Option<Finding> {
        beyond(
            Limit::NameLength,
            name.chars().count() as u64,
            || place.clone(),
            &self.limits,
        )
    }

    pub(super) fn width(&self) -> usize {
        self.rows.iter().map(Vec::len).max().unwrap_or(0)
    }
}

/// The dossier's workbook.
#[derive(Debug)]
pub(super) struct Workbook {
    pub(super) file: Arc<str>,
    pub(super) sheets: Vec<Sheet>,
    /// What the file holds besides cells.
    pub(super) extras: Vec<Extra>,
}

impl Workbook {
    /// The sheets of that name, without regard to case, accents, punctuation or space.
    pub(super) fn sheets_named(&self, name: &str) -> impl Iterator<Item = &Sheet> {
        let wanted = fold(name);
        self.sheets
            .iter()
            .filter(move |sheet| fold(&sheet.name) == wanted)
    }

    /// The cells as messages show them.
    pub(super) fn grids(&self) -> BTreeMap<(Arc<str>, Arc<str>), Grid> {
        let shown = |sheet: &Sheet| {
            let rows = sheet.rows.iter();
            let rows = rows
                .map(|row| row.iter().map(Cell::shown).collect())
                .collect();
            Grid {
                rows,
                ..Grid::default()
            }
        };
        self.sheets
            .iter()
            .map(|sheet| {
                (
                    (Arc::clone(&sheet.file), Arc::clone(&sheet.name)),
                    shown(sheet),
                )
            })
            .collect()
    }
}

/// Whether a file is named as a workbook is.
pub fn is_workbook(path: &Path) -> bool {
    let extension = path
        .extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or_default()
        .to_lowercase();
    EXTENSIONS.contains(&extension.as_str())
}

/// Reads the dossier's one workbook.
pub(super) fn read(folder: &mut Folder, findings: &mut Vec<Finding>) -> Option<Workbook> {
    let is_budget = |name: &str| {
        EXTENSIONS
            .iter()
            .any(|ext| name.to_lowercase() == format!("budget.{ext}"))
    };
    let names = folder.list("", findings, is_budget);
    let [name] = names.as_slice() else {
        let variant = if names.is_empty() {
            "missing"
        } else {
            "several"
        };
        let place = Place::file("budget.xlsx");
        findings.push(
            Finding::new("workbook-unreadable", Severity::Error, place)
                .variant(variant)
                .arg("found", names.join(", ")),
        );
        return None;
    };
    read_named(folder, name, findings)
}

/// Reads a workbook of the folder.
pub(super) fn read_named(
    folder: &mut Folder,
    name: &str,
    findings: &mut Vec<Finding>,
) -> Option<Workbook> {
    let bytes = folder.bytes(name, findings)?;
    open(name, bytes, folder.limits(), findings)
}

/// The workbook in these bytes; `name` tells its format.
pub(super) fn open(
    name: &str,
    bytes: Vec<u8>,
    limits: &Limits,
    findings: &mut Vec<Finding>,
) -> Option<Workbook> {
    let _parsing = journal::begin(|| Task::File(name.to_owned()));
    let Some(named) = Format::named(&extension(name)) else {
        let finding = Finding::new("workbook-unreadable", Severity::Error, Place::file(name))
            .variant("format");
        findings.push(
            finding.arg(
                "formats",
                EXTENSIONS
                    .map(|extension| format!(".{extension}"))
                    .join(", "),
            ),
        );
        return None;
    };
    match parse(name, named, bytes, limits) {
        Ok(workbook) => Some(workbook),
        Err(refusal) => {
            findings.push(refusal.finding(name, limits));
            None
        }
    }
}

/// What a file name ends in, in lower case: `xlsx`.
pub(super) fn extension(name: &str) -> String {
    Path::new(name)
        .extension()
        .and_then(|ext| ext.to_str())
        .unwrap_or_default()
        .to_lowercase()
}

/// Looks through the file before its parser reads it. A parser that panics on a file cannot read it.
fn parse(
    name: &str,
    named: Format,
    mut bytes: Vec<u8>,
    limits: &Limits,
) -> Result<Workbook, Refusal> {
    contained(|| {
        require_container(&bytes)?;
        let (format, bytes, extras) = if kind::is_zip(&bytes) {
            let mut package = Package::open(&bytes, limits)?;
            let (format, unseen) = package.inspect(limits)?;
            require_format(format, named)?;
            let extras = extras::of_package(format, package);
            unseen.hide(&mut bytes)?;
            (format, bytes, extras)
        } else {
            let stream = old::repacked(&bytes, limits)?;
            require_format(Format::Old, named)?;
            (Format::Old, stream, extras::of_old_format())
        };
        let sheets = cells::read(name, format, bytes, limits)?;
        if sheets.is_empty() {
            return Err(Refusal::variant("no-sheet"));
        }
        Ok(Workbook {
            file: name.into(),
            sheets,
            extras,
        })
    })
    .unwrap_or_else(|| Err(Refusal::variant("damaged")))
}

#[cfg(test)]
mod tests;
