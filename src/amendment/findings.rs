//! What is wrong with an amendment.

use super::Base;
use crate::{
    compute::Figures,
    finding::{Finding, Severity},
    model::{Amendment as Settings, Dossier},
    money::Amount,
    purpose::Purpose,
    read::parse_claim,
    record::{Amendment, Fate, Record},
    source::fold,
};

/// Everything that is wrong, and what changes where what is amended can be read. `record` is what the dossier says; none,
/// where some value of it cannot be read.
pub(crate) fn findings(
    (settings, dossier, figures): (&Settings, &Dossier, &Figures),
    base: &Result<Base, &'static str>,
    amended: Option<(&Record, &Amendment)>,
    purpose: Purpose,
) -> Vec<Finding> {
    let at_base = |variant| about_base(settings, variant);
    let base = match base {
        Ok(base) => base,
        Err(variant) => return vec![at_base(*variant)],
    };
    let mut findings = Vec::new();
    if base.is_foreign(dossier) {
        findings.push(at_base("foreign"));
    } else if !base.record.convention.purpose.is_final() {
        findings.push(at_base("draft"));
    } else if base.is_altered() {
        findings.push(at_base("altered"));
    } else if let [_, ..] = base.unsigned()[..] {
        let severity = match purpose {
            Purpose::Final => Severity::Error,
            Purpose::Draft => Severity::Warning,
        };
        let finding = at_base("unsigned").severity(severity);
        findings.push(finding.arg("parties", base.unsigned().join(", ")));
    } else if base.file.is_none() && !base.is_signed_by_hand() {
        findings.push(at_base("data").severity(Severity::Info));
    }
    let former = base.record.amendment.as_ref().map_or(0, |own| own.number);
    let next = former.saturating_add(1);
    if settings.number.value != next {
        let finding = Finding::error("avenant-number", settings.number.place.clone());
        let finding = finding.drafted(settings.number.to_string());
        findings.push(finding.expected(next.to_string()));
    }
    let Some((record, amendment)) = amended else {
        return findings;
    };
    if amendment.is_empty() {
        findings.push(Finding::error("avenant-empty", settings.place.clone()));
    }
    findings.extend(articles((settings, dossier, figures), &base.record, record));
    findings.extend(past_years((settings, dossier), record, amendment));
    findings.extend(paid(settings, &base.record, record, amendment));
    findings
}

/// What is amended is not the file that was published.
pub(crate) fn not_published(settings: &Settings) -> Finding {
    about_base(settings, "other")
}

fn about_base(settings: &Settings, variant: &'static str) -> Finding {
    let finding = Finding::error("avenant-base", settings.modifies.place.clone());
    finding
        .variant(variant)
        .arg("file", settings.modifies.as_str())
}

/// What the articles state that holds no longer, and that nothing in the dossier states otherwise.
fn articles(
    (settings, dossier, figures): (&Settings, &Dossier, &Figures),
    base: &Record,
    record: &Record,
) -> Vec<Finding> {
    let finding = || Finding::error("avenant-article", settings.place.clone());
    if !base.articles.is_empty() && record.articles.is_empty() {
        return vec![finding().variant("gone")];
    }
    let stated = base.convention.stated.iter();
    let stated = stated.filter(|own| own.expected == Some(own.drafted.value));
    let unheld = stated.filter_map(|own| {
        let mut others = record.convention.stated.iter();
        let is_same = others.any(|other| {
            let claims = [own, other].map(|one| (fold(&one.article), fold(&one.claim)));
            claims[0] == claims[1]
        });
        let claim = parse_claim(&own.claim, dossier.years(), &dossier.funders)?;
        let expected = figures.claimed(claim, &dossier.funders)?;
        (!is_same && expected != own.drafted.value).then(|| {
            finding()
                .drafted(own.drafted.value)
                .expected(expected)
                .arg("article", own.article.as_str())
                .arg("label", own.label.as_str())
        })
    });
    unheld.collect()
}

/// The years that are over and that something changes all the same.
fn past_years(
    (settings, dossier): (&Settings, &Dossier),
    record: &Record,
    amendment: &Amendment,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rank in &settings.closed {
        let Some(year) = record.convention.years.get(*rank) else {
            continue;
        };
        let Some(column) = amendment.years.iter().position(|own| own == year) else {
            continue;
        };
        for fiche in &amendment.fiches {
            let mut moved = fiche.amounts.iter().map(|own| own.years[column]);
            if moved.all(|[before, after]| before == after) {
                continue;
            }
            let total = fiche.amounts.last().map(|own| own.years[column]);
            let [before, after] = total.unwrap_or_default();
            let own = dossier
                .fiche_index(&fiche.code)
                .map(|rank| &dossier.fiches[rank]);
            let line = own.filter(|_| fiche.fate != Fate::Removed);
            let line = line.and_then(|own| own.lines.first());
            let place = line.map_or(&settings.place, |line| &line.place);
            let variant = if before == after { "shares" } else { "" };
            let finding = Finding::new("avenant-past-year", Severity::Warning, place.clone());
            let finding = finding.variant(variant).fiche(&fiche.code).year(year);
            findings.push(finding.drafted(after).expected(before));
        }
    }
    findings
}

/// The shares that are less than what is paid already: the payments of years that are over.
fn paid(
    settings: &Settings,
    base: &Record,
    record: &Record,
    amendment: &Amendment,
) -> Vec<Finding> {
    let years = &base.convention.years;
    let closed = settings.closed.iter();
    let closed: Vec<_> = closed
        .filter_map(|rank| record.convention.years.get(*rank))
        .collect();
    let mut findings = Vec::new();
    for own in &amendment.totals {
        let Some(payer) = &own.payer else {
            continue;
        };
        let payments = base.convention.payments.iter().filter(|payment| {
            let is_own = base.funders[payment.payer.0].column == *payer;
            let paid_in = payment.paid_in(years);
            is_own && paid_in.is_some_and(|year| closed.contains(&&year))
        });
        let paid: Amount = payments.filter_map(|payment| payment.amount).sum();
        let [_, share] = own.all();
        if share < paid {
            let finding = Finding::new("avenant-paid", Severity::Warning, settings.place.clone());
            findings.push(
                finding
                    .drafted(share)
                    .expected(paid)
                    .arg("payer", payer.as_str()),
            );
        }
    }
    findings
}
