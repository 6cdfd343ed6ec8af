//! Workbooks: the corrected one for the finance department, a record in, the bytes of `budget-corrige.xlsx` out; the
//! blank one of a new dossier; the tables of a comparison.
//!
//! The corrected workbook has eight sheets: the recap, the costs, the funding rules, the computation of every share,
//! the payments, the corrections, the controls, and what all of it is. Costs and rules are inputs; every other
//! figure is a formula over them, with its result cached, so that a reader can recalculate the file or change a
//! cost and see the shares follow. Nothing is computed here that the record does not say: the formulas are held
//! against it, and a difference is an error.
//!
//! A sheet is described first (`sheet`), those that others refer to before them, so that a formula names cells that
//! have their place; then `writer` writes them all. The only user of `rust_xlsxwriter`. The trap: a formula without
//! a cached result is stored as 0.

mod blank;
mod book;
mod comparison;
mod controls;
mod corrections;
mod formula;
mod inputs;
mod readme;
mod recap;
mod schedule;
mod shares;
mod sheet;
mod styles;
mod writer;

pub(crate) use blank::{Blank, blank};
pub(crate) use book::Received;
pub(crate) use comparison::{Table, write_tables};
pub(crate) use sheet::{Cell, Run, RunKind};

use rust_xlsxwriter::{Workbook, XlsxError};

use crate::{error::Error, record::Record};
use book::{ALL_HOLD, Book, STEP};
use controls::Controls;

/// The bytes of `budget-corrige.xlsx`: the same for the same arguments.
///
/// # Errors
/// [`Error::Xlsx`] when the record's rules do not give the record's shares, or when the figures do not fit in
/// a worksheet.
pub(crate) fn write(record: &Record, received: Received<'_>) -> Result<Vec<u8>, Error> {
    sheets(&Book::new(record), received).map_err(|error| Error::Xlsx {
        detail: match error {
            XlsxError::CustomError(detail) => detail,
            error => error.to_string(),
        },
    })
}

fn sheets(book: &Book<'_>, received: Received<'_>) -> Result<Vec<u8>, XlsxError> {
    let mut costs = inputs::costs(book)?;
    let funding = inputs::funding(book)?;
    let shares = shares::shares(book, &costs, &funding).map_err(XlsxError::CustomError)?;
    let mut recap = recap::recap(book, &shares);
    let schedule = schedule::schedule(book, &recap, &shares);
    let controls = Controls {
        sheet: controls::sheet(book),
        book,
        costs: &costs,
        funding: &funding,
        shares: &shares,
        recap: &recap,
        schedule: &schedule,
    };
    let (controls, all_hold) = controls.checked();
    let corrections = corrections::corrections(book, received, &mut recap, &mut costs);
    let mut names = recap.names(book);
    names.push(book.name(STEP, "step", &shares.sheet, shares.step));
    names.extend(schedule.names(book));
    names.push(book.name(ALL_HOLD, "controls", &controls, all_hold));
    let readme = readme::readme(book, &mut names, received);

    let convention = &book.record.convention;
    let parties = convention.parties.iter().map(|party| party.name.as_str());
    let status = if convention.purpose.is_final() {
        "final"
    } else {
        "draft"
    };
    let fingerprint = book.record.fingerprint();
    let properties = writer::properties(&convention.title, convention.date.as_deref())?
        .set_subject(writer::short(&convention.stage))
        .set_author(writer::short(&parties.collect::<Vec<_>>().join(", ")))
        .set_status(book.text(&format!("xlsx-readme-{status}")))
        .set_comment(book.text_of("xlsx-comment", "fingerprint", &fingerprint));
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties);
    for name in &names {
        workbook.define_name(&name.text, &format!("={}", name.cells))?;
    }
    let sheets = [
        recap.sheet,
        costs.sheet,
        funding.sheet,
        shares.sheet,
        schedule.sheet,
        corrections,
        controls,
        readme,
    ];
    writer::save(workbook, &sheets)
}

#[cfg(test)]
mod tests;
