//! `[publication]` of `convention.toml`: what open data on grants need, whole or reported.

use super::{payments::named, toml::Table};
use crate::{
    finding::Finding,
    model::{Aid, Convention, FunderId, Funders, Publication},
    source::{Located, join},
};

/// No text of open data is longer.
const LONGEST: usize = 256;
/// The number of La Poste, whose establishments are numbered by another rule.
const LA_POSTE: &str = "356000000";

pub(super) fn publication(table: &mut Table<'_>) -> Option<Publication> {
    table.require(&[
        "attribuant",
        "beneficiaire",
        "date_convention",
        "notification_ue",
    ]);
    let grantors = table.text_or_texts("attribuant");
    let beneficiary = table.text("beneficiaire");
    let date = table.date("date_convention");
    let mut text = |key: &str| {
        let is_short = |text: &str| {
            let text = text.trim();
            (!text.is_empty() && text.chars().count() <= LONGEST).then(|| text.to_owned())
        };
        let text = table.parsed(key, "1–256", is_short);
        text.map(|text| text.value)
    };
    let (decision, object) = (text("reference_decision"), text("objet"));
    let (conditions, program) = (text("conditions"), text("dispositif"));
    let period = table.parsed("periode_versement", "2018-12-31/2021-06-30", period);
    let nature = table.one_of("nature", &Aid::ALL).unwrap_or_default();
    let is_notified = table.flag("notification_ue");
    Some(Publication {
        grantors: Vec::new(),
        beneficiary: FunderId(0),
        names: (grantors, Some(beneficiary?)),
        date: date?.value.chars().take(10).collect(),
        decision,
        object,
        nature,
        conditions,
        period: period.map(|period| period.value),
        is_notified,
        program,
        place: table.place.clone(),
    })
}

/// A day, or a first and a last one.
fn period(text: &str) -> Option<String> {
    let days: Vec<&str> = text.trim().split('/').collect();
    let is_day = |day: &&str| {
        let parsed: Result<::toml::value::Datetime, _> = day.parse();
        day.len() == 10 && parsed.is_ok_and(|day| day.date.is_some() && day.time.is_none())
    };
    let is_period = days.len() <= 2 && days.iter().all(is_day) && days.is_sorted();
    is_period.then(|| days.join("/"))
}

/// The number of an establishment, `siret`.
pub(super) fn siret(table: &mut Table<'_>) -> Option<String> {
    let digits = |text: &str| {
        let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let is_number = digits.len() == 14 && digits.bytes().all(|c| c.is_ascii_digit());
        is_number.then_some(digits)
    };
    let typed = table.parsed("siret", "73282932000074", digits)?;
    let number = checked(&typed.value);
    if number.is_none() {
        let finding = Finding::error("value-invalid", typed.place).variant("siret");
        table.report(finding.drafted(typed.value).arg("key", "siret"));
    }
    number
}

/// The 14 digits of such a number, if its check digit is right.
fn checked(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let values: Option<Vec<u32>> = digits.chars().map(|c| c.to_digit(10)).collect();
    let values = values.filter(|values| values.len() == 14)?;
    let pairs = values.chunks_exact(2);
    let sums = pairs.map(|pair| pair[0] * 2 / 10 + pair[0] * 2 % 10 + pair[1]);
    let is_luhn = sums.sum::<u32>() % 10 == 0;
    let is_post = digits.starts_with(LA_POSTE) && values.iter().sum::<u32>() % 5 == 0;
    (is_luhn || is_post).then_some(digits)
}

/// Finds who grants and who receives; what open data cannot do without is a finding.
pub(super) fn resolve(convention: &mut Convention, funders: &Funders, findings: &mut Vec<Finding>) {
    let Some(publication) = &mut convention.publication else {
        return;
    };
    let mut find = |name: &Located<String>, key: &'static str| {
        let funder = named(key, name, funders, findings)?;
        if funders[funder].siret.is_none() {
            let missing = Finding::error("key-missing", name.place.clone());
            let missing = missing.variant("siret").arg("key", "siret");
            findings.push(missing.arg("who", funders[funder].name.as_str()));
        }
        Some(funder)
    };
    let (grantors, beneficiary) = &publication.names;
    let found = grantors.iter().filter_map(|name| find(name, "attribuant"));
    publication.grantors = found.collect();
    let beneficiary = beneficiary
        .as_ref()
        .and_then(|name| find(name, "beneficiaire"));
    publication.beneficiary = beneficiary.unwrap_or(publication.beneficiary);
    // Nobody grants to oneself.
    let mut grantors = grantors.iter().filter(|_| beneficiary.is_some());
    if let Some(name) = grantors.find(|name| funders.find(name) == beneficiary) {
        let others = funders.iter().filter(|(id, _)| Some(*id) != beneficiary);
        let allowed = join(others.map(|(_, funder)| &funder.column), ", ");
        let finding = Finding::error("value-invalid", name.place.clone()).drafted(name.as_str());
        findings.push(finding.arg("key", "attribuant").arg("allowed", allowed));
    }
    let mut missing = |key: &'static str| {
        let finding = Finding::error("key-missing", publication.place.clone());
        findings.push(finding.arg("key", key));
    };
    let payments_of = |grantor: FunderId| {
        let payments = convention.payments.iter();
        payments.filter(move |payment| payment.payer == grantor)
    };
    let pays_nothing = |grantor: &FunderId| payments_of(*grantor).next().is_none();
    let is_dated = |grantor: &FunderId| {
        !pays_nothing(grantor) && payments_of(*grantor).all(|payment| payment.due.is_some())
    };
    let grantors = &publication.grantors;
    if publication.conditions.is_none() && grantors.iter().any(pays_nothing) {
        missing("conditions");
    }
    if publication.period.is_none() && !grantors.iter().all(is_dated) {
        missing("periode_versement");
    }
    if publication.object.is_none() && convention.title.chars().count() > LONGEST {
        missing("objet");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_siret_has_a_check_digit() {
        assert_eq!(checked("242 100 410 00064"), None);
        assert_eq!(checked("73282932000074").as_deref(), Some("73282932000074"));
        assert_eq!(
            checked("732 829 320 00074").as_deref(),
            Some("73282932000074")
        );
        assert_eq!(checked("73282932000075"), None);
        // Of La Poste: a sum of digits that five divides.
        assert_eq!(checked("35600000000048").as_deref(), Some("35600000000048"));
        assert_eq!(checked("35600000009075").as_deref(), Some("35600000009075"));
        assert_eq!(checked("35600000009076"), None);
        assert_eq!(checked("7328293200007"), None);
    }

    #[test]
    fn a_period_is_one_day_or_two() {
        assert_eq!(period("2018-12-31").as_deref(), Some("2018-12-31"));
        assert_eq!(
            period("2018-12-31/2021-06-30").as_deref(),
            Some("2018-12-31/2021-06-30")
        );
        for wrong in [
            "",
            "2018",
            "2021-06-30/2018-12-31",
            "2018-12-31/",
            "2018-02-31",
        ] {
            assert_eq!(period(wrong), None, "{wrong}");
        }
    }
}
