use rust_decimal::{Decimal, prelude::ToPrimitive};
use serde_json::{Value, json};

use super::figures::{Figures, HEADING, ems, fit_columns, fit_usual, percent_texts, percents};
use crate::{
    compute::{Split, Splits},
    model::ColumnKind,
    money::Amount,
};

/// What the letter of a payer takes before the name, in thousandths of an em.
const LETTER: u32 = 1_600;
/// The most that a word of a payer's name takes over its column, in thousandths of an em: longer ones are broken.
const MOST_NAME: u32 = 7_500;

/// The page that says it all: what everything costs, who pays it, in which year and for which axis; none where nothing
/// is costed.
pub(crate) fn summary(figures: Figures<'_>) -> Option<Value> {
    let record = figures.record;
    let total = &record.total;
    if total.all.total.is_zero() {
        return None;
    }
    let columns = record.columns().into_iter();
    let columns: Vec<ColumnKind> = columns
        .filter(|column| *column != ColumnKind::Total)
        .collect();
    let parts = |split: &Split| -> Vec<Amount> {
        columns
            .iter()
            .map(|column| record.part(split, *column))
            .collect()
    };
    // Segments are in thousandths of the longest bar; what is promised beyond a cost is said, and has none.
    let length = |part: Amount| part.max(Amount::ZERO);
    let bars = |bars: &[(String, &Split)]| {
        let lengths = bars
            .iter()
            .map(|(_, split)| parts(split).into_iter().map(length).sum());
        let most: Amount = lengths.max().unwrap_or_default();
        let bar = |(label, split): &(String, &Split)| {
            let parts = parts(split).into_iter().map(|part| {
                let width =
                    (length(part).decimal() * Decimal::ONE_THOUSAND).checked_div(most.decimal());
                let width = width.and_then(|width| width.round().to_u32());
                let amount = (!part.is_zero()).then(|| figures.amount(part));
                json!({ "amount": amount, "width": width.unwrap_or_default() })
            });
            json!({
                "label": label,
                "total": figures.amount(split.total),
                "parts": parts.collect::<Vec<_>>(),
            })
        };
        bars.iter().map(bar).collect::<Vec<_>>()
    };
    let shares = parts(&total.all);
    let percents = percents(&shares, total.all.total);
    let payers = columns.iter().zip(&shares).zip(percent_texts(&percents));
    let payers = payers.map(|((column, share), percent)| {
        let name = match column {
            ColumnKind::Funder(id) => &record.funders[id.0].name,
            _ => record.label(*column),
        };
        json!({
            "kind": column.key(),
            "name": name,
            "column": record.label(*column),
            "amount": figures.amount(*share),
            "percent": percent,
        })
    });
    let years = record.convention.years.iter().zip(&total.years);
    let years: Vec<_> = years
        .map(|(year, split)| (year.to_string(), split))
        .collect();
    let axes = record.convention.axes.iter().zip(&record.axes);
    let axes = axes.filter(|(axis, splits): &(_, &Splits)| {
        axis.within.is_none() && axis.has_title() && !splits.all.total.is_zero()
    });
    let axes: Vec<_> = axes
        .map(|(axis, splits)| (axis.title.clone(), &splits.all))
        .collect();
    let widest = |part: &dyn Fn(&Split) -> Amount| {
        let splits = years.iter().chain(&axes);
        let amounts = splits.map(|(_, split)| ems(&figures.amount(part(split))));
        amounts.max().unwrap_or_default().max(HEADING)
    };
    // As wide as whole names where there is room, else as their words. Bold type is wider.
    let widths = |name: &dyn Fn(&str) -> u32| -> Vec<u32> {
        let payers = columns.iter().map(|column| {
            let name = name(record.label(*column)) * 11 / 10;
            widest(&|split| record.part(split, *column)).max(name)
        });
        let total = (columns.len() > 1).then(|| widest(&|split| split.total));
        payers.chain(total).collect()
    };
    let whole = widths(&|name| LETTER + ems(name));
    let words = widths(&|name| {
        let mut words = name.split(' ').map(|word| ems(word).min(MOST_NAME));
        let first = words.next().unwrap_or_default();
        words.fold(LETTER + first, u32::max)
    });
    let widths = if fit_usual(&whole) { whole } else { words };
    Some(json!({
        "total": figures.amount(total.all.total),
        "payers": payers.collect::<Vec<_>>(),
        "years": bars(&years),
        "axes": bars(&axes),
        "table": fit_columns(&widths),
    }))
}
