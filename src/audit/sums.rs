//! The sums of the recap as drafted: subtotals, totals of a year, totals over the years.
//!
//! A sum is wrong when it is neither what the drafted rows add up to nor what it should be: a sum that
//! faithfully adds up wrong rows is a consequence of theirs.

use crate::{
    compute::Splits,
    finding::{Finding, Term},
    model::{ColumnKind, DraftRecap, DraftRow, RowKind},
    money::Amount,
    source::Place,
};

use super::{
    row::{drafted, states_year},
    rule::{Context, Rule, term},
    slip,
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
    of_draft: Vec<Amount>,
    terms: Vec<Term>,
}

impl Sum<'_> {
    pub(super) fn is_wrong(&self) -> bool {
        self.drafted != self.expected && !self.of_draft.contains(&self.drafted)
    }

    pub(super) fn finding(&self, rule: &Rule, context: &Context<'_>) -> Finding {
        // The sum is wrong as it stands; that its rows are wrong too is told with them.
        let added_up = self
            .of_draft
            .iter()
            .copied()
            .find(|sum| !sum.is_zero())
            .unwrap_or(self.expected);
        let variant = if added_up == self.expected {
            ""
        } else {
            "corrected"
        };
        let mut finding = rule
            .at(self.place)
            .variant(variant)
            .drafted(self.drafted)
            .expected(added_up);
        finding.slip = slip::of_keys(self.drafted, added_up)
            .or_else(|| slip::of_keys(self.drafted, self.expected));
        finding.terms.clone_from(&self.terms);
        finding.year = self.year.map(|rank| context.dossier.years()[rank]);
        let when = finding
            .year
            .map_or_else(|| "all".to_owned(), |year| year.to_string());
        finding
            .arg("column", context.column_name(self.kind))
            .arg("when", when)
            .arg("corrected", self.expected)
    }
}

/// Subtotals or totals, year by year and column by column.
pub(super) fn of_rows<'a>(context: &Context<'a>, keep: impl Fn(&RowKind) -> bool) -> Vec<Sum<'a>> {
    let Some(recap) = &context.dossier.recap else {
        return Vec::new();
    };
    let mut sums = Vec::new();
    for row in recap.rows.iter().filter(|row| keep(&row.kind)) {
        for (index, column) in recap.columns.iter().enumerate() {
            let (Some(year), Some(kind)) = (column.year, column.kind) else {
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
            let of_subtotals = (row.kind == RowKind::GrandTotal && !subtotals.is_empty())
                .then(|| total(&subtotals));
            sums.push(Sum {
                row,
                year: Some(year),
                kind,
                place: &row.cells[index].place,
                drafted: amount,
                expected: splits.of(Some(year)).part(kind, context.dossier.parties()),
                of_draft: [total(&fiches)].into_iter().chain(of_subtotals).collect(),
                terms: to_terms(fiches),
            });
        }
    }
    sums
}

/// Totals over the years, column by column.
pub(super) fn over_years<'a>(context: &Context<'a>) -> Vec<Sum<'a>> {
    let Some(recap) = &context.dossier.recap else {
        return Vec::new();
    };
    let years = 0..context.dossier.years().len();
    // Without the columns of a year, nothing can be added up over all of them.
    if years
        .clone()
        .any(|year| recap.columns.iter().all(|column| column.year != Some(year)))
    {
        return Vec::new();
    }
    let mut sums = Vec::new();
    for row in &recap.rows {
        for (index, column) in recap
            .columns
            .iter()
            .enumerate()
            .filter(|(_, column)| column.year.is_none())
        {
            let (Some(kind), Some(amount)) = (column.kind, row.amount(index).amount()) else {
                continue;
            };
            let own: Vec<(Amount, &Place)> = years
                .clone()
                .filter_map(|year| stated(recap, row, year, kind))
                .collect();
            let mut of_draft = vec![total(&own)];
            if row.kind.is_subtotal() || row.kind == RowKind::GrandTotal {
                let of_year = |year| summed(context, recap, row, year, kind, RowKind::is_fiche);
                of_draft.push(years.clone().map(|year| total(&of_year(year))).sum());
            }
            if row.kind == RowKind::GrandTotal {
                of_draft.push(over_years_of_subtotals(recap, index));
            }
            let right = expected(context, row)
                .map(|splits| splits.all.part(kind, context.dossier.parties()));
            sums.push(Sum {
                row,
                year: None,
                kind,
                place: &row.cells[index].place,
                drafted: amount,
                expected: right.unwrap_or_else(|| total(&own)),
                of_draft,
                terms: to_terms(own),
            });
        }
    }
    sums
}

/// What the subtotals say over the years, added up.
fn over_years_of_subtotals(recap: &DraftRecap, column: usize) -> Amount {
    let subtotals = recap.rows.iter().filter(|row| row.kind.is_subtotal());
    subtotals
        .filter_map(|row| row.amount(column).amount())
        .sum()
}

/// Every sum, for the consequences of a wrong row.
pub(super) fn all<'a>(context: &Context<'a>) -> Vec<Sum<'a>> {
    let mut sums = of_rows(context, |kind| {
        kind.is_subtotal() || *kind == RowKind::GrandTotal
    });
    sums.extend(over_years(context));
    sums
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
) -> Vec<(Amount, &'a Place)> {
    let belongs = |row: &&DraftRow| {
        let axis = match &row.kind {
            RowKind::Fiche(index) => Some(context.dossier.fiches[*index].axis),
            RowKind::UnknownFiche(code) => context.axis_of(code),
            _ => None,
        };
        wanted(&row.kind)
            && (sum.kind == RowKind::GrandTotal
                || axis.is_some_and(|axis| sum.kind == RowKind::Subtotal(axis)))
    };
    recap
        .rows
        .iter()
        .filter(belongs)
        .filter_map(|row| stated(recap, row, year, kind))
        .collect()
}

fn stated<'a>(
    recap: &DraftRecap,
    row: &'a DraftRow,
    year: usize,
    kind: ColumnKind,
) -> Option<(Amount, &'a Place)> {
    let column = recap.column(Some(year), kind)?;
    states_year(recap, row, Some(year)).then_some(())?;
    Some((row.amount(column).amount()?, &row.cells[column].place))
}

fn total(terms: &[(Amount, &Place)]) -> Amount {
    terms.iter().map(|(amount, _)| *amount).sum()
}

fn to_terms(terms: Vec<(Amount, &Place)>) -> Vec<Term> {
    terms
        .into_iter()
        .filter(|(amount, _)| !amount.is_zero())
        .map(|(amount, place)| term(amount, place))
        .collect()
}

/// Whether the sum counts this fiche.
pub(super) fn counts(sum: &Sum<'_>, fiche: usize, axis: usize) -> bool {
    match sum.row.kind {
        RowKind::Fiche(index) => index == fiche,
        RowKind::Subtotal(own) => own == axis,
        RowKind::GrandTotal => true,
        RowKind::UnknownFiche(_) | RowKind::Unknown => false,
    }
}
