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
mod controls;
mod corrections;
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
pub(crate) use sheet::{Cell, Kind, Level, Run, RunKind};

use rust_xlsxwriter::DocProperties;

use crate::{error::Error, locale::Locale, record::Record, source::join};
use book::Book;
use controls::Controls;
use sheet::{Column, Sheet};

/// The bytes of `budget-corrige.xlsx`: the same for the same arguments.
///
/// # Errors
/// [`Error::Refused`] when the record's rules do not give the record's shares, or when the figures do not fit in
/// a worksheet.
pub(crate) fn write(record: &Record, received: Received<'_>) -> Result<Vec<u8>, Error> {
    let mut rules = record.budgets().flat_map(|budget| &budget.funding);
    let book = &Book {
        has_terms: rules.any(|rule| rule.base.is_some() || rule.ceiling.is_some()),
        record,
        received,
        texts: Locale::french(),
        columns: record.columns(),
    };
    let mut costs = inputs::costs(book);
    let funding = inputs::funding(book);
    let shares = shares::shares(book, &costs, &funding)?;
    let mut recap = recap::recap(book, &shares, &costs);
    let schedule = schedule::schedule(book, &recap, &shares);
    let head = (controls::HEADER, controls::HEADER);
    let controls = Controls {
        sheet: book.sheet("controls", head, 0),
        book,
        costs: &costs,
        funding: &funding,
        shares: &shares,
        recap: &recap,
        schedule: &schedule,
    };
    let controls = controls.checked();
    let corrections = corrections::corrections(book, &mut recap, &mut costs);
    let named = [&recap.sheet, &shares.sheet, &schedule.sheet, &controls];
    let names = named.iter().flat_map(|sheet| &sheet.names).collect();
    let readme = readme::readme(book, names);

    let convention = &record.convention;
    let parties = convention.parties.iter().map(|party| &party.name);
    let parties = join(parties, ", ");
    let comment = book.text_of("xlsx-comment", "fingerprint", &record.fingerprint());
    let properties = DocProperties::new()
        .set_subject(writer::short(&convention.stage))
        .set_author(writer::short(&parties))
        .set_status(readme::status(book))
        .set_comment(comment);
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
    let date = convention.date.as_deref();
    writer::save(&convention.title, date, properties, sheets)
}

/// The bytes of a workbook of these sheets: the same for the same sheets. Amounts are euros, or of another unit.
///
/// # Errors
/// [`Error::Refused`] when they do not fit in worksheets.
pub(crate) fn write_lists(
    mut lists: Vec<Sheet>,
    title: &str,
    has_unit: bool,
) -> Result<Vec<u8>, Error> {
    for list in &mut lists {
        list.has_unit = has_unit;
    }
    writer::save(title, None, DocProperties::new(), lists)
}

/// A sheet of this name, of 31 characters at most, and title: a cell a column, with filters on these headers.
pub(crate) fn list(name: &str, title: String, headers: Vec<String>, rows: Vec<Vec<Cell>>) -> Sheet {
    let mut sheet = Sheet::new(name, title, (2, 2));
    sheet.is_filtered = true;
    "&C&A&RPage &P / &N".clone_into(&mut sheet.footer);
    for (col, header) in headers.into_iter().enumerate() {
        let mut cells = rows.iter().filter_map(|row| row.get(col));
        let is_prose = cells.any(|cell| cell.kind == Some(Kind::Prose));
        let kind = if is_prose { Kind::Prose } else { Kind::Text };
        sheet.columns.push(Column::new(header, kind));
    }
    for row in rows {
        sheet.push(Level::Body, row);
    }
    sheet
}

#[cfg(test)]
mod tests;
