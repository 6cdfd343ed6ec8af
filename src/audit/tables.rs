//! Tables of amounts in articles: a funder a column and a year a row, or the other way round. Where both name a cell, its
//! amount claims to be that share, whether its unit stands beside it or at the head of the table.

use std::ops::Range;

use super::tokens::{Names, Token, has_any, named};
use crate::model::FunderId;

/// A cell that its column and its row name.
#[derive(Debug, PartialEq)]
pub(super) struct Cell {
    /// Its bytes in the text.
    pub(super) range: Range<usize>,
    /// Who pays it; none of what everything costs.
    pub(super) payer: Option<FunderId>,
    /// Of what year; none of all.
    pub(super) year: Option<i32>,
    /// Whether it is in euros by the head of the table.
    pub(super) is_in_euros: bool,
}

/// What a column or a row is of.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Axis {
    Payer(FunderId),
    Year(i32),
    Cost,
    Total,
}

/// What may stand beside a name or a year without changing what they are.
const BESIDE: &str = "annee exercice an en part participation contribution subvention financement montant de la le l du \
    d des cout total general ensemble euros";

/// The cells of the tables of a text that both their column and their row name.
pub(super) fn cells(text: &str, names: &Names) -> Vec<Cell> {
    let mut found = Vec::new();
    let mut rows: Vec<Vec<Range<usize>>> = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n').chain([""]) {
        if line.trim_start().starts_with('|') {
            rows.push(row(text, start..start + line.len()));
        } else if let [head, _, rows @ ..] = &std::mem::take(&mut rows)[..] {
            found.extend(of_table(text, head, rows, names));
        }
        start += line.len();
    }
    found
}

/// The cells of a row, without the space around them.
fn row(text: &str, line: Range<usize>) -> Vec<Range<usize>> {
    let mut at = line.start;
    // `\|` is no end of a cell.
    let mut is_escaped = false;
    let is_end = |c: char| {
        let is_end = c == '|' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        is_end
    };
    let cells = text[line].trim_end().split(is_end).map(|cell| {
        let start = at + cell.len() - cell.trim_start().len();
        at += cell.len() + 1;
        start..start + cell.trim().len()
    });
    // Nothing stands before the first line.
    cells.skip(1).collect()
}

fn of_table(
    text: &str,
    head: &[Range<usize>],
    rows: &[Vec<Range<usize>>],
    names: &Names,
) -> Vec<Cell> {
    let axis = |range: &Range<usize>| axis(text, range, names);
    let columns: Vec<Option<Axis>> = head.iter().map(axis).collect();
    let heading = head.iter().map(|cell| text[cell.clone()].to_lowercase());
    let heading: String = heading.collect();
    let has = |units: [&str; 4]| units.iter().any(|unit| heading.contains(unit));
    let is_in_euros = (heading.contains('€') || heading.contains("euro"))
        && !has(["k€", "m€", "million", "millier"]);
    let mut found = Vec::new();
    for row in rows {
        let row_axis = row.first().and_then(axis);
        for (cell, column) in row.iter().zip(&columns).skip(1) {
            let (Some(row_axis), Some(column)) = (row_axis, *column) else {
                continue;
            };
            let (payer, year) = match (row_axis, column) {
                (Axis::Payer(payer), Axis::Year(year)) | (Axis::Year(year), Axis::Payer(payer)) => {
                    (Some(payer), Some(year))
                }
                (Axis::Payer(payer), Axis::Total) | (Axis::Total, Axis::Payer(payer)) => {
                    (Some(payer), None)
                }
                (Axis::Cost, Axis::Year(year)) | (Axis::Year(year), Axis::Cost) => {
                    (None, Some(year))
                }
                (Axis::Cost, Axis::Total) | (Axis::Total, Axis::Cost) => (None, None),
                _ => continue,
            };
            found.push(Cell {
                range: cell.clone(),
                payer,
                year,
                is_in_euros,
            });
        }
    }
    found
}

/// What the head of a column or a row plainly names: a funder, a year, what everything costs, or a total.
fn axis(text: &str, range: &Range<usize>, names: &Names) -> Option<Axis> {
    let tokens = named(text, range.clone(), &[], names);
    let is_beside = |token: &Token| match token {
        Token::Sign(sign) => *sign != '%',
        Token::Payer(_) | Token::Year(_) => true,
        token => token.is_any_of(BESIDE),
    };
    let mut axes = tokens.iter().filter_map(|token| match token {
        Token::Payer(payer) => Some(Axis::Payer(*payer)),
        Token::Year(year) => Some(Axis::Year(*year)),
        _ => None,
    });
    let axis = match (axes.next(), axes.next()) {
        (Some(axis), None) => Some(axis),
        (None, None) if has_any(&tokens, "cout") => Some(Axis::Cost),
        (None, None) if has_any(&tokens, "total ensemble") => Some(Axis::Total),
        _ => None,
    };
    axis.filter(|_| tokens.iter().all(is_beside))
}
