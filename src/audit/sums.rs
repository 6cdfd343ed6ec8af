//! The sums of the recap as drafted: subtotals, totals of a year, totals over the years.
//!
//! A sum is wrong when it is neither what the drafted rows add up to nor what it should be: a sum that
//! faithfully adds up wrong rows is a consequence of theirs.

use super::{
    context::Context,
    row::{drafted, states_year},
    rule::Rule,
    slip,
};
use crate::{
    compute::Splits,
    finding::{Finding, Term},
    model::{ColumnKind, DraftRecap, DraftRow, RowKind},
    money::Amount,
    source::{Code, Place, fold},
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
    /// What it says.
    pub(super) drafted: Amount,
    /// What it should say.
    pub(super) expected: Amount,
    /// What the drafted rows give, one way or another.
    of_draft: Vec<Amount>,
    /// The cells it adds up.
    cells: Vec<Cell<'a>>,
}

type Cell<'a> = (Amount, &'a Place);

impl Sum<'_> {
    pub(super) fn is_wrong(&self) -> bool {
        self.drafted != self.expected && !self.of_draft.contains(&self.drafted)
    }

    /// What is to be said of it, when it is wrong.
    pub(super) fn finding(&self, rule: &Rule, context: &Context<'_>) -> Option<Finding> {
        // The sum is wrong as it stands; that its rows are wrong too is told with them.
        let mut of_draft = self.of_draft.iter().copied();
        let added_up = of_draft.find(|sum| !sum.is_zero()).unwrap_or(self.expected);
        let slip = slip::of_keys(self.drafted, added_up);
        let terms = self.cells.iter().filter(|(amount, _)| !amount.is_zero());
        let finding = rule
            .at(self.place)
            .variant(if added_up == self.expected {
                ""
            } else {
                "corrected"
            })
            .drafted(self.drafted)
            .expected(added_up)
            .slip(slip.or_else(|| slip::of_keys(self.drafted, self.expected)))
            .terms(
                terms
                    .map(|(amount, place)| Term::new(*amount, place))
                    .collect(),
            )
            .arg("column", context.column_name(self.kind))
            .arg("when", context.when(self.year))
            .arg("corrected", self.expected);
        let year = self.year.map(|rank| context.dossier.years()[rank]);
        self.is_wrong().then_some(Finding { year, ..finding })
    }

    /// Whether it counts this fiche, of this axis.
    pub(super) fn counts(&self, fiche: usize, axis: usize) -> bool {
        match self.row.kind {
            RowKind::Fiche(index) => index == fiche,
            RowKind::Subtotal(own) => own == axis,
            RowKind::GrandTotal => true,
            RowKind::UnknownFiche(_) | RowKind::Unknown => false,
        }
    }
}

/// Every sum, for the consequences of a wrong row.
pub(super) fn all<'a>(context: &Context<'a>) -> Vec<Sum<'a>> {
    let is_sum = |kind: &RowKind| kind.is_subtotal() || *kind == RowKind::GrandTotal;
    let mut sums = of_rows(context, is_sum);
    sums.extend(over_years(context));
    sums
}

/// Subtotals or totals, year by year and column by column.
pub(super) fn of_rows<'a>(context: &Context<'a>, keep: impl Fn(&RowKind) -> bool) -> Vec<Sum<'a>> {
    let mut sums = Vec::new();
    for (recap, row, index, year, kind) in cells(context) {
        let (Some(year), true) = (year, keep(&row.kind)) else {
            continue;
        };
        let (Some(amount), Some(splits)) = (
            drafted(recap, row, Some(year), kind),
            expected(context, row),
        ) else {
            continue;
        };
        let fiches = summed(context, recap, row, year, kind, RowKind::is_fiche);
        let subtotals = summed(context, recap, row, year, kind, RowKind::is_subtotal);
        let mut of_draft = vec![total(&fiches)];
        if row.kind == RowKind::GrandTotal && !subtotals.is_empty() {
            of_draft.push(total(&subtotals));
        }
        sums.push(Sum {
            row,
            year: Some(year),
            kind,
            place: &row.cells[index].place,
            drafted: amount,
            expected: splits.years[year].part(kind, context.dossier.parties()),
            of_draft,
            cells: fiches,
        });
    }
    sums
}

/// Totals over the years, column by column.
pub(super) fn over_years<'a>(context: &Context<'a>) -> Vec<Sum<'a>> {
    let years = || 0..context.dossier.years().len();
    let mut sums = Vec::new();
    for (recap, row, index, year, kind) in cells(context) {
        // Without the columns of a year, nothing can be added up over all of them.
        let has = |year| recap.columns.iter().any(|column| column.year == Some(year));
        let (Some(amount), None, true) = (row.amount(index).amount(), year, years().all(has))
        else {
            continue;
        };
        let own: Vec<Cell<'a>> = years()
            .filter_map(|year| stated(recap, row, year, kind))
            .collect();
        let mut of_draft = vec![total(&own)];
        if row.kind.is_subtotal() || row.kind == RowKind::GrandTotal {
            let fiches = |year| summed(context, recap, row, year, kind, RowKind::is_fiche);
            of_draft.push(years().map(|year| total(&fiches(year))).sum());
        }
        if row.kind == RowKind::GrandTotal {
            let subtotals = recap.rows.iter().filter(|row| row.kind.is_subtotal());
            let amounts = subtotals.filter_map(|row| row.amount(index).amount());
            of_draft.push(amounts.sum());
        }
        let right = expected(context, row);
        let right = right.map(|splits| splits.all.part(kind, context.dossier.parties()));
        sums.push(Sum {
            row,
            year: None,
            kind,
            place: &row.cells[index].place,
            drafted: amount,
            expected: right.unwrap_or_else(|| total(&own)),
            of_draft,
            cells: own,
        });
    }
    sums
}

/// The recap's cells whose column means something: row, column, year and kind.
fn cells<'a>(
    context: &Context<'a>,
) -> impl Iterator<
    Item = (
        &'a DraftRecap,
        &'a DraftRow,
        usize,
        Option<usize>,
        ColumnKind,
    ),
> {
    let recap = context.dossier.recap.iter();
    let rows = recap.flat_map(|recap| recap.rows.iter().map(move |row| (recap, row)));
    rows.flat_map(|(recap, row)| {
        let columns = recap.columns.iter().enumerate();
        columns
            .filter_map(move |(index, column)| Some((recap, row, index, column.year, column.kind?)))
    })
}

/// The right figures of a row; none for a row that no fiche explains.
fn expected<'a>(context: &Context<'a>, row: &DraftRow) -> Option<&'a Splits> {
    match row.kind {
        RowKind::Fiche(index) => Some(&context.figures.fiches[index]),
        RowKind::Subtotal(axis) => Some(&context.figures.axes[axis]),
        RowKind::GrandTotal => Some(&context.figures.total),
        RowKind::UnknownFiche(_) | RowKind::Unknown => None,
    }
}

/// The rows of the kind wanted that a sum adds up, in a column.
fn summed<'a>(
    context: &Context<'a>,
    recap: &'a DraftRecap,
    sum: &DraftRow,
    year: usize,
    kind: ColumnKind,
    wanted: impl Fn(&RowKind) -> bool,
) -> Vec<Cell<'a>> {
    let belongs = |row: &&DraftRow| {
        let axis = match &row.kind {
            RowKind::Fiche(index) => Some(context.dossier.fiches[*index].axis),
            RowKind::UnknownFiche(code) => axis_of(context, code),
            _ => None,
        };
        let is_of_axis = axis.is_some_and(|axis| sum.kind == RowKind::Subtotal(axis));
        wanted(&row.kind) && (sum.kind == RowKind::GrandTotal || is_of_axis)
    };
    let rows = recap.rows.iter().filter(belongs);
    rows.filter_map(|row| stated(recap, row, year, kind))
        .collect()
}

/// The axis that a code's letters name.
fn axis_of(context: &Context<'_>, code: &Code) -> Option<usize> {
    let mut axes = context.dossier.convention.axes.iter();
    axes.position(|axis| fold(&axis.prefix) == code.prefix())
}

fn stated<'a>(
    recap: &DraftRecap,
    row: &'a DraftRow,
    year: usize,
    kind: ColumnKind,
) -> Option<Cell<'a>> {
    let column = recap.column(Some(year), kind)?;
    let amount = row
        .amount(column)
        .amount()
        .filter(|_| states_year(recap, row, Some(year)))?;
    Some((amount, &row.cells[column].place))
}

fn total(cells: &[Cell<'_>]) -> Amount {
    cells.iter().map(|(amount, _)| *amount).sum()
}
