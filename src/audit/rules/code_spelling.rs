//! One code written two ways.

use std::collections::BTreeMap;

use crate::audit::prelude::*;

pub(super) static RULE: Rule = Rule::warning("code-spelling", Family::Codes, check);

/// One finding a code and other spelling, at its first place.
fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let raw = &context.dossier.raw;
    let files = raw.fiches.iter().map(|fiche| fiche.code.clone());
    let costs = raw.costs.iter().map(|row| row.code.clone());
    let funding = raw.funding.iter().map(|row| row.code.clone());
    let labels = raw
        .recap
        .iter()
        .flat_map(|recap| &recap.rows)
        .map(|row| &row.label);
    let labels =
        labels.filter_map(|label| Some(Located::new(Code::parse(label)?, label.place.clone())));
    let mut spellings: BTreeMap<String, Vec<Located<Code>>> = BTreeMap::new();
    for code in files.chain(costs).chain(funding).chain(labels) {
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
