//! The sums of the recap as drafted: subtotals, totals of a year, totals over the years.
//!
//! A sum is wrong when it is neither what the drafted rows add up to nor what it should be: a sum that
//! faithfully adds up wrong rows is a consequence of theirs.

use rust_decimal::Decimal;

use super::row::{self, Row};
use crate::{
    compute::{self, Figures, Splits},
    model::{CellAmount, ColumnKind, Display, Dossier, DraftRecap, DraftRow, RowKind, axis_of},
    money::Amount,
    source::Place,
};

/// A sum as drafted.
pub(super) struct Sum<'a> {
    /// Its row.
    pub(super) row: &'a DraftRow,
    /// Its year; none over all years.
    pub(super) year: Option<usize>,
    /// Its column.
    pub(super) kind: ColumnKind,
    /// Its cell.
    pub(super) place: &'a Place,
    /// Its amount as drafted.
    pub(super) drafted: Amount,
    /// Its right amount.
    pub(super) expected: Amount,
    /// What the drafted rows add up to: row by row, year by year, or by subtotals.
    pub(super) of_draft: Vec<Amount>,
    /// The cells it adds up.
    pub(super) cells: Vec<(Amount, &'a Place)>,
}

impl Sum<'_> {
    pub(super) fn is_wrong(&self) -> bool {
        self.drafted != self.expected && !self.of_draft.contains(&self.drafted)
    }

    /// Whether it counts this fiche.
    pub(super) fn counts(&self, fiche: usize, dossier: &Dossier) -> bool {
        match self.row.kind {
            RowKind::Fiche(index) => index == fiche,
            RowKind::Subtotal(axis) => {
                let fiche_axis = dossier.fiches[fiche].axis;
                dossier.convention.is_within(fiche_axis, axis)
            }
            RowKind::GrandTotal => true,
            RowKind::UnknownFiche(_) | RowKind::Unknown => false,
        }
    }
}

/// Every sum: those of a year, then those over the years, row by row and column by column.
pub(super) fn all<'a>(dossier: &'a Dossier, figures: &'a Figures) -> Vec<Sum<'a>> {
    let mut sums: Vec<Sum<'a>> = Vec::new();
    for row in row::rows(dossier) {
        let added: Vec<Row<'a>> = added(dossier, &row.draft.kind);
        let right = expected(figures, &row.draft.kind);
        let columns = 0..row.recap.columns.len();
        sums.extend(columns.filter_map(|index| sum(dossier, row, index, &added, right)));
    }
    sums.sort_by_key(|sum| sum.year.is_none());
    sums
}

/// The sum in a cell, if it is one. `added` are the rows that it should add up.
fn sum<'a>(
    dossier: &Dossier,
    row: Row<'a>,
    index: usize,
    added: &[Row<'a>],
    right: Option<&Splits>,
) -> Option<Sum<'a>> {
    let (columns, row_kind) = (&row.recap.columns, &row.draft.kind);
    let (year, kind) = (columns[index].year, columns[index].kind?);
    let is_sum = row_kind.is_subtotal() || *row_kind == RowKind::GrandTotal;
    let years = 0..dossier.years().len();
    let has = |year| columns.iter().any(|column| column.year == Some(year));
    let in_year = |year| added.iter().filter_map(move |row| row.stated(year, kind));
    let (drafted, cells): (Amount, Vec<(Amount, &Place)>) = match year {
        Some(year) if is_sum => (row.drafted(year, kind)?, in_year(year).collect()),
        // Without the columns of a year, nothing can be added up over all of them.
        None if years.clone().all(has) => {
            let stated = years.clone().filter_map(|year| row.stated(year, kind));
            (row.draft.amount(index).amount()?, stated.collect())
        }
        _ => return None,
    };
    // What adds up a cell that could not be read is not known to be wrong.
    let span = year.map_or(years.clone(), |year| year..year + 1);
    let rows = added.iter().copied();
    let mut rows = rows.chain(year.is_none().then_some(row));
    let is_unread = |row: Row<'_>| {
        let mut cells = span.clone().filter_map(|year| row.cell(year, kind));
        cells.any(|cell| cell.value == CellAmount::Unreadable)
    };
    if rows.any(is_unread) {
        return None;
    }
    let mut of_draft = vec![total(&cells)];
    if is_sum && year.is_none() {
        of_draft.push(total(&years.flat_map(in_year).collect::<Vec<_>>()));
    }
    if *row_kind == RowKind::GrandTotal {
        let subtotals = row::rows(dossier).filter(|row| row.draft.kind.is_subtotal());
        let amounts: Vec<CellAmount> = subtotals.map(|row| row.draft.amount(index)).collect();
        if amounts.contains(&CellAmount::Unreadable) {
            return None;
        }
        let amounts = amounts.into_iter().filter_map(CellAmount::amount);
        let amounts: Vec<Amount> = amounts.collect();
        if year.is_none() || !amounts.is_empty() {
            of_draft.push(amounts.into_iter().sum());
        }
    }
    let expected = match right {
        Some(right) => right.of(year).known_part(kind, dossier.funders.all())?,
        None => total(&cells),
    };
    Some(Sum {
        row: row.draft,
        year,
        kind,
        place: &row.draft.cells[index].place,
        drafted,
        expected,
        of_draft,
        cells,
    })
}

/// Where documents round, an amount of the drafted recap that is the exact one as they print it is taken for that.
pub(crate) fn take_as_printed(dossier: &mut Dossier) {
    let display = dossier.convention.display;
    if display == Display::Centimes {
        return;
    }
    let figures = compute::by_rules(dossier);
    let printed = |amount: Amount| match display {
        Display::Milliers => amount
            .in_thousands()
            .rounded(0)
            .times(Decimal::ONE_THOUSAND),
        _ => amount.rounded(0),
    };
    let Some(DraftRecap { columns, rows, .. }) = &mut dossier.recap else {
        return;
    };
    for row in rows {
        let Some(splits) = expected(&figures, &row.kind) else {
            continue;
        };
        for (column, cell) in columns.iter().zip(&mut row.cells) {
            let split = splits.of(column.year);
            let exact = column
                .kind
                .and_then(|kind| split.known_part(kind, dossier.funders.all()));
            if let Some(exact) = exact.filter(|exact| cell.amount() == Some(printed(*exact))) {
                cell.value = CellAmount::Amount(exact);
            }
        }
    }
}

/// The right figures of a row; none for a row that no fiche explains.
fn expected<'a>(figures: &'a Figures, row: &RowKind) -> Option<&'a Splits> {
    match row {
        RowKind::Fiche(index) => Some(&figures.fiches[*index]),
        RowKind::Subtotal(axis) => Some(&figures.axes[*axis]),
        RowKind::GrandTotal => Some(&figures.total),
        RowKind::UnknownFiche(_) | RowKind::Unknown => None,
    }
}

/// The fiches' rows that a subtotal or a total adds up.
fn added<'a>(dossier: &'a Dossier, sum: &RowKind) -> Vec<Row<'a>> {
    let is_within = |inner, axis| dossier.convention.is_within(inner, axis);
    let is_added = |row: &Row<'_>| match (sum, &row.draft.kind) {
        (RowKind::GrandTotal, kind) => kind.is_fiche(),
        (RowKind::Subtotal(axis), RowKind::Fiche(index)) => {
            is_within(dossier.fiches[*index].axis, *axis)
        }
        (RowKind::Subtotal(axis), RowKind::UnknownFiche(code)) => {
            axis_of(&dossier.convention.axes, code).is_some_and(|inner| is_within(inner, *axis))
        }
        _ => false,
    };
    row::rows(dossier).filter(is_added).collect()
}

fn total(cells: &[(Amount, &Place)]) -> Amount {
    cells.iter().map(|(amount, _)| *amount).sum()
}
