use serde_json::{Value, json};

use super::figures::{Figures, fit, mentions};
use crate::{
    model::{Funder, Tax},
    money::{Amount, Rate, french_decimal},
    record::{FicheRecord, FundingRecord, LineRecord},
    source::fold,
};

/// How many rows fit one page, even when each takes two or three lines.
const SHORT_BUDGET: usize = 18;

/// A fiche.
pub(crate) fn fiche(figures: Figures<'_>, fiche: &FicheRecord) -> Value {
    let record = figures.record;
    let table = fit(&figures.totals(&fiche.splits));
    let tables = table["periods"].as_array().map_or(1, Vec::len);
    let rows = fiche.lines.len() + fiche.funding.len() + fiche.mentions.len();
    let convention = &record.convention;
    let mut axes: Vec<&str> = convention
        .levels(fiche.axis)
        .map(|axis| &*convention.axes[axis].title)
        .collect();
    axes.reverse();
    json!({
        "code": fiche.code.to_string(),
        "title": fiche.title,
        "axes": axes,
        "leader": fiche.leader,
        "calendar": fiche.calendar,
        "partners": fiche.partners,
        "sections": fiche.sections,
        "years": record.convention.years,
        "table": table,
        "has_short_budget": tables * rows <= SHORT_BUDGET,
        "costs": (!fiche.lines.is_empty()).then(|| costs(fiche, figures)),
        "funding": funding(fiche, figures),
        "mentions": mentions(record, fiche),
    })
}

/// The cost table, its lines by nature.
fn costs(fiche: &FicheRecord, figures: Figures<'_>) -> Value {
    let tax = |line: &LineRecord| line.tax.map(Tax::label);
    // Said once when all lines say the same, else line by line.
    let first = fiche.lines.first().and_then(tax);
    let common = first.filter(|_| fiche.lines.iter().all(|line| tax(line) == first));
    let line = |line: &&LineRecord| {
        let amounts = || line.years.iter().filter_map(|cost| cost.amount);
        let years = line.years.iter().map(|cost| {
            json!({
                "amount": cost.amount.map(|amount| figures.euros(amount)),
                "days": cost.days.map(french_decimal),
            })
        });
        json!({
            "label": line.label,
            "tax": tax(line).filter(|_| common.is_none()),
            "years": years.collect::<Vec<_>>(),
            "all": amounts().next().map(|_| figures.euros(amounts().sum::<Amount>())),
        })
    };
    let group = |lines: &Vec<&LineRecord>| {
        json!({
            "nature": lines[0].nature.as_ref().filter(|_| !repeats_nature(lines)),
            "lines": lines.iter().map(line).collect::<Vec<_>>(),
        })
    };
    json!({
        "tax": common,
        "groups": by_nature(&fiche.lines).iter().map(group).collect::<Vec<_>>(),
        "totals": figures.total_row(&fiche.splits),
    })
}

fn by_nature(lines: &[LineRecord]) -> Vec<Vec<&LineRecord>> {
    let key = |line: &LineRecord| line.nature.as_deref().map(fold).unwrap_or_default();
    let mut groups: Vec<Vec<&LineRecord>> = Vec::new();
    for line in lines {
        match groups.iter_mut().find(|group| key(group[0]) == key(line)) {
            Some(group) => group.push(line),
            None => groups.push(vec![line]),
        }
    }
    groups
}

/// « Outils pédagogiques » says nothing more above « Outils pédagogiques innovants ».
fn repeats_nature(lines: &[&LineRecord]) -> bool {
    let [line] = lines else { return false };
    let (Some(nature), Some(label)) = (&line.nature, &line.label) else {
        return false;
    };
    fold(label).starts_with(fold(nature).trim_end_matches('s'))
}

/// The funding table; none if nobody pays.
fn funding(fiche: &FicheRecord, figures: Figures<'_>) -> Option<Value> {
    let splits = &fiche.splits;
    let mut years = splits.years.iter();
    let has_unallocated = years.any(|split| !split.unallocated.is_zero());
    if fiche.funding.is_empty() && !has_unallocated {
        return None;
    }
    // Fixed amounts prevail over a rate.
    let is_claimed =
        |rule: &FundingRecord| rule.rate.is_some() && rule.fixed.iter().any(Option::is_some);
    let rate = |rule: &FundingRecord| {
        json!({
            "rate": rule.rate.map(|rate| rate.to_string()),
            "nature": rule.nature,
            "is_claimed": is_claimed(rule),
        })
    };
    let row = |(rank, funder): (usize, &Funder)| {
        let rules = fiche.funding.iter().filter(|rule| rule.funder == rank);
        let rates: Vec<Value> = rules.map(rate).collect();
        (!rates.is_empty()).then(|| {
            json!({
                "name": funder.name,
                "rates": rates,
                "amounts": figures.row(splits, |split| split.shares[rank]),
            })
        })
    };
    let rows = figures.record.funders.iter().enumerate().filter_map(row);
    let rates = fiche.funding.iter();
    let rates = rates.map(|rule| rule.rate.filter(|_| rule.nature.is_none()));
    // The sum of the rates, when each of them covers the whole cost.
    let whole: Option<Vec<Rate>> = rates.collect();
    let sum = whole.filter(|rates| !rates.is_empty());
    Some(json!({
        "rows": rows.collect::<Vec<_>>(),
        "rate": sum.map(|rates| rates.into_iter().sum::<Rate>().to_string()),
        "has_claimed_rates": fiche.funding.iter().any(is_claimed),
        "unallocated": has_unallocated.then(|| figures.row(splits, |split| split.unallocated)),
        "totals": figures.total_row(splits),
    }))
}
