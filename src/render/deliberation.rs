//! `bloc-deliberation.html`: what each assembly that approves the agreement pastes into its deliberation.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{
    html::PageTemplates,
    views::{Figures, payments},
};
use crate::{
    error::Error,
    locale::Locale,
    model::{Commitment, FunderId, Party},
    money::Amount,
    record::{Moved, Record},
    source::{Period, date_in_words},
};

/// The page; none where the agreement defines neither payments nor commitments.
///
/// # Errors
/// [`Error::Document`], which would be a defect of this program.
pub(crate) fn deliberation(record: &Record) -> Result<Option<String>, Error> {
    let convention = &record.convention;
    if convention.payments.is_empty() && convention.commitments.is_empty() {
        return Ok(None);
    }
    let texts = Locale::french();
    let parties = convention.parties.iter().enumerate();
    let fiches = record.fiches.iter();
    let fiches = fiches.map(|fiche| json!({ "code": fiche.code, "title": fiche.title }));
    let view = json!({
        "title": convention.title,
        "stage": date_in_words(&convention.stage),
        "fingerprint": record.fingerprint(),
        "is_final": convention.purpose.is_final(),
        "named_periods": convention.years.iter().any(|year| year.year().is_none()),
        "parties": parties.map(|(rank, party)| section(record, rank, party)).collect::<Vec<_>>(),
        "fiches": fiches.collect::<Vec<_>>(),
        "amendment": record.amendment.as_ref().map(|amendment| json!({ "number": amendment.number, "title": amendment.base.title })),
    });
    let page = PageTemplates::new(&texts)?;
    let page = page.render("deliberation.html", &view, &["deliberation.css"], &[])?;
    Ok(Some(page))
}

/// What one party approves.
fn section(record: &Record, rank: usize, party: &Party) -> Value {
    let figures = Figures::new(record);
    let (convention, total) = (&record.convention, &record.total);
    let amount = |amount: Amount| json!({ "amount": figures.signed(amount), "words": figures.in_words(amount) });
    let years = convention.years.iter().zip(&total.years);
    let years = years.map(|(year, split)| {
        let mut row = amount(split.shares[rank]);
        row["year"] = json!(year);
        row
    });
    let others = convention.parties.iter().enumerate();
    let others = others.filter(|(other, _)| *other != rank);
    let mut commitments = convention.commitments.iter();
    let commitment = commitments.find(|commitment| commitment.payer == FunderId(rank));
    let is_paying = !total.all.shares[rank].is_zero();
    // Without a commitment in the dossier, a party that pays over several years gets blanks to fill in.
    let has_commitment = is_paying && convention.unit.is_none() && convention.years.len() > 1;
    let payments = payments(figures);
    let of = |list: &str| -> Vec<&Value> {
        let list = payments
            .as_ref()
            .and_then(|payments| payments[list].as_array());
        let is_of_party = |row: &&Value| row["rank"] == rank;
        list.into_iter().flatten().filter(is_of_party).collect()
    };
    // The party's share before the amendment, and what the amendment adds to it.
    let moved = record.amendment.as_ref().map(|amendment| {
        let column = &record.funders[rank].column;
        let mut totals = amendment.totals.iter();
        let row = totals.find(|row| row.payer.as_ref() == Some(column));
        let before = row.map_or(Amount::ZERO, |row| row.all()[0]);
        let added = row.map_or(Amount::ZERO, Moved::added);
        json!({ "before": figures.signed(before), "added": figures.signed(added), "is_same": added.is_zero() })
    });
    json!({
        "name": party.name,
        "moved": moved,
        "others": enumerated(others.map(|(_, other)| other.called()).collect()),
        "share": amount(total.all.shares[rank]),
        "years": years.collect::<Vec<_>>(),
        "is_paying": is_paying,
        "has_budget": convention.unit.is_none(),
        "credits": (has_commitment || commitment.is_some()).then(|| credits(commitment, FunderId(rank), figures)),
        "nature": commitment.and_then(|commitment| commitment.nature.as_ref()),
        "function": commitment.and_then(|commitment| commitment.function.as_ref()),
        "payments": of("rows"),
        "paid": of("payers").first().map(|row| &row["amount"]),
        "signatory": party.signatory,
        "quality": party.quality,
    })
}

/// The credits of each year of the commitment; without any, blanks for the years of the agreement and of its payments.
fn credits(commitment: Option<&Commitment>, payer: FunderId, figures: Figures<'_>) -> Value {
    let committed = commitment
        .into_iter()
        .flat_map(|commitment| &commitment.years);
    let mut rows: Vec<Value> = committed
        .map(|(year, credit)| json!({ "year": year, "amount": figures.signed(credit.value) }))
        .collect();
    if rows.is_empty() {
        let convention = &figures.record.convention;
        let payments = convention
            .payments
            .iter()
            .filter(|payment| payment.payer == payer);
        let paid: BTreeSet<i32> = payments
            .filter_map(|payment| payment.paid_in(&convention.years)?.year())
            .collect();
        let is_later = |year: &i32| {
            let mut years = convention.years.iter().map(Period::year);
            !years.any(|budget_year| budget_year == Some(*year))
        };
        let later = paid
            .into_iter()
            .filter(is_later)
            .map(|year| json!({ "year": year }));
        let years = convention.years.iter().map(|year| json!({ "year": year }));
        rows = years.chain(later).collect();
    }
    let total = commitment
        .and_then(|commitment| commitment.total.as_ref())
        .map(|total| figures.signed(total.value));
    json!({ "total": total, "years": rows })
}

/// `A, B et C`
fn enumerated(mut names: Vec<String>) -> String {
    let last = names.pop().unwrap_or_default();
    match names[..] {
        [] => last,
        _ => format!("{} et {last}", names.join(", ")),
    }
}
