//! Workbooks: the corrected one for the finance department, `budget-corrige.xlsx`, made from a record; the blank one of
//! a new dossier; the tables of a comparison.
//!
//! The first sheet of the corrected workbook explains the others. Costs and rules are inputs; every other figure is a
//! formula over them with a cached result, so that a reader can recalculate the file, or change a cost and see the
//! shares follow. No figure differs from the record: results are compared with it, and a difference is an error.
//! Corrections and open findings are those at publication, without formulas.
//!
//! Sheets are first described (`sheet`), in an order in which formulas refer only to cells that already have their
//! place; then `writer` writes them all. Only this module uses `rust_xlsxwriter`. Beware: a formula without a cached
//! result is stored as 0.

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

/// The bytes of `budget-corrige.xlsx`, always the same for the same arguments.
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
    let named_sheets = [&recap.sheet, &shares.sheet, &schedule.sheet];
    let names = named_sheets.iter().flat_map(|sheet| &sheet.names).collect();
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

/// The total width of the columns of prose in a list, in characters.
const PROSES: usize = 180;

/// The bytes of a workbook of these sheets, always the same for the same sheets. Amounts are in euros, or in another
/// unit.
///
/// # Errors
/// [`Error::Refused`] when they do not fit into worksheets.
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

/// A sheet with a name of at most 31 characters, a title, and a table with filters on its headers.
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
    // Together they are no wider than a page shows legibly.
    let proses = sheet
        .columns
        .iter()
        .filter(|column| column.kind == Kind::Prose);
    let max_width = PROSES / proses.count().max(1);
    sheet
        .columns
        .iter_mut()
        .for_each(|column| column.max_width = max_width);
    for row in rows {
        sheet.push(Level::Body, row);
    }
    sheet
}

#[cfg(test)]
mod tests;
