//! What a stated amount does equal: it is looked up among the sums that the dossier can form.
//!
//! Every party, the other funders together, or the whole; each year or all; each axis or all; the fiches of one
//! tax or all; with or without one fiche; as drafted or as computed. Exact sums first, then unrestricted sums
//! rounded to 10, 100 and 1 000. The simplest explanation is given, and none when several are equally simple.

use rust_decimal::Decimal;

use crate::{
    finding::Finding,
    model::{ColumnKind, Fiche, RowKind, Tax},
    money::Amount,
};

use super::{row::drafted, rule::Context, slip::only};

/// A sum of the dossier that equals a stated amount.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Explanation {
    of: Restriction,
    column: ColumnKind,
    is_drafted: bool,
    exact: Amount,
    /// What it is rounded to; zero when it is exact.
    unit: Amount,
}

/// What a sum is restricted to; nothing, when all is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
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
        let each = [
            self.year.is_some(),
            self.axis.is_some(),
            self.tax.is_some(),
            self.without.is_some(),
        ];
        each.into_iter().filter(|restricted| *restricted).count()
    }
}

impl Explanation {
    /// Puts the facts into the finding, for the message `sum-described`.
    pub(super) fn describe(&self, finding: Finding, context: &Context<'_>) -> Finding {
        let none = || "none".to_owned();
        let convention = &context.dossier.convention;
        let year = self.of.year.map_or_else(
            || "all".to_owned(),
            |rank| convention.settings.years[rank].to_string(),
        );
        let axis = self
            .of
            .axis
            .map_or_else(none, |axis| convention.axes[axis].title.clone());
        let tax = self.of.tax.map_or_else(none, |tax| tax.label().to_owned());
        let without = self.of.without.map_or_else(none, |rank| {
            context.dossier.fiches[rank].code.spelling().to_owned()
        });
        let unit = if self.unit.is_zero() {
            none()
        } else {
            self.unit.to_string()
        };
        let finding = finding
            .arg("sum-column", context.column_name(self.column))
            .arg("sum-year", year);
        let finding = finding
            .arg("sum-axis", axis)
            .arg("sum-tax", tax)
            .arg("sum-without", without);
        let basis = if self.is_drafted {
            "drafted"
        } else {
            "computed"
        };
        finding
            .arg("sum-exact", self.exact)
            .arg("sum-basis", basis)
            .arg("sum-unit", unit)
    }
}

/// The simplest sum that gives `amount`, if there is just one.
pub(super) fn explain(context: &Context<'_>, amount: Amount) -> Option<Explanation> {
    let mut exact: Vec<Explanation> = Vec::new();
    let mut unrestricted: Vec<Explanation> = Vec::new();
    for table in tables(context) {
        for sum in sums(context, &table, amount) {
            // A drafted sum that is also the computed one is told as drafted: that is where it can be checked.
            let twin = |known: &Explanation| {
                (known.of, known.column, known.exact) == (sum.of, sum.column, sum.exact)
            };
            let list = if sum.exact == amount {
                &mut exact
            } else {
                &mut unrestricted
            };
            if !list.iter().any(twin) {
                list.push(sum);
            }
        }
    }
    if !exact.is_empty() {
        return simplest(exact);
    }
    let rounded =
        |sum: Explanation| rounding(amount, sum.exact).map(|(unit, _)| Explanation { unit, ..sum });
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
        let whole = (amount.decimal() % Decimal::from(*unit)).is_zero();
        whole && amount != exact && (amount - exact).abs() < Amount::whole(*unit)
    };
    [1000, 100, 10]
        .into_iter()
        .find(fits)
        .map(|unit| (Amount::whole(unit), amount < exact))
}

/// A column by fiche and year, as drafted or as computed.
struct Table {
    column: ColumnKind,
    is_drafted: bool,
    fiches: Vec<Vec<Amount>>,
}

/// The drafted columns first.
fn tables(context: &Context<'_>) -> Vec<Table> {
    let parties = context
        .dossier
        .funders
        .parties()
        .map(|(id, _)| ColumnKind::Funder(id));
    let others = (context.dossier.funders.others().count() > 0).then_some(ColumnKind::Others);
    let columns: Vec<ColumnKind> = parties.chain(others).chain([ColumnKind::Total]).collect();
    let drafted = columns
        .iter()
        .filter_map(|column| drafted_table(context, *column));
    let computed = columns
        .iter()
        .map(|column| computed_table(context, *column));
    drafted.chain(computed).collect()
}

fn drafted_table(context: &Context<'_>, column: ColumnKind) -> Option<Table> {
    let recap = context.dossier.recap.as_ref()?;
    recap.columns.iter().find(|own| own.kind == Some(column))?;
    let mut fiches =
        vec![vec![Amount::ZERO; context.dossier.years().len()]; context.dossier.fiches.len()];
    for row in &recap.rows {
        if let RowKind::Fiche(fiche) = row.kind {
            for (year, amount) in fiches[fiche].iter_mut().enumerate() {
                *amount += drafted(recap, row, Some(year), column).unwrap_or_default();
            }
        }
    }
    Some(Table {
        column,
        is_drafted: true,
        fiches,
    })
}

fn computed_table(context: &Context<'_>, column: ColumnKind) -> Table {
    let amounts = |splits: &crate::compute::Splits| -> Vec<Amount> {
        splits
            .years
            .iter()
            .map(|split| split.part(column, context.dossier.parties()))
            .collect()
    };
    Table {
        column,
        is_drafted: false,
        fiches: context.figures.fiches.iter().map(amounts).collect(),
    }
}

/// The table's sums that equal `amount`, and the one over all of it.
fn sums(context: &Context<'_>, table: &Table, amount: Amount) -> Vec<Explanation> {
    let mut sums = Vec::new();
    for of in restrictions(context) {
        let own = |(rank, fiche): (usize, &Fiche)| {
            let years = &table.fiches[rank];
            let all = || years.iter().copied().sum();
            (
                rank,
                if counts(fiche, of) {
                    of.year.map_or_else(all, |year| years[year])
                } else {
                    Amount::ZERO
                },
            )
        };
        let parts: Vec<(usize, Amount)> = context.fiches().map(own).collect();
        let whole: Amount = parts.iter().map(|(_, part)| *part).sum();
        let sum = Explanation {
            of,
            column: table.column,
            is_drafted: table.is_drafted,
            exact: whole,
            unit: Amount::ZERO,
        };
        // A fiche that adds nothing, or everything, explains nothing by being left out.
        let telling = parts
            .iter()
            .filter(|(_, part)| !part.is_zero() && *part != whole && whole - *part == amount);
        sums.extend(telling.map(|(rank, part)| {
            let of = Restriction {
                without: Some(*rank),
                ..of
            };
            Explanation {
                of,
                exact: whole - *part,
                ..sum.clone()
            }
        }));
        if !whole.is_zero() && (whole == amount || of.count() == 0) {
            sums.push(sum);
        }
    }
    sums
}

fn restrictions(context: &Context<'_>) -> Vec<Restriction> {
    let years = || std::iter::once(None).chain(context.years().map(|(rank, _)| Some(rank)));
    let axes = || std::iter::once(None).chain((0..context.dossier.convention.axes.len()).map(Some));
    let taxes = [None, Some(Tax::Excluded), Some(Tax::Included)];
    let of_tax = |tax| {
        axes().flat_map(move |axis| {
            years().map(move |year| Restriction {
                year,
                axis,
                tax,
                without: None,
            })
        })
    };
    taxes.into_iter().flat_map(of_tax).collect()
}

/// Whether a fiche is of the axis and of the tax wanted.
fn counts(fiche: &Fiche, of: Restriction) -> bool {
    let is_of = |tax: Tax| {
        fiche
            .lines
            .iter()
            .all(|line| line.tax.as_ref().is_some_and(|own| own.value == tax))
    };
    of.axis.is_none_or(|axis| axis == fiche.axis) && of.tax.is_none_or(is_of)
}
