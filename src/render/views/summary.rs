use rust_decimal::{Decimal, prelude::ToPrimitive};
use serde_json::{Value, json};

use super::figures::{Figures, percent_texts, percents};
use crate::{
    compute::{Split, Splits},
    model::ColumnKind,
    money::Amount,
};

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
    let shown = |split: &Split| {
        let parts = parts(split).into_iter().enumerate();
        parts.filter(|(_, part)| !part.is_zero())
    };
    let length = |part: Amount| part.max(Amount::ZERO);
    let bars = |bars: Vec<(String, &Split)>| {
        let lengths = bars
            .iter()
            .map(|(_, split)| shown(split).map(|(_, part)| length(part)).sum());
        let most: Amount = lengths.max().unwrap_or_default();
        let bar = |(label, split): (String, &Split)| {
            let parts = shown(split).map(|(payer, part)| {
                let width =
                    (length(part).decimal() * Decimal::ONE_THOUSAND).checked_div(most.decimal());
                let width = width.and_then(|width| width.round().to_u32());
                json!({ "payer": payer, "amount": figures.amount(part), "width": width })
            });
            json!({
                "label": label,
                "total": figures.amount(split.total),
                "parts": parts.collect::<Vec<_>>(),
            })
        };
        bars.into_iter().map(bar).collect::<Vec<_>>()
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
    let years = years.map(|(year, split)| (year.to_string(), split));
    let axes = record.convention.axes.iter().zip(&record.axes);
    let axes = axes.filter(|(axis, splits): &(_, &Splits)| {
        axis.within.is_none() && axis.has_title() && !splits.all.total.is_zero()
    });
    let axes = axes.map(|(axis, splits)| (axis.title.clone(), &splits.all));
    Some(json!({
        "total": figures.amount(total.all.total),
        "payers": payers.collect::<Vec<_>>(),
        "years": bars(years.collect()),
        "axes": bars(axes.collect()),
    }))
}
