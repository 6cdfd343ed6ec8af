use serde_json::{Value, json};

use super::figures::Figures;
use crate::{
    model::{Claim, Payment, PaymentTerms},
    money::Amount,
    source::date_in_words,
};

/// The payments, in their order; none where the agreement does not define them.
pub(crate) fn payments(figures: Figures<'_>) -> Option<Value> {
    let record = figures.record;
    let payments = &record.convention.payments;
    let known = payments
        .iter()
        .map(|payment| Some((payment, payment.amount?)));
    let known: Vec<(&Payment, Amount)> = known.collect::<Option<_>>()?;
    if known.is_empty() {
        return None;
    }
    let is_whole = known.iter().all(|(_, amount)| amount.is_whole());
    let shown = |amount: Amount| figures.exact_with(amount, if is_whole { 0 } else { 2 });
    let years = &record.convention.years;
    let rows = known.iter().zip(1..).map(|((payment, amount), number)| {
        let funder = &record.funders[payment.payer.0];
        let (kind, rate) = match &payment.terms {
            PaymentTerms::Rate { rate, .. } => ("rate", Some(rate.value.to_string())),
            PaymentTerms::Fixed { .. } => ("fixed", None),
            PaymentTerms::Balance => ("balance", None),
        };
        json!({
            "rank": payment.payer.0,
            "number": number,
            "label": payment.label,
            "payer": funder.name,
            "column": funder.column,
            "year": payment.share_year().and_then(|year| years.get(year)),
            "kind": kind,
            "rate": rate,
            "base": base(figures, payment),
            "condition": payment.condition,
            "due": payment.due.as_deref().map(|due| date_in_words(due)),
            "amount": shown(*amount),
            "words": figures.in_words(*amount),
        })
    });
    let mut payers = Vec::new();
    for (payment, _) in &known {
        if !payers.contains(&payment.payer) {
            payers.push(payment.payer);
        }
    }
    let payers = payers.into_iter().map(|payer| {
        let funder = &record.funders[payer.0];
        let paid = known.iter().filter(|(payment, _)| payment.payer == payer);
        let sum: Amount = paid.map(|(_, amount)| *amount).sum();
        json!({ "rank": payer.0, "payer": funder.name, "column": funder.column, "amount": shown(sum), "words": figures.in_words(sum) })
    });
    Some(json!({
        "rows": rows.collect::<Vec<_>>(),
        "payers": payers.collect::<Vec<_>>(),
    }))
}

/// The base of a rate: the payer's share, the share of another party by its name, or the cost; of a year or of all.
fn base(figures: Figures<'_>, payment: &Payment) -> Option<Value> {
    let PaymentTerms::Rate { resolved, .. } = &payment.terms else {
        return None;
    };
    let record = figures.record;
    let (kind, name, year) = match *resolved {
        Claim::Share { funder, year } if funder == payment.payer => ("share", None, year),
        Claim::Share { funder, year } => (
            "share",
            Some(record.funders[funder.0].column.as_str()),
            year,
        ),
        Claim::Hand { funder, year } => ("share", Some(record.funders[funder.0].hand_name()), year),
        Claim::Total { year } => ("cost", None, year),
        Claim::Others | Claim::Advance => return None,
    };
    let year = year.map(|year| &record.convention.years[year]);
    Some(json!({ "kind": kind, "name": name, "year": year }))
}
