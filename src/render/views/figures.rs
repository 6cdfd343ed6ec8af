//! How figures are written, and how wide what is written is: enough to choose a size of type.

use std::ops::Range;

use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::{
    compute::{Split, Splits},
    model::{Display, Mention},
    money::{Amount, Step, apportion, french_decimal},
    record::{FicheRecord, Record},
    render::typst::advance,
    source::{fold, full_stop},
};

/// How finely percentages are worked out before they are rounded.
const DECIMALS: u32 = 10;

/// A record, and how every amount of it is written: as the agreement asks, else in whole euros when all of them are
/// whole, else in cents.
#[derive(Clone, Copy, Debug)]
pub(in crate::render) struct Figures<'a> {
    pub(in crate::render) record: &'a Record,
    /// How many decimals exact amounts have.
    decimals: u32,
}

impl<'a> Figures<'a> {
    /// The number of decimals that the record's amounts ask for.
    pub(crate) fn new(record: &'a Record) -> Self {
        let is_whole = record.budgets().all(|fiche| {
            let costs = fiche.lines.iter().flat_map(|line| &line.years);
            let costs = costs.filter_map(|cost| cost.amount);
            let fixed = fiche.funding.iter().flat_map(|rule| &rule.fixed);
            let shares = fiche.splits.years.iter().flat_map(|split| &split.shares);
            let mut amounts = costs.chain(fixed.flatten().chain(shares).copied());
            amounts.all(Amount::is_whole)
        });
        let decimals = if is_whole { 0 } else { 2 };
        Self { record, decimals }
    }

    /// `1 234 €`, `1 k€`; without a unit where that of the agreement stands over the figures.
    pub(super) fn amount(self, amount: Amount) -> String {
        let sign = match (&self.record.convention.unit, self.record.convention.display) {
            (Some(_), _) => "",
            (None, Display::Milliers) => "\u{a0}k€",
            (None, _) => "\u{a0}€",
        };
        self.number(amount) + sign
    }

    /// The same, whatever documents round to: what is signed for.
    pub(super) fn exact(self, amount: Amount) -> String {
        self.exact_with(amount, self.decimals)
    }

    /// The same with its own decimals: what is typed apart from the budget.
    pub(in crate::render) fn signed(self, amount: Amount) -> String {
        match &self.record.convention.unit {
            Some(unit) => amount.with_unit(unit),
            None if amount.is_whole() => amount.french(self.decimals),
            None => amount.french(2),
        }
    }

    /// The same with so many decimals.
    pub(super) fn exact_with(self, amount: Amount, decimals: u32) -> String {
        match self.record.convention.unit {
            Some(_) => amount.french_number(decimals),
            None => amount.french(decimals),
        }
    }

    /// In words; nothing where amounts are no euros.
    pub(in crate::render) fn in_words(self, amount: Amount) -> Option<String> {
        let is_euros = self.record.convention.unit.is_none();
        is_euros.then(|| amount.in_words())
    }

    fn number(self, amount: Amount) -> String {
        match self.record.convention.display {
            Display::Centimes => amount.french_number(self.decimals),
            Display::Euros => amount.french_number(0),
            Display::Milliers => amount.in_thousands().french_number(0),
        }
    }

    /// `1 234`, or nothing for zero: the template draws a dash.
    pub(super) fn number_or_nothing(self, amount: Amount) -> Option<String> {
        (!amount.is_zero()).then(|| self.number(amount))
    }

    /// The amounts that `part` takes from each year, then over all years; nothing for zero.
    pub(super) fn row(self, splits: &Splits, part: impl Fn(&Split) -> Amount) -> Value {
        let shown = |split: &Split| Some(part(split)).filter(|part| !part.is_zero());
        let shown = |split: &Split| shown(split).map(|part| self.amount(part));
        let years: Vec<_> = splits.years.iter().map(shown).collect();
        json!({ "years": years, "all": shown(&splits.all) })
    }

    /// The totals of each year, then over all years, zero included.
    pub(super) fn totals(self, splits: &Splits) -> Vec<String> {
        let all = splits.years.iter().chain([&splits.all]);
        all.map(|split| self.amount(split.total)).collect()
    }

    /// The totals as a row.
    pub(super) fn total_row(self, splits: &Splits) -> Value {
        self.row(splits, |split| split.total)
    }
}

/// What part of a total each of its parts is, to two decimals of a percent; they add up as printed. None of no total.
pub(super) fn percents(parts: &[Amount], total: Amount) -> Vec<Amount> {
    let Some(percents) = Decimal::ONE_HUNDRED.checked_div(total.decimal()) else {
        return Vec::new();
    };
    let exact = parts
        .iter()
        .map(|part| part.times(percents).rounded(DECIMALS));
    let mut exact: Vec<Amount> = exact.collect();
    // What the division leaves goes to the largest, so that they come to 100 % exactly.
    let all = Amount::bounded(Decimal::ONE_HUNDRED).unwrap_or_default();
    let left = all - exact.iter().copied().sum::<Amount>();
    if let Some(largest) = exact.iter_mut().max() {
        *largest += left;
    }
    apportion(&exact, Step::Cent)
}

pub(super) fn percent(percent: Amount) -> String {
    format!("{}\u{a0}%", french_decimal(percent.decimal()))
}

/// The remarks of a fiche; one made to several funders comes once.
pub(super) fn mentions(record: &Record, fiche: &FicheRecord) -> Vec<Value> {
    let mut merged: Vec<(&Mention, Vec<&str>)> = Vec::new();
    for mention in &fiche.mentions {
        let funder = mention.funder.map(|id| &*record.funders[id.0].column);
        let same = merged.iter_mut().find(|(other, _)| {
            fold(&other.text) == fold(&mention.text)
                && other.nature == mention.nature
                && other.funder.is_none() == funder.is_none()
        });
        match same {
            Some((_, funders)) => funders.extend(funder.filter(|own| !funders.contains(own))),
            None => merged.push((mention, funder.into_iter().collect())),
        }
    }
    let view = |(mention, funders): (&Mention, Vec<&str>)| {
        let text = full_stop(&mention.text);
        json!({ "funders": funders, "nature": mention.nature, "text": text })
    };
    merged.into_iter().map(view).collect()
}

/// What a portrait page holds beside the labels of a table, in thousandths of a point.
const ROOM: u32 = 376_000;
/// What a column of text holds.
const COLUMN: u32 = 391_000;
/// The least that labels get of it: others wrap.
const LABELS: u32 = 80_000;
/// From the usual size of tables to the smallest bearable, in tenths of a point.
pub(in crate::render) const SIZES: [u32; 5] = [90, 80, 70, 65, 60];

/// A text's width in thousandths of an em of Noto Sans.
pub(in crate::render) fn ems(text: &str) -> u32 {
    text.chars().map(advance).sum()
}

/// The largest of `sizes` at which columns fit their pages, over as few tables as can be, and how many columns each
/// table has; none if a single column is too wide for the smallest size.
pub(super) fn spread(
    columns: usize,
    sizes: &[u32],
    fits: impl Fn(Range<usize>, u32) -> bool,
) -> Option<(u32, usize)> {
    (1..=columns).find_map(|tables| {
        let each = columns.div_ceil(tables);
        let all_fit = |size: &&u32| {
            let mut starts = (0..columns).step_by(each);
            starts.all(|start| fits(start..columns.min(start + each), **size))
        };
        Some((*sizes.iter().find(all_fit)?, each))
    })
}

/// How a table of yearly amounts fits the page: the largest type at which it does, in one table if it can be, else
/// the years over several. It has these totals, those of each year and that of all, its labels and a column of rates.
/// In a fiche, it is narrow if it fits a column of text, with labels of this width in thousandths of an em.
pub(super) fn fit(totals: &[String], labels: Option<u32>) -> Value {
    let years = totals.len().saturating_sub(1);
    // The total of a single year would be that year again.
    let count = if years == 1 { 1 } else { totals.len() };
    // As wide as the amount or, at least, as the template makes the heading of a year.
    let width = |total: &String| ems(total).max(5_500);
    let needed = |columns: Range<usize>, size| {
        let insets = if size < SIZES[0] { 6_000 } else { 10_000 };
        let count = u32::try_from(columns.len()).unwrap_or(u32::MAX);
        let widths: u32 = totals[columns].iter().map(width).sum();
        // One more column for the rates.
        (widths + 4_500) * size / 10 + (count + 1) * insets
    };
    let fits = |columns, size| needed(columns, size) <= ROOM;
    let is_narrow = labels.map(|labels| {
        let labels = (labels.saturating_mul(SIZES[0]) / 10 + 10_000).max(LABELS);
        needed(0..count, SIZES[0]).saturating_add(labels) <= COLUMN
    });
    let (size, each) = spread(count, &SIZES, fits).unwrap_or((SIZES[SIZES.len() - 1], 1));
    // The years of each table, by rank, up to the one after the last, and whether the total over all years follows.
    let period = |from: usize| {
        let end = count.min(from + each);
        json!({
            "from": from,
            "to": end.min(years),
            "has_total": end > years,
            "columns": end - from,
        })
    };
    let periods: Vec<Value> = (0..count).step_by(each).map(period).collect();
    let mut fit = json!({ "size": size, "periods": periods });
    if let Some(is_narrow) = is_narrow {
        fit["is_narrow"] = is_narrow.into();
    }
    fit
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fitted(years: usize, total: &str) -> Value {
        fit(&vec![total.to_owned(); years + 1], None)
    }

    #[test]
    fn many_years_or_long_amounts_are_set_smaller() {
        assert_eq!(fitted(3, "1\u{202f}481\u{202f}250\u{a0}€")["size"], 90);
        assert_eq!(fitted(6, "481\u{202f}250\u{a0}€")["size"], 70);
    }

    #[test]
    fn more_years_than_a_page_is_wide_are_spread_over_tables() {
        let spread = |years, total: &str| {
            let fit = fitted(years, total);
            let period = |one: &Value| {
                (
                    one["from"].clone(),
                    one["to"].clone(),
                    one["has_total"] == true,
                )
            };
            let periods = fit["periods"].as_array().expect("a list");
            periods.iter().map(period).collect::<Vec<_>>()
        };
        let period = |from: usize, to: usize, has_total| (from.into(), to.into(), has_total);
        assert_eq!(spread(3, "481\u{202f}250\u{a0}€"), [period(0, 3, true)]);
        assert_eq!(
            spread(10, "481\u{202f}250\u{a0}€"),
            [period(0, 6, false), period(6, 10, true)]
        );
        let widest = format!("99{}\u{a0}€", "\u{202f}999".repeat(8));
        assert_eq!(spread(20, &widest).last(), Some(&period(18, 20, true)));
    }

    #[test]
    fn columns_are_spread_over_tables_only_when_they_must_be() {
        let fit = |count, width: u32| {
            spread(count, &[75, 70], |columns, size| {
                u32::try_from(columns.len()).expect("few") * width * size <= 7_500
            })
        };
        assert_eq!(fit(4, 25), Some((75, 4)));
        assert_eq!(fit(4, 26), Some((70, 4)));
        assert_eq!(fit(4, 40), Some((75, 2)));
        assert_eq!(fit(2, 400), None);
    }
}
