//! What a stated amount does equal: it is looked up among the sums that the dossier can form.
//!
//! Every funder, the others together, or the whole; each year or all; each axis or all; with or without one
//! fiche, or the lines of one tax alone; as drafted or as corrected. Exact sums first, then sums rounded to
//! 10, 100 and 1 000. The simplest explanation is given, and none when several are equally simple.

use rust_decimal::Decimal;

use crate::{
    compute::Split,
    finding::Finding,
    model::{ColumnKind, DraftRecap, DraftRow, RowKind},
    money::Amount,
};

use super::{
    row::{drafted, part},
    rule::Context,
};

/// A sum of the dossier that equals a stated amount.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Explanation {
    column: String,
    is_drafted: bool,
    year: Option<i32>,
    axis: Option<String>,
    without: Option<String>,
    exact: Amount,
    /// What it is rounded to; zero when it is exact.
    unit: Amount,
}

impl Explanation {
    /// How many restrictions it takes: the fewer, the simpler.
    fn cost(&self) -> usize {
        [self.year.is_some(), self.axis.is_some(), self.without.is_some()]
            .into_iter()
            .filter(|restricted| *restricted)
            .count()
    }

    /// Puts the facts into the finding, for the message `explanation`.
    pub(super) fn describe(&self, finding: Finding) -> Finding {
        let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "none".to_owned());
        let year = self.year.map_or_else(|| "all".to_owned(), |year| year.to_string());
        let finding =
            finding.arg("sum-column", self.column.as_str()).arg("sum-year", year).arg("sum-axis", text(&self.axis));
        let finding = finding.arg("sum-without", text(&self.without)).arg("sum-exact", self.exact);
        let unit = if self.unit.is_zero() { "none".to_owned() } else { self.unit.to_string() };
        finding.arg("sum-basis", if self.is_drafted { "drafted" } else { "computed" }).arg("sum-unit", unit)
    }
}

/// The simplest sum that gives `amount`, if there is just one.
pub(super) fn explain(context: &Context<'_>, amount: Amount) -> Option<Explanation> {
    let mut sums = drafted_sums(context);
    // A drafted sum that is also the right one is told once, as drafted: that is where it can be checked.
    for sum in computed_sums(context) {
        if !sums.iter().any(|known| known.exact == sum.exact && known.cost() <= sum.cost()) {
            sums.push(sum);
        }
    }
    let exact = sums.iter().filter(|sum| sum.exact == amount);
    simplest(exact.cloned().collect()).or_else(|| {
        let rounded = sums.iter().filter_map(|sum| {
            let (unit, _) = rounding(amount, sum.exact)?;
            Some(Explanation { unit, ..sum.clone() })
        });
        let rounded: Vec<Explanation> = rounded.filter(|sum| sum.cost() == 0).collect();
        if sums.iter().any(|sum| sum.exact == amount) { None } else { simplest(rounded) }
    })
}

fn simplest(mut found: Vec<Explanation>) -> Option<Explanation> {
    found.sort_by_key(|sum| (sum.unit, sum.cost()));
    let first = found.first()?.clone();
    let ties = found.iter().filter(|sum| (sum.unit, sum.cost()) == (first.unit, first.cost())).count();
    (ties == 1).then_some(first)
}

/// The largest of 1 000, 100 and 10 that `amount` is a multiple of and within which it lies from `exact`,
/// and whether it lies below.
pub(super) fn rounding(amount: Amount, exact: Amount) -> Option<(Amount, bool)> {
    let fits = |unit: &i32| {
        let whole = (amount.decimal() % Decimal::from(*unit)).is_zero();
        whole && amount != exact && (amount - exact).abs() < Amount::whole(*unit)
    };
    [1000, 100, 10].into_iter().find(fits).map(|unit| (Amount::whole(unit), amount < exact))
}

/// One cell of the table that sums are formed from.
struct Entry {
    fiche: usize,
    axis: usize,
    year: usize,
    amount: Amount,
}

fn drafted_sums(context: &Context<'_>) -> Vec<Explanation> {
    let Some(recap) = &context.dossier.recap else { return Vec::new() };
    let columns =
        kinds(context).into_iter().filter(|kind| recap.columns.iter().any(|column| column.kind == Some(*kind)));
    columns.flat_map(|kind| sums_of(context, kind, true, &drafted_entries(context, recap, kind))).collect()
}

fn drafted_entries(context: &Context<'_>, recap: &DraftRecap, kind: ColumnKind) -> Vec<Entry> {
    let rows = recap.rows.iter().filter_map(|row: &DraftRow| match row.kind {
        RowKind::Fiche(fiche) => Some((row, fiche)),
        _ => None,
    });
    let entries = rows.flat_map(|(row, fiche)| {
        let axis = context.dossier.fiches[fiche].axis;
        let amount = move |year| drafted(recap, row, Some(year), kind).unwrap_or_default();
        context.years().map(move |(year, _)| Entry { fiche, axis, year, amount: amount(year) })
    });
    entries.collect()
}

fn computed_sums(context: &Context<'_>) -> Vec<Explanation> {
    let entries = |kind: ColumnKind| -> Vec<Entry> {
        let cells = context.fiches().flat_map(|(fiche, own)| {
            let amount = move |split: &Split| part(split, kind, context.dossier);
            let years = context.figures.fiches[fiche].years.iter().enumerate();
            years.map(move |(year, split)| Entry { fiche, axis: own.axis, year, amount: amount(split) })
        });
        cells.collect()
    };
    kinds(context).into_iter().flat_map(|kind| sums_of(context, kind, false, &entries(kind))).collect()
}

fn kinds(context: &Context<'_>) -> Vec<ColumnKind> {
    let parties = context.dossier.funders.parties().map(|(id, _)| ColumnKind::Funder(id));
    let others = (context.dossier.funders.others().count() > 0).then_some(ColumnKind::Others);
    parties.chain(others).chain([ColumnKind::Total]).collect()
}

/// Every sum over a year or all, an axis or all, with or without one fiche. Equal sums that leave out a
/// fiche which adds nothing are no explanation of their own.
fn sums_of(context: &Context<'_>, kind: ColumnKind, is_drafted: bool, entries: &[Entry]) -> Vec<Explanation> {
    let years = std::iter::once(None).chain(context.years().map(|(rank, year)| Some((rank, year))));
    let axes = || std::iter::once(None).chain((0..context.dossier.convention.axes.len()).map(Some));
    let mut sums = Vec::new();
    for year in years {
        for axis in axes() {
            let kept = entries.iter().filter(|entry| {
                year.is_none_or(|(rank, _)| rank == entry.year) && axis.is_none_or(|axis| axis == entry.axis)
            });
            let kept: Vec<&Entry> = kept.collect();
            let whole: Amount = kept.iter().map(|entry| entry.amount).sum();
            let sum = Explanation {
                column: context.column_name(kind),
                is_drafted,
                year: year.map(|(_, year)| year),
                axis: axis.map(|axis| context.dossier.convention.axes[axis].title.clone()),
                without: None,
                exact: whole,
                unit: Amount::ZERO,
            };
            for (fiche, own) in context.fiches() {
                let left_out: Amount = kept.iter().filter(|entry| entry.fiche == fiche).map(|entry| entry.amount).sum();
                if !left_out.is_zero() && left_out != whole {
                    let without = Some(own.code.spelling().to_owned());
                    sums.push(Explanation { without, exact: whole - left_out, ..sum.clone() });
                }
            }
            if !whole.is_zero() {
                sums.push(sum);
            }
        }
    }
    sums
}
