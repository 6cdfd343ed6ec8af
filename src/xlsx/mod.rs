//! The corrected workbook, for the finance department: a record in, the bytes of `budget-corrige.xlsx` out.
//!
//! Eight sheets, a file each: the recap, the costs, the funding rules, the computation of every share, the
//! payments, the corrections, the controls, and what all of it is. Costs and rules are typed values; every other
//! figure is a formula over them, with its result cached, so that a reader can recalculate the file or change a
//! cost and see the shares follow. Nothing is computed here that the record does not say: the formulas are held
//! against it, and a difference is an error.
//!
//! `tables` writes plain tables, for comparisons. The only user of `rust_xlsxwriter`. The trap: a formula without a
//! cached result is stored as 0.

mod blank;
mod controls;
mod corrections;
mod costs;
mod formula;
mod funding;
mod layout;
mod names;
mod page;
mod print;
mod readme;
mod recap;
mod remarks;
mod schedule;
mod shares;
mod splits;
mod styles;
mod tables;
mod validation;

pub use tables::{Piece, Table, TableCell, write_tables};

pub use blank::{Blank, blank};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use crate::{error::Error, locale::Locale, model::Extra, money::Amount, record::Record};
use layout::Layout;
use page::Book;
use readme::Readme;
use remarks::Remarks;
use schedule::Schedule;
use splits::Splits;
use styles::Styles;

/// One line of the sheet `Corrections`.
#[derive(Clone, Debug, Default)]
pub struct Correction {
    /// The sheet of the received workbook.
    pub sheet: String,
    /// Its cell, as `F9`; empty when the correction concerns no single cell.
    pub cell: String,
    /// What it is the figure of: `EA 1.3.1 · Métropole · 2019`.
    pub subject: String,
    /// What the received workbook says.
    pub drafted: Option<Amount>,
    /// What this one says.
    pub expected: Option<Amount>,
    /// The rule that found it, by name.
    pub rule: String,
    /// Why.
    pub reason: String,
    /// What the parties decided about it; empty when the rules alone say what is expected.
    pub decision: String,
    /// Where the corrected figure stands in this workbook; it is coloured there, with a note.
    pub target: Option<Target>,
}

/// A figure of the corrected workbook. Fiches, axes, funders and years are ranks in the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A cell of the recap.
    Recap {
        /// Its row.
        row: RecapRow,
        /// Its year; over all years when none is named.
        year: Option<usize>,
        /// Its column within the year.
        column: RecapColumn,
    },
    /// The total of a fiche in the sheet `Dépenses`.
    CostTotal {
        /// The fiche.
        fiche: usize,
        /// The year.
        year: usize,
    },
}

/// A row of the recap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecapRow {
    /// A fiche.
    Fiche(usize),
    /// The subtotal of an axis.
    Axis(usize),
    /// The grand total.
    Total,
}

/// A column of the recap, within a year or over all years.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecapColumn {
    /// What a funder pays; that of the others for a funder who does not sign.
    Funder(usize),
    /// What those who do not sign pay.
    Others,
    /// What no rule funds.
    Unallocated,
    /// The cost.
    Total,
}

/// The workbook that the dossier came with.
#[derive(Clone, Debug, Default)]
pub struct Received<'a> {
    /// Its name within the dossier.
    pub file: &'a str,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: &'a str,
    /// What it holds that is not the budget, and that the corrected workbook leaves out.
    pub extras: &'a [Extra],
}

/// The bytes of `budget-corrige.xlsx`: the same for the same arguments.
///
/// # Errors
/// [`Error::Xlsx`] when the record's rules do not give the record's shares, or when the figures do not fit in
/// a worksheet.
pub fn write(
    record: &Record,
    corrections: &[Correction],
    received: &Received<'_>,
) -> Result<Vec<u8>, Error> {
    let layout = Layout::of(record);
    let splits = Splits::of(record, &layout).map_err(|detail| Error::Xlsx { detail })?;
    let remarks = Remarks::of(record, &layout, corrections);
    let schedule = Schedule::of(record, &layout);
    let texts = Locale::french();
    let styles = Styles::new();
    let book = Book {
        record,
        layout: &layout,
        splits: &splits,
        schedule: &schedule,
        remarks: &remarks,
        texts: &texts,
        styles: &styles,
    };
    sheets(&book, corrections, received).map_err(|error| Error::Xlsx {
        detail: error.to_string(),
    })
}

fn sheets(
    book: &Book<'_>,
    corrections: &[Correction],
    received: &Received<'_>,
) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(book)?);
    let names = names::all(book);
    let readme = Readme::of(book, &names, received);
    for name in names.iter().chain(&names::natures(book, &readme)) {
        workbook.define_name(&name.text, &name.formula)?;
    }
    workbook.push_worksheet(recap::sheet(book)?);
    workbook.push_worksheet(costs::sheet(book)?);
    workbook.push_worksheet(funding::sheet(book)?);
    workbook.push_worksheet(shares::sheet(book)?);
    workbook.push_worksheet(schedule::sheet(book)?);
    workbook.push_worksheet(corrections::sheet(book, corrections, received)?);
    workbook.push_worksheet(controls::sheet(book)?);
    workbook.push_worksheet(readme::sheet(book, &readme)?);
    workbook.save_to_buffer()
}

/// The creation date is the stage's, so that the same inputs give the same bytes at any hour.
fn properties(book: &Book<'_>) -> Result<DocProperties, XlsxError> {
    let convention = &book.record.convention;
    let parties: Vec<&str> = convention
        .parties
        .iter()
        .map(|party| party.name.as_str())
        .collect();
    let date = convention
        .date
        .as_deref()
        .and_then(|date| ExcelDateTime::parse_from_str(date).ok());
    let date = date.map_or_else(|| ExcelDateTime::from_ymd(2000, 1, 1), Ok)?;
    // A property is one short line in every program that shows it.
    let short = |text: &str| text.chars().take(250).collect::<String>();
    let properties = DocProperties::new()
        .set_title(short(&convention.title))
        .set_subject(short(&convention.stage));
    let status = book.text(if convention.purpose.is_final() {
        "xlsx-readme-final"
    } else {
        "xlsx-readme-draft"
    });
    let fingerprint = [("fingerprint", book.record.fingerprint())];
    let properties = properties
        .set_status(short(&status))
        .set_comment(book.texts.text("xlsx-comment", &fingerprint));
    Ok(properties
        .set_author(short(&parties.join(", ")))
        .set_creation_datetime(&date))
}

#[cfg(test)]
mod tests;
