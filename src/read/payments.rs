//! `[[versements]]` and `[engagement]` of `convention.toml`, and who they are of.

use super::toml::{Table, amount, percentage};
use crate::{
    finding::Finding,
    model::{Claim, Commitment, FunderId, Funders, Payment, PaymentTerms},
    money::{Amount, Step},
    source::{Located, Period, Place, join, parse_year},
};

/// The keys for the amount of a payment, which has just one of them.
const TERMS: [&str; 3] = ["taux", "montant", "solde"];

/// A payment, and the texts of it that documents print.
pub(super) fn payment(table: &mut Table<'_>, years: &[Period], step: Step) -> Option<Payment> {
    table.require(&["libelle"]);
    let label = table.text("libelle");
    let payer_name = table.text("partie");
    let mut named = |key: &str| {
        table.parsed(key, &join(years, ", "), |text| {
            years.iter().position(|year| year.is_named(text))
        })
    };
    // `periode` is another key for the same, as in `arbitrages.toml`.
    let (year, period) = (named("annee"), named("periode"));
    if let (Some(year), Some(period)) = (&year, &period)
        && year.value != period.value
    {
        let drafted = years[period.value].to_string();
        let allowed = years[year.value].to_string();
        table.invalid("periode", period.place.clone(), drafted, &allowed);
    }
    let year = year.or(period);
    let is_due = |amount: &Amount| *amount > Amount::ZERO && step.divides(*amount);
    let fixed = match step {
        Step::Cent => "430370, 430370.50",
        Step::Euro => "430370",
    };
    let fixed = table.parsed("montant", fixed, |text| amount(text).filter(is_due));
    let rate = table.parsed("taux", "20", percentage);
    let base = table.text("base");
    let is_balance = table.flag("solde");
    let condition = table.text("condition");
    let due = table.date("echeance");
    let due = due.map(|due| due.map(|due| due.chars().take(10).collect()));
    let given: Vec<&str> = table.keys().filter(|key| TERMS.contains(key)).collect();
    let terms = match given[..] {
        [] => {
            table.require(&["taux"]);
            return None;
        }
        ["taux"] => {
            table.require(&["base"]);
            PaymentTerms::Rate {
                rate: rate?,
                base: base?,
                resolved: Claim::Advance,
            }
        }
        ["montant"] => PaymentTerms::Fixed { amount: fixed? },
        ["solde"] if is_balance => PaymentTerms::Balance,
        _ => {
            let drafted = given.join(", ");
            let place = table.place.clone();
            table.invalid("versements", place, drafted, &TERMS.join(" | "));
            return None;
        }
    };
    Some(Payment {
        label: label?,
        payer: FunderId(0),
        payer_name,
        year: year.map(|year| year.value),
        terms,
        condition,
        due,
        amount: None,
        place: table.place.clone(),
    })
}

/// What a payer commits; its years may lie beyond those of the agreement, as a balance is often paid later.
pub(super) fn commitment(table: &mut Table<'_>, years: &[Period]) -> Commitment {
    let payer_name = table.text("partie");
    let is_credit = |text: &str| amount(text).filter(|amount| !amount.is_negative());
    let total = table.parsed("ae", "836140", is_credit);
    let mut credits = Vec::new();
    table.table("cp", |table| {
        for key in table.keys() {
            let credit = table.parsed(key, "248320", is_credit);
            let named = years.iter().find(|year| year.is_named(key)).cloned();
            if let Some(year) = named.or_else(|| parse_year(key).map(Period::Year)) {
                credits.extend(credit.map(|credit| (year, credit)));
            } else {
                let (place, allowed) = (table.place.clone(), join(years, ", "));
                table.invalid("cp", place, key.to_owned(), &allowed);
            }
        }
        Some(())
    });
    let rank = |year: &Period| years.iter().position(|known_year| known_year == year);
    credits.sort_by_key(|(year, _)| (year.year(), rank(year)));
    Commitment {
        payer: FunderId(0),
        payer_name,
        total,
        years: credits,
        nature: account("nature", table),
        function: account("fonction", table),
        place: table.place.clone(),
    }
}

/// The number or the name of an account.
fn account(key: &str, table: &mut Table<'_>) -> Option<Located<String>> {
    let is_written = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    table.parsed(key, "65748", is_written)
}

/// Finds whose each payment is: whoever it names, else whoever its base or the others name, if that is one payer.
pub(super) fn payers(payments: &mut [Payment], funders: &Funders, findings: &mut Vec<Finding>) {
    let payers = payments
        .iter()
        .map(|payment| match (&payment.payer_name, &payment.terms) {
            (Some(name), _) => named("partie", name, funders, findings),
            (None, PaymentTerms::Rate { resolved, .. }) => payer_of(*resolved),
            (None, _) => None,
        });
    let payers: Vec<Option<FunderId>> = payers.collect();
    let usual = only(payers.iter().flatten().copied()).or_else(|| only_party(funders));
    for (payment, payer) in payments.iter_mut().zip(payers) {
        match payer.or(usual) {
            Some(payer) => payment.payer = payer,
            None if payment.payer_name.is_some() => {}
            None => findings.push(missing(payment.place.clone())),
        }
    }
}

/// The same of commitments: else whoever pays, or pays the advance, if that is one payer.
pub(super) fn committed(
    commitments: &mut [Commitment],
    paying: impl Iterator<Item = FunderId>,
    funders: &Funders,
    findings: &mut Vec<Finding>,
) {
    let usual = only(paying).or_else(|| only_party(funders));
    for commitment in commitments {
        let payer = match &commitment.payer_name {
            Some(name) => named("partie", name, funders, findings),
            None => usual,
        };
        if payer.is_none() && commitment.payer_name.is_none() {
            findings.push(missing(commitment.place.clone()));
        }
        commitment.payer = payer.unwrap_or(commitment.payer);
    }
}

/// Who pays what a claim is of, if that is one payer.
pub(super) fn payer_of(claim: Claim) -> Option<FunderId> {
    match claim {
        Claim::Share { funder, .. } => Some(funder),
        _ => None,
    }
}

/// The funder of this name under a key; nobody is a finding.
pub(super) fn named(
    key: &'static str,
    name: &Located<String>,
    funders: &Funders,
    findings: &mut Vec<Finding>,
) -> Option<FunderId> {
    let found = funders.find(name);
    if found.is_none() {
        let names = funders.iter().map(|(_, funder)| &funder.column);
        let finding = Finding::error("value-invalid", name.place.clone()).drafted(name.as_str());
        findings.push(finding.arg("key", key).arg("allowed", join(names, ", ")));
    }
    found
}

fn missing(place: Place) -> Finding {
    Finding::error("key-missing", place).arg("key", "partie")
}

fn only_party(funders: &Funders) -> Option<FunderId> {
    only(funders.parties().map(|(id, _)| id))
}

/// The one payer that they all are.
fn only(mut payers: impl Iterator<Item = FunderId>) -> Option<FunderId> {
    let first = payers.next()?;
    payers.all(|payer| payer == first).then_some(first)
}
