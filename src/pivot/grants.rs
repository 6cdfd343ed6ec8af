//! `donnees-essentielles.csv`: the open data of a grant (SCDL subventions 2.1.1), one row per grantor.

use csv::{Terminator, WriterBuilder};

use super::inert;
use crate::{
    model::{FunderId, Publication},
    record::Record,
};

/// The columns, in their order.
const HEADERS: [&str; 16] = [
    "nomAttribuant",
    "idAttribuant",
    "dateConvention",
    "referenceDecision",
    "nomBeneficiaire",
    "idBeneficiaire",
    "rnaBeneficiaire",
    "objet",
    "montant",
    "nature",
    "conditionsVersement",
    "datesPeriodeVersement",
    "idRAE",
    "notificationUE",
    "pourcentageSubvention",
    "dispositifAide",
];

/// The bytes of the file, as its schema requires, with commas and decimal points; none where nothing is to be
/// published, or amounts are not in euros.
pub(crate) fn grants(record: &Record) -> Option<Vec<u8>> {
    let convention = &record.convention;
    let publication = convention.publication.as_ref()?;
    if convention.unit.is_some() {
        return None;
    }
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(Vec::new());
    // Writing to memory cannot fail.
    writer.write_record(HEADERS).ok();
    for grantor in &publication.grantors {
        writer.write_record(row(record, publication, *grantor)).ok();
    }
    writer.into_inner().ok()
}

fn row(record: &Record, publication: &Publication, grantor: FunderId) -> [String; 16] {
    let convention = &record.convention;
    let name = |id: FunderId| inert(&record.funders[id.0].name);
    let siret = |id: FunderId| record.funders[id.0].siret.clone().unwrap_or_default();
    let optional = |text: &Option<String>| text.as_deref().map(inert).unwrap_or_default();
    let payments = convention.payments.iter();
    let payments = payments.filter(|payment| payment.payer == grantor);
    let mut dues: Vec<&str> = payments
        .clone()
        .filter_map(|payment| payment.due.as_deref().map(String::as_str))
        .collect();
    dues.sort_unstable();
    let period = match dues[..] {
        [] => String::new(),
        [day] => day.to_owned(),
        [first, .., last] => format!("{first}/{last}"),
    };
    let paid = match payments.count() {
        1 => "unique",
        _ => "échelonné",
    };
    let object = publication
        .object
        .as_ref()
        .unwrap_or(&convention.title.value);
    let is_notified = if publication.is_notified {
        "oui"
    } else {
        "non"
    };
    [
        name(grantor),
        siret(grantor),
        publication.date.clone(),
        optional(&publication.decision),
        name(publication.beneficiary),
        siret(publication.beneficiary),
        String::new(),
        inert(object),
        record.total.all.shares[grantor.0].plain(),
        publication.nature.said().to_owned(),
        publication
            .conditions
            .as_deref()
            .map_or_else(|| paid.to_owned(), inert),
        publication.period.clone().unwrap_or(period),
        String::new(),
        is_notified.to_owned(),
        // All of the grant goes to its one beneficiary.
        "1".to_owned(),
        optional(&publication.program),
    ]
}
