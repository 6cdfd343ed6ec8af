//! What a wrong amount does equal: it is looked up among the sums that the dossier can form.
//!
//! Every party, the other funders together, or the whole; each year or all; each axis or all; the fiches of one
//! tax or all; with or without one fiche; as drafted or as computed. Exact sums first, then unrestricted sums
//! rounded to 1, 10, 100 and 1 000. The simplest explanation is given, and none when several are equally simple.

use rust_decimal::Decimal;

use super::{context::Context, row::rows, slip::only};
use crate::{
    compute::Split,
    finding::Finding,
    model::{CellAmount, ColumnKind, Convention, Fiche, RowKind, Tax},
    money::Amount,
};

/// A sum of the dossier that equals a stated amount, and what it is restricted to.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Explanation {
    column: ColumnKind,
    is_drafted: bool,
    year: Option<usize>,
    axis: Option<usize>,
    tax: Option<Tax>,
    /// The fiche left out.
    without: Option<usize>,
    exact: Amount,
    /// What it is rounded to; zero when it is exact.
    unit: Amount,
}

impl Explanation {
    /// How simple it is, the smaller the simpler: how far it is rounded, then how many restrictions it has.
    fn cost(&self) -> (Amount, usize) {
        let ranks = [self.year, self.axis, self.without];
        let count = ranks.into_iter().flatten().count() + usize::from(self.tax.is_some());
        (self.unit, count)
    }

    /// Whether it is simple enough that an amount is no such sum by chance: exact, with a single restriction.
    pub(super) fn is_plain(&self) -> bool {
        let (unit, restrictions) = self.cost();
        unit.is_zero() && restrictions < 2
    }

    /// Whether a fiche is of its axis and its tax.
    fn counts(&self, fiche: &Fiche, convention: &Convention) -> bool {
        let lines = fiche.lines.iter();
        let mut taxes = lines.map(|line| line.tax.as_ref().map(|tax| tax.value));
        let is_of_tax = self.tax.is_none() || taxes.all(|tax| tax == self.tax);
        let is_within = |axis| convention.is_within(fiche.axis, axis);
        is_of_tax && self.axis.is_none_or(is_within)
    }

    /// Puts the facts into the finding, for the message `sum-described`.
    pub(super) fn describe(&self, finding: Finding, context: &Context<'_>) -> Finding {
        let or_none = |text: Option<String>| text.unwrap_or_else(|| "none".to_owned());
        let dossier = context.dossier;
        let (axes, fiches) = (&dossier.convention.axes, &dossier.fiches);
        let axis = self.axis.map(|axis| axes[axis].title.clone());
        let without = self.without.map(|rank| fiches[rank].code.to_string());
        let unit = Some(self.unit).filter(|unit| !unit.is_zero());
        let basis = ["computed", "drafted"][usize::from(self.is_drafted)];
        finding
            .arg("sum-column", context.column_name(self.column))
            .arg("sum-year", context.when(self.year))
            .arg("sum-axis", or_none(axis))
            .arg("sum-tax", self.tax.map_or("none", Tax::label))
            .arg("sum-without", or_none(without))
            .arg("sum-exact", self.exact)
            .arg("sum-basis", basis)
            .arg("sum-unit", or_none(unit.map(|unit| unit.to_string())))
    }
}

/// The simplest sum that gives `amount`, if there is just one.
pub(super) fn explain(context: &Context<'_>, amount: Amount) -> Option<Explanation> {
    let funders = &context.dossier.funders;
    let with_column = funders.iter().filter(|(_, funder)| funder.has_column);
    let with_column = with_column.map(|(id, _)| ColumnKind::Funder(id));
    let others = funders.others().next().map(|_| ColumnKind::Others);
    let kinds = with_column.chain(others).chain([ColumnKind::Total]);
    let mut sums: Vec<Explanation> = Vec::new();
    for column in kinds {
        // A drafted sum that is also the computed one is described as drafted: that is where it can be checked.
        sums.extend(sums_of(context, column, &drafted(context, column), amount));
        let computed = sums_of(context, column, &computed(context, column), amount);
        let is_new = |sum: &Explanation| !sums.contains(sum);
        let computed: Vec<_> = computed.into_iter().filter(is_new).collect();
        let is_drafted = false;
        let computed = computed.into_iter();
        sums.extend(computed.map(|sum| Explanation { is_drafted, ..sum }));
    }
    let (mut found, unrestricted): (Vec<_>, Vec<_>) =
        sums.into_iter().partition(|sum| sum.exact == amount);
    if found.is_empty() {
        let rounded = |sum: Explanation| {
            let (unit, _) = rounding(amount, sum.exact)?;
            Some(Explanation { unit, ..sum })
        };
        found = unrestricted.into_iter().filter_map(rounded).collect();
    }
    let least = found.iter().map(Explanation::cost).min()?;
    only(found.into_iter().filter(|sum| sum.cost() == least))
}

/// The euro, else the largest of 1 000, 100 and 10, that `amount` is a multiple of and within which it lies from
/// `exact`, and whether it lies below.
pub(super) fn rounding(amount: Amount, exact: Amount) -> Option<(Amount, bool)> {
    let fits = |unit: &i32| {
        let is_whole = (amount.decimal() % Decimal::from(*unit)).is_zero();
        is_whole && amount != exact && (amount - exact).abs() < Amount::whole(*unit)
    };
    let unit = [1, 1000, 100, 10].into_iter().find(fits)?;
    Some((Amount::whole(unit), amount < exact))
}

/// A column's sums that equal `amount`, and the one over all of it.
fn sums_of(
    context: &Context<'_>,
    column: ColumnKind,
    figures: &[Vec<Option<Amount>>],
    amount: Amount,
) -> Vec<Explanation> {
    let optional = |count| std::iter::once(None).chain((0..count).map(Some));
    let mut sums = Vec::new();
    let mut add = |of: Explanation| {
        let part = |(rank, fiche): (usize, &Fiche)| match of.year {
            _ if !of.counts(fiche, &context.dossier.convention) => Some(Amount::ZERO),
            Some(year) => figures[rank][year],
            None => figures[rank].iter().copied().sum(),
        };
        // No sum is formed with a figure that could not be read.
        let parts: Option<Vec<Amount>> = context.fiches().map(part).collect();
        let Some(parts) = parts else { return };
        let whole: Amount = parts.iter().copied().sum();
        // A fiche that adds nothing, or everything, explains nothing by being left out.
        let explains = |part: Amount| !part.is_zero() && part != whole && whole - part == amount;
        let left_out = (0..parts.len()).filter(|rank| explains(parts[*rank]));
        sums.extend(left_out.map(|rank| Explanation {
            without: Some(rank),
            exact: amount,
            ..of
        }));
        if !whole.is_zero() && (whole == amount || of.cost().1 == 0) {
            sums.push(Explanation { exact: whole, ..of });
        }
    };
    for tax in [None, Some(Tax::Excluded), Some(Tax::Included)] {
        for axis in optional(context.dossier.convention.axes.len()) {
            for year in optional(context.dossier.years().len()) {
                add(Explanation {
                    column,
                    is_drafted: true,
                    year,
                    axis,
                    tax,
                    without: None,
                    exact: Amount::ZERO,
                    unit: Amount::ZERO,
                });
            }
        }
    }
    sums
}

/// A column by fiche and year, as computed; none where something could not be read.
fn computed(context: &Context<'_>, column: ColumnKind) -> Vec<Vec<Option<Amount>>> {
    let part = |split: &Split| split.known_part(column, context.dossier.funders.all());
    let fiches = context.figures.fiches.iter();
    let fiches = fiches.map(|splits| splits.years.iter().map(part).collect());
    fiches.collect()
}

/// A column by fiche and year, as drafted in the recap; none where a cell could not be read.
fn drafted(context: &Context<'_>, column: ColumnKind) -> Vec<Vec<Option<Amount>>> {
    let dossier = context.dossier;
    let mut drafted = vec![vec![Some(Amount::ZERO); dossier.years().len()]; dossier.fiches.len()];
    for row in rows(dossier) {
        if let RowKind::Fiche(fiche) = row.draft.kind {
            for (year, amount) in drafted[fiche].iter_mut().enumerate() {
                let cell = row.cell(year, column).map(|cell| cell.value);
                *amount = amount.filter(|_| cell != Some(CellAmount::Unreadable));
                if let Some(amount) = amount {
                    *amount += row.drafted(year, column).unwrap_or_default();
                }
            }
        }
    }
    drafted
}
