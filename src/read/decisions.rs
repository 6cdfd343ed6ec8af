//! `arbitrages.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::{Spanned, value::Datetime};

use super::{
    folder::Folder,
    toml::{Document, Scalar, amount},
};
use crate::{
    finding::Finding,
    limits::Limit,
    money::Amount,
    source::{Code, Located, Place},
};

/// The name of the file.
pub(super) const FILE: &str = "arbitrages.toml";
/// Every key that is read.
const KEYS: [&str; 12] = [
    "arbitrage",
    "constat",
    "fiche",
    "annee",
    "nature",
    "retenir",
    "parts",
    "montant_projet",
    "motif",
    "decide_par",
    "date",
    "article",
];

/// One `[[arbitrage]]`: what the parties decided on a conflicting figure.
#[derive(Clone, Debug)]
pub struct RawDecision {
    /// The whole entry.
    pub place: Place,
    /// `constat`: the rule whose finding it settles.
    pub rule: Located<String>,
    /// `fiche`.
    pub fiche: Option<Located<Code>>,
    /// `annee`.
    pub year: Option<i32>,
    /// `nature`: the lines concerned.
    pub nature: Option<String>,
    /// `article`, for stated amounts.
    pub article: Option<String>,
    /// `retenir`.
    pub keep: Option<Located<String>>,
    /// `parts`: funder → amount.
    pub parts: BTreeMap<String, Located<Amount>>,
    /// `montant_projet`: the drafted figure that this settles.
    pub drafted: Option<Located<Amount>>,
    /// `motif`.
    pub reason: String,
    /// `decide_par`.
    pub decided_by: String,
    /// `date`.
    pub date: Option<String>,
}

#[derive(Deserialize)]
struct Toml {
    #[serde(default)]
    arbitrage: Vec<Spanned<TomlDecision>>,
}

#[derive(Deserialize)]
struct TomlDecision {
    constat: Option<Spanned<String>>,
    fiche: Option<Spanned<String>>,
    annee: Option<i32>,
    nature: Option<String>,
    article: Option<String>,
    retenir: Option<Spanned<String>>,
    #[serde(default)]
    parts: BTreeMap<String, Spanned<Scalar>>,
    montant_projet: Option<Spanned<Scalar>>,
    #[serde(default)]
    motif: String,
    #[serde(default)]
    decide_par: String,
    date: Option<Datetime>,
}

/// Reads the decisions; a dossier without the file has none.
pub(super) fn read(folder: &mut Folder, findings: &mut Vec<Finding>) -> Vec<RawDecision> {
    if !folder.exists(FILE) {
        return Vec::new();
    }
    let Some((file, text)) = folder.text(FILE, findings) else {
        return Vec::new();
    };
    let limits = *folder.limits();
    let document = Document {
        file: &file,
        text: &text,
        toml: 0..text.len(),
        limits: &limits,
    };
    let toml: Option<Toml> = document.parse(&KEYS, findings);
    let decisions = toml.map(|toml| toml.arbitrage).unwrap_or_default();
    let count = decisions.len() as u64;
    if let Some(finding) = document.passed(Limit::Entries, count, || Place::file(&file)) {
        findings.push(finding.arg("part", "arbitrage"));
        return Vec::new();
    }
    decisions
        .into_iter()
        .filter_map(|decision| raw_decision(decision, &document, findings))
        .collect()
}

fn raw_decision(
    decision: Spanned<TomlDecision>,
    document: &Document<'_>,
    findings: &mut Vec<Finding>,
) -> Option<RawDecision> {
    let place = document.place(decision.span());
    let decision = decision.into_inner();
    let before = findings.len();
    let mut parts = BTreeMap::new();
    for (funder, part) in decision.parts {
        if let Some(part) = document.checked(&funder, part, "7900", amount, findings) {
            parts.insert(funder, part);
        }
    }
    let drafted = decision
        .montant_projet
        .and_then(|text| document.checked("montant_projet", text, "7900", amount, findings));
    let fiche = decision.fiche.and_then(|text| {
        let text = Spanned::new(text.span(), Scalar(text.into_inner()));
        document.checked("fiche", text, "EA 1.1", Code::parse, findings)
    });
    let rule = document.required_in(&place, "constat", decision.constat, findings)?;
    // A decision that could not be read whole decides nothing.
    if findings.len() > before {
        return None;
    }
    Some(RawDecision {
        place,
        rule: document.located(rule),
        fiche,
        year: decision.annee,
        nature: decision.nature,
        article: decision.article,
        keep: decision.retenir.map(|keep| document.located(keep)),
        parts,
        drafted,
        reason: decision.motif,
        decided_by: decision.decide_par,
        date: decision.date.map(|date| date.to_string()),
    })
}
