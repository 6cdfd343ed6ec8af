//! What a stated amount does equal: it is looked up among the sums that the dossier can form.
//!
//! Every party, the other funders together, or the whole; each year or all; each axis or all; the fiches of one
//! tax or all; with or without one fiche; as drafted or as computed. Exact sums first, then unrestricted sums
//! rounded to 10, 100 and 1 000. The simplest explanation is given, and none when several are equally simple.

use rust_decimal::Decimal;

use super::{context::Context, row::drafted, slip::only};
use crate::{
    finding::Finding,
    model::{ColumnKind, Fiche, RowKind, Tax},
    money::Amount,
};

/// A sum of the dossier that equals a stated amount.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Explanation {
    of: Restriction,
    column: ColumnKind,
    is_drafted: bool,
    exact: Amount,
    /// What it is rounded to; zero when it is exact.
    unit: Amount,
}

/// What a sum is restricted to; nothing, when all is `None`.
#[derive(Clone, Copy, PartialEq)]
struct Restriction {
    year: Option<usize>,
    axis: Option<usize>,
    tax: Option<Tax>,
    /// The fiche left out.
    without: Option<usize>,
}

impl Restriction {
    /// How many there are: the fewer, the simpler.
    fn count(&self) -> usize {
        let ranks = [self.year, self.axis, self.without];
        ranks.into_iter().flatten().count() + usize::from(self.tax.is_some())
    }

    /// Whether a fiche is of the axis and of the tax wanted.
    fn counts(&self, fiche: &Fiche) -> bool {
        let taxes = || {
            fiche
                .lines
                .iter()
                .map(|line| line.tax.as_ref().map(|own| own.value))
        };
        let is_of_tax = self.tax.is_none() || taxes().all(|tax| tax == self.tax);
        is_of_tax && self.axis.is_none_or(|axis| axis == fiche.axis)
    }
}

impl Explanation {
    /// Puts the facts into the finding, for the message `sum-described`.
    pub(super) fn describe(&self, finding: Finding, context: &Context<'_>) -> Finding {
        let or_none = |text: Option<String>| text.unwrap_or_else(|| "none".to_owned());
        let axis = self
            .of
            .axis
            .map(|axis| context.dossier.convention.axes[axis].title.clone());
        let without = self
            .of
            .without
            .map(|rank| context.dossier.fiches[rank].code.to_string());
        finding
            .arg("sum-column", context.column_name(self.column))
            .arg("sum-year", context.when(self.of.year))
            .arg("sum-axis", or_none(axis))
            .arg("sum-tax", self.of.tax.map_or("none", Tax::label))
            .arg("sum-without", or_none(without))
            .arg("sum-exact", self.exact)
            .arg(
                "sum-basis",
                if self.is_drafted {
                    "drafted"
                } else {
                    "computed"
                },
            )
            .arg(
                "sum-unit",
                or_none((!self.unit.is_zero()).then(|| self.unit.to_string())),
            )
    }
}

/// The simplest sum that gives `amount`, if there is just one.
pub(super) fn explain(context: &Context<'_>, amount: Amount) -> Option<Explanation> {
    let mut sums: Vec<Explanation> = Vec::new();
    for sum in columns(context).flat_map(|column| sums_of(context, &column, amount)) {
        // A drafted sum that is also the computed one is told as drafted: that is where it can be checked.
        let twin = |known: &Explanation| {
            Explanation {
                is_drafted: sum.is_drafted,
                ..*known
            } == sum
        };
        if !sums.iter().any(twin) {
            sums.push(sum);
        }
    }
    let (exact, unrestricted): (Vec<_>, Vec<_>) =
        sums.into_iter().partition(|sum| sum.exact == amount);
    if !exact.is_empty() {
        return simplest(exact);
    }
    let rounded = |sum: Explanation| {
        let (unit, _) = rounding(amount, sum.exact)?;
        Some(Explanation { unit, ..sum })
    };
    simplest(unrestricted.into_iter().filter_map(rounded).collect())
}

fn simplest(found: Vec<Explanation>) -> Option<Explanation> {
    let cost = |sum: &Explanation| (sum.unit, sum.of.count());
    let least = found.iter().map(cost).min()?;
    only(found.into_iter().filter(|sum| cost(sum) == least).collect())
}

/// The largest of 1 000, 100 and 10 that `amount` is a multiple of and within which it lies from `exact`,
/// and whether it lies below.
pub(super) fn rounding(amount: Amount, exact: Amount) -> Option<(Amount, bool)> {
    let fits = |unit: &i32| {
        let is_whole = (amount.decimal() % Decimal::from(*unit)).is_zero();
        is_whole && amount != exact && (amount - exact).abs() < Amount::whole(*unit)
    };
    let unit = [1000, 100, 10].into_iter().find(fits)?;
    Some((Amount::whole(unit), amount < exact))
}

/// A column by fiche and year, as drafted or as computed.
struct Column {
    kind: ColumnKind,
    is_drafted: bool,
    fiches: Vec<Vec<Amount>>,
}

/// The drafted columns first.
fn columns(context: &Context<'_>) -> impl Iterator<Item = Column> {
    let funders = &context.dossier.funders;
    let parties = funders.parties().map(|(id, _)| ColumnKind::Funder(id));
    let others = funders.others().next().map(|_| ColumnKind::Others);
    let kinds: Vec<ColumnKind> = parties.chain(others).chain([ColumnKind::Total]).collect();
    let drafted = kinds
        .clone()
        .into_iter()
        .filter_map(|kind| drafted_column(context, kind));
    drafted.chain(kinds.into_iter().map(|kind| computed_column(context, kind)))
}

fn drafted_column(context: &Context<'_>, kind: ColumnKind) -> Option<Column> {
    let recap = context.dossier.recap.as_ref()?;
    recap.columns.iter().find(|own| own.kind == Some(kind))?;
    let years = vec![Amount::ZERO; context.dossier.years().len()];
    let mut fiches = vec![years; context.dossier.fiches.len()];
    for row in &recap.rows {
        if let RowKind::Fiche(fiche) = row.kind {
            for (year, amount) in fiches[fiche].iter_mut().enumerate() {
                *amount += drafted(recap, row, Some(year), kind).unwrap_or_default();
            }
        }
    }
    Some(Column {
        kind,
        is_drafted: true,
        fiches,
    })
}

fn computed_column(context: &Context<'_>, kind: ColumnKind) -> Column {
    let parties = context.dossier.parties();
    let fiches = context.figures.fiches.iter();
    let fiches = fiches.map(|splits| {
        splits
            .years
            .iter()
            .map(|split| split.part(kind, parties))
            .collect()
    });
    Column {
        kind,
        is_drafted: false,
        fiches: fiches.collect(),
    }
}

/// The column's sums that equal `amount`, and the one over all of it.
fn sums_of(context: &Context<'_>, column: &Column, amount: Amount) -> Vec<Explanation> {
    let mut sums = Vec::new();
    for of in restrictions(context) {
        let part = |(rank, fiche): (usize, &Fiche)| {
            let years = &column.fiches[rank];
            let sum = of
                .year
                .map_or_else(|| years.iter().copied().sum(), |year| years[year]);
            (rank, if of.counts(fiche) { sum } else { Amount::ZERO })
        };
        let parts: Vec<(usize, Amount)> = context.fiches().map(part).collect();
        let whole: Amount = parts.iter().map(|(_, part)| *part).sum();
        let sum = |without, exact| Explanation {
            of: Restriction { without, ..of },
            column: column.kind,
            is_drafted: column.is_drafted,
            exact,
            unit: Amount::ZERO,
        };
        // A fiche that adds nothing, or everything, explains nothing by being left out.
        let telling = parts
            .iter()
            .filter(|(_, part)| !part.is_zero() && *part != whole && whole - *part == amount);
        sums.extend(telling.map(|(rank, _)| sum(Some(*rank), amount)));
        if !whole.is_zero() && (whole == amount || of.count() == 0) {
            sums.push(sum(None, whole));
        }
    }
    sums
}

fn restrictions(context: &Context<'_>) -> Vec<Restriction> {
    let optional = |count| std::iter::once(None).chain((0..count).map(Some));
    let mut restrictions = Vec::new();
    for tax in [None, Some(Tax::Excluded), Some(Tax::Included)] {
        for axis in optional(context.dossier.convention.axes.len()) {
            let years = optional(context.dossier.years().len());
            restrictions.extend(years.map(|year| Restriction {
                year,
                axis,
                tax,
                without: None,
            }));
        }
    }
    restrictions
}
