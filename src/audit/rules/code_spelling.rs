//! One code written two ways.

use std::collections::BTreeMap;

use crate::{
    audit::{Family, Rule, rule::Context},
    finding::Finding,
    source::{Code, Located},
};

pub(super) static RULE: Rule = Rule::warning("code-spelling", Family::Codes, check);

/// One finding a code and other spelling, at its first place.
fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let raw = &context.dossier.raw;
    let files = raw.fiches.iter().map(|fiche| fiche.code.clone());
    let rows = raw
        .costs
        .iter()
        .map(|row| row.code.clone())
        .chain(raw.funding.iter().map(|row| row.code.clone()));
    let labels = raw.recap.iter().flat_map(|recap| &recap.rows);
    let labels = labels.filter_map(|row| {
        Some(Located::new(
            Code::parse(&row.label)?,
            row.label.place.clone(),
        ))
    });
    let mut spellings: BTreeMap<String, Vec<Located<Code>>> = BTreeMap::new();
    for code in files.chain(rows).chain(labels) {
        let known = spellings.entry(code.key().to_owned()).or_default();
        if known
            .iter()
            .all(|other| other.spelling() != code.spelling())
        {
            known.push(code);
        }
    }
    for known in spellings.values() {
        let Some((first, others)) = known.split_first() else {
            continue;
        };
        for other in others {
            let finding = RULE
                .at(&other.place)
                .fiche(first)
                .drafted(&other.value)
                .expected(&first.value);
            findings.push(finding.arg("first", first.place.to_string()));
        }
    }
}
