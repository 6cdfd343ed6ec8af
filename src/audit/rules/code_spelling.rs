//! One code written two ways.

use std::collections::BTreeMap;

use crate::audit::prelude::*;

pub(super) static RULE: Rule = Rule::warning("code-spelling", Family::Codes, check);

/// One finding a code and other spelling, at its first place.
fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let dossier = context.dossier;
    let rows = dossier.recap.iter().flat_map(|recap| &recap.rows);
    let labels = rows.filter_map(|row| {
        Some(Located::new(
            Code::parse(&row.label)?,
            row.label.place.clone(),
        ))
    });
    let mut spellings: BTreeMap<String, Vec<Located<Code>>> = BTreeMap::new();
    for code in dossier.codes.iter().cloned().chain(labels) {
        let known = spellings.entry(code.key().to_owned()).or_default();
        if known
            .iter()
            .all(|other| other.spelling() != code.spelling())
        {
            known.push(code);
        }
    }
    for (first, others) in spellings.values().filter_map(|known| known.split_first()) {
        findings.extend(others.iter().map(|other| {
            RULE.at(&other.place)
                .fiche(first)
                .drafted(&other.value)
                .expected(&first.value)
                .arg("first", first.place.to_string())
        }));
    }
}
