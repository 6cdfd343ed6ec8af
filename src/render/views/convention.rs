use serde_json::{Value, json};

use super::figures::{Figures, fit};
use crate::{
    compute::Split,
    model::{Color, ColumnKind, Display, Logo, Logos},
    money::cardinal,
    record::{Record, fingerprint_of},
    source::{Period, date_in_words, parse_date},
};

/// How much of the title fits the head of a page.
const RUNNING_TITLE: usize = 170;

/// The agreement. Its pages bear this fingerprint, of the whole `stage`, or of the `fiche` or the `recap` alone.
pub(crate) fn convention(record: &Record, fingerprint: &str, of: &str) -> Value {
    let convention = &record.convention;
    let look = &convention.look;
    // A logo that cannot be shown is reported by a finding.
    let logo = |logo: &Logo| {
        let file = record.pictures.get(&*logo.file)?;
        Some(json!({ "file": file, "alt": logo.alt }))
    };
    let parties = convention.parties.iter().zip(&record.funders);
    let mark = |rank: usize| {
        let mark = convention.signature_mark.as_ref()?;
        Some(mark.replace("{n}", &(rank + 1).to_string()))
    };
    let parties = parties.enumerate().map(|(rank, (party, funder))| {
        json!({
            "id": party.id,
            "name": party.name,
            "description": party.description,
            "mark": mark(rank),
            "column": funder.column,
            "signatory": party.signatory,
            "quality": party.quality,
            "article": party.article(),
            "office": party.quality.as_ref().map(|quality| office(quality)),
            "logo": party.logo.as_ref().filter(|_| look.logos != Logos::Aucun).and_then(logo),
        })
    });
    let date = convention.date.as_deref().and_then(parse_date);
    json!({
        "color": look.color.map(Color::printed),
        "has_cover": look.has_cover,
        "has_logos_on_fiches": look.logos == Logos::Fiches,
        "title": bound(&convention.title),
        "running_title": running_title(&convention.title),
        "stage": date_in_words(&convention.stage),
        "is_final": convention.purpose.is_final(),
        "fingerprint": fingerprint,
        "fingerprint_of": of,
        "years": convention.years,
        "unit": convention.unit,
        "display": convention.display,
        "is_plain": convention.unit.is_none() && convention.display == Display::Centimes,
        "has_money": record.has_money(),
        "named_periods": convention.years.iter().any(|year| year.year().is_none()),
        "place": convention.place,
        "amendment": record.amendment.as_ref().map(|amendment| amendment.number),
        "date": date.map(|(year, month, day)| json!({ "year": year, "month": month, "day": day })),
        "copies": convention.copies,
        "copies_in_words": cardinal(convention.copies.into()),
        "signed_by_hand": convention.signed_by_hand,
        "without_attachments": convention.without_attachments,
        "parties": parties.collect::<Vec<_>>(),
    })
}

/// The fingerprint of a document by itself (`of` says which) that shows `view`: it changes only with its content.
/// Place, copies and signatories are left out, as they appear only where the agreement is signed.
pub(crate) fn own_fingerprint(record: &Record, of: &str, view: &Value) -> String {
    let convention = &record.convention;
    let parties = convention.parties.iter().zip(&record.funders);
    let parties = parties.map(|(party, funder)| [&party.name, &funder.column]);
    let mut facts = json!([
        convention.title,
        convention.stage,
        convention.purpose.is_final(),
        convention.years,
        convention.signed_by_hand,
        parties.collect::<Vec<_>>(),
    ]);
    if let (Some(facts), Some(unit)) = (facts.as_array_mut(), &convention.unit) {
        facts.push(unit.as_str().into());
    }
    fingerprint_of(&json!([of, facts, view]).to_string())
}

/// The day that the files bear, year, month, day: the stage's, else the first of the years funded.
/// Never today's, so that the same record gives the same bytes.
pub(crate) fn file_date(record: &Record) -> (i32, u8, u8) {
    let convention = &record.convention;
    let first_year = convention
        .years
        .iter()
        .find_map(Period::year)
        .unwrap_or(2000);
    let date = convention.date.as_deref().and_then(parse_date);
    date.unwrap_or((first_year, 1, 1))
}

/// Sets the title in an amendment's view: that of the agreement as it was signed, whatever it becomes.
pub(crate) fn set_title(view: &mut Value, title: &str) {
    view["title"] = json!(bound(title));
    view["running_title"] = json!(running_title(title));
}

fn running_title(title: &str) -> String {
    let title = &bound(title);
    let Some((limit, _)) = title.char_indices().nth(RUNNING_TITLE) else {
        return title.to_owned();
    };
    let cut = title[..limit].rfind(char::is_whitespace).unwrap_or(limit);
    let cut = title[..cut].trim_end_matches([' ', ',', ';', ':', '–', '-']);
    format!("{cut}\u{a0}…")
}

/// The title with its dashes bound to what stands before them: none begins a line.
fn bound(title: &str) -> String {
    title.replace(" – ", "\u{a0}– ")
}

/// Offices that are written with an article above a signature, whoever holds them.
const OFFICES: [(&str, &[&str]); 3] = [
    (
        "Le ",
        &[
            "président",
            "maire",
            "vice-président",
            "préfet",
            "sous-préfet",
            "directeur",
            "recteur",
            "gérant",
            "délégué",
            "trésorier",
            "chancelier",
        ],
    ),
    (
        "La ",
        &[
            "présidente",
            "vice-présidente",
            "préfète",
            "sous-préfète",
            "directrice",
            "rectrice",
            "gérante",
            "déléguée",
            "trésorière",
            "chancelière",
        ],
    ),
    (
        "L’",
        &["adjoint", "adjointe", "administrateur", "administratrice"],
    ),
];

/// `Président` as it is written above a signature: `Le Président`. What begins with another word stays, with a capital.
fn office(quality: &str) -> String {
    let quality = quality.trim();
    let first = quality.split([' ', '\u{a0}']).next().unwrap_or_default();
    let first = first.to_lowercase();
    let article = OFFICES
        .iter()
        .find(|(_, offices)| offices.contains(&&*first))
        .map_or("", |(article, _)| article);
    if !article.is_empty() {
        return format!("{article}{quality}");
    }
    let mut chars = quality.chars();
    let capital = chars.next().into_iter().flat_map(char::to_uppercase);
    capital.chain(chars).collect()
}

/// The signature page: what each party commits to, what others pay, and what is unallocated.
pub(crate) fn signatures(figures: Figures<'_>) -> Value {
    let record = figures.record;
    let total = &record.total;
    let (mut rows, mut commitments) = (Vec::new(), Vec::new());
    for column in record.columns() {
        let part = |split: &Split| record.part(split, column);
        let funder = match column {
            ColumnKind::Funder(id) => Some(&record.funders[id.0]),
            ColumnKind::Total => continue,
            _ => None,
        };
        let amounts = figures.row(total, part);
        let name = funder.map(|funder| &funder.name);
        rows.push(json!({ "kind": column.key(), "name": name, "amounts": amounts }));
        // The same number in figures and in words.
        let committed = |year: Option<&Period>, split: &Split| {
            json!({
                "year": year,
                "amount": figures.exact(part(split)),
                "words": part(split).in_words(),
            })
        };
        let years = record.convention.years.iter().zip(&total.years);
        let years = years.map(|(year, split)| committed(Some(year), split));
        let signs = funder.filter(|funder| funder.is_party);
        commitments.extend(signs.map(|party| {
            json!({
                "name": party.name,
                "years": years.collect::<Vec<_>>(),
                "all": committed(None, &total.all),
            })
        }));
    }
    json!({
        "years": record.convention.years,
        "table": fit(&figures.totals(total)),
        "rows": rows,
        "totals": figures.total_row(total),
        "total": figures.exact(total.all.total),
        "commitments": commitments,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_title_is_cut_at_a_word() {
        assert_eq!(running_title("Convention"), "Convention");
        let cut = running_title(&"développement économique, ".repeat(10));
        assert!(cut.ends_with("développement\u{a0}…"), "{cut}");
        assert!(cut.chars().count() <= RUNNING_TITLE + 2);
    }

    #[test]
    fn an_office_is_written_with_its_article() {
        for (typed, written) in [
            ("Président", "Le Président"),
            ("Directrice générale", "La Directrice générale"),
            ("Adjointe à la culture", "L’Adjointe à la culture"),
            ("maire", "Le maire"),
            ("Le Préfet", "Le Préfet"),
            ("", ""),
        ] {
            assert_eq!(office(typed), written);
        }
    }
}
