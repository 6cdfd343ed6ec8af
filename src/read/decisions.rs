//! `arbitrages.toml`.

use super::{
    folder::{DECISIONS, Folder},
    toml::{self, Table, amount},
};
use crate::{
    finding::{Finding, Keep},
    model::{Decision, Funders, Part},
    money::Amount,
    source::{Code, Period, fold},
};

/// Reads the decisions; a dossier without the file has none, nor has one whose years and funders are not known.
pub(super) fn read(folder: &mut Folder, known: Option<(&[Period], &Funders)>) -> Vec<Decision> {
    if !folder.exists(DECISIONS) {
        return Vec::new();
    }
    let Some(text) = folder.text(DECISIONS) else {
        return Vec::new();
    };
    let decisions = toml::read(&text, 0..text.text.len(), &mut folder.findings, |table| {
        Some(table.tables("arbitrage", |table| decision(table, known)))
    });
    decisions.unwrap_or_default()
}

/// A decision that could not be read whole or understood, or that nobody answers for, decides nothing.
fn decision(table: &mut Table<'_>, known: Option<(&[Period], &Funders)>) -> Option<Decision> {
    table.require(&["constat"]);
    let rule = table.text("constat");
    let year = match table.number("annee") {
        Some(year) => Some(year.to_string()),
        None => table.text("periode").map(|name| name.value),
    };
    let parts = table.table("parts", |parts| {
        let keys: Vec<&str> = parts.keys().collect();
        let part = |key| Some((String::from(key), parts.parsed(key, "7900", amount)?.value));
        Some(keys.into_iter().filter_map(part).collect())
    });
    let fiche = table.parsed("fiche", "EA 1.1", Code::parse);
    let drafted = table.parsed("montant_projet", "7900", amount);
    let expected = table.parsed("montant_attendu", "9240", amount);
    let date = table.date("date").map(|date| date.value);
    let mut text = |key| table.text(key).map(|text| text.value);
    let (nature, article, choice_name) = (text("nature"), text("article"), text("retenir"));
    let decided_by = text("decide_par").unwrap_or_default();
    let reason = text("motif").unwrap_or_default();

    let (years, funders) = known.filter(|_| table.is_sound())?;
    let place = table.place.clone();
    let mut refuse = |(variant, detail): (&'static str, String)| {
        let finding = Finding::error("decision-invalid", place.clone());
        table.report(finding.variant(variant).drafted(detail));
    };
    if decided_by.trim().is_empty() || reason.trim().is_empty() {
        refuse(("unsigned", String::new()));
        return None;
    }
    let known_year = |year: String| {
        let known = years.iter().find(|candidate| candidate.is_named(&year));
        known.cloned().ok_or(("year", year))
    };
    let year = year.map(known_year).transpose().map_err(&mut refuse).ok()?;
    let choice = choice(choice_name.as_deref(), parts.unwrap_or_default(), funders);
    let (keep, parts) = choice.map_err(&mut refuse).ok()?;
    Some(Decision {
        rule: rule?.value,
        fiche: fiche.map(|code| code.value),
        year,
        nature,
        article,
        keep,
        parts,
        drafted: drafted.map(|amount| amount.value),
        expected: expected.map(|amount| amount.value),
        place,
        reason,
        decided_by,
        date,
    })
}

/// Which figures stand, and the shares if those are some; or the variant of the finding for what is unclear.
fn choice(
    name: Option<&str>,
    parts: Vec<(String, Amount)>,
    funders: &Funders,
) -> Result<(Keep, Vec<Part>), (&'static str, String)> {
    let folded = name.map(fold);
    match (folded.as_deref(), parts.is_empty()) {
        (Some("fiche"), true) => Ok((Keep::Fiche, Vec::new())),
        (Some("recapitulatif"), true) => Ok((Keep::Recap, Vec::new())),
        (Some("convention"), true) => Ok((Keep::Convention, Vec::new())),
        (None, false) => {
            let part = |(name, amount): (String, Amount)| {
                let funder = funders.find(&name).ok_or(("funder", name))?;
                Ok(Part { funder, amount })
            };
            let parts: Result<_, (_, String)> = parts.into_iter().map(part).collect();
            Ok((Keep::Parts, parts?))
        }
        _ => Err(("choice", name.unwrap_or_default().to_owned())),
    }
}
