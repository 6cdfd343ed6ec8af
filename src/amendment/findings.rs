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
    findings.extend(days(settings, base));
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
    findings.extend(amendment.clauses.iter().filter_map(|own| {
        let latest = own.becomes.as_deref()?;
        let finding = Finding::new("avenant-article", Severity::Warning, settings.place.clone());
        let finding = finding.variant("renumbered").drafted(latest);
        Some(finding.arg("article", own.subject.as_str()))
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

/// What is amended is not the file that was published.
pub(crate) fn not_published(settings: &Settings) -> Finding {
    about_base(settings, "other")
}

/// Whether it is about an amount that the signed preamble recites, on a line that stays: what was decided then is no
/// clause, and no new budget changes it.
pub(crate) fn is_recital(finding: &Finding, dossier: &Dossier, base: &Record) -> bool {
    let Place::Text { file, line, .. } = &finding.place else {
        return false;
    };
    let recital = dossier
        .articles
        .iter()
        .find(|own| own.number.is_none() && own.file == *file);
    let at = usize::try_from(*line).unwrap_or(0).saturating_sub(1);
    let recital = recital.filter(|_| finding.rule == "article-amount");
    let text = recital.and_then(|own| own.text.lines().nth(at));
    let signed = base.articles.iter().filter(|own| own.number.is_none());
    let mut signed = signed.flat_map(|own| own.markdown.lines()).map(str::trim);
    text.is_some_and(|text| signed.any(|own| own == text.trim()))
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

/// The texts that contradict the amendment: an article that says a payment as it was, a recital whose placeholder rewrites
/// what was decided then.
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
        for (before, after) in figures.filter_map(|own| own.before.as_ref().zip(own.after.as_ref()))
        {
            let says = |line: &str| speaks_of(name, &all, line) && is_said(&before.text, line);
            let mut articles = record.articles.iter();
            let article = articles.find(|own| own.markdown.lines().any(says));
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
        let articles = record.articles.iter().filter(|own| own.number.is_none());
        let lines = articles.flat_map(|own| own.markdown.lines());
        lines.map(|line| line.trim().to_owned()).collect()
    };
    let [signed, latest] = [base, record].map(lines);
    let preambles = dossier.articles.iter().filter(|own| own.number.is_none());
    for own in preambles {
        let recitals = own.section.markdown.lines().map(str::trim);
        let recitals = recitals.filter(|line| {
            let line = fold(line);
            ["deliberation", "decision", "decide"]
                .iter()
                .any(|word| line.contains(word))
        });
        for line in recitals {
            // What was decided then has its day.
            let is_dated = |(head, _): &(&str, &str)| {
                head.split(|c: char| !c.is_ascii_digit())
                    .any(|word| parse_year(word).is_some())
            };
            let Some((head, _)) = line.split_once('{').filter(is_dated) else {
                continue;
            };
            let told =
                [&signed, &latest].map(|lines| lines.iter().find(|own| own.starts_with(head)));
            if let [Some(before), Some(after)] = told
                && before != after
            {
                findings.push(finding(&Place::file(&own.file), "recital"));
            }
        }
    }
    findings
}

/// The closed years of which the budget outside the total changes.
fn off_total(settings: &Settings, amendment: &Amendment, sides: [&Record; 2]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for year in &settings.closed {
        for fiche in &amendment.fiches {
            let codes = [fiche.former.as_ref().unwrap_or(&fiche.code), &fiche.code];
            let cost = |side: usize| {
                let mut fiches = sides[side].fiches.iter();
                let fiche = fiches.find(|own| own.code == *codes[side]);
                let mut years = sides[side].convention.years.iter();
                let rank = years.position(|own| own.is_named(&year.to_string()));
                let own = fiche.and_then(|own| own.off_total.as_deref()).zip(rank);
                own.map_or(Amount::ZERO, |(own, rank)| own.splits.years[rank].total)
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

/// The years that are over and that something changes all the same.
fn past_years((settings, dossier): (&Settings, &Dossier), amendment: &Amendment) -> Vec<Finding> {
    let mut findings = Vec::new();
    for year in &settings.closed {
        let named = |own: &Period| own.is_named(&year.to_string());
        let finding = |place: &Place, variant| {
            let finding = Finding::new("avenant-past-year", Severity::Warning, place.clone());
            finding.variant(variant).year(year)
        };
        let payments = amendment
            .payments
            .iter()
            .filter(|own| own.paid_in.as_ref().is_some_and(named));
        for own in payments {
            let [before, after] = own.amounts.map(Option::unwrap_or_default);
            let finding = finding(&settings.place, "payment")
                .drafted(after)
                .expected(before);
            findings.push(
                finding
                    .arg("label", own.label.as_str())
                    .arg("who", own.payer.as_str()),
            );
        }
        let Some(column) = amendment.years.iter().position(named) else {
            continue;
        };
        for fiche in &amendment.fiches {
            let moved = fiche.amounts.iter().map(|own| (own, own.years[column]));
            let moved: Vec<_> = moved
                .filter(|(_, [before, after])| before != after)
                .collect();
            let Some((last, [before, after])) = moved.last() else {
                continue;
            };
            let own = dossier
                .fiche_index(&fiche.code)
                .map(|rank| &dossier.fiches[rank]);
            let line = own.filter(|_| fiche.fate != Fate::Removed);
            let line = line.and_then(|own| own.lines.first());
            let place = line.map_or(&settings.place, |line| &line.place);
            let finding = if last.payer.is_none() {
                finding(place, "").drafted(*after).expected(*before)
            } else {
                // All of it costs the same.
                let told = |side: usize| {
                    let shares = moved.iter().filter_map(|(row, years)| {
                        Some(format!("{} {}", row.payer.as_ref()?, years[side]))
                    });
                    join(shares, ", ")
                };
                finding(place, "shares").drafted(told(1)).expected(told(0))
            };
            findings.push(finding.fiche(&fiche.code));
        }
    }
    findings
}

/// The shares that are less than what is paid already: the payments of years that are over.
fn paid(settings: &Settings, base: &Record, record: &Record) -> Vec<Finding> {
    let years = &base.convention.years;
    let is_closed = |year: &Period| {
        settings
            .closed
            .iter()
            .any(|own| own.is_named(&year.to_string()))
    };
    let mut findings = Vec::new();
    for (rank, funder) in base.funders.iter().enumerate() {
        let payments = base
            .convention
            .payments
            .iter()
            .filter(|own| own.payer.0 == rank);
        let over = payments.filter(|own| own.paid_in(years).is_some_and(|year| is_closed(&year)));
        let paid: Amount = over.filter_map(|payment| payment.amount).sum();
        // Whoever pays may be called otherwise now.
        let id = base.convention.parties.get(rank).map(|own| &own.id);
        let mut parties = record.convention.parties.iter();
        let mut others = record.funders.iter();
        let own = parties.position(|own| Some(&own.id) == id).or_else(|| {
            others.position(|own| {
                fold(&own.name) == fold(&funder.name) || fold(&own.column) == fold(&funder.column)
            })
        });
        let share = own.map_or(Amount::ZERO, |own| record.total.all.shares[own]);
        if share < paid {
            let finding = Finding::new("avenant-paid", Severity::Warning, settings.place.clone());
            let finding = finding.drafted(share).expected(paid);
            findings.push(finding.arg("payer", funder.column.as_str()));
        }
    }
    findings
}

/// The days that cannot be: none on which somebody signed, or before what was signed.
fn days(settings: &Settings, base: &Base) -> Vec<Finding> {
    let mut findings = Vec::new();
    let signed = &settings.signed_on;
    let is_known = signed.starts_with(|c: char| c.is_ascii_digit());
    let at =
        |place: &Place, variant| Finding::error("avenant-base", place.clone()).variant(variant);
    let file = base.file.iter().flat_map(|own| &own.signatures);
    let dates: Vec<&str> = file.filter_map(|own| own.date.as_deref()).collect();
    if let (Some(first), Some(last)) = (dates.iter().min(), dates.iter().max())
        && is_known
        && !(*first..=*last).contains(&signed.as_str())
    {
        let finding = at(&signed.place, "day").severity(Severity::Warning);
        let finding = finding.drafted(signed.as_str()).expected(*last);
        findings.push(finding.arg("file", settings.modifies.as_str()));
    }
    if let Some(own) = settings
        .in_force_on
        .as_ref()
        .filter(|own| is_known && own.value < signed.value)
    {
        findings.push(
            at(&own.place, "in-force")
                .drafted(own.as_str())
                .arg("signed", signed.as_str()),
        );
    }
    findings
}
