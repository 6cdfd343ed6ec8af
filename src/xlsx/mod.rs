//! Workbooks: the corrected one for the finance department, a record in, the bytes of `budget-corrige.xlsx` out; the
//! blank one of a new dossier; the tables of a comparison.
//!
//! The corrected workbook says on its first sheet what each of them is. Costs and rules are inputs; every other
//! figure is a formula over them, with its result cached, so that a reader can recalculate the file or change a
//! cost and see the shares follow. Nothing is computed here that the record does not say: the formulas are held
//! against it, and a difference is an error. What was done and what is still open is said as it was when the stage was
//! published, and is no formula.
//!
//! A sheet is described first (`sheet`), those that others refer to before them, so that a formula names cells that
//! have their place; then `writer` writes them all. The only user of `rust_xlsxwriter`. The trap: a formula without
//! a cached result is stored as 0.

mod amendment;
mod blank;
mod book;
mod controls;
mod corrections;
mod data;
mod inputs;
mod open;
mod payments;
mod readme;
mod recap;
mod rules;
mod schedule;
mod shares;
mod sheet;
mod styles;
mod writer;

pub(crate) use blank::{Blank, blank};
pub(crate) use book::Received;
pub(crate) use sheet::{Cell, Kind, Level, Run, RunKind};

use rust_xlsxwriter::DocProperties;

use crate::{error::Error, record::Record, source::join};
use book::Book;
use controls::Controls;
use sheet::{Column, Sheet};

/// The bytes of `budget-corrige.xlsx`: the same for the same arguments.
///
/// # Errors
/// [`Error::Refused`] when the record's rules do not give the record's shares, or when the figures do not fit in
/// a worksheet.
pub(crate) fn write(record: &Record, received: Received<'_>) -> Result<Vec<u8>, Error> {
    let book = &Book::new(record, received);
    let rule_rows = inputs::rule_rows(book);
    let costs = inputs::costs(book);
    let funding = inputs::funding(book, &rule_rows);
    let rules = rules::rules(book, &costs, &funding, &rule_rows);
    let mut shares = shares::shares(book, &costs, &rules)?;
    let mut recap = recap::recap(book, &shares, &costs);
    let schedule = schedule::schedule(book, &recap, &shares);
    let corrections = corrections::corrections(book, &mut recap, &mut shares);
    let named = [&recap.sheet, &shares.sheet, &schedule.sheet];
    let names = named.iter().flat_map(|sheet| &sheet.names).collect();
    let readme = readme::readme(book, names, &costs);
    let head = (controls::HEADER, controls::HEADER);
    let controls = Controls {
        sheet: book.sheet("controls", head, 0),
        book,
        costs: &costs,
        funding: &funding,
        rules: &rules,
        shares: &shares,
        recap: &recap,
        schedule: &schedule,
        readme: &readme,
        known_natures: readme::known_natures(book, &readme),
    };
    let (controls, is_doubtful) = controls.checked();
    let (formula, state) = controls::state(book, &controls, is_doubtful);
    recap.set_state(formula, state);

    let convention = &record.convention;
    let parties = convention.parties.iter().map(|party| &party.name);
    let parties = join(parties, ", ");
    let comment = book.text_of("xlsx-comment", "fingerprint", &record.fingerprint());
    let properties = DocProperties::new()
        .set_subject(writer::short(&convention.stage))
        .set_author(writer::short(&parties))
        .set_status(readme::status(book))
        .set_comment(comment);
    let rules = rules.sheet;
    let mut sheets = vec![
        readme,
        recap.sheet,
        controls,
        open::open(book),
        costs.sheet,
        funding.sheet,
        schedule.sheet,
    ];
    let amended = record.amendment.iter();
    sheets.extend(amended.map(|amendment| amendment::amendment(book, amendment)));
    sheets.extend([corrections, data::data(book), rules, shares.sheet]);
    let date = convention.date.as_deref();
    writer::save(&convention.title, date, properties, sheets)
}

/// How wide the columns of prose of a list are together, in characters.
const PROSES: usize = 180;

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
    // Together no wider than a page shows legibly.
    let proses = sheet
        .columns
        .iter()
        .filter(|column| column.kind == Kind::Prose);
    let most = PROSES / proses.count().max(1);
    sheet
        .columns
        .iter_mut()
        .for_each(|column| column.most = most);
    for row in rows {
        sheet.push(Level::Body, row);
    }
    sheet
}

#[cfg(test)]
mod tests;
