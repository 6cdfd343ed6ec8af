//! The texts that stand in a sheet and are not the budget. None is carried over into the corrected workbook; they
//! are listed there, so that nothing is lost unsaid.

use super::{
    names::SheetNames,
    recap::is_year,
    table::{header_row, parse_year},
    workbook::{Cell, Sheet},
};
use crate::model::{Extra, ExtraKind};

/// The texts above a list of costs or rules, and those in columns that have no header.
pub(super) fn beside_the_list(sheet: &Sheet, names: &SheetNames) -> Vec<Extra> {
    let header = header_row(sheet, names).unwrap_or(0);
    texts(sheet, |row, col| {
        // Years may stand over the names of their columns.
        let is_heading = row + 1 == header && parse_year(&sheet.cell(row, col).shown()).is_some();
        let is_read = row >= header && !sheet.cell(header, col).is_blank();
        !is_read && !is_heading
    })
}

/// The texts above the recap, and its rows without amounts.
pub(super) fn around_the_recap(sheet: &Sheet, years: &[i32]) -> Vec<Extra> {
    let is_year = |cell: &Cell| is_year(cell, years);
    let mut rows = sheet.rows.iter();
    let header = rows.position(|row| row.iter().any(is_year)).unwrap_or(0);
    let first = sheet.row(header).iter().position(is_year).unwrap_or(0);
    texts(sheet, |row, _| {
        let has_amounts = !sheet.row(row).iter().skip(first).all(Cell::is_blank);
        row < header || row > header + 1 && !has_amounts
    })
}

fn texts(sheet: &Sheet, is_beside: impl Fn(usize, usize) -> bool) -> Vec<Extra> {
    let mut extras = Vec::new();
    for (row, cells) in sheet.rows.iter().enumerate() {
        for (col, cell) in cells.iter().enumerate() {
            if !cell.is_blank() && is_beside(row, col) {
                let place = sheet.place_of(row, col).within_file();
                extras.push(Extra::new(ExtraKind::Text, place, &cell.shown()));
            }
        }
    }
    extras
}
