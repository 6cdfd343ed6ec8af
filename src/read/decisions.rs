//! `arbitrages.toml`.

use super::{
    folder::{DECISIONS, Folder},
    toml::{self, Table, amount},
};
use crate::{
    finding::{Finding, Settlement, Severity},
    model::{Decision, Funders, Keep},
    money::Amount,
    source::{Code, Located},
};

/// A decision, and the names in it that are still to be looked up.
pub(super) struct Written {
    decision: Decision,
    year: Option<i64>,
    keep: Option<String>,
    parts: Vec<(String, Amount)>,
}

/// Reads the decisions; a dossier without the file has none.
pub(super) fn read(folder: &mut Folder, findings: &mut Vec<Finding>) -> Vec<Written> {
    if !folder.exists(DECISIONS) {
        return Vec::new();
    }
    let decisions = folder.text(DECISIONS, findings).and_then(|text| {
        toml::read(&text, 0..text.text.len(), findings, |table| {
            Some(table.tables("arbitrage", decision))
        })
    });
    decisions.unwrap_or_default()
}

/// A decision that could not be read whole decides nothing.
fn decision(table: &mut Table<'_>) -> Option<Written> {
    table.require(&["constat"]);
    let rule = table.text("constat");
    let parts = table.table("parts", |parts| {
        let keys: Vec<&str> = parts.keys().collect();
        let part = |key| Some((String::from(key), parts.parsed(key, "7900", amount)?.value));
        Some(keys.into_iter().filter_map(part).collect())
    });
    let text = |text: Option<Located<String>>| text.map(|text| text.value);
    let place = table.place.clone();
    let written = Written {
        year: table.number("annee"),
        keep: text(table.text("retenir")),
        parts: parts.unwrap_or_default(),
        decision: Decision {
            place: place.clone(),
            rule: rule?,
            fiche: table.parsed("fiche", "EA 1.1", Code::parse),
            year: None,
            nature: text(table.text("nature")),
            article: text(table.text("article")),
            keep: Keep::Fiche,
            drafted: table.parsed("montant_projet", "7900", amount),
            settlement: Settlement {
                place,
                decided_by: text(table.text("decide_par")).unwrap_or_default(),
                date: table.date("date"),
                reason: text(table.text("motif")).unwrap_or_default(),
            },
        },
    };
    table.is_sound().then_some(written)
}

impl Written {
    /// Looks its names up. A decision that can't be understood, or that nobody answers for, is a finding and decides
    /// nothing.
    pub(super) fn resolved(
        self,
        years: &[i32],
        funders: &Funders,
        findings: &mut Vec<Finding>,
    ) -> Option<Decision> {
        let place = self.decision.place.clone();
        let resolved = self.try_resolved(years, funders);
        let refuse = |(variant, detail): (_, String)| {
            let finding = Finding::new("decision-invalid", Severity::Error, place);
            findings.push(finding.variant(variant).drafted(detail));
        };
        resolved.map_err(refuse).ok()
    }

    fn try_resolved(
        self,
        years: &[i32],
        funders: &Funders,
    ) -> Result<Decision, (&'static str, String)> {
        let mut decision = self.decision;
        let Settlement {
            decided_by, reason, ..
        } = &decision.settlement;
        if decided_by.trim().is_empty() || reason.trim().is_empty() {
            return Err(("unsigned", String::new()));
        }
        if let Some(year) = self.year {
            let index = years.iter().position(|own| i64::from(*own) == year);
            decision.year = Some(index.ok_or(("year", year.to_string()))?);
        }
        let part = |(name, amount): (String, Amount)| {
            let funder = funders.find(&name).ok_or(("funder", name))?;
            Ok::<_, (&str, String)>((funder, amount))
        };
        decision.keep = match (self.keep.as_deref(), self.parts.is_empty()) {
            (Some("fiche"), true) => Keep::Fiche,
            (Some("recapitulatif"), true) => Keep::Recap,
            (Some("convention"), true) => Keep::Convention,
            (None, false) => {
                Keep::Parts(self.parts.into_iter().map(part).collect::<Result<_, _>>()?)
            }
            (kept, _) => return Err(("choice", kept.unwrap_or_default().to_owned())),
        };
        Ok(decision)
    }
}
