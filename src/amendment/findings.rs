//! What is wrong with an amendment.

use super::Base;
use crate::{
    compute::Figures,
    finding::{Finding, Severity},
    model::{Amendment as Settings, Dossier},
    money::Amount,
    purpose::Purpose,
    read::parse_claim,
    record::{Amendment, Fate, Record, is_said, speaks_of},
    source::{Period, Place, fold, join, parse_year},
};

/// Everything that is wrong with an amendment. `amended` is the record of the dossier, and the amendment made of it;
/// none, where some value of the dossier cannot be read.
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
    findings.extend(days(settings, base));
    let former = base
        .record
        .amendment
        .as_ref()
        .map_or(0, |amendment| amendment.number);
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
    findings.extend(amendment.clauses.iter().filter_map(|clause| {
        let latest = clause.becomes.as_deref()?;
        let finding = Finding::new("avenant-article", Severity::Warning, settings.place.clone());
        let finding = finding.variant("renumbered").drafted(latest);
        Some(finding.arg("article", clause.subject.as_str()))
    }));
    findings.extend(texts_that_stay(
        (settings, dossier),
        &base.record,
        amendment,
        record,
    ));
    findings.extend(past_years((settings, dossier), amendment));
    findings.extend(off_total(settings, amendment, [&base.record, record]));
    findings.extend(paid(settings, &base.record, record));
    findings
}

/// The amended file is not the one that was published.
pub(crate) fn not_published(settings: &Settings) -> Finding {
    about_base(settings, "other")
}

/// Whether a finding is about an amount in a line of the signed preamble that stays: it recites a past decision, which
/// no new budget changes.
pub(crate) fn is_recital(finding: &Finding, dossier: &Dossier, base: &Record) -> bool {
    let Place::Text { file, line, .. } = &finding.place else {
        return false;
    };
    let recital = dossier
        .articles
        .iter()
        .find(|article| article.number.is_none() && article.file == *file);
    let at = usize::try_from(*line).unwrap_or(0).saturating_sub(1);
    let recital = recital.filter(|_| finding.rule == "article-amount");
    let text = recital.and_then(|article| article.text.lines().nth(at));
    let signed = base
        .articles
        .iter()
        .filter(|article| article.number.is_none());
    let mut signed = signed
        .flat_map(|article| article.markdown.lines())
        .map(str::trim);
    text.is_some_and(|text| signed.any(|signed_line| signed_line == text.trim()))
}

fn about_base(settings: &Settings, variant: &'static str) -> Finding {
    let finding = Finding::error("avenant-base", settings.modifies.place.clone());
    finding
        .variant(variant)
        .arg("file", settings.modifies.as_str())
}

/// The amounts that the signed articles state, that no longer hold, and that the dossier does not state again.
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
    let stated = stated.filter(|amount| amount.expected == Some(amount.drafted.value));
    let outdated = stated.filter_map(|amount| {
        let mut others = record.convention.stated.iter();
        let is_same = others.any(|other| {
            let claims = [amount, other].map(|one| (fold(&one.article), fold(&one.claim)));
            claims[0] == claims[1]
        });
        let claim = parse_claim(&amount.claim, dossier.years(), &dossier.funders)?;
        let expected = figures.claimed(claim, &dossier.funders)?;
        (!is_same && expected != amount.drafted.value).then(|| {
            finding()
                .drafted(amount.drafted.value)
                .expected(expected)
                .arg("article", amount.article.as_str())
                .arg("label", amount.label.as_str())
        })
    });
    outdated.collect()
}

/// The texts that contradict the amendment: an article that states a payment as it was, a recital whose placeholder
/// rewrites a past decision.
fn texts_that_stay(
    (settings, dossier): (&Settings, &Dossier),
    base: &Record,
    amendment: &Amendment,
    record: &Record,
) -> Vec<Finding> {
    let finding = |place: &Place, variant| {
        let finding = Finding::new("avenant-article", Severity::Warning, place.clone());
        finding.variant(variant)
    };
    let mut findings = Vec::new();
    let all = amendment.payment_names();
    let changed = amendment
        .clauses
        .iter()
        .filter(|clause| clause.fate == Fate::Changed);
    for (clause, name) in changed.filter_map(|clause| Some((clause, clause.payment.as_ref()?))) {
        let figures = clause.replaced.iter();
        for (before, after) in
            figures.filter_map(|figure| figure.before.as_ref().zip(figure.after.as_ref()))
        {
            let is_outdated =
                |line: &str| speaks_of(name, &all, line) && is_said(&before.text, line);
            let mut articles = record.articles.iter();
            let article = articles.find(|article| article.markdown.lines().any(is_outdated));
            findings.extend(article.map(|article| {
                let finding = finding(&settings.place, "payment").drafted(before.text.as_str());
                let finding = finding
                    .expected(after.text.as_str())
                    .arg("label", name.0.as_str());
                finding.arg("article", article.heading())
            }));
        }
    }
    let lines = |record: &'_ Record| -> Vec<String> {
        let articles = record
            .articles
            .iter()
            .filter(|article| article.number.is_none());
        let lines = articles.flat_map(|article| article.markdown.lines());
        lines.map(|line| line.trim().to_owned()).collect()
    };
    let [signed, latest] = [base, record].map(lines);
    let preambles = dossier
        .articles
        .iter()
        .filter(|article| article.number.is_none());
    for preamble in preambles {
        let recitals = preamble.section.markdown.lines().map(str::trim);
        let recitals = recitals.filter(|line| {
            let line = fold(line);
            ["deliberation", "decision", "decide"]
                .iter()
                .any(|word| line.contains(word))
        });
        for line in recitals {
            // The recital of a past decision has a date.
            let is_dated = |(head, _): &(&str, &str)| {
                head.split(|c: char| !c.is_ascii_digit())
                    .any(|word| parse_year(word).is_some())
            };
            let Some((head, _)) = line.split_once('{').filter(is_dated) else {
                continue;
            };
            let recited =
                [&signed, &latest].map(|lines| lines.iter().find(|other| other.starts_with(head)));
            if let [Some(before), Some(after)] = recited
                && before != after
            {
                findings.push(finding(&Place::file(&preamble.file), "recital"));
            }
        }
    }
    findings
}

/// The closed years whose budget outside the total changes.
fn off_total(settings: &Settings, amendment: &Amendment, sides: [&Record; 2]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for year in &settings.closed {
        for fiche in &amendment.fiches {
            let codes = [fiche.former.as_ref().unwrap_or(&fiche.code), &fiche.code];
            let cost = |side: usize| {
                let mut fiches = sides[side].fiches.iter();
                let fiche = fiches.find(|one| one.code == *codes[side]);
                let mut years = sides[side].convention.years.iter();
                let rank = years.position(|other| other.is_named(&year.to_string()));
                let budget = fiche.and_then(|fiche| fiche.off_total.as_deref()).zip(rank);
                budget.map_or(Amount::ZERO, |(budget, rank)| {
                    budget.splits.years[rank].total
                })
            };
            let [before, after] = [0, 1].map(cost);
            if before != after {
                let place = settings.place.clone();
                let finding = Finding::new("avenant-past-year", Severity::Warning, place);
                let finding = finding.variant("off-total").year(year).fiche(&fiche.code);
                findings.push(finding.drafted(after).expected(before));
            }
        }
    }
    findings
}

/// The closed years in which something changes.
fn past_years((settings, dossier): (&Settings, &Dossier), amendment: &Amendment) -> Vec<Finding> {
    let mut findings = Vec::new();
    for year in &settings.closed {
        let named = |period: &Period| period.is_named(&year.to_string());
        let finding = |place: &Place, variant| {
            let finding = Finding::new("avenant-past-year", Severity::Warning, place.clone());
            finding.variant(variant).year(year)
        };
        let payments = amendment
            .payments
            .iter()
            .filter(|payment| payment.paid_in.as_ref().is_some_and(named));
        for payment in payments {
            let [before, after] = payment.amounts.map(Option::unwrap_or_default);
            let finding = finding(&settings.place, "payment")
                .drafted(after)
                .expected(before);
            findings.push(
                finding
                    .arg("label", payment.label.as_str())
                    .arg("who", payment.payer.as_str()),
            );
        }
        let Some(column) = amendment.years.iter().position(named) else {
            continue;
        };
        for fiche in &amendment.fiches {
            let moved = fiche.amounts.iter().map(|row| (row, row.years[column]));
            let moved: Vec<_> = moved
                .filter(|(_, [before, after])| before != after)
                .collect();
            let Some((last, [before, after])) = moved.last() else {
                continue;
            };
            let current = dossier
                .fiche_index(&fiche.code)
                .map(|rank| &dossier.fiches[rank]);
            let line = current.filter(|_| fiche.fate != Fate::Removed);
            let line = line.and_then(|fiche| fiche.lines.first());
            let place = line.map_or(&settings.place, |line| &line.place);
            let finding = if last.payer.is_none() {
                finding(place, "").drafted(*after).expected(*before)
            } else {
                // The cost is unchanged, and only shares differ.
                let shares_of = |side: usize| {
                    let shares = moved.iter().filter_map(|(row, years)| {
                        Some(format!("{} {}", row.payer.as_ref()?, years[side]))
                    });
                    join(shares, ", ")
                };
                finding(place, "shares")
                    .drafted(shares_of(1))
                    .expected(shares_of(0))
            };
            findings.push(finding.fiche(&fiche.code));
        }
    }
    findings
}

/// The shares that are less than what was already paid: the payments of closed years.
fn paid(settings: &Settings, base: &Record, record: &Record) -> Vec<Finding> {
    let years = &base.convention.years;
    let is_closed = |year: &Period| {
        settings
            .closed
            .iter()
            .any(|closed| closed.is_named(&year.to_string()))
    };
    let mut findings = Vec::new();
    for (rank, funder) in base.funders.iter().enumerate() {
        let payments = base
            .convention
            .payments
            .iter()
            .filter(|payment| payment.payer.0 == rank);
        let over =
            payments.filter(|payment| payment.paid_in(years).is_some_and(|year| is_closed(&year)));
        let paid: Amount = over.filter_map(|payment| payment.amount).sum();
        // The payer may have another name now.
        let id = base.convention.parties.get(rank).map(|party| &party.id);
        let mut parties = record.convention.parties.iter();
        let mut others = record.funders.iter();
        let latest = parties.position(|party| Some(&party.id) == id).or_else(|| {
            others.position(|other| {
                fold(&other.name) == fold(&funder.name)
                    || fold(&other.column) == fold(&funder.column)
            })
        });
        let share = latest.map_or(Amount::ZERO, |place| record.total.all.shares[place]);
        if share < paid {
            let finding = Finding::new("avenant-paid", Severity::Warning, settings.place.clone());
            let finding = finding.drafted(share).expected(paid);
            findings.push(finding.arg("payer", funder.column.as_str()));
        }
    }
    findings
}

/// The impossible dates: a day of signature on which nobody signed, an entry into force before the signature.
fn days(settings: &Settings, base: &Base) -> Vec<Finding> {
    let mut findings = Vec::new();
    let signed = &settings.signed_on;
    let is_known = signed.starts_with(|c: char| c.is_ascii_digit());
    let at =
        |place: &Place, variant| Finding::error("avenant-base", place.clone()).variant(variant);
    let file = base.file.iter().flat_map(|file| &file.signatures);
    let dates: Vec<&str> = file
        .filter_map(|signature| signature.date.as_deref())
        .collect();
    if let (Some(first), Some(last)) = (dates.iter().min(), dates.iter().max())
        && is_known
        && !(*first..=*last).contains(&signed.as_str())
    {
        let finding = at(&signed.place, "day").severity(Severity::Warning);
        let finding = finding.drafted(signed.as_str()).expected(*last);
        findings.push(finding.arg("file", settings.modifies.as_str()));
    }
    if let Some(in_force_on) = settings
        .in_force_on
        .as_ref()
        .filter(|in_force_on| is_known && in_force_on.value < signed.value)
    {
        findings.push(
            at(&in_force_on.place, "in-force")
                .drafted(in_force_on.as_str())
                .arg("signed", signed.as_str()),
        );
    }
    findings
}
